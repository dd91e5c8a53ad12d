// Source repositories, as the port of src/world/vcs.ts: git, kept from doing anything but fetching and storing.
//
//   public   https, no configuration but ours, an empty home, no credential; the name is looked up first, every address
//            must be public, and git connects to those (http.curloptResolve), so that a second answer leads nowhere
//   private  what the user's own settings call private: their git configuration, credentials, ssh, any address, as go does
//
// What is fetched is one ref or commit at depth 1. Nothing is checked out; contents are taken out with `git archive`,
// which go uses too, with export-subst and export-ignore off and no filter configured (LFS pointers stay pointers).
import fs from 'node:fs'
import path from 'node:path'
import { isWardenError, WardenError } from '../base/errors.ts'
import { isHash } from '../gomod/origin.ts'
import { MOST_PAGE } from '../gomod/goimport.ts'
import { signatureOf } from '../gomod/signature.ts'
import type { Access, Checkout, Remote, RemoteRef, SourceFile, SourceTree, Vcs } from '../world/vcs.ts'
import { allowedAddresses } from './addresses.ts'
import { TarReader, type StoredFile } from './archivetar.ts'
import { diskError } from './diskerror.ts'
import type { Environment } from './environment.ts'
import { runGit, type GitRan, type GitRun } from './gitrun.ts'
import { createGuardedClient, type GuardedClient } from './guardedget.ts'
import { redactUrl } from './httperrors.ts'
import { proxyFor } from './httpproxy.ts'
import { compareWithSource } from './vcscompare.ts'

/** How it is made. */
export interface VcsOptions {
  readonly env: Environment
  /** The version of modwarden, for servers. */
  readonly version: string
  readonly goauth: string
  /** The folder in which one for this run is made; modwarden's own. */
  readonly temporary: string
  /** How much (bytes) a server may send for one fetch; 1 GiB unless given. */
  readonly maxFetch?: number
  /** How long (ms) a fetch may take; five minutes unless given. */
  readonly fetchMs?: number
  /** How long (ms) a server may take to say what it has; a minute unless given. */
  readonly askMs?: number
}

const MOST_REFS = 64 << 20
const MOST_OBJECT = 1 << 20
const MOST_FILE = 16 << 20
const MOST_ARCHIVE = 1 << 30

/** The real thing; `close` must be called in the end. */
export function createVcs(options: VcsOptions): Vcs {
  return new GitVcs(options)
}

class GitVcs implements Vcs {
  readonly #options: VcsOptions
  readonly #web: GuardedClient
  #root: string | undefined
  #made = 0
  #version: Promise<void> | undefined

  constructor(options: VcsOptions) {
    this.#options = options
    this.#web = createGuardedClient(options.env, options.version, options.goauth)
  }

  page: Vcs['page'] = async (url, access, signal) =>
    this.#web.get(url, { access, signal, maxBytes: MOST_PAGE, timeoutMs: 60_000 })

  compare: Vcs['compare'] = compareWithSource

