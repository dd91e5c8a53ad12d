// The watchdog: runs a target in a thread of its own, ends the thread where one input takes too long or too much
// memory, and starts another. It must be another thread: a hang blocks the one that it is in.
import { Worker } from 'node:worker_threads'
import { Moment, type Finding, type Message, type Status, type Task } from './protocol.ts'

const LOOK_EVERY_MS = 500
/** How often a thread is started again after a hang or for want of memory. */
const MOST_STARTS = 5

/** What came of a run. */
export interface Outcome {
  readonly status: Status
  readonly findings: readonly Finding[]
  readonly smallest: readonly Uint8Array[]
  readonly elapsedMs: number
}

/** What a caller may want to hear of while a target runs, and other limits than the usual ones. */
export interface WatchOptions {
  /** One input's wall limit, in milliseconds; 20 s unless given: a busy machine is no finding. */
  readonly hangMs?: number
  /** The heap of a thread, in MiB; 768 unless given. */
  readonly heapMb?: number
  onStatus?(status: Status, elapsedMs: number): void
  onInteresting?(input: Uint8Array): void
  onFinding?(finding: Finding): void
}

/** Fuzzes one target until its time is up, whatever its inputs do. */
export async function watch(task: Omit<Task, 'shared'>, options: WatchOptions = {}): Promise<Outcome> {
  const began = performance.now()
  const found: Uint8Array[] = []
  const findings: Finding[] = []
  let smallest: readonly Uint8Array[] = []
  let before: Status = { executions: 0, corpus: 0, branches: 0, features: 0, slowestMs: 0, cpuMs: 0, heldBytes: 0 }
  for (let start = 0; start < MOST_STARTS; start++) {
    let status = before
    const left = task.milliseconds - (performance.now() - began)
    if (start > 0 && left <= 0) break
    const ended = await one(
      {
        ...task,
        // Another seed: the same one would come to the same hang.
        seed: task.seed + start,
        milliseconds: task.milliseconds === 0 ? 0 : left,
        corpus: [...task.corpus, ...found],
        shared: Moment.memory(),
      },
      { hangMs: options.hangMs ?? 20_000, heapMb: options.heapMb ?? 768 },
      (message) => {
        if (message.kind === 'interesting') {
          found.push(message.input)
          options.onInteresting?.(message.input)
        } else if (message.kind === 'finding') {
          findings.push(message.finding)
          options.onFinding?.(message.finding)
        } else {
          const { executions, cpuMs } = message.status
          status = { ...message.status, executions: before.executions + executions, cpuMs: before.cpuMs + cpuMs }
          options.onStatus?.(status, performance.now() - began)
          if (message.kind === 'done') smallest = message.smallest
        }
      },
    )
    if (ended === undefined) {
      before = status
      break
    }
    findings.push(ended)
    options.onFinding?.(ended)
    // It would not start another time either.
    if (status.executions === before.executions && ended.kind === 'crash') break
    before = status
  }
  return { status: before, findings, smallest, elapsedMs: performance.now() - began }
}

/** One thread from its start to its end: a finding where it had to be ended or died. */
function one(
  task: Task,
  limits: { readonly hangMs: number; readonly heapMb: number },
  onMessage: (message: Message) => void,
): Promise<Finding | undefined> {
  const moment = new Moment(task.shared)
  const worker = new Worker(new URL('thread.ts', import.meta.url), {
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb: limits.heapMb },
  })
  return new Promise((resolve, reject) => {
    let last = -1
    let since = performance.now()
    let ending = false
    const end = (finding: Finding | undefined): void => {
      if (ending) return
      ending = true
      clearInterval(timer)
      worker.terminate().then(() => resolve(finding), reject)
    }
    const timer = setInterval(() => {
      const count = moment.count()
      const input = moment.input()
      if (count !== last || input === undefined) {
        last = count
        since = performance.now()
      } else if (performance.now() - since > limits.hangMs) {
        end({ kind: 'hang', text: `${input.length} bytes are not done after ${limits.hangMs} ms`, input })
      }
    }, LOOK_EVERY_MS)
    worker.on('message', (message: Message) => {
      onMessage(message)
      if (message.kind === 'done') end(undefined)
    })
    worker.on('error', (error: unknown) => {
      const input = moment.input() ?? new Uint8Array(0)
      const isMemory = error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
      end(
        isMemory
          ? { kind: 'memory', text: `more than ${limits.heapMb} MiB of heap`, input }
          : { kind: 'crash', text, input },
      )
    })
    worker.on('exit', () =>
      end({ kind: 'crash', text: 'the thread ended', input: moment.input() ?? new Uint8Array(0) }),
    )
  })
}
