// --baseline: which earlier state is meant. `git:REF` is that commit; `auto` is where this branch and the one that its pull
// request goes to parted, otherwise the default branch; anything else is a saved scan.
import path from 'node:path'
import { WardenError } from '../../base/errors.ts'
import { commitBaseline, documentBaseline, type Baseline } from '../../jobs/scan/baseline.ts'
import type { ScanReport } from '../../report/scan.ts'
import type { Files } from '../../world/files.ts'
import type { Git } from '../../world/git.ts'
import type { Invocation } from '../flags/reportflags.ts'

/** A commit, and what the user calls it. */
export interface BaseCommit {
  readonly name: string
  readonly commit: string
}

/** What is needed to find it. */
export interface BaselineWorld {
  readonly git: Git
  readonly files: Files
}

const MOST_BYTES = 128 << 20

/** The commit that `--baseline` names; `undefined` where it names a file. Throws `usage`, `io`. */
export async function baseCommit(
  git: Git,
  named: string,
  folder: string,
  env: Invocation['terminal']['env'],
): Promise<BaseCommit | undefined> {
  if (named === 'auto') return autoCommit(git, folder, env)
  if (!named.startsWith('git:')) return undefined
  const ref = named.slice('git:'.length)
  const commit = ref === '' ? undefined : await git.commit(folder, ref)
  if (commit === undefined) {
    throw new WardenError('usage', `${named}: git knows no such commit here`, {
      remedy: 'name a branch, tag or commit that is here: git fetch origin main; --baseline git:origin/main',
    })
  }
  return { name: shown(ref, commit), commit }
}

/** The state itself. Throws `usage`, `parse` and `io` where it cannot be read. */
export async function openBaseline(
  world: BaselineWorld,
  named: string,
  base: BaseCommit | undefined,
  folder: string,
  cwd: string,
): Promise<Baseline> {
  if (base !== undefined) return commitBaseline(world, folder, base)
  const file = path.resolve(cwd, named)
  const bytes = await world.files.read(file, MOST_BYTES)
  if (bytes === undefined) {
    throw new WardenError('usage', `${named}: no such file`, {
      remedy: 'save one: modwarden scan -o json=scan.json; or name a commit: --baseline git:main',
    })
  }
  const { parseDocument } = await import('../convert.ts')
  const document = parseDocument(bytes, { file })
  if (document.schema !== 'modwarden/scan/1' || 'error' in document) {
    throw new WardenError('usage', `${named}: no report of modwarden scan`, {
      remedy: 'save one: modwarden scan -o json=scan.json',
    })
  }
  // Its schema held.
  return documentBaseline(named, document as ScanReport)
}

/**
 * The commit that a pull or merge request starts from; `undefined` where this run is of none. Throws `io` where it is of
 * one, and the commit is not here.
 */
export async function requestBase(
  git: Git,
  folder: string,
  env: Invocation['terminal']['env'],
): Promise<BaseCommit | undefined> {
  const direct = env['CI_MERGE_REQUEST_DIFF_BASE_SHA'] ?? ''
  const branch = env['GITHUB_BASE_REF'] ?? env['CI_MERGE_REQUEST_TARGET_BRANCH_NAME'] ?? ''
  if (direct === '' && branch === '') return undefined
  const names = direct === '' ? [`origin/${branch}`, `refs/remotes/origin/${branch}`, branch] : [direct]
  const found = await firstBase(git, folder, names)
  if (found !== undefined) return found
  throw new WardenError('io', `${branch || direct}: the branch that this request goes to is not in this clone`, {
    remedy: `fetch it with its history: git fetch origin ${branch}; with actions/checkout: fetch-depth: 0`,
  })
}

async function autoCommit(git: Git, folder: string, env: Invocation['terminal']['env']): Promise<BaseCommit> {
  const asked = await requestBase(git, folder, env)
  if (asked !== undefined) return asked
  const found = await firstBase(git, folder, ['origin/HEAD', 'origin/main', 'origin/master', 'main', 'master'])
  if (found !== undefined) return found
  throw new WardenError('usage', '--baseline auto: there is no default branch to compare with', {
    remedy: 'name it: --baseline git:BRANCH',
  })
}

/** Where the first of some branches that is here and this one parted. */
async function firstBase(git: Git, folder: string, names: readonly string[]): Promise<BaseCommit | undefined> {
  for (const name of names) {
    const commit = await git.commit(folder, name)
    if (commit === undefined) continue
    const base = await git.mergeBase(folder, commit, 'HEAD')
    if (base !== undefined) return { name: shown(name, base), commit: base }
  }
  return undefined
}

function shown(name: string, commit: string): string {
  return `${name.replace('refs/remotes/', '')} (${commit.slice(0, 10)})`
}
