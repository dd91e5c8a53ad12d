// What folding computes: Go's values, and beside them what is not known. A value keeps the steps that made it. Over 400
// lines: a type for each kind of value, and what makes each.
import type { FuncDecl, FuncLit } from './ast.ts'
import {
  BOOL,
  BYTES,
  basicName,
  FLOAT,
  INT,
  isUntyped,
  STRING,
  STRINGS,
  underlying,
  UNKNOWN_TYPE,
  wrapped,
  type Type,
} from './foldtype.ts'
import type { Entity, SourceFile } from './scope.ts'

/** One thing that was done on the way to a value. */
export interface Step {
  readonly file: SourceFile
  readonly pos: number
  readonly what: string
  /** What did it: the path of a function of the standard library, `call` for one of the module, `=` for a name, or a way. */
  readonly by: string
  /** The texts that went in and stand in the source as they are, each cut after `MOST_FROM` bytes. */
  readonly from?: readonly string[]
  /** Not shown by itself: it says only how a value was put together. */
  readonly quiet?: boolean
}

/** How texts are put together without a call: the `by` of a quiet step. */
export type Way = 'numbers' | 'chars' | 'xor' | 'arithmetic' | 'swap'

/** How many steps a value keeps: the first ones, and behind them the last; of those that are not shown as many. */
const MOST_STEPS = 16

/** How much of a text that went into a step is kept, in bytes. */
const MOST_FROM = 512

/** How large a folded value may be: a string or byte slice in bytes, anything else in elements. */
export const MAX_VALUE: number = 1 << 20

/** A value, or `unknown` with the reason. */
export type Value =
  | UnknownValue
  | StringValue
  | PartialValue
  | IntValue
  | FloatValue
  | BoolValue
  | NilValue
  | SliceValue
  | ArrayValue
  | MapValue
  | StructValue
  | PointerValue
  | FuncValue
  | NativeValue
  | ObjectValue
  | TupleValue

interface Made {
  readonly type: Type
  readonly steps: readonly Step[]
}

/** What cannot be known, and why: `limit` where the work was given up. */
export interface UnknownValue extends Made {
  readonly kind: 'unknown'
  readonly why: string
}

/** A string of bytes, a byte a character. */
export interface StringValue extends Made {
  readonly kind: 'string'
  readonly text: string
}

/** A string with holes: `undefined` stands for text that is not known. */
export interface PartialValue extends Made {
  readonly kind: 'partial'
  readonly parts: readonly (string | undefined)[]
}

/** An integer of any type. */
export interface IntValue extends Made {
  readonly kind: 'int'
  readonly value: bigint
}

/** A floating-point number. */
export interface FloatValue extends Made {
  readonly kind: 'float'
  readonly value: number
}

/** A truth value. */
export interface BoolValue extends Made {
  readonly kind: 'bool'
  readonly value: boolean
}

/** `nil`, with its type where that is evident. */
export interface NilValue extends Made {
  readonly kind: 'nil'
}

/** The memory behind slices and arrays. */
export interface Store {
  /** For elements that are bytes. */
  readonly bytes: Uint8Array | undefined
  /** For all others. */
  readonly cells: Value[]
  /** Something was written to it that is not known. */
  unknown: boolean
  /** Shared by several folds: it must not be written to. */
  frozen: boolean
  steps: readonly Step[]
}

/** A slice: a part of a store. */
export interface SliceValue extends Made {
  readonly kind: 'slice'
  readonly store: Store
  readonly start: number
  readonly length: number
  readonly capacity: number
}

/** An array: a value, copied where it is assigned. */
export interface ArrayValue extends Made {
  readonly kind: 'array'
  readonly store: Store
  readonly length: number
}

/** A map; its entries stand under their keys as text. */
export interface MapValue extends Made {
  readonly kind: 'map'
  readonly entries: Map<string, { readonly key: Value; value: Value }>
  /** Something was written to it that is not known, and whether it may not be written to. */
  readonly state: { unknown: boolean; frozen: boolean }
}

/** A struct: a value, copied where it is assigned. */
export interface StructValue extends Made {
  readonly kind: 'struct'
  readonly fields: Map<string, Value>
  readonly state: { frozen: boolean }
}

