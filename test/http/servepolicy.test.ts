// What a guard decides by, and what becomes of versions when it changes.
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import test from 'node:test'
import { guarded, tokenFor, urlOf, withGuard, type TestGuard } from '../support/guard.ts'
import { doubt, evil } from '../support/scanning.ts'
import { publish, put, withUniverse } from '../support/universe.ts'

const quote = publish('rsc.io/quote', 'v1.5.2')

test('serve in monitor mode gives malware, and still nothing unproven', async () => {
  const unlogged = publish('rsc.io/unlogged', 'v1.0.0')
  await guarded(
    [evil],
    async (guard, u) => {
      u.serve([unlogged], { unlogged: true })
      assert.equal((await guard.get(urlOf(evil, 'zip'))).status, 200)
      assert.equal((await guard.get(urlOf(unlogged, 'zip'))).status, 403)
    },
    ['--mode', 'monitor'],
  )
})

test('serve follows its policy file and the waivers of its user without a restart', async () => {
  await withUniverse(async (u) => {
    u.serve([quote, doubt])
    const strict = 'levels:\n  - severity: high\n    level: block\n'
    const deny = 'deny:\n  - path: rsc.io/quote\n    reason: we have our own\n'
    const policy = put(path.join(u.root, 'policy.yaml'), strict + deny)
    const work = async (guard: TestGuard): Promise<void> => {
      const denied = await guard.get(urlOf(quote, 'info'))
      assert.equal(denied.status, 403)
      assert.match(denied.text, /denied by the policy: we have our own/)
      assert.equal((await guard.get(urlOf(doubt, 'zip'))).status, 403)
      writeFileSync(policy, strict)
      const waived = ['waive', 'rsc.io/doubt@v1.0.0', '--user', '--owner', 'kim', '--reason', 'looked at']
      assert.equal((await u.run(waived)).code, 0)
      await until(async () => (await guard.get(urlOf(quote, 'info'))).status === 200)
      await until(async () => (await guard.get(urlOf(doubt, 'zip'))).status === 200)
      writeFileSync(policy, 'nonsense: 1\n')
      await until(async () => guard.output().includes('what is decided by stays as it was'))
      assert.equal((await guard.get(urlOf(quote, 'info'))).status, 200)
      // What people order counts all the same: a broken file must not keep anybody from breaking the glass.
      const token = await tokenFor(guard.data, 'ada', 'admin')
      const order = { minutes: 5, reason: 'the policy file is broken' }
      assert.equal(JSON.parse((await guard.post('/api/v1/mode/break-glass', order, token)).text).mode, 'break-glass')
      assert.match((await guard.get('/readyz')).text, /Break-glass until/)
    }
    await withGuard(u, work, ['--policy', policy])
  })
})

test('serve leaves the .info of a version that is held later to who has it, and gives its zip to nobody', async () => {
  await withUniverse(async (u) => {
    const before = publish('rsc.io/doubt', 'v0.9.0')
    const later = publish('rsc.io/doubt', 'v1.1.0', Object.fromEntries(doubt.files))
    u.serve([before, doubt, later])
    const policy = put(path.join(u.root, 'policy.yaml'), '{}\n')
    const work = async (guard: TestGuard): Promise<void> => {
      for (const kind of ['info', 'mod', 'zip'] as const)
        assert.equal((await guard.get(urlOf(doubt, kind))).status, 200)
      writeFileSync(policy, 'levels:\n  - severity: high\n    level: hold\n')
      await until(async () => (await guard.get(urlOf(doubt, 'zip'))).status === 403)
      assert.match((await guard.get(urlOf(doubt, 'zip'))).text, /^\[modwarden\] HELD E-/)
      assert.equal((await guard.get(urlOf(doubt, 'info'))).status, 200)
      assert.equal((await guard.get(urlOf(doubt, 'mod'))).status, 200)
      assert.equal((await guard.get('/rsc.io/doubt/@v/list')).text, 'v0.9.0\n')
      assert.equal((await guard.get(urlOf(later, 'zip'))).status, 403)
      assert.equal((await guard.get(urlOf(later, 'info'))).status, 403)
    }
    await withGuard(u, work, ['--policy', policy])
  })
})

/** Waits for what comes about by itself. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (await holds()) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  assert.fail(`it did not come about: ${holds.toString()}`)
}
