// ELF programs: 32 and 64 bits, both byte orders. https://refspecs.linuxfoundation.org/elf/gabi4+/contents.html
// As debug/elf reads them, less what build info does not need: a wrong section table is no reason to read no build info
// where the program headers are sound, because the system loads such a program all the same.
import { headerAt, malformed, type Executable, type FileSource, type Segment } from './executable.ts'

/** Section names longer than this belong to object files of code generators, not to programs. */
const MOST_NAMES = 4 << 20
const MOST_HEADERS = 100_000
const LONGEST_HEADER = 1024

interface Section {
  readonly name: number
  readonly address: bigint
  readonly offset: bigint
  readonly size: bigint
}

/** Reads the headers; throws `parse`. */
export function readElf(source: FileSource): Executable {
  const ident = headerAt(source, 'ELF', 0n, 16)
  const wide = ident.getUint8(4) === 2
  const little = ident.getUint8(5) === 1
  if ((!wide && ident.getUint8(4) !== 1) || (!little && ident.getUint8(5) !== 2)) {
    throw malformed('ELF', 'unknown class or byte order')
  }
  const header = headerAt(source, 'ELF', 0n, wide ? 64 : 52)
  const short = (at: number): number => header.getUint16(at, little)
  const word = (at: number): bigint => (wide ? header.getBigUint64(at, little) : BigInt(header.getUint32(at, little)))
  const programs = table(
    source,
    wide ? word(32) : word(28),
    short(wide ? 54 : 42),
    short(wide ? 56 : 44),
    wide ? 56 : 32,
  )
  const segments: Segment[] = []
  let writable: Executable['data']
  for (const p of programs) {
    const at = (narrow: number, broad: number): bigint =>
      wide ? p.getBigUint64(broad, little) : BigInt(p.getUint32(narrow, little))
    const segment: Segment = { address: at(8, 16), size: at(16, 32), offset: at(4, 8) }
    if (segment.size > 0n) segments.push(segment)
    const loaded = p.getUint32(0, little) === 1
    const flags = p.getUint32(wide ? 4 : 24, little)
    // Writable and not executable.
    if (writable === undefined && loaded && (flags & 3) === 2) {
      writable = { address: segment.address, size: at(20, 40) }
    }
  }
  const named = buildInfoSection(source, sections(source, header, wide, little), short(wide ? 62 : 50))
  return { source, segments, data: named ?? writable }
}

function sections(source: FileSource, header: DataView, wide: boolean, little: boolean): readonly Section[] {
  const offset = wide ? header.getBigUint64(40, little) : BigInt(header.getUint32(32, little))
  const size = header.getUint16(wide ? 58 : 46, little)
  // A count of 0 may stand for 65,280 and more, which no program has.
  const count = header.getUint16(wide ? 60 : 48, little)
  if (offset === 0n) return []
  return table(source, offset, size, count, wide ? 64 : 40).map((s) => ({
    name: s.getUint32(0, little),
    address: wide ? s.getBigUint64(16, little) : BigInt(s.getUint32(12, little)),
    offset: wide ? s.getBigUint64(24, little) : BigInt(s.getUint32(16, little)),
    size: wide ? s.getBigUint64(32, little) : BigInt(s.getUint32(20, little)),
  }))
}

function buildInfoSection(source: FileSource, all: readonly Section[], names: number): Executable['data'] {
  const strings = names === 0 ? undefined : all[names]
  if (strings === undefined) return undefined
  if (strings.size > BigInt(MOST_NAMES)) throw malformed('ELF', `${strings.size} bytes of section names`)
  const text = Buffer.from(headerAt(source, 'ELF', strings.offset, Number(strings.size)).buffer)
  const wanted = Buffer.from('.go.buildinfo\0')
  const found = all.find((s) => text.subarray(s.name, s.name + wanted.length).equals(wanted))
  return found === undefined ? undefined : { address: found.address, size: found.size }
}

/** A table of headers of equal size. */
function table(source: FileSource, offset: bigint, size: number, count: number, least: number): DataView[] {
  if (count === 0) return []
  if (size < least || size > LONGEST_HEADER || count > MOST_HEADERS) {
    throw malformed('ELF', `${count} headers of ${size} bytes`)
  }
  const whole = headerAt(source, 'ELF', offset, size * count)
  return Array.from({ length: count }, (_, i) => new DataView(whole.buffer, i * size, least))
}
