import assert from 'node:assert/strict'
import test from 'node:test'
import type { ErrorCode } from '../base/errors.ts'
import { exitCodeOf, worstExit } from './exit.ts'

test('exitCodeOf gives each failure its code, and none is 0 or 1', () => {
  const codes: readonly (readonly [ErrorCode, number])[] = [
    ['usage', 2],
    ['config', 2],
    ['parse', 2],
    ['mismatch', 4],
    ['fork', 4],
    ['not-found', 3],
    ['refused', 3],
    ['unreachable', 3],
    ['too-large', 3],
    ['io', 3],
    ['busy', 3],
    ['aborted', 3],
  ]
  for (const [code, exit] of codes) assert.equal(exitCodeOf(code), exit, code)
})

test('worstExit lets 2 win, then 4, 1 and 3', () => {
  assert.equal(worstExit([]), 0)
  assert.equal(worstExit([0, 3]), 3)
  assert.equal(worstExit([3, 1, 0]), 1)
  assert.equal(worstExit([1, 3, 4]), 4)
  assert.equal(worstExit([4, 2, 1]), 2)
})
