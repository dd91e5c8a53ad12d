// tree: the modules of a project, what needs each, and who requires whom.
import { isWardenError } from '../../base/errors.ts'
import { mapLimit } from '../../base/once.ts'
import type { BuildModule } from '../../gomod/buildlist.ts'
import { maxModFileSize } from '../../gomod/modlex.ts'
import { summarizeGoMod, type GoModSummary } from '../../gomod/modfile.ts'
import { prerelease } from '../../gomod/version.ts'
import { retractionOf } from '../../graph/retracted.ts'
import type { TreeModule, TreeOnly, TreeReport, TreeScope, TreeSubject } from '../../report/tree.ts'
import type { World } from '../../world/world.ts'
import type { ProjectTree } from '../project/projecttree.ts'
import { cachedVersions } from '../known/dates.ts'

/** Makes the report of a tree that was read. `began` is in milliseconds. Throws `aborted`. */
export async function treeReport(
  world: World,
  tree: ProjectTree,
  only: readonly TreeOnly[],
  platform: string,
  began: number,
): Promise<TreeReport> {
  const { selected, graph } = tree
  const notes = await notesOf(world, tree)
  const name = (i: number): string => selected.modules[i]?.path ?? ''
  return {
    schema: 'modwarden/tree/1',
    subject: subjectOf(tree, platform),
    modules: selected.modules.map((m, i) => {
      const use = tree.uses.get(m.path)
      const parent = selected.parent[i] ?? -1
      return {
        path: m.path,
        version: m.version,
        main: m.main,
        direct: m.direct,
        scope: scopeOf(tree, m),
        ...(m.replacedBy === undefined
          ? {}
          : { replacedBy: { path: m.replacedBy.path, version: m.replacedBy.version } }),
        ...notes.get(m.path),
        parent: parent < 0 ? '' : name(parent),
        depth: selected.depth[i] ?? -1,
        packages: use?.packages.length ?? 0,
        bytes: use?.bytes ?? 0,
        alone: selected.alone[i] ?? 0,
      } satisfies TreeModule
    }),
    edges: selected.edges.map(({ from, to, needs, indirect }) => ({ from: name(from), to: name(to), needs, indirect })),
    gaps: tree.gaps,
    only,
    exitCode: tree.gaps.length > 0 || graph.missing.length > 0 ? 3 : 0,
    seconds: (world.clock.now().getTime() - began) / 1000,
  }
}

/** What a tree is of. */
export function subjectOf({ project, graph }: ProjectTree, platform: string): TreeSubject {
  return {
    folder: project.folder,
    modules: graph.buildList.filter((m) => m.main).map((m) => m.path),
    platform,
    goVersion: graph.goVersion,
    ...(graph.consistent ? {} : { outOfDate: true }),
  }
}

/** What needs a module. Where packages could not be had, nobody can say that nothing does. */
export function scopeOf({ uses, gaps }: ProjectTree, m: BuildModule): TreeScope {
  if (m.main) return 'main'
  const use = uses.get(m.path)
  if (use !== undefined) return use.need
  return gaps.some((gap) => gap.kind !== 'go.mod') ? 'unknown' : 'unused'
}

type Notes = Pick<TreeModule, 'retracted' | 'deprecated'>

/** Retractions and deprecations, as the highest go.mod file of each module that go's cache has says. */
async function notesOf(world: World, tree: ProjectTree): Promise<Map<string, Notes>> {
  const notes = new Map<string, Notes>()
  await mapLimit(tree.selected.modules, 16, async (m) => {
    const { path, version } = m.replacedBy ?? m
    if (m.main || version === '') return
    const latest = await latestHere(world, tree, { path, version })
    if (latest === undefined) return
    const retracted = retractionOf(latest.retract, version)
    const { deprecated } = latest
    if (retracted === undefined && deprecated === '') return
    notes.set(m.path, {
      ...(retracted === undefined ? {} : { retracted }),
      ...(deprecated === '' ? {} : { deprecated }),
    })
  })
  return notes
}

async function latestHere(
  world: World,
  { sources }: ProjectTree,
  module: { readonly path: string; readonly version: string },
): Promise<GoModSummary | undefined> {
  try {
    const known = await cachedVersions(world, sources.root, module.path, 'mod')
    const released = known.filter((version) => prerelease(version) === '')
    const latest = (released.length > 0 ? released : known).at(-1) ?? module.version
    // Hundreds of small files: without a promise and a handle for each.
    const [bytes] = await world.files.readMany(
      [sources.paths({ path: module.path, version: latest }).mod],
      maxModFileSize,
    )
    return bytes === undefined ? undefined : summarizeGoMod(bytes, `${module.path}/go.mod`)
  } catch (error) {
    // What does not read as a go.mod file says nothing here; the graph complains where it is one of the build's.
    if (!isWardenError(error, 'io', 'parse', 'too-large')) throw error
    return undefined
  }
}
