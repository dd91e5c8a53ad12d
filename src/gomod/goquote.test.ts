// Go's quotes and white space.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isSpace, trimSpace } from '../base/fields.ts'
import { isPrintable, quote, quoteRune, unquote } from './goquote.ts'

test('quote escapes what cannot be printed, as %q does', () => {
  assert.equal(quote('a"b\\c\n\u0001\u007f\u00a0é😀\u{e0001}'), '"a\\"b\\\\c\\n\\x01\\x7f\\u00a0é😀\\U000e0001"')
})

test('quoteRune quotes one code point', () => {
  assert.deepEqual(
    [quoteRune(0x27), quoteRune(0x22), quoteRune(0), quoteRune(0xfeff)],
    ["'\\''", `'"'`, "'\\x00'", "'\\ufeff'"],
  )
})

test('unquote reads every escape of a Go string', () => {
  assert.equal(unquote('"\\a\\b\\f\\n\\r\\t\\v\\\\\\"\\x41\\101\\u00e9\\U0001F600é"'), '\u0007\b\f\n\r\t\v\\"AAé😀é')
  assert.equal(unquote('"\\xc3\\xa9"'), 'é')
  assert.equal(unquote('""'), '')
})

test('unquote refuses what is no double-quoted string', () => {
  for (const bad of [
    '',
    '"',
    'a',
    '`a`',
    '"a',
    '"a"b"',
    '"\n"',
    '"\\q"',
    '"\\\'"',
    '"\\x4"',
    '"\\400"',
    '"\\8"',
    '"\\ud800"',
    '"\\U00110000"',
    '"\\xff"',
    '"\\"',
  ]) {
    assert.equal(unquote(bad), undefined, bad)
  }
})

test('isPrintable and isSpace know Go’s classes', () => {
  assert.deepEqual([0x20, 0x61, 0xe9, 0x1f600].map(isPrintable), [true, true, true, true])
  assert.deepEqual([0x09, 0x7f, 0xa0, 0x200b, 0x3000, 0xe000].map(isPrintable), [
    false,
    false,
    false,
    false,
    false,
    false,
  ])
  assert.deepEqual([0x0b, 0x85, 0xa0, 0x2028, 0x3000, 0xfeff, 0x200b].map(isSpace), [
    true,
    true,
    true,
    true,
    true,
    false,
    false,
  ])
})

test('trimSpace keeps a byte order mark, which String.prototype.trim drops', () => {
  assert.equal(trimSpace('\u0085 \ufeffx\u3000\n'), '\ufeffx')
})
