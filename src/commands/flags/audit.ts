// modwarden audit [folder]
import path from 'node:path'
import { common, withCommon, type Define, type RawFlags } from './reportflags.ts'

/** Adds `audit`. */
export const audit: Define = (program, call) => {
  withCommon(program.command('audit').argument('[folder]', 'the project', '.'))
    .description('one page about a project, with a score')
    .addHelpText('before', 'Examples:\n  modwarden audit\n  modwarden audit examples/shop -o html=audit.html\n')
    .action(async (folder: string, flags: RawFlags) =>
      call(async (invocation) => {
        const { auditCommand } = await import('../audit.ts')
        return auditCommand(path.resolve(invocation.cwd, folder), common(flags), invocation)
      }),
    )
}
