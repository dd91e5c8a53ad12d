// A tar archive taken apart as its bytes come, its files handed to a visitor who says which to keep. POSIX pax, ustar and
// GNU's long names: https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html,
// https://www.gnu.org/software/tar/manual/html_node/Standard.html
import { textOf } from '../base/bytes.ts'
import { WardenError } from '../base/errors.ts'

/** One entry. */
export interface TarEntry {
  /** As it stands there. */
  readonly name: string
  readonly kind: 'file' | 'hard link' | 'link' | 'folder' | 'other'
  readonly size: number
  /** Where a link leads. */
  readonly target: string
}

/** What is done with entries. */
export interface TarVisitor {
  /** Called for each, before its bytes. */
  entry(entry: TarEntry): void
  /** The bytes of a file as they come; valid during the call only. */
  bytes(chunk: Buffer): void
  /** After the last byte of a file. */
  end(): void
}

const BLOCK = 512
const MOST_NAME = 4096
const MOST_HEADER = 1 << 20
const MOST_ENTRIES = 2_000_000

/** Takes an archive apart; `subject` names it in messages. */
export class TarEntries {
  readonly #subject: string
  readonly #visitor: TarVisitor
  #block: Buffer = Buffer.alloc(0)
  #left = 0
  #padding = 0
  #into: 'file' | 'pax' | 'long name' | 'long link' | 'nothing' = 'nothing'
  #header: Buffer[] = []
  #next: { path?: string; size?: number; linkpath?: string } = {}
  #entries = 0
  #ended = false

  constructor(subject: string, visitor: TarVisitor) {
    this.#subject = subject
    this.#visitor = visitor
  }

