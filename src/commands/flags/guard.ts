// modwarden guard -- <command...>, guard install, guard uninstall
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
  modwarden guard install https://guard.example --yes    all of go, from now on
  modwarden guard uninstall --yes
`

/** Stands before the command in arguments, so that `guard -- install …` runs the program of that name. */
const MARK = ''

/** The arguments with what stands after the first `--` of `guard` kept from being read as `install` or `uninstall`. */
export function withCommandMarked(argv: readonly string[]): readonly string[] {
  const at = argv.indexOf('--')
  return argv[0] === 'guard' && at > 0 ? [...argv.slice(0, at + 1), MARK, ...argv.slice(at + 1)] : argv
}

/** Adds `guard`. */
export const guard: Define = (program, call) => {
  const group = program
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
        return guardCommand(command[0] === MARK ? command.slice(1) : command, { ...flags }, invocation)
      }),
    )

  group
    .command('install')
    .argument('[url]', "the guard's address (default: where serve listens)")
    .summary('have go take everything from a guard')
    .description('show the go env -w line for a guard, and with --yes write it, remembering what was before')
    .option('--private <patterns>', 'private modules that the guard has: GONOPROXY=none and GONOSUMDB besides', '')
    .option('--yes', 'write it')
    .action(async (url: string | undefined, flags: { readonly private: string; readonly yes?: boolean }) =>
      call(async (invocation) => {
        const { installCommand } = await import('../guardinstall.ts')
        const patterns = flags.private.split(',').filter((pattern) => pattern !== '')
        return installCommand(url, { yes: flags.yes === true, private: patterns }, invocation)
      }),
    )
  group
    .command('uninstall')
    .summary('take back what guard install wrote')
    .description('show what guard install wrote, and with --yes take exactly that back')
    .option('--yes', 'take it back')
    .action(async (flags: { readonly yes?: boolean }) =>
      call(async (invocation) => {
        const { uninstallCommand } = await import('../guardinstall.ts')
        return uninstallCommand({ yes: flags.yes === true }, invocation)
      }),
    )
}
