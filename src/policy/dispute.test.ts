import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  H1,
  NOW,
  PATH,
  ago,
  content,
  decided,
  finding,
  known,
  layer,
  overruling,
  waiver,
  withFindings,
} from '../../test/support/decisions.ts'
import type { Decision } from './decision.ts'
import { outcomeOf, type Dispute } from './dispute.ts'
import type { KnownFinding } from './known.ts'
import { DEFAULT_LAYER, type Layer } from './policy.ts'
import type { Waiver } from './waiver.ts'

const heldBy = (findings: readonly KnownFinding[], waivers: readonly Waiver[], l: Partial<Layer> = {}): Decision =>
  decided(known({ content: content({ findings }) }), layer({ levels: [{ rule: 'MW-HOST', level: 'hold' }], ...l }), {
    waivers,
  })

for (const [what, more, action] of [
  ['of the version', {}, 'allow'],
  ['of the rule in the version', { rule: 'MW-HOST-IP' }, 'allow'],
  ['of another rule', { rule: 'MW-CGO' }, 'hold'],
  ['of another version', { version: 'v1.2.4' }, 'hold'],
  ['of another file', { path: 'b.go' }, 'hold'],
  ['of another module', { module: 'github.com/acme/other' }, 'hold'],
  ['that is over', { expires: '2026-11-20', created: '2026-11-01' }, 'hold'],
  ['on its last day', { expires: '2026-11-21' }, 'allow'],
  ['that is longer than ninety days', { expires: '2027-06-01' }, 'hold'],
  ['of a project', { from: 'project' }, 'allow'],
  ['of no day', { expires: 'soon' }, 'hold'],
  ['made on no day', { created: 'once' }, 'hold'],
] as const) {
  test(`decide with a waiver ${what}`, () => {
    assert.equal(heldBy([finding('MW-HOST-IP', 'high')], [waiver(more)]).action, action)
  })
}

test('decide wants exact versions of waivers', () => {
  const { version: _, ...anyVersion } = waiver()
  const { module: _m, version: _v, ...anyModule } = waiver({ rule: 'MW-HOST-IP' })
  assert.equal(heldBy([finding('MW-HOST-IP', 'high')], [anyVersion]).action, 'hold')
  assert.equal(heldBy([finding('MW-HOST-IP', 'high')], [anyModule]).action, 'hold')
})

test('decide takes a waiver that says nothing of when it was made once no more is left of it than a waiver may last', () => {
  const { created: _, ...undated } = waiver({ rule: 'MW-HOST-IP' })
  const until = (expires: string): Decision => heldBy([finding('MW-HOST-IP', 'high')], [{ ...undated, expires }])
  assert.equal(until('2027-02-19').action, 'allow')
  assert.equal(until('2027-02-20').action, 'hold')
  assert.equal(until('2027-02-20').validUntil?.toISOString(), '2026-11-22T00:00:00.000Z')
})

test('decide says who accepted a reason, and until when the decision holds', () => {
  const decision = heldBy([finding('MW-HOST-IP', 'high')], [waiver()])
  assert.deepEqual(decision.reasons[0]?.waived, { owner: 'kim', reason: 'reviewed', expires: '2026-12-02' })
  assert.equal(decision.validUntil?.toISOString(), '2026-12-03T00:00:00.000Z')
})

test('decide takes a project’s waivers only where the policy does', () => {
  const l = { waivers: { longest: 90, project: false } }
  assert.equal(heldBy([finding('MW-HOST-IP', 'high')], [waiver({ from: 'project' })], l).action, 'hold')
})

test('decide lets a person release a version from the age gate', () => {
  const young = known({ logged: { notBefore: ago(5), notAfter: ago(4) } })
  assert.equal(decided(young, DEFAULT_LAYER, { waivers: [waiver({ rule: 'MW-META-YOUNG' })] }).action, 'allow')
})

test('decide waives no confirmed malware and no denied version', () => {
  const critical = withFindings(finding('MW-DL-EXEC', 'critical'))
  const together = withFindings(
    finding('MW-HOST-IP', 'high', { path: ['x'] }),
    finding('MW-INIT-EXEC', 'high', { path: ['x'] }),
  )
  const bad = known({ findings: [finding('MW-KNOWN-BAD', 'critical')] })
  for (const subject of [critical, together, bad]) {
    const waivers = [waiver(), waiver({ rule: 'MW-HOST-IP' }), waiver({ rule: 'MW-INIT-EXEC' })]
    assert.equal(decided(subject, DEFAULT_LAYER, { waivers }).action, 'block')
  }
  assert.equal(decided(known(), layer({ deny: [{ path: PATH }] }), { waivers: [waiver()] }).action, 'block')
})

