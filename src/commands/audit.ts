// modwarden audit: everything about one project on one page: integrity and behaviour; later parts add their lines.
import { loadProject } from '../jobs/project.ts'
import { scanModules } from '../jobs/scan.ts'
import { planVerified } from '../jobs/scanproject.ts'
import { auditText, type AuditReport } from '../report/audit.ts'
import { worstExit } from '../report/exit.ts'
import type { ScanReport } from '../report/scan.ts'
import type { ExitCode } from '../report/verify.ts'
import type { CommonFlags, Invocation } from './flags/reportflags.ts'
import { emit, failed } from './output.ts'
import { databaseOf } from './databaseof.ts'
import { openRecords } from './records.ts'
import { createScanner } from './scanner.ts'
import { makeReport, type After } from './verify.ts'
import { waivingOf } from './waivers.ts'

/** Runs `audit`; gives the exit code. */
export async function auditCommand(folder: string, flags: CommonFlags, invocation: Invocation): Promise<ExitCode> {
  return failed('modwarden/audit/1', flags, invocation, async () => {
    let scan: ScanReport | undefined
    const after: After = async (setup, report, onProgress) => {
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
        // How the bytes stand is told by the line above.
        const input = {
          ...plan,
          verified: [],
          subject: { kind: 'project', folder: project.folder, modules },
          began,
        } as const
        const waivers = await waivingOf(world, project.folder, undefined, invocation)
        const { records, missing } = await openRecords(
          setup,
          plan.planned,
          { go, options, openDatabase },
          false,
          invocation.terminal.env,
        )
        const whole = { ...input, left: [...input.left, ...missing] }
        scan = await scanModules(world, scanner, whole, { failOn: 'suspicious', waivers, records, signal, onProgress })
      } finally {
        await scanner.close()
      }
    }
    const verify = await makeReport(folder, flags, invocation, after)
    const codes = [verify.exitCode, ...(scan === undefined ? [] : [scan.exitCode])]
    const report: AuditReport = {
      schema: 'modwarden/audit/1',
      verify,
      ...(scan === undefined ? {} : { scan }),
      exitCode: worstExit(codes),
    }
    return emit(flags, invocation, report, (ink) => auditText(report, ink, { verbose: flags.verbose }))
  })
}
