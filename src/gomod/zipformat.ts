// The zip container, read strictly: the end record, the central directory and each entry's local header.
// https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT; the reader to agree with is Go's archive/zip.
//
// A zip says most things twice, and two readers that believe different copies see different files. So what archive/zip
// refuses is refused, and of what it accepts these classes are refused too:
//   end        the end record, the zip64 end record and the directory do not meet without a gap, disagree about offset,
//              size or number of entries, or bytes follow the comment
//   disks      any disk number but the first
//   overlap    two entries share bytes, or one reaches into the directory (https://go.dev/issue/33026)
//   headers    a local header whose name, flags, method, CRC-32 or sizes are not the directory's
//   encrypted  flags that say encrypted, patched or masked, which archive/zip ignores
//   zip64      more than one zip64 field in one header, or a number above 2^53
//   limits     more entries, a larger directory or a longer name than `maxEntries` and the constants beside it
// Bytes between entries that belong to none are allowed, as in Go: no reader of the directory sees them.

import { textOf } from '../base/bytes.ts'
import { WardenError, type ErrorCode } from '../base/errors.ts'
import { quoted } from '../base/quoted.ts'

/** The bytes of a zip. `read` gives exactly `length` bytes, valid until the next call, or throws `WardenError`. */
export interface ZipSource {
  readonly size: number
  read(offset: number, length: number): Uint8Array
}

/** One entry as the central directory has it. Sizes and offsets are in bytes and inside the file. */
export interface ZipRecord {
  /** The whole name, valid UTF-8. */
  readonly name: string
  readonly flags: number
  /** 0 is stored, 8 is deflate; any other has not been refused yet. */
  readonly method: number
  readonly crc32: number
  readonly compressedSize: number
  /** The uncompressed size that is declared; up to 2^53, so it must be limited before it is used. */
  readonly size: number
  readonly headerOffset: number
  /** Where the next entry or the directory begins: this one ends here or before. */
  readonly limit: number
  /** Where the raw name stands in `ZipDirectory.bytes`. */
  readonly nameAt: number
  readonly nameLength: number
}

/** The central directory: its bytes, and its records in the order of the directory. */
export interface ZipDirectory {
  readonly bytes: Buffer
  readonly records: readonly ZipRecord[]
}

/** The most entries that are read; the largest of 757 popular modules has 26,583. */
export const maxEntries: number = 131_072
/** The most bytes of central directory that are read. */
const maxDirectoryBytes = 32 * 1024 * 1024
/** The longest name, in bytes: no longer path can be opened on Linux. */
const maxNameBytes = 4096

/** The zip whose bytes are all in memory; they must not change while it is read. */
export function memorySource(bytes: Uint8Array): ZipSource {
  return {
    size: bytes.length,
    read(offset, length) {
      if (offset < 0 || length < 0 || offset + length > bytes.length) {
        throw new WardenError('parse', `zip: ${length} bytes at ${offset} are not in the file of ${bytes.length}`)
      }
      return bytes.subarray(offset, offset + length)
    },
  }
}

/** The failure of one zip, and of one entry where `entry` is given. `subject` is the module version. */
export function zipError(code: ErrorCode, subject: string, text: string, entry?: string, cause?: unknown): WardenError {
  const where = entry === undefined ? 'module zip' : `module zip entry ${quoted(entry)}`
  const remedy = 'delete this zip and fetch it again from a source that you trust; if it stays so, tell its author'
  return new WardenError(code, `${subject}: ${where}: ${text}`, { remedy, cause })
}

/**
 * Reads the end record and the central directory. Throws `parse` where they are not one consistent zip, `too-large`
 * beyond the limits. Local headers are not read: `dataOffset` does that, when the data is about to be read.
 */
export function readZipDirectory(source: ZipSource, subject: string): ZipDirectory {
  const end = readEnd(source, subject)
  if (end.size > maxDirectoryBytes || end.records > maxEntries) {
    throw zipError('too-large', subject, `${end.records} entries in a directory of ${end.size} bytes`)
  }
  // Copied, because a source may reuse its buffer and names are compared with these bytes later.
  const bytes = Buffer.from(source.read(end.offset, end.size))
  const records: Mutable<ZipRecord>[] = []
  let at = 0
  while (at < bytes.length) {
    const record = readRecord(bytes, at, subject)
    records.push(record)
    at = record.nameAt + record.nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
    if (at > bytes.length) throw zipError('parse', subject, 'the central directory is cut off')
    if (records.length > end.records) break
  }
  if (records.length !== end.records) {
    throw zipError('parse', subject, `${end.records} entries are declared and ${records.length} or more are there`)
  }
  setLimits(records, end.offset, subject)
  return { bytes, records }
}

