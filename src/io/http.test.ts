import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import http from 'node:http'
import path from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { selfSigned } from '../../test/support/certificate.ts'
import { httpContract, inFolder, rejectsWith, type MakeHttp } from '../../test/support/contracts.ts'
import { fakeHttp } from '../../test/support/fakes.ts'
import { listening, serving } from '../../test/support/loopback.ts'
import { isWardenError } from '../base/errors.ts'
import { createHttp, offlineHttp, type HttpClient, type HttpOptions } from './http.ts'
import { redactUrl } from './httperrors.ts'

const limits = { maxBytes: 1_000_000 }

async function using<T>(options: Partial<HttpOptions>, work: (client: HttpClient) => Promise<T>): Promise<T> {
  const client = createHttp({ env: {}, version: '0.0.0', ...options })
  try {
    return await work(client)
  } finally {
    client.close()
  }
}

const real: MakeHttp = (reply, work) =>
  serving(
    (request, response) => {
      const answer = reply(request.url ?? '')
      if (typeof answer === 'string' || answer instanceof Uint8Array) {
        response.end(answer)
        return
      }
      const { status, text = '' } = answer instanceof Error || answer === undefined ? { status: 404 } : answer
      response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(text)
    },
    (base) => using({}, (client) => work(client, base)),
  )

httpContract('createHttp', real)
httpContract('fakeHttp', (reply, work) =>
  work(
    fakeHttp((url) => reply(new URL(url).pathname)),
    'https://fake.example',
  ),
)

test('get sends the User-Agent and asks for no compression', () =>
  serving(
    (request, response) =>
      response.end(
        `${request.headers['user-agent']} ${request.headers['accept-encoding']} ${request.headers.authorization}`,
      ),
    (base) =>
      using({ version: '1.2.3' }, async (client) => {
        const { body } = await client.get(base, limits)
        assert.equal(Buffer.from(body).toString(), 'modwarden/1.2.3 undefined undefined')
      }),
  ))

test('get refuses a body by its Content-Length before it is read', () =>
  serving(
    (_, response) => response.writeHead(200, { 'content-length': '2000000' }).write('x'),
    (base) => using({}, (client) => rejectsWith(client.get(base, limits), 'too-large', /longer than 1000000 bytes/)),
  ))

test('get ends an endless body at its limit', () =>
  serving(
    (_, response) => {
      const more = (): void => {
        while (response.write('x'.repeat(65_536)));
      }
      response.on('drain', more)
      more()
    },
    (base) => using({}, (client) => rejectsWith(client.get(base, limits), 'too-large')),
  ))

test('get keeps 64 KiB of the body of an error and waits for no more', () =>
  serving(
    (_, response) => response.writeHead(404).write('x'.repeat(100_000)),
    (base) =>
      using({}, async (client) => {
        const answer = await client.get(base, { maxBytes: 10 })
        assert.deepEqual([answer.status, answer.body.length], [404, 65_536])
      }),
  ))

test('get gives up on a server that is silent before its answer', () =>
  serving(
    () => undefined,
    (base) => using({ idleMs: 30 }, (client) => rejectsWith(client.get(base, limits), 'unreachable', /was silent/)),
  ))

test('get gives up on a server that is silent in the middle of its body', () =>
  serving(
    (_, response) => response.write('x'),
    (base) => using({ idleMs: 30 }, (client) => rejectsWith(client.get(base, limits), 'unreachable', /was silent/)),
  ))

test('get ends a body that drips slowly when its time is over', () =>
  serving(
    (_, response) => {
      const drip = setInterval(() => response.write('x'), 5)
      response.on('close', () => clearInterval(drip))
    },
    (base) =>
      using({}, (client) =>
        rejectsWith(client.get(base, { ...limits, timeoutMs: 50 }), 'unreachable', /not finished for 0.05 s/),
      ),
  ))

