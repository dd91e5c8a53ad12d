// The Scanner of src/jobs/scan/scanner.ts over worker threads and the store: what is kept answers at once, the rest goes to
// threads, largest first, one module a thread at a time. The threads read what strangers wrote: one that runs out of
// memory or time is ended, its module is not known, and another thread goes on with the next.
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { compareBytes } from '../../base/bytes.ts'
import { messageOf, WardenError } from '../../base/errors.ts'
import type {
  DiffAnswer,
  Diffed,
  DiffTask,
  OverlapTask,
  ReachTask,
  ScanAnswer,
  Scanner,
  ScanTask,
} from '../../jobs/scan/scanner.ts'
import type { Overlap } from '../../rules/record/clone.ts'
import type { TraceStep } from '../../report/scan.ts'
import type { Tree } from '../../world/trees.ts'
import { keptFacts, keptJudgement, type Keeping } from './kept.ts'
import { VERSION } from '../version.ts'

/** What a thread is given when it starts. */
export type BehaviourData = Keeping

/** What a thread is asked. */
export type BehaviourTask =
  | { readonly id: number; readonly kind: 'scan'; readonly task: ScanTask }
  | { readonly id: number; readonly kind: 'reach'; readonly task: ReachTask }
  | { readonly id: number; readonly kind: 'diff'; readonly task: DiffTask }
  | { readonly id: number; readonly kind: 'overlap'; readonly task: OverlapTask }

/** What it answers. */
export type BehaviourAnswer =
  | { readonly id: number; readonly kind: 'scan'; readonly answer: ScanAnswer }
  | { readonly id: number; readonly kind: 'reach'; readonly ways: ReadonlyMap<string, readonly TraceStep[]> }
  | { readonly id: number; readonly kind: 'diff'; readonly answer: Diffed }
  | { readonly id: number; readonly kind: 'overlap'; readonly overlap: Overlap | undefined }
  | { readonly id: number; readonly kind: 'failed'; readonly why: string }

/** How the scanner works. */
export interface ScannerOptions {
  /** The store's folder. */
  readonly store: string
  /** Ignores what earlier runs kept. */
  readonly full: boolean
  /** Threads; the usable cores unless given. */
  readonly workers?: number | undefined
  /** The nursery of a thread's garbage collector, in megabytes; 48 unless given. */
  readonly nurseryMb?: number
  /** What one module may take at most; tests give less. */
  readonly limits?: Limits
}

/** Time, and the heap of a thread. */
interface Limits {
  readonly ms: number
  readonly heapMb: number
}

/** A scanner that must be closed. */
export interface OpenScanner extends Scanner {
  /** Names what makes its judgements: engine and rules. */
  readonly maker: string
  close(): Promise<void>
}

/** A module may take so long, and so much longer for each of its megabytes: real ones take a hundredth of it. */
const MOST: Limits = { ms: 120_000, heapMb: 2048 }
/** What nearly every module does with; one that does not is looked at once more, with all that it may have. */
const USUAL_HEAP_MB = 288
/** Threads that had nothing to do for so long (ms) are ended: a server need not keep their memory. */
const REST_MS = 15_000
/** The garbage collector's nursery: a larger one copies less of what a module is made of. */
const NURSERY_MB = 48
const MOST_MS_A_MB = 3000

/** Makes the scanner; threads start when there is something for them. */
export function createScanner({
  store,
  full,
  workers = os.availableParallelism(),
  nurseryMb = NURSERY_MB,
  limits = MOST,
}: ScannerOptions): OpenScanner {
  const keeping: Keeping = { folder: path.join(store, 'facts'), trust: !full, ...digests() }
  const pool = new Pool(keeping, Math.max(1, workers), limits.heapMb, nurseryMb)
  return {
    maker: `${keeping.engine} ${keeping.rules}`,
    isKept: (h1) => keptFacts(keeping, h1) !== undefined,
    async scan(tasks, onDone, signal): Promise<void> {
      const open: { readonly index: number; readonly task: ScanTask; readonly bytes: number }[] = []
      for (const [index, task] of tasks.entries()) {
        const known = task.h1 === undefined ? undefined : keptJudgement(keeping, task.h1)
        if (known === undefined) open.push({ index, task, bytes: sizeOf(task.tree) })
        else onDone(index, { ...known, cached: true })
      }
      open.sort((a, b) => b.bytes - a.bytes)
      await Promise.all(
        open.map(async ({ index, task, bytes }) => {
          const limit = limits.ms + (MOST_MS_A_MB * bytes) / 1e6
          const answer = await pool.ask({ kind: 'scan', task }, Number.isFinite(limit) ? limit : 5 * limits.ms, signal)
          if (answer.kind === 'scan') onDone(index, answer.answer)
          else if (answer.kind === 'failed') onDone(index, { kind: 'failed', why: answer.why })
        }),
      )
    },
    async reach(task, signal): Promise<ReadonlyMap<string, readonly TraceStep[]>> {
      const answer = await pool.ask({ kind: 'reach', task }, limits.ms, signal)
      return answer.kind === 'reach' ? answer.ways : new Map()
    },
    async diff(task, signal): Promise<DiffAnswer> {
      const bytes = [task.before, task.after].reduce((sum, { tree }) => sum + sizeOf(tree), 0)
      const limit = limits.ms + (MOST_MS_A_MB * (Number.isFinite(bytes) ? bytes : 0)) / 1e6
      const answer = await pool.ask({ kind: 'diff', task }, limit, signal)
      if (answer.kind === 'diff') return answer.answer
      return { kind: 'failed', why: answer.kind === 'failed' ? answer.why : 'it was not compared' }
    },
    async overlap(task, signal): Promise<Overlap | undefined> {
      const answer = await pool.ask({ kind: 'overlap', task }, limits.ms, signal)
      return answer.kind === 'overlap' ? answer.overlap : undefined
    },
    close: async () => pool.close(),
  }
}

