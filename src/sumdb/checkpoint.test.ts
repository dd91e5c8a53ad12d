import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signedNote, testKey } from '../../test/support/sumdbserver.ts'
import { isWardenError } from '../base/errors.ts'
import { formatTreeHead, openTreeHead, parseTreeHead } from './checkpoint.ts'
import { hashText } from './tlog.ts'

const HASH = 'YKbGT4uCWTZUsAOYw6xmft30GlLu7X7wgr12m2oxslA='
const EMPTY = '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='

test('parseTreeHead and formatTreeHead are inverse', () => {
  const text = `go.sum database tree\n71688409\n${HASH}\n`
  const head = parseTreeHead(text)
  assert.equal(head.size, 71_688_409)
  assert.equal(hashText(head.hash), HASH)
  assert.equal(formatTreeHead(head), text)
})

test('parseTreeHead ignores further lines', () => {
  assert.equal(parseTreeHead(`go.sum database tree\n5\n${HASH}\nmore\n\nand more\n`).size, 5)
})

test('parseTreeHead refuses what is not a tree head', () => {
  const bad = [
    '',
    'go.sum database tree\n',
    `go.sum database tree\n5\n${HASH}`,
    `go.sum database tree v2\n5\n${HASH}\n`,
    `\ngo.sum database tree\n5\n${HASH}\n`,
    `go.sum database tree\n05\n${HASH}\n`,
    `go.sum database tree\n+5\n${HASH}\n`,
    `go.sum database tree\n-5\n${HASH}\n`,
    `go.sum database tree\n5 \n${HASH}\n`,
    `go.sum database tree\n5e3\n${HASH}\n`,
    `go.sum database tree\n0x5\n${HASH}\n`,
    `go.sum database tree\n\n${HASH}\n`,
    `go.sum database tree\n9007199254740992\n${HASH}\n`,
    `go.sum database tree\n9223372036854775808\n${HASH}\n`,
    `go.sum database tree\n5\n${HASH.slice(0, -1)}\n`,
    `go.sum database tree\n5\n${HASH}=\n`,
    `go.sum database tree\n5\n ${HASH}\n`,
    `go.sum database tree\n5\n${HASH.replace('/', '_')}AAAA\n`,
    `go.sum database tree\n5\nAAAA\n`,
    `go.sum database tree\n5\n${HASH}\n${'x'.repeat(1_000_000)}\n`,
    `go.sum database tree\n${'1'.repeat(1000)}\n${HASH}\n`,
  ]
  for (const text of bad) {
    assert.throws(
      () => parseTreeHead(text),
      (error) => isWardenError(error, 'parse'),
      JSON.stringify(text.slice(0, 90)),
    )
  }
})

test('openTreeHead verifies the signature and keeps the note', () => {
  const key = testKey('sumdb.example', 1)
  const note = signedNote(`go.sum database tree\n5\n${HASH}\n`, key)
  const head = openTreeHead(note, key.verifier)
  assert.equal(head.size, 5)
  assert.equal(head.note, note)
  const other = testKey('sumdb.example', 2)
  assert.throws(
    () => openTreeHead(note, other.verifier),
    (error) => isWardenError(error, 'mismatch'),
  )
})

test('openTreeHead refuses an empty tree with another hash than that of nothing', () => {
  const key = testKey('sumdb.example', 1)
  assert.equal(openTreeHead(signedNote(`go.sum database tree\n0\n${EMPTY}\n`, key), key.verifier).size, 0)
  const wrong = signedNote(`go.sum database tree\n0\n${HASH}\n`, key)
  assert.throws(
    () => openTreeHead(wrong, key.verifier),
    (error) => isWardenError(error, 'mismatch'),
  )
})

test('openTreeHead refuses a note of more than 1.1 MB unread', () => {
  const key = testKey('sumdb.example', 1)
  assert.throws(
    () => openTreeHead(new Uint8Array(1_100_001), key.verifier),
    (error) => isWardenError(error, 'parse'),
  )
})
