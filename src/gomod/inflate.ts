// Deflate streams into bytes: many small ones in one call, one in one call, or a large one in pieces.
// https://www.rfc-editor.org/rfc/rfc1951 and https://www.rfc-editor.org/rfc/rfc1952
//
// A module has thousands of small files, and a call into zlib costs as much as inflating some kilobytes. gunzip takes
// many members in a row, and checks the CRC-32 of each while its bytes are still in the processor's cache. So a batch
// is written as gzip members (a header, the raw stream, its CRC-32 and size as declared) and inflated at once.
//
// That is exact, although every stream is hostile. `Batch.inflate` gives bytes only if
//   1. the magic of a member (1f 8b 08) stands where this file wrote it and nowhere else in the input,
//   2. every declared size is above 0,
//   3. the output is as long as the declared sizes together, and
//   4. all of the input was read: gunzip stops without a word where a zero byte follows a member.
// By 4 the input is members from end to end, and by 1 each begins at a header of ours, though not each header need
// begin one: a stream that does not end in its place could run on through the trailer and header after it, and swallow
// streams. A member that ends before the header of stream k+1 ends with the trailer of stream k, and so has exactly the
// size declared for k, whatever else it swallowed; the output is then the sum of the sizes of those streams whose
// trailer ended a member. By 2 and 3 those are all. So each stream ends exactly at its end, with its declared size and
// CRC-32. Where any of this does not hold (a file may well hold the three bytes, and archive/zip lets bytes follow the
// stream), nothing is decided: each stream is then inflated alone.

import { createInflateRaw, gunzipSync, inflateRawSync } from 'node:zlib'
import { discard } from '../base/bytes.ts'

/** The largest output of one batch, in bytes: beyond it the saving is small, and the processor's cache is lost. */
const maxBatch = 1024 * 1024

/** Deflate streams that are to be inflated together; copied when they are added, so that the buffer may be reused. */
export class Batch {
  #input: Buffer = Buffer.allocUnsafe(256 * 1024)
  #used = 0
  #size = 0
  readonly #starts: number[] = []
  #hopeless = false

  /** Whether a stream of `length` bytes that gives `size` fits in beside what is there, within twice `maxBatch`. */
  hasRoomFor(length: number, size: number): boolean {
    return this.#size + size <= maxBatch && this.#used + length <= 2 * maxBatch
  }

  /** Adds the raw stream of a file of `size` bytes, which is above 0, with its CRC-32. */
  add(stream: Buffer, size: number, crc32: number): void {
    const start = this.#used
    const trailer = start + header.length + stream.length
    this.#reserve(trailer + 8)
    if (size <= 0) this.#hopeless = true
    this.#input.set(header, start)
    this.#input.set(stream, start + header.length)
    this.#input.writeUInt32LE(crc32, trailer)
    this.#input.writeUInt32LE(size, trailer + 4)
    this.#starts.push(start)
    this.#used = trailer + 8
    this.#size += size
  }

  /** The raw stream that was added as number `index`. */
  stream(index: number): Buffer {
    const start = this.#starts[index] ?? 0
    return this.#input.subarray(start + header.length, (this.#starts[index + 1] ?? this.#used) - 8)
  }