/** How much there is to read, roughly: a folder that somebody works in may be the largest of all, and comes first. */
function sizeOf(tree: Tree): number {
  if (tree.kind === 'local') return Number.POSITIVE_INFINITY
  const zip = tree.kind === 'zip' ? tree.zip : zipBeside(tree.folder)
  return zip === undefined ? 0 : (fs.lstatSync(zip, { throwIfNoEntry: false })?.size ?? 0) * 4
}

/** The zip that an extracted folder of a module cache came from, by go's layout. */
function zipBeside(folder: string): string | undefined {
  const at = folder.lastIndexOf('@')
  const download = nearest(path.dirname(folder))
  if (at < 0 || download === undefined) return undefined
  const below = path.relative(path.dirname(path.dirname(download)), folder.slice(0, at))
  return path.join(download, below, '@v', `${folder.slice(at + 1)}.zip`)
}

function nearest(folder: string): string | undefined {
  for (let at = folder; at !== path.dirname(at); at = path.dirname(at)) {
    const download = path.join(at, 'cache', 'download')
    if (fs.existsSync(download)) return download
  }
  return undefined
}

/**
 * What makes facts and judgements, as digests. In a checkout the source counts, by its stat data, so that who changes a
 * rule is not answered by the old one; a bundle is what its version and its files' names and sizes say.
 */
function digests(): Pick<Keeping, 'engine' | 'rules'> {
  const here = path.dirname(fileURLToPath(import.meta.url))
  const source = import.meta.url.endsWith('.ts')
  if (!source) {
    const bundle = digestOf([here])
    return { engine: bundle, rules: bundle }
  }
  const src = path.join(here, '..', '..')
  const engine = digestOf(['gosource', 'gomod', 'base'].map((room) => path.join(src, room)))
  const rules = digestOf([path.join(src, 'rules'), path.join(here, 'tree.ts'), path.join(here, 'kept.ts')])
  return { engine, rules }
}

function digestOf(places: readonly string[]): string {
  const sum = createHash('sha256').update(VERSION)
  for (const place of places) {
    for (const file of filesBelow(place).toSorted(compareBytes)) {
      const { size, mtimeMs } = fs.statSync(file)
      sum.update(`\n${path.relative(place, file)} ${size} ${mtimeMs}`)
    }
  }
  return sum.digest('hex').slice(0, 24)
}

function filesBelow(place: string): string[] {
  const stats = fs.statSync(place, { throwIfNoEntry: false })
  if (stats === undefined) return []
  if (!stats.isDirectory()) return [place]
  return fs
    .readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /(?<!\.test)\.(?:ts|mjs)$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
}

interface Waiting {
  readonly id: number
  /** Whether the usual memory was not enough. */
  readonly large: boolean
  readonly message: BehaviourTask
  readonly limit: number
  readonly done: (answer: BehaviourAnswer) => void
  readonly failed: (error: unknown) => void
}

interface Busy {
  readonly thread: Worker
  readonly item: Waiting
  readonly watchdog: NodeJS.Timeout
}

type Asked =
  | { readonly kind: 'scan'; readonly task: ScanTask }
  | { readonly kind: 'reach'; readonly task: ReachTask }
  | { readonly kind: 'diff'; readonly task: DiffTask }
  | { readonly kind: 'overlap'; readonly task: OverlapTask }

/** Owns the threads and the queue. */
class Pool {
  readonly #keeping: Keeping
  readonly #most: number
  readonly #heapMb: number
  readonly #nurseryMb: number
  readonly #idle: Worker[] = []
  readonly #busy = new Map<number, Busy>()
  readonly #queue: Waiting[] = []
  #ids = 0
  #closed = false
  #resting: NodeJS.Timeout | undefined

