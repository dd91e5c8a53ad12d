// Compiled programs as a port: what they say of their build, and which files of a folder may be some. Implemented in
// src/io/programs.ts. Paths are absolute.
import type { BuildInfo } from '../gomod/buildinfo.ts'

/** The files of a folder that may be programs. */
export interface ProgramList {
  /** Ordered by UTF-8 bytes. */
  readonly files: readonly string[]
  /** What was not looked at, and why: links, folders that cannot be read, all that is over a limit. */
  readonly left: ReadonlyArray<{ readonly file: string; readonly why: string }>
}

/** Reads compiled programs. */
export interface Programs {
  /**
   * What a program says of its build; `undefined` where the file is no Go program, or what it said was taken away.
   * A link is followed. Throws `not-found`, `io`, and `parse` where it says something malformed.
   */
  read(file: string): Promise<BuildInfo | undefined>
  /**
   * Regular files below a folder that may be programs, by go's own rule: executable, or named like a library. The
   * folder itself may be a link; links in it are not followed. `undefined` where it does not exist.
   */
  list(folder: string): Promise<ProgramList | undefined>
}
