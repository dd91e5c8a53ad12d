// Which declaration each name means (https://go.dev/ref/spec#Declarations_and_scope): universe, package, file, function
// and block, with imports, dot imports, labels apart, and what is shadowed. Members behind a dot need types,
// which are not looked at here. Over 400 lines: one walk, with what it makes.
import type {
  AssignStmt,
  BlockStmt,
  CaseClause,
  CommClause,
  Expr,
  Field,
  File,
  FuncDecl,
  FuncLit,
  FuncType,
  Ident,
  ImportSpec,
  RangeStmt,
  Stmt,
  TypeSpec,
  ValueSpec,
} from './ast.ts'

/** A file of a package, with where it lies in its module. */
export interface SourceFile extends File {
  /** Relative to the module's root, with slashes. */
  readonly name: string
}

/** What a name was declared as. */
export type EntityKind = 'package' | 'const' | 'var' | 'param' | 'type' | 'func' | 'builtin'

/** Where a name was declared. */
export type Declaration =
  | ImportSpec
  | ValueSpec
  | TypeSpec
  | FuncDecl
  | Field
  | AssignStmt
  | RangeStmt
  | CaseClause
  | undefined

/** A statement that assigns, and its file. */
export interface Write {
  readonly stmt: Stmt
  readonly file: SourceFile
}

/** One declared thing: every name that means it points here. */
export interface Entity {
  readonly kind: EntityKind
  readonly name: string
  readonly file: SourceFile | undefined
  readonly decl: Declaration
  /** The name that declares it; an import without one, and what the universe declares, has none. */
  readonly ident: Ident | undefined
  /** Which of the names of its declaration it is. */
  readonly index: number
  /** Declared at package level. */
  readonly global: boolean
  /** The function that declares it, for parameters, results and local variables. */
  readonly owner: FuncDecl | FuncLit | undefined
  /** For a constant without a value of its own: the line above that it repeats. */
  readonly repeats: ValueSpec | undefined
  /** Assignments after the declaration: statements that set it as a whole. */
  writes: readonly Write[]
  /** Assignments to its elements and fields. */
  parts: readonly Write[]
  /** Whether its address is taken, or an element or field of it is assigned. */
  changed: boolean
  /** Whether its own address is taken. */
  aimed: boolean
  /** Whether a method is called on it, which changes it where the receiver is a pointer. */
  called: boolean
  /** On the first declaration of a name or method: its others, of build tags that exclude each other, in order. */
  also: readonly Entity[]
}

/** The package-level names of one package: all its files together. */
export interface PackageScope {
  /** The name of the package clause. */
  readonly name: string
  /** The folder in the module, with slashes; empty for the root. */
  readonly folder: string
  readonly files: readonly SourceFile[]
  readonly names: ReadonlyMap<string, Entity>
  /** Methods by `Type.Method`, pointers or not. */
  readonly methods: ReadonlyMap<string, Entity>
  /** The `init` functions and the `_` variables, which have no name to be found by, in order. */
  readonly nameless: readonly Entity[]
  /** Names of fields of structs whose values may be called, wherever in the package the struct stands. */
  readonly callable: ReadonlySet<string>
}

type Names = Map<string, Entity>

/** Most things are declared once and never assigned: they share these. */
const NO_WRITES: readonly Write[] = []
const NO_OTHERS: readonly Entity[] = []

/** The names that Go has without a declaration (https://go.dev/ref/spec#Predeclared_identifiers). */
const UNIVERSE: ReadonlyMap<string, Entity> = new Map(
  [
    'any bool byte comparable complex64 complex128 error float32 float64 int int8 int16 int32 int64 rune string',
    'uint uint8 uint16 uint32 uint64 uintptr true false iota nil',
    'append cap clear close complex copy delete imag len make max min new panic print println real recover',
  ]
    .join(' ')
    .split(' ')
    .map((name): [string, Entity] => [name, entity('builtin', name, undefined, undefined, undefined, 0, false)]),
)

