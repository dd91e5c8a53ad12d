// The selected modules of a build as a graph: who requires whom among the versions that are built, the shortest way from
// the project to each, and what hangs on it alone.
//
// Since go 1.17 a go.mod file repeats, with `// indirect`, what its dependencies need. Such a line says nothing about who
// wants a module, so that it counts as a way only where no other leads to it.
import type { ModuleVersion } from '../base/finding.ts'
import type { BuildModule, ModuleGraph } from '../gomod/buildlist.ts'
import { dominated, immediateDominators } from './dominators.ts'

/** A requirement between two selected modules. */
export interface ModuleEdge {
  /** Indexes into `modules`. */
  readonly from: number
  readonly to: number
  /** The version that is asked for. */
  readonly needs: string
  readonly indirect: boolean
}

/** The graph. */
export interface SelectedGraph {
  /** The build list. */
  readonly modules: readonly BuildModule[]
  /** By path. */
  readonly index: ReadonlyMap<string, number>
  readonly edges: readonly ModuleEdge[]
  /** For each module the one before it on the shortest way; -1 for main modules, and where nothing leads to it. */
  readonly parent: Int32Array
  /** How many steps it is from the project: 0 for main modules, -1 where nothing leads to it. */
  readonly depth: Int32Array
  /** How many modules would leave with it, because every way to them goes through it. */
  readonly alone: Int32Array
  /** For each module the one that it hangs on alone, next above it; -1 for none. */
  readonly dominator: Int32Array
}

/** Makes it; linear but for the dominators, which are nearly so. */
export function selectedGraph(graph: Pick<ModuleGraph, 'buildList' | 'edges'>): SelectedGraph {
  const modules = graph.buildList
  const index = new Map(modules.map((m, i) => [m.path, i]))
  const edges: ModuleEdge[] = []
  for (const { from, to, indirect } of graph.edges) {
    const a = index.get(from.path)
    const b = index.get(to.path)
    if (a === undefined || b === undefined || modules[a]?.version !== from.version || a === b) continue
    edges.push({ from: a, to: b, needs: to.version, indirect: indirect === true })
  }
  const { parent, depth, kept } = waysFrom(modules, edges)
  // One root above all main modules of a workspace.
  const root = modules.length
  const next: number[][] = Array.from({ length: root + 1 }, () => [])
  modules.forEach((m, i) => {
    if (m.main) next[root]?.push(i)
  })
  for (const { from, to } of kept) next[from]?.push(to)
  const dominators = immediateDominators(next, root)
  return {
    modules,
    index,
    edges,
    parent,
    depth,
    alone: dominated(dominators, next, root).slice(0, root),
    dominator: dominators.slice(0, root).map((one) => (one === root ? -1 : one)),
  }
}

/** The way from a main module to a module, both included; empty where nothing leads to it. */
export function wayTo(graph: SelectedGraph, module: number): readonly BuildModule[] {
  const way: BuildModule[] = []
  for (let at = module; at >= 0 && graph.depth[at] !== -1; at = graph.parent[at] ?? -1) {
    const m = graph.modules[at]
    if (m !== undefined) way.push(m)
  }
  return way.toReversed()
}

/** The modules that hang on `module` alone, the nearest first. */
export function hangingOn(graph: SelectedGraph, module: number): readonly BuildModule[] {
  const below = new Map<number, number[]>()
  graph.dominator.forEach((above, node) => {
    const list = below.get(above)
    if (list === undefined) below.set(above, [node])
    else list.push(node)
  })
  const found = [...(below.get(module) ?? [])]
  for (let i = 0; i < found.length; i++) for (const one of below.get(found[i] ?? -1) ?? []) found.push(one)
  return found.flatMap((i) => graph.modules[i] ?? [])
}

/** Breadth first over requirements that are meant; `// indirect` ones are taken up only where those lead no further. */
function waysFrom(
  modules: readonly BuildModule[],
  edges: readonly ModuleEdge[],
): { parent: Int32Array; depth: Int32Array; kept: ModuleEdge[] } {
  const parent = new Int32Array(modules.length).fill(-1)
  const depth = new Int32Array(modules.length).fill(-1)
  const out: { readonly direct: ModuleEdge[]; readonly indirect: ModuleEdge[] }[] = modules.map(() => ({
    direct: [],
    indirect: [],
  }))
  for (const edge of edges) out[edge.from]?.[edge.indirect ? 'indirect' : 'direct'].push(edge)
  const seen: number[] = []
  const kept: ModuleEdge[] = []
  modules.forEach((m, i) => {
    if (!m.main) return
    depth[i] = 0
    seen.push(i)
  })
  const decides = (edge: ModuleEdge): boolean => modules[edge.to]?.version === edge.needs
  const deciding = new Uint8Array(modules.length)
  const take = (edge: ModuleEdge): void => {
    if (depth[edge.to] !== -1) {
      // Of ways that are as short, one whose requirement decided the version says more.
      const asShort = depth[edge.to] === (depth[edge.from] ?? 0) + 1
      if (!asShort || deciding[edge.to] === 1 || edge.indirect || !decides(edge)) return
      deciding[edge.to] = 1
      parent[edge.to] = edge.from
      return
    }
    deciding[edge.to] = decides(edge) ? 1 : 0
    depth[edge.to] = (depth[edge.from] ?? 0) + 1
    parent[edge.to] = edge.from
    seen.push(edge.to)
  }
  let done = 0
  let asked = 0
  for (;;) {
    for (; done < seen.length; done++) for (const edge of out[seen[done] ?? -1]?.direct ?? []) take(edge)
    const before = seen.length
    const fresh: ModuleEdge[] = []
    for (; asked < before; asked++) {
      for (const edge of out[seen[asked] ?? -1]?.indirect ?? []) if (depth[edge.to] === -1) fresh.push(edge)
    }
    // All of them are ways to what nothing else leads to.
    for (const edge of fresh) {
      kept.push(edge)
      take(edge)
    }
    if (seen.length === before) break
  }
  for (const edge of edges) if (!edge.indirect) kept.push(edge)
  return { parent, depth, kept }
}

/** Which version would be selected if nothing asked for the one that is; `undefined` where none would. */
export function selectedWithout(
  graph: Pick<ModuleGraph, 'buildList' | 'edges'>,
  module: ModuleVersion,
  isHigher: (path: string, a: string, b: string) => boolean,
): string | undefined {
  const out = new Map<string, ModuleVersion[]>()
  for (const { from, to } of graph.edges) {
    if (to.path === module.path && to.version === module.version) continue
    const key = `${from.path}@${from.version}`
    const list = out.get(key)
    if (list === undefined) out.set(key, [to])
    else list.push(to)
  }
  let best: string | undefined
  const seen = new Set<string>(graph.buildList.filter((m) => m.main).map((m) => `${m.path}@`))
  for (const key of seen) {
    for (const to of out.get(key) ?? []) {
      seen.add(`${to.path}@${to.version}`)
      if (to.path === module.path && (best === undefined || isHigher(to.path, to.version, best))) best = to.version
    }
  }
  return best
}
