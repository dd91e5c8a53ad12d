import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { H1, NOW, PATH, ago, content, finding, known, layer, overruling, waiver } from '../../test/support/decisions.ts'
import { decide, type Mode } from './decide.ts'
import { ACTIONS } from './decision.ts'
import type { Overruling } from './dispute.ts'
import type { Known, Standing } from './known.ts'
import { EMPTY_LAYER, LEVELS, policyOf, tighten, type Layer, type Policy } from './policy.ts'

const level = fc.constantFrom(...LEVELS)
const severity = fc.constantFrom('critical', 'high', 'medium', 'low', 'info')
const rules = ['MW-HOST-IP', 'MW-INIT-EXEC', 'MW-CGO', 'MW-NAME-CASE', 'MW-KNOWN-BAD', 'MW-META-YOUNG'] as const
const hours = fc.integer({ min: -200, max: 4000 })
const day = fc.integer({ min: -100, max: 120 }).map((d) =>
  ago(-24 * d)
    .toISOString()
    .slice(0, 10),
)
const path = fc.constantFrom(PATH, 'github.com/acme/*', 'github.com/acme', 'github.com/other', '*')
const findings = fc.array(
  fc
    .record({ rule: fc.constantFrom(...rules), severity, path: fc.constantFrom(['x'], ['y'], []) })
    .map((f) => finding(f.rule, f.severity, { path: f.path })),
  { maxLength: 4 },
)
const listRow = fc.record(
  {
    path,
    version: fc.constantFrom('v1.2.3', '<v2', 'v9.9.9'),
    owner: fc.constantFrom('github.com/acme', 'a.example'),
    h1: fc.constantFrom(H1, 'h1:x'),
    until: day,
  },
  { requiredKeys: [] },
)
const anyLayer: fc.Arbitrary<Layer> = fc
  .record({
    levels: fc.array(
      fc.record(
        { level, rule: fc.constantFrom('MW-HOST', 'MW-CGO', 'MW-META-YOUNG'), severity, path },
        { requiredKeys: ['level'] },
      ),
      { maxLength: 3 },
    ),
    together: fc.record({ malicious: level, suspicious: level }),
    age: fc.record({
      days: fc.integer({ min: 0, max: 20 }),
      level,
      unknown: level,
      repairs: fc.constantFrom('pass', 'wait'),
      paths: fc.array(fc.record({ path, days: fc.integer({ min: 0, max: 20 }) }), { maxLength: 2 }),
    }),
    unproven: level,
    incomplete: level,
    retracted: level,
    deprecated: level,
    allow: fc.array(listRow, { maxLength: 2 }),
    deny: fc.array(listRow, { maxLength: 2 }),
    waivers: fc.record({ longest: fc.integer({ min: 1, max: 90 }), project: fc.boolean() }),
  })
  .map((more) => ({
    ...layer(more),
    conditions: [
      {
        name: 'age',
        when: 'age_days < 9',
        stage: 'metadata' as const,
        level: more.retracted,
        holds: (facts) => Number(facts['age_days']) < 9,
      },
    ],
  }))
const anyPolicy: fc.Arbitrary<Policy> = fc
  .tuple(anyLayer, fc.option(anyLayer, { nil: undefined }))
  .map(([first, second]) => (second === undefined ? policyOf(first) : tighten(policyOf(first), second)))
const bounds = fc.option(fc.tuple(hours, hours), { nil: undefined }).map((pair) => {
  if (pair === undefined) return {}
  const [a, b] = pair
  return { notBefore: ago(Math.max(a, b)), notAfter: ago(Math.min(a, b)) }
})
const anyKnown: fc.Arbitrary<Known> = fc
  .record({
    standing: fc.constantFrom<Standing>('proven', 'unproven', 'mismatch', 'absent', 'unreachable'),
    logged: bounds,
    seen: fc.option(hours, { nil: undefined }),
    findings,
    code: findings,
    repairs: fc.constantFrom([], ['GO-1']),
    incomplete: fc.boolean(),
    retracted: fc.boolean(),
  })
  .map(({ seen, code, incomplete, retracted, ...more }) =>
    known({
      ...more,
      ...(seen === undefined ? {} : { firstSeen: ago(seen) }),
      ...(retracted ? { retracted: 'x' } : {}),
      content: content({ findings: code, incomplete }),
    }),
  )
