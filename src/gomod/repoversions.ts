// Which versions the tags and commits of a repository are, as the go command has it where it asks the repository itself:
// cmd/go/internal/modfetch/coderepo.go (Versions, convert, validatePseudoVersion). What must be looked up for that is asked
// of the caller. The oracle is go with GOPROXY=direct (test/go/gitmodules.test.ts).
import { WardenError } from '../base/errors.ts'
import { matchPathMajor, pathMajorPrefix, splitPathVersion } from './path.ts'
import { isPseudoVersion, pseudoVersion, pseudoVersionBase, pseudoVersionRev, pseudoVersionTime } from './pseudo.ts'
import type { RepositoryPlace } from './vcszip.ts'
import {
  build,
  canonical,
  canonicalVersion,
  compareVersions,
  isValid,
  major,
  prerelease,
  sortVersions,
} from './version.ts'

/** A module in a repository. */
export interface ModulePlace {
  readonly path: string
  readonly place: RepositoryPlace
}

/** A commit, and what may be asked about it. */
export interface CommitFacts {
  /** The whole hash. */
  readonly hash: string
  readonly time: Date
  /** The tags of it, without `refs/tags/`. */
  readonly tags: readonly string[]
  /** The tag that was asked for, where one was. */
  readonly tag: string | undefined
  /** Whether there is such a file at the commit. */
  has(file: string): Promise<boolean>
  /** Throws `not-found` where the module is not in its folder there. */
  check(): Promise<void>
  /** The tags that lead to it or to a commit before it, without `refs/tags/`. */
  tagsBefore(): Promise<readonly string[]>
  /** Whether the module's newest release takes a version back. */
  isRetracted(version: string): Promise<boolean>
}

/** The list of a module's versions; `hasGoMod` says whether there is a go.mod at the root of a tag. */
export async function listedVersions(
  module: ModulePlace,
  tags: readonly string[],
  hasGoMod: (tag: string) => Promise<boolean>,
): Promise<readonly string[]> {
  const { compatible, incompatible } = taggedVersions(module, tags)
  const newest = compatible.at(-1)
  if (incompatible.length === 0 || (newest !== undefined && (await hasGoMod(newest)))) return compatible
  const majors = [...new Set(incompatible.map(major))]
  const listed = [...compatible]
  for (const one of majors) {
    const versions = incompatible.filter((version) => major(version) === one)
    const last = versions.at(-1)
    // Whose newest release has a go.mod names the major version in its path.
    if (last === undefined || (await hasGoMod(last))) continue
    listed.push(...versions.map((version) => `${version}+incompatible`))
  }
  return listed
}

/** The version whose go.mod says which others are taken back: the newest release that can have one. */
export function retractingVersion(listed: readonly string[]): string | undefined {
  const able = listed.filter((version) => build(version) !== '+incompatible')
  return able.findLast((version) => prerelease(version) === '') ?? able.at(-1)
}

/** The name of the tag, branch or commit that a query means. */
export function revisionName({ place }: ModulePlace, query: string): string {
  if (!isValid(query)) return query
  if (isPseudoVersion(query)) return pseudoVersionRev(query)
  return place.tagPrefix + (build(query) === '+incompatible' ? query.slice(0, -'+incompatible'.length) : query)
}

/**
 * The version of a commit that `asked` led to (empty: nothing in particular). Throws `not-found` where there is none: the
 * module is not there, or a version was asked for that the commit is not.
 */
