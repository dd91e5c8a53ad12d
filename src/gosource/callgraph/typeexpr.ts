// From a type as it is written to the type that it means (https://go.dev/ref/spec#Types): names are looked up where they
// stand, generic types get their arguments, aliases are seen through, and what lies behind a declared type is found when
// it is asked for.
import type { Expr, Field, FuncType, InterfaceType, StructType } from '../ast.ts'
import {
  Types,
  type Interface,
  type InterfaceMethod,
  type Named,
  type Signature,
  type StructField,
  type Type,
} from './gotype.ts'
import type { Entity, FuncDecl, Program, SourceFile, TypeDecl } from './program.ts'
import { lacks, lacksMember } from './undeclared.ts'

/** Where a type is written: what names mean there. */
export interface TypeScope {
  readonly file: SourceFile
  /** Arguments of the type parameters around it. */
  readonly env: ReadonlyMap<string, Type> | undefined
  /** What a name means inside a function; `undefined` where it is none of the function's. */
  readonly local:
    | ((name: string) => { readonly type: Type | undefined; readonly decl: TypeDecl | undefined } | undefined)
    | undefined
}

/** What a name or `package.name` stands for. */
export type Meaning = Entity | { readonly kind: 'universe'; readonly name: string } | undefined

/** How deeply types may be nested while they are read. */
const MOST_DEPTH = 300

/** Finds what types mean. Holds the types of one question. */
export class Typing {
  readonly types: Types = new Types()
  readonly program: Program
  readonly universe: ReadonlyMap<string, Type>
  readonly any: Interface
  readonly error: Type
  readonly bool: Type
  readonly int: Type
  readonly string: Type
  #depth = 0
  readonly #aliases = new Map<string, Type | 'asked'>()

  constructor(program: Program) {
    this.program = program
    const { types } = this
    this.any = types.interface([], [], [])
    this.bool = types.basic('bool')
    this.int = types.basic('int')
    this.string = types.basic('string')
    const text = types.signature([], [this.string], false)
    const declare = (name: string, under: Type): Type => {
      const decl: TypeDecl = {
        kind: 'type',
        id: program.nextId++,
        name,
        file: NO_FILE,
        methods: new Map(),
        spec: () => ({ params: [], type: { kind: 'BadExpr', pos: 0, end: 0 }, alias: false }),
        scope: undefined,
      }
      const type = types.named(decl, [])
      if (type.kind === 'named') type.under = under
      return type
    }
    this.error = declare('error', types.interface([{ name: 'Error', type: text }], [], []))
    const names = new Map<string, Type>([
      ['any', this.any],
      ['error', this.error],
      ['comparable', declare('comparable', this.any)],
      ['byte', types.basic('uint8')],
      ['rune', types.basic('int32')],
    ])
    for (const name of BASIC) names.set(name, types.basic(name))
    this.universe = names
  }

  /** What a name means in a file, outside functions. */
  meaning(name: string, file: SourceFile): Meaning {
    const own = file.package.objects.get(name)
    if (own !== undefined) return own
    for (const path of file.dots) {
      const found = this.program.packages.get(path)?.objects.get(name)
      if (found !== undefined && exported(name)) return found
    }
    return { kind: 'universe', name }
  }

  /** What `package.name` means; `undefined` where that is no package's name, or nothing of it. */
  member(packageName: string, name: string, file: SourceFile): Entity | undefined {
    const path = file.names.get(packageName)
    return path === undefined ? undefined : this.program.packages.get(path)?.objects.get(name)
  }

  /** The type that is written; unknown where it is none. */
  type(expr: Expr | undefined, scope: TypeScope): Type {
    const type = expr === undefined ? undefined : this.maybeType(expr, scope)
    if (type === undefined && expr !== undefined && scope.file.package.root) this.#missing(expr, scope)
    return type ?? this.types.unknown
  }