for (const [what, more, action] of [
  ['of these bytes', {}, 'allow'],
  ['of other bytes', { h1: 'h1:other' }, 'block'],
  ['of another version', { version: 'v1.2.4' }, 'block'],
  ['by one person twice', { by: ['kim', 'kim'] }, 'block'],
  ['that is over', { expires: '2026-11-20' }, 'block'],
] as const) {
  test(`decide with an overruling ${what}`, () => {
    const bad = known({ findings: [finding('MW-KNOWN-BAD', 'critical')] })
    assert.equal(decided(bad, DEFAULT_LAYER, { overruled: [{ ...overruling, ...more }] }).action, action)
  })
}

test('decide keeps what an overruling is not about', () => {
  const subject = withFindings(finding('MW-DL-EXEC', 'critical'), finding('MW-DEMO', 'medium'))
  const decision = decided(subject, DEFAULT_LAYER, { overruled: [overruling] })
  assert.equal(decision.action, 'hold')
  assert.equal(decision.reasons.find(({ rule }) => rule === 'MW-DL-EXEC')?.waived?.owner, 'kim and lee')
  const absent = known({ standing: 'absent' })
  assert.equal(decided(absent, DEFAULT_LAYER, { overruled: [overruling] }).action, 'block')
})

for (const mode of [{ kind: 'monitor' }, { kind: 'break-glass', until: ago(-2) }] as const) {
  test(`decide in the mode ${mode.kind} refuses nothing but what fails its proof`, () => {
    const bad = decided(withFindings(finding('MW-DL-EXEC', 'critical')), DEFAULT_LAYER, { mode })
    assert.deepEqual([bad.action, bad.enforced], ['warn', 'block'])
    for (const standing of ['mismatch', 'absent'] as const) {
      assert.equal(decided(known({ standing }), DEFAULT_LAYER, { mode }).action, 'block')
    }
    const both = known({ standing: 'unreachable', findings: [finding('MW-KNOWN-BAD', 'critical')] })
    const decision = decided(both, DEFAULT_LAYER, { mode })
    assert.deepEqual([decision.action, decision.temporary], ['hold', true])
  })
}

test('decide ends break-glass by itself', () => {
  const glass = (until: Date): Decision =>
    decided(withFindings(finding('MW-DL-EXEC', 'critical')), DEFAULT_LAYER, { mode: { kind: 'break-glass', until } })
  assert.equal(glass(ago(-2)).validUntil?.toISOString(), ago(-2).toISOString())
  assert.equal(glass(NOW).action, 'block')
})

const dispute: Dispute = {
  path: PATH,
  version: 'v1.2.3',
  h1: H1,
  reason: 'a test of the parser',
  by: 'ann',
  expires: '2026-12-02',
  opened: ago(24),
  votes: [
    { by: 'kim', at: ago(3), overrule: true },
    { by: 'lee', at: ago(2), overrule: true },
  ],
}
const administrators = new Set(['kim', 'lee', 'max'])

for (const [what, more, expected] of [
  ['two who agree', {}, ['kim', 'lee']],
  ['one alone', { votes: dispute.votes.slice(1) }, undefined],
  ['one twice', { votes: [...dispute.votes.slice(1), { by: 'lee', at: ago(1), overrule: true }] }, undefined],
  [
    'one who is no administrator',
    { votes: [...dispute.votes.slice(1), { by: 'ann', at: ago(1), overrule: true }] },
    undefined,
  ],
  ['one of three who says no', { votes: [...dispute.votes, { by: 'max', at: ago(1), overrule: false }] }, undefined],
  ['one who changed their mind', { votes: [...dispute.votes, { by: 'lee', at: ago(1), overrule: false }] }, undefined],
  [
    'one who changed it earlier',
    { votes: [...dispute.votes, { by: 'lee', at: ago(9), overrule: false }] },
    ['kim', 'lee'],
  ],
  ['until no day', { expires: 'soon' }, undefined],
  ['more than ninety days', { expires: '2027-06-01' }, undefined],
] as const) {
  test(`outcomeOf a dispute: ${what}`, () => {
    assert.deepEqual(outcomeOf({ ...dispute, ...more }, administrators)?.by, expected)
  })
}

test('outcomeOf a dispute is the overruling that decide takes', () => {
  const outcome = outcomeOf(dispute, administrators)
  assert.ok(outcome !== undefined)
  const bad = known({ findings: [finding('MW-KNOWN-BAD', 'critical')] })
  assert.equal(decided(bad, DEFAULT_LAYER, { overruled: [outcome] }).action, 'allow')
})
