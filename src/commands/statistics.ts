// modwarden statistics: what the runs of the last days counted, day by day, beside the thresholds.
import { createClock } from '../io/clock.ts'
import { createFiles } from '../io/files.ts'
import { readHistory } from '../jobs/statistics.ts'
import {
  daysOf,
  isLow,
  matchRate,
  percent,
  recent,
  retryShare,
  sumOf,
  WINDOW_DAYS,
  type DayCounts,
  type RunCounts,
  type Thresholds,
} from '../report/statistics.ts'
import type { Ink } from '../report/verifytext.ts'
import type { ExitCode } from '../report/verify.ts'
import type { Document } from '../report/view.ts'
import { count, number } from '../report/words.ts'
import type { Invocation, ReportFlags } from './flags/reportflags.ts'
import { emit, failed } from './run/output.ts'
import { loadSettings } from './settings/settings.ts'

/** `modwarden/statistics/1`. */
export interface StatisticsDocument extends Document {
  readonly schema: 'modwarden/statistics/1'
  readonly thresholds: Thresholds
  readonly window: RunCounts & { readonly days: number; readonly runs: number }
  /** Percent. */
  readonly matchRate: number
  /** Percent. */
  readonly retryShare: number
  /** Days with runs, oldest first. */
  readonly days: readonly DayCounts[]
}

/** Runs `statistics`: exit code 1 where the match rate of the window is too low. */
export async function statisticsCommand(flags: ReportFlags, invocation: Invocation): Promise<ExitCode> {
  return failed('modwarden/statistics/1', flags, invocation, async () => {
    const files = createFiles()
    const settings = await loadSettings(files, invocation.terminal.env, invocation.cwd, {})
    const clock = createClock()
    const entries = recent(await readHistory({ files, clock, store: settings.store }), clock.now())
    const sum = sumOf(entries)
    const thresholds = { matchRate: settings.matchRate, retryShare: settings.retryShare }
    const document: StatisticsDocument = {
      schema: 'modwarden/statistics/1',
      thresholds,
      window: { ...sum, days: WINDOW_DAYS, runs: entries.length },
      matchRate: matchRate(sum),
      retryShare: retryShare(sum),
      days: daysOf(entries),
      exitCode: isLow(entries, thresholds) ? 1 : 0,
    }
    return emit(flags, invocation, document, (ink) => statisticsText(document, ink))
  })
}

function statisticsText({ window, thresholds, days, exitCode }: StatisticsDocument, ink: Ink): string {
  if (window.runs === 0) return `no run in the last ${window.days} days: modwarden verify makes the first\n`
  const rows = days.map((day) => [day.date, count(day.runs, 'run'), ...cells(day)])
  const table = [
    ['', '', 'match', 'of hashes', 'retried', 'of fetches'],
    ...rows,
    [`${window.days} days`, count(window.runs, 'run'), ...cells(window)],
  ]
  const widths = table[0]?.map((_, i) => Math.max(...table.map((row) => row[i]?.length ?? 0))) ?? []
  const lines = table.map((row) =>
    row
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
  const share = window.fetches > 0 && retryShare(window) > thresholds.retryShare
  const rate = exitCode === 0 ? ink.good('ok') : ink.bad('LOW')
  return [
    ...lines,
    `${rate}  match rate ${percent(matchRate(window))}, at least ${percent(thresholds.matchRate)} wanted · retried ${percent(retryShare(window))}, at most ${percent(thresholds.retryShare)} in a run${share ? ink.doubt(' (more, over these days)') : ''}${window.damaged === 0 ? '' : ` · ${count(window.damaged, 'cached database answer')} damaged`}`,
    '',
  ].join('\n')
}

function cells(counts: RunCounts): string[] {
  return [percent(matchRate(counts)), number(counts.compared), percent(retryShare(counts)), number(counts.fetches)]
}
