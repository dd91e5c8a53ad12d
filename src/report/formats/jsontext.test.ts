import assert from 'node:assert/strict'
import test from 'node:test'
import { HOSTILE } from '../../../test/support/reports.ts'
import { jsonText } from './jsontext.ts'

test('jsonText is the same value in one line that is safe to print', () => {
  const value = { words: HOSTILE, n: [1, true, null] }
  const text = jsonText(value)
  assert.deepEqual(JSON.parse(text), value)
  assert.doesNotMatch(text, /[\u0000-\u001F\u007F-\u009F\u200E\u200F\u2028-\u202E\u2066-\u2069]/)
  assert.equal(jsonText({ a: 'ü\u202E' }), '{"a":"ü\\u202e"}')
})
