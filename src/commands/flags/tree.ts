// modwarden tree [dir]
import { InvalidArgumentError } from 'commander'
import { DRAWINGS, FORMATS } from '../../report/formats.ts'
import { TREE_ONLY, type TreeOnly } from '../../report/tree.ts'
import { platformFlags, withPlatform, type RawPlatformFlags } from './platformflags.ts'
import { common, withCommon, type Define, type RawFlags } from './reportflags.ts'

interface RawTreeFlags extends RawFlags, RawPlatformFlags {
  readonly depth?: number
  readonly only?: readonly TreeOnly[]
}

const EXAMPLES = `Examples:
  modwarden tree                              who brings in what
  modwarden tree --only retracted,unused      those modules alone
  modwarden tree -o html=tree.html            one page to look around in
  modwarden tree -f dot | dot -Tsvg >tree.svg
`

/** Adds `tree`. */
export const tree: Define = (program, call) => {
  withCommon(
    withPlatform(program.command('tree').argument('[dir]', 'the folder of a project', '.'))
      .option('--depth <n>', 'steps from the project that the text shows', depthOf)
      .option('--only <kinds>', `${TREE_ONLY.slice(0, 5).join(', ')},\n${TREE_ONLY.slice(5).join(', ')}`, onlyOf),
    [...FORMATS, ...DRAWINGS],
  )
    .summary('the modules of a project, and who brings in what')
    .description('every module of the build, what of the project needs it, and what hangs on it')
    .addHelpText('before', EXAMPLES)
    .action(async (folder: string, flags: RawTreeFlags) =>
      call(async (invocation) => {
        const own = { platform: platformFlags(flags), depth: flags.depth, only: flags.only ?? [] }
        const { treeCommand } = await import('../tree.ts')
        return treeCommand(folder, { ...common(flags), ...own }, invocation)
      }),
    )
}

function depthOf(value: string): number {
  if (/^[1-9]\d{0,3}$/.test(value)) return Number(value)
  throw new InvalidArgumentError('Write a number from 1.')
}

function onlyOf(value: string): readonly TreeOnly[] {
  return value.split(',').map((word) => {
    const kind = TREE_ONLY.find((one) => one === word.trim())
    if (kind === undefined) throw new InvalidArgumentError(`Allowed: ${TREE_ONLY.join(', ')}.`)
    return kind
  })
}
