// What is to be read of each module version, from what verification said of it: only bytes that are what was agreed on
// are looked at as that version; where the installed ones are others, they are looked at all the same, because they are
// what go builds, and the report says that they are not proven.
import { messageOf, isWardenError } from '../../base/errors.ts'
import { moduleName, type ModuleVersion } from '../../base/finding.ts'
import { createGate } from '../../base/once.ts'
import { isToolchain } from '../../gomod/cachelayout.ts'
import type { ScanRole } from '../../report/scan.ts'
import type { ModuleRecord, ModuleStatus, VerifyReport } from '../../report/verify.ts'
import type { FileLine } from '../../report/waivers.ts'
import type { World } from '../../world/world.ts'
import { sumsOf, type Project } from '../project/project.ts'
import type { ScanTask } from './scanner.ts'
import type { Sources } from '../project/sources.ts'

/** One module of a scan, and what is to be read of it. */
export interface PlannedModule {
  readonly module: ModuleVersion
  readonly role: ScanRole
  readonly dir: string
  readonly direct?: boolean
  readonly at?: FileLine
  readonly integrity?: ModuleStatus
  /** Nothing, where there is nothing to read; more than one where folder and zip are not the same. */
  readonly trees: readonly ScanTask[]
  /** Why it is incomplete, or not what it should be. */
  readonly reasons: readonly string[]
  /** Whether something is missing, whatever its trees say. */
  readonly incomplete: boolean
  /** The h1 that was agreed on. */
  readonly h1?: string
  /** The path that a `replace` line puts it in the place of. */
  readonly replaces?: string
  /** The number of its record in the checksum database. */
  readonly record?: number
}

const FETCHING = 8

/**
 * Plans all module versions of a verification whose contents count. The Go toolchains are left out: the checksum
 * database proves that they are the Go project's own. Throws `fork`, `aborted`.
 */
export async function planVersions(
  world: World,
  report: VerifyReport,
  sources: Sources,
  project: Project | undefined,
): Promise<PlannedModule[]> {
  const gate = createGate(FETCHING)
  // The build list has modules of which go builds nothing: their contents stand in no go.sum, and are not here.
  const isNeeded = ({ parts, path, version }: ModuleRecord): boolean =>
    project === undefined ||
    parts.folder !== undefined ||
    parts.zip !== undefined ||
    sumsOf(project, path, version).zip.length > 0
  const records = report.modules.filter((record) => !record.goModOnly && !isToolchain(record) && isNeeded(record))
  const lines =
    project === undefined
      ? []
      : [...project.mains.flatMap((main) => main.goMod.replace), ...(project.work?.replace ?? [])]
  const replaced = new Map(lines.map((line) => [moduleName(line.new), line.old.path]))
  return Promise.all(
    records.map(async (record) => {
      const plan = await planVersion(world, record, sources, gate)
      const replaces = replaced.get(moduleName(plan.module))
      return replaces === undefined ? plan : { ...plan, replaces }
    }),
  )
}

async function planVersion(
  world: World,
  record: ModuleRecord,
  sources: Sources,
  gate: ReturnType<typeof createGate>,
): Promise<PlannedModule> {
  const module = { path: record.path, version: record.version }
  const { folder, zip } = sources.paths(module)
  const { parts, found, status } = record
  const h1 = record.expected?.h1
  const plan = (dir: string, trees: readonly ScanTask[], why?: string): PlannedModule => ({
    module,
    role: 'version',
    dir,
    direct: record.direct,
    ...(record.at === undefined ? {} : { at: record.at }),
    integrity: status,
    trees,
    reasons: [...(why === undefined ? [] : [why]), ...(status === 'proven' ? [] : reasonsOf(record))],
    // Bytes of which nobody says what they should be are looked at, but are not proven to be this version.
    incomplete: why !== undefined || status === 'unchecked',
    ...(h1 === undefined ? {} : { h1 }),
    ...(record.record === undefined ? {} : { record: record.record }),
  })
  const ofFolder = (known: string | undefined): ScanTask => ({ tree: { kind: 'folder', module, folder }, h1: known })
  const ofZip = (file: string, known: string | undefined): ScanTask => ({
    tree: { kind: 'zip', module, zip: file },
    h1: known,
  })
  // Asked only where something is wrong: for each of thousands that are well it would cost as much as the scan.
  const isThere = async (file: string): Promise<boolean> => (await infoOf(world, file)) !== undefined
  if (parts.folder === 'ok') return plan(folder, [ofFolder(h1)])
  if (parts.folder !== undefined && (await isThere(folder))) {
    // What go builds; and the zip, from which a repair would make the folder anew.
    const other = parts.zip !== undefined && parts.zip !== 'unread' && (await isThere(zip))
    const second = other ? [ofZip(zip, parts.zip === 'ok' ? h1 : found?.zip)] : []
    return plan(folder, [ofFolder(found?.folder), ...second])
  }
  if (parts.zip === 'ok' && (await isThere(zip))) return plan(zip, [ofZip(zip, h1)])
  if (parts.zip !== undefined && (await isThere(zip))) return plan(zip, [ofZip(zip, found?.zip)])
  const got = await gate(async () => sources.contents(module))
  if (got.kind === 'here') {
    const known = got.examined.zip.kind === 'hashed' ? got.examined.zip.h1 : undefined
    return plan(got.zip, [ofZip(got.zip, known)])
  }
  const why = got.kind === 'missing' ? got.why : 'a proxy sent something else than was agreed on'
  return plan('', [], `its contents are not here: ${why}`)
}

function reasonsOf(record: ModuleRecord): readonly string[] {
  if (record.status !== 'broken') return record.reasons
  const bad = Object.entries(record.parts).filter(([, state]) => state === 'differs' || state === 'damaged')
  const names = bad.map(([part]) => part).join(', ')
  return [`${names} ${bad.length === 1 ? 'is' : 'are'} not what was agreed on`, ...record.reasons]
}

async function infoOf(world: World, file: string): Promise<unknown> {
  try {
    return await world.files.info(file)
  } catch (error) {
    if (!isWardenError(error, 'io')) throw error
    // It is there, and cannot be looked at: reading it will say why.
    return messageOf(error)
  }
}
