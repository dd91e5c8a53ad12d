import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NOW, PATH, ago, at, content, finding, known, overruling, waiver } from '../../test/support/decisions.ts'
import { isWardenError } from '../base/errors.ts'
import { decide } from './decide.ts'
import { decisionLine, readDecisionLine, type DecisionRecord } from './decisionrecord.ts'
import { policyOf } from './policy.ts'

const { place: _, ...recordedWaiver } = waiver()
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
const decision = decide(policyOf(), full, at())
const record: DecisionRecord = {
  event: 'E-ABCDEFG234',
  at: NOW,
  engine: 'e1',
  mode: 'enforce',
  project: 'shop',
  by: 'p7',
  known: full,
  waivers: [recordedWaiver],
  overruled: [overruling],
  decision: {
    action: decision.action,
    enforced: decision.enforced,
    temporary: decision.temporary,
    verdict: decision.verdict,
    policy: decision.policy,
    reasons: decision.reasons.map(({ rule, level, action, message, change }) => ({
      rule,
      level,
      action,
      message,
      change,
    })),
    ...(decision.validUntil === undefined ? {} : { validUntil: decision.validUntil }),
  },
}

test('readDecisionLine reads what decisionLine writes', () => {
  assert.deepEqual(readDecisionLine(decisionLine(record)), record)
  const { project: _p, by: _b, ...least } = { ...record, known: { ...known(), stage: 'metadata' as const } }
  assert.deepEqual(readDecisionLine(decisionLine(least)), least)
})

test('decisionLine is one line, whatever it holds', () => {
  const hostile = { ...record, known: { ...full, path: 'a\nb\u2028c' } }
  assert.equal(decisionLine(hostile).split('\n').length, 1)
})

test('decisionLine writes no evidence that a decision does not need, and not where a waiver stands', () => {
  const more = { ...finding('MW-HOST-IP', 'high'), trace: ['secret'], folded: ['secret'] }
  const line = decisionLine({ ...record, known: { ...full, findings: [more] }, waivers: [waiver()] })
  assert.doesNotMatch(line, /secret|w\.yaml/)
})

for (const [what, change, said] of [
  ['another schema', { schema: 'modwarden/decision/2' }, 'schema: not one of modwarden/decision/1'],
  ['a false event', { event: 'E-1' }, 'event: not E- and ten letters'],
  ['a day for a time', { at: '2026-11-21' }, 'at: not a time in UTC'],
  ['an unknown mode', { mode: 'off' }, 'mode: not one of enforce, monitor, break-glass'],
  ['no knowledge', { known: undefined }, 'known: not an object'],
  ['an action that is none', { decision: { action: 'pass' } }, 'decision.action: not one of allow, warn, hold, block'],
  ['waivers that are none', { waivers: [{}] }, 'waivers[0].reason: not a text'],
] as const) {
  test(`readDecisionLine refuses ${what}`, () => {
    const line = JSON.stringify({ ...JSON.parse(decisionLine(record)), ...change })
    assert.throws(
      () => readDecisionLine(line),
      (error) => isWardenError(error, 'parse') && error.message === said,
    )
  })
}

test('readDecisionLine refuses a content decision without content, and lines that are no JSON', () => {
  const { known: k, ...rest } = JSON.parse(decisionLine(record))
  const { content: _c, ...without } = k
  for (const line of [JSON.stringify({ ...rest, known: without }), '', '{', 'null', '[]', '3', '['.repeat(100_000)]) {
    assert.throws(
      () => readDecisionLine(line),
      (error) => isWardenError(error, 'parse'),
      line.slice(0, 40),
    )
  }
})

test('readDecisionLine passes over members that it does not know', () => {
  const line = JSON.stringify({ ...JSON.parse(decisionLine(record)), later: 1 })
  assert.equal(readDecisionLine(line).known.path, PATH)
})
