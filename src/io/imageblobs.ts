// Where an image's blobs lie: a folder in the OCI layout, or a tar archive of one or of `docker save`. Blobs are read by
// names that are checked, links are not followed, and a blob that has a digest must be what it says.
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { Readable } from 'node:stream'
import zlib from 'node:zlib'
import { isWardenError, messageOf, WardenError } from '../base/errors.ts'
import { diskError, errnoOf, isAbsent } from './diskerror.ts'
import { TarEntries } from './tarentries.ts'

/** One blob. */
export interface Blob {
  /** For messages. */
  readonly name: string
  /** Its path in the layout: `blobs/sha256/…`, `…/layer.tar`. */
  readonly file: string
  /** `sha256:…` of its bytes; `undefined` where nothing says. */
  readonly digest: string | undefined
}

/** An open image. */
export interface ImageBlobs extends Disposable {
  /** For messages. */
  readonly place: string
  has(file: string): boolean
  /** A small file, a document. Throws `not-found`, `too-large`, `mismatch`, `io`. */
  document(blob: Blob): Buffer
  /** A layer, unpacked, as it comes. Throws `not-found`, `parse`, `mismatch`, `io`, `aborted`. */
  stream(blob: Blob, signal: AbortSignal | undefined): AsyncIterable<Buffer>
}

const MOST_DOCUMENT = 4 << 20
const CHUNK = 1 << 20
const BLOCK = 512

/** Opens an image. Throws `not-found`, `parse`, `io`. */
export function openImageBlobs(place: string): ImageBlobs {
  let stats: fs.Stats
  try {
    stats = fs.statSync(place)
  } catch (error) {
    if (isAbsent(error)) {
      throw new WardenError('not-found', `${place}: no such file or folder`, {
        remedy: 'docker save IMAGE -o image.tar; or name the folder of an OCI layout',
        cause: error,
      })
    }
    throw diskError(error, 'read', place)
  }
  return stats.isDirectory() ? openFolder(place) : openArchive(place)
}

/** A part of a file on the disk. */
interface Extent {
  readonly path: string
  readonly start: number
  readonly size: number
}

function openFolder(place: string): ImageBlobs {
  const extentOf = (file: string): Extent | undefined => {
    const whole = path.join(place, ...file.split('/'))
    const stats = fs.lstatSync(whole, { throwIfNoEntry: false })
    return stats?.isFile() === true ? { path: whole, start: 0, size: stats.size } : undefined
  }
  return blobsOf(place, extentOf)
}

function openArchive(place: string): ImageBlobs {
  const extents = extentsOf(place)
  return blobsOf(place, (file) => extents.get(file))
}

/** Where each file of a tar archive lies in it; only headers are looked at. */
function extentsOf(place: string): ReadonlyMap<string, Extent> {
  const extents = new Map<string, Extent>()
  const links = new Map<string, string>()
  const fd = openFile(place)
  try {
    const head = Buffer.alloc(4)
    fs.readSync(fd, head, 0, 4, 0)
    if (head.readUInt16BE(0) === 0x1f8b || head.readUInt32BE(0) === 0x28b52ffd) {
      throw new WardenError('parse', `${place}: the archive is compressed, and its parts cannot be reached`, {
        remedy: `gunzip -k ${path.basename(place)}   # or unzstd`,
      })
    }
    let at = 0
    const tar = new TarEntries(place, {
      entry({ name, kind, size, target }): void {
        if (kind === 'file') extents.set(clean(name), { path: place, start: at + BLOCK, size })
        // From the root, unlike one on a disk.
        if (kind === 'hard link') links.set(clean(name), clean(target))
        if (kind === 'link') links.set(clean(name), clean(path.posix.join(path.posix.dirname(name), target)))
      },
      bytes: () => undefined,
      end: () => undefined,
    })
    const { size: total } = fs.fstatSync(fd)
    const block = Buffer.alloc(BLOCK)
    // Only headers are read.
    while (at < total && !tar.ended) {
      if (fs.readSync(fd, block, 0, BLOCK, at) < BLOCK) throw cut(place)
      tar.write(block)
      at += BLOCK
      at += tar.pass()
    }
    if (at > total) throw cut(place)
    tar.end()
  } catch (error) {
    if (isWardenError(error)) throw error
    throw diskError(error, 'read', place)
  } finally {
    fs.closeSync(fd)
  }
  // `docker save` of old wrote a layer that two images share once, and links to it.
  for (const [name, target] of links) {
    const found = extents.get(target)
    if (found !== undefined && !extents.has(name)) extents.set(name, found)
  }
  return extents
}

