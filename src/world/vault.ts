// What a guard keeps of module versions, as a port: a row for each, and the files that the row names. Implemented in
// src/store/vault.ts. Nothing is served from it that is not what the row says: files are looked at again before they are
// used, and what is no longer what was kept is put aside as evidence and counts as absent.
import type { ModuleVersion } from '../base/finding.ts'

/** A zip that is kept. */
export interface KeptZip {
  readonly h1: string
  /** Of the file's bytes, in hexadecimal. */
  readonly sha256: string
  readonly size: number
}

/** What is kept of a module version. A part that is absent was never here, or was lost. */
export interface KeptVersion extends ModuleVersion {
  /** When this guard first had anything of it, RFC 3339. */
  readonly firstSeen: string
  /** When a file of it came last, RFC 3339; absent in rows of older programs. */
  readonly changed?: string
  /** The `.info` document: sha256 in hexadecimal. */
  readonly info?: { readonly sha256: string }
  /** The go.mod file. */
  readonly goMod?: { readonly h1: string }
  readonly zip?: KeptZip
  readonly proof?: KeptProof
  /** Whether its `.info` was ever given out: somebody may build with it. */
  readonly given?: true
}

/** What the checksum database has of a module version, proven: it holds for good, and an outage takes nothing of it back. */
export interface KeptProof {
  /** The key of the database that signed it. */
  readonly key: string
  /** The number of its record. */
  readonly record: number
  /** The h1 hashes of the zip and of the go.mod file. */
  readonly zip: readonly string[]
  readonly goMod: readonly string[]
}

/** A zip that is open for reading, and that was what the row says when it was opened. */
export interface OpenZip extends KeptZip {
  /** Bytes from `start` up to `end`, which is not included, in pieces of the reader's own. Breaks off where the file changes. */
  read(start: number, end: number): AsyncIterable<Uint8Array>
  close(): Promise<void>
}

/** What was fetched and proven, and is to be kept. */
export interface VaultParts {
  readonly info?: Uint8Array
  readonly goMod?: { readonly bytes: Uint8Array; readonly h1: string }
  /** A file in a folder of `temporaryFolder`, which is moved away. */
  readonly zip?: { readonly file: string; readonly h1: string }
  readonly proof?: KeptProof
  readonly given?: true
}

/** The rows and files. Every method throws `io` where disk or database fail. */
export interface Vault {
  find(module: ModuleVersion): Promise<KeptVersion | undefined>
  /** Whole and durable when it resolves: first the files, then the row that names them. */
  keep(module: ModuleVersion, parts: VaultParts): Promise<KeptVersion>
  /** The `.info` document; `undefined` where there is none, or none that is what was kept. */
  info(module: ModuleVersion): Promise<Uint8Array | undefined>
  /** The go.mod file; as `info`. */
  goMod(module: ModuleVersion): Promise<Uint8Array | undefined>
  /** The zip, to be closed by the caller; as `info`. */
  openZip(module: ModuleVersion): Promise<OpenZip | undefined>
  /** The zip's path, for who reads all of it and checks its h1; as `info`. */
  zipFile(module: ModuleVersion): Promise<string | undefined>
  /** At most so many rows, in the order of path and version, after this one; the first ones without it. */
  page(after: ModuleVersion | undefined, most: number): Promise<readonly KeptVersion[]>
  /**
   * Reads every file of a version, whatever is known of it, and gives those that are gone or not what was kept; these are
   * put aside. `onBytes` hears of what is read, and may hold it up.
   */
  recheck(
    module: ModuleVersion,
    onBytes?: (bytes: number) => void | Promise<void>,
  ): Promise<ReadonlyArray<'info' | 'mod' | 'zip'>>
  /** Removes a zip; the row stays, and what was proven of it. Gives its size: 0 where there was none. */
  dropZip(module: ModuleVersion): Promise<number>
  /** A new private folder on the same disk; the caller removes it. */
  temporaryFolder(): Promise<string>
  /** Files that were found changed since this was opened. */
  readonly damaged: () => number
}
