// The order of bytes, and their memory.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { byteOrderOf, compareBytes, discard } from './bytes.ts'

test('byteOrderOf orders as UTF-8 bytes do, which UTF-16 units do not', () => {
  const beyond = ['\u{1f600}', '\uffee', 'b', 'a', 'ab', '']
  assert.deepEqual(beyond.toSorted(byteOrderOf(beyond)), ['', 'a', 'ab', 'b', '\uffee', '\u{1f600}'])
  assert.equal(byteOrderOf(beyond), compareBytes)
})

test('byteOrderOf orders ASCII as compareBytes does', () => {
  const ascii = ['a/b', 'a.b', 'a-b', 'A', 'a', 'aa', '', '~', '\0', 'a']
  const order = byteOrderOf(ascii)
  assert.deepEqual(ascii.toSorted(order), ['', '\0', 'A', 'a', 'a', 'a-b', 'a.b', 'a/b', 'aa', '~'])
  for (const a of ascii) for (const b of ascii) assert.equal(order(a, b), Math.sign(compareBytes(a, b)))
})

test('discard gives large bytes back, and leaves what small ones share', () => {
  const large = Buffer.alloc(1 << 20, 1)
  const small = Buffer.from('small')
  const other = Buffer.from('other')
  for (const bytes of [large, small]) discard(bytes)
  discard(large)
  assert.deepEqual([large.length, small.toString(), other.toString()], [0, 'small', 'other'])
})
