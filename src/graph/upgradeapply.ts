// What a set of raised requirements makes of a project's go.mod files and its build list, as `go get` would: raised where
// they stand, added as `// indirect` where they do not, nothing lowered that is built, and lines of which nobody has any use left out.

import { messageOf } from '../base/errors.ts'
import { moduleName, type ModuleVersion } from '../base/finding.ts'
import type { ModuleGraph } from '../gomod/buildlist.ts'
import { compareGoVersions, prunesGraph, defaultGoVersion } from '../gomod/goversion.ts'
import { compareModuleVersions } from '../gomod/mvs.ts'
import type { MainModule } from '../gomod/replacements.ts'
import type { Require } from '../gomod/modfile.ts'
import type { MainRequirements } from './upgrade.ts'

/** By path the version that go.mod is to ask for. */
export type Raises = ReadonlyMap<string, string>

/** What modules are there for. */
export interface Used {
  /** `rootsOf` of the graph before. */
  readonly isRoot: (path: string) => boolean
  readonly isBuilt: (path: string) => boolean
}

/** Loads the module graph of main modules. */
export type LoadGraph = (mains: readonly MainModule[]) => Promise<ModuleGraph>

/**
 * The module graph and the requirements with `raises`; a sentence where a go.mod file could not be had, or where they
 * cannot be had together.
 */
export async function applyRaises(
  before: ModuleGraph,
  mains: readonly MainModule[],
  isWorkspace: boolean,
  raises: Raises,
  load: LoadGraph,
  { isRoot, isBuilt }: Used,
): Promise<{ readonly graph: ModuleGraph; readonly mains: readonly MainRequirements[] } | string> {
  const floors = new Map(raises)
  const dropped = new Set<string>()
  // Lines that hold something up, although no direct requirement comes to it any more.
  const held = new Set<string>()
  // Each round raises a floor or drops a line, of which there are finitely many; a few rounds do in practice.
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const edited = mains.map((main, i) => withRequire(main, raised(before, mains, i, floors, dropped)))
    const graph = await load(edited)
    const [missing] = graph.missing
    if (missing !== undefined)
      return `the go.mod file of ${moduleName(missing.module)} could not be had: ${messageOf(missing.error)}`
    // What nobody builds may sink: a line that holds it would be tidied away.
    const lowered = loweredIn(before, graph).filter((m) => isBuilt(m.path))
    const reached = reachedPaths(graph, isRoot)
    const unused = edited.flatMap(({ goMod }) =>
      goMod.require.filter((r) => r.indirect && !held.has(r.path) && !reached.has(r.path)),
    )
    const behind = isWorkspace ? [] : edited.flatMap(({ goMod }) => behindIn(goMod.require, graph))
    if (lowered.length === 0 && unused.length === 0 && behind.length === 0) {
      return { graph, mains: edited.map((main, i) => requirementsIn(mains[i] ?? main, main, graph, isWorkspace)) }
    }
    for (const m of [...lowered, ...behind]) {
      floors.set(m.path, m.version)
      if (dropped.delete(m.path)) held.add(m.path)
    }
    for (const r of unused) dropped.add(r.path)
  }
  return 'its requirements do not settle'
}

const MOST_ROUNDS = 50

/**
 * Whether a module is one that the others hang on: a direct requirement, one with a tool, or a line of go.mod that none of
 * those comes to, which is there for a reason that nobody sees here and stays.
 */
export function rootsOf(before: ModuleGraph, mains: readonly MainModule[]): (path: string) => boolean {
  const toolPaths = mains.flatMap(({ goMod }) => goMod.tool.map((tool) => tool.path))
  const direct = new Set(before.buildList.filter((m) => m.direct).map((m) => m.path))
  const isUsed = (path: string): boolean =>
    direct.has(path) || toolPaths.some((t) => t === path || t.startsWith(`${path}/`))
  const reached = reachedPaths(before, isUsed)
  const stale = new Set(mains.flatMap(({ goMod }) => goMod.require.map((r) => r.path)).filter((p) => !reached.has(p)))
  return (path) => isUsed(path) || stale.has(path)
}