export async function versionOfCommit(module: ModulePlace, commit: CommitFacts, asked: string): Promise<string> {
  const { path, place } = module
  const { pathMajor } = splitPathVersion(path)

  const canBeIncompatible = async (version: string): Promise<boolean> => {
    if (place.tagPrefix !== '' || pathMajor !== '' || (await commit.has('go.mod'))) return false
    if (version === '' || asked.endsWith('+incompatible')) return true
    return !(await commit.has(`${major(version)}/go.mod`))
  }

  const checked = async (found: string): Promise<string> => {
    await commit.check()
    let version = found === asked.replace(/\+incompatible$/, '') ? asked : found
    const plain = version.replace(/\+incompatible$/, '')
    let wrong: string | undefined
    if (!matchPathMajor(plain, pathMajor)) {
      if (await canBeIncompatible(plain)) version = `${plain}+incompatible`
      else if (pathMajor !== '') wrong = 'module path includes a major version suffix, so major version must match'
      else wrong = `module contains a go.mod file, so module path must match major version ("${path}/${major(plain)}")`
    } else if (version.endsWith('+incompatible')) {
      wrong = `+incompatible suffix not allowed: major version ${major(plain)} is compatible`
    }
    if (asked !== '' && canonicalVersion(asked) === asked && asked.replace(/\+incompatible$/, '') !== plain) {
      throw noVersion(path, asked, `resolves to version ${version} (${asked} is not a tag)`)
    }
    if (wrong !== undefined) throw noVersion(path, found, wrong)
    return version
  }

  if (isPseudoVersion(asked)) {
    const version = await checked(asked)
    await checkPseudoVersion(module, commit, asked)
    return version
  }

  const versionOfTag = (tag: string): { readonly version: string; readonly exact: boolean } => {
    const none = { version: '', exact: false }
    if (!tag.startsWith(place.tagPrefix) || isPseudoVersion(tag)) return none
    const trimmed = tag.slice(place.tagPrefix.length)
    const version = canonical(trimmed)
    return version === '' || !trimmed.startsWith(version) ? none : { version, exact: version === trimmed }
  }

  const direct = commit.tag === undefined ? undefined : versionOfTag(commit.tag)
  if (direct?.exact === true) {
    try {
      return await checked(direct.version)
    } catch (error) {
      if (!(error instanceof WardenError) || error.code !== 'not-found') throw error
    }
  }
  let highest = ''
  let base = ''
  for (const tag of commit.tags) {
    const { version, exact } = versionOfTag(tag)
    if (asked !== '' && compareVersions(version, asked) === 0) {
      if (exact) return checked(version)
      base = version
    }
    if (!exact || (highest !== '' && compareVersions(highest, version) >= 0) || (await commit.isRetracted(version)))
      continue
    if (matchPathMajor(version, pathMajor) || (await canBeIncompatible(version))) highest = version
  }
  if (highest !== '') return checked(highest)
  if (base === '') {
    for (const tag of await commit.tagsBefore()) {
      const { version } = versionOfTag(tag)
      if (version === '' || (base !== '' && compareVersions(base, version) >= 0)) continue
      if (!matchPathMajor(version, pathMajor) && !(await canBeIncompatible(version))) continue
      if (!(await commit.isRetracted(version))) base = version
    }
  }
  return checked(pseudoVersion(pathMajorPrefix(pathMajor), base, commit.time, shortHash(commit.hash)))
}

async function checkPseudoVersion({ path, place }: ModulePlace, commit: CommitFacts, version: string): Promise<void> {
  const wrong = (why: string): WardenError => noVersion(path, version, why)
  const short = shortHash(commit.hash)
  if (pseudoVersionRev(version) !== short) throw wrong(`does not match short name of revision (expected ${short})`)
  if (pseudoVersionTime(version).getTime() !== commit.time.getTime()) {
    throw wrong(`does not match version-control timestamp (expected ${stamp(commit.time)})`)
  }
  const base = pseudoVersionBase(version.replace(/\+incompatible$/, ''))
  if (base === '') {
    const { pathMajor } = splitPathVersion(path)
    if (pathMajorPrefix(pathMajor) === '' && major(version) === 'v1') {
      throw wrong('major version without preceding tag must be v0, not v1')
    }
    return
  }
  if (commit.tags.includes(place.tagPrefix + base)) {
    throw wrong(
      `tag (${place.tagPrefix}${base}) found on revision ${short} is already canonical, so should not be replaced`,
    )
  }
  const before = await commit.tagsBefore()
  const isBase = (tag: string): boolean =>
    tag.startsWith(place.tagPrefix) && compareVersions(tag.slice(place.tagPrefix.length), base) === 0
  if (!before.some(isBase))
    throw wrong(`revision ${short} is not a descendent of preceding tag (${place.tagPrefix}${base})`)
}

function stamp(time: Date): string {
  return time.toISOString().replaceAll(/[-:T]|\..*$/g, '')
}

function noVersion(path: string, version: string, why: string): WardenError {
  const said = `${path}@${version}: invalid version: ${why}`
  return new WardenError('not-found', said, { said })
}

/** The versions that tags name, sorted, and beside them those that may be `+incompatible` ones. */
function taggedVersions(
  { path, place }: ModulePlace,
  tags: readonly string[],
): { readonly compatible: readonly string[]; readonly incompatible: readonly string[] } {
  // It shares the repository with a module that the tags are of.
  if (path.startsWith('gopkg.in/') && path.endsWith('-unstable')) return { compatible: [], incompatible: [] }
  const { pathMajor } = splitPathVersion(path)
  const versions = tags
    .filter((tag) => tag.startsWith(place.tagPrefix))
    .map((tag) => tag.slice(place.tagPrefix.length))
    .filter((version) => isValid(version) && canonical(version) === version && !isPseudoVersion(version))
  const mayBeIncompatible = place.tagPrefix === '' && pathMajor === ''
  return {
    compatible: sortVersions(versions.filter((version) => matchPathMajor(version, pathMajor))),
    incompatible: mayBeIncompatible
      ? sortVersions(
          versions.filter((version) => !matchPathMajor(version, pathMajor) && !['v0', 'v1'].includes(major(version))),
        )
      : [],
  }
}

/** A commit's name in pseudo-versions. */
function shortHash(hash: string): string {
  return hash.slice(0, 12)
}
