// Operators on values (https://go.dev/ref/spec#Operators): integers of any width, with wrap-around where they have one.
import type { BinaryOperator } from './token.ts'
import { untypedAs } from './foldconvert.ts'
import { basicName, BOOL, integerBits, isUntyped, type Type } from './foldtype.ts'
import {
  boolOf,
  elementsOf,
  floatOf,
  intOf,
  joinSteps,
  partialOf,
  partsOf,
  Stop,
  unknown,
  type Value,
} from './foldvalue.ts'

/** The widest constant, in bits: Go's compiler takes no wider one either. */
const MOST_BITS = 4096n

/** `x op y`, but for `&&` and `||`, which do not always look at both. */
export function operate(op: BinaryOperator, x: Value, y: Value): Value {
  const steps = joinSteps(x.steps, y.steps)
  if (op === '+' && (isText(x) || isText(y))) {
    // What is not known leaves a hole: the rest of an address is still worth knowing.
    if (x.kind === 'unknown' && y.kind === 'unknown') return unknown(x.why, steps)
    return partialOf([...partsOf(x), ...partsOf(y)], steps, textType(x, y))
  }
  if (x.kind === 'unknown') return unknown(x.why, steps)
  if (y.kind === 'unknown') return unknown(y.why, steps)
  if (op === '==' || op === '!=') {
    const equal = equals(x, y)
    return equal === undefined
      ? unknown('a comparison that is not understood', steps)
      : boolOf(equal === (op === '=='), steps)
  }
  if (op === '<<' || op === '>>') return shifted(op, x, y)
  const [a, b] = alike(x, y)
  if (a.kind === 'int' && b.kind === 'int') return onIntegers(op, a.value, b.value, typeOfBoth(a.type, b.type), steps)
  if (a.kind === 'float' && b.kind === 'float') return onFloats(op, a.value, b.value, typeOfBoth(a.type, b.type), steps)
  if (a.kind === 'string' && b.kind === 'string')
    return onOrder(op, a.text < b.text ? -1 : a.text > b.text ? 1 : 0, steps)
  return unknown('an operation that is not understood', steps)
}

/** `op x`, but for `&` and `<-`. */
export function operateOne(op: '+' | '-' | '!' | '^' | '~', x: Value): Value {
  if (x.kind === 'bool' && op === '!') return boolOf(!x.value, x.steps, x.type)
  if (x.kind === 'int') {
    if (op === '-') return intOf(-x.value, x.steps, x.type)
    if (op === '+') return x
    // Of an untyped constant ^x is -x-1; of an unsigned one the width decides, which wrapping does.
    if (op === '^') return intOf(-x.value - 1n, x.steps, x.type)
  }
  if (x.kind === 'float' && op === '-') return floatOf(-x.value, x.steps, x.type)
  if (x.kind === 'float' && op === '+') return x
  return unknown(x.kind === 'unknown' ? x.why : 'an operation that is not understood', x.steps)
}

/** Whether two values are equal; `undefined` where that is not known. */
function equals(x: Value, y: Value): boolean | undefined {
  if (x.kind === 'nil' || y.kind === 'nil') {
    const other = x.kind === 'nil' ? y : x
    if (other.kind === 'nil') return true
    // What is known and is no nil is equal to none.
    return other.kind === 'unknown' || other.kind === 'partial' ? undefined : false
  }
  const [a, b] = alike(x, y)
  if (a.kind === 'int' && b.kind === 'int') return a.value === b.value
  if (a.kind === 'float' && b.kind === 'float') return a.value === b.value
  if (a.kind === 'string' && b.kind === 'string') return a.text === b.text
  if (a.kind === 'bool' && b.kind === 'bool') return a.value === b.value
  if (a.kind === 'pointer' && b.kind === 'pointer') return a.place === b.place
  if (a.kind === 'object' && b.kind === 'object') {
    // Errors that say different things are different.
    const errors = a.name === 'error' && b.name === 'error' && a.state.text !== b.state.text
    return a.state === b.state ? true : errors ? false : undefined
  }
  if (a.kind === 'struct' && b.kind === 'struct') return everyEqual([...a.fields.values()], [...b.fields.values()])
  if (a.kind === 'array' && b.kind === 'array') return everyEqual(elementsOf(a) ?? [], elementsOf(b) ?? [])
  return undefined
}

/** The larger or smaller of two. */
export function pickOf(x: Value, y: Value, larger: boolean): Value {
  const less = operate('<', x, y)
  if (less.kind !== 'bool') return less
  const [a, b] = alike(x, y)
  return less.value === larger ? b : a
}

function everyEqual(a: readonly Value[], b: readonly Value[]): boolean | undefined {
  if (a.length !== b.length) return false
  let known = true
  for (const [i, x] of a.entries()) {
    const y = b[i]
    const same = y === undefined ? false : equals(x, y)
    if (same === false) return false
    if (same === undefined) known = false
  }
  return known ? true : undefined
}

function isText(x: Value): boolean {
  return x.kind === 'string' || x.kind === 'partial'
}

