// Lists put in order and made of other lists: packages sort, slices and cmp. Functions of the program are
// asked; where an order is not decided by them, it is not known.
import type { Call } from './foldmachine.ts'
import { tick } from './foldmachine.ts'
import { define, type Table } from './foldnative.ts'
import { operate } from './foldoperator.ts'
import { methodOf } from './foldmethod.ts'
import { basic, STRINGS, type Type, underlying } from './foldtype.ts'
import {
  elementsOf,
  elemType,
  intOf,
  MAX_VALUE,
  objectOf,
  setElement,
  sliceOfValues,
  tupleOf,
  unknown,
  type Value,
  writable,
} from './foldvalue.ts'

/** Lists of so many elements at most Go's sort puts in order without moving equal ones. */
const STABLE_BELOW = 12

/** sort, slices, cmp. */
export function listFunctions(table: Table, types: Map<string, Type>): void {
  types.set('sort.StringSlice', STRINGS)
  types.set('sort.IntSlice', { kind: 'slice', elem: basic('int') })
  const less = (x: Value, y: Value): Value => operate('<', x, y)
  for (const name of ['sort.Strings', 'sort.Ints', 'slices.Sort', 'sort.StringSlice.Sort', 'sort.IntSlice.Sort'])
    define(table, name, 'v', (call, list) => sortValues(call, list, less, true))
  for (const name of ['sort.Slice', 'sort.SliceStable']) {
    define(table, name, 'vv', (call, list, fun) => {
      const ask = (i: number, j: number): boolean | undefined => truth(call.apply(fun, [intOf(i), intOf(j)]))
      return sortBy(call, list, ask, name.endsWith('Stable'))
    })
  }
  for (const name of ['slices.SortFunc', 'slices.SortStableFunc']) {
    define(table, name, 'vv', (call, list, fun) =>
      sortValues(call, list, (x, y) => operate('<', call.apply(fun, [x, y]), intOf(0)), name.includes('Stable')),
    )
  }
  for (const name of ['sort.Sort', 'sort.Stable'])
    define(table, name, 'v', (call, list) => sortOwn(call, list, name === 'sort.Stable'))
  define(table, 'sort.Reverse', 'v', (_, list) => objectOf('sort.reverse', { text: '', at: 0, more: list }))
  define(table, 'sort.Search', 'iv', (call, n, fun) => search(n, (i) => truth(call.apply(fun, [intOf(i)]))))
  for (const name of ['sort.SearchInts', 'sort.SearchStrings']) {
    define(table, name, 'vv', (_, list, x) => {
      const elements = elementsOf(list)
      return elements === undefined
        ? undefined
        : search(elements.length, (i) => truth(operate('>=', elements[i] ?? unknown(''), x)))
    })
  }
  define(table, 'cmp.Compare', 'vv', (_, x, y) => {
    const [below, above] = [truth(less(x, y)), truth(less(y, x))]
    return below === undefined || above === undefined ? undefined : below ? -1 : above ? 1 : 0
  })
  define(table, 'cmp.Less', 'vv', (_, x, y) => less(x, y))
  sliceFunctions(table)
}

function truth(value: Value): boolean | undefined {
  return value.kind === 'bool' ? value.value : undefined
}

/** The first index that holds; `undefined` where one is not known. */
function search(n: number, holds: (i: number) => boolean | undefined): number | undefined {
  let low = 0
  let high = n
  while (low < high) {
    const middle = (low + high) >>> 1
    const is = holds(middle)
    if (is === undefined) return undefined
    if (is) high = middle
    else low = middle + 1
  }
  return low
}

