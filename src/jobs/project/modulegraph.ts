// The module graph of a project, and which module versions it asks to be checked.
import path from 'node:path'
import { messageOf, WardenError } from '../../base/errors.ts'
import { moduleName, type Finding, type ModuleVersion } from '../../base/finding.ts'
import { loadModuleGraph, type MissingGoMod, type ModuleGraph } from '../../gomod/buildlist.ts'
import { isUnpackedFromGoroot } from '../../gomod/cachelayout.ts'
import { maxModFileSize } from '../../gomod/modlex.ts'
import { readRequirements, type GoModRequirements, type Requirement } from '../../gomod/modfile.ts'
import type { GoSettings } from '../../world/go.ts'
import type { World } from '../../world/world.ts'
import type { Project } from './project.ts'
import type { Sources } from './sources.ts'

/** A module version whose contents count, and what is known of it before anything is read. */
export interface Subject {
  readonly module: ModuleVersion
  readonly direct: boolean
  readonly goModOnly: boolean
  /** Whether go would not read its go.mod today, so that it is not fetched; a cached one is checked all the same. */
  readonly onlyListed?: boolean
}

/** Loads the module graph, go.mod files of the cache first. */
export async function loadGraph(
  world: World,
  project: Project,
  sources: Sources,
  signal: AbortSignal | undefined,
): Promise<ModuleGraph> {
  const known = new Map<string, Requirement>()
  const requirementsOf = async (module: ModuleVersion): Promise<GoModRequirements> => {
    if (module.version === '') return folderGoMod(world, project, module.path, known)
    // Ahead of `goMod`, which would read without holding up others: these few hundred files are what is waited for.
    await sources.preload([module])
    const found = await sources.goMod(module)
    if (found.bytes !== undefined) return readRequirements(found.bytes, `${moduleName(module)}/go.mod`, known)
    throw found.error ?? new WardenError('not-found', `${moduleName(module)}: no go.mod file`)
  }
  return loadModuleGraph(
    project.mains.map((main) => ({
      dir: project.work === undefined ? '.' : path.relative(project.folder, main.folder) || '.',
      goMod: main.goMod,
    })),
    requirementsOf,
    {
      ...(project.work === undefined ? {} : { work: project.work }),
      ...(signal === undefined ? {} : { signal }),
    },
  )
}

/** The module version that a key of `Project.sums` names. */
export function moduleOf(key: string): ModuleVersion {
  const space = key.indexOf(' ')
  return { path: key.slice(0, space), version: key.slice(space + 1) }
}

async function folderGoMod(
  world: World,
  project: Project,
  folder: string,
  known: Map<string, Requirement>,
): Promise<GoModRequirements> {
  const file = path.resolve(project.folder, folder, 'go.mod')
  const bytes = await world.files.read(file, maxModFileSize)
  if (bytes === undefined)
    throw new WardenError('not-found', `${file}: no such file, but a replace line names its folder`)
  return readRequirements(bytes, file, known)
}

/** What the build list and the rest of the graph ask to be checked. */
export function subjectsOf(
  graph: ModuleGraph,
  project: Project,
): { readonly subjects: Subject[]; readonly replaced: number } {
  const subjects = new Map<string, Subject>()
  // Those whose go.mod file go would read, whether it could be had or not.
  const read = new Set([...graph.loaded, ...graph.missing.map((m) => m.actual)].map(moduleName))
  let replaced = 0
  for (const m of graph.buildList) {
    if (m.main) continue
    const actual = m.replacedBy ?? m
    if (actual.version === '') {
      replaced++
      continue
    }
    const module = { path: actual.path, version: actual.version }
    // go takes these from its own installation; they stand in no go.sum and no database.
    if (isUnpackedFromGoroot(module)) continue
    // With graph pruning go knows many modules by version alone and never reads their go.mod; nor is it fetched here.
    const onlyListed = !read.has(moduleName(module))
    subjects.set(moduleName(module), { module, direct: m.direct, goModOnly: false, onlyListed })
  }
  for (const m of graph.loaded) {
    const module = { path: m.path, version: m.version }
    if (m.version === '' || subjects.has(moduleName(module)) || isUnpackedFromGoroot(module)) continue
    subjects.set(moduleName(module), { module, direct: false, goModOnly: true })
  }
  // Lines that this graph does not need are still promises that a later build takes up; they are checked too.
  for (const key of project.sums.keys()) {
    const module = moduleOf(key)
    if (!subjects.has(moduleName(module))) {
      subjects.set(moduleName(module), {
        module,
        direct: false,
        goModOnly: true,
        onlyListed: !read.has(moduleName(module)),
      })
    }
  }
  return { subjects: [...subjects.values()], replaced }
}

/** Toolchains that the project's `toolchain` or `go` line selects and that go has downloaded. */
export async function toolchains(
  world: World,
  go: GoSettings,
  project: Project,
  graph: ModuleGraph,
): Promise<Subject[]> {
  const names = new Set<string>([`go${graph.goVersion}`])
  for (const main of project.mains) if (main.goMod.toolchain !== undefined) names.add(main.goMod.toolchain.version)
  if (project.work?.toolchain !== undefined) names.add(project.work.toolchain.version)
  if (go.GOTOOLCHAIN.startsWith('go1')) names.add(go.GOTOOLCHAIN.replace(/\+.*$/, ''))
  const found: Subject[] = []
  for (const { name } of (await world.files.list(`${go.GOMODCACHE}/cache/download/golang.org/toolchain/@v`)) ?? []) {
    const version = /^(v0\.0\.1-(go[\w.-]+?)\.[a-z0-9]+-[a-z0-9]+)\.(?:zip|ziphash)$/.exec(name)
    if (version?.[1] === undefined || version[2] === undefined || !names.has(version[2])) continue
    const module = { path: 'golang.org/toolchain', version: version[1] }
    if (found.every((s) => s.module.version !== module.version)) found.push({ module, direct: false, goModOnly: false })
  }
  return found
}

/** A go.mod file that could not be had: the build list may be wrong. */
export function missingFinding({ actual, error }: MissingGoMod): Finding {
  return {
    rule: 'MW-INT-GRAPH',
    severity: error.code === 'mismatch' ? 'critical' : 'medium',
    module: actual,
    message: `the go.mod file of ${moduleName(actual)} could not be had, so the build list may be incomplete: ${messageOf(error)}`,
    ...(error.remedy === undefined ? {} : { remedy: [error.remedy] }),
  }
}
