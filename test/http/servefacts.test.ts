// What a guard finds out about versions for its policy: what authors took back, ends and successors, licences, and that a
// repair need not wait.
import assert from 'node:assert/strict'
import path from 'node:path'
import test from 'node:test'
import { urlOf, withGuard, type TestGuard } from '../support/guard.ts'
import { publish, put, withUniverse, type Published, type Universe } from '../support/universe.ts'

const goMod = (name: string, more: string): Readonly<Record<string, string>> => ({
  'go.mod': `${more}module ${name}\n\ngo 1.21\n`,
})
const old = publish('rsc.io/old', 'v1.0.0')
const taken = publish('rsc.io/old', 'v1.1.0')
const newer = publish('rsc.io/old', 'v1.2.0', {
  'go.mod': 'module rsc.io/old\n\ngo 1.21\n\n// loses data\nretract v1.1.0\n',
})
const ended = publish('rsc.io/ended', 'v1.0.0', goMod('rsc.io/ended', '// Deprecated: use rsc.io/heir instead.\n'))
const heir = publish('rsc.io/heir', 'v1.3.0')
const copyleft = publish('rsc.io/copyleft', 'v1.0.0', { LICENSE: 'SPDX-License-Identifier: GPL-3.0-only\n' })
const free = publish('rsc.io/free', 'v1.0.0', { LICENSE: 'SPDX-License-Identifier: MIT\n' })

test('serve knows what is taken back and what is at its end, where the policy asks, and names the successor', async () => {
  await withPolicy('retracted: block\ndeprecated: block\n', [old, taken, newer, ended, heir], async (guard) => {
    assert.equal((await guard.get(urlOf(old, 'zip'))).status, 200)
    const refused = await guard.get(urlOf(taken, 'zip'))
    assert.equal(refused.status, 403)
    assert.match(refused.text, /^why {3}: taken back by its author: loses data$/m)
    assert.match(refused.text, /^do {4}: go get rsc\.io\/old@v1\.2\.0 {3}\(newest allowed\)$/m)
    const over = await guard.get(urlOf(ended, 'zip'))
    assert.match(over.text, /^why {3}: deprecated: use rsc\.io\/heir instead\.$/m)
    assert.match(over.text, /^do {4}: go get rsc\.io\/heir@v1\.3\.0 {3}\(what its authors name\)$/m)
  })
})

test('serve asks for no list where the policy does not ask what authors say', async () => {
  await withPolicy('{}\n', [old, taken, newer], async (guard, u) => {
    assert.equal((await guard.get(urlOf(taken, 'zip'))).status, 200)
    assert.deepEqual(
      u.requests.filter((url) => url.endsWith('/@v/list')),
      [],
    )
  })
})

test('serve knows licences, by rows and by conditions', async () => {
  await withPolicy('licences:\n  deny: [GPL-3.0-only]\n', [copyleft, free], async (guard) => {
    const refused = await guard.get(urlOf(copyleft, 'zip'))
    assert.equal(refused.status, 403)
    assert.match(refused.text, /^why {3}: its licence is not allowed: GPL-3\.0-only$/m)
    assert.equal((await guard.get(urlOf(free, 'zip'))).status, 200)
  })
  const condition = `conditions:\n  - name: permissive\n    when: '!("MIT" in licences)'\n    level: block\n`
  await withPolicy(condition, [copyleft, free], async (guard) => {
    assert.equal((await guard.get(urlOf(copyleft, 'zip'))).status, 403)
    assert.equal((await guard.get(urlOf(free, 'zip'))).status, 200)
  })
})

test('serve lets the very version through that repairs a known flaw, and none after it', async () => {
  const versions = ['v1.0.0', 'v1.2.3', 'v1.2.4'].map((version) => publish('rsc.io/flawed', version))
  await withUniverse(async (u) => {
    const db = path.join(u.root, 'vulndb')
    const modified = '2026-11-01T00:00:00Z'
    put(path.join(db, 'index', 'db.json'), JSON.stringify({ modified }))
    const vulns = [{ id: 'GO-2026-0001', modified, fixed: '1.2.3' }]
    put(path.join(db, 'index', 'modules.json'), JSON.stringify([{ path: 'rsc.io/flawed', vulns }]))
    const events = [{ introduced: '0' }, { fixed: '1.2.3' }]
    const affected = [{ package: { ecosystem: 'Go', name: 'rsc.io/flawed' }, ranges: [{ type: 'SEMVER', events }] }]
    put(path.join(db, 'ID', 'GO-2026-0001.json'), JSON.stringify({ id: 'GO-2026-0001', modified, affected }))
    await withPolicy(
      'age:\n  days: 3\n  unknown: hold\n',
      versions,
      async (guard) => {
        const [first, repair, later] = versions
        assert.ok(first !== undefined && repair !== undefined && later !== undefined)
        assert.equal((await guard.get(urlOf(repair, 'zip'))).status, 200)
        assert.equal((await guard.get(urlOf(later, 'zip'))).status, 403)
        const held = await guard.get(urlOf(first, 'zip'))
        assert.match(held.text, /^do {4}: go get rsc\.io\/flawed@v1\.2\.3 {3}\(newest allowed\)$/m)
      },
      { MODWARDEN_VULNDB: db },
    )
  })
})

async function withPolicy(
  policy: string,
  modules: readonly Published[],
  work: (guard: TestGuard, u: Universe) => Promise<void>,
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  await withUniverse(async (u) => {
    u.serve(modules)
    const file = put(path.join(u.root, 'policy.yaml'), policy)
    await withGuard(u, async (guard) => work(guard, u), ['--policy', file], env)
  })
}
