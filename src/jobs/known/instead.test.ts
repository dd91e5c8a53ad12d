import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Decision } from '../../policy/decision.ts'
import type { LoggedDecision } from '../../world/decisionlog.ts'
import type { Made } from '../guard/decide.ts'
import { chooseInstead, successorIn } from './instead.ts'

const PATH = 'github.com/acme/log'

function made(rule: string, message: string, found: LoggedDecision['findings'] = [], path: string = PATH): Made {
  const reason = { rule, level: 'block', action: 'block', message, remedy: 'no', change: 'waiver' } as const
  const decision: Decision = {
    action: 'block',
    enforced: 'block',
    temporary: false,
    verdict: 'clean',
    policy: '',
    reasons: [reason],
  }
  const { action, enforced } = decision
  const logged: LoggedDecision = {
    number: 0,
    event: 'E-ABCDEFG234',
    time: '',
    stage: 'content',
    path,
    version: 'v1.1.0',
    policy: '',
    action,
    enforced,
    reasons: [{ ...reason, action: 'block' }],
    findings: found,
  }
  return { decision, logged }
}

const name = (severity: string, meant: string): LoggedDecision['findings'] => [
  { rule: 'MW-NAME-OWNER', severity, file: '', line: 0, message: '', folded: [meant], trace: [] },
]
const newest =
  (versions: Readonly<Record<string, string>>) =>
  async (path: string): Promise<string | undefined> =>
    Promise.resolve(versions[path])

for (const [what, subject, versions, expected] of [
  ['the newest that is allowed', made('MW-X', 'x'), { [PATH]: 'v1.0.0' }, `${PATH}@v1.0.0 newest allowed`],
  ['nothing where there is none', made('MW-X', 'x'), {}, undefined],
  ['nothing where it is the same', made('MW-X', 'x'), { [PATH]: 'v1.1.0' }, undefined],
  [
    'what was probably meant before an older version',
    made('MW-X', 'x', name('high', 'github.com/other/log')),
    { [PATH]: 'v1.0.0', 'github.com/other/log': 'v3.0.0' },
    'github.com/other/log@v3.0.0 probably meant',
  ],
  [
    'nothing of what is only better known',
    made('MW-X', 'x', name('low', 'github.com/other/log')),
    { [PATH]: 'v1.0.0', 'github.com/other/log': 'v3.0.0' },
    `${PATH}@v1.0.0 newest allowed`,
  ],
  [
    'what was meant only where it would come in',
    made('MW-X', 'x', name('high', 'github.com/other/log')),
    { [PATH]: 'v1.0.0' },
    `${PATH}@v1.0.0 newest allowed`,
  ],
  [
    'the successor that a deprecation names',
    made('MW-POLICY-DEPRECATED', 'deprecated: use github.com/new/log/v2 instead.'),
    { [PATH]: 'v1.0.0', 'github.com/new/log/v2': 'v2.0.1' },
    'github.com/new/log/v2@v2.0.1 what its authors name',
  ],
  [
    'nothing for a toolchain',
    made('MW-X', 'x', [], 'golang.org/toolchain'),
    { 'golang.org/toolchain': 'v0.0.1-go1.26.8.linux-amd64' },
    undefined,
  ],
] as const) {
  test(`chooseInstead gives ${what}`, async () => {
    const got = await chooseInstead(subject.logged === undefined ? subject : isToolchainOf(subject), newest(versions))
    assert.equal(got === undefined ? undefined : `${got.path}@${got.version} ${got.what}`, expected)
  })
}

/** A toolchain's versions have a form of their own. */
function isToolchainOf(one: Made): Made {
  const { logged } = one
  if (logged?.path !== 'golang.org/toolchain') return one
  return { ...one, logged: { ...logged, version: 'v0.0.1-go1.99.0.linux-amd64' } }
}

for (const [said, path] of [
  ['use example.com/new instead.', 'example.com/new'],
  ['moved to github.com/acme/log/v2.', 'github.com/acme/log/v2'],
  ['see https://example.com/page for more', 'example.com/page'],
  ['no longer maintained', undefined],
  ['ask kim@example.com', undefined],
  ['use ../../etc/passwd', undefined],
] as const) {
  test(`successorIn ${JSON.stringify(said)} is ${path}`, () => assert.equal(successorIn(said), path))
}

test('successorIn takes no long on text that is made for it', () =>
  assert.equal(successorIn(`${'a.'.repeat(5000)}!`), undefined))