/**
 * Resolves every name of one package's files. Names that nothing declares keep no entity: members behind a dot, keys of
 * literals, and what a dot import brings.
 */
export function resolvePackage(folder: string, files: readonly SourceFile[]): PackageScope {
  const names: Names = new Map()
  const methods: Names = new Map()
  const nameless: Entity[] = []
  for (const file of files) declareFile(file, names, methods, nameless)
  const callable = new Set<string>()
  for (const file of files) new Resolver(file, names, callable).file()
  return { name: files[0]?.package.name ?? '', folder, files, names, methods, nameless, callable }
}

/** A package whose names nobody asks for. */
export function unresolvedPackage(folder: string, files: readonly SourceFile[]): PackageScope {
  const name = files[0]?.package.name ?? ''
  return { name, folder, files, names: new Map(), methods: new Map(), nameless: [], callable: new Set() }
}

/** The path of an import. */
export function importPath(spec: ImportSpec): string {
  return spec.value
}

/** The name of a method's receiver type, without pointer and type parameters; `undefined` for a function. */
function receiverType(decl: FuncDecl): string | undefined {
  let type = decl.receiver?.[0]?.type
  while (type !== undefined) {
    if (type.kind === 'StarExpr' || type.kind === 'ParenExpr' || type.kind === 'IndexExpr') type = type.x
    else return type.kind === 'Ident' ? type.name : undefined
  }
  return undefined
}

function entity(
  kind: EntityKind,
  name: string,
  file: SourceFile | undefined,
  decl: Declaration,
  ident: Ident | undefined,
  index: number,
  global: boolean,
  owner?: Entity['owner'],
  repeats?: Entity['repeats'],
): Entity {
  return {
    kind,
    name,
    file,
    decl,
    ident,
    index,
    global,
    owner,
    repeats,
    writes: NO_WRITES,
    parts: NO_WRITES,
    changed: false,
    aimed: false,
    called: false,
    also: NO_OTHERS,
  }
}

function declareFile(file: SourceFile, names: Names, methods: Names, nameless: Entity[]): void {
  // Several declarations of one name are of build tags that exclude each other: the first one knows the others.
  const enter = (into: Names, key: string, made: Entity): void => {
    const first = into.get(key)
    if (first === undefined) into.set(key, made)
    else if (first.also === NO_OTHERS) first.also = [made]
    // Made here, one line above.
    else (first.also as Entity[]).push(made)
  }
  const declare = (kind: EntityKind, ident: Ident, decl: Declaration, index: number, repeats?: ValueSpec): void => {
    const made = entity(kind, ident.name, file, decl, ident, index, true, undefined, repeats)
    ident.entity = made
    // An init function cannot be named, and there may be many of them.
    if (ident.name === '_' || (kind === 'func' && ident.name === 'init')) nameless.push(made)
    else enter(names, ident.name, made)
  }
  for (const decl of file.decls) {
    if (decl.kind === 'FuncDecl') {
      const receiver = receiverType(decl)
      if (decl.receiver === undefined) declare('func', decl.name, decl, 0)
      else {
        const made = entity('func', decl.name.name, file, decl, decl.name, 0, true)
        decl.name.entity = made
        if (receiver !== undefined) enter(methods, `${receiver}.${decl.name.name}`, made)
      }
    } else if (decl.kind === 'GenDecl' && decl.token !== 'import') {
      forEachSpec(decl.specs, decl.token, declare)
    }
  }
}

/** Calls `declare` for each name of a declaration; a constant without a value repeats the last line that has one. */
function forEachSpec(
  specs: readonly (ImportSpec | ValueSpec | TypeSpec)[],
  token: string,
  declare: (kind: EntityKind, ident: Ident, decl: Declaration, index: number, repeats?: ValueSpec) => void,
): void {
  let last: ValueSpec | undefined
  for (const spec of specs) {
    if (spec.kind === 'TypeSpec') declare('type', spec.name, spec, 0)
    if (spec.kind !== 'ValueSpec') continue
    const repeats = token === 'const' && spec.values.length === 0 ? last : undefined
    if (spec.values.length > 0) last = spec
    spec.names.forEach((ident, i) => declare(token === 'const' ? 'const' : 'var', ident, spec, i, repeats))
  }
}

