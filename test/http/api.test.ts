// The API of a guard: every route as the document says, for whom it says.
import assert from 'node:assert/strict'
import path from 'node:path'
import test from 'node:test'
import { ROLES, mayAs, type Role } from '../../src/base/role.ts'
import { apiRoutes } from '../../src/server/api/routes.ts'
import { problem } from '../../src/server/api/schemas.ts'
import { openRegister } from '../../src/store/register.ts'
import { openTables } from '../../src/store/tables.ts'
import { guarded, tokenFor, urlOf, withGuard, type TestGuard } from '../support/guard.ts'
import { doubt, evil } from '../support/scanning.ts'
import { publish, put, withUniverse, type Universe } from '../support/universe.ts'

const quote = publish('rsc.io/quote', 'v1.5.2')

test('the API document names every route that is served, and its schemas are whole', async () => {
  await guarded([quote], async (guard) => {
    const document = JSON.parse((await guard.get('/openapi.json')).text)
    assert.equal(document.openapi, '3.1.1')
    assert.deepEqual(document.servers, [{ url: guard.base }])
    const named = Object.entries<Record<string, { operationId: string }>>(document.paths).flatMap(([below, methods]) =>
      Object.entries(methods).map(([method, { operationId }]) => `${method.toUpperCase()} ${below} ${operationId}`),
    )
    assert.deepEqual(
      named.toSorted(),
      apiRoutes()
        .map(({ method, path: below, id }) => `${method} ${below} ${id}`)
        .toSorted(),
    )
    assert.equal(named.length, 17)
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, to = '']) => to)
    assert.ok(references.length > 20)
    for (const to of references) assert.ok(to.replace('#/components/schemas/', '') in document.components.schemas, to)
    for (const [below, method, status] of [
      ['/api/v1/nothing', 'GET', 404],
      ['/api/v1/mode', 'PUT', 400],
      ['/api/v1/acts', 'POST', 405],
      ['/openapi.json', 'POST', 405],
      ['/api/v1/mode?x=1', 'GET', 400],
      ['/api/v1/decisions?limit=1&limit=2', 'GET', 400],
      ['/api/v1/decisions?limit=501', 'GET', 400],
      ['/api/v1/events/E-short', 'GET', 400],
      ['/api/v1/events/E-AAAAAAAAAA', 'GET', 404],
    ] as const) {
      const got = await guard.get(below, { method })
      assert.equal(got.status, status, `${method} ${below}`)
      if (method !== 'PUT') assert.ok(problem.safeParse(JSON.parse(got.text)).success, got.text)
    }
  })
})

test('the API lets in who has the role, and nobody else', async () => {
  await guarded([quote], async (guard) => {
    const tokens = new Map<Role, string>()
    for (const role of ROLES) tokens.set(role, await tokenFor(guard.data, role, role))
    for (const { method, path: template, needs } of apiRoutes()) {
      const below = template
        .replace('{event}', 'E-AAAAAAAAAA')
        .replace('{id}', template.includes('dispute') ? 'D-AAAAAAAAAA' : 'W-AAAAAAAAAA')
      const ask = async (token: string | undefined): Promise<number> => {
        const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
        // A body that no route takes: whoever may is told so, who may not is not.
        const json = { ...headers, 'content-type': 'application/json' }
        return (await guard.get(below, method === 'GET' ? { headers } : { method, headers: json, body: '[]' })).status
      }
      const name = `${method} ${below}`
      const open = needs === 'anyone'
      assert.equal((await ask(undefined)) === 401, !open, name)
      assert.equal(await ask('mwt_wrong'), 401, name)
      for (const [role, token] of tokens) {
        assert.equal((await ask(token)) === 403, !open && !mayAs(role, needs), `${name} as ${role}`)
      }
    }
  })
})

