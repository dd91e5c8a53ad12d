// What a call calls: units of the module, calls of the catalogue, or both where it is not evident.
import type { CallExpr, Expr, Field, FuncType } from '../ast.ts'
import { packageOfFile } from '../package.ts'
import type { Entity, SourceFile } from '../scope.ts'
import type { CallCatalogue, CallModel } from './catalogue.ts'
import type { GoType } from './gotype.ts'
import { baseOf, calleeOf, isTestFile, plain, type CallSite, type Program, type Unit } from './program.ts'
import type { Typing } from './typing.ts'

/** What a call may call. */
export interface Callees {
  /** Functions and methods with a body in the module. */
  readonly units: readonly Unit[]
  readonly model: CallModel | undefined
  /** The name of what is called outside the module: `net/http.Get`; `*.Read` for a method of an unknown type. */
  readonly name: string | undefined
  /** What a method is called on. */
  readonly receiver: Expr | undefined
  /** A conversion or a function of the language: its name, or `conversion`. */
  readonly builtin: string | undefined
  /** An expression that gives the function: a variable, a field, a call. */
  readonly value: Expr | undefined
}

/** Of an interface, or of a method of an unknown type, so many implementations are followed. */
const MOST_IMPLEMENTATIONS = 8

/** How many calls are followed that one variable is passed to. */
const MOST_PASSING = 32

/** Finds what calls call; keeps what it found. */
export interface Resolver {
  readonly callees: (site: CallSite) => Callees
  /** Makes what was found out about a call by following values known to all who ask from now on. */
  readonly assume: (site: CallSite, found: Partial<Callees>) => void
  /** The calls in a unit that add to the object which they are methods of: req.AddCookie(c). */
  readonly joining: (unit: Unit) => readonly CallSite[]
  /** The calls in a unit of functions of the module that are passed a variable: at most 32. */
  readonly passing: (unit: Unit, entity: Entity) => readonly CallSite[]
  /** The units that an expression names: a function, a method value, a literal. */
  readonly named: (x: Expr, file: SourceFile) => readonly Unit[]
}

