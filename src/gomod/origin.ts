// Where the source of a module is: what `.info` records, what the module's path says, and which tag or commit a version
// names. Nothing here is believed that only one of them says: an `.info` document is what a proxy sends, so its repository
// must be the one that the path leads to. https://go.dev/ref/mod#vcs; cmd/go/internal/vcs (vcsPaths), modfetch/codehost
// (Origin). The meta tags of other hosts are read in goimport.ts.
import { WardenError } from '../base/errors.ts'
import type { ModuleVersion } from '../base/finding.ts'
import { matchPrefixPatterns } from '../base/patterns.ts'
import { quoted } from '../base/quoted.ts'
import { textOf } from '../base/bytes.ts'
import { isPseudoVersion, pseudoVersionRev } from './pseudo.ts'
import type { RepositoryPlace } from './vcszip.ts'
import { build } from './version.ts'

/** What an `.info` document says of the source; absent fields are empty. */
export interface RecordedOrigin {
  readonly vcs: string
  readonly url: string
  readonly subdir: string
  /** The commit. */
  readonly hash: string
  readonly ref: string
}

/** An `.info` document. */
export interface Info {
  readonly version: string
  /** The commit's time as it came; empty where there is none. */
  readonly time: string
  readonly origin: RecordedOrigin | undefined
}

/** A repository that holds modules. */
export interface SourceRepository {
  /** The import path of the repository's root. */
  readonly root: string
  readonly url: string
  /** A folder in it that counts as the root (go-import's fourth field); mostly empty. */
  readonly subfolder: string
}

/** What a version names in a repository. */
export type Revision =
  | { readonly kind: 'tag'; readonly ref: string }
  /** The first twelve digits of a commit. */
  | { readonly kind: 'commit'; readonly prefix: string }

/** Reads an `.info` document, at most 1 MiB. Throws `parse` where it is no JSON object with a version. */
export function parseInfo(bytes: Uint8Array): Info {
  const text = bytes.length > 1 << 20 ? undefined : textOf(bytes)
  let document: unknown
  try {
    document = text === undefined ? undefined : JSON.parse(text)
  } catch (error) {
    throw new WardenError('parse', 'the .info document is not JSON', { cause: error })
  }
  const version = member(document, 'Version')
  if (version === '') throw new WardenError('parse', 'the .info document names no version')
  const origin: unknown = typeof document === 'object' && document !== null && 'Origin' in document && document.Origin
  const isObject = typeof origin === 'object' && origin !== null
  const read = {
    vcs: member(origin, 'VCS'),
    url: member(origin, 'URL'),
    subdir: member(origin, 'Subdir'),
    hash: member(origin, 'Hash'),
    ref: member(origin, 'Ref'),
  }
  return { version, time: member(document, 'Time'), origin: isObject && read.url !== '' ? read : undefined }
}

/** A member that is text of reasonable length. */
function member(value: unknown, name: string): string {
  if (typeof value !== 'object' || value === null) return ''
  const found: unknown = Object.hasOwn(value, name) ? Object.entries(value).find(([key]) => key === name)?.[1] : ''
  return typeof found === 'string' && found.length <= 4096 ? found : ''
}

/**
 * The repository that a path names by itself: the well-known hosts of cmd/go's table, gopkg.in, and paths with `.git` in
 * them. `undefined` where the host must be asked. Throws `parse` where the path cannot be one of its host, or names
 * another system than git.
 */
export function repositoryByPath(modulePath: string): SourceRepository | undefined {
  for (const { host, pattern } of HOSTS) {
    if (modulePath !== host && !modulePath.startsWith(`${host}/`)) continue
    const root = pattern.exec(modulePath)?.[1]
    if (root === undefined || /\.(?:git|hg|svn|bzr|fossil)$/.test(root)) {
      throw new WardenError('parse', `${modulePath}: not a path that ${host} has repositories for`)
    }
    return { root, url: `https://${root}`, subfolder: '' }
  }
  const [, root, repository, system] = ANY_HOST.exec(modulePath) ?? []
  if (root === undefined || repository === undefined) return undefined
  if (system !== 'git') throw new WardenError('parse', `${modulePath}: is kept in ${system}, and only git is read`)
  return { root, url: `https://${repository}`, subfolder: '' }
}

const HOSTS: ReadonlyArray<{ readonly host: string; readonly pattern: RegExp }> = [
  { host: 'github.com', pattern: /^(github\.com\/[\w.-]+\/[\w.-]+)(?:\/[\w.-]+)*$/ },
  { host: 'bitbucket.org', pattern: /^(bitbucket\.org\/[\w.-]+\/[\w.-]+)(?:\/[\w.-]+)*$/ },
  // Serves the repositories itself, each major version with its own branches and tags: https://labix.org/gopkg.in
  { host: 'gopkg.in', pattern: /^(gopkg\.in\/(?:[\w.-]+\/)?[\w.-]+?\.v[0-9]+(?:-unstable)?)(?:\/[\w.-]+)*$/ },
]

