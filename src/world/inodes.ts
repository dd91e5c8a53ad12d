// What the file system says of a path besides its bytes, as a port: who owns it, who may write it, since when it lies
// there. Implemented in src/io/inodes.ts.

/** Who runs the program. */
export interface PathOwner {
  readonly uid: number
  /** The primary group. */
  readonly gid: number
}

/** One element of a path. */
export interface PathLink {
  /** Absolute, links resolved. */
  readonly path: string
  /** Permission bits with the sticky bit (0o1777). */
  readonly mode: number
  readonly uid: number
  readonly gid: number
}

/** A path from its end to the root. */
export interface PathChain {
  /** The thing itself where it exists, then the folders above it, then those that hold a link on the way to it. */
  readonly chain: readonly PathLink[]
  readonly exists: boolean
}

/** Owners, permissions and times. */
export interface Inodes {
  /** `undefined` where the system has no such numbers (Windows): nothing can be said of permissions there. */
  readonly user: PathOwner | undefined
  /** The elements of an absolute path, links resolved; what cannot be looked at is left out. */
  chain(path: string): Promise<PathChain>
  /** When the bytes were last changed and when the inode was, in ms; `undefined` where there is no such file. */
  times(path: string): Promise<{ readonly modified: number; readonly changed: number } | undefined>
  /** The path with links resolved, as far as it exists. */
  real(path: string): Promise<string>
  /** Sets the permission bits (0o7777) of a file or folder; a link at the end is not followed. Throws `io`. */
  setMode(path: string, mode: number): Promise<void>
}
