// What documents are dated with: not with the clock, so that the same project gives the same bytes.
import { isWardenError, WardenError } from '../../base/errors.ts'
import { createGit } from '../../io/git.ts'
import type { Head } from '../../world/git.ts'
import type { Invocation } from '../flags/reportflags.ts'

/** The value of SOURCE_DATE_EPOCH (https://reproducible-builds.org/specs/source-date-epoch/). Throws `config`. */
export function epochOf(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined
  // Until the year 9999: later ones have another form.
  if (/^\d{1,12}$/.test(text) && Number(text) < 253_402_300_800) return Number(text)
  throw new WardenError('config', `SOURCE_DATE_EPOCH=${text}: not a number of seconds since 1970`, {
    remedy: 'SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)',
  })
}

/** What is checked out where a project lies; `undefined` where git is not installed, or knows no commit. */
export async function headOf(folder: string, { terminal }: Invocation): Promise<Head | undefined> {
  try {
    return await createGit(terminal.env).head(folder)
  } catch (error) {
    if (!isWardenError(error, 'io')) throw error
    return undefined
  }
}
