// Examining one module version's files in a module cache: the hot path of `verify`, run in worker threads.
//
// Every byte is read once and hashed once. The zip's contents are hashed; the extracted folder is not hashed beside
// it but compared with the zip's bytes, which says the same and costs a memcmp. Only a folder without a sound zip, or
// one that differs, is hashed on its own. File system calls are synchronous: this runs in a worker of its own, and a
// promise for each of 150,000 small files would cost more than reading them.
import { hash, createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { compareBytes, equalBytes } from '../base/bytes.ts'
import { isWardenError, messageOf, WardenError } from '../base/errors.ts'
import { isToolchain, parseZipHash, toolchainOriginal } from '../gomod/cachelayout.ts'
import { hash1 } from '../gomod/dirhash.ts'
import { openModuleZip, readContents, type ModuleZip, type ZipEntry } from '../gomod/modzip.ts'
import type { Examined, ExamineRequest, FileDifference, Hashed } from '../world/contents.ts'
import { describeDifferences } from './folderdiff.ts'
import { lstat, readIndex, Snapshot } from './statindex.ts'
import { openZipFile } from './zipfile.ts'

/** Files of a folder, by their name relative to it. */
export interface FolderListing {
  /** Ordinary files. */
  readonly files: ReadonlySet<string>
  /** Links, sockets, devices, unreadable folders: nothing that a module can hold. */
  readonly strange: readonly string[]
}

const NAME = { zip: '=zip', ziphash: '=ziphash', folder: '=folder' } as const

/** Examines one module version. Never throws for what it finds in the cache. */
export async function examine(request: ExamineRequest): Promise<Examined> {
  const places = { [NAME.zip]: request.zip, [NAME.ziphash]: request.ziphash, [NAME.folder]: request.folder }
  const present = new Map<string, fs.BigIntStats>()
  for (const [name, place] of Object.entries(places)) {
    const stats = place === undefined ? undefined : lstat(place)
    if (stats !== undefined) present.set(name, stats)
  }
  if (request.trustIndex && request.index !== undefined) {
    const facts = readIndex(request.index, [...present.keys()], (name) => {
      if (!name.startsWith('=')) return `${request.folder}/${name}`
      return present.has(name) ? places[name as keyof typeof places] : undefined
    })
    if (facts !== undefined) {
      return {
        zip: facts.zip === undefined ? { kind: 'absent' } : { kind: 'hashed', ...facts.zip },
        folder: facts.folder === undefined ? { kind: 'absent' } : { kind: 'hashed', ...facts.folder },
        differences: [],
        differenceCount: 0,
        ziphash: facts.ziphash,
        byIndex: true,
      }
    }
  }
  const snapshot = new Snapshot()
  for (const [name, stats] of present) snapshot.add(name, stats)
  const examined = await readAll(request, present, snapshot)
  if (request.index !== undefined) keep(request.index, examined, snapshot)
  return examined
}

/** Makes an index entry where all that is there was read and agrees. */
function keep(index: string, examined: Examined, snapshot: Snapshot): void {
  const { zip, folder, ziphash } = examined
  const facts = (hashed: Hashed): { h1: string; files: number; bytes: number } | undefined =>
    hashed.kind === 'hashed' ? { h1: hashed.h1, files: hashed.files, bytes: hashed.bytes } : undefined
  const sound = [zip, folder].every((hashed) => hashed.kind === 'hashed' || hashed.kind === 'absent')
  const agree = zip.kind !== 'hashed' || folder.kind !== 'hashed' || zip.h1 === folder.h1
  if (sound && agree) snapshot.save(index, { zip: facts(zip), folder: facts(folder), ziphash })
  else fs.rmSync(index, { force: true })
}

async function readAll(
  request: ExamineRequest,
  present: ReadonlyMap<string, fs.BigIntStats>,
  snapshot: Snapshot,
): Promise<Examined> {
  const ziphash = present.has(NAME.ziphash) ? readZiphash(request.ziphash as string) : undefined
  const folder = present.has(NAME.folder) ? (request.folder as string) : undefined
  const listing = folder === undefined ? undefined : listFolder(folder, snapshot)
  const found = { ziphash, byIndex: false, differences: [], differenceCount: 0 } as const
  if (!present.has(NAME.zip)) {
    return { ...found, zip: { kind: 'absent' }, folder: hashFolder(request, folder, listing, snapshot) }
  }
  const comparison = new Comparison(folder, listing, snapshot, isToolchain(request.module))
  const zip = await withZip(request, async (opened): Promise<Hashed> => {
    // Folder entries count in a zip's h1, as empty files (CONTRACTS §1.4).
    const sums = opened.folders.map(({ name }) => ({ name: opened.prefix + name, sha256: hash('sha256', '') }))
    let bytes = 0
    let running: ReturnType<typeof createHash> | undefined
    await readContents(opened, (entry, chunk, last) => {
      bytes += chunk.length
      if (last && running === undefined) {
        sums.push({ name: opened.prefix + entry.name, sha256: hash('sha256', chunk) })
      } else {
        running ??= createHash('sha256')
        running.update(chunk)
        if (last) {
          sums.push({ name: opened.prefix + entry.name, sha256: running.digest('hex') })
          running = undefined
        }
      }
      comparison.chunk(entry, chunk, last)
    })
    comparison.finish()
    return { kind: 'hashed', h1: hash1(sums), files: opened.entries.length, bytes }
  })
  comparison.close()
  if (zip.kind === 'hashed' && folder !== undefined && listing !== undefined && comparison.same) {
    return { ...found, zip, folder: { ...zip } }
  }
  const hashed = hashFolder(request, folder, listing, snapshot)
  if (zip.kind !== 'hashed' || folder === undefined) return { ...found, zip, folder: hashed }
  const described = await describeDifferences(request, folder, comparison.differences)
  return { ...found, zip, folder: hashed, differences: described, differenceCount: comparison.differences.length }
}

/** Opens the zip for `use`; damage and trouble with reading become values. */
async function withZip(request: ExamineRequest, use: (zip: ModuleZip) => Promise<Hashed>): Promise<Hashed> {
  try {
    using source = openZipFile(request.zip as string)
    const result = await use(openModuleZip(source, request.module))
    return source.unchanged() ? result : { kind: 'unreadable', why: 'the zip changed while it was read; run again' }
  } catch (error) {
    if (isWardenError(error, 'io')) return { kind: 'unreadable', why: messageOf(error) }
    if (isWardenError(error)) return { kind: 'damaged', why: messageOf(error) }
    throw error
  }
}

/** What .ziphash says; `undefined` where go would compute it anew. */
function readZiphash(file: string): string | undefined {
  try {
    const found = parseZipHash(readWhole(file, 4096))
    return found.kind === 'torn' ? undefined : found.kind === 'h1' ? found.hash : found.text
  } catch {
    return undefined
  }
}

/** All files below a folder, without following links; adds its folders to the snapshot. */
export function listFolder(folder: string, snapshot?: Snapshot): FolderListing {
  const files = new Set<string>()
  const strange: string[] = []
  const pending = ['']
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    const here = at === '' ? folder : `${folder}/${at}`
    if (at !== '') snapshot?.add(at, lstat(here))
    let entries: fs.Dirent[]
    try {
      entries = fs.readdirSync(here, { withFileTypes: true })
    } catch {
      strange.push(at === '' ? '.' : at)
      continue
    }
    for (const entry of entries) {
      const name = at === '' ? entry.name : `${at}/${entry.name}`
      if (entry.isDirectory()) pending.push(name)
      else if (entry.isFile()) files.add(name)
      else strange.push(name)
    }
  }
  return { files, strange }
}

