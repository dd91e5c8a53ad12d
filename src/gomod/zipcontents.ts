// The contents of a module zip's entries, one after another: each checked as archive/zip checks it, small ones inflated
// together (see inflate.ts), large ones in pieces. Memory is bounded whatever the zip declares: a window of the file, a
// batch of at most `maxBatch` and `maxWhole` bytes of output, and the input of the same entries, which is capped too.

import { crc32 } from 'node:zlib'
import { discard } from '../base/bytes.ts'
import type { WardenError } from '../base/errors.ts'
import { Batch, inflatePieces, inflateWhole } from './inflate.ts'
import {
  dataOffset,
  descriptorAgrees,
  hasDescriptor,
  zipError,
  type ZipDirectory,
  type ZipRecord,
  type ZipSource,
} from './zipformat.ts'

/** A thing to read: a record and the declared size that was checked. */
export interface ZipItem {
  readonly size: number
  readonly record: ZipRecord
}

/** Files up to this many bytes are handed out whole, larger ones in pieces. */
const maxWhole = 4 * 1024 * 1024

/** Reads the entries of one zip, in the order of their offsets. */
export class ZipContents<Item extends ZipItem> {
  readonly #source: ZipSource
  readonly #directory: ZipDirectory
  readonly #subject: string
  readonly #visit: (item: Item, chunk: Uint8Array, last: boolean) => void
  #window: Buffer = Buffer.alloc(0)
  #windowAt = 0
  readonly #batch = new Batch()
  /** What `flush` hands out; those of size 0 are known to be good and are not in the batch. */
  readonly #pending: Item[] = []

  constructor(
    source: ZipSource,
    directory: ZipDirectory,
    subject: string,
    visit: (item: Item, chunk: Uint8Array, last: boolean) => void,
  ) {
    this.#source = source
    this.#directory = directory
    this.#subject = subject
    this.#visit = visit
  }

  /** Checks an entry's local header. That is all that archive/zip does to open a folder. */
  open(item: Item): number {
    return dataOffset(this.#directory, item.record, this.#read, this.#subject)
  }

  /**
   * Reads a file and visits it now or at the next `flush`, always in order. Gives a promise only where it is read in
   * pieces: that must be awaited before the next call. Throws `parse` where it is not as declared.
   */
  read(item: Item): Promise<void> | undefined {
    const { record, size } = item
    const at = this.open(item)
    const length = record.compressedSize
    if (hasDescriptor(record)) {
      const there = Math.min(16, record.limit - at - length)
      if (!descriptorAgrees(record, this.#read(at + length, there))) {
        throw this.#fail(record, 'its data descriptor has another CRC-32')
      }
    }
    if (record.method === 0) {
      if (length !== size) throw this.#fail(record, `${length} bytes are stored instead of the declared ${size}`)
      this.flush()
      if (size > maxWhole) this.#visitStored(item, at)
      else this.#visitWhole(item, this.#read(at, size))
      return undefined
    }
    // Deflate makes nothing much longer; what has more input than that is held in pieces, too.
    if (size > maxWhole || length > 2 * maxWhole) {
      this.flush()
      return this.#visitPieces(item, at)
    }
    if (!this.#batch.hasRoomFor(length, size) || this.#pending.length >= maxPending) this.flush()
    const stream = this.#read(at, length)
    if (size === 0) this.#checkEmpty(item, stream)
    else this.#batch.add(stream, size, record.crc32)
    this.#pending.push(item)
    return undefined
  }

  /** Gives the memory back; nothing is read afterwards. */
  close(): void {
    this.#batch.close()
  }

  /** Visits what was read and not visited yet. To be called once at the end. */
  flush(): void {
    if (this.#pending.length === 0) return
    const all = this.#batch.inflate()
    let at = 0
    let index = 0
    for (const item of this.#pending) {
      if (item.size === 0) {
        this.#visit(item, none, true)
      } else if (all !== undefined) {
        this.#visit(item, all.subarray(at, (at += item.size)), true)
      } else {
        // One of the streams is not plain: find out which, and take what archive/zip takes.
        const bytes = this.#inflated(item, this.#batch.stream(index++))
        this.#visitWhole(item, bytes)
        discard(bytes)
      }
    }
    if (all !== undefined) discard(all)
    this.#pending.length = 0
    this.#batch.clear()
  }

  #visitWhole(item: Item, bytes: Buffer): void {
    this.#checkCrc(item.record, crc32(bytes))
    this.#visit(item, bytes, true)
  }

  #visitStored(item: Item, at: number): void {
    let crc = 0
    let left = item.size
    for (const piece of this.#pieces(at, item.size)) {
      crc = crc32(piece, crc)
      left -= piece.length
      if (left === 0) this.#checkCrc(item.record, crc)
      this.#visit(item, piece, left === 0)
    }
  }

  async #visitPieces(item: Item, at: number): Promise<void> {
    const pieces = new Pieces(item, this.#visit)
    const why = await inflatePieces(this.#pieces(at, item.record.compressedSize), item.size, (piece) =>
      pieces.take(piece),
    )
    if (why !== undefined) throw this.#fail(item.record, why)
    this.#checkCrc(item.record, pieces.crc)
    pieces.finish()
  }

  *#pieces(at: number, length: number): Generator<Buffer, void, undefined> {
    for (let done = 0; done < length; done += pieceLength) {
      yield this.#read(at + done, Math.min(pieceLength, length - done))
    }
  }

  #inflated(item: Item, stream: Buffer): Buffer {
    const bytes = inflateWhole(stream, item.size)
    if (typeof bytes === 'string') throw this.#fail(item.record, bytes)
    return bytes
  }

