// modwarden clean: flags to one cleaning, its report to stdout.
import { clean, type CleanTarget } from '../jobs/cache/clean.ts'
import { cleanText } from '../report/clean.ts'
import type { ExitCode } from '../report/verify.ts'
import { changing, type Changing } from './run/changing.ts'
import type { CommonFlags, Invocation } from './flags/reportflags.ts'
import { emit, failed } from './run/output.ts'

/** The flags of `clean`: what to choose, and whether to do it. */
export interface CleanFlags extends CommonFlags {
  readonly choice:
    | { readonly kind: 'bad' | 'all' }
    | { readonly kind: 'unused'; readonly roots: readonly string[] }
    | { readonly kind: 'older-than'; readonly ms: number }
  readonly yes: boolean
}

/** Runs `clean`; gives the exit code. */
export async function cleanCommand(flags: CleanFlags, invocation: Invocation): Promise<ExitCode> {
  return failed('modwarden/clean/1', flags, invocation, async () => {
    const report = await changing(undefined, flags, invocation, async (run) => {
      const target = await targetOf(flags.choice, run, invocation)
      return clean(run.world, target, run.actor, { ...run.options, yes: flags.yes })
    })
    return emit(flags, invocation, report, (ink) => cleanText(report, ink, { verbose: flags.verbose }))
  })
}

async function targetOf(choice: CleanFlags['choice'], run: Changing, { terminal }: Invocation): Promise<CleanTarget> {
  switch (choice.kind) {
    case 'bad':
      return { kind: 'bad', database: await run.openDatabase(undefined) }
    case 'unused':
      return { ...choice, database: await run.openDatabase(undefined) }
    case 'all':
      return { kind: 'all', home: terminal.env['HOME'] }
    case 'older-than':
      return choice
  }
}
