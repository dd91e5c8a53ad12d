// A module's extracted folder: listed without following links, read file by file, and compared with the zip's bytes as
// they stream by. All synchronous: this runs in a worker thread.
import fs from 'node:fs'
import { compareBytes, equalBytes } from '../base/bytes.ts'
import { WardenError } from '../base/errors.ts'
import { toolchainOriginal } from '../gomod/cachelayout.ts'
import type { ZipEntry } from '../gomod/modzip.ts'
import type { FileDifference } from '../world/contents.ts'
import { diskError } from './diskerror.ts'
import { lstat, type Snapshot } from './statindex.ts'

/** Files of a folder, by their name relative to it. */
export interface FolderListing {
  /** Ordinary files. */
  readonly files: Set<string>
  /** Links, sockets, devices, names that are not UTF-8: nothing that a module can hold. */
  readonly strange: ReadonlySet<string>
  /** Folders that could not be listed, so that nothing is known about what they hold. */
  readonly unlisted: readonly string[]
}

/** All files below a folder, without following links; adds its folders to the snapshot. */
export function listFolder(folder: string, snapshot?: Snapshot): FolderListing {
  const files = new Set<string>()
  const strange = new Set<string>()
  const unlisted: string[] = []
  const pending = ['']
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    const here = at === '' ? folder : `${folder}/${at}`
    if (at !== '') snapshot?.add(at, lstat(here))
    let entries: fs.Dirent[]
    try {
      entries = fs.readdirSync(here, { withFileTypes: true })
    } catch {
      unlisted.push(at === '' ? '.' : at)
      continue
    }
    for (const entry of entries) {
      const name = at === '' ? entry.name : `${at}/${entry.name}`
      // Bytes that are no UTF-8 come as U+FFFD, which no file of a module has in its name: go would still compile it.
      if (entry.name.includes('\uFFFD')) strange.add(name)
      else if (entry.isDirectory()) pending.push(name)
      else if (entry.isFile()) files.add(name)
      else strange.add(name)
    }
  }
  return { files, strange, unlisted }
}

/**
 * Whether a file of an extracted toolchain is a go.mod that go itself copied from the _go.mod beside it, byte for byte.
 */
export function isToolchainCopy(folder: string, name: string): boolean {
  const original = toolchainOriginal(name)
  if (original === undefined) return false
  try {
    return equalBytes(readWhole(`${folder}/${name}`, 1 << 20), readWhole(`${folder}/${original}`, 1 << 20))
  } catch {
    return false
  }
}

// One byte more than the largest entry that comes whole, so that one read shows that a file is no longer than it.
const window = Buffer.allocUnsafeSlow((4 << 20) + 1)

/**
 * Reads one ordinary file in chunks that are valid during the call; gives the number of bytes. Throws `too-large` over
 * `most` bytes: a sparse file costs nothing to make and hours to hash.
 */
export function readFile(
  file: string,
  name: string,
  snapshot: Snapshot | undefined,
  most: number,
  use: (chunk: Uint8Array) => void,
): number {
  const fd = openFile(file)
  try {
    snapshot?.add(name, fs.fstatSync(fd, { bigint: true }))
    let total = 0
    for (;;) {
      const got = fs.readSync(fd, window, 0, window.length, null)
      if (got === 0) return total
      total += got
      if (total > most) throw new WardenError('too-large', `${name}: more bytes than a module can have`)
      use(window.subarray(0, got))
    }
  } finally {
    fs.closeSync(fd)
  }
}

/** A small file's bytes; a longer one's first `limit + 1`. `hear` gets stat data of the file that is read. */
export function readWhole(file: string, limit: number, hear?: (stats: fs.BigIntStats) => void): Uint8Array {
  const fd = openFile(file)
  try {
    hear?.(fs.fstatSync(fd, { bigint: true }))
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
    throw diskError(error, 'read', file)
  }
}