/** h1 of a folder as golang.org/x/mod/sumdb/dirhash.HashDir computes it; anything but a file in it is damage. */
function hashFolder(
  request: ExamineRequest,
  folder: string | undefined,
  listing: FolderListing | undefined,
  snapshot: Snapshot,
): Hashed {
  if (folder === undefined || listing === undefined) return { kind: 'absent' }
  const [odd] = listing.strange
  const prefix = `${request.module.path}@${request.module.version}/`
  const sums: { readonly name: string; readonly sha256: string }[] = []
  let bytes = 0
  try {
    for (const name of listing.files) {
      if (isToolchain(request.module) && isToolchainCopy(name, listing)) continue
      const sum = createHash('sha256')
      bytes += readFile(path.join(folder, name), name, snapshot, (chunk) => sum.update(chunk))
      sums.push({ name: prefix + name, sha256: sum.digest('hex') })
    }
    if (odd !== undefined) return { kind: 'damaged', why: `${odd} is not an ordinary file or cannot be listed` }
    return { kind: 'hashed', h1: hash1(sums), files: sums.length, bytes }
  } catch (error) {
    return { kind: isWardenError(error, 'parse') ? 'damaged' : 'unreadable', why: messageOf(error) }
  }
}

/** Whether a file is one that go itself adds to an extracted toolchain; its bytes are compared by the caller. */
function isToolchainCopy(name: string, listing: FolderListing): boolean {
  const original = toolchainOriginal(name)
  return original !== undefined && listing.files.has(original)
}

const window = Buffer.allocUnsafeSlow(4 << 20)

/** Reads one ordinary file in chunks that are valid during the call; gives the number of bytes. */
function readFile(file: string, name: string, snapshot: Snapshot | undefined, use: (chunk: Uint8Array) => void): number {
  const fd = openFile(file)
  try {
    snapshot?.add(name, fs.fstatSync(fd, { bigint: true }))
    let total = 0
    for (;;) {
      const got = fs.readSync(fd, window, 0, window.length, null)
      if (got === 0) return total
      total += got
      use(window.subarray(0, got))
    }
  } finally {
    fs.closeSync(fd)
  }
}

