// `feed`: takes what the configured feeds say into modwarden's own store, where every other command reads it.
// What cannot be taken leaves the old feed, and the run says why.
import { utf8 } from '../../base/bytes.ts'
import { isWardenError, messageOf, WardenError } from '../../base/errors.ts'
import { mapLimit } from '../../base/once.ts'
import { builtinAdvisories, builtinDate } from '../../advisories/builtin.ts'
import { knowledgeOf, type Knowledge, type SourcedFeed } from '../../advisories/known.ts'
import type { FeedRow } from '../../report/feed.ts'
import {
  fetchFeed,
  shownSource,
  type FeedSettings,
  type FeedSource,
  type FeedStoreWorld,
  type FeedWorld,
} from './feedsource.ts'
import { bundleOf, isStale, missing, readStored, rowOf, take, type Read, type Stored } from './feedstore.ts'

/** What all feeds know together, and what there is to say about each of them. */
export interface LoadedFeeds {
  readonly knowledge: Knowledge
  readonly rows: readonly FeedRow[]
}

const AT_ONCE = 4

/** Fetches every configured feed; gives a row each. Failures are rows, not thrown; throws `aborted`. */
export async function updateFeeds(
  world: FeedWorld,
  settings: FeedSettings,
  signal: AbortSignal | undefined,
): Promise<readonly FeedRow[]> {
  return mapLimit(settings.sources, AT_ONCE, async (source) =>
    asRow(world, settings, source, async () => {
      const documents = await fetchFeed(world, source, settings.keys.length > 0, signal)
      return take(world, settings, { ...source, documents, fetched: world.clock.now().toISOString() })
    }),
  )
}

/** A row for each configured feed as it is stored, and for the built-in list. */
export async function feedStatus(world: FeedStoreWorld, settings: FeedSettings): Promise<readonly FeedRow[]> {
  return (await loadFeeds(world, settings)).rows
}

/**
 * The built-in list and all stored feeds, put together. A feed that is missing, stale or cannot be read is a row that says
 * so: whoever judges by feeds says it, too. Throws nothing for what is in the store.
 */
export async function loadFeeds(world: FeedStoreWorld, settings: FeedSettings): Promise<LoadedFeeds> {
  const builtin = await builtinAdvisories()
  const date = builtinDate(builtin)
  const feeds: SourcedFeed[] = [
    { source: 'the built-in list', feed: { kind: 'malicious', date, advisories: builtin, hashes: [] } },
  ]
  const rows: FeedRow[] = [{ kind: 'malicious', source: 'built in', state: 'built-in', entries: builtin.length, date }]
  for (const source of settings.sources) {
    let read: Read | undefined
    const row = await asRow(world, settings, source, async () => {
      read = await readStored(world, settings, source)
      return read === undefined ? missing(source) : rowOf(read, isStale(world, read) ? 'stale' : 'current')
    })
    if (read !== undefined && row.state !== 'failed')
      feeds.push({ source: shownSource(source.source), feed: read.feed })
    rows.push(row)
  }
  return { knowledge: knowledgeOf(feeds), rows }
}

/** All stored feeds as one document, for a machine that reaches nobody. Throws `not-found` where nothing is stored. */
export async function exportFeeds(
  world: FeedWorld,
  settings: FeedSettings,
): Promise<{ readonly bytes: Uint8Array; readonly rows: readonly FeedRow[] }> {
  const stored: Stored[] = []
  const rows: FeedRow[] = []
  for (const source of settings.sources) {
    rows.push(
      await asRow(world, settings, source, async () => {
        const read = await readStored(world, settings, source)
        if (read === undefined) return missing(source)
        stored.push(read.stored)
        return rowOf(read, 'current')
      }),
    )
  }
  if (stored.length === 0) {
    throw new WardenError('not-found', 'no feed is stored, so there is nothing to export', {
      remedy: 'modwarden feed update',
    })
  }
  const document = { schema: 'modwarden/feeds/1', exported: world.clock.now().toISOString(), feeds: stored }
  return { bytes: utf8(`${JSON.stringify(document)}\n`), rows }
}

/**
 * Takes feeds from what `exportFeeds` wrote, under the same conditions as fetched ones, and only those that are configured
 * here, too. Throws `parse` where the document is none.
 */
export async function importFeeds(
  world: FeedWorld,
  settings: FeedSettings,
  bytes: Uint8Array,
  name: string,
): Promise<readonly FeedRow[]> {
  const rows: FeedRow[] = []
  for (const stored of bundleOf(bytes, name)) {
    const { kind, source } = stored
    rows.push(
      await asRow(world, settings, { kind, source }, async () => {
        if (settings.sources.some((one) => one.kind === kind && one.source === source)) {
          return take(world, settings, stored)
        }
        throw new WardenError('refused', 'not configured here, so it was not taken', {
          remedy: `name it in your own configuration: ${kind === 'malicious' ? 'malware-feeds' : kind}`,
        })
      }),
    )
  }
  return rows
}

/** Runs `work`; an expected failure is a row, with what is stored, where that can be read. */
async function asRow(
  world: FeedStoreWorld,
  settings: FeedSettings,
  source: FeedSource,
  work: () => Promise<FeedRow>,
): Promise<FeedRow> {
  try {
    return await work()
  } catch (error) {
    if (!isWardenError(error) || error.code === 'aborted') throw error
    const before = await readStored(world, settings, source).catch(() => undefined)
    const { place, remedy } = error
    const at = place === undefined ? '' : `${place.file}:${place.line ?? 1}: `
    const known = before === undefined ? missing(source) : rowOf(before, 'failed')
    return failedRow(
      known,
      `${at}${messageOf(error)}${before === undefined ? '' : '; what was stored before stays'}`,
      remedy,
    )
  }
}

function failedRow(row: FeedRow, reason: string, remedy: string | undefined): FeedRow {
  const { kind, source, entries, date, fetched, signedBy } = row
  return {
    kind,
    source,
    state: 'failed',
    entries,
    ...(date === undefined ? {} : { date }),
    ...(fetched === undefined ? {} : { fetched }),
    ...(signedBy === undefined ? {} : { signedBy }),
    reason,
    ...(remedy === undefined ? {} : { remedy }),
  }
}