  #missing(expr: Expr, scope: TypeScope): void {
    let at = expr
    while (at.kind === 'StarExpr' || at.kind === 'ParenExpr' || at.kind === 'IndexExpr') at = at.x
    const name = at.kind === 'SelectorExpr' ? at.x : at
    if (name.kind !== 'Ident' || scope.local?.(name.name) !== undefined) return
    if (at.kind === 'SelectorExpr') lacksMember(this.program, name.name, at.sel.name, scope.file)
    else if (this.meaning(name.name, scope.file)?.kind === 'universe') lacks(this.program, name.name, scope.file)
  }

  /** The type that is written, or `undefined` where a value is. */
  maybeType(expr: Expr, scope: TypeScope): Type | undefined {
    if (this.#depth > MOST_DEPTH) return this.types.unknown
    this.#depth++
    try {
      return this.#typeOf(expr, scope)
    } finally {
      this.#depth--
    }
  }

  #typeOf(expr: Expr, scope: TypeScope): Type | undefined {
    const { types } = this
    switch (expr.kind) {
      case 'Ident': {
        const local = scope.local?.(expr.name)
        if (local !== undefined) return local.type
        return scope.env?.get(expr.name) ?? this.#declared(this.meaning(expr.name, scope.file), [])
      }
      case 'SelectorExpr':
        if (expr.x.kind !== 'Ident' || scope.local?.(expr.x.name) !== undefined) return undefined
        if (expr.x.name === 'unsafe' && expr.sel.name === 'Pointer') return types.basic('unsafe.Pointer')
        if (expr.x.name === 'C' && !scope.file.names.has('C')) return types.unknown
        return this.#declared(this.member(expr.x.name, expr.sel.name, scope.file), [])
      case 'IndexExpr': {
        const decl = this.genericType(expr.x, scope)
        return decl === undefined
          ? undefined
          : this.instance(
              decl,
              expr.indices.map((x) => this.type(x, scope)),
            )
      }
      case 'ParenExpr':
        return this.maybeType(expr.x, scope)
      case 'StarExpr': {
        const elem = this.maybeType(expr.x, scope)
        return elem === undefined ? undefined : types.holder('pointer', elem)
      }
      case 'ArrayType':
        return types.holder(expr.length === undefined ? 'slice' : 'array', this.type(expr.elem, scope))
      case 'Ellipsis':
        return types.holder('slice', this.type(expr.elem, scope))
      case 'MapType':
        return types.map(this.type(expr.key, scope), this.type(expr.value, scope))
      case 'ChanType':
        return types.chan(expr.direction, this.type(expr.value, scope))
      case 'FuncType':
        return this.signature(expr, scope)
      case 'StructType':
        return this.#struct(expr, scope)
      case 'InterfaceType':
        return this.#interface(expr, scope)
      case 'UnaryExpr':
        return expr.op === '~' ? this.maybeType(expr.x, scope) : undefined
      default:
        return undefined
    }
  }

  /** The declaration of a generic type that is written without its arguments. */
  genericType(expr: Expr, scope: TypeScope): TypeDecl | undefined {
    if (expr.kind === 'ParenExpr') return this.genericType(expr.x, scope)
    if (expr.kind === 'Ident') {
      const local = scope.local?.(expr.name)
      if (local !== undefined) return local.decl
      const found = this.meaning(expr.name, scope.file)
      return found?.kind === 'type' ? found : undefined
    }
    if (expr.kind !== 'SelectorExpr' || expr.x.kind !== 'Ident') return undefined
    if (scope.local?.(expr.x.name) !== undefined) return undefined
    const found = this.member(expr.x.name, expr.sel.name, scope.file)
    return found?.kind === 'type' ? found : undefined
  }

  #declared(found: Meaning, args: readonly Type[]): Type | undefined {
    if (found === undefined) return undefined
    if (found.kind === 'universe') return this.universe.get(found.name)
    return found.kind === 'type' ? this.instance(found, args) : undefined
  }

  /** A declared type with its arguments; an alias is what it stands for. */
  instance(decl: TypeDecl, args: readonly Type[]): Type {
    const spec = decl.spec()
    if (!spec.alias) return this.types.named(decl, args)
    const key = `${decl.id}:${args.map(({ id }) => id).join(',')}`
    const known = this.#aliases.get(key)
    // An alias of itself is no Go.
    if (known !== undefined) return known === 'asked' ? this.types.unknown : known
    this.#aliases.set(key, 'asked')
    const type = this.type(spec.type, this.scopeOf(decl, args))
    this.#aliases.set(key, type)
    return type
  }

  /** What names mean inside a type's declaration. */
  scopeOf(decl: TypeDecl, args: readonly Type[]): TypeScope {
    const env = environment(decl.spec().params, args, decl.scope?.env, this.types.unknown)
    return { file: decl.file, env, local: shadowed(decl.scope?.local, decl.spec().params) }
  }

  /** A signature; a parameter `...T` is a slice. */
  signature(expr: FuncType, scope: TypeScope): Signature {
    const params = this.#list(expr.params, scope)
    const last = expr.params.at(-1)
    return this.types.signature(params, this.#list(expr.results, scope), last?.type?.kind === 'Ellipsis')
  }

  #list(fields: readonly Field[], scope: TypeScope): Type[] {
    const found: Type[] = []
    for (const { names, type } of fields) {
      const one = this.type(type, scope)
      for (let i = 0; i < Math.max(1, names.length); i++) found.push(one)
    }
    return found
  }

  #struct(expr: StructType, scope: TypeScope): Type {
    const fields: StructField[] = []
    const owner = scope.file.package.path
    for (const field of expr.fields) {
      const type = this.type(field.type, scope)
      if (field.names.length === 0) {
        fields.push({ name: memberKey(embeddedName(field.type), owner), type, embedded: true })
      }
      for (const { name } of field.names) fields.push({ name: memberKey(name, owner), type, embedded: false })
    }
    return this.types.struct(fields)
  }

  #interface(expr: InterfaceType, scope: TypeScope): Type {
    const methods: InterfaceMethod[] = []
    const embedded: Type[] = []
    const unions: Type[][] = []
    for (const { names, type } of expr.methods) {
      const [name] = names
      if (name !== undefined && type?.kind === 'FuncType') {
        methods.push({ name: memberKey(name.name, scope.file.package.path), type: this.signature(type, scope) })
      } else if (type?.kind === 'BinaryExpr' || type?.kind === 'UnaryExpr') {
        const union: Type[] = []
        // A union leans left, and may be long.
        let left: Expr = type
        while (left.kind === 'BinaryExpr') {
          union.push(this.type(left.y, scope))
          left = left.x
        }
        union.push(this.type(left, scope))
        unions.push(union)
      } else embedded.push(this.type(type, scope))
    }
    return this.types.interface(methods, embedded, unions)
  }

  /** What lies behind a declared type: never a declared one. */
  under(type: Type): Type {
    if (type.kind === 'param') return this.#behind(type.constraint())
    return type.kind === 'named' ? this.#behind(type) : type
  }

  #behind(type: Type): Type {
    let at = type
    const seen: Named[] = []
    while (at.kind === 'named' || at.kind === 'param') {
      if (at.kind === 'param') {
        at = at.constraint()
        if (seen.length > 100) return this.types.unknown
        continue
      }
      if (at.under === 'asked' || seen.length > 100) {
        at = this.types.unknown
        break
      }
      if (at.under !== undefined) {
        at = at.under
        continue
      }
      at.under = 'asked'
      seen.push(at)
      at = this.type(at.decl.spec().type, this.scopeOf(at.decl, at.args))
    }
    for (const one of seen) one.under = at
    return at
  }

  /** All methods of an interface, embedded ones too, by their keys. */
  methodsOf(type: Interface): ReadonlyMap<string, Signature> {
    if (type.all !== undefined) return type.all
    const all = new Map<string, Signature>()
    // Set before it is full, so that an interface that embeds itself ends.
    type.all = all
    for (const { name, type: signature } of type.methods) all.set(name, signature)
    for (const one of type.embedded) {
      const under = this.under(one)
      if (under.kind !== 'interface') continue
      for (const [name, signature] of this.methodsOf(under)) if (!all.has(name)) all.set(name, signature)
    }
    return all
  }

  /** What names mean in a function's head and body: its type parameters and those of its receiver's type. */
  functionScope(decl: FuncDecl, args: readonly Type[]): TypeScope {
    const { receiver, type } = decl.head()
    const env = new Map<string, Type>()
    if (receiver === undefined) {
      let at = 0
      for (const { names } of type.typeParams ?? [])
        for (const { name } of names) env.set(name, args[at++] ?? this.types.unknown)
    } else receiver.params.forEach((name, i) => env.set(name, args[i] ?? this.types.unknown))
    return { file: decl.file, env, local: undefined }
  }
}