/** A small file's bytes; a longer one's first `limit + 1`. */
function readWhole(file: string, limit: number): Uint8Array {
  const fd = openFile(file)
  try {
    const buffer = Buffer.alloc(limit + 1)
    return buffer.subarray(0, fs.readSync(fd, buffer, 0, buffer.length, 0))
  } finally {
    fs.closeSync(fd)
  }
}

/** Opens an ordinary file for reading: never through a link, never waiting for a pipe's other end. */
function openFile(file: string): number {
  try {
    return fs.openSync(file, fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW | fs.constants.O_NONBLOCK)
  } catch (error) {
    throw new WardenError('io', `${file}: ${messageOf(error)}`, { cause: error })
  }
}

/** Compares the extracted folder with the zip's bytes as they stream by. */
class Comparison {
  readonly #folder: string | undefined
  readonly #listing: FolderListing | undefined
  readonly #snapshot: Snapshot
  readonly #toolchain: boolean
  readonly #seen = new Set<string>()
  readonly differences: FileDifference[] = []
  // The file of an entry that comes in several chunks.
  #fd: number | undefined
  #equal = true
  #size = 0

  constructor(folder: string | undefined, listing: FolderListing | undefined, snapshot: Snapshot, toolchain: boolean) {
    this.#folder = folder
    this.#listing = listing
    this.#snapshot = snapshot
    this.#toolchain = toolchain
  }

  /** Whether the folder is, file for file, what the zip holds; meaningful after `finish`. */
  get same(): boolean {
    return this.differences.length === 0
  }

  /** The next bytes of an entry. */
  chunk(entry: ZipEntry, chunk: Uint8Array, last: boolean): void {
    if (this.#folder === undefined || this.#listing === undefined) return
    if (!this.#seen.has(entry.name)) {
      this.#seen.add(entry.name)
      if (!this.#listing.files.has(entry.name)) {
        if (!this.#listing.strange.includes(entry.name)) {
          this.differences.push({ name: entry.name, kind: 'removed', expectedSize: entry.size })
        }
        return
      }
      this.#begin(entry)
    }
    if (this.#fd === undefined) return
    this.#compare(chunk, last)
    if (last) this.#end(entry)
  }

  #begin(entry: ZipEntry): void {
    this.#equal = true
    this.#size = 0
    try {
      this.#fd = openFile(`${this.#folder}/${entry.name}`)
      const stats = fs.fstatSync(this.#fd, { bigint: true })
      this.#snapshot.add(entry.name, stats)
      if (stats.size !== BigInt(entry.size)) this.#equal = false
    } catch {
      this.#equal = false
      this.close()
      this.differences.push({ name: entry.name, kind: 'changed', expectedSize: entry.size })
    }
  }

  #compare(chunk: Uint8Array, last: boolean): void {
    if (this.#fd === undefined || !this.#equal) return
    for (let at = 0; at < chunk.length; ) {
      const got = fs.readSync(this.#fd, window, 0, Math.min(window.length, chunk.length - at), null)
      if (got === 0 || !equalBytes(window.subarray(0, got), chunk.subarray(at, at + got))) {
        this.#equal = false
        return
      }
      at += got
    }
    this.#size += chunk.length
    // The size agreed when the file was opened; a file that grew since ends later than the zip's entry.
    if (last && fs.readSync(this.#fd, window, 0, 1, null) !== 0) this.#equal = false
  }

  #end(entry: ZipEntry): void {
    if (!this.#equal) this.differences.push({ name: entry.name, kind: 'changed', expectedSize: entry.size })
    this.close()
  }

  /** After the last entry: what the folder holds beyond the zip. */
  finish(): void {
    const listing = this.#listing
    if (listing === undefined) return
    for (const name of listing.files) {
      if (this.#seen.has(name)) continue
      if (this.#toolchain && isToolchainCopy(name, listing) && this.#sameAsOriginal(name)) continue
      this.differences.push({ name, kind: 'added' })
    }
    for (const name of listing.strange) this.differences.push({ name, kind: 'not a file' })
    this.differences.sort((a, b) => compareBytes(a.name, b.name))
  }

  #sameAsOriginal(name: string): boolean {
    try {
      const copy = `${this.#folder}/${name}`
      const original = `${this.#folder}/${toolchainOriginal(name)}`
      const stats = lstat(copy)
      this.#snapshot.add(name, stats)
      return equalBytes(readWhole(copy, 1 << 20), readWhole(original, 1 << 20))
    } catch {
      return false
    }
  }

  /** Lets go of a file that is still open. */
  close(): void {
    if (this.#fd !== undefined) fs.closeSync(this.#fd)
    this.#fd = undefined
  }
}
