// h1: Go's hash over a module's files, as go.sum, .ziphash and the checksum database write it.
// https://go.dev/ref/mod#go-sum-files, "Hash1" of golang.org/x/mod/sumdb/dirhash: sha256 over one line a file, sorted
// by the bytes of the names, each line the hex sha256 of the file, two spaces, the name and a newline, in base64.

import { createHash, hash } from 'node:crypto'
import { compareBytes } from '../base/bytes.ts'
import { WardenError } from '../base/errors.ts'
import { quoted } from '../base/quoted.ts'

declare const h1: unique symbol

/** A hash in the form `h1:` and 44 characters of base64; made by this file or checked by `isH1`. */
export type H1 = `h1:${string}` & { readonly [h1]: true }

/** One line of the sum: the whole name (`path@version/file` for a zip) and the hex sha256 of the bytes. */
export interface HashedFile {
  readonly name: string
  readonly sha256: string
}

/** Whether `text` is an h1 as Go writes it: 32 bytes in canonical base64. */
export function isH1(text: string): text is H1 {
  return /^h1:[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/.test(text)
}

/**
 * The h1 of a set of files, in whatever order they come. Throws `parse` for a name with a newline, as Go does, since
 * one name could then imitate two lines; and for a name that comes twice, where Go would hash the last one's bytes
 * twice (a listed class, see modzip.ts).
 */
export function hash1(files: Iterable<HashedFile>): H1 {
  const sorted = [...files].sort((a, b) => compareBytes(a.name, b.name))
  const sum = createHash('sha256')
  let lines = ''
  let last: string | undefined
  for (const { name, sha256 } of sorted) {
    if (name.includes('\n')) throw new WardenError('parse', `file name ${quoted(name)} holds a newline`)
    if (name === last) throw new WardenError('parse', `file name ${quoted(name)} comes twice`)
    last = name
    lines += `${sha256}  ${name}\n`
    // Few updates are quicker than one a file, and a whole module's lines need not be held at once.
    if (lines.length > 0xffff) {
      sum.update(lines)
      lines = ''
    }
  }
  return checked(`h1:${sum.update(lines).digest('base64')}`)
}

/** The h1 of a go.mod file, the one in go.sum lines that end in `/go.mod`: the sum over the single name `go.mod`. */
export function hashGoMod(content: Uint8Array): H1 {
  return checked(`h1:${hash('sha256', `${sha256(content)}  go.mod\n`, 'base64')}`)
}

/** The hex sha256 of some bytes. */
export function sha256(content: Uint8Array): string {
  return hash('sha256', content, 'hex')
}

function checked(text: string): H1 {
  if (!isH1(text)) throw new Error(`not an h1: ${text}`)
  return text
}
