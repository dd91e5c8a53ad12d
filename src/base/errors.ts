// The one error class for failures that are expected: bad input, a missing file, a network that is down, a proof
// that does not hold. Anything else thrown is a bug and crashes.

/**
 * What kind of failure it is; the exit code follows from it (see `exitCodeOf` in src/report/exit.ts).
 *
 * - `usage`, `config`: the command line or a setting is wrong
 * - `parse`: bytes from outside do not have the form they must have
 * - `not-found`: every source that may have it surely does not (404 or 410, or no such file)
 * - `refused`: a source that is in reach will not give it (401, 403, 451, GOPROXY=off, `--offline`)
 * - `unreachable`: a source could not be asked, or broke off (network, time-out, 429, 5xx)
 * - `too-large`: a limit was reached, so nothing was decided
 * - `mismatch`: two things that must agree do not: the bytes are not what was agreed on
 * - `fork`: a checksum database signed two histories
 * - `io`: the disk or the operating system said no
 * - `busy`: a lock could not be had
 * - `aborted`: somebody asked to stop
 */
export type ErrorCode =
  | 'usage'
  | 'config'
  | 'parse'
  | 'not-found'
  | 'refused'
  | 'unreachable'
  | 'too-large'
  | 'mismatch'
  | 'fork'
  | 'io'
  | 'busy'
  | 'aborted'

/** Where in a file the trouble is; lines and columns count from 1, columns in bytes. */
export interface Place {
  readonly file: string
  readonly line?: number
  readonly column?: number
}

/** What a `WardenError` may say beside its message. */
export interface ErrorDetails {
  readonly place?: Place
  /** What the user can do about it, in one line; a command where there is one. */
  readonly remedy?: string
  readonly cause?: unknown
  /** What a server said when it refused, in its own words, as far as they are plain text. */
  readonly said?: string
}

/**
 * An expected failure. Messages are lower-case and begin with their subject: `rsc.io/x@v1.0.0: …`.
 * A place, where there is one, is not part of the message: the renderer puts `file:line:` in front.
 */
export class WardenError extends Error {
  override readonly name = 'WardenError'
  readonly code: ErrorCode
  readonly place: Place | undefined
  readonly remedy: string | undefined
  readonly said: string | undefined

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.code = code
    this.place = details.place
    this.remedy = details.remedy
    this.said = details.said
  }
}

/** Whether `error` is an expected failure, of one of `codes` where any are given. */
export function isWardenError(error: unknown, ...codes: readonly ErrorCode[]): error is WardenError {
  return error instanceof WardenError && (codes.length === 0 || codes.includes(error.code))
}

/**
 * The message of anything thrown, in one line, for use inside another message. Well-formed: JSON.parse quotes halves of
 * characters.
 */
export function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return text.replaceAll(/\s*\n\s*/g, ' ').toWellFormed()
}
