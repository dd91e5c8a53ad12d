import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NOW, PATH, ago, at, content, finding, known, overruling, waiver } from '../../test/support/decisions.ts'
import { isWardenError } from '../base/errors.ts'
import { decide } from './decide.ts'
import { basisOf, readDecisionLine, type DecisionRecord } from './decisionrecord.ts'
import type { Known } from './known.ts'
import { policyOf } from './policy.ts'

const full = known({
  origin: 'github.com/acme',
  logged: { notBefore: ago(5), notAfter: ago(4) },
  firstSeen: ago(3),
  findings: [finding('MW-NAME-CASE', 'low', { trigger: 'record' })],
  repairs: ['GO-2026-0001'],
  retracted: '',
  deprecated: 'use x',
  content: content({
    findings: [finding('MW-HOST-IP', 'high', { path: ['a'] })],
    capabilities: ['process'],
    licences: [],
    source: 'same',
  }),
})
const record = (k: Known = full): DecisionRecord => {
  const circumstances = at({
    waivers: [waiver(), waiver({ version: 'v9.0.0' })],
    overruled: [overruling, { ...overruling, path: 'x' }],
  })
  const { action, enforced, policy, reasons } = decide(policyOf(), k, circumstances)
  return {
    event: 'E-ABCDEFG234',
    time: NOW,
    action,
    enforced,
    policy,
    reasons: reasons.map(({ rule, action: leads, message }) => ({ rule, action: leads, message })),
    basis: basisOf(k, circumstances),
  }
}

test('readDecisionLine reads what was decided on, to the letter', () => {
  for (const one of [record(), record({ ...known(), stage: 'metadata' }), record(known({ content: content() }))]) {
    assert.deepEqual(readDecisionLine(JSON.stringify(one)), one)
  }
})

test('decide decides the same from what readDecisionLine reads', () => {
  const first = record()
  const { basis, time } = readDecisionLine(JSON.stringify(first)) ?? first
  const waivers = basis.waivers.map((one) => ({ ...one, place: { file: '', line: 0 } }))
  const again = decide(policyOf(), basis.known, at({ now: time, waivers, overruled: basis.overruled }))
  assert.deepEqual([again.action, again.enforced, again.policy], [first.action, first.enforced, first.policy])
  assert.deepEqual(
    again.reasons.map(({ rule, action, message }) => ({ rule, action, message })),
    first.reasons,
  )
})

test('basisOf keeps what is about the version, without evidence or places', () => {
  const more = { ...finding('MW-HOST-IP', 'high'), trace: ['secret'], folded: ['secret'] }
  const noted = { ...content({ findings: [more] }), files: 'secret' }
  const basis = basisOf(
    known({ findings: [more], content: noted }),
    at({ waivers: [waiver(), waiver({ module: 'x.y/z' })] }),
  )
  assert.equal(basis.waivers.length, 1)
  assert.doesNotMatch(JSON.stringify(basis), /secret|w\.yaml|place/)
})

test('basisOf keeps the gravest of very many findings, in their order', () => {
  const low = Array.from({ length: 300 }, (_, i) => finding('MW-CGO', 'low', { line: i + 1 }))
  const graves = [finding('MW-DL-EXEC', 'critical'), finding('MW-REVSHELL', 'critical')]
  const { known: kept } = basisOf(known({ findings: [...low, ...graves] }), at())
  assert.equal(kept.findings.length, 200)
  assert.deepEqual(
    kept.findings.slice(-2).map(({ rule }) => rule),
    ['MW-DL-EXEC', 'MW-REVSHELL'],
  )
})

test('readDecisionLine gives nothing for a line without a basis', () => {
  const { basis: _, ...without } = record()
  assert.equal(readDecisionLine(JSON.stringify(without)), undefined)
})

for (const [what, change, said] of [
  ['a false event', { event: 'E-1' }, 'event: not E- and ten letters'],
  ['a day for a time', { time: '2026-11-21' }, 'time: not a time in UTC'],
  ['an action that is none', { action: 'pass' }, 'action: not one of allow, warn, hold, block'],
  ['reasons that are none', { reasons: {} }, 'reasons: not a list'],
  ['an unknown mode', { basis: { mode: 'off' } }, 'basis.mode: not one of enforce, monitor, break-glass'],
  ['no knowledge', { basis: { mode: 'enforce' } }, 'basis.known: not an object'],
  ['waivers that are none', { basis: { ...record().basis, waivers: [{}] } }, 'basis.waivers[0].reason: not a text'],
] as const) {
  test(`readDecisionLine refuses ${what}`, () => {
    const line = JSON.stringify({ ...record(), ...change })
    assert.throws(
      () => readDecisionLine(line),
      (error) => isWardenError(error, 'parse') && error.message === said,
    )
  })
}

test('readDecisionLine refuses a decision on content without content, and lines that are no JSON', () => {
  const first = record()
  const { content: _, ...without } = first.basis.known
  const lines = [JSON.stringify({ ...first, basis: { ...first.basis, known: without } })]
  for (const line of [...lines, '', '{', 'null', '[]', '3', '['.repeat(100_000)]) {
    assert.throws(
      () => readDecisionLine(line),
      (error) => isWardenError(error, 'parse'),
      line.slice(0, 40),
    )
  }
})

test('readDecisionLine passes over members that it does not know', () => {
  const line = JSON.stringify({ ...record(), number: 3, findings: [], later: 1 })
  assert.equal(readDecisionLine(line)?.basis.known.path, PATH)
})
