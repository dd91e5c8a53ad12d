// One target while it is fuzzed: runs inputs, keeps those that reach something new, and tells of those that fail, take
// too long or too much memory.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Target } from '../target.ts'
import type { Coverage } from './coverage.ts'
import type { Finding, Message, Moment, Status } from './protocol.ts'
import { failureOf, shrink } from './shrink.ts'

/** An input that takes this much processor time is a finding, in milliseconds: inputs have a few kilobytes. */
const SLOW_MS = 2000
/** Growth of what is held after collections, over a whole run, that is a finding, in bytes. */
const MOST_GROWTH = 128 * 1024 * 1024
/** Buffers in use at once that are a finding, in bytes. */
const MOST_EXTERNAL = 512 * 1024 * 1024
const STATUS_EVERY_MS = 1000
/** How often what is held is looked at, in milliseconds. */
const MEMORY_EVERY_MS = 30_000
/** A target while it is fuzzed: what was found, and what it cost. */
export class Running {
  /** Inputs that each reached something new. */
  readonly corpus: Uint8Array[] = []
  executions = 0
  readonly #target: Target
  readonly #coverage: Coverage
  readonly #moment: Moment
  readonly #say: (message: Message) => void
  /** Failures that were told already. */
  readonly #told = new Set<string>()
  #slowestMs = 0
  #heldBytes = 0
  /** What was held when it was warm. */
  #heldAtFirst: number | undefined
  #nextStatus = performance.now() + STATUS_EVERY_MS
  #nextMemory = performance.now()

  constructor(target: Target, coverage: Coverage, moment: Moment, say: (message: Message) => void) {
    this.#target = target
    this.#coverage = coverage
    this.#moment = moment
    this.#say = say
    coverage.drop()
  }

  get findings(): number {
    return this.#told.size
  }

  status(): Status {
    const { branches, features } = this.#coverage
    const { user, system } = process.threadCpuUsage()
    return {
      executions: this.executions,
      corpus: this.corpus.length,
      branches,
      features,
      slowestMs: this.#slowestMs,
      cpuMs: (user + system) / 1000,
      heldBytes: this.#heldBytes,
    }
  }

  /**
   * Runs an input; gives what is kept of it where it is interesting, and tells of it where it fails. What comes from a
   * corpus is kept as it is: it was made short when it was found.
   */
  async try(input: Uint8Array, fromCorpus: boolean = false): Promise<Uint8Array | undefined> {
    const began = performance.now()
    const cpu = process.threadCpuUsage()
    const failed = await this.#run(input)
    const news = this.#coverage.take()
    // Asking what it cost would cost most inputs more than running them.
    if (performance.now() - began > 5) this.#judgeCost(input, process.threadCpuUsage(cpu))
    this.#lookAround()
    if (failed !== undefined) await this.#tellOfFailure(input, failed)
    if (failed !== undefined || news === 0) return undefined
    const kept = fromCorpus ? input : await this.#trimmed(input)
    this.corpus.push(kept)
    return kept
  }

  async #run(input: Uint8Array): Promise<string | undefined> {
    this.executions++
    this.#moment.begin(input)
    try {
      // What the target gets is its own: it may keep or change it.
      const later = this.#target.run(Uint8Array.from(input))
      if (later !== undefined) await later
      return undefined
    } catch (error) {
      return error instanceof Error ? (error.stack ?? error.message) : `thrown: ${String(error)}`
    } finally {
      this.#moment.end()
    }
  }

  async #tellOfFailure(input: Uint8Array, failed: string): Promise<void> {
    const failure = failureOf(failed)
    if (this.#told.has(`crash ${failure}`)) return
    const small = await shrink(input, async (smaller) => {
      const text = await this.#run(smaller)
      return text !== undefined && failureOf(text) === failure
    })
    this.#coverage.drop()
    this.#tell({ kind: 'crash', text: failed, input: small })
  }

  /** A shorter input with the same coverage, as far as a few tries go: short inputs make good parents. */
  async #trimmed(input: Uint8Array): Promise<Uint8Array> {
    await this.#run(input)
    const wanted = this.#coverage.takeKey()
    const same = async (smaller: Uint8Array): Promise<boolean> =>
      (await this.#run(smaller)) === undefined && this.#coverage.takeKey() === wanted
    const kept = await shrink(input, same, 64)
    this.#coverage.drop()
    return kept
  }

  #judgeCost(input: Uint8Array, { user, system }: NodeJS.CpuUsage): void {
    const ms = (user + system) / 1000
    this.#slowestMs = Math.max(this.#slowestMs, ms)
    if (ms > SLOW_MS) this.#tell({ kind: 'slow', text: `${Math.round(ms)} ms for ${input.length} bytes`, input })
    // The heap has a limit of its own; buffers are outside of it.
    const { external } = process.memoryUsage()
    if (external > MOST_EXTERNAL) this.#tell({ kind: 'memory', text: `${external} bytes of buffers`, input })
  }

  #lookAround(): void {
    const now = performance.now()
    if (now >= this.#nextMemory) {
      this.#nextMemory = now + MEMORY_EVERY_MS
      this.#heldBytes = heldAfterCollection()
      if (this.executions > 1000) this.#heldAtFirst ??= this.#heldBytes
      if (this.#heldBytes - (this.#heldAtFirst ?? this.#heldBytes) > MOST_GROWTH) {
        const text = `${this.#heldBytes} bytes are held, ${this.#heldAtFirst} were at the beginning`
        this.#tell({ kind: 'memory', text, input: new Uint8Array(0) })
      }
    }
    if (now < this.#nextStatus) return
    this.#nextStatus = now + STATUS_EVERY_MS
    this.#say({ kind: 'status', status: this.status() })
  }

  #tell(finding: Finding): void {
    const failure = `${finding.kind} ${failureOf(finding.text)}`
    if (!this.#told.has(failure)) this.#say({ kind: 'finding', finding })
    this.#told.add(failure)
  }
}

function heldAfterCollection(): number {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc()')
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
