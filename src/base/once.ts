// Doing a thing once for many callers, and doing many things a few at a time.

/**
 * A cache of work in flight and done: `get(key)` starts `work(key)` for the first caller and gives everyone the
 * same promise. A failed key is forgotten, so that a later caller tries again.
 */
export class Once<V> {
  readonly #promises = new Map<string, Promise<V>>()

  /** The value for `key`; `work` runs at most once at a time for it, and not again after it succeeded. */
  get(key: string, work: () => Promise<V>): Promise<V> {
    const known = this.#promises.get(key)
    if (known !== undefined) return known
    const started = work()
    this.#promises.set(key, started)
    started.catch(() => this.#promises.delete(key))
    return started
  }
}

/**
 * Maps `items` with at most `limit` calls under way, keeping their order. The first error stops new calls, waits
 * for those under way, and is thrown.
 */
export async function mapLimit<T, R>(
  items: readonly T[],
  limit: number,
  fn: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = Array.from({ length: items.length })
  let next = 0
  let failed = false
  const lane = async (): Promise<void> => {
    while (!failed && next < items.length) {
      const index = next++
      try {
        results[index] = await fn(items[index] as T, index)
      } catch (error) {
        failed = true
        throw error
      }
    }
  }
  const lanes = Array.from({ length: Math.max(1, Math.min(limit, items.length)) }, lane)
  const settled = await Promise.allSettled(lanes)
  const bad = settled.find((s) => s.status === 'rejected')
  if (bad !== undefined) throw bad.reason
  return results
}

/** Lets at most `limit` calls of what it is given be under way; the others wait for their turn, in order. */
export function createGate(limit: number): <T>(work: () => Promise<T>) => Promise<T> {
  // A list with a moving start: shifting an array of thousands for each call would be quadratic.
  let waiting: (() => void)[] = []
  let first = 0
  let free = Math.max(1, limit)
  return async (work) => {
    if (free > 0) free--
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = waiting[first]
      if (next === undefined) {
        free++
        waiting = []
        first = 0
      } else {
        first++
        next()
      }
    }
  }
}
