// NameIndex: names that others may imitate, found by each form in which an imitation resembles them. Built once for all
// the modules of a run, in time linear in their number; each look-up costs the same however many there are.
import { nameOf, ownerKey, type ModuleName } from './modulename.ts'
import { coreOfRepo, labelOfHost, skeletonOfName } from './looks.ts'

/** A name that may be imitated. */
export interface Target extends ModuleName {
  /** Whether it is on the list of well-known modules; otherwise the project has it in its build list. */
  readonly known: boolean
  /** Its place among all that were given: what comes first is required most. */
  readonly rank: number
}

/** The look-ups. Lists are in the order of rank. */
export interface NameIndex {
  readonly byPrefix: ReadonlyMap<string, readonly Target[]>
  readonly bySkeleton: ReadonlyMap<string, readonly Target[]>
  readonly byRest: ReadonlyMap<string, readonly Target[]>
  readonly byRepo: ReadonlyMap<string, readonly Target[]>
  /** By `coreOfRepo`. */
  readonly byCore: ReadonlyMap<string, readonly Target[]>
  /** By the `nearLookups` of the core of the repository. */
  readonly byNearCore: ReadonlyMap<string, readonly Target[]>
  /** By `owner/repo`, on code hosts. */
  readonly byPair: ReadonlyMap<string, readonly Target[]>
  /** The well-known modules of an owner on a code host, or of a host of its own, by `ownerKey`. */
  readonly byOwner: ReadonlyMap<string, readonly Target[]>
  /** The well-known modules below a host. */
  readonly byHost: ReadonlyMap<string, readonly Target[]>
  /** Well-known hosts by their label without the top-level domain. */
  readonly byLabel: ReadonlyMap<string, readonly Target[]>
  /** Well-known hosts by their `nearLookups`. */
  readonly byNearHost: ReadonlyMap<string, readonly Target[]>
}

/**
 * The index of the well-known modules (`popularPaths`, most required first) and the modules of the project's build list.
 * A path without a host is passed over.
 */
export function buildNameIndex(popular: readonly string[], graph: readonly string[]): NameIndex {
  const index = {
    byPrefix: new Map<string, Target[]>(),
    bySkeleton: new Map<string, Target[]>(),
    byRest: new Map<string, Target[]>(),
    byRepo: new Map<string, Target[]>(),
    byCore: new Map<string, Target[]>(),
    byNearCore: new Map<string, Target[]>(),
    byPair: new Map<string, Target[]>(),
    byOwner: new Map<string, Target[]>(),
    byHost: new Map<string, Target[]>(),
    byLabel: new Map<string, Target[]>(),
    byNearHost: new Map<string, Target[]>(),
  } satisfies NameIndex
  const seen = new Set<string>()
  let rank = 0
  const enter = (path: string, known: boolean): void => {
    if (seen.has(path)) return
    seen.add(path)
    const name = nameOf(path)
    if (name === undefined) return
    const target: Target = { ...name, known, rank: rank++ }
    const lower = name.prefix.toLowerCase()
    add(index.byPrefix, lower, target)
    add(index.bySkeleton, skeletonOfName(lower), target)
    add(index.byRest, name.rest, target)
    add(index.byRepo, name.repo, target)
    const core = coreOfRepo(name.repo)
    add(index.byCore, core, target)
    if (core.length >= LEAST_NEAR) for (const near of nearKeys(core)) add(index.byNearCore, near, target)
    if (name.forge) add(index.byPair, `${name.owner}/${name.repo}`, target)
    if (!known) return
    add(index.byOwner, ownerKey(name), target)
    const host = index.byHost.get(name.host)
    if (host !== undefined) return void host.push(target)
    index.byHost.set(name.host, [target])
    add(index.byLabel, labelOfHost(name.host), target)
    for (const near of nearKeys(name.host)) add(index.byNearHost, near, target)
  }
  for (const path of popular) enter(path, true)
  for (const path of graph) enter(path, false)
  return index
}

/**
 * Keys of a name such that another one an edit away (a letter put in, left out or replaced, or two neighbours swapped)
 * finds one of them with `nearLookups`: an edit leaves the first or the second half as it was, or swaps their border.
 */
function nearKeys(name: string): string[] {
  const half = Math.floor(name.length / 2)
  const [first, second] = [name.slice(0, half), name.slice(half)]
  return [`${name.length}<${first}`, `${name.length}>${second}`, `${first.slice(0, -1)}~${second.slice(1)}`]
}

/** The keys under which names an edit away from this one stand, and others: the distance is still to be measured. */
export function nearLookups(name: string): string[] {
  const half = Math.floor(name.length / 2)
  const keys = [`${name.slice(0, Math.max(0, half - 1))}~${name.slice(half + 1)}`]
  for (const length of [name.length - 1, name.length, name.length + 1]) {
    const theirs = Math.floor(length / 2)
    keys.push(`${length}<${name.slice(0, theirs)}`, `${length}>${name.slice(name.length - (length - theirs))}`)
  }
  return keys
}

/** Shorter names are near to half of all others. */
export const LEAST_NEAR = 6

/** Many modules of one name say that the name is nobody's; those after the first are no targets of a comparison. */
const MOST_ALIKE = 200

function add(map: Map<string, Target[]>, key: string, target: Target): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [target])
  else if (list.length < MOST_ALIKE) list.push(target)
}