  async remote(address: string, access: Access, signal: AbortSignal | undefined): Promise<Remote> {
    checkUrl(address, access)
    await this.#checkVersion(signal)
    const url = access.isPrivate ? address : await this.#found(address, access, signal)
    const folder = this.#folder('ask')
    const args = ['ls-remote', '--quiet', '--heads', '--tags', '--end-of-options', url]
    const ran = await this.#contact(url, access, {
      folder,
      args,
      timeoutMs: this.#options.askMs ?? 60_000,
      maxOutput: MOST_REFS,
      signal,
    })
    if (ran.code !== 0) throw contactError(url, ran)
    return { url, access, refs: refsIn(ran.stdout.toString()) }
  }

  async fetch(
    remote: Remote,
    wanted: { readonly ref: string | undefined; readonly commit: string },
    signal: AbortSignal | undefined,
  ): Promise<Checkout> {
    if (!isHash(wanted.commit)) throw new WardenError('parse', `${remote.url}: not a commit`)
    const folder = await this.#repository(remote, signal)
    const from = wanted.ref ?? wanted.commit
    const ran = await this.#fetchInto(remote, folder, ['--depth=1'], [`${from}:refs/modwarden/wanted`], signal)
    if (ran.code !== 0) throw fetchError(remote, from, ran)
    const object = await this.#line(folder, ['rev-parse', '--verify', '--quiet', 'refs/modwarden/wanted'], signal)
    const commit = await this.#line(
      folder,
      ['rev-parse', '--verify', '--quiet', 'refs/modwarden/wanted^{commit}'],
      signal,
    )
    if (object === undefined || commit === undefined) throw fetchError(remote, from, ran)
    if (commit !== wanted.commit) {
      throw new WardenError('mismatch', `${remote.url}: gave ${commit} for ${from}, and had said ${wanted.commit}`)
    }
    const commitText = await this.#object(folder, 'commit', commit, signal)
    const tagText = object === commit ? undefined : await this.#object(folder, 'tag', object, signal)
    let archives = 0
    return {
      commit,
      commitText,
      tagText,
      file: async (name) => this.#blob(folder, `${commit}:${name}`, signal),
      archive: async (below) => this.#archive(folder, commit, below, `${folder}.tree${archives++}`, signal),
      verified: async () =>
        this.#verified(folder, tagText ?? commitText, tagText === undefined ? commit : object, signal),
    }
  }

  async findCommit(remote: Remote, prefix: string, signal: AbortSignal | undefined): Promise<string> {
    const gone = new WardenError('not-found', `${remote.url}: no branch or tag leads to the commit ${prefix}`)
    if (!/^[0-9a-f]{7,64}$/.test(prefix)) throw gone
    const tips = new Set([...remote.refs.values()].map(({ commit }) => commit).filter((c) => c.startsWith(prefix)))
    const [tip] = tips
    if (tip !== undefined && tips.size === 1) return tip
    // Commits alone, without the files: the server may not know how to leave those out, then the limit holds.
    const folder = await this.#repository(remote, signal)
    const refs = ['+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*']
    const ran = await this.#fetchInto(remote, folder, ['--filter=tree:0'], refs, signal)
    if (ran.code !== 0) throw fetchError(remote, 'its history', ran)
    const commit = await this.#line(folder, ['rev-parse', '--verify', '--quiet', `${prefix}^{commit}`], signal)
    if (commit?.startsWith(prefix) !== true) throw gone
    // A server may send what no ref leads to.
    const led = await this.#run(folder, ['for-each-ref', '--count=1', `--contains=${commit}`], MOST_OBJECT, signal)
    if (led.code !== 0 || led.stdout.length === 0) throw gone
    return commit
  }

  async history(
    remote: Remote,
    refs: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<
    ReadonlyArray<{ readonly ref: string; readonly commitText: string; readonly tagText: string | undefined }>
  > {
    const folder = await this.#repository(remote, signal)
    const specs = refs.map((ref, i) => `${ref}:refs/modwarden/${i}`)
    const ran = await this.#fetchInto(remote, folder, ['--depth=1', '--filter=tree:0'], specs, signal)
    if (ran.code !== 0) throw fetchError(remote, 'earlier tags', ran)
    const found: { ref: string; commitText: string; tagText: string | undefined }[] = []
    for (const [i, ref] of refs.entries()) {
      const local = `refs/modwarden/${i}`
      const object = await this.#line(folder, ['rev-parse', '--verify', '--quiet', local], signal)
      const commit = await this.#line(folder, ['rev-parse', '--verify', '--quiet', `${local}^{commit}`], signal)
      if (object === undefined || commit === undefined) continue
      const commitText = await this.#object(folder, 'commit', commit, signal)
      const tagText = object === commit ? undefined : await this.#object(folder, 'tag', object, signal)
      found.push({ ref, commitText, tagText })
    }
    return found
  }

  async close(): Promise<void> {
    this.#web.close()
    const root = this.#root
    this.#root = undefined
    if (root !== undefined) await fs.promises.rm(root, { recursive: true, force: true, maxRetries: 3 })
  }

  /** Where a public repository is, after redirects; git itself follows none. */
  async #found(address: string, access: Access, signal: AbortSignal | undefined): Promise<string> {
    const limits = { access, signal, maxBytes: MOST_PAGE, timeoutMs: this.#options.askMs ?? 60_000, beginning: true }
    const below = '/info/refs?service=git-upload-pack'
    const answer = await this.#web.get(`${address.replace(/\/$/, '')}${below}`, limits)
    const shown = redactUrl(address)
    if (answer.status === 200) {
      if (!answer.url.endsWith(below) || !Buffer.from(answer.body.subarray(4)).toString().startsWith('# service=')) {
        throw new WardenError('unreachable', `${shown}: no git server answers there`)
      }
      return answer.url.slice(0, -below.length)
    }
    // Some hosts ask who wants to know before they say that there is nothing; their page for people says it.
    const page = answer.status === 404 || answer.status === 410 ? answer : await this.#web.get(address, limits)
    if (page.status === 404 || page.status === 410) {
      throw new WardenError('not-found', `${shown}: the server says that there is no such repository`)
    }
    if ([401, 403, 407, 451].includes(answer.status)) {
      throw new WardenError(
        'refused',
        `${shown}: the server gives it to those alone who are known (${answer.status})`,
        {
          remedy: 'where the module is your own, say so: go env -w GOPRIVATE=PATTERN',
        },
      )
    }
    throw new WardenError('unreachable', `${shown}: the server answered ${answer.status}`)
  }

  /** A run that talks to a server. */
  async #contact(
    url: string,
    access: Access,
    run: Pick<GitRun, 'folder' | 'args' | 'timeoutMs' | 'maxOutput' | 'signal' | 'maxFolder'>,
  ): Promise<GitRan> {
    const { env } = this.#options
    const name = redactUrl(url)
    if (access.isPrivate) {
      // The user's own configuration may lead to another way there; nothing else can.
      const protocols = { GIT_ALLOW_PROTOCOL: 'https:ssh:http:file', GIT_SSH_COMMAND: 'ssh -oBatchMode=yes' }
      const ownSsh = (env['GIT_SSH_COMMAND'] ?? '') === '' && (env['GIT_SSH'] ?? '') === '' ? {} : pick(env, OWN_SSH)
      return runGit({ ...run, name, settings: [], env: { ...this.#userEnv(), ...protocols, ...ownSsh } })
    }
    const target = new URL(url)
    const settings = ['credential.helper=', `http.proxy=${proxyFor(target, env) ?? ''}`]
    if (proxyFor(target, env) === undefined) {
      const port = target.port === '' ? (target.protocol === 'https:' ? '443' : '80') : target.port
      const addresses = await allowedAddresses(target.hostname, false)
      const listed = addresses.map((address) => (address.includes(':') ? `[${address}]` : address)).join(',')
      settings.push(`http.curloptResolve=${target.hostname}:${port}:${listed}`)
    }
    const certificates = env['SSL_CERT_FILE'] ?? ''
    if (certificates !== '') settings.push(`http.sslCAInfo=${certificates}`)
    const protocols = { GIT_ALLOW_PROTOCOL: access.insecure ? 'https:http' : 'https' }
    return runGit({ ...run, name, settings, env: { ...this.#bareEnv(), ...protocols } })
  }

  #fetchInto(
    remote: Remote,
    folder: string,
    how: readonly string[],
    specs: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<GitRan> {
    const fixed = ['--quiet', '--no-tags', '--no-write-fetch-head', '--no-recurse-submodules', '--no-auto-maintenance']
    return this.#contact(remote.url, remote.access, {
      folder,
      args: ['fetch', ...fixed, ...how, '--end-of-options', remote.url, ...specs],
      timeoutMs: this.#options.fetchMs ?? 300_000,
      maxOutput: MOST_OBJECT,
      maxFolder: this.#options.maxFetch ?? 1 << 30,
      signal,
    })
  }

  /** A new, empty repository. */
  async #repository(remote: Remote, signal: AbortSignal | undefined): Promise<string> {
    const folder = this.#folder('repository')
    const [first] = remote.refs.values()
    const format = first?.object.length === 64 ? 'sha256' : 'sha1'
    const ran = await this.#run(
      folder,
      ['init', '--quiet', '--bare', '--template=', `--object-format=${format}`, '.'],
      MOST_OBJECT,
      signal,
    )
    if (ran.code !== 0) throw new WardenError('io', `git init: ${ran.said}`)
    try {
      // Before all that a repository says, as go does: zips must not depend on when and by whom they are made.
      fs.mkdirSync(path.join(folder, 'info'), { recursive: true })
      fs.writeFileSync(path.join(folder, 'info', 'attributes'), '* -export-subst -export-ignore\n')
    } catch (error) {
      throw diskError(error, 'write', folder)
    }
    return folder
  }

  async #archive(
    folder: string,
    commit: string,
    below: string,
    place: string,
    signal: AbortSignal | undefined,
  ): Promise<SourceTree> {
    const prefix = below === '' ? 'p/' : `p/${below}/`
    const reader = new TarReader(place, prefix, 'p/')
    try {
      const ran = await runGit({
        folder,
        env: this.#bareEnv(),
        settings: ['core.autocrlf=input', 'core.eol=lf'],
        args: ['archive', '--format=tar', '--prefix=p/', '--end-of-options', commit, ...(below === '' ? [] : [below])],
        timeoutMs: this.#options.fetchMs ?? 300_000,
        maxOutput: MOST_ARCHIVE,
        signal,
        onOutput: (chunk) => reader.write(chunk),
        name: `git archive ${commit.slice(0, 12)}`,
      })
      if (ran.code !== 0) throw new WardenError('io', `git archive ${commit.slice(0, 12)}: ${ran.said}`)
      reader.end()
    } finally {
      reader.close()
    }
    const stored = new Map<SourceFile, StoredFile>(reader.files.map((file) => [file, file]))
    return {
      files: reader.files,
      read: async (file) => {
        const known = stored.get(file)
        if (known === undefined || known.kind === 'link') return new Uint8Array(0)
        return readPart(place, known)
      },
    }
  }

  async #verified(folder: string, text: string, object: string, signal: AbortSignal | undefined): Promise<boolean> {
    const kind = signatureOf(text)?.kind
    if (kind === undefined || !(await this.#hasKeys(folder, kind, signal))) return false
    const command = text.startsWith('object ') ? 'verify-tag' : 'verify-commit'
    const ran = await runGit({
      folder,
      env: this.#userEnv(),
      settings: ['protocol.allow=never'],
      args: [command, '--', object],
      timeoutMs: 30_000,
      maxOutput: MOST_OBJECT,
      signal,
      name: `git ${command}`,
    })
    return ran.code === 0
  }

  /** Whether the user keeps keys for a kind of signatures; without any nothing could be said of one. */
  async #hasKeys(folder: string, kind: string, signal: AbortSignal | undefined): Promise<boolean> {
    const { env } = this.#options
    if (kind === 'OpenPGP') {
      const home = env['GNUPGHOME'] ?? path.join(env['HOME'] ?? '/nonexistent', '.gnupg')
      return ['pubring.kbx', 'pubring.gpg'].some((name) => fs.existsSync(path.join(home, name)))
    }
    const key = kind === 'SSH' ? 'gpg.ssh.allowedSignersFile' : 'gpg.x509.program'
    const args = ['config', '--get', key]
    const limits = { timeoutMs: 10_000, maxOutput: MOST_OBJECT, signal, name: 'git config' }
    return (await runGit({ folder, env: this.#userEnv(), settings: [], args, ...limits })).code === 0
  }

  async #blob(folder: string, name: string, signal: AbortSignal | undefined): Promise<Uint8Array | undefined> {
    try {
      const ran = await this.#run(folder, ['cat-file', 'blob', name], MOST_FILE, signal)
      return ran.code === 0 ? ran.stdout : undefined
    } catch (error) {
      if (!isWardenError(error, 'too-large')) throw error
      return undefined
    }
  }

  async #object(folder: string, kind: string, id: string, signal: AbortSignal | undefined): Promise<string> {
    const ran = await this.#run(folder, ['cat-file', kind, id], MOST_OBJECT, signal)
    if (ran.code !== 0) throw new WardenError('io', `git cat-file ${id.slice(0, 12)}: ${ran.said}`)
    return ran.stdout.toString()
  }

  async #line(folder: string, args: readonly string[], signal: AbortSignal | undefined): Promise<string | undefined> {
    const ran = await this.#run(folder, args, MOST_OBJECT, signal)
    const line = ran.stdout.toString().trim()
    return ran.code === 0 && isHash(line) ? line : undefined
  }

  /** A run that talks to nobody. */
  #run(folder: string, args: readonly string[], maxOutput: number, signal: AbortSignal | undefined): Promise<GitRan> {
    const name = `git ${args[0] ?? ''}`
    const settings = ['protocol.allow=never']
    return runGit({ folder, env: this.#bareEnv(), settings, args, timeoutMs: 60_000, maxOutput, signal, name })
  }

  /** The least that git needs, and an empty home. */
  #bareEnv(): Record<string, string> {
    const home = path.join(this.#rootFolder(), 'home')
    return {
      ...SAFE_ENV,
      PATH: this.#options.env['PATH'] ?? '',
      HOME: home,
      XDG_CONFIG_HOME: home,
      TMPDIR: home,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
    }
  }

  /** The user's own environment, without what would lead git to another repository or to a prompt. */
  #userEnv(): Record<string, string> {
    const kept = Object.entries(this.#options.env).filter(
      (entry): entry is [string, string] =>
        entry[1] !== undefined && (!entry[0].startsWith('GIT_') || /^GIT_(?:CONFIG|SSL)/.test(entry[0])),
    )
    return { ...Object.fromEntries(kept), ...SAFE_ENV }
  }

  #folder(name: string): string {
    const folder = path.join(this.#rootFolder(), `${name}${this.#made++}`)
    fs.mkdirSync(folder, { mode: 0o700 })
    return folder
  }

  #rootFolder(): string {
    if (this.#root === undefined) {
      const { temporary } = this.#options
      try {
        fs.mkdirSync(temporary, { recursive: true, mode: 0o700 })
        // The name by which the next run removes what a killed one left.
        this.#root = fs.mkdtempSync(path.join(temporary, 'fetch-'))
        fs.mkdirSync(path.join(this.#root, 'home'), { mode: 0o700 })
      } catch (error) {
        throw diskError(error, 'make a temporary folder', temporary)
      }
    }
    return this.#root
  }

  #checkVersion(signal: AbortSignal | undefined): Promise<void> {
    this.#version ??= (async () => {
      const ran = await this.#run(this.#rootFolder(), ['version'], MOST_OBJECT, signal)
      const [, major, minor] = /(\d+)\.(\d+)/.exec(ran.stdout.toString()) ?? []
      const old = major === undefined || Number(major) < 2 || (Number(major) === 2 && Number(minor) < 37)
      // Older ones do not know http.curloptResolve, and have known holes in what reads attributes.
      if (old)
        throw new WardenError('io', 'git: too old to fetch from strangers', { remedy: 'install git 2.37 or newer' })
    })()
    return this.#version
  }
}

