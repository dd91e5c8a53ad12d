// Package reflect, as far as it looks at types and values of the program that are known: their fields, tags and methods.
import { methodOf } from './foldmethod.ts'
import type { Call } from './foldmachine.ts'
import { define, made, type Table } from './foldnative.ts'
import { elementPlace, fieldOf } from './foldplace.ts'
import { assigned } from './foldconvert.ts'
import { basic, basicName, STRING, type StructField, type Type, underlying } from './foldtype.ts'
import { stringValue } from './literal.ts'
import {
  boolOf,
  bytesIn,
  elementsOf,
  intOf,
  nilOf,
  type ObjectValue,
  type Place,
  sliceOfValues,
  stringOf,
  tupleOf,
  unknown,
  type Value,
} from './foldvalue.ts'

const KINDS =
  'Invalid Bool Int Int8 Int16 Int32 Int64 Uint Uint8 Uint16 Uint32 Uint64 Uintptr Float32 Float64 Complex64 Complex128 Array Chan Func Interface Map Pointer Slice String Struct UnsafePointer'.split(
    ' ',
  )

const KIND: Type = { kind: 'named', name: 'reflect.Kind', entity: undefined, underlying: basic('uint') }
const TAG: Type = { kind: 'named', name: 'reflect.StructTag', entity: undefined, underlying: STRING }

/** reflect. */
export function reflectFunctions(table: Table, values: Map<string, () => Value>, types: Map<string, Type>): void {
  KINDS.forEach((name, i) => values.set(`reflect.${name}`, () => intOf(i, undefined, KIND)))
  values.set('reflect.Ptr', () => intOf(KINDS.indexOf('Pointer'), undefined, KIND))
  types.set('reflect.Kind', basic('uint'))
  types.set('reflect.StructTag', STRING)
  define(table, 'reflect.StructTag.Get', 'ss', (_, tag, key) => tagValue(tag, key) ?? '')
  define(table, 'reflect.StructTag.Lookup', 'ss', (_, tag, key) => {
    const found = tagValue(tag, key)
    return tupleOf([stringOf(found ?? ''), boolOf(found !== undefined)])
  })
  define(table, 'reflect.Kind.String', 'i', (_, kind) => (KINDS[kind] ?? '').toLowerCase().replace('pointer', 'ptr'))
  typeFunctions(table)
  valueFunctions(table)
}

function typeValue(type: Type): Value | undefined {
  return type.kind === 'unknown' ? undefined : made('reflect.Type', '', type)
}

function typeIn(value: ObjectValue): Type {
  return value.state.more as Type // typeValue alone makes them
}

function typeFunctions(table: Table): void {
  define(table, 'reflect.TypeOf', 'v', (_, value) =>
    value.kind === 'unknown' || (value.kind === 'nil' && value.type.kind === 'unknown')
      ? undefined
      : typeValue(value.type),
  )
  const on = (name: string, run: (type: Type) => ReturnType<typeof typeValue> | string | number | boolean): void =>
    define(table, `reflect.Type.${name}`, 'o', (_, self) => run(typeIn(self)))
  on('Name', (type) => (type.kind === 'named' ? type.name.split('.').at(-1) : type.kind === 'basic' ? type.name : ''))
  on('Kind', (type) => kindValue(type))
  on('NumField', (type) => fieldsOf(type)?.length)
  on('Elem', (type) => {
    const below = underlying(type)
    return 'elem' in below ? typeValue(below.elem) : undefined
  })
  on('Key', (type) => {
    const below = underlying(type)
    return below.kind === 'map' ? typeValue(below.key) : undefined
  })
  on('Len', (type) => {
    const below = underlying(type)
    return below.kind === 'array' ? below.length : undefined
  })
  define(table, 'reflect.Type.Field', 'oi', (_, self, i) => {
    const field = fieldsOf(typeIn(self))?.[i]
    return field === undefined ? undefined : fieldStruct(field, i)
  })
  define(table, 'reflect.Type.FieldByName', 'os', (_, self, name) => {
    const fields = fieldsOf(typeIn(self))
    const i = fields?.findIndex((field) => field.name === name) ?? -1
    const field = fields?.[i]
    return field === undefined ? undefined : tupleOf([fieldStruct(field, i), boolOf(true)])
  })
}

function kindValue(type: Type): Value | undefined {
  const below = underlying(type)
  const name =
    below.kind === 'basic' ? below.name : below.kind === 'unknown' || below.kind === 'named' ? undefined : below.kind
  const at = KINDS.findIndex((kind) => kind.toLowerCase() === name)
  return at < 0 ? undefined : intOf(at, undefined, KIND)
}

function fieldsOf(type: Type): readonly StructField[] | undefined {
  const below = underlying(type)
  return below.kind === 'struct' ? below.fields : undefined
}

function fieldStruct({ name, type, embedded, tag }: StructField, index: number): Value {
  const exported = /^\p{Lu}/u.test(name)
  const fields = new Map<string, Value>([
    ['Name', stringOf(name)],
    ['Type', typeValue(type) ?? unknown('a type')],
    ['Tag', stringOf(tag ?? '', undefined, TAG)],
    ['Index', sliceOfValues([intOf(index)], { kind: 'slice', elem: basic('int') })],
    ['Anonymous', boolOf(embedded)],
    ['PkgPath', exported ? stringOf('') : unknown('a path')],
  ])
  const shape: Type = { kind: 'struct', fields: [] }
  return { kind: 'struct', fields, state: { frozen: false }, type: shape, steps: [] }
}

