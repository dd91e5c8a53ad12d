// All files of one module read and hashed, from an extracted folder, a zip or a folder that somebody works in. All
// synchronous but for large zip entries: this runs in a worker thread. Links are not followed out of the module, pipes
// and devices are never opened, and what is not read is said.
import { createHash, hash, type Hash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { compareBytes } from '../base/bytes.ts'
import { isWardenError, messageOf, WardenError } from '../base/errors.ts'
import { moduleName } from '../base/finding.ts'
import { isToolchain } from '../gomod/cachelayout.ts'
import { hash1, type HashedFile } from '../gomod/dirhash.ts'
import { hashContents, openModuleZip, readEntry } from '../gomod/modzip.ts'
import type { Tree, Unread } from '../world/trees.ts'
import { isToolchainCopy, listFolder, readFile } from './folder.ts'
import { openZipFile } from './zipfile.ts'

/** What was read. */
export interface ReadTree {
  /** Every file by its name in the module, ordered by the bytes of the names; some may be read again when asked for. */
  readonly contents: ReadonlyMap<string, Uint8Array>
  /** The h1 over all of them; of a local folder over its names under `path@/`. `undefined` where something is unread. */
  readonly h1: string | undefined
  readonly unread: readonly Unread[]
  readonly bytes: number
}

/** So many bytes are held at a time: what there is beyond is read again file by file, whenever it is asked for. */
const MOST_HELD = 32 << 20
/** What is read at once of a zip for one file that is read again. */
const AGAIN_BYTES = 64 << 10
const MOST_FILE = 512 << 20
const MOST_FILES = 200_000
const MOST_DEPTH = 64
/** What version control keeps is no part of a module, and cannot be brought in by a clone. */
const VERSION_CONTROL: ReadonlySet<string> = new Set(['.git', '.hg', '.svn', '.bzr', '.jj'])

/** Reads a module's files. Throws `parse`, `too-large` and `io` for a zip or folder that cannot be read at all. */
export async function readTree(tree: Tree): Promise<ReadTree> {
  return tree.kind === 'zip' ? readZip(tree) : readFolder(tree)
}

async function readZip({ zip, module }: Extract<Tree, { kind: 'zip' }>): Promise<ReadTree> {
  using source = openZipFile(zip)
  const opened = openModuleZip(source, module)
  const held = new Map<string, Uint8Array>()
  const left = new Map<string, string>()
  let bytes = 0
  let room = MOST_HELD
  let chunks: Uint8Array[] = []
  let sum: Hash | undefined
  const h1 = await hashContents(opened, (entry, chunk, last) => {
    if (entry.size <= room) {
      // Valid during the call only.
      chunks.push(new Uint8Array(chunk))
      if (!last) return
      held.set(entry.name, chunks.length === 1 ? (chunks[0] ?? NONE) : Buffer.concat(chunks))
      room -= entry.size
      chunks = []
    } else {
      sum = (sum ?? createHash('sha256')).update(chunk)
      if (!last) return
      left.set(entry.name, sum.digest('hex'))
      sum = undefined
    }
    bytes += entry.size
  })
  if (!source.unchanged()) throw new WardenError('io', `${zip}: changed while it was read`, { remedy: 'run it again' })
  const entries = new Map(opened.entries.map((entry) => [entry.name, entry]))
  const read = (name: string): Uint8Array => {
    const entry = entries.get(name)
    using again = openZipFile(zip, AGAIN_BYTES)
    return entry === undefined ? NONE : readEntry({ ...opened, source: again }, entry)
  }
  const contents = left.size === 0 ? ordered(held) : new Contents(held, left, read, zip)
  return { contents, h1, unread: [], bytes }
}

const NONE = new Uint8Array(0)

function ordered(files: ReadonlyMap<string, Uint8Array>): Map<string, Uint8Array> {
  return new Map([...files].sort(([a], [b]) => compareBytes(a, b)))
}

function readFolder(tree: Exclude<Tree, { kind: 'zip' }>): ReadTree {
  const { folder, module } = tree
  const listed = tree.kind === 'local' ? listLocal(folder, tree.leave) : listExtracted(tree)
  const unread = [...listed.unread]
  const held = new Map<string, Uint8Array>()
  const left = new Map<string, string>()
  const sums: HashedFile[] = []
  const prefix = module.version === '' ? `${module.path}@/` : `${moduleName(module)}/`
  let bytes = 0
  for (const [name, from] of listed.files) {
    const sum = createHash('sha256')
    const chunks: Uint8Array[] = []
    try {
      const size = readFile(from, name, undefined, MOST_FILE, (chunk) => {
        sum.update(chunk)
        if (bytes + chunk.length <= MOST_HELD) chunks.push(new Uint8Array(chunk))
        bytes += chunk.length
      })
      const sha256 = sum.digest('hex')
      sums.push({ name: prefix + name, sha256 })
      const whole = chunks.length === 1 ? (chunks[0] ?? NONE) : Buffer.concat(chunks)
      if (whole.length === size) held.set(name, whole)
      else left.set(name, sha256)
    } catch (error) {
      if (!isWardenError(error)) throw error
      // A folder that somebody works in may hold a disk image; no module can, and no build looks at it.
      const grave = !isWardenError(error, 'too-large') || tree.kind === 'folder' || isSource(name)
      unread.push({ file: name, why: messageOf(error), grave })
    }
  }
  const read = (name: string): Uint8Array => {
    const chunks: Uint8Array[] = []
    readFile(listed.files.get(name) ?? '', name, undefined, MOST_FILE, (chunk) => chunks.push(new Uint8Array(chunk)))
    return Buffer.concat(chunks)
  }
  const contents = left.size === 0 ? ordered(held) : new Contents(held, left, read, folder)
  return { contents, h1: unread.length === 0 ? hashOf(sums, unread) : undefined, unread, bytes }
}

/** A name with a newline has no place in an h1. */
function hashOf(sums: readonly HashedFile[], unread: Unread[]): string | undefined {
  try {
    return hash1(sums)
  } catch (error) {
    if (!isWardenError(error, 'parse')) throw error
    unread.push({ file: '', why: messageOf(error), grave: true })
    return undefined
  }
}

/** The files of a tree, by name, and where each is read from. */
interface Listed {
  readonly files: ReadonlyMap<string, string>
  readonly unread: readonly Unread[]
}

function listExtracted({ folder, module }: Extract<Tree, { kind: 'folder' }>): Listed {
  const { files, strange, unlisted } = listFolder(folder)
  const toolchain = isToolchain(module)
  const names = [...files].filter((name) => !(toolchain && isToolchainCopy(folder, name)))
  return {
    files: new Map(names.map((name) => [name, `${folder}/${name}`])),
    unread: [
      ...[...strange].map((file) => ({ file, why: 'no file that a module can hold', grave: true })),
      ...unlisted.map((file) => ({ file, why: 'the folder cannot be listed', grave: true })),
    ],
  }
}

/** Files below a folder that somebody works in: as go takes them, and more. */
function listLocal(folder: string, leave: readonly string[]): Listed {
  const files = new Map<string, string>()
  const unread: Unread[] = []
  const left = new Set(leave)
  const root = realPath(folder) ?? folder
  const pending: { readonly at: string; readonly depth: number }[] = [{ at: '', depth: 0 }]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { at, depth } = next
    let entries: fs.Dirent[]
    try {
      entries = fs.readdirSync(at === '' ? folder : `${folder}/${at}`, { withFileTypes: true })
    } catch (error) {
      if (at === '') throw new WardenError('io', `${folder}: cannot be listed: ${messageOf(error)}`, { cause: error })
      unread.push({ file: at, why: `the folder cannot be listed: ${messageOf(error)}`, grave: true })
      continue
    }
    // A folder with a go.mod is another module, which is looked at for itself.
    if (at !== '' && entries.some((entry) => entry.name === 'go.mod' && !entry.isDirectory())) continue
    for (const entry of entries) {
      const name = at === '' ? entry.name : `${at}/${entry.name}`
      if (files.size >= MOST_FILES) {
        unread.push({ file: at, why: `more than ${MOST_FILES} files`, grave: true })
        return { files, unread }
      }
      if (entry.name.includes('\uFFFD')) unread.push({ file: name, why: 'its name is not UTF-8', grave: true })
      else if (entry.isDirectory()) {
        if (VERSION_CONTROL.has(entry.name) || left.has(name)) continue
        if (depth < MOST_DEPTH) pending.push({ at: name, depth: depth + 1 })
        else unread.push({ file: name, why: `deeper than ${MOST_DEPTH} folders`, grave: true })
      } else if (entry.isFile()) files.set(name, `${folder}/${name}`)
      else if (entry.isSymbolicLink()) addLink(folder, root, name, files, unread)
      else if (isSource(name)) unread.push({ file: name, why: 'not a file', grave: true })
    }
  }
  return { files, unread }
}

