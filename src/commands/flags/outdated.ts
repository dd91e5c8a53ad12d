// modwarden outdated [dir]
import { common, withCommon, type Define, type RawFlags } from './reportflags.ts'

const EXAMPLES = `Examples:
  modwarden outdated             what is newer, and what may be taken today
  modwarden outdated -v          of indirect modules, too
  modwarden outdated --full      ask again for what was asked within the hour
  modwarden outdated --offline   by what was asked before
`

/** Adds `outdated`. */
export const outdated: Define = (program, call) => {
  withCommon(program.command('outdated').argument('[dir]', 'the folder of a project', '.'))
    .summary('updates, retractions, conflicts, licences')
    .description('updates that the policy lets in, retracted and deprecated versions, what go.mod lacks')
    .addHelpText('before', EXAMPLES)
    .action(async (folder: string, flags: RawFlags) =>
      call(async (invocation) => {
        const { outdatedCommand } = await import('../outdated.ts')
        return outdatedCommand(folder, common(flags), invocation)
      }),
    )
}
