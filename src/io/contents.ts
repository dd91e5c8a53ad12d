// Contents over worker threads: one queue, largest first, each worker asking for the next as it finishes one.
import os from 'node:os'
import { Worker } from 'node:worker_threads'
import { WardenError } from '../base/errors.ts'
import type { Contents, Examined, ExamineRequest, ExtractRequest } from '../world/contents.ts'
import { compareVendor } from './comparevendor.ts'
import { extracted, type Extracted } from './extract.ts'
import { keepTree } from './keep.ts'
import { lstat } from './statindex.ts'

/** One thing for a worker to do. */
export type WorkerRequest =
  | { readonly kind: 'examine'; readonly request: ExamineRequest }
  | { readonly kind: 'extract'; readonly request: ExtractRequest }

/** What became of it. */
export type WorkerResult =
  | { readonly kind: 'examine'; readonly result: Examined }
  | { readonly kind: 'extract'; readonly result: Extracted }

/** What a worker hears. */
export interface WorkerTask {
  readonly ids: readonly number[]
  readonly requests: readonly WorkerRequest[]
}

/** What a worker answers, when it is done with all of a task. */
export interface WorkerAnswer {
  readonly ids: readonly number[]
  readonly results: readonly WorkerResult[]
}

/** Bytes of zips handed over at a time, and how many at most: large ones go alone. */
const BATCH_BYTES = 8 << 20
const BATCH = 24

/** Tasks that wait at a thread: it must not be idle while the main thread reads go.mod files and hears nothing. */
const DEPTH = 6

const NURSERY_MB = 12

interface Queued {
  readonly id: number
  readonly request: WorkerRequest
  readonly bytes: number
  readonly done: (result: WorkerResult) => void
  readonly failed: (error: unknown) => void
}

/**
 * `entry` is the worker's module (src/commands/workers/examine.ts); `workers` defaults to the usable cores. The
 * threads start at once, because their start takes as long as reading a project does; with `late` when the first zip is
 * to be examined, for runs that mostly examine none. `nurseryMb` is that of a thread's garbage collector: what zips are
 * unpacked into lies outside of it and goes when it is full.
 */
export function createContents(
  entry: URL,
  workers: number = os.availableParallelism(),
  nurseryMb: number = NURSERY_MB,
  late = false,
): Contents {
  const pool = new Pool(entry, workers, nurseryMb)
  if (!late) pool.start()
  return {
    async examine(requests, onDone, signal): Promise<void> {
      await pool.run(
        requests.map((request) => ({ kind: 'examine', request })),
        (index, done) => void (done.kind === 'examine' && onDone(index, done.result)),
        signal,
      )
    },
    compareVendor: async (request, owners, signal) => compareVendor(request, owners, signal),
    async extract(request): Promise<void> {
      let result: Extracted | undefined
      const heard = (_: number, done: WorkerResult): void => void (done.kind === 'extract' && (result = done.result))
      // Not to be stopped halfway: nobody would remove what a thread goes on writing.
      await pool.run([{ kind: 'extract', request }], heard, undefined)
      extracted(result, request)
    },
    keep: async (request, signal) => keepTree(request, signal),
    rest: async () => pool.rest(),
    close: async () => pool.close(),
  }
}

/** Owns the threads and the queue. */
class Pool {
  readonly #entry: URL
  readonly #workers: number
  readonly #nurseryMb: number
  #threads: Worker[] = []
  /** Each thread as often as it can take a further task. */
  #free: Worker[] = []
  /** Smallest first, so that the next one is popped from the end. */
  #queue: Queued[] = []
  readonly #running = new Map<number, Queued>()
  #ids = 0
  /** Set once a thread died of a bug, or all were ended: nothing more is begun. */
  #broken: { readonly error: unknown } | undefined

  constructor(entry: URL, workers: number, nurseryMb: number) {
    this.#entry = entry
    this.#workers = workers
    this.#nurseryMb = nurseryMb
  }

