// Files of modules and of images as a port, for bills of materials: what stands in a zip or a folder under a few names,
// and the hash of the zip. Implemented in src/io/modulefiles.ts.
import type { ModuleVersion } from '../base/finding.ts'

/** Some files of a module. */
export interface SomeFiles {
  /** By name in the module, as far as they are not too large; of one that is, no bytes but its size. */
  readonly files: ReadonlyArray<{ readonly name: string; readonly bytes: Uint8Array }>
  /** Names that were wanted and are larger than `maxBytes`. */
  readonly large: readonly string[]
}

/** A zip, read. */
export interface ZipFacts extends SomeFiles {
  /** Of the file as it lies there, hexadecimal. */
  readonly sha256: string
}

/** Identity and times of a file, in one word that changes with them; `undefined` where it is fresh or not there. */
export type Stamp = string

/** Reads a few files of many. */
export interface ModuleFiles {
  /** Of the zip of a module version, the files that `wanted` names. Throws `parse`, `too-large`, `io`. */
  zip(module: ModuleVersion, file: string, wanted: (name: string) => boolean, maxBytes: number): Promise<ZipFacts>
  /** The same of a folder that somebody works in, without the modules below it. Throws `io`. */
  folder(folder: string, wanted: (name: string) => boolean, maxBytes: number): Promise<SomeFiles>
  /** SHA-256 of a file, hexadecimal; a link is not followed. Throws `io`. */
  sha256(file: string): string
  /**
   * What tells whether a file is the same as before; `undefined` where that cannot be told: no such file, or one that was
   * changed within the last two seconds.
   */
  stamp(file: string): Stamp | undefined
}
