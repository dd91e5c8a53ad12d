// Why a module is in the build, and at this version: who requires it, by which way from the project, whose requirement
// decided (minimal version selection takes the highest), and what would be chosen without it.
import { compareBytes } from '../base/bytes.ts'
import type { ModuleVersion } from '../base/finding.ts'
import type { BuildModule, ModuleGraph } from '../gomod/buildlist.ts'
import { compareModuleVersions } from '../gomod/mvs.ts'
import { hangingOn, selectedWithout, wayTo, type SelectedGraph } from './modules.ts'

/** One module that requires it. */
export interface Requirer {
  readonly module: ModuleVersion
  readonly main: boolean
  /** The version that it asks for, the highest where it is in the build in several versions. */
  readonly needs: string
  /** Whether its line has an `// indirect` comment: it only repeats what others need. */
  readonly indirect: boolean
  /** Whether this version of it is in the build; requirements of other versions count for the choice all the same. */
  readonly selected: boolean
  /** How many steps it is from a main module; -1 where it is not selected, or nothing leads to it. */
  readonly depth: number
}

/** The answer. */
export interface WhyModule {
  readonly module: BuildModule
  /** Those that mean it before those that repeat it, the shortest way first. */
  readonly requirers: readonly Requirer[]
  /** Of them, those that ask for the version that was chosen. */
  readonly decided: readonly Requirer[]
  /** What would be chosen if they did not: another version, or nothing. */
  readonly without: string | undefined
  /** Modules that would leave with it. */
  readonly alone: readonly BuildModule[]
}

/** Answers for a module of the build list; `undefined` where it is not there. Nearly linear in the graph. */
export function whyModule(graph: ModuleGraph, selected: SelectedGraph, path: string): WhyModule | undefined {
  const at = selected.index.get(path)
  const module = at === undefined ? undefined : selected.modules[at]
  if (at === undefined || module === undefined) return undefined
  const requirers = requirersOf(graph, selected, path)
  return {
    module,
    requirers,
    decided: requirers.filter((r) => r.needs === module.version),
    without: selectedWithout(graph, module, (name, a, b) => compareModuleVersions(name, a, b) > 0),
    alone: hangingOn(selected, at),
  }
}

function requirersOf(graph: ModuleGraph, selected: SelectedGraph, path: string): Requirer[] {
  const found: Requirer[] = []
  for (const { from, to, indirect } of graph.edges) {
    if (to.path !== path || from.path === path) continue
    const index = selected.index.get(from.path)
    const known = index === undefined ? undefined : selected.modules[index]
    const isSelected = known !== undefined && known.version === from.version
    found.push({
      module: { path: from.path, version: from.version },
      main: isSelected && known.main,
      needs: to.version,
      indirect: indirect === true,
      selected: isSelected,
      depth: isSelected && index !== undefined ? (selected.depth[index] ?? -1) : -1,
    })
  }
  return found.toSorted(
    (a, b) =>
      Number(b.selected) - Number(a.selected) ||
      Number(a.indirect) - Number(b.indirect) ||
      a.depth - b.depth ||
      compareModuleVersions(path, b.needs, a.needs) ||
      compareBytes(a.module.path, b.module.path) ||
      compareModuleVersions(a.module.path, b.module.version, a.module.version),
  )
}

/** The first `most` of those that require a version; whoever decides it is among them in any case. */
export function firstRequirers(all: readonly Requirer[], version: string, most: number): readonly Requirer[] {
  const first = all.slice(0, most)
  if (all.length === first.length || first.some((r) => r.needs === version)) return first
  const deciding = all.filter((r) => r.needs === version).slice(0, 3)
  return [...first.slice(0, most - deciding.length), ...deciding]
}

/** The shortest way from a main module to one that requires it, both included; empty where it is not selected. */
export function wayToRequirer(selected: SelectedGraph, { module, depth }: Requirer): readonly ModuleVersion[] {
  const at = depth < 0 ? undefined : selected.index.get(module.path)
  return at === undefined ? [] : wayTo(selected, at).map(({ path, version }) => ({ path, version }))
}