/** The indexes of a list in order, by merging; `undefined` where the order is not decided. */
function orderOf(
  call: Call,
  count: number,
  less: (i: number, j: number) => boolean | undefined,
  stable: boolean,
): number[] | undefined {
  let order = Array.from({ length: count }, (_, i) => i)
  let open = false
  const below = (i: number, j: number): boolean => {
    tick(call.machine)
    const is = less(i, j)
    open ||= is === undefined
    return is === true
  }
  for (let width = 1; width < count && !open; width *= 2) {
    const next: number[] = []
    for (let from = 0; from < count; from += width * 2) {
      const left = order.slice(from, from + width)
      const right = order.slice(from + width, from + width * 2)
      let [i, j] = [0, 0]
      while (i < left.length && j < right.length && !open) {
        // Equal ones keep their order.
        const take = below(right[j] ?? 0, left[i] ?? 0)
        next.push((take ? right[j++] : left[i++]) ?? 0)
      }
      next.push(...left.slice(i), ...right.slice(j))
    }
    order = next
  }
  if (open) return undefined
  // Where equal ones come to lie is decided only for short lists.
  if (!stable && count > STABLE_BELOW) {
    for (let i = 1; i < count; i++) if (!below(order[i - 1] ?? 0, order[i] ?? 0)) return undefined
  }
  return open ? undefined : order
}

function sortBy(
  call: Call,
  list: Value,
  less: (i: number, j: number) => boolean | undefined,
  stable: boolean,
): Value | undefined {
  if (list.kind === 'nil') return tupleOf([])
  const elements = elementsOf(list)
  if (list.kind !== 'slice' || elements === undefined || list.store.unknown) return undefined
  writable(list.store)
  const order = orderOf(call, elements.length, less, stable)
  if (order === undefined) return undefined
  order.forEach((from, i) => {
    const value = elements[from]
    if (value !== undefined) setElement(list.store, list.start + i, value)
  })
  return tupleOf([])
}

/** Puts a list in order, in its own memory. */
export function sortValues(
  call: Call,
  list: Value,
  less: (x: Value, y: Value) => Value,
  stable: boolean,
): Value | undefined {
  const elements = elementsOf(list) ?? []
  return sortBy(call, list, (i, j) => truth(less(elements[i] ?? unknown(''), elements[j] ?? unknown(''))), stable)
}

/** sort.Sort of a type with Len, Less and Swap. */
function sortOwn(call: Call, list: Value, stable: boolean): Value | undefined {
  const reversed = list.kind === 'object' && list.name === 'sort.reverse'
  const of = reversed ? (list.state.more as Value) : list // sort.Reverse alone makes it
  if (of.type.kind === 'named' && of.type.entity === undefined)
    return sortValues(call, of, (x, y) => (reversed ? operate('<', y, x) : operate('<', x, y)), true)
  const [length, less, swap] = ['Len', 'Less', 'Swap'].map((name) => methodOf(call.machine, of, name))
  if (length === undefined || less === undefined || swap === undefined) return undefined
  const count = call.apply(length, [])
  if (count.kind !== 'int' || count.value > MAX_VALUE) return undefined
  const ask = (i: number, j: number): boolean | undefined =>
    truth(call.apply(less, reversed ? [intOf(j), intOf(i)] : [intOf(i), intOf(j)]))
  const order = orderOf(call, Number(count.value), ask, stable)
  if (order === undefined) return undefined
  // Each place is filled by a swap with where its element lies by now.
  const lies = order.map((_, i) => i)
  const holds = order.map((_, i) => i)
  for (const [to, element] of order.entries()) {
    const from = lies[element] ?? to
    if (from === to) continue
    call.apply(swap, [intOf(to), intOf(from)])
    const other = holds[to] ?? to
    holds[from] = other
    lies[other] = from
    holds[to] = element
    lies[element] = to
  }
  return tupleOf([])
}

