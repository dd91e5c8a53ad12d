// modwarden rebuild [folder]
import path from 'node:path'
import { common, withCommon, type Define, type RawFlags } from './reportflags.ts'

interface RawRebuildFlags extends RawFlags {
  readonly yes?: boolean
  readonly keepOthers?: boolean
}

const EXAMPLES = `Examples:
  modwarden rebuild                       fetch and prove all, say what would change
  modwarden rebuild --yes                 and make the cache so
  modwarden rebuild --yes --keep-others   without removing other projects' modules
`

/** Adds `rebuild`. */
export const rebuild: Define = (program, call) => {
  withCommon(program.command('rebuild').argument('[folder]', 'the project', '.'))
    .summary('make GOMODCACHE hold what a project needs, proven')
    .description('make GOMODCACHE hold what a project needs, proven, and nothing else')
    .addHelpText('before', EXAMPLES)
    .option('--yes', 'do it; without this nothing in the cache changes')
    .option('--keep-others', 'leave what the project does not need')
    .action(async (folder: string, flags: RawRebuildFlags) =>
      call(async (invocation) => {
        const { rebuildCommand } = await import('../rebuild.ts')
        const own = { yes: flags.yes === true, keepOthers: flags.keepOthers === true }
        return rebuildCommand(path.resolve(invocation.cwd, folder), { ...common(flags), ...own }, invocation)
      }),
    )
}
