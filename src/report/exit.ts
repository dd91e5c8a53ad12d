// Exit codes: one table for every command and format.
import type { ErrorCode } from '../base/errors.ts'
import type { ExitCode } from './verify.ts'

/** The exit code of a run that ended with an expected failure. */
export function exitCodeOf(code: ErrorCode): ExitCode {
  switch (code) {
    case 'usage':
    case 'config':
    case 'parse':
      return 2
    case 'mismatch':
    case 'fork':
      return 4
    case 'not-found':
    case 'refused':
    case 'unreachable':
    case 'too-large':
    case 'io':
    case 'busy':
    case 'aborted':
      return 3
  }
}

/** The code that counts where several hold: 2, then 4, 1, 3. */
export function worstExit(codes: Iterable<ExitCode>): ExitCode {
  const seen = new Set(codes)
  for (const code of [2, 4, 1, 3] as const) if (seen.has(code)) return code
  return 0
}
