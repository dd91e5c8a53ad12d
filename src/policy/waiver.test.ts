import assert from 'node:assert/strict'
import test from 'node:test'
import { concerns, dayAfter, daysLeft, isDay, mayWaive, waiverSubject, type Waiver } from './waiver.ts'

const base: Waiver = {
  reason: 'r',
  owner: 'kim',
  expires: '2026-12-02',
  place: { file: 'w', line: 1 },
  from: 'project',
}
const finding = {
  rule: 'MW-HOST-IP',
  severity: 'high',
  module: 'example.com/m',
  version: 'v1.0.0',
  file: 'internal/probe/a.go',
}

test('concerns holds every part that a waiver names against the finding', () => {
  const holds = (more: Partial<Waiver>): boolean => concerns({ ...base, ...more }, finding)
  assert.deepEqual(
    [
      holds({ module: 'example.com/m' }),
      holds({ rule: 'MW-HOST-IP' }),
      holds({ module: 'example.com/m', version: 'v1.0.0', path: 'internal/probe' }),
      holds({ module: 'example.com/m', path: 'internal/probe/a.go' }),
    ],
    [true, true, true, true],
  )
  assert.deepEqual(
    [
      holds({ module: 'example.com/m2' }),
      holds({ rule: 'MW-PERSIST', module: 'example.com/m' }),
      holds({ module: 'example.com/m', version: 'v1.0.1' }),
      holds({ module: 'example.com/m', path: 'internal/pro' }),
    ],
    [false, false, false, false],
  )
})

test('mayWaive lets only the user accept what is critical', () => {
  const grave = { ...finding, severity: 'critical' }
  assert.equal(mayWaive(base, finding), true)
  assert.equal(mayWaive(base, grave), false)
  assert.equal(mayWaive({ ...base, from: 'user' }, grave), true)
})

test('days are counted in UTC, over months and years', () => {
  assert.equal(daysLeft({ expires: '2026-12-02' }, '2026-11-28'), 4)
  assert.equal(daysLeft({ expires: '2026-12-02' }, '2026-12-05'), -3)
  assert.equal(dayAfter('2026-12-20', 14), '2027-01-03')
  assert.deepEqual(['2026-02-28', '2026-02-30', '2026-2-3', 'today'].map(isDay), [true, false, false, false])
})

test('waiverSubject says what a waiver is about', () => {
  assert.equal(
    waiverSubject({ ...base, rule: 'MW-X', module: 'a.com/b', version: 'v1.0.0', path: 'c' }),
    'MW-X in a.com/b@v1.0.0, c',
  )
  assert.equal(waiverSubject({ ...base, module: 'a.com/b' }), 'a.com/b')
})