  /**
   * All files in a row, each with its declared size and CRC-32; `undefined` where that is not so for at least one, or
   * cannot be proved. Memory is bounded by the sum of the declared sizes.
   */
  inflate(): Buffer | undefined {
    const input = this.#input.subarray(0, this.#used)
    if (this.#hopeless || this.#starts.length === 0 || !this.#onlyOurHeaders(input)) return undefined
    try {
      // One byte more than is needed: with exactly enough zlib would be asked a second time, with a second buffer.
      const options = { maxOutputLength: this.#size, chunkSize: Math.max(64, this.#size + 1), info: true }
      const { buffer, engine } = withEngine(gunzipSync(input, options))
      return buffer.length === this.#size && engine.bytesWritten === input.length ? buffer : undefined
    } catch {
      return undefined
    }
  }

  /** Forgets the streams and keeps the memory. */
  clear(): void {
    this.#used = 0
    this.#size = 0
    this.#starts.length = 0
    this.#hopeless = false
  }

  /** Gives the memory back; nothing is added afterwards. */
  close(): void {
    discard(this.#input)
  }

  #onlyOurHeaders(input: Buffer): boolean {
    let found = input.indexOf(magic)
    for (const start of this.#starts) {
      if (found !== start) return false
      found = input.indexOf(magic, start + 1)
    }
    return found === -1
  }

  #reserve(length: number): void {
    if (length <= this.#input.length) return
    const larger = Buffer.allocUnsafe(Math.max(length, 2 * this.#input.length))
    larger.set(this.#input.subarray(0, this.#used))
    discard(this.#input)
    this.#input = larger
  }
}

/**
 * One file of `size` bytes from its raw stream; bytes after the stream's end are ignored, as archive/zip does. Gives a
 * reason where the stream is damaged, cut off, or does not give exactly `size` bytes. Memory is bounded by `size`.
 */
export function inflateWhole(stream: Buffer, size: number): Buffer | string {
  let bytes: Buffer
  try {
    bytes = inflateRawSync(stream, { maxOutputLength: Math.max(1, size), chunkSize: Math.max(64, size + 1) })
  } catch (error) {
    return reasonOf(error)
  }
  return bytes.length === size ? bytes : `${bytes.length} bytes came out instead of the declared ${size}`
}

/**
 * One file of `size` bytes in pieces of up to 256 KiB; `input` gives the raw stream in pieces, and is not asked further
 * once the stream ended. Each piece is handed to `take`; what `take` throws is thrown. Gives a reason as `inflateWhole`
 * does, then possibly after pieces were handed out. Memory is bounded whatever `size` is.
 */
export async function inflatePieces(
  input: Iterator<Uint8Array>,
  size: number,
  take: (piece: Buffer) => void,
): Promise<string | undefined> {
  const engine = createInflateRaw({ chunkSize: 256 * 1024 })
  let length = 0
  try {
    await new Promise<void>((resolve, reject) => {
      let done = false
      const fail = (error: Error): void => {
        done = true
        reject(error)
      }
      engine.on('error', fail)
      engine.on('end', () => {
        done = true
        resolve()
      })
      engine.on('data', (piece: Buffer) => {
        if (done) return
        length += piece.length
        if (length > size) {
          fail(new TooLong())
          return
        }
        try {
          take(piece)
        } catch (error) {
          fail(new TakeFailed(error))
        }
      })
      const feed = (): void => {
        try {
          while (!done) {
            const next = input.next()
            if (next.done === true) {
              engine.end()
              return
            }
            // A source may reuse its buffer, and zlib reads this one on another thread.
            if (!engine.write(Buffer.from(next.value))) {
              engine.once('drain', feed)
              return
            }
          }
        } catch (error) {
          fail(new TakeFailed(error))
        }
      }
      feed()
    })
  } catch (error) {
    if (error instanceof TakeFailed) throw error.thrown
    return error instanceof TooLong ? tooLong : reasonOf(error)
  } finally {
    engine.destroy()
  }
  return length === size ? undefined : `${length} bytes came out instead of the declared ${size}`
}

const header = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255])
const magic = header.subarray(0, 3)
const tooLong = 'more bytes came out than the declared size'

class TooLong extends Error {}

class TakeFailed extends Error {
  readonly thrown: unknown

  constructor(thrown: unknown) {
    super()
    this.thrown = thrown
  }
}

// `info: true` makes gunzipSync give the engine beside the bytes, which its declared type does not say.
function withEngine(result: unknown): { buffer: Buffer; engine: { bytesWritten: number } } {
  if (typeof result === 'object' && result !== null && 'buffer' in result && 'engine' in result) {
    const { buffer, engine } = result
    if (Buffer.isBuffer(buffer) && typeof engine === 'object' && engine !== null && 'bytesWritten' in engine) {
      if (typeof engine.bytesWritten === 'number') return { buffer, engine: { bytesWritten: engine.bytesWritten } }
    }
  }
  // A runtime that does not say how much it read proves nothing; the streams are then inflated one by one.
  throw new Error('gunzipSync gave no engine')
}

// zlib's errors have an errno (data) or this code (too long); any other is a bug and must crash.
function reasonOf(error: unknown): string {
  if (error instanceof Error && 'code' in error) {
    if (error.code === 'ERR_BUFFER_TOO_LARGE') return tooLong
    if (typeof error.code === 'string' && error.code.startsWith('Z_')) return `damaged (${error.message})`
  }
  throw error
}
