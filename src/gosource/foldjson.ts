// Package encoding/json (https://pkg.go.dev/encoding/json): documents that are known, into and out of values whose types
// are. Whatever is unusual - methods of its own, embedded fields, numbers that do not fit - is not known.
import { methodNamed } from './foldmethod.ts'
import { allocate, type Call, type Machine, tick } from './foldmachine.ts'
import { define, made, type Table } from './foldnative.ts'
import { keyOf } from './foldplace.ts'
import { drained } from './foldreader.ts'
import {
  basicName,
  FLOAT,
  integerBits,
  INTERFACE,
  STRING,
  type StructField,
  type Type,
  underlying,
  wrapped,
} from './foldtype.ts'
import { zero } from './foldtypes.ts'
import {
  boolOf,
  bytesIn,
  bytesOf,
  elementsOf,
  elemType,
  floatOf,
  intOf,
  nilOf,
  pointerTo,
  setElement,
  sliceOver,
  type Step,
  storeOf,
  stringOf,
  tupleOf,
  type Value,
} from './foldvalue.ts'

/** How deep documents and values may nest. */
const MOST_DEEP = 100

const ANY_MAP: Type = { kind: 'map', key: STRING, elem: INTERFACE }
const ANY_LIST: Type = { kind: 'slice', elem: INTERFACE }

/** encoding/json. */
export function jsonFunctions(table: Table): void {
  define(table, 'encoding/json.Unmarshal', 'bv', (call, data, to) =>
    unmarshal(call, Buffer.from(data).toString('utf8'), to),
  )
  define(table, 'encoding/json.Valid', 'b', (_, data) => parse(Buffer.from(data).toString('utf8')) !== undefined)
  define(table, 'encoding/json.NewDecoder', 'v', (call, from) => {
    const rest = drained(call, from)
    return rest === undefined ? undefined : { ...made('encoding/json.Decoder', rest.text), steps: rest.steps }
  })
  define(table, 'encoding/json.Decoder.Decode', 'ov', (call, self, to) => {
    // One document is read; what stands behind it, as the next one would, is not looked at.
    const text = Buffer.from(self.state.text.slice(self.state.at), 'latin1').toString('utf8')
    self.state.at = self.state.text.length
    return unmarshal(call, text, to)
  })
  define(table, 'encoding/json.Decoder.DisallowUnknownFields', 'o', () => tupleOf([]))
  define(table, 'encoding/json.Marshal', 'v', (call, value) => marshal(call, value))
}

function unmarshal(call: Call, text: string, to: Value): Value | undefined {
  if (to.kind !== 'pointer') return undefined
  tick(call.machine, text.length >> 3)
  const document = parse(text)
  if (document === undefined) return undefined
  const before = to.place.get()
  const told = elemType(to.type)
  const type = told.kind === 'unknown' ? before.type : told
  const value = decoded({ machine: call.machine, steps: call.steps }, document, type, before, 0)
  if (value === undefined) return undefined
  to.place.set(value)
  return nilOf()
}

/** A document: numbers as they are written. */
type Json = null | boolean | string | JsonNumber | readonly Json[] | ReadonlyMap<string, Json>

interface JsonNumber {
  readonly number: string
}

/** A document as JSON says it; `undefined` where it is none, or nested too deeply. */
function parse(text: string): Json | undefined {
  let depth = 0
  for (const char of text) if (char === '{' || char === '[') depth++
  if (depth > 50_000) return undefined
  try {
    return converted(JSON.parse(text, keepNumbers), 0)
  } catch {
    return undefined
  }
}

/** Numbers keep their digits. */
function keepNumbers(this: unknown, _key: string, value: unknown, context?: { readonly source?: string }): unknown {
  return typeof value === 'number' ? { '\0number': context?.source ?? String(value) } : value
}

function converted(value: unknown, depth: number): Json | undefined {
  if (depth > MOST_DEEP) return undefined
  if (value === null || typeof value === 'boolean') return value
  if (typeof value === 'string') return Buffer.from(value, 'utf8').toString('latin1')
  if (typeof value !== 'object') return undefined
  if (Array.isArray(value)) {
    const list = value.map((one) => converted(one, depth + 1))
    return list.every((one) => one !== undefined) ? list : undefined
  }
  const entries = Object.entries(value)
  const [first] = entries
  if (first?.[0] === '\0number' && typeof first[1] === 'string') return { number: first[1] }
  const map = new Map<string, Json>()
  for (const [key, one] of entries) {
    const inner = converted(one, depth + 1)
    if (inner === undefined) return undefined
    map.set(Buffer.from(key, 'utf8').toString('latin1'), inner)
  }
  return map
}