const anyWaiver = fc
  .record(
    { rule: fc.constantFrom(...rules), expires: day, created: day, from: fc.constantFrom('user', 'project') },
    { requiredKeys: ['expires', 'from'] },
  )
  .map((more) => {
    const { created: _, ...rest } = waiver()
    return { ...rest, ...more }
  })
const anyMode = fc.oneof(
  fc.constant<Mode>({ kind: 'enforce' }),
  fc.constant<Mode>({ kind: 'monitor' }),
  hours.map((h): Mode => ({ kind: 'break-glass', until: ago(h) })),
)
const anyCircumstances = fc.record({
  now: fc.constant(NOW),
  mode: anyMode,
  waivers: fc.array(anyWaiver, { maxLength: 3 }),
  overruled: fc.constantFrom<readonly Overruling[]>([], [overruling]),
})
const RUNS = { numRuns: 2000 }

test('decide with a tighter policy never allows more', () => {
  fc.assert(
    fc.property(anyPolicy, anyLayer, anyKnown, anyCircumstances, (base, project, subject, c) => {
      const before = decide(base, subject, c)
      const after = decide(tighten(base, project), subject, c)
      assert.ok(ACTIONS.indexOf(after.action) >= ACTIONS.indexOf(before.action))
      assert.ok(ACTIONS.indexOf(after.enforced) >= ACTIONS.indexOf(before.enforced))
    }),
    RUNS,
  )
})

test('decide never lets through what fails its proof, by any list, waiver, overruling or mode', () => {
  fc.assert(
    fc.property(
      anyPolicy,
      anyKnown,
      anyCircumstances,
      fc.constantFrom<Standing>('mismatch', 'absent', 'unreachable'),
      (policy, subject, c, standing) => {
        const { action } = decide(policy, { ...subject, standing }, c)
        assert.ok(standing === 'unreachable' ? action === 'hold' || action === 'block' : action === 'block')
      },
    ),
    RUNS,
  )
})

test('decide never lets through known malware without an overruling, in the mode that enforces', () => {
  fc.assert(
    fc.property(anyPolicy, anyKnown, anyCircumstances, (policy, subject, c) => {
      const bad = { ...subject, findings: [...subject.findings, finding('MW-KNOWN-BAD', 'critical')] }
      assert.equal(decide(policy, bad, { ...c, overruled: [], mode: { kind: 'enforce' } }).action, 'block')
    }),
    RUNS,
  )
})

test('decide changes nothing before validUntil', () => {
  fc.assert(
    fc.property(
      anyPolicy,
      anyKnown,
      anyCircumstances,
      fc.double({ min: 0, max: 1, noNaN: true }),
      (policy, subject, c, share) => {
        const first = decide(policy, subject, c)
        assert.ok(first.validUntil === undefined || first.validUntil.getTime() > NOW.getTime())
        const span = (first.validUntil?.getTime() ?? NOW.getTime() + 4e11) - NOW.getTime()
        const later = new Date(NOW.getTime() + Math.floor(share * (span - 1)))
        const again = decide(policy, subject, { ...c, now: later })
        assert.deepEqual({ ...again, validUntil: undefined }, { ...first, validUntil: undefined })
        assert.deepEqual(again.validUntil, first.validUntil)
      },
    ),
    RUNS,
  )
})

test('decide with an empty layer over another changes nothing', () => {
  fc.assert(
    fc.property(anyPolicy, anyKnown, anyCircumstances, (policy, subject, c) => {
      assert.equal(decide(tighten(policy, EMPTY_LAYER), subject, c).action, decide(policy, subject, c).action)
    }),
    RUNS,
  )
})
