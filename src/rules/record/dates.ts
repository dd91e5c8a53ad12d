// What the dates of a module version say: the commit's date, which its author chooses, beside the dates between which
// the checksum database first logged the version, which nobody chooses (src/sumdb/clock.ts).
import type { Severity } from '../../base/finding.ts'
import { moduleName, type ModuleVersion } from '../../base/finding.ts'
import type { Told } from '../../gosource/facts.ts'
import { isPseudoVersion } from '../../gomod/pseudo.ts'
import { compareVersions, isValid, prerelease } from '../../gomod/version.ts'
import type { FirstLogged } from '../../sumdb/clock.ts'
import type { BehaviourFinding } from '../behaviour/finding.ts'

/** When a version was made and logged; what is not known is absent. */
export interface VersionDates {
  readonly version: string
  /** The commit's date, as `.info` says it (`commitDate`). */
  readonly committed?: Date | undefined
  /** When the checksum database first logged it. */
  readonly logged?: FirstLogged | undefined
}

/** What dates are judged from. */
export interface DatedVersion extends ModuleVersion, Omit<VersionDates, 'version'> {
  /** The record's number in the log. */
  readonly record?: number | undefined
  /** The module's versions as far as they are known, this one or not among them. */
  readonly siblings: readonly VersionDates[]
  readonly now: Date
  /** Under how many days a version is young; 3 unless given. */
  readonly youngDays?: number
  /** What else is known of it: a false date means little alone. */
  readonly beside?: {
    /** The module's owner, or its host, is new. */
    readonly newOwner?: boolean
    /** It copies another module. */
    readonly clone?: boolean
    /** It does more than the version before it; absent where the two were not compared. */
    readonly addsCapabilities?: boolean
  }
}

const HOUR = 3_600_000
const DAY = 24 * HOUR
const BACKDATED = 30 * DAY
const POSTDATED = 7 * DAY
const FLOOD = 20
const YOUNG_DAYS = 3

/** Judges the dates of one version. */
export function judgeDates(dated: DatedVersion): BehaviourFinding[] {
  return [...judgeCommit(dated), ...judgeFlood(dated), ...judgeSleeper(dated), ...judgeAge(dated)]
}

/** The `Time` of an `.info` document; `undefined` where it is no date that a commit can have: go writes the year 1 for none. */
export function commitDate(time: string): Date | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/.test(time)) return undefined
  const date = new Date(time)
  return date.getTime() > 0 ? date : undefined
}

/** When it was first logged and how old it is at least: `first logged between 2026-01-02 and 2026-01-06, 5 months ago`. */
export function firstLoggedText(logged: FirstLogged, now: Date): string {
  if (logged.kind === 'unknown') {
    if (logged.before === undefined) return 'first logged at an unknown date'
    const known = `first logged before ${day(logged.before)}`
    return logged.why === 'first months of the log' ? `${known}, in the first months of the log` : known
  }
  const { after, before, askedHere } = logged
  const first = askedHere ? '; new to the log when this installation asked for it' : ''
  if (before === undefined) return `first logged after ${day(after)}, at most ${age(now, after)} ago${first}`
  if (day(after) === day(before)) return `first logged on ${day(after)}, ${age(now, after)} ago${first}`
  return `first logged between ${day(after)} and ${day(before)}, ${age(now, before)} ago${first}`
}

function judgeCommit(dated: DatedVersion): BehaviourFinding[] {
  const { committed, logged, now } = dated
  if (committed === undefined) return []
  const raised = isRaised(dated)
  const latest = logged?.before
  if (committed.getTime() > now.getTime() + DAY) {
    const message = `its commit is dated ${day(committed)}, which is yet to come`
    return [finding(dated, 'MW-META-POSTDATED', raised ? 'medium' : 'low', message, [day(committed)])]
  }
  if (latest !== undefined && committed.getTime() > latest.getTime() + POSTDATED) {
    const message = `its commit is dated ${day(committed)}, and the version was logged before ${day(latest)}`
    return [finding(dated, 'MW-META-POSTDATED', raised ? 'medium' : 'low', message, [day(committed), day(latest)])]
  }
  if (logged?.kind !== 'between' || logged.after.getTime() - committed.getTime() <= BACKDATED) return []
  const own = logged.askedHere ? '; it was new to the log when this installation asked for it' : ''
  const message = `its commit is dated ${day(committed)}, and no one asked for the version before ${day(logged.after)}${own}`
  return [finding(dated, 'MW-META-BACKDATED', raised ? 'medium' : 'info', message, [day(committed), day(logged.after)])]
}

function judgeFlood(dated: DatedVersion): BehaviourFinding[] {
  const own = madeAt(dated)
  if (own === undefined || isPseudoVersion(dated.version)) return []
  const tagged = dated.siblings.filter((sibling) => sibling.version !== dated.version && isTagged(sibling))
  const times = tagged.flatMap((sibling) => madeAt(sibling) ?? []).concat(own)
  // Only days that this version is a part of.
  const near = times.filter((time) => Math.abs(time - own) <= DAY).toSorted((a, b) => a - b)
  let most = 0
  let first = own
  for (let start = 0, end = 0; end < near.length; end++) {
    while ((near[end] ?? 0) - (near[start] ?? 0) > DAY) start++
    if ((near[start] ?? own) > own || (near[end] ?? own) < own || end - start + 1 <= most) continue
    most = end - start + 1
    first = near[start] ?? own
  }
  if (most <= FLOOD) return []
  const message = `it is one of ${most} versions of the module within 24 hours`
  const folded = [`${most} versions from ${day(new Date(first))}`]
  return [finding(dated, 'MW-META-FLOOD', 'medium', message, folded, `go list -m -versions ${dated.path}`)]
}