/** Compares a folder with the entries of its zip, which are given in any order, each whole or in chunks. */
export class FolderComparison {
  readonly #folder: string
  readonly #listing: FolderListing
  readonly #snapshot: Snapshot | undefined
  readonly #toolchain: boolean
  readonly differences: FileDifference[] = []
  /** The entry that comes in several chunks, and its file while it agrees. */
  #long: { readonly entry: ZipEntry; fd: number | undefined } | undefined

  /** `listing` is used up: what the zip names is taken out of it. */
  constructor(folder: string, listing: FolderListing, snapshot: Snapshot | undefined, toolchain: boolean) {
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
    if (this.#long === undefined && last) {
      if (this.#take(entry)) this.#compareWhole(entry, chunk)
      return
    }
    this.#long ??= { entry, fd: this.#take(entry) ? this.#open(entry) : undefined }
    const { fd } = this.#long
    if (fd !== undefined && !this.#agrees(fd, chunk, last)) {
      this.#differs(entry)
      fs.closeSync(fd)
      this.#long.fd = undefined
    }
    if (last) this.#closeLong()
  }

  /** Whether the folder has a file of that name; otherwise that is a difference. */
  #take(entry: ZipEntry): boolean {
    if (this.#listing.files.delete(entry.name)) return true
    if (!this.#listing.strange.has(entry.name)) {
      this.differences.push({ name: entry.name, kind: 'removed', expectedSize: entry.size })
    }
    return false
  }

  /** A file of up to 4 MiB: one read takes all of it, and one byte more where it is longer than it should be. */
  #compareWhole(entry: ZipEntry, bytes: Uint8Array): void {
    const fd = this.#open(entry)
    if (fd === undefined) return
    try {
      let got = fs.readSync(fd, window, 0, bytes.length + 1, null)
      // A short read that is not the end happens only on odd file systems.
      while (got > 0 && got < bytes.length) {
        const more = fs.readSync(fd, window, got, bytes.length + 1 - got, null)
        if (more === 0) break
        got += more
      }
      if (got !== bytes.length || window.compare(bytes, 0, bytes.length, 0, got) !== 0) this.#differs(entry)
    } catch {
      this.#differs(entry)
    } finally {
      fs.closeSync(fd)
    }
  }

  #agrees(fd: number, chunk: Uint8Array, last: boolean): boolean {
    try {
      for (let at = 0; at < chunk.length;) {
        const got = fs.readSync(fd, window, 0, Math.min(window.length, chunk.length - at), null)
        if (got === 0 || window.compare(chunk, at, at + got, 0, got) !== 0) return false
        at += got
      }
      return !last || fs.readSync(fd, window, 0, 1, null) === 0
    } catch {
      return false
    }
  }

  #open(entry: ZipEntry): number | undefined {
    try {
      const fd = openFile(`${this.#folder}/${entry.name}`)
      this.#snapshot?.add(entry.name, fs.fstatSync(fd, { bigint: true }))
      return fd
    } catch {
      this.#differs(entry)
      return undefined
    }
  }

  #differs(entry: ZipEntry): void {
    this.differences.push({ name: entry.name, kind: 'changed', expectedSize: entry.size })
  }

  #closeLong(): void {
    if (this.#long?.fd !== undefined) fs.closeSync(this.#long.fd)
    this.#long = undefined
  }

  /** After the last entry, or after the zip turned out to be damaged: what the folder holds beyond the zip. */
  finish(): void {
    this.#closeLong()
    for (const name of this.#listing.files) {
      if (this.#toolchain && isToolchainCopy(this.#folder, name)) {
        this.#snapshot?.add(name, lstat(`${this.#folder}/${name}`))
        continue
      }
      this.differences.push({ name, kind: 'added' })
    }
    for (const name of this.#listing.strange) this.differences.push({ name, kind: 'not a file' })
    this.differences.sort((a, b) => compareBytes(a.name, b.name))
  }
}
