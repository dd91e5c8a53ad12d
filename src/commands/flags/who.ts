// modwarden who <module@version>
import { Option } from 'commander'
import { plainFlags, withPlain, type RawPlainFlags } from './plain.ts'
import type { Define } from './reportflags.ts'
import { whenOf } from './when.ts'

interface RawWhoFlags extends RawPlainFlags {
  readonly data?: string
  readonly module?: string
  readonly since?: Date
}

const EXAMPLES = `Examples:
  modwarden who example.com/m@v1.2.3          who fetched it, what was decided
  modwarden who --module example.com/m        all of its versions
  modwarden who example.com/m@v1.2.3 --since 7d --format json
`

/** Adds `who`. */
export const who: Define = (program, call) => {
  withPlain(program.command('who').argument('[module]', 'a module version: path@version'))
    .summary('who fetched a module version')
    .description('who fetched a module version through the guard; 1 where it is blocked now and somebody has it')
    .addHelpText('before', EXAMPLES)
    .option('--data <folder>', 'what the guard keeps (default: guard in the store)')
    .option('--module <path>', 'all versions of a module')
    .addOption(new Option('--since <when>', 'downloads since 7d, 12h, or a day: 2026-11-01').argParser(whenOf))
    .action(async (named: string | undefined, flags: RawWhoFlags) =>
      call(async (invocation) => {
        const { data, module, since } = flags
        const { whoCommand } = await import('../who.ts')
        return whoCommand(named, { ...plainFlags(flags), data, module, since }, invocation)
      }),
    )
}
