// modwarden guard -- <command...>
import type { Define } from './reportflags.ts'

interface RawGuardFlags {
  readonly data?: string
  readonly upstream?: string
  readonly gosumdb?: string
  readonly policy?: string
  readonly mode?: string
}

const EXAMPLES = `Examples:
  modwarden guard -- go get example.com/m@latest
  modwarden guard -- make
`

/** Adds `guard`. */
export const guard: Define = (program, call) => {
  program
    .command('guard')
    .summary('run one command behind a guard')
    .description('verify what is cached, then run a command whose modules come through a guard of its own')
    .argument('<command...>', 'after --: the command and its arguments')
    .usage('[options] -- <command...>')
    .addHelpText('before', EXAMPLES)
    .option('--data <folder>', 'what it keeps (default: guard in the store)')
    .option('--upstream <list>', 'instead of GOPROXY')
    .option('--gosumdb <database>', "instead of GOSUMDB: 'NAME+KEY [URL]'")
    .option('--policy <file>', 'what is refused (default: built in)')
    .option('--mode <mode>', 'enforce, or monitor: refuse only what fails its proof')
    .action(async (command: readonly string[], flags: RawGuardFlags) =>
      call(async (invocation) => {
        const { guardCommand } = await import('../guard.ts')
        return guardCommand(command, { ...flags }, invocation)
      }),
    )
}
