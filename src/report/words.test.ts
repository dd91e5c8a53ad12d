import assert from 'node:assert/strict'
import test from 'node:test'
import { bytes, count, number, seconds } from './words.ts'

test('number groups thousands', () => {
  assert.deepEqual([0, 999, 1000, 41902, 1234567].map(number), ['0', '999', '1,000', '41,902', '1,234,567'])
})

test('bytes takes the unit that leaves one to three digits', () => {
  assert.deepEqual([0, 999, 1000, 9949, 9950, 999_499, 999_500, 2_100_000_000, 5e15].map(bytes), [
    '0 B',
    '999 B',
    '1.0 kB',
    '9.9 kB',
    '10 kB',
    '999 kB',
    '1.0 MB',
    '2.1 GB',
    '5000 TB',
  ])
})

test('count says one and many', () => {
  assert.deepEqual(
    [count(0, 'module'), count(1, 'module'), count(1200, 'module')],
    ['0 modules', '1 module', '1,200 modules'],
  )
  assert.equal(count(2, 'entry', 'entries'), '2 entries')
})

test('seconds keeps two digits of what is short', () => {
  assert.deepEqual([0.004, 0.04, 0.1, 1.94, 75].map(seconds), ['0.00 s', '0.04 s', '0.1 s', '1.9 s', '75.0 s'])
})
