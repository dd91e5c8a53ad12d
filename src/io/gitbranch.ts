// A branch with one commit on top of what is checked out, made and pushed without touching the working tree, the index or
// the branch that the user is on. The same files on the same commit make the same commit: pushing it again changes nothing.
import fs from 'node:fs/promises'
import path from 'node:path'
import { WardenError } from '../base/errors.ts'
import type { Environment } from './environment.ts'
import { runGit, type GitRan } from './gitrun.ts'

/** A file of the commit, by its absolute path. */
export interface BranchFile {
  readonly file: string
  /** As it was read: it must be what is committed, or what nobody committed would be part of the branch. */
  readonly before: Uint8Array | undefined
  /** `undefined` for one that goes. */
  readonly content: Uint8Array | undefined
}

/** What is checked out, and where it comes from. */
export interface CheckedOut {
  readonly root: string
  readonly commit: string
  /** The branch; empty where none is. */
  readonly branch: string
  /** The address of the remote `origin`; empty where there is none. */
  readonly origin: string
}

/** What became of the branch. */
export interface Pushed {
  readonly commit: string
  readonly changed: boolean
}

/** git in the folder of a project. */
export interface Branches {
  /** Throws `usage` outside of a repository, `io`. */
  look(): Promise<CheckedOut>
  /**
   * Commits and pushes to `origin`. Throws `usage` where a file has changes that are not committed, `refused` where the push is
   * not taken or somebody else has committed to the branch, `io`, `aborted`.
   */
  push(at: CheckedOut, branch: string, message: string, files: readonly BranchFile[]): Promise<Pushed>
}

const TIMEOUT_MS = 120_000
/** Where git knows nobody, as in CI. */
const NOBODY = { name: 'modwarden', email: 'modwarden@localhost.invalid' }
const MOST_OUTPUT = 1 << 20
const MOST_FILE = 256 << 20
// A helper of a remote (`ext::`) would be a program that the repository's own settings name.
const PROTOCOLS = [
  'protocol.allow=never',
  'protocol.https.allow=always',
  'protocol.ssh.allow=always',
  'protocol.file.allow=always',
]

// The rest names another repository, as in a hook.
const OF_USER = /^GIT_(?:SSH|SSH_COMMAND|SSL_\w+|CONFIG_(?:GLOBAL|SYSTEM|NOSYSTEM|COUNT|KEY_\d+|VALUE_\d+))$/

