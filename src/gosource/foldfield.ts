// What a field of a struct may hold where nobody says which struct it is: what the code of its package puts into such a
// field anywhere. It is one of several values, never the value; a fold of all values alone asks for it.
import type { CompositeLit, Expr, FuncDecl, FuncLit } from './ast.ts'
import { assigned } from './foldconvert.ts'
import { evaluate } from './foldexpr.ts'
import { evaluateInside } from './foldinside.ts'
import { type Frame, frameOf, type Machine, MOST_WORK, tick } from './foldmachine.ts'
import { functionAround } from './foldname.ts'
import { INTERFACE, type NamedType, underlying } from './foldtype.ts'
import { typeOf } from './foldtypes.ts'
import { freeze, isShareable } from './foldshared.ts'
import { Stop, type Value } from './foldvalue.ts'
import { packageOfFile, type Package } from './package.ts'
import type { Entity, SourceFile } from './scope.ts'
import { walk } from './walk.ts'

/** How deep the values of fields and parameters may stand on those of others. */
const MOST_DEEP = 4

/** How many places that set one field, or call one function, are told apart. */
const MOST_PLACES = 8

/** An expression that is put somewhere. */
interface Put {
  readonly file: SourceFile
  readonly x: Expr
  /** Its values that are known by now, by the way in which they were found. */
  readonly found: Map<string, Known>
}

/** What is known of an expression; whether another variant would say something else. */
interface Known {
  readonly value: Value | undefined
  readonly varied: boolean
}

/** A call of a function, with its arguments. */
interface Passed {
  readonly args: readonly Put[]
}

/** What a package puts into fields, by type and field; and who calls its functions. Made once for each package. */
export interface Puts {
  readonly fields: ReadonlyMap<Entity, ReadonlyMap<string | number, readonly Put[]>>
  readonly calls: ReadonlyMap<Entity, readonly Passed[]>
  readonly carried: readonly (Put & { readonly key: Expr })[]
}

/** A value that a field of a struct that is not known may have; `undefined` where none is found. */
export function fieldValue(m: Machine, type: NamedType, name: string): Value | undefined {
  const { entity } = type
  const below = underlying(type)
  if (entity?.file === undefined || below.kind !== 'struct') return undefined
  const of = packageOfFile(m.modules, entity.file)
  if (of === undefined || m.deep >= MOST_DEEP) return undefined
  const index = below.fields.findIndex((field) => field.name === name)
  if (index < 0) {
    // Of what is embedded in it.
    for (const field of below.fields) {
      const inner = field.type.kind === 'pointer' ? field.type.elem : field.type
      if (!field.embedded || inner.kind !== 'named' || inner === type) continue
      const found = fieldValue(m, inner, name)
      if (found !== undefined) return found
    }
    return undefined
  }
  const fields = putsOf(m, of).fields.get(entity)
  const found = oneOf(m, [...(fields?.get(name) ?? []), ...(fields?.get(index) ?? [])])
  return found === undefined ? undefined : assigned(found, below.fields[index]?.type ?? INTERFACE)
}

/** A value that a parameter of a function of the module may have. */
export function paramValue(m: Machine, fn: FuncDecl, entity: Entity): Value | undefined {
  const { file } = entity
  const of = file === undefined ? undefined : packageOfFile(m.modules, file)
  const own = fn.name.entity
  if (m.branch === 'forget' || of === undefined || own === undefined || m.deep >= MOST_DEEP) return undefined
  const index = entity.index
  const calls = putsOf(m, of).calls.get(own) ?? []
  const found = oneOf(
    m,
    calls.flatMap(({ args }) => args[index] ?? []),
  )
  const type =
    entity.decl?.kind === 'Field' && file !== undefined ? typeOf(m, frameOf(file), entity.decl.type) : INTERFACE
  return found === undefined ? undefined : assigned(found, type)
}

/** A value that a context which is not known may carry under a key. */
export function carriedValue(m: Machine, frame: Frame, key: Expr): Value | undefined {
  const of = packageOfFile(m.modules, frame.file)
  if (of === undefined || m.deep >= MOST_DEEP) return undefined
  const named = keyName(key)
  if (named === undefined) return undefined
  const same = putsOf(m, of).carried.filter((put) => keyName(put.key) === named)
  return oneOf(m, same)
}

