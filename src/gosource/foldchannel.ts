// Goroutines and channels (https://go.dev/ref/spec#Channel_types), as far as one order of things gives what every order
// does: what a goroutine sends is received in its order. A goroutine waits until somebody waits for it, then it runs.
import type { GoStmt } from './ast.ts'
import { startLater } from './foldcall.ts'
import type { Frame, Machine } from './foldmachine.ts'
import { made } from './foldnative.ts'
import { forgetChanges } from './foldplace.ts'
import type { Type } from './foldtype.ts'
import { zero } from './foldtypes.ts'
import { MAX_VALUE, type ObjectValue, Stop, unknown, type Value } from './foldvalue.ts'
import { walk } from './walk.ts'

/** What a channel holds; its room is not bounded, because nobody sees when a send goes on. */
interface Channel {
  readonly queue: Value[]
  /** How many of the queue were received. */
  at: number
  closed: boolean
  readonly elem: Type
}

/** A new channel of a type. */
export function channelOf(elem: Type): ObjectValue {
  const channel: Channel = { queue: [], at: 0, closed: false, elem }
  return made('chan', '', channel)
}

function channelIn(value: Value): Channel | undefined {
  if (value.kind !== 'object' || value.name !== 'chan' || value.state.at < 0) return undefined
  return value.state.more as Channel // channelOf alone makes them
}

/** Sends a value. */
export function send(to: Value, value: Value): void {
  const channel = channelIn(to)
  if (channel === undefined) return
  if (channel.closed || channel.queue.length > MAX_VALUE) throw new Stop('a send on a closed channel', false)
  channel.queue.push(value)
}

/** Closes a channel. */
export function closeChannel(value: Value): void {
  const channel = channelIn(value)
  if (channel !== undefined) channel.closed = true
}

/** What is received, and whether somebody sent it. In a goroutine, throws `Stop` where it would wait for ever. */
export function receive(m: Machine, from: Value): readonly [Value, boolean] | undefined {
  const channel = channelIn(from)
  if (channel === undefined) return undefined
  if (channel.at >= channel.queue.length && !channel.closed) runWaiting(m)
  if (channel.at < channel.queue.length) {
    const value = channel.queue[channel.at++]
    return value === undefined ? undefined : [value, true]
  }
  if (channel.closed) return [zero(m, channel.elem), false]
  if (m.waiting.inside > 0) throw new Stop('a goroutine that waits', false)
  return undefined
}

/** What a range over a channel gives, one after another; `undefined` where it is no channel that is known. */
export function received(m: Machine, from: Value): Iterable<readonly [Value, Value]> | undefined {
  const channel = channelIn(from)
  if (channel === undefined) return undefined
  if (!channel.closed) runWaiting(m)
  // Nobody closes it: what comes later is not known.
  if (!channel.closed && m.waiting.inside === 0) return undefined
  return each(m, from)
}

function* each(m: Machine, from: Value): Generator<readonly [Value, Value]> {
  for (let next = receive(m, from); next?.[1] === true; next = receive(m, from)) yield [next[0], unknown('no element')]
}

/** Runs the goroutines that wait to be run, in the order in which they were started. */
export function runWaiting(m: Machine): void {
  const { waiting } = m
  if (waiting.inside > 8) return
  waiting.inside++
  try {
    for (let next = waiting.queue.shift(); next !== undefined; next = waiting.queue.shift()) next()
  } finally {
    waiting.inside--
  }
}

/**
 * Starts a goroutine. What it sends is known when it is received; a variable that it sets is known only where the
 * function waits for it afterwards, and is forgotten everywhere else.
 */
export function startGoroutine(m: Machine, frame: Frame, stmt: GoStmt): void {
  const run = startLater(m, frame, stmt.call, () => forgetChanges(m, frame, stmt, 'changed by a goroutine'))
  if (run === undefined) {
    forgetChanges(m, frame, stmt, 'changed by a goroutine')
    return
  }
  if (!sets(stmt)) {
    m.waiting.queue.push(run)
    return
  }
  if (waitsBehind(frame, stmt)) run()
  else forgetChanges(m, frame, stmt, 'changed by a goroutine')
}

function sets(stmt: GoStmt): boolean {
  let found = false
  walk([stmt.call], (node) => {
    if (node.kind === 'AssignStmt') found ||= node.op !== ':=' || node.left.some((left) => left.kind !== 'Ident')
    else if (node.kind === 'IncDecStmt') found = true
    return !found
  })
  return found
}

function waitsBehind(frame: Frame, stmt: GoStmt): boolean {
  const end = frame.fn?.end ?? stmt.end
  return /\.Wait\(|<-|\brange\b/.test(frame.file.text.slice(stmt.end, Math.min(end, stmt.end + 20_000)))
}
