// What is scanned without a project: module versions by name, the whole module cache, what a program embeds.
import { moduleName, type ModuleVersion } from '../../base/finding.ts'
import { isUnpackedFromGoroot } from '../../gomod/cachelayout.ts'
import type { VerifyReport } from '../../report/verify.ts'
import type { GoSettings } from '../../world/go.ts'
import type { World } from '../../world/world.ts'
import type { VerifyOptions } from '../verify/check.ts'
import type { Database } from '../database/database.ts'
import type { ScanInput } from './scan.ts'
import type { Project } from '../project/project.ts'
import { planVersions, type PlannedModule } from './plan.ts'
import { verifyVersions } from '../verify/cache.ts'
import { createSources, type Sources } from '../project/sources.ts'
import { verifyBinary } from '../verify/binary.ts'
import { verifyCache } from '../verify/cache.ts'

/** How module versions are verified. */
export interface VersionsRun {
  readonly go: GoSettings
  readonly openDatabase: (project: Project | undefined) => Promise<Database>
  readonly options: VerifyOptions
}

type Planned = Omit<ScanInput, 'began'>

/**
 * Module versions by name: those of the cache, otherwise fetched and proven. The go.sum files of `project` count for what no
 * database is asked about.
 */
export async function planNamed(
  world: World,
  modules: readonly ModuleVersion[],
  run: VersionsRun,
  project?: Project,
): Promise<Planned> {
  const { database, sources } = await open(world, run, project)
  const report = await verifyVersions(world, run.go, modules, sources, database, run.options, project)
  const [first] = modules
  return {
    subject: { kind: 'version', folder: run.go.GOMODCACHE, modules: first === undefined ? [] : [moduleName(first)] },
    planned: await planVersions(world, report, sources, undefined),
    verified: [report],
    left: [],
  }
}

/** Every version in GOMODCACHE. */
export async function planCache(world: World, run: VersionsRun): Promise<Planned> {
  const { database, sources } = await open(world, run)
  const report = await verifyCache(world, run.go, database, run.options)
  return {
    subject: { kind: 'cache', folder: run.go.GOMODCACHE, modules: [] },
    planned: await planVersions(world, report, sources, undefined),
    verified: [report],
    left: [],
  }
}

/**
 * The modules that a compiled program says it was built from. Their bytes count only where they have the sum that the
 * program embeds: it was built from those.
 */
export async function planBinary(world: World, file: string, folder: string, run: VersionsRun): Promise<Planned> {
  const { database, sources } = await open(world, run)
  const { requireProof, signal, onProgress } = run.options
  const embedded = await verifyBinary(world, run.go, file, database, {
    requireProof,
    goSum: undefined,
    folder,
    signal,
    ...(onProgress === undefined ? {} : { onProgress }),
  })
  const named = embedded.modules.filter((m) => m.version !== '' && m.version !== '(devel)' && !isUnpackedFromGoroot(m))
  const report = await verifyVersions(world, run.go, named, sources, database, run.options)
  const planned = await planVersions(world, report, sources, undefined)
  const sums = new Map(embedded.modules.map((m) => [moduleName(m), m]))
  return {
    subject: { kind: 'binary', folder: file, modules: embedded.subject.modules },
    planned: planned.map((plan) => checkedSum(plan, sums.get(moduleName(plan.module)))),
    verified: [embedded],
    left: embedded.findings.filter((f) => f.module === undefined).map((f) => f.message),
  }
}

function checkedSum(plan: PlannedModule, record: VerifyReport['modules'][number] | undefined): PlannedModule {
  const other = record?.found?.binary
  if (record === undefined || record.parts.binary === 'ok') return plan
  const why =
    other === undefined
      ? 'the program embeds no sum of it, so what it was built from is not known'
      : `the program was built from other bytes: ${other}`
  return { ...plan, integrity: record.status, incomplete: true, reasons: [...plan.reasons, why] }
}

async function open(
  world: World,
  { go, openDatabase, options }: VersionsRun,
  project?: Project,
): Promise<{ readonly database: Database; readonly sources: Sources }> {
  const database = await openDatabase(project)
  const { full, signal } = options
  const prover = database.prover
  return {
    database,
    sources: createSources(world, { modcache: go.GOMODCACHE, project, prover, full, signal }),
  }
}
