// The order of Go's own versions.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compareGoVersions, compareToolchains, isStrictGoVersion, prunesGraph } from './goversion.ts'

test('compareGoVersions orders languages, candidates and releases', () => {
  const ordered = [
    '',
    '1.9',
    '1.16',
    '1.17beta1',
    '1.17rc1',
    '1.17',
    '1.20.5',
    '1.21',
    '1.21rc1',
    '1.21rc10',
    '1.21.0',
    '1.21.10',
    '1.100',
    '2.0',
  ]
  assert.deepEqual(ordered.toReversed().toSorted(compareGoVersions), ordered)
})

test('compareGoVersions takes 1.20 for 1.20.0, and all malformed versions for one', () => {
  assert.equal(compareGoVersions('1.20', '1.20.0'), 0)
  assert.equal(compareGoVersions('1', '1.0.0'), 0)
  for (const bad of ['v1.21', '01.2', '1.02', '1.2.3rc1', '1.2.', '1.x', ' 1.2'])
    assert.equal(compareGoVersions(bad, ''), 0, bad)
})

test('compareGoVersions compares numbers of any length', () => {
  assert.ok(compareGoVersions('1.99999999999999999999', '1.100000000000000000000') < 0)
})

test('compareToolchains ignores suffixes and puts default first', () => {
  assert.equal(compareToolchains('go1.21.3-corp', 'go1.21.3'), 0)
  assert.ok(compareToolchains('default', 'go1.5') < 0)
  assert.ok(compareToolchains('go1.21.3', 'go1.21rc1') > 0)
  assert.equal(compareToolchains('go1.21/../x', 'default'), 0)
})

test('prunesGraph begins with 1.17, isStrictGoVersion with 1.21', () => {
  assert.deepEqual(['1.16', '1.17', '1.21rc1', 'x'].map(prunesGraph), [false, true, true, false])
  assert.deepEqual(['1.20.14', '1.21', '1.21rc1', 'x'].map(isStrictGoVersion), [false, true, true, false])
})
