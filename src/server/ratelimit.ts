// How often somebody may do something: so many times within a window, counted by a name (an address, a person).

/** Counts. */
export interface RateLimit {
  /** Counts one more; whether it is still within the limit. */
  take(name: string): boolean
  /** Whether the next one would be. */
  has(name: string): boolean
}

/** Makes one of `most` in `windowMs`; `now` is in milliseconds. Names are forgotten when their window is over. */
export function createRateLimit(most: number, windowMs: number, now: () => number): RateLimit {
  let began = now()
  let counts = new Map<string, number>()
  let before: ReadonlyMap<string, number> = new Map()
  const turn = (): void => {
    const windows = Math.floor((now() - began) / windowMs)
    if (windows <= 0) return
    before = windows === 1 ? counts : new Map()
    counts = new Map()
    began += windows * windowMs
  }
  // Two windows, the older one by the share of it that is still in sight: nobody doubles the limit at the turn.
  const seen = (name: string): number =>
    (counts.get(name) ?? 0) + (before.get(name) ?? 0) * (1 - (now() - began) / windowMs)
  return {
    has: (name) => {
      turn()
      return seen(name) < most
    },
    take: (name) => {
      turn()
      if (seen(name) >= most) return false
      if (counts.size < MOST_NAMES || counts.has(name)) counts.set(name, (counts.get(name) ?? 0) + 1)
      return true
    },
  }
}

/** More names than this are not counted: the memory is worth more. */
const MOST_NAMES = 100_000