test('get says that a connection was broken off in the middle of a body', () =>
  serving(
    (_, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('x')
      setImmediate(() => response.destroy())
    },
    (base) => using({}, (client) => rejectsWith(client.get(base, limits), 'unreachable', /broken off/)),
  ))

test('get says that nobody listens, and what else can be done', () =>
  using({}, async (client) => {
    const error = await listening(createServer(), async (port) => `http://127.0.0.1:${port}/x`)
      .then((url) => client.get(url, limits))
      .catch((e: unknown) => e)
    assert.ok(isWardenError(error, 'unreachable'))
    assert.match(error.message, /\/x: connection refused$/)
    assert.match(error.remedy ?? '', /--offline/)
  }))

test('get does not believe an answer that is no HTTP', () =>
  listening(
    createServer((socket) => socket.end('not http\r\n\r\n')),
    (port) => using({}, (client) => rejectsWith(client.get(`http://127.0.0.1:${port}/`, limits), 'unreachable')),
  ))

test('get asks again where a kept-alive connection was closed under it', async () => {
  let connections = 0
  const server = createServer((socket) => {
    const first = ++connections === 1
    let requests = 0
    socket.on('data', () => {
      // The first connection answers once and breaks when it is used again.
      if (first && ++requests === 2) socket.resetAndDestroy()
      else socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok')
    })
  })
  await listening(server, (port) =>
    using({}, async (client) => {
      const url = `http://127.0.0.1:${port}/`
      await client.get(url, limits)
      // The connection returns to its agent after the answer was read.
      await new Promise((resolve) => setImmediate(resolve))
      assert.equal((await client.get(url, limits)).status, 200)
      assert.equal(connections, 2)
    }),
  )
})

test('get keeps connections alive and opens no more than it may', async () => {
  const seen = new Set<unknown>()
  await serving(
    (request, response) => {
      seen.add(request.socket)
      setImmediate(() => response.end('ok'))
    },
    (base) =>
      using({ maxSockets: 4 }, async (client) => {
        await Promise.all(Array.from({ length: 100 }, () => client.get(base, limits)))
      }),
  )
  assert.equal(seen.size, 4)
})

test('get throws aborted while it waits, and the request ends', () =>
  serving(
    () => undefined,
    (base, server) =>
      using({}, async (client) => {
        const stop = new AbortController()
        const ended = new Promise((resolve) => server.on('connection', (socket) => socket.on('close', resolve)))
        server.on('request', () => stop.abort())
        await rejectsWith(client.get(base, { ...limits, signal: stop.signal }), 'aborted')
        await ended
      }),
  ))

test('download leaves no file where the body breaks off or the signal fires', () =>
  serving(
    (request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('x')
      if (request.url === '/broken') setImmediate(() => response.destroy())
    },
    (base) =>
      using({}, (client) =>
        inFolder(async (folder) => {
          const file = path.join(folder, 'f')
          await rejectsWith(client.download(`${base}/broken`, file, limits), 'unreachable')
          const stop = new AbortController()
          const onBytes = (): void => stop.abort()
          await rejectsWith(client.download(base, file, { ...limits, signal: stop.signal, onBytes }), 'aborted')
          assert.deepEqual(readdirSync(folder), [])
        }),
      ),
  ))

test('download into a folder that is not there throws io', () =>
  serving(
    (_, response) => response.end('x'),
    (base) =>
      using({}, (client) =>
        inFolder((folder) => rejectsWith(client.download(base, path.join(folder, 'no', 'f'), limits), 'io', /no\/f/)),
      ),
  ))

test('get follows ten redirects and refuses the eleventh', () =>
  serving(
    (request, response) => {
      const n = Number(request.url?.slice(1))
      if (n === 0) response.end('there')
      else response.writeHead(302, { location: `/${n - 1}` }).end()
    },
    (base) =>
      using({}, async (client) => {
        assert.equal(Buffer.from((await client.get(`${base}/10`, limits)).body).toString(), 'there')
        await rejectsWith(client.get(`${base}/11`, limits), 'refused', /more than 10 redirects/)
      }),
  ))