/** Somewhere a value lies. */
export interface Place {
  readonly get: () => Value
  readonly set: (value: Value) => void
}

/** A pointer to a place. */
export interface PointerValue extends Made {
  readonly kind: 'pointer'
  readonly place: Place
}

/** A variable. */
export interface Cell {
  value: Value
  /** The type that it was declared with, where that is evident. */
  readonly type?: Type
}

/** A function of the module, with the variables that it closes over. */
export interface FuncValue extends Made {
  readonly kind: 'func'
  readonly decl: FuncDecl | FuncLit
  readonly file: SourceFile
  readonly captured: ReadonlyMap<Entity, Cell>
  readonly receiver: Value | undefined
  readonly typeArgs: ReadonlyMap<Entity, Type>
}

/** A function of the standard library, or a method bound to a value. */
export interface NativeValue extends Made {
  readonly kind: 'native'
  readonly name: string
  readonly self: Value | undefined
}

/** A value of a type of the standard library, `name` as `strings.Builder`. */
export interface ObjectValue extends Made {
  readonly kind: 'object'
  readonly name: string
  readonly state: ObjectState
}

/** What a value of the standard library holds; each catalogue file knows its own. */
export interface ObjectState {
  text: string
  at: number
  readonly more: unknown
}

/** The results of a call that has none or several. */
export interface TupleValue extends Made {
  readonly kind: 'tuple'
  readonly values: readonly Value[]
}

/**
 * Makes what is thrown to leave, not because something is wrong: thousands in a second, and nobody reads where from.
 */
