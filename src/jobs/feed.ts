// `feed`: takes what the configured feeds say into modwarden's own store, where every other command reads it.
//
//   <store>/feeds/<digest of kind and source>.json   what was fetched, as it was, with its signatures
//
// A feed replaces the stored one in one step, and only after all of it was read, and was signed where a key is set, and
// is not older than what is stored. Otherwise the old one stays and the run says why. Signatures are checked again when a
// stored feed is read: one that was stored before the key was set does not count.
import { hash } from 'node:crypto'
import { textOf, utf8 } from '../base/bytes.ts'
import { isWardenError, messageOf, WardenError } from '../base/errors.ts'
import { mapLimit } from '../base/once.ts'
import { builtinAdvisories, builtinDate } from '../advisories/builtin.ts'
import { readFeed, type Feed, type FeedDocument, type FeedKind } from '../advisories/feed.ts'
import { knowledgeOf, type Knowledge, type SourcedFeed } from '../advisories/known.ts'
import type { FeedRow } from '../report/feed.ts'
import type { Verifier } from '../sumdb/note.ts'
import type { World } from '../world/world.ts'
import { fetchFeed, openDocument, shownSource } from './feedsource.ts'

/** What of the World feeds need. */
export type FeedWorld = Pick<World, 'files' | 'http' | 'clock' | 'store'>

/** One configured feed: a URL, a file or a folder, by its absolute path. */
export interface FeedSource {
  readonly kind: FeedKind
  readonly source: string
}

/** Which feeds there are, and who signs them; from the user's or the system's settings. */
export interface FeedSettings {
  readonly sources: readonly FeedSource[]
  /** Where there are any, each document of a feed must be signed by one of them. */
  readonly keys: readonly Verifier[]
}

/** What all feeds know together, and what there is to say about each of them. */
export interface LoadedFeeds {
  readonly knowledge: Knowledge
  readonly rows: readonly FeedRow[]
}

/** A feed that was not fetched for so many days may have missed what matters. */
const STALE_DAYS = 30

const MOST_STORED = 256 << 20
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
export async function feedStatus(world: FeedWorld, settings: FeedSettings): Promise<readonly FeedRow[]> {
  return (await loadFeeds(world, settings)).rows
}

/**
 * The built-in list and all stored feeds, put together. A feed that is missing, stale or cannot be read is a row that says
 * so: whoever judges by feeds says it, too. Throws nothing for what is in the store.
 */
