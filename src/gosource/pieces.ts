// Pieces of a module: whole folders of Go files that are followed together. A small module is one piece. Of a large one
// the packages that can have effects come first, then those that call them, so that a way from a trigger to a call is
// seldom cut; what is left over comes folder by folder.
import { compareBytes } from '../base/bytes.ts'

/** So many bytes of Go are followed together: with all that is found out about them less than 200 MB of memory. */
const PIECE = 5 << 20
/** So many bytes of other files, which may be embedded, are held with a piece. */
const MOST_EMBEDDED = 16 << 20
/** Imports stand on top of a file; a licence may stand above them. */
const HEAD = 16_384

/** The Go files of a module, cut up. */
export interface Pieces {
  /** The files of each piece by their names, with what may be embedded into them. */
  readonly pieces: Iterable<ReadonlyMap<string, Uint8Array>>
  readonly count: number
  readonly goFiles: number
  /** Their size. */
  readonly goBytes: number
}

/** Cuts up a module's files; `path` is how its packages are imported. */
export function piecesOf(path: string, contents: ReadonlyMap<string, Uint8Array>): Pieces {
  const folders = new Map<string, Folder>()
  const others: string[] = []
  let goFiles = 0
  let goBytes = 0
  for (const name of [...contents.keys()].toSorted(compareBytes)) {
    if (!name.endsWith('.go')) {
      others.push(name)
      continue
    }
    const bytes = contents.get(name) ?? NONE
    const key = folderOf(name)
    let folder = folders.get(key)
    if (folder === undefined)
      folders.set(key, (folder = { name: key, names: [], bytes: 0, near: false, imports: new Set() }))
    folder.names.push(name)
    folder.bytes += bytes.length
    goFiles++
    goBytes += bytes.length
    const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, HEAD)).toString('latin1')
    folder.near ||= NEAR.test(head)
    for (const [, imported] of head.matchAll(/"([^"\s]+)"/g)) {
      if (imported === path) folder.imports.add('')
      else if (imported?.startsWith(`${path}/`) === true) folder.imports.add(imported.slice(path.length + 1))
    }
  }
  if (goBytes <= PIECE) return { pieces: [contents], count: 1, goFiles, goBytes }
  const parts = cut([...folders.values()])
  const pieces = {
    *[Symbol.iterator](): Generator<ReadonlyMap<string, Uint8Array>> {
      for (const part of parts) yield filesOf(part, others, contents)
    },
  }
  return { pieces, count: parts.length, goFiles, goBytes }
}

const NONE = new Uint8Array(0)

/** What a package imports that can have an effect, roughly: only to read such packages together. */
const NEAR = /"(?:os|os\/\w+|net|net\/\w+|syscall|plugin|unsafe|embed|C|golang\.org\/x\/(?:sys|net|crypto)\/[\w/]+)"/

interface Folder {
  readonly name: string
  readonly names: string[]
  bytes: number
  /** Whether it imports what has effects. */
  near: boolean
  /** The folders of the module that it imports. */
  readonly imports: Set<string>
}

function cut(folders: readonly Folder[]): Folder[][] {
  const near = new Set(folders.filter((folder) => folder.near).map(({ name }) => name))
  const rank = (folder: Folder): number =>
    folder.near ? 0 : [...folder.imports].some((imported) => near.has(imported)) ? 1 : 2
  const parts: Folder[][] = []
  let room = 0
  // Small ones first: a helper and who calls it are not parted by a package of tables.
  for (const folder of folders.toSorted(
    (a, b) => rank(a) - rank(b) || a.bytes - b.bytes || compareBytes(a.name, b.name),
  )) {
    const last = parts.at(-1)
    if (last === undefined || folder.bytes > room) {
      parts.push([folder])
      room = PIECE - folder.bytes
    } else {
      last.push(folder)
      room -= folder.bytes
    }
  }
  return parts
}

function filesOf(
  part: readonly Folder[],
  others: readonly string[],
  contents: ReadonlyMap<string, Uint8Array>,
): ReadonlyMap<string, Uint8Array> {
  const files = new Map<string, Uint8Array>()
  const folders = new Set(part.map(({ name }) => name))
  for (const { names } of part) for (const name of names) files.set(name, contents.get(name) ?? NONE)
  let room = MOST_EMBEDDED
  for (const name of others) {
    if (!isBelow(name, folders)) continue
    const bytes = contents.get(name) ?? NONE
    room -= bytes.length
    if (room < 0) break
    files.set(name, bytes)
  }
  return files
}

function isBelow(name: string, folders: ReadonlySet<string>): boolean {
  for (let at = folderOf(name); ; at = folderOf(at)) {
    if (folders.has(at)) return true
    if (at === '') return false
  }
}

function folderOf(name: string): string {
  return name.slice(0, Math.max(0, name.lastIndexOf('/')))
}
