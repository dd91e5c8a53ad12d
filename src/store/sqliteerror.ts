// What SQLite's result codes mean to a user. https://www.sqlite.org/rescode.html What is none of the disk's or another
// process's doing is a bug, and stays what it is.
import { messageOf, WardenError } from '../base/errors.ts'
import { diskError } from '../io/diskerror.ts'

/** The `WardenError` of code `io` or `busy` for a failure of a database that is nobody's bug; others as they are. */
export function sqliteError(error: unknown, action: string, file: string): unknown {
  if (!(error instanceof Error) || !('errcode' in error)) return error
  const known = MEANING[Number(error.errcode) % 256]
  if (known === undefined) return error
  const [code, why, remedy] = known
  return new WardenError(code, `${file}: cannot ${action}: ${why}`, { remedy, cause: error })
}

/** The failure of opening one: everything that goes wrong there is `io`. */
export function openingError(error: unknown, file: string): WardenError {
  const known = sqliteError(error, 'open the database', file)
  if (known instanceof WardenError) return known
  return new WardenError('io', `${file}: cannot open the database: ${messageOf(error)}`, {
    cause: diskError(error, 'open', file),
  })
}

/** By primary result code. */
const MEANING: Readonly<Record<number, readonly [code: 'io' | 'busy', why: string, remedy: string]>> = {
  5: ['busy', 'another process is writing', 'try again'],
  6: ['busy', 'another part of this process is writing', 'try again'],
  8: ['io', 'it may not be written', 'check the owner and the permissions of this path'],
  10: ['io', 'the disk reports an error', 'check the disk and the logs of the system'],
  11: [
    'io',
    'the database is damaged',
    'put the file back from a copy; what it had is fetched and proven anew without it',
  ],
  13: ['io', 'the disk is full', 'free some space'],
  14: ['io', 'the file cannot be opened', 'check the disk, the owner and the permissions of this path'],
  26: ['io', 'it is no database', 'put the file back from a copy; what it had is fetched and proven anew without it'],
}
