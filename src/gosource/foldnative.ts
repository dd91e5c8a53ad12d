// How functions of the standard library are written down for folding: with the kinds of their arguments, so that what is
// not known, or of another kind, gives `unknown` without a word about it in each of them.
import { type Call, firstUnknown, type Native } from './foldmachine.ts'
import { poison } from './foldshared.ts'
import { underlying } from './foldtype.ts'
import {
  boolOf,
  bytesIn,
  bytesOf,
  elementsOf,
  errorOf,
  floatOf,
  intOf,
  nilOf,
  objectOf,
  type ObjectValue,
  stringOf,
  stringsOf,
  tupleOf,
  unknown,
  type Value,
  withSteps,
} from './foldvalue.ts'

/** The kinds of arguments, a letter each. */
interface Kinds {
  /** string */
  s: string
  /** []byte */
  b: Uint8Array
  /** an integer that is exact as a number */
  i: number
  /** an integer */
  I: bigint
  /** a float, or an integer constant */
  f: number
  /** bool */
  B: boolean
  /** []string */
  l: readonly string[]
  /** a value of the standard library */
  o: ObjectValue
  /** any value, known or not */
  v: Value
}

type Arguments<S extends string> = S extends `${infer K}${infer Rest}`
  ? K extends keyof Kinds
    ? [Kinds[K], ...Arguments<Rest>]
    : never
  : []

/** What a function gives: a value, or what becomes one; `undefined` for what it cannot do. */
export type Raw = string | number | bigint | boolean | Uint8Array | readonly string[] | Value | undefined

/** A table of functions, by name. */
export type Table = Map<string, Native>

/** Writes down a function: `codes` are the kinds of its arguments; of a method the first is what it is called on. */
export function define<S extends string>(
  table: Table,
  name: string,
  codes: S,
  run: (this: void, call: Call, ...args: Arguments<S>) => Raw,
): void {
  const kinds = [...codes]
  table.set(name, (call) => {
    const given = call.self === undefined ? call.args : [call.self, ...call.args]
    if (given.length !== kinds.length) return unknown(`a call of ${name} that is not understood`)
    const args = kinds.map((kind, i) => argument(kind, given[i] ?? nilOf()))
    if (args.includes(undefined)) {
      const missing = firstUnknown(given)
      forgetGiven(kinds, given, name)
      return unknown(missing?.kind === 'unknown' ? missing.why : `${name} of what is not known`, call.steps)
    }
    const raw = run(call, ...(args as Arguments<S>)) // each was made for its letter
    if (raw === undefined) forgetGiven(kinds, given, name)
    return valueOf(raw, call, name)
  })
}

/** What a function may write to, and did not, is not known any more. */
function forgetGiven(kinds: readonly string[], given: readonly Value[], name: string): void {
  given.forEach((value, i) => {
    if (kinds[i] === 'v' || kinds[i] === 'o') poison(value, name)
  })
}

/** What a function gives, as a value with the steps of its arguments. */
export function valueOf(raw: Raw, call: Call, name: string): Value {
  const { steps } = call
  if (raw === undefined) return unknown(name, steps)
  if (typeof raw === 'string') return stringOf(raw, steps)
  if (typeof raw === 'number' || typeof raw === 'bigint') return intOf(raw, steps)
  if (typeof raw === 'boolean') return boolOf(raw, steps)
  if (raw instanceof Uint8Array) return bytesOf(raw, steps)
  if (isList(raw)) return stringsOf(raw, steps)
  if (raw.kind === 'tuple')
    return tupleOf(raw.values.map((value) => (value.steps.length === 0 ? withSteps(value, steps) : value)))
  return raw.steps.length === 0 && raw.kind !== 'nil' ? withSteps(raw, steps) : raw
}

/** A result and no error; where there is no result, an error. */
export function orError(value: Value | undefined, message: string): Value {
  return value === undefined ? tupleOf([nilOf(), errorOf(message)]) : tupleOf([value, nilOf()])
}

/** A value of a type of the standard library. */
export function made(name: string, text: string, more?: unknown): ObjectValue {
  return objectOf(name, { text, at: 0, more })
}

/** A float as a result. */
export function float(value: number): Value {
  return floatOf(value)
}

/** The number in an integer value. */
export function numberIn(value: Value | undefined): number | undefined {
  // Of a constant like 1e3, too, if it has no fraction.
  if (value?.kind !== 'int' && value?.kind !== 'float') return undefined
  const number = Number(value.value)
  return Number.isSafeInteger(number) ? number : undefined
}

/** The strings of a list of strings; `undefined` where one is not known. */
export function stringsIn(value: Value): string[] | undefined {
  const elements = elementsOf(value)
  const texts = elements?.map((element) => (element.kind === 'string' ? element.text : undefined))
  return texts?.every((text) => text !== undefined) === true ? texts : undefined
}

function isList(raw: readonly string[] | Value): raw is readonly string[] {
  return Array.isArray(raw)
}

function argument(kind: string, value: Value): unknown {
  switch (kind) {
    case 's':
      return value.kind === 'string' ? value.text : undefined
    case 'b':
      return value.kind === 'string' ? undefined : bytesIn(value)
    case 'i':
      return numberIn(value)
    case 'I':
      return value.kind === 'int' ? value.value : undefined
    case 'f':
      return value.kind === 'float' ? value.value : value.kind === 'int' ? Number(value.value) : undefined
    case 'B':
      return value.kind === 'bool' ? value.value : undefined
    case 'l':
      return stringsIn(value)
    case 'o':
      return value.kind === 'object' && value.state.at >= 0 ? value : objectBehind(value)
    default:
      return value
  }
}

/** The object that a pointer points to. */
function objectBehind(value: Value): ObjectValue | undefined {
  if (value.kind !== 'pointer' || underlying(value.type).kind !== 'pointer') return undefined
  const inner = value.place.get()
  return inner.kind === 'object' && inner.state.at >= 0 ? inner : undefined
}
