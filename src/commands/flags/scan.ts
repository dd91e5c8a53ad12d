// modwarden scan [folder | module@version | zip]
import { Option } from 'commander'
import { WardenError } from '../../base/errors.ts'
import type { FailOn } from '../../report/scan.ts'
import { common, oneOf, withCommon, type Define, type RawFlags } from './reportflags.ts'

interface RawScanFlags extends RawFlags {
  readonly module?: boolean
  readonly cache?: boolean
  readonly binary?: string
  readonly failOn: FailOn
  readonly baseline?: string
  readonly against?: string
  readonly capabilities?: boolean
  readonly explainCoverage?: boolean
}

const EXAMPLES = `Examples:
  modwarden scan                            the project, and all that it builds
  modwarden scan example.com/m@v1.2.3       a module before it is used
  modwarden scan --baseline auto            in a pull request: what is new
  modwarden scan ./m.zip
  modwarden scan --binary ~/go/bin/dlv      what a program was built from
`

/** Adds `scan`. */
export const scan: Define = (program, call) => {
  withCommon(program.command('scan').argument('[target]', 'a folder, module@version or module zip'))
    .summary('what the code that is installed would do')
    .description('what the code of modules would do, with evidence; nothing of it is run')
    .addHelpText('before', EXAMPLES)
    .option('--module', 'only the module in the folder')
    .option('--cache', 'every version in GOMODCACHE')
    .option('--binary <file>', 'the modules of a compiled program')
    .addOption(
      new Option('--fail-on <verdict>', 'malicious, suspicious or none')
        .default('suspicious')
        .argParser(oneOf('malicious', 'suspicious', 'none')),
    )
    .option('--baseline <what>', 'only what is new since git:REF, a saved scan\n(JSON), or auto: the branch point')
    .option('--against <earlier>', 'what one module adds to an earlier version,\nmodule@version or a folder')
    .option('--capabilities', 'also what each module can do')
    .option('--explain-coverage', 'also what was not understood, file by file')
    .action(async (target: string | undefined, flags: RawScanFlags) =>
      call(async (invocation) => {
        refuseMixed(target, flags)
        refuseAgainst(target, flags)
        const { scanCommand } = await import('../scan.ts')
        const own = {
          module: flags.module === true,
          cache: flags.cache === true,
          binary: flags.binary,
          failOn: flags.failOn,
          baseline: flags.baseline,
          against: flags.against,
          capabilities: flags.capabilities === true,
          explainCoverage: flags.explainCoverage === true,
        }
        return scanCommand(target, { ...common(flags), ...own }, invocation)
      }),
    )
}

/** Only one module can be compared with another. */
function refuseAgainst(target: string | undefined, flags: RawScanFlags): void {
  if (flags.against === undefined) return
  const whole = flags.module !== true && (target === undefined || !(target.includes('@') || target.endsWith('.zip')))
  if (!whole && flags.cache !== true && flags.binary === undefined) return
  throw new WardenError('usage', '--against goes with one module', {
    remedy: 'name a module version, or a folder with --module: modwarden scan example.com/m@v1.3.0 --against v1.2.3',
  })
}

/** What is looked at is named once: of two, one would be passed over in silence. */
function refuseMixed(target: string | undefined, flags: RawScanFlags): void {
  const named = [
    ...(target === undefined ? [] : ['a target']),
    ...(flags.cache === true ? ['--cache'] : []),
    ...(flags.binary === undefined ? [] : ['--binary']),
  ]
  if (named.length > 1) {
    throw new WardenError('usage', `${named.join(' and ')}: one of them at a time`, {
      remedy: 'run modwarden scan once for each',
    })
  }
  if (flags.module === true && (flags.cache === true || flags.binary !== undefined)) {
    throw new WardenError('usage', '--module goes with a folder', { remedy: 'modwarden scan FOLDER --module' })
  }
}
