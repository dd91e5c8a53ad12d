// The functions that Go has without a declaration (https://go.dev/ref/spec#Built-in_functions).
import type { CallExpr, Expr } from './ast.ts'
import { channelOf, closeChannel } from './foldchannel.ts'
import { assigned } from './foldconvert.ts'
import { evaluate } from './foldexpr.ts'
import { allocate, copyOf, marked, stepsOfAll, type Frame, type Machine } from './foldmachine.ts'
import { pickOf } from './foldoperator.ts'
import { keyOf } from './foldplace.ts'
import { basicName, INTERFACE, underlying, type Type } from './foldtype.ts'
import { typeOf, zero } from './foldtypes.ts'
import {
  bytesIn,
  checkSize,
  elementAt,
  elementsOf,
  elemType,
  intOf,
  joinSteps,
  MAX_VALUE,
  nilOf,
  setElement,
  sliceOver,
  Stop,
  stepsOf,
  storeOf,
  tupleOf,
  unknown,
  writable,
  type Store,
  type Value,
} from './foldvalue.ts'

/** Calls a built-in function. */
export function callBuiltin(m: Machine, frame: Frame, x: CallExpr, name: string): Value {
  const [first] = x.args
  if (name === 'make' || name === 'new') return first === undefined ? unknown(name) : made(m, frame, x, name, first)
  const args = x.args.map((arg) => evaluate(m, frame, arg))
  const [value = unknown(name), other = unknown(name)] = args
  switch (name) {
    case 'len':
    case 'cap':
      return length(value, name)
    case 'append':
      return append(
        m,
        value,
        args.slice(1).map((arg) => (arg.kind === 'int' ? marked(m, frame.file, x, 'chars', arg) : arg)),
        x.spread,
      )
    case 'copy':
      return copyInto(m, value, other)
    case 'min':
    case 'max':
      return args.reduce((best, arg) => pickOf(best, arg, name === 'max'))
    case 'delete': {
      if (value.kind !== 'map') return tupleOf([])
      writable(value.state)
      const below = underlying(value.type)
      const key = keyOf(below.kind === 'map' ? assigned(other, below.key) : other)
      if (key === undefined) value.state.unknown = true
      else value.entries.delete(key)
      return tupleOf([])
    }
    case 'clear':
      if (value.kind === 'map') {
        writable(value.state)
        value.entries.clear()
      } else if (value.kind === 'slice') {
        for (let i = 0; i < value.length; i++) setElement(value.store, value.start + i, zero(m, elemType(value.type)))
      }
      return tupleOf([])
    case 'panic':
      throw new Stop('a panic', false, value)
    case 'recover': {
      const { panicking } = m
      m.panicking = undefined
      return panicking === undefined ? nilOf() : assigned(panicking, INTERFACE)
    }
    case 'close':
      closeChannel(value)
      return tupleOf([])
    case 'print':
    case 'println':
      return tupleOf([])
    default:
      return unknown(name)
  }
}

/** `append(to, values...)`. */
function append(m: Machine, to: Value, values: readonly Value[], spread: boolean): Value {
  const steps = stepsOfAll([to, ...values])
  const [first] = values
  const type = to.type.kind === 'unknown' && first !== undefined ? guessed(first, spread) : to.type
  if (underlying(type).kind !== 'slice')
    return unknown(to.kind === 'unknown' ? to.why : 'a list that is not known', steps)
  const elem = elemType(type)
  const bytes = spread && first !== undefined && basicName(elem) === 'uint8' ? bytesIn(first) : undefined
  const added = bytes === undefined ? (spread && first !== undefined ? elementsOf(first) : values) : undefined
  if (to.kind === 'unknown' || (bytes === undefined && added === undefined))
    return unknown('a list that is not known', steps)
  if (to.kind !== 'slice' && to.kind !== 'nil') return unknown('not a slice', steps)
  const count = bytes?.length ?? added?.length ?? 0
  const before = to.kind === 'slice' ? to.length : 0
  const target = room(m, to, before + count, elem)
  const start = target.start + before
  if (bytes !== undefined && target.store.bytes !== undefined) target.store.bytes.set(bytes, start)
  else added?.forEach((value, i) => setElement(target.store, start + i, copyOf(m, assigned(value, elem))))
  m.work -= count >> 4
  // Byte slices have one history; the elements of others have their own.
  const own = target.store.bytes === undefined ? joinSteps(to.steps, []) : steps
  return {
    kind: 'slice',
    store: target.store,
    start: target.start,
    length: before + count,
    capacity: target.capacity,
    type,
    steps: own,
  }
}

