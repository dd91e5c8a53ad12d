import assert from 'node:assert/strict'
import test from 'node:test'
import { parseAge } from './cleanage.ts'

test('parseAge takes hours, days, weeks and years, and nothing else', () => {
  const hour = 3_600_000
  assert.equal(parseAge('12h'), 12 * hour)
  assert.equal(parseAge('90d'), 90 * 24 * hour)
  assert.equal(parseAge('4w'), 4 * 7 * 24 * hour)
  assert.equal(parseAge('1y'), 365 * 24 * hour)
  for (const text of ['', '90', 'd', '-1d', '1.5d', '90 d', '90m', '1d2h', '100000d', '٣d']) {
    assert.equal(parseAge(text), undefined, text)
  }
})
