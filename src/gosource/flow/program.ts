// A module as units of code: every function, function literal and value of a package variable, with the calls that stand
// in it, who calls what by name, and where functions are used as values. One walk over the source; everything else in
// this folder is found on demand. Over 400 lines: what the walk notes is said in one place, each with its type.
import type { CallExpr, CompositeLit, Expr, FuncDecl, FuncLit, SendStmt, ValueSpec } from '../ast.ts'
import type { Modules, Package } from '../package.ts'
import type { Entity, SourceFile } from '../scope.ts'
import { stackChildren, type Node } from '../walk.ts'

/** A piece of code that runs as one: a function, a function literal, or the values of a package variable. */
export interface Unit {
  readonly node: FuncDecl | FuncLit | ValueSpec
  readonly file: SourceFile
  readonly pkg: Package
  /** The unit around a function literal. */
  readonly outer: Unit | undefined
  /** As a person says it: `Open`, `(*DB).Close`, `func in Open`, the variable's name. */
  readonly name: string
  readonly sites: CallSite[]
}

/** A call, and the unit it stands in. */
export interface CallSite {
  readonly call: CallExpr
  readonly unit: Unit
  readonly how: 'call' | 'go' | 'defer'
}

/** A function that is used as a value, not called where it stands. */
export interface Reference {
  readonly unit: Unit
  readonly at: Expr
}

/** All code of a module. */
export interface Program {
  readonly modules: Modules
  readonly units: readonly Unit[]
  readonly unitOf: ReadonlyMap<FuncDecl | FuncLit | ValueSpec, Unit>
  /** Calls by the last name of what is called: `Get` of `client.Get(…)`; `` for other calls. */
  readonly sitesByName: ReadonlyMap<string, readonly CallSite[]>
  /** Uses of a name that may be a function's, where it is not called: `Handler` in `x.Handler`, `f` in `g(f)`. */
  readonly referencesByName: ReadonlyMap<string, readonly Reference[]>
  /** Calls that have a package variable as an argument or receiver. */
  readonly globalUses: ReadonlyMap<Entity, readonly CallSite[]>
  /** Calls that have a field as an argument or receiver, by `fieldKey`: `s.buf.Write(…)`, `f(&s.buf)`. */
  readonly fieldUses: ReadonlyMap<string, readonly CallSite[]>
  /** Composite literals of structs without field names, by the last name of their type. */
  readonly positional: ReadonlyMap<string, readonly { readonly lit: CompositeLit; readonly unit: Unit }[]>
  /** Composite literals of types of other packages. */
  readonly literals: readonly { readonly lit: CompositeLit; readonly unit: Unit }[]
  /** The variable that a call's first result, or a composite literal, is given to. */
  readonly givenTo: ReadonlyMap<Expr, Entity>
  /** Names that are given a name of another package: `var run = exec.Command`, by the variable's or field's name. */
  readonly aliases: ReadonlyMap<string, readonly Alias[]>
  /** Fields that are set somewhere: values by `fieldKey`, with the composite literal or assignment. */
  readonly fieldWrites: ReadonlyMap<string, readonly FieldWrite[]>
  /** Names of functions without a body. */
  readonly linked: ReadonlySet<string>
  /** The field that a call's first result, or a composite literal, is given to. */
  readonly keptIn: ReadonlyMap<Expr, { readonly name: string; readonly of: Expr }>
  /** What is sent into channels that are package variables. */
  readonly globalSends: ReadonlyMap<Entity, readonly Send[]>
  /** What is sent into channels that are fields, by `fieldKey`. */
  readonly fieldSends: ReadonlyMap<string, readonly Send[]>
  /** Names of other packages that are not called where they stand, by their last part: `Command` of `f(exec.Command)`. */
  readonly foreign: ReadonlyMap<string, readonly PackageName[]>
}

/** A value that is sent into a channel. */
export interface Send {
  readonly unit: Unit
  readonly stmt: SendStmt
}

/** A name with its package in front. */
export type PackageName = Extract<Expr, { kind: 'SelectorExpr' }>

/** A variable or field that is given a name of another package. */
export interface Alias {
  /** The variable; `undefined` for a field. */
  readonly of: Entity | undefined
  /** The path of the package that it is given it in. */
  readonly pkg: string
  readonly is: Extract<Expr, { kind: 'SelectorExpr' }>
}

/** A value that a field is set to. */
export interface FieldWrite {
  readonly unit: Unit
  readonly value: Expr
  /** Which of several results of `value`. */
  readonly index: number
  /** What it is a field of: the struct's expression, or the composite literal. */
  readonly of: Expr
}

