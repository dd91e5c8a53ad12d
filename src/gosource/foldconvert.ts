// Conversions (https://go.dev/ref/spec#Conversions), and how a value takes the type of where it is put.
import { basicName, BYTE, defaultType, integerBits, isUntyped, underlying, type Type } from './foldtype.ts'
import {
  bytesIn,
  bytesOf,
  elementsOf,
  elemType,
  intOf,
  floatOf,
  partialOf,
  retyped,
  type SliceValue,
  sliceOfValues,
  stepsOf,
  stringOf,
  unknown,
  type Value,
} from './foldvalue.ts'
import { encodeRune, runesOf } from './runes.ts'

/** A value as a variable, parameter or element of a type holds it. */
export function assigned(value: Value, type: Type): Value {
  if (value.kind === 'unknown' || value.kind === 'tuple') return value
  const to = underlying(type)
  if (value.kind === 'nil') return to.kind === 'unknown' || value.type.kind !== 'unknown' ? value : retyped(value, type)
  if (to.kind === 'interface' || to.kind === 'unknown') {
    return isUntyped(value.type) ? untypedAs(value, defaultType(value.type)) : value
  }
  if (isUntyped(value.type)) return untypedAs(value, type)
  // Between a named type and the same type without its name no conversion is written.
  return value.type.kind === 'named' && type.kind !== 'named' && underlying(value.type) === to
    ? retyped(value, type)
    : value
}

/** An untyped constant as a value of a type. */
export function untypedAs(value: Value, type: Type): Value {
  if (!isUntyped(value.type)) return value
  if (value.kind === 'int') {
    if (integerBits(type) !== undefined || isUntyped(type)) {
      if (basicName(type) === 'untyped float') return floatOf(Number(value.value), value.steps, type)
      return intOf(value.value, value.steps, type)
    }
    if (isFloat(type)) return floatOf(Number(value.value), value.steps, type)
  }
  if (value.kind === 'float') {
    if (integerBits(type) !== undefined || basicName(type) === 'untyped int' || basicName(type) === 'untyped rune') {
      return Number.isFinite(value.value)
        ? intOf(BigInt(Math.trunc(value.value)), value.steps, type)
        : unknown('no integer')
    }
    if (isFloat(type)) return floatOf(value.value, value.steps, type)
  }
  if (value.kind === 'bool' || value.kind === 'string') return retyped(value, type)
  return value
}

/** `T(value)`. */
export function converted(value: Value, type: Type): Value {
  if (value.kind === 'unknown' || value.kind === 'tuple') return value
  const to = underlying(type)
  if (value.kind === 'nil') return retyped(value, type)
  if (to.kind === 'interface') return assigned(value, type)
  if (to.kind === 'unknown') {
    // A type that is not known by its parts, as template.HTML may be: the value is what it was.
    return isUntyped(value.type) ? retyped(untypedAs(value, defaultType(value.type)), type) : retyped(value, type)
  }
  if (to.kind === 'basic') return toBasic(value, type)
  if (to.kind === 'slice') return toSlice(value, type, to.elem)
  if (to.kind === 'array' && value.kind === 'slice') return arrayOf(value, type, to.length)
  return retyped(value, type)
}

/** A slice as an array: a copy of its first elements. */
function arrayOf(value: SliceValue, type: Type, length: number): Value {
  if (length > value.length) return unknown('a slice that is too short')
  const { store, start } = value
  const bytes = store.bytes?.slice(start, start + length)
  const cells = store.cells.slice(start, start + length)
  return { kind: 'array', store: { ...store, bytes, cells, frozen: false }, length, type, steps: stepsOf(value) }
}

function isFloat(type: Type): boolean {
  const name = basicName(type)
  return name === 'float64' || name === 'float32' || name === 'untyped float'
}

function toBasic(value: Value, type: Type): Value {
  if (basicName(type) === 'string') return toString(value, type)
  if (integerBits(type) !== undefined) {
    if (value.kind === 'int') return intOf(value.value, value.steps, type)
    if (value.kind === 'float') {
      if (!Number.isFinite(value.value)) return unknown('a number that no integer is')
      return intOf(BigInt(Math.trunc(value.value)), value.steps, type)
    }
  }
  if (isFloat(type)) {
    if (value.kind === 'int') return floatOf(Number(value.value), value.steps, type)
    if (value.kind === 'float') return floatOf(value.value, value.steps, type)
  }
  if (value.kind === 'bool' && basicName(type) === 'bool') return retyped(value, type)
  return unknown('a conversion that is not understood', value.steps)
}

function toString(value: Value, type: Type): Value {
  switch (value.kind) {
    case 'string':
      return retyped(value, type)
    case 'partial':
      return partialOf(value.parts, value.steps, type)
    case 'int': {
      const rune = value.value >= 0n && value.value <= 0x10ffffn ? Number(value.value) : -1
      return stringOf(encodeRune(rune), value.steps, type)
    }
    case 'slice': {
      const steps = stepsOf(value)
      const bytes = bytesIn(value)
      if (bytes !== undefined) return stringOf(Buffer.from(bytes).toString('latin1'), steps, type)
      if (basicName(elemType(value.type)) === 'uint8') return unknown('bytes that are not known', steps)
      const elements = elementsOf(value) ?? []
      const parts = elements.map((rune) => (rune.kind === 'int' ? encodeRune(Number(rune.value)) : undefined))
      const all = elements.flatMap((rune) => rune.steps)
      return partialOf(parts, [...new Set([...steps, ...all])].slice(0, 16), type)
    }
    default:
      return unknown('not a string', value.steps)
  }
}

function toSlice(value: Value, type: Type, elem: Type): Value {
  if (value.kind === 'slice') return retyped(value, type)
  if (value.kind === 'partial') return unknown('bytes that are not known', value.steps)
  if (value.kind !== 'string') return unknown('not a slice', value.steps)
  const name = basicName(elem)
  if (name === basicName(BYTE)) return bytesOf(new Uint8Array(Buffer.from(value.text, 'latin1')), value.steps, type)
  if (name !== 'int32') return unknown('not a slice', value.steps)
  return sliceOfValues(
    runesOf(value.text).map((rune) => intOf(rune, undefined, elem)),
    type,
    value.steps,
  )
}