/** git for one folder; `env` is the process's. `scratch` is a folder for files of ours. */
export function createBranches(folder: string, env: Environment, scratch: string, signal: AbortSignal): Branches {
  const plain = Object.fromEntries(
    Object.entries(env).flatMap(([k, v]) =>
      v === undefined || (k.startsWith('GIT_') && !OF_USER.test(k)) ? [] : [[k, v]],
    ),
  )
  const safe = { ...plain, GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' }
  return {
    async look(): Promise<CheckedOut> {
      const { maybe } = gitIn(folder, safe, signal)
      const root = await maybe(['rev-parse', '--show-toplevel'])
      const commit = await maybe(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'])
      if (root === '' || commit === '')
        throw new WardenError('usage', `${folder}: no git repository with a commit`, { remedy: 'run it in a clone' })
      return {
        root,
        commit,
        branch: await maybe(['symbolic-ref', '--quiet', '--short', 'HEAD']),
        origin: await maybe(['remote', 'get-url', 'origin']),
      }
    },
    async push({ root, commit: parent }, branch, message, files): Promise<Pushed> {
      const at = await fs.mkdtemp(path.join(scratch, 'branch-'))
      // Where the repository begins: some commands take names from the folder that they run in.
      const inRoot = gitIn(root, safe, signal)
      const { git, line, maybe } = inRoot
      try {
        // An index of our own.
        const index = { GIT_INDEX_FILE: path.join(at, 'index') }
        await line(['read-tree', parent], index)
        for (const [i, { file, before, content }] of files.entries()) {
          const name = path
            .relative(root, await withoutLinks(file))
            .split(path.sep)
            .join('/')
          if (name === '..' || name.startsWith('../'))
            throw new WardenError('usage', `${file}: lies outside of the repository ${root}`)
          const mode = (await line(['ls-tree', parent, '--', name])).split(' ')[0]
          if (mode === '120000')
            throw new WardenError('refused', `${file}: a symbolic link, so it is not written`, {
              remedy: 'put the file itself there',
            })
          const committed = await git(['cat-file', 'blob', `${parent}:${name}`], {}, MOST_FILE)
          // What nobody commits, as many a vendor folder, is no part of a request.
          const isIgnored = committed.code !== 0 && (await git(['check-ignore', '--quiet', '--', name])).code === 0
          if (isIgnored) continue
          if (!isSame(committed.code === 0 ? committed.stdout : undefined, before))
            throw new WardenError('usage', `${file}: has changes that are not committed`, {
              remedy: 'git commit, or git stash',
            })
          if (content === undefined) {
            await line(['update-index', '--force-remove', '--', name], index)
            continue
          }
          const copy = path.join(at, String(i))
          await fs.writeFile(copy, committed.code === 0 ? asCommitted(content, committed.stdout, before) : content)
          const blob = await line(['hash-object', '-w', '--no-filters', '--', copy])
          const kept = mode === '100755' ? mode : '100644'
          await line(['update-index', '--add', '--cacheinfo', `${kept},${blob},${name}`], index)
        }
        const tree = await line(['write-tree'], index)
        const date = await line(['show', '-s', '--format=%cI', parent])
        const whoIs = async (part: 'AUTHOR' | 'COMMITTER', what: 'NAME' | 'EMAIL'): Promise<string> =>
          env[`GIT_${part}_${what}`] || (await maybe(['config', `user.${what.toLowerCase()}`]))
        const commit = await line(['commit-tree', tree, '-p', parent, '-m', message], {
          GIT_AUTHOR_NAME: (await whoIs('AUTHOR', 'NAME')) || NOBODY.name,
          GIT_AUTHOR_EMAIL: (await whoIs('AUTHOR', 'EMAIL')) || NOBODY.email,
          GIT_AUTHOR_DATE: date,
          GIT_COMMITTER_NAME: (await whoIs('COMMITTER', 'NAME')) || NOBODY.name,
          GIT_COMMITTER_EMAIL: (await whoIs('COMMITTER', 'EMAIL')) || NOBODY.email,
          GIT_COMMITTER_DATE: date,
        })
        const ref = `refs/heads/${branch}`
        const remote = (await line(['ls-remote', 'origin', ref])).split(/\s/)[0] ?? ''
        if (remote === commit) return { commit, changed: false }
        if (remote !== '') await onlyOurs(inRoot, remote, ref, message)
        const ran = await git(['push', '--quiet', `--force-with-lease=${ref}:${remote}`, 'origin', `${commit}:${ref}`])
        if (ran.code !== 0)
          throw new WardenError('refused', `git push: ${ran.said}`, {
            remedy: `git push origin ${commit}:${ref}   # shows what is wrong`,
          })
        return { commit, changed: true }
      } finally {
        await fs.rm(at, { recursive: true, force: true })
      }
    },
  }
}

/** git in one folder. */
interface Git {
  readonly git: (
    args: readonly string[],
    more?: Readonly<Record<string, string>>,
    maxOutput?: number,
  ) => Promise<GitRan>
  /** What it prints. Throws `io` where it fails. */
  readonly line: (args: readonly string[], more?: Readonly<Record<string, string>>) => Promise<string>
  /** What it prints; empty where it fails. */
  readonly maybe: (args: readonly string[]) => Promise<string>
}

function gitIn(folder: string, env: Readonly<Record<string, string>>, signal: AbortSignal): Git {
  const git: Git['git'] = async (args, more = {}, maxOutput = MOST_OUTPUT) =>
    runGit({
      env: { ...env, ...more },
      folder,
      settings: PROTOCOLS,
      args,
      timeoutMs: TIMEOUT_MS,
      maxOutput,
      signal,
      name: `git ${args[0] ?? ''}`,
    })
  return {
    git,
    line: async (args, more) => {
      const ran = await git(args, more)
      if (ran.code !== 0) throw new WardenError('io', `git ${args[0] ?? ''}: ${ran.said}`)
      return ran.stdout.toString().trim()
    },
    maybe: async (args) => {
      const ran = await git(args)
      return ran.code === 0 ? ran.stdout.toString().trim() : ''
    },
  }
}

/** What somebody added by hand must not be lost. */
async function onlyOurs({ line }: Git, remote: string, ref: string, message: string): Promise<void> {
  const quiet = ['--quiet', '--no-tags', '--no-write-fetch-head', '--no-recurse-submodules', '--refmap=']
  await line(['fetch', ...quiet, 'origin', ref])
  const said = await line(['show', '-s', '--format=%B', remote])
  if (said.split('\n').at(-1) === message.split('\n').at(-1)) return
  throw new WardenError('refused', `${ref}: its last commit ${remote.slice(0, 12)} is not of modwarden`, {
    remedy: `git push origin :${ref}   # removes the branch, then run it again`,
  })
}

/** A file's name without links in the folders above it; the file, and some of those, may not be there yet. */
async function withoutLinks(file: string): Promise<string> {
  for (let at = path.dirname(file); ; at = path.dirname(at)) {
    const real = await fs.realpath(at).catch(() => undefined)
    if (real !== undefined) return path.join(real, path.relative(at, file))
    if (at === path.dirname(at)) return file
  }
}

/** New content with the line ends that are committed, where those in the working tree are git's own. */
function asCommitted(content: Uint8Array, committed: Buffer, here: Uint8Array | undefined): Uint8Array {
  if (committed.includes('\r\n') || here === undefined || !Buffer.from(here).includes('\r\n')) return content
  return Buffer.from(Buffer.from(content).toString('latin1').replaceAll('\r\n', '\n'), 'latin1')
}

/** But for what git may have made of line ends in a working tree. */
function isSame(committed: Uint8Array | undefined, here: Uint8Array | undefined): boolean {
  const unix = (bytes: Uint8Array | undefined): string | undefined =>
    bytes === undefined ? undefined : Buffer.from(bytes).toString('latin1').replaceAll('\r\n', '\n')
  return unix(committed) === unix(here)
}
