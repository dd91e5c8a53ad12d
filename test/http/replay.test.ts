// What a guard decided, exported from its log, decided again by another policy.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withGuard } from '../support/guard.ts'
import { evil } from '../support/scanning.ts'
import { publish, withUniverse } from '../support/universe.ts'

const quote = publish('rsc.io/quote', 'v1.5.2')

test('policy replay decides again what a guard logged: the same by its own policy, more by a stricter one', async () => {
  await withUniverse(async (u) => {
    u.serve([quote, evil])
    let data = ''
    await withGuard(u, async (guard) => {
      data = guard.data
      for (const m of [quote, evil]) await guard.get(`/${m.path}/@v/${m.version}.zip`)
      await guard.stop()
    })
    const exported = await u.run(['log', 'export', '--data', data])
    u.write('log.ndjson', exported.stdout)
    const same = await u.run(['policy', 'replay', 'log.ndjson'])
    assert.equal(same.code, 0, same.stdout + same.stderr)
    assert.match(same.stdout, /^2 decisions of 90 days again by \w+: 0 stricter, 0 laxer\n$/)
    u.write('policy.yaml', 'deny: [{path: rsc.io/quote, reason: a trial}]\n')
    const stricter = await u.run(['policy', 'replay', 'log.ndjson', '--policy', 'policy.yaml'])
    assert.equal(stricter.code, 1)
    assert.match(
      stricter.stdout,
      /^allow -> block {2}rsc\.io\/quote@v1\.5\.2 {2}MW-POLICY-DENY: denied by the policy: a trial/,
    )
  })
})
