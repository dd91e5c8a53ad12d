// Tree heads, signed and not.
import assert from 'node:assert/strict'
import { formatTreeHead, openTreeHead, parseTreeHead } from '../../src/sumdb/checkpoint.ts'
import { hashText, treeHash } from '../../src/sumdb/tlog.ts'
import { known, signed, signLine } from '../signing.ts'
import { attempt, looseText, type Target } from '../target.ts'

const head = (size: string, hash: string): string => `go.sum database tree\n${size}\n${hash}\n`
const empty = hashText(treeHash(0, () => Buffer.alloc(32)))
const some = Buffer.alloc(32, 1).toString('base64')

/** The target. */
export const target: Target = {
  about: 'parseTreeHead and openTreeHead: a size that numbers hold, a hash of 32 bytes, and the same when printed',
  seeds: [
    head('71688409', some),
    head('9007199254740991', some),
    `${head('12', some)}later: more\n\nand more\n`,
    `${head('12', some)}\n${signLine}\n`,
    `${head('0', empty)}\n${signLine}\n`,
    `${head('0', some)}\n${signLine}\n{sign B}\n`,
    `${head('1', some)}more\n\n{sign C}\n${signLine}\n`,
  ],
  dictionary: ['go.sum database tree\n', signLine, '{sign C}', some, empty, '\n\n', '9007199254740992'],
  run(input) {
    const text = looseText(input)
    const parsed = attempt(['parse'], () => parseTreeHead(text))
    if (parsed.ok) {
      const { size, hash } = parsed.value
      assert.ok(Number.isSafeInteger(size) && size >= 0 && hash.length === 32)
      assert.deepEqual(parseTreeHead(formatTreeHead(parsed.value)), parsed.value)
      assert.ok(text.startsWith(`go.sum database tree\n${size}\n`))
      assert.equal(BigInt(text.split('\n')[1] ?? ''), BigInt(size))
    }
    const note = signed(input)
    const opened = attempt(['parse', 'mismatch'], () => openTreeHead(note, known.verifier))
    if (!opened.ok) return
    assert.equal(opened.value.note, note)
    const all = Buffer.from(note).toString('utf8')
    const { size, hash } = parseTreeHead(all.slice(0, all.lastIndexOf('\n\n') + 1))
    assert.deepEqual({ size: opened.value.size, hash: opened.value.hash }, { size, hash })
    if (size === 0) assert.equal(hashText(hash), empty)
  },
}
