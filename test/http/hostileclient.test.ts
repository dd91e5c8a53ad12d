// A client that means no good: what it asks for in other words than go does, how it bends HTTP, and what it makes an upstream
// say. Each is answered by exactly one status, nothing of it reaches the upstream or the disk under another name, and the
// guard gives everybody else the right bytes afterwards.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import net from 'node:net'
import path from 'node:path'
import test from 'node:test'
import { guarded, lookupOf, urlOf, type TestGuard } from '../support/guard.ts'
import { publish, type Universe } from '../support/universe.ts'

const quote = publish('rsc.io/quote', 'v1.5.2')
const big = publish('example.com/Big', 'v1.0.0')

test('serve answers paths in other words than go’s with one status each, and asks nobody about them', async () => {
  await guarded([quote, big], async (guard, u) => {
    for (const m of [quote, big]) assert.equal((await guard.get(urlOf(m, 'zip'))).status, 200)
    for (const kind of ['info', 'mod'] as const) assert.equal((await guard.get(urlOf(quote, kind))).status, 200)
    const before = u.requests.length
    const wrong: string[] = []
    for (const [status, paths] of Object.entries(pathsOf(u))) {
      for (const below of paths) {
        const got = await guard.get(below)
        if (got.status !== Number(status)) wrong.push(`${got.status} instead of ${status}: ${below.slice(0, 100)}`)
        if (got.text.includes('at file://')) wrong.push(`a stack: ${below}`)
      }
    }
    assert.deepEqual(wrong, [])
    assert.deepEqual(u.requests.slice(before), [])
    // A branch may have such a name: it is asked for by it, and leads nowhere else.
    const queries = ['%2e%2e', '%2e%2e%2f%2e%2e%2fother%2f@v%2fv1.0.0', 'a%3fb%23c']
    for (const query of queries) {
      assert.equal((await guard.get(`/rsc.io/quote/@v/${query.replaceAll('%', '%25')}.info`)).status, 404, query)
    }
    assert.deepEqual(
      u.requests.slice(before),
      queries.map((query) => `/rsc.io/quote/@v/${query}.info`),
    )
    await isWhole(guard)
  })
})

