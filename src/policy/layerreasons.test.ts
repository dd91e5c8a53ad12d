import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  H1,
  PATH,
  ago,
  content,
  decided,
  finding,
  known,
  layer,
  told,
  waiver,
  withFindings,
} from '../../test/support/decisions.ts'
import type { Action } from './decision.ts'
import type { Known, Stage } from './known.ts'
import type { Condition, Layer } from './policy.ts'

for (const [what, allow, deny, action] of [
  ['a denied path', [], [{ path: 'github.com/acme' }], 'block'],
  ['a denied path in another spelling', [], [{ path: 'GitHub.com/Acme/*' }], 'block'],
  ['an allowed path in another spelling', [{ path: 'github.com/ACME/log' }], [{ path: '*' }], 'block'],
  ['a denied owner', [], [{ owner: 'github.com/ACME' }], 'block'],
  ['a denied host', [], [{ owner: 'github.com' }], 'block'],
  ['another owner', [], [{ owner: 'github.com/acm' }], 'allow'],
  ['a denied version', [], [{ path: PATH, version: 'v1.2.3' }], 'block'],
  ['bounds', [], [{ path: PATH, version: '>=v1.2.0 <v1.3.0' }], 'block'],
  ['bounds that begin after', [], [{ path: PATH, version: '>v1.2.3' }], 'allow'],
  ['bounds that begin with it', [], [{ path: PATH, version: '>=v1.2.3' }], 'block'],
  ['bounds that begin before', [], [{ path: PATH, version: '>v1.2.2' }], 'block'],
  ['bounds that end with it', [], [{ path: PATH, version: '<=v1.2.3' }], 'block'],
  ['bounds that end before', [], [{ path: PATH, version: '<v1.2.3' }], 'allow'],
  ['a denied hash', [], [{ h1: H1 }], 'block'],
  ['another hash', [], [{ h1: 'h1:other' }], 'allow'],
  ['a row that names nothing', [], [{ reason: 'x' }], 'allow'],
  ['a row that is over', [], [{ path: PATH, until: '2026-11-20' }], 'allow'],
  ['a row on its last day', [], [{ path: PATH, until: '2026-11-21' }], 'block'],
  ['all denied but one owner', [{ owner: 'github.com/acme' }], [{ path: '*' }], 'allow'],
  ['an owner allowed but one module', [{ owner: 'github.com/acme' }], [{ path: PATH }], 'block'],
  ['a module allowed of a denied owner', [{ path: 'github.com/acme/log' }], [{ path: 'github.com/acme' }], 'allow'],
  ['a hash allowed of a denied version', [{ h1: H1 }], [{ path: PATH, version: 'v1.2.3' }], 'allow'],
  ['both as exact', [{ path: PATH }], [{ path: PATH }], 'block'],
  ['a version allowed of what is denied', [{ path: PATH, version: 'v1.2.3' }], [{ path: PATH }], 'allow'],
] as const) {
  test(`decide by lists: ${what}`, () => {
    assert.equal(decided(known(), layer({ allow, deny })).action, action)
  })
}

test('decide counts an origin that the record claims against a version, never for it', () => {
  const claimed = known({ path: 'evil.example/x', origin: 'github.com/acme' })
  assert.equal(decided(claimed, layer({ deny: [{ owner: 'github.com/acme' }] })).action, 'block')
  const onlyAcme = layer({ allow: [{ owner: 'github.com/acme' }], deny: [{ path: '*' }] })
  assert.equal(decided(claimed, onlyAcme).action, 'block')
})

test('decide: what is allowed passes age, findings, licences and conditions, not what makes it malicious', () => {
  const all = layer({
    allow: [{ path: PATH }],
    licences: { allow: ['MIT'], level: 'block', unknown: 'block' },
    conditions: [{ name: 'c', when: 'true', stage: 'metadata', level: 'block', holds: () => true }],
  })
  const young = { logged: { notBefore: ago(5), notAfter: ago(4) } }
  const high = known({ ...young, content: content({ findings: [finding('MW-HOST-IP', 'high')] }) })
  assert.equal(decided(high, all).action, 'allow')
  const critical = known({ ...young, content: content({ findings: [finding('MW-DL-EXEC', 'critical')] }) })
  assert.equal(decided(critical, all).action, 'block')
})

