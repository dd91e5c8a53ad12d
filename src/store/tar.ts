// Tar archives as streams: POSIX.1-2001 pax, files only. Written for `store export`, read for `store import`, where every
// byte is a stranger's: sizes are bounded by the reader, and what is no plain file is refused.
// https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html
import { textOf } from '../base/bytes.ts'
import { WardenError } from '../base/errors.ts'

const BLOCK = 512
const MOST_PAX = 16 * 1024
/** Longer names are in a pax header. */
const MOST_NAME = 100

/** What stands before a file's bytes. */
export function tarHeader(name: string, size: number): Buffer {
  const bytes = Buffer.byteLength(name)
  if (bytes <= MOST_NAME) return header(name, size, '0')
  const record = Buffer.from(paxRecord('path', name))
  return Buffer.concat([header('pax', record.length, 'x'), padded(record), header('long', size, '0')])
}

/** What stands after a file's bytes. */
export function tarPadding(size: number): Buffer {
  return Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK)
}

/** The end of an archive. */
export function tarEnd(): Buffer {
  return Buffer.alloc(2 * BLOCK)
}

/** A file of an archive. Its bytes are read before the next file is asked for, or passed over then. */
export interface TarFile {
  readonly name: string
  readonly size: number
  bytes(): AsyncIterable<Buffer>
  /** All of them. Throws `too-large` where there are more, before any is read. */
  whole(mostBytes: number): Promise<Buffer>
}

/**
 * The files of an archive, in its order. Throws `parse` for what is none: another kind of entry, a header whose sum is
 * wrong, an end in the middle.
 */
export async function* readTar(stream: AsyncIterable<Buffer>): AsyncGenerator<TarFile> {
  const source = new Source(stream)
  let longName: string | undefined
  for (;;) {
    const block = await source.exactly(BLOCK)
    if (block.every((byte) => byte === 0)) return
    const { name, size, kind } = parseHeader(block)
    if (kind === 'x') {
      if (size > MOST_PAX) throw malformed('a header is too long')
      longName = paxPath(await source.exactly(size))
      await source.exactly(tarPadding(size).length)
      continue
    }
    if (kind !== '0' && kind !== '\0') throw malformed(`an entry of kind ${JSON.stringify(kind)}`)
    let left = size
    const bytes = async function* (): AsyncGenerator<Buffer> {
      while (left > 0) {
        const part = await source.some(left)
        left -= part.length
        yield part
      }
    }
    yield {
      name: longName ?? name,
      size,
      bytes,
      whole: async (mostBytes) => {
        if (size > mostBytes) throw new WardenError('too-large', `${longName ?? name}: more than ${mostBytes} bytes`)
        return source.exactly(left).finally(() => (left = 0))
      },
    }
    while (left > 0) left -= (await source.some(left)).length
    await source.exactly(tarPadding(size).length)
    longName = undefined
  }
}

/** Owns what has come and was not taken. */
class Source {
  readonly #stream: AsyncIterator<Buffer>
  #rest: Buffer = Buffer.alloc(0)

  constructor(stream: AsyncIterable<Buffer>) {
    this.#stream = stream[Symbol.asyncIterator]()
  }

  /** At least one byte, at most so many. */
  async some(most: number): Promise<Buffer> {
    while (this.#rest.length === 0) {
      const next = await this.#stream.next()
      if (next.done === true) throw malformed('it ends in the middle')
      this.#rest = next.value
    }
    const part = this.#rest.subarray(0, most)
    this.#rest = this.#rest.subarray(part.length)
    return part
  }

  async exactly(size: number): Promise<Buffer> {
    const parts: Buffer[] = []
    let left = size
    while (left > 0) {
      const part = await this.some(left)
      parts.push(part)
      left -= part.length
    }
    return Buffer.concat(parts)
  }
}

function header(name: string, size: number, kind: string): Buffer {
  const block = Buffer.alloc(BLOCK)
  block.write(name, 0, MOST_NAME, 'utf8')
  block.write('0000644\0', 100, 'latin1')
  block.write('0000000\0', 108, 'latin1')
  block.write('0000000\0', 116, 'latin1')
  block.write(`${size.toString(8).padStart(11, '0')}\0`, 124, 'latin1')
  block.write('00000000000\0', 136, 'latin1')
  block.write(kind, 156, 'latin1')
  block.write('ustar\x0000', 257, 'latin1')
  block.write(`${sumOf(block).toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  return block
}

/** The sum of a header's bytes, its own place taken for spaces. */
function sumOf(block: Buffer): number {
  return block.reduce((sum, byte, i) => sum + (i >= 148 && i < 156 ? 0x20 : byte), 0)
}

function parseHeader(block: Buffer): { readonly name: string; readonly size: number; readonly kind: string } {
  if (field(block, 257, 5) !== 'ustar') throw malformed('no tar header')
  if (octal(field(block, 148, 8)) !== sumOf(block)) throw malformed('a header is damaged')
  const before = field(block, 345, 155)
  const name = `${before === '' ? '' : `${before}/`}${field(block, 0, MOST_NAME)}`
  return { name, size: octal(field(block, 124, 12)), kind: String.fromCharCode(block[156] ?? 0) }
}

function octal(text: string): number {
  const digits = text.trim()
  if (!/^[0-7]{1,11}$/.test(digits)) throw malformed('a number is none')
  return Number.parseInt(digits, 8)
}

function field(block: Buffer, start: number, length: number): string {
  const bytes = block.subarray(start, start + length)
  const end = bytes.indexOf(0)
  const text = textOf(end < 0 ? bytes : bytes.subarray(0, end))
  if (text === undefined) throw malformed('a name is no text')
  return text
}

function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`
  let length = Buffer.byteLength(rest) + 1
  while (length !== Buffer.byteLength(rest) + String(length).length) {
    length = Buffer.byteLength(rest) + String(length).length
  }
  return `${length}${rest}`
}

/** The path of a pax header with nothing else that counts: sizes over 8 GiB and links have no place here. */
function paxPath(bytes: Buffer): string {
  const [, length = '', path = ''] = /^(\d{1,5}) path=([^\n]+)\n$/.exec(textOf(bytes) ?? '') ?? []
  if (path === '' || Number(length) !== bytes.length) throw malformed('a long header that cannot be read')
  return path
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, tarPadding(bytes.length)])
}

function malformed(what: string): WardenError {
  return new WardenError('parse', `not an export of a store: ${what}`)
}
