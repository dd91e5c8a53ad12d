// Module zips: the archive in which a module version is distributed, checked and read. https://go.dev/ref/mod#zip-files
//
// `openModuleZip` judges structure, names and sizes without reading contents; `readContents` reads every byte once and
// checks it; `hashZip` gives the h1 that go.sum and the checksum database know. No zip passes that the go command
// (archive/zip, CheckZip, Unzip, HashZip) refuses. What it accepts and we refuse: the classes in zipformat.ts, and two
// entries for one folder. Attributes are not read: as in Go, a "symbolic link" is a file with its target as content.

import { createHash, type Hash } from 'node:crypto'
import { compareBytes } from '../base/bytes.ts'
import { WardenError } from '../base/errors.ts'
import { moduleName, type ModuleVersion } from '../base/finding.ts'
import { quoted } from '../base/quoted.ts'
import { hash1, sha256, type H1, type HashedFile } from './dirhash.ts'
import { inflateWhole } from './inflate.ts'
import { checkModule } from './path.ts'
import { canonicalVersion } from './version.ts'
import { ZipContents } from './zipcontents.ts'
import {
  dataOffset,
  readZipDirectory,
  zipError,
  type ZipDirectory,
  type ZipRecord,
  type ZipSource,
} from './zipformat.ts'
import { ZipNames } from './zipnames.ts'

// The source is part of this interface; zipformat.ts reads it.
export { memorySource, type ZipSource } from './zipformat.ts'

/** The largest zip, and the largest sum of the files in one, in bytes (Go's MaxZipFile). */
export const maxZipFile: number = 500 * 1024 * 1024
/** The largest go.mod and the largest LICENSE in a module's root, in bytes (Go's MaxGoMod and MaxLICENSE). */
const maxGoMod = 16 * 1024 * 1024

/** One file or folder of a module zip. */
export interface ZipEntry {
  /** Relative to the module's root, with slashes; a folder's ends in one, and the root folder's is empty. */
  readonly name: string
  /** The uncompressed size in bytes, as declared. */
  readonly size: number
  /** The entry in the zip's own terms. */
  readonly record: ZipRecord
}

/** A module zip whose structure, names and sizes have been checked, not its contents. */
export interface ModuleZip {
  readonly mod: ModuleVersion
  /** What every name in the zip begins with: `path@version/`. */
  readonly prefix: string
  /** The files, in the order of the zip's directory; `byName` sorts them. */
  readonly entries: readonly ZipEntry[]
  /** The entries for folders, which hold nothing but count in the h1. Most zips have none. */
  readonly folders: readonly ZipEntry[]
  readonly source: ZipSource
  readonly directory: ZipDirectory
}

/** What `readContents` calls: `chunk` is valid during the call only; `last` comes once a file, with its last chunk. */
export type Visit = (entry: ZipEntry, chunk: Uint8Array, last: boolean) => void

/**
 * Opens the zip of a module version. Throws `parse` where the zip or a name in it is not as it must be, `too-large`
 * where a limit is passed, naming the entry. The source must not change while the result is in use.
 */
export function openModuleZip(source: ZipSource, mod: ModuleVersion): ModuleZip {
  checkModule(mod.path, mod.version)
  if (canonicalVersion(mod.version) !== mod.version) {
    throw new WardenError('parse', `${moduleName(mod)}: the version is not canonical`)
  }
  const subject = moduleName(mod)
  if (source.size > maxZipFile) throw zipError('too-large', subject, `${source.size} bytes, more than ${maxZipFile}`)
  const directory = readZipDirectory(source, subject)
  const prefix = `${subject}/`
  const names = new ZipNames()
  const entries: ZipEntry[] = []
  const folders = new Map<string, ZipEntry>()
  let total = 0
  for (const record of directory.records) {
    const fail = (text: string): WardenError => zipError('parse', subject, text, record.name)
    if (!record.name.startsWith(prefix)) throw fail(`its name does not begin with ${quoted(prefix)}`)
    const name = record.name.slice(prefix.length)
    const { size } = record
    const isFolder = name === '' || name.endsWith('/')
    if (isFolder) {
      const why = name === '' ? undefined : names.add(name.slice(0, -1), true)
      if (why !== undefined) throw fail(why)
      if (folders.has(name)) throw fail('it is there twice')
      folders.set(name, { name, size, record })
      continue
    }
    const why = names.add(name, false) ?? misplacedGoMod(name)
    if (why !== undefined) throw fail(why)
    if (record.method !== 0 && record.method !== 8) throw fail(`unknown compression method ${record.method}`)
    total += size
    if (total > maxZipFile)
      throw zipError('too-large', subject, `its files have more than ${maxZipFile} bytes together`)
    if (size > maxGoMod && (name === 'go.mod' || name === 'LICENSE')) {
      throw zipError('too-large', subject, `${size} bytes, more than ${maxGoMod}`, record.name)
    }
    entries.push({ name, size, record })
  }
  for (const { size, record } of folders.values()) {
    if (size !== 0) throw zipError('parse', subject, 'a folder has contents', record.name)
  }
  return { mod, prefix, entries, folders: [...folders.values()], source, directory }
}

