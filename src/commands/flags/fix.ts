// modwarden fix [folder]
import { Option } from 'commander'
import { common, repeated, withCommon, type Define, type RawFlags } from './reportflags.ts'

interface RawFixFlags extends RawFlags {
  readonly yes?: boolean
  readonly reachable?: boolean
  readonly all?: boolean
  readonly only?: readonly string[]
  readonly db?: string
  readonly test?: boolean
  readonly replace?: readonly string[]
  readonly pr?: boolean
  readonly dryRun?: boolean
}

const EXAMPLES = `Examples:
  modwarden fix                     the smallest upgrade, shown
  modwarden fix --yes --test        written, built and tested
  modwarden fix --pr --dry-run
  modwarden fix --replace           all with a known successor
`

/** Adds `fix`. */
export const fix: Define = (program, call) => {
  withCommon(program.command('fix').argument('[folder]', 'a folder of the project', '.'))
    .summary('the smallest upgrade that removes known flaws')
    .description('the smallest upgrade that removes known flaws; a plan unless --yes')
    .addHelpText('before', EXAMPLES)
    .option('--yes', 'write go.mod, go.sum and vendor/')
    .option('--reachable', 'only what the code here calls')
    .option('--all', 'also what moves more modules than it is worth')
    .option('--only <id>', 'this advisory only; repeatable', repeated)
    .option('--db <source>', 'URL, folder or archive of the database\n(default: GOVULNDB, then the setting vulndb)')
    .option('--test', 'then go build and go test; undone if they fail')
    .addOption(
      new Option('--replace [old=new]', 'another module instead; all with a known\nsuccessor unless one is named')
        .preset('')
        .argParser(repeated),
    )
    .option('--pr', 'a branch and a request at GitHub or GitLab')
    .option('--dry-run', 'with --pr: only show it')
    .action(async (folder: string, flags: RawFixFlags) =>
      call(async (invocation) => {
        const { fixCommand } = await import('../fix.ts')
        const own = {
          yes: flags.yes === true,
          reachable: flags.reachable === true,
          all: flags.all === true,
          only: flags.only ?? [],
          db: flags.db,
          test: flags.test === true,
          replace: flags.replace,
          pr: flags.pr === true,
          dryRun: flags.dryRun === true,
        }
        return fixCommand(folder, { ...common(flags), ...own }, invocation)
      }),
    )
}
