// Archives inside a module: whether they hold programs. One level deep, by the first bytes of each file; at most 10,000
// entries are looked at and 64 MiB inflated. A zip that the strict reader refuses is not looked into.
import { constants, gunzipSync, inflateRawSync } from 'node:zlib'
import { WardenError } from '../../base/errors.ts'
import { dataOffset, memorySource, readZipDirectory, type ZipRecord } from '../../gomod/zipformat.ts'
import { bufferOf, signature, type Format } from './magic.ts'

/** What an archive holds. */
export interface Inside {
  /** Programs in it, at most 20: `stage/run: an ELF executable`. */
  readonly programs: readonly string[]
  /** Whether its first file needs a password. */
  readonly encrypted: boolean
}

const MOST_ENTRIES = 10_000
const MOST_INFLATED = 64 << 20
const MOST_PROGRAMS = 20
/** How much of each file is inflated, before: deflate makes at most a thousand times as much of it. */
const HEAD = 512

/** Looks into an archive or a compressed stream; never throws for what is in it. */
export function readArchive(bytes: Uint8Array, format: Format): Inside {
  const all = bufferOf(bytes)
  if (format.name === 'a zip archive') return { programs: zipPrograms(all), encrypted: isEncrypted(all) }
  if (format.name === 'a tar archive') return { programs: tarPrograms(all), encrypted: false }
  if (format.name !== 'gzip data') return { programs: [], encrypted: false }
  const head = opened(() => gunzipSync(all.subarray(0, 8192), PARTLY))
  const inner = head === undefined ? undefined : signature(head)
  if (head === undefined || inner === undefined) return { programs: [], encrypted: false }
  if (inner.name === 'a tar archive') return { programs: tarPrograms(head), encrypted: false }
  return { programs: isProgram(inner) ? [inner.name] : [], encrypted: false }
}

const PARTLY = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 16 << 20 }

function zipPrograms(all: Buffer): readonly string[] {
  const programs: string[] = []
  try {
    const directory = readZipDirectory(memorySource(all), 'archive')
    let left = MOST_INFLATED
    for (const record of directory.records.slice(0, MOST_ENTRIES)) {
      if (programs.length >= MOST_PROGRAMS || left <= 0) break
      const at = dataOffset(directory, record, (from, length) => all.subarray(from, from + length), 'archive')
      const head = headOf(record, all.subarray(at, at + Math.min(record.compressedSize, HEAD)))
      left -= head?.length ?? 0
      const format = head === undefined ? undefined : signature(head)
      if (format !== undefined && isProgram(format)) programs.push(`${record.name}: ${format.name}`)
    }
  } catch (error) {
    // What the strict reader refuses is not looked into; anything else is a bug.
    if (!(error instanceof WardenError)) throw error
  }
  return programs
}

function headOf(record: ZipRecord, data: Buffer): Buffer | undefined {
  if (record.method === 0) return data
  return record.method === 8 ? opened(() => inflateRawSync(data, PARTLY)) : undefined
}

/** The names and beginnings of a tar's files (https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html). */
function tarPrograms(all: Buffer): readonly string[] {
  const programs: string[] = []
  let at = 0
  for (let n = 0; n < MOST_ENTRIES && at + 512 <= all.length && programs.length < MOST_PROGRAMS; n++) {
    const name = all.toString('latin1', at, at + 100).replace(/\0[\s\S]*$/, '')
    const size = Number.parseInt(all.toString('latin1', at + 124, at + 136).replaceAll('\0', ' '), 8)
    if (name === '' || !(size >= 0)) break
    const format = signature(all.subarray(at + 512, at + 512 + size))
    if (format !== undefined && isProgram(format)) programs.push(`${name}: ${format.name}`)
    at += 512 + Math.ceil(size / 512) * 512
  }
  return programs
}

function isProgram(format: Format): boolean {
  return format.class === 'executable' || format.class === 'object'
}

/** Bit 0 of the flags of the first file's header (APPNOTE 4.4.4). */
function isEncrypted(all: Buffer): boolean {
  return all.length > 8 && all.readUInt32LE(0) === 0x04034b50 && (all.readUInt16LE(6) & 1) === 1
}

/** What zlib gives; `undefined` where the bytes are damaged or too many come out. */
function opened(inflate: () => Buffer): Buffer | undefined {
  try {
    return inflate()
  } catch {
    return undefined
  }
}