/** Paths by the status that answers them. */
function pathsOf({ db }: Universe): Readonly<Record<string, readonly string[]>> {
  const sum = `/sumdb/${db.name}`
  return {
    200: ['/rsc.io/quote/@v/v1.5.2.info', '/example.com/!big/@v/v1.0.0.zip', `${sum}/supported`, `${sum}/latest`],
    400: [
      // Another way to write a slash, a dot or nothing at all.
      '/rsc.io%2fquote/@v/v1.5.2.info',
      '/rsc.io%2Fquote/@v/v1.5.2.zip',
      '/rsc.io/quote/@v%2fv1.5.2.zip',
      '/rsc.io/quote/@v/..%2f..%2fguard.db',
      '/rsc.io%5cquote/@v/v1.5.2.info',
      '/rsc.io\\quote/@v/v1.5.2.info',
      '/rsc.io/quote/@v/%2e%2e/v1.5.2.info',
      '/rsc.io/quote/./@v/v1.5.2.info',
      '//rsc.io/quote/@v/list',
      '/rsc.io/quote//@v/list',
      '/rsc.io/quote/@v//list',
      '/../guard.db',
      '/e/../../../etc/passwd',
      '/rsc.io/%252fquote/@v/list',
      '/rsc.io/quote/@v/v1.5.2.info?',
      '/rsc.io/quote/@v/v1.5.2.info?go-get=1',
      '/rsc.io/quote/@v/v1.5.2.info#x',
      '/rsc.io/quote/@v/v1.5.2.info%00',
      '/rsc.io/quote/@v/v1.5.2%0d%0aset-cookie:a=b.info',
      '/rsc.io/quote/@v/%c0%ae%c0%ae.info',
      '/rsc.io/quote/@v/%ff.info',
      '/rsc.io/quote/@v/%.info',
      // Escapes and letters that no module path has.
      '/rsc.io/Quote/@v/v1.5.2.info',
      '/RSC.IO/quote/@v/v1.5.2.info',
      '/example.com/Big/@v/v1.0.0.zip',
      '/example.com/!Big/@v/v1.0.0.zip',
      '/example.com/!!big/@v/v1.0.0.zip',
      '/example.com/big!/@v/v1.0.0.zip',
      '/example.com/!1/@v/v1.0.0.zip',
      '/rsc.io/qu%C3%B6te/@v/list',
      '/rsc.io/%EF%BD%91uote/@v/list',
      '/rsc.io/quote%E2%80%AE/@v/list',
      '/rsc.io/quote%20/@v/list',
      '/rsc.io/-quote/@v/list/..',
      '/-rsc.io/quote/@v/list',
      '/rsc.io/con/@v/list',
      '/rsc.io/quote./@v/list',
      '/rsc.io/.quote/@v/list',
      '/rsc.io/quote~1/@v/list',
      '/quote/@v/list',
      '/rsc.io/quote/v1/@v/list',
      '/rsc.io/quote@v1.5.2/@v/list',
      '/http://rsc.io/quote/@v/list',
      '/rsc.io/quote/@v/HEAD.info',
      '/rsc.io/quote/@v/--upload-pack=x.info',
      '/rsc.io/quote/@v/-v1.5.2.info',
      '/modules/cache/download/rsc.io/quote/@v/v1.5.2.zip',
      // The checksum database.
      `${sum}/../other.example/supported`,
      `${sum}/lookup/`,
      `${sum}/lookup/rsc.io/quote`,
      `${sum}/lookup/rsc.io/quote@latest`,
      `${sum}/lookup/rsc.io/quote@v1.5.2@v1.5.2`,
      `${sum}/lookup/rsc.io/Quote@v1.5.2`,
      `${sum}/lookup/rsc.io/quote@v1.5.2%0a`,
      `${sum}/tile/8/0/000.p/0`,
      `${sum}/tile/8/0/000.p/256`,
      `${sum}/tile/8/0/000.p/999999`,
      `${sum}/tile/8/0/0`,
      `${sum}/tile/8/0/x000/../000`,
      `${sum}/tile/8/0/x999/x999/x999/x999/x999/x999/999`,
      `${sum}/tile/8/-1/000`,
    ],
    404: [
      `/rsc.io/${'a'.repeat(3000)}/@v/list`,
      `/${'a/'.repeat(1500)}@v/list`,
      '/rsc.io/quote/@v/v1.5.2.ZIP',
      '/rsc.io/quote/@v/v1.5.2.ziphash',
      '/rsc.io/quote/@v/v1.5.2.lock',
      '/rsc.io/quote/@v/v1.5.2.partial',
      '/rsc.io/quote/@v/v1.5.2',
      '/rsc.io/quote/@v/',
      '/rsc.io/quote/@v',
      '/rsc.io/quote/@latest/',
      '/rsc.io/quote/@V/list',
      '/rsc.io/quote/@v/LIST',
      '/rsc.io/quote/@v/list/',
      '/rsc.io/quote/@v/main.zip',
      '/rsc.io/quote/@v/v1.5.zip',
      '/rsc.io/quote/@v/v1.5.2/x.info',
      '/guard.db',
      '/session.key',
      '/cache/download/rsc.io/quote',
      '/sumdb/',
      '/sumdb/other.example/supported',
      `${sum}x/supported`,
      `${sum}/supported/`,
      `${sum}/latest/x`,
      `${sum.toUpperCase()}/supported`,
      `${sum}/tile/8/data/000`,
      `${sum}/tile/9/0/000`,
      `${sum}/tile/8/0/x123/456`,
      '/e/E-AAAAAAAAAA',
      '/e/',
      '/api/v0/decisions',
      '/HEALTHZ',
    ],
  }
}

