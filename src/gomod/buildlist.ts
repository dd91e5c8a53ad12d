// The build list of a project, as `go list -m all` gives it, and the module graph behind it, as `go mod graph` does.
// https://go.dev/ref/mod#graph-pruning, https://go.dev/ref/mod#workspaces; the behaviour is that of cmd/go/internal/
// modload with -mod=mod: where go.mod is out of date, the list is the one that go would write.
//
// From go 1.17 on a go.mod file names all that its packages need, so that the graph of such a main module holds its
// requirements and theirs, and goes deeper only behind modules that are older. Every go.mod file that go reads on the
// way needs a `/go.mod` line in go.sum, so which are read is part of the answer.

import { WardenError } from '../base/errors.ts'
import type { ModuleVersion } from '../base/finding.ts'
import { mapLimit } from '../base/once.ts'
import { defaultGoVersion, defaultWorkVersion, prunesGraph } from './goversion.ts'
import type { GoModRequirements } from './modfile.ts'
import { compareModuleVersions, minimalRequirements, RequirementGraph, sortRequirements } from './mvs.ts'
import type { MainModule } from './replacements.ts'
import { isGoItself, Requirements } from './requirements.ts'
import type { ReadOptions } from './requirements.ts'

/** One module of a build list. */
export interface BuildModule extends ModuleVersion {
  /** Whether it is a main module; then `version` is empty. */
  readonly main: boolean
  /** Whether a main module requires it without an `// indirect` comment. */
  readonly direct: boolean
  /** What stands in for it: a module version, or a folder (then `version` is empty), as in `MainModule`'s terms. */
  readonly replacedBy?: ModuleVersion
}

/** One requirement: `from` names `to` in its go.mod file. */
export interface Edge {
  readonly from: ModuleVersion
  readonly to: ModuleVersion
  /** Whether that line has an `// indirect` comment: no package of `from` imports one of `to`. */
  readonly indirect?: true
}

/** A go.mod file that could not be had, so that the graph is incomplete. */
export interface MissingGoMod {
  /** The module version whose requirements are unknown. */
  readonly module: ModuleVersion
  /** Whose go.mod file was asked for: `module`, or its replacement. */
  readonly actual: ModuleVersion
  /** A shortest path of requirements to it, from a main module on; of a longer one the last hundred. */
  readonly requiredBy: readonly ModuleVersion[]
  readonly error: WardenError
}

/** The modules of a build and who requires whom. Go itself, the modules `go` and `toolchain`, is left out. */
export interface ModuleGraph {
  /** The main modules, by path, then the others by path: the order of `go list -m all`. */
  readonly buildList: readonly BuildModule[]
  /** In the order of `go mod graph`; versions that were not selected are there too, replacements are not. */
  readonly edges: readonly Edge[]
  /** Not empty where the build list may be wrong. */
  readonly missing: readonly MissingGoMod[]
  /** Whose go.mod files were read, by path and version; replacements stand in place of what they replace. */
  readonly loaded: readonly ModuleVersion[]
  /** False where go would say "updates to go.mod needed". */
  readonly consistent: boolean
  /** Go's own version: the highest that go.mod or go.work and the dependencies ask for. */
  readonly goVersion: string
}

/** How a module graph is loaded. */
export interface GraphOptions extends ReadOptions {
  /** How many go.mod files are asked for at a time; 32 without it. */
  readonly concurrency?: number
}

/**
 * Loads the module graph of a main module, or of the main modules of a workspace. `requirementsOf` gives the go.mod
 * file of a module version, each at most once; a replacement folder comes with an empty version and its path as in
 * `MainModule`, and a module without go.mod has the path and no requirements. What it throws must be a `WardenError`.
 *
 * Throws `config` where go.work or the replacements contradict themselves, `parse` for a main module without a valid
 * path, `too-large` at the limit and `aborted`.
 */
export async function loadModuleGraph(
  mains: readonly MainModule[],
  requirementsOf: (m: ModuleVersion) => Promise<GoModRequirements>,
  options: GraphOptions = {},
): Promise<ModuleGraph> {
  return new Loader(new Requirements(mains, requirementsOf, options), options).load()
}

/** How deep a module's requirements go: see modload's type of this name. */
type Pruning = 'pruned' | 'unpruned' | 'workspace'

interface Expanded {
  readonly graph: RequirementGraph
  readonly consistent: boolean
}

const maxRounds = 1000
const maxPath = 100

/** One load: which requirements are read in which graph. */
class Loader {
  readonly #options: GraphOptions
  readonly #requirements: Requirements

  constructor(requirements: Requirements, options: GraphOptions) {
    this.#requirements = requirements
    this.#options = options
  }

