import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { isWardenError } from '../../base/errors.ts'
import { DEFAULT_LAYER, EMPTY_LAYER, policyOf } from '../../policy/policy.ts'
import { parsePolicy, type PolicyOwner, type ReadPolicy } from './policyfile.ts'

const read = async (text: string, owner: PolicyOwner = 'company'): Promise<ReadPolicy> =>
  parsePolicy(Buffer.from(text), 'p.yaml', owner)

test('parsePolicy of an empty file is the default', async () => {
  for (const text of ['', '# nothing\n', '{}', '---\n']) {
    const { layer } = await read(text)
    assert.deepEqual(layer, { ...DEFAULT_LAYER, name: 'p.yaml' })
    assert.equal(policyOf(layer).digest, policyOf().digest)
  }
})

test('parsePolicy of a project’s file is over nothing', async () => {
  assert.deepEqual((await read('', 'project')).layer, { ...EMPTY_LAYER, name: 'p.yaml' })
})

test('parsePolicy reads every key, with places', async () => {
  const { layer, places } = await read(`levels:
  - {level: block, rule: mw-host, severity: high, path: [github.com/a, "*.example/x"]}
together: {suspicious: hold}
age:
  days: 7
  unknown: hold
  paths:
    - {path: github.com/acme/*, days: 0}
unproven: hold
incomplete: block
retracted: warn
deprecated: off
source: {tag-moved: block}
licences: {allow: [MIT, Apache-2.0]}
allow:
  - {owner: github.com/acme, version: ">=v1.2.0 <v2.0.0", reason: ours, until: 2026-12-02}
deny:
  - h1: h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=
conditions:
  - name: young shells
    when: '"process" in capabilities && age_days < 30'
    level: hold
    message: starts programs
waivers: {longest: 14, project: false}
`)
  const [condition] = layer.conditions
  assert.deepEqual(
    { ...layer, conditions: [{ ...condition, holds: undefined }] },
    {
      ...DEFAULT_LAYER,
      name: 'p.yaml',
      levels: [
        {
          level: 'block',
          rule: 'MW-HOST',
          severity: 'high',
          path: 'github.com/a,*.example/x',
          place: { file: 'p.yaml', line: 2, column: 5 },
        },
        { rule: 'MW-DEMO', level: 'hold' },
      ],
      together: { malicious: 'block', suspicious: 'hold' },
      age: {
        days: 7,
        level: 'hold',
        unknown: 'hold',
        repairs: 'pass',
        paths: [{ path: 'github.com/acme/*', days: 0 }],
      },
      unproven: 'hold',
      incomplete: 'block',
      retracted: 'warn',
      deprecated: 'off',
      source: { 'tag-moved': 'block' },
      licences: { level: 'block', unknown: 'warn', allow: ['MIT', 'Apache-2.0'] },
      allow: [
        {
          owner: 'github.com/acme',
          version: '>=v1.2.0 <v2.0.0',
          reason: 'ours',
          until: '2026-12-02',
          place: { file: 'p.yaml', line: 16, column: 5 },
        },
      ],
      deny: [
        {
          h1: 'h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=',
          place: { file: 'p.yaml', line: 18, column: 5 },
        },
      ],
      conditions: [
        {
          name: 'young shells',
          when: '"process" in capabilities && age_days < 30',
          stage: 'content',
          level: 'hold',
          message: 'starts programs',
          holds: undefined,
          place: { file: 'p.yaml', line: 20, column: 5 },
        },
      ],
      waivers: { longest: 14, project: false },
    },
  )
  assert.deepEqual(places.get('age.days'), { file: 'p.yaml', line: 5, column: 3 })
  assert.deepEqual(places.get('unproven'), { file: 'p.yaml', line: 9, column: 1 })
})

test('parsePolicy takes JSON too', async () => {
  assert.equal((await read('{"age": {"days": 0}}')).layer.age.days, 0)
})

