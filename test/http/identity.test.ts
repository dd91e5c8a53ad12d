// Who a guard answers to: tokens and nobody, over TLS, behind proxies; and what of them is ever seen again.
import assert from 'node:assert/strict'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import test from 'node:test'
import tls from 'node:tls'
import { selfSigned } from '../support/certificate.ts'
import { guarded, tokenFor, urlOf, withGuard, type TestGuard } from '../support/guard.ts'
import { serving } from '../support/loopback.ts'
import { filesBelow, publish, put, withUniverse } from '../support/universe.ts'

const quote = publish('rsc.io/quote', 'v1.5.2')

test('with --require-identity nobody unknown gets anything, also not from memory; go’s Basic does', async () => {
  const flags = ['--require-identity']
  await guarded(
    [quote],
    async (guard) => {
      const token = await tokenFor(guard.data, 'rita', 'reader')
      const basic = `Basic ${Buffer.from(`rita:${token}`).toString('base64')}`
      const zip = urlOf(quote, 'zip')
      for (let i = 0; i < 3; i++) {
        const stranger = await guard.get(zip)
        assert.deepEqual([stranger.status, stranger.headers['www-authenticate']], [401, 'Basic realm="modwarden"'])
        const given = await guard.get(zip, { headers: { authorization: basic } })
        assert.deepEqual([given.status, given.headers['cache-control']], [200, 'private, max-age=60'])
      }
      const wrong = `Basic ${Buffer.from('rita:mwt_wrong').toString('base64')}`
      assert.equal((await guard.get(zip, { headers: { authorization: wrong } })).status, 401)
      for (const below of [
        '/',
        '/e/E-AAAAAAAAAA',
        '/api/v1/mode',
        '/openapi.json',
        '/sumdb/sumdb.example/db/supported',
      ]) {
        assert.equal((await guard.get(below)).status, 401, below)
      }
      for (const below of ['/healthz', '/readyz', '/metrics', '/login']) {
        assert.equal((await guard.get(below)).status, 200, below)
      }
      await guard.stop()
      const lines = guard.output().trim().split('\n')
      const given = lines.map((line) => JSON.parse(line)).filter(({ path: at, status }) => at === zip && status === 200)
      assert.deepEqual(
        given.map(({ who }) => who),
        ['p2', 'p2', 'p2'],
      )
    },
    flags,
  )
})

test('secrets come up nowhere: no log, page, error, metric, event or table', async () => {
  await withUniverse(async (u) => {
    u.serve([quote])
    const { port } = new URL(u.base)
    const upstream = `http://canary-user:canary-pass@127.0.0.1:${port}`
    put(path.join(u.root, 'home', '.netrc'), 'machine 127.0.0.1 login canary-user password canary-netrc\n')
    const env = { NETRC: path.join(u.root, 'home', '.netrc'), GOINSECURE: '*' }
    const seen: string[] = []
    const work = async (guard: TestGuard): Promise<void> => {
      const token = await tokenFor(guard.data, 'kim', 'admin')
      const bearer = { authorization: `Bearer ${token}` }
      const basic = { authorization: `Basic ${Buffer.from(`kim:${token}`).toString('base64')}` }
      u.lie = (url, response) => url.includes('/broken/') && response.writeHead(500).end('no') !== undefined
      for (const headers of [
        {},
        bearer,
        basic,
        { authorization: 'Bearer canary-token' },
        { cookie: 'a=canary-cookie' },
      ]) {
        for (const below of [
          urlOf(quote, 'zip'),
          '/rsc.io/broken/@v/v1.0.0.info',
          '/rsc.io/broken/@v/list',
          '/e/E-AAAAAAAAAA',
          '/api/v1/acts',
          '/api/v1/self',
          '/api/v1/policy',
          '/api/v1/decisions?module=canary-query',
          '/metrics',
          '/readyz',
          '/',
        ]) {
          const got = await guard.get(below, { headers })
          const [shown = ''] = Object.values(headers)
          // The upstream takes the name and password that its address has: it is asked with them.
          if (below.endsWith('.zip')) assert.equal(got.status, shown === 'Bearer canary-token' ? 401 : 200)
          seen.push(JSON.stringify(got.headers), got.text)
        }
      }
      await guard.form('/login', { token, next: '/' })
      await guard.form('/login', { token: 'mwt_canary-login', next: '/' })
      await guard.post('/api/v1/mode', { mode: 'enforce', reason: 'a trial run' }, token)
      await guard.stop()
      for (const name of ['admin.token', 'session.key']) {
        assert.equal(statSync(path.join(guard.data, name)).mode & 0o777, 0o600)
      }
      const own = filesBelow(guard.data).filter((file) => !file.endsWith('admin.token'))
      seen.push(guard.output(), ...own.map((file) => readFileSync(file, 'latin1')))
      const all = seen.join('\n')
      assert.doesNotMatch(all, /canary-(?:pass|netrc|token|cookie|login|query)/)
      assert.doesNotMatch(all, new RegExp(token.slice(4)))
      assert.doesNotMatch(all, new RegExp(Buffer.from(`kim:${token}`).toString('base64').slice(8, 40)))
      const first = readFileSync(path.join(guard.data, 'admin.token'), 'utf8').trim()
      assert.ok(!all.includes(first))
    }
    await withGuard(u, work, ['--upstream', upstream], env)
  })
})

