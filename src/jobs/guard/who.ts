// who: who fetched versions of a module through a guard, what was decided then, and what is decided now. Of people the
// records have references; their names are looked up for whoever asks, and may be gone.
import { compareVersions } from '../../gomod/version.ts'
import { isBad, type WhoDecision, type WhoReport, type WhoRow, type WhoVersion } from '../../report/who.ts'
import type { DecisionLog, LoggedDecision } from '../../world/decisionlog.ts'
import type { Download, Downloads } from '../../world/downloads.ts'

/** What is asked. */
export interface WhoQuestion {
  readonly path: string
  /** `undefined`: all versions. */
  readonly version: string | undefined
  /** Earlier downloads do not count. */
  readonly since: Date | undefined
}

/** Where the answer is. */
export interface WhoRecords {
  readonly downloads: Pick<Downloads, 'of' | 'gaps'>
  readonly log: Pick<DecisionLog, 'history'>
  /** The names of references; those erased or unknown are absent. */
  readonly names: (references: readonly string[]) => Promise<ReadonlyMap<string, string>>
}

/** More decisions about one module than anybody makes. */
const MOST_DECISIONS = 20_000

/** Answers it. Exit code 1 where somebody has a zip that is blocked now. Throws `io`. */
export async function whoFetched(records: WhoRecords, { path, version, since }: WhoQuestion): Promise<WhoReport> {
  const [downloads, decisions, gaps] = await Promise.all([
    records.downloads.of(path, version, since),
    records.log.history(path, version, MOST_DECISIONS),
    records.downloads.gaps(),
  ])
  const names = await records.names([...new Set(downloads.map(({ who }) => who))])
  const all = new Set([...downloads, ...decisions].map((one) => one.version))
  const versions = [...all]
    .toSorted((a, b) => compareVersions(b, a))
    .map((one) =>
      versionOf(
        path,
        one,
        downloads.filter((download) => download.version === one),
        decisions.filter((decision) => decision.version === one),
        names,
      ),
    )
  const rows = versions.flatMap(({ fetched }) => fetched).filter(({ zips }) => zips > 0)
  const bad = versions.filter(({ now, fetched }) => {
    return now !== undefined && isBad(now) && fetched.some(({ zips }) => zips > 0)
  }).length
  return {
    schema: 'modwarden/who/1',
    asked: version === undefined ? path : `${path}@${version}`,
    ...(since === undefined ? {} : { since: since.toISOString() }),
    versions,
    gaps: gaps.filter(({ after }) => since === undefined || after >= since.toISOString()),
    summary: {
      versions: versions.length,
      holders: new Set(rows.map(({ who, client = '' }) => `${who} ${client}`)).size,
      zips: rows.reduce((sum, { zips }) => sum + zips, 0),
      bad,
    },
    exitCode: bad > 0 ? 1 : 0,
  }
}

/** `decisions` are the newest first, `downloads` the oldest. */
function versionOf(
  path: string,
  version: string,
  downloads: readonly Download[],
  decisions: readonly LoggedDecision[],
  names: ReadonlyMap<string, string>,
): WhoVersion {
  const now = strictest(decisions)
  const groups = Map.groupBy(downloads, ({ who, client }) => `${who} ${client}`)
  return {
    path,
    version,
    ...(now === undefined ? {} : { now: decisionOf(now) }),
    fetched: [...groups.values()].map((group) => rowOf(group, decisions, names)),
  }
}

function rowOf(
  group: readonly Download[],
  decisions: readonly LoggedDecision[],
  names: ReadonlyMap<string, string>,
): WhoRow {
  const [first] = group
  const last = group.at(-1)
  const { who = '', client = '' } = first ?? {}
  const sum = (kind: Download['kind']): number =>
    group.filter((one) => one.kind === kind).reduce((n, one) => n + one.count, 0)
  const name = names.get(who)
  // A download is known by its minute: what was decided in it counts.
  const end = new Date(Date.parse(last?.time ?? '') + 59_999).toISOString()
  const then = strictest(decisions.filter(({ time }) => time <= end))
  return {
    who,
    ...(name === undefined ? {} : { name }),
    ...(client === '' ? {} : { client }),
    zips: sum('zip'),
    mods: sum('mod'),
    infos: sum('info'),
    first: first?.time ?? '',
    last: last?.time ?? '',
    ...(then === undefined ? {} : { decided: decisionOf(then) }),
  }
}

const STRICTNESS = ['allow', 'warn', 'hold', 'block'] as const

/** Of the last decisions of both stages the one that counts; of two that are as strict the one on content. */
function strictest(newestFirst: readonly LoggedDecision[]): LoggedDecision | undefined {
  const content = newestFirst.find(({ stage }) => stage === 'content')
  const metadata = newestFirst.find(({ stage }) => stage === 'metadata')
  const rank = ({ action }: LoggedDecision): number => STRICTNESS.findIndex((one) => one === action)
  if (content === undefined || metadata === undefined) return content ?? metadata
  return rank(metadata) > rank(content) ? metadata : content
}

function decisionOf({ event, time, action, enforced, reasons, until }: LoggedDecision): WhoDecision {
  const reason = action === 'allow' && enforced === 'allow' ? '' : (reasons[0]?.message ?? '')
  return { event, time, action, enforced, reason, ...(until === undefined ? {} : { until }) }
}