export function withoutTrace<E extends Error>(make: () => E): E {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 0
  try {
    return make()
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
}

/** Thrown where folding must stop: for good where it is a limit, otherwise for the function that is interpreted. */
export class Stop extends Error {
  readonly limit: boolean
  /** Where the program panics, its value: a function that is run when another one ends may recover it. */
  readonly panic: Value | undefined

  constructor(why: string, limit: boolean, panic?: Value) {
    const { stackTraceLimit } = Error
    Error.stackTraceLimit = 0
    super(why)
    Error.stackTraceLimit = stackTraceLimit
    this.limit = limit
    this.panic = panic
  }
}

const NONE: readonly Step[] = []

/** A value that is not known, with the reason. */
export function unknown(why: string, steps: readonly Step[] = NONE): UnknownValue {
  return { kind: 'unknown', why, type: UNKNOWN_TYPE, steps }
}

/** A string; throws `Stop` where it is longer than a value may be. */
export function stringOf(text: string, steps: readonly Step[] = NONE, type: Type = STRING): StringValue {
  checkSize(text.length)
  return { kind: 'string', text, type, steps }
}

/** An integer, wrapped around as its type does. */
export function intOf(value: bigint | number, steps: readonly Step[] = NONE, type: Type = INT): IntValue {
  return { kind: 'int', value: wrapped(BigInt(value), type), type, steps }
}

/** A float. */
export function floatOf(value: number, steps: readonly Step[] = NONE, type: Type = FLOAT): FloatValue {
  return { kind: 'float', value: basicName(type) === 'float32' ? Math.fround(value) : value, type, steps }
}

/** A truth value. */
export function boolOf(value: boolean, steps: readonly Step[] = NONE, type: Type = BOOL): BoolValue {
  return { kind: 'bool', value, type, steps }
}

/** `nil`. */
export function nilOf(type: Type = UNKNOWN_TYPE): NilValue {
  return { kind: 'nil', type, steps: NONE }
}

/** Several results, or none. */
export function tupleOf(values: readonly Value[]): TupleValue {
  return { kind: 'tuple', values, type: UNKNOWN_TYPE, steps: NONE }
}

/** An error with its text. */
export function errorOf(text: string): ObjectValue {
  return objectOf('error', { text, at: 0, more: undefined })
}

/** A value of a type of the standard library. */
export function objectOf(name: string, state: ObjectState, steps: readonly Step[] = NONE): ObjectValue {
  const type: Type = { kind: 'named', name, entity: undefined, underlying: UNKNOWN_TYPE }
  return { kind: 'object', name, state, type, steps }
}

/** A pointer to a value of its own. */
export function pointerTo(value: Value): PointerValue {
  let held = value
  const place: Place = { get: () => held, set: (to) => (held = to) }
  return { kind: 'pointer', place, type: { kind: 'pointer', elem: value.type }, steps: value.steps }
}

/** The number in an integer; `undefined` where it is none that is exact. */
export function numberValue(value: Value): number | undefined {
  const number = value.kind === 'int' ? Number(value.value) : NaN
  return Number.isSafeInteger(number) ? number : undefined
}

/** A function of the standard library, or a method bound to `self`. */
export function nativeOf(name: string, self?: Value): NativeValue {
  return { kind: 'native', name, self, type: { kind: 'func' }, steps: NONE }
}

/** Memory for `length` elements of a type, all `zero`. Throws `Stop` where it is too large. */
export function storeOf(elem: Type, length: number, zero: () => Value): Store {
  checkSize(length)
  const bytes = basicName(elem) === 'uint8'
  return {
    bytes: bytes ? new Uint8Array(length) : undefined,
    cells: bytes ? [] : Array.from({ length }, zero),
    unknown: false,
    frozen: false,
    steps: NONE,
  }
}

/** A slice over a store of its own. */
export function sliceOver(store: Store, length: number, type: Type, steps: readonly Step[] = NONE): SliceValue {
  return { kind: 'slice', store, start: 0, length, capacity: length, type, steps }
}

/** A slice of bytes; the bytes are taken, not copied. */
export function bytesOf(bytes: Uint8Array, steps: readonly Step[] = NONE, type: Type = BYTES): SliceValue {
  checkSize(bytes.length)
  return sliceOver({ bytes, cells: [], unknown: false, frozen: false, steps: NONE }, bytes.length, type, steps)
}

/** A slice of values; they are taken, not copied. */
export function sliceOfValues(cells: Value[], type: Type, steps: readonly Step[] = NONE): SliceValue {
  checkSize(cells.length)
  return sliceOver({ bytes: undefined, cells, unknown: false, frozen: false, steps: NONE }, cells.length, type, steps)
}

/** A slice of strings. */
export function stringsOf(texts: readonly string[], steps: readonly Step[] = NONE): SliceValue {
  return sliceOfValues(
    texts.map((text) => stringOf(text)),
    STRINGS,
    steps,
  )
}

/** A string with holes, or a whole one where there are none. */
export function partialOf(
  parts: readonly (string | undefined)[],
  steps: readonly Step[],
  type: Type = STRING,
): StringValue | PartialValue | UnknownValue {
  const joined: (string | undefined)[] = []
  let size = 0
  for (const part of parts) {
    if (part === '') continue
    size += part?.length ?? 0
    const last = joined.length - 1
    const before = joined[last]
    if (last >= 0 && part === undefined && before === undefined) continue
    if (part !== undefined && before !== undefined) joined[last] = before + part
    else joined.push(part)
  }
  checkSize(size)
  if (joined.length > 64) return unknown('a string with too many holes', steps)
  if (joined.every((part) => part !== undefined)) return stringOf(joined.join(''), steps, type)
  if (joined.length === 1) return unknown('text that is not known', steps)
  return { kind: 'partial', parts: joined, type, steps }
}

/** The parts of what is used as a string. */
export function partsOf(value: Value): readonly (string | undefined)[] {
  if (value.kind === 'string') return [value.text]
  return value.kind === 'partial' ? value.parts : [undefined]
}

/** A value with other steps. */
export function withSteps<V extends Value>(value: V, steps: readonly Step[]): V {
  return value.steps === steps ? value : { ...value, steps }
}

/** A value as another type calls it. */
export function retyped<V extends Value>(value: V, type: Type): V {
  return value.type === type ? value : { ...value, type }
}

/** Steps of two values together, each once, bounded. */
export function joinSteps(a: readonly Step[], b: readonly Step[]): readonly Step[] {
  if (a === b || b.length === 0) return a
  if (a.length === 0) return b
  const more = b.filter(
    (step) => !a.some((other) => other === step || (other.pos === step.pos && other.what === step.what)),
  )
  if (more.length === 0) return a
  const all = [...a, ...more]
  if (all.length <= MOST_STEPS) return all
  // What is shown must show where a value began and how it ended.
  const shown = all.filter(({ quiet }) => quiet !== true)
  const dropped = new Set([...middle(shown), ...middle(all.filter(({ quiet }) => quiet === true))])
  return dropped.size === 0 ? all : all.filter((step) => !dropped.has(step))
}

function middle(steps: readonly Step[]): readonly Step[] {
  return steps.length <= MOST_STEPS ? [] : steps.slice(MOST_STEPS / 2, -MOST_STEPS / 2)
}

/** What of a value stands in the source as it is: its text, or none where something was done to it. */
export function literalText(value: Value): readonly string[] {
  if (value.kind !== 'string' && value.kind !== 'slice') return []
  if (stepsOf(value).some(({ by }) => by !== '=')) return []
  const text = value.kind === 'string' ? value.text : undefined
  const bytes = text ?? (value.kind === 'slice' && value.store.bytes !== undefined ? bytesIn(value) : undefined)
  if (bytes === undefined || bytes.length === 0) return []
  return [typeof bytes === 'string' ? bytes.slice(0, MOST_FROM) : latin1(bytes.subarray(0, MOST_FROM))]
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1')
}

/** Adds a step behind others. */
export function addStep(steps: readonly Step[], step: Step): readonly Step[] {
  return joinSteps(steps, [step])
}

/** Throws `Stop` for what is larger than a value may be. */
export function checkSize(size: number): void {
  if (size > MAX_VALUE) throw new Stop('limit: a value larger than 1 MiB', true)
}

/** An element of a store. */
export function elementAt(store: Store, at: number, elem: Type): Value {
  if (store.unknown) return unknown('an element that was not known', store.steps)
  if (store.bytes !== undefined)
    return { kind: 'int', value: BigInt(store.bytes[at] ?? 0), type: elem, steps: store.steps }
  return store.cells[at] ?? unknown('an element that is not there')
}

/** Sets an element of a store; the value has the element's type. */
export function setElement(store: Store, at: number, value: Value): void {
  writable(store)
  if (store.bytes === undefined) {
    store.cells[at] = value
    return
  }
  if (value.kind === 'int') {
    store.bytes[at] = Number(BigInt.asUintN(8, value.value))
    if (value.steps.length > 0) store.steps = joinSteps(store.steps, value.steps)
  } else store.unknown = true
}

/** Thrown where a value that several folds share would be changed: the fold begins again with values of its own. */
export class Frozen extends Error {}

/** Throws `Frozen` where a store is shared. */
export function writable(state: { readonly frozen: boolean }): void {
  if (state.frozen) throw withoutTrace(() => new Frozen())
}

/** The bytes of a slice or array of bytes, or of a string; `undefined` where they are not all known. */
export function bytesIn(value: Value): Uint8Array | undefined {
  if (value.kind === 'string') return Buffer.from(value.text, 'latin1')
  if (value.kind === 'nil') return new Uint8Array()
  if (value.kind !== 'slice' && value.kind !== 'array') return undefined
  const { store } = value
  if (store.unknown || store.bytes === undefined) return undefined
  const start = value.kind === 'slice' ? value.start : 0
  return store.bytes.subarray(start, start + value.length)
}

/** The elements of a slice or array; `undefined` where it is none. */
export function elementsOf(value: Value): Value[] | undefined {
  if (value.kind === 'nil') return []
  if (value.kind !== 'slice' && value.kind !== 'array') return undefined
  const start = value.kind === 'slice' ? value.start : 0
  const elem = elemType(value.type)
  if (value.store.bytes === undefined && !value.store.unknown) {
    return value.store.cells.slice(start, start + value.length)
  }
  return Array.from({ length: value.length }, (_, i) => elementAt(value.store, start + i, elem))
}

/** The steps of a value, and of the bytes that it stands on. */
export function stepsOf(value: Value): readonly Step[] {
  if (value.kind !== 'slice' && value.kind !== 'array') return value.steps
  return joinSteps(value.steps, value.store.steps)
}

/** The type of what a slice, array, map or pointer holds. */
export function elemType(type: Type): Type {
  const below = underlying(type)
  if (below.kind === 'slice' || below.kind === 'array' || below.kind === 'map' || below.kind === 'pointer') {
    return below.elem
  }
  return basicName(type) === 'string' || isUntyped(type)
    ? BYTES.kind === 'slice'
      ? BYTES.elem
      : UNKNOWN_TYPE
    : UNKNOWN_TYPE
}