/** A key of a context: a literal of a type without fields, a constant or variable, or a text. */
function keyName(key: Expr): Entity | string | undefined {
  if (key.kind === 'CompositeLit' && key.type?.kind === 'Ident' && key.elements.length === 0) return key.type.entity
  if (key.kind === 'Ident') return key.entity
  if (key.kind === 'BasicLit') return key.text
  if (key.kind === 'CallExpr' && key.fun.kind === 'Ident' && key.args.length === 1 && key.args[0]?.kind === 'BasicLit')
    return key.fun.entity?.kind === 'type' ? `${key.fun.name} ${key.args[0].text}` : undefined
  return undefined
}

/** Of the expressions that are put somewhere the one that this variant takes. */
function oneOf(m: Machine, all: readonly Put[]): Value | undefined {
  if (all.length > 0) m.chose = true
  if (m.branch === 'forget') return undefined
  const places = all.slice(0, MOST_PLACES)
  if (places.length > 1) m.varied = true
  const put = places[Math.min(m.variant, places.length - 1)]
  return put === undefined ? undefined : valueThere(m, put)
}

/** The value of an expression where it stands, by itself: the same for whoever asks, so that it is found once. */
function valueThere(m: Machine, put: Put): Value | undefined {
  const key = `${m.branch} ${m.variant} ${m.deep}`
  const known = m.share ? put.found.get(key) : undefined
  if (known !== undefined) {
    m.varied ||= known.varied
    return known.value
  }
  const { file, x } = put
  const fn: FuncDecl | FuncLit | undefined = functionAround(file, x.pos, x.end)
  // What the one who asks knows of parameters is about other calls.
  const inner: Machine = {
    ...m,
    deep: m.deep + 1,
    varied: false,
    target: undefined,
    params: new Map(),
    globals: new Map(),
  }
  let value: Value | undefined
  try {
    const found = fn === undefined ? evaluate(inner, frameOf(file), x) : evaluateInside(inner, file, fn, x)
    value = found.kind === 'unknown' ? undefined : found
  } catch (error) {
    if (!(error instanceof Stop)) throw error
    // What is too much for who has little left may be known to the next one.
    if (error.limit && m.work < MOST_WORK / 2) throw error
  } finally {
    m.work = inner.work
    m.memory = inner.memory
    m.varied ||= inner.varied
  }
  const shared = value === undefined || isShareable(value)
  if (shared && m.share) {
    if (value !== undefined) freeze(value)
    put.found.set(key, { value, varied: inner.varied })
  }
  return value
}

function putsOf(m: Machine, of: Package): Puts {
  let puts = m.puts.get(of)
  if (puts === undefined) m.puts.set(of, (puts = collect(m, of)))
  return puts
}

function collect(m: Machine, of: Package): Puts {
  const fields = new Map<Entity, Map<string | number, Put[]>>()
  const calls = new Map<Entity, Passed[]>()
  const carried: (Put & { readonly key: Expr })[] = []
  const placed = (file: SourceFile, x: Expr): Put => ({ file, x, found: new Map() })
  const put = (type: Entity, field: string | number, file: SourceFile, x: Expr): void => {
    let known = fields.get(type)
    if (known === undefined) fields.set(type, (known = new Map()))
    const list = known.get(field)
    if (list === undefined) known.set(field, [placed(file, x)])
    else if (list.length < MOST_PLACES) list.push(placed(file, x))
  }
  const literal = (lit: CompositeLit, type: Entity, file: SourceFile): void => {
    lit.elements.forEach((element, i) => {
      if (element.kind !== 'KeyValueExpr') put(type, i, file, element)
      else if (element.key.kind === 'Ident') put(type, element.key.name, file, element.value)
    })
  }
  for (const file of of.scope.files) {
    // What tests put into a field is no value that it has outside of them.
    if (file.name.endsWith('_test.go')) continue
    const parents: CompositeLit[] = []
    walk(file.decls, (node) => {
      if (node.kind === 'CompositeLit') {
        const type = node.type === undefined ? undefined : typeEntity(node.type)
        if (type !== undefined) literal(node, type, file)
        else if (node.type?.kind === 'ArrayType' || node.type?.kind === 'MapType') parents.push(node)
      } else if (node.kind === 'AssignStmt') {
        node.left.forEach((left, i) => {
          if (left.kind !== 'SelectorExpr' || node.left.length !== node.right.length || node.op !== '=') return
          const type = left.x.kind === 'Ident' && left.x.entity !== undefined ? declaredType(left.x.entity) : undefined
          const x = node.right[i]
          if (type !== undefined && x !== undefined) put(type, left.sel.name, file, x)
        })
      } else if (node.kind === 'CallExpr') {
        if (node.fun.kind === 'Ident' && node.fun.entity?.kind === 'func' && !node.spread) {
          const known = calls.get(node.fun.entity)
          const passed = { args: node.args.map((arg) => placed(file, arg)) }
          if (known === undefined) calls.set(node.fun.entity, [passed])
          else if (known.length < MOST_PLACES) known.push(passed)
        }
        const [, key, x] = node.args
        const named = node.fun.kind === 'SelectorExpr' && node.fun.sel.name === 'WithValue' && node.args.length === 3
        if (named && key !== undefined && x !== undefined && carried.length < 64)
          carried.push({ ...placed(file, x), key })
      }
      return undefined
    })
    for (const list of parents) elements(list, file, literal)
  }
  tick(m, Math.min(2000, calls.size))
  return { fields, calls, carried }
}