/** Reads the units of all packages of the main module that are resolved. */
export function readProgram(modules: Modules): Program {
  const reader = new Reader(modules)
  for (const pkg of modules.main.packages) if (pkg.resolved) for (const file of pkg.scope.files) reader.file(pkg, file)
  return reader
}

/** Where the functions stand that have a body. */
export function bodyOf(unit: Unit): Node[] {
  const { node } = unit
  if (node.kind === 'ValueSpec') return [...node.values]
  return node.body === undefined ? [] : [node.body]
}

/** Whether go compiles a file for tests alone. */
export function isTestFile({ name }: SourceFile): boolean {
  return name.endsWith('_test.go')
}

/** What is called, without parentheses and type arguments. */
export function calleeOf(call: CallExpr): Expr {
  let x = call.fun
  while (x.kind === 'ParenExpr' || (x.kind === 'IndexExpr' && isInstance(x.x))) x = x.x
  return x
}

/** Without parentheses. */
export function plain(first: Expr): Expr {
  let x = first
  while (x.kind === 'ParenExpr') x = x.x
  return x
}

/** The variable that an expression is a part of: `v` of `v.a[1].b`, `&v`, `*v`, `v[1:]`. */
export function baseOf(first: Expr): Entity | undefined {
  let x = first
  for (;;) {
    switch (x.kind) {
      case 'ParenExpr':
      case 'StarExpr':
      case 'IndexExpr':
      case 'SliceExpr':
      case 'SelectorExpr':
      case 'TypeAssertExpr':
        x = x.x
        continue
      case 'UnaryExpr':
        if (x.op !== '&') return undefined
        x = x.x
        continue
      case 'Ident':
        return x.entity?.kind === 'var' || x.entity?.kind === 'param' ? x.entity : undefined
      default:
        return undefined
    }
  }
}

/** The field that an expression is, or a part of: `s.f` of `s.f[1]`, `&s.f`. */
export function fieldOf(first: Expr): Extract<Expr, { kind: 'SelectorExpr' }> | undefined {
  let x = first
  for (;;) {
    if (x.kind === 'SelectorExpr') return x.x.kind === 'Ident' && x.x.entity?.kind === 'package' ? undefined : x
    if (x.kind === 'ParenExpr' || x.kind === 'StarExpr' || x.kind === 'IndexExpr' || x.kind === 'SliceExpr') x = x.x
    else if (x.kind === 'UnaryExpr' && x.op === '&') x = x.x
    else return undefined
  }
}

/** Under which a field's uses are found: by its name, and where that is not exported in its own package alone. */
export function fieldKey(pkg: string, name: string): string {
  return isExported(name) ? name : `${pkg} ${name}`
}

/** Whether other packages see a name; its bytes are characters, as in the source. */
export function isExported(name: string): boolean {
  const first = name.charCodeAt(0)
  if (first < 0x80) return first >= 65 && first <= 90
  return /^\p{Lu}/u.test(Buffer.from(name, 'latin1').toString('utf8'))
}

/** Whether `F[T]` may be a generic function with type arguments: its operand is a function's name. */
function isInstance(x: Expr): boolean {
  if (x.kind === 'Ident') return x.entity?.kind === 'func'
  return x.kind === 'SelectorExpr' && x.x.kind === 'Ident' && x.x.entity?.kind === 'package'
}

class Reader implements Program {
  readonly modules: Modules
  readonly units: Unit[] = []
  readonly unitOf = new Map<FuncDecl | FuncLit | ValueSpec, Unit>()
  readonly sitesByName = new Map<string, CallSite[]>()
  readonly referencesByName = new Map<string, Reference[]>()
  readonly globalUses = new Map<Entity, CallSite[]>()
  readonly fieldWrites = new Map<string, FieldWrite[]>()
  readonly fieldUses = new Map<string, CallSite[]>()
  readonly positional = new Map<string, { lit: CompositeLit; unit: Unit }[]>()
  readonly literals: { lit: CompositeLit; unit: Unit }[] = []
  readonly givenTo = new Map<Expr, Entity>()
  readonly aliases = new Map<string, Alias[]>()
  readonly foreign = new Map<string, PackageName[]>()
  readonly linked = new Set<string>()
  readonly keptIn = new Map<Expr, { readonly name: string; readonly of: Expr }>()
  readonly globalSends = new Map<Entity, Send[]>()
  readonly fieldSends = new Map<string, Send[]>()
  #pkg: Package | undefined
  readonly #keys = new Map<string, string>()
  /** Names of all functions and methods of the module: only uses of these can be references. */
  readonly #functions = new Set<string>()
  readonly #stack: Node[] = []