/**
 * Checks an entry's local header against the directory, and gives where its data begins in the file. `read` gives bytes
 * of the file, as a source does. Throws `parse` where the two disagree, or where data and data descriptor reach over
 * the entry's limit.
 */
export function dataOffset(
  directory: ZipDirectory,
  record: ZipRecord,
  read: (offset: number, length: number) => Buffer,
  subject: string,
): number {
  const fail = (text: string): WardenError => zipError('parse', subject, text, record.name)
  // readZipDirectory has seen to it that this much is there, and the name.
  const fixed = read(record.headerOffset, localLength)
  if (fixed.readUInt32LE(0) !== localSignature) throw fail('no local header where the directory says')
  const nameLength = fixed.readUInt16LE(26)
  const length = localLength + nameLength + fixed.readUInt16LE(28)
  const dataAt = record.headerOffset + length
  if (dataAt + record.compressedSize + (hasDescriptor(record) ? 12 : 0) > record.limit) {
    throw fail('it overlaps another entry or the directory')
  }
  const header = read(record.headerOffset, length)
  const nameEnd = record.nameAt + record.nameLength
  if (
    nameLength !== record.nameLength ||
    header.compare(directory.bytes, record.nameAt, nameEnd, localLength, localLength + nameLength) !== 0
  ) {
    throw fail('the local header has another name')
  }
  if (header.readUInt16LE(8) !== record.method) throw fail('the local header has another method')
  // Bits 1 and 2 tell how hard the compressor tried, bit 11 that the name is UTF-8, which has been checked itself.
  if (((header.readUInt16LE(6) ^ record.flags) & ~0x0806) !== 0) throw fail('the local header has other flags')
  const sizes = localSizes(header)
  if (sizes === undefined) throw fail('the local header has a zip64 field that cannot be read')
  // With a data descriptor the local header may leave all three empty.
  const agrees = (local: number, central: number): boolean =>
    local === central || (local === 0 && hasDescriptor(record))
  if (!agrees(header.readUInt32LE(14), record.crc32)) throw fail('the local header has another CRC-32')
  if (!agrees(sizes.compressed, record.compressedSize)) throw fail('the local header has another compressed size')
  if (!agrees(sizes.uncompressed, record.size)) throw fail('the local header has another size')
  return dataAt
}

/** Whether a data descriptor follows the entry's data. */
export function hasDescriptor(record: ZipRecord): boolean {
  return (record.flags & 8) !== 0
}

/**
 * Whether the data descriptor, the up to 16 bytes after an entry's data, repeats its CRC-32. The signature before it
 * is optional. The sizes after it may have 32 or 64 bits, which nobody can tell, so they are not read, as in Go.
 */
export function descriptorAgrees(record: ZipRecord, descriptor: Buffer): boolean {
  if (descriptor.length < 12) return false
  const signed = descriptor.readUInt32LE(0) === descriptorSignature
  if (signed && descriptor.length < 16) return false
  return descriptor.readUInt32LE(signed ? 4 : 0) === record.crc32
}

const localSignature = 0x04034b50
const centralSignature = 0x02014b50
const locator64Signature = 0x07064b50
const end64Signature = 0x06064b50
const descriptorSignature = 0x08074b50
const localLength = 30
const centralLength = 46
const endLength = 22
const locator64Length = 20
const end64Length = 56

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

interface End {
  readonly records: number
  readonly size: number
  readonly offset: number
}

