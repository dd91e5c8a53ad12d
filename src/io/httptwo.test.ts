import assert from 'node:assert/strict'
import { readdirSync, writeFileSync } from 'node:fs'
import http2 from 'node:http2'
import type { Socket } from 'node:net'
import path from 'node:path'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { selfSigned } from '../../test/support/certificate.ts'
import { httpContract, inFolder, rejectsWith } from '../../test/support/contracts.ts'
import { listening } from '../../test/support/loopback.ts'
import { createHttp, type HttpClient, type HttpOptions } from './http.ts'

const limits = { maxBytes: 1_000_000 }
const certificate = selfSigned()

type Handler = (stream: http2.ServerHttp2Stream, path: string, headers: http2.IncomingHttpHeaders) => void

interface Bench {
  readonly client: HttpClient
  readonly base: string
  readonly server: http2.Http2SecureServer
  readonly connections: () => number
}

/** Runs `work` with a client and a server that speaks HTTP/2. */
function speaking(
  handler: Handler,
  work: (bench: Bench) => Promise<void>,
  options: Partial<HttpOptions> = {},
): Promise<void> {
  return inFolder(async (folder) => {
    const ca = path.join(folder, 'ca.pem')
    writeFileSync(ca, certificate.cert)
    const server = http2.createSecureServer(certificate)
    let connections = 0
    server.on('secureConnection', () => connections++)
    server.on('sessionError', () => undefined)
    server.on('stream', (stream: http2.ServerHttp2Stream, headers: http2.IncomingHttpHeaders) => {
      stream.on('error', () => undefined)
      handler(stream, headers[':path'] ?? '', headers)
    })
    await listening(server, async (port) => {
      const client = createHttp({ env: { SSL_CERT_FILE: ca }, version: '1.2.3', ...options })
      try {
        await work({ client, base: `https://127.0.0.1:${port}`, server, connections: () => connections })
      } finally {
        client.close()
      }
    })
  })
}

const text = { ':status': 200, 'content-type': 'text/plain; charset=utf-8' }

httpContract('createHttp over HTTP/2', (reply, work) =>
  speaking(
    (stream, asked) => {
      const answer = reply(asked) ?? { status: 404 }
      if (answer instanceof Error) return
      const plain = typeof answer === 'string' || answer instanceof Uint8Array
      stream.respond({ ...text, ':status': plain ? 200 : answer.status })
      stream.end(plain ? answer : (answer.text ?? ''))
    },
    ({ client, base }) => work(client, base),
  ),
)

test('get over HTTP/2 sends all requests over one connection', () =>
  speaking(
    (stream, asked, headers) => {
      stream.respond(text)
      stream.end(`${asked} ${headers['user-agent']} ${headers[':authority']}`)
    },
    async ({ client, base, connections }) => {
      const answers = await Promise.all(Array.from({ length: 200 }, (_, i) => client.get(`${base}/n?${i}`, limits)))
      assert.equal(Buffer.from(answers[7]?.body ?? []).toString(), `/n?7 modwarden/1.2.3 ${new URL(base).host}`)
      assert.equal(connections(), 1)
    },
  ))

test('get over HTTP/2 takes a body larger than any window', () =>
  speaking(
    (stream) => {
      stream.respond(text)
      const chunk = Buffer.alloc(100_000, 'x')
      Readable.from(Array.from({ length: 400 }, () => chunk)).pipe(stream)
    },
    async ({ client, base }) => {
      const answers = await Promise.all([1, 2].map(() => client.get(base, { maxBytes: 40_000_000 })))
      assert.deepEqual(
        answers.map((answer) => answer.body.length),
        [40_000_000, 40_000_000],
      )
      await rejectsWith(client.get(base, { maxBytes: 39_999_999 }), 'too-large')
    },
  ))

