// The statistics to watch: how many of the compared hashes match, and how many fetches need a second attempt; in one run
// and over the last days. Single mismatches are findings of their own: a rate says whether they are more than single.
import { hash } from 'node:crypto'
import type { Finding } from '../base/finding.ts'
import type { Part, VerifyReport } from './verify.ts'
import { count, number } from './words.ts'

/** What was counted. */
export interface RunCounts {
  /** Zips, folders, go.mod files and vendored files whose hash or bytes were compared with what was agreed on. */
  readonly compared: number
  readonly matched: number
  /** Requests over the network that were answered or failed; what configuration forbids is none. */
  readonly fetches: number
  /** How many of them had to be sent again, or failed and were left to another source. */
  readonly retried: number
  /** Answers of the checksum database in the cache that were damaged; it was asked again. */
  readonly damaged: number
}

/** What one run left in the history. */
export interface RunEntry extends RunCounts {
  /** When the run ended. */
  readonly at: Date
  /** The module versions that did not match, as digests: one found again in a later run is the same digest. */
  readonly differing: readonly string[]
}

/** From where on something is done. */
export interface Thresholds {
  /** Percent. */
  readonly matchRate: number
  /** Percent. */
  readonly retryShare: number
}

/** What was crossed: the match rate in this run or in the window, the share of retried fetches in this run. */
export type Crossed = 'match-rate' | 'match-rate-window' | 'retry-share'

/** The statistics of a report. */
export interface Statistics {
  readonly run: RunCounts
  /** This run and those before it. */
  readonly window: RunCounts & { readonly days: number; readonly runs: number }
  readonly thresholds: Thresholds
  readonly crossed: readonly Crossed[]
  /** What of the stat index's was read again as a sample. */
  readonly sample?: { readonly of: number; readonly read: number; readonly differing: number }
  /** Why everything was verified anew from its bytes. */
  readonly full?: 'retry-share' | 'sample'
}

/** How long runs count. */
export const WINDOW_DAYS = 30

/** A share of fewer fetches than this says nothing. */
const LEAST_FETCHES = 20

/** Of one module the findings tell, in every run until it is repaired; an alarm is about more than one. */
const LEAST_DIFFERING = 2

const DAY_MS = 86_400_000

/** What a report counts; `fetches` are those of the whole run. */
export function countsOf(
  report: VerifyReport,
  fetches: { readonly made: number; readonly retried: number },
): RunCounts {
  const parts = report.modules.flatMap((m) => HASHED.map((part) => m.parts[part]))
  const matched = parts.filter((state) => state === 'ok').length
  const bad = parts.filter((state) => state === 'differs' || state === 'damaged').length
  const { vendor } = report.summary
  return {
    compared: matched + bad + vendor.of,
    matched: matched + vendor.ok,
    fetches: fetches.made,
    retried: fetches.retried,
    damaged: report.database?.damaged ?? 0,
  }
}

/** Digests, 64 bits each, of the module versions of which something does not match: of the first 100. */
export function differingOf(report: VerifyReport): readonly string[] {
  const names = [
    ...report.modules
      .filter((m) => HASHED.some((part) => m.parts[part] === 'differs' || m.parts[part] === 'damaged'))
      .map((m) => `${m.path}@${m.version}`),
    ...report.files.filter((file) => file.part === 'vendor').map((file) => `vendor ${file.path}@${file.version}`),
  ]
  return [...new Set(names)].slice(0, 100).map((name) => hash('sha256', name).slice(0, 16))
}

/** Percent of the compared that matched; 100 where nothing was compared. */
export function matchRate({ compared, matched }: Pick<RunCounts, 'compared' | 'matched'>): number {
  return compared === 0 ? 100 : (matched / compared) * 100
}

/** Percent of the fetches that needed a second attempt; 0 where there were none. */
export function retryShare({ fetches, retried }: Pick<RunCounts, 'fetches' | 'retried'>): number {
  return fetches === 0 ? 0 : (retried / fetches) * 100
}

/**
 * The statistics of a run that ends `now`, with those before it. The run's rate is crossed by one mismatch that makes it
 * too low, the window's only by two different modules, the share only where there were 20 fetches.
 */
export function statisticsOf(
  run: RunCounts,
  differing: readonly string[],
  history: readonly RunEntry[],
  thresholds: Thresholds,
  now: Date,
): Statistics {
  const entries = [...recent(history, now), { ...run, at: now, differing }]
  const window = { ...sumOf(entries), days: WINDOW_DAYS, runs: entries.length }
  const crossed: Crossed[] = []
  if (matchRate(run) < thresholds.matchRate) crossed.push('match-rate')
  if (isLow(entries, thresholds)) crossed.push('match-rate-window')
  if (run.fetches >= LEAST_FETCHES && retryShare(run) > thresholds.retryShare) crossed.push('retry-share')
  return { run, window, thresholds, crossed }
}

/** Whether the match rate of several runs is too low, and about more than one module that nobody repairs. */
export function isLow(entries: readonly RunEntry[], thresholds: Thresholds): boolean {
  const different = new Set(entries.flatMap((entry) => entry.differing)).size
  return different >= LEAST_DIFFERING && matchRate(sumOf(entries)) < thresholds.matchRate
}

/** What the runs of one day counted; days are those of UTC. */
export interface DayCounts extends RunCounts {
  /** `2026-11-21`. */
  readonly date: string
  readonly runs: number
}