test('serve takes methods, ranges and conditions for what they are', async () => {
  await guarded([quote], async (guard) => {
    const zip = urlOf(quote, 'zip')
    const { headers } = await guard.get(zip)
    const etag = headers.etag ?? ''
    const size = quote.zip.length
    const asked = async (more: Readonly<Record<string, string>>, method = 'GET'): Promise<readonly unknown[]> => {
      const got = await guard.get(zip, { headers: more, method })
      return [got.status, got.body.length]
    }
    for (const [range, status, length] of [
      ['bytes=0-0', 206, 1],
      ['bytes=1-', 206, size - 1],
      ['bytes=-1', 206, 1],
      ['bytes=-999999999', 206, size],
      ['bytes=0-999999999', 206, size],
      [`bytes=${size - 1}-`, 206, 1],
      [`bytes=${size}-`, 416, 0],
      ['bytes=999999999999999-', 416, 0],
      ['bytes=-0', 416, 0],
      ['bytes=5-2', 200, size],
      ['bytes=0-0,2-3', 200, size],
      ['bytes=-', 200, size],
      ['items=0-0', 200, size],
      ['bytes=0x1-2', 200, size],
      ['bytes=1e3-', 200, size],
      [`bytes=${'9'.repeat(4000)}-`, 200, size],
      [`bytes=${'0-0,'.repeat(2000)}0-0`, 200, size],
    ] as const) {
      const got = await asked({ range })
      assert.deepEqual(status === 416 ? got.slice(0, 1) : got, status === 416 ? [416] : [status, length], range)
    }
    assert.deepEqual(await asked({ range: 'bytes=0-0', 'if-range': etag }), [206, 1])
    assert.deepEqual(await asked({ range: 'bytes=0-0', 'if-range': '"other"' }), [200, size])
    for (const one of [etag, `W/${etag}`, '*', `"a", ${etag}`]) {
      assert.deepEqual(await asked({ 'if-none-match': one }), [304, 0], one)
    }
    assert.deepEqual(await asked({ 'if-none-match': `${'"a",'.repeat(2000)}${etag}` }), [200, size])
    assert.deepEqual(await asked({}, 'HEAD'), [200, 0])
    assert.deepEqual(await asked({ range: 'bytes=0-0' }, 'HEAD'), [206, 0])
    for (const method of ['POST']) assert.equal((await asked({}, method))[0], 405, method)
    for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND']) {
      assert.equal((await asked({}, method))[0], 400, method)
    }
    await isWhole(guard)
  })
})

test('serve reads one request where two readers could see others', async () => {
  await guarded([quote], async (guard) => {
    const { port } = new URL(guard.base)
    const host = `Host: 127.0.0.1:${port}`
    const info = urlOf(quote, 'info')
    await guard.get(info)
    const smuggled = `GET /smuggled.example/m/@v/v1.0.0.info HTTP/1.1\r\n${host}\r\n\r\n`
    const refused: Readonly<Record<string, string>> = {
      'two lengths': `POST ${info} HTTP/1.1\r\n${host}\r\nContent-Length: 0\r\nContent-Length: ${smuggled.length}\r\n\r\n${smuggled}`,
      'a length and chunks': `POST ${info} HTTP/1.1\r\n${host}\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
      'chunks in other words': `POST ${info} HTTP/1.1\r\n${host}\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${smuggled}`,
      'a blank before the colon': `POST ${info} HTTP/1.1\r\n${host}\r\nContent-Length : 5\r\n\r\n${smuggled}`,
      'a folded line': `GET ${info} HTTP/1.1\r\n${host}\r\nX-A: a\r\n Content-Length: 5\r\n\r\n${smuggled}`,
      'a zero byte': `GET ${info} HTTP/1.1\r\n${host}\r\nX-A: a\0b\r\n\r\n${smuggled}`,
      'a bare line end': `GET ${info} HTTP/1.1\n${host}\nX: y\rTransfer-Encoding: chunked\n\n${smuggled}`,
      'a negative length': `POST ${info} HTTP/1.1\r\n${host}\r\nContent-Length: -1\r\n\r\n${smuggled}`,
      'a length in hexadecimal': `POST ${info} HTTP/1.1\r\n${host}\r\nContent-Length: 0x5\r\n\r\n${smuggled}`,
      'a chunk that is too long': `POST ${info} HTTP/1.1\r\n${host}\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n`,
      'no version': `GET ${info}\r\n\r\n${smuggled}`,
      'another protocol': `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n`,
      'a head without end': `GET ${info} HTTP/1.1\r\n${host}\r\nX-A: ${'a'.repeat(20_000)}\r\n\r\n`,
      'a path without end': `GET /${'a'.repeat(20_000)} HTTP/1.1\r\n${host}\r\n\r\n`,
      'no host': `GET ${info} HTTP/1.1\r\n\r\n`,
      'two hosts': `GET ${info} HTTP/1.1\r\n${host}\r\nHost: evil.example\r\n\r\n`,
      'another host': `GET ${info} HTTP/1.1\r\nHost: evil.example\r\n\r\n`,
      'an address for a proxy': `GET http://evil.example${info} HTTP/1.1\r\n${host}\r\n\r\n`,
      'a tunnel': `CONNECT 169.254.169.254:80 HTTP/1.1\r\n${host}\r\n\r\n`,
    }
    for (const [name, bytes] of Object.entries(refused)) {
      const said = await speak(Number(port), bytes)
      assert.doesNotMatch(said, /HTTP\/1\.1 [235]/, name)
    }
    // A body that a GET has is read over, as far as it says that it goes: what is in it is no request.
    const withBody = `GET ${info} HTTP/1.1\r\n${host}\r\nContent-Length: ${smuggled.length}\r\n\r\n${smuggled}`
    const after = `GET /healthz HTTP/1.1\r\n${host}\r\nConnection: close\r\n\r\n`
    const said = await speak(Number(port), withBody + after)
    assert.deepEqual(said.match(/HTTP\/1\.1 \d+/g), ['HTTP/1.1 200', 'HTTP/1.1 200'])
    for (const upgrade of ['websocket', 'h2c']) {
      const head = `Connection: Upgrade, HTTP2-Settings\r\nUpgrade: ${upgrade}\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n`
      assert.doesNotMatch(await speak(Number(port), `GET ${info} HTTP/1.1\r\n${host}\r\n${head}\r\n${after}`), / 101 /)
    }
    assert.doesNotMatch(guard.output(), /smuggled/)
    await isWhole(guard)
  })
})

