// modwarden verify [folder]
import path from 'node:path'
import { WardenError } from '../../base/errors.ts'
import { common, withCommon, type Define, type RawFlags } from './common.ts'

interface RawVerifyFlags extends RawFlags {
  readonly cache?: boolean
  readonly intoModcache?: boolean
  readonly bundle?: string
}

/** Adds `verify`. */
export const verify: Define = (program, call) => {
  withCommon(program.command('verify').argument('[folder]', 'the project (default: this folder)'))
    .description('prove go.sum, cached zips, extracted folders, .mod files and vendor/')
    .addHelpText(
      'before',
      'Examples:\n  modwarden verify\n  modwarden verify --cache -q && echo sound\n  modwarden verify --full --offline\n  modwarden verify --into-modcache   fetch what is missing to where go looks\n  modwarden verify -o sarif=modwarden.sarif\n',
    )
    .option('--cache', 'verify all of GOMODCACHE, not a project')
    .option('--into-modcache', 'put fetched modules into GOMODCACHE')
    .option('--bundle <file>', 'write the proofs, for a machine without\nnetwork; with --offline: prove with them')
    .action(async (folder: string | undefined, flags: RawVerifyFlags) =>
      call(async (invocation) => {
        if (flags.cache === true && (folder !== undefined || flags.intoModcache === true)) {
          throw new WardenError(
            'usage',
            `--cache goes without ${folder === undefined ? '--into-modcache' : 'a folder'}`,
            { remedy: 'it verifies GOMODCACHE; for another cache: GOMODCACHE=DIR modwarden verify --cache' },
          )
        }
        const { verifyCommand } = await import('../verify.ts')
        const own = {
          cache: flags.cache === true,
          intoModcache: flags.intoModcache === true,
          bundle: flags.bundle,
        }
        return verifyCommand(path.resolve(invocation.cwd, folder ?? '.'), { ...common(flags), ...own }, invocation)
      }),
    )
}