function readEnd(source: ZipSource, subject: string): End {
  const fail = (text: string): WardenError => zipError('parse', subject, text)
  // archive/zip looks in the last 65 KiB for the last signature that has room for a record, and so does this.
  const tailLength = Math.min(source.size, 65 * 1024)
  const tailAt = source.size - tailLength
  if (tailLength < endLength) throw fail('not a zip: it is too short')
  const tail = bufferOf(source.read(tailAt, tailLength))
  const at = tail.lastIndexOf('PK\x05\x06', tailLength - endLength, 'latin1')
  if (at < 0) throw fail('not a zip: it has no end record')
  if (at + endLength + tail.readUInt16LE(at + 20) !== tailLength) throw fail('bytes follow the end record')
  const end = {
    records: tail.readUInt16LE(at + 10),
    size: tail.readUInt32LE(at + 12),
    offset: tail.readUInt32LE(at + 16),
  }
  const disks = [tail.readUInt16LE(at + 4), tail.readUInt16LE(at + 6)]
  const recordsHere = tail.readUInt16LE(at + 8)
  const end64 = readEnd64(source, tailAt + at, subject)
  if (end64 === undefined) {
    if (disks.some((disk) => disk !== 0) || recordsHere !== end.records) throw fail('it is one of several disks')
    if (end.offset + end.size !== tailAt + at) throw fail('the central directory does not end at the end record')
    return end
  }
  // Each value is in the small record, too, or the small record says that it does not fit. archive/zip does not look
  // further for a size alone that does not fit (it compares with 0xffff), and then refuses.
  if (
    (end.size === 0xffffffff && end.records !== 0xffff && end.offset !== 0xffffffff) ||
    disks.some((disk) => disk !== 0 && disk !== 0xffff) ||
    (recordsHere !== 0xffff && recordsHere !== end64.records) ||
    (end.records !== 0xffff && end.records !== end64.records) ||
    (end.size !== 0xffffffff && end.size !== end64.size) ||
    (end.offset !== 0xffffffff && end.offset !== end64.offset)
  ) {
    throw fail('the zip64 end record disagrees with the end record')
  }
  return end64
}

// The zip64 end record, where a locator stands before the end record. archive/zip looks for it only where a value of
// the end record is at its maximum; looking always, and demanding that both agree, gives the same answer or none.
function readEnd64(source: ZipSource, endAt: number, subject: string): End | undefined {
  const fail = (text: string): WardenError => zipError('parse', subject, text)
  const locatorAt = endAt - locator64Length
  if (locatorAt < 0) return undefined
  const locator = bufferOf(source.read(locatorAt, locator64Length))
  if (locator.readUInt32LE(0) !== locator64Signature) return undefined
  const at = number64(locator, 8)
  const disks = [locator.readUInt32LE(4), locator.readUInt32LE(16) - 1]
  if (disks.some((disk) => disk !== 0)) throw fail('it is one of several disks')
  if (at === undefined || at + end64Length > locatorAt) throw fail('the zip64 end record is not where its locator says')
  const record = bufferOf(source.read(at, end64Length))
  const [length, recordsHere, records, size, offset] = [4, 24, 32, 40, 48].map((field) => number64(record, field))
  if (record.readUInt32LE(0) !== end64Signature || length === undefined || at + 12 + length !== locatorAt) {
    throw fail('the zip64 end record is not where its locator says')
  }
  if (record.readUInt32LE(16) !== 0 || record.readUInt32LE(20) !== 0 || recordsHere !== records) {
    throw fail('it is one of several disks')
  }
  if (records === undefined || size === undefined || offset === undefined || offset + size !== at) {
    throw fail('the central directory does not end at the zip64 end record')
  }
  return { records, size, offset }
}

