// modwarden tree: flags to one tree, its report to stdout.
import { treeReport } from '../jobs/tree/tree.ts'
import type { TreeOnly } from '../report/tree.ts'
import { treeText } from '../report/treetext.ts'
import type { ExitCode } from '../report/verify.ts'
import type { Invocation } from './flags/reportflags.ts'
import { emit, failed } from './run/output.ts'
import { withTree, type TreeFlags } from './run/withtree.ts'

/** The flags of `tree`. */
export interface TreeCommandFlags extends TreeFlags {
  readonly depth: number | undefined
  readonly only: readonly TreeOnly[]
}

/** Runs `tree`; gives the exit code. */
export async function treeCommand(folder: string, flags: TreeCommandFlags, invocation: Invocation): Promise<ExitCode> {
  return failed('modwarden/tree/1', flags, invocation, async () => {
    const report = await withTree(folder, flags, invocation, async ({ setup, tree, platform, began }) =>
      treeReport(setup.world, tree, flags.only, platform, began),
    )
    const { depth, verbose } = flags
    return emit(flags, invocation, report, (ink) => treeText(report, ink, { depth, verbose }))
  })
}