interface Into {
  readonly machine: Machine
  readonly steps: readonly Step[]
}

/** A document as a value of a type, laid over the value before; `undefined` where it does not fit plainly. */
function decoded(into: Into, json: Json, type: Type, before: Value | undefined, depth: number): Value | undefined {
  const { machine: m, steps } = into
  tick(m)
  allocate(m, 1)
  if (depth > MOST_DEEP || hasOwn(m, type, ['UnmarshalJSON', 'UnmarshalText'])) return undefined
  const below = underlying(type)
  if (json === null) return below.kind === 'basic' || below.kind === 'struct' ? before : nilOf(type)
  switch (below.kind) {
    case 'interface':
      return anything(into, json, depth)
    case 'pointer': {
      const inner = decoded(into, json, below.elem, zero(m, below.elem), depth + 1)
      return inner === undefined ? undefined : pointerTo(inner)
    }
    case 'basic':
      return basicValue(into, json, type)
    case 'slice': {
      if (typeof json === 'string' && basicName(below.elem) === 'uint8')
        return bytesOf(new Uint8Array(Buffer.from(json, 'base64')), steps, type)
      if (!Array.isArray(json)) return undefined
      const store = storeOf(below.elem, json.length, () => zero(m, below.elem))
      for (const [i, one] of (json as readonly Json[]).entries()) {
        const value = decoded(into, one, below.elem, zero(m, below.elem), depth + 1)
        if (value === undefined) return undefined
        setElement(store, i, value)
      }
      return sliceOver(store, json.length, type, steps)
    }
    case 'map': {
      if (!(json instanceof Map) || basicName(below.key) !== 'string') return undefined
      const entries = new Map(before?.kind === 'map' ? before.entries : [])
      for (const [name, one] of json as ReadonlyMap<string, Json>) {
        const key = stringOf(name, steps, below.key)
        const value = decoded(into, one, below.elem, zero(m, below.elem), depth + 1)
        const at = keyOf(key)
        if (value === undefined || at === undefined) return undefined
        entries.set(at, { key, value })
      }
      return { kind: 'map', entries, state: { unknown: false, frozen: false }, type, steps }
    }
    case 'struct': {
      const base = before?.kind === 'struct' ? before : zero(m, type)
      if (!(json instanceof Map) || base.kind !== 'struct' || below.fields.some(({ embedded }) => embedded))
        return undefined
      const fields = new Map(base.fields)
      for (const [name, one] of json as ReadonlyMap<string, Json>) {
        const field = fieldFor(below.fields, name)
        if (field === undefined) continue
        const value = decoded(into, one, field.type, fields.get(field.name), depth + 1)
        if (value === undefined || optionsOf(field).includes('string')) return undefined
        fields.set(field.name, value)
      }
      return { ...base, fields, state: { frozen: false } }
    }
    default:
      return undefined
  }
}

function anything(into: Into, json: Json, depth: number): Value | undefined {
  if (typeof json === 'string') return stringOf(json, into.steps)
  if (typeof json === 'boolean') return boolOf(json)
  if (json === null) return nilOf(INTERFACE)
  if (Array.isArray(json)) return decoded(into, json, ANY_LIST, undefined, depth)
  if (json instanceof Map) return decoded(into, json, ANY_MAP, undefined, depth)
  return 'number' in json ? floatOf(Number(json.number), into.steps, FLOAT) : undefined
}

function basicValue({ steps }: Into, json: Json, type: Type): Value | undefined {
  const name = basicName(type)
  if (typeof json === 'string') return name === 'string' ? stringOf(json, steps, type) : undefined
  if (typeof json === 'boolean') return name === 'bool' ? boolOf(json, steps, type) : undefined
  if (json === null || typeof json !== 'object' || !('number' in json)) return undefined
  const { number } = json
  if (integerBits(type) !== undefined) {
    if (!/^-?\d{1,20}$/.test(number)) return undefined
    const value = BigInt(number)
    return wrapped(value, type) === value ? intOf(value, steps, type) : undefined
  }
  return name?.startsWith('float') === true ? floatOf(Number(number), steps, type) : undefined
}

function hasOwn(m: Machine, type: Type, names: readonly string[]): boolean {
  if (type.kind !== 'named') return false
  // What the library declares, as time.Time, may have any.
  return type.entity === undefined || names.some((name) => methodNamed(m, type, name) !== undefined)
}

