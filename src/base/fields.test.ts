import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fields, trimSpace } from './fields.ts'

test('fields splits at runs of white space and drops empty ends', () => {
  assert.deepEqual(fields(' a\t b\r\nc  '), ['a', 'b', 'c'])
  assert.deepEqual(fields(''), [])
  assert.deepEqual(fields(' \t\r\n'), [])
})

test('fields takes U+0085 and U+3000 for white space and U+FEFF for text, as Go does', () => {
  assert.deepEqual(fields('a\u0085b\u3000c\ufeffd\u200be'), ['a', 'b', 'c\ufeffd\u200be'])
})

test('trimSpace keeps white space inside', () => {
  assert.equal(trimSpace('\u0085\v a b \f\u2028'), 'a b')
  assert.equal(trimSpace('\ufeffa'), '\ufeffa')
  assert.equal(trimSpace(' \n '), '')
})
