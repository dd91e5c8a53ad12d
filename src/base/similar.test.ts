import assert from 'node:assert/strict'
import test from 'node:test'
import { editDistance, similar } from './similar.ts'

test('editDistance counts insertions, removals, replacements and swaps of neighbours', () => {
  const pairs = [
    ['', ''],
    ['', 'abc'],
    ['kitten', 'sitting'],
    ['GOSUMBD', 'GOSUMDB'],
    ['ca', 'abc'],
    ['abc', 'abc'],
  ] as const
  assert.deepEqual(
    pairs.map(([a, b]) => [editDistance(a, b), editDistance(b, a)]),
    [
      [0, 0],
      [3, 3],
      [3, 3],
      [1, 1],
      [3, 3],
      [0, 0],
    ],
  )
})

test('similar gives the nearest word, in any case, and none where all are far', () => {
  const words = ['verify', 'audit', 'repair', 'MW-INT-ZIP']
  assert.deepEqual(
    ['verfy', 'mw-int-zpi', 'AUDTI', 'xyz', 'au', 'x'.repeat(101), ''].map((word) => similar(word, words)),
    ['verify', 'MW-INT-ZIP', 'audit', undefined, undefined, undefined, undefined],
  )
})