  constructor(keeping: Keeping, most: number, heapMb: number, nurseryMb: number) {
    this.#keeping = keeping
    this.#most = most
    this.#heapMb = heapMb
    this.#nurseryMb = nurseryMb
  }

  async ask(asked: Asked, limit: number, signal: AbortSignal | undefined): Promise<BehaviourAnswer> {
    const id = this.#ids++
    const { promise, resolve, reject } = Promise.withResolvers<BehaviourAnswer>()
    const stop = (): void => {
      const at = this.#queue.findIndex((item) => item.id === id)
      if (at >= 0) this.#queue.splice(at, 1)
      reject(new WardenError('aborted', 'stopped'))
    }
    if (signal?.aborted === true || this.#closed) stop()
    else {
      signal?.addEventListener('abort', stop, { once: true })
      this.#queue.push({ id, large: false, message: { ...asked, id }, limit, done: resolve, failed: reject })
      this.#next()
    }
    try {
      return await promise
    } finally {
      signal?.removeEventListener('abort', stop)
    }
  }

  #next(): void {
    while (!this.#closed && this.#queue.length > 0 && (this.#idle.length > 0 || this.#busy.size < this.#most)) {
      const item = this.#queue.shift()
      if (item === undefined) return
      const thread = item.large ? this.#start(true) : (this.#idle.pop() ?? this.#start(false))
      const watchdog = setTimeout(() => {
        this.#lose(thread, item.id, `more than ${Math.round(item.limit / 1000)} s were needed`)
      }, item.limit)
      this.#busy.set(item.id, { thread, item, watchdog })
      thread.postMessage(item.message)
    }
  }

  #start(large: boolean): Worker {
    const heap = large ? this.#heapMb : Math.min(USUAL_HEAP_MB, this.#heapMb)
    const thread = new Worker(new URL('../workers/behaviour.ts', import.meta.url), {
      workerData: this.#keeping satisfies BehaviourData,
      resourceLimits: { maxOldGenerationSizeMb: heap, maxYoungGenerationSizeMb: this.#nurseryMb },
    })
    thread.on('message', (answer: BehaviourAnswer) => {
      const busy = this.#busy.get(answer.id)
      if (busy === undefined) return
      clearTimeout(busy.watchdog)
      this.#busy.delete(answer.id)
      if (large) thread.terminate().catch(() => undefined)
      else {
        this.#idle.push(thread)
        this.#restLater()
      }
      busy.item.done(answer)
      this.#next()
    })
    thread.on('error', (error: unknown) => {
      const item = [...this.#busy.values()].find((busy) => busy.thread === thread)?.item
      const memory = error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
      // What takes too much memory is the module's doing; anything else is a bug here, and must be heard of.
      if (item === undefined || !memory) this.#fail(item, error)
      else if (!large && heap < this.#heapMb) this.#again(item)
      else this.#lose(thread, item.id, 'more memory was needed than there is for one module')
    })
    return thread
  }

  #restLater(): void {
    clearTimeout(this.#resting)
    this.#resting = setTimeout(() => {
      for (const thread of this.#idle.splice(0)) thread.terminate().catch(() => undefined)
    }, REST_MS)
    this.#resting.unref()
  }

  /** Puts a module first in the queue, for a thread with more memory. */
  #again(item: Waiting): void {
    clearTimeout(this.#busy.get(item.id)?.watchdog)
    this.#busy.delete(item.id)
    this.#queue.unshift({ ...item, large: true })
    this.#next()
  }

  /** Gives up one module, and the thread that it holds. */
  #lose(thread: Worker, id: number, why: string): void {
    const busy = this.#busy.get(id)
    if (busy === undefined) return
    clearTimeout(busy.watchdog)
    this.#busy.delete(id)
    thread.terminate().catch(() => undefined)
    busy.item.done({ id, kind: 'failed', why })
    this.#next()
  }

  #fail(item: Waiting | undefined, error: unknown): void {
    this.#closed = true
    const all = [...(item === undefined ? [] : [item]), ...this.#queue, ...[...this.#busy.values()].map((b) => b.item)]
    for (const one of all) one.failed(error instanceof Error ? error : new Error(messageOf(error)))
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#resting)
    const threads = [...this.#idle, ...[...this.#busy.values()].map(({ thread }) => thread)]
    for (const { watchdog, item } of this.#busy.values()) {
      clearTimeout(watchdog)
      item.failed(new WardenError('aborted', 'stopped'))
    }
    this.#busy.clear()
    await Promise.all(threads.map(async (thread) => thread.terminate()))
  }
}