/** The literals in a list or map of structs, which need not say their type. */
function elements(
  list: CompositeLit,
  file: SourceFile,
  literal: (lit: CompositeLit, type: Entity, file: SourceFile) => void,
): void {
  const of =
    list.type?.kind === 'ArrayType' ? list.type.elem : list.type?.kind === 'MapType' ? list.type.value : undefined
  const type = of === undefined ? undefined : typeEntity(of)
  if (type === undefined) return
  for (const element of list.elements) {
    const x = element.kind === 'KeyValueExpr' ? element.value : element
    if (x.kind === 'CompositeLit' && x.type === undefined) literal(x, type, file)
  }
}

/** The declared type that an expression names, by itself or behind a pointer, with type arguments or without. */
function typeEntity(x: Expr): Entity | undefined {
  let at = x
  while (at.kind === 'StarExpr' || at.kind === 'ParenExpr' || at.kind === 'IndexExpr') at = at.x
  return at.kind === 'Ident' && at.entity?.kind === 'type' ? at.entity : undefined
}

/** The declared type of a variable where its declaration says it. */
function declaredType(entity: Entity): Entity | undefined {
  const { decl, index } = entity
  if (decl?.kind === 'Field') return decl.type === undefined ? undefined : typeEntity(decl.type)
  if (decl?.kind === 'ValueSpec' && decl.type !== undefined) return typeEntity(decl.type)
  const value =
    decl?.kind === 'ValueSpec' ? decl.values[index] : decl?.kind === 'AssignStmt' ? decl.right[index] : undefined
  const plain = value?.kind === 'UnaryExpr' && value.op === '&' ? value.x : value
  if (plain?.kind === 'CompositeLit' && plain.type !== undefined) return typeEntity(plain.type)
  if (plain?.kind !== 'CallExpr' || plain.fun.kind !== 'Ident') return undefined
  const [arg] = plain.args
  if (plain.fun.name === 'new' && plain.fun.entity?.kind === 'builtin')
    return arg === undefined ? undefined : typeEntity(arg)
  const made = plain.fun.entity?.decl
  const result = made?.kind === 'FuncDecl' ? made.type.results[0]?.type : undefined
  return result === undefined ? undefined : typeEntity(result)
}

/** The declared type of the variable that an expression names, where it is a struct's of the module. */
export function structOf(m: Machine, frame: Frame, x: Expr): NamedType | undefined {
  let at = x
  while (at.kind === 'ParenExpr' || at.kind === 'StarExpr') at = at.x
  if (at.kind === 'SelectorExpr') {
    const outer = structOf(m, frame, at.x)
    const below = outer === undefined ? undefined : underlying(outer)
    const { sel } = at
    const field = below?.kind === 'struct' ? below.fields.find(({ name }) => name === sel.name) : undefined
    const type = field?.type.kind === 'pointer' ? field.type.elem : field?.type
    return type?.kind === 'named' ? type : undefined
  }
  const entity = at.kind === 'Ident' ? at.entity : undefined
  if (entity === undefined || (entity.kind !== 'param' && entity.kind !== 'var')) return undefined
  const declared = declaredType(entity)
  if (declared?.ident === undefined) return undefined
  const type = typeOf(m, declared.file === undefined ? frame : frameOf(declared.file), declared.ident)
  return type.kind === 'named' ? type : undefined
}