/** Makes a resolver. */
export function createResolver(program: Program, typing: Typing, catalogue: CallCatalogue): Resolver {
  const memo = new Map<CallSite, Callees>()
  const linkTargets = new Map<SourceFile, ReadonlyMap<string, string>>()
  const joining = new Map<Unit, readonly CallSite[]>()
  const passing = new Map<Unit, ReadonlyMap<Entity, readonly CallSite[]>>()
  const methods = methodsByName(program)

  /** What the catalogue says of a name, looked up once. */
  const models = new Map<string, { readonly call: CallModel | undefined; readonly type: boolean }>()
  const modelled = (name: string): { readonly call: CallModel | undefined; readonly type: boolean } => {
    let found = models.get(name)
    if (found === undefined) {
      found = { call: catalogue.call(name), type: catalogue.type(name) !== undefined }
      models.set(name, found)
    }
    return found
  }

  const none: Callees = {
    units: [],
    model: undefined,
    name: undefined,
    receiver: undefined,
    builtin: undefined,
    value: undefined,
  }

  const unitsOf = (entity: Entity): Unit[] =>
    [entity, ...entity.also].flatMap(({ decl }) => {
      const unit = decl?.kind === 'FuncDecl' ? program.unitOf.get(decl) : undefined
      return unit === undefined ? [] : [unit]
    })

  const implementations = (type: GoType, name: string, file: SourceFile): readonly Unit[] => {
    // A method that a struct has of an interface which it embeds is one of what was put there.
    const embedded = typing.interfaceOf(type, name)
    const wanted =
      interfaceMethods(typing, type) ?? (embedded === undefined ? undefined : interfaceMethods(typing, embedded))
    if (wanted === undefined) return []
    const found = (methods.get(name) ?? []).filter(
      ({ receiver, unit }) =>
        // What only tests bring is there in tests alone.
        (isTestFile(file) || !isTestFile(unit.file)) &&
        wanted.every((method) => typing.method(receiver, method) !== undefined),
    )
    return found.length > MOST_IMPLEMENTATIONS ? [] : found.map(({ unit }) => unit)
  }

  /** Whether a variable holds what a function of another module made, which was given nothing of this one. */
  const isForeign = (x: Expr, file: SourceFile): boolean => {
    const { decl, index, writes } = (x.kind === 'Ident' ? x.entity : undefined) ?? { writes: [] }
    if (decl?.kind !== 'AssignStmt' || writes.length > 0) return false
    const made = plain(decl.right[decl.right.length === decl.left.length ? (index ?? 0) : 0] ?? x)
    if (made.kind !== 'CallExpr' || made.fun.kind !== 'SelectorExpr') return false
    if (typeof typing.member(made.fun) !== 'string') return false
    return made.args.every((arg) => typing.typeOf(arg, file)?.kind === 'other')
  }

  const ofMethod = (x: Extract<Expr, { kind: 'SelectorExpr' }>, { call, unit: { file } }: CallSite): Callees => {
    const name = x.sel.name
    const type = typing.typeOf(x.x, file)
    const base = { receiver: x.x, builtin: undefined, value: undefined }
    if (type === undefined) {
      // A method of something unknown: those of this name that take what is given, where there are few, and what such
      // methods do elsewhere.
      const own = (methods.get(name) ?? []).filter((one) => takes(one.type, call))
      const few = own.length <= 2 && !isForeign(x.x, file) ? own.map(({ unit }) => unit) : []
      return { ...base, units: few, model: modelled(`*.${name}`).call, name: `*.${name}` }
    }
    const method = typing.method(type, name)
    if (method !== undefined) return { ...base, units: unitsOf(method), model: undefined, name: undefined }
    const field = typing.field(type, name)
    if (field !== undefined && type.kind !== 'other')
      return { ...base, units: [], model: undefined, name: undefined, value: x }
    const own = implementations(type, name, file)
    const outside = typing.embedded(type).map((other) => `${other}.${name}`)
    const known = outside.find((other) => modelled(other).call !== undefined)
    const called = known ?? (own.length > 0 ? undefined : (outside[0] ?? `*.${name}`))
    const model = called === undefined ? undefined : (modelled(called).call ?? modelled(`*.${name}`).call)
    return { ...base, units: own, model, name: called }
  }

  /** The function of the library that a function without a body stands for: //go:linkname spawn syscall.forkExec. */
  const linked = (entity: Entity): Pick<Callees, 'model' | 'name'> | undefined => {
    const { decl, file } = entity
    if (decl?.kind !== 'FuncDecl' || decl.body !== undefined || file === undefined) return undefined
    let targets = linkTargets.get(file)
    if (targets === undefined) linkTargets.set(file, (targets = linkTargetsOf(file)))
    const target = targets.get(entity.name)
    const dot = target?.lastIndexOf('.') ?? -1
    if (target === undefined || dot < 0) return undefined
    // What the library keeps to itself does what its exported function of the same name does.
    const name = `${target.slice(0, dot + 1)}${target.charAt(dot + 1).toUpperCase()}${target.slice(dot + 2)}`
    const model = catalogue.call(target) ?? catalogue.call(name)
    return model === undefined ? undefined : { model, name: model.name }
  }

  /** What a name of another package, or of this one, is called as. */
  const called = (member: Entity | string, fun: Expr): Callees => {
    if (typeof member === 'string') {
      const { call, type } = modelled(member)
      return type ? { ...none, builtin: 'conversion' } : { ...none, model: call, name: member }
    }
    if (member.kind === 'func') return { ...none, units: unitsOf(member), ...linked(member) }
    return member.kind === 'type' ? { ...none, builtin: 'conversion' } : { ...none, value: fun }
  }

  /** What a variable or field calls that is given a function of another package: `run := exec.Command`. */
  const aliased = (value: Expr, { unit }: CallSite): Pick<Callees, 'model' | 'name'> | undefined => {
    const name = value.kind === 'Ident' ? value.name : value.kind === 'SelectorExpr' ? value.sel.name : ''
    const of = value.kind === 'Ident' ? value.entity : undefined
    for (const alias of program.aliases.get(name) ?? []) {
      if (alias.of !== of || (of === undefined && alias.pkg !== unit.pkg.path)) continue
      const member = typing.member(alias.is)
      const model = typeof member === 'string' ? catalogue.call(member) : undefined
      if (typeof member === 'string' && model !== undefined) return { model, name: member }
    }
    return undefined
  }

  const resolve = (site: CallSite): Callees => {
    const found = resolvePlainly(site)
    return found.value === undefined ? found : { ...found, ...aliased(found.value, site) }
  }

  const resolvePlainly = (site: CallSite): Callees => {
    const fun = calleeOf(site.call)
    const { file } = site.unit
    switch (fun.kind) {
      case 'Ident': {
        const { entity } = fun
        if (entity?.kind === 'func') return { ...none, units: unitsOf(entity), ...linked(entity) }
        if (entity?.kind === 'builtin')
          return { ...none, builtin: isTypeName(entity.name) ? 'conversion' : entity.name }
        if (entity?.kind === 'type') return { ...none, builtin: 'conversion' }
        if (entity === undefined) {
          const found = typing.dotImported(fun.name, file)
          return found === undefined ? none : called(found, fun)
        }
        return { ...none, value: fun }
      }
      case 'SelectorExpr': {
        const member = typing.member(fun)
        if (member !== undefined) return called(member, fun)
        if (fun.x.kind === 'Ident' && fun.x.entity?.kind === 'package') return none
        return ofMethod(fun, site)
      }
      case 'FuncLit': {
        const unit = program.unitOf.get(fun)
        return unit === undefined ? none : { ...none, units: [unit] }
      }
      case 'ArrayType':
      case 'MapType':
      case 'ChanType':
      case 'FuncType':
      case 'InterfaceType':
      case 'StructType':
      case 'StarExpr':
        return { ...none, builtin: 'conversion' }
      default:
        return { ...none, value: fun }
    }
  }

  const callees = (site: CallSite): Callees => {
    let found = memo.get(site)
    if (found === undefined) {
      found = resolve(site)
      memo.set(site, found)
    }
    return found
  }

  const passedIn = (unit: Unit): ReadonlyMap<Entity, readonly CallSite[]> => {
    const found = new Map<Entity, CallSite[]>()
    for (const site of unit.sites) {
      const { units, value } = callees(site)
      if (units.length === 0 && value === undefined) continue
      for (const arg of site.call.args) {
        const entity = arg.kind === 'Ident' || arg.kind === 'UnaryExpr' ? baseOf(arg) : undefined
        const list = entity === undefined ? undefined : found.get(entity)
        if (entity !== undefined && list === undefined) found.set(entity, [site])
        else if (list !== undefined && list.length < MOST_PASSING) list.push(site)
      }
    }
    return found
  }

  return {
    callees,
    passing(unit, entity) {
      let found = passing.get(unit)
      if (found === undefined) passing.set(unit, (found = passedIn(unit)))
      return found.get(entity) ?? []
    },
    joining(unit) {
      let found = joining.get(unit)
      if (found === undefined)
        joining.set(unit, (found = unit.sites.filter((site) => callees(site).model?.joins === true)))
      return found
    },
    assume(site, found) {
      memo.set(site, { ...(memo.get(site) ?? none), ...found })
    },
    named(first, file) {
      const x = plain(first)
      if (x.kind === 'FuncLit') {
        const unit = program.unitOf.get(x)
        return unit === undefined ? [] : [unit]
      }
      if (x.kind === 'Ident') {
        const entity = x.entity ?? typing.dotImported(x.name, file)
        return typeof entity === 'object' && entity.kind === 'func' ? unitsOf(entity) : []
      }
      if (x.kind !== 'SelectorExpr') return []
      const member = typing.member(x)
      if (typeof member === 'string') return []
      if (member !== undefined) return member.kind === 'func' ? unitsOf(member) : []
      const type = typing.typeOf(x.x, file) ?? typing.meant(x.x, file)
      const method = type === undefined ? undefined : typing.method(type, x.sel.name)
      return method === undefined ? [] : unitsOf(method)
    },
  }
}

