// Private modules from their repositories, as the port that module proxies are behind: versions, go.mod files and zips as
// the go command makes them where it asks the repository itself. Nothing of them is asked of a proxy or a checksum
// database. How git is kept from doing more than fetching: src/io/gitaccess.ts.
import { utf8 } from '../../base/bytes.ts'
import { isWardenError, messageOf, WardenError } from '../../base/errors.ts'
import { moduleName, type ModuleVersion } from '../../base/finding.ts'
import { createGate } from '../../base/once.ts'
import { matchPrefixPatterns } from '../../base/patterns.ts'
import { parseGoMod } from '../../gomod/modfile.ts'
import { hostsOf, placeByRules, type GitRule } from '../../gomod/gitrules.ts'
import { govcsAllowsGit, isHash, type SourceRepository } from '../../gomod/origin.ts'
import { unescapeVersion } from '../../gomod/path.ts'
import {
  listedVersions,
  retractingVersion,
  revisionName,
  versionOfCommit,
  type CommitFacts,
  type ModulePlace,
} from '../../gomod/repoversions.ts'
import { personOf } from '../../gomod/signature.ts'
import { repositoryPlace } from '../../gomod/vcszip.ts'
import { compareVersions, prerelease } from '../../gomod/version.ts'
import type { Clock } from '../../world/clock.ts'
import type { GoSettings } from '../../world/go.ts'
import type { ModuleProxy } from '../../world/proxy.ts'
import type { Access, Checkout, Remote, Vcs } from '../../world/vcs.ts'
import { createPlaceFinder } from './place.ts'
import { sourceFolder, zipFiles } from './files.ts'

/** What it works with. */
export interface GitModulesOptions {
  readonly vcs: Vcs
  readonly rules: readonly GitRule[]
  readonly go: Pick<GoSettings, 'GOINSECURE' | 'GOVCS'>
  readonly clock: Clock
  readonly signal: AbortSignal
}

type Gate = ReturnType<typeof createGate>

/** How long (ms) what a server has counts, and where a module is kept. */
const FRESH_MS = 15_000
const PLACE_MS = 300_000
const AT_ONCE = 4
const MOST_KEPT = 2000

/** The modules that the rules are about. It throws what the port says; `refused` where GOVCS forbids git. */
export function createGitModules(options: GitModulesOptions): ModuleProxy {
  const { vcs, signal } = options
  const gate = createGate(AT_ONCE)
  const opened = createOpened(options, gate)

  /** Runs `work` on the commit that a query leads to. */
  const at = async <T>(modulePath: string, query: string, work: (found: Found) => Promise<T>): Promise<T> => {
    const module = await opened.open(modulePath)
    const wanted = await commitOf(options, module, query)
    const checkout = await gate(async () => vcs.fetch(wanted.remote, wanted, signal))
    try {
      const opening = { ...module, remote: wanted.remote }
      const commit = factsOf(options, gate, opening, checkout, wanted.tag)
      const version = await versionOfCommit(module, commit, query === 'HEAD' ? '' : query)
      return await work({ module: opening, checkout, version, commit, ref: wanted.ref })
    } finally {
      await checkout.dispose()
    }
  }
  const exactly = async <T>(module: ModuleVersion, work: (found: Found) => Promise<T>): Promise<T> =>
    at(module.path, module.version, async (found) => {
      if (found.version === module.version) return work(found)
      throw absent(module.path, module.version, `it is ${found.version}`)
    })
  const infoOf = async (modulePath: string, query: string): Promise<Uint8Array> =>
    at(modulePath, query, async (found) => infoDocument(found))

  const list = async (modulePath: string): Promise<readonly string[]> => {
    const module = await opened.open(modulePath)
    return listOf(options, gate, { ...module, remote: await module.fresh() })
  }
  const latest = async (modulePath: string): Promise<Uint8Array> => {
    const versions = await list(modulePath)
    const sorted = versions.toSorted(compareVersions)
    const newest = sorted.findLast((version) => prerelease(version) === '') ?? sorted.at(-1)
    return infoOf(modulePath, newest ?? 'HEAD')
  }
  return {
    list,
    info: async ({ path, version }) => infoOf(path, version),
    raw: async (modulePath, below) => {
      if (below === '@v/list') return utf8((await list(modulePath)).map((version) => `${version}\n`).join(''))
      if (below === '@latest') return latest(modulePath)
      const escaped = /^@v\/(.+)\.info$/s.exec(below)?.[1]
      if (escaped === undefined) throw absent(modulePath, below, 'a repository has no such document')
      return infoOf(modulePath, unescapeVersion(escaped))
    },
    goMod: async (module) =>
      exactly(module, async ({ checkout, module: { place } }) => {
        const { goMod } = await sourceFolder(checkout, module.path, place)
        return goMod ?? utf8(`module ${module.path}\n`)
      }),
    zip: async (module, file) =>
      exactly(module, async ({ checkout, module: { place } }) => {
        const made = await zipFiles(checkout, module, place)
        await vcs.zip(module, made.tree, made.files, file, signal)
      }),
  }
}

