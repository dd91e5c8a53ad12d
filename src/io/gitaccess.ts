// How git is run for a server, and for what a server sent: the environment, the settings and the folder of a run.
//
//   public   https, no configuration but ours, an empty home, no credential; the name is looked up first, every address
//            must be public, and git connects to those (http.curloptResolve), so that a second answer leads nowhere
//   private  what the user's own settings call private: their git configuration, credentials, ssh, any address, as go does
import fs from 'node:fs'
import path from 'node:path'
import { WardenError } from '../base/errors.ts'
import type { Access } from '../world/vcs.ts'
import { allowedAddresses, checkHostName } from './addresses.ts'
import { diskError } from './diskerror.ts'
import type { Environment } from './environment.ts'
import { runGit, type GitRan, type GitRun } from './gitrun.ts'
import { redactUrl } from './httperrors.ts'
import { proxyFor } from './httpproxy.ts'

/** What a run is about; the rest is the same for all. */
export type GitTask = Pick<GitRun, 'folder' | 'args' | 'maxOutput' | 'signal'> &
  Partial<Pick<GitRun, 'timeoutMs' | 'maxProcessor' | 'maxFolder' | 'onOutput' | 'settings'>>

/** Runs git, and owns the folder that everything of one run of the program lies in. */
export class GitAccess {
  readonly #env: Environment
  readonly #temporary: string
  #root: string | undefined
  #made = 0
  #version: Promise<void> | undefined

  /** `temporary` is the folder in which one is made; modwarden's own. */
  constructor(env: Environment, temporary: string) {
    this.#env = env
    this.#temporary = temporary
  }