for (const [what, levels, expected] of [
  ['a rule', [{ rule: 'MW-HOST-IP', level: 'block' }], ['block', 'MW-HOST-IP block waiver']],
  ['a family', [{ rule: 'MW-HOST', level: 'hold' }], ['hold', 'MW-HOST-IP hold waiver']],
  ['the beginning of a word is no family', [{ rule: 'MW-HO', level: 'block' }], ['warn', 'MW-HOST-IP warn waiver']],
  ['a severity', [{ severity: 'high', level: 'block' }], ['block', 'MW-HOST-IP block waiver']],
  ['a path', [{ path: 'github.com/acme', level: 'off' }], ['allow']],
  ['another path', [{ path: 'github.com/other', level: 'off' }], ['warn', 'MW-HOST-IP warn waiver']],
  ['the first row', [{ rule: 'MW-HOST', level: 'off' }, { level: 'block' }], ['allow']],
] as const) {
  test(`decide by level: ${what}`, () => {
    const subject = withFindings(finding('MW-HOST-IP', 'high'))
    assert.deepEqual(told(decided(subject, layer({ levels }))), expected)
  })
}

test('decide counts no finding that the policy lowered for what several are together', () => {
  const both = withFindings(
    finding('MW-HOST-IP', 'high', { path: ['x'] }),
    finding('MW-INIT-EXEC', 'high', { path: ['x'] }),
  )
  const lowered = layer({ levels: [{ rule: 'MW-HOST-IP', level: 'monitor' }] })
  assert.deepEqual(told(decided(both, lowered)).slice(0, 1), ['warn'])
})

test('decide takes no level from a row for known malware', () => {
  const bad = known({ findings: [finding('MW-KNOWN-BAD', 'critical')] })
  const lax = layer({ levels: [{ level: 'off' }], allow: [{ path: PATH }] })
  assert.equal(decided(bad, lax).action, 'block')
})

for (const [what, licences, has, action] of [
  ['one that is allowed', { allow: ['MIT'], level: 'block', unknown: 'warn' }, ['mit'], 'allow'],
  ['one that is not', { allow: ['MIT'], level: 'block', unknown: 'warn' }, ['AGPL-3.0-only'], 'block'],
  ['one of two', { allow: ['MIT'], level: 'hold', unknown: 'warn' }, ['MIT', 'GPL-2.0-only'], 'hold'],
  ['one that is denied', { deny: ['AGPL-3.0-only'], level: 'block', unknown: 'off' }, ['AGPL-3.0-only'], 'block'],
  ['none found', { deny: ['AGPL-3.0-only'], level: 'block', unknown: 'warn' }, [], 'warn'],
  ['nobody looked', { allow: ['MIT'], level: 'block', unknown: 'hold' }, undefined, 'hold'],
] as const) {
  test(`decide by licence: ${what}`, () => {
    const subject = known({ content: content(has === undefined ? {} : { licences: has }) })
    assert.equal(decided(subject, layer({ licences })).action, action)
  })
}

test('decide by the comparison with the source', () => {
  const l = layer({ source: { 'tag-moved': 'block', same: 'off' } })
  const compared = (source: 'tag-moved' | 'same' | 'differs'): Action =>
    decided(known({ content: content({ source }) }), l).action
  assert.deepEqual([compared('tag-moved'), compared('same'), compared('differs')], ['block', 'allow', 'allow'])
})

test('decide: a condition that cannot be evaluated holds', () => {
  const broken = layer({
    conditions: [
      {
        name: 'broken',
        when: 'x',
        stage: 'content',
        level: 'block',
        holds: () => {
          throw new Error('no such key')
        },
      },
    ],
  })
  const decision = decided(known(), broken)
  assert.equal(decision.action, 'block')
  assert.match(
    decision.reasons[0]?.message ?? '',
    /^broken \(the condition broken could not be evaluated: no such key\)$/,
  )
})