const NO_FILE: SourceFile = {
  name: '',
  text: '',
  head: { packageName: '', imports: [], end: 0, broken: false },
  names: new Map(),
  dots: [],
  guessed: false,
  test: false,
  package: {
    path: '',
    name: '',
    files: [],
    objects: new Map(),
    imports: [],
    root: false,
    inits: [],
    vars: [],
    exports: [],
  },
}

const BASIC =
  'bool int int8 int16 int32 int64 uint uint8 uint16 uint32 uint64 uintptr float32 float64 complex64 complex128 string'.split(
    ' ',
  )

/** Whether other packages see a name. */
export function exported(name: string): boolean {
  const c = name.charCodeAt(0)
  if (c < 128) return c >= 65 && c <= 90
  return /^\p{Lu}/u.test(Buffer.from(name.slice(0, 4), 'latin1').toString('utf8'))
}

/** How a field or method is told from others: a name that is not exported belongs to its package. */
export function memberKey(name: string, packagePath: string): string {
  return exported(name) ? name : `${packagePath}.${name}`
}

function embeddedName(type: Expr | undefined): string {
  let at = type
  for (;;) {
    if (at?.kind === 'StarExpr' || at?.kind === 'ParenExpr' || at?.kind === 'IndexExpr') at = at.x
    else if (at?.kind === 'SelectorExpr') return at.sel.name
    else return at?.kind === 'Ident' ? at.name : '_'
  }
}

/** Names of type parameters with their arguments. */
function environment(
  params: readonly Field[],
  args: readonly Type[],
  around: ReadonlyMap<string, Type> | undefined,
  unknown: Type,
): ReadonlyMap<string, Type> | undefined {
  if (params.length === 0) return around
  const env = new Map(around)
  let at = 0
  for (const { names } of params) {
    for (const { name } of names) {
      env.set(name, args[at++] ?? unknown)
    }
  }
  return env
}

function shadowed(local: TypeScope['local'], params: readonly Field[]): TypeScope['local'] {
  if (local === undefined || params.length === 0) return local
  const own = new Set(params.flatMap(({ names }) => names.map(({ name }) => name)))
  return (name) => (own.has(name) ? undefined : local(name))
}
