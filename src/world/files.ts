// The disk as a port. Implemented in src/io/files.ts. Paths are absolute. Every failure that is not "it is not
// there" throws a WardenError of code `io` that names the path and what can be done.

/** What kind of thing a path is; a symbolic link is never followed. */
export interface FileInfo {
  readonly kind: 'file' | 'folder' | 'link' | 'other'
  readonly size: number
  /** Permission bits (0o777). */
  readonly mode: number
  readonly mtime: Date
  /** When it was last read, as far as the file system keeps that (`relatime`, `noatime`). */
  readonly atime: Date
}

/** How much lies below a path. */
export interface Usage {
  /** Sum of the sizes of the files; links and folders count nothing. */
  readonly bytes: number
  readonly files: number
}

/** How a file is written. */
export interface WriteOptions {
  readonly mode?: number
  readonly durable?: boolean
}

/** Whole files and folders, bounded and atomic. */
export interface Files {
  /**
   * A regular file's bytes; `undefined` where it (or a folder above it) does not exist. Links are followed. Throws
   * `too-large` over `maxBytes` (256 MiB unless given).
   */
  read(path: string, maxBytes?: number): Promise<Uint8Array | undefined>
  /**
   * Many small files at once, each as `read` gives it, or `undefined` too where it cannot be read. The implementation
   * may block: a promise for each of a thousand files costs more than reading them.
   */
  readMany(paths: readonly string[], maxBytes: number): Promise<ReadonlyArray<Uint8Array | undefined>>
  /** Names in a folder, ordered by UTF-8 bytes, with their kinds; `undefined` where it does not exist. */
  list(path: string): Promise<ReadonlyArray<{ readonly name: string; readonly kind: FileInfo['kind'] }> | undefined>
  /** `undefined` where it does not exist. */
  info(path: string): Promise<FileInfo | undefined>
  /**
   * Writes a whole file so that a reader or a crash sees the old bytes or the new ones: temporary file, fsync,
   * rename, fsync of the folder. Makes missing folders. `mode` is what the file gets, whatever the umask is; 0o644 less
   * the umask unless given. `durable: false` is for what can be made again, and is only looked at with care: nothing is
   * synced, and what a reader sees after a crash of the whole machine may be torn.
   */
  write(path: string, bytes: Uint8Array, options?: WriteOptions): Promise<void>
  /**
   * Writes a new file (`io` where the name is taken), synced with its folder, which is made where it is missing. `mode`
   * is 0o644 unless given, less the umask.
   */
  create(path: string, bytes: Uint8Array, options?: { readonly mode?: number }): Promise<void>
  /**
   * Appends one line (without its newline) to a file, synced; makes it, private, where it is missing. A line that a
   * crash cut short before is ended first, so that it spoils no other.
   */
  appendLine(path: string, line: string): Promise<void>
  /**
   * Removes a file or a whole folder (read-only ones too); nothing happens where there is none. With `durable` the
   * folder that it was in is synced.
   */
  remove(path: string, options?: { readonly durable?: boolean }): Promise<void>
  /** Makes a folder and those above it; `mode` is that of the new ones, 0o777 less the umask unless given. */
  makeFolder(path: string, mode?: number): Promise<void>
  /** Copies a file of any size to a new name (`io` where that is taken), synced; `mode` is that of the old one unless given. */
  copy(from: string, to: string, options?: { readonly mode?: number }): Promise<void>
  /**
   * Renames, replacing a file that is there, durably: a file is synced before, the folders after. Makes missing folders.
   * A folder that is read-only becomes writable for this user where the system wants that.
   */
  rename(from: string, to: string): Promise<void>
  /**
   * Lets two folders beside each other change names in one step, durably, so that no reader misses both. `false` where
   * the system cannot (then nothing happened).
   */
  exchange(a: string, b: string): Promise<boolean>
  /** What lies at or below a path, without following links; `undefined` where there is nothing. */
  usage(path: string): Promise<Usage | undefined>
  /** A new private folder for temporary files; the caller removes it. */
  temporaryFolder(prefix: string): Promise<string>
}