/** The days that have runs, oldest first. */
export function daysOf(entries: readonly RunEntry[]): readonly DayCounts[] {
  const days = new Map<string, RunEntry[]>()
  for (const entry of entries) {
    const date = entry.at.toISOString().slice(0, 10)
    const runs = days.get(date)
    if (runs === undefined) days.set(date, [entry])
    else runs.push(entry)
  }
  return [...days]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([date, runs]) => ({ date, runs: runs.length, ...sumOf(runs) }))
}

/** The runs of the window that ends `now`. What is of the future (a clock that was set back) does not count. */
export function recent(history: readonly RunEntry[], now: Date): readonly RunEntry[] {
  const oldest = now.getTime() - WINDOW_DAYS * DAY_MS
  return history.filter(({ at }) => at.getTime() > oldest && at.getTime() <= now.getTime())
}

/** All counts together. */
export function sumOf(entries: readonly RunCounts[]): RunCounts {
  const sum = (key: keyof RunCounts): number => entries.reduce((total, entry) => total + entry[key], 0)
  return {
    compared: sum('compared'),
    matched: sum('matched'),
    fetches: sum('fetches'),
    retried: sum('retried'),
    damaged: sum('damaged'),
  }
}

/**
 * The findings. This run's rate is an alarm where two modules at least do not match: one is a finding of its own, and is
 * in most projects more than a thousandth. The window's rate tells of what is mended or told by other findings, and a
 * share of retried fetches of a network that may only be slow: neither decides about this run.
 */
export function statisticsFindings(
  statistics: Statistics,
  differing: readonly string[],
  alarm: boolean,
): readonly Finding[] {
  const { run, window, thresholds, crossed } = statistics
  const findings: Finding[] = []
  if (alarm && crossed.includes('match-rate') && differing.length >= LEAST_DIFFERING) {
    findings.push({
      rule: 'MW-INT-RATE',
      severity: 'high',
      message: `only ${rateWords(run)} of this run match, fewer than ${percent(thresholds.matchRate)}`,
      remedy: ['modwarden verify --cache --full', 'modwarden statistics'],
    })
  } else if (alarm && crossed.includes('match-rate-window')) {
    findings.push({
      rule: 'MW-INT-RATE',
      severity: 'low',
      message: `only ${rateWords(window)} of the last ${window.days} days match, fewer than ${percent(thresholds.matchRate)}`,
      remedy: ['modwarden statistics'],
    })
  }
  if (crossed.includes('retry-share')) {
    findings.push({
      rule: 'MW-INT-RETRIES',
      severity: 'low',
      message: `${shareWords(run)} needed a second attempt, more than ${percent(thresholds.retryShare)}${statistics.full === 'retry-share' ? '; everything was verified from its bytes' : ''}`,
      remedy: ['modwarden statistics'],
    })
  }
  return findings
}

/** The statistics in a line or two: rates of the run and of the window, and what was done because of them. */
export function statisticsWords(statistics: Statistics): readonly string[] {
  const { run, window, sample, full } = statistics
  const facts = [
    `${rateWords(run)} match`,
    ...(run.fetches === 0 ? [] : [`${shareWords(run)} retried`]),
    `${window.days} days, ${count(window.runs, 'run')}: ${percent(matchRate(window))} match${window.fetches === 0 ? '' : `, ${percent(retryShare(window))} retried`}`,
  ]
  return [
    facts.join(' · '),
    ...(sample === undefined
      ? []
      : [
          `sample: ${number(sample.read)} of the ${count(sample.of, 'module')} that the index vouched for read again, ${sample.differing === 0 ? 'none differs' : `${number(sample.differing)} ${sample.differing === 1 ? 'differs' : 'differ'}`}`,
        ]),
    ...(full === undefined ? [] : ['everything was verified anew from its bytes, as with --full']),
  ]
}

/** `99.87 %`: as many digits as it takes not to round a rate up to the threshold or to 100. */
export function percent(value: number): string {
  return `${Math.floor(value * 100 + 1e-9) / 100} %`
}

/** One line of the history. */
export function formatEntry({ at, differing, ...counts }: RunEntry): string {
  return JSON.stringify({ at: at.toISOString(), ...counts, differing })
}

/** A line of the history; `undefined` for one that is torn, or not of this form. */
export function parseEntry(line: string): RunEntry | undefined {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null) return undefined
  const fields = new Map<string, unknown>(Object.entries(value))
  const text = fields.get('at')
  const at = new Date(typeof text === 'string' ? text : Number.NaN)
  const differing = fields.get('differing')
  const [compared, matched, fetches, retried, damaged] = COUNTS.map((name) => wholeNumber(fields.get(name)))
  if (
    Number.isNaN(at.getTime()) ||
    !isDigests(differing) ||
    compared === undefined ||
    matched === undefined ||
    fetches === undefined ||
    retried === undefined ||
    damaged === undefined ||
    matched > compared ||
    retried > fetches
  ) {
    return undefined
  }
  return { at, compared, matched, fetches, retried, damaged, differing }
}

const HASHED: readonly Part[] = ['zip', 'folder', '.mod']
const COUNTS = ['compared', 'matched', 'fetches', 'retried', 'damaged'] as const

function wholeNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined
}

function isDigests(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length <= 100 && value.every((item) => /^[0-9a-f]{16}$/.test(String(item)))
}

function rateWords(counts: RunCounts): string {
  return `${percent(matchRate(counts))} of ${count(counts.compared, 'compared hash', 'compared hashes')}`
}

function shareWords(counts: RunCounts): string {
  return `${percent(retryShare(counts))} of ${count(counts.fetches, 'fetch', 'fetches')}`
}