test('a waiver of the API counts at once, says whose it is, and ends when it is revoked', async () => {
  await withHeld(async (guard, u, event) => {
    const [developer, approver] = [
      await tokenFor(guard.data, 'dana', 'developer'),
      await tokenFor(guard.data, 'ada', 'approver'),
    ]
    const now = await answer(guard, 'getEvent', `/api/v1/events/${event}`)
    assert.deepEqual(now.now, { action: 'hold', open: 'waive', rules: ['MW-HOST-IP'] })
    const reason = 'the probe of our appliance'
    const asked = await guard.post('/api/v1/waivers', { event, reason, days: 7 }, developer)
    const [waiver] = checked('createWaivers', asked.text).waivers
    assert.deepEqual(
      [waiver.state, waiver.rule, waiver.path, waiver.version, waiver.owner.name, waiver.reason],
      ['asked', 'MW-HOST-IP', 'rsc.io/doubt', 'v1.0.0', 'dana', reason],
    )
    assert.equal((await guard.get(urlOf(doubt, 'zip'))).status, 403)
    const twice = await guard.post('/api/v1/waivers', { event, reason, days: 7 }, developer)
    assert.deepEqual([twice.status, JSON.parse(twice.text).error.message.includes(waiver.id)], [400, true])
    assert.equal((await guard.post(`/api/v1/waivers/${waiver.id}/grant`, {}, developer)).status, 403)
    const granted = await guard.post(`/api/v1/waivers/${waiver.id}/grant`, {}, approver)
    assert.deepEqual(checked('grantWaiver', granted.text).granted.by, { person: 'p3', name: 'ada' })
    assert.equal((await guard.get(urlOf(doubt, 'zip'))).status, 200)
    const listed = await answer(guard, 'listWaivers', '/api/v1/waivers?state=active', approver)
    assert.deepEqual(
      listed.waivers.map(({ id }: { id: string }) => id),
      [waiver.id],
    )
    const decided = await answer(guard, 'listDecisions', '/api/v1/decisions?module=rsc.io/doubt@v1.0.0&limit=1')
    assert.equal(decided.decisions[0].action, 'allow')
    assert.equal((await guard.post(`/api/v1/waivers/${waiver.id}/revoke`, { reason: 'over' }, developer)).status, 200)
    assert.equal((await guard.get(urlOf(doubt, 'zip'))).status, 403)
    const acts = await answer(guard, 'listActs', '/api/v1/acts', approver)
    assert.deepEqual(
      acts.acts.slice(0, 3).map(({ what, by }: { what: string; by: { name: string } }) => [what, by.name]),
      [
        ['waiver-revoked', 'dana'],
        ['waiver-granted', 'ada'],
        ['waiver-asked', 'dana'],
      ],
    )
    // The log of decisions has references, and no names.
    const exported = await u.run(['log', 'export', '--data', guard.data])
    assert.match(exported.stdout, /"owner":"p2"/)
    assert.doesNotMatch(exported.stdout, /dana|ada"/)
  })
})

test('what a waiver may not be for is refused: malware, other rules, too long, without a reason', async () => {
  await withHeld(async (guard, _, event) => {
    const approver = await tokenFor(guard.data, 'ada', 'approver')
    const wish = { event, reason: 'it is all right', days: 7 }
    const told = async (body: object): Promise<[number, string]> => {
      const got = await guard.post('/api/v1/waivers', body, approver)
      return [got.status, JSON.parse(got.text).error.message]
    }
    assert.deepEqual(await told({ ...wish, days: 31 }), [400, '31 days: from 1 to 30'])
    assert.deepEqual((await told({ ...wish, days: 1000 }))[0], 400)
    assert.deepEqual((await told({ ...wish, reason: '    x' }))[0], 400)
    assert.deepEqual((await told({ ...wish, owner: 'somebody else' }))[0], 400)
    assert.match((await told({ ...wish, rules: ['MW-DL-EXEC'] }))[1], /^MW-DL-EXEC: does not keep rsc\.io\/doubt/)
    const stopped = (await guard.get(urlOf(evil, 'zip'))).text
    const malware = /E-[A-Z2-7]{10}/.exec(stopped)?.[0] ?? ''
    const [status, message] = await told({ ...wish, event: malware })
    assert.equal(status, 403)
    assert.match(message, /^rsc\.io\/evil@v1\.0\.0: a verdict of malware is waived by nobody/)
    assert.equal((await guard.get(urlOf(evil, 'zip'))).status, 403)
  })
})

test('nobody asks for so many waivers that those of others go under', async () => {
  await withHeld(async (guard, _, event) => {
    const developer = await tokenFor(guard.data, 'dana', 'developer')
    const file = path.join(guard.data, 'guard.db')
    const tables = openTables(file)
    const register = openRegister(tables, file)
    const day = new Date().toISOString().slice(0, 10)
    const act = { time: new Date().toISOString(), by: 'p2', what: 'waiver-asked', about: '', reason: '' }
    const same = { version: 'v1.0.0', rule: 'MW-X', reason: 'x', owner: 'p2', created: day, expires: '9999-12-31' }
    for (let i = 0; i < 100; i++) {
      const document = { id: `W-${i}`, path: `example.com/m${i}`, ...same }
      await register.change('waiver', document.id, () => ({ document, last: same.expires, act }))
    }
    await tables.close()
    const asked = await guard.post('/api/v1/waivers', { event, reason: 'one more of them', days: 7 }, developer)
    assert.equal(asked.status, 403)
    assert.match(asked.text, /100 waivers that you asked for were not granted/)
  })
})

test('two different administrators overrule a verdict of malware, one alone never, and only for those bytes', async () => {
  await withHeld(async (guard) => {
    const [developer, one, again, two] = [
      await tokenFor(guard.data, 'dana', 'developer'),
      await tokenFor(guard.data, 'root', 'admin'),
      await tokenFor(guard.data, 'root', 'admin'),
      await tokenFor(guard.data, 'boss', 'admin'),
    ]
    const stopped = (await guard.get(urlOf(evil, 'zip'))).text
    const event = /E-[A-Z2-7]{10}/.exec(stopped)?.[0] ?? ''
    const wish = { event, reason: 'a test of our parser', days: 3 }
    const opened = await guard.post('/api/v1/disputes', wish, developer)
    const dispute = checked('openDispute', opened.text)
    assert.deepEqual([dispute.h1, dispute.outcome, dispute.by.name], [evil.h1, 'open', 'dana'])
    assert.match((await guard.post('/api/v1/disputes', wish, developer)).text, /is disputed already/)
    const votes = `/api/v1/disputes/${dispute.id}/votes`
    const vote = { overrule: true, reason: 'read it line by line' }
    assert.equal((await guard.post(votes, vote, developer)).status, 403)
    for (const token of [one, again]) {
      const voted = checked('voteOnDispute', (await guard.post(votes, vote, token)).text)
      assert.equal(voted.outcome, 'open')
      assert.equal((await guard.get(urlOf(evil, 'zip'))).status, 403)
    }
    const voted = checked('voteOnDispute', (await guard.post(votes, vote, two)).text)
    assert.equal(voted.outcome, 'overruled')
    assert.equal((await guard.get(urlOf(evil, 'zip'))).status, 200)
    const listed = await answer(guard, 'listDisputes', '/api/v1/disputes', developer)
    assert.equal(listed.disputes.length, 1)
    // One of them thinks better of it.
    await guard.post(votes, { overrule: false, reason: 'no, look at init again' }, one)
    assert.equal((await guard.get(urlOf(evil, 'zip'))).status, 403)
  })
})

test('monitor and break-glass are switched by administrators, end, and are told everywhere', async () => {
  await withHeld(async (guard, u) => {
    const admin = await tokenFor(guard.data, 'root', 'admin')
    const reason = 'the release at three in the morning'
    assert.equal((await guard.post('/api/v1/mode/break-glass', { reason, minutes: 1441 }, admin)).status, 400)
    assert.equal((await guard.post('/api/v1/mode/break-glass', { minutes: 5 }, admin)).status, 400)
    const began = Date.now()
    const broken = checked('breakGlass', (await guard.post('/api/v1/mode/break-glass', { reason }, admin)).text)
    assert.equal(broken.mode, 'break-glass')
    assert.deepEqual([broken.switched.by.name, broken.switched.reason], ['root', reason])
    const minutes = (Date.parse(broken.until) - began) / 60_000
    assert.ok(minutes > 59.9 && minutes < 60.5, String(minutes))
    assert.equal((await guard.get(urlOf(evil, 'zip'))).status, 200)
    const alarm = /Break-glass until 20\d\d-\d\d-\d\d \d\d:\d\d UTC: nothing is refused but what fails its proof\./
    assert.match((await guard.get('/')).text, alarm)
    assert.match((await guard.get('/login')).text, alarm)
    assert.match((await guard.get('/readyz')).text, alarm)
    assert.match((await guard.get('/metrics')).text, /^modwarden_mode\{mode="break-glass"\} 1$/m)
    const monitored = await guard.post('/api/v1/mode', { mode: 'monitor', reason }, admin)
    assert.equal(checked('setMode', monitored.text).mode, 'monitor')
    assert.match((await guard.get('/readyz')).text, /^ready\nMonitor mode/)
    checked('setMode', (await guard.post('/api/v1/mode', { mode: 'enforce', reason }, admin)).text)
    assert.equal((await guard.get(urlOf(evil, 'zip'))).status, 403)
    assert.equal((await guard.get('/readyz')).text, 'ready\n')
    assert.match((await guard.get('/metrics')).text, /^modwarden_mode\{mode="break-glass"\} 0$/m)
    const acts = await answer(guard, 'listActs', '/api/v1/acts', admin)
    assert.deepEqual(
      acts.acts.slice(0, 3).map(({ what }: { what: string }) => what),
      ['mode-enforce', 'mode-monitor', 'break-glass'],
    )
    // Whoever restarts it finds what was switched.
    await guard.post('/api/v1/mode', { mode: 'monitor', reason }, admin)
    await guard.stop()
    await withGuard(u, async (next) => {
      assert.equal((await answer(next, 'getMode', '/api/v1/mode')).mode, 'monitor')
    })
  })
})

test('decisions are paged and filtered, what is kept is listed, and who fetched it', async () => {
  await withHeld(async (guard) => {
    const reader = await tokenFor(guard.data, 'rita', 'reader')
    for (const m of [quote, evil]) await guard.get(urlOf(m, 'zip'))
    const all = (await answer(guard, 'listDecisions', '/api/v1/decisions')).decisions
    assert.deepEqual(
      all.map(({ number }: { number: number }) => number),
      all.map((_: unknown, i: number) => all.length - 1 - i),
    )
    const first = await answer(guard, 'listDecisions', '/api/v1/decisions?limit=2')
    const second = await answer(guard, 'listDecisions', `/api/v1/decisions?limit=2&before=${first.next}`)
    assert.deepEqual([...first.decisions, ...second.decisions], all.slice(0, 4))
    const blocked = await answer(guard, 'listDecisions', '/api/v1/decisions?action=block')
    assert.deepEqual(
      blocked.decisions.map((one: { path: string }) => one.path),
      ['rsc.io/evil'],
    )
    const [newest] = all
    const since = encodeURIComponent(newest.time)
    assert.equal((await answer(guard, 'listDecisions', `/api/v1/decisions?since=${since}`)).decisions.length, 1)
    assert.equal(
      (await answer(guard, 'listDecisions', `/api/v1/decisions?until=${since}`)).decisions.length,
      all.length - 1,
    )
    const kept = await answer(guard, 'listVersions', '/api/v1/versions?limit=2', reader)
    const rest = await answer(guard, 'listVersions', `/api/v1/versions?limit=2&after=${kept.next}`, reader)
    assert.deepEqual(
      [...kept.versions, ...rest.versions].map((one: { path: string; zip: { h1: string } }) => [one.path, one.zip.h1]),
      [doubt, evil, quote].map(({ path: modulePath, h1 }) => [modulePath, h1]),
    )
    const policy = await answer(guard, 'getPolicy', '/api/v1/policy', reader)
    assert.deepEqual(policy.layers[0].levels[0], { level: 'hold', severity: 'high' })
    assert.doesNotMatch(JSON.stringify(policy), /"place"/)
    await guard.get(urlOf(quote, 'zip'), { headers: { authorization: `Bearer ${reader}` } })
    const approver = await tokenFor(guard.data, 'ada', 'approver')
    const fetched = await answer(guard, 'whoFetched', '/api/v1/who?module=rsc.io/quote@v1.5.2', approver)
    assert.deepEqual(
      fetched.versions[0].fetched.map((one: { who: string; name?: string }) => [one.who, one.name]).toSorted(),
      [
        ['anonymous', undefined],
        ['p2', 'rita'],
      ],
    )
    const self = await answer(guard, 'getSelf', '/api/v1/self', reader)
    assert.deepEqual([self.name, self.role], ['rita', 'reader'])
  })
})

/** A guard that holds `doubt`, and the event that says so. */
async function withHeld(work: (guard: TestGuard, u: Universe, event: string) => Promise<void>): Promise<void> {
  await withUniverse(async (u) => {
    u.serve([quote, doubt, evil])
    const levels = 'levels:\n  - severity: high\n    level: hold\nwaivers: {longest: 30}\n'
    const policy = put(path.join(u.root, 'policy.yaml'), levels)
    const hold = async (guard: TestGuard): Promise<void> => {
      const held = await guard.get(urlOf(doubt, 'zip'))
      assert.equal(held.status, 403)
      await work(guard, u, /E-[A-Z2-7]{10}/.exec(held.text)?.[0] ?? '')
    }
    await withGuard(u, hold, ['--policy', policy])
  })
}

/** What a schema was held against: members are looked at as they are. */
type Json = ReturnType<typeof JSON.parse>

/** The answer of a route, held against its schema. */
async function answer(guard: TestGuard, id: string, below: string, token?: string): Promise<Json> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const got = await guard.get(below, { headers })
  assert.equal(got.status, 200, got.text)
  return checked(id, got.text)
}

function checked(id: string, text: string): Json {
  const route = apiRoutes().find((one) => one.id === id)
  assert.ok(route !== undefined, id)
  const value: Json = JSON.parse(text)
  const result = route.answer.safeParse(value)
  assert.ok(result.success, `${text}\n${String(result.error)}`)
  return value
}