function judgeSleeper(dated: DatedVersion): BehaviourFinding[] {
  // Two releases within an hour are common: what the second one adds makes the difference.
  if (dated.beside?.addsCapabilities !== true) return []
  const before = previous(dated)
  const [own, then] = [madeAt(dated), before === undefined ? undefined : madeAt(before)]
  if (before === undefined || own === undefined || then === undefined || Math.abs(own - then) > HOUR) return []
  const apart = `${Math.round(Math.abs(own - then) / 60_000)} min`
  const message = `it does what ${before.version} did not, and the two were made ${apart} apart`
  const remedy = `modwarden diff ${dated.path}@${before.version} ${moduleName(dated)}`
  return [finding(dated, 'MW-META-SLEEPER', 'medium', message, [apart], remedy)]
}

function judgeAge(dated: DatedVersion): BehaviourFinding[] {
  const { logged, now, youngDays = YOUNG_DAYS } = dated
  const limit = now.getTime() - youngDays * DAY
  if (logged?.kind !== 'between' || !isYoung(logged, limit)) return []
  // Where the bounds leave it open, the estimate is told as what it is.
  const message =
    logged.after.getTime() > limit
      ? `it was logged after ${day(logged.after)}, less than ${daysText(youngDays)} ago`
      : `it was logged about ${day(logged.about ?? logged.after)}, probably less than ${daysText(youngDays)} ago`
  const older = previous(dated, ({ version, logged: of }) => prerelease(version) === '' && !isYoung(of, limit))?.version
  const remedy = older === undefined ? 'wait some days' : `go get ${dated.path}@${older}`
  return [finding(dated, 'MW-META-YOUNG', 'info', message, [day(logged.after)], remedy)]
}

/** Whether it was surely, or by the estimate, logged after `limit`. */
function isYoung(logged: FirstLogged | undefined, limit: number): boolean {
  if (logged?.kind !== 'between') return false
  return Math.max(logged.after.getTime(), logged.about?.getTime() ?? 0) > limit
}

/** A false date means something where there is another reason to doubt the module. */
function isRaised({ beside = {} }: DatedVersion): boolean {
  return beside.newOwner === true || beside.clone === true || beside.addsCapabilities === true
}

/** When a version was made, in milliseconds: by its commit where that can be, otherwise by the log's estimate. */
function madeAt({ committed, logged }: Omit<VersionDates, 'version'>): number | undefined {
  const about = logged?.kind === 'between' ? logged.about?.getTime() : undefined
  if (committed === undefined) return about
  const at = committed.getTime()
  const isFalse = logged?.kind === 'between' && logged.after.getTime() - at > BACKDATED
  return isFalse ? (about ?? at) : at
}

/** The greatest tagged version below this one that `isFit`. */
function previous(
  dated: DatedVersion,
  isFit: (version: VersionDates) => boolean = () => true,
): VersionDates | undefined {
  let found: VersionDates | undefined
  for (const sibling of dated.siblings) {
    if (!isTagged(sibling) || compareVersions(sibling.version, dated.version) >= 0 || !isFit(sibling)) continue
    if (found === undefined || compareVersions(sibling.version, found.version) > 0) found = sibling
  }
  return found
}

/** Lists come from outside, and what is in them is pasted: anything but a version is passed over. */
function isTagged({ version }: VersionDates): boolean {
  return isValid(version) && !isPseudoVersion(version)
}

function finding(
  dated: DatedVersion,
  rule: string,
  severity: Severity,
  message: string,
  folded: readonly string[],
  remedy: string = `modwarden compare ${moduleName(dated)}`,
): BehaviourFinding {
  const told = (what: string): Told => ({ file: '', line: 0, what })
  const { committed, logged, record, now } = dated
  const number = record === undefined ? '' : `record ${record}: `
  return {
    rule,
    severity,
    file: '',
    line: 0,
    message,
    folded,
    trace: [
      ...(committed === undefined
        ? []
        : [told(`commit dated ${committed.toISOString().slice(0, 16)}Z, by its author`)]),
      ...(logged === undefined ? [] : [told(`${number}${firstLoggedText(logged, now)}`)]),
    ],
    trigger: 'record',
    remedy,
  }
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10)
}

function daysText(days: number): string {
  return days === 1 ? '1 day' : `${days} days`
}

/** Roughly, in the largest unit that there are two of: `20 days`, `5 months`, `3 years`. */
function age(now: Date, then: Date): string {
  const days = Math.max(0, Math.floor((now.getTime() - then.getTime()) / DAY))
  if (days < 60) return daysText(days)
  return days < 730 ? `${Math.floor(days / 30.44)} months` : `${Math.floor(days / 365.25)} years`
}
