// modwarden policy: what a policy file says, what it does, what it would have done; and that each of its documents is
// what docs/schemas says.
import assert from 'node:assert/strict'
import path from 'node:path'
import { test } from 'node:test'
import { basisOf } from '../../src/policy/decisionrecord.ts'
import { decide } from '../../src/policy/decide.ts'
import type { Known } from '../../src/policy/known.ts'
import { policyOf } from '../../src/policy/policy.ts'
import { ago, at, content, finding, known, withFindings } from '../support/decisions.ts'
import { schemaTroubles } from '../support/jsonschemas.ts'
import { withUniverse, type Ran, type Universe } from '../support/universe.ts'

const POLICY = `# ours
age: {days: 7}
levels:
  - {level: block, rule: MW-HOST}
deny:
  - {owner: github.com/mallory, reason: SEC-118}
conditions:
  - name: no new shells
    when: '"process" in capabilities && age_days < 30'
    level: hold
`

/** Runs with JSON, too, and holds the document against its schema. */
async function both(
  u: Universe,
  args: readonly string[],
): Promise<Ran & { readonly document: Record<string, unknown> }> {
  const ran = await u.run(args)
  const json = await u.run([...args, '--json'])
  assert.equal(json.code, ran.code, json.stderr)
  const document = JSON.parse(json.stdout) as Record<string, unknown>
  const name = String(document['schema'])
    .replace(/^modwarden\//, '')
    .replace('/', '-')
  assert.deepEqual(schemaTroubles('error' in document ? 'error-1.json' : `${name}.json`, document), [])
  return { ...ran, document }
}

test('policy show says what is in force and whence; the project’s own tightens it', async () => {
  await withUniverse(async (u) => {
    u.write('go.mod', 'module github.com/me/project\n')
    const file = u.write('policy.yaml', POLICY)
    u.write('.modwarden-policy.yaml', 'age: {days: 14}\nallow: [{path: github.com/me}]\n')
    const plain = await both(u, ['policy', 'show'])
    assert.equal(plain.code, 0)
    assert.match(plain.stdout, /^age\.days {13}3 {3}# default$/m)
    assert.match(plain.stdout, /^and besides, the stricter of both, \.modwarden-policy\.yaml:$/m)
    assert.match(plain.stdout, /^age\.days {13}14 {3}# \.modwarden-policy\.yaml:1$/m)
    const set = await u.run(['policy', 'show'], { env: { MODWARDEN_POLICY: file } })
    assert.match(set.stdout, /^age\.days {13}7 {3}# policy\.yaml:2$/m)
    assert.match(set.stdout, /^levels {15}block: MW-HOST {3}# policy\.yaml:4$/m)
    assert.match(set.stdout, /^deny {17}of github\.com\/mallory \(SEC-118\) {3}# policy\.yaml:6$/m)
    assert.equal((await u.run(['policy', 'show', 'policy.yaml'])).stdout, set.stdout)
  })
})

test('policy test tells what a policy does with versions of each kind', async () => {
  await withUniverse(async (u) => {
    u.write('policy.yaml', POLICY)
    const { code, stdout } = await both(u, ['policy', 'test', 'policy.yaml'])
    assert.equal(code, 0)
    assert.match(stdout, /^ {2}first logged five days ago {21}hold {3}MW-META-YOUNG$/m)
    assert.match(stdout, /^ {2}a high finding {33}block {2}MW-HOST-IP$/m)
  })
})

test('policy test holds a policy against its cases: 0 where all are met, 1 where one is not', async () => {
  await withUniverse(async (u) => {
    u.write('policy.yaml', POLICY)
    u.write(
      'cases.yaml',
      `- {module: github.com/acme/log@v1.2.3, age: 0.5, expect: hold, by: mw-meta-young}
- {module: github.com/mallory/x@v1.0.0, expect: block, by: MW-POLICY-DENY}
- {module: github.com/acme/log@v1.2.3, age: 20, capabilities: [process], expect: hold, by: MW-POLICY-CONDITION}
- {module: github.com/acme/log@v1.2.3, findings: [{rule: MW-HOST-IP, severity: high}], expect: block}
- {module: github.com/acme/log@v1.2.3, proof: mismatch, expect: block, by: MW-INT-ZIP}
- {module: github.com/acme/log@v1.2.3, proof: mismatch, stage: metadata, expect: block, by: MW-INT-GOMOD}
- {module: github.com/acme/log@v1.2.3, stage: metadata, capabilities: [process], age: 20, expect: allow}
`,
    )
    const good = await both(u, ['policy', 'test', 'policy.yaml', '--cases', 'cases.yaml'])
    assert.deepEqual([good.code, good.stdout], [0, '7 of 7 cases as expected\n'])
    const bad = await both(u, ['policy', 'test', 'default', '--cases', 'cases.yaml'])
    assert.equal(bad.code, 1)
    assert.equal(
      bad.stdout,
      `NOT AS EXPECTED  github.com/mallory/x@v1.0.0   cases.yaml:2
  expected  block by MW-POLICY-DENY
  decided   allow
NOT AS EXPECTED  github.com/acme/log@v1.2.3   cases.yaml:3
  expected  hold by MW-POLICY-CONDITION
  decided   allow
NOT AS EXPECTED  github.com/acme/log@v1.2.3   cases.yaml:4
  expected  block
  decided   warn by MW-HOST-IP: a finding of this case
4 of 7 cases as expected
`,
    )
  })
})

for (const [what, files, args, said] of [
  [
    'a wrong key',
    { 'p.yaml': 'age:\n  dayz: 3\n' },
    ['test', 'p.yaml'],
    /^modwarden: p\.yaml:2:3: age: unknown key "dayz"\n {2}did you mean days\?/,
  ],
  [
    'a wrong fact',
    { 'p.yaml': 'conditions:\n  - {name: x, level: hold, when: "agedays < 3"}\n' },
    ['show', 'p.yaml'],
    /^modwarden: p\.yaml:2:35: the condition "x": no fact agedays\n {2}did you mean age_days\?/,
  ],
  ['no such file', {}, ['diff', 'default', 'p.yaml'], /^modwarden: p\.yaml: no such policy file/],
  [
    'a case that is none',
    { 'c.yaml': '- {module: github.com/a/b, expect: allow}\n' },
    ['test', 'default', '--cases', 'c.yaml'],
    /^modwarden: c\.yaml:1:12: module: "github\.com\/a\/b" is no module version\n {2}write it as in go\.mod/,
  ],
  [
    'a case that expects nothing',
    { 'c.yaml': '- {module: github.com/a/b@v1.0.0}\n' },
    ['test', 'default', '--cases', 'c.yaml'],
    /^modwarden: c\.yaml:1:3: expect: /,
  ],
  [
    'a log that is none',
    { 'l.ndjson': '\n{"event":1}\n' },
    ['replay', 'l.ndjson'],
    /^modwarden: l\.ndjson:2: event: not a text\n/,
  ],
  ['no log', {}, ['replay', 'l.ndjson'], /^modwarden: .*l\.ndjson/],
] as const) {
  test(`policy ${args[0]} tells ${what}`, async () => {
    await withUniverse(async (u) => {
      for (const [name, text] of Object.entries(files)) u.write(name, text)
      const { code, stderr } = await both(u, ['policy', ...args])
      assert.equal(code, what === 'no log' ? 3 : 2)
      assert.match(stderr, said)
    })
  })
}

test('policy diff tells what differs and what follows: 1 where the second refuses less', async () => {
  await withUniverse(async (u) => {
    u.write('policy.yaml', POLICY)
    const same = await both(u, ['policy', 'diff', 'default', 'default'])
    assert.deepEqual([same.code, same.stdout], [0, 'the policies say the same\n'])
    const stricter = await both(u, ['policy', 'diff', 'default', 'policy.yaml'])
    assert.equal(stricter.code, 0)
    assert.equal(
      stricter.stdout,
      `+ levels  block: MW-HOST
- age.days  3
+ age.days  7
+ deny  of github.com/mallory (SEC-118)
+ conditions  hold where "process" in capabilities && age_days < 30 (no new shells, content)

stricter  first logged five days ago  allow -> hold
stricter  a high finding              warn -> block
2 situations come to another end, all of them stricter
`,
    )
    const laxer = await both(u, ['policy', 'diff', 'policy.yaml', 'default'])
    assert.equal(laxer.code, 1)
    assert.match(laxer.stdout, /^laxer {5}a high finding {14}block -> warn$/m)
  })
})

/** A line of a log. */
function line(k: Known, days: number): string {
  const now = new Date(Date.now() - days * 86_400_000)
  const circumstances = at({ now })
  const { action, enforced, policy, reasons } = decide(policyOf(), k, circumstances)
  const { path: modulePath, version } = k
  const about = { number: 1, event: 'E-ABCDEFG234', time: now, path: modulePath, version, stage: k.stage }
  return JSON.stringify({ ...about, action, enforced, policy, reasons, basis: basisOf(k, circumstances) })
}

test('policy replay tells what a policy would have done, before it is enforced', async () => {
  await withUniverse(async (u) => {
    u.write('policy.yaml', POLICY)
    const old = { logged: { notBefore: ago(90_000), notAfter: ago(90_000) } }
    const log = [
      line(known({ ...old, path: 'github.com/mallory/x' }), 1),
      line(withFindings(finding('MW-HOST-IP', 'high')), 2),
      line(withFindings(finding('MW-HOST-IP', 'high')), 3),
      line(known(old), 3),
      line(known({ ...old, content: content({ findings: [finding('MW-HOST-IP', 'high')] }) }), 100),
    ]
    const { basis: _, ...without } = JSON.parse(line(known(old), 1))
    u.write('log.ndjson', `${[...log, JSON.stringify(without)].join('\n')}\n`)
    const args = ['policy', 'replay', 'log.ndjson', '--policy', 'policy.yaml']
    const stricter = await both(u, args)
    assert.equal(stricter.code, 1)
    const { changed, summary } = stricter.document as { changed: readonly Record<string, unknown>[]; summary: unknown }
    assert.deepEqual(
      changed.map(({ path: modulePath, before, after, by, decisions }) => [modulePath, before, after, by, decisions]),
      [
        ['github.com/mallory/x', 'allow', 'block', 'MW-POLICY-DENY', 1],
        ['github.com/acme/log', 'warn', 'block', 'MW-HOST-IP', 2],
      ],
    )
    assert.deepEqual(summary, { decisions: 4, older: 1, withoutBasis: 1, stricter: 2, laxer: 0 })
    assert.match(
      stricter.stdout,
      /^allow -> block {2}github\.com\/mallory\/x@v1\.2\.3 {2}MW-POLICY-DENY: denied by the policy: SEC-118 {3}E-ABCDEFG234$/m,
    )
    assert.match(
      stricter.stdout,
      /^4 decisions of 90 days again by \w{24}: 2 stricter, 0 laxer; 1 record without a basis left out$/m,
    )
    assert.equal(
      (await u.run([...args, '--days', '365'])).stdout.split('\n').length,
      stricter.stdout.split('\n').length,
    )
    const same = await both(u, ['policy', 'replay', 'log.ndjson'])
    assert.equal(same.code, 0)
  })
})

test('docs/schemas/policy.json takes what the reader takes, and refuses what it refuses', () => {
  const good = {
    age: { days: 7 },
    levels: [{ level: 'block', rule: 'MW-HOST', path: ['a.b/c'] }],
    deny: [{ path: 'a.b' }],
  }
  assert.deepEqual(schemaTroubles('policy.json', good), [])
  for (const bad of [{ agee: {} }, { age: { days: -1 } }, { levels: [{ rule: 'MW-HOST' }] }, { unproven: 'no' }]) {
    assert.notDeepEqual(schemaTroubles('policy.json', bad), [], path.basename(JSON.stringify(bad)))
  }
})
