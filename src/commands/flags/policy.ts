// modwarden policy show, test <file>, diff <a> <b>, replay <log>, facts
import { InvalidArgumentError, Option } from 'commander'
import { plainFlags, withPlain, type RawPlainFlags } from './plain.ts'
import type { Define } from './reportflags.ts'

interface RawPolicyFlags extends RawPlainFlags {
  readonly policy?: string
}

interface RawTestFlags extends RawPlainFlags {
  readonly cases?: string
}

interface RawReplayFlags extends RawPolicyFlags {
  readonly days: number
}

const EXAMPLES = `Examples:
  modwarden policy show                             what is in force here, and whence
  modwarden policy test policy.yaml                 what it does with versions of each kind
  modwarden policy diff default policy.yaml
  modwarden policy replay log.ndjson --days 90      what it would have done

A policy file is YAML: modwarden policy show default lists every setting.
`

/** Adds `policy`. */
export const policy: Define = (program, call) => {
  const group = program
    .command('policy')
    .summary('what is let in: show, test, diff, replay')
    .description('what is done about what is known of module versions: show, test, diff, replay, facts')
    .helpCommand(false)
    .addHelpText('before', EXAMPLES)
  withPlain(group.command('show').argument('[file]', 'a policy file, or default; unless given, the one that is set'))
    .description('every setting in force, with its place; the project here may tighten it')
    .addHelpText('before', 'Examples:\n  modwarden policy show\n  modwarden policy show policy.yaml --format json\n')
    .action(async (file: string | undefined, flags: RawPlainFlags) =>
      call(async (invocation) => {
        const { policyShowCommand } = await import('../policy.ts')
        return policyShowCommand(file, plainFlags(flags), invocation)
      }),
    )
  withPlain(group.command('test').argument('<file>', 'a policy file, or default'))
    .description('read a policy file, and try it; 1 where a case comes to another end')
    .addHelpText(
      'before',
      `Examples:
  modwarden policy test policy.yaml
  modwarden policy test policy.yaml --cases cases.yaml

A case:
  - module: github.com/acme/log@v1.2.3
    age: 0.5
    findings: [{rule: MW-HOST-IP, severity: high}]
    expect: hold
    by: MW-META-YOUNG
`,
    )
    .option('--cases <file>', 'module versions, and what must become of them')
    .action(async (file: string, flags: RawTestFlags) =>
      call(async (invocation) => {
        const { policyTestCommand } = await import('../policytest.ts')
        return policyTestCommand(file, flags.cases, plainFlags(flags), invocation)
      }),
    )
  withPlain(
    group
      .command('diff')
      .argument('<before>', 'a policy file, or default')
      .argument('<after>', 'a policy file, or default'),
  )
    .description('what differs, and what follows; 1 where the second refuses less')
    .addHelpText(
      'before',
      'Examples:\n  modwarden policy diff default policy.yaml\n  modwarden policy diff old.yaml new.yaml --format json\n',
    )
    .action(async (before: string, after: string, flags: RawPlainFlags) =>
      call(async (invocation) => {
        const { policyDiffCommand } = await import('../policy.ts')
        return policyDiffCommand([before, after], plainFlags(flags), invocation)
      }),
    )
  withPlain(group.command('replay').argument('[log]', 'decisions as NDJSON (default: stdin)', '-'))
    .description('decide again what a guard decided; 1 where something more would be refused')
    .addHelpText(
      'before',
      'Examples:\n  modwarden policy replay log.ndjson --policy new.yaml\n  modwarden log export | modwarden policy replay --days 90 --policy new.yaml\n',
    )
    .addOption(
      new Option('--days <number>', 'how far back').default(90).argParser((said) => {
        const days = Number(said)
        if (!Number.isInteger(days) || days < 1 || days > 36_500)
          throw new InvalidArgumentError('A whole number from 1.')
        return days
      }),
    )
    .option('--policy <file>', 'the policy file; unless given, the one that is set')
    .action(async (log: string, flags: RawReplayFlags) =>
      call(async (invocation) => {
        const { policyReplayCommand } = await import('../policyreplay.ts')
        return policyReplayCommand(log, { ...plainFlags(flags), days: flags.days, policy: flags.policy }, invocation)
      }),
    )
  withPlain(group.command('facts'))
    .description('what the conditions of a policy may speak of')
    .addHelpText('before', 'Examples:\n  modwarden policy facts\n')
    .action(async (flags: RawPlainFlags) =>
      call(async (invocation) => {
        const { policyFactsCommand } = await import('../policy.ts')
        return policyFactsCommand(plainFlags(flags), invocation)
      }),
    )
}