/** The proxies of `upstream`, and for the modules that the rules are about `git`. */
export function withGit(upstream: ModuleProxy, git: ModuleProxy, isGit: (modulePath: string) => boolean): ModuleProxy {
  const of = (modulePath: string): ModuleProxy => (isGit(modulePath) ? git : upstream)
  return {
    goMod: async (module, signal) => of(module.path).goMod(module, signal),
    info: async (module, signal) => of(module.path).info(module, signal),
    list: async (modulePath, signal) => of(modulePath).list(modulePath, signal),
    raw: async (modulePath, below, maxBytes, signal) => of(modulePath).raw(modulePath, below, maxBytes, signal),
    zip: async (module, file, how) => of(module.path).zip(module, file, how),
  }
}

/** A module and its repository. */
interface Opened extends ModulePlace {
  readonly repository: SourceRepository
  readonly access: Access
  /** What the server has, as of some seconds ago. */
  fresh(): Promise<Remote>
  /** The same, as of now, unless it was asked a moment ago. */
  newer(): Promise<Remote>
}

interface Found {
  readonly module: ModulePlace & { readonly remote: Remote }
  readonly checkout: Checkout
  readonly version: string
  readonly commit: CommitFacts
  readonly ref: string | undefined
}

interface Kept<T> {
  readonly at: number
  readonly made: Promise<T>
}

/** Where modules are and what servers have, remembered for a while, the failures of a moment too. */
function createOpened(
  { vcs, rules, go, clock, signal }: GitModulesOptions,
  gate: Gate,
): { open(modulePath: string): Promise<Opened> } {
  const places = new Map<string, Kept<SourceRepository>>()
  const remotes = new Map<string, Kept<Remote>>()
  const hosts = hostsOf(rules)
  const remember = async <T>(
    kept: Map<string, Kept<T>>,
    key: string,
    ms: number,
    make: () => Promise<T>,
  ): Promise<T> => {
    const now = clock.now().getTime()
    const known = kept.get(key)
    if (known !== undefined && now - known.at < ms) return known.made
    if (kept.size >= MOST_KEPT) kept.clear()
    const made = make()
    kept.set(key, { at: now, made })
    // What failed is asked for again: who asks together fails together.
    made.catch(() => kept.delete(key))
    return made
  }
  return {
    async open(modulePath): Promise<Opened> {
      const ruled = placeByRules(rules, modulePath)
      if (ruled.kind === 'none') throw absent(modulePath, '', 'no rule of private-git leads to a repository')
      if (!govcsAllowsGit(go.GOVCS, modulePath, true)) {
        throw new WardenError('refused', `${modulePath}: GOVCS does not let git be used for it`, {
          remedy: 'go env GOVCS',
        })
      }
      const insecure = matchPrefixPatterns(go.GOINSECURE, modulePath)
      const access: Access = { isPrivate: true, insecure, hosts }
      const repository =
        ruled.kind === 'repository'
          ? ruled.repository
          : await remember(places, modulePath, PLACE_MS, async () => {
              const found = await createPlaceFinder(vcs, signal).find(
                { path: modulePath, version: '' },
                undefined,
                access,
              )
              if (found.kind === 'found') return found.repository
              throw absent(modulePath, '', found.why)
            })
      const own = { ...access, insecure: insecure || isLoopback(repository.url, ruled.kind) }
      const ask = async (ms: number): Promise<Remote> =>
        remember(remotes, repository.url, ms, async () => gate(async () => vcs.remote(repository.url, own, signal)))
      let place: ModulePlace['place']
      try {
        place = repositoryPlace(modulePath, repository.root, repository.subfolder)
      } catch (error) {
        throw isWardenError(error, 'parse') ? absent(modulePath, '', messageOf(error)) : error
      }
      return {
        path: modulePath,
        place,
        repository,
        access: own,
        fresh: async () => ask(FRESH_MS),
        newer: async () => ask(1000),
      }
    },
  }
}

/** Plain http stays on this machine where the user wrote such an address. */
function isLoopback(url: string, kind: 'repository' | 'discover'): boolean {
  return kind === 'repository' && ['127.0.0.1', '[::1]', 'localhost'].includes(URL.parse(url)?.hostname ?? '')
}

/** A commit and how it was found. */
interface Wanted {
  readonly remote: Remote
  readonly ref: string | undefined
  readonly commit: string
  /** Without `refs/tags/`. */
  readonly tag: string | undefined
}

/** The commit that a query leads to: a tag, a branch, `HEAD`, or the beginning of a hash that a ref leads to. */
async function commitOf({ vcs, signal }: GitModulesOptions, module: Opened, query: string): Promise<Wanted> {
  const name = revisionName(module, query)
  const first = await module.fresh()
  for (const isAgain of [false, true]) {
    const known = isAgain ? await module.newer() : first
    // What was asked a moment ago says the same.
    if (isAgain && known === first) break
    const { refs } = known
    for (const ref of [`refs/tags/${name}`, `refs/heads/${name}`]) {
      const found = refs.get(ref)
      if (found === undefined) continue
      const tag = ref.startsWith('refs/tags/') ? name : undefined
      return { remote: known, ref, commit: found.commit, tag }
    }
    if (name === 'HEAD') {
      const commit = await vcs.head(known, signal)
      const branch = [...refs].find(([ref, at]) => ref.startsWith('refs/heads/') && at.commit === commit)
      if (commit !== undefined) return { remote: known, ref: branch?.[0], commit, tag: undefined }
    } else if (/^[0-9a-f]{7,64}$/.test(name)) {
      try {
        const commit = await vcs.findCommit(known, name, signal)
        const tip = [...refs].find(([, at]) => at.commit === commit)
        return { remote: known, ref: tip?.[0], commit, tag: undefined }
      } catch (error) {
        if (!isWardenError(error, 'not-found')) throw error
      }
    }
  }
  throw absent(module.path, query, `unknown revision ${name}`)
}