test('get follows no redirect to another kind of URL, and shows none of its secrets', () =>
  serving(
    (request, response) => {
      const location = request.url === '/file' ? 'file:///etc/passwd' : 'ftp://user:secret@x.example/?token=secret'
      response.writeHead(301, { location }).end()
    },
    (base) =>
      using({}, async (client) => {
        await rejectsWith(client.get(`${base}/file`, limits), 'refused', /redirected to a file URL$/)
        await rejectsWith(client.get(`${base}/ftp`, limits), 'refused', /redirected to a ftp URL$/)
      }),
  ))

test('get over TLS trusts SSL_CERT_FILE and nobody who is not listed', () =>
  inFolder(async (folder) => {
    const tls = selfSigned()
    const file = path.join(folder, 'ca.pem')
    writeFileSync(file, tls.cert)
    await serving(
      (_, response) => response.end('secure'),
      async (base) => {
        await using({ env: { SSL_CERT_FILE: file } }, async (client) => {
          assert.equal(Buffer.from((await client.get(base, limits)).body).toString(), 'secure')
        })
        await using({}, (client) => rejectsWith(client.get(base, limits), 'unreachable', /certificate is not trusted/))
      },
      tls,
    )
    await using({ env: { SSL_CERT_FILE: path.join(folder, 'none') } }, (client) =>
      rejectsWith(client.get('https://127.0.0.1:1/', limits), 'config', /SSL_CERT_FILE cannot be read/),
    )
  }))

test('get sends credentials over https only, to their own host only, and never follows from https to http', () =>
  inFolder(async (folder) => {
    const tls = selfSigned()
    const file = path.join(folder, 'ca.pem')
    const netrc = path.join(folder, 'netrc')
    writeFileSync(file, tls.cert)
    const asked: string[] = []
    const note: http.RequestListener = (request, response) => {
      asked.push(`${request.url} ${request.headers.authorization}`)
      const to = new URL(request.url ?? '', 'http://x').searchParams.get('to')
      if (to === null) response.end('ok')
      else response.writeHead(302, { location: to }).end()
    }
    await serving(note, (plain) =>
      serving(
        note,
        (secure) =>
          serving(
            note,
            async (other) => {
              const host = new URL(secure).host
              writeFileSync(netrc, `machine ${host} login me password pass\n`)
              const env = { SSL_CERT_FILE: file, NETRC: netrc }
              const basic = `Basic ${Buffer.from('me:pass').toString('base64')}`
              await using({ env }, async (client) => {
                await client.get(`${secure}/a`, limits)
                await client.get(`${secure}/b?to=/same`, limits)
                await client.get(`${secure}/c?to=${other}/other`, limits)
                await rejectsWith(client.get(`${secure}/d?to=${plain}/plain`, limits), 'refused', /from https to plain/)
                await client.get(`${plain}/e`, limits)
                await rejectsWith(client.get(`http://u:p@${new URL(plain).host}/f`, limits), 'refused', /not sent over/)
              })
              assert.deepEqual(asked, [
                `/a ${basic}`,
                `/b?to=/same ${basic}`,
                `/same ${basic}`,
                `/c?to=${other}/other ${basic}`,
                `/other undefined`,
                `/d?to=${plain}/plain ${basic}`,
                `/e undefined`,
              ])
              asked.length = 0
              const own = `https://u:p%40@${host}/g`
              await using({ env, goauth: 'off' }, (client) => client.get(own, limits))
              await using({ env, goinsecure: '127.0.0.1*' }, (client) =>
                client.get(`http://u:p@${new URL(plain).host}/h`, limits),
              )
              assert.deepEqual(asked, [
                `/g Basic ${Buffer.from('u:p@').toString('base64')}`,
                `/h Basic ${Buffer.from('u:p').toString('base64')}`,
              ])
            },
            tls,
          ),
        tls,
      ),
    )
  }))

