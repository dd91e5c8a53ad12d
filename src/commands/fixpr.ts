// modwarden fix --pr: the branch, and the request at the code host that the environment names, or the clone's remote.
import fs from 'node:fs/promises'
import path from 'node:path'
import { WardenError } from '../base/errors.ts'
import { createGithub } from '../connect/github.ts'
import { createGitlab } from '../connect/gitlab.ts'
import { hostOfRemote, projectOfRemote } from '../connect/remote.ts'
import type { Environment } from '../io/environment.ts'
import { createBranches, type CheckedOut } from '../io/gitbranch.ts'
import { createCredentials } from '../io/goauth.ts'
import type { FixInput } from '../jobs/fix/input.ts'
import { fixBody, fixBranch, fixTitle } from '../report/fixrequest.ts'
import type { CodeHost } from '../world/codehost.ts'
import type { Changing } from './run/changing.ts'
import type { Invocation } from './flags/reportflags.ts'

/**
 * What pushes a branch with the files of a plan and asks to take it over; with `dryRun` it only says what it would ask. What
 * is missing is said before anything is planned: throws `usage` where there is no repository or no branch, `config` where no
 * code host or no token is known. What it gives throws as `Branches` and `CodeHost` do.
 */
export async function requests(
  { world }: Pick<Changing, 'world'>,
  folder: string,
  { dryRun }: { readonly dryRun: boolean },
  { terminal, signal }: Invocation,
): Promise<NonNullable<FixInput['propose']>> {
  const { env } = terminal
  const inScratch = async <T>(work: (scratch: string) => Promise<T>): Promise<T> => {
    const scratch = await world.files.temporaryFolder('propose-')
    try {
      return await work(scratch)
    } finally {
      await world.files.remove(scratch)
    }
  }
  const { at, host } = await inScratch(async (scratch) => {
    const found = await createBranches(folder, env, scratch, signal).look()
    return { at: found, host: dryRun ? undefined : await codeHost(env, found, scratch) }
  })
  const base = at.branch === '' ? (env['GITHUB_BASE_REF'] ?? env['CI_DEFAULT_BRANCH'] ?? '') : at.branch
  if (base === '') throw notOn(`${at.root}: no branch is checked out`)
  const inside = path
    .relative(await real(at.root), await real(folder))
    .split(path.sep)
    .join('/')
  return async (report, writes) => {
    const branch = fixBranch(report, inside)
    if (base === branch) throw notOn(`${branch}: is checked out itself`)
    const asked = { branch, base, title: fixTitle(report), body: fixBody(report) }
    if (host === undefined) return { host: kindOf(env, at), ...asked, state: 'planned' }
    const pushed = await inScratch(async (scratch) =>
      createBranches(folder, env, scratch, signal).push(
        at,
        branch,
        `${asked.title}\n\nMade by modwarden fix --pr.`,
        writes.map(({ file, before, after }) => ({ file, before, content: after })),
      ),
    )
    const proposed = await host.propose(asked, signal)
    const state = proposed.state === 'unchanged' && pushed.changed ? 'updated' : proposed.state
    return { host: host.kind, ...asked, url: proposed.url, state }
  }
}

function notOn(message: string): WardenError {
  return new WardenError('usage', message, { remedy: 'git switch main, then modwarden fix --pr' })
}

/** The folder, however it was named. */
async function real(folder: string): Promise<string> {
  return fs.realpath(folder).catch(() => folder)
}

const NAMES = {
  github: { api: 'GITHUB_API_URL', tokens: ['GITHUB_TOKEN', 'GH_TOKEN'], project: 'GITHUB_REPOSITORY' },
  gitlab: { api: 'CI_API_V4_URL', tokens: ['GITLAB_TOKEN'], project: 'CI_PROJECT_PATH' },
} as const

function kindOf(env: Environment, { origin }: CheckedOut): CodeHost['kind'] {
  return namedKind(env) ?? hostOfRemote(origin, hinted(env))?.kind ?? 'github'
}

function namedKind(env: Environment): CodeHost['kind'] | undefined {
  if ((env[NAMES.gitlab.api] ?? '') !== '') return 'gitlab'
  return (env[NAMES.github.api] ?? '') === '' ? undefined : 'github'
}

