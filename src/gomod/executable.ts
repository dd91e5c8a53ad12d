// A compiled program as far as build info needs it: which bytes of the file lie at which address, and where to look.
// Programs are hostile bytes: every count and size is bounded before it is used, and a file is read in pieces.
import { WardenError } from '../base/errors.ts'

/** A file that is read in pieces; what `read` gives is valid until the next `read`, and lies within `size`. */
export interface FileSource {
  readonly size: number
  read(offset: number, length: number): Uint8Array
}

/** A part of the file and the address it is loaded at. Sizes are those in the file, which may say more than it holds. */
export interface Segment {
  readonly address: bigint
  readonly size: bigint
  readonly offset: bigint
}

/** One program; a fat Mach-O file holds several. */
export interface Executable {
  readonly source: FileSource
  readonly segments: readonly Segment[]
  /** Where the linker puts its build info; `undefined` where there is no data at all. */
  readonly data: { readonly address: bigint; readonly size: bigint } | undefined
}

/** At most `most` bytes at an address, as a copy; fewer where the segment or the file ends, none where nothing is. */
export function bytesAt({ source, segments }: Executable, address: bigint, most: number): Uint8Array {
  const segment = segments.find((s) => s.address <= address && address - s.address < s.size)
  if (segment === undefined) return new Uint8Array(0)
  const offset = segment.offset + (address - segment.address)
  const inSegment = segment.size - (address - segment.address)
  const inFile = BigInt(source.size) - offset
  const length = [BigInt(most), inSegment, inFile].reduce((least, n) => (n < least ? n : least))
  return length <= 0n ? new Uint8Array(0) : new Uint8Array(source.read(Number(offset), Number(length)))
}

/** A program's headers that cannot be what they must be. */
export function malformed(format: string, why: string): WardenError {
  return new WardenError('parse', `${format} program: ${why}`)
}

/** `length` bytes of headers as a view of its own. Throws `parse` where they are not in the file. */
export function headerAt(source: FileSource, format: string, offset: bigint, length: number): DataView {
  if (offset < 0n || offset + BigInt(length) > BigInt(source.size)) {
    throw malformed(format, 'a header lies outside of the file')
  }
  const copy = new Uint8Array(source.read(Number(offset), length))
  return new DataView(copy.buffer)
}
