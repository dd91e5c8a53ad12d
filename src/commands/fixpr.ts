// modwarden fix --pr: the branch, and the request at the code host that the environment names.
import fs from 'node:fs/promises'
import path from 'node:path'
import { WardenError } from '../base/errors.ts'
import { createGithub } from '../connect/github.ts'
import { createGitlab } from '../connect/gitlab.ts'
import type { Environment } from '../io/environment.ts'
import { createBranches } from '../io/gitbranch.ts'
import type { FixWrite } from '../jobs/fixwrite.ts'
import type { FixReport, FixRequest } from '../report/fix.ts'
import { fixBody, fixBranch, fixTitle } from '../report/fixrequest.ts'
import type { CodeHost } from '../world/codehost.ts'
import type { Changing } from './changing.ts'
import type { Invocation } from './flags/reportflags.ts'

/**
 * Pushes a branch with the files and asks to take it over; with `dryRun` only says what it would ask. Throws `config`
 * where the environment names no code host or no token, and as `Branches` and `CodeHost` do.
 */
export async function proposeFix(
  { world }: Pick<Changing, 'world'>,
  folder: string,
  report: FixReport,
  writes: readonly FixWrite[],
  { dryRun }: { readonly dryRun: boolean },
  { terminal, signal }: Invocation,
): Promise<FixRequest> {
  const { env } = terminal
  const scratch = await world.files.temporaryFolder('propose-')
  try {
    const branches = createBranches(path.resolve(folder), env, scratch, signal)
    const at = await branches.look()
    const base = at.branch === '' ? (env['GITHUB_BASE_REF'] ?? env['CI_DEFAULT_BRANCH'] ?? '') : at.branch
    if (base === '') {
      throw new WardenError('usage', `${at.root}: no branch is checked out`, {
        remedy: 'git switch main, then modwarden fix --pr',
      })
    }
    const inside = path
      .relative(await real(at.root), await real(path.resolve(folder)))
      .split(path.sep)
      .join('/')
    const branch = fixBranch(report, inside)
    if (base === branch)
      throw new WardenError('usage', `${branch}: is checked out itself`, {
        remedy: 'git switch main, then modwarden fix --pr',
      })
    const title = fixTitle(report)
    const body = fixBody(report)
    if (dryRun) return { host: kindOf(env), branch, base, title, body, state: 'planned' }
    const host = codeHost(env, at.project)
    const pushed = await branches.push(
      at,
      branch,
      `${title}\n\nMade by modwarden fix --pr.`,
      writes.map(({ file, before, after }) => ({ file, before, content: after })),
    )
    const proposed = await host.propose({ branch, base, title, body }, signal)
    const state = proposed.state === 'unchanged' && pushed.changed ? 'updated' : proposed.state
    return { host: host.kind, branch, base, title, body, url: proposed.url, state }
  } finally {
    await world.files.remove(scratch)
  }
}

/** The folder, however it was named. */
async function real(folder: string): Promise<string> {
  return fs.realpath(folder).catch(() => folder)
}

function kindOf(env: Environment): CodeHost['kind'] {
  return (env['CI_API_V4_URL'] ?? '') === '' ? 'github' : 'gitlab'
}

/**
 * The code host of the environment. The token goes to the API that the environment names and nowhere else: whoever wrote
 * a repository's settings must not choose where it goes.
 */
function codeHost(env: Environment, ofRemote: string): CodeHost {
  const kind = kindOf(env)
  const names =
    kind === 'gitlab'
      ? (['CI_API_V4_URL', 'GITLAB_TOKEN', 'CI_PROJECT_PATH'] as const)
      : (['GITHUB_API_URL', 'GITHUB_TOKEN', 'GITHUB_REPOSITORY'] as const)
  const [api = '', token = '', named = ''] = names.map((name) => env[name] ?? '')
  const missing = api === '' ? names[0] : token === '' ? names[1] : undefined
  if (missing !== undefined) {
    throw new WardenError('config', `--pr: ${missing} is not set`, {
      remedy: 'GitHub: GITHUB_API_URL and GITHUB_TOKEN; GitLab: CI_API_V4_URL and GITLAB_TOKEN; or --pr --dry-run',
    })
  }
  const project = named === '' ? ofRemote : named
  if (project === '')
    throw new WardenError('config', `--pr: ${names[2]} is not set, and the remote origin names no project`)
  return kind === 'gitlab' ? createGitlab({ api, token, project }) : createGithub({ api, token, project })
}
