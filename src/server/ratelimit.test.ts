import assert from 'node:assert/strict'
import test from 'node:test'
import { createRateLimit } from './ratelimit.ts'

test('createRateLimit counts each name for itself, and forgets with time', () => {
  let now = 0
  const limit = createRateLimit(2, 1000, () => now)
  assert.deepEqual([limit.take('a'), limit.take('a'), limit.take('a'), limit.take('b')], [true, true, false, true])
  assert.equal(limit.has('a'), false)
  now = 1100
  // Most of the window before is still in sight: one more, and not two.
  assert.deepEqual([limit.take('a'), limit.take('a')], [true, false])
  now = 5000
  assert.deepEqual([limit.take('a'), limit.take('a'), limit.take('a')], [true, true, false])
})