/** Walks one file with the scopes that are open at each place. */
class Resolver {
  readonly #file: SourceFile
  readonly #names: Names
  readonly #callable: Set<string>
  readonly #imports: Names = new Map()
  /** What local names mean here, and in which scope, counted from outside, each was declared. */
  readonly #locals: Names = new Map()
  readonly #depths = new Map<string, number>()
  /** What names meant before they were declared again, and in which scope: put back where the scope ends. */
  readonly #hidden: { readonly name: string; readonly entity: Entity | undefined; readonly depth: number }[] = []
  #depth = 0
  #owner: FuncDecl | FuncLit | undefined

  constructor(file: SourceFile, names: Names, callable: Set<string>) {
    this.#file = file
    this.#callable = callable
    // A file's imports stand inside the package's scope; the two may not share a name.
    this.#names = names
    for (const decl of file.decls) {
      if (decl.kind !== 'GenDecl' || decl.token !== 'import') continue
      for (const spec of decl.specs) {
        if (spec.kind !== 'ImportSpec' || spec.name?.name === '_' || spec.name?.name === '.') continue
        const name = spec.name?.name ?? packageNameOf(importPath(spec))
        this.#imports.set(name, entity('package', name, file, spec, spec.name, 0, false))
      }
    }
  }

  file(): void {
    for (const decl of this.#file.decls) {
      if (decl.kind === 'FuncDecl') this.#function(decl, decl.type, decl.body, decl.receiver)
      else if (decl.kind === 'GenDecl') for (const spec of decl.specs) this.#spec(spec)
    }
  }