  /** A run that talks to a server. Throws `refused` where the way there is not allowed, and as `runGit` does. */
  async contact(url: string, access: Access, task: GitTask): Promise<GitRan> {
    await this.#checkVersion(task.signal)
    const run = { timeoutMs: MOST_MS, ...task, name: redactUrl(url) }
    if (access.isPrivate) {
      // The user's own configuration may lead to another way there; nothing else can.
      const env = {
        ...this.#userEnv(),
        ...this.#ssh(),
        ...within(task.folder),
        GIT_ALLOW_PROTOCOL: access.insecure ? 'https:ssh:file:http' : 'https:ssh:file',
      }
      return runGit({ ...run, settings: await privateWay(url, access, this.#env), env })
    }
    const target = new URL(url)
    checkHostName(target.hostname)
    const proxy = proxyFor(target, this.#env)
    const settings = ['credential.helper=']
    if (proxy === undefined) settings.push(...(await pinned(target)))
    // By the environment: a proxy's address may hold a password, and everybody can see arguments.
    const way = proxy === undefined ? {} : { http_proxy: proxy, https_proxy: proxy }
    const certificates = this.#env['SSL_CERT_FILE'] ?? ''
    if (certificates !== '') settings.push(`http.sslCAInfo=${certificates}`)
    return runGit({
      ...run,
      settings,
      env: {
        ...this.#bareEnv(),
        ...way,
        ...within(task.folder),
        GIT_ALLOW_PROTOCOL: access.insecure ? 'https:http' : 'https',
      },
    })
  }

  /** A run that talks to nobody and knows no configuration. */
  local(task: GitTask): Promise<GitRan> {
    return this.#quietly(task, this.#bareEnv())
  }

  /** A run that talks to nobody, with the user's configuration: their keys, and the programs that know them. */
  asUser(task: GitTask): Promise<GitRan> {
    return this.#quietly(task, this.#userEnv())
  }

  #quietly(task: GitTask, env: Readonly<Record<string, string>>): Promise<GitRan> {
    const settings = [...(task.settings ?? []), 'protocol.allow=never']
    const run = { timeoutMs: MOST_MS, ...task, settings, name: `git ${task.args[0] ?? ''}` }
    return runGit({ ...run, env: { ...env, ...within(task.folder) } })
  }

  /** A new private folder. */
  folder(name: string): string {
    const root = this.#root
    // What nothing was done in for an hour, another process that clears up takes for left over (temporary.ts).
    if (root !== undefined && !fs.existsSync(path.join(root, 'home'))) this.#root = undefined
    const folder = path.join(this.#rootFolder(), `${name}${this.#made++}`)
    try {
      fs.mkdirSync(folder, { mode: 0o700 })
    } catch (error) {
      throw diskError(error, 'make a folder', folder)
    }
    return folder
  }

  /** Removes everything. */
  async close(): Promise<void> {
    const root = this.#root
    this.#root = undefined
    if (root !== undefined) await fs.promises.rm(root, { recursive: true, force: true, maxRetries: 3 })
  }

  /** The least that git needs, and an empty home. */
  #bareEnv(): Record<string, string> {
    const home = path.join(this.#rootFolder(), 'home')
    return {
      ...SAFE_ENV,
      PATH: this.#env['PATH'] ?? '',
      HOME: home,
      XDG_CONFIG_HOME: home,
      TMPDIR: home,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
    }
  }

  /** The user's own environment, without what would lead git to another repository or to a prompt. */
  #userEnv(): Record<string, string> {
    const kept = Object.entries(this.#env).filter(
      (entry): entry is [string, string] =>
        entry[1] !== undefined && (!entry[0].startsWith('GIT_') || /^GIT_(?:CONFIG|SSL)/.test(entry[0])),
    )
    return { ...Object.fromEntries(kept), ...SAFE_ENV }
  }

  /** The user's own way to start ssh, otherwise one that asks nothing, as cmd/go has it. */
  #ssh(): Record<string, string> {
    const own = ['GIT_SSH', 'GIT_SSH_COMMAND'].flatMap((name): [string, string][] => {
      const value = this.#env[name] ?? ''
      return value === '' ? [] : [[name, value]]
    })
    return own.length > 0 ? Object.fromEntries(own) : { GIT_SSH_COMMAND: 'ssh -o ControlMaster=no -o BatchMode=yes' }
  }

  #rootFolder(): string {
    if (this.#root === undefined) {
      try {
        fs.mkdirSync(this.#temporary, { recursive: true, mode: 0o700 })
        // The name by which the next run removes what a killed one left.
        this.#root = fs.mkdtempSync(path.join(this.#temporary, 'fetch-'))
        fs.mkdirSync(path.join(this.#root, 'home'), { mode: 0o700 })
      } catch (error) {
        throw diskError(error, 'make a temporary folder', this.#temporary)
      }
    }
    return this.#root
  }

  #checkVersion(signal: AbortSignal | undefined): Promise<void> {
    this.#version ??= (async () => {
      const ran = await this.local({ folder: this.#rootFolder(), args: ['version'], maxOutput: 4096, signal })
      if (!isRecent(ran.stdout.toString())) {
        throw new WardenError('io', 'git: too old to fetch from strangers', {
          remedy: 'install git 2.40 or newer, or 2.37.5, 2.38.3 or 2.39.1',
        })
      }
    })()
    // What could not be started now may be later: a guard runs for months.
    this.#version.catch(() => (this.#version = undefined))
    return this.#version
  }
}

const MOST_MS = 60_000

/** The first releases of older lines that read attributes of strangers without a hole (CVE-2022-23521). */
const MENDED: Readonly<Record<string, number>> = { 37: 5, 38: 3, 39: 1 }

/** Whether `git version 2.39.5 (Apple Git-154)` knows http.curloptResolve and has none of the holes known by then. */
export function isRecent(version: string): boolean {
  const [, major = '0', minor = '0', patch = '0'] = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(version) ?? []
  if (Number(major) !== 2) return Number(major) > 2
  return Number(minor) >= 40 || Number(patch) >= (MENDED[minor] ?? Infinity)
}

/** For every run, whoever's configuration counts. */
const SAFE_ENV: Readonly<Record<string, string>> = {
  GIT_TERMINAL_PROMPT: '0',
  GIT_ASKPASS: '',
  SSH_ASKPASS: '',
  GIT_PROTOCOL_FROM_USER: '0',
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_NO_LAZY_FETCH: '1',
  GIT_ATTR_NOSYSTEM: '1',
  GIT_LITERAL_PATHSPECS: '1',
  GCM_INTERACTIVE: 'never',
  LC_ALL: 'C',
}

/**
 * Keeps git from looking for a repository: the folder is one, or is empty and there is none, whatever lies above it. The
 * settings of a stranger's repository, or of one with tokens in them, would count otherwise.
 */
function within(folder: string): Readonly<Record<string, string>> {
  return { GIT_DIR: folder, GIT_CEILING_DIRECTORIES: path.dirname(folder) }
}

/**
 * The settings for a private module's server. Where only some hosts may be in a private network, every other one must have
 * public addresses, and git follows no redirect: whoever calls has looked where they lead.
 */
async function privateWay(url: string, { hosts }: Access, env: Environment): Promise<readonly string[]> {
  if (hosts === undefined) return ['http.followRedirects=initial']
  const target = new URL(url)
  const isNamed = hosts.includes(target.hostname)
  if (target.protocol === 'https:' || target.protocol === 'http:') {
    if (proxyFor(target, env) === undefined) return ['http.followRedirects=false', ...(await pinned(target, isNamed))]
    if (!isNamed) checkHostName(target.hostname)
  } else if (!isNamed) {
    // ssh looks names up itself, by its own configuration too: a name that the user gave is not looked at.
    await allowedAddresses(target.hostname, false)
  }
  return ['http.followRedirects=false']
}

/** The setting by which git connects to the addresses that were looked at, and to no others. */
async function pinned(target: URL, allowPrivate: boolean = false): Promise<readonly string[]> {
  const port = target.port === '' ? (target.protocol === 'https:' ? '443' : '80') : target.port
  const addresses = await allowedAddresses(target.hostname, allowPrivate)
  // An address that is written out is not looked up a second time.
  if (addresses.length === 1 && target.hostname.replace(/^\[(.*)\]$/, '$1') === addresses[0]) return []
  const listed = addresses.map((address) => (address.includes(':') ? `[${address}]` : address)).join(',')
  return [`http.curloptResolve=${target.hostname}:${port}:${listed}`]
}

/** The address, read. Throws `refused` where it is none of a repository, or of a kind that the settings do not allow. */
export function checkRepositoryUrl(address: string, access: Access): URL {
  const url = URL.parse(address)
  const allowed = ['https:', ...(access.insecure ? ['http:'] : []), ...(access.isPrivate ? ['ssh:', 'git+ssh:'] : [])]
  const isWeb = url?.protocol === 'https:' || url?.protocol === 'http:'
  if (url === null || !allowed.includes(url.protocol)) {
    throw new WardenError('refused', `${redactUrl(address)}: only https is asked`, {
      remedy: 'ssh only where GOPRIVATE names the module, plain http only where GOINSECURE does',
    })
  }
  const strange = url.hostname === '' || url.hostname.startsWith('-') || url.search !== '' || url.hash !== ''
  if (strange || (isWeb && `${url.username}${url.password}` !== '')) {
    throw new WardenError('refused', `${redactUrl(address)}: not an address of a repository`)
  }
  return url
}

/** git and ssh servers have no other way to say it than words; each is one of git's own or of a large host's. */
const GONE =
  /repository '[^']*' not found|repository not found|project .* could not be found|does not appear to be a git repository|does not exist/i

/** What a run that failed says of the server: `not-found`, `refused` or `unreachable`. */
export function contactError(url: string, { said, stderr }: GitRan): WardenError {
  const shown = redactUrl(url)
  const words = said.replaceAll(/[a-z+]+:\/\/[^\s'"]+/g, (found) => redactUrl(found))
  if (GONE.test(stderr))
    return new WardenError('not-found', `${shown}: the server says that there is no such repository`)
  if (/could not read Username|Authentication failed|Permission denied/i.test(stderr)) {
    return new WardenError('refused', `${shown}: the server gives it to those alone who are known: ${words}`)
  }
  return new WardenError('unreachable', `${shown}: ${words === '' ? 'git could not fetch from it' : words}`)
}