/** The requirements of a main module with the floors that belong into it. */
function raised(
  before: ModuleGraph,
  mains: readonly MainModule[],
  index: number,
  floors: Raises,
  dropped: ReadonlySet<string>,
): Require[] {
  const own = mains[index]?.goMod.require ?? []
  const lines = own
    .filter((r) => !r.indirect || !dropped.has(r.path))
    .map((r): Require => {
      const floor = floors.get(r.path)
      return floor === undefined || compareModuleVersions(r.path, floor, r.version) <= 0 ? r : { ...r, version: floor }
    })
  const isNamed = (path: string): boolean => mains.some(({ goMod }) => goMod.require.some((r) => r.path === path))
  const added = [...floors]
    .filter(([path]) => !dropped.has(path) && !isNamed(path) && ownerOf(before, mains, path) === index)
    .map(([path, version]): Require => ({ path, version, indirect: true, line: 0, column: 0 }))
  return [...lines, ...added]
}

/** The main module that a requirement which none of them names is written into: the first that comes to the module. */
function ownerOf(before: ModuleGraph, mains: readonly MainModule[], path: string): number {
  if (mains.length === 1) return 0
  const found = mains.findIndex(({ goMod }) =>
    reachedFrom(
      before,
      goMod.require.map((r) => r.path),
    ).has(path),
  )
  return Math.max(0, found)
}

function withRequire(main: MainModule, require: readonly Require[]): MainModule {
  return { ...main, goMod: { ...main.goMod, require } }
}

/** Modules of both build lists that would be lower afterwards, at the version that they had. */
function loweredIn(before: ModuleGraph, after: ModuleGraph): ModuleVersion[] {
  const now = new Map(after.buildList.map((m) => [m.path, m.version]))
  return before.buildList.filter((m) => {
    const version = now.get(m.path)
    return !m.main && version !== undefined && compareModuleVersions(m.path, version, m.version) < 0
  })
}

/** Lines at a lower version than the selected one, at that: go writes them so, and what the lower one required is gone. */
function behindIn(require: readonly Require[], graph: ModuleGraph): ModuleVersion[] {
  const selected = new Map(graph.buildList.map((m) => [m.path, m.version]))
  return require.flatMap(({ path, version }) => {
    const now = selected.get(path)
    return now === undefined || compareModuleVersions(path, now, version) <= 0 ? [] : [{ path, version: now }]
  })
}

/** The modules that a root comes to, by what is selected. Lines for others are of no use to any package. */
function reachedPaths(graph: ModuleGraph, isRoot: (path: string) => boolean): ReadonlySet<string> {
  return reachedFrom(
    graph,
    graph.buildList.filter((m) => !m.main && isRoot(m.path)).map((m) => m.path),
  )
}

function reachedFrom(graph: ModuleGraph, roots: readonly string[]): ReadonlySet<string> {
  const selected = new Map(graph.buildList.map((m) => [m.path, m.version]))
  const next = new Map<string, string[]>()
  for (const { from, to } of graph.edges) {
    if (from.version === '' || selected.get(from.path) !== from.version) continue
    const known = next.get(from.path)
    if (known === undefined) next.set(from.path, [to.path])
    else known.push(to.path)
  }
  const seen = new Set(roots)
  for (const path of seen) for (const to of next.get(path) ?? []) seen.add(to)
  return seen
}

/** The lines that go would write: each at the version selected, and those that the graph's update added. */
function requirementsIn(
  given: MainModule,
  edited: MainModule,
  graph: ModuleGraph,
  isWorkspace: boolean,
): MainRequirements {
  const { goMod } = edited
  const selected = new Map(graph.buildList.map((m) => [m.path, m.version]))
  const own = new Map(goMod.require.map((r) => [r.path, r]))
  const go = goMod.go?.version ?? defaultGoVersion
  // In a workspace each go.mod keeps to itself; go.work's build list is the highest of all.
  const roots = isWorkspace
    ? goMod.require.map(({ path, version }) => ({ path, version }))
    : graph.edges.filter(({ from }) => from.version === '' && from.path === goMod.module?.path).map(({ to }) => to)
  const require = roots.map(({ path, version }) => ({
    path,
    version: isWorkspace || !prunesGraph(go) ? version : (selected.get(path) ?? version),
    indirect: own.get(path)?.indirect ?? true,
  }))
  const needsGo = compareGoVersions(graph.goVersion, go) > 0 && !isWorkspace
  return { goMod: given.goMod, require, ...(needsGo ? { goVersion: graph.goVersion } : {}) }
}
