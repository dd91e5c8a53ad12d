// The rebuild report: what a project needs of the module cache, how it got there, and what else was removed. JSON is this
// value as it stands; the text is for people.
import { moduleName, type ModuleVersion } from '../base/finding.ts'
import type { CleanItem } from './clean.ts'
import { joinedLines, printableAll } from './printable.ts'
import type { SumRepair } from './repair.ts'
import type { ExitCode, Part } from './verify.ts'
import type { Ink } from './verifytext.ts'
import { bytes, count, number, seconds } from './words.ts'

/**
 * How a needed module version stands.
 *
 * - `sound`: it was there, whole and proven
 * - `ready`: proven bytes are at hand; a dry run puts nothing in place
 * - `added`: it was missing (in parts), and is in place now
 * - `replaced`: it was wrong; the bad files are kept as evidence
 * - `broken`: it was put in place, and is wrong all the same
 * - `lacking`: proven bytes cannot be had, or the disk would not take them
 */
export type RebuildStatus = 'sound' | 'ready' | 'added' | 'replaced' | 'broken' | 'lacking'

/** One module version that the project needs. */
export interface RebuildRecord extends ModuleVersion {
  readonly status: RebuildStatus
  /** Whether only its go.mod is needed. */
  readonly goModOnly: boolean
  /** What is wrong or missing in the cache. */
  readonly parts: readonly Part[]
  readonly evidence?: string
  readonly reasons: readonly string[]
}

/** What `modwarden rebuild` did or would do; `modwarden/rebuild/1`. */
export interface RebuildReport {
  readonly schema: 'modwarden/rebuild/1'
  readonly subject: { readonly kind: 'project'; readonly folder: string; readonly cache: string }
  readonly dryRun: boolean
  readonly modules: readonly RebuildRecord[]
  /** Lines of go.sum that go would refuse the proven modules for. */
  readonly goSum: readonly SumRepair[]
  /** What the project does not need, largest first; empty with `--keep-others`. */
  readonly others: readonly CleanItem[]
  readonly notes: readonly string[]
  readonly summary: {
    readonly modules: number
    readonly goModOnly: number
    readonly status: Readonly<Record<RebuildStatus, number>>
    /** Bytes of zips that came over the network. */
    readonly fetchedBytes: number
    readonly otherBytes: number
    readonly seconds: number
  }
  readonly exitCode: ExitCode
}

const MOST = 20

/** The whole text, with a final newline. */
export function rebuildText(unsafe: RebuildReport, ink: Ink, options: { readonly verbose?: boolean } = {}): string {
  const report = printableAll(unsafe)
  const most = options.verbose === true ? Number.POSITIVE_INFINITY : MOST
  const lines: string[] = []
  const told = report.modules.filter((m) => ['replaced', 'broken', 'lacking'].includes(m.status) || isWrong(m))
  for (const m of told.slice(0, most)) lines.push(...moduleLines(m, ink), '')
  if (told.length > most) lines.push(`and ${number(told.length - most)} more (-v shows all)`, '')
  for (const s of report.goSum) {
    lines.push(`${ink.bad('BROKEN')}  ${s.file}:${s.line}`, `  found     ${s.found}`, `  should be ${s.right}`)
  }
  if (report.goSum.length > 0) lines.push('  next      modwarden repair --all --go-sum', '')
  for (const item of report.others.slice(0, most)) {
    lines.push(
      `${bytes(item.bytes).padStart(8)}  ${item.name}${item.status === 'failed' ? `   not removed: ${item.reason ?? ''}` : ''}`,
    )
  }
  if (report.others.length > most) lines.push(`and ${number(report.others.length - most)} more (-v shows all)`)
  for (const note of report.notes) lines.push(`note: ${note}`)
  lines.push(conclusion(report, ink))
  return joinedLines(lines)
}

function isWrong(m: RebuildRecord): boolean {
  return m.status === 'ready' && m.reasons.length > 0
}

function moduleLines(m: RebuildRecord, ink: Ink): string[] {
  const label = {
    sound: ink.good('SOUND'),
    ready: ink.doubt('TO REPLACE'),
    added: ink.good('ADDED'),
    replaced: ink.good('REPLACED'),
    broken: ink.bad('BROKEN'),
    lacking: ink.doubt('LACKING'),
  }[m.status]
  return [
    `${label}  ${ink.bold(moduleName(m))}${m.parts.length === 0 ? '' : `   ${m.parts.join(', ')}`}`,
    ...(m.evidence === undefined ? [] : [`  evidence  ${m.evidence}`]),
    ...m.reasons.map((reason) => `  because   ${reason}`),
  ]
}

function conclusion(report: RebuildReport, ink: Ink): string {
  const line = `${rebuildConclusion(report)}  ${[...rebuildCounts(report), seconds(report.summary.seconds)].join(' · ')}`
  if (report.exitCode === 0) return report.dryRun ? ink.bold(line) : ink.good(line)
  return report.exitCode === 4 ? ink.bad(line) : ink.doubt(line)
}

/** How it ended, in a sentence or two. */
export function rebuildConclusion(report: RebuildReport): string {
  const { status, otherBytes } = report.summary
  const { others, dryRun } = report
  if (report.exitCode !== 0 && status.lacking > 0 && status.added + status.replaced === 0) {
    return `INCOMPLETE: ${number(status.lacking)} cannot be had, so nothing in the cache was touched.`
  }
  if (report.goSum.length > 0) return 'BROKEN: go.sum first; nothing in the cache was touched.'
  if (report.exitCode !== 0) return 'INCOMPLETE: run it again.'
  const what = `${bytes(otherBytes)} of ${count(others.length, 'other')}`
  if (dryRun) {
    const rest = others.length === 0 ? '' : `would remove ${what}; `
    return `ready: everything is proven and at hand; ${rest}nothing was touched: --yes does it.`
  }
  const rest = others.length === 0 ? '' : ` removed ${what}.`
  return `ok: the module cache holds what this project needs, proven.${rest}`
}

/** What was needed and done, in numbers: `63 modules and 8 more go.mod files needed`, `2 replaced`. */
export function rebuildCounts(report: RebuildReport): string[] {
  const { status, modules, goModOnly, fetchedBytes } = report.summary
  return [
    `${count(modules, 'module')} and ${count(goModOnly, 'more go.mod file')} needed`,
    ...(status.sound > 0 ? [`${number(status.sound)} as they should be`] : []),
    ...(status.ready > 0 ? [`${number(status.ready)} to put in place`] : []),
    ...(status.added > 0 ? [`${number(status.added)} added`] : []),
    ...(status.replaced > 0 ? [`${number(status.replaced)} replaced`] : []),
    ...(fetchedBytes > 0 ? [`${bytes(fetchedBytes)} fetched`] : []),
  ]
}
