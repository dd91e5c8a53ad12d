// A first upgrade that is good, with few questions: everything that is bad goes to the nearest version with the fewest
// advisories, what that brings along too, until nothing is bad; then what turns out not to be needed is left out.

import { badKey, compareCosts, type Bad, type Bench, type Outcome } from './upgradebench.ts'
import { chainTo } from './upgradechain.ts'
import type { Raises } from './upgradeapply.ts'

/** go.mod files that are fetched for a search beyond those of the project: then it is cut short. */
export const MOST_READ = 120

const MOST_STEPS = 60

/** A good upgrade; the project as it is where none is found. */
export async function firstGood(bench: Bench): Promise<Outcome> {
  let best = (await settled(bench, new Map())) ?? bench.base
  const better = (found: Outcome | undefined): void => {
    const isGood = found !== undefined && found.bad.every((b) => b.old)
    if (found !== undefined && isGood && compareCosts(found.cost, best.cost) < 0) best = found
  }
  // What stays may go with a module that no longer requires it.
  for (const bad of best.bad) {
    for (const path of chainTo(bench, best, bad.path, bad.version)) {
      const above = best.selected.get(path)
      const versions = above === undefined ? [] : await bench.candidates(path, above)
      for (const version of new Set([...versions.slice(0, 1), ...versions.slice(-1)])) {
        if (bench.read() >= MOST_READ) return best
        better(await settled(bench, new Map(best.raises).set(path, version)))
      }
    }
  }
  for (const path of best.raises.keys()) {
    const fewer = new Map(best.raises)
    fewer.delete(path)
    better(await bench.outcome(fewer))
  }
  return best
}

/** Raises what is bad until nothing is that can be otherwise; `undefined` where what is brought along cannot be good. */
async function settled(bench: Bench, start: Raises): Promise<Outcome | undefined> {
  let raises = new Map(start)
  let good: Raises = new Map()
  const given = new Set<string>()
  const dead = new Set<string>()
  for (let step = 0; step < MOST_STEPS; step++) {
    const outcome = await bench.outcome(raises)
    if (outcome === undefined) {
      // One of what was raised last has requirements that cannot be had: found by trying each.
      const fresh = [...raises].filter(([path, version]) => good.get(path) !== version)
      if (fresh.length === 0) return undefined
      raises = new Map(good)
      for (const [path, version] of fresh) {
        if ((await bench.outcome(new Map(raises).set(path, version))) === undefined) dead.add(path)
        else raises.set(path, version)
      }
      continue
    }
    good = new Map(raises)
    // Raised by others beyond what was asked, or gone: then it is not asked for.
    for (const [path, version] of raises) if (outcome.selected.get(path) !== version) raises.delete(path)
    const bad = outcome.bad.filter((b) => !given.has(badKey(b)))
    if (bad.length === 0) return raises.size === outcome.raises.size ? outcome : bench.outcome(raises)
    for (const b of bad) {
      if (raises.get(b.path) !== undefined && raises.get(b.path) !== b.version) continue
      const found = dead.has(b.path) ? undefined : await bestVersion(bench, b)
      if (found !== undefined) {
        raises.set(b.path, found.version)
        for (const kept of found.kept) given.add(badKey(kept))
      } else if (b.old) given.add(badKey(b))
      else if (!(await withoutCulprit(bench, outcome, b, raises, dead))) {
        // Who brings it in is not known: the last one goes first.
        const last = [...raises.keys()].at(-1)
        if (last === undefined) return undefined
        raises.delete(last)
        dead.add(last)
      }
    }
  }
  return undefined
}

/** The nearest version above with the fewest advisories, fewer than now, and what it keeps of them. */
async function bestVersion(
  bench: Bench,
  { path, version }: Bad,
): Promise<{ readonly version: string; readonly kept: readonly Bad[] } | undefined> {
  const now = bench.flawsOf({ path, version })
  const rated = (await bench.candidates(path, version))
    .map((one) => ({ version: one, kept: bench.flawsOf({ path, version: one }) }))
    // Of one that is bad for another reason than an advisory, any version will do.
    .filter(({ kept }) => kept.every((b) => b.old) && (now.length === 0 || kept.length < now.length))
    .toSorted((a, b) => a.kept.length - b.kept.length)
  for (const one of rated) {
    if ((await bench.refusal({ path, version: one.version })) === undefined) return one
  }
  return undefined
}

/** Takes back or raises what brings in something bad; false where nothing that was raised does. */
async function withoutCulprit(
  bench: Bench,
  outcome: Outcome,
  bad: Bad,
  raises: Map<string, string>,
  dead: Set<string>,
): Promise<boolean> {
  const chain = [bad.path, ...chainTo(bench, outcome, bad.path, bad.version).toReversed()]
  for (const path of chain) {
    const version = raises.get(path)
    if (version === undefined) continue
    const next = await bestVersion(bench, { path, version, id: '', old: true })
    if (next === undefined) {
      raises.delete(path)
      dead.add(path)
    } else raises.set(path, next.version)
    return true
  }
  return false
}