for (const [text, at, said, remedy] of [
  ['agee: {}', '1:1', 'unknown key "agee"', /^did you mean age\? known keys: levels, together, age/],
  ['age: {dayz: 3}', '1:7', 'age: unknown key "dayz"', /^did you mean days\? known keys: days, level, unknown/],
  ['age:\n  days: soon', '2:9', 'age.days: must be a number', undefined],
  ['age: {days: -1}', '1:13', 'age.days: at least 0', undefined],
  ['unproven: hodl', '1:11', 'unproven: must be off, monitor, warn, hold, block', /^did you mean hold\?$/],
  ['levels: {}', '1:9', 'levels: must be a list', undefined],
  ['levels:\n  - rule: MW-HOST', '2:5', 'levels.level: must be off, monitor, warn, hold, block', undefined],
  [
    'levels:\n  - {level: off, rule: MW-HOTS-IP}',
    '2:24',
    '"MW-HOTS-IP": no such rule, and no family of rules',
    /^did you mean MW-HOST-IP\?/,
  ],
  ['levels: [{level: off, rule: MW-INT}]', '1:29', 'MW-INT: proof is not up to a policy', /private/],
  ['levels: [{level: off, rule: MW-INT-ZIP}]', '1:29', 'MW-INT-ZIP: proof is not up to a policy', /private/],
  [
    'levels: [{level: off, rule: mw-known-bad}]',
    '1:29',
    'MW-KNOWN-BAD: known malware is not up to a policy',
    /disputed/,
  ],
  ['levels: [{level: off, rule: MW-META-YOUNG}]', '1:29', 'MW-META-YOUNG: is what age says', /days/],
  ['levels: [{level: off, path: "https://x"}]', '1:29', '"https://x": no pattern of module paths', /GOPRIVATE/],
  ['levels: [{level: off, path: "a[b"}]', '1:29', '"a[b": no pattern of module paths', /GOPRIVATE/],
  ['levels: [{level: off, path: 3}]', '1:29', 'levels.path: must be a text, or a list of texts', undefined],
  ['deny: [{reason: x}]', '1:8', 'a row names a path, a version, an owner or an h1', /what the row is about/],
  [
    'deny: [{version: 1.2}]',
    '1:18',
    'deny.version: must be a text, in quotes where it looks like something else',
    undefined,
  ],
  ['deny: [{version: "1.2.0"}]', '1:18', '"1.2.0": no version', /v1\.2\.3/],
  ['deny: [{version: ">v1"}]', '1:18', '">v1": no version', /v1\.2\.3/],
  ['deny: [{owner: acme}]', '1:16', '"acme": no owner', /github\.com\/acme/],
  ['deny: [{h1: h1:x}]', '1:13', '"h1:x": no h1 hash', /go\.sum/],
  ['deny: [{path: a.b, until: 2026-02-30}]', '1:27', '"2026-02-30": no day', /2026-12-02/],
  ['licences: {allow: ["not a name"]}', '1:20', '"not a name": no SPDX identifier', /MIT/],
  ['waivers: {longest: 91}', '1:20', 'waivers.longest: at most 90', undefined],
  [
    'conditions: [{name: x, level: off, when: "true"}]',
    '1:31',
    'conditions.level: must be monitor, warn, hold, block',
    undefined,
  ],
  ['conditions: [{name: x, level: hold}]', '1:14', 'conditions.when: is missing', undefined],
  [
    'conditions:\n  - name: x\n    level: hold\n    when: version == "é" && agee_days > 3',
    '4:30',
    'the condition "x": no fact agee_days',
    /^did you mean age_days\? facts: path/,
  ],
  [
    'conditions: [{name: x, level: hold, when: "path =="}]',
    '1:51',
    'the condition "x": unexpected token: EOF',
    undefined,
  ],
  ['a: &x 1\nb: *x', '2:4', 'aliases are not supported', /write it out/],
  ['age: {days: 1}\nage: {days: 2}', '2:1', 'Map keys must be unique', undefined],
  ['[', '1:2', 'Flow sequence must end with a ]', undefined],
  ['- 1', '1:1', 'the file: must be a map', undefined],
] as const) {
  test(`parsePolicy refuses ${JSON.stringify(text)}, and says where and what to write`, async () => {
    await assert.rejects(read(text), (error: unknown) => {
      assert.ok(isWardenError(error, 'config'), String(error))
      const { place } = error
      assert.deepEqual([place?.file, `${place?.line}:${place?.column}`, error.message], ['p.yaml', at, said])
      if (remedy === undefined) assert.equal(error.remedy, undefined)
      else assert.match(error.remedy ?? '', remedy)
      return true
    })
  })
}

test('parsePolicy ends with a policy or a config error on any text', async () => {
  const word = fc.constantFrom(
    'levels',
    'age',
    'days',
    ':',
    ' ',
    '\n  ',
    '- ',
    '{',
    '}',
    '[',
    ']',
    '"',
    ',',
    'block',
    '3',
    '&a',
    '*a',
    'when',
    '\t',
    '?',
    '|',
  )
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.string(),
        fc.array(word, { maxLength: 30 }).map((words) => words.join('')),
      ),
      async (text) => {
        try {
          await read(text)
        } catch (error) {
          assert.ok(isWardenError(error, 'config'), String(error))
        }
      },
    ),
    { numRuns: 1000 },
  )
})
