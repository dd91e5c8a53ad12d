import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signedNote, testKey } from '../../test/support/sumdbserver.ts'
import { utf8 } from '../base/bytes.ts'
import { isWardenError } from '../base/errors.ts'
import { decodeBase64, openNote, parseVerifier } from './note.ts'

// The two keys and the note of x/mod's package documentation.
const PETER = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'
const ENOCH = 'EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop'
const TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
const PETER_BASE64 = 'x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM='
const ENOCH_BASE64 = 'rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ='
const PETER_LINE = `— PeterNeumann ${PETER_BASE64}\n`
const ENOCH_LINE = `— EnochRoot ${ENOCH_BASE64}\n`
const peterSignature = { name: 'PeterNeumann', keyHash: 0xc74f20a3, base64: PETER_BASE64 }
const enochSignature = { name: 'EnochRoot', keyHash: 0xaf0cfe78, base64: ENOCH_BASE64 }
const peter = parseVerifier(PETER)
const enoch = parseVerifier(ENOCH)

const isMalformed = (error: unknown): boolean => isWardenError(error, 'parse') && error.message === 'note: malformed'
const isMismatch = (error: unknown): boolean => isWardenError(error, 'mismatch')
const open = (note: string, ...known: (typeof peter)[]): ReturnType<typeof openNote> => openNote(utf8(note), known)

test('parseVerifier reads a key', () => {
  assert.equal(peter.name, 'PeterNeumann')
  assert.equal(peter.keyHash, 0xc74f20a3)
  assert.equal(peter.key, PETER)
})

test('parseVerifier refuses every part of a key and every changed byte of it', () => {
  const refuses = (key: string): void =>
    assert.throws(
      () => parseVerifier(key),
      (error) => isWardenError(error, 'parse'),
      key,
    )
  for (let i = 0; i <= PETER.length; i++) {
    for (let j = i + 1; j <= PETER.length; j++) if (i !== 0 || j !== PETER.length) refuses(PETER.slice(i, j))
  }
  for (let i = 0; i < PETER.length; i++) {
    refuses(PETER.slice(0, i) + String.fromCharCode(PETER.charCodeAt(i) + 1) + PETER.slice(i + 1))
  }
  // A key of the wrong length and one of an unknown algorithm, with the hashes that belong to them.
  refuses('PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==')
  refuses('PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW')
})

test('openNote tells verified signatures from unknown ones', () => {
  const both = `${TEXT}\n${PETER_LINE}${ENOCH_LINE}`
  assert.deepEqual(open(both, peter), { text: TEXT, signatures: [peterSignature], unverified: [enochSignature] })
  assert.deepEqual(open(both, peter, enoch), {
    text: TEXT,
    signatures: [peterSignature, enochSignature],
    unverified: [],
  })
})

test('openNote refuses a note that no known key signed', () => {
  assert.throws(() => open(`${TEXT}\n${PETER_LINE}${ENOCH_LINE}`), isMismatch)
  assert.throws(() => open(`${TEXT}\n${ENOCH_LINE}`, peter), isMismatch)
})

test('openNote refuses a wrong signature of a known key beside a right one of another', () => {
  const wrong = PETER_LINE.replace('x08go/Z', 'x08go/a')
  assert.throws(() => open(`${TEXT}\n${ENOCH_LINE}${wrong}`, peter, enoch), isMismatch)
  assert.throws(() => open(`${TEXT}\n${PETER_LINE.slice(0, 60)}ABCD${PETER_LINE.slice(60)}`, peter), isMismatch)
  assert.throws(() => open(`${TEXT.replace('answer', 'Answer')}\n${PETER_LINE}`, peter), isMismatch)
})

test('openNote ignores duplicate signatures', () => {
  const other = `${ENOCH_LINE.slice(0, 60)}ABCD${ENOCH_LINE.slice(60)}`
  const note = open(`${TEXT}\n${PETER_LINE}${PETER_LINE}${ENOCH_LINE}${ENOCH_LINE}${other}`, peter)
  assert.deepEqual(note.signatures, [peterSignature])
  assert.equal(note.unverified.length, 2)
})

test('openNote refuses more than 100 signatures', () => {
  assert.equal(open(`${TEXT}\n${PETER_LINE.repeat(100)}`, peter).signatures.length, 1)
  assert.throws(() => open(`${TEXT}\n${PETER_LINE.repeat(101)}`, peter), isMalformed)
  assert.throws(() => open(`${TEXT}\n${'\n'.repeat(1_000_000)}`, peter), isMalformed)
})

test('openNote splits at the last blank line', () => {
  const key = testKey('sumdb.example', 1)
  const text = `first\n\n— sumdb.example AAAAAAAA\n\nlast\n`
  assert.equal(openNote(signedNote(text, key), [key.verifier]).text, text)
})

test('openNote refuses malformed notes', () => {
  const bad = [
    '',
    '\n',
    '\n\n',
    TEXT,
    `${TEXT}\n`,
    `${TEXT}\n${PETER_LINE.slice(0, -1)}`,
    `\u0001${TEXT}\n${PETER_LINE}`,
    `${TEXT}\r\n${PETER_LINE}`,
    `${TEXT}\n— Bad Name ${PETER_BASE64}\n`,
    `${TEXT}\n—  ${PETER_BASE64}\n`,
    `${TEXT}\n— Peter+Neumann ${PETER_BASE64}\n`,
    `${TEXT}\n— Peter\u0085Neumann ${PETER_BASE64}\n`,
    `${TEXT}\n- PeterNeumann ${PETER_BASE64}\n`,
    `${TEXT}\n—PeterNeumann ${PETER_BASE64}\n`,
    `${TEXT}\n— PeterNeumann\n`,
    `${TEXT}\n— PeterNeumann \n`,
    `${TEXT}\n— PeterNeumann x08goA==\n${PETER_LINE}`.replace('x08goA==', 'x08gow=='),
    `${TEXT}\n— PeterNeumann ${PETER_BASE64.slice(0, -1)}\n`,
    `${TEXT}\n— PeterNeumann ${PETER_BASE64.replace('/', '_')}\n`,
    `${TEXT}\n${PETER_LINE}Unexpected line.\n`,
    `${TEXT}\n${PETER_LINE}\n${PETER_LINE}`.slice(0, -PETER_LINE.length),
  ]
  for (const note of bad) assert.throws(() => open(note, peter), isMalformed, JSON.stringify(note))
  const invalid = Buffer.concat([Buffer.of(0xff), utf8(`${TEXT}\n${PETER_LINE}`)])
  assert.throws(() => openNote(invalid, [peter]), isMalformed)
})

test('openNote reads a mebibyte of nothing in one pass', () => {
  assert.throws(() => openNote(Buffer.alloc(2 ** 20, '— '), [peter]), isMalformed)
  assert.throws(() => openNote(Buffer.alloc(2 ** 20, '\n'), [peter]), isMalformed)
})

test('decodeBase64 reads what Go reads', () => {
  assert.deepEqual(decodeBase64('')?.length, 0)
  assert.deepEqual(decodeBase64('AAA='), Buffer.of(0, 0))
  // Bits that do not matter may be set, as in Go's encoding without Strict.
  assert.deepEqual(decodeBase64('AAB='), Buffer.of(0, 0))
  for (const bad of ['A', 'AA', 'AAA', 'A===', '====', 'AA=A', 'AA-A', 'AA_A', 'AAAA\n', ' AAAA', 'AAA==', '=AAA']) {
    assert.equal(decodeBase64(bad), undefined, bad)
  }
})
