// modwarden clean --bad | --unused FOLDER… | --older-than AGE | --all
import path from 'node:path'
import { InvalidArgumentError, Option } from 'commander'
import { WardenError } from '../../base/errors.ts'
import { parseAge } from '../../jobs/cache/cleanage.ts'
import type { CleanFlags } from '../clean.ts'
import { common, withCommon, type Define, type RawFlags } from './reportflags.ts'

interface RawCleanFlags extends RawFlags {
  readonly bad?: boolean
  readonly unused?: boolean
  readonly olderThan?: number
  readonly all?: boolean
  readonly yes?: boolean
}

const EXAMPLES = `Examples:
  modwarden clean --unused ~/src            what no project or program there names
  modwarden clean --older-than 90d --yes    remove what was not used for so long
  modwarden clean --bad --yes               remove what verify --cache finds broken
  modwarden clean --all                     as go clean -modcache, but told before
`

/** Adds `clean`. */
export const clean: Define = (program, call) => {
  withCommon(program.command('clean').argument('[folders...]', 'for --unused: where projects and programs lie'))
    .summary('remove module versions from GOMODCACHE')
    .description('remove module versions from GOMODCACHE; only says what, without --yes')
    .addHelpText('before', EXAMPLES)
    .option('--bad', 'what is broken; it is kept as evidence')
    .option('--unused', 'what no go.mod with its module graph, no go.sum\nand no program in the folders names')
    .addOption(
      new Option('--older-than <age>', 'what was not used for 90d, 12h, 4w, 1y').argParser((text) => {
        const ms = parseAge(text)
        if (ms === undefined) throw new InvalidArgumentError('Write a number and h, d, w or y, as in 90d.')
        return ms
      }),
    )
    .option('--all', 'everything, as go clean -modcache does')
    .option('--yes', 'do it')
    .action(async (folders: readonly string[], flags: RawCleanFlags) =>
      call(async (invocation) => {
        const choice = choiceOf(
          folders.map((name) => path.resolve(invocation.cwd, name)),
          flags,
        )
        const { cleanCommand } = await import('../clean.ts')
        return cleanCommand({ ...common(flags), choice, yes: flags.yes === true }, invocation)
      }),
    )
}

/**
 * One question a run: whether two of them would mean "and" or "or" is nothing to guess about where files are removed.
 */
function choiceOf(folders: readonly string[], flags: RawCleanFlags): CleanFlags['choice'] {
  const { bad, unused, olderThan, all } = flags
  const asked = [bad, unused, olderThan, all].filter((flag) => flag !== undefined && flag !== false).length
  if (asked !== 1) {
    throw new WardenError('usage', asked === 0 ? 'clean what?' : 'clean takes one of its questions a run', {
      remedy: 'say --bad, --unused FOLDER…, --older-than AGE or --all',
    })
  }
  if (unused !== true && folders.length > 0) {
    throw new WardenError('usage', 'folders go with --unused', { remedy: 'modwarden clean --unused FOLDER…' })
  }
  if (unused === true) {
    if (folders.length > 0) return { kind: 'unused', roots: folders }
    throw new WardenError('usage', '--unused by whom?', {
      remedy: 'name the folders that your projects lie in: modwarden clean --unused ~/src',
    })
  }
  if (olderThan !== undefined) return { kind: 'older-than', ms: olderThan }
  return { kind: bad === true ? 'bad' : 'all' }
}
