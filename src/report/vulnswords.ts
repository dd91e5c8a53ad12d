// What text and view of a vulnerability report have in common: its words.
import { goReleaseName } from '../advisories/stdlib.ts'
import { countsFor, type VulnFinding, type VulnsReport, type VulnTrace } from './vulns.ts'
import type { State } from './view.ts'
import { count, number } from './words.ts'

/** A sentence: how it stands. */
export function vulnsConclusion(report: VulnsReport): string {
  const { summary, threshold, left, findings } = report
  const { symbol, package: imported, module } = summary
  const rest = [
    ...(imported > 0 ? [`${number(imported)} in packages that are imported and not called`] : []),
    ...(module > 0 ? [`${number(module)} in modules of which nothing vulnerable is imported`] : []),
  ].join(', ')
  const open = left.length > 0 ? `; ${count(left.length, 'thing')} could not be looked at` : ''
  const counting = findings.filter((one) => countsFor(threshold, one)).length
  if (counting > 0) {
    const what = symbol > 0 ? `${flaws(symbol)} called by this code` : `none is called by this code`
    return `FAIL: ${what}${rest === '' ? '' : `; ${rest}`}${open}.`
  }
  if (left.length > 0)
    return `INCOMPLETE: no known flaw that is called was found, and ${count(left.length, 'thing')} could not be looked at${rest === '' ? '' : `; ${rest}`}.`
  return rest === '' ? 'ok: no known flaw in what is built.' : `ok: no known flaw is called; ${rest}.`
}

function flaws(n: number): string {
  return n === 1 ? '1 known flaw is' : `${number(n)} known flaws are`
}

/** How the report stands. */
export function vulnsStanding({ exitCode }: VulnsReport): State {
  return exitCode === 0 ? 'ok' : exitCode === 3 ? 'open' : 'bad'
}

/** The counts on one line: `2 called · 5 imported · 9 required`. */
export function vulnsCounts({ summary, database }: VulnsReport): string {
  const { symbol, package: imported, module, waived, before, doubtful } = summary
  return [
    `${number(symbol)} called`,
    `${number(imported)} imported`,
    `${number(module)} required`,
    ...(doubtful > 0 ? [`${number(doubtful)} in doubt`] : []),
    ...(waived > 0 ? [`${number(waived)} waived`] : []),
    ...(before > 0 ? [`${number(before)} there before`] : []),
    ...(database.days === undefined ? [] : [`database ${ageWords(database.days)}`]),
  ].join(' · ')
}

/** `92 days old`. */
function ageWords(days: number): string {
  return days === 0 ? 'of today' : `${count(days, 'day')} old`
}

/** The database in words: `/data/vulndb.tar.gz of 2026-08-21 (92 days old), not asked (--offline)`. */
export function databaseWords({ database }: VulnsReport): string {
  const { source, modified, days, fetched, offline } = database
  return [
    `${source}${modified === undefined ? ', which says no date' : ` of ${modified.slice(0, 10)} (${ageWords(days ?? 0)})`}`,
    ...(fetched === undefined ? [] : [`fetched ${fetched.slice(0, 10)}`]),
    ...(offline ? ['not asked (--offline)'] : []),
  ].join(', ')
}

/** From this age on a database is told to be old, in days. */
export const OLD_DAYS = 7

/** What is built, in words: `golang.org/x/net@v0.1.0`, `go1.26.8`. */
export function builtWords({ module, version, replaces }: VulnFinding): string {
  if (module === 'stdlib') return `the standard library of ${goReleaseName(version)}`
  if (module === 'toolchain') return `the go command ${goReleaseName(version)}`
  return `${module}@${version}${replaces === undefined ? '' : ` (for ${replaces})`}`
}

/** The fixed version in words: `v1.2.3`, `go1.26.9`, `no version yet`. */
export function fixedWords({ module, fixed }: VulnFinding): string {
  if (fixed === undefined) return 'no version yet'
  return module === 'stdlib' || module === 'toolchain' ? goReleaseName(fixed) : fixed
}

/** What else is known, in words: `CVSS 7.5, known to be exploited, EPSS 12.3%`. */
export function gravityWords(finding: VulnFinding): string {
  const { score, exploited, epss, reviewed, systems, severity, rated } = finding
  return [
    score === undefined ? (rated ? severity : `${severity} (not rated)`) : `${severity}, CVSS ${score.toFixed(1)}`,
    ...(exploited ? ['KNOWN TO BE EXPLOITED'] : []),
    ...(epss === undefined ? [] : [`EPSS ${(epss * 100).toFixed(1)}%`]),
    ...(reviewed ? [] : ['not reviewed']),
    ...(systems.length === 0 ? [] : [`on ${systems.join(', ')} only`]),
  ].join(', ')
}

/** A way in one line: `main.go:14 main.main -> text.Parse -> text.parse`. */
export function traceWords({ steps }: VulnTrace): string {
  const [first] = steps
  const own = steps.findLast(({ module }) => module === undefined) ?? first
  const names = steps.map((step) => `${shortPackage(step.package)}.${step.function}`)
  const shown = names.length > 6 ? [...names.slice(0, 3), `… ${names.length - 5} more …`, ...names.slice(-2)] : names
  return `${own === undefined ? '' : `${own.file}:${own.line}  `}${shown.join(' -> ')}`
}

/** What people call a package: its last element, or the one before a major version. */
function shortPackage(importPath: string): string {
  const parts = importPath.split('/')
  const last = parts.at(-1) ?? ''
  return /^v\d+$/.test(last) ? (parts.at(-2) ?? last) : last
}

/** What it means for the code, in words: `called`, `imported, and may be called`, `imported, not called`, `required only`. */
export function levelWords({ level, certain }: VulnFinding): string {
  if (level === 'symbol') return 'called'
  if (level === 'module') return 'required only'
  return certain ? 'imported, not called' : 'imported, may be called'
}
