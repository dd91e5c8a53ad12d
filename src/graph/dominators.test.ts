import assert from 'node:assert/strict'
import test from 'node:test'
import { dominated, immediateDominators } from './dominators.ts'

/** By the definition: without `d`, `n` cannot be reached. */
function slowDominators(next: readonly (readonly number[])[], root: number): number[] {
  const reach = (without: number): Set<number> => {
    const seen = new Set(without === root ? [] : [root])
    for (const n of seen) for (const to of next[n] ?? []) if (to !== without) seen.add(to)
    return seen
  }
  const all = reach(-1)
  const sets = next.map((_, n) => (all.has(n) ? next.map((__, d) => d).filter((d) => d !== n && !reach(d).has(n)) : []))
  // The immediate one is dominated by all the others.
  return sets.map((set) => set.find((d) => set.every((o) => o === d || (sets[d] ?? []).includes(o))) ?? -1)
}

function randomOf(seed: number): (below: number) => number {
  let state = seed * 7919 + 17
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

test('immediateDominators agrees with the definition on 300 generated graphs, cyclic ones too', () => {
  let cut = 0
  for (let seed = 0; seed < 300; seed++) {
    const random = randomOf(seed)
    const size = 1 + random(14)
    const next = Array.from({ length: size }, () => Array.from({ length: random(4) }, () => random(size)))
    const found = [...immediateDominators(next, 0)]
    assert.deepEqual(found, slowDominators(next, 0), JSON.stringify(next))
    if (found.some((d, n) => d < 0 && n > 0)) cut++
  }
  assert.ok(cut > 10)
})

test('dominated counts what would leave with a node', () => {
  //  0 -> 1 -> 2 -> 3, 1 -> 3, 0 -> 4 -> 5 -> 3
  const next = [[1, 4], [2, 3], [3], [], [5], [3]]
  assert.deepEqual([...dominated(immediateDominators(next, 0), next, 0)], [5, 1, 0, 0, 1, 0])
})

test('immediateDominators takes a chain and a million edges without recursion', () => {
  const chain = Array.from({ length: 200_000 }, (_, i) => [i + 1]).with(199_999, [])
  assert.equal(dominated(immediateDominators(chain, 0), chain, 0)[0], 199_999)
  const size = 1000
  const dense = Array.from({ length: size }, () => Array.from({ length: size }, (_, to) => to))
  assert.deepEqual(new Set(immediateDominators(dense, 0)), new Set([-1, 0]))
})
