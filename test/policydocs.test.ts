// The examples of docs/policy.md: the policy is well-formed, and the cases come to the end that they name.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { withUniverse } from './support/universe.ts'

const page = readFileSync(join(import.meta.dirname, '..', 'docs', 'policy.md'), 'utf8')

test('docs/policy.md has a policy and cases that it meets', async () => {
  const [policy = '', cases = ''] = [...page.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, block = '']) => block)
  await withUniverse(async (u) => {
    u.write('policy.yaml', policy)
    u.write('cases.yaml', cases)
    const { code, stdout, stderr } = await u.run(['policy', 'test', 'policy.yaml', '--cases', 'cases.yaml'])
    assert.deepEqual([code, stdout, stderr], [0, '3 of 3 cases as expected\n', ''])
  })
})
