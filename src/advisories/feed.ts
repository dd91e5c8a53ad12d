// Feeds: what others know about module versions, as files that anybody can mirror.
//
//   malicious    OSV records (osv.ts); those that do not say that a module is malicious are left out
//   known-good   a list of hashes (hashlist.ts) that were looked at and are good
//   known-bad    the same, of bad ones
//
// A line `# date 2026-11-21T00:00:00Z` in a document says how old it is; otherwise the newest record of OSV does. A line
// `# feed known-bad` says which kind a list is of; a signed one must. A
// document may be a signed note (https://pkg.go.dev/golang.org/x/mod/sumdb/note); where a key is set, each must be one.
import { compareBytes } from '../base/bytes.ts'
import { WardenError } from '../base/errors.ts'
import { parseHashList, type KnownHash } from './hashlist.ts'
import { parseOsv, type Advisory } from './osv.ts'

/** What a feed is of. */
export type FeedKind = 'malicious' | 'known-good' | 'known-bad'

/** A file of a feed, opened: without its signature. */
export interface FeedDocument {
  /** For errors: a URL, or the path of a file. */
  readonly name: string
  readonly text: string
}

/** A feed, read. */
export interface Feed {
  readonly kind: FeedKind
  /** The date that it says of itself, RFC 3339; `undefined` where it says none. */
  readonly date: string | undefined
  /** Of kind `malicious`. */
  readonly advisories: readonly Advisory[]
  /** Of the other kinds. */
  readonly hashes: readonly KnownHash[]
}

/** Reads the documents of a feed. Throws `parse`, `too-large`; a feed without any entry is `parse`, too. */
export function readFeed(
  kind: FeedKind,
  documents: readonly FeedDocument[],
  name: string,
  signed: boolean = false,
): Feed {
  const advisories: Advisory[] = []
  const hashes: KnownHash[] = []
  const dates: string[] = []
  for (const document of documents) {
    checkKind(kind, document, signed)
    const said = saidDate(document)
    if (said !== undefined) dates.push(said)
    if (kind === 'malicious') {
      const found = parseOsv(document.text, document.name)
      for (const one of found) if (isMalicious(one)) advisories.push(one)
      if (said === undefined) dates.push(...found.flatMap((one) => dateOf(one.modified) ?? []))
    } else {
      for (const hash of parseHashList(document.text, document.name)) hashes.push(hash)
    }
    if (advisories.length + hashes.length > MOST_ENTRIES) {
      throw new WardenError('too-large', `${name}: more than ${MOST_ENTRIES} entries`)
    }
  }
  if (advisories.length + hashes.length === 0) {
    throw new WardenError(
      'parse',
      `${name}: ${kind === 'malicious' ? 'no record of a malicious Go module' : 'no hash'} in it`,
      {
        remedy:
          kind === 'malicious' ? 'name a file or folder of OSV records' : 'write h1:… PATH VERSION REASON, a line each',
      },
    )
  }
  return { kind, date: dates.toSorted(compareBytes).at(-1), advisories, hashes }
}

/** Whether a record says that a module was made to harm, not that it has a flaw. */
function isMalicious({ id, aliases, summary }: Advisory): boolean {
  return (
    [id, ...aliases].some((name) => /^(?:MAL|MW-MAL)-/.test(name)) ||
    /^malicious (?:code|module|package)\b/i.test(summary)
  )
}

const MOST_ENTRIES = 1_000_000

/**
 * Good and bad hashes are written alike, and one key may sign both: a signed list says which it is, so that nobody can serve
 * the one as the other.
 */
function checkKind(kind: FeedKind, document: FeedDocument, signed: boolean): void {
  const said = headLine(document, 'feed')
  if (said === kind || (said === undefined && (!signed || kind === 'malicious'))) return
  const what =
    said === undefined ? 'is signed and does not say of which kind it is' : `is a feed of ${said.slice(0, 40)}`
  throw new WardenError('parse', `${document.name}: ${what}`, { remedy: `write # feed ${kind} at its beginning` })
}

/** What a line `# KEY VALUE` among a document's first lines says. */
function headLine({ text }: FeedDocument, key: string): string | undefined {
  for (const line of text.slice(0, MOST_HEAD).split('\n')) {
    if (line !== '' && !line.startsWith('#')) return undefined
    const [, name, said] = /^#\s*(\w+):?\s+(\S+)\s*$/.exec(line) ?? []
    if (name === key) return said
  }
  return undefined
}

/** The date line among a document's first lines. Throws `parse` where it is no date. */
function saidDate(document: FeedDocument): string | undefined {
  const said = headLine(document, 'date')
  if (said === undefined) return undefined
  const date = dateOf(said)
  if (date !== undefined) return date
  throw new WardenError('parse', `${document.name}: its date is none: ${said.slice(0, 40)}`, {
    remedy: 'write # date 2026-11-21T00:00:00Z',
  })
}

const MOST_HEAD = 4096

/** RFC 3339 in UTC to the second, which orders as text; `undefined` for what is no date, or that of nobody (0001). */
function dateOf(text: string): string | undefined {
  if (!/^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2}))?$/.test(text)) return undefined
  const time = new Date(text)
  if (Number.isNaN(time.getTime()) || time.getUTCFullYear() < 1970) return undefined
  return time.toISOString().replace(/\.\d+Z$/, 'Z')
}
