// What an execution has reached: branches, each with how often it was taken, in eight steps. An input that reaches
// something new is interesting.
import type { Instrumented } from './instrument.ts'

/** The branches that all inputs so far have reached. */
export class Coverage {
  readonly #instrumented: Instrumented
  // A bit for each step that was seen, for each branch.
  readonly #seen: Uint8Array
  #features = 0
  #branches = 0

  constructor(instrumented: Instrumented) {
    this.#instrumented = instrumented
    this.#seen = new Uint8Array(instrumented.counters.length)
  }

  /** Different (branch, step) pairs so far. */
  get features(): number {
    return this.#features
  }

  /** Different branches so far. */
  get branches(): number {
    return this.#branches
  }

  /** Adds what was counted since the last call, sets the counters to zero, and gives how many features were new. */
  take(): number {
    const { counters, used } = this.#instrumented
    // Four at a time: most are zero.
    const words = new Uint32Array(counters.buffer, 0, Math.ceil(used / 4))
    let found = 0
    for (let w = 0; w < words.length; w++) {
      if (words[w] === 0) continue
      for (let i = 4 * w; i < 4 * w + 4; i++) {
        const count = counters[i] ?? 0
        if (count === 0) continue
        const seen = this.#seen[i] ?? 0
        const bit = steps[count] ?? 0
        if ((seen & bit) !== 0) continue
        if (seen === 0) this.#branches++
        this.#seen[i] = seen | bit
        found++
      }
      words[w] = 0
    }
    this.#features += found
    return found
  }

  /** Forgets what was counted since the last call. */
  drop(): void {
    this.#instrumented.counters.fill(0, 0, this.#instrumented.used)
  }

  /** What was counted since the last call, as a text that is equal for equal features; the counters are set to zero. */
  takeKey(): string {
    const { counters, used } = this.#instrumented
    const key = Buffer.alloc(used)
    for (let i = 0; i < used; i++) key[i] = steps[counters[i] ?? 0] ?? 0
    this.drop()
    return key.toString('latin1')
  }
}

// 1, 2, 3, 4-7, 8-15, 16-31, 32-127, 128 and more, a bit each.
const steps = Uint8Array.from({ length: 256 }, (_, n) => {
  if (n === 0) return 0
  const step = n < 4 ? n - 1 : n < 8 ? 3 : n < 16 ? 4 : n < 32 ? 5 : n < 128 ? 6 : 7
  return 1 << step
})