test('get through HTTP_PROXY and HTTPS_PROXY asks the proxy, and goes around it for loopback', async () => {
  const seen: string[] = []
  const proxy = http.createServer((request, response) => {
    seen.push(`${request.method} ${request.url} ${request.headers['proxy-authorization']}`)
    response.end('by proxy')
  })
  proxy.on('connect', (request, socket) => {
    seen.push(`CONNECT ${request.url}`)
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')
  })
  await listening(proxy, async (port) => {
    const address = `http://who:secret@127.0.0.1:${port}`
    await using({ env: { HTTP_PROXY: address, HTTPS_PROXY: address } }, async (client) => {
      const { body } = await client.get('http://far.invalid/x', limits)
      assert.equal(Buffer.from(body).toString(), 'by proxy')
      const error = await client.get('https://far.invalid/y', limits).catch((e: unknown) => e)
      assert.ok(isWardenError(error, 'unreachable'))
      assert.doesNotMatch(error.message, /secret/)
      await serving(
        (_, response) => response.end('direct'),
        async (base) => {
          assert.equal(Buffer.from((await client.get(base, limits)).body).toString(), 'direct')
        },
      )
    })
    const basic = Buffer.from('who:secret').toString('base64')
    assert.deepEqual(seen, [`GET http://far.invalid/x Basic ${basic}`, 'CONNECT far.invalid:443'])
  })
})

test('get of a file URL gives 404 where nothing is, and refuses what is no file', () =>
  inFolder(async (folder) => {
    writeFileSync(path.join(folder, 'f'), 'abc')
    mkdirSync(path.join(folder, 'd'))
    const url = (name: string): string => pathToFileURL(path.join(folder, name)).href
    for (const client of [offlineHttp(), createHttp({ env: {}, version: '0' })]) {
      assert.equal(Buffer.from((await client.get(url('f'), limits)).body).toString(), 'abc')
      assert.equal((await client.get(url('none'), limits)).status, 404)
      await rejectsWith(client.get(url('d'), limits), 'unreachable', /not a regular file/)
      await rejectsWith(client.get(url('f'), { maxBytes: 2 }), 'too-large')
      await client.download(url('f'), path.join(folder, 'copy'), limits)
      assert.equal(existsSync(path.join(folder, 'copy')), true)
      await rejectsWith(client.download(url('f'), path.join(folder, 'copy'), limits), 'io')
      rmSync(path.join(folder, 'copy'))
    }
  }))

test('offlineHttp refuses http and https before any socket', async () => {
  let connections = 0
  const server = createServer(() => connections++)
  await listening(server, async (port) => {
    const client = offlineHttp()
    await rejectsWith(
      client.get(`http://u:secret@127.0.0.1:${port}/a`, limits),
      'refused',
      /^http:\/\/xxxxx@127.*--offline/,
    )
    await rejectsWith(client.download(`https://127.0.0.1:${port}/a`, '/nowhere', limits), 'refused')
  })
  assert.equal(connections, 0)
})

test('get refuses what is no http, https or file URL', async () => {
  await using({}, async (client) => {
    await rejectsWith(client.get('ftp://x.example/', limits), 'config', /not an http, https or file URL/)
    await rejectsWith(client.get('//u:secret@x.example', limits), 'config', /^xxxxx@x.example/)
  })
})

test('redactUrl takes user, password, query and fragment out of a URL', () => {
  assert.equal(redactUrl('https://user:pa/ss@h.example/p'), 'xxxxx@h.example/p')
  assert.equal(redactUrl('https://user:pass@h.example/p?token=1#x'), 'https://xxxxx@h.example/p?…')
  assert.equal(redactUrl('https:/user:pass@h.example'), 'https://xxxxx@h.example/')
  assert.equal(redactUrl('https://token@h.example:8/p@v'), 'https://xxxxx@h.example:8/p@v')
  assert.equal(redactUrl('https://h.example/p@v1'), 'https://h.example/p@v1')
})
