// The vulnerability report as a person reads it: the verdict, what is called with its path, what is only imported in a line
// each, what is only required as a number, and last what to paste.
import { joinedLines, printableAll } from './printable.ts'
import { countsFor, type VulnFinding, type VulnsReport } from './vulns.ts'
import {
  builtWords,
  databaseWords,
  fixedWords,
  gravityWords,
  OLD_DAYS,
  traceWords,
  vulnsConclusion,
  vulnsStanding,
} from './vulnswords.ts'
import type { Ink } from './verifytext.ts'
import { waiverLines } from './waivertext.ts'
import { count, number, seconds } from './words.ts'

/** How many findings, and how many ways to one, are shown without -v. */
const MOST = 20
const MOST_TRACES = 2
const WIDTH = 160

/** The whole text, with a final newline. */
export function vulnsText(unsafe: VulnsReport, ink: Ink, options: { readonly verbose?: boolean } = {}): string {
  const report = printableAll(unsafe)
  const verbose = options.verbose === true
  const state = vulnsStanding(report)
  const verdict = vulnsConclusion(report)
  const lines = [state === 'ok' ? ink.good(verdict) : state === 'open' ? ink.doubt(verdict) : ink.bad(verdict)]
  lines.push(...findingLines(report, ink, verbose))
  lines.push(...leftLines(report, ink, verbose))
  if (report.waivers !== undefined) lines.push(...waiverLines(report.waivers, ink))
  return joinedLines([...lines, ...aboutLines(report, ink)])
}

/** The findings that count, or all with -v; each called one whole, the others in a line each. For `audit`, too. */
export function findingLines(report: VulnsReport, ink: Ink, verbose: boolean): string[] {
  const lines: string[] = []
  const standing = report.findings.filter(({ waived }) => waived === undefined)
  const whole = standing.filter(
    (one) => countsFor(report.threshold, one) || (one.level === 'symbol' && one.doubt === undefined),
  )
  const brief = standing.filter((one) => !whole.includes(one))
  const most = verbose ? Number.POSITIVE_INFINITY : MOST
  for (const finding of whole.slice(0, most)) lines.push('', ...wholeLines(finding, ink, verbose))
  if (whole.length > most) lines.push('', `and ${number(whole.length - most)} more (-v shows all)`)
  const imported = brief.filter(({ level, doubt }) => level === 'package' && doubt === undefined)
  const shown = [...imported.slice(0, most), ...(verbose ? brief.filter((one) => !imported.includes(one)) : [])]
  if (shown.length > 0) lines.push('', ...shown.map((finding) => briefLine(finding, ink)))
  const hidden = standing.length - Math.min(most, whole.length) - shown.length
  if (hidden > 0 && !verbose)
    lines.push(ink.dim(`  ${number(hidden)} more, in modules alone or in doubt (-v lists all)`))
  const waived = report.findings.filter((finding) => finding.waived !== undefined)
  if (verbose)
    lines.push(
      ...waived.map((finding) => `  waived    ${finding.id}  ${builtWords(finding)}: ${finding.waived?.reason ?? ''}`),
    )
  return lines
}

function wholeLines(finding: VulnFinding, ink: Ink, verbose: boolean): string[] {
  const { id, summary, aliases, traces, imports, remedy, doubt, level } = finding
  const label = level === 'symbol' ? ink.bad('CALLED') : ink.doubt(level === 'package' ? 'IMPORTED' : 'REQUIRED')
  const lines = [`${label}  ${ink.bold(id)}  ${builtWords(finding)}  ${ink.dim(gravityWords(finding))}`]
  lines.push(`  what      ${cut(summary)}`)
  if (doubt !== undefined) lines.push(`  doubt     ${doubt}`)
  const most = verbose ? traces.length : MOST_TRACES
  for (const trace of traces.slice(0, most)) {
    lines.push(`  ${trace.certain ? 'called' : 'maybe '}    ${cut(traceWords(trace))}`)
    if (verbose) {
      for (const step of trace.steps) {
        lines.push(ink.dim(`            ${step.file}:${step.line}  ${step.package}.${step.function}`))
      }
    }
  }
  if (traces.length > most) lines.push(`            and ${count(traces.length - most, 'more way')} (-v shows all)`)
  if (traces.length === 0 && imports.length > 0) lines.push(`  imported  ${cut(imports.join(' -> '))}`)
  const known = aliases.length === 0 ? '' : `   also ${aliases.slice(0, 4).join(', ')}`
  lines.push(`  fixed in  ${fixedWords(finding)}${known}`)
  if (remedy !== '') lines.push(`  next      ${remedy}`)
  return lines
}

function briefLine(finding: VulnFinding, ink: Ink): string {
  const { id, summary, doubt, level, exploited } = finding
  const label = doubt !== undefined ? 'in doubt' : level === 'package' ? 'imported' : 'required'
  const may = level === 'package' && !finding.certain ? ', may be called' : ''
  return `  ${label.padEnd(9)} ${id}  ${builtWords(finding)}, fixed in ${fixedWords(finding)}${may}${exploited ? ', KNOWN TO BE EXPLOITED' : ''}  ${ink.dim(cut(doubt ?? summary, 70))}`
}

function leftLines({ left }: VulnsReport, ink: Ink, verbose: boolean): string[] {
  if (left.length === 0) return []
  const most = verbose ? left.length : 5
  return [
    '',
    ...left.slice(0, most).map((text) => `${ink.doubt('OPEN')}  ${cut(text)}`),
    ...(left.length > most ? [`and ${number(left.length - most)} more (-v shows all)`] : []),
  ]
}

function aboutLines(report: VulnsReport, ink: Ink): string[] {
  const { go, summary, subject, platform, database, engine, baseline, notes } = report
  const { goos, goarch, tags } = platform
  const built = go === undefined ? '' : `, ${go.version} (${go.from})`
  const since = baseline === undefined ? '' : `; ${number(summary.before)} known since ${baseline} left out`
  const lines = ['', ...notes.map((note) => `note  ${cut(note)}`)]
  if (database.days !== undefined && database.days > OLD_DAYS) {
    lines.push(ink.doubt(`note  the database is ${count(database.days, 'day')} old: what was found since is not in it`))
  }
  if (database.modified === undefined) lines.push('note  the database says no date, so that nobody knows how old it is')
  const remedies = [
    ...new Set(report.findings.filter((one) => countsFor(report.threshold, one)).map((one) => one.remedy)),
  ]
  if (remedies.filter((one) => one !== '').length > 1) lines.push('next  modwarden fix')
  lines.push(
    `${subject.modules.join(', ') || subject.folder}: ${count(summary.modules, 'module')}, ${count(summary.packages, 'package')}${built}, ${goos}/${goarch}${tags.length === 0 ? '' : ` with ${tags.join(',')}`}${engine === 'govulncheck' ? ', by govulncheck' : ''}${since}`,
    `database ${databaseWords(report)}   ${seconds(summary.seconds)}`,
  )
  return lines
}

function cut(text: string, most: number = WIDTH): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`
}