interface Room {
  readonly store: Store
  readonly start: number
  readonly capacity: number
}

/** Memory for a slice with so many elements: its own where there is room, otherwise new, twice as large. */
function room(m: Machine, to: Value, needed: number, elem: Type): Room {
  if (to.kind === 'slice' && needed <= to.capacity && !to.store.frozen) return to
  checkSize(needed)
  const before = to.kind === 'slice' ? to.length : 0
  const capacity = Math.min(MAX_VALUE, Math.max(needed, before * 2, 8))
  allocate(m, capacity)
  const bytes = basicName(elem) === 'uint8'
  const store: Store = {
    bytes: bytes ? new Uint8Array(capacity) : undefined,
    cells: [],
    unknown: to.kind === 'slice' && to.store.unknown,
    frozen: false,
    steps: to.kind === 'slice' ? to.store.steps : [],
  }
  if (to.kind === 'slice') {
    if (store.bytes !== undefined && to.store.bytes !== undefined) {
      store.bytes.set(to.store.bytes.subarray(to.start, to.start + before))
    } else for (let i = 0; i < before; i++) store.cells.push(elementAt(to.store, to.start + i, elem))
  }
  return { store, start: 0, capacity }
}

function guessed(first: Value, spread: boolean): Type {
  return spread ? first.type : { kind: 'slice', elem: assigned(first, { kind: 'unknown' }).type }
}

function length(value: Value, name: 'len' | 'cap'): Value {
  const of = value.kind === 'pointer' ? value.place.get() : value
  switch (of.kind) {
    case 'string':
      return intOf(of.text.length, of.steps)
    case 'slice':
      return intOf(name === 'cap' ? of.capacity : of.length)
    case 'array':
      return intOf(of.length)
    case 'map':
      return of.state.unknown ? unknown('a map that is not known') : intOf(of.entries.size)
    case 'nil':
      return intOf(0n)
    default:
      return unknown(of.kind === 'unknown' ? of.why : 'the length of what is not known', of.steps)
  }
}

function copyInto(m: Machine, to: Value, from: Value): Value {
  if (to.kind !== 'slice') return unknown('a copy into what is not known')
  writable(to.store)
  const source = elementsOrBytes(from)
  if (source === undefined) {
    to.store.unknown = true
    return unknown('a copy of what is not known')
  }
  const count = Math.min(to.length, source.length)
  m.work -= count >> 4
  if (source instanceof Uint8Array && to.store.bytes !== undefined) {
    // Go copies as if through memory of its own, so do typed arrays.
    to.store.bytes.set(source.subarray(0, count), to.start)
    to.store.steps = joinSteps(to.store.steps, stepsOf(from))
  } else if (Array.isArray(source)) {
    for (let i = 0; i < count; i++) {
      const value = source[i]
      if (value !== undefined) setElement(to.store, to.start + i, copyOf(m, value))
    }
  }
  return intOf(count)
}

function elementsOrBytes(from: Value): Value[] | Uint8Array | undefined {
  if (from.kind === 'string' || ((from.kind === 'slice' || from.kind === 'array') && from.store.bytes !== undefined)) {
    return bytesIn(from)
  }
  return elementsOf(from)
}

function made(m: Machine, frame: Frame, x: CallExpr, name: 'make' | 'new', first: Expr): Value {
  const type = typeOf(m, frame, first)
  if (name === 'new') {
    let value = zero(m, type)
    return {
      kind: 'pointer',
      place: { get: () => value, set: (to) => (value = to) },
      type: { kind: 'pointer', elem: type },
      steps: [],
    }
  }
  const below = underlying(type)
  if (first.kind === 'ChanType') return channelOf(typeOf(m, frame, first.value))
  const sizes = x.args.slice(1).map((arg) => evaluate(m, frame, arg))
  if (below.kind === 'map')
    return { kind: 'map', entries: new Map(), state: { unknown: false, frozen: false }, type, steps: [] }
  if (below.kind !== 'slice') return unknown('a channel')
  const [size, capacity = size] = sizes
  if (size?.kind !== 'int' || capacity?.kind !== 'int') return unknown('a length that is not known')
  const count = Number(size.value)
  if (count < 0 || capacity.value < size.value) return unknown('a length out of range')
  const reserved = Math.max(count, Math.min(Number(capacity.value), MAX_VALUE))
  checkSize(count)
  const taken = basicName(below.elem) === 'uint8' ? reserved : count
  allocate(m, taken)
  const store = storeOf(below.elem, taken, () => zero(m, below.elem))
  return { ...sliceOver(store, count, type), capacity: reserved }
}
