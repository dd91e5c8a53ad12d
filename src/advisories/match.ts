// Which advisories hold for a module version, what of it they are about, and in which version it is repaired.
// https://ossf.github.io/osv-schema/#evaluation, https://go.dev/doc/security/vuln/database#schema
//
// Verdicts are govulncheck's. Where the order of versions cannot know (a commit after no tag, a border that is no version)
// the match says so in `doubt`.
import { isWardenError } from '../base/errors.ts'
import type { ModuleVersion } from '../base/finding.ts'
import { matchPathMajor, splitPathVersion } from '../gomod/path.ts'
import { isPseudoVersion, pseudoVersionBase, pseudoVersionTime } from '../gomod/pseudo.ts'
import { compareVersions, isValid } from '../gomod/version.ts'
import { isAffected, isInRange } from './affects.ts'
import type { AdvisoryBook } from './book.ts'
import type { Advisory, Affected, RangeEvent, SemverRange } from './osv.ts'

/** For which system; an empty one stands for all, as a project is bound to none. */
export interface Platform {
  readonly goos: string
  readonly goarch: string
}

/** A package that an advisory names. */
export interface VulnerablePackage {
  readonly path: string
  /** `Func`, `Type.Method`; empty for all. */
  readonly symbols: readonly string[]
  /** Where it is vulnerable; empty for everywhere. */
  readonly goos: readonly string[]
  readonly goarch: readonly string[]
}

/** An advisory that holds for a module version. */
export interface Match {
  readonly advisory: Advisory
  readonly affected: Affected
  /** The first version with the repair that no later range takes back, with its `v`; `undefined` where there is none. */
  readonly fixed: string | undefined
  /** Those for the platform; empty where the advisory names none: then the whole module is meant. */
  readonly packages: readonly VulnerablePackage[]
  /** Why it may not hold, for people; `undefined` where there is no doubt. */
  readonly doubt: string | undefined
}

/** The advisories that hold for a module version, by id. `version` has its `v`; `stdlib` is a path. An empty one gives none. */
export function vulnerabilitiesOf(
  book: AdvisoryBook,
  { path, version }: ModuleVersion,
  platform: Platform,
): readonly Match[] {
  if (version === '') return []
  return book.about(path).flatMap((advisory) => matchOf(advisory, { path, version }, platform) ?? [])
}

/** The packages that an entry names, as they are; what is not as it should be is left out. */
function packagesOf({ ecosystemSpecific }: Affected): readonly VulnerablePackage[] {
  const imports = ecosystemSpecific['imports']
  if (!Array.isArray(imports)) return []
  return imports.slice(0, MOST_PACKAGES).flatMap((item: unknown) => {
    if (typeof item !== 'object' || item === null || !('path' in item) || typeof item.path !== 'string') return []
    return {
      path: item.path,
      symbols: 'symbols' in item ? textsOf(item.symbols) : [],
      goos: 'goos' in item ? textsOf(item.goos) : [],
      goarch: 'goarch' in item ? textsOf(item.goarch) : [],
    }
  })
}

/** Whether nobody has looked at a record since it was copied from another database. */
export function isUnreviewed({ databaseSpecific }: Advisory): boolean {
  return databaseSpecific['review_status'] === 'UNREVIEWED'
}

/** What of an advisory's ranges for a module is no range; for people, empty where all is well. */
export function oddRanges({ affected }: Advisory, path: string): readonly string[] {
  return affected
    .filter(({ module }) => module === path)
    .flatMap(({ ranges }) => ranges)
    .flatMap(({ events }) => {
      const odd = events.filter(({ version }) => version !== '0' && !isValid(`v${version}`))
      return odd.map(({ kind, version }) => `${kind} ${JSON.stringify(version.slice(0, 60))} is no version`)
    })
}

const MOST_PACKAGES = 10_000
const MOST_TEXTS = 50_000

function matchOf(advisory: Advisory, module: ModuleVersion, platform: Platform): Match | undefined {
  const own = advisory.affected.filter((item) => item.module === module.path).map(plain)
  const hits = own.flatMap((item) => {
    const held = isAffected(item, module.version)
    const doubt = doubtOf(advisory, item, module.version, held)
    if (!held && doubt === undefined) return []
    const all = packagesOf(item)
    const packages = all.filter((one) => fits(platform.goos, one.goos) && fits(platform.goarch, one.goarch))
    return all.length > 0 && packages.length === 0 ? [] : [{ item, packages, doubt, held }]
  })
  const [first] = hits.toSorted((a, b) => Number(b.held) - Number(a.held))
  if (first === undefined) return undefined
  // Several entries of one module are one statement; where one of them means the whole module, the whole is meant.
  const counted = hits.filter(({ held }) => held === first.held)
  const whole = counted.some(({ packages }) => packages.length === 0)
  return {
    advisory,
    affected: first.item,
    fixed: fixOf(own, module),
    packages: whole ? [] : counted.flatMap(({ packages }) => packages),
    doubt: first.doubt,
  }
}

/** An entry whose ranges have borders that are versions: an odd beginning is "from the start", an odd end no end. */
function plain(item: Affected): Affected {
  if (item.ranges.every(({ events }) => events.every(isBorder))) return item
  const ranges = item.ranges.map(({ events }): SemverRange => {
    const kept = events.filter(isBorder)
    return { events: kept.length === events.length ? kept : [{ kind: 'introduced', version: '0' }, ...kept] }
  })
  return { ...item, ranges }
}

