// The head of a log's tree: how many records it has and their hash, as the text of a note.
// https://pkg.go.dev/golang.org/x/mod/sumdb/tlog#FormatTree
//
//   go.sum database tree
//   71688409
//   YKbGT4uCWTZUsAOYw6xmft30GlLu7X7wgr12m2oxslA=
//
// Further lines are for the future and are ignored.
import { equalBytes, utf8 } from '../base/bytes.ts'
import { WardenError } from '../base/errors.ts'
import { type Verifier, decodeBase64, openNote } from './note.ts'
import { HASH_SIZE, type Hash, hashText, isTreeSize, treeHash } from './tlog.ts'

/** The size of a tree and the hash of all its records. */
export interface TreeHead {
  readonly size: number
  readonly hash: Hash
}

/** A tree head with the note that says it, whose signature was verified. */
export interface SignedHead extends TreeHead {
  readonly note: Uint8Array
}

/** The most bytes that a signed head may have: Go's limit for the text, and room for 100 signatures. */
export const MAX_HEAD_BYTES = 1_100_000

/** The text of a tree head. */
export function formatTreeHead(head: TreeHead): string {
  return `${PREFIX}${head.size}\n${hashText(head.hash)}\n`
}

/** Parses the text of a tree head. Throws `parse`, also for sizes of 2^53 and more. */
export function parseTreeHead(text: string): TreeHead {
  const [, size = '', hash = '', ...rest] = text.slice(0, MAX_TEXT_BYTES + 1).split('\n', 4)
  const bytes = decodeBase64(hash)
  const valid = text.startsWith(PREFIX) && rest.length > 0 && utf8(text).length <= MAX_TEXT_BYTES
  if (!valid || !/^(0|[1-9]\d{0,15})$/.test(size) || !isTreeSize(Number(size)) || bytes?.length !== HASH_SIZE) {
    throw new WardenError('parse', 'tree head: malformed')
  }
  return { size: Number(size), hash: bytes }
}

/**
 * Opens a signed tree head. Throws `parse` where it is malformed, `mismatch` where `verifier` did not sign it or its
 * signature is wrong.
 */
export function openTreeHead(note: Uint8Array, verifier: Verifier): SignedHead {
  if (note.length > MAX_HEAD_BYTES) throw new WardenError('parse', 'tree head: too long')
  const head = parseTreeHead(openNote(note, [verifier]).text)
  if (head.size === 0 && !equalBytes(head.hash, treeHash(0, unreadable))) {
    throw new WardenError('mismatch', 'tree head: the hash of no records is another')
  }
  return { ...head, note }
}

const PREFIX = 'go.sum database tree\n'
const MAX_TEXT_BYTES = 1_000_000

function unreadable(): never {
  throw new RangeError('an empty tree has no nodes')
}
