// What readers give: of the standard library, whose whole text is known, and of the program, whose Read method is run.
import { methodOf } from './foldmethod.ts'
import { wholeOf, resetWritten } from './foldio.ts'
import { allocate, type Call, stepsOfAll, tick } from './foldmachine.ts'
import {
  bytesOf,
  errorOf,
  joinSteps,
  MAX_VALUE,
  objectOf,
  type ObjectValue,
  type Step,
  Stop,
  stepsOf,
  stringOf,
  type Value,
} from './foldvalue.ts'

/** How often a Read method of the program is called. */
const MOST_READS = 4096

/** How much one such call may give: what bufio asks for. */
const READ_SIZE = 4096

/** io.EOF. */
export const END_OF_FILE: ObjectValue = errorOf('EOF')

/** What was left in a reader, and its steps. */
interface Drained {
  readonly text: string
  readonly steps: readonly Step[]
}

/** All that is left in a reader, which is empty then; `undefined` where that is not known. */
export function drained(call: Call, value: Value): Drained | undefined {
  const at = value.kind === 'pointer' ? value.place.get() : value
  if (at.kind !== 'object') return ownRead(call, value)
  if (at.state.at < 0) return undefined
  if (at.name === 'io.Reader' || at.name === 'archive/tar.Reader') {
    const text = at.state.text.slice(at.state.at)
    at.state.at = at.state.text.length
    return { text, steps: at.steps }
  }
  if (at.name !== 'bytes.Buffer') return undefined
  const whole = wholeOf(at)
  if (whole.kind !== 'string') return undefined
  resetWritten(at)
  return { text: whole.text, steps: whole.steps }
}

/** Runs the Read method of a type of the program to the end. */
function ownRead(call: Call, value: Value): Drained | undefined {
  const read = methodOf(call.machine, value, 'Read')
  if (read?.kind !== 'func') return undefined
  const parts: Buffer[] = []
  let size = 0
  let empty = 0
  let steps: readonly Step[] = stepsOf(value)
  for (let i = 0; i < MOST_READS; i++) {
    tick(call.machine)
    allocate(call.machine, READ_SIZE)
    const buffer = bytesOf(new Uint8Array(READ_SIZE))
    const result = call.apply(read, [buffer])
    const [count, error] = result.kind === 'tuple' ? result.values : []
    if (count?.kind !== 'int' || error === undefined || buffer.store.unknown || buffer.store.bytes === undefined)
      return undefined
    const n = Number(count.value)
    if (n < 0 || n > READ_SIZE) return undefined
    size += n
    if (size > MAX_VALUE) throw new Stop('limit: a reader that gives more than 1 MiB', true)
    parts.push(Buffer.from(buffer.store.bytes.subarray(0, n)))
    steps = joinSteps(steps, stepsOfAll([count, buffer]))
    if (error.kind === 'object' && error.state === END_OF_FILE.state)
      return { text: Buffer.concat(parts).toString('latin1'), steps }
    if (error.kind !== 'nil') return undefined
    empty = n === 0 ? empty + 1 : 0
    if (empty > 100) return undefined
  }
  return undefined
}

/** What is left in a reader of the library; it stays there. */
export function drainedText(value: ObjectValue): Value | undefined {
  return value.name === 'io.Reader' ? stringOf(value.state.text.slice(value.state.at), value.steps) : undefined
}

/** A reader over a text. */
export function readerOf(text: string, steps: readonly Step[]): ObjectValue {
  return objectOf('io.Reader', { text, at: 0, more: undefined }, steps)
}
