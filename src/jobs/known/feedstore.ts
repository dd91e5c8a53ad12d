// Feeds in the store: what must hold before one takes the place of the other.
//
//   <store>/feeds/<digest of kind and source>.json   what was fetched, as it was, with its signatures
//
// A feed replaces the stored one in one step, and only after all of it was read, and was signed where a key is set, and
// is not older than what is stored. Signatures are checked again when a stored feed is read: one that was stored before
// the key was set does not count.
import { hash } from 'node:crypto'
import { textOf, utf8 } from '../../base/bytes.ts'
import { isWardenError, WardenError } from '../../base/errors.ts'
import { readFeed, type Feed, type FeedDocument, type FeedKind } from '../../advisories/feed.ts'
import type { FeedRow } from '../../report/feed.ts'
import { openDocument, shownSource, type FeedSettings, type FeedSource, type FeedStoreWorld } from './feedsource.ts'

/** A feed as it lies in the store. */
export interface Stored extends FeedSource {
  readonly fetched: string
  /** As they were fetched, with their signatures. */
  readonly documents: readonly FeedDocument[]
}

/** A stored feed, read, and whose signatures it has. */
export interface Read {
  readonly stored: Stored
  readonly feed: Feed
  readonly signedBy: readonly string[]
}

const STORED = 'modwarden/feed-store/1'
const DAY_MS = 86_400_000
const MOST_STORED = 256 << 20

/** A feed that was not fetched for so many days may have missed what matters. */
const STALE_DAYS = 30

/** Stores a feed after all of its conditions were met; gives its row. */
export async function take(world: FeedStoreWorld, settings: FeedSettings, stored: Stored): Promise<FeedRow> {
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
  // Whoever made an export may have had another clock: what was fetched later than now was fetched now.
  const fetched = new Date(Math.min(Date.parse(stored.fetched), world.clock.now().getTime())).toISOString()
  const document = { schema: STORED, ...stored, fetched }
  await world.files.write(storedFile(world, stored), utf8(`${JSON.stringify(document)}\n`), { mode: 0o600 })
  const same = before !== undefined && sameDocuments(before.stored.documents, stored.documents)
  return rowOf(next, same ? 'unchanged' : 'updated')
}

/** What is stored of a feed; `undefined` where nothing is. Throws `parse`, `mismatch`, `refused` where it does not count. */
export async function readStored(
  world: FeedStoreWorld,
  settings: FeedSettings,
  source: FeedSource,
): Promise<Read | undefined> {
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
  return {
    stored,
    feed: readFeed(stored.kind, opened, shownSource(stored.source), keys.length > 0),
    signedBy: [...signedBy],
  }
}

function storedFile(world: FeedStoreWorld, { kind, source }: FeedSource): string {
  return `${world.store}/feeds/${hash('sha256', `${kind}\n${source}`).slice(0, 32)}.json`
}

function sameDocuments(a: readonly FeedDocument[], b: readonly FeedDocument[]): boolean {
  return a.length === b.length && a.every((one, i) => one.name === b[i]?.name && one.text === b[i].text)
}

/** A feed as a row of a report. */
export function rowOf({ stored, feed, signedBy }: Read, state: FeedRow['state']): FeedRow {
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

/** The row of a feed that was never fetched. */
export function missing({ kind, source }: FeedSource): FeedRow {
  return {
    kind,
    source: shownSource(source),
    state: 'missing',
    entries: 0,
    reason: 'configured, and never fetched: it counts for nothing',
    remedy: 'modwarden feed update',
  }
}

/** Whether a feed was not fetched for so long that it may have missed what matters. */
export function isStale(world: FeedStoreWorld, { stored }: Read): boolean {
  return world.clock.now().getTime() - Date.parse(stored.fetched) > STALE_DAYS * DAY_MS
}

/** The feeds in what `feed export` wrote. Throws `parse`. */
export function bundleOf(bytes: Uint8Array, name: string): readonly Stored[] {
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
