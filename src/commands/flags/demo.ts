// modwarden demo
import type { Define } from './reportflags.ts'

const EXAMPLES = `Examples:
  modwarden demo            two lines to paste, and a page to open
  modwarden demo --check    the whole story by itself
`

/** Adds `demo`. */
export const demo: Define = (program, call) => {
  program
    .command('demo')
    .summary('see a guard hold a harmless module, and waive it')
    .description('start a guard on this machine that holds one harmless module; Ctrl-C ends it and leaves nothing')
    .addHelpText('before', EXAMPLES)
    .option('--check', 'play it through, with the real go where it is installed, and say what happened')
    .action(async (flags: { readonly check?: boolean }) =>
      call(async (invocation) => {
        const { demoCommand } = await import('../demo.ts')
        return demoCommand(flags.check === true, invocation)
      }),
    )
}
