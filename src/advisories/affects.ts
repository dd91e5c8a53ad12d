// Whether an advisory affects a module version: https://ossf.github.io/osv-schema/#evaluation
import { isPseudoVersion, pseudoVersionRev } from '../gomod/pseudo.ts'
import { canonical, compareVersions, isValid } from '../gomod/version.ts'
import type { Advisory, Affected, RangeEvent, SemverRange } from './osv.ts'

/** The entry of an advisory that says that it affects a module version; `undefined` where none does. */
export function affectedBy(advisory: Advisory, path: string, version: string): Affected | undefined {
  if (advisory.withdrawn !== undefined) return undefined
  // Owners and repositories of code hosts have no case: another spelling is the same code.
  const wanted = path.toLowerCase()
  return advisory.affected.find((item) => item.module.toLowerCase() === wanted && isAffected(item, version))
}

/**
 * Whether a version is one of those that an entry names, singly or by a range. An entry that names none means all. A main
 * module, which has no version, is affected where all versions are.
 */
export function isAffected(item: Affected, version: string): boolean {
  const revisions = revisionsOf(item)
  if (item.ranges.length === 0 && item.versions.length === 0 && revisions.length === 0) return !item.byCommit
  if (version === '') return item.ranges.some(isEverything)
  if (item.versions.some((one) => one === version || isSameVersion(one, version))) return true
  if (isPseudoVersion(version) && revisions.includes(pseudoVersionRev(version))) return true
  return item.ranges.some((range) => isInRange(range, version))
}

/** Whether a version lies in a range, by the order of semantic versions; build metadata does not count. */
export function isInRange(range: SemverRange, version: string): boolean {
  let affected = false
  for (const { kind, version: border } of range.events.toSorted(compareEvents)) {
    const order = border === '0' ? 1 : compareVersions(version, `v${border}`)
    if (kind === 'introduced' && order >= 0) affected = true
    else if (kind === 'fixed' && order >= 0) affected = false
    else if (kind === 'last_affected' && order > 0) affected = false
  }
  return affected
}

function compareEvents(a: RangeEvent, b: RangeEvent): number {
  if (a.version === '0' || b.version === '0') return Number(b.version === '0') - Number(a.version === '0')
  return compareVersions(`v${a.version}`, `v${b.version}`)
}

function isEverything({ events }: SemverRange): boolean {
  return events.length === 1 && events[0]?.kind === 'introduced' && events[0].version === '0'
}

function isSameVersion(a: string, b: string): boolean {
  return isValid(a) && isValid(b) && canonical(a) === canonical(b)
}

/** Commits whose pseudo-versions are affected, whatever their base: our own list has them. */
function revisionsOf({ databaseSpecific }: Affected): readonly string[] {
  const revisions = databaseSpecific['revisions']
  return Array.isArray(revisions) ? revisions.filter((item) => typeof item === 'string') : []
}