/** go compiles what a link to a file leads to. One that leads out of the module is not read: it may be anybody's file. */
function addLink(folder: string, root: string, name: string, files: Map<string, string>, unread: Unread[]): void {
  if (!isSource(name)) return
  const target = realPath(`${folder}/${name}`)
  if (target !== undefined && target.startsWith(`${root}${path.sep}`)) {
    if (fs.lstatSync(target, { throwIfNoEntry: false })?.isFile() === true) files.set(name, target)
    return
  }
  const why = target === undefined ? 'a link to nothing' : 'a link that leads out of the module'
  unread.push({ file: name, why, grave: true })
}

/** Files that a build takes in. */
function isSource(name: string): boolean {
  return /\.(?:go|s|S|sx|c|cc|cpp|cxx|m|mm|h|hh|hpp|hxx|f|F|for|f90|syso|swig|swigcxx)$/.test(name)
}

function realPath(file: string): string | undefined {
  try {
    return fs.realpathSync(file)
  } catch {
    return undefined
  }
}

/** Files of which some are read anew each time they are asked for, because all together are too many bytes to hold. */
class Contents implements ReadonlyMap<string, Uint8Array> {
  readonly #held: ReadonlyMap<string, Uint8Array>
  readonly #left: ReadonlyMap<string, string>
  readonly #read: (name: string) => Uint8Array
  readonly #place: string
  readonly #names: readonly string[]

