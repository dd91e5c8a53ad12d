// Methods (https://go.dev/ref/spec#Method_sets): of values, of what is embedded in them, and of structs of which only the
// type is known.
import type { FuncDecl, SelectorExpr } from './ast.ts'
import { copyOf, type Frame, type Machine } from './foldmachine.ts'
import { fieldOf } from './foldplace.ts'
import { type NamedType, type Type, underlying } from './foldtype.ts'
import { typeOf } from './foldtypes.ts'
import { elemType, type FuncValue, nativeOf, type Place, unknown, type Value } from './foldvalue.ts'
import { packageOfFile } from './package.ts'
import type { Entity, SourceFile } from './scope.ts'

/** A method of a value, bound to it; `undefined` where it has none that is known. */
export function methodOf(m: Machine, value: Value, name: string, place?: Place): Value | undefined {
  if (value.kind === 'object') {
    const native = `${value.name}.${name}`
    return m.catalogue.functions.has(native) ? nativeOf(native, value) : undefined
  }
  const inner = value.kind === 'pointer' ? value.place.get() : value
  if (inner.kind === 'object') return methodOf(m, inner, name)
  const type = value.kind === 'pointer' && underlying(value.type).kind === 'pointer' ? elemType(value.type) : value.type
  if (type.kind !== 'named') return undefined
  if (type.entity === undefined) {
    const native = `${type.name}.${name}`
    return m.catalogue.functions.has(native) ? nativeOf(native, inner) : undefined
  }
  const found = methodNamed(m, type, name)
  return found === undefined ? promoted(m, inner, name) : bound(m, value, inner, found.file, found.decl, place)
}

/** The declaration of a method of a type of the module. */
export function methodNamed(
  m: Machine,
  type: NamedType,
  name: string,
): { readonly decl: FuncDecl; readonly file: SourceFile } | undefined {
  const of = type.entity?.file
  const found = of === undefined ? undefined : packageOfFile(m.modules, of)?.scope.methods.get(`${type.name}.${name}`)
  return found?.decl?.kind === 'FuncDecl' && found.file !== undefined
    ? { decl: found.decl, file: found.file }
    : undefined
}

function bound(
  m: Machine,
  value: Value,
  inner: Value,
  file: SourceFile,
  decl: FuncDecl,
  place: Place | undefined,
): Value {
  const byPointer = decl.receiver?.[0]?.type?.kind === 'StarExpr'
  let receiver = byPointer ? value : copyOf(m, inner)
  if (byPointer && value.kind !== 'pointer') {
    let own: Value = value
    const at = place ?? { get: () => own, set: (to: Value) => (own = to) }
    receiver = { kind: 'pointer', place: at, type: { kind: 'pointer', elem: value.type }, steps: [] }
  }
  return functionOf(decl, file, receiver)
}

function functionOf(decl: FuncDecl, file: SourceFile, receiver: Value | undefined): FuncValue {
  const typeArgs = new Map<Entity, Type>()
  return { kind: 'func', decl, file, captured: new Map(), receiver, typeArgs, type: { kind: 'func' }, steps: [] }
}

/** A method that a struct has from what is embedded in it. */
function promoted(m: Machine, value: Value, name: string): Value | undefined {
  const below = underlying(value.type)
  if (value.kind !== 'struct' || below.kind !== 'struct') return undefined
  for (const field of below.fields) {
    const inner: Value | undefined = field.embedded ? value.fields.get(field.name) : undefined
    if (inner === undefined || inner === value) continue
    const method = methodOf(m, inner, name, fieldOf(value, field.name))
    if (method !== undefined) return method
  }
  return undefined
}

/**
 * A short method of a struct that is not known, of a type that is: what it gives may hang on little of it, as an address
 * whose port alone is a field. Long ones would be run in vain.
 */
export function getterOf(
  m: Machine,
  type: NamedType,
  name: string,
  receiver: Value,
  depth: number = 0,
): Value | undefined {
  const found = methodNamed(m, type, name)
  if (found !== undefined) {
    const short = (found.decl.body?.stmts.length ?? 0) <= MOST_GETTER && found.decl.type.results.length > 0
    return short ? functionOf(found.decl, found.file, receiver) : undefined
  }
  const below = underlying(type)
  if (below.kind !== 'struct' || depth >= MOST_EMBEDDED) return undefined
  for (const field of below.fields) {
    const inner = field.type.kind === 'pointer' ? field.type.elem : field.type
    if (!field.embedded || inner.kind !== 'named') continue
    const promotedOne = getterOf(m, inner, name, unknown(`.${field.name}`), depth + 1)
    if (promotedOne !== undefined) return promotedOne
  }
  return undefined
}

const MOST_GETTER = 4
const MOST_EMBEDDED = 4

/** `T.Method`: a function whose first parameter is the receiver (https://go.dev/ref/spec#Method_expressions). */
export function methodExpression(m: Machine, frame: Frame, x: SelectorExpr): Value {
  const type = typeOf(m, frame, x.x)
  const plain = type.kind === 'pointer' ? type.elem : type
  if (plain.kind !== 'named') return unknown('a method expression')
  if (plain.entity === undefined) {
    const native = `${plain.name}.${x.sel.name}`
    return m.catalogue.functions.has(native) ? nativeOf(native) : unknown('a method expression')
  }
  const found = methodNamed(m, plain, x.sel.name)
  if (found === undefined) return unknown('a method expression')
  return functionOf(found.decl, found.file, undefined)
}