  #spec(spec: ImportSpec | ValueSpec | TypeSpec): void {
    if (spec.kind === 'ValueSpec') {
      this.#expr(spec.type)
      this.#exprs(spec.values)
    } else if (spec.kind === 'TypeSpec') {
      const opened = this.#open()
      this.#fields(spec.typeParams, 'type')
      this.#expr(spec.type)
      this.#close(opened)
    }
  }

  /** Opens a scope; what it gives is for `#close`. */
  #open(): number {
    this.#depth++
    return this.#hidden.length
  }

  #close(opened: number): void {
    this.#depth--
    while (this.#hidden.length > opened) {
      const before = this.#hidden.pop()
      if (before === undefined) return
      if (before.entity === undefined) {
        this.#locals.delete(before.name)
        this.#depths.delete(before.name)
      } else {
        this.#locals.set(before.name, before.entity)
        this.#depths.set(before.name, before.depth)
      }
    }
  }

  /** Enters a name into the innermost scope. */
  #enter(name: string, made: Entity): void {
    this.#hidden.push({ name, entity: this.#locals.get(name), depth: this.#depths.get(name) ?? 0 })
    this.#locals.set(name, made)
    this.#depths.set(name, this.#depth)
  }

  #declare(kind: EntityKind, ident: Ident, decl: Declaration, index: number, repeats?: ValueSpec): void {
    const made = entity(kind, ident.name, this.#file, decl, ident, index, false, this.#owner, repeats)
    ident.entity = made
    if (ident.name !== '_') this.#enter(ident.name, made)
  }

  #lookup(name: string): Entity | undefined {
    return this.#locals.get(name) ?? this.#imports.get(name) ?? this.#names.get(name) ?? UNIVERSE.get(name)
  }

  #use(ident: Ident): Entity | undefined {
    ident.entity ??= this.#lookup(ident.name)
    return ident.entity
  }

  #function(
    fn: FuncDecl | FuncLit,
    type: FuncType,
    body: BlockStmt | undefined,
    receiver: readonly Field[] | undefined,
  ): void {
    const outer = this.#owner
    this.#owner = fn
    const opened = this.#open()
    // The type parameters of a receiver are declared by it: `func (l *List[T]) …`.
    if (receiver !== undefined) for (const field of receiver) this.#receiverParams(field.type)
    this.#fields(type.typeParams, 'type')
    // Their types are resolved outside the names of parameters: `func f(error bool) error`.
    this.#types(receiver)
    this.#types(type.params)
    this.#types(type.results)
    this.#fields(receiver, 'param')
    this.#fields(type.params, 'param')
    this.#fields(type.results, 'param')
    if (body !== undefined) this.#stmts(body.stmts)
    this.#close(opened)
    this.#owner = outer
  }

  #receiverParams(receiver: Expr | undefined): void {
    let type = receiver
    while (type?.kind === 'StarExpr' || type?.kind === 'ParenExpr') type = type.x
    if (type?.kind !== 'IndexExpr') return
    for (const index of type.indices) if (index.kind === 'Ident') this.#declare('type', index, undefined, 0)
  }

  #types(fields: readonly Field[] | undefined): void {
    if (fields !== undefined) for (const field of fields) this.#expr(field.type)
  }

  #fields(fields: readonly Field[] | undefined, kind: 'param' | 'type'): void {
    if (fields === undefined) return
    // Type parameters may name each other.
    let index = 0
    for (const field of fields) {
      for (const ident of field.names) this.#declare(kind, ident, field, index++)
      if (field.names.length === 0) index++
    }
    if (kind === 'type') this.#types(fields)
  }

  #stmts(stmts: readonly Stmt[]): void {
    for (const stmt of stmts) this.#stmt(stmt)
  }

  #block(block: BlockStmt): void {
    const opened = this.#open()
    this.#stmts(block.stmts)
    this.#close(opened)
  }

  #stmt(stmt: Stmt | undefined): void {
    switch (stmt?.kind) {
      case 'DeclStmt': {
        const { token, specs } = stmt.decl
        let last: ValueSpec | undefined
        for (const spec of specs) {
          // A type may name itself; a variable's value is resolved before its name is known.
          if (spec.kind === 'TypeSpec') this.#declare('type', spec.name, spec, 0)
          this.#spec(spec)
          if (spec.kind !== 'ValueSpec') continue
          const repeats = token === 'const' && spec.values.length === 0 ? last : undefined
          if (spec.values.length > 0) last = spec
          spec.names.forEach((ident, i) => this.#declare(token === 'const' ? 'const' : 'var', ident, spec, i, repeats))
        }
        return
      }
      case 'LabeledStmt':
        return this.#stmt(stmt.stmt)
      case 'ExprStmt':
        return this.#expr(stmt.x)
      case 'SendStmt':
        this.#expr(stmt.channel)
        return this.#expr(stmt.value)
      case 'IncDecStmt':
        this.#expr(stmt.x)
        return this.#written(stmt.x, stmt)
      case 'AssignStmt':
        return this.#assign(stmt)
      case 'GoStmt':
      case 'DeferStmt':
        return this.#expr(stmt.call)
      case 'ReturnStmt':
        return this.#exprs(stmt.results)
      case 'BlockStmt':
        return this.#block(stmt)
      case 'IfStmt':
        return this.#if(stmt)
      case 'SwitchStmt': {
        const opened = this.#open()
        this.#stmt(stmt.init)
        this.#expr(stmt.tag)
        for (const clause of stmt.body) this.#clause(clause)
        return this.#close(opened)
      }
      case 'TypeSwitchStmt': {
        const opened = this.#open()
        this.#stmt(stmt.init)
        const { assign } = stmt
        const [name] = assign.kind === 'AssignStmt' ? assign.left : []
        if (assign.kind === 'AssignStmt') this.#exprs(assign.right)
        else this.#stmt(assign)
        // Each clause has the variable anew, with the clause's type.
        for (const clause of stmt.body) this.#clause(clause, name?.kind === 'Ident' ? name : undefined)
        return this.#close(opened)
      }
      case 'SelectStmt':
        for (const clause of stmt.body) this.#comm(clause)
        return
      case 'ForStmt': {
        const opened = this.#open()
        this.#stmt(stmt.init)
        this.#expr(stmt.cond)
        this.#stmt(stmt.post)
        this.#block(stmt.body)
        return this.#close(opened)
      }
      case 'RangeStmt':
        return this.#range(stmt)
      case 'BranchStmt':
      case 'EmptyStmt':
      case 'BadStmt':
      case undefined:
    }
  }

  #if(first: Stmt & { readonly kind: 'IfStmt' }): void {
    // A chain of else-ifs may be long: each opens a scope inside the one before, in a loop.
    const outer = this.#depth
    const hidden = this.#hidden.length
    let stmt: Stmt | undefined = first
    while (stmt?.kind === 'IfStmt') {
      this.#open()
      this.#stmt(stmt.init)
      this.#expr(stmt.cond)
      this.#block(stmt.body)
      stmt = stmt.else
    }
    this.#stmt(stmt)
    this.#close(hidden)
    this.#depth = outer
  }

  #clause(clause: CaseClause, name?: Ident): void {
    if (clause.exprs !== undefined) this.#exprs(clause.exprs)
    const opened = this.#open()
    if (name !== undefined)
      this.#enter(name.name, entity('var', name.name, this.#file, clause, name, 0, false, this.#owner))
    this.#stmts(clause.stmts)
    this.#close(opened)
  }

  #comm(clause: CommClause): void {
    const opened = this.#open()
    this.#stmt(clause.comm)
    this.#stmts(clause.stmts)
    this.#close(opened)
  }

  #assign(stmt: AssignStmt): void {
    this.#exprs(stmt.right)
    for (let i = 0; i < stmt.left.length; i++) {
      const left = stmt.left[i] as Expr // within bounds
      // `:=` declares what is new in this very scope and assigns the rest.
      if (stmt.op === ':=' && left.kind === 'Ident' && this.#depths.get(left.name) !== this.#depth) {
        this.#declare('var', left, stmt, i)
        continue
      }
      this.#expr(left)
      this.#written(left, stmt)
    }
  }

  #range(stmt: RangeStmt): void {
    this.#expr(stmt.x)
    const opened = this.#open()
    this.#ranged(stmt, stmt.key, 0)
    this.#ranged(stmt, stmt.value, 1)
    this.#block(stmt.body)
    this.#close(opened)
  }

  #ranged(stmt: RangeStmt, left: Expr | undefined, index: number): void {
    if (left === undefined) return
    if (stmt.op === ':=' && left.kind === 'Ident') return this.#declare('var', left, stmt, index)
    this.#expr(left)
    this.#written(left, stmt)
  }

  /** Notes that a statement assigns to what an expression stands for. */
  #written(left: Expr, stmt: Stmt): void {
    let x = left
    let part = false
    while (x.kind === 'ParenExpr' || x.kind === 'IndexExpr' || x.kind === 'SelectorExpr' || x.kind === 'SliceExpr') {
      part ||= x.kind !== 'ParenExpr'
      x = x.x
    }
    // What the universe declares is shared by all files and never changes.
    if (x.kind !== 'Ident' || x.entity === undefined || x.entity.kind === 'builtin') return
    if (part) x.entity.changed = true
    const write: Write = { stmt, file: this.#file }
    const known = part ? x.entity.parts : x.entity.writes
    // A list that is not the shared one was made here, two lines below.
    if (known !== NO_WRITES) (known as Write[]).push(write)
    else if (part) x.entity.parts = [write]
    else x.entity.writes = [write]
  }

  #exprs(list: readonly Expr[]): void {
    for (const x of list) this.#expr(x)
  }

  #expr(first: Expr | undefined): void {
    let x = first
    // Left-leaning chains (a + b + c …, x.f().g() …) are walked in a loop: they may be thousands long.
    while (x !== undefined) {
      switch (x.kind) {
        case 'Ident':
          this.#use(x)
          return
        case 'BinaryExpr':
          this.#expr(x.y)
          x = x.x
          break
        case 'SelectorExpr':
        case 'ParenExpr':
        case 'StarExpr':
          x = x.x
          break
        case 'CallExpr':
          this.#exprs(x.args)
          // A method with a pointer receiver may change what it is called on.
          if (x.fun.kind === 'SelectorExpr' && x.fun.x.kind === 'Ident') {
            const receiver = this.#use(x.fun.x)
            if (receiver !== undefined && receiver.kind !== 'package' && receiver.kind !== 'builtin')
              receiver.called = true
          }
          x = x.fun
          break
        case 'IndexExpr':
          this.#exprs(x.indices)
          x = x.x
          break
        case 'SliceExpr':
          this.#expr(x.low)
          this.#expr(x.high)
          this.#expr(x.max)
          x = x.x
          break
        case 'TypeAssertExpr':
          this.#expr(x.type)
          x = x.x
          break
        case 'UnaryExpr':
          this.#unary(x.op, x.x)
          return
        case 'CompositeLit':
          this.#exprs(x.elements)
          x = x.type
          break
        case 'KeyValueExpr':
          // A field's name, or a map's key that is a variable: resolved where such a name is known.
          this.#expr(x.key)
          x = x.value
          break
        case 'FuncLit':
          return this.#function(x, x.type, x.body, undefined)
        case 'ArrayType':
          this.#expr(x.length)
          x = x.elem
          break
        case 'MapType':
          this.#expr(x.key)
          x = x.value
          break
        case 'ChanType':
          x = x.value
          break
        case 'Ellipsis':
          x = x.elem
          break
        case 'StructType':
          for (const field of x.fields) if (this.#mayBeCalled(field.type)) this.#noteCallable(field)
          return this.#types(x.fields)
        case 'InterfaceType':
          return this.#types(x.methods)
        case 'FuncType':
          this.#types(x.params)
          return this.#types(x.results)
        case 'BasicLit':
        case 'BadExpr':
          return
      }
    }
  }

  /** Whether a value of a type may be a function, as far as the type itself says it. */
  #mayBeCalled(type: Expr | undefined): boolean {
    switch (type?.kind) {
      case 'ArrayType':
      case 'MapType':
      case 'ChanType':
      case 'StructType':
      case 'InterfaceType':
        return false
      case 'Ident':
        return this.#lookup(type.name)?.kind !== 'builtin'
      default:
        return true
    }
  }

  #noteCallable({ names, type }: Field): void {
    for (const { name } of names) this.#callable.add(name)
    if (names.length > 0) return
    let x = type
    while (x?.kind === 'StarExpr' || x?.kind === 'ParenExpr' || x?.kind === 'IndexExpr') x = x.x
    if (x?.kind === 'SelectorExpr') this.#callable.add(x.sel.name)
    else if (x?.kind === 'Ident') this.#callable.add(x.name)
  }

  #unary(op: string, operand: Expr): void {
    this.#expr(operand)
    if (op !== '&') return
    if (operand.kind === 'Ident' && operand.entity !== undefined && operand.entity.kind !== 'builtin')
      operand.entity.aimed = true
    let x = operand
    while (x.kind === 'ParenExpr' || x.kind === 'IndexExpr' || x.kind === 'SelectorExpr') x = x.x
    if (x.kind === 'Ident' && x.entity !== undefined && x.entity.kind !== 'builtin') x.entity.changed = true
  }
}

/**
 * The name that a package most likely has, by its path: the last element, without a version and without `go-` or `.go`.
 * The package clause alone says it surely.
 */
export function packageNameOf(path: string): string {
  const elements = path.split('/')
  let last = elements.at(-1) ?? ''
  if (/^v[0-9]+$/.test(last) && elements.length > 1) last = elements.at(-2) ?? ''
  const plain = last
    .replace(/\.v[0-9]+$/, '')
    .replace(/^go[-.]/, '')
    .replace(/[-.]go$/, '')
  return plain.replaceAll(/[^\p{L}\p{Nd}_]/gu, plain.includes('-') ? '' : '_')
}