function sliceFunctions(table: Table): void {
  const all = (list: Value): Value[] | undefined => {
    const elements = elementsOf(list)
    return elements?.some(({ kind }) => kind === 'unknown') === true ? undefined : elements
  }
  const like = (list: Value, cells: Value[]): Value => listLike(list.type, cells)
  const place = (list: Value, is: (x: Value) => boolean | undefined): number | undefined => {
    const elements = all(list)
    for (const [i, element] of (elements ?? []).entries()) {
      const found = is(element)
      if (found === undefined) return undefined
      if (found) return i
    }
    return elements === undefined ? undefined : -1
  }
  const found = (at: number | undefined): boolean | undefined => (at === undefined ? undefined : at >= 0)
  const equal =
    (x: Value) =>
    (y: Value): boolean | undefined =>
      truth(operate('==', y, x))
  const asks =
    (call: Call, fun: Value) =>
    (y: Value): boolean | undefined =>
      truth(call.apply(fun, [y]))
  define(table, 'slices.Contains', 'vv', (_, list, x) => found(place(list, equal(x))))
  define(table, 'slices.Index', 'vv', (_, list, x) => place(list, equal(x)))
  define(table, 'slices.ContainsFunc', 'vv', (call, list, fun) => found(place(list, asks(call, fun))))
  define(table, 'slices.IndexFunc', 'vv', (call, list, fun) => place(list, asks(call, fun)))
  for (const [name, op] of [
    ['Max', '>'],
    ['Min', '<'],
  ] as const) {
    define(table, `slices.${name}`, 'v', (_, list) => {
      const elements = all(list)
      if (elements === undefined || elements.length === 0) return undefined
      return elements.reduce((best, x) => (truth(operate(op, x, best)) === true ? x : best))
    })
  }
  define(table, 'slices.Clone', 'v', (_, list) => {
    const elements = all(list)
    return elements === undefined ? undefined : list.kind === 'nil' ? list : like(list, elements)
  })
  table.set('slices.Concat', (call) => {
    const lists = call.args.map(all)
    const [first] = call.args
    return first === undefined || !lists.every((list) => list !== undefined)
      ? unknown('slices.Concat')
      : like(first, lists.flat())
  })
  define(table, 'slices.Repeat', 'vi', (_, list, n) => {
    const elements = all(list)
    if (elements === undefined || n < 0 || elements.length * n > MAX_VALUE) return undefined
    return like(list, Array.from({ length: n }, () => elements).flat())
  })
  define(table, 'slices.Compact', 'v', (_, list) => {
    const elements = all(list)
    return elements === undefined
      ? undefined
      : like(
          list,
          elements.filter((x, i) => i === 0 || equal(x)(elements[i - 1] ?? unknown('')) !== true),
        )
  })
  define(table, 'slices.DeleteFunc', 'vv', (call, list, fun) => {
    const elements = all(list)
    const gone = elements?.map(asks(call, fun))
    if (elements === undefined || gone?.includes(undefined) !== false) return undefined
    return like(
      list,
      elements.filter((_, i) => gone[i] === false),
    )
  })
  define(table, 'slices.Delete', 'vii', (_, list, from, to) => {
    const elements = all(list)
    if (elements === undefined || from < 0 || to < from || to > elements.length) return undefined
    return like(list, [...elements.slice(0, from), ...elements.slice(to)])
  })
  table.set('slices.Insert', ({ args: [list, at, ...more] }) => {
    const elements = list === undefined ? undefined : all(list)
    if (list === undefined || elements === undefined || at?.kind !== 'int' || Number(at.value) > elements.length)
      return unknown('slices.Insert')
    const i = Number(at.value)
    return like(list, [...elements.slice(0, i), ...more, ...elements.slice(i)])
  })
  define(table, 'slices.Equal', 'vv', (_, a, b) => {
    const [x, y] = [all(a), all(b)]
    if (x === undefined || y === undefined) return undefined
    const same = x.map((one, i) => equal(one)(y[i] ?? unknown('')))
    return x.length !== y.length || same.includes(false) ? false : same.includes(undefined) ? undefined : true
  })
}

/** A new list of a type, of bytes where its elements are. */
export function listLike(type: Type, cells: Value[]): Value {
  const list = sliceOfValues(cells, type)
  const elem = underlying(elemType(type))
  if (elem.kind !== 'basic' || elem.name !== 'uint8') return list
  const bytes = Uint8Array.from(cells, (cell) => (cell.kind === 'int' ? Number(cell.value) : 0))
  return { ...list, store: { ...list.store, bytes, cells: [] } }
}
