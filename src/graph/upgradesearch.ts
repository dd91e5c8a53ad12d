// The search for the best upgrade: first one that is good (upgradefirst.ts), then all that could be better, cheapest first
// (A*: https://en.wikipedia.org/wiki/A*_search_algorithm).
//
// Why nothing better is missed: let S be a best upgrade, and a set of raised modules at the versions that they have in S.
// If a module m@v of its build list is bad, then in S either it stays, or m is higher, or whatever brings m@v in is not
// there: on each chain of requirements from a direct requirement to m@v some module is at another version, and since
// nothing is lowered and a removal begins with a raise, some module of the chain is raised. So it is enough to go on with m
// and with the modules of one chain, at each of their versions. The same holds for a module that was moved along, where S
// moves fewer. A set costs at least what its members cost, because all of them are moved in S, and so is what their go.mod
// files require: S has them at the same versions.

import { badKey, compareCosts, keyOf, type Bad, type Bench, type Cost, type Outcome } from './upgradebench.ts'
import { chainTo } from './upgradechain.ts'
import { firstGood, MOST_READ } from './upgradefirst.ts'
import type { Raises } from './upgradeapply.ts'

/** The best outcome, and whether there is no better one. */
export async function searchUpgrade(
  bench: Bench,
  limit: number = limitFor(bench.base.list.length),
): Promise<{ readonly best: Outcome; readonly exact: boolean }> {
  let best = await firstGood(bench, limit)
  const heap = new Heap()
  const seen = new Set<string>()
  const push = (node: Node): void => {
    if (compareCosts(node.bound, best.cost) < 0) heap.push(node)
  }
  push(boundTo(bench, START))
  for (let node = heap.pop(); node !== undefined; node = heap.pop()) {
    if (compareCosts(node.bound, best.cost) >= 0) break
    if (bench.tried() >= limit || bench.read() >= MOST_READ) return { best, exact: false }
    // The next version of the module that was raised last; it costs no less than is known of this one so far.
    if (node.last !== undefined) await pushRaise(bench, node.last.parent, node.last.path, node.last.version, push)
    if (node.worse !== undefined) {
      await pushWorse(bench, node, node.worse.path, node.worse.above, push)
      continue
    }
    if (node.fresh !== undefined) {
      push(await sharpened(bench, node, node.fresh))
      continue
    }
    const key = `${keyOf(node.raises)} | ${[...node.given.keys()].toSorted((a, b) => (a < b ? -1 : 1)).join(' ')}`
    if (seen.has(key)) continue
    seen.add(key)
    const outcome = await bench.outcome(node.raises)
    if (outcome === undefined || !isKept(outcome)) continue
    const { given } = node
    const first = outcome.bad.find((b) => !given.has(badKey(b)))
    if (first === undefined) {
      if (compareCosts(outcome.cost, best.cost) < 0) best = outcome
      // Fewer may move where what is moved along is raised itself, or what brings it is.
      for (const { path, to } of outcome.moves) {
        if (to !== '' && !node.raises.has(path)) await pushRaises(bench, node, outcome, path, to, push)
      }
      continue
    }
    await pushRaises(bench, node, outcome, first.path, first.version, push)
    if (first.id !== '') push(boundTo(bench, { ...node, given: new Map(given).set(badKey(first), first) }))
  }
  return { best, exact: true }
}

/** A set of raised modules whose consequences are to be looked at. */
interface Node {
  readonly raises: Raises
  /** What is bad and stays, in this branch, by its key. */
  readonly given: ReadonlyMap<string, Bad>
  /** The paths of what moves for sure with these raises. */
  readonly forced: ReadonlySet<string>
  /** Major and minor steps and the distance of the raises. */
  readonly steps: readonly [majors: number, minors: number, distance: number]
  /** What any upgrade with these raises costs at least. */
  readonly bound: Cost
  /** The raise whose requirements are not counted in the bound yet: they may have to be fetched. */
  readonly fresh: { readonly path: string; readonly version: string } | undefined
  /** What was raised last, from which set, for the version after it. */
  readonly last: { readonly parent: Node; readonly path: string; readonly version: string } | undefined
  /** Stands for the sets with a module at a version that has an advisory. */
  readonly worse: { readonly path: string; readonly above: string } | undefined
}

const START: Node = {
  raises: new Map(),
  given: new Map(),
  forced: new Set(),
  steps: [0, 0, 0],
  bound: [],
  fresh: undefined,
  last: undefined,
  worse: undefined,
}

/** The node with its bound. */
function boundTo({ leftCost }: Bench, node: Node): Node {
  const [anyPrice, worth, left] = leftCost([...node.given.values()])
  const bound = [anyPrice, node.forced.size + worth, left, 0, ...node.steps, node.raises.size]
  return { ...node, bound, last: undefined, worse: undefined }
}

async function sharpened(bench: Bench, node: Node, fresh: NonNullable<Node['fresh']>): Promise<Node> {
  const forced = node.forced.union(new Set(await bench.forcedBy(fresh)))
  return boundTo(bench, { ...node, forced, fresh: undefined })
}

