// The packages sync, sync/atomic and context: what happens once, what is kept for others, and what a context carries.
import type { Call } from './foldmachine.ts'
import { runWaiting } from './foldchannel.ts'
import { define, made, type Table } from './foldnative.ts'
import { operate } from './foldoperator.ts'
import { keyOf } from './foldplace.ts'
import { basic, typeName } from './foldtype.ts'
import { boolOf, intOf, nativeOf, nilOf, type ObjectValue, tupleOf, unknown, type Value } from './foldvalue.ts'

/** sync and sync/atomic. */
export function syncFunctions(table: Table, zeros: Map<string, () => Value>): void {
  for (const name of ['sync.Once', 'sync.Mutex', 'sync.RWMutex', 'sync.WaitGroup', 'sync.Map'])
    zeros.set(name, () => made(name, '', name === 'sync.Map' ? new Map<string, Kept>() : undefined))
  for (const name of ['Lock', 'Unlock', 'RLock', 'RUnlock']) {
    for (const type of ['Mutex', 'RWMutex']) table.set(`sync.${type}.${name}`, () => tupleOf([]))
  }
  table.set('sync.WaitGroup.Add', () => tupleOf([]))
  table.set('sync.WaitGroup.Done', () => tupleOf([]))
  table.set('sync.WaitGroup.Wait', (call) => {
    runWaiting(call.machine)
    return tupleOf([])
  })
  define(table, 'sync.WaitGroup.Go', 'ov', (call, _self, fun) => {
    call.apply(fun, [])
    return tupleOf([])
  })
  define(table, 'sync.Once.Do', 'ov', (call, self, fun) => {
    if (self.state.text === '') call.apply(fun, [])
    self.state.text = 'done'
    return tupleOf([])
  })
  onceFunctions(table)
  keptFunctions(table)
  atomicFunctions(table, zeros)
}

/** A function whose results are kept: found once in each fold. */
interface OnceState {
  readonly fun: Value
  readonly results: WeakMap<object, Value>
}

function onceFunctions(table: Table): void {
  for (const name of ['OnceFunc', 'OnceValue', 'OnceValues']) {
    define(table, `sync.${name}`, 'v', (_, fun) => {
      const state: OnceState = { fun, results: new WeakMap() }
      return fun.kind === 'func' || fun.kind === 'native'
        ? nativeOf('sync.once', made('sync.once', '', state))
        : undefined
    })
  }
  define(table, 'sync.once', 'o', (call, self) => {
    const { fun, results } = self.state.more as OnceState // made above alone
    const known = results.get(call.machine)
    if (known !== undefined) return known
    const value = call.apply(fun, [])
    results.set(call.machine, value)
    return value
  })
}

interface Kept {
  readonly key: Value
  readonly value: Value
}

function keptFunctions(table: Table): void {
  const entries = (self: ObjectValue): Map<string, Kept> => self.state.more as Map<string, Kept> // its zero value's
  const put = (self: ObjectValue, key: Value, value: Value): Value | undefined => {
    const name = keyOf(key)
    if (name === undefined) return undefined
    entries(self).set(`${typeName(key.type)} ${name}`, { key, value })
    return tupleOf([])
  }
  const get = (self: ObjectValue, key: Value): Value | undefined => {
    const name = keyOf(key)
    return name === undefined ? undefined : (entries(self).get(`${typeName(key.type)} ${name}`)?.value ?? nilOf())
  }
  define(table, 'sync.Map.Store', 'ovv', (_, self, key, value) => put(self, key, value))
  define(table, 'sync.Map.Load', 'ov', (_, self, key) => {
    const value = get(self, key)
    return value === undefined ? undefined : tupleOf([value, boolOf(value.kind !== 'nil')])
  })
  define(table, 'sync.Map.LoadOrStore', 'ovv', (_, self, key, value) => {
    const before = get(self, key)
    if (before === undefined) return undefined
    if (before.kind !== 'nil') return tupleOf([before, boolOf(true)])
    return put(self, key, value) === undefined ? undefined : tupleOf([value, boolOf(false)])
  })
}

