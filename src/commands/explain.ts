// modwarden explain: rules as a person reads them.
import type { ExitCode } from '../report/verify.ts'
import type { Invocation } from './flags/reportflags.ts'
import { ruleText, rulesNamed } from './rules.ts'

/** Runs `explain`; throws `usage` for a rule that there is not. */
export async function explainCommand(rules: readonly string[], { terminal }: Invocation): Promise<ExitCode> {
  terminal.stdout.write(rulesNamed(rules).map(ruleText).join('\n'))
  return Promise.resolve(0)
}
