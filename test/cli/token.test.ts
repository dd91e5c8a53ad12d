// The tokens of a guard on the command line.
import assert from 'node:assert/strict'
import { existsSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import test from 'node:test'
import { schemaTroubles } from '../support/jsonschemas.ts'
import { filesBelow, withUniverse } from '../support/universe.ts'

test('token create shows a secret once and keeps its hash alone; list, revoke and forget say what there is', async () => {
  await withUniverse(async (u) => {
    const data = path.join(u.root, 'guard')
    const token = async (...args: readonly string[]) => u.run(['token', ...args, '--data', data])
    const made = await token('create', '--name', 'kim', '--role', 'approver', '--for', '30d')
    assert.equal(made.code, 0, made.stderr)
    assert.match(made.stdout, /^mwt_[\w-]{43}\n$/)
    assert.match(made.stderr, /^token t1 of kim, approver, until 20\d\d-\d\d-\d\d\n/)
    const secret = made.stdout.trim()
    for (const file of filesBelow(data)) assert.ok(!readFileSync(file, 'latin1').includes(secret.slice(4)), file)
    assert.equal(statSync(data).mode & 0o077, 0)
    assert.notEqual((await token('create', '--name', 'lee')).stdout, made.stdout)
    const listed = await token('list')
    assert.match(
      listed.stdout,
      /^t1 {2}kim {2}approver {2}until 20\S+ {2}p1\nt2 {2}lee {2}reader {4}until 20\S+ {2}p2\n$/,
    )
    const json = JSON.parse((await token('list', '--json')).stdout)
    assert.deepEqual(schemaTroubles('tokens-1.json', json), [])
    assert.match((await token('revoke', 'lee')).stdout, /^1 token revoked/)
    assert.match((await token('forget', 'kim')).stdout, /^forgotten/)
    assert.match((await token('list')).stdout, /^t1 {2}\(forgotten\) {2}approver {2}revoked .*\nt2 {2}lee/)
    for (const wrong of [
      ['revoke', 'nobody'],
      ['forget', 'kim'],
      ['create', '--name', 'ci.example:job'],
      ['create', '--name', 'kim', '--for', '500d'],
    ]) {
      const { code, stdout } = await token(...wrong)
      assert.deepEqual([code, stdout], [2, ''], wrong.join(' '))
    }
    const elsewhere = path.join(u.root, 'elsewhere')
    const lost = await u.run(['token', 'revoke', 'kim', '--data', elsewhere])
    assert.deepEqual([lost.code, /no guard keeps its data here/.test(lost.stderr)], [2, true])
    assert.equal(existsSync(elsewhere), false)
  })
})
