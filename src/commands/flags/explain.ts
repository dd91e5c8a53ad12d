// modwarden explain <rule...>
import type { Define } from './reportflags.ts'

/** Adds `explain`. */
export const explain: Define = (program, call) => {
  program
    .command('explain')
    .argument('<rule...>', 'rules, as findings name them; the beginning is enough')
    .description('what a rule means, what can happen, and what to do')
    .addHelpText('before', 'Examples:\n  modwarden explain MW-INT-ZIP\n  modwarden explain mw-int-zipha MW-INT-GOSUM\n')
    .action(async (rules: readonly string[]) =>
      call(async (invocation) => {
        const { explainCommand } = await import('../explain.ts')
        return explainCommand(rules, invocation)
      }),
    )
}
