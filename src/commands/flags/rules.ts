// modwarden rules list, modwarden rules show <rule...>
import type { Define } from './reportflags.ts'
import { plainFlags, withPlain, type RawPlainFlags } from './plain.ts'

/** Adds `rules`. */
export const rules: Define = (program, call) => {
  const group = program
    .command('rules')
    .description('what modwarden can find: list, show')
    .helpCommand(false)
    .addHelpText('before', 'Examples:\n  modwarden rules list\n  modwarden rules show MW-INT-ZIP --format json\n')
  withPlain(group.command('list'))
    .description('all rules, a line each')
    .addHelpText('before', 'Examples:\n  modwarden rules list\n  modwarden rules list --format json\n')
    .action(async (flags: RawPlainFlags) =>
      call(async (invocation) => {
        const { rulesListCommand } = await import('../rules.ts')
        return rulesListCommand(plainFlags(flags), invocation)
      }),
    )
  withPlain(group.command('show').argument('<rule...>', 'rules; the beginning is enough'))
    .description('the record of a rule')
    .addHelpText('before', 'Examples:\n  modwarden rules show MW-INT-ZIP --format json\n')
    .action(async (ids: readonly string[], flags: RawPlainFlags) =>
      call(async (invocation) => {
        const { rulesShowCommand } = await import('../rules.ts')
        return rulesShowCommand(ids, plainFlags(flags), invocation)
      }),
    )
}
