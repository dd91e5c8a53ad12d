// What `why`, `tree` and `outdated` start from: a project's build list, its graph and its packages, read once.
import type { ModuleGraph } from '../../gomod/buildlist.ts'
import { isWardenError, messageOf } from '../../base/errors.ts'
import { moduleName } from '../../base/finding.ts'
import { selectedGraph, type SelectedGraph } from '../../graph/modules.ts'
import { moduleUses, type ModuleUse, type PackageGraph } from '../../graph/packages.ts'
import type { Target } from '../../gosource/buildconstraint.ts'
import type { TreeGap } from '../../report/tree.ts'
import type { GoSettings } from '../../world/go.ts'
import type { SourceFolders } from '../../world/sourcefolders.ts'
import type { World } from '../../world/world.ts'
import type { Database } from '../database/database.ts'
import { loadKeptGraph } from './keptgraph.ts'
import { loadPackages, type LoadedPackages } from './packagegraph.ts'
import type { Project } from './project.ts'
import { createSources, type Sources } from './sources.ts'

/** How a tree is read. */
export interface TreeOptions {
  readonly target: Target
  /** Nothing is fetched. */
  readonly offline: boolean
  readonly full: boolean
  readonly signal: AbortSignal | undefined
  readonly onProgress?: ((text: () => string) => void) | undefined
}

/** A project's tree. */
export interface ProjectTree {
  readonly project: Project
  readonly graph: ModuleGraph
  readonly selected: SelectedGraph
  readonly packages: PackageGraph
  readonly uses: ReadonlyMap<string, ModuleUse>
  readonly source: Omit<LoadedPackages, 'graph'>
  readonly sources: Sources
  /** What could not be had, so that the tree may be wrong. */
  readonly gaps: readonly TreeGap[]
}

/** Reads it. Throws `config` and `parse` for the project's own files, `too-large`, `fork`, `aborted`. */
export async function readProjectTree(
  world: World,
  folders: SourceFolders,
  settings: GoSettings,
  project: Project,
  database: Database,
  options: TreeOptions,
): Promise<ProjectTree> {
  const { signal, full, target, offline, onProgress } = options
  const sources = createSources(world, {
    modcache: settings.GOMODCACHE,
    project,
    prover: database.prover,
    full,
    signal,
  })
  onProgress?.(() => 'reading go.mod files')
  const graph = await loadKeptGraph(world, project, sources, full, signal)
  const { graph: packages, ...source } = await loadPackages(world, folders, settings, project, graph, sources, {
    target,
    fetch: !offline,
    signal,
    onProgress,
  })
  await saveProofs(database)
  const gaps: TreeGap[] = [
    ...graph.missing.map(({ actual, error }) => ({
      kind: 'go.mod' as const,
      what: moduleName(actual),
      why: messageOf(error),
    })),
    ...packages.gaps.map(({ kind, path, why, from }) => ({
      kind,
      what: path,
      why,
      ...(from === undefined ? {} : { from }),
    })),
  ]
  return {
    project,
    graph,
    selected: selectedGraph(graph),
    packages,
    uses: moduleUses(packages),
    source,
    sources,
    gaps,
  }
}

/** What was proven is kept for the next run; a disk that does not take it is no failure of this one. */
async function saveProofs(database: Database): Promise<void> {
  try {
    await database.save()
  } catch (error) {
    if (!isWardenError(error, 'io')) throw error
  }
}