  async load(): Promise<ModuleGraph> {
    const { graph, consistent } = await this.#expanded()
    const buildList = graph
      .buildList()
      .filter((m) => !isGoItself(m.path))
      .map((m) => this.#buildModule(m))
    const canonical = [...this.#requirements.mains.values()].every((goMod) => goMod.canonical)
    return {
      buildList,
      edges: edgesOf(graph, this.#requirements),
      missing: this.#missing(graph),
      loaded: sortRequirements([...this.#requirements.loaded]),
      consistent: consistent && canonical,
      goVersion: graph.selected('go') ?? defaultGoVersion,
    }
  }

  #buildModule({ path, version }: ModuleVersion): BuildModule {
    const main = this.#requirements.mainPaths.has(path)
    const replacedBy = main ? undefined : this.#requirements.replacement({ path, version })
    return {
      path,
      version,
      main,
      direct: !main && this.#requirements.direct.has(path),
      ...(replacedBy === undefined ? {} : { replacedBy }),
    }
  }

  /** The graph with requirements brought up to date, as modload.expandGraph gives it. */
  async #expanded(): Promise<Expanded> {
    const { work } = this.#options
    if (work !== undefined) {
      const roots = this.#withGo(
        [...this.#requirements.mains.keys()],
        work.go?.version ?? defaultWorkVersion,
        work.toolchain?.version,
      )
      return { graph: await this.#read('workspace', roots), consistent: true }
    }
    const [goMod] = this.#requirements.mains.values()
    const goVersion = goMod?.go?.version ?? defaultGoVersion
    const required = (goMod?.require ?? [])
      .map((m) => this.#requirements.table.get(m.path, m.version))
      .filter((m) => !this.#requirements.isExcluded(m))
    const roots = this.#withGo(required, goVersion, goMod?.toolchain?.version)
    return prunesGraph(goVersion) ? this.#expandPruned(roots) : this.#expandUnpruned(roots)
  }

  #withGo(modules: readonly ModuleVersion[], goVersion: string, toolchain: string | undefined): ModuleVersion[] {
    const roots = [...modules, this.#requirements.table.get('go', goVersion)]
    if (toolchain !== undefined) roots.push(this.#requirements.table.get('toolchain', toolchain))
    return sortRequirements(roots)
  }

  /**
   * Since go 1.17: each root once, at the version selected. Raising one can bring its new requirements into the graph,
   * and these raise others. (modload.updatePrunedRoots, without packages.)
   */
  async #expandPruned(given: readonly ModuleVersion[]): Promise<Expanded> {
    const { mainPaths, failed, name } = this.#requirements
    let roots = given
    let consistent = true
    // Of roots for one path the lower ones are dropped before anything is read: their requirements do not count.
    let graph = this.#isRedundant(roots) ? undefined : await this.#read('pruned', roots)
    let first: RequirementGraph | undefined
    for (let round = 0; round < maxRounds; round++) {
      first ??= graph
      // With requirements unknown it cannot be said what should be raised: the graph stays as go.mod gives it.
      if (first !== undefined && failed.size > 0) return { graph: first, consistent }
      const next = this.#selectedRoots(roots, graph)
      const kept = new Set(next)
      const raised = roots.some((m) => !mainPaths.has(m.path) && !kept.has(m))
      if (graph !== undefined && !raised) return { graph, consistent }
      if (raised) consistent = false
      roots = next
      graph = await this.#read('pruned', roots)
    }
    throw new WardenError('too-large', `${name}: its requirements raise each other without end`)
  }

  /** Each path once, at the version that `graph` selects, or at the highest of the roots where there is no graph yet. */
  #selectedRoots(roots: readonly ModuleVersion[], graph: RequirementGraph | undefined): ModuleVersion[] {
    const highest = new RequirementGraph(roots)
    const paths = new Set(roots.map((m) => m.path)).difference(this.#requirements.mainPaths)
    return [...paths].map((path) => this.#requirements.table.get(path, (graph ?? highest).selected(path) ?? ''))
  }

  /** Before go 1.17: the list is what the whole graph selects; an update only changes who requires what. */
  async #expandUnpruned(roots: readonly ModuleVersion[]): Promise<Expanded> {
    const graph = await this.#read('unpruned', roots)
    const isSelected = (m: ModuleVersion): boolean => graph.selected(m.path) === m.version
    const consistent = roots.every(isSelected)
    if (this.#requirements.failed.size > 0 || (consistent && !this.#isRedundant(roots))) return { graph, consistent }
    const keep = graph
      .buildList()
      .filter((m) => !this.#requirements.mainPaths.has(m.path))
      .map((m) => this.#requirements.table.get(m.path, m.version))
    const base = [
      ...roots.filter(isSelected),
      ...keep.filter((m) => m.path === 'go' || this.#requirements.direct.has(m.path)),
    ]
    const minimal = minimalRequirements(
      keep,
      base.map((m) => m.path),
      (m) => graph.requiredBy(m) ?? [],
    )
    return { graph: await this.#read('unpruned', minimal), consistent }
  }

  /** Whether a path is there twice, or a main module requires itself. */
  #isRedundant(roots: readonly ModuleVersion[]): boolean {
    return roots.some((m, index) => this.#requirements.mainPaths.has(m.path) || m.path === roots[index - 1]?.path)
  }

  /** Reads the graph below `roots`, level by level. (modload.readModGraph.) */
  async #read(pruning: Pruning, roots: readonly ModuleVersion[]): Promise<RequirementGraph> {
    const [main] = this.#requirements.mains.keys()
    const graph = new RequirementGraph(pruning === 'workspace' || main === undefined ? roots : [main])
    if (pruning !== 'workspace' && main !== undefined) graph.require(main, roots)
    const seen = {
      pruned: new Set<ModuleVersion>(),
      unpruned: new Set<ModuleVersion>(),
      workspace: new Set<ModuleVersion>(),
    }
    const descend = async (modules: readonly ModuleVersion[]): Promise<void> => {
      let level = fresh(
        seen,
        modules.map((m) => [m, pruning] as const),
      )
      while (level.length > 0) {
        const summaries = await mapLimit(level, this.#options.concurrency ?? 32, ([m]) => this.#requirements.of(m))
        const next: (readonly [ModuleVersion, Pruning])[] = []
        level.forEach(([m, from], index) => {
          const summary = summaries[index]
          if (summary === undefined) return
          if (graph.requiredBy(m) === undefined) graph.require(m, summary.require)
          if (from === 'pruned' && summary.pruned) return
          const deeper = from === 'unpruned' || !summary.pruned ? 'unpruned' : 'pruned'
          for (const r of summary.require) next.push([r, deeper])
        })
        level = fresh(seen, next)
      }
    }
    await descend(roots)
    if (pruning === 'workspace') await this.#readRaised(graph, roots, descend)
    return graph
  }

  /**
   * In a workspace what a main module requires may be selected at a higher version because of another one; then that
   * version's requirements may be imported too, so that they are read as if they were a main module's.
   */
  async #readRaised(
    graph: RequirementGraph,
    roots: readonly ModuleVersion[],
    descend: (modules: readonly ModuleVersion[]) => Promise<void>,
  ): Promise<void> {
    const relevant = new Set(roots.map((m) => m.path))
    const seen = new Set<ModuleVersion>()
    for (;;) {
      const wanted = new Set<ModuleVersion>()
      for (const path of relevant) {
        const m = this.#requirements.table.get(path, graph.selected(path) ?? '')
        if (!seen.has(m)) {
          wanted.add(m)
          continue
        }
        for (const r of graph.requiredBy(m) ?? []) {
          const selected = this.#requirements.table.get(r.path, graph.selected(r.path) ?? '')
          // A main module's empty version is below all others here: it was read as a root.
          const raised = selected.version !== '' && compareModuleVersions(r.path, selected.version, r.version) > 0
          if (raised && !seen.has(selected)) wanted.add(selected)
        }
      }
      if (wanted.size === 0) return
      for (const m of wanted) {
        seen.add(m)
        relevant.add(m.path)
      }
      await descend([...wanted])
    }
  }

  #missing(graph: RequirementGraph): MissingGoMod[] {
    if (this.#requirements.failed.size === 0) return []
    const parents = new Map<ModuleVersion, ModuleVersion | undefined>()
    graph.walk((m, parent) => parents.set(m, parent))
    return [...this.#requirements.failed].map(([module, error]) => {
      const requiredBy: ModuleVersion[] = []
      for (let m = parents.get(module); m !== undefined && requiredBy.length < maxPath; m = parents.get(m)) {
        requiredBy.push(m)
      }
      return { module, actual: this.#requirements.actual(module), requiredBy: requiredBy.toReversed(), error }
    })
  }
}

/** The pairs that were not seen before, once each. */
function fresh(
  seen: Record<Pruning, Set<ModuleVersion>>,
  pairs: readonly (readonly [ModuleVersion, Pruning])[],
): (readonly [ModuleVersion, Pruning])[] {
  return pairs.filter(([m, pruning]) => {
    if (seen[pruning].has(m)) return false
    seen[pruning].add(m)
    return true
  })
}

/** The requirements of all module versions in the graph, breadth first. */
function edgesOf(graph: RequirementGraph, requirements: Requirements): Edge[] {
  const edges: Edge[] = []
  graph.walk((from) => {
    if (isGoItself(from.path)) return
    const indirect = requirements.indirect.get(from)
    for (const to of graph.requiredBy(from) ?? []) {
      if (!isGoItself(to.path))
        edges.push(indirect?.has(to.path) === true ? { from, to, indirect: true } : { from, to })
    }
  })
  return edges
}
