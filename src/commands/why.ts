// modwarden why: flags to one answer, its report to stdout.
import { whyReport } from '../jobs/tree/why.ts'
import type { ExitCode } from '../report/verify.ts'
import { whyText } from '../report/whytext.ts'
import type { Invocation } from './flags/reportflags.ts'
import { emit, failed } from './run/output.ts'
import { withTree, type TreeFlags } from './run/withtree.ts'

/** Runs `why`; gives the exit code. */
export async function whyCommand(
  name: string,
  folder: string,
  flags: TreeFlags,
  invocation: Invocation,
): Promise<ExitCode> {
  return failed('modwarden/why/1', flags, invocation, async () => {
    const report = await withTree(folder, flags, invocation, async ({ setup, tree, platform, began }) =>
      whyReport(setup.world, tree, { asked: name, platform, began, signal: invocation.signal }),
    )
    return emit(flags, invocation, report, (ink) => whyText(report, ink, { verbose: flags.verbose }))
  })
}
