// Chance that repeats: the same seed gives the same choices on every machine.

/** Choices from one seed. */
export interface Random {
  /** A whole number from 0 to n - 1. */
  below(n: number): number
  /** True with this probability. */
  chance(p: number): boolean
  /** One of a list; `undefined` of an empty one. */
  pick<T>(list: readonly T[]): T | undefined
  /** A list in another order. */
  shuffled<T>(list: readonly T[]): T[]
}

/** Choices from a text (FNV-1a, then mulberry32). */
export function randomFrom(seed: string): Random {
  let state = 2166136261
  for (const char of Buffer.from(seed)) state = Math.imul(state ^ char, 16777619) >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  const below = (n: number): number => Math.floor(next() * n)
  return {
    below,
    chance: (p) => next() < p,
    pick: (list) => list[below(list.length)],
    shuffled: (list) => {
      const out = [...list]
      for (let i = out.length - 1; i > 0; i--) {
        const j = below(i + 1)
        const [a, b] = [out[i], out[j]]
        if (a !== undefined && b !== undefined) [out[i], out[j]] = [b, a]
      }
      return out
    },
  }
}
