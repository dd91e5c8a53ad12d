// The files of an archive of advisories: tar (https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html), gzipped
// or not, and zip. Nothing is ever written to the disk by the names in it, and every size is bounded before it is used.
import { gunzipSync } from 'node:zlib'
import { textOf } from '../base/bytes.ts'
import { messageOf, WardenError } from '../base/errors.ts'
import { inflateWhole } from '../gomod/inflate.ts'
import { dataOffset, memorySource, readZipDirectory, type ZipRecord } from '../gomod/zipformat.ts'

/** The files of an archive by their names, without a folder that all of them lie in. */
export type ArchiveFiles = ReadonlyMap<string, () => Uint8Array>

/** The most bytes that an archive may hold; the whole Go vulnerability database is 18 MB. */
export const MOST_ARCHIVE_BYTES: number = 512 << 20
const MOST_FILES = 200_000
const MOST_FILE_BYTES = 64 << 20
const BLOCK = 512

/** Whether a file's name is that of an archive. */
export function isArchiveName(name: string): boolean {
  return /\.(?:tar|tar\.gz|tgz|zip)$/i.test(name)
}

/** Reads an archive. Throws `parse` where it is none or a name leads out of it, `too-large`. */
export function filesOfArchive(bytes: Uint8Array, name: string): ArchiveFiles {
  const files =
    bytes[0] === 0x50 && bytes[1] === 0x4b ? filesOfZip(bytes, name) : filesOfTar(plainTar(bytes, name), name)
  if (files.size === 0) throw bad(name, 'holds no file')
  return withoutTop(files)
}

function plainTar(bytes: Uint8Array, name: string): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST_ARCHIVE_BYTES })
  } catch (error) {
    if (
      error instanceof RangeError ||
      (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE')
    )
      throw new WardenError('too-large', `${name}: holds more than ${MOST_ARCHIVE_BYTES >> 20} MiB`)
    throw bad(name, `not a gzip file: ${messageOf(error)}`)
  }
}

function filesOfTar(bytes: Uint8Array, name: string): Map<string, () => Uint8Array> {
  const files = new Map<string, () => Uint8Array>()
  let longName: string | undefined
  for (let at = 0; at + BLOCK <= bytes.length;) {
    const header = bytes.subarray(at, at + BLOCK)
    if (header.every((byte) => byte === 0)) return files
    if (!isTarHeader(header)) throw bad(name, `no tar header at byte ${at}`)
    const size = numberIn(header, 124, 12)
    const begin = at + BLOCK
    if (size === undefined || begin + size > bytes.length) throw bad(name, `ends in the middle of a file at byte ${at}`)
    const content = bytes.subarray(begin, begin + size)
    const kind = String.fromCharCode(header[156] ?? 0)
    if (kind === 'x') longName = paxPath(content) ?? longName
    else if (kind === 'L') longName = fieldIn(content, 0, content.length)
    else {
      const prefix = fieldIn(header, 345, 155)
      const said = longName ?? `${prefix === '' ? '' : `${prefix}/`}${fieldIn(header, 0, 100)}`
      longName = undefined
      // Links, devices and folders hold nothing.
      if (kind === '0' || kind === '\0') add(files, said, size, name, () => content)
    }
    at = begin + Math.ceil(size / BLOCK) * BLOCK
  }
  throw bad(name, 'ends without the end of a tar file')
}

/** The sum of a header's bytes, its own field taken for spaces, stands in it. */
function isTarHeader(header: Uint8Array): boolean {
  const wanted = numberIn(header, 148, 8)
  let sum = 0
  for (let i = 0; i < BLOCK; i++) sum += i >= 148 && i < 156 ? 0x20 : (header[i] ?? 0)
  return wanted === sum
}

function numberIn(header: Uint8Array, at: number, length: number): number | undefined {
  const text = fieldIn(header, at, length).trim()
  return /^[0-7]{1,11}$/.test(text) ? Number.parseInt(text, 8) : undefined
}

function fieldIn(bytes: Uint8Array, at: number, length: number): string {
  const field = bytes.subarray(at, at + length)
  const end = field.indexOf(0)
  return Buffer.from(end < 0 ? field : field.subarray(0, end)).toString('utf8')
}

/** `path` of a pax header: lines of `LENGTH KEY=VALUE`. */
function paxPath(content: Uint8Array): string | undefined {
  const text = textOf(content) ?? ''
  return text.split('\n').flatMap((line) => /^\d+ path=(.*)$/.exec(line)?.[1] ?? [])[0]
}

function filesOfZip(bytes: Uint8Array, name: string): Map<string, () => Uint8Array> {
  const source = memorySource(bytes)
  const directory = readZipDirectory(source, name)
  const read = (offset: number, length: number): Buffer => Buffer.from(source.read(offset, length))
  const files = new Map<string, () => Uint8Array>()
  let total = 0
  for (const record of directory.records) {
    if (record.name.endsWith('/')) continue
    total += record.size
    if (total > MOST_ARCHIVE_BYTES) {
      throw new WardenError('too-large', `${name}: holds more than ${MOST_ARCHIVE_BYTES >> 20} MiB`)
    }
    add(files, record.name, record.size, name, () => {
      const at = dataOffset(directory, record, read, name)
      return contentOf(read(at, record.compressedSize), record, name)
    })
  }
  return files
}

function contentOf(stream: Buffer, { name: entry, method, size }: ZipRecord, name: string): Uint8Array {
  if (method === 0) return stream
  const content = method === 8 ? inflateWhole(stream, size) : `unknown compression method ${method}`
  if (typeof content === 'string') throw bad(name, `${entry}: ${content}`)
  return content
}

function add(
  files: Map<string, () => Uint8Array>,
  said: string,
  size: number,
  name: string,
  read: () => Uint8Array,
): void {
  const file = said.replace(/^(?:\.\/)+/, '')
  // Names lead nowhere here; one that would tells what the archive was made for.
  if (file.startsWith('/') || file.includes('\0') || file.includes('\\') || file.split('/').includes('..')) {
    throw bad(name, `a name in it leads out of it: ${JSON.stringify(file.slice(0, 200))}`)
  }
  if (size > MOST_FILE_BYTES)
    throw new WardenError('too-large', `${name}: ${file.slice(0, 200)}: more than ${MOST_FILE_BYTES >> 20} MiB`)
  if (files.has(file)) throw bad(name, `${file.slice(0, 200)} is in it twice`)
  files.set(file, read)
  if (files.size > MOST_FILES) throw new WardenError('too-large', `${name}: more than ${MOST_FILES} files`)
}

function withoutTop(files: Map<string, () => Uint8Array>): ArchiveFiles {
  const [first = ''] = files.keys()
  const slash = first.indexOf('/')
  const top = slash < 0 ? '' : first.slice(0, slash + 1)
  // The layout's own folders are not one around it.
  if (top === '' || top === 'ID/' || top === 'index/' || [...files.keys()].some((file) => !file.startsWith(top)))
    return files
  return new Map([...files].map(([file, read]) => [file.slice(top.length), read]))
}

function bad(name: string, why: string): WardenError {
  return new WardenError('parse', `${name}: ${why}`, { remedy: 'fetch the archive again from a source that you trust' })
}
