import assert from 'node:assert/strict'
import test from 'node:test'
import { contactError, isRecent } from './gitaccess.ts'

test('isRecent takes releases without the holes that are known, whatever a vendor adds', () => {
  for (const version of ['2.40.0', '2.40', '2.39.1', '2.39.5 (Apple Git-154)', '2.38.3', '2.37.5.windows.1', '3.0.0']) {
    assert.equal(isRecent(`git version ${version}\n`), true, version)
  }
  for (const version of ['2.39.0', '2.38.2', '2.37.4', '2.36.9', '2.4.11', '1.99.99', '', 'x']) {
    assert.equal(isRecent(`git version ${version}\n`), false, version)
  }
})

test('contactError reads all that was said, for the last lines are the same whatever is wrong', () => {
  const after = 'fatal: Could not read from remote repository.\n\nPlease make sure you have the correct access rights\n'
  const code = (stderr: string): string =>
    contactError('ssh://git@example.com/r', { code: 128, stdout: Buffer.alloc(0), said: '', stderr }).code
  assert.equal(code(`ERROR: Repository not found.\n${after}`), 'not-found')
  assert.equal(code(`git@example.com: Permission denied (publickey).\n${after}`), 'refused')
  assert.equal(code(`ssh: connect to host example.com port 22: Connection refused\n${after}`), 'unreachable')
})
