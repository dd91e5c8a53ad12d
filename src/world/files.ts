// The disk as a port. Implemented in src/io/files.ts. Paths are absolute. Every failure that is not "it is not
// there" throws a WardenError of code `io` that names the path and what can be done.

/** What kind of thing a path is; a symbolic link is never followed. */
export interface FileInfo {
  readonly kind: 'file' | 'folder' | 'link' | 'other'
  readonly size: number
  /** Permission bits (0o777). */
  readonly mode: number
  readonly mtime: Date
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
   * rename, fsync of the folder. Makes missing folders. `mode` is 0o644 unless given, less the umask.
   */
  write(path: string, bytes: Uint8Array, options?: { readonly mode?: number }): Promise<void>
  /** Removes a file or a whole folder (read-only ones too); nothing happens where there is none. */
  remove(path: string): Promise<void>
  /** Makes a folder and those above it. */
  makeFolder(path: string): Promise<void>
  /** Copies a file of any size to a new name (`io` where that is taken), synced. */
  copy(from: string, to: string): Promise<void>
  /** Renames, replacing a file that is there, durably: a file is synced before, the folder after. Makes missing folders. */
  rename(from: string, to: string): Promise<void>
  /** A new private folder for temporary files; the caller removes it. */
  temporaryFolder(prefix: string): Promise<string>
}