/** The value of a key of a struct tag (https://pkg.go.dev/reflect#StructTag). */
function tagValue(tag: string, key: string): string | undefined {
  let rest = tag
  for (;;) {
    const pair = /^ *([^\s":]+):("(?:[^"\\]|\\.)*")/.exec(rest)
    if (pair === null) return undefined
    const [all, name, quoted = ''] = pair
    if (name === key) return stringValue(quoted)
    rest = rest.slice(all.length)
  }
}

/** A value that reflection looks at, and where it lies if it can be set. */
interface Held {
  readonly value: Value
  readonly place: Place | undefined
}

function heldBy(value: Value, place?: Place): ObjectValue {
  const held: Held = { value, place }
  return { ...made('reflect.Value', '', held), steps: value.steps }
}

function heldIn(value: ObjectValue): Held {
  return value.state.more as Held // heldBy alone makes them
}

function valueFunctions(table: Table): void {
  define(table, 'reflect.ValueOf', 'v', (_, value) => (value.kind === 'unknown' ? undefined : heldBy(value)))
  define(table, 'reflect.Indirect', 'o', (_, self) => behind(heldIn(self)))
  const on = (
    name: string,
    run: (held: Held) => Value | string | number | bigint | boolean | Uint8Array | undefined,
  ): void => define(table, `reflect.Value.${name}`, 'o', (_, self) => run(heldIn(self)))
  on('Elem', behind)
  on('Interface', ({ value }) => value)
  on('Kind', ({ value }) => kindValue(value.type))
  on('Type', ({ value }) => typeValue(value.type))
  on('IsValid', () => true)
  on('IsNil', ({ value }) => value.kind === 'nil')
  on('NumField', ({ value }) => fieldsOf(value.type)?.length)
  on('Len', ({ value }) => (value.kind === 'string' ? value.text.length : elementsOf(value)?.length))
  on('String', ({ value }) => (value.kind === 'string' ? stringOf(value.text, value.steps) : undefined))
  on('Bool', ({ value }) => (value.kind === 'bool' ? value.value : undefined))
  on('Int', ({ value }) => (value.kind === 'int' ? intOf(value.value, value.steps, basic('int64')) : undefined))
  on('Uint', ({ value }) => (value.kind === 'int' ? intOf(value.value, value.steps, basic('uint64')) : undefined))
  on('Bytes', ({ value }) => (value.kind === 'slice' ? bytesIn(value)?.slice() : undefined))
  define(table, 'reflect.Value.Field', 'oi', (_, self, i) => {
    const { value } = heldIn(self)
    return fieldNamed(heldIn(self), fieldsOf(value.type)?.[i]?.name)
  })
  define(table, 'reflect.Value.FieldByName', 'os', (_, self, name) => fieldNamed(heldIn(self), name))
  define(table, 'reflect.Value.Index', 'oi', (call, self, i) => {
    const { value } = heldIn(self)
    const place = elementPlace(call.machine, value, intOf(i))
    return place === undefined ? undefined : heldBy(place.get(), value.kind === 'slice' ? place : undefined)
  })
  define(table, 'reflect.Value.MapIndex', 'oo', (call, self, key) => {
    const place = elementPlace(call.machine, heldIn(self).value, heldIn(key).value)
    return place === undefined ? undefined : heldBy(place.get())
  })
  define(table, 'reflect.Value.MethodByName', 'os', (call, self, name) => {
    const method = methodOf(call.machine, heldIn(self).value, name)
    return method === undefined ? undefined : heldBy(method)
  })
  define(table, 'reflect.Value.Call', 'ov', calls)
  const set = (name: string, take: (value: Value) => Value): void =>
    define(table, `reflect.Value.${name}`, 'ov', (_, self, to) => {
      const { place } = heldIn(self)
      if (place === undefined || to.kind === 'unknown') return undefined
      place.set(assigned(take(to), heldIn(self).value.type))
      return tupleOf([])
    })
  set('SetString', (value) => value)
  set('SetBool', (value) => value)
  set('SetBytes', (value) => value)
  set('Set', (value) => (value.kind === 'object' && value.name === 'reflect.Value' ? heldIn(value).value : value))
  for (const name of ['SetInt', 'SetUint'])
    define(table, `reflect.Value.${name}`, 'oI', (_, self, to) => {
      const { place, value } = heldIn(self)
      if (place === undefined || basicName(value.type) === undefined) return undefined
      place.set(intOf(to, undefined, value.type))
      return tupleOf([])
    })
}

function behind({ value, place }: Held): Value | undefined {
  if (value.kind === 'pointer') return heldBy(value.place.get(), value.place)
  return value.kind === 'unknown' || value.kind === 'nil' ? undefined : heldBy(value, place)
}

function fieldNamed({ value, place }: Held, name: string | undefined): Value | undefined {
  const field = name === undefined || value.kind !== 'struct' ? undefined : fieldOf(value, name)
  if (field === undefined) return undefined
  const held = field.get()
  return held.kind === 'unknown' ? undefined : heldBy(held, place === undefined ? undefined : field)
}

function calls(call: Call, self: ObjectValue, list: Value): Value | undefined {
  const args = elementsOf(list)?.map((arg) =>
    arg.kind === 'object' && arg.name === 'reflect.Value' ? heldIn(arg).value : undefined,
  )
  if (args?.every((arg) => arg !== undefined) !== true) return undefined
  const result = call.apply(heldIn(self).value, args)
  const results = result.kind === 'tuple' ? result.values : [result]
  if (results.some(({ kind }) => kind === 'unknown')) return undefined
  return sliceOfValues(
    results.map((value) => heldBy(value)),
    { kind: 'slice', elem: heldBy(nilOf()).type },
    call.steps,
  )
}
