// modwarden vex [folder]
import path from 'node:path'
import { InvalidArgumentError, Option } from 'commander'
import { oneOf, repeated, type Define } from './reportflags.ts'
import { platformOf } from './vulns.ts'

/** The formats of statements about vulnerabilities. */
export const VEX_FORMATS = ['openvex', 'cyclonedx'] as const

/** One of them. */
export type VexFormat = (typeof VEX_FORMATS)[number]

/** A document to be written to a file. */
export interface VexOutput {
  readonly format: VexFormat
  readonly file: string
}

/** A system and machine that is built for. */
export type Platform = ReturnType<typeof platformOf>

interface RawVexFlags {
  readonly format?: VexFormat
  readonly output: readonly VexOutput[]
  readonly author: string
  readonly since?: string
  readonly db?: string
  readonly ignores?: readonly string[]
  readonly platform?: readonly Platform[]
  readonly tests?: boolean
  readonly offline?: boolean
  readonly quiet?: boolean
  readonly progress: boolean
}

const EXAMPLES = `Examples:
  modwarden vex > app.openvex.json        what holds, and what does not reach
  modwarden vex -f cyclonedx ../shop
  modwarden vex --since app.openvex.json  what was repaired since, too
  modwarden vulns --ignores app.openvex.json  read back
`

/** Adds `vex`. */
export const vex: Define = (program, call) => {
  program
    .command('vex')
    .argument('[folder]', 'the project (default: this folder)')
    .summary('which known flaws hold: OpenVEX, CycloneDX')
    .description(
      'what is said of each known flaw: from reachability and waivers, with reasons;\nthe same project, database and waivers give the same bytes',
    )
    .addHelpText('before', EXAMPLES)
    .addOption(
      new Option('-f, --format <name>', `${VEX_FORMATS.join(' or ')} (default: openvex)`).argParser(
        oneOf(...VEX_FORMATS),
      ),
    )
    .addOption(
      new Option('-o, --output <format=file>', 'write it to a file, instead of to stdout\nwithout -f; repeatable')
        .default([], 'none')
        .argParser(outputOf),
    )
    .option('--author <name>', 'who says it', 'modwarden')
    .option('--since <file>', 'an earlier document: what it has and does\nnot hold any more is said to be fixed')
    .option('--db <source>', 'URL, folder or archive of the database')
    .option('--ignores <file>', 'what other tools ignore, as for vulns', repeated)
    .addOption(
      new Option(
        '--platform <os/arch>',
        'a system that is built for; repeatable: of\nseveral the gravest is said (default: this one)',
      ).argParser(platformsOf),
    )
    .option('--tests', "enter the project's tests, too")
    .option('--offline', 'open no connection')
    .option('-q, --quiet', 'say nothing on stderr when all is well')
    .option('--no-progress', 'no progress on stderr')
    .action(async (folder: string | undefined, flags: RawVexFlags) =>
      call(async (invocation) => {
        const { vexCommand } = await import('../vex.ts')
        const {
          format,
          output,
          author,
          since,
          db,
          ignores = [],
          platform = [],
          tests,
          offline,
          quiet,
          progress,
        } = flags
        return vexCommand(
          path.resolve(invocation.cwd, folder ?? '.'),
          {
            format: format ?? (output.length === 0 ? 'openvex' : undefined),
            outputs: output,
            author,
            since,
            db,
            ignores,
            platforms: platform,
            tests: tests === true,
            quiet: quiet === true,
            progress,
            settings: { offline: offline === true ? true : undefined },
          },
          invocation,
        )
      }),
    )
}

function platformsOf(text: string, before: readonly Platform[] = []): readonly Platform[] {
  const one = platformOf(text)
  return before.some(({ goos, goarch }) => goos === one.goos && goarch === one.goarch) ? before : [...before, one]
}

function outputOf(value: string, before: readonly VexOutput[]): readonly VexOutput[] {
  const equals = value.indexOf('=')
  const format = VEX_FORMATS.find((one) => one === value.slice(0, Math.max(0, equals)))
  const file = value.slice(equals + 1)
  if (format === undefined || file === '') {
    throw new InvalidArgumentError(
      `Write FORMAT=FILE, as in openvex=app.openvex.json. Formats: ${VEX_FORMATS.join(', ')}.`,
    )
  }
  if (before.some((earlier) => path.resolve(earlier.file) === path.resolve(file))) {
    throw new InvalidArgumentError(`${file} is named twice; each document needs a file of its own.`)
  }
  return [...before, { format, file }]
}
