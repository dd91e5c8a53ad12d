// argv to one command. Commands are loaded when they are called, so that `--help` loads none of them.
import path from 'node:path'
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { isWardenError, WardenError } from '../base/errors.ts'
import { exitCodeOf } from '../report/exit.ts'
import { printable } from '../report/printable.ts'
import type { ExitCode } from '../report/verify.ts'
import type { SettingValues } from './settings.ts'
import type { ColorChoice, Terminal } from './terminal.ts'
import { VERSION } from './version.ts'

/** What a command gets besides its flags. */
export interface Invocation {
  readonly terminal: Terminal
  readonly cwd: string
  readonly signal: AbortSignal
}

/** Flags that every command has. */
export interface CommonFlags {
  readonly format: 'text' | 'json'
  readonly color: ColorChoice
  readonly quiet: boolean
  readonly verbose: boolean
  readonly progress: boolean
  /** What flags set of the settings. */
  readonly settings: SettingValues
}

const EXAMPLES = `Examples:
  modwarden audit                      one page about the project in this folder
  modwarden verify ../shop             prove every module of a project
  modwarden verify --cache             prove everything in GOMODCACHE
  modwarden verify --full --offline    read all bytes again, open no connection
  modwarden verify --format json       one JSON document on stdout
`

const CODES = `
Exit codes: 0 fine · 1 findings · 2 usage or configuration · 3 a check could not
be completed · 4 integrity broken. The same in every format.
Settings: flags, MODWARDEN_*, .modwarden.yaml, ~/.config/modwarden/config.yaml.
`