  constructor(modules: Modules) {
    this.modules = modules
    for (const pkg of modules.main.packages) {
      if (!pkg.resolved) continue
      for (const file of pkg.scope.files) {
        for (const decl of file.decls) if (decl.kind === 'FuncDecl') this.#functions.add(decl.name.name)
      }
    }
  }

  file(pkg: Package, file: SourceFile): void {
    if (this.#pkg !== pkg) this.#keys.clear()
    this.#pkg = pkg
    for (const decl of file.decls) {
      if (decl.kind === 'FuncDecl') {
        const unit = this.#unit(decl, file, undefined, functionName(decl))
        if (decl.body === undefined) this.linked.add(decl.name.name)
        else this.#walk(unit, [decl.body])
      } else if (decl.kind === 'GenDecl' && decl.token === 'var') {
        for (const spec of decl.specs) {
          if (spec.kind !== 'ValueSpec' || spec.values.length === 0) continue
          this.#given(spec.names, spec.values)
          this.#walk(this.#unit(spec, file, undefined, spec.names.map(({ name }) => name).join(', ')), spec.values)
        }
      }
    }
  }

  #unit(node: Unit['node'], file: SourceFile, outer: Unit | undefined, name: string): Unit {
    const pkg = this.#pkg
    if (pkg === undefined) throw new Error('no package')
    const unit: Unit = { node, file, pkg, outer, name, sites: [] }
    this.units.push(unit)
    this.unitOf.set(node, unit)
    return unit
  }

