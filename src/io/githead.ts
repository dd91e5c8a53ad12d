// What is checked out, as go stamps it into programs (cmd/go, "-buildvcs"): the commit, its tags, whether files differ.
// `git status` would run filters and monitors that a repository's configuration names to compare contents, so that only
// stat data are compared: a file that was touched and not changed counts as changed.
import type { Head } from '../world/git.ts'

/** Runs git in a folder, without anything that could run; `undefined` where git says no. */
export type RunGit = (args: readonly string[], most: number) => Promise<Buffer | undefined>

const MOST_TAGS = 100_000
const MOST_LIST = 64 << 20

/** Reads the head of a repository; `undefined` where there is none. */
export async function readHead(run: RunGit): Promise<Head | undefined> {
  const text = async (args: readonly string[]): Promise<string | undefined> => (await run(args, MOST_LIST))?.toString()
  const where = await text(['rev-parse', '--show-prefix'])
  if (where === undefined) return undefined
  const said = await text(['log', '-1', '--no-show-signature', '--format=%H:%ct', 'HEAD'])
  const [, commit, seconds] = /^([0-9a-f]{40,64}):(\d{1,12})\s*$/.exec(said ?? '') ?? []
  if (commit === undefined || seconds === undefined) return undefined
  const tags = async (which: string): Promise<string[]> =>
    (
      (await text([
        'for-each-ref',
        `--count=${MOST_TAGS}`,
        '--format=%(refname:lstrip=2)',
        `${which}=HEAD`,
        'refs/tags',
      ])) ?? ''
    )
      .split('\n')
      .filter((tag) => tag !== '')
  // Each prints what differs: files on the disk, in the index, and files that nobody added.
  const differs = async (args: readonly string[]): Promise<boolean> => (await run(args, MOST_LIST))?.length !== 0
  return {
    commit,
    time: new Date(Number(seconds) * 1000),
    folder: where.trim().replace(/\/$/, ''),
    tags: await tags('--points-at'),
    tagsBefore: await tags('--merged'),
    changed:
      (await differs(['diff-files', '--raw', '--ignore-submodules=all'])) ||
      (await differs(['diff-index', '--cached', '--raw', '--ignore-submodules=all', 'HEAD'])) ||
      (await differs(['ls-files', '--others', '--exclude-standard', '--directory', '--no-empty-directory', ':/'])),
  }
}