function cut(place: string): WardenError {
  return new WardenError('parse', `${place}: ends in the middle of an entry`, { remedy: 'save the image again' })
}

/** A name in an archive as manifests write it. */
function clean(name: string): string {
  return name
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/')
}

function blobsOf(place: string, extentOf: (file: string) => Extent | undefined): ImageBlobs {
  const find = ({ name, file }: Blob): Extent => {
    // Only such names are ever asked for as a path: what a manifest says is not believed.
    const found = isPlain(file) ? extentOf(file) : undefined
    if (found === undefined)
      throw new WardenError('not-found', `${place}: ${name}: is not in the image`, {
        remedy: 'save the image again, with all its layers',
      })
    return found
  }
  return {
    place,
    has: (file) => isPlain(file) && extentOf(file) !== undefined,
    document(blob): Buffer {
      const { path: from, start, size } = find(blob)
      if (size > MOST_DOCUMENT)
        throw new WardenError('too-large', `${place}: ${blob.name}: ${size} bytes, more than ${MOST_DOCUMENT}`)
      const fd = openFile(from)
      try {
        const bytes = Buffer.alloc(size)
        if (fs.readSync(fd, bytes, 0, size, start) < size) throw cut(place)
        check(place, blob, createHash('sha256').update(bytes).digest('hex'))
        return bytes
      } finally {
        fs.closeSync(fd)
      }
    },
    stream(blob, signal): AsyncIterable<Buffer> {
      return unpacked(place, blob, find(blob), signal)
    },
    [Symbol.dispose](): void {
      // Files are opened for one use alone.
    },
  }
}

function isPlain(file: string): boolean {
  return (
    file.length < 1000 &&
    !path.posix.isAbsolute(file) &&
    file
      .split('/')
      .every((part) => part !== '' && part !== '.' && part !== '..' && !part.includes('\0') && !part.includes('\\'))
  )
}

function check(place: string, { name, digest }: Blob, sha256: string): void {
  if (digest === undefined || digest === `sha256:${sha256}`) return
  throw new WardenError('mismatch', `${place}: ${name}: its bytes have the digest sha256:${sha256}, not ${digest}`, {
    remedy: 'the image was changed or damaged: pull and save it again',
  })
}

/** The bytes of a layer, unpacked by what they begin with; the digest is that of the bytes as they lie there. */
async function* unpacked(
  place: string,
  blob: Blob,
  { path: from, start, size }: Extent,
  signal: AbortSignal | undefined,
): AsyncGenerator<Buffer> {
  if (size === 0) return
  const sum = createHash('sha256')
  const fd = openFile(from)
  // One descriptor for all: the file may be replaced meanwhile.
  async function* raw(): AsyncGenerator<Buffer> {
    for (let at = 0; at < size;) {
      if (signal?.aborted === true) throw new WardenError('aborted', 'stopped')
      const chunk = Buffer.alloc(Math.min(CHUNK, size - at))
      const count = fs.readSync(fd, chunk, 0, chunk.length, start + at)
      if (count === 0) throw cut(place)
      at += count
      const part = chunk.subarray(0, count)
      sum.update(part)
      yield part
      // A turn for whatever else waits.
      await Promise.resolve()
    }
  }
  try {
    const head = Buffer.alloc(4)
    fs.readSync(fd, head, 0, 4, start)
    const unpack = unpackerOf(head)
    if (unpack === undefined) yield* raw()
    else {
      const source = Readable.from(raw(), { objectMode: false })
      // A failure of the source must end the reading of what is made of it.
      source.on('error', (error) => unpack.destroy(error))
      for await (const chunk of source.pipe(unpack)) yield chunk as Buffer
      // What follows the end of the compressed data is part of the blob all the same.
      for await (const _ of source) continue
    }
  } catch (error) {
    if (isWardenError(error)) throw error
    if (/^Z_|^ZSTD_|^ERR_/.test(errnoOf(error)))
      throw new WardenError('parse', `${place}: ${blob.name}: cannot be unpacked: ${messageOf(error)}`, {
        cause: error,
      })
    throw diskError(error, 'read', from)
  } finally {
    fs.closeSync(fd)
  }
  check(place, blob, sum.digest('hex'))
}

function unpackerOf(head: Buffer): zlib.Gunzip | zlib.ZstdDecompress | undefined {
  const options = { chunkSize: CHUNK }
  if (head.readUInt16BE(0) === 0x1f8b) return zlib.createGunzip(options)
  return head.readUInt32BE(0) === 0x28b52ffd ? zlib.createZstdDecompress(options) : undefined
}

function openFile(file: string): number {
  try {
    return fs.openSync(file, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK)
  } catch (error) {
    throw diskError(error, 'read', file)
  }
}
