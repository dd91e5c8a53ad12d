// modwarden statistics
import type { Define } from './reportflags.ts'
import { plainFlags, withPlain, type RawPlainFlags } from './plain.ts'

/** Adds `statistics`. */
export const statistics: Define = (program, call) => {
  withPlain(program.command('statistics'))
    .description('match rate and retried fetches over 30 days')
    .addHelpText('before', 'Examples:\n  modwarden statistics\n  modwarden statistics --format json\n')
    .action(async (flags: RawPlainFlags) =>
      call(async (invocation) => {
        const { statisticsCommand } = await import('../statistics.ts')
        return statisticsCommand(plainFlags(flags), invocation)
      }),
    )
}
