// A first upgrade that is good, with few questions: everything that is bad goes to the nearest version with the fewest
// advisories, what that brings along too, until nothing is bad. Then it is made better as long as one change does so: an
// upgrade more; one left out, or several that bring the same along; a lower version; what stays goes with a module that no longer
// requires it.

import { badKey, compareCosts, type Bad, type Bench, type Outcome } from './upgradebench.ts'
import { withBringers } from './upgradebringers.ts'
import { chainTo } from './upgradechain.ts'
import type { Raises } from './upgradeapply.ts'

/** go.mod files that are fetched for a search beyond those of the project: then it is cut short. */
export const MOST_READ = 400

const MOST_STEPS = 60

/** A good upgrade; the project as it is where none is found. After `limit` build lists nothing is made better any more. */
export async function firstGood(bench: Bench, limit: number): Promise<Outcome> {
  const start = (await settled(bench, new Map())) ?? (await oneByOne(bench))
  const best = await improved(bench, start, limit)
  return compareCosts(best.cost, bench.base.cost) < 0 ? best : bench.base
}

/** An upgrade of what can be upgraded together, where not all can. */
async function oneByOne(bench: Bench): Promise<Outcome> {
  let best = bench.base
  for (const bad of bench.base.bad) {
    const found = await bestVersion(bench, bad)
    if (found === undefined || best.raises.has(bad.path)) continue
    const raises = new Map(best.raises).set(bad.path, found.version)
    const outcome = await bench.outcome(raises)
    if (outcome?.bad.every((b) => b.id !== '') === true && compareCosts(outcome.cost, best.cost) < 0) best = outcome
  }
  return best
}

async function improved(bench: Bench, start: Outcome, limit: number): Promise<Outcome> {
  let best = start
  const better = async (make: () => Promise<Outcome | undefined>): Promise<boolean> => {
    if (bench.tried() >= limit || bench.read() >= MOST_READ) return false
    const found = await make()
    if (found === undefined || found.bad.some((b) => b.id === '') || compareCosts(found.cost, best.cost) >= 0)
      return false
    best = found
    return true
  }
  // At the limit nothing more is asked of anybody, not even whether a version is held.
  for (let isBetter = bench.tried() < limit; isBetter;) {
    isBetter = false
    // What was given up with something else may go by itself: first what raises nothing else, which is one list each.
    for (const make of [bench.outcome, async (raises: Raises) => settled(bench, raises)]) {
      for (const bad of best.bad) {
        const found = await bestVersion(bench, bad)
        if (found === undefined || best.selected.get(bad.path) !== bad.version) continue
        const more = new Map(best.raises).set(bad.path, found.version)
        isBetter = (await better(async () => make(more))) || isBetter
      }
    }
    for (const fewer of withoutSome(best)) {
      isBetter = (await better(async () => bench.outcome(fewer))) || isBetter
    }
    for (const [path, version] of best.raises) {
      for (const lower of await lowerVersions(bench, path, version)) {
        if (best.raises.get(path) !== version) break
        isBetter = (await better(async () => bench.outcome(new Map(best.raises).set(path, lower)))) || isBetter
      }
    }
    for (const bad of best.bad) {
      for (const path of chainTo(bench, best, bad.path, bad.version)) {
        const above = best.selected.get(path)
        const versions = above === undefined ? [] : await bench.candidates(path, above)
        for (const version of new Set([...versions.slice(0, 1), ...versions.slice(-1)])) {
          const isWorthIt = await mayPay(bench, best, { path, version }, bad)
          if (!isWorthIt || bench.tried() >= limit) continue
          isBetter = (await better(async () => settled(bench, new Map(best.raises).set(path, version)))) || isBetter
        }
      }
    }
  }
  return best
}

/** The raises of an outcome without each of them, and without those that bring one other module along together. */
function withoutSome(outcome: Outcome): Raises[] {
  const groups = [
    ...[...outcome.raises.keys()].map((path) => [path]),
    ...withBringers(outcome)
      .map((m) => m.broughtBy)
      .filter((paths) => paths.length > 1),
  ]
  const sets = new Map(groups.map((paths) => [paths.join(' '), new Set(paths)]))
  return [...sets.values()].map((left) => new Map([...outcome.raises].filter(([path]) => !left.has(path))))
}

/** The versions below one, lowest first, at which fewer advisories are left than at all below. */
async function lowerVersions(bench: Bench, path: string, version: string): Promise<string[]> {
  const from = bench.base.selected.get(path)
  if (from === undefined) return []
  let fewest = bench.flawsOf({ path, version: from }).length
  const lower: string[] = []
  for (const one of await bench.candidates(path, from)) {
    if (one === version) return lower
    const left = bench.flawsOf({ path, version: one }).length
    if (left >= fewest || (await bench.refusal({ path, version: one })) !== undefined) continue
    fewest = left
    lower.push(one)
  }
  return lower
}

/** Whether a raise may cost less than all that it could remove: that a bad one is worth any price, or few more move. */
async function mayPay(
  bench: Bench,
  best: Outcome,
  raise: { readonly path: string; readonly version: string },
  bad: Bad,
): Promise<boolean> {
  if (bench.leftCost([bad])[0] > 0) return true
  const moved = new Set(best.moves.map((m) => m.path))
  const more = (await bench.forcedBy(raise)).filter((path) => !moved.has(path)).length
  return more < bench.leftCost(best.bad)[1]
}

/**
 * An outcome with at least these raises, where what is bad is raised until nothing is that can be otherwise, at any price;
 * `undefined` where what is brought along cannot be good.
 */
export async function settled(bench: Bench, start: Raises): Promise<Outcome | undefined> {
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
      } else if (b.id !== '') given.add(badKey(b))
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

/** The nearest version above whose advisories cost least, less than those now, and which they are. */
async function bestVersion(
  bench: Bench,
  { path, version }: Bad,
): Promise<{ readonly version: string; readonly kept: readonly Bad[] } | undefined> {
  const now = bench.flawsOf({ path, version })
  const rated = (await bench.candidates(path, version))
    .map((one) => ({ version: one, kept: bench.flawsOf({ path, version: one }) }))
    // Of one that is bad for another reason than an advisory, any version will do.
    .filter(({ kept }) => now.length === 0 || compareCosts(bench.leftCost(kept), bench.leftCost(now)) < 0)
    .toSorted((a, b) => compareCosts(bench.leftCost(a.kept), bench.leftCost(b.kept)))
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
