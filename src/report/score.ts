// The score of an audit: four parts that add up to a hundred points, each by a rule that anyone can redo with the report in
// hand. docs/score.md has the same table.
import type { Severity } from '../base/finding.ts'
import type { ScanReport } from './scan.ts'
import type { VerifyReport } from './verify.ts'
import type { VulnFinding, VulnsReport } from './vulns.ts'
import { count, number } from './words.ts'

/** The score. */
export interface AuditScore {
  /** 0 to 100; absent where a part was not looked at: what nobody looked at is not good. */
  readonly value?: number
  readonly parts: readonly ScorePart[]
}

/** One part of it. */
export interface ScorePart {
  readonly name: string
  readonly points: number
  readonly of: number
  /** What took points away, or why there are none. */
  readonly why: string
}

/** Points that a called flaw takes away, by its severity. */
const CALLED: Readonly<Record<Severity, number>> = { critical: 25, high: 10, medium: 5, low: 2, info: 0 }

/** A version is young for so many days after the log first had it. */
const YOUNG_DAYS = 7

/** Makes it; `at` is the time of the audit, RFC 3339. */
export function auditScore(
  verify: VerifyReport,
  scan: ScanReport | undefined,
  vulns: VulnsReport | undefined,
  at: string,
): AuditScore {
  const parts = [integrity(verify), behaviour(scan), flaws(vulns), age(scan, at)]
  const known = parts.flatMap((part) => part.part ?? [])
  if (known.length < parts.length) return { parts: known }
  return { value: known.reduce((sum, { points }) => sum + points, 0), parts: known }
}

/** The rule of each part, as a sentence; docs/score.md has the same table. */
export const SCORE_RULES: Readonly<Record<'integrity' | 'behaviour' | 'vulns' | 'age', string>> = {
  integrity: '40 × proven / all module versions, rounded down; 0 where anything was tampered with',
  behaviour:
    '0 with a malicious module; otherwise 25, less 10 for each suspicious module, less 1 for each that could not be read in full (5 at most)',
  vulns:
    '25, less 25, 10, 5 or 2 for each flaw of severity critical, high, medium or low that the code calls, less 1 for each in a package that is imported (5 at most)',
  age: '10 × versions that the log has had for 7 days or more / versions that the log dates, rounded down',
}

/** The score in words: `87 of 100: integrity 40/40, behaviour 25/25, vulns 15/25 (1 called), age 7/10`. */
export function scoreWords({ value, parts }: AuditScore): string {
  const told = parts.map(
    ({ name, points, of, why }) => `${name} ${points}/${of}${points === of || why === '' ? '' : ` (${why})`}`,
  )
  return `${value === undefined ? 'none, because a part was not looked at' : `${value} of 100`}: ${told.join(', ')}`
}

/** How young the versions are, in words and numbers; `undefined` where the log dates none. */
export function ages(
  scan: ScanReport,
  at: string,
): { readonly dated: number; readonly of: number; readonly young: number; readonly median: number } | undefined {
  const versions = scan.modules.filter((m) => m.role === 'version')
  // The latest time at which the log can first have had it: nothing is taken for older than it surely is.
  const days = versions.flatMap((m) => {
    const { before, after } = m.record?.logged ?? {}
    const time = Date.parse(before ?? after ?? '')
    if (!Number.isFinite(time)) return []
    const old = Math.max(0, (Date.parse(at) - time) / 86_400_000)
    // What this machine has only just seen first may be of any age.
    return after === undefined && old < YOUNG_DAYS ? [] : old
  })
  if (days.length === 0) return undefined
  const ordered = days.toSorted((a, b) => a - b)
  return {
    dated: days.length,
    of: versions.length,
    young: days.filter((d) => d < YOUNG_DAYS).length,
    median: Math.floor(ordered[Math.floor(ordered.length / 2)] ?? 0),
  }
}

/** The age line in words. */
export function ageWords(scan: ScanReport, at: string): string {
  const found = ages(scan, at)
  if (found === undefined) return 'no version is dated by the log'
  const { dated, of, young, median } = found
  const middle = median < 730 ? count(median, 'day') : `${(median / 365).toFixed(1)} years`
  return `${young === 0 ? 'none' : number(young)} of ${number(dated)} dated versions younger than ${YOUNG_DAYS} days · median ${middle}${dated < of ? ` · ${number(of - dated)} not dated` : ''}`
}

interface Part {
  readonly part?: ScorePart
}

function integrity({ summary }: VerifyReport): Part {
  const { status, modules, goModOnly } = summary
  const total = modules + goModOnly
  const of = 40
  if (status.broken > 0) return { part: { name: 'integrity', points: 0, of, why: `${number(status.broken)} tampered` } }
  const points = total === 0 ? of : Math.floor((of * status.proven) / total)
  return { part: { name: 'integrity', points, of, why: `${number(total - status.proven)} not proven` } }
}

function behaviour(scan: ScanReport | undefined): Part {
  if (scan === undefined) return {}
  const { malicious, suspicious, incomplete } = scan.summary
  const of = 25
  const lost = malicious > 0 ? of : suspicious * 10 + Math.min(5, incomplete)
  const why = [
    ...(malicious > 0 ? [`${number(malicious)} malicious`] : []),
    ...(suspicious > 0 ? [`${number(suspicious)} suspicious`] : []),
    ...(incomplete > 0 ? [`${number(incomplete)} not read in full`] : []),
  ].join(', ')
  return { part: { name: 'behaviour', points: Math.max(0, of - lost), of, why } }
}

function flaws(vulns: VulnsReport | undefined): Part {
  if (vulns === undefined || vulns.left.length > 0) return {}
  const of = 25
  const counted = vulns.findings.filter(({ waived, doubt }) => waived === undefined && doubt === undefined)
  const called = counted.filter(({ level }) => level === 'symbol')
  const imported = counted.filter(({ level }) => level === 'package')
  const cost = ({ severity, exploited }: VulnFinding): number => CALLED[exploited ? 'critical' : severity]
  const lost = called.reduce((sum, one) => sum + cost(one), 0) + Math.min(5, imported.length)
  const why = [
    ...(called.length > 0 ? [`${number(called.length)} called`] : []),
    ...(imported.length > 0 ? [`${number(imported.length)} imported`] : []),
  ].join(', ')
  return { part: { name: 'vulns', points: Math.max(0, of - lost), of, why } }
}

function age(scan: ScanReport | undefined, at: string): Part {
  const found = scan === undefined ? undefined : ages(scan, at)
  if (found === undefined) return {}
  const of = 10
  const points = Math.floor((of * (found.dated - found.young)) / found.dated)
  return { part: { name: 'age', points, of, why: `${number(found.young)} young` } }
}
