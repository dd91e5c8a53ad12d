// Source repositories, as the port of src/world/vcs.ts: git, kept from doing anything but fetching and storing
// (gitaccess.ts says how). What is fetched is one ref or commit at depth 1, or commits alone.
import fs from 'node:fs'
import { WardenError } from '../base/errors.ts'
import { MOST_PAGE } from '../gomod/goimport.ts'
import { isHash } from '../gomod/origin.ts'
import { signatureOf } from '../gomod/signature.ts'
import type { Access, Checkout, History, Remote, RemoteRef, Vcs } from '../world/vcs.ts'
import type { Environment } from './environment.ts'
import { checkRepositoryUrl, contactError, GitAccess } from './gitaccess.ts'
import type { GitRan } from './gitrun.ts'
import { createGuardedClient, type GuardedClient } from './guardedget.ts'
import { redactUrl } from './httperrors.ts'
import { compareWithSource } from './vcscompare.ts'
import { FetchedRepository } from './vcsrepository.ts'
import { writeModuleZip } from './zipwrite.ts'

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
  /** How much (bytes) the files of one folder may come to; 1 GiB unless given. */
  readonly maxArchive?: number
  /** How long (ms) a fetch may take; five minutes unless given. */
  readonly fetchMs?: number
  /** How long (ms) a server may take to say what it has; a minute unless given. */
  readonly askMs?: number
}

const MOST_REFS = 64 << 20
/** git keeps each as a file of its own. */
const MOST_FETCHED_REFS = 50_000
const MOST_OUTPUT = 1 << 20
const MOST_FETCH = 1 << 30
const MOST_ARCHIVE = 1 << 30

/** The real thing; `close` must be called in the end. */
export function createVcs(options: VcsOptions): Vcs {
  return new GitVcs(options)
}

class GitVcs implements Vcs {
  readonly #options: VcsOptions
  readonly #web: GuardedClient
  readonly #git: GitAccess

  constructor(options: VcsOptions) {
    this.#options = options
    this.#web = createGuardedClient(options.env, options.version, options.goauth)
    this.#git = new GitAccess(options.env, options.temporary)
  }

  page: Vcs['page'] = async (url, access, signal) =>
    this.#web.get(url, { access, signal, maxBytes: MOST_PAGE, timeoutMs: this.#askMs() })

  compare: Vcs['compare'] = compareWithSource

  zip: Vcs['zip'] = writeModuleZip

  async remote(address: string, access: Access, signal: AbortSignal | undefined): Promise<Remote> {
    // From here on as the URL parser writes it: what was looked at is what git is given.
    const { href } = checkRepositoryUrl(address, access)
    const url = access.isPrivate
      ? await this.#foundPrivate(href, access, signal)
      : await this.#found(href, access, signal)
    const said = await this.#asked(url, access, ['--heads', '--tags', '--end-of-options', url], signal)
    return { url, access, refs: refsIn(said) }
  }

  async head({ url, access }: Remote, signal: AbortSignal | undefined): Promise<string | undefined> {
    const said = await this.#asked(url, access, ['--end-of-options', url, 'HEAD'], signal)
    return /^([0-9a-f]{40}|[0-9a-f]{64})\tHEAD$/m.exec(said)?.[1]
  }

