// modwarden compare [module@version | --all]
import { WardenError } from '../../base/errors.ts'
import { common, withCommon, type Define, type RawFlags } from './reportflags.ts'

interface RawCompareFlags extends RawFlags {
  readonly all?: boolean
  readonly signers?: boolean
}

const EXAMPLES = `Examples:
  modwarden compare example.com/m@v1.2.3   the zip against the tag v1.2.3
  modwarden compare --all                  every module of the project here
  modwarden compare --all --signers        who signed, and who never did before
`

/** Adds `compare`. */
export const compare: Define = (program, call) => {
  withCommon(program.command('compare').argument('[target]', 'module@version, or a folder with --all'))
    .summary("the zip against its source repository's tag")
    .description('whether a zip is what go makes of its source; private modules with your own git')
    .addHelpText('before', EXAMPLES)
    .option('--all', 'every module that the project builds')
    .option('--signers', 'look at earlier tags of every module, not only\nwhere something is wrong')
    .action(async (target: string | undefined, flags: RawCompareFlags) =>
      call(async (invocation) => {
        if (flags.all !== true && target === undefined) {
          throw new WardenError('usage', 'compare: nothing is named', {
            remedy: 'modwarden compare example.com/m@v1.2.3, or --all for the project here',
          })
        }
        const { compareCommand } = await import('../compare.ts')
        const own = { all: flags.all === true, signers: flags.signers === true }
        return compareCommand(target, { ...common(flags), ...own }, invocation)
      }),
    )
}