function factsOf(
  options: GitModulesOptions,
  gate: Gate,
  module: ModulePlace & { readonly remote: Remote },
  checkout: Checkout,
  tag: string | undefined,
): CommitFacts {
  const { vcs, signal } = options
  const hash = checkout.commit
  let before: Promise<readonly string[]> | undefined
  let retracted: Promise<(version: string) => boolean> | undefined
  return {
    hash,
    tag,
    time: new Date((personOf(checkout.commitText)?.time ?? 0) * 1000),
    tags: tagNames(module.remote, (commit) => commit === hash),
    has: async (file) => (await checkout.file(file)) !== undefined,
    check: async () => {
      try {
        await sourceFolder(checkout, module.path, module.place)
      } catch (error) {
        // No module of that path is there: go, which tries the prefixes of a path, goes on.
        throw isWardenError(error, 'parse') ? absent(module.path, hash.slice(0, 12), messageOf(error)) : error
      }
    },
    tagsBefore: async () =>
      (before ??= gate(async () => vcs.tagsBefore(module.remote, hash, signal)).then((refs) =>
        refs.map((ref) => ref.slice('refs/tags/'.length)),
      )),
    isRetracted: async (version) => (await (retracted ??= retractionsOf(options, gate, module)))(version),
  }
}

/** The names of tags, sorted, without `refs/tags/`. */
function tagNames({ refs }: Remote, fits: (commit: string) => boolean): readonly string[] {
  return [...refs]
    .filter(([ref, { commit }]) => ref.startsWith('refs/tags/') && fits(commit))
    .map(([ref]) => ref.slice('refs/tags/'.length))
    .toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
}

async function listOf(
  options: GitModulesOptions,
  gate: Gate,
  module: ModulePlace & { readonly remote: Remote },
): Promise<readonly string[]> {
  const tags = tagNames(module.remote, () => true)
  return listedVersions(module, tags, async (tag) =>
    withTag(options, gate, module.remote, tag, async (checkout) => (await checkout.file('go.mod')) !== undefined),
  )
}

/** What the newest release takes back; nothing where that cannot be told, as in go. */
async function retractionsOf(
  options: GitModulesOptions,
  gate: Gate,
  module: ModulePlace & { readonly remote: Remote },
): Promise<(version: string) => boolean> {
  try {
    const version = retractingVersion(await listOf(options, gate, module))
    if (version === undefined) return () => false
    const tag = revisionName(module, version)
    const goMod = await withTag(options, gate, module.remote, tag, async (checkout) =>
      sourceFolder(checkout, module.path, module.place),
    )
    const { retract } = parseGoMod(goMod.goMod ?? new Uint8Array(0), `${module.path}@${version}`, { lax: true })
    return (one) => retract.some(({ low, high }) => compareVersions(low, one) <= 0 && compareVersions(one, high) <= 0)
  } catch (error) {
    if (!isWardenError(error) || error.code === 'aborted') throw error
    return () => false
  }
}

async function withTag<T>(
  { vcs, signal }: GitModulesOptions,
  gate: Gate,
  remote: Remote,
  tag: string,
  work: (checkout: Checkout) => Promise<T>,
): Promise<T> {
  const ref = `refs/tags/${tag}`
  const commit = remote.refs.get(ref)?.commit ?? ''
  if (!isHash(commit)) throw new WardenError('not-found', `no tag ${tag}`)
  const checkout = await gate(async () => vcs.fetch(remote, { ref, commit }, signal))
  try {
    return await work(checkout)
  } finally {
    await checkout.dispose()
  }
}

/** The `.info` document, as go writes it; the address of an ssh server may have a user in it, a password never. */
function infoDocument({ module, version, commit, ref }: Found): Uint8Array {
  const subdir = module.place.folder
  const document = {
    Version: version,
    Time: commit.time.toISOString().replace('.000Z', 'Z'),
    Origin: {
      VCS: 'git',
      URL: module.remote.url,
      ...(subdir === '' ? {} : { Subdir: subdir }),
      Hash: commit.hash,
      ...(ref === undefined ? {} : { Ref: ref }),
    },
  }
  return utf8(JSON.stringify(document))
}

function absent(modulePath: string, query: string, why: string): WardenError {
  const subject = query === '' ? modulePath : moduleName({ path: modulePath, version: query })
  return new WardenError('not-found', `${subject}: ${why}`, { said: `not found: ${subject}: ${why}` })
}
