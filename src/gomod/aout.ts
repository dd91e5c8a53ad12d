// The two program formats that few have: XCOFF (AIX) and Plan 9's a.out. Both are big-endian.
// https://www.ibm.com/docs/en/aix/7.3?topic=formats-xcoff-object-file-format and https://9p.io/magic/man2html/6/a.out
import { headerAt, type Executable, type FileSource, type Segment } from './executable.ts'

const XCOFF_DATA = 0x40

/** Reads the section headers of an XCOFF program; throws `parse`. */
export function readXcoff(source: FileSource): Executable {
  const wide = headerAt(source, 'XCOFF', 0n, 2).getUint16(0) === 0x01f7
  const header = headerAt(source, 'XCOFF', 0n, wide ? 24 : 20)
  const count = header.getUint16(2)
  const [start, size] = wide ? [24, 72] : [20, 40]
  const table = headerAt(source, 'XCOFF', BigInt(start + header.getUint16(16)), size * count)
  const segments: Segment[] = []
  let data: Executable['data']
  for (let i = 0; i < count; i++) {
    const word = (narrow: number, broad: number): bigint =>
      wide ? table.getBigUint64(size * i + broad) : BigInt(table.getUint32(size * i + narrow))
    const segment: Segment = { address: word(12, 16), size: word(16, 24), offset: word(20, 32) }
    if (segment.size > 0n && segment.offset > 0n) segments.push(segment)
    const flags = table.getUint32(size * i + (wide ? 64 : 36))
    if (flags === XCOFF_DATA) data ??= { address: segment.address, size: segment.size }
  }
  return { source, segments, data }
}

/** Reads the header of a Plan 9 program, whose parts follow each other; addresses are offsets. Throws `parse`. */
export function readPlan9(source: FileSource): Executable {
  const header = headerAt(source, 'Plan 9', 0n, 32)
  const text = BigInt((header.getUint32(0) & 0x8000) === 0 ? 32 : 40)
  const sizes = [header.getUint32(4), header.getUint32(8)].map(BigInt)
  const [textSize = 0n, dataSize = 0n] = sizes
  const address = text + textSize
  const all = [
    { address: text, size: textSize, offset: text },
    { address, size: dataSize, offset: address },
  ]
  return { source, segments: all.filter((s) => s.size > 0n), data: { address, size: dataSize } }
}
