// modwarden doctor: flags to one examination of the environment or of workflow files; its report to stdout.
import path from 'node:path'
import { WardenError } from '../base/errors.ts'
import { createClock } from '../io/clock.ts'
import { createFiles } from '../io/files.ts'
import { createGoLayers } from '../io/golayers.ts'
import { createInodes } from '../io/inodes.ts'
import { doctorReport, examineEnvironment } from '../jobs/doctor/doctor.ts'
import { workflowReport } from '../jobs/doctor/workflows.ts'
import type { DoctorWorld } from '../jobs/doctor/facts.ts'
import { fixEnvironment, undoFix } from '../jobs/doctor/fix.ts'
import type { DoctorReport } from '../report/doctor.ts'
import { doctorText } from '../report/doctortext.ts'
import type { ExitCode } from '../report/verify.ts'
import type { Invocation, ReportFlags } from './flags/reportflags.ts'
import { emit, failed } from './run/output.ts'
import { yamlTree } from './settings/yamltree.ts'
import { isCI, loadSettings, type Settings } from './settings/settings.ts'

/** The flags of `doctor`. */
export interface DoctorFlags extends ReportFlags {
  readonly fix: boolean
  readonly undo: boolean
  /** Workflow files or folders of them; `undefined`: the environment is examined. */
  readonly ci: readonly string[] | undefined
}

/** Runs `doctor`; gives the exit code. */
export async function doctorCommand(folder: string, flags: DoctorFlags, invocation: Invocation): Promise<ExitCode> {
  return failed('modwarden/doctor/1', flags, invocation, async () => {
    const report = await makeReport(folder, flags, invocation)
    return emit(flags, invocation, report, (ink) => doctorText(report, ink, { verbose: flags.verbose }))
  })
}

async function makeReport(folder: string, flags: DoctorFlags, invocation: Invocation): Promise<DoctorReport> {
  const { terminal, signal } = invocation
  if (flags.ci !== undefined) return workflows(flags.ci, folder, invocation)
  const files = createFiles()
  if ((await files.info(folder))?.kind !== 'folder') {
    throw new WardenError('usage', `${folder}: no such folder`, { remedy: 'name the folder of a project, or none' })
  }
  const settings = await loadSettings(files, terminal.env, folder, {})
  const world = doctorWorld(settings, invocation)
  const surroundings = {
    folder,
    ci: isCI(terminal.env),
    own: { gosumdb: settings.gosumdb, private: settings.private },
  }
  const examined = await examineEnvironment(world, surroundings, signal)
  if (!flags.fix && !flags.undo) return doctorReport(examined, folder)
  const { changes, undo } = flags.undo
    ? await undoFix(world, examined.facts)
    : await fixEnvironment(world, createClock(), examined.facts, examined.findings)
  // What is left is told from a new look, not from what the repair promises.
  const now = await examineEnvironment(world, surroundings, signal)
  return doctorReport(now, folder, { changes, ...(undo === undefined ? {} : { undo }) })
}

async function workflows(
  named: readonly string[],
  folder: string,
  { terminal, signal, cwd }: Invocation,
): Promise<DoctorReport> {
  const layers = await createGoLayers(terminal.env).layers([])
  const world = {
    files: createFiles(),
    parse: yamlTree,
    usualProxy: layers.installation.get('GOPROXY')?.split(/[,|]/, 1)[0],
  }
  const report = await workflowReport(
    world,
    named.map((file) => path.resolve(cwd, file)),
    folder,
    signal,
  )
  if (report.subject.files?.length === 0) terminal.stderr.write('modwarden: there are no workflow files here\n')
  return report
}

function doctorWorld(settings: Settings, { terminal }: Invocation): DoctorWorld {
  return {
    files: createFiles({ temporary: `${settings.store}/tmp` }),
    inodes: createInodes(),
    layers: createGoLayers(terminal.env),
    store: settings.store,
  }
}