/** How many build lists may be made: a few seconds' worth. */
function limitFor(modules: number): number {
  return Math.min(500, Math.max(100, Math.floor(60_000 / Math.max(1, modules))))
}

/** Whether each raised module is at its version: otherwise another set stands for this build list. */
function isKept({ raises, selected }: Outcome): boolean {
  return [...raises].every(([path, version]) => selected.get(path) === version)
}

async function pushRaises(
  bench: Bench,
  node: Node,
  outcome: Outcome,
  path: string,
  version: string,
  push: (node: Node) => void,
): Promise<void> {
  for (const one of [path, ...chainTo(bench, outcome, path, version)]) {
    const above = outcome.selected.get(one)
    if (above === undefined || node.raises.has(one)) continue
    await pushRaise(bench, node, one, above, push)
    // The least that an advisory of one of its versions costs.
    const [least] = (await bench.candidates(one, above))
      .flatMap((v) => bench.flawsOf({ path: one, version: v }))
      .filter((b) => !node.given.has(badKey(b)))
      .toSorted((a, b) => compareCosts(bench.leftCost([a]), bench.leftCost([b])))
    if (least === undefined) continue
    const given = new Map(node.given).set(badKey(least), least)
    const { bound } = boundTo(bench, { ...node, given, forced: node.forced.union(new Set([one])) })
    push({ ...node, bound, last: undefined, worse: { path: one, above } })
  }
}

/** Adds the sets with `path` at each version that has advisories itself, which stay. */
async function pushWorse(
  bench: Bench,
  node: Node,
  path: string,
  above: string,
  push: (node: Node) => void,
): Promise<void> {
  for (const version of await bench.candidates(path, above)) {
    if (bench.flawsOf({ path, version }).every((b) => node.given.has(badKey(b)))) continue
    const bad = await bench.badAt({ path, version })
    const kept = bad.filter((b) => !node.given.has(badKey(b)))
    if (kept.length === 0 || kept.some((b) => b.id === '')) continue
    const given = new Map([...node.given, ...kept.map((b) => [badKey(b), b] as const)])
    push(await raisedTo(bench, { ...node, given }, path, version))
  }
}

/** Adds the set with `path` at its first version above one that is not bad itself. */
async function pushRaise(
  bench: Bench,
  parent: Node,
  path: string,
  above: string,
  push: (node: Node) => void,
): Promise<void> {
  const version = await nextVersion(bench, path, above, parent.given)
  if (version === undefined) return
  push({ ...(await raisedTo(bench, parent, path, version)), last: { parent, path, version } })
}

async function raisedTo(bench: Bench, parent: Node, path: string, version: string): Promise<Node> {
  const [isMajor, isMinor, distance] = await bench.gradeOf(path, bench.base.selected.get(path) ?? '', version)
  const [majors, minors, before] = parent.steps
  return boundTo(bench, {
    ...parent,
    raises: new Map(parent.raises).set(path, version),
    forced: parent.forced.union(new Set([path])),
    steps: [majors + isMajor, minors + isMinor, before + distance],
    fresh: { path, version },
  })
}

async function nextVersion(
  bench: Bench,
  path: string,
  above: string,
  given: ReadonlyMap<string, Bad>,
): Promise<string | undefined> {
  for (const version of await bench.candidates(path, above)) {
    // Before anybody is asked whether it is held.
    if (!bench.flawsOf({ path, version }).every((b) => given.has(badKey(b)))) continue
    const bad = await bench.badAt({ path, version })
    if (bad.every((b) => given.has(badKey(b)))) return version
  }
  return undefined
}

/** The cheapest first; of equal bounds the one that was put in last, which is the deeper one. */
class Heap {
  readonly #nodes: { readonly node: Node; readonly order: number }[] = []
  #order = 0

  push(node: Node): void {
    const nodes = this.#nodes
    nodes.push({ node, order: this.#order-- })
    for (let at = nodes.length - 1; at > 0;) {
      const parent = (at - 1) >> 1
      if (!this.#swap(parent, at)) break
      at = parent
    }
  }

  pop(): Node | undefined {
    const nodes = this.#nodes
    const [top] = nodes
    const last = nodes.pop()
    if (top === undefined || last === undefined) return undefined
    if (nodes.length === 0) return top.node
    nodes[0] = last
    for (let at = 0; ;) {
      const [left, right] = [2 * at + 1, 2 * at + 2]
      const smaller = right < nodes.length && this.#compare(right, left) < 0 ? right : left
      if (smaller >= nodes.length || !this.#swap(at, smaller)) return top.node
      at = smaller
    }
  }

  #compare(a: number, b: number): number {
    const [one, other] = [this.#nodes[a], this.#nodes[b]]
    if (one === undefined || other === undefined) return 0
    return compareCosts(one.node.bound, other.node.bound) || one.order - other.order
  }

  /** Puts the smaller of two above the other; false where it is there. */
  #swap(upper: number, lower: number): boolean {
    if (this.#compare(lower, upper) >= 0) return false
    const [one, other] = [this.#nodes[upper], this.#nodes[lower]]
    if (one === undefined || other === undefined) return false
    this.#nodes[upper] = other
    this.#nodes[lower] = one
    return true
  }
}
