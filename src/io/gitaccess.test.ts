import assert from 'node:assert/strict'
import { existsSync, rmSync } from 'node:fs'
import path from 'node:path'
import test from 'node:test'
import { inFolder, rejectsWith } from '../../test/support/contracts.ts'
import { contactError, GitAccess, isRecent } from './gitaccess.ts'

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

test('GitAccess makes its folder again where another process cleared it away', () =>
  inFolder(async (temporary) => {
    const git = new GitAccess({ PATH: '/nowhere' }, temporary)
    rmSync(path.dirname(git.folder('a')), { recursive: true })
    const folder = git.folder('a')
    assert.ok(existsSync(folder) && existsSync(path.join(folder, '..', 'home')))
    await git.close()
    assert.equal(existsSync(folder), false)
  }))

test('GitAccess tries git again after a time at which it could not be started', () =>
  inFolder(async (temporary) => {
    const env: Record<string, string> = { PATH: '/nowhere' }
    const git = new GitAccess(env, temporary)
    const ask = async (): Promise<unknown> => {
      const task = { folder: git.folder('ask'), args: ['--version'], maxOutput: 4096, signal: undefined }
      return git.contact('https://git.example/r', { isPrivate: true, insecure: false }, task)
    }
    await rejectsWith(ask(), 'io', /not found/)
    env['PATH'] = process.env['PATH'] ?? ''
    const again = await ask().catch((error: unknown) => error)
    // Where there is no git at all, or an old one, it says that.
    assert.doesNotMatch(String(again), /git: not found/)
    await git.close()
  }))