test('a request cannot forge a line of the log, nor a header of the answer, nor where it comes from', async () => {
  const work = async (guard: TestGuard): Promise<void> => {
    for (const below of ['/x%0d%0aset-cookie:%20a=b', '/%1b%5b31m', '/e/E-%0a{"level":"forged"}', '/api/v1/%0a']) {
      const got = await guard.get(below)
      assert.equal(got.status, 400, below)
      assert.equal(got.headers['set-cookie'], undefined)
    }
    const token = await tokenFor(guard.data, 'kim', 'admin')
    const reason = 'all is well\n{"level":"forged"}\u001b[31m'
    assert.equal((await guard.post('/api/v1/mode', { mode: 'monitor', reason }, token)).status, 200)
    assert.doesNotMatch((await guard.get('/')).text, /\u001b/)
    await guard.get('/healthz', { headers: { 'x-forwarded-for': '203.0.113.7' } })
    await guard.get('/readyz', { headers: { 'x-forwarded-for': '203.0.113.7, 198.51.100.9' } })
    await guard.stop()
    assert.match(guard.output(), /"client":"203\.0\.113\.7","method":"GET","status":200,"ms":[\d.]+,"path":"\/healthz"/)
    assert.match(guard.output(), /"client":"198\.51\.100\.9","method":"GET","status":200,"ms":[\d.]+,"path":"\/readyz"/)
    for (const line of guard.output().trim().split('\n')) assert.notEqual(JSON.parse(line).level, 'forged')
    assert.doesNotMatch(guard.output(), /\u001b/)
  }
  await guarded([quote], work, [], { MODWARDEN_TRUSTED_PROXIES: '127.0.0.1' })
})

test('bodies are bounded, of the right type, and not waited for', async () => {
  await guarded([quote], async (guard) => {
    const token = await tokenFor(guard.data, 'kim', 'admin')
    const post = async (headers: Readonly<Record<string, string>>, body: string): Promise<number> =>
      (
        await guard.get('/api/v1/mode', {
          method: 'POST',
          headers: { authorization: `Bearer ${token}`, ...headers },
          body,
        })
      ).status
    const json = { 'content-type': 'application/json' }
    assert.equal(await post(json, `{"mode":"enforce","reason":"${'x'.repeat(70_000)}"}`), 413)
    assert.equal(await post({ ...json, 'transfer-encoding': 'chunked' }, 'x'.repeat(70_000)), 413)
    assert.equal(await post({ 'content-type': 'text/plain' }, '{}'), 415)
    assert.equal(await post(json, '{'), 400)
    assert.equal(await post(json, '{"mode":"enforce","reason":"all well","more":1}'), 400)
    assert.equal(await post(json, '['.repeat(60_000)), 400)
    const long = await guard.form('/login', { token: 'x'.repeat(20_000), next: '/' })
    assert.equal(long.status, 400)
    // Each may write so often and no more; others are not stopped by it.
    const statuses = new Set<number>()
    for (let i = 0; i < 60; i++) statuses.add(await post(json, '{}'))
    assert.deepEqual([...statuses], [400, 429])
    const other = await guard.post('/api/v1/mode', {}, await tokenFor(guard.data, 'lee', 'admin'))
    assert.equal(other.status, 400)
    assert.equal((await guard.get(urlOf(quote, 'zip'))).status, 200)
  })
})

