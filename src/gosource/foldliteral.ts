// Literals (https://go.dev/ref/spec#Composite_literals): numbers, strings, lists, maps and structs.
import type { BasicLit, CompositeLit, Expr } from './ast.ts'
import { assigned } from './foldconvert.ts'
import { evaluate } from './foldexpr.ts'
import { allocate, copyOf, type Frame, type Machine, marked } from './foldmachine.ts'
import { keyOf } from './foldplace.ts'
import { basic, type Type, underlying } from './foldtype.ts'
import { zero } from './foldtypes.ts'
import { floatOf, intOf, setElement, sliceOver, storeOf, stringOf, unknown, type Value, writable } from './foldvalue.ts'
import { runeValue, stringValue } from './literal.ts'

/** What a basic literal is worth. */
export function literal(x: BasicLit): Value {
  switch (x.token) {
    case 'string': {
      const text = stringValue(x.text)
      return text === undefined
        ? unknown('a string that does not end')
        : stringOf(text, undefined, basic('untyped string'))
    }
    case 'char': {
      const rune = runeValue(x.text)
      return rune === undefined ? unknown('no character') : intOf(rune, undefined, basic('untyped rune'))
    }
    case 'int': {
      const digits = x.text.replaceAll('_', '')
      if (digits.length > 5000) return unknown('limit: a number too large')
      const old = /^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits
      return /^(?:0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+|[0-9]+)$/.test(old)
        ? intOf(BigInt(old), undefined, basic('untyped int'))
        : unknown('no number')
    }
    case 'float': {
      const value = floatLiteral(x.text.replaceAll('_', ''))
      return Number.isFinite(value) ? floatOf(value, undefined, basic('untyped float')) : unknown('no number')
    }
    case 'imag':
      return unknown('a complex number')
  }
}

function floatLiteral(text: string): number {
  const hex = /^0[xX]([0-9a-fA-F]*)\.?([0-9a-fA-F]*)[pP]([+-]?[0-9]+)$/.exec(text)
  if (hex === null) return Number(text)
  const digits = `${hex[1] ?? ''}${hex[2] ?? ''}`
  return Number.parseInt(digits, 16) * 2 ** (Number(hex[3]) - 4 * (hex[2]?.length ?? 0))
}

/** What a composite literal of a type is worth. */
export function composite(m: Machine, frame: Frame, x: CompositeLit, given: Type): Value {
  const below = underlying(given)
  switch (below.kind) {
    case 'slice':
    case 'array':
      return listLiteral(m, frame, x, given, below.elem)
    case 'map':
      return mapLiteral(m, frame, x, given, below.key, below.elem)
    case 'struct':
      return structLiteral(m, frame, x, given)
    case 'pointer': {
      // An element &T{…} of a list of pointers may be written {…}.
      if (underlying(below.elem).kind === 'pointer') return unknown('a literal of a pointer to a pointer')
      let value = composite(m, frame, x, below.elem)
      return { kind: 'pointer', place: { get: () => value, set: (to) => (value = to) }, type: given, steps: [] }
    }
    default: {
      const name = given.kind === 'named' && given.entity === undefined ? given.name : ''
      const known = x.elements.length === 0 ? m.catalogue.zeros.get(name) : undefined
      return known?.() ?? unknown('a literal of a type that is not known')
    }
  }
}

function listLiteral(m: Machine, frame: Frame, x: CompositeLit, given: Type, elem: Type): Value {
  const places: [number, Expr][] = []
  let next = 0
  let length = 0
  for (const element of x.elements) {
    if (element.kind === 'KeyValueExpr') {
      const key = evaluate(m, frame, element.key)
      if (key.kind !== 'int' || key.value < 0n || key.value > 1n << 20n) return unknown('an index that is not known')
      next = Number(key.value)
      places.push([next, element.value])
    } else places.push([next, element])
    next++
    length = Math.max(length, next)
  }
  const below = underlying(given)
  const fixed = below.kind === 'array' && !(x.type?.kind === 'ArrayType' && x.type.length?.kind === 'Ellipsis')
  if (fixed) ({ length } = below)
  allocate(m, length)
  const store = storeOf(elem, length, () => zero(m, elem))
  for (const [at, element] of places) {
    if (at >= length) return unknown('an index out of range')
    setElement(store, at, copyOf(m, assigned(evaluate(m, frame, element, elem), elem)))
  }
  const number = underlying(elem)
  if (places.length > 3 && number.kind === 'basic' && number.name !== 'string' && number.name !== 'bool')
    store.steps = marked(m, frame.file, x, 'numbers', intOf(0n)).steps
  if (below.kind === 'slice') return sliceOver(store, length, given)
  const type: Type = fixed ? given : { kind: 'array', elem, length }
  return { kind: 'array', store, length, type, steps: [] }
}

function mapLiteral(m: Machine, frame: Frame, x: CompositeLit, type: Type, keyType: Type, elem: Type): Value {
  const entries = new Map<string, { readonly key: Value; value: Value }>()
  const state = { unknown: false, frozen: false }
  for (const element of x.elements) {
    if (element.kind !== 'KeyValueExpr') return unknown('a map without keys')
    const key = assigned(evaluate(m, frame, element.key, keyType), keyType)
    const value = copyOf(m, assigned(evaluate(m, frame, element.value, elem), elem))
    const name = keyOf(key)
    if (name === undefined) state.unknown = true
    else entries.set(name, { key, value })
    allocate(m, 4)
  }
  return { kind: 'map', entries, state, type, steps: [] }
}

function structLiteral(m: Machine, frame: Frame, x: CompositeLit, type: Type): Value {
  const below = underlying(type)
  const value = zero(m, type)
  if (value.kind !== 'struct' || below.kind !== 'struct') return unknown('a struct that is not known')
  writable(value.state)
  for (const [i, element] of x.elements.entries()) {
    const keyed = element.kind === 'KeyValueExpr'
    const name = keyed ? (element.key.kind === 'Ident' ? element.key.name : '') : (below.fields[i]?.name ?? '')
    const field = below.fields.find((one) => one.name === name)
    if (field === undefined) continue
    value.fields.set(
      name,
      copyOf(m, assigned(evaluate(m, frame, keyed ? element.value : element, field.type), field.type)),
    )
  }
  return value
}