function textType(x: Value, y: Value): Type {
  return isText(x) && !(isText(y) && isUntyped(x.type)) ? x.type : y.type
}

/** Two operands as one type: an untyped constant takes the other's; of two of them the kind that holds more. */
function alike(x: Value, y: Value): [Value, Value] {
  if (isUntyped(x.type) && !isUntyped(y.type)) return [untypedAs(x, y.type), y]
  if (isUntyped(y.type) && !isUntyped(x.type)) return [x, untypedAs(y, x.type)]
  if (x.kind === 'float' && y.kind === 'int') return [x, untypedAs(y, x.type)]
  if (y.kind === 'float' && x.kind === 'int') return [untypedAs(x, y.type), y]
  return [x, y]
}

function typeOfBoth(a: Type, b: Type): Type {
  // A rune and an int, both untyped, are a rune.
  return isUntyped(a) && basicName(b) === 'untyped rune' ? b : a
}

function shifted(op: '<<' | '>>', x: Value, y: Value): Value {
  const steps = joinSteps(x.steps, y.steps)
  const by = untypedAs(y, { kind: 'basic', name: 'untyped int' })
  const of = x.kind === 'float' && isUntyped(x.type) ? untypedAs(x, { kind: 'basic', name: 'untyped int' }) : x
  if (of.kind !== 'int' || by.kind !== 'int' || by.value < 0n) return unknown('a shift that is not understood', steps)
  const shape = integerBits(of.type)
  if (op === '>>') return intOf(of.value >> (by.value > MOST_BITS ? MOST_BITS : by.value), steps, of.type)
  if (shape !== undefined && by.value >= BigInt(shape.bits)) return intOf(0n, steps, of.type)
  if (by.value > MOST_BITS) throw new Stop('limit: a number too large', true)
  return bounded(of.value << by.value, steps, of.type)
}

/** An integer, unless it is an untyped one beyond what a compiler takes. */
function bounded(value: bigint, steps: Value['steps'], type: Type): Value {
  const size = value < 0n ? -value : value
  if (integerBits(type) === undefined && size >> MOST_BITS > 0n) throw new Stop('limit: a number too large', true)
  return intOf(value, steps, type)
}

function onIntegers(op: BinaryOperator, x: bigint, y: bigint, type: Type, steps: Value['steps']): Value {
  switch (op) {
    case '+':
      return bounded(x + y, steps, type)
    case '-':
      return bounded(x - y, steps, type)
    case '*':
      return bounded(x * y, steps, type)
    case '/':
      return y === 0n ? unknown('a division by zero', steps) : intOf(x / y, steps, type)
    case '%':
      return y === 0n ? unknown('a division by zero', steps) : intOf(x % y, steps, type)
    case '&':
      return intOf(x & y, steps, type)
    case '|':
      return intOf(x | y, steps, type)
    case '^':
      return intOf(x ^ y, steps, type)
    case '&^':
      return intOf(x & ~y, steps, type)
    default:
      return onOrder(op, x < y ? -1 : x > y ? 1 : 0, steps)
  }
}

function onFloats(op: BinaryOperator, x: number, y: number, type: Type, steps: Value['steps']): Value {
  switch (op) {
    case '+':
      return floatOf(x + y, steps, type)
    case '-':
      return floatOf(x - y, steps, type)
    case '*':
      return floatOf(x * y, steps, type)
    case '/':
      return y === 0 && isUntyped(type) ? unknown('a division by zero', steps) : floatOf(x / y, steps, type)
    default:
      if (Number.isNaN(x) || Number.isNaN(y)) return boolOf(false, steps)
      return onOrder(op, x < y ? -1 : x > y ? 1 : 0, steps)
  }
}

function onOrder(op: BinaryOperator, order: number, steps: Value['steps']): Value {
  switch (op) {
    case '<':
      return boolOf(order < 0, steps, BOOL)
    case '<=':
      return boolOf(order <= 0, steps, BOOL)
    case '>':
      return boolOf(order > 0, steps, BOOL)
    case '>=':
      return boolOf(order >= 0, steps, BOOL)
    default:
      return unknown('an operation that is not understood', steps)
  }
}

/** A string, for what is shown of a step; never more than 60 characters of it. */
export function excerpt(value: Value): string {
  const short = (text: string): string => JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}...` : text)
  switch (value.kind) {
    case 'string':
      return short(value.text)
    case 'partial':
      return value.parts
        .map((part) => (part === undefined ? '?' : short(part)))
        .join(' + ')
        .slice(0, 120)
    case 'int':
      return String(value.value).slice(0, 60)
    case 'float':
    case 'bool':
      return String(value.value)
    case 'slice':
    case 'array': {
      if (value.store.bytes !== undefined) {
        return value.store.unknown
          ? 'bytes'
          : short(
              Buffer.from(
                value.store.bytes
                  .subarray(value.kind === 'slice' ? value.start : 0)
                  .subarray(0, Math.min(value.length, 60)),
              ).toString('latin1'),
            )
      }
      return `${value.length} elements`
    }
    case 'unknown':
      return '?'
    default:
      return value.kind
  }
}
