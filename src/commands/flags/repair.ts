// modwarden repair M@V… | --all
import path from 'node:path'
import { WardenError } from '../../base/errors.ts'
import { common, repeated, withCommon, type Define, type RawFlags } from './reportflags.ts'

interface RawRepairFlags extends RawFlags {
  readonly all?: boolean
  readonly cache?: boolean
  readonly remove?: boolean
  readonly goSum?: boolean
  readonly programs?: readonly string[]
}

const EXAMPLES = `Examples:
  modwarden repair github.com/acme/log@v1.4.2   put one module version right
  modwarden repair --all                        everything that this project needs
  modwarden repair --all --cache                everything in GOMODCACHE
  modwarden repair --all --go-sum               wrong lines of go.sum, too
`

/** Adds `repair`. */
export const repair: Define = (program, call) => {
  withCommon(program.command('repair').argument('[names...]', 'module versions; with --all: the project'))
    .summary('put right what verify finds broken, from proven bytes')
    .description('put right what verify finds broken, from proven bytes; keeps the bad files')
    .addHelpText('before', EXAMPLES)
    .option('--all', 'all that is broken, not named module versions')
    .option('--cache', 'in GOMODCACHE, by the checksum database alone,\nwithout a project')
    .option('--go-sum', 'replace wrong lines of go.sum by the proven ones')
    .option('--remove', 'take away what is bad where nothing proven can\nbe had; it is kept as evidence')
    .option('--programs <folder>', 'name programs here, too, that embed what was\nbroken; repeatable', repeated)
    .action(async (names: readonly string[], flags: RawRepairFlags) =>
      call(async (invocation) => {
        refuseMixed(names, flags)
        const { repairCommand } = await import('../repair.ts')
        const all = flags.all === true
        const folder = path.resolve(invocation.cwd, all ? (names[0] ?? '.') : '.')
        const own = {
          all,
          cache: flags.cache === true,
          remove: flags.remove === true,
          goSum: flags.goSum === true,
          programs: (flags.programs ?? []).map((name) => path.resolve(invocation.cwd, name)),
        }
        return repairCommand(all ? [] : names, folder, { ...common(flags), ...own }, invocation)
      }),
    )
}

function refuseMixed(names: readonly string[], flags: RawRepairFlags): void {
  const fail = (message: string, remedy: string): never => {
    throw new WardenError('usage', message, { remedy })
  }
  if (flags.all !== true && names.length === 0) {
    fail('repair what? name module versions, or say --all', 'modwarden verify says what is broken')
  }
  if (flags.all === true && names.length > 1) fail('--all goes with one folder', 'modwarden repair --all FOLDER')
  if (flags.all === true && names[0]?.includes('@v') === true) {
    fail('--all goes without module versions', `modwarden repair ${names[0]}`)
  }
  if (flags.cache === true && flags.all === true && names.length > 0) {
    fail('--cache goes without a folder', 'for another cache: GOMODCACHE=DIR modwarden repair --all --cache')
  }
  if (flags.cache === true && flags.goSum === true) {
    fail('--go-sum goes without --cache', 'a go.sum belongs to a project: modwarden repair --all --go-sum FOLDER')
  }
}
