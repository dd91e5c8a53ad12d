// modwarden verify [folder]
import path from 'node:path'
import { WardenError } from '../../base/errors.ts'
import { common, repeated, withCommon, type Define, type RawFlags } from './reportflags.ts'

interface RawVerifyFlags extends RawFlags {
  readonly cache?: boolean
  readonly intoModcache?: boolean
  readonly bundle?: string
  readonly binary?: readonly string[]
  readonly goSum?: string
  readonly programs?: readonly string[]
}

/** Adds `verify`. */
export const verify: Define = (program, call) => {
  withCommon(program.command('verify').argument('[folder]', 'the project (default: this folder)'))
    .summary('prove go.sum, zips, folders, .mod files and vendor/')
    .description('prove go.sum, cached zips, extracted folders, .mod files and vendor/')
    .addHelpText(
      'before',
      'Examples:\n  modwarden verify\n  modwarden verify --cache -q && echo sound\n  modwarden verify --full --offline\n  modwarden verify --into-modcache   fetch what is missing to where go looks\n  modwarden verify -o sarif=modwarden.sarif\n  modwarden verify --binary ~/go/bin/dlv   what a program was built from\n',
    )
    .option('--cache', 'verify all of GOMODCACHE, not a project')
    .option('--into-modcache', 'put fetched modules into GOMODCACHE')
    .option('--bundle <file>', 'write the proofs, for a machine without\nnetwork; with --offline: prove with them')
    .option('--binary <file>', 'verify what a compiled program was built from', repeated)
    .option('--go-sum <path>', 'with --binary: its go.sum, or its project')
    .option('--programs <folder>', 'look for bad programs here too; repeatable', repeated)
    .action(async (folder: string | undefined, flags: RawVerifyFlags) =>
      call(async (invocation) => {
        if (flags.cache === true && (folder !== undefined || flags.intoModcache === true)) {
          throw new WardenError(
            'usage',
            `--cache goes without ${folder === undefined ? '--into-modcache' : 'a folder'}`,
            { remedy: 'it verifies GOMODCACHE; for another cache: GOMODCACHE=DIR modwarden verify --cache' },
          )
        }
        refuseMixed(folder, flags)
        const { verifyCommand } = await import('../verify.ts')
        const own = {
          cache: flags.cache === true,
          intoModcache: flags.intoModcache === true,
          bundle: flags.bundle,
          binary: flags.binary?.[0],
          goSum: flags.goSum,
          programs: flags.programs,
        }
        return verifyCommand(path.resolve(invocation.cwd, folder ?? '.'), { ...common(flags), ...own }, invocation)
      }),
    )
}

/** --binary is about one program, --go-sum about its sums. */
function refuseMixed(folder: string | undefined, flags: RawVerifyFlags): void {
  if (flags.binary === undefined) {
    if (flags.goSum === undefined) return
    throw new WardenError('usage', '--go-sum goes with --binary', {
      remedy: 'a project is verified with its own go.sum: modwarden verify FOLDER',
    })
  }
  if (flags.binary.length > 1) {
    // The last of two would be verified, and the first believed to be.
    throw new WardenError('usage', '--binary takes one program', {
      remedy: 'for each: modwarden verify --binary FILE',
    })
  }
  const other =
    folder !== undefined
      ? 'a folder'
      : flags.cache === true
        ? '--cache'
        : flags.intoModcache === true
          ? '--into-modcache'
          : undefined
  if (other === undefined) return
  throw new WardenError('usage', `--binary goes without ${other}`, {
    remedy: 'to name the project that it was built from: modwarden verify --binary FILE --go-sum FOLDER',
  })
}
