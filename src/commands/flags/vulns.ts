// modwarden vulns [folder]
import { InvalidArgumentError, Option } from 'commander'
import { WardenError } from '../../base/errors.ts'
import { knowsPlatform } from '../../gosource/callgraph/constraints.ts'
import type { VulnLevel } from '../../report/vulns.ts'
import { common, oneOf, repeated, withReport, type Define, type RawFlags } from './reportflags.ts'

interface RawVulnsFlags extends RawFlags {
  readonly db?: string
  readonly binary?: string
  readonly engine: 'modwarden' | 'govulncheck'
  readonly level: VulnLevel
  readonly baseline?: string
  readonly ignores?: readonly string[]
  readonly tags?: readonly string[]
  readonly platform?: { readonly goos: string; readonly goarch: string }
  readonly tests?: boolean
}

const EXAMPLES = `Examples:
  modwarden vulns                            what the code here calls
  modwarden vulns --db ./vulndb.tar.gz       a database that lies here
  modwarden vulns --baseline git:main        in a pull request: what is new
  modwarden vulns --binary ~/go/bin/dlv      a compiled program
  modwarden waive GO-2024-2887 --reason … --owner …
`

/** Adds `vulns`. */
export const vulns: Define = (program, call) => {
  withReport(program.command('vulns').argument('[folder]', 'a folder of the project', '.'))
    .summary('known flaws, and whether the code calls them')
    .description('known flaws in what is built, by how close the code comes; nothing is compiled')
    .addHelpText('before', EXAMPLES)
    .option('--offline', 'open no connection')
    .option('--db <source>', 'URL, folder or archive of the database\n(default: GOVULNDB, then the setting vulndb)')
    .addOption(
      new Option('--level <level>', 'exit 1 from here on: symbol (called),\npackage (imported) or module')
        .default('symbol')
        .argParser(oneOf('symbol', 'package', 'module')),
    )
    .option('--baseline <what>', 'only what is new since git:REF, or auto')
    .option(
      '--ignores <file>',
      'osv-scanner.toml, .trivyignore(.yaml),\nOpenVEX or CycloneDX VEX; repeatable',
      repeated,
    )
    .option('--binary <file>', 'a compiled program instead')
    .option('--tests', "enter the project's tests, too")
    .option('--tags <list>', 'build tags that are set', listOf)
    .option('--platform <os/arch>', 'the system that is built for', platformOf)
    .addOption(
      new Option('--engine <name>', 'modwarden, or govulncheck, which compiles')
        .default('modwarden')
        .argParser(oneOf('modwarden', 'govulncheck')),
    )
    .action(async (folder: string, flags: RawVulnsFlags) =>
      call(async (invocation) => {
        refuseMixed(flags)
        const { vulnsCommand } = await import('../vulns.ts')
        const { db, binary, engine, level, baseline, ignores = [], tags = [], platform, tests } = flags
        const own = { db, binary, engine, level, baseline, ignores, tags, platform, tests: tests === true }
        return vulnsCommand(folder, { ...common(flags), ...own }, invocation)
      }),
    )
}

function refuseMixed({ binary, baseline, engine }: RawVulnsFlags): void {
  if (binary !== undefined && baseline !== undefined) {
    throw new WardenError('usage', '--binary and --baseline: a program has no earlier state', {
      remedy: 'use --baseline with a project',
    })
  }
  if (engine === 'govulncheck' && baseline !== undefined) {
    throw new WardenError('usage', '--engine govulncheck and --baseline: one of them at a time', {
      remedy: 'modwarden vulns --baseline git:main',
    })
  }
}

function listOf(text: string): readonly string[] {
  const words = text.split(/[,\s]+/).filter((word) => word !== '')
  if (words.length > 0 && words.every((word) => /^[\w.]+$/.test(word))) return words
  throw new InvalidArgumentError('Write build tags, as in netgo,sqlite.')
}

/** Reads `linux/amd64`. What Go does not know is refused: nothing that calls anything would be built for it. */
export function platformOf(text: string): { readonly goos: string; readonly goarch: string } {
  const [, goos, goarch] = /^([a-z0-9]+)\/([a-z0-9]+)$/.exec(text) ?? []
  if (goos !== undefined && goarch !== undefined && knowsPlatform(goos, goarch)) return { goos, goarch }
  throw new InvalidArgumentError('Write a system and a machine that Go knows, as in linux/amd64.')
}