test('get over HTTP/2 says that an answer was broken off, however it ends', () =>
  speaking(
    (stream, asked) => {
      stream.respond(asked === '/long' ? { ...text, 'content-length': '100' } : text)
      stream.write('x', () => {
        if (asked === '/session') stream.session?.destroy()
        else if (asked === '/socket') stream.session?.socket.destroy()
        else if (asked === '/long') stream.end()
        else stream.destroy(new Error('reset'))
      })
    },
    async ({ client, base }) => {
      for (const way of ['session', 'socket', 'long', 'reset']) {
        await rejectsWith(client.get(`${base}/${way}`, limits), 'unreachable')
      }
      await inFolder(async (folder) => {
        for (const way of ['session', 'socket', 'long', 'reset']) {
          await rejectsWith(client.download(`${base}/${way}`, path.join(folder, way), limits), 'unreachable')
        }
        assert.deepEqual(readdirSync(folder), [])
      })
    },
  ))

test('get over HTTP/2 opens a new connection where the server has ended the old one', () =>
  speaking(
    (stream) => {
      stream.respond(text)
      stream.end('ok')
    },
    async ({ client, base, server, connections }) => {
      const sockets = new Set<Socket>()
      server.on('secureConnection', (socket: Socket) => sockets.add(socket))
      await client.get(base, limits)
      // Without a word, so that it is noticed only by the next request; and in an orderly way.
      for (const socket of sockets) socket.destroy()
      assert.equal((await client.get(base, limits)).status, 200)
      assert.ok(connections() >= 1)
    },
  ))

test('get over HTTP/2 asks again where the server refused the stream unseen', () => {
  let asked = 0
  return speaking(
    (stream) => {
      if (++asked === 1) stream.close(http2.constants.NGHTTP2_REFUSED_STREAM)
      else {
        stream.respond(text)
        stream.end('ok')
      }
    },
    async ({ client, base }) => {
      assert.equal((await client.get(base, limits)).status, 200)
      assert.equal(asked, 2)
    },
  )
})

test('get over HTTP/2 gives up where every stream is refused', () =>
  speaking(
    (stream) => stream.close(http2.constants.NGHTTP2_REFUSED_STREAM),
    ({ client, base }) => rejectsWith(client.get(base, limits), 'unreachable'),
  ))

test('whoever stops one request over HTTP/2 stops no other', () =>
  speaking(
    (stream, asked) => {
      stream.respond(text)
      stream.write('x')
      if (asked === '/whole') stream.end('y')
    },
    async ({ client, base, connections }) => {
      const stop = new AbortController()
      const stopped = client.get(`${base}/endless`, { ...limits, signal: stop.signal })
      const early = client.get(`${base}/endless`, { ...limits, signal: AbortSignal.abort() })
      const whole = client.get(`${base}/whole`, limits)
      await rejectsWith(early, 'aborted')
      assert.equal((await whole).body.length, 2)
      stop.abort()
      await rejectsWith(stopped, 'aborted')
      assert.equal((await client.get(`${base}/whole`, limits)).body.length, 2)
      assert.equal(connections(), 1)
    },
  ))

test('get over HTTP/2 gives up on a silent server, before and within its answer', () =>
  speaking(
    (stream, asked) => {
      if (asked === '/head') return
      stream.respond(text)
      stream.write('x')
    },
    async ({ client, base }) => {
      await rejectsWith(client.get(`${base}/head`, limits), 'unreachable', /was silent/)
      await rejectsWith(client.get(`${base}/body`, limits), 'unreachable', /was silent/)
    },
    { idleMs: 40 },
  ))

test('get over HTTP/2 follows redirects', () =>
  speaking(
    (stream, asked) => {
      stream.respond(asked === '/a' ? { ':status': 302, location: '/b' } : text)
      stream.end(asked)
    },
    async ({ client, base }) => {
      assert.equal(Buffer.from((await client.get(`${base}/a`, limits)).body).toString(), '/b')
    },
  ))
