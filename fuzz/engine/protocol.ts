// What a fuzzing thread and its watchdog say to each other: messages, and memory that both see. The input of the
// moment stands in the shared memory, so that it is known even where the thread never comes back.

/** The longest input that any target may have, in bytes. */
const MOST_INPUT: number = 1 << 18

/** What a thread is started with. */
export interface Task {
  /** The repository, whose src/ is instrumented. */
  readonly root: string
  /** The file of the target. */
  readonly target: string
  readonly seed: number
  /** How long to fuzz, in milliseconds; 0 only replays the corpus. */
  readonly milliseconds: number
  /** An end by number of executions, for a run that can be repeated; 0 for none. */
  readonly executions: number
  readonly corpus: readonly Uint8Array[]
  readonly shared: SharedArrayBuffer
}

/** Figures of a run so far. */
export interface Status {
  readonly executions: number
  readonly corpus: number
  readonly branches: number
  readonly features: number
  /** The longest processor time of one input, in milliseconds. */
  readonly slowestMs: number
  /** Processor time of the thread, in milliseconds: on a busy machine far less than what has passed. */
  readonly cpuMs: number
  /** Bytes in use after a collection, when it was last looked. */
  readonly heldBytes: number
}

/** A broken property, a crash, a hang, or memory that grew: `kind` says which. */
export interface Finding {
  readonly kind: 'crash' | 'hang' | 'slow' | 'memory'
  /** The error with its stack, or a sentence. */
  readonly text: string
  readonly input: Uint8Array
}

/** What a thread says. */
export type Message =
  | { readonly kind: 'status'; readonly status: Status }
  | { readonly kind: 'interesting'; readonly input: Uint8Array }
  | { readonly kind: 'finding'; readonly finding: Finding }
  /** `smallest`: the corpus again, less what adds nothing to shorter inputs. */
  | { readonly kind: 'done'; readonly status: Status; readonly smallest: readonly Uint8Array[] }

/** The shared memory: a counter that moves with each execution, the input's length (-1: none is running), the input. */
export class Moment {
  readonly #words: Int32Array
  readonly #input: Uint8Array

  constructor(shared: SharedArrayBuffer) {
    this.#words = new Int32Array(shared, 0, 2)
    this.#input = new Uint8Array(shared, 8)
  }

  /** Memory for one thread. */
  static memory(): SharedArrayBuffer {
    return new SharedArrayBuffer(8 + MOST_INPUT)
  }

  begin(input: Uint8Array): void {
    this.#input.set(input.subarray(0, MOST_INPUT))
    Atomics.store(this.#words, 1, Math.min(input.length, MOST_INPUT))
    Atomics.add(this.#words, 0, 1)
  }

  end(): void {
    Atomics.store(this.#words, 1, -1)
  }

  /** Changes with each execution. */
  count(): number {
    return Atomics.load(this.#words, 0)
  }

  /** The input that is running, or `undefined`. */
  input(): Uint8Array | undefined {
    const length = Atomics.load(this.#words, 1)
    return length < 0 ? undefined : this.#input.slice(0, length)
  }
}
