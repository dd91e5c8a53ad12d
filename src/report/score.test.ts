import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { ages, ageWords, auditScore, SCORE_RULES, scoreWords } from './score.ts'
import type { ScanReport } from './scan.ts'
import type { VerifyReport } from './verify.ts'
import type { VulnFinding, VulnsReport } from './vulns.ts'

const AT = '2026-11-21T00:00:00Z'

function verify(proven: number, broken: number = 0): VerifyReport {
  const status = { proven, broken }
  return { summary: { status, modules: 8, goModOnly: 2 } } as unknown as VerifyReport
}

function scan(summary: object, logged: readonly string[]): ScanReport {
  const after = '2019-01-01T00:00:00Z'
  const modules = logged.map((before) => ({
    role: 'version',
    record: before === '' ? {} : { logged: { after, before } },
  }))
  return { summary: { malicious: 0, suspicious: 0, incomplete: 0, ...summary }, modules } as unknown as ScanReport
}

function vulns(findings: readonly Partial<VulnFinding>[], left: readonly string[] = []): VulnsReport {
  return {
    left,
    findings: findings.map((one) => ({ level: 'symbol', severity: 'high', exploited: false, ...one })),
  } as unknown as VulnsReport
}

test('auditScore adds up its four parts as docs/score.md says', () => {
  const fine = scan({}, ['2020-01-01T00:00:00Z', '2026-11-20T00:00:00Z'])
  const score = auditScore(verify(9), fine, vulns([{}, { level: 'package' }, { level: 'module' }]), AT)
  assert.deepEqual(
    score.parts.map(({ name, points }) => [name, points]),
    [
      ['integrity', 36],
      ['behaviour', 25],
      ['vulns', 14],
      ['age', 5],
    ],
  )
  assert.equal(score.value, 80)
  assert.equal(
    scoreWords(score),
    '80 of 100: integrity 36/40 (1 not proven), behaviour 25/25, vulns 14/25 (1 called, 1 imported), age 5/10 (1 young)',
  )
})

test('auditScore takes all of a part for what is worst, and never more', () => {
  const bad = scan({ malicious: 1, suspicious: 9 }, ['2020-01-01T00:00:00Z'])
  const { value, parts } = auditScore(verify(9, 1), bad, vulns([{ exploited: true }, {}, {}]), AT)
  assert.deepEqual([value, parts.map(({ points }) => points)], [10, [0, 0, 0, 10]])
})

test('auditScore takes nothing for what is waived or in doubt', () => {
  const waived = { owner: 'kim', reason: 'x', expires: '2026-12-01' }
  const { value } = auditScore(verify(10), scan({}, ['2020-01-01T00:00:00Z']), vulns([{ waived }, { doubt: 'x' }]), AT)
  assert.equal(value, 100)
})

test('auditScore gives none where a part was not looked at', () => {
  const fine = scan({}, ['2020-01-01T00:00:00Z'])
  assert.equal(auditScore(verify(10), fine, undefined, AT).value, undefined)
  assert.equal(auditScore(verify(10), fine, vulns([], ['x']), AT).value, undefined)
  assert.equal(auditScore(verify(10), scan({}, ['']), vulns([]), AT).value, undefined)
  assert.match(
    scoreWords(auditScore(verify(10), undefined, undefined, AT)),
    /^none, because a part was not looked at: integrity 40\/40$/,
  )
})

test('ages counts by the latest time that the log allows', () => {
  const report = scan({}, ['2026-11-19T00:00:00Z', '2024-11-21T00:00:00Z', ''])
  assert.deepEqual(ages(report, AT), { dated: 2, of: 3, young: 1, median: 730 })
  assert.equal(ageWords(report, AT), '1 of 2 dated versions younger than 7 days · median 2.0 years · 1 not dated')
})

test('ages takes what this machine has only just seen for neither young nor old', () => {
  const seen = (before: string): ScanReport =>
    ({ modules: [{ role: 'version', record: { logged: { before } } }] }) as unknown as ScanReport
  assert.equal(ages(seen('2026-11-20T00:00:00Z'), AT), undefined)
  assert.equal(ages(seen('2026-10-21T00:00:00Z'), AT)?.median, 31)
})

test('SCORE_RULES are those of docs/score.md', () => {
  const page = readFileSync(path.join(import.meta.dirname, '../../docs/score.md'), 'utf8')
  const rows = [...page.matchAll(/^\| `(\w+)` \| \d+ \| (.+) \|$/gm)].map(([, name, rule]) => [name, rule])
  assert.deepEqual(rows, Object.entries(SCORE_RULES))
})