function isBorder({ version }: RangeEvent): boolean {
  return version === '0' || isValid(`v${version}`)
}

/**
 * Pseudo-versions sort where the commit belongs if a tag came before it. One after no tag, `v0.0.0-…`, sorts below all: so
 * it seems unrepaired where its commit is later than the repair, and not yet affected where the flaw came later than v0.
 */
function doubtOf(advisory: Advisory, item: Affected, version: string, held: boolean): string | undefined {
  if (!isPseudoVersion(version) || baseOf(version) !== '') return held ? customDoubt(item, version) : undefined
  const borders = item.ranges.flatMap(({ events }) => events).filter((event) => event.version !== '0')
  // Borders that are commits after no tag order with it by date.
  if (borders.every((border) => isUntagged(`v${border.version}`))) return undefined
  if (!held) {
    // Below the first border: whether the flaw is in the commit nobody can say. One that is repaired in the same
    // numbering (a border that is a commit) was compared by date.
    const after = borders.some(
      ({ kind, version: at }) => kind === 'introduced' && compareVersions(version, `v${at}`) < 0,
    )
    const open = !item.ranges.some(({ events }) => events.some(({ version: at }) => isUntagged(`v${at}`)))
    return after && open
      ? `${version} is a commit after no tag, so it has no place in the order of versions`
      : undefined
  }
  const time = timeOf(version)
  const told = toldBy(advisory)
  return time !== undefined && told !== undefined && time > told
    ? `${version} is a commit after no tag and later than the advisory, so it may have the repair`
    : undefined
}

/** Ranges in a numbering that is not Go's are no verdict, but say that somebody knows of a repair. */
function customDoubt({ ecosystemSpecific }: Affected, version: string): string | undefined {
  const custom = customRanges(ecosystemSpecific)
  if (custom.length === 0 || custom.some((range) => isInRange(range, version))) return undefined
  return 'by the version numbers of the project itself, which are not those of Go, it is not affected'
}

function customRanges(ecosystemSpecific: Affected['ecosystemSpecific']): readonly SemverRange[] {
  const ranges = ecosystemSpecific['custom_ranges']
  if (!Array.isArray(ranges)) return []
  return ranges.slice(0, 1000).flatMap((range: unknown) => {
    if (typeof range !== 'object' || range === null || !('events' in range) || !Array.isArray(range.events)) return []
    const events = range.events.slice(0, 1000).flatMap((event: unknown): RangeEvent[] => {
      if (typeof event !== 'object' || event === null) return []
      const [[kind, value] = ['', '']] = Object.entries(event)
      if ((kind !== 'introduced' && kind !== 'fixed') || typeof value !== 'string') return []
      return [{ kind, version: value.replace(/^v(?=\d)/, '') }]
    })
    // Only what can be compared is: numbers like 2023.09 say nothing here.
    return events.length > 0 && events.every(isBorder) ? [{ events }] : []
  })
}

/** The first fixed version above `version` that no range of the module contains. (vulncheck.earliestValidFix.) */
function fixOf(own: readonly Affected[], { path, version }: ModuleVersion): string | undefined {
  const fixes = fixesAbove(
    own.flatMap(({ ranges }) => ranges),
    version,
  )
  const fix = fixes.find((one) => own.every(({ ranges }) => ranges.every((range) => !isInRange(range, one))))
  if (fix !== undefined) return fix
  // A repair that Go's versions do not tell of, under a version that this path can have.
  const custom = own.flatMap(({ ecosystemSpecific }) => customRanges(ecosystemSpecific))
  return fixesAbove(custom, version).find(
    (one) => hasMajorOf(path, one) && custom.every((range) => !isInRange(range, one)),
  )
}

function fixesAbove(ranges: readonly SemverRange[], version: string): readonly string[] {
  return ranges
    .flatMap(({ events }) => events)
    .flatMap((event) => (event.kind === 'fixed' && isBorder(event) ? `v${event.version}` : []))
    .filter((fix) => compareVersions(version, fix) < 0)
    .toSorted(compareVersions)
}

function hasMajorOf(path: string, version: string): boolean {
  return matchPathMajor(version, splitPathVersion(path).pathMajor)
}

function isUntagged(version: string): boolean {
  return isPseudoVersion(version) && baseOf(version) === ''
}

/** The tag that a pseudo-version comes after; one that cannot be is taken for one. */
function baseOf(version: string): string {
  try {
    return pseudoVersionBase(version)
  } catch (error) {
    if (!isWardenError(error)) throw error
    return version
  }
}

/** When an advisory was published; where it does not say, the end of the year that it is called after. */
function toldBy({ id, published }: Advisory): string | undefined {
  if (published !== '') return published
  const [, year] = /^[A-Z]+-(\d{4})-\d/.exec(id) ?? []
  return year === undefined ? undefined : `${year}-12-31T23:59:59Z`
}

function timeOf(version: string): string | undefined {
  try {
    return pseudoVersionTime(version).toISOString()
  } catch (error) {
    if (!isWardenError(error)) throw error
    return undefined
  }
}

function fits(wanted: string, named: readonly string[]): boolean {
  return wanted === '' || named.length === 0 || named.includes(wanted)
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.slice(0, MOST_TEXTS).filter((item) => typeof item === 'string') : []
}