/** Runs one command line; gives the exit code. Expected failures are printed, not thrown. */
export async function run(argv: readonly string[], invocation: Invocation): Promise<number> {
  let code: ExitCode = 0
  const { terminal } = invocation
  const program = buildProgram(terminal, (ran) => (code = ran), invocation)
  try {
    // Without a command: the main job, on the project in this folder.
    await program.parseAsync(argv.length === 0 ? ['audit'] : argv, { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return 0
      if (wantsJson(argv)) terminal.stdout.write(`${JSON.stringify(usageDocument(error))}\n`)
      return 2
    }
    if (!isWardenError(error)) throw error
    terminal.stderr.write(`${errorText(error, invocation.cwd)}\n`)
    return exitCodeOf(error.code)
  }
}

/** Whether a command line that cannot be parsed asks for JSON, so that its reader gets a document all the same. */
function wantsJson(argv: readonly string[]): boolean {
  return argv.some((arg, i) => {
    if (arg === '--json' || arg === '--format=json' || arg === '-fjson') return true
    return arg === 'json' && (argv[i - 1] === '--format' || argv[i - 1] === '-f')
  })
}

function usageDocument(error: CommanderError): object {
  const message = error.message.replace(/^error: /, '').replaceAll(/\s*\n\s*/g, ' ')
  return { schema: 'modwarden/error/1', error: { code: 'usage', message }, exitCode: 2 }
}

/** `modwarden: file:line: message`, then what can be done. */
export function errorText(error: WardenError, cwd: string): string {
  const { place } = error
  const file = place === undefined ? '' : shorter(place.file, cwd)
  const at = place === undefined ? '' : `${[file, place.line, place.column].filter((p) => p !== undefined).join(':')}: `
  return printable(`modwarden: ${at}${error.message}${error.remedy === undefined ? '' : `\n  ${error.remedy}`}`)
}

function shorter(file: string, cwd: string): string {
  const relative = path.relative(cwd, file)
  return path.isAbsolute(file) && relative.length < file.length && !relative.startsWith('..') ? relative : file
}

function buildProgram(terminal: Terminal, done: (code: ExitCode) => void, invocation: Invocation): Command {
  const program = new Command('modwarden')
    .description('Proves that every Go module is the one the world agreed on.')
    .version(VERSION, '-V, --version')
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', CODES)
    .showSuggestionAfterError()
    .showHelpAfterError('Try modwarden --help')
    .configureOutput({
      writeOut: (text) => void terminal.stdout.write(text),
      writeErr: (text) => void terminal.stderr.write(text),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .exitOverride()

  const audit = withCommon(program.command('audit').argument('[folder]', 'the project', '.'))
  audit
    .description('one page about a project: integrity, with proofs')
    .addHelpText('before', 'Examples:\n  modwarden audit\n  modwarden audit examples/shop --format json\n')
    .option('--bundle <file>', 'proofs for where the database is out of reach')
    .action(async (folder: string, flags: RawFlags) => {
      const { auditCommand } = await import('./audit.ts')
      done(
        await auditCommand(
          path.resolve(invocation.cwd, folder),
          { ...common(flags), bundle: flags.bundle },
          invocation,
        ),
      )
    })

  const verify = withCommon(program.command('verify').argument('[folder]', 'the project (default: this folder)'))
  verify
    .description('prove go.sum, cached zips, extracted folders, .mod files and vendor/')
    .addHelpText(
      'before',
      'Examples:\n  modwarden verify\n  modwarden verify --cache -q && echo sound\n  modwarden verify --full --offline\n  modwarden verify --into-modcache   fetch what is missing to where go looks\n',
    )
    .option('--cache', 'verify all of GOMODCACHE, not a project')
    .option('--into-modcache', 'put fetched modules into GOMODCACHE')
    .option('--bundle <file>', 'proofs for where the database is out of reach')
    .option('--write-bundle <file>', 'write proofs for a machine without network')
    .action(async (folder: string | undefined, flags: RawFlags) => {
      if (flags.cache === true && (folder !== undefined || flags.intoModcache === true)) {
        throw new WardenError(
          'usage',
          `--cache goes without ${folder === undefined ? '--into-modcache' : 'a folder'}`,
          {
            remedy: 'it verifies GOMODCACHE; for another cache: GOMODCACHE=DIR modwarden verify --cache',
          },
        )
      }
      const { verifyCommand } = await import('./verify.ts')
      const own = {
        cache: flags.cache === true,
        intoModcache: flags.intoModcache === true,
        bundle: flags.bundle,
        writeBundle: flags.writeBundle,
      }
      done(await verifyCommand(path.resolve(invocation.cwd, folder ?? '.'), { ...common(flags), ...own }, invocation))
    })
  return program
}

interface RawFlags {
  readonly format: 'text' | 'json'
  readonly json?: boolean
  readonly color: ColorChoice
  readonly quiet?: boolean
  readonly verbose?: boolean
  readonly progress: boolean
  readonly full?: boolean
  readonly offline?: boolean
  readonly requireProof?: boolean
  readonly askAll?: boolean
  readonly cache?: boolean
  readonly intoModcache?: boolean
  readonly bundle?: string
  readonly writeBundle?: string
}

function withCommon(command: Command): Command {
  return command
    .exitOverride()
    .option('--full', 'ignore the index: read every byte (default in CI)')
    .option('--no-full', 'use the index, in CI too')
    .option('--offline', 'open no connection')
    .option('--require-proof', 'exit 3 where GONOSUMDB keeps a proof away')
    .option('--ask-all', 'ask about hosts that may be private, too')
    .addOption(new Option('-f, --format <name>', 'text or json').default('text').argParser(oneOf('text', 'json')))
    .option('--json', 'short for --format json')
    .addOption(
      new Option('--color <when>', 'auto, always or never').default('auto').argParser(oneOf('auto', 'always', 'never')),
    )
    .option('-q, --quiet', 'print nothing when all is well')
    .option('-v, --verbose', 'show all that is wrong, not the first 20')
    .option('--no-progress', 'no progress on stderr')
}

/** One of a few words; `choices` would list them a second time, on a line of their own. */
function oneOf(...words: readonly string[]): (value: string) => string {
  return (value) => {
    if (words.includes(value)) return value
    throw new InvalidArgumentError(`Allowed: ${words.join(', ')}.`)
  }
}

function common(flags: RawFlags): CommonFlags {
  return {
    format: flags.json === true ? 'json' : flags.format,
    color: flags.color,
    quiet: flags.quiet === true,
    verbose: flags.verbose === true,
    progress: flags.progress,
    settings: {
      full: flags.full,
      offline: flags.offline === true ? true : undefined,
      requireProof: flags.requireProof === true ? true : undefined,
      askAll: flags.askAll === true ? true : undefined,
    },
  }
}