test('decide asks a condition about the zip where it was read, and one about the metadata before', () => {
  const asking = (stage: Stage): Layer =>
    layer({ conditions: [{ name: 'c', when: 'true', stage, level: 'hold', holds: () => true }] })
  const { content: _, ...unread } = known()
  const before: Known = { ...unread, stage: 'metadata' }
  assert.equal(decided(before, asking('content')).action, 'allow')
  assert.equal(decided(before, asking('metadata')).action, 'hold')
  assert.equal(decided(known(), asking('content')).action, 'hold')
  assert.equal(decided({ ...known(), stage: 'metadata' }, asking('content')).action, 'hold')
})

test('decide ends with the day on which a fact of a condition changes', () => {
  const conditions = ['age_days < 9', 'true'].map((when): Condition => ({
    name: when,
    when,
    stage: 'content',
    level: 'warn',
    holds: () => false,
  }))
  const young = known({ logged: { notBefore: ago(100), notAfter: ago(100) } })
  assert.equal(decided(young, layer({ conditions })).validUntil?.toISOString(), ago(100 - 120).toISOString())
  assert.equal(decided(young, layer({ conditions: conditions.slice(1) })).validUntil, undefined)
})

test('decide says of a denied version why, where the row does', () => {
  const said = (deny: Layer['deny']): string | undefined => decided(known(), layer({ deny })).reasons[0]?.message
  assert.equal(said([{ path: PATH }]), 'denied by the policy')
  assert.equal(said([{ path: PATH, reason: 'SEC-118' }]), 'denied by the policy: SEC-118')
})

test('decide tells findings together only where none is enough alone', () => {
  const high = [finding('MW-HOST-IP', 'high', { path: ['x'] }), finding('MW-INIT-EXEC', 'high', { path: ['x'] })]
  const rules = (subject: Known): string[] => decided(subject).reasons.map(({ rule }) => rule)
  assert.deepEqual(rules(withFindings(...high, finding('MW-DL-EXEC', 'critical'))), [
    'MW-DL-EXEC',
    'MW-HOST-IP',
    'MW-INIT-EXEC',
  ])
  assert.deepEqual(rules(withFindings(...high)), ['MW-HOST-IP', 'MW-HOST-IP', 'MW-INIT-EXEC'])
})

test('decide tells the age once', () => {
  const young = { logged: { notBefore: ago(5), notAfter: ago(4) } }
  const named = finding('MW-META-YOUNG', 'info', { trigger: 'record' })
  assert.deepEqual(told(decided(known({ ...young, findings: [named] }))), ['hold', 'MW-META-YOUNG hold waiver'])
  assert.deepEqual(told(decided(known({ findings: [named] }))), ['allow', 'MW-META-YOUNG monitor waiver'])
})

test('decide takes a waiver where what made a version malicious is what the policy lowered', () => {
  const subject = withFindings(finding('MW-DL-EXEC', 'critical'), finding('MW-HOST-IP', 'high'))
  const levels = [
    { rule: 'MW-DL-EXEC', path: PATH, level: 'monitor' },
    { rule: 'MW-HOST', level: 'block' },
  ] as const
  assert.equal(decided(subject, layer({ levels })).action, 'block')
  assert.equal(decided(subject, layer({ levels }), { waivers: [waiver()] }).action, 'allow')
  assert.equal(decided(subject, layer({ levels: levels.slice(1) }), { waivers: [waiver()] }).action, 'block')
})

test('decide passes on where a finding is, and why an author took a version back', () => {
  const { reasons } = decided(
    withFindings(finding('MW-HOST-IP', 'high'), finding('MW-CGO', 'medium', { file: '', line: 0 })),
  )
  assert.deepEqual(
    reasons.map(({ file, line }) => [file, line]),
    [
      ['a.go', 3],
      [undefined, undefined],
    ],
  )
  const said = (retracted: string): string | undefined => decided(known({ retracted })).reasons[0]?.message
  assert.deepEqual([said(''), said('broken')], ['taken back by its author', 'taken back by its author: broken'])
})
