import assert from 'node:assert/strict'
import { test } from 'node:test'
import { goFlagTags, goFlagValues, splitGoFlags } from './goflags.ts'

test('splitGoFlags takes quotes around a flag off, and leaves those inside', () => {
  assert.deepEqual(splitGoFlags(` -mod=mod\t"-ldflags=-X a=b" '-tags=a b' -x='y' `), [
    '-mod=mod',
    '-ldflags=-X a=b',
    '-tags=a b',
    "-x='y'",
  ])
})

test('goFlagValues finds a flag with one dash or two, and not in the value of another one', () => {
  assert.deepEqual(goFlagValues(`"-mod=mod" --mod=vendor -modcacherw`, 'mod'), ['mod', 'vendor'])
  assert.deepEqual(goFlagValues(`'-ldflags=-X a -mod=mod'`, 'mod'), [])
  assert.deepEqual(goFlagValues('-modcacherw', 'modcacherw'), ['true'])
})

test('goFlagTags takes the last -tags, with commas or spaces', () => {
  assert.deepEqual(goFlagTags('-tags=a -tags=b,c,'), ['b', 'c'])
  assert.deepEqual(goFlagTags(`'-tags=a b'`), ['a', 'b'])
  assert.deepEqual(goFlagTags(''), [])
})
