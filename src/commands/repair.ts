// modwarden repair: flags to one repair, its report to stdout.
import { findPrograms } from '../jobs/cache/programs.ts'
import { loadProject, type Project } from '../jobs/project/project.ts'
import { repair, type RepairTarget } from '../jobs/cache/repair.ts'
import { repairText, type RepairReport } from '../report/repair.ts'
import type { ExitCode } from '../report/verify.ts'
import { isWardenError } from '../base/errors.ts'
import type { CommonFlags, Invocation } from './flags/reportflags.ts'
import { changing, type Changing } from './run/changing.ts'
import { moduleNamed } from './run/modulenamed.ts'
import { emit, failed } from './run/output.ts'

/** The flags of `repair`. */
export interface RepairFlags extends CommonFlags {
  readonly all: boolean
  readonly cache: boolean
  readonly remove: boolean
  readonly goSum: boolean
  /** Folders of programs besides GOBIN. */
  readonly programs: readonly string[]
}

/** Runs `repair` for named module versions, or for all of a project or the cache; gives the exit code. */
export async function repairCommand(
  modules: readonly string[],
  folder: string,
  flags: RepairFlags,
  invocation: Invocation,
): Promise<ExitCode> {
  return failed('modwarden/repair/1', flags, invocation, async () => {
    const target: RepairTarget = flags.all
      ? { kind: 'all' }
      : {
          kind: 'modules',
          modules: modules.map((name) => moduleNamed(name, 'modwarden repair github.com/acme/log@v1.4.2')),
        }
    const report = await changing(folder, flags, invocation, async (run) => {
      const project = flags.cache ? undefined : await projectHere(run, folder, flags)
      const { world, settings, options, actor } = run
      const database = await run.openDatabase(project)
      const repaired = await repair(world, project, database, target, actor, {
        ...options,
        requireProof: settings.requireProof,
        remove: flags.remove,
        goSum: flags.goSum,
      })
      return withBuiltPrograms(repaired, run, flags)
    })
    return emit(flags, invocation, report, (ink) => repairText(report, ink, { verbose: flags.verbose }))
  })
}

/** The project that the folder lies in; named modules need none: then the cache's are repaired by their proofs alone. */
async function projectHere({ world, go }: Changing, folder: string, flags: RepairFlags): Promise<Project | undefined> {
  try {
    return await loadProject(world.files, folder, go)
  } catch (error) {
    if (!flags.all && !flags.goSum && isWardenError(error, 'usage')) return undefined
    throw error
  }
}

/** Adds the programs that were built from what was bad. */
async function withBuiltPrograms(report: RepairReport, run: Changing, flags: RepairFlags): Promise<RepairReport> {
  const bad = report.modules
    .filter((m) => m.parts.some((part) => part === 'zip' || part === 'folder' || part === '.ziphash'))
    .map((m) => ({ path: m.path, version: m.version, agreed: m.expected?.h1, found: [] }))
  // A go.sum that named other bytes had go build from those; of a go.mod's line nothing is in a program.
  for (const { path, version, right } of report.goSum) {
    const [, file = '', agreed] = right.split(' ')
    if (!file.endsWith('/go.mod')) bad.push({ path, version, agreed, found: [] })
  }
  if (bad.length === 0) return report
  const { world, go, options } = run
  const { programs, unread } = await findPrograms(world, go, bad, { folders: flags.programs, ...options })
  return { ...report, programs, ...(unread.length === 0 ? {} : { unreadPrograms: unread }) }
}
