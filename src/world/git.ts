// A git repository as a port: earlier states of a project. Implemented in src/io/git.ts. Nothing is changed, nobody is
// contacted, and no hook, filter or helper of the repository runs. Folders are absolute.

/** The commit that is checked out. */
export interface Head {
  readonly commit: string
  readonly time: Date
  /** The folder in the repository, with slashes; '' for its root. */
  readonly folder: string
  /** Tags of the commit itself, and of it and all before it, without `refs/tags/`; at most 100,000. */
  readonly tags: readonly string[]
  readonly tagsBefore: readonly string[]
  /** Whether files differ from it or are there besides, as far as stat data say: contents are not compared. */
  readonly changed: boolean
}

/** Reads earlier states. */
export interface Git {
  /** What is checked out in the repository of a folder; `undefined` where there is none, or no commit. Throws `io`. */
  head(folder: string): Promise<Head | undefined>
  /** The commit that a name means in the repository of a folder; `undefined` where there is none. Throws `io`. */
  commit(folder: string, name: string): Promise<string | undefined>
  /** The commit at which two lines of history parted; `undefined` where none is known, as in a shallow clone. */
  mergeBase(folder: string, a: string, b: string): Promise<string | undefined>
  /** A file as it was at a commit, by its path relative to the folder; `undefined` where it was not there. */
  file(folder: string, commit: string, path: string, maxBytes: number): Promise<Uint8Array | undefined>
  /**
   * Writes the files below a folder as they were at a commit into another one, which is there and empty; links and other
   * repositories are left out. Throws `too-large` over 512 MiB or 200,000 files, `io`.
   */
  checkout(folder: string, commit: string, into: string): Promise<void>
}
