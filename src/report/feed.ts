// What `feed` says: each feed with its date, by what it is signed, and what became of it.
import { printable } from './printable.ts'
import type { ExitCode } from './verify.ts'
import type { Ink } from './verifytext.ts'
import type { Document } from './view.ts'
import { number } from './words.ts'

/** One feed. */
export interface FeedRow {
  readonly kind: 'malicious' | 'known-good' | 'known-bad' | 'vulnerabilities'
  /** A URL or a path as it is configured, without secrets; `built in`. */
  readonly source: string
  /**
   * `current`: stored and counted. `updated`, `unchanged`: by this run. `stale`: not fetched for 30 days. `missing`: never
   * fetched, so that it counts for nothing. `failed`: this run could not take it; what is stored stays.
   */
  readonly state: 'built-in' | 'current' | 'updated' | 'unchanged' | 'stale' | 'missing' | 'failed'
  readonly entries: number
  /** What it says of itself, RFC 3339 or a month. */
  readonly date?: string
  /** RFC 3339. */
  readonly fetched?: string
  /** Names of the keys that are known and signed it. */
  readonly signedBy?: readonly string[]
  readonly reason?: string
  readonly remedy?: string
}

/** `modwarden/feed/1`. */
export interface FeedReport extends Document {
  readonly schema: 'modwarden/feed/1'
  readonly action: 'update' | 'status' | 'export' | 'import'
  readonly feeds: readonly FeedRow[]
  /** What was written or read by `export` and `import`. */
  readonly file?: string
}

/** The whole text, with a final newline. */
export function feedText({ action, feeds, file, exitCode }: FeedReport, ink: Ink): string {
  const rows = feeds.map((feed) => [
    MARKS[feed.state],
    feed.kind,
    feed.state === 'missing' ? '-' : number(feed.entries),
    feed.date?.slice(0, 10) ?? (feed.state === 'missing' ? '-' : 'not dated'),
    feed.source,
  ])
  const widths = [0, 1, 2, 3].map((i) => Math.max(...rows.map((row) => row[i]?.length ?? 0), 0))
  const lines = feeds.flatMap((feed, i) => {
    const cells = (rows[i] ?? []).map((cell, j) =>
      j === 2 ? cell.padStart(widths[j] ?? 0) : cell.padEnd(widths[j] ?? 0),
    )
    const [mark = '', ...rest] = cells
    const signed = feed.signedBy === undefined ? '' : `, signed by ${feed.signedBy.join(', ')}`
    const fetched =
      feed.fetched === undefined ? '' : `   fetched ${feed.fetched.slice(0, 16).replace('T', ' ')}${signed}`
    return [
      `${toned(feed, ink)(mark)}  ${printable(`${rest.join('  ').trimEnd()}${fetched}`)}`,
      ...(feed.reason === undefined ? [] : [printable(`      ${feed.reason}`)]),
      ...(feed.remedy === undefined ? [] : [printable(`      ${feed.remedy}`)]),
    ]
  })
  return [...lines, conclusion(action, feeds, file, exitCode), ''].join('\n')
}

const MARKS: Readonly<Record<FeedRow['state'], string>> = {
  'built-in': 'ok',
  current: 'ok',
  updated: 'new',
  unchanged: 'ok',
  stale: 'OLD',
  missing: 'NONE',
  failed: 'FAIL',
}

function toned({ state }: FeedRow, ink: Ink): (text: string) => string {
  if (state === 'failed') return ink.bad
  return state === 'stale' || state === 'missing' ? ink.doubt : ink.good
}

function conclusion(
  action: FeedReport['action'],
  feeds: readonly FeedRow[],
  file: string | undefined,
  exitCode: ExitCode,
): string {
  const own = feeds.filter(({ state }) => state !== 'built-in')
  if (own.length === 0) {
    return 'no feed is configured: only the built-in list counts. MODWARDEN_MALWARE_FEEDS, or malware-feeds in config.yaml, names some.'
  }
  const failed = own.filter(({ state }) => state === 'failed' || state === 'missing' || state === 'stale').length
  const words = {
    update: 'feeds updated',
    status: 'feeds in order',
    export: 'feeds written',
    import: 'feeds read',
  } as const
  const at = file === undefined ? '' : printable(`, ${file}`)
  return `${exitCode === 0 ? 'ok' : 'INCOMPLETE'}: ${own.length - failed} of ${own.length} ${words[action]}${at}`
}
