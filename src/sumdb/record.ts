// What a checksum database answers to a lookup: a record of its log, and a signed head.
// https://go.dev/design/25530-sumdb#checksum-database
//
//   answer = number "\n" text "\n" head       text: go.sum lines of one module version, no blank line, ends in "\n"
//
//   4273
//   go.opencensus.io v0.21.0 h1:mU6zScU4U1YAFPHEHYk+3JC4SY7JxgkqS10ZOSyksNg=
//   go.opencensus.io v0.21.0/go.mod h1:mSImk1erAIZhrmZN+AvHh14ztQfjbGwt4TtuofqLduU=
//
//   go.sum database tree
//   …
import { textOf } from '../base/bytes.ts'
import { WardenError } from '../base/errors.ts'
import { MAX_HEAD_BYTES } from './checkpoint.ts'
import { isTreeSize } from './tlog.ts'

/** The parts of an answer; nothing in it is proven yet. */
export interface Answer {
  /** The record's number in the log. */
  readonly id: number
  /** The record: what its hash in the log is made of. */
  readonly text: Uint8Array
  /** The signed head that came with it. */
  readonly head: Uint8Array
}

/** A record's go.sum lines, each `path version hash` or `path version/go.mod hash`. */
export interface RecordLines {
  readonly lines: readonly string[]
  /** The hashes of the zip, of any algorithm. */
  readonly zip: readonly string[]
  /** The hashes of the go.mod file. */
  readonly goMod: readonly string[]
}

/** The most bytes that an answer may have. Real ones have less than a thousand. */
export const MAX_ANSWER_BYTES: number = MAX_HEAD_BYTES + 100_000

/** Takes an answer apart. Throws `parse`. */
export function parseAnswer(bytes: Uint8Array): Answer {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const newline = all.indexOf('\n')
  const blank = all.indexOf('\n\n', newline + 1)
  const number = all.toString('latin1', 0, Math.min(Math.max(newline, 0), 20))
  // Stricter than Go, which reads "+1" and "01" as numbers too: no database writes them.
  if (blank < 0 || !/^(0|[1-9]\d{0,15})$/.test(number) || !isTreeSize(Number(number))) throw malformed()
  const text = all.subarray(newline + 1, blank + 1)
  // Its first line may not be blank either; the search for a blank line began after the number's newline.
  if (text.length <= 1 || text[0] === NEWLINE || textOf(text) === undefined) throw malformed()
  if (text.some((byte) => byte < 0x20 && byte !== NEWLINE)) throw malformed()
  return { id: Number(number), text, head: all.subarray(blank + 2) }
}

/**
 * The go.sum lines in a record's text, which must be lines of `path` and `version` and nothing else. Throws
 * `mismatch` where there is none, or any of something else: a record that is in the log, but of another module, says
 * nothing about this one (CVE-2026-42501).
 */
export function recordLines(text: Uint8Array, path: string, version: string): RecordLines {
  const lines = (textOf(text) ?? '').split('\n').slice(0, -1)
  const zip: string[] = []
  const goMod: string[] = []
  for (const line of lines) {
    const [linePath, lineVersion, hash = '', ...rest] = line.split(' ')
    const ofZip = lineVersion === version
    if (linePath !== path || !(ofZip || lineVersion === `${version}/go.mod`) || !isHash(hash) || rest.length > 0) {
      throw new WardenError('mismatch', `${path}@${version}: the record is of something else: ${excerpt(line)}`)
    }
    ;(ofZip ? zip : goMod).push(hash)
  }
  if (lines.length === 0) throw new WardenError('mismatch', `${path}@${version}: the record is empty`)
  return { lines, zip, goMod }
}

const NEWLINE = 0x0a

// Any algorithm's: Go skips those that it does not know. Printable, because it will be printed.
function isHash(text: string): boolean {
  return /^[\x21-\x7e]+$/.test(text)
}

function malformed(): WardenError {
  return new WardenError('parse', 'lookup answer: malformed record')
}

// A JSON string: what is in a hostile line cannot reach the terminal as control characters.
function excerpt(line: string): string {
  return JSON.stringify(line.length > 100 ? `${line.slice(0, 100)}…` : line)
}
