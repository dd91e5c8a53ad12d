// modwarden sbom [folder]
import path from 'node:path'
import { InvalidArgumentError, Option } from 'commander'
import { WardenError } from '../../base/errors.ts'
import { oneOf, repeated, type Define } from './reportflags.ts'

/** The formats of a bill of materials. */
export const BILL_FORMATS = ['cyclonedx', 'cyclonedx-1.7', 'spdx'] as const

/** One of them. */
export type BillFormat = (typeof BILL_FORMATS)[number]

/** A document to be written to a file. */
export interface BillOutput {
  readonly format: BillFormat
  readonly file: string
}

interface RawSbomFlags {
  readonly format?: BillFormat
  readonly output: readonly BillOutput[]
  readonly binary?: readonly string[]
  readonly image?: readonly string[]
  readonly platform?: readonly string[]
  readonly vulns?: boolean
  readonly db?: string
  readonly scopes: boolean
  readonly unused?: boolean
  readonly full?: boolean
  readonly offline?: boolean
  readonly askAll?: boolean
  readonly quiet?: boolean
  readonly progress: boolean
}

const EXAMPLES = `Examples:
  modwarden sbom > bom.json             CycloneDX 1.6 of the project here
  modwarden sbom -f spdx ../shop        SPDX 2.3
  modwarden sbom -o cyclonedx=a.json -o spdx=b.json
  modwarden sbom --vulns                with advisories, and whether they reach
  modwarden sbom --binary ~/go/bin/dlv  what a program was built from
  modwarden sbom --image image.tar --vulns
`

/** Adds `sbom`. */
export const sbom: Define = (program, call) => {
  program
    .command('sbom')
    .argument('[folder]', 'the project (default: this folder)')
    .summary('a bill of materials: CycloneDX or SPDX')
    .description(
      'a bill of materials with proven hashes, licences and who needs what;\nthe same project gives the same bytes',
    )
    .addHelpText('before', EXAMPLES)
    .addOption(
      new Option('-f, --format <name>', `${BILL_FORMATS.join(', ')}\n(default: cyclonedx)`).argParser(
        oneOf(...BILL_FORMATS),
      ),
    )
    .addOption(
      new Option('-o, --output <format=file>', 'write it to a file, instead of to stdout\nwithout -f; repeatable')
        .default([], 'none')
        .argParser(outputOf),
    )
    .option('--binary <file>', 'a compiled program instead', repeated)
    .option('--image <path>', 'a container image: an OCI layout (folder\nor tar), or what docker save wrote', repeated)
    .option('--platform <os/arch>', 'of an image for several systems that one\n(default: all)', repeated)
    .option('--vulns', 'put advisories and VEX in (CycloneDX)')
    .option('--db <source>', 'with --vulns: URL, folder or archive')
    .option('--unused', 'modules, too, of which nothing is needed')
    .option('--no-scopes', 'do not read which packages are imported')
    .option('--full', 'believe nothing that earlier runs noted')
    .option('--no-full', 'believe it in CI, too')
    .option('--offline', 'open no connection')
    .option('--ask-all', 'ask about hosts that may be private, too')
    .option('-q, --quiet', 'say nothing on stderr when all is well')
    .option('--no-progress', 'no progress on stderr')
    .action(async (folder: string | undefined, flags: RawSbomFlags) =>
      call(async (invocation) => {
        const { binary, image, platform, vulns, db } = flags
        refuseMixed(folder, flags)
        const { sbomCommand } = await import('../sbom.ts')
        const { output, quiet, full, offline, askAll, scopes, unused, progress } = flags
        return sbomCommand(
          path.resolve(invocation.cwd, folder ?? '.'),
          {
            format: flags.format ?? (output.length === 0 ? 'cyclonedx' : undefined),
            outputs: output,
            binary: binary?.[0],
            image: image?.[0],
            platform: platform?.[0],
            vulns: vulns === true,
            db,
            scopes,
            unused: unused === true,
            quiet: quiet === true,
            progress,
            settings: {
              full,
              offline: offline === true ? true : undefined,
              askAll: askAll === true ? true : undefined,
            },
          },
          invocation,
        )
      }),
    )
}

function refuseMixed(folder: string | undefined, flags: RawSbomFlags): void {
  const { binary, image, platform, vulns, db, format, output } = flags
  const named = [folder === undefined ? [] : ['a folder'], binary ?? [], image ?? []].flat().length
  if (named > 1) {
    throw new WardenError('usage', 'one of a folder, --binary FILE and --image PATH', {
      remedy: 'make a document for each: modwarden sbom --binary FILE',
    })
  }
  if (platform !== undefined && (image === undefined || platform.length > 1)) {
    throw new WardenError('usage', '--platform goes with --image, once', {
      remedy: 'modwarden sbom --image image.tar --platform linux/arm64',
    })
  }
  if (db !== undefined && vulns !== true) throw new WardenError('usage', '--db goes with --vulns')
  if (vulns === true && [format, ...output.map((one) => one.format)].every((one) => one === 'spdx')) {
    throw new WardenError('usage', '--vulns: SPDX 2.3 has no place for vulnerabilities', {
      remedy: 'modwarden sbom --vulns -f cyclonedx; or modwarden vex beside the SPDX document',
    })
  }
}

function outputOf(value: string, before: readonly BillOutput[]): readonly BillOutput[] {
  const equals = value.indexOf('=')
  const format = BILL_FORMATS.find((one) => one === value.slice(0, Math.max(0, equals)))
  const file = value.slice(equals + 1)
  if (format === undefined || file === '') {
    throw new InvalidArgumentError(`Write FORMAT=FILE, as in spdx=bom.spdx.json. Formats: ${BILL_FORMATS.join(', ')}.`)
  }
  if (before.some((earlier) => path.resolve(earlier.file) === path.resolve(file))) {
    throw new InvalidArgumentError(`${file} is named twice; each document needs a file of its own.`)
  }
  return [...before, { format, file }]
}
