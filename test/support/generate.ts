// Generated strings for differential tests: rows of known inputs, mutated by a seeded generator. The seed is random
// unless TEST_SEED is set; a test prints it, so that a failure can be run again.

/** A seeded source of generated values. */
export interface Generator {
  readonly seed: number
  /** A whole number from 0 up to, not including, `limit`. */
  below(limit: number): number
  /** One of `items`, which must not be empty. */
  pick<T>(items: readonly T[]): T
  /** One of `rows` with up to four pieces inserted, removed, replaced or taken from another row. */
  mutated(rows: readonly string[], alphabet: readonly string[]): string
}

/** A generator whose values follow from the seed alone. */
export function generator(seed: number = seedOf(process.env['TEST_SEED'])): Generator {
  let state = seed
  // Mulberry32: small, and good enough to spread test inputs.
  const below = (limit: number): number => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 0x1_0000_0000) * limit)
  }
  const pick = <T>(items: readonly T[]): T => {
    if (items.length === 0) throw new Error('nothing to pick from')
    return items[below(items.length)] as T
  }
  const mutated = (rows: readonly string[], alphabet: readonly string[]): string => {
    // By code points, so that no surrogate is left alone.
    let text = [...pick(rows)]
    for (let n = below(5); n > 0; n--) {
      const at = below(text.length + 1)
      const kind = below(5)
      if (kind === 0) text.splice(at, 0, ...pick(alphabet))
      else if (kind === 1) text.splice(at, 1 + below(3))
      else if (kind === 2) text.splice(at, 1, ...pick(alphabet))
      else if (kind === 3) text = [...text.slice(0, at), ...[...pick(rows)].slice(below(8))]
      else text.splice(at, 0, ...text.slice(below(text.length + 1), at))
      if (text.length > 200) text.length = 200
    }
    return text.join('')
  }
  return { seed, below, pick, mutated }
}

function seedOf(setting: string | undefined): number {
  const seed = Number(setting)
  return setting !== undefined && Number.isSafeInteger(seed) ? seed : Math.floor(Math.random() * 0x7fff_ffff)
}