const ANY_HOST =
  /^(((?:[a-z0-9-]+\.)+[a-z0-9-]+(?:\/~?[\w.-]+?)+?)\.(?=(bzr|fossil|git|hg|svn)(?:\/|$))[a-z]+)(?:\/~?[\w.-]+)*$/

/** The tag or commit of a version. */
export function revisionOf(version: string, place: RepositoryPlace): Revision {
  if (isPseudoVersion(version)) return { kind: 'commit', prefix: pseudoVersionRev(version) }
  const plain = build(version) === '+incompatible' ? version.slice(0, -'+incompatible'.length) : version
  return { kind: 'tag', ref: `refs/tags/${place.tagPrefix}${plain}` }
}

/**
 * What a recorded origin says that cannot be true of this module, in sentences; none where it agrees with the repository
 * that the path leads to. `repository` is `undefined` where the path leads nowhere today.
 */
export function originTroubles(
  module: ModuleVersion,
  info: Info,
  repository: SourceRepository | undefined,
  place: RepositoryPlace | undefined,
): string[] {
  const { origin } = info
  const troubles: string[] = []
  if (info.version !== module.version) troubles.push(`it is about version ${quoted(info.version)}`)
  if (origin === undefined) return troubles
  if (!['', 'git'].includes(origin.vcs)) troubles.push(`it names ${quoted(origin.vcs)}, not git`)
  if (
    repository !== undefined &&
    !isSameRepository(origin.url, repository.url) &&
    !mayHaveMoved(module.path, origin.url)
  ) {
    troubles.push(`it names the repository ${quoted(origin.url)}, and the path leads to ${repository.url}`)
  }
  if (origin.hash !== '' && !isHash(origin.hash)) troubles.push(`its commit ${quoted(origin.hash)} is none`)
  if (place === undefined) return troubles
  const revision = revisionOf(module.version, place)
  if (![place.folder, place.majorFolder ?? ''].includes(origin.subdir)) {
    troubles.push(`it names the folder ${quoted(origin.subdir)}, and the path ${quoted(place.folder)}`)
  }
  if (revision.kind === 'commit' && origin.hash !== '' && !origin.hash.startsWith(revision.prefix)) {
    troubles.push(`its commit ${quoted(origin.hash)} is not the one that the version names`)
  }
  if (revision.kind === 'tag' && origin.ref !== '' && origin.ref !== revision.ref) {
    troubles.push(`it names ${quoted(origin.ref)} instead of ${revision.ref}`)
  }
  return troubles
}

/**
 * Whether a record names another repository than the path leads to today, as an honest one can: the page of a host of its
 * own named another place then.
 */
export function repositoryMoved(module: ModuleVersion, info: Info, repository: SourceRepository): boolean {
  const url = info.origin?.url
  return url !== undefined && !isSameRepository(url, repository.url) && mayHaveMoved(module.path, url)
}

/** Where the path itself is the address, there is no other; elsewhere it must at least be one on the internet. */
function mayHaveMoved(modulePath: string, url: string): boolean {
  if (repositoryByPath(modulePath) !== undefined) return false
  const parsed = URL.parse(url)
  if (parsed?.protocol !== 'https:' || `${parsed.username}${parsed.password}` !== '') return false
  return /^(?:[a-z0-9-]+\.)+[a-z][a-z0-9-]*$/.test(parsed.hostname)
}

/** Whether text is a whole object name: 40 hexadecimal digits, or 64. */
export function isHash(text: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text)
}

/** Whether two addresses are of one repository: a final slash, `.git` and upper case in the host make no other one. */
export function isSameRepository(a: string, b: string): boolean {
  const plain = (url: string): string => (URL.parse(url)?.href ?? url).replace(/\/$/, '').replace(/\.git$/, '')
  return plain(a) === plain(b)
}

/** Whether GOVCS lets git be used for a repository root; go's own defaults let it for all. */
export function govcsAllowsGit(govcs: string, root: string, isPrivate: boolean): boolean {
  for (const item of govcs.split(',')) {
    const colon = item.indexOf(':')
    const pattern = item.slice(0, Math.max(0, colon)).trim()
    if (pattern === '') continue
    const matches =
      pattern === 'private' ? isPrivate : pattern === 'public' ? !isPrivate : matchPrefixPatterns(pattern, root)
    if (!matches) continue
    return item
      .slice(colon + 1)
      .split('|')
      .some((system) => ['git', 'all'].includes(system.trim()))
  }
  return true
}
