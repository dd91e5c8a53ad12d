// Keys of the fuzz targets, and notes that are signed while an input is run: a mutation of a signed note breaks its
// signature, so that nothing behind the check would ever be reached. Instead inputs hold lines `{sign A}`.
import { textOf, utf8 } from '../src/base/bytes.ts'
import { testKey, type TestKey } from '../test/support/sumdbserver.ts'

/** The key that the programs under test know. */
export const known: TestKey = testKey('sumdb.example/db', 7)
/** A second one that they know, and one that they do not. */
const others: Readonly<Record<string, TestKey>> = {
  B: testKey('witness.example', 8),
  C: testKey('sumdb.example/db', 9),
}
/** The second key that is known. */
export const second: TestKey = others['B'] ?? known

/** The line that becomes a signature of everything above the note's last blank line; `B` and `C` sign too. */
export const signLine = '{sign A}'

/** The note with real signatures for its `{sign X}` lines; as it is where it has none or is not UTF-8. */
export function signed(input: Uint8Array): Uint8Array {
  const note = textOf(input)
  if (note === undefined || !note.includes('{sign ')) return input
  const blank = note.lastIndexOf('\n\n')
  if (blank < 0) return input
  const text = note.slice(0, blank + 1)
  const lines = note.slice(blank + 2).replaceAll(/^\{sign ([ABC])\}\n/gm, (_, name: string) => {
    return (others[name] ?? known).signature(text)
  })
  return utf8(`${text}\n${lines}`)
}
