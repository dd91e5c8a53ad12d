// The bytes of a module cache as a port: hash what is there, cheaply, on several cores. Implemented in
// src/io/contents.ts (worker threads over src/io/examine.ts).
import type { ModuleVersion } from '../base/finding.ts'

/** What is to be looked at for one module version; a path that is not given is not looked at. Paths are absolute. */
export interface ExamineRequest {
  readonly module: ModuleVersion
  readonly zip?: string
  readonly ziphash?: string
  /** The extracted folder. */
  readonly folder?: string
  /**
   * go's mark of an extraction under way or broken off. A folder beside it that is not what its zip holds counts as
   * absent: go believes nothing of it, and may be writing it right now.
   */
  readonly partial?: string
  /** The cache's own folder; the ones between it and the paths may be renamed by whoever can write the cache. */
  readonly root?: string
  /** The file that remembers the stat data of an earlier examination; `undefined` uses and makes none. */
  readonly index?: string
  /** Whether the index may answer. It is written afresh after everything was read and agreed. */
  readonly trustIndex: boolean
}

/** One file of a folder that is not what the module's zip says, or cannot be there at all. */
export interface FileDifference {
  /** Relative to the module's root, with slashes. */
  readonly name: string
  readonly kind: 'changed' | 'added' | 'removed' | 'not a file'
  /** Bytes as found; `undefined` for a removed file. */
  readonly size?: number
  /** When it was last modified, as far as the file system says. */
  readonly modified?: string
  /** Bytes as they should be; `undefined` for an added file. */
  readonly expectedSize?: number
  /** Lines of a unified diff (no header), at most 40, where both are text of reasonable size. */
  readonly diff?: readonly string[]
  /** Whether lines were left out of `diff`. */
  readonly diffCut?: boolean
}

/** A thing that was hashed, or why it could not be. */
export type Hashed =
  | { readonly kind: 'hashed'; readonly h1: string; readonly files: number; readonly bytes: number }
  | { readonly kind: 'absent' }
  /** The bytes do not have the form they must have: no build may use them. */
  | { readonly kind: 'damaged'; readonly why: string }
  /** It could not be read; nothing is known about it. */
  | { readonly kind: 'unreadable'; readonly why: string }

/** What was found for one module version. */
export interface Examined {
  readonly zip: Hashed
  readonly folder: Hashed
  /** What differs between the folder and the zip beside it, where both were read; at most 100. */
  readonly differences: readonly FileDifference[]
  /** How many differ in all. */
  readonly differenceCount: number
  /** The trimmed text of .ziphash where it has the form go accepts; `undefined` where absent or torn. */
  readonly ziphash: string | undefined
  /** Whether the stat index answered, so that nothing was read. */
  readonly byIndex: boolean
}

/** What is to be compared of a vendor folder. */
export interface VendorRequest {
  readonly module: ModuleVersion
  /** The module's zip, known to be what was agreed on. */
  readonly zip: string
  /** The vendor folder. */
  readonly folder: string
  /** Where the module lies in it: the path that is imported, which a replacement does not change. */
  readonly at: string
  /** The folders of its vendored packages, relative to the module's root; '' is the root. */
  readonly packages: readonly string[]
}

/** What comparing one vendored module gave. */
export interface VendorComparison {
  /** Files that are in both places. */
  readonly compared: number
  readonly differences: readonly FileDifference[]
  /** All files that belong to the module, relative to the vendor folder. */
  readonly seen: readonly string[]
}

/** A zip to be unpacked into a new folder. */
export interface ExtractRequest {
  readonly module: ModuleVersion
  readonly zip: string
  /** Must not be there; the folder above it must. */
  readonly folder: string
  /** The h1 hashes that were agreed on: a zip with another one leaves no folder. */
  readonly expected: readonly string[]
  /** Whether folders stay writable, as with go's `-modcacherw`; files never are. */
  readonly writable: boolean
}

/** What lies at a path, to be kept as evidence. */
export interface KeepRequest {
  /** A file, a folder or anything else. */
  readonly from: string
  /** Where the copy goes; the folder above it is made. */
  readonly to: string
}

/** One thing that was looked at for evidence; what is not copied is described all the same. */
export interface KeptFile {
  /** Relative to what was kept, with slashes; empty where that is the file itself. */
  readonly name: string
  readonly kind: 'file' | 'link' | 'other'
  readonly size: number
  /** Permission bits in octal: `0444`. */
  readonly mode: string
  readonly mtime: string
  /** sha256 of the contents in hexadecimal; of a file that was copied. */
  readonly sha256?: string
  /** Where a link leads. */
  readonly target?: string
  /** Why there is no copy of its contents. */
  readonly left?: string
}

/** Examines module versions; owns the worker threads. */
export interface Contents {
  /**
   * Examines all requests, largest first, on several cores. `onDone` is called once for each, in any order.
   * Never throws for what is found in the cache; throws `aborted`.
   */
  examine(
    requests: readonly ExamineRequest[],
    onDone: (index: number, result: Examined) => void,
    signal?: AbortSignal,
  ): Promise<void>
  /**
   * Compares one vendored module with its zip; `owners` are the import paths of all vendored modules, so that a nested
   * module's files are left to it. Throws `io`, `parse` and `too-large` for a zip or folder that cannot be read.
   */
  compareVendor(
    request: VendorRequest,
    owners: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<VendorComparison>
  /**
   * Unpacks a module zip as go does, every file and folder on the disk when it returns. Throws `mismatch` for a zip that
   * is not what was agreed on, `parse`, `too-large`, `io`; what was begun is then removed. Cannot be stopped halfway.
   */
  extract(request: ExtractRequest): Promise<void>
  /**
   * Copies what lies at a path, following no link, small files first, at most 2 GiB and 200,000 files; every copy is
   * private and synced. Gives a description of everything. Throws `io` where the copy cannot be written, `aborted`.
   */
  keep(request: KeepRequest, signal: AbortSignal | undefined): Promise<readonly KeptFile[]>
  /** Ends threads that have nothing to do, and gives back their memory; they start again when there is something. */
  rest(): Promise<void>
  /** Ends the worker threads. */
  close(): Promise<void>
}
