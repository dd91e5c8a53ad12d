// A proof bundle: records of a checksum database with their inclusion proofs and the signed head that they lead to, for
// machines that cannot ask. It proves itself under the database's key, so it needs no trust in whoever carried it.
//
//   {"schema": "modwarden/proofs/1", "database": "sum.golang.org", "head": "<signed note>",
//    "records": [{"path": "rsc.io/quote", "version": "v1.5.2", "id": 1, "text": "<record>", "proof": ["<base64>", …]}]}
//
// The proof is RFC 6962's audit path, the deepest hash first, as in c2sp.org/tlog-proof; there, each proof would carry
// its own copy of the head.
import { textOf, utf8 } from '../base/bytes.ts'
import { messageOf, WardenError } from '../base/errors.ts'
import { quoted } from '../base/quoted.ts'
import { moduleName, type ModuleVersion } from '../base/finding.ts'
import { openTreeHead, type SignedHead } from './checkpoint.ts'
import type { ProvenRecord } from './client.ts'
import { decodeBase64, type Verifier } from './note.ts'
import { recordLines } from './record.ts'
import { checkRecord, hashText, isTreeSize, recordHash, type Hash } from './tlog.ts'

const SCHEMA = 'modwarden/proofs/1'

/** What a proven record in a bundle says. */
export interface BundledRecord {
  readonly id: number
  readonly zip: readonly string[]
  readonly goMod: readonly string[]
}

/** An opened bundle. */
export interface Bundle {
  readonly head: SignedHead
  readonly size: number
  /** The proven record of a module version, or `undefined` where the bundle has none. */
  lookup(module: ModuleVersion): BundledRecord | undefined
}

/** Puts proven records into a bundle; those that were proven in an older tree than the newest are left out. */
export function formatBundle(name: string, records: readonly ProvenRecord[]): Uint8Array {
  const newest = records.reduce<SignedHead | undefined>(
    (head, r) => (head === undefined || r.head.size > head.size ? r.head : head),
    undefined,
  )
  if (newest === undefined)
    throw new WardenError('not-found', `${name}: nothing was proven, so there is nothing to write`)
  const kept = records.filter((record) => record.head.size === newest.size)
  const lines = kept.map(({ path, version, id, text, proof }) =>
    JSON.stringify({ path, version, id, text, proof: proof.map(hashText) }),
  )
  const head = { schema: SCHEMA, database: name, head: textOf(newest.note) ?? '' }
  return utf8(`${JSON.stringify(head).slice(0, -1)},"records":[\n${lines.join(',\n')}\n]}\n`)
}

/**
 * Opens a bundle and checks every proof in it. Throws `parse` for bytes that are no bundle, `config` for one of
 * another database, and `mismatch` for one with a head that is not signed by its key, or with any proof that does not hold.
 */
export function openBundle(bytes: Uint8Array, verifier: Verifier, file: string): Bundle {
  const wrong = (what: string, cause?: unknown): WardenError =>
    new WardenError('mismatch', `the proof bundle does not hold: ${what}`, { place: { file }, cause })
  const document = parseDocument(bytes, file)
  if (document.database !== verifier.name) {
    const what = `the proof bundle is of ${JSON.stringify(document.database)}, not of ${verifier.name}`
    throw new WardenError('config', what, { place: { file }, remedy: 'see which database is asked: go env GOSUMDB' })
  }
  let head: SignedHead
  try {
    head = openTreeHead(utf8(document.head), verifier)
  } catch (error) {
    throw wrong(messageOf(error), error)
  }
  const proven = new Map<string, BundledRecord>()
  for (const record of document.records) {
    const name = moduleName(record)
    const text = utf8(record.text)
    const inTree = record.id < head.size && checkRecord(record.proof, head.size, head.hash, record.id, recordHash(text))
    if (!inTree) throw wrong(`record ${record.id} of ${quoted(name)} is not in its tree`)
    try {
      const { zip, goMod } = recordLines(text, record.path, record.version)
      proven.set(name, { id: record.id, zip, goMod })
    } catch (error) {
      throw wrong(messageOf(error), error)
    }
  }
  return { head, size: proven.size, lookup: (module) => proven.get(moduleName(module)) }
}

interface Document {
  readonly database: string
  readonly head: string
  readonly records: readonly (ModuleVersion & {
    readonly id: number
    readonly text: string
    readonly proof: readonly Hash[]
  })[]
}

function parseDocument(bytes: Uint8Array, file: string): Document {
  const malformed = (what: string, cause?: unknown): WardenError =>
    new WardenError('parse', `not a proof bundle: ${what}`, { place: { file }, cause })
  let value: unknown
  try {
    value = JSON.parse(textOf(bytes) ?? '')
  } catch (error) {
    throw malformed(messageOf(error), error)
  }
  if (!isRecord(value) || value['schema'] !== SCHEMA) throw malformed(`no "schema": "${SCHEMA}"`)
  const { database, head, records } = value
  if (typeof database !== 'string' || typeof head !== 'string' || !Array.isArray(records))
    throw malformed('a field is missing')
  return {
    database,
    head,
    records: records.map((item: unknown, i) => {
      if (!isRecord(item)) throw malformed(`record ${i} is no object`)
      const { path, version, id, text, proof } = item
      if (typeof path !== 'string' || typeof version !== 'string' || typeof text !== 'string')
        throw malformed(`record ${i}`)
      if (typeof id !== 'number' || !isTreeSize(id) || !Array.isArray(proof) || proof.length > 64)
        throw malformed(`record ${i}`)
      const hashes = proof.map((hash: unknown) => (typeof hash === 'string' ? decodeBase64(hash) : undefined))
      if (hashes.some((hash) => hash?.length !== 32)) throw malformed(`record ${i}: a hash is not 32 bytes of base64`)
      return { path, version, id, text, proof: hashes.filter((hash) => hash !== undefined) }
    }),
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
