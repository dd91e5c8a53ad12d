// What was given and must not be any more: it is refused at once, whoever has it is known, and a held one is let go again.
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import test from 'node:test'
import type { WhoReport } from '../../src/report/who.ts'
import { guarded, recorded, urlOf, withGuard, type TestGuard } from '../support/guard.ts'
import { schemaTroubles } from '../support/jsonschemas.ts'
import { publish, put, withUniverse, type Ran, type Universe } from '../support/universe.ts'

const quote = publish('rsc.io/quote', 'v1.5.2')
const other = publish('rsc.io/other', 'v1.0.0')
const name = 'rsc.io/quote@v1.5.2'

test('serve takes back what a feed calls bad, hot or asked for by nobody, and who says who has it', async () => {
  await withUniverse(async (u) => {
    u.serve([quote, other])
    const list = put(path.join(u.root, 'bad.txt'), '')
    const env = { MODWARDEN_KNOWN_BAD: list }
    const work = async (guard: TestGuard): Promise<void> => {
      for (const m of [quote, other]) {
        // The second is answered from memory.
        for (let i = 0; i < 2; i++) assert.equal((await guard.get(urlOf(m, 'zip'))).status, 200)
      }
      await guard.get(urlOf(quote, 'mod'))
      const before = await who(u, guard, ['rsc.io/quote@v1.5.2'])
      assert.equal(before.code, 0)
      assert.match(before.stdout, /^ok {2}rsc\.io\/quote@v1\.5\.2: fetched by 1 client, 2 zips$/m)

      writeFileSync(list, [quote, other].map((m) => `${m.h1} ${m.path} ${m.version} stolen key\n`).join(''))
      assert.equal((await u.run(['feed', 'update'], { env })).code, 0)
      // Nobody asks for any of them.
      await until(async () => Promise.resolve(guard.output().includes('rsc.io/quote@v1.5.2 is blocked now')))
      await until(async () => Promise.resolve(guard.output().includes('rsc.io/other@v1.0.0 is blocked now')))
      for (const m of [quote, other]) assert.equal((await guard.get(urlOf(m, 'zip'))).status, 403)
      assert.match(guard.output(), /rsc\.io\/quote@v1\.5\.2 is blocked now \(E-[A-Z2-7]{10}\); it was given since /)
      assert.match(guard.output(), /1 client fetched it, 2 zips: modwarden who rsc\.io\/quote@v1\.5\.2/)
      assert.match((await guard.get('/metrics')).text, /^modwarden_recalls_total\{action="block"\} 2$/m)

      const after = await who(u, guard, [name, '--format', 'json'])
      assert.equal(after.code, 1)
      const report = JSON.parse(after.stdout) as WhoReport
      assert.deepEqual(schemaTroubles('who-1.json', report), [])
      const [version] = report.versions
      assert.deepEqual([version?.now?.action, version?.fetched.length], ['block', 1])
      const [row] = version?.fetched ?? []
      assert.deepEqual([row?.who, row?.zips, row?.mods, row?.decided?.action], ['anonymous', 2, 1, 'block'])
      const text = await who(u, guard, ['--module', 'rsc.io/quote', '--since', '1d'])
      assert.match(text.stdout, /^FETCHED {2}rsc\.io\/quote: 1 version blocked now, and somebody has it\n\n/)
      assert.match(text.stdout, /^rsc\.io\/quote@v1\.5\.2 {2}blocked since 20\S+ \S+Z: .*stolen key.* {2}E-/m)

      const events = (await u.run(['log', 'export', '--data', guard.data])).stdout.trim().split('\n')
      const recalls = events.flatMap((line) => (JSON.parse(line) as { recall?: object }).recall ?? [])
      assert.equal(recalls.length, 2)
      assert.deepEqual(Object.keys(recalls[0] ?? {}), ['action', 'from', 'to', 'downloads', 'people'])
    }
    await withGuard(u, work, [], env)
  })
})

test('serve judges what it keeps again after a restart with another policy, and lets go what is held no more', async () => {
  await withUniverse(async (u) => {
    u.serve([quote])
    const policy = put(path.join(u.root, 'policy.yaml'), '{}\n')
    const flags = ['--policy', policy]
    await withGuard(u, async (guard) => assert.equal((await guard.get(urlOf(quote, 'zip'))).status, 200), flags)
    // Killed, and another policy meanwhile.
    writeFileSync(policy, 'deny:\n  - path: rsc.io/quote\n    reason: we have our own\n')
    const work = async (guard: TestGuard): Promise<void> => {
      await until(async () => Promise.resolve(guard.output().includes('rsc.io/quote@v1.5.2 is blocked now')))
      assert.equal((await guard.get(urlOf(quote, 'zip'))).status, 403)
      writeFileSync(policy, '{}\n')
      await until(async () => (await guard.get(urlOf(quote, 'zip'))).status === 200)
      assert.equal((await who(u, guard, [name])).code, 0)
    }
    await withGuard(u, work, flags)
    assert.equal(u.requests.filter((url) => url.endsWith('.zip')).length, 1)
  })
})

test('serve gives no go.mod that was kept unproven once it is to be proven', async () => {
  await withUniverse(async (u) => {
    u.serve([quote])
    u.lie = (url, response) => url.endsWith('.mod') && response.end('module rsc.io/quote // forged\n') !== undefined
    const mod = async (guard: TestGuard): Promise<number> => (await guard.get(urlOf(quote, 'mod'))).status
    await withGuard(u, async (guard) => assert.equal(await mod(guard), 200), [], { GOSUMDB: 'off' })
    await withGuard(u, async (guard) => {
      assert.equal(await mod(guard), 502)
      u.lie = () => false
      await until(async () => (await mod(guard)) === 200)
      assert.deepEqual((await guard.get(urlOf(quote, 'mod'))).body, Buffer.from(quote.goMod))
    })
  })
})

test('serve records addresses where it is told to, and nobody for what it refuses', async () => {
  await guarded(
    [quote],
    async (guard, u) => {
      await guard.get(urlOf(quote, 'zip'))
      await guard.get(urlOf(quote, 'zip'), { method: 'HEAD' })
      await guard.get(urlOf(other, 'zip'))
      await guard.stop()
      const { stdout } = await u.run(['who', name, '--json', '--data', guard.data])
      const [row] = (JSON.parse(stdout) as WhoReport).versions[0]?.fetched ?? []
      assert.deepEqual([row?.client, row?.zips], ['127.0.0.1', 1])
      const none = await u.run(['who', 'rsc.io/other', '--data', guard.data])
      assert.match(none.stdout, /^ok {2}rsc\.io\/other: nobody fetched its code through this guard$/m)
      assert.equal((await u.run(['who', 'rsc.io/other', '--module', 'x.y/z', '--data', guard.data])).code, 2)
    },
    [],
    { MODWARDEN_RECORD_CLIENTS: 'true' },
  )
})

/** As soon as what was counted is written. */
async function who(u: Universe, guard: TestGuard, args: readonly string[]): Promise<Ran> {
  await recorded(guard)
  return u.run(['who', ...args, '--data', guard.data])
}

/** Waits for what comes about by itself. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (await holds()) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  assert.fail(`it did not come about: ${holds.toString()}`)
}
