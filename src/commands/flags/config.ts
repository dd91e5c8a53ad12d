// modwarden config show, modwarden config schema
import { Option } from 'commander'
import { oneOf, type Define } from './reportflags.ts'
import { plainFlags, withPlain, type RawPlainFlags } from './plain.ts'

interface RawShowFlags extends RawPlainFlags {
  readonly origin?: boolean
}

/** Adds `config`. */
export const config: Define = (program, call) => {
  const group = program
    .command('config')
    .description('the settings: show (in force, and whence), schema')
    .helpCommand(false)
    .addHelpText('before', 'Examples:\n  modwarden config show --origin\n  modwarden config schema\n')
  withPlain(group.command('show'))
    .description('every setting in force')
    .addHelpText('before', 'Examples:\n  modwarden config show --origin\n  modwarden config show --format json\n')
    .option('--origin', 'say where each value comes from')
    .action(async (flags: RawShowFlags) =>
      call(async (invocation) => {
        const { configShowCommand } = await import('../config.ts')
        return configShowCommand({ ...plainFlags(flags), origin: flags.origin === true }, invocation)
      }),
    )
  group
    .command('schema')
    .description('the JSON schema of a configuration file')
    .addHelpText('before', 'Examples:\n  modwarden config schema --of project > modwarden.schema.json\n')
    .addOption(
      new Option('--of <file>', 'config (config.yaml) or project (.modwarden.yaml)')
        .default('config')
        .argParser(oneOf('config', 'project')),
    )
    .action(async (flags: { readonly of: string }) =>
      call(async (invocation) => {
        const { configSchemaCommand } = await import('../config.ts')
        return configSchemaCommand(flags.of, invocation)
      }),
    )
}
