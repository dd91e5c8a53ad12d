// argv to one command. Commands are loaded when they are called, so that `--help` loads none of them.
import { Command, CommanderError } from 'commander'
import { isWardenError, WardenError } from '../../base/errors.ts'
import { exitCodeOf } from '../../report/exit.ts'
import { errorText } from './errortext.ts'
import { audit } from '../flags/audit.ts'
import type { Call, Define, Invocation } from '../flags/reportflags.ts'
import { clean } from '../flags/clean.ts'
import { compare } from '../flags/compare.ts'
import { completion } from '../flags/completion.ts'
import { config } from '../flags/config.ts'
import { convert } from '../flags/convert.ts'
import { diff } from '../flags/diff.ts'
import { doctor } from '../flags/doctor.ts'
import { explain } from '../flags/explain.ts'
import { feed } from '../flags/feed.ts'
import { fix } from '../flags/fix.ts'
import { demo } from '../flags/demo.ts'
import { guard, withCommandMarked } from '../flags/guard.ts'
import { log } from '../flags/log.ts'
import { man } from '../flags/man.ts'
import { outdated } from '../flags/outdated.ts'
import { policy } from '../flags/policy.ts'
import { rebuild } from '../flags/rebuild.ts'
import { report } from '../flags/report.ts'
import { repair } from '../flags/repair.ts'
import { rules } from '../flags/rules.ts'
import { sbom } from '../flags/sbom.ts'
import { scan } from '../flags/scan.ts'
import { serve } from '../flags/serve.ts'
import { statistics } from '../flags/statistics.ts'
import { store } from '../flags/store.ts'
import { tree } from '../flags/tree.ts'
import { token } from '../flags/token.ts'
import { version } from '../flags/version.ts'
import { verify } from '../flags/verify.ts'
import { vulns } from '../flags/vulns.ts'
import { vex } from '../flags/vex.ts'
import { waive } from '../flags/waive.ts'
import { who } from '../flags/who.ts'
import { why } from '../flags/why.ts'
import { CODES, EXAMPLES, groupCommands, styleHelp } from '../help/helptext.ts'
import type { Terminal } from './terminal.ts'
import { VERSION } from '../version.ts'

/** All commands, in the order of `--help`. */
const COMMANDS: readonly Define[] = [
  audit,
  verify,
  repair,
  clean,
  rebuild,
  scan,
  compare,
  diff,
  why,
  tree,
  outdated,
  vulns,
  fix,
  sbom,
  vex,
  waive,
  doctor,
  guard,
  demo,
  serve,
  token,
  log,
  who,
  store,
  policy,
  feed,
  report,
  convert,
  statistics,
  explain,
  rules,
  config,
  completion,
  man,
  version,
]

/** Runs one command line; gives the exit code. Expected failures are printed, not thrown. */
export async function run(argv: readonly string[], invocation: Invocation): Promise<number> {
  let code = 0
  const { terminal } = invocation
  const program = buildProgram(terminal, async (command) => {
    code = await command(invocation)
  })
  try {
    // Without a command: the main job, on the project in this folder.
    await program.parseAsync(argv.length === 0 ? ['audit'] : withCommandMarked(argv), { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return 0
      // What cannot be parsed may still say in which format its reader waits for a document.
      const message = error.message.replace(/^error: /, '').replaceAll(/\s*\n\s*/g, ' ')
      const { writeUsageDocument } = await import('./output.ts')
      await writeUsageDocument(argv, new WardenError('usage', message), invocation)
      return 2
    }
    if (!isWardenError(error)) throw error
    terminal.stderr.write(`${errorText(error, invocation.cwd)}\n`)
    const { writeUsageDocument } = await import('./output.ts')
    await writeUsageDocument(argv, error, invocation)
    return exitCodeOf(error.code)
  }
}

function buildProgram(terminal: Terminal, call: Call): Command {
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
  styleHelp(program)
  for (const define of COMMANDS) define(program, call)
  groupCommands(program)
  return program
}