/** Where a host's name does not say what it is, a token may. */
function hinted(env: Environment): CodeHost['kind'] | undefined {
  const [isGithub, isGitlab] = [tokenOf(env, 'github') !== '', tokenOf(env, 'gitlab') !== '']
  return isGithub === isGitlab ? undefined : isGithub ? 'github' : 'gitlab'
}

function tokenOf(env: Environment, kind: CodeHost['kind']): string {
  return NAMES[kind].tokens.map((name) => env[name] ?? '').find((token) => token !== '') ?? ''
}

/**
 * The code host. A token of the environment goes to the API, or the server, that the environment names and nowhere else:
 * whoever made a clone's settings must not choose where it goes. Without them the clone's remote names the host, and git's
 * credential helpers, which know whose password is whose, give the token for that host alone.
 */
async function codeHost(env: Environment, { origin }: CheckedOut, scratch: string): Promise<CodeHost> {
  const kind = namedKind(env)
  if (kind !== undefined) {
    const names = NAMES[kind]
    const token = tokenOf(env, kind)
    const project = env[names.project] || projectOfRemote(origin)
    if (token === '') throw new WardenError('config', `--pr: ${names.tokens[0]} is not set`, { remedy: HOW })
    if (project === '')
      throw new WardenError('config', `--pr: ${names.project} is not set, and the remote origin names no project`)
    return made(kind, env[names.api] ?? '', token, project)
  }
  const remote = hostOfRemote(origin, hinted(env))
  if (remote === undefined) {
    const what = origin === '' ? 'there is no remote origin' : 'the remote origin is at no host that is known'
    throw new WardenError('config', `--pr: ${what}, and neither GITHUB_API_URL nor CI_API_V4_URL is set`, {
      remedy: HOW,
    })
  }
  const names = NAMES[remote.kind]
  const token = tokenOf(env, remote.kind)
  if (token !== '' && serversOf(env).has(remote.host)) return made(remote.kind, remote.api, token, remote.project)
  const kept = await credentialFor(env, remote.host, scratch)
  if (kept !== '') return made(remote.kind, remote.api, kept, remote.project)
  throw new WardenError(
    'config',
    token === ''
      ? `--pr: there is no token for ${remote.host}: neither ${names.tokens[0]} nor git credential has one`
      : `--pr: only this clone names ${remote.host}, and ${names.tokens[0]} is sent to no host that you do not name`,
    { remedy: `${names.api}=${remote.api}${token === '' ? ` ${names.tokens[0]}=…` : ''} modwarden fix --pr` },
  )
}

const HOW = 'GitHub: GITHUB_API_URL and GITHUB_TOKEN; GitLab: CI_API_V4_URL and GITLAB_TOKEN; or --pr --dry-run'

function made(kind: CodeHost['kind'], api: string, token: string, project: string): CodeHost {
  return kind === 'gitlab' ? createGitlab({ api, token, project }) : createGithub({ api, token, project })
}

/** The servers that the environment names: those of CI, and the one that GitHub's own program is told. */
function serversOf(env: Environment): ReadonlySet<string> {
  const urls = ['GITHUB_SERVER_URL', 'CI_SERVER_URL'].map((name) => URL.parse(env[name] ?? '')?.host ?? '')
  return new Set([...urls, (env['GH_HOST'] ?? '').toLowerCase()].filter((host) => host !== ''))
}

/** What git's credential helpers, by the user's own settings, have for a host; empty where they have nothing. */
async function credentialFor(env: Environment, host: string, scratch: string): Promise<string> {
  // In an empty folder and with no other repository named, so that no clone's settings choose the helper.
  const plain = Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^GIT_(?!CONFIG_(?:GLOBAL|SYSTEM|NOSYSTEM)$)/.test(name)),
  )
  const credentials = createCredentials(
    { ...plain, GIT_CEILING_DIRECTORIES: path.dirname(scratch) },
    `git "${scratch}"`,
  )
  const headers = await credentials.refused(new URL(`https://${host}/`), { status: 401, headers: new Map() }, undefined)
  const basic = /^Basic (.+)$/.exec(headers?.['authorization'] ?? '')?.[1] ?? ''
  const pair = Buffer.from(basic, 'base64').toString()
  return pair.slice(pair.indexOf(':') + 1)
}