test('serve --tls-cert speaks TLS from 1.2, marks its cookie Secure, and takes a renewed certificate', async () => {
  await withUniverse(async (u) => {
    u.serve([quote])
    const [first, second] = [selfSigned(), selfSigned()]
    const cert = put(path.join(u.root, 'cert.pem'), first.cert)
    const key = put(path.join(u.root, 'key.pem'), first.key)
    const alone = await u.run(['serve', '--tls-cert', cert, '--listen', '127.0.0.1:0'])
    assert.deepEqual([alone.code, /tls-key: is missing/.test(alone.stderr)], [2, true])
    const work = async (guard: TestGuard): Promise<void> => {
      const port = Number(new URL(guard.base).port)
      const token = await tokenFor(guard.data, 'kim', 'reader')
      const body = `token=${token}&next=%2F`
      const answer = await speak(port, [
        'POST /login HTTP/1.1',
        `host: 127.0.0.1:${port}`,
        'content-type: application/x-www-form-urlencoded',
        `content-length: ${body.length}`,
        'connection: close',
        '',
        body,
      ])
      assert.match(answer.text, /^HTTP\/1\.1 303 /)
      assert.match(answer.text, /set-cookie: __Host-modwarden-session=[^\r]*; Path=\/; [^\r]*; Secure\r\n/i)
      assert.match(answer.protocol, /^TLSv1\.[23]$/)
      await assert.rejects(speak(port, ['GET / HTTP/1.1', '', ''], 'TLSv1.1'))
      const before = answer.fingerprint
      writeFileSync(cert, second.cert)
      writeFileSync(key, second.key)
      const request = ['GET /healthz HTTP/1.1', `host: 127.0.0.1:${port}`, 'connection: close', '', '']
      for (let tries = 0; (await speak(port, request)).fingerprint === before; tries++) {
        assert.ok(tries < 100, 'the certificate stays')
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
    }
    await withGuard(u, work, ['--tls-cert', cert, '--tls-key', key])
  })
})

test('id tokens of a CI system count by issuer, audience, claims and time, for the role of their rule', async () => {
  const { SignJWT, exportJWK, generateKeyPair } = await import('jose')
  const [pair, other] = [await generateKeyPair('ES256'), await generateKeyPair('ES256')]
  const keys = { keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'ES256' }] }
  await withUniverse(async (u) => {
    u.serve([quote])
    await serving(
      (request, response) => {
        const about = { issuer: base(), jwks_uri: `${base()}/keys` }
        response.end(JSON.stringify(request.url === '/keys' ? keys : about))
        function base(): string {
          return `http://${request.headers.host}`
        }
      },
      async (issuer) => {
        const rules = `- issuer: ${issuer}\n  audience: modwarden\n  role: developer\n  claims: {owner: acme, ref: refs/heads/*}\n  name: "{repository}"\n`
        const file = put(path.join(u.root, 'idtokens.yaml'), rules)
        await withGuard(
          u,
          async (guard) => {
            const claims = { owner: 'acme', ref: 'refs/heads/main', repository: 'acme/log' }
            const now = Math.floor(Date.now() / 1000)
            const sign = async (
              more: object = {},
              over: Partial<{ iss: string; aud: string; exp: number; key: typeof pair.privateKey; kid: string }> = {},
            ): Promise<string> =>
              new SignJWT({ ...claims, ...more })
                .setProtectedHeader({ alg: 'ES256', kid: over.kid ?? 'k1' })
                .setIssuer(over.iss ?? issuer)
                .setAudience(over.aud ?? 'modwarden')
                .setSubject('job')
                .setExpirationTime(over.exp ?? now + 300)
                .sign(over.key ?? pair.privateKey)
            const self = async (token: string): Promise<[number, string | undefined]> => {
              const got = await guard.get('/api/v1/self', { headers: { authorization: `Bearer ${token}` } })
              const { name, role } = JSON.parse(got.text)
              return [got.status, got.status === 200 ? `${name} ${role}` : undefined]
            }
            assert.deepEqual(await self(await sign()), [200, `${new URL(issuer).host}:acme/log developer`])
            const none = [Buffer.from('{"alg":"none"}').toString('base64url'), (await sign()).split('.')[1], ''].join(
              '.',
            )
            for (const [why, token] of [
              ['another owner', await sign({ owner: 'mallory' })],
              ['another ref', await sign({ ref: 'refs/pull/1' })],
              ['no claim', await sign({ owner: undefined })],
              ['a list for a claim', await sign({ owner: ['acme'] })],
              ['another audience', await sign({}, { aud: 'somebody' })],
              ['another issuer', await sign({}, { iss: 'https://ci.example' })],
              ['over', await sign({}, { exp: now - 60 })],
              ['another key', await sign({}, { key: other.privateKey })],
              ['an unknown key', await sign({}, { kid: 'k2', key: other.privateKey })],
              ['no signature', none],
              ['changed', (await sign()).replace(/.(?=[^.]{80}$)/, (one) => (one === 'A' ? 'B' : 'A'))],
            ] as const) {
              assert.deepEqual((await self(token))[0], 401, why)
            }
          },
          [],
          { MODWARDEN_ID_TOKENS: file },
        )
      },
    )
  })
})

interface Spoken {
  readonly text: string
  readonly protocol: string
  readonly fingerprint: string
}

/** Speaks TLS to a port, in a version at most. */
async function speak(port: number, lines: readonly string[], most?: tls.SecureVersion): Promise<Spoken> {
  return new Promise((resolve, reject) => {
    const versions = most === undefined ? {} : ({ minVersion: 'TLSv1', maxVersion: most } as const)
    const socket = tls.connect({ port, host: '127.0.0.1', rejectUnauthorized: false, ...versions }, () => {
      const protocol = socket.getProtocol() ?? ''
      const { fingerprint256: fingerprint } = socket.getPeerCertificate()
      let text = ''
      socket.on('data', (chunk: Buffer) => (text += chunk.toString()))
      socket.on('end', () => resolve({ text, protocol, fingerprint }))
      socket.write(lines.join('\r\n'))
    })
    socket.on('error', reject)
  })
}
