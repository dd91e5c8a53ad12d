// The layout of the Go vulnerability database, version 1: https://go.dev/doc/security/vuln/database#api
//
//   index/db.json        {"modified": "2026-08-21T15:04:05Z"}
//   index/modules.json   [{"path": "…", "vulns": [{"id": "GO-…", "modified": "…", "fixed": "1.2.3"}]}]
//   ID/GO-….json         one OSV record
//
// Each may be there gzipped, with `.gz` behind its name.
import { gunzipSync } from 'node:zlib'
import { textOf } from '../base/bytes.ts'
import { messageOf, WardenError } from '../base/errors.ts'
import { MOST_RECORD_BYTES, parseAdvisory, type Advisory } from './osv.ts'

/** A record as the index names it. */
export interface IndexEntry {
  readonly id: string
  readonly modified: string
}

/** The index: which records are about which module. */
export type ModuleIndex = ReadonlyMap<string, readonly IndexEntry[]>

/** Names of the files of the layout, without `.gz`. */
export const DB_FILE = 'index/db.json'
/** The file with the index. */
export const MODULES_FILE = 'index/modules.json'

/** The largest index, in bytes; the whole database's has 300 KB. */
export const MOST_INDEX_BYTES: number = 64 << 20
const MOST_MODULES = 500_000
const MOST_VULNS = 100_000

/** What says that a folder is one of this layout, though its index is gone. Throws `parse`. */
export function refuseWithoutIndex(name: string): never {
  throw bad(name, `has ${DB_FILE} and no ${MODULES_FILE}`)
}

/** The file of a record. */
export function recordFile(id: string): string {
  return `ID/${id}.json`
}

/** When the database was changed last, RFC 3339; empty where it says a date of nobody. Throws `parse`. */
export function parseDbFile(bytes: Uint8Array, name: string): string {
  const value = jsonOf(bytes, name)
  const modified = typeof value === 'object' && value !== null && 'modified' in value ? value.modified : undefined
  if (typeof modified !== 'string') throw bad(name, 'says not when the database was changed')
  return realDate(modified)
}

/** Reads the index. Throws `parse`, also for one without modules: no database is empty, so it was cut. `too-large`. */
export function parseModulesFile(bytes: Uint8Array, name: string): ModuleIndex {
  const value = jsonOf(bytes, name)
  if (!Array.isArray(value)) throw bad(name, 'not a list')
  if (value.length === 0) throw bad(name, 'names no module')
  if (value.length > MOST_MODULES) throw new WardenError('too-large', `${name}: more than ${MOST_MODULES} modules`)
  const index = new Map<string, readonly IndexEntry[]>()
  for (const item of value) {
    const entry: unknown = item
    if (typeof entry !== 'object' || entry === null || !('path' in entry) || typeof entry.path !== 'string') {
      throw bad(name, 'an entry names no module')
    }
    const vulns = 'vulns' in entry ? entry.vulns : undefined
    if (!Array.isArray(vulns) || vulns.length > MOST_VULNS)
      throw bad(name, `${entry.path.slice(0, 200)}: its list is none`)
    index.set(
      entry.path,
      vulns.map((vuln) => entryOf(vuln, name)),
    )
  }
  return index
}

/** Reads a record and sees to it that it is the one that was asked for. Throws `parse`. */
export function parseRecord(bytes: Uint8Array, id: string, name: string): Advisory {
  if (bytes.length > MOST_RECORD_BYTES)
    throw new WardenError('too-large', `${name}: more than ${MOST_RECORD_BYTES} bytes`)
  const advisory = parseAdvisory(jsonOf(bytes, name), name)
  if (advisory.id !== id) throw bad(name, `is the record of ${advisory.id}`)
  return advisory
}

/** The bytes of a file that may be gzipped; bounded. Throws `parse`, `too-large`. */
export function unzipped(bytes: Uint8Array, most: number, name: string): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes
  try {
    return gunzipSync(bytes, { maxOutputLength: most })
  } catch (error) {
    if (error instanceof RangeError) throw new WardenError('too-large', `${name}: more than ${most} bytes`)
    throw bad(name, `not a gzip file: ${messageOf(error)}`)
  }
}

/** A date as it is; empty for one before 1970, which stands for none. */
export function realDate(text: string): string {
  return /^\d{4}-/.test(text) && text >= '1970' ? text : ''
}

function entryOf(value: unknown, name: string): IndexEntry {
  if (typeof value !== 'object' || value === null || !('id' in value) || typeof value.id !== 'string') {
    throw bad(name, 'an entry names no record')
  }
  // The id becomes a part of a URL and of a file's name.
  if (!/^[A-Za-z0-9][\w-]{0,127}$/.test(value.id)) throw bad(name, `${JSON.stringify(value.id.slice(0, 100))} is no id`)
  return { id: value.id, modified: 'modified' in value && typeof value.modified === 'string' ? value.modified : '' }
}

function jsonOf(bytes: Uint8Array, name: string): unknown {
  const text = textOf(bytes)
  if (text === undefined) throw bad(name, 'not UTF-8 text')
  try {
    return JSON.parse(text)
  } catch (error) {
    throw bad(name, `not JSON: ${messageOf(error)}`)
  }
}

function bad(name: string, why: string): WardenError {
  return new WardenError('parse', `${name}: ${why}`, {
    remedy: 'a Go vulnerability database is wanted: https://go.dev/doc/security/vuln/database',
  })
}