/** For every run, whoever's configuration counts. */
const SAFE_ENV: Readonly<Record<string, string>> = {
  GIT_TERMINAL_PROMPT: '0',
  GIT_ASKPASS: '',
  SSH_ASKPASS: '',
  GIT_PROTOCOL_FROM_USER: '0',
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_NO_LAZY_FETCH: '1',
  GIT_LITERAL_PATHSPECS: '1',
  GCM_INTERACTIVE: 'never',
  LC_ALL: 'C',
}

const OWN_SSH = ['GIT_SSH_COMMAND', 'GIT_SSH'] as const

function pick(env: Environment, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])))
}

function checkUrl(address: string, access: Access): void {
  const url = URL.parse(address)
  const allowed = ['https:', ...(access.insecure ? ['http:'] : []), ...(access.isPrivate ? ['ssh:', 'git+ssh:'] : [])]
  const isWeb = url?.protocol === 'https:' || url?.protocol === 'http:'
  if (url === null || !allowed.includes(url.protocol)) {
    throw new WardenError('refused', `${redactUrl(address)}: only https is asked`, {
      remedy: 'ssh only where GOPRIVATE names the module, plain http only where GOINSECURE does',
    })
  }
  if (url.hostname === '' || url.hostname.startsWith('-') || (isWeb && `${url.username}${url.password}` !== '')) {
    throw new WardenError('refused', `${redactUrl(address)}: not an address of a repository`)
  }
}

