import assert from 'node:assert/strict'
import test from 'node:test'
import { joinedLines, printable, printableAll } from './printable.ts'

test('printable replaces what would steer a terminal or reorder text', () => {
  assert.equal(
    printable('a\u001B[31mb\u0007\r\u009Bc\u202Ed\u2066e\u0000\u061C'),
    'a\uFFFD[31mb\uFFFD\uFFFD\uFFFDc\uFFFDd\uFFFDe\uFFFD\uFFFD',
  )
})

test('printable leaves text, tabs and newlines alone', () => {
  assert.equal(printable('\tgrüße, 世界\n'), '\tgrüße, 世界\n')
})

test('printableAll reaches every string and keeps all else', () => {
  assert.deepEqual(printableAll({ a: ['\u001B', { b: 'x\u0007' }], n: 1, t: true, u: undefined }), {
    a: ['\uFFFD', { b: 'x\uFFFD' }],
    n: 1,
    t: true,
    u: undefined,
  })
})

test('joinedLines lets no line begin inside of another one', () => {
  assert.equal(joinedLines(['file  a\nok: all is well', '', 'b']), 'file  a\uFFFDok: all is well\n\nb\n')
  assert.equal(joinedLines([]), '')
})