  /** Starts the threads; `run` does it where nobody has. */
  start(): void {
    this.#threads = Array.from({ length: this.#workers }, () => this.#start(this.#entry))
    this.#free = Array.from({ length: DEPTH }, () => this.#threads).flat()
  }

  #start(entry: URL): Worker {
    const thread = new Worker(entry, { resourceLimits: { maxYoungGenerationSizeMb: this.#nurseryMb } })
    // A thread without work keeps no process alive.
    thread.unref()
    thread.on('message', ({ ids, results }: WorkerAnswer) => {
      ids.forEach((id, i) => {
        const item = this.#running.get(id)
        const result = results[i]
        this.#running.delete(id)
        if (result !== undefined) item?.done(result)
      })
      this.#free.push(thread)
      this.#next()
    })
    thread.on('error', (error) => {
      this.#broken = { error }
      this.#failAll(error)
    })
    return thread
  }

  async run(
    requests: readonly WorkerRequest[],
    onDone: (index: number, result: WorkerResult) => void,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    if (requests.length === 0) return
    if (this.#broken !== undefined) throw this.#broken.error
    if (this.#threads.length === 0) this.start()
    // The process must live while work is under way.
    const alive = setInterval(() => undefined, 1 << 30)
    try {
      await new Promise<void>((resolve, reject) => {
        let left = requests.length
        const stop = (): void => {
          this.#queue = this.#queue.filter((item) => !mine.has(item.id))
          reject(new WardenError('aborted', 'stopped'))
        }
        const added = requests.map((request, index): Queued => ({
          id: this.#ids++,
          request,
          bytes: sizeOf(request.request.zip),
          done: (result) => {
            onDone(index, result)
            if (--left > 0) return
            signal?.removeEventListener('abort', stop)
            resolve()
          },
          failed: reject,
        }))
        const mine = new Set(added.map((item) => item.id))
        if (signal?.aborted === true) {
          stop()
          return
        }
        signal?.addEventListener('abort', stop, { once: true })
        // Largest first, so that the last thread does not end long after the others.
        this.#queue = [...this.#queue, ...added].sort((a, b) => a.bytes - b.bytes)
        this.#next()
      })
    } finally {
      clearInterval(alive)
    }
  }

  #next(): void {
    while (this.#free.length > 0 && this.#queue.length > 0) {
      const thread = this.#free.shift()
      if (thread === undefined) return
      const batch: Queued[] = []
      let bytes = 0
      while (batch.length < BATCH && bytes < BATCH_BYTES) {
        const item = this.#queue.pop()
        if (item === undefined) break
        batch.push(item)
        bytes += item.bytes
        this.#running.set(item.id, item)
      }
      const task: WorkerTask = { ids: batch.map((item) => item.id), requests: batch.map((item) => item.request) }
      thread.postMessage(task)
    }
  }

  #failAll(error: unknown): void {
    const all = [...this.#queue, ...this.#running.values()]
    this.#queue = []
    this.#running.clear()
    for (const item of all) item.failed(error)
  }

  async rest(): Promise<void> {
    if (this.#running.size > 0 || this.#queue.length > 0 || this.#broken !== undefined) return
    const threads = this.#threads
    this.#threads = []
    this.#free = []
    await Promise.all(threads.map(async (thread) => thread.terminate()))
  }

  async close(): Promise<void> {
    // Nobody may wait for what was begun early and turned out not to be needed, or is asked for when the run has ended
    // already, as by a fork of the database: the threads will never answer.
    const error = new WardenError('aborted', 'stopped')
    this.#broken ??= { error }
    this.#failAll(error)
    await Promise.all(this.#threads.map(async (thread) => thread.terminate()))
  }
}

function sizeOf(zip: string | undefined): number {
  return Number(zip === undefined ? 0 : (lstat(zip)?.size ?? 0))
}
