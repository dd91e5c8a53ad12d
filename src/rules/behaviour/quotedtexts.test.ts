import assert from 'node:assert/strict'
import test from 'node:test'
import { quotedTexts } from './quotedtexts.ts'

test('quotedTexts gives what stands between quotes, without escapes', () => {
  assert.deepEqual(quotedTexts('{"Cmd":["sh","-c","echo \\"well\\" | cat"],"Image":"alpine:3.20"}'), [
    'echo "well" | cat',
    'alpine:3.20',
  ])
})

test('quotedTexts leaves out what is short or not closed', () => {
  assert.deepEqual(quotedTexts('"short" "long enough" "not closed at all'), ['long enough'])
  assert.deepEqual(quotedTexts('"a\\'.repeat(20_000)), [])
})
