// Sequences, as a range over a function takes them (https://pkg.go.dev/iter): of the library, whose items are known, and
// of the program, whose function is run; and packages maps, which makes them.
import { listLike, sortValues } from './foldlists.ts'
import type { Call } from './foldmachine.ts'
import { define, stringsIn, type Table } from './foldnative.ts'
import { operate } from './foldoperator.ts'
import { keyOf } from './foldplace.ts'
import type { Type } from './foldtype.ts'
import {
  boolOf,
  elementsOf,
  intOf,
  MAX_VALUE,
  nativeOf,
  objectOf,
  stringOf,
  tupleOf,
  unknown,
  type Value,
  writable,
} from './foldvalue.ts'

/** What a sequence yields, turn by turn. */
export type Items = readonly (readonly [Value, Value])[]

/** A sequence of known items (https://pkg.go.dev/iter#Seq). */
function sequenceOf(items: Items): Value {
  return nativeOf('iter.sequence', objectOf('iter.sequence', { text: '', at: 0, more: items }))
}

/** The items of such a sequence. */
export function itemsIn(value: Value): Items | undefined {
  if (value.kind !== 'native' || value.name !== 'iter.sequence' || value.self?.kind !== 'object') return undefined
  return value.self.state.more as Items // sequenceOf alone makes them
}

/** All that a sequence yields; `undefined` where that is not known, or too much. */
function collected(call: Call, seq: Value): (readonly [Value, Value])[] | undefined {
  const known = itemsIn(seq)
  if (known !== undefined) return [...known]
  if (seq.kind !== 'func') return undefined
  const items: (readonly [Value, Value])[] = []
  const result = call.apply(seq, [
    yielding((values) => {
      items.push([values[0] ?? unknown('no element'), values[1] ?? unknown('no element')])
      return items.length < MAX_VALUE
    }),
  ])
  return result.kind === 'unknown' ? undefined : items
}

/** A `yield` function that hands on what it is called with; it gives whether to go on. */
export function yielding(take: (values: readonly Value[]) => boolean): Value {
  return nativeOf('iter.yield', objectOf('iter.yield', { text: '', at: 0, more: take }))
}

/** iter, maps, and what slices and strings give as sequences. */
export function sequenceFunctions(table: Table): void {
  table.set('iter.yield', ({ self, args }) => {
    const take = self?.kind === 'object' ? self.state.more : undefined
    return typeof take === 'function' ? boolOf((take as (values: readonly Value[]) => boolean)(args)) : unknown('yield') // yielding alone makes it
  })
  table.set('iter.sequence', (call) => {
    const items = call.self === undefined ? undefined : itemsIn(nativeOf('iter.sequence', call.self))
    const [to] = call.args
    if (items === undefined || to === undefined) return unknown('a sequence')
    for (const [key, value] of items) {
      const more = decision(call.apply(to, value.kind === 'unknown' ? [key] : [key, value]))
      if (more === undefined) return unknown('a sequence')
      if (!more) break
    }
    return tupleOf([])
  })
  const none = unknown('no element')
  const mapItems = (map: Value, pick: (key: Value, value: Value) => readonly [Value, Value]): Value | undefined => {
    if (map.kind === 'nil') return sequenceOf([])
    if (map.kind !== 'map' || map.state.unknown) return undefined
    return sequenceOf([...map.entries.values()].map(({ key, value }) => pick(key, value)))
  }
  define(table, 'maps.Keys', 'v', (_, map) => mapItems(map, (key) => [key, none]))
  define(table, 'maps.Values', 'v', (_, map) => mapItems(map, (_key, value) => [value, none]))
  define(table, 'maps.All', 'v', (_, map) => mapItems(map, (key, value) => [key, value]))
  define(table, 'maps.Clone', 'v', (_, map) =>
    map.kind === 'map' && !map.state.unknown
      ? {
          ...map,
          entries: new Map([...map.entries].map(([name, entry]) => [name, { ...entry }])),
          state: { unknown: false, frozen: false },
        }
      : undefined,
  )
  define(table, 'maps.Copy', 'vv', (_, to, from) => {
    if (to.kind !== 'map' || from.kind !== 'map' || from.state.unknown) return undefined
    writable(to.state)
    for (const [name, entry] of from.entries) to.entries.set(name, { ...entry })
    return tupleOf([])
  })
  const listItems = (list: Value, pick: (value: Value, i: number) => readonly [Value, Value]): Value | undefined => {
    const elements = elementsOf(list)
    return elements === undefined ? undefined : sequenceOf(elements.map(pick))
  }
  define(table, 'slices.Values', 'v', (_, list) => listItems(list, (value) => [value, none]))
  define(table, 'slices.All', 'v', (_, list) => listItems(list, (value, i) => [intOf(i), value]))
  define(table, 'slices.Backward', 'v', (_, list) => {
    const elements = elementsOf(list)
    return elements === undefined
      ? undefined
      : sequenceOf(elements.map((value, i): [Value, Value] => [intOf(i), value]).toReversed())
  })
  const listOf = (call: Call, seq: Value): Value | undefined => {
    const items = collected(call, seq)?.map(([item]) => item)
    const [first] = items ?? []
    if (items === undefined) return undefined
    // What an empty sequence would have given is not evident.
    return first === undefined ? undefined : listLike({ kind: 'slice', elem: first.type }, items)
  }
  define(table, 'slices.Collect', 'v', listOf)
  define(table, 'slices.Sorted', 'v', (call, seq) => {
    const list = listOf(call, seq)
    return list === undefined || sortValues(call, list, (x, y) => operate('<', x, y), true) === undefined
      ? undefined
      : list
  })
  define(table, 'slices.SortedFunc', 'vv', (call, seq, fun) => {
    const list = listOf(call, seq)
    const less = (x: Value, y: Value): Value => operate('<', call.apply(fun, [x, y]), intOf(0))
    return list === undefined || sortValues(call, list, less, false) === undefined ? undefined : list
  })
  define(table, 'maps.Collect', 'v', (call, seq) => {
    const items = collected(call, seq)
    const [first] = items ?? []
    if (items === undefined || first === undefined) return undefined
    const entries = new Map<string, { readonly key: Value; value: Value }>()
    for (const [key, value] of items) {
      const name = keyOf(key)
      if (name === undefined) return undefined
      entries.set(name, { key, value })
    }
    const type: Type = { kind: 'map', key: first[0].type, elem: first[1].type }
    return { kind: 'map', entries, state: { unknown: false, frozen: false }, type, steps: [] }
  })
  for (const name of ['Split', 'SplitAfter', 'Fields']) {
    const plain = table.get(`strings.${name}`)
    table.set(`strings.${name}Seq`, (call) => {
      const texts = plain === undefined ? undefined : stringsIn(plain(call))
      if (texts === undefined) return unknown('a sequence', call.steps)
      return sequenceOf(texts.map((text) => [stringOf(text, call.steps), none]))
    })
  }
  define(table, 'strings.Lines', 's', (call, s) =>
    sequenceOf((s.match(/[^\n]*\n|[^\n]+$/g) ?? []).map((line) => [stringOf(line, call.steps), none])),
  )
}

function decision(value: Value): boolean | undefined {
  return value.kind === 'bool' ? value.value : undefined
}
