import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isLetter } from './letters.ts'

test('isLetter takes letters of many scripts and no marks, digits or signs', () => {
  for (const c of 'éßªƻʰяא日ﬁ𐐷𱍐') assert.equal(isLetter(c.codePointAt(0) ?? 0), true, c)
  for (const c of '\u0080×÷\u0301٣€☃\ufffd😀') assert.equal(isLetter(c.codePointAt(0) ?? 0), false, c)
})

test('isLetter knows the edges of the table', () => {
  assert.deepEqual([0xa9, 0xaa, 0xab, 0x323af, 0x323b0, 0x10ffff].map(isLetter), [
    false,
    true,
    false,
    true,
    false,
    false,
  ])
})

test('isLetter refuses letters younger than Unicode 15.0, which Go does not know yet', () => {
  // U+2EBF0: CJK extension I, 15.1. U+10D4A: Garay, 16.0. U+16EA0: Beria Erfe, 17.0.
  assert.deepEqual([0x2ebf0, 0x10d4a, 0x16ea0].map(isLetter), [false, false, false])
})