function optionsOf({ tag }: StructField): readonly string[] {
  const json = tag === undefined ? undefined : /(?:^| )json:"([^"\\]*)"/.exec(tag)?.[1]
  return json === undefined ? [''] : json.split(',')
}

/** The name of a field in documents; `undefined` where it has none. */
function jsonName(field: StructField): string | undefined {
  const [name = '', ...more] = optionsOf(field)
  if (!/^\p{Lu}/u.test(field.name) || (name === '-' && more.length === 0)) return undefined
  return name === '' ? field.name : name
}

/** The field that a key means: of its very name, otherwise without regard to case. */
function fieldFor(fields: readonly StructField[], key: string): StructField | undefined {
  return (
    fields.find((field) => jsonName(field) === key) ??
    fields.find((field) => jsonName(field)?.toLowerCase() === key.toLowerCase())
  )
}

function marshal(call: Call, value: Value): Value | undefined {
  const text = encoded(call.machine, value, 0)
  if (text === undefined) return undefined
  return tupleOf([bytesOf(new Uint8Array(Buffer.from(text, 'latin1')), call.steps), nilOf()])
}

/** A value as a document, its keys in order; `undefined` where that is not known. */
function encoded(m: Machine, value: Value, depth: number): string | undefined {
  tick(m)
  if (depth > MOST_DEEP || hasOwn(m, value.type, ['MarshalJSON', 'MarshalText'])) return undefined
  switch (value.kind) {
    case 'nil':
      return 'null'
    case 'bool':
      return String(value.value)
    case 'int':
      return String(value.value)
    case 'float': {
      const size = Math.abs(value.value)
      return size === 0 || (size >= 1e-6 && size < 1e21) ? String(value.value) : undefined
    }
    case 'string':
      return quoted(value.text)
    case 'pointer':
      return encoded(m, value.place.get(), depth + 1)
    case 'slice':
    case 'array': {
      const bytes = value.kind === 'slice' && value.store.bytes !== undefined ? bytesIn(value) : undefined
      if (bytes !== undefined) return `"${Buffer.from(bytes).toString('base64')}"`
      const parts = elementsOf(value)?.map((one) => encoded(m, one, depth + 1))
      return parts?.every((part) => part !== undefined) === true ? `[${parts.join(',')}]` : undefined
    }
    case 'map': {
      if (value.state.unknown) return undefined
      const pairs: [string, string][] = []
      for (const { key, value: one } of value.entries.values()) {
        const text = encoded(m, one, depth + 1)
        if (key.kind !== 'string' || text === undefined) return undefined
        pairs.push([key.text, text])
      }
      const sorted = pairs.toSorted(([a], [b]) => (a < b ? -1 : 1))
      return `{${sorted.map(([key, text]) => `${quoted(key)}:${text}`).join(',')}}`
    }
    case 'struct':
      return structText(m, value, depth)
    default:
      return undefined
  }
}

function structText(m: Machine, value: Value & { readonly kind: 'struct' }, depth: number): string | undefined {
  const below = underlying(value.type)
  if (below.kind !== 'struct' || below.fields.some(({ embedded }) => embedded)) return undefined
  const parts: string[] = []
  for (const field of below.fields) {
    const name = jsonName(field)
    const held = value.fields.get(field.name)
    const [, ...options] = optionsOf(field)
    if (name === undefined || held === undefined) continue
    if (options.includes('string') || options.includes('omitzero')) return undefined
    if (options.includes('omitempty') && isEmpty(held)) continue
    const text = encoded(m, held, depth + 1)
    if (text === undefined) return undefined
    parts.push(`${quoted(name)}:${text}`)
  }
  return `{${parts.join(',')}}`
}

function isEmpty(value: Value): boolean {
  switch (value.kind) {
    case 'nil':
      return true
    case 'bool':
      return !value.value
    case 'int':
      return value.value === 0n
    case 'float':
      return value.value === 0
    case 'string':
      return value.text === ''
    case 'slice':
    case 'array':
      return value.length === 0
    case 'map':
      return value.entries.size === 0
    default:
      return false
  }
}

/** A text as Go quotes it: what HTML would read is escaped, too. */
function quoted(text: string): string {
  const plain = JSON.stringify(Buffer.from(text, 'latin1').toString('utf8'))
  const escaped = plain.replaceAll(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return Buffer.from(escaped, 'utf8').toString('latin1')
}
