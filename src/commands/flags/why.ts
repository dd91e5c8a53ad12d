// modwarden why module|package [dir]
import { platformFlags, withPlatform, type RawPlatformFlags } from './platformflags.ts'
import { common, withCommon, type Define, type RawFlags } from './reportflags.ts'

const EXAMPLES = `Examples:
  modwarden why golang.org/x/text               who requires it, who decided
  modwarden why golang.org/x/text/language -v   what of it is used, and where
  modwarden why net/http                        which import leads to it
`

/** Adds `why`. */
export const why: Define = (program, call) => {
  withCommon(
    withPlatform(
      program
        .command('why')
        .argument('<name>', 'a module or package')
        .argument('[dir]', 'the folder of a project', '.'),
    ),
  )
    .summary('why a module is there, at this version')
    .description('every way to it, whose requirement decided, which packages and names of it are used')
    .addHelpText('before', EXAMPLES)
    .action(async (name: string, folder: string, flags: RawFlags & RawPlatformFlags) =>
      call(async (invocation) => {
        const own = { platform: platformFlags(flags) }
        const { whyCommand } = await import('../why.ts')
        return whyCommand(name, folder, { ...common(flags), ...own }, invocation)
      }),
    )
}
