// Everything of a project that is to be scanned: the build list as verification left it, the main modules, the modules
// that lie below them or that a replace line leads to, and vendor/ where it is not what the modules hold.
import path from 'node:path'
import { isWardenError, messageOf } from '../../base/errors.ts'
import { moduleName } from '../../base/finding.ts'
import type { VerifyReport } from '../../report/verify.ts'
import type { GoSettings } from '../../world/go.ts'
import type { World } from '../../world/world.ts'
import type { VerifyOptions } from '../verify/check.ts'
import type { Database } from '../database/database.ts'
import { loadProject, type Project } from '../project/project.ts'
import { localFolder, modulesBelow, planLocal } from './local.ts'
import { planVersions, type PlannedModule } from './plan.ts'
import { createSources } from '../project/sources.ts'
import { verifyProject } from '../verify/verify.ts'

/** What a project's scan is about. */
export interface PlannedProject {
  readonly planned: readonly PlannedModule[]
  readonly verified: readonly VerifyReport[]
  readonly left: readonly string[]
}

/** How a project is verified: the database is opened for each, because its bundle of proofs is its own. */
export interface ProjectRun {
  readonly go: GoSettings
  readonly openDatabase: (project: Project) => Promise<Database>
  readonly options: VerifyOptions
}

/** Verifies and plans one project. Throws as `verifyProject` does. */
async function planProject(world: World, project: Project, run: ProjectRun): Promise<PlannedProject> {
  const database = await run.openDatabase(project)
  const report = await verifyProject(world, run.go, project, database, run.options)
  return planVerified(world, project, report, database, run)
}

/** The same with a verification that was done already. */
export async function planVerified(
  world: World,
  project: Project,
  report: VerifyReport,
  database: Database,
  { go, options }: ProjectRun,
): Promise<PlannedProject> {
  const { full, signal } = options
  const sources = createSources(world, { modcache: go.GOMODCACHE, project, prover: database.prover, full, signal })
  const versions = await planVersions(world, report, sources, project)
  const local = await planFolders(world, project, report)
  return { planned: [...local.planned, ...versions], verified: [report], left: local.left }
}

/** The project's own modules, those below them, and those that replace others. */
async function planFolders(
  world: World,
  project: Project,
  report: VerifyReport,
): Promise<Pick<PlannedProject, 'planned' | 'left'>> {
  const { files } = world
  const mains = new Set(project.mains.map((main) => main.folder))
  const others = new Set<string>()
  const left: string[] = []
  for (const main of mains) {
    const below = await modulesBelow(files, main)
    left.push(...below.left)
    for (const folder of below.folders) if (!mains.has(folder)) others.add(folder)
  }
  for (const folder of replacedFolders(project)) {
    if (!mains.has(folder) && (await files.info(folder))?.kind === 'folder') others.add(folder)
  }
  // Copies that are what the modules hold are looked at as those modules.
  const { vendor } = report.summary
  const vendored = vendor.ok < vendor.of || report.findings.some((f) => f.rule === 'MW-INT-VENDOR')
  const planned: PlannedModule[] = []
  for (const main of project.mains) {
    const folder = { folder: main.folder, path: main.goMod.module?.path ?? path.basename(main.folder) }
    planned.push(...(await planLocal(files, folder, 'main', vendored)))
  }
  for (const folder of others)
    planned.push(...(await planLocal(files, await localFolder(files, folder), 'local', true)))
  return { planned, left }
}

/** Folders that `replace` lines name. */
function replacedFolders(project: Project): string[] {
  const own = project.mains.flatMap(({ folder, goMod }) =>
    goMod.replace.filter((r) => r.new.version === '').map((r) => path.resolve(folder, r.new.path)),
  )
  const work = project.work?.replace ?? []
  return [...own, ...work.filter((r) => r.new.version === '').map((r) => path.resolve(project.folder, r.new.path))]
}

/**
 * Every project at and below a folder: the one that it lies in, and the modules below it that are not in its workspace,
 * each with its own build list. Throws `usage` where there is none.
 */
export async function planFolder(world: World, folder: string, run: ProjectRun): Promise<PlannedProject> {
  const first = await projectHere(world, folder, run)
  const below = await modulesBelow(world.files, first?.folder ?? folder)
  // Reports the usual way that there is no project.
  if (first === undefined && below.folders.length === 0) await loadProject(world.files, folder, run.go)
  const parts = first === undefined ? [] : [await planProject(world, first, run)]
  const seen = new Set(first?.mains.map((main) => main.folder))
  const left = [...below.left]
  for (const at of below.folders) {
    // A test's data is looked at, and no build list of its own is made for it.
    if (seen.has(at) || /(?:^|[\\/])(?:testdata|[._][^\\/]*)(?:[\\/]|$)/.test(path.relative(folder, at))) continue
    try {
      const project = await loadProject(world.files, at, { ...run.go, GOWORK: 'off' })
      parts.push(await planProject(world, project, run))
    } catch (error) {
      if (!isWardenError(error, 'parse', 'usage', 'io', 'not-found', 'config')) throw error
      left.push(`${at}: its build list could not be made: ${messageOf(error)}`)
    }
  }
  return merged(parts, left)
}

/** The project that a folder lies in; a malformed one is an error, none at all is `undefined`. */
async function projectHere(world: World, folder: string, run: ProjectRun): Promise<Project | undefined> {
  try {
    return await loadProject(world.files, folder, run.go)
  } catch (error) {
    if (!isWardenError(error, 'usage') || (await world.files.info(folder))?.kind !== 'folder') throw error
    return undefined
  }
}

/** Each module version and folder once. */
function merged(parts: readonly PlannedProject[], left: readonly string[]): PlannedProject {
  const planned = new Map<string, PlannedModule>()
  for (const plan of parts.flatMap((part) => part.planned)) {
    const key = `${moduleName(plan.module)} ${plan.dir}`
    const known = planned.get(key)
    if (known === undefined || (plan.role === 'main' && known.role !== 'main')) planned.set(key, plan)
  }
  return {
    planned: [...planned.values()],
    verified: parts.flatMap((part) => part.verified),
    left: [...new Set([...parts.flatMap((part) => part.left), ...left])],
  }
}
