// modwarden version
import type { Define } from './reportflags.ts'
import { plainFlags, withPlain, type RawPlainFlags } from './plain.ts'

/** Adds `version`. */
export const version: Define = (program, call) => {
  withPlain(program.command('version'))
    .description('this version, what it runs on, and what it knows')
    .addHelpText('before', 'Examples:\n  modwarden version\n  modwarden version --json\n')
    .action(async (flags: RawPlainFlags) =>
      call(async (invocation) => {
        const { versionCommand } = await import('../versions.ts')
        return versionCommand(plainFlags(flags), invocation)
      }),
    )
}
