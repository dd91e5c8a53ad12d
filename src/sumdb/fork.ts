// A fork: two heads, both signed by a checksum database, that cannot be of one growing log. The report of it proves
// that to anyone who has the database's key, without asking the database again.
import { equalBytes } from '../base/bytes.ts'
import { type SignedHead, openTreeHead } from './checkpoint.ts'
import { isWardenError } from '../base/errors.ts'
import type { Verifier } from './note.ts'
import { type Hash, checkTree, hashText } from './tlog.ts'

/** The evidence of a fork. */
export interface ForkReport {
  /** The database's name. */
  readonly name: string
  /** The key that signed both heads, `name+hash+key`. */
  readonly key: string
  readonly older: SignedHead
  readonly newer: SignedHead
  /** The hash that the newer tree has for as many records as the older one; it differs from the older one's. */
  readonly olderInNewer: Hash
  /** The proof of `olderInNewer` in the newer tree (`checkTree`). */
  readonly proof: readonly Hash[]
  /** All of it, as the go command prints it. */
  readonly text: string
}

/** Puts the report together. */
export function forkReport(
  verifier: Verifier,
  older: SignedHead,
  newer: SignedHead,
  olderInNewer: Hash,
  proof: readonly Hash[],
): ForkReport {
  const { name, key } = verifier
  const lines = [
    'SECURITY ERROR',
    'go.sum database server misbehavior detected!',
    '',
    'old database:',
    indented(older.note),
    'new database:',
    indented(newer.note),
    'proof of misbehavior:',
    ...[olderInNewer, ...proof].map((hash) => `\t${hashText(hash)}`),
  ]
  return { name, key, older, newer, olderInNewer, proof, text: lines.join('\n') }
}

/**
 * Whether a report is true: `verifier`'s key signed both heads, and the newer tree provably does not begin with the
 * older one. Nothing of the report is believed but its notes and its proof.
 */
export function checkForkReport(report: ForkReport, verifier: Verifier): boolean {
  try {
    const older = openTreeHead(report.older.note, verifier)
    const newer = openTreeHead(report.newer.note, verifier)
    const { olderInNewer, proof } = report
    return !equalBytes(older.hash, olderInNewer) && checkTree(proof, newer.size, newer.hash, older.size, olderInNewer)
  } catch (error) {
    if (isWardenError(error)) return false
    throw error
  }
}

function indented(note: Uint8Array): string {
  return `\t${Buffer.from(note).toString('utf8').replaceAll('\n', '\n\t')}`
}