  #checkEmpty(item: Item, stream: Buffer): void {
    // A final block with nothing in it, as Go and zlib write it; what follows would be ignored.
    const plain = [emptyStored, emptyFixed].some((block) => stream.subarray(0, block.length).equals(block))
    if (!plain) this.#inflated(item, stream)
    this.#checkCrc(item.record, 0)
  }

  // As in archive/zip a CRC-32 of 0 without a data descriptor means that it was never set. The h1 covers the bytes.
  #checkCrc(record: ZipRecord, crc: number): void {
    if (crc === record.crc32 || (record.crc32 === 0 && !hasDescriptor(record))) return
    throw this.#fail(record, 'its contents have another CRC-32')
  }

  #fail(record: ZipRecord, text: string): WardenError {
    return zipError('parse', this.#subject, text, record.name)
  }

  // Bytes of the file, valid until the next call; the file is read ahead, since entries are read in its order.
  readonly #read = (offset: number, length: number): Buffer => {
    const start = offset - this.#windowAt
    if (start >= 0 && start + length <= this.#window.length) return this.#window.subarray(start, start + length)
    const ahead = Math.min(Math.max(length, windowLength), this.#source.size - offset)
    const bytes = this.#source.read(offset, Math.max(length, ahead))
    this.#window = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#windowAt = offset
    return this.#window.subarray(0, length)
  }
}

const windowLength = 1024 * 1024
const pieceLength = 256 * 1024
// A batch of many tiny files is bounded too; their headers take more room than their contents.
const maxPending = 4096
const none = new Uint8Array(0)
const emptyStored = Buffer.from([1, 0, 0, 0xff, 0xff])
const emptyFixed = Buffer.from([3, 0])

// Hands inflated pieces on one behind, so that the last one goes out as such, after the check. A file that is small for
// all the input it came from is put together.
class Pieces<Item extends ZipItem> {
  crc = 0
  #held: Buffer[] = []
  readonly #item: Item
  readonly #visit: (item: Item, chunk: Uint8Array, last: boolean) => void

  constructor(item: Item, visit: (item: Item, chunk: Uint8Array, last: boolean) => void) {
    this.#item = item
    this.#visit = visit
  }

  take(piece: Buffer): void {
    this.crc = crc32(piece, this.crc)
    if (this.#item.size > maxWhole) {
      for (const held of this.#held) this.#visit(this.#item, held, false)
      this.#held = []
    }
    this.#held.push(piece)
  }

  finish(): void {
    const [only] = this.#held
    this.#visit(this.#item, this.#held.length === 1 && only !== undefined ? only : Buffer.concat(this.#held), true)
  }
}
