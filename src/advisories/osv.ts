// OSV records, as far as they are about Go modules: https://ossf.github.io/osv-schema/
//
// Bytes from outside: sizes and numbers are bounded, what is read is checked member by member, what is not known is passed
// over. The Go vulnerability database, the malicious packages of the OpenSSF and our own list all have this form.
import { messageOf, WardenError } from '../base/errors.ts'
import { textOf } from '../base/bytes.ts'

/** One record. */
export interface Advisory {
  /** `GO-2024-3012`, `MAL-2025-2545`. */
  readonly id: string
  /** Other databases' names of the same. */
  readonly aliases: readonly string[]
  /** As written: RFC 3339, or empty. */
  readonly modified: string
  /** Likewise; the zero of Go, which most records of the database's sources have, is no date. */
  readonly published: string
  /** When it was taken back: it counts for nothing. */
  readonly withdrawn: string | undefined
  readonly summary: string
  readonly details: string
  /** Go modules only. */
  readonly affected: readonly Affected[]
  readonly references: readonly Reference[]
  /** How grave others say that it is, as CVSS vectors; empty in the Go vulnerability database. */
  readonly severity: readonly CvssVector[]
  /** As written; not checked. */
  readonly databaseSpecific: Readonly<Record<string, unknown>>
}

/** A severity as OSV writes it: the version of CVSS and the vector, not checked. */
export interface CvssVector {
  /** `CVSS_V3`, `CVSS_V4`. */
  readonly type: string
  /** `CVSS:3.1/AV:N/…`. */
  readonly score: string
}

/** A module that an advisory is about. */
export interface Affected {
  /** The module path; also `stdlib` and `toolchain`. */
  readonly module: string
  readonly ranges: readonly SemverRange[]
  /** Whether a range by commits was passed over: then it names something, though no version. */
  readonly byCommit: boolean
  /** Single versions, with their `v`. */
  readonly versions: readonly string[]
  /** As written; not checked: the vulnerability database has packages and symbols here. */
  readonly ecosystemSpecific: Readonly<Record<string, unknown>>
  /** As written; not checked. */
  readonly databaseSpecific: Readonly<Record<string, unknown>>
}

/** Where versions are affected, by semantic versions without a `v`, in the order of the record. */
export interface SemverRange {
  readonly events: readonly RangeEvent[]
}

/** A border between affected and unaffected versions; `introduced` may be `0`, which is before all. */
export interface RangeEvent {
  readonly kind: 'introduced' | 'fixed' | 'last_affected' | 'limit'
  readonly version: string
}

/** Where more is said. */
export interface Reference {
  readonly type: string
  readonly url: string
}

/** The largest file of one record, in bytes. */
export const MOST_RECORD_BYTES: number = 4 << 20

/**
 * Reads a document of OSV records: one object, an array, or one object a line (lines that begin with `#` are passed over).
 * Records without a Go module are left out. `name` is named in errors. Throws `parse`, and `too-large` over `most` records.
 */
export function parseOsv(content: Uint8Array | string, name: string, most: number = MOST_RECORDS): readonly Advisory[] {
  const text = typeof content === 'string' ? content : textOf(content)
  if (text === undefined) throw bad(name, 'not UTF-8 text')
  return documentsIn(text, name, most)
    .map((value, i) => parseAdvisory(value, `${name}: record ${i + 1}`))
    .filter(({ affected }) => affected.length > 0)
}

/** Reads one record from a JSON value. Throws `parse`. */
export function parseAdvisory(value: unknown, name: string): Advisory {
  const record = objectOf(value)
  if (record === undefined) throw bad(name, 'not a JSON object')
  const id = record['id']
  if (typeof id !== 'string' || !/^[A-Za-z0-9][\w.:-]{0,127}$/.test(id)) throw bad(name, 'has no id')
  const at = `${name} (${id})`
  const withdrawn = textIn(record, 'withdrawn', at)
  const affected = listIn(record, 'affected', at)
    .map((item) => affectedOf(item, at))
    .filter((item) => item !== undefined)
  return {
    id,
    aliases: listIn(record, 'aliases', at).map((alias) => stringOf(alias, 'aliases', at)),
    modified: textIn(record, 'modified', at),
    published: publishedIn(record, at),
    withdrawn: withdrawn === '' ? undefined : withdrawn,
    summary: textIn(record, 'summary', at),
    details: textIn(record, 'details', at),
    affected,
    references: listIn(record, 'references', at).map((item) => referenceOf(item, at)),
    severity: listIn(record, 'severity', at).map((item) => severityOf(item, at)),
    databaseSpecific: objectOf(record['database_specific']) ?? {},
  }
}

