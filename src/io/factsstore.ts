// Files of the store that remember what was found in a module's bytes. Each says of which bytes, and by what it was
// made; one that is torn, damaged or of another maker is none, and is made anew. Trusted like the stat index
// (src/io/statindex.ts): it lies in a folder that only this user can write, and `--full` ignores it.
//
//   <sha256 of all that follows, hex>\n<format> <maker> <h1>\n<text>
import { hash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { writeDigested } from './temporary.ts'

const FORMAT = 'modwarden-facts-1'
const MOST_BYTES = 64 << 20

/** What a file of the store is about: the bytes of a module by their h1, and the digest of what looked at them. */
export interface KeptKey {
  readonly h1: string
  readonly maker: string
}

/** The file for an h1 in the folder of the store; `kind` is a word of our own. */
export function keptFile(folder: string, kind: string, h1: string): string {
  const name = Buffer.from(h1.slice('h1:'.length), 'base64').toString('hex')
  return path.join(folder, name.slice(0, 2), `${name}.${kind}`)
}

/** The text of a file; `undefined` where there is none for this key. */
export function readKept(file: string, { h1, maker }: KeptKey): string | undefined {
  let text: string
  try {
    if ((fs.lstatSync(file, { throwIfNoEntry: false })?.size ?? 0) > MOST_BYTES) return undefined
    text = fs.readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
  const head = `${FORMAT} ${maker} ${h1}\n`
  const body = text.slice(65)
  if (!body.startsWith(head) || hash('sha256', body) !== text.slice(0, 64)) return undefined
  return body.slice(head.length)
}

/** Writes a file; failures are ignored, and what is too large is not kept. */
export function writeKept(file: string, { h1, maker }: KeptKey, text: string): void {
  const body = `${FORMAT} ${maker} ${h1}\n${text}`
  if (body.length <= MOST_BYTES / 3) writeDigested(file, body)
}