  #walk(root: Unit, nodes: readonly Node[]): void {
    const stack = this.#stack
    // Literals wait until the unit around them is through.
    let later: { readonly lit: FuncLit; readonly outer: Unit }[] | undefined
    let unit = root
    let list = nodes
    for (;;) {
      stack.length = 0
      for (let i = list.length - 1; i >= 0; i--) stack.push(list[i] as Node) // within bounds
      for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
        switch (node.kind) {
          case 'FuncLit':
            ;(later ??= []).push({ lit: node, outer: unit })
            continue
          case 'GoStmt':
          case 'DeferStmt': {
            const call = plain(node.call)
            if (call.kind === 'CallExpr') {
              this.#call(unit, call, node.kind === 'GoStmt' ? 'go' : 'defer')
              continue
            }
            break
          }
          case 'CallExpr':
            this.#call(unit, node, 'call')
            continue
          case 'Ident':
            if (node.entity?.kind === 'func') this.#reference(node.name, unit, node)
            continue
          case 'SelectorExpr':
            if (this.#functions.has(node.sel.name)) this.#reference(node.sel.name, unit, node)
            if (node.x.kind === 'Ident' && node.x.entity?.kind === 'package') push(this.foreign, node.sel.name, node)
            else stack.push(node.x)
            continue
          case 'BasicLit':
            continue
          case 'ValueSpec':
            this.#given(node.names, node.values)
            break
          case 'SendStmt':
            this.#send(unit, node)
            break
          case 'AssignStmt':
            this.#given(node.left, node.right)
            for (let i = 0; i < node.left.length; i++) {
              const target = plain(node.left[i] as Expr) // within bounds
              if (target.kind !== 'SelectorExpr') continue
              const single = node.left.length === node.right.length
              const value = single ? node.right[i] : node.right[0]
              if (value !== undefined) this.#field(target.sel.name, unit, value, single ? 0 : i, target.x)
            }
            break
          case 'CompositeLit':
            this.#composite(unit, node)
            if (node.type !== undefined) stack.push(node.type)
            continue
          default:
        }
        stackChildren(node, stack)
      }
      const next = later?.pop()
      if (next === undefined) return
      unit = this.#unit(next.lit, root.file, next.outer, `func in ${outermost(next.outer).name}`)
      list = [next.lit.body]
    }
  }

  #call(unit: Unit, call: CallExpr, how: CallSite['how']): void {
    const site: CallSite = { call, unit, how }
    unit.sites.push(site)
    const callee = calleeOf(call)
    const name = callee.kind === 'SelectorExpr' ? callee.sel.name : callee.kind === 'Ident' ? callee.name : ''
    push(this.sitesByName, name, site)
    for (let i = call.args.length - 1; i >= 0; i--) {
      const arg = call.args[i] as Expr // within bounds
      this.#stack.push(arg)
      this.#global(arg, site)
    }
    if (callee.kind === 'SelectorExpr') {
      this.#stack.push(callee.x)
      this.#global(callee.x, site)
    } else if (callee.kind !== 'Ident') this.#stack.push(callee)
  }

  #global(x: Expr, site: CallSite): void {
    const base = baseOf(x)
    if (base?.global === true) push(this.globalUses, base, site)
    const field = fieldOf(x)
    if (field !== undefined) push(this.fieldUses, this.#key(field.sel.name), site)
  }

  #composite(unit: Unit, lit: CompositeLit): void {
    const type = lit.type?.kind === 'SelectorExpr' ? lit.type.sel : lit.type
    if (type?.kind === 'Ident' && lit.elements.length > 0 && lit.elements[0]?.kind !== 'KeyValueExpr')
      push(this.positional, type.name, { lit, unit })
    // A name that nothing declares comes from a dot import.
    const foreign = lit.type?.kind === 'SelectorExpr' || (lit.type?.kind === 'Ident' && lit.type.entity === undefined)
    if (foreign) this.literals.push({ lit, unit })
    for (let i = lit.elements.length - 1; i >= 0; i--) {
      const element = lit.elements[i] as Expr // within bounds
      if (element.kind !== 'KeyValueExpr') {
        this.#stack.push(element)
        continue
      }
      this.#stack.push(element.value)
      // A field's name is no expression; a map's key is.
      if (element.key.kind === 'Ident') this.#field(element.key.name, unit, element.value, 0, lit)
      if (element.key.kind !== 'Ident' || element.key.entity?.kind === 'func') this.#stack.push(element.key)
    }
  }

  #given(left: readonly Expr[], right: readonly Expr[]): void {
    for (let i = 0; i < right.length; i++) {
      const target = left[i]
      if (target?.kind !== 'Ident' || target.entity === undefined) continue
      let x = plain(right[i] as Expr) // within bounds
      if (x.kind === 'UnaryExpr' && x.op === '&') x = plain(x.x)
      this.#alias(target.name, target.entity, x)
      if (x.kind === 'CallExpr' || x.kind === 'CompositeLit') this.givenTo.set(x, target.entity)
    }
  }

  #send(unit: Unit, stmt: SendStmt): void {
    const base = baseOf(stmt.channel)
    if (base?.global === true) push(this.globalSends, base, { unit, stmt })
    const field = fieldOf(stmt.channel)
    if (field !== undefined) push(this.fieldSends, fieldKey(unit.pkg.path, field.sel.name), { unit, stmt })
  }

  #alias(name: string, of: Entity | undefined, is: Expr): void {
    if (is.kind === 'SelectorExpr' && is.x.kind === 'Ident' && is.x.entity?.kind === 'package')
      push(this.aliases, name, { of, pkg: this.#pkg?.path ?? '', is })
  }

  #field(name: string, unit: Unit, value: Expr, index: number, of: Expr): void {
    push(this.fieldWrites, this.#key(name), { unit, value, index, of })
    const bare = plain(value)
    this.#alias(name, undefined, bare)
    const made = bare.kind === 'UnaryExpr' && bare.op === '&' ? plain(bare.x) : bare
    if (index === 0 && (made.kind === 'CallExpr' || made.kind === 'CompositeLit')) this.keptIn.set(made, { name, of })
  }

  /** The key of a field of the package at hand: each is put together once. */
  #key(name: string): string {
    let key = this.#keys.get(name)
    if (key === undefined) this.#keys.set(name, (key = fieldKey(this.#pkg?.path ?? '', name)))
    return key
  }

  #reference(name: string, unit: Unit, at: Expr): void {
    push(this.referencesByName, name, { unit, at })
  }
}

/** The function or variable that a literal stands in. */
export function outermost(unit: Unit): Unit {
  let found = unit
  while (found.outer !== undefined) found = found.outer
  return found
}

function functionName(decl: FuncDecl): string {
  const type = decl.receiver?.[0]?.type
  if (type === undefined) return decl.name.name
  const star = type.kind === 'StarExpr'
  let base: Expr = type
  while (base.kind === 'StarExpr' || base.kind === 'ParenExpr' || base.kind === 'IndexExpr') base = base.x
  const name = base.kind === 'Ident' ? base.name : '?'
  return star ? `(*${name}).${decl.name.name}` : `${name}.${decl.name.name}`
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  else list.push(value)
}
