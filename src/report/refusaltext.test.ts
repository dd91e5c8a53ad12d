import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { at, ago, content, decided, finding, known, layer, withFindings } from '../../test/support/decisions.ts'
import { decide } from '../policy/decide.ts'
import type { Decision, Reason } from '../policy/decision.ts'
import { policyOf } from '../policy/policy.ts'
import { refusalText, type Refusal } from './refusaltext.ts'

const EVENT = 'E-7QW2ZK5MDA'
const page = `https://guard.example/e/${EVENT}`
const newest = (path: string, version: string): { path: string; version: string; what: string } => ({
  path,
  version,
  what: 'newest allowed',
})
const bolt = { path: 'github.com/boltdb-go/bolt', version: 'v1.3.1', event: EVENT, page }

test('refusalText of malware', () => {
  const backdoor = finding('MW-REVSHELL', 'critical', {
    message: 'opens a connection to 198.51.100.7:20022 and runs what it receives in a shell',
    file: 'db.go',
    line: 218,
  })
  const decision = decided(withFindings(backdoor, finding('MW-HOST-IP', 'high')))
  assert.equal(
    refusalText({ ...bolt, decision, instead: newest(bolt.path, 'v1.3.0') }),
    `[modwarden] BLOCKED E-7QW2ZK5MDA github.com/boltdb-go/bolt@v1.3.1
why   : MALWARE: opens a connection to 198.51.100.7:20022 and runs what it
        receives in a shell
rule  : MW-REVSHELL at db.go:218
do    : go get github.com/boltdb-go/bolt@v1.3.0   (newest allowed)
waiver: not for malware: dispute it on the page below
info  : https://guard.example/e/E-7QW2ZK5MDA
note  : do not retry with GOPROXY=direct: it would not be checked
`,
  )
})

test('refusalText of a version that is too young', () => {
  const decision = decided(known({ logged: { notBefore: ago(24), notAfter: ago(5) } }))
  assert.equal(
    refusalText({
      path: 'github.com/acme/log',
      version: 'v1.2.3',
      event: EVENT,
      decision,
      instead: newest('github.com/acme/log', 'v1.2.2'),
    }),
    `[modwarden] HELD E-7QW2ZK5MDA github.com/acme/log@v1.2.3
why   : first logged less than 3 days ago; opens 2026-11-24 07:00Z
rule  : MW-META-YOUNG
do    : go get github.com/acme/log@v1.2.2   (newest allowed)
waiver: ask whoever runs the guard, with the event above
note  : do not retry with GOPROXY=direct: it would not be checked
`,
  )
})

for (const [what, decision, line] of [
  ['a proof that fails', decided(known({ standing: 'mismatch' })), 'waiver: not possible: proofs cannot be waived'],
  ['no record', decided(known({ standing: 'absent' })), 'why   : unproven: the checksum database has no such version'],
  [
    'a denied owner',
    decided(known(), layer({ deny: [{ path: '*', reason: 'SEC-118' }] })),
    'why   : denied by the policy: SEC-118',
  ],
  ['a check that could not be made', decided(known({ standing: 'unreachable' })), 'waiver: not needed: try again'],
  [
    'several reasons',
    decided(withFindings(finding('MW-DL-EXEC', 'critical'), finding('MW-REVSHELL', 'critical'))),
    'rule  : MW-DL-EXEC at a.go:3, and 1 more reason',
  ],
] as const) {
  test(`refusalText says of ${what}: ${line}`, () => {
    assert.ok(
      refusalText({ ...bolt, decision })
        .split('\n')
        .includes(line),
      refusalText({ ...bolt, decision }),
    )
  })
}

test('refusalText gives no command that is cut, nor an address', () => {
  const long = `example.com/${'a'.repeat(80)}`
  const text = refusalText({
    ...bolt,
    path: long,
    page: `https://${'g'.repeat(80)}.example/e`,
    decision: decided(known({ standing: 'absent' })),
    instead: newest(long, 'v1.0.0'),
  })
  assert.match(text, /^do {4}: take v1\.0\.0: newest allowed$/m)
  assert.doesNotMatch(text, /^info|https:/m)
})

test('refusalText puts an address alone that has no room beside its name', () => {
  const address = `https://${'g'.repeat(50)}.example/e/E`
  assert.ok(
    refusalText({ ...bolt, page: address, decision: decided(known({ standing: 'absent' })) }).includes(
      `\n${address}\n`,
    ),
  )
})

test('refusalText is what go shows in full, whatever a module and its findings are called', () => {
  const hostile = fc.oneof(
    fc.string({ maxLength: 400, unit: 'binary' }),
    fc.string({ maxLength: 900 }),
    fc
      .array(
        fc.constantFrom(
          '\n',
          '\r\n',
          '\u001B[31m',
          '\u202E',
          '\u0000',
          ' ',
          '\n\n',
          'a',
          'é',
          '\uD800',
          '\u200B',
          '; rm -rf ~',
          '$(x)',
          '`',
        ),
        { maxLength: 200 },
      )
      .map((parts) => parts.join('')),
  )
  const reason: fc.Arbitrary<Reason> = fc.record({
    rule: fc.constantFrom('MW-REVSHELL', 'MW-META-YOUNG', 'MW-POLICY-CONDITION'),
    level: fc.constant('block'),
    action: fc.constantFrom('hold', 'block', 'warn'),
    message: hostile,
    file: hostile,
    line: fc.nat(),
    remedy: hostile,
    change: fc.constantFrom('nobody', 'administrators', 'policy', 'waiver', 'retry'),
  })
  const decision: fc.Arbitrary<Refusal['decision']> = fc.record({
    action: fc.constantFrom('hold', 'block'),
    verdict: fc.constantFrom('clean', 'malicious'),
    reasons: fc.array(reason, { maxLength: 12 }),
  })
  const optional = fc.option(hostile, { nil: undefined })
  fc.assert(
    fc.property(
      hostile,
      hostile,
      decision,
      optional,
      fc.oneof(optional, fc.webUrl({ size: 'large' })),
      hostile,
      (path, version, decided_, taken, where, what) => {
        const text = refusalText({
          path,
          version,
          event: EVENT,
          decision: decided_,
          ...(taken === undefined
            ? {}
            : { instead: { path: taken.length % 2 === 0 ? path : taken, version: taken, what } }),
          ...(where === undefined ? {} : { page: where }),
        })
        assert.match(text, /^(?:[ -~]*[!-~]\n){1,8}$/)
        assert.ok(
          text.split('\n').every((line) => line.length <= 75),
          text,
        )
        assert.ok(text.length <= 600, text)
        assert.ok(text.startsWith(`[modwarden] ${decided_.action === 'hold' ? 'HELD' : 'BLOCKED'} ${EVENT} `))
        // What stands after "go get" is nothing that a shell would do something else with.
        for (const [, command = ''] of text.matchAll(/: go get (.*)$/gm)) {
          if (taken !== undefined) assert.match(command, /^\w[\w./~-]*@v[\w.+-]+(?: {3}\([ -~]*\))?$/)
        }
      },
    ),
    { numRuns: 3000 },
  )
})

test('refusalText of every refusal that decide makes fits', () => {
  const all: Decision[] = [
    decide(
      policyOf(),
      known({
        content: content({
          findings: Array.from({ length: 40 }, (_, i) => finding('MW-DL-EXEC', 'critical', { line: i + 1 })),
        }),
      }),
      at(),
    ),
  ]
  for (const decision of all) {
    const text = refusalText({ ...bolt, decision })
    assert.match(text, /and 39 more reasons/)
    assert.ok(text.length <= 600)
  }
})
