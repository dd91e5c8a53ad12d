// Mach-O programs (macOS, iOS), and fat files of several. https://github.com/apple-oss-distributions/xnu
// (EXTERNAL_HEADERS/mach-o/loader.h and fat.h)
import { headerAt, malformed, type Executable, type FileSource, type Segment } from './executable.ts'

const MOST_COMMANDS = 4 << 20
const MOST_IMAGES = 32
/** Programs have some ten. Every read looks for its segment. */
const MOST_SEGMENTS = 1000
const READ_WRITE = 3

/** Reads the load commands; throws `parse`. */
export function readMachO(source: FileSource): Executable {
  const little = headerAt(source, 'Mach-O', 0n, 4).getUint8(3) === 0xfe
  const wide = (headerAt(source, 'Mach-O', 0n, 4).getUint32(0, little) & 1) === 1
  const header = headerAt(source, 'Mach-O', 0n, wide ? 32 : 28)
  const count = header.getUint32(16, little)
  const size = header.getUint32(20, little)
  if (size > MOST_COMMANDS) throw malformed('Mach-O', `${size} bytes of load commands`)
  const commands = headerAt(source, 'Mach-O', wide ? 32n : 28n, size)
  const segments: Segment[] = []
  let named: Executable['data']
  let writable: Executable['data']
  let at = 0
  for (let i = 0; i < count; i++) {
    if (at + 8 > size) throw malformed('Mach-O', 'its load commands are cut')
    const length = commands.getUint32(at + 4, little)
    if (length < 8 || length > size - at) throw malformed('Mach-O', `a load command of ${length} bytes`)
    const kind = commands.getUint32(at, little)
    if (kind === 0x1 || kind === 0x19) {
      const read = segment(new DataView(commands.buffer, at, length), kind === 0x19, little)
      if (read.name !== '__PAGEZERO' && read.segment.size > 0n && segments.push(read.segment) > MOST_SEGMENTS) {
        throw malformed('Mach-O', `more than ${MOST_SEGMENTS} segments`)
      }
      named ??= read.buildInfo
      writable ??= read.writable
    }
    at += length
  }
  return { source, segments, data: named ?? writable }
}

/**
 * The images of a fat file; none where it is something else: a Java class begins with the same four bytes. Throws `parse`
 * where the first image is a program and another one is none.
 */
export function readFat(source: FileSource): Iterable<Executable> {
  const count = headerAt(source, 'Mach-O', 0n, 8).getUint32(4)
  if (count < 1 || count > MOST_IMAGES || 8 + 20 * count > source.size) return []
  const table = headerAt(source, 'Mach-O', 8n, 20 * count)
  const parts: FileSource[] = []
  for (let i = 0; i < count; i++) {
    const offset = table.getUint32(20 * i + 8)
    const size = table.getUint32(20 * i + 12)
    // Once the first image is a program the file is no Java class: a bad one behind it must not hide what the first holds.
    if (size < 28 || offset + size > source.size) {
      if (i === 0) return []
      throw malformed('Mach-O', `image ${i + 1} lies outside of the file`)
    }
    const magic = headerAt(source, 'Mach-O', BigInt(offset), 4)
    if ((magic.getUint32(0) & ~1) >>> 0 !== 0xfeedface && (magic.getUint32(0, true) & ~1) >>> 0 !== 0xfeedface) {
      if (i === 0) return []
      throw malformed('Mach-O', `image ${i + 1} is no program`)
    }
    parts.push({ size, read: (at, length) => source.read(offset + at, length) })
  }
  // One after the other: only one at a time is in memory.
  return parts.values().map(readMachO)
}

function segment(
  view: DataView,
  wide: boolean,
  little: boolean,
): {
  readonly name: string
  readonly segment: Segment
  readonly writable: Executable['data']
  readonly buildInfo: Executable['data']
} {
  const [headerSize, sectionSize] = wide ? [72, 80] : [56, 68]
  if (view.byteLength < headerSize) throw malformed('Mach-O', 'a segment is cut')
  const word = (narrow: number, broad: number): bigint =>
    wide ? view.getBigUint64(broad, little) : BigInt(view.getUint32(narrow, little))
  const after = wide ? 56 : 40
  const read: Segment = { address: word(24, 24), offset: word(32, 40), size: word(36, 48) }
  const memory = word(28, 32)
  const readWrite = view.getUint32(after, little) === READ_WRITE && view.getUint32(after + 4, little) === READ_WRITE
  const sections = view.getUint32(after + 8, little)
  if (headerSize + sections * sectionSize > view.byteLength) throw malformed('Mach-O', 'its sections are cut')
  let buildInfo: Executable['data']
  for (let i = 0; i < sections && buildInfo === undefined; i++) {
    const at = headerSize + i * sectionSize
    if (name(view, at) !== '__go_buildinfo') continue
    buildInfo = wide
      ? { address: view.getBigUint64(at + 32, little), size: view.getBigUint64(at + 40, little) }
      : { address: BigInt(view.getUint32(at + 32, little)), size: BigInt(view.getUint32(at + 36, little)) }
  }
  const isWritable = readWrite && read.address !== 0n && read.size !== 0n
  return {
    name: name(view, 8),
    segment: read,
    writable: isWritable ? { address: read.address, size: memory } : undefined,
    buildInfo,
  }
}

/** A name of at most 16 bytes, which a NUL ends. */
function name(view: DataView, at: number): string {
  const text = Buffer.from(view.buffer, view.byteOffset + at, 16).toString('latin1')
  const end = text.indexOf('\0')
  return end < 0 ? text : text.slice(0, end)
}
