// PE programs (Windows). https://learn.microsoft.com/windows/win32/debug/pe-format
import { headerAt, malformed, type Executable, type FileSource, type Segment } from './executable.ts'

const WRITABLE_DATA = 0xc0000040
const ALIGNMENT_BITS = 0x00600000
const MASK_64 = (1n << 64n) - 1n

/** Reads the headers; `undefined` for a DOS program, which is nothing else. Throws `parse`. */
export function readPe(source: FileSource): Executable | undefined {
  if (source.size < 64) return undefined
  const at = BigInt(headerAt(source, 'PE', 0n, 64).getUint32(60, true))
  if (at + 24n > BigInt(source.size)) return undefined
  const header = headerAt(source, 'PE', at, 24)
  if (header.getUint32(0) !== 0x50450000) return undefined
  const count = header.getUint16(6, true)
  const optionalSize = header.getUint16(20, true)
  const optional = headerAt(source, 'PE', at + 24n, optionalSize)
  const base = imageBase(optional)
  const table = headerAt(source, 'PE', at + 24n + BigInt(optionalSize), 40 * count)
  const segments: Segment[] = []
  let data: Executable['data']
  for (let i = 0; i < count; i++) {
    const field = (offset: number): number => table.getUint32(40 * i + offset, true)
    const [virtualSize, address, size, offset] = [field(8), field(12), field(16), field(20)]
    const mapped = (base + BigInt(address)) & MASK_64
    // Without an offset it is not in the file: all zeros.
    if (size > 0 && offset > 0) segments.push({ address: mapped, size: BigInt(size), offset: BigInt(offset) })
    if (data === undefined && address !== 0 && size !== 0 && (field(36) & ~ALIGNMENT_BITS) >>> 0 === WRITABLE_DATA) {
      data = { address: mapped, size: BigInt(virtualSize) }
    }
  }
  return { source, segments, data }
}

function imageBase(optional: DataView): bigint {
  if (optional.byteLength === 0) return 0n
  if (optional.byteLength < 32) throw malformed('PE', 'its optional header is cut')
  const magic = optional.getUint16(0, true)
  if (magic === 0x10b) return BigInt(optional.getUint32(28, true))
  if (magic === 0x20b) return optional.getBigUint64(24, true)
  throw malformed('PE', `unknown optional header 0x${magic.toString(16)}`)
}