/** The files sorted by the bytes of their names, as Go sorts them. */
export function byName(zip: ModuleZip): ZipEntry[] {
  return zip.entries.toSorted((a, b) => compareBytes(a.name, b.name))
}

/**
 * Reads every file, in the order in which they stand in the zip, and checks size and CRC-32. A file of up to
 * 4 MiB is visited once, after its check; of a larger one only the call with `last` comes after it, so that
 * what was made of the chunks before must be dropped if this throws. Memory is bounded whatever the zip holds. Throws
 * `parse` where an entry is not what the directory says, and what the source or `visit` throws.
 */
export async function readContents(zip: ModuleZip, visit: Visit): Promise<void> {
  const contents = new ZipContents<ZipEntry>(zip.source, zip.directory, moduleName(zip.mod), visit)
  try {
    for (const folder of zip.folders) contents.open(folder)
    for (const entry of zip.entries.toSorted((a, b) => a.record.headerOffset - b.record.headerOffset)) {
      const later = contents.read(entry)
      // Awaited only where there is something to wait for: most zips are read in one go.
      if (later !== undefined) await later
    }
    contents.flush()
  } finally {
    contents.close()
  }
}

/**
 * All bytes of one file, whatever its size: the caller's own, and not checked against its CRC-32. For who read it before
 * and knows its hash. Throws `parse` where it is not as declared, and what the source throws.
 */
export function readEntry({ source, directory, mod }: ModuleZip, { record, size }: ZipEntry): Uint8Array {
  const read = (offset: number, length: number): Buffer => {
    const bytes = source.read(offset, length)
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }
  const stream = read(dataOffset(directory, record, read, moduleName(mod)), record.compressedSize)
  const bytes = record.method === 0 ? Buffer.from(stream) : inflateWhole(stream, size)
  if (typeof bytes === 'string') throw zipError('parse', moduleName(mod), bytes, record.name)
  return bytes
}

/**
 * The h1 of a module zip, as dirhash.HashZip gives it: over files and folder entries. Throws as `readContents` does.
 */
export async function hashZip(zip: ModuleZip): Promise<H1> {
  return hashContents(zip, () => undefined)
}

/** The same while `visit` sees every byte, as `readContents` shows it. */
export async function hashContents(zip: ModuleZip, visit: Visit): Promise<H1> {
  const files: HashedFile[] = zip.folders.map(({ name }) => ({ name: zip.prefix + name, sha256: sha256(none) }))
  let long: Hash | undefined
  await readContents(zip, (entry, chunk, last) => {
    if (long === undefined && last) {
      files.push({ name: zip.prefix + entry.name, sha256: sha256(chunk) })
    } else {
      long = (long ?? createHash('sha256')).update(chunk)
      if (last) {
        files.push({ name: zip.prefix + entry.name, sha256: long.digest('hex') })
        long = undefined
      }
    }
    visit(entry, chunk, last)
  })
  return hash1(files)
}

const none = new Uint8Array(0)

// Only the root has a go.mod, and in lower case: another one would make its folder another module.
function misplacedGoMod(name: string): string | undefined {
  if (!/(?:^|\/)go\.mod$/i.test(name) || name === 'go.mod') return undefined
  return name.includes('/') ? 'a go.mod below the root' : 'go.mod must be lower-case'
}
