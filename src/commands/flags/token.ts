// modwarden token create, list, revoke <name>, forget <name>
import { Option } from 'commander'
import { plainFlags, withPlain, type RawPlainFlags } from './plain.ts'
import { oneOf, type Define } from './reportflags.ts'

interface RawTokenFlags {
  readonly data?: string
}

interface RawCreateFlags extends RawTokenFlags {
  readonly name: string
  readonly role: string
  readonly for: string
}

const DATA = ['--data <folder>', 'what the guard keeps (default: guard in the store)'] as const

/** Adds `token`. */
export const token: Define = (program, call) => {
  const group = program
    .command('token')
    .summary('who may do what at a guard: tokens')
    .description('the tokens of a guard: create, list, revoke, forget')
    .helpCommand(false)
    .addHelpText(
      'before',
      `Examples:
  modwarden token create --name kim --role approver
  modwarden token list
  modwarden token revoke kim

Roles, each may do what those before it may: reader fetches where serve runs
with --require-identity; developer asks for waivers and disputes verdicts;
approver grants and revokes waivers; admin overrules a verdict together with
another admin, and switches the mode.
`,
    )
  group
    .command('create')
    .description('make a token; it is shown once, and only its hash is kept')
    .addHelpText(
      'before',
      `Examples:
  modwarden token create --name ci --role reader --for 365d
  echo "machine guard.example login ci password $(modwarden token create --name ci)" >> ~/.netrc
`,
    )
    .requiredOption('--name <name>', 'whose it is')
    .addOption(
      new Option('--role <role>', 'reader, developer, approver or admin')
        .default('reader')
        .argParser(oneOf('reader', 'developer', 'approver', 'admin')),
    )
    .option('--for <days>', 'how long it counts: 90d, 52w; at most 400 days', '90d')
    .option(...DATA)
    .action(async (flags: RawCreateFlags) =>
      call(async (invocation) => {
        const { tokenCreateCommand } = await import('../token.ts')
        const { name, role, data } = flags
        return tokenCreateCommand({ name, role, lasts: flags.for, data }, invocation)
      }),
    )
  withPlain(group.command('list'))
    .description('all tokens: whose, which role, until when')
    .addHelpText('before', 'Examples:\n  modwarden token list\n  modwarden token list --format json\n')
    .option(...DATA)
    .action(async (flags: RawTokenFlags & RawPlainFlags) =>
      call(async (invocation) => {
        const { tokenListCommand } = await import('../token.ts')
        return tokenListCommand(flags.data, plainFlags(flags), invocation)
      }),
    )
  group
    .command('revoke')
    .description('end a token by its name (t7), or all of a person')
    .argument('<name>', 'a person, or t and a number')
    .addHelpText('before', 'Examples:\n  modwarden token revoke kim\n  modwarden token revoke t7\n')
    .option(...DATA)
    .action(async (name: string, flags: RawTokenFlags) =>
      call(async (invocation) => {
        const { tokenRevokeCommand } = await import('../token.ts')
        return tokenRevokeCommand(name, flags.data, invocation)
      }),
    )
  group
    .command('forget')
    .description('erase a name and end its tokens; records keep a reference that says nothing')
    .argument('<name>', 'a person')
    .addHelpText('before', 'Examples:\n  modwarden token forget kim\n')
    .option(...DATA)
    .action(async (name: string, flags: RawTokenFlags) =>
      call(async (invocation) => {
        const { tokenForgetCommand } = await import('../token.ts')
        return tokenForgetCommand(name, flags.data, invocation)
      }),
    )
}
