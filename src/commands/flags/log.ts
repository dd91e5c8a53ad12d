// modwarden log verify|export|head
import type { Define } from './reportflags.ts'

interface RawLogFlags {
  readonly data?: string
  readonly head?: string
}

const DATA = ['--data <folder>', 'what the guard keeps (default: guard in the store)'] as const

/** Adds `log`. */
export const log: Define = (program, call) => {
  const group = program
    .command('log')
    .summary('what a guard decided: prove it, export it')
    .description('the decisions of a guard: an append-only log with signed heads')
    .helpCommand(false)
    .addHelpText(
      'before',
      'Examples:\n  modwarden log verify\n  modwarden log export > decisions.ndjson\n  modwarden log head > kept-elsewhere\n',
    )
  group
    .command('verify')
    .description('recompute the whole log against every signed head; needs neither guard nor network')
    .addHelpText('before', 'Examples:\n  modwarden log verify --head kept-elsewhere\n')
    .option(...DATA)
    .option('--head <file>', 'a signed head that was kept elsewhere')
    .action(async (flags: RawLogFlags) =>
      call(async (invocation) => {
        const { logVerifyCommand } = await import('../log.ts')
        return logVerifyCommand(flags.data, flags.head, invocation)
      }),
    )
  group
    .command('export')
    .description('every decision, a JSON document a line')
    .addHelpText('before', 'Examples:\n  modwarden log export > decisions.ndjson\n')
    .option(...DATA)
    .action(async (flags: RawLogFlags) =>
      call(async (invocation) => {
        const { logExportCommand } = await import('../log.ts')
        return logExportCommand(flags.data, invocation)
      }),
    )
  group
    .command('head')
    .description('the newest signed head, to be kept elsewhere')
    .addHelpText('before', 'Examples:\n  modwarden log head > kept-elsewhere\n')
    .option(...DATA)
    .action(async (flags: RawLogFlags) =>
      call(async (invocation) => {
        const { logHeadCommand } = await import('../log.ts')
        return logHeadCommand(flags.data, invocation)
      }),
    )
}
