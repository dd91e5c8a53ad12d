// What is known about module versions, from all feeds together, by path and by h1.
import { affectedBy } from './affects.ts'
import type { Feed } from './feed.ts'
import type { KnownHash } from './hashlist.ts'
import type { Advisory } from './osv.ts'

/** A feed and whose it is. */
export interface SourcedFeed {
  /** For people: `built in`, a URL or a path. */
  readonly source: string
  readonly feed: Feed
}

/** Something that is known, and who says so. */
export interface Sourced<T> {
  readonly item: T
  readonly source: string
  /** The date of the feed, RFC 3339 or a month. */
  readonly date: string | undefined
}

/** The look-ups. */
export interface Knowledge {
  /** By the module's path in lower case. */
  readonly malicious: ReadonlyMap<string, readonly Sourced<Advisory>[]>
  readonly bad: ReadonlyMap<string, Sourced<KnownHash>>
  readonly good: ReadonlyMap<string, Sourced<KnownHash>>
}

/** Puts feeds together; of several that know the same hash the first one is named. */
export function knowledgeOf(feeds: readonly SourcedFeed[]): Knowledge {
  const malicious = new Map<string, Sourced<Advisory>[]>()
  const bad = new Map<string, Sourced<KnownHash>>()
  const good = new Map<string, Sourced<KnownHash>>()
  for (const { source, feed } of feeds) {
    for (const item of feed.advisories) {
      for (const key of new Set(item.affected.map(({ module }) => module.toLowerCase()))) {
        const list = malicious.get(key) ?? []
        list.push({ item, source, date: feed.date })
        malicious.set(key, list)
      }
    }
    const hashes = feed.kind === 'known-good' ? good : bad
    for (const item of feed.hashes) {
      if (!hashes.has(item.h1)) hashes.set(item.h1, { item, source, date: feed.date })
    }
  }
  return { malicious, bad, good }
}

/** The advisories that call a module version malicious; `version` is empty for a main module. */
export function maliciousBy(known: Knowledge, path: string, version: string): readonly Sourced<Advisory>[] {
  return (known.malicious.get(path.toLowerCase()) ?? []).filter(
    ({ item }) => affectedBy(item, path, version) !== undefined,
  )
}