function readRecord(bytes: Buffer, at: number, subject: string): Mutable<ZipRecord> {
  const fail = (text: string, name?: string): WardenError => zipError('parse', subject, text, name)
  if (at + centralLength > bytes.length || bytes.readUInt32LE(at) !== centralSignature) {
    throw fail('the central directory is cut off or damaged')
  }
  const nameAt = at + centralLength
  const nameLength = bytes.readUInt16LE(at + 28)
  const extraAt = nameAt + nameLength
  const extraEnd = extraAt + bytes.readUInt16LE(at + 30)
  if (extraEnd > bytes.length) throw fail('the central directory is cut off')
  const name = nameOf(bytes, nameAt, extraAt)
  if (name === undefined) throw fail('the name is not UTF-8', bytes.toString('latin1', nameAt, extraAt))
  if (nameLength > maxNameBytes) throw zipError('too-large', subject, `the name has ${nameLength} bytes`, name)
  const flags = bytes.readUInt16LE(at + 8)
  if ((flags & encryptedFlags) !== 0) throw fail('it is encrypted or a patch', name)
  let size: number | undefined = bytes.readUInt32LE(at + 24)
  let compressedSize: number | undefined = bytes.readUInt32LE(at + 20)
  let headerOffset: number | undefined = bytes.readUInt32LE(at + 42)
  const disk = bytes.readUInt16LE(at + 34)
  const field = extraAt === extraEnd ? undefined : zip64Field(bytes, extraAt, extraEnd)
  if (field === 'two') throw fail('it has two zip64 fields', name)
  if (field === undefined) {
    // Without a zip64 field 2^32-1 is a size as any other (and too large); as an offset it cannot be meant.
    if (compressedSize === 0xffffffff || headerOffset === 0xffffffff) throw fail('its zip64 field is missing', name)
    if (disk !== 0) throw fail('it is on another disk', name)
  } else {
    // The values that did not fit, in this order; https://go.dev/issue/13367: only those that did not fit.
    let next = field.start
    const wide = (): number | undefined => (next + 8 > field.end ? undefined : number64(bytes, (next += 8) - 8))
    if (size === 0xffffffff) size = wide()
    if (compressedSize === 0xffffffff) compressedSize = wide()
    if (headerOffset === 0xffffffff) headerOffset = wide()
    if (disk !== 0 && (disk !== 0xffff || next + 4 > field.end || bytes.readUInt32LE(next) !== 0)) {
      throw fail('it is on another disk', name)
    }
  }
  if (size === undefined || compressedSize === undefined || headerOffset === undefined) {
    throw fail('its zip64 field is too short or too large', name)
  }
  const method = bytes.readUInt16LE(at + 10)
  const crc32 = bytes.readUInt32LE(at + 16)
  return { name, flags, method, crc32, compressedSize, size, headerOffset, limit: 0, nameAt, nameLength }
}

// Bit 0 encrypted, 5 patched, 6 strongly encrypted, 13 masked.
const encryptedFlags = 0x2061

function nameOf(bytes: Buffer, start: number, end: number): string | undefined {
  const ascii = bytes.toString('latin1', start, end)
  // eslint-disable-next-line no-control-regex -- all of ASCII is meant; what a name may hold is checked by its reader
  return /[^\0-\x7f]/.test(ascii) ? textOf(bytes.subarray(start, end)) : ascii
}

// Extra fields are a tag, a length and so many bytes; what is left over at the end is ignored, as in Go.
function zip64Field(bytes: Buffer, start: number, end: number): { start: number; end: number } | 'two' | undefined {
  let found: { start: number; end: number } | undefined
  for (let at = start; at + 4 <= end;) {
    const next = at + 4 + bytes.readUInt16LE(at + 2)
    if (next > end) break
    if (bytes.readUInt16LE(at) === 1) {
      if (found !== undefined) return 'two'
      found = { start: at + 4, end: next }
    }
    at = next
  }
  return found
}

function localSizes(header: Buffer): { compressed: number; uncompressed: number } | undefined {
  const compressed = header.readUInt32LE(18)
  const uncompressed = header.readUInt32LE(22)
  if (compressed !== 0xffffffff && uncompressed !== 0xffffffff) return { compressed, uncompressed }
  const field = zip64Field(header, localLength + header.readUInt16LE(26), header.length)
  // A local zip64 field holds both sizes, whichever of them did not fit.
  if (field === undefined || field === 'two' || field.start + 16 > field.end) return undefined
  const wide = { compressed: number64(header, field.start + 8), uncompressed: number64(header, field.start) }
  if (wide.compressed === undefined || wide.uncompressed === undefined) return undefined
  return {
    compressed: compressed === 0xffffffff ? wide.compressed : compressed,
    uncompressed: uncompressed === 0xffffffff ? wide.uncompressed : uncompressed,
  }
}

// Sets each record's limit, and refuses overlaps as far as the directory shows them; `dataOffset` sees the rest.
function setLimits(records: readonly Mutable<ZipRecord>[], directoryAt: number, subject: string): void {
  let limit = directoryAt
  for (const record of records.toSorted((a, b) => b.headerOffset - a.headerOffset)) {
    const least = localLength + record.nameLength + record.compressedSize + (hasDescriptor(record) ? 12 : 0)
    if (record.headerOffset + least > limit) {
      throw zipError('parse', subject, 'it overlaps another entry or the directory', record.name)
    }
    record.limit = limit
    limit = record.headerOffset
  }
}

function number64(bytes: Buffer, at: number): number | undefined {
  const high = bytes.readUInt32LE(at + 4)
  return high >= 0x200000 ? undefined : high * 0x1_0000_0000 + bytes.readUInt32LE(at)
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
