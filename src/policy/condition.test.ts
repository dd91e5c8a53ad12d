import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { NOW, ago, content, finding, known } from '../../test/support/decisions.ts'
import { compileCondition } from './condition.ts'
import { FACTS, factsOf } from './facts.ts'
import type { Known } from './known.ts'
import { weigh } from './weighing.ts'

const facts = (k: Known): ReturnType<typeof factsOf> => factsOf(weigh(k, undefined), NOW)
const answer = (when: string, k: Known): boolean => {
  const compiled = compileCondition(when, 'content')
  assert.equal(compiled.kind, 'condition', JSON.stringify(compiled))
  return compiled.kind === 'condition' && compiled.holds(facts(k))
}
const rich = known({
  version: 'v2.0.0-rc.1',
  path: 'github.com/acme/log/v2',
  logged: { notBefore: ago(60), notAfter: ago(49) },
  firstSeen: ago(25),
  repairs: ['GO-2026-0001'],
  retracted: '',
  content: content({
    findings: [finding('MW-HOST-IP', 'high'), finding('MW-CGO', 'medium')],
    capabilities: ['process'],
    licences: ['MIT'],
    source: 'tag-moved',
  }),
})

for (const [when, expected] of [
  ['path == "github.com/acme/log/v2" && version == "v2.0.0-rc.1"', true],
  ['owner == "github.com/acme" && major == 2 && prerelease && !pseudo', true],
  ['matchesPath(path, "github.com/acme/*")', true],
  ['matchesPath(path, "github.com/other,gitlab.com")', false],
  ['age_days == 2 && seen_days == 1 && proven', true],
  ['repairs.exists(id, id.startsWith("GO-2026"))', true],
  ['retracted && !deprecated', true],
  ['findings.exists(f, f.rule == "MW-HOST-IP" && f.severity == "high")', true],
  ['findings.filter(f, f.severity == "high").size() > 1', false],
  ['"MW-CGO" in findings.map(f, f.rule)', true],
  ['verdict == "suspicious" && !incomplete', true],
  ['"process" in capabilities && !("connect" in capabilities)', true],
  ['"MIT" in licences && source == "tag-moved" && h1.startsWith("h1:")', true],
] as const) {
  test(`a condition asks: ${when}`, () => {
    assert.equal(answer(when, rich), expected)
  })
}

test('FACTS names every fact that factsOf tells, and no other', () => {
  assert.deepEqual(Object.keys(facts(rich)), Object.keys(FACTS))
})

test('factsOf does not know the age of what the log does not know', () => {
  const told = facts(known({ logged: {} }))
  assert.deepEqual([told['age_days'], told['seen_days']], [-1n, -1n])
  assert.equal(facts(known({ firstSeen: new Date(Number.NaN) }))['seen_days'], -1n)
})

for (const [when, message, offset] of [
  ['pth == "x"', 'no fact pth', 0],
  ['path == 3', 'no such overload: string == int', 0],
  ['path', 'is of the type string, not a question with yes or no', 0],
  ['path.matches("(a+)+$")', 'regular expressions are not supported', 0],
  ['1 == 1 && timestamp(1) == timestamp(1)', 'no function timestamp', 10],
  ['findings.exists(f, findings.exists(g, f.rule == g.rule))', 'exists within another loop', 19],
  ['findings.exists(f, f.rul == "x")', 'no such key: rul', 21],
  ['cel.bind(x, path, x == path)', 'no function bind', 0],
  ['"a".split("") == []', 'no function split', 0],
  ['path == "a', 'unterminated string', 8],
  ['', 'unexpected token: EOF', 0],
] as const) {
  test(`compileCondition refuses ${JSON.stringify(when)}`, () => {
    const compiled = compileCondition(when, 'content')
    assert.equal(compiled.kind, 'wrong')
    if (compiled.kind === 'wrong') assert.deepEqual([compiled.message, compiled.offset], [message, offset])
  })
}

test('compileCondition tells facts that are not known yet in the stage metadata', () => {
  const compiled = compileCondition('verdict == "clean"', 'metadata')
  assert.equal(compiled.kind === 'wrong' ? compiled.message : '', 'verdict is known only when the zip was read')
})

test('a condition of the stage metadata is asked of what was read, too', () => {
  const compiled = compileCondition('retracted && major == 2', 'metadata')
  assert.equal(compiled.kind === 'condition' && compiled.holds(facts(rich)), true)
  const { content: _, ...unread } = rich
  assert.equal(compiled.kind === 'condition' && compiled.holds(facts({ ...unread, stage: 'metadata' })), true)
})

test('compileCondition refuses what is too long, too deep or too much', () => {
  for (const when of [
    `path == "${'a'.repeat(3000)}"`,
    `${'('.repeat(200)}true${')'.repeat(200)}`,
    `${'!'.repeat(500)}true`,
    Array.from({ length: 400 }, () => 'true').join('&&'),
    `path in [${'"a",'.repeat(150)}"b"]`,
  ]) {
    assert.equal(compileCondition(when, 'content').kind, 'wrong', when.slice(0, 40))
  }
})

test('compileCondition never throws, and what it compiles says yes or no or throws', () => {
  const word = fc.constantFrom(
    ...Object.keys(FACTS),
    '(',
    ')',
    '"x"',
    '1',
    ' && ',
    ' == ',
    '.',
    'exists',
    'f',
    ', ',
    '[',
    ']',
    '!',
    ' in ',
    'f.rule',
    '{',
    '}',
    '?',
    ':',
    'size(',
    '\\',
  )
  fc.assert(
    fc.property(fc.array(word, { maxLength: 12 }), (words) => {
      const compiled = compileCondition(words.join(''), 'content')
      if (compiled.kind === 'wrong') return
      try {
        assert.equal(typeof compiled.holds(facts(rich)), 'boolean')
      } catch (error) {
        assert.ok(error instanceof Error && !(error instanceof assert.AssertionError))
      }
    }),
    { numRuns: 3000 },
  )
})