const MOST_RECORDS = 100_000
const MOST_ITEMS = 10_000
const MOST_TEXT = 256 << 10

type JsonObject = Readonly<Record<string, unknown>>

function documentsIn(text: string, name: string, most: number): readonly unknown[] {
  const all = text.split('\n')
  const lines = all.filter((line) => line.trim() !== '' && !line.startsWith('#'))
  const each = lines.length > 1 && lines.every((line) => line.startsWith('{') && line.trimEnd().endsWith('}'))
  const values = each ? lines.map((line) => jsonOf(line, name)) : [jsonOf(lines.join('\n'), name)].flat()
  if (values.length <= most) return values
  throw new WardenError('too-large', `${name}: more than ${most} records`)
}

function jsonOf(text: string, name: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw bad(name, `not JSON: ${messageOf(error)}`)
  }
}

function affectedOf(value: unknown, at: string): Affected | undefined {
  const item = objectOf(value)
  const about = objectOf(item?.['package'])
  if (item === undefined || about === undefined || about['ecosystem'] !== 'Go') return undefined
  const module = about['name']
  if (typeof module !== 'string' || module === '' || module.length > 1000) throw bad(at, 'names no module')
  return {
    module,
    ranges: listIn(item, 'ranges', at)
      .map((range) => rangeOf(range, at))
      .filter((range) => range !== undefined),
    versions: listIn(item, 'versions', at).map((version) => withV(stringOf(version, 'versions', at))),
    ecosystemSpecific: objectOf(item['ecosystem_specific']) ?? {},
    databaseSpecific: objectOf(item['database_specific']) ?? {},
    byCommit: listIn(item, 'ranges', at).some((range) => objectOf(range)?.['type'] === 'GIT'),
  }
}

/** A range by versions; `undefined` for one by commits, which says nothing about module versions. */
function rangeOf(value: unknown, at: string): SemverRange | undefined {
  const range = objectOf(value)
  if (range === undefined) throw bad(at, 'a range is no object')
  if (range['type'] === 'GIT') return undefined
  if (range['type'] !== 'SEMVER' && range['type'] !== 'ECOSYSTEM') throw bad(at, 'a range of an unknown type')
  const events = listIn(range, 'events', at).map((item): RangeEvent => {
    const event = Object.entries(objectOf(item) ?? {})
    const [[kind, version] = ['', '']] = event
    if (event.length !== 1 || !isKind(kind) || typeof version !== 'string' || version.length > 200) {
      throw bad(at, 'an event of a range is not one of introduced, fixed, last_affected and limit')
    }
    return { kind, version: version.replace(/^v(?=\d)/, '') }
  })
  // A range that never begins affects nothing, which is not what its author meant.
  if (!events.some(({ kind }) => kind === 'introduced')) throw bad(at, 'a range without a beginning')
  return { events }
}

function isKind(kind: string): kind is RangeEvent['kind'] {
  return kind === 'introduced' || kind === 'fixed' || kind === 'last_affected' || kind === 'limit'
}

function referenceOf(value: unknown, at: string): Reference {
  const item = objectOf(value)
  if (item === undefined) throw bad(at, 'a reference is no object')
  return { type: textIn(item, 'type', at), url: textIn(item, 'url', at) }
}

function severityOf(value: unknown, at: string): CvssVector {
  const item = objectOf(value)
  if (item === undefined) throw bad(at, 'a severity is no object')
  return { type: textIn(item, 'type', at), score: textIn(item, 'score', at) }
}

function withV(version: string): string {
  return /^\d/.test(version) ? `v${version}` : version
}

function objectOf(value: unknown): JsonObject | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  return value as JsonObject // a plain JSON object, as checked above
}

function listIn(record: JsonObject, key: string, at: string): readonly unknown[] {
  const value = record[key]
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) throw bad(at, `${key} is no list`)
  if (value.length > MOST_ITEMS) throw new WardenError('too-large', `${at}: more than ${MOST_ITEMS} ${key}`)
  return value
}

function textIn(record: JsonObject, key: string, at: string): string {
  const value = record[key]
  return value === undefined || value === null ? '' : stringOf(value, key, at)
}

function publishedIn(record: JsonObject, at: string): string {
  const date = textIn(record, 'published', at)
  return date.startsWith('0001-01-01T') ? '' : date
}

function stringOf(value: unknown, key: string, at: string): string {
  if (typeof value === 'string' && value.length <= MOST_TEXT) return value
  throw bad(at, `${key} is no text, or too long`)
}

function bad(name: string, why: string): WardenError {
  return new WardenError('parse', `${name}: ${why}`, {
    remedy: 'OSV records are wanted: https://ossf.github.io/osv-schema/',
  })
}