const COUNTERS = [
  ['Int32', 'int32'],
  ['Int64', 'int64'],
  ['Uint32', 'uint32'],
  ['Uint64', 'uint64'],
] as const

/** What an atomic variable holds. */
interface Held {
  value: Value
}

function atomicFunctions(table: Table, zeros: Map<string, () => Value>): void {
  const held = (self: ObjectValue): Held => self.state.more as Held // its zero value's
  const cell = (name: string, zero: () => Value): void => {
    const type = `sync/atomic.${name}`
    zeros.set(type, () => {
      const state: Held = { value: zero() }
      return made(type, '', state)
    })
    define(table, `${type}.Load`, 'o', (_, self) => held(self).value)
    define(table, `${type}.Store`, 'ov', (_, self, value) => {
      held(self).value = value
      return tupleOf([])
    })
    define(table, `${type}.Swap`, 'ov', (_, self, value) => {
      const before = held(self).value
      held(self).value = value
      return before
    })
  }
  cell('Value', () => nilOf())
  cell('Bool', () => boolOf(false))
  for (const [name, type] of COUNTERS) {
    cell(name, () => intOf(0n, undefined, basic(type)))
    define(table, `sync/atomic.${name}.Add`, 'ov', (_, self, by) => {
      held(self).value = operate('+', held(self).value, by)
      return held(self).value
    })
  }
}

/** What a context adds to the one that it is made of. */
interface Layer {
  readonly parent: Value | undefined
  readonly key: Value
  readonly value: Value
}

/** context: values by their keys; nothing is ever cancelled. */
export function contextFunctions(table: Table): void {
  const contextOf = (layer: Layer | undefined): ObjectValue => made('context.Context', '', layer)
  for (const name of ['Background', 'TODO']) table.set(`context.${name}`, () => contextOf(undefined))
  table.set('context.WithValue', ({ args: [parent, key, value] }) =>
    parent === undefined || key === undefined || value === undefined
      ? unknown('context.WithValue')
      : contextOf({ parent, key, value }),
  )
  for (const name of ['WithCancel', 'WithTimeout', 'WithDeadline', 'WithCancelCause'])
    table.set(`context.${name}`, ({ args: [parent] }) =>
      tupleOf([parent ?? unknown('context'), nativeOf('context.CancelFunc')]),
    )
  table.set('context.WithoutCancel', ({ args: [parent] }) => parent ?? unknown('context'))
  table.set('context.CancelFunc', () => tupleOf([]))
  define(table, 'context.Context.Value', 'ov', lookUp)
}

function lookUp(_: Call, self: ObjectValue, key: Value): Value | undefined {
  let at: Value | undefined = self
  for (let depth = 0; depth < 1000; depth++) {
    if (at?.kind !== 'object' || at.name !== 'context.Context' || at.state.at < 0) return undefined
    const layer = at.state.more as Layer | undefined // made above alone
    if (layer === undefined) return nilOf()
    const same = sameKey(layer.key, key)
    if (same === undefined) return undefined
    if (same) return layer.value
    at = layer.parent
  }
  return undefined
}

/** Whether two keys of interface type are equal: their types, too; `undefined` where that is not known. */
function sameKey(a: Value, b: Value): boolean | undefined {
  if (a.kind === 'unknown' || b.kind === 'unknown' || a.type.kind === 'unknown' || b.type.kind === 'unknown')
    return undefined
  const named = a.type.kind === 'named' || b.type.kind === 'named'
  if (named && !(a.type.kind === 'named' && b.type.kind === 'named')) return false
  if (a.type.kind === 'named' && b.type.kind === 'named') {
    if (a.type.entity !== b.type.entity || a.type.name !== b.type.name) return false
  } else if (typeName(a.type) !== typeName(b.type)) return false
  const same = operate('==', a, b)
  return same.kind === 'bool' ? same.value : undefined
}
