// The output of `git archive --format=tar`, read as it comes: each file's name, size and SHA-256, its bytes kept in one
// file on disk. POSIX.1-2001 pax archives: https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html
import { createHash, type Hash } from 'node:crypto'
import fs from 'node:fs'
import { textOf } from '../base/bytes.ts'
import { WardenError } from '../base/errors.ts'
import type { SourceFile } from '../world/vcs.ts'
import { diskError } from './diskerror.ts'

/** A file, and where its bytes lie. */
export interface StoredFile extends SourceFile {
  readonly offset: number
}

const BLOCK = 512
const MOST_PAX = 1 << 20
const MOST_FILES = 200_000

/** Takes an archive apart. */
export class TarReader {
  readonly files: StoredFile[] = []
  readonly #fd: number
  readonly #place: string
  readonly #prefix: string
  readonly #above: string
  #written = 0
  #block: Buffer = Buffer.alloc(0)
  /** What is being read: nothing (then a header comes), the bytes of a file, of a pax header, or padding. */
  #left = 0
  #padding = 0
  #into: 'file' | 'pax' | 'nothing' = 'nothing'
  #hash: Hash | undefined
  #current: { readonly name: string; readonly size: number; readonly offset: number } | undefined
  #pax: Buffer[] = []
  #paxKept = false
  #next: { path?: string; size?: number } = {}
  #ended = false

  /**
   * `place` is a new file; every name begins with `prefix`, but for the folders that lead there, which begin with `above`.
   * Throws `io`.
   */
  constructor(place: string, prefix: string, above: string) {
    this.#place = place
    this.#prefix = prefix
    this.#above = above
    try {
      this.#fd = fs.openSync(place, 'wx', 0o600)
    } catch (error) {
      throw diskError(error, 'write', place)
    }
  }

  /** Throws `parse`, `too-large`, `io`. */
  write(chunk: Buffer): void {
    let at = 0
    while (at < chunk.length) {
      if (this.#left > 0) {
        const part = chunk.subarray(at, at + this.#left)
        at += part.length
        this.#left -= part.length
        this.#take(part)
        if (this.#left === 0) this.#finish()
        continue
      }
      if (this.#padding > 0) {
        const skip = Math.min(this.#padding, chunk.length - at)
        this.#padding -= skip
        at += skip
        continue
      }
      const part = chunk.subarray(at, at + BLOCK - this.#block.length)
      at += part.length
      this.#block = this.#block.length === 0 ? part : Buffer.concat([this.#block, part])
      if (this.#block.length < BLOCK) return
      this.#header(this.#block)
      this.#block = Buffer.alloc(0)
    }
  }

  /** To be called once, whatever happened. */
  close(): void {
    fs.closeSync(this.#fd)
  }

  /** Throws `parse` where the archive is not whole. */
  end(): void {
    if (this.#left > 0 || !this.#ended) throw new WardenError('parse', 'git archive: ended in the middle')
  }

  #header(block: Buffer): void {
    if (this.#ended) return
    if (block.every((byte) => byte === 0)) {
      this.#ended = true
      return
    }
    const kind = String.fromCharCode(block[156] ?? 0)
    const size = this.#next.size ?? Number.parseInt(field(block, 124, 12), 8)
    if (!Number.isSafeInteger(size) || size < 0) throw new WardenError('parse', 'git archive: a size is none')
    this.#left = size
    this.#padding = (BLOCK - (size % BLOCK)) % BLOCK
    if (kind === 'x' || kind === 'g') {
      if (size > MOST_PAX) throw new WardenError('too-large', 'git archive: a header is too long')
      this.#into = 'pax'
      this.#pax = []
      this.#paxKept = kind === 'x'
    } else {
      const before = field(block, 345, 155)
      const name = this.#next.path ?? `${before === '' ? '' : `${before}/`}${field(block, 0, 100)}`
      this.#next = {}
      this.#begin(name, kind, size)
    }
    if (size === 0) this.#finish()
  }

  #begin(whole: string, kind: string, size: number): void {
    this.#into = 'nothing'
    // Folders, and other repositories' places.
    if (whole.startsWith(this.#above) && (kind === '5' || whole.endsWith('/'))) return
    if (!whole.startsWith(this.#prefix)) throw new WardenError('parse', 'git archive: a name outside of its folder')
    const name = whole.slice(this.#prefix.length)
    if (this.files.length >= MOST_FILES) throw new WardenError('too-large', `more than ${MOST_FILES} files`)
    if (kind === '2') {
      this.files.push({ name, kind: 'link', size: 0, sha256: '', offset: 0 })
      return
    }
    if (kind !== '0' && kind !== '\0') throw new WardenError('parse', `git archive: an entry of kind ${kind}`)
    this.#into = 'file'
    this.#hash = createHash('sha256')
    this.#current = { name, size, offset: this.#written }
  }

  #take(part: Buffer): void {
    if (this.#into === 'pax') return void this.#pax.push(Buffer.from(part))
    if (this.#into === 'nothing') return
    this.#hash?.update(part)
    try {
      for (let done = 0; done < part.length;) done += fs.writeSync(this.#fd, part, done)
    } catch (error) {
      throw diskError(error, 'write', this.#place)
    }
    this.#written += part.length
  }

  #finish(): void {
    if (this.#into === 'pax' && this.#paxKept) this.#next = readPax(Buffer.concat(this.#pax))
    if (this.#into === 'file' && this.#current !== undefined) {
      const sha256 = this.#hash?.digest('hex') ?? ''
      this.files.push({ ...this.#current, kind: 'file', sha256 })
      this.#current = undefined
    }
    this.#into = 'nothing'
  }
}

/** A text of a header, up to its first NUL. Names that are not UTF-8 get a character that no module zip may have. */
function field(block: Buffer, start: number, length: number): string {
  const bytes = block.subarray(start, start + length)
  const end = bytes.indexOf(0)
  return nameOf(end < 0 ? bytes : bytes.subarray(0, end))
}

function nameOf(bytes: Buffer): string {
  return textOf(bytes) ?? bytes.toString('utf8')
}

/** Records `<length> <key>=<value>\n`. */
function readPax(bytes: Buffer): { path?: string; size?: number } {
  const found: { path?: string; size?: number } = {}
  let at = 0
  while (at < bytes.length) {
    const space = bytes.indexOf(0x20, at)
    const length = space < 0 ? Number.NaN : Number(bytes.toString('latin1', at, space))
    if (!Number.isSafeInteger(length) || length <= space - at || at + length > bytes.length) {
      throw new WardenError('parse', 'git archive: a header that cannot be read')
    }
    const equals = bytes.indexOf(0x3d, space)
    const key = bytes.toString('latin1', space + 1, equals)
    const value = bytes.subarray(equals + 1, at + length - 1)
    if (key === 'path') found.path = nameOf(value)
    if (key === 'size') found.size = Number(value.toString('latin1'))
    at += length
  }
  return found
}