export async function loadFeeds(world: FeedWorld, settings: FeedSettings): Promise<LoadedFeeds> {
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

/** A feed as it lies in the store. */
interface Stored extends FeedSource {
  readonly fetched: string
  /** As they were fetched, with their signatures. */
  readonly documents: readonly FeedDocument[]
}

interface Read {
  readonly stored: Stored
  readonly feed: Feed
  readonly signedBy: readonly string[]
}

/** Runs `work`; an expected failure is a row, with what is stored, where that can be read. */
async function asRow(
  world: FeedWorld,
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

/** Stores a feed after all of its conditions were met; gives its row. */
async function take(world: FeedWorld, settings: FeedSettings, stored: Stored): Promise<FeedRow> {
  // 1. All of it is read, and its signatures are right.
  const next = readDocuments(settings, stored)
  const name = shownSource(stored.source)
  // 2. It is neither of the future nor older than what is stored: an old feed, signed once, forgets what came since.
  if (settings.keys.length > 0 && next.feed.date === undefined) {
    throw new WardenError('refused', `${name}: is signed and says no date, so that an older one could take its place`, {
      remedy: 'a line # date 2026-11-21T00:00:00Z at its beginning says one',
    })
  }
  const { date } = next.feed
  if (date !== undefined && Date.parse(date) > world.clock.now().getTime() + DAY_MS) {
    throw new WardenError('refused', `${name}: is of ${date}, which is in the future`, {
      remedy: 'look at the clock of this machine',
    })
  }
  const before = await readStored(world, settings, stored).catch((error: unknown) => {
    // What is stored cannot be read or is not signed by the keys of today: it does not count, so nothing is lost.
    if (isWardenError(error, 'parse', 'mismatch', 'refused', 'too-large')) return undefined
    throw error
  })
  const last = before?.feed.date
  if (last !== undefined && (date === undefined || date < last)) {
    throw new WardenError(
      'refused',
      `${name}: ${date === undefined ? 'says no date' : `is of ${date}`}, and what is stored is of ${last}`,
      {
        remedy: 'somebody serves an old feed; ask whoever runs it',
      },
    )
  }
  // 3. One rename replaces the old one.
  const document = { schema: STORED, ...stored }
  await world.files.write(storedFile(world, stored), utf8(`${JSON.stringify(document)}\n`), { mode: 0o600 })
  const same = before !== undefined && sameDocuments(before.stored.documents, stored.documents)
  return rowOf(next, same ? 'unchanged' : 'updated')
}

const STORED = 'modwarden/feed-store/1'
const DAY_MS = 86_400_000

/** What is stored of a feed; `undefined` where nothing is. Throws `parse`, `mismatch`, `refused` where it does not count. */
async function readStored(world: FeedWorld, settings: FeedSettings, source: FeedSource): Promise<Read | undefined> {
  const file = storedFile(world, source)
  const bytes = await world.files.read(file, MOST_STORED)
  if (bytes === undefined) return undefined
  const stored = storedOf(jsonOf(bytes, file), file)
  if (stored.kind !== source.kind || stored.source !== source.source) {
    throw new WardenError('parse', `${file}: is of another feed`, { remedy: 'modwarden feed update' })
  }
  return readDocuments(settings, stored)
}

function readDocuments({ keys }: FeedSettings, stored: Stored): Read {
  const opened = stored.documents.map((document) => openDocument(document, keys))
  const signedBy = new Set(opened.flatMap((one) => one.signedBy))
  return { stored, feed: readFeed(stored.kind, opened, shownSource(stored.source)), signedBy: [...signedBy] }
}

function storedFile(world: FeedWorld, { kind, source }: FeedSource): string {
  return `${world.store}/feeds/${hash('sha256', `${kind}\n${source}`).slice(0, 32)}.json`
}

function sameDocuments(a: readonly FeedDocument[], b: readonly FeedDocument[]): boolean {
  return a.length === b.length && a.every((one, i) => one.name === b[i]?.name && one.text === b[i].text)
}

function rowOf({ stored, feed, signedBy }: Read, state: FeedRow['state']): FeedRow {
  return {
    kind: stored.kind,
    source: shownSource(stored.source),
    state,
    entries: feed.advisories.length + feed.hashes.length,
    ...(feed.date === undefined ? {} : { date: feed.date }),
    fetched: stored.fetched,
    ...(signedBy.length === 0 ? {} : { signedBy }),
    ...(state === 'stale' ? { reason: `not fetched for ${STALE_DAYS} days`, remedy: 'modwarden feed update' } : {}),
  }
}

function missing({ kind, source }: FeedSource): FeedRow {
  return {
    kind,
    source: shownSource(source),
    state: 'missing',
    entries: 0,
    reason: 'configured, and never fetched: it counts for nothing',
    remedy: 'modwarden feed update',
  }
}

function isStale(world: FeedWorld, { stored }: Read): boolean {
  return world.clock.now().getTime() - Date.parse(stored.fetched) > STALE_DAYS * DAY_MS
}

function bundleOf(bytes: Uint8Array, name: string): readonly Stored[] {
  const value = jsonOf(bytes, name)
  const feeds = isObject(value) && value['schema'] === 'modwarden/feeds/1' ? value['feeds'] : undefined
  if (!Array.isArray(feeds) || feeds.length > MOST_FEEDS) throw notStored(name)
  return feeds.map((feed: unknown) => storedOf(feed, name))
}

const MOST_FEEDS = 1000

function storedOf(value: unknown, name: string): Stored {
  if (!isObject(value)) throw notStored(name)
  const [kind, source, fetched, documents] = ['kind', 'source', 'fetched', 'documents'].map((key) => value[key])
  if (!isKind(kind) || typeof source !== 'string' || typeof fetched !== 'string' || !Array.isArray(documents)) {
    throw notStored(name)
  }
  if (Number.isNaN(Date.parse(fetched))) throw notStored(name)
  const all = documents.map((one: unknown): FeedDocument => {
    if (!isObject(one) || typeof one['name'] !== 'string' || typeof one['text'] !== 'string') throw notStored(name)
    return { name: one['name'], text: one['text'] }
  })
  return { kind, source, fetched, documents: all }
}

function isKind(kind: unknown): kind is FeedKind {
  return kind === 'malicious' || kind === 'known-good' || kind === 'known-bad'
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function jsonOf(bytes: Uint8Array, name: string): unknown {
  try {
    return JSON.parse(textOf(bytes) ?? '')
  } catch {
    throw notStored(name)
  }
}

function notStored(name: string): WardenError {
  return new WardenError('parse', `${name}: is no export of feeds, or damaged`, {
    remedy: 'write it again: modwarden feed export FILE',
  })
}
