// modwarden waive <what...>, modwarden waive list, modwarden waive prune
import { plainFlags, withPlain, type RawPlainFlags } from './plain.ts'
import type { Define } from './reportflags.ts'

interface RawWaiveFlags {
  readonly module?: string
  readonly path?: string
  readonly reason?: string
  readonly owner?: string
  readonly for: string
  readonly ticket?: string
  readonly user?: boolean
}

interface RawListFlags extends RawPlainFlags {
  readonly user?: boolean
}

const EXAMPLES = `Examples:
  modwarden waive MW-HOST-IP --module example.com/m@v1.2.3 --for 14d \\
    --owner kim --reason "health check of the appliance, reviewed"
  modwarden waive list
  modwarden waive prune        remove what is over, or of no module any more
`

/** Adds `waive`. */
export const waive: Define = (program, call) => {
  const group = program
    .command('waive')
    .summary('accept a finding, with owner, reason and end')
    .description('accept findings of scan: who, why, until when; list, prune')
    .argument('[what...]', 'rules, modules or module@version')
    .usage('[options] [what...]')
    .helpCommand(false)
    .addHelpText('before', EXAMPLES)
    .option('--module <module>', 'only in this module, or module@version')
    .option('--path <path>', 'only in this file or folder of the module')
    .option('--reason <text>', 'why it is accepted')
    .option('--owner <name>', 'who answers for it')
    .option('--for <days>', 'how long: 14d, 6w; at most 90 days', '14d')
    .option('--ticket <id>', 'where it was discussed')
    .option('--user', 'in your own configuration, not the project: only\nthere malware can be waived')
    .action(async (what: readonly string[], flags: RawWaiveFlags) =>
      call(async (invocation) => {
        const { waiveCommand } = await import('../waive.ts')
        const { module, path, reason, owner, ticket } = flags
        const own = { module, path, reason, owner, ticket, lasts: flags.for, user: flags.user === true }
        return waiveCommand(what, own, invocation)
      }),
    )
  withPlain(group.command('list'))
    .description('all waivers, with what is left of each')
    .addHelpText('before', 'Examples:\n  modwarden waive list\n  modwarden waive list --format json\n')
    .action(async (flags: RawListFlags) =>
      call(async (invocation) => {
        const { waiveListCommand } = await import('../waive.ts')
        return waiveListCommand(plainFlags(flags), invocation)
      }),
    )
  group
    .command('prune')
    .description('remove waivers that are over, or of modules that the project no longer has')
    .addHelpText('before', 'Examples:\n  modwarden waive prune\n')
    .action(async () =>
      call(async (invocation) => {
        const { waivePruneCommand } = await import('../waive.ts')
        return waivePruneCommand(invocation)
      }),
    )
}