/** `<object>\t<ref>` a line; what an annotated tag leads to follows as `<ref>^{}`. */
function refsIn(listing: string): Map<string, RemoteRef> {
  const refs = new Map<string, RemoteRef>()
  for (const line of listing.split('\n')) {
    const [, object, name, peeled] =
      /^([0-9a-f]{40}|[0-9a-f]{64})\t(refs\/(?:heads|tags)\/[^\s^]+)(\^\{\})?$/.exec(line) ?? []
    if (object === undefined || name === undefined) continue
    const known = refs.get(name)
    refs.set(
      name,
      peeled === undefined ? { object, commit: object } : { object: known?.object ?? object, commit: object },
    )
  }
  return refs
}

/** git and ssh servers have no other way to say it than words; each is one of git's own or of a large host's. */
const GONE = /repository '[^']*' not found|repository not found|does not appear to be a git repository|does not exist/i

function contactError(url: string, { said }: GitRan): WardenError {
  const shown = redactUrl(url)
  const words = said.replaceAll(/[a-z+]+:\/\/[^\s'"]+/g, (found) => redactUrl(found))
  if (GONE.test(said)) return new WardenError('not-found', `${shown}: the server says that there is no such repository`)
  if (/could not read Username|Authentication failed|Permission denied/i.test(said)) {
    return new WardenError('refused', `${shown}: the server gives it to those alone who are known: ${words}`)
  }
  return new WardenError('unreachable', `${shown}: ${words === '' ? 'git could not fetch from it' : words}`)
}

function fetchError(remote: Remote, what: string, ran: GitRan): WardenError {
  if (/not our ref|couldn't find remote ref|unadvertised object/i.test(ran.said)) {
    return new WardenError('not-found', `${redactUrl(remote.url)}: does not give ${what}`)
  }
  return contactError(remote.url, ran)
}

function readPart(place: string, { offset, size }: StoredFile): Uint8Array {
  const bytes = Buffer.alloc(size)
  try {
    const fd = fs.openSync(place, 'r')
    try {
      for (let done = 0; done < size;) {
        const got = fs.readSync(fd, bytes, done, size - done, offset + done)
        if (got === 0) throw new Error('cut')
        done += got
      }
    } finally {
      fs.closeSync(fd)
    }
  } catch (error) {
    throw diskError(error, 'read', place)
  }
  return bytes
}