  /**
   * `left` has the sha256 of what is not held: bytes that changed since are an error, not another answer. `place` is where
   * `read` reads.
   */
  constructor(
    held: ReadonlyMap<string, Uint8Array>,
    left: ReadonlyMap<string, string>,
    read: (name: string) => Uint8Array,
    place: string,
  ) {
    this.#held = held
    this.#left = left
    this.#read = read
    this.#place = place
    this.#names = [...held.keys(), ...left.keys()].sort(compareBytes)
  }

  get size(): number {
    return this.#names.length
  }

  has(name: string): boolean {
    return this.#held.has(name) || this.#left.has(name)
  }

  get(name: string): Uint8Array | undefined {
    const held = this.#held.get(name)
    const sha256 = this.#left.get(name)
    if (held !== undefined || sha256 === undefined) return held
    const changed = (cause?: unknown): WardenError =>
      new WardenError('io', `${this.#place}: ${name} changed while it was read`, {
        remedy: 'run the command again',
        cause,
      })
    let bytes: Uint8Array
    try {
      bytes = this.#read(name)
    } catch (error) {
      // A zip that was whole a moment ago, and is none now.
      throw isWardenError(error, 'parse') ? changed(error) : error
    }
    if (hash('sha256', bytes) === sha256) return bytes
    throw changed()
  }

  keys(): MapIterator<string> {
    return this.#names.values()
  }

  *values(): MapIterator<Uint8Array> {
    for (const [, bytes] of this) yield bytes
  }

  entries(): MapIterator<[string, Uint8Array]> {
    return this[Symbol.iterator]()
  }

  *[Symbol.iterator](): MapIterator<[string, Uint8Array]> {
    for (const name of this.#names) yield [name, this.get(name) ?? NONE]
  }

  forEach(call: (value: Uint8Array, key: string, map: ReadonlyMap<string, Uint8Array>) => void): void {
    for (const [name, bytes] of this) call(bytes, name, this)
  }
}
