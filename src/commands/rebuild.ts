// modwarden rebuild: flags to one rebuilding, its report to stdout.
import { loadProject } from '../jobs/project/project.ts'
import { rebuild } from '../jobs/cache/rebuild.ts'
import { rebuildText } from '../report/rebuild.ts'
import type { ExitCode } from '../report/verify.ts'
import { changing } from './run/changing.ts'
import type { CommonFlags, Invocation } from './flags/reportflags.ts'
import { emit, failed } from './run/output.ts'

/** The flags of `rebuild`. */
export interface RebuildFlags extends CommonFlags {
  readonly yes: boolean
  readonly keepOthers: boolean
}

/** Runs `rebuild` for the project that a folder lies in; gives the exit code. */
export async function rebuildCommand(folder: string, flags: RebuildFlags, invocation: Invocation): Promise<ExitCode> {
  return failed('modwarden/rebuild/1', flags, invocation, async () => {
    const report = await changing(folder, flags, invocation, async (run) => {
      const project = await loadProject(run.world.files, folder, run.go)
      const database = await run.openDatabase(project)
      const { yes, keepOthers } = flags
      return rebuild(run.world, project, database, run.actor, { ...run.options, yes, keepOthers })
    })
    return emit(flags, invocation, report, (ink) => rebuildText(report, ink, { verbose: flags.verbose }))
  })
}