  /** What `git ls-remote` says. */
  async #asked(url: string, access: Access, args: readonly string[], signal: AbortSignal | undefined): Promise<string> {
    const folder = this.#git.folder('ask')
    try {
      const ran = await this.#git.contact(url, access, {
        folder,
        args: ['ls-remote', '--quiet', ...args],
        timeoutMs: this.#askMs(),
        maxOutput: MOST_REFS,
        signal,
      })
      if (ran.code !== 0) throw contactError(url, ran)
      return ran.stdout.toString()
    } finally {
      await fs.promises.rm(folder, { recursive: true, force: true }).catch(() => undefined)
    }
  }

  async fetch(
    remote: Remote,
    wanted: { readonly ref: string | undefined; readonly commit: string },
    signal: AbortSignal | undefined,
  ): Promise<Checkout> {
    const from = wanted.ref ?? wanted.commit
    if (!isHash(wanted.commit)) throw new WardenError('parse', `${redactUrl(remote.url)}: not a commit`)
    return this.#filled(remote, ['--depth=1'], [`${from}:${WANTED}`], from, signal, async (repository) => {
      const object = await repository.resolve(WANTED)
      const commit = await repository.resolve(`${WANTED}^{commit}`)
      if (commit === undefined || object === undefined) throw notGiven(remote, from)
      if (commit !== wanted.commit) {
        throw new WardenError(
          'mismatch',
          `${redactUrl(remote.url)}: gave ${commit} for ${from}, and had said ${wanted.commit}`,
        )
      }
      const commitText = await repository.object('commit', commit)
      const tagText = object === commit ? undefined : await repository.object('tag', object)
      return {
        commit,
        commitText,
        tagText,
        file: async (name) => repository.blob(`${commit}:${name}`),
        archive: async (below) => repository.archive(commit, below),
        verified: async () =>
          tagText !== undefined && signatureOf(tagText) !== undefined
            ? repository.verified(tagText, object)
            : repository.verified(commitText, commit),
        dispose: async () => repository.dispose(),
      }
    })
  }

  async findCommit(remote: Remote, prefix: string, signal: AbortSignal | undefined): Promise<string> {
    const gone = (): WardenError =>
      new WardenError('not-found', `${redactUrl(remote.url)}: no branch or tag leads to the commit ${prefix}`)
    if (!/^[0-9a-f]{7,64}$/.test(prefix)) throw gone()
    const tips = new Set([...remote.refs.values()].map(({ commit }) => commit).filter((c) => c.startsWith(prefix)))
    const [tip] = tips
    if (tip !== undefined && tips.size === 1) return tip
    if (remote.refs.size === 0) throw gone()
    if (remote.refs.size > MOST_FETCHED_REFS) {
      throw new WardenError(
        'too-large',
        `${redactUrl(remote.url)}: ${remote.refs.size} branches and tags, too many to look for the commit ${prefix} in`,
      )
    }
    return this.#withHistory(remote, signal, async (repository) => {
      const commit = await repository.resolve(`${prefix}^{commit}`)
      // A server may send what no ref leads to.
      const isReached = commit?.startsWith(prefix) === true && (await repository.isReached(commit))
      await repository.dispose()
      if (commit === undefined || !isReached) throw gone()
      return commit
    })
  }

  async tagsBefore(remote: Remote, commit: string, signal: AbortSignal | undefined): Promise<readonly string[]> {
    if (!isHash(commit)) throw new WardenError('parse', `${redactUrl(remote.url)}: not a commit`)
    if (![...remote.refs.keys()].some((name) => name.startsWith('refs/tags/'))) return []
    if (remote.refs.size > MOST_FETCHED_REFS) {
      throw new WardenError('too-large', `${redactUrl(remote.url)}: ${remote.refs.size} branches and tags, too many`)
    }
    return this.#withHistory(remote, signal, async (repository) => {
      const tags = await repository.tagsBefore(commit)
      await repository.dispose()
      return tags
    })
  }

  /** All commits that branches and tags lead to, without files: a server may not know how to leave those out, then the limits hold. */
  async #withHistory<T>(
    remote: Remote,
    signal: AbortSignal | undefined,
    work: (repository: FetchedRepository) => Promise<T>,
  ): Promise<T> {
    const specs = ['+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*']
    return this.#filled(remote, ['--filter=tree:0'], specs, 'its history', signal, work)
  }

  async history(remote: Remote, refs: readonly string[], signal: AbortSignal | undefined): Promise<readonly History[]> {
    const specs = refs.map((ref, i) => `${ref}:refs/modwarden/${i}`)
    const how = ['--depth=1', '--filter=tree:0']
    return this.#filled(remote, how, specs, 'earlier tags', signal, async (repository) => {
      const found: History[] = []
      for (const [i, ref] of refs.entries()) {
        const object = await repository.resolve(`refs/modwarden/${i}`)
        const commit = await repository.resolve(`refs/modwarden/${i}^{commit}`)
        if (object === undefined || commit === undefined) continue
        const commitText = await repository.object('commit', commit)
        found.push({ ref, commitText, tagText: object === commit ? undefined : await repository.object('tag', object) })
      }
      await repository.dispose()
      return found
    })
  }

  async close(): Promise<void> {
    this.#web.close()
    await this.#git.close()
  }

  /**
   * Where a private repository is. Where not every address may be reached, redirects are followed here, hop by hop, and
   * not by git; a server that answers otherwise than a repository does is left to git, which has other credentials.
   */
  async #foundPrivate(address: string, access: Access, signal: AbortSignal | undefined): Promise<string> {
    if (access.hosts === undefined || !/^https?:/.test(address)) return address
    const limits = { access, signal, maxBytes: MOST_PAGE, timeoutMs: this.#askMs(), beginning: true }
    const below = '/info/refs?service=git-upload-pack'
    const answer = await this.#web.get(`${address.replace(/\/$/, '')}${below}`, limits)
    if (answer.status !== 200 || !answer.url.endsWith(below)) return address
    return checkRepositoryUrl(answer.url.slice(0, -below.length), access).href
  }

  /** Where a public repository is, after redirects; git itself follows none. */
  async #found(address: string, access: Access, signal: AbortSignal | undefined): Promise<string> {
    const limits = { access, signal, maxBytes: MOST_PAGE, timeoutMs: this.#askMs(), beginning: true }
    const below = '/info/refs?service=git-upload-pack'
    const answer = await this.#web.get(`${address.replace(/\/$/, '')}${below}`, limits)
    const shown = redactUrl(address)
    if (answer.status === 200) {
      if (!answer.url.endsWith(below) || !Buffer.from(answer.body.subarray(4)).toString().startsWith('# service=')) {
        throw new WardenError('unreachable', `${shown}: no git server answers there`)
      }
      return checkRepositoryUrl(answer.url.slice(0, -below.length), access).href
    }
    // Some hosts ask who wants to know before they say that there is nothing; their page for people says it.
    const page = isGone(answer.status) ? answer : await this.#web.get(address, limits)
    if (isGone(page.status)) {
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

  /** A new repository into which some refs were fetched; it is gone again where `work` fails. */
  async #filled<T>(
    remote: Remote,
    how: readonly string[],
    specs: readonly string[],
    what: string,
    signal: AbortSignal | undefined,
    work: (repository: FetchedRepository) => Promise<T>,
  ): Promise<T> {
    const [first] = remote.refs.values()
    const format = first?.object.length === 64 ? 'sha256' : 'sha1'
    const { env, maxArchive = MOST_ARCHIVE } = this.#options
    const repository = await FetchedRepository.make(this.#git, { env, format, maxArchive, signal })
    try {
      const fixed = [
        '--quiet',
        '--no-tags',
        '--no-write-fetch-head',
        '--no-recurse-submodules',
        '--no-auto-maintenance',
      ]
      const ran = await this.#git.contact(remote.url, remote.access, {
        folder: repository.folder,
        args: ['fetch', ...fixed, ...how, '--end-of-options', remote.url, ...specs],
        timeoutMs: this.#options.fetchMs ?? 300_000,
        maxOutput: MOST_OUTPUT,
        maxFolder: this.#options.maxFetch ?? MOST_FETCH,
        signal,
      })
      if (ran.code !== 0) throw fetchError(remote, what, ran)
      return await work(repository)
    } catch (error) {
      await repository.dispose()
      throw error
    }
  }

  #askMs(): number {
    return this.#options.askMs ?? 60_000
  }
}

const WANTED = 'refs/modwarden/wanted'

function isGone(status: number): boolean {
  return status === 404 || status === 410
}

/** `<object>\t<ref>` a line; what an annotated tag leads to follows as `<ref>^{}`. */
function refsIn(listing: string): Map<string, RemoteRef> {
  const refs = new Map<string, RemoteRef>()
  const form = /^([0-9a-f]{40}|[0-9a-f]{64})\t(refs\/(?:heads|tags)\/[^\s^:*?[\\~]+)(\^\{\})?$/
  for (const line of listing.split('\n')) {
    const [, object, name, peeled] = form.exec(line) ?? []
    if (object === undefined || name === undefined) continue
    const known = peeled === undefined ? undefined : refs.get(name)
    refs.set(name, { object: known?.object ?? object, commit: object })
  }
  return refs
}

function fetchError(remote: Remote, what: string, ran: GitRan): WardenError {
  const lacks = /not our ref|couldn't find remote ref|unadvertised object|no such remote ref/i.test(ran.stderr)
  return lacks ? notGiven(remote, what) : contactError(remote.url, ran)
}

function notGiven(remote: Remote, what: string): WardenError {
  return new WardenError('not-found', `${redactUrl(remote.url)}: does not give ${what}`)
}
