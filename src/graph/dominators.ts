// Dominators: what hangs on a node alone, because every way from the root to it goes through that node. Lengauer and
// Tarjan, "A fast algorithm for finding dominators in a flowgraph" (1979), the simple form with path compression:
// O(edges × log nodes), without recursion.

/** For each node its immediate dominator; -1 for the root and for what cannot be reached. `next[i]` are the heads of `i`. */
export function immediateDominators(next: readonly (readonly number[])[], root: number): Int32Array {
  const count = next.length
  const { order, number, parent } = numbered(next, root)
  const semi = Int32Array.from(number)
  const ancestor = new Int32Array(count).fill(-1)
  const best = Int32Array.from({ length: count }, (_, i) => i)
  const dominator = new Int32Array(count).fill(-1)
  const before = predecessors(next, number)
  const buckets: number[][] = Array.from({ length: count }, () => [])

  const at = (list: Int32Array, i: number): number => list[i] ?? -1
  const evaluate = (v: number): number => {
    if (at(ancestor, v) < 0) return v
    const path: number[] = []
    for (let u = v; at(ancestor, at(ancestor, u)) >= 0; u = at(ancestor, u)) path.push(u)
    for (const u of path.toReversed()) {
      const above = at(ancestor, u)
      if (at(semi, at(best, above)) < at(semi, at(best, u))) best[u] = at(best, above)
      ancestor[u] = at(ancestor, above)
    }
    return at(best, v)
  }

  for (let i = order.length - 1; i > 0; i--) {
    const w = order[i] ?? 0
    for (const v of before[w] ?? []) {
      const u = evaluate(v)
      if (at(semi, u) < at(semi, w)) semi[w] = at(semi, u)
    }
    buckets[order[at(semi, w)] ?? 0]?.push(w)
    const above = at(parent, w)
    ancestor[w] = above
    const bucket = buckets[above] ?? []
    for (const v of bucket) {
      const u = evaluate(v)
      dominator[v] = at(semi, u) < at(semi, v) ? u : above
    }
    bucket.length = 0
  }
  for (let i = 1; i < order.length; i++) {
    const w = order[i] ?? 0
    if (at(dominator, w) !== (order[at(semi, w)] ?? 0)) dominator[w] = at(dominator, at(dominator, w))
  }
  return dominator
}

/** How many nodes each node dominates, itself left out. */
export function dominated(dominator: Int32Array, next: readonly (readonly number[])[], root: number): Int32Array {
  const sizes = new Int32Array(dominator.length)
  const { order } = numbered(next, root)
  // Whoever dominates a node has a lower number: the sizes below are ready when they are added.
  for (const node of order.toReversed()) {
    const above = dominator[node] ?? -1
    if (above >= 0) sizes[above] = (sizes[above] ?? 0) + (sizes[node] ?? 0) + 1
  }
  return sizes
}

interface Numbered {
  readonly order: readonly number[]
  /** The place of each node in `order`; -1 where it cannot be reached. */
  readonly number: Int32Array
  readonly parent: Int32Array
}

/** Depth first, with a stack of its own. */
function numbered(next: readonly (readonly number[])[], root: number): Numbered {
  const number = new Int32Array(next.length).fill(-1)
  const parent = new Int32Array(next.length).fill(-1)
  const order: number[] = []
  const stack: { readonly node: number; at: number }[] = []
  const enter = (node: number, from: number): void => {
    number[node] = order.length
    parent[node] = from
    order.push(node)
    stack.push({ node, at: 0 })
  }
  enter(root, -1)
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const to = next[top.node]?.[top.at++]
    if (to === undefined) stack.pop()
    else if (number[to] === -1) enter(to, top.node)
  }
  return { order, number, parent }
}

function predecessors(next: readonly (readonly number[])[], number: Int32Array): number[][] {
  const before: number[][] = Array.from({ length: next.length }, () => [])
  next.forEach((heads, from) => {
    if (number[from] !== -1) for (const to of heads) before[to]?.push(from)
  })
  return before
}
