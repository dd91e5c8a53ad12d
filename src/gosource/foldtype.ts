// Types as far as folding needs them: what a value is, how wide an integer is, what a literal's elements are.
import type { Entity } from './scope.ts'

/** The names of basic types; the untyped ones are those of constants (https://go.dev/ref/spec#Constants). */
export type BasicName =
  | 'bool'
  | 'string'
  | 'int'
  | 'int8'
  | 'int16'
  | 'int32'
  | 'int64'
  | 'uint'
  | 'uint8'
  | 'uint16'
  | 'uint32'
  | 'uint64'
  | 'uintptr'
  | 'float32'
  | 'float64'
  | 'untyped int'
  | 'untyped rune'
  | 'untyped float'
  | 'untyped string'
  | 'untyped bool'

/** A type; `unknown` where it is not evident. */
export type Type =
  | { readonly kind: 'basic'; readonly name: BasicName }
  | NamedType
  | { readonly kind: 'slice'; readonly elem: Type }
  | { readonly kind: 'array'; readonly elem: Type; readonly length: number }
  | { readonly kind: 'map'; readonly key: Type; readonly elem: Type }
  | { readonly kind: 'pointer'; readonly elem: Type }
  | { readonly kind: 'struct'; readonly fields: readonly StructField[] }
  | { readonly kind: 'func' }
  | { readonly kind: 'interface' }
  | { readonly kind: 'unknown' }

/** A declared type: of the module, with its entity, or of the standard library, by its name alone. */
export interface NamedType {
  readonly kind: 'named'
  /** `Name` for the module's own types, `path.Name` for others. */
  readonly name: string
  readonly entity: Entity | undefined
  /** What it is made of; set right after it is made, because a type may hold itself. */
  underlying: Type
}

/** A field; an embedded one has the name of its type. */
export interface StructField {
  readonly name: string
  readonly type: Type
  readonly embedded: boolean
  /** Its tag, without quotes. */
  readonly tag?: string
}

const NAMES: readonly BasicName[] = [
  'bool',
  'string',
  'int',
  'int8',
  'int16',
  'int32',
  'int64',
  'uint',
  'uint8',
  'uint16',
  'uint32',
  'uint64',
  'uintptr',
  'float32',
  'float64',
  'untyped int',
  'untyped rune',
  'untyped float',
  'untyped string',
  'untyped bool',
]

/** The basic types by name; `byte` and `rune` are others' names. */
export const basicTypes: ReadonlyMap<string, Type> = new Map(
  NAMES.map((name): [string, Type] => [name, { kind: 'basic', name }]),
)

/** One basic type. */
export function basic(name: BasicName): Type {
  return basicTypes.get(name) ?? UNKNOWN_TYPE
}

/** A type that is not evident. */
export const UNKNOWN_TYPE: Type = { kind: 'unknown' }
/** An interface, whichever. */
export const INTERFACE: Type = { kind: 'interface' }
/** string. */
export const STRING: Type = basic('string')
/** bool. */
export const BOOL: Type = basic('bool')
/** int. */
export const INT: Type = basic('int')
/** byte. */
export const BYTE: Type = basic('uint8')
/** rune. */
export const RUNE: Type = basic('int32')
/** float64. */
export const FLOAT: Type = basic('float64')
/** []byte. */
export const BYTES: Type = { kind: 'slice', elem: BYTE }
/** []string. */
export const STRINGS: Type = { kind: 'slice', elem: STRING }

/** The type below all names. */
export function underlying(type: Type): Type {
  let at = type
  // A declared type's underlying type is resolved when it is made, but hostile source may make a ring.
  for (let i = 0; i < 100 && at.kind === 'named'; i++) at = at.underlying
  return at.kind === 'named' ? UNKNOWN_TYPE : at
}

/** The name of the basic type below a type; `undefined` for all others. */
export function basicName(type: Type): BasicName | undefined {
  const below = underlying(type)
  return below.kind === 'basic' ? below.name : undefined
}

/** Whether a type is a constant's own, before it has one. */
export function isUntyped(type: Type): boolean {
  return type.kind === 'basic' && type.name.startsWith('untyped')
}

/** The type that an untyped constant takes where nothing else is asked of it. */
export function defaultType(type: Type): Type {
  if (type.kind !== 'basic') return type
  switch (type.name) {
    case 'untyped int':
      return INT
    case 'untyped rune':
      return RUNE
    case 'untyped float':
      return FLOAT
    case 'untyped string':
      return STRING
    case 'untyped bool':
      return BOOL
    default:
      return type
  }
}

interface IntegerShape {
  readonly bits: number
  readonly signed: boolean
}

const SHAPES: ReadonlyMap<BasicName, IntegerShape> = new Map<BasicName, IntegerShape>([
  ['int', { bits: 64, signed: true }],
  ['int8', { bits: 8, signed: true }],
  ['int16', { bits: 16, signed: true }],
  ['int32', { bits: 32, signed: true }],
  ['int64', { bits: 64, signed: true }],
  ['uint', { bits: 64, signed: false }],
  ['uint8', { bits: 8, signed: false }],
  ['uint16', { bits: 16, signed: false }],
  ['uint32', { bits: 32, signed: false }],
  ['uint64', { bits: 64, signed: false }],
  ['uintptr', { bits: 64, signed: false }],
])

/** How wide an integer type is, in bits, and whether it has a sign; `undefined` for all others and the untyped. */
export function integerBits(type: Type): IntegerShape | undefined {
  const below = type.kind === 'basic' ? type : underlying(type)
  return below.kind === 'basic' ? SHAPES.get(below.name) : undefined
}

/** An integer as a type holds it: wrapped around where it does not fit. */
export function wrapped(value: bigint, type: Type): bigint {
  const shape = integerBits(type)
  if (shape === undefined) return value
  return shape.signed ? BigInt.asIntN(shape.bits, value) : BigInt.asUintN(shape.bits, value)
}

/** A type as Go writes it. */
export function typeName(type: Type, depth: number = 0): string {
  if (depth > 8) return '…'
  switch (type.kind) {
    case 'basic':
    case 'named':
      return type.name
    case 'slice':
      return `[]${typeName(type.elem, depth + 1)}`
    case 'array':
      return `[${type.length}]${typeName(type.elem, depth + 1)}`
    case 'map':
      return `map[${typeName(type.key, depth + 1)}]${typeName(type.elem, depth + 1)}`
    case 'pointer':
      return `*${typeName(type.elem, depth + 1)}`
    case 'struct':
      return `struct { ${type.fields.map((field) => `${field.name} ${typeName(field.type, depth + 1)}`).join('; ')} }`
    case 'func':
    case 'interface':
    case 'unknown':
      return type.kind
  }
}
