import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NOW, ago, content, decided, finding, known, layer, told, withFindings } from '../../test/support/decisions.ts'
import type { Known } from './known.ts'
import { DEFAULT_LAYER } from './policy.ts'

test('decide allows what is old, proven and clean, for good', () => {
  const decision = decided(known())
  assert.deepEqual(told(decision), ['allow'])
  assert.equal(decision.validUntil, undefined)
  assert.equal(decision.verdict, 'clean')
})

for (const [what, subject, expected] of [
  ['a critical finding', withFindings(finding('MW-DL-EXEC', 'critical')), ['block', 'MW-DL-EXEC block administrators']],
  ['a high one', withFindings(finding('MW-HOST-IP', 'high')), ['warn', 'MW-HOST-IP warn waiver']],
  ['a medium one', withFindings(finding('MW-CGO', 'medium')), ['allow', 'MW-CGO monitor waiver']],
  [
    'two medium ones',
    withFindings(finding('MW-CGO', 'medium'), finding('MW-ASM', 'medium')),
    ['warn', 'MW-CGO warn waiver', 'MW-CGO monitor waiver', 'MW-ASM monitor waiver'],
  ],
  [
    'two high ones on one path',
    withFindings(finding('MW-HOST-IP', 'high', { path: ['x'] }), finding('MW-INIT-EXEC', 'high', { path: ['x'] })),
    ['block', 'MW-HOST-IP block administrators', 'MW-HOST-IP warn administrators', 'MW-INIT-EXEC warn administrators'],
  ],
  [
    'known malware',
    known({ findings: [finding('MW-KNOWN-BAD', 'critical')] }),
    ['block', 'MW-KNOWN-BAD block administrators'],
  ],
  [
    'the mirror’s refusal',
    known({ findings: [finding('MW-KNOWN-REFUSED', 'critical')] }),
    ['block', 'MW-KNOWN-REFUSED block administrators'],
  ],
  ['other bytes', known({ standing: 'mismatch' }), ['block', 'MW-INT-ZIP block nobody']],
  ['no record', known({ standing: 'absent' }), ['block', 'MW-INT-UNLISTED block nobody']],
  ['a database out of reach', known({ standing: 'unreachable' }), ['hold', 'MW-INT-UNCHECKED hold retry']],
  ['no database by configuration', known({ standing: 'unproven' }), ['allow', 'MW-INT-UNCHECKED monitor waiver']],
  [
    'what was not looked at in full',
    known({ content: content({ incomplete: true }) }),
    ['warn', 'MW-SCAN-INCOMPLETE warn waiver'],
  ],
  ['what was taken back', known({ retracted: 'broken' }), ['allow', 'MW-POLICY-RETRACTED monitor waiver']],
  ['what is deprecated', known({ deprecated: 'use x' }), ['allow', 'MW-POLICY-DEPRECATED monitor waiver']],
  ['the demonstration', withFindings(finding('MW-DEMO', 'high')), ['hold', 'MW-DEMO hold waiver']],
] as const) {
  test(`decide by default: ${what}`, () => {
    assert.deepEqual(told(decided(subject)), expected)
  })
}

test('decide says what each reason leads to: nothing, where it is only recorded', () => {
  const { reasons } = decided(withFindings(finding('MW-CGO', 'medium'), finding('MW-HOST-IP', 'high')))
  assert.deepEqual(
    reasons.map(({ rule, action }) => [rule, action]),
    [
      ['MW-HOST-IP', 'warn'],
      ['MW-CGO', 'allow'],
    ],
  )
})

test('decide says that a refusal is temporary only where nothing else is against the version', () => {
  assert.equal(decided(known({ standing: 'unreachable' })).temporary, true)
  const worse = known({ standing: 'unreachable', findings: [finding('MW-KNOWN-BAD', 'critical')] })
  assert.equal(decided(worse).temporary, false)
  assert.equal(decided(worse).action, 'block')
  assert.equal(decided(known({ standing: 'absent' })).temporary, false)
  assert.equal(decided(known()).temporary, false)
  const young = decided(known({ standing: 'unreachable', logged: { notBefore: ago(5), notAfter: ago(4) } }))
  assert.deepEqual(told(young), ['hold', 'MW-META-YOUNG hold waiver', 'MW-INT-UNCHECKED hold retry'])
  assert.deepEqual([young.temporary, young.opens], [false, undefined])
})

test('decide in the stage metadata calls the go.mod by its name', () => {
  const metadata: Known = { ...known(), stage: 'metadata', standing: 'mismatch' }
  assert.deepEqual(told(decided(metadata)), ['block', 'MW-INT-GOMOD block nobody'])
})

for (const [what, logged, firstSeen, action, opens] of [
  ['logged yesterday', { notBefore: ago(24), notAfter: ago(20) }, undefined, 'hold', '2026-11-23T16:00:00.000Z'],
  ['logged three days ago', { notBefore: ago(76), notAfter: ago(72) }, undefined, 'allow', undefined],
  [
    'logged so lately that nothing is known to be later',
    { notBefore: ago(24) },
    undefined,
    'hold',
    '2026-11-23T12:00:00.000Z',
  ],
  ['the same, first seen five hours ago', { notBefore: ago(24) }, ago(5), 'hold', '2026-11-24T07:00:00.000Z'],
  ['bounds that are wider than the wait', { notBefore: ago(500), notAfter: ago(1) }, undefined, 'allow', undefined],
  ['no bounds', {}, undefined, 'allow', undefined],
  ['no bounds, first seen now', {}, NOW, 'allow', undefined],
  [
    'first seen before it was logged: the log stands',
    { notBefore: ago(24) },
    ago(900),
    'hold',
    '2026-11-23T12:00:00.000Z',
  ],
] as const) {
  test(`decide by age: ${what}`, () => {
    const decision = decided(known({ logged, ...(firstSeen === undefined ? {} : { firstSeen }) }))
    assert.equal(decision.action, action)
    assert.equal(decision.opens?.toISOString(), opens)
  })
}

test('decide lets a version pass early that repairs an advisory, and says so', () => {
  const young = { logged: { notBefore: ago(5), notAfter: ago(4) }, repairs: ['GO-2026-0001'] }
  const decision = decided(known(young))
  assert.equal(decision.action, 'allow')
  assert.match(decision.reasons[0]?.message ?? '', /repairs GO-2026-0001/)
  const strict = layer({ age: { ...DEFAULT_LAYER.age, repairs: 'wait' } })
  assert.equal(decided(known(young), strict).action, 'hold')
})

test('decide holds an unknown age where the policy says so, until this installation has waited itself', () => {
  const strict = layer({ age: { ...DEFAULT_LAYER.age, unknown: 'hold' } })
  assert.equal(decided(known({ logged: {} }), strict).action, 'hold')
  assert.equal(
    decided(known({ logged: {}, firstSeen: ago(71) }), strict).validUntil?.toISOString(),
    ago(-1).toISOString(),
  )
  assert.equal(decided(known({ logged: {}, firstSeen: ago(72) }), strict).action, 'allow')
})

test('decide waits as long as the row for the path says', () => {
  const strict = layer({ age: { ...DEFAULT_LAYER.age, paths: [{ path: 'github.com/acme', days: 7 }] } })
  const subject = { logged: { notBefore: ago(100), notAfter: ago(99) } }
  assert.equal(decided(known(subject), strict).action, 'hold')
  assert.equal(decided(known({ ...subject, path: 'github.com/other/x' }), strict).action, 'allow')
})
