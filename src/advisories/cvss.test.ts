import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ratingOf } from './cvss.ts'

const V31 = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H'
const V40 = 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N'

test('ratingOf gives the scores of the specification, by the newest version', () => {
  assert.deepEqual(ratingOf([{ type: 'CVSS_V3', score: V31 }]), { score: 9.8, severity: 'critical', vector: V31 })
  assert.deepEqual(
    ratingOf([
      { type: 'CVSS_V3', score: V31 },
      { type: 'CVSS_V4', score: V40 },
    ])?.score,
    9.3,
  )
  assert.equal(
    ratingOf([{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:L' }])?.severity,
    'medium',
  )
})

test('ratingOf says nothing of a vector that lacks a metric, has one twice or with another value', () => {
  for (const score of [
    'CVSS:3.1/AV:N/AC:L',
    V31.replace('AV:N', 'AV:Z'),
    `${V31}/AV:P`,
    'AV:N/AC:L/Au:N/C:P/I:P/A:P',
    `CVSS:3.1/${'A:H/'.repeat(1000)}`,
    '',
  ]) {
    assert.equal(ratingOf([{ type: 'CVSS_V3', score }]), undefined, score)
  }
})
