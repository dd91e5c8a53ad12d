// What a guard does with requests, upstreams and paths that mean no good.
import assert from 'node:assert/strict'
import type { ServerResponse } from 'node:http'
import path from 'node:path'
import test from 'node:test'
import { guarded, lookupOf, tokenFor, urlOf, withGuard, type TestGuard } from '../support/guard.ts'
import { serving } from '../support/loopback.ts'
import { publish, withUniverse } from '../support/universe.ts'

const quote = publish('rsc.io/quote', 'v1.5.2')

test('serve follows no redirect of an upstream to an address of a private network', async () => {
  await guarded([quote], async (guard, u) => {
    let asked = 0
    const secret = (_: unknown, response: ServerResponse): void => {
      asked++
      response.end('{"Version":"v1.5.2"}')
    }
    await serving(secret, async (elsewhere) => {
      for (const target of [`${elsewhere}/x`, elsewhere.replace('127.0.0.1', 'localhost'), 'http://169.254.169.254/']) {
        u.lie = (_, response) => response.writeHead(302, { location: target }).end() !== undefined
        const got = await guard.get(`/rsc.io/to${asked}${target.length}/@v/v1.0.0.info`)
        assert.equal(got.status, 502)
        assert.match(got.text, /private\s+network|nothing\s+is\s+fetched/)
      }
    })
    assert.equal(asked, 0)
  })
})

test('serve asks nobody about private modules', async () => {
  await guarded(
    [quote],
    async (guard, u) => {
      for (const below of [
        urlOf(quote, 'zip'),
        urlOf(quote, 'mod'),
        '/rsc.io/quote/@v/list',
        '/rsc.io/quote/@latest',
      ]) {
        const got = await guard.get(below)
        assert.equal(got.status, 403, below)
        assert.match(got.text, /private/)
      }
      assert.equal((await guard.get(lookupOf(u, quote))).status, 403)
      assert.deepEqual(u.requests, [])
    },
    [],
    { GOPRIVATE: 'rsc.io' },
  )
})

test('serve does not say by a page number whether there is a private module', async () => {
  await withUniverse(async (u) => {
    u.serve([quote])
    await withGuard(u, async (guard) => {
      assert.equal((await guard.get(urlOf(quote, 'zip'))).status, 200)
      await guard.stop()
    })
    const work = async (guard: TestGuard): Promise<void> => {
      const token = await tokenFor(guard.data, 'rita', 'reader')
      const below = '/api/v1/decisions?limit=1&module=rsc.io/quote'
      assert.deepEqual(JSON.parse((await guard.get(below)).text), { decisions: [] })
      const known = await guard.get(below, { headers: { authorization: `Bearer ${token}` } })
      assert.equal(JSON.parse(known.text).decisions.length, 1)
    }
    await withGuard(u, work, [], { GOPRIVATE: 'rsc.io' })
  })
})

test('guard -- is not bound by what serve asks of its clients', async () => {
  await withUniverse(async (u) => {
    u.serve([quote])
    const get =
      'fetch(process.env.GOPROXY + "/rsc.io/quote/@v/v1.5.2.info").then((r) => process.exit(r.status === 200 ? 0 : 9))'
    const env = {
      MODWARDEN_REQUIRE_IDENTITY: 'true',
      MODWARDEN_TLS_CERT: path.join(u.root, 'none.pem'),
      MODWARDEN_TLS_KEY: path.join(u.root, 'none.pem'),
    }
    const ran = await u.run(['guard', '--', process.execPath, '-e', get], { env })
    assert.equal(ran.code, 0, ran.stderr)
  })
})

test('serve takes no unclean, encoded-away, queried or foreign request', async () => {
  await guarded([quote], async (guard, u) => {
    for (const [below, status] of [
      ['/rsc.io/quote/@v/../../../guard.db', 400],
      ['/rsc.io/quote/@v/%2e%2e/%2e%2e/guard.db', 400],
      ['/rsc.io//quote/@v/list', 400],
      ['/rsc.io/quote/@v/v1.5.2.zip?x=1', 400],
      ['/rsc.io/quote%0aforged/@v/list', 400],
      ['/rsc.io/Quote/@v/list', 400],
      ['/rsc.io/quote/@v/v1.5.2.tar', 404],
      ['/rsc.io/quote/@v/%00.info', 400],
      ['/rsc.io/quote/@v/%zz.info', 400],
      ['/e/E-<script>', 404],
      ['/favicon.ico', 404],
    ] as const) {
      assert.equal((await guard.get(below)).status, status, below)
    }
    assert.equal((await guard.get(urlOf(quote, 'mod'), { method: 'POST' })).status, 405)
    const rebound = await guard.get(urlOf(quote, 'mod'), { headers: { host: 'rebound.example' } })
    assert.equal(rebound.status, 421)
    assert.deepEqual(u.requests, [])
    await guard.get('/rsc.io/x%22%7d/@v/list', { headers: { authorization: 'Bearer canary-secret' } })
    await guard.stop()
    const lines = guard.output().trim().split('\n')
    for (const line of lines) assert.equal(typeof JSON.parse(line), 'object')
    assert.doesNotMatch(guard.output(), /canary|x=1/)
  })
})
