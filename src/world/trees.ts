// A module's files as they lie on the disk, as a value: what is to be read of it, and where. Read by
// src/io/moduletree.ts in worker threads. Paths are absolute.
import type { ModuleVersion } from '../base/finding.ts'

/** Where the files of one module are. */
export type Tree =
  /** The extracted folder of a module version: everything in it. */
  | { readonly kind: 'folder'; readonly module: ModuleVersion; readonly folder: string }
  /** The zip of a module version, which must pass the strict reader. */
  | { readonly kind: 'zip'; readonly module: ModuleVersion; readonly zip: string }
  /**
   * A folder that somebody works in: its files as they are, without the modules below it, without what version control
   * keeps, and without the folders in `leave` (relative, with slashes).
   */
  | {
      readonly kind: 'local'
      readonly module: ModuleVersion
      readonly folder: string
      readonly leave: readonly string[]
    }

/** Something in a tree that was not read, or not in full. */
export interface Unread {
  /** By its name in the module. */
  readonly file: string
  readonly why: string
  /** Whether it may hold something that runs: then nothing can be said of the module as a whole. */
  readonly grave: boolean
}
