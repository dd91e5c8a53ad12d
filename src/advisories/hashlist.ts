// Lists of module versions that were looked at, by their h1: known to be good, or known to be bad.
//
//   list  = { line NL }
//   line  = "" | "#" text | h1 SP path SP version SP reason
//
//     # date 2026-11-21T00:00:00Z
//     h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU= example.com/m v1.2.3 read by kim, 2026-11
import { messageOf, WardenError } from '../base/errors.ts'
import { fields } from '../base/fields.ts'
import { isH1 } from '../gomod/dirhash.ts'
import { checkModule } from '../gomod/path.ts'

/** One line. */
export interface KnownHash {
  readonly h1: string
  readonly path: string
  readonly version: string
  /** Why it is known: who looked at it, or which report names it. */
  readonly reason: string
}

const MOST_LINES = 1_000_000

/** Reads a list. Throws `parse` with the line, and `too-large`. */
export function parseHashList(text: string, name: string): readonly KnownHash[] {
  const found: KnownHash[] = []
  const lines = text.split('\n')
  if (lines.length > MOST_LINES) throw new WardenError('too-large', `${name}: more than ${MOST_LINES} lines`)
  for (const [i, line] of lines.entries()) {
    const [h1 = '', path = '', version = '', ...reason] = fields(line)
    if (h1 === '' || h1.startsWith('#')) continue
    const wrong = (why: string): WardenError =>
      new WardenError('parse', why, {
        place: { file: name, line: i + 1 },
        remedy: 'write h1:… PATH VERSION REASON, as in go.sum with a reason behind it',
      })
    if (!isH1(h1)) throw wrong('does not begin with an h1 hash')
    if (reason.length === 0) throw wrong('has no reason behind the version')
    try {
      checkModule(path, version)
    } catch (error) {
      throw wrong(messageOf(error))
    }
    found.push({ h1, path, version, reason: reason.join(' ') })
  }
  return found
}
