// A zip file on disk as a ZipSource: large sequential reads through one window, and word of any change meanwhile.
import fs from 'node:fs'
import { discard } from '../base/bytes.ts'
import { WardenError } from '../base/errors.ts'
import type { ZipSource } from '../gomod/modzip.ts'
import { diskError } from './diskerror.ts'

/** A `ZipSource` over an open file; what `read` gives is valid until the next `read`, and until it is closed. */
export interface ZipFile extends ZipSource, Disposable {
  /** Whether size and times are what they were when the file was opened. */
  unchanged(): boolean
  /** Stat data of the file that is read, whatever its name leads to by now. */
  readonly stats: fs.BigIntStats
}

const WINDOW = 1 << 20

/**
 * Opens an ordinary file; throws `io`. Reading past its end throws `io` too: it was cut meanwhile. `ahead` is how many
 * bytes are read at once where fewer are asked for.
 */
export function openZipFile(file: string, ahead: number = WINDOW): ZipFile {
  const failed = (error: unknown): WardenError => diskError(error, 'read', file)
  let fd: number
  try {
    fd = fs.openSync(file, fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW | fs.constants.O_NONBLOCK)
  } catch (error) {
    throw failed(error)
  }
  let opened: fs.BigIntStats
  try {
    opened = fs.fstatSync(fd, { bigint: true })
    if (!opened.isFile()) throw new Error('not an ordinary file')
  } catch (error) {
    fs.closeSync(fd)
    throw failed(error)
  }
  const size = Number(opened.size)
  const window = Buffer.allocUnsafeSlow(Math.min(ahead, Math.max(size, 1)))
  let start = 0
  let filled = 0
  /** What was asked for last, and is longer than the window. */
  let long: Buffer | undefined
  const fill = (into: Uint8Array, offset: number, length: number): void => {
    let at = 0
    while (at < length) {
      let got: number
      try {
        got = fs.readSync(fd, into, at, length - at, offset + at)
      } catch (error) {
        throw failed(error)
      }
      if (got === 0) throw new WardenError('io', `${file}: cut while it was read`)
      at += got
    }
  }
  return {
    size,
    stats: opened,
    read(offset: number, length: number): Uint8Array {
      if (offset < 0 || length < 0 || offset + length > size) {
        throw new WardenError('parse', `${file}: a structure in it points past its end`)
      }
      if (offset >= start && offset + length <= start + filled) {
        return window.subarray(offset - start, offset - start + length)
      }
      if (long !== undefined) discard(long)
      long = undefined
      if (length > window.length) {
        long = Buffer.allocUnsafeSlow(length)
        fill(long, offset, length)
        return long
      }
      const take = Math.min(window.length, size - offset)
      filled = 0
      fill(window, offset, take)
      start = offset
      filled = take
      return window.subarray(0, length)
    },
    unchanged(): boolean {
      const now = fs.fstatSync(fd, { bigint: true })
      return now.size === opened.size && now.mtimeNs === opened.mtimeNs && now.ctimeNs === opened.ctimeNs
    },
    [Symbol.dispose](): void {
      fs.closeSync(fd)
      discard(window)
      if (long !== undefined) discard(long)
    },
  }
}