test('serve gives everybody the same, whatever an upstream says to each', async () => {
  await guarded([quote], async (guard, u) => {
    let asked = 0
    // Another time in each answer, and a newest version that nobody lists.
    u.lie = (url, response) => {
      if (url.endsWith('.info')) {
        const [, version = ''] = /@v\/(.+)\.info$/.exec(url) ?? []
        response.end(JSON.stringify({ Version: version, Time: `2019-01-0${1 + (asked++ % 9)}T00:00:00Z` }))
        return true
      }
      if (url.endsWith('/@latest')) {
        response.end('{"Version":"v9.9.9","Time":"2019-01-01T00:00:00Z"}')
        return true
      }
      return false
    }
    const info = urlOf(quote, 'info')
    const all = await Promise.all(Array.from({ length: 40 }, async () => guard.get(info)))
    assert.equal(new Set(all.map(({ text }) => text)).size, 1)
    assert.equal(asked, 1)
    const headers = { 'disable-module-fetch': 'true' }
    for (const one of [await guard.get(info), await guard.get(info, { headers })]) assert.equal(one.text, all[0]?.text)
    // What is the newest is something that the list has, too.
    const latest = await guard.get('/rsc.io/quote/@latest')
    assert.notEqual(latest.status, 500)
    if (latest.status === 200) {
      const { Version } = JSON.parse(latest.text)
      assert.ok((await guard.get('/rsc.io/quote/@v/list')).text.split('\n').includes(Version), latest.text)
    }
    await isWhole(guard, u)
  })
})

/** The guard lives, and gives what it should. */
async function isWhole(guard: TestGuard, u?: Universe): Promise<void> {
  assert.equal((await guard.get('/healthz')).text, 'ok\n')
  const zip = await guard.get(urlOf(quote, 'zip'))
  assert.deepEqual([zip.status, zip.body.equals(quote.zip)], [200, true])
  if (u !== undefined) assert.equal((await guard.get(lookupOf(u, quote))).status, 200)
  assert.doesNotMatch(guard.output(), /internal error|"level":"error"/, path.basename(guard.data))
}

/** Sends bytes as they are, and gives all that comes back until the other side has nothing more to say. */
async function speak(port: number, bytes: string): Promise<string> {
  const socket = net.connect(port, '127.0.0.1')
  await once(socket, 'connect')
  let said = ''
  socket.on('data', (chunk: Buffer) => (said += chunk.toString('latin1')))
  socket.on('error', () => undefined)
  socket.setTimeout(700, () => socket.end())
  socket.write(bytes)
  await new Promise((resolve) => socket.once('close', resolve))
  return said
}
