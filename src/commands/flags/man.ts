// modwarden man
import type { Define } from './reportflags.ts'

/** Adds `man`. */
export const man: Define = (program, call) => {
  program
    .command('man')
    .description('the manual page, as roff')
    .addHelpText(
      'before',
      'Examples:\n  modwarden man | man -l -\n  modwarden man > ~/.local/share/man/man1/modwarden.1\n',
    )
    .action(async () =>
      call(async (invocation) => {
        const { manCommand } = await import('../man.ts')
        return manCommand(program, invocation)
      }),
    )
}
