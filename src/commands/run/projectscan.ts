// A scan of a project that was verified a moment ago: what `audit` says of behaviour, and what `guard --` looks at before it
// starts anything.
import { loadProject } from '../../jobs/project/project.ts'
import { scanModules } from '../../jobs/scan/scan.ts'
import { planVerified } from '../../jobs/scan/project.ts'
import type { ScanReport } from '../../report/scan.ts'
import type { VerifyReport } from '../../report/verify.ts'
import { databaseOf } from './databaseof.ts'
import type { Invocation } from '../flags/reportflags.ts'
import { openRecords } from './records.ts'
import { createScanner } from '../scanning/scanner.ts'
import { waivingOf } from '../settings/waivers.ts'
import type { Setup } from './world.ts'

/** Scans what `report` is about. Throws as `scanModules` does. */
export async function scanVerified(
  setup: Setup,
  folder: string,
  report: VerifyReport,
  invocation: Invocation,
  onProgress: (text: () => string) => void,
): Promise<ScanReport> {
  const { world, go, settings } = setup
  const { signal } = invocation
  const began = world.clock.now().getTime()
  const scanner = createScanner(settings)
  try {
    const project = await loadProject(world.files, folder, go)
    const { full, offline, requireProof } = settings
    const options = { full, offline, requireProof, intoModcache: false, signal }
    const openDatabase = async (): ReturnType<typeof databaseOf> => databaseOf(setup, project)
    const plan = await planVerified(world, project, report, await openDatabase(), { go, options, openDatabase })
    const modules = project.mains.map((main) => main.goMod.module?.path ?? '')
    // How the bytes stand is told already.
    const input = {
      ...plan,
      verified: [],
      subject: { kind: 'project', folder: project.folder, modules },
      began,
    } as const
    const waivers = await waivingOf(world, project.folder, undefined, invocation)
    const run = { go, options, openDatabase }
    const { records, missing } = await openRecords(setup, plan.planned, run, false, invocation.terminal.env)
    const whole = { ...input, left: [...input.left, ...missing] }
    return await scanModules(world, scanner, whole, { failOn: 'suspicious', waivers, records, signal, onProgress })
  } finally {
    await scanner.close()
  }
}
