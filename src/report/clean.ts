// The clean report: what is, or would be, removed from the module cache, largest first. JSON is this value as it stands;
// the text is for people.
import type { ModuleVersion } from '../base/finding.ts'
import { joinedLines, printableAll } from './printable.ts'
import type { ExitCode } from './verify.ts'
import type { Ink } from './verifytext.ts'
import { bytes, count, number, seconds } from './words.ts'

/** Which things are chosen; one a run, so that nobody has to guess what two of them mean together. */
export type CleanChoice = 'bad' | 'unused' | 'older-than' | 'all'

/** One thing that is removed: a module version, or a part of the cache that belongs to none. */
export interface CleanItem {
  /** `github.com/acme/log@v1.4.2`, `cache/vcs`. */
  readonly name: string
  readonly module?: ModuleVersion
  readonly bytes: number
  readonly files: number
  /** When it was last used, as far as the disk says; only where the age decides. */
  readonly used?: string
  readonly status: 'planned' | 'removed' | 'kept' | 'failed'
  /** The folder with what was bad. */
  readonly evidence?: string
  /** Why it was not removed. */
  readonly reason?: string
}

/** What `modwarden clean` did or would do; `modwarden/clean/1`. */
export interface CleanReport {
  readonly schema: 'modwarden/clean/1'
  readonly subject: { readonly kind: 'cache'; readonly folder: string }
  readonly choice: CleanChoice
  /** Whether only the plan was made. */
  readonly dryRun: boolean
  /** Largest first. */
  readonly items: readonly CleanItem[]
  /** What a reader should know about the choice. */
  readonly notes: readonly string[]
  /** Module versions of which it could not be found out whether they are bad. */
  readonly unchecked: number
  readonly summary: {
    /** Module versions in the cache. */
    readonly modules: number
    readonly chosen: number
    readonly bytes: number
    /** Unfinished files of earlier runs. */
    readonly leftovers: number
    readonly seconds: number
  }
  readonly exitCode: ExitCode
}

const MOST = 20

/** The whole text, with a final newline. */
export function cleanText(unsafe: CleanReport, ink: Ink, options: { readonly verbose?: boolean } = {}): string {
  const report = printableAll(unsafe)
  const { items, summary, dryRun } = report
  const most = options.verbose === true ? Number.POSITIVE_INFINITY : MOST
  const failed = items.filter((item) => item.status === 'failed' || item.status === 'kept')
  const shown = items.filter((item) => item.status === 'planned' || item.status === 'removed')
  const lines = itemLines(shown.slice(0, most))
  const rest = shown.slice(most)
  if (rest.length > 0) {
    lines.push(`and ${number(rest.length)} more, ${bytes(rest.reduce((n, item) => n + item.bytes, 0))} (-v shows all)`)
  }
  for (const item of failed.slice(0, most)) {
    lines.push(`${ink.doubt('NOT REMOVED')}  ${item.name}`, `  because   ${item.reason ?? 'nobody knows'}`)
  }
  if (failed.length > most) lines.push(`and ${number(failed.length - most)} more were not removed (-v shows all)`)
  for (const note of report.notes) lines.push(`note: ${note}`)
  if (report.unchecked > 0) {
    lines.push(
      `${ink.doubt('INCOMPLETE')}  ${count(report.unchecked, 'module version')} could not be checked: modwarden verify --cache says why`,
    )
  }
  const line = cleanConclusion(report)
  if (items.length === 0) lines.push(ink.good(line))
  else if (dryRun) lines.push(ink.bold(line))
  else lines.push(`${failed.length === 0 ? ink.good(line) : ink.doubt(line)}   ${seconds(summary.seconds)}`)
  return joinedLines(lines)
}

/** How it ended, in one sentence. */
export function cleanConclusion(report: CleanReport): string {
  const { items, summary, choice, dryRun } = report
  const facts = `${bytes(summary.bytes)} in ${number(summary.chosen)} of ${count(summary.modules, 'module version')}`
  if (items.length === 0) return `nothing to remove: ${NOTHING[choice]}`
  return dryRun ? `would remove ${facts}; nothing was touched: --yes does it` : `removed ${facts}`
}

const NOTHING: Readonly<Record<CleanChoice, string>> = {
  bad: 'nothing in the module cache is broken',
  unused: 'everything in the module cache is used',
  'older-than': 'everything in the module cache was used since',
  all: 'there is no module cache',
}

function itemLines(items: readonly CleanItem[]): string[] {
  return items.flatMap((item) => [
    `${bytes(item.bytes).padStart(8)}  ${item.name}${item.used === undefined ? '' : `   last used ${item.used.slice(0, 10)}`}`,
    ...(item.evidence === undefined ? [] : [`          evidence  ${item.evidence}`]),
  ])
}