  /** Takes the next bytes. Throws `parse`, `too-large`, and what the visitor throws. */
  write(chunk: Buffer): void {
    let at = 0
    while (at < chunk.length && !this.#ended) {
      if (this.#left > 0) {
        const part = chunk.subarray(at, at + this.#left)
        at += part.length
        this.#left -= part.length
        if (this.#into === 'file') this.#visitor.bytes(part)
        else if (this.#into !== 'nothing') this.#header.push(Buffer.from(part))
        if (this.#left === 0) this.#finish()
      } else if (this.#padding > 0) {
        const skip = Math.min(this.#padding, chunk.length - at)
        this.#padding -= skip
        at += skip
      } else {
        const part = chunk.subarray(at, at + BLOCK - this.#block.length)
        at += part.length
        this.#block = this.#block.length === 0 ? Buffer.from(part) : Buffer.concat([this.#block, part])
        if (this.#block.length < BLOCK) return
        this.#open(this.#block)
        this.#block = Buffer.alloc(0)
      }
    }
  }

  /** Whether the end of the archive was seen. */
  get ended(): boolean {
    return this.#ended
  }

  /** Passes over what is left of an entry: gives how many bytes need not be written then; 0 within a header. */
  pass(): number {
    if (this.#into !== 'file' && this.#into !== 'nothing') return 0
    const bytes = this.#left + this.#padding
    this.#left = 0
    this.#padding = 0
    this.#finish()
    return bytes
  }

  /** To be called after the last bytes. Throws `parse` where the archive ends in the middle of an entry. */
  end(): void {
    if (this.#left > 0 || this.#block.length > 0) throw this.#bad('parse', 'ends in the middle of an entry')
  }

  #open(block: Buffer): void {
    if (block.every((byte) => byte === 0)) {
      this.#ended = true
      return
    }
    if (!hasChecksum(block)) throw this.#bad('parse', 'is no tar archive, or is damaged: a header has another checksum')
    if (++this.#entries > MOST_ENTRIES) throw this.#bad('too-large', `has more than ${MOST_ENTRIES} entries`)
    const letter = String.fromCharCode(block[156] ?? 0)
    const meta = META[letter]
    const said = numberOf(block, 124, 12)
    const size = meta === undefined ? (this.#next.size ?? said) : said
    if (size === undefined || !Number.isSafeInteger(size) || size < 0)
      throw this.#bad('parse', 'has an entry without a size')
    // Entries of these kinds have no bytes, whatever their size says (POSIX).
    this.#left = /[1-6]/.test(letter) ? 0 : size
    this.#padding = (BLOCK - (this.#left % BLOCK)) % BLOCK
    if (meta !== undefined) {
      if (size > MOST_HEADER) throw this.#bad('too-large', `has a header of ${size} bytes`)
      this.#into = meta
      this.#header = []
    } else {
      const prefix = block.toString('latin1', 257, 262) === 'ustar' ? fieldOf(block, 345, 155) : ''
      const name = this.#next.path ?? (prefix === '' ? '' : `${prefix}/`) + fieldOf(block, 0, 100)
      if (name.length > MOST_NAME) throw this.#bad('too-large', `has a name of ${name.length} characters`)
      // Archives of old have no letter for a folder.
      const plain = KINDS[letter] ?? 'other'
      const kind = plain === 'file' && name.endsWith('/') ? 'folder' : plain
      const target = this.#next.linkpath ?? fieldOf(block, 157, 100)
      this.#next = {}
      this.#into = kind === 'file' ? 'file' : 'nothing'
      this.#visitor.entry({ name, kind, size: this.#left, target })
    }
    if (this.#left === 0) this.#finish()
  }

  #finish(): void {
    const into = this.#into
    this.#into = 'nothing'
    if (into === 'file') this.#visitor.end()
    if (into === 'pax') this.#next = { ...this.#next, ...this.#pax(Buffer.concat(this.#header)) }
    if (into === 'long name') this.#next = { ...this.#next, path: upToNul(Buffer.concat(this.#header)) }
    if (into === 'long link') this.#next = { ...this.#next, linkpath: upToNul(Buffer.concat(this.#header)) }
  }

  /** Records `<length> <key>=<value>\n`. */
  #pax(bytes: Buffer): { path?: string; size?: number; linkpath?: string } {
    const found: { path?: string; size?: number; linkpath?: string } = {}
    for (let at = 0; at < bytes.length;) {
      const space = bytes.indexOf(0x20, at)
      const length = space < 0 || space - at > 10 ? Number.NaN : decimal(bytes.toString('latin1', at, space))
      if (!Number.isSafeInteger(length) || length <= space - at + 1 || at + length > bytes.length) {
        throw this.#bad('parse', 'has a pax header that cannot be read')
      }
      const [key, value] = split(bytes.subarray(space + 1, at + length - 1))
      if (key === 'path') found.path = value
      if (key === 'linkpath') found.linkpath = value
      if (key === 'size') found.size = decimal(value)
      at += length
    }
    return found
  }

  #bad(code: 'parse' | 'too-large', why: string): WardenError {
    return new WardenError(code, `${this.#subject}: ${why}`)
  }
}

const KINDS: Readonly<Record<string, TarEntry['kind']>> = {
  '\0': 'file',
  '0': 'file',
  '7': 'file',
  '1': 'hard link',
  '2': 'link',
  '5': 'folder',
}

/** Entries that are about the next one; `g` is about all, and nothing of it counts here. */
const META: Readonly<Record<string, 'pax' | 'long name' | 'long link' | 'nothing'>> = {
  x: 'pax',
  g: 'nothing',
  L: 'long name',
  K: 'long link',
}

function split(record: Buffer): readonly [string, string] {
  const equals = record.indexOf(0x3d)
  return equals < 0 ? ['', ''] : [record.toString('latin1', 0, equals), upToNul(record.subarray(equals + 1))]
}

/** Digits alone: `0x10` and `1e3` are other numbers to other readers. */
function decimal(text: string): number {
  return /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN
}

function hasChecksum(block: Buffer): boolean {
  let sum = 0
  for (const [i, byte] of block.entries()) sum += i >= 148 && i < 156 ? 0x20 : byte
  return numberOf(block, 148, 8) === sum
}

/** Octal digits, or GNU's binary form for what is too large for them. */
function numberOf(block: Buffer, start: number, length: number): number | undefined {
  if (((block[start] ?? 0) & 0x80) !== 0) {
    let value = (block[start] ?? 0) & 0x7f
    for (let i = start + 1; i < start + length; i++) value = value * 256 + (block[i] ?? 0)
    return Number.isSafeInteger(value) ? value : undefined
  }
  const text = fieldOf(block, start, length).trim()
  if (text === '') return 0
  return /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : undefined
}

function fieldOf(block: Buffer, start: number, length: number): string {
  return upToNul(block.subarray(start, start + length))
}

function upToNul(bytes: Buffer): string {
  const end = bytes.indexOf(0)
  const text = end < 0 ? bytes : bytes.subarray(0, end)
  return textOf(text) ?? text.toString('latin1')
}
