// Zips for tests, with every field open to lies. Fields that are not given are the truth.

import { crc32, deflateRawSync } from 'node:zlib'

/** One entry; `content` is what it holds, all else overrides what follows from it. */
export interface TestEntry {
  readonly name: string
  readonly content?: Uint8Array | string
  /** Default 8. */
  readonly method?: number
  /** Default 8: a data descriptor follows. */
  readonly flags?: number
  /** The raw bytes instead of the deflated or stored content. */
  readonly data?: Uint8Array
  readonly crc32?: number
  readonly size?: number
  readonly compressedSize?: number
  /** Where the directory says that the entry is. */
  readonly offset?: number
  readonly extra?: Uint8Array
  readonly descriptor?: Uint8Array
  /** What the local header says, where that differs. */
  readonly local?: {
    readonly name?: string
    readonly method?: number
    readonly flags?: number
    readonly size?: number
    readonly extraLength?: number
  }
}

/** Overrides for the end record. */
export interface TestEnd {
  readonly records?: number
  readonly size?: number
  readonly offset?: number
  readonly disk?: number
  readonly comment?: string
}

/** The bytes of a zip with these entries. */
export function makeZip(entries: readonly TestEntry[], end: TestEnd = {}): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  const put = (...buffers: Buffer[]): void => {
    for (const buffer of buffers) {
      parts.push(buffer)
      at += buffer.length
    }
  }
  for (const entry of entries) {
    const content = Buffer.from(entry.content ?? '')
    const method = entry.method ?? 8
    const flags = entry.flags ?? 8
    const data = Buffer.from(entry.data ?? (method === 8 ? deflateRawSync(content) : content))
    const sum = entry.crc32 ?? crc32(content)
    const size = entry.size ?? content.length
    const compressedSize = entry.compressedSize ?? data.length
    const extra = Buffer.from(entry.extra ?? '')
    const name = Buffer.from(entry.name)
    const localName = Buffer.from(entry.local?.name ?? entry.name)
    const offset = entry.offset ?? at
    const told = (flags & 8) === 0
    put(
      numbers(4, 0x04034b50, 2, 20, 2, entry.local?.flags ?? flags, 2, entry.local?.method ?? method, 4, 0),
      numbers(4, told ? sum : 0, 4, told ? compressedSize : 0, 4, entry.local?.size ?? (told ? size : 0)),
      numbers(2, localName.length, 2, entry.local?.extraLength ?? 0),
      localName,
      data,
    )
    if (!told) put(Buffer.from(entry.descriptor ?? numbers(4, 0x08074b50, 4, sum, 4, compressedSize, 4, size)))
    directory.push(
      numbers(4, 0x02014b50, 2, 20, 2, 20, 2, flags, 2, method, 4, 0, 4, sum, 4, compressedSize, 4, size),
      numbers(2, name.length, 2, extra.length, 2, 0, 2, 0, 2, 0, 4, 0, 4, offset),
      name,
      extra,
    )
  }
  const start = at
  for (const record of directory) put(record)
  const comment = Buffer.from(end.comment ?? '')
  const records = end.records ?? entries.length
  put(
    numbers(4, 0x06054b50, 2, end.disk ?? 0, 2, 0, 2, records, 2, records),
    numbers(4, end.size ?? at - start, 4, end.offset ?? start, 2, comment.length),
    comment,
  )
  return Buffer.concat(parts)
}

/** Little-endian numbers: width in bytes and value, in turn. */
export function numbers(...widthsAndValues: readonly number[]): Buffer {
  const out: Buffer[] = []
  for (let i = 0; i + 1 < widthsAndValues.length; i += 2) {
    const width = widthsAndValues[i] ?? 0
    const value = widthsAndValues[i + 1] ?? 0
    const buffer = Buffer.alloc(width)
    if (width === 8) buffer.writeBigUInt64LE(BigInt(value))
    else buffer.writeUIntLE(value, 0, width)
    out.push(buffer)
  }
  return Buffer.concat(out)
}