/** Whether a function of this type can be called like this: Go compiles no call with another number of arguments. */
function takes(type: FuncType, { args }: CallExpr): boolean {
  const [first] = args
  // What one call gives may be several arguments: f(g()).
  if (args.length === 1 && first !== undefined && plain(first).kind === 'CallExpr') return true
  const wanted = type.params.reduce((n, { names }) => n + Math.max(1, names.length), 0)
  const variadic = type.params.at(-1)?.type?.kind === 'Ellipsis'
  return variadic ? args.length >= wanted - 1 : args.length === wanted
}

interface Method {
  readonly unit: Unit
  readonly type: FuncType
  readonly receiver: GoType
}

function methodsByName(program: Program): ReadonlyMap<string, readonly Method[]> {
  const found = new Map<string, Method[]>()
  for (const unit of program.units) {
    const { node } = unit
    if (node.kind !== 'FuncDecl' || node.receiver === undefined) continue
    const receiver = receiverOf(node.receiver[0], unit.file, program)
    if (receiver === undefined) continue
    const list = found.get(node.name.name)
    if (list === undefined) found.set(node.name.name, [{ unit, type: node.type, receiver }])
    else list.push({ unit, type: node.type, receiver })
  }
  return found
}

function receiverOf(field: Field | undefined, file: SourceFile, program: Program): GoType | undefined {
  let x = field?.type
  while (x?.kind === 'StarExpr' || x?.kind === 'ParenExpr' || x?.kind === 'IndexExpr') x = x.x
  if (x?.kind !== 'Ident') return undefined
  const entity = x.entity ?? packageOfFile(program.modules, file)?.scope.names.get(x.name)
  return entity?.kind === 'type' ? { kind: 'own', entity } : undefined
}

/** The names of an own interface's methods; `undefined` for what is no own interface. */
function interfaceMethods(typing: Typing, type: GoType): readonly string[] | undefined {
  let found = type
  for (let i = 0; i < 10; i++) {
    if (found.kind === 'unnamed') {
      if (found.x.kind !== 'InterfaceType') return undefined
      return found.x.methods.flatMap((method) => method.names.map(({ name }) => name))
    }
    if (found.kind === 'other') return undefined
    const { decl, file }: Entity = found.entity
    if (decl?.kind !== 'TypeSpec' || file === undefined) return undefined
    const next = typing.meant(decl.type, file)
    if (next === undefined) return undefined
    found = next
  }
  return undefined
}

function isTypeName(name: string): boolean {
  return TYPE_NAMES.has(name)
}

const TYPE_NAMES: ReadonlySet<string> = new Set(
  [
    'any bool byte comparable complex64 complex128 error float32 float64 int int8 int16 int32 int64 rune string',
    'uint uint8 uint16 uint32 uint64 uintptr',
  ]
    .join(' ')
    .split(' '),
)

/** What directives link names of a file to. */
function linkTargetsOf({ text }: SourceFile): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const [, name = '', target = ''] of text.matchAll(/^\/\/go:linkname (\w+) (\S+)/gm)) found.set(name, target)
  return found
}
