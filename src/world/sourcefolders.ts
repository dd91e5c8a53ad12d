// The Go files of modules as a port: folder by folder, and of each file its head, as far as asked for. Implemented in
// src/io/sourcefolders.ts. Paths inside a module have slashes; nothing is followed out of it.
import type { ModuleVersion } from '../base/finding.ts'

/** What a file begins with. */
export interface FileHead {
  readonly size: number
  /** Its first bytes, until the next head of this module is read; all of them where `size` is not more. */
  readonly head: Uint8Array
}

/** One .go file of a folder. */
export interface GoFile {
  /** Without its folder. */
  readonly name: string
  /** Opens it: many a name says that it is not built. `undefined` where it went away meanwhile. Throws `io`. */
  readonly head: () => FileHead | undefined
}

/** One folder of a module. */
export interface ListedFolder {
  /** Its .go files, links to files of the module among them, ordered by the bytes of their names. */
  readonly goFiles: readonly GoFile[]
  /** Names of the folders in it. */
  readonly folders: readonly string[]
  /** Whether it is the root of a module of its own. */
  readonly goMod: boolean
}

/** The files of one module. Reading blocks: an answer for each of thousands of folders would cost more. */
export interface SourceFolder {
  /** For people: the folder or the zip. */
  readonly place: string
  /** A folder, `''` for the root; `undefined` where there is none. Throws `io` where it cannot be read. */
  list(folder: string): ListedFolder | undefined
  /** A whole file; `undefined` where there is none. Throws `io`, and `too-large` over 64 MiB. */
  read(file: string): Uint8Array | undefined
  /** Names of the files (not folders) of the root, and of one folder below it. */
  files(folder: string): readonly string[]
}

/** Opens modules. */
export interface SourceFolders {
  /** A folder on the disk; `undefined` where there is none. */
  folder(path: string): SourceFolder | undefined
  /** A module's zip, by the strict reader. Throws `parse`, `too-large`, `io`. */
  zip(module: ModuleVersion, file: string): Promise<SourceFolder>
}
