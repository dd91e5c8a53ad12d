// What strangers do to connections; what they ask for is tested in test/http/.
import assert from 'node:assert/strict'
import net from 'node:net'
import test from 'node:test'
import { createLog } from './accesslog.ts'
import { text, type Ask } from './exchange.ts'
import { createHotSet } from './hotset.ts'
import { listen, type Listening } from './listen.ts'
import { trustProxies } from './proxies.ts'

const quiet = createLog({ write: () => undefined, backlog: () => 0 }, () => new Date(0))

async function listening(
  handler: (ask: Ask) => Promise<ReturnType<typeof text>>,
  work: (port: number) => Promise<void>,
  host = '127.0.0.1',
): Promise<void> {
  const open: Listening = await listen({
    host,
    port: 0,
    base: '',
    handler,
    hot: createHotSet(1000),
    epoch: () => 1,
    metrics: { request: () => undefined, event: () => undefined, text: async () => ({ body: '', type: '' }) },
    onServed: () => undefined,
    log: quiet,
    names: [],
    tls: undefined,
    clientOf: trustProxies([]),
    mayHot: () => ({ who: undefined }),
    patience: { headMs: 300, requestMs: 600, idleMs: 200 },
  })
  try {
    await work(open.port)
  } finally {
    await open.close()
  }
}

/** Sends pieces with pauses; gives all that came back when the server hung up. */
async function drip(port: number, pieces: readonly string[], pauseMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1')
    let said = ''
    socket.on('data', (chunk) => (said += chunk.toString()))
    socket.on('error', reject)
    socket.on('close', () => resolve(said))
    const send = (i: number): void => {
      if (socket.destroyed || i >= pieces.length) return
      socket.write(pieces[i] ?? '')
      setTimeout(() => send(i + 1), pauseMs)
    }
    send(0)
  })
}

test('listen hangs up on a head that does not end, and on a body that does not', async () => {
  await listening(
    async (ask) => text(200, 'x', String((await ask.body(1000)).length)),
    async (port) => {
      const head = ['GET / HTTP/1.1\r\nhost: 127.0.0.1\r\n', ...Array.from({ length: 50 }, (_, i) => `x-${i}: y\r\n`)]
      assert.doesNotMatch(await drip(port, head, 50), /200 OK/)
      const lines = ['POST / HTTP/1.1', `host: 127.0.0.1:${port}`, 'content-length: 500', '', '']
      const body = [lines.join('\r\n'), ...Array.from({ length: 50 }, () => 'x')]
      assert.doesNotMatch(await drip(port, body, 50), /200 OK/)
    },
  )
})

test('listen answers only to its own names, and to no request that could be two', async () => {
  await listening(
    async () => Promise.resolve(text(200, 'x', 'fine')),
    async (port) => {
      for (const [request, status] of [
        [`GET / HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nconnection: close\r\n\r\n`, '200'],
        [`GET / HTTP/1.1\r\nhost: localhost:${port}\r\nconnection: close\r\n\r\n`, '200'],
        [`GET / HTTP/1.1\r\nhost: LocalHost:${port}\r\nconnection: close\r\n\r\n`, '200'],
        ['GET / HTTP/1.0\r\n\r\n', '421'],
        ['GET / HTTP/1.1\r\nhost: rebound.example\r\nconnection: close\r\n\r\n', '421'],
        ['GET / HTTP/1.1\r\nhost: 127.0.0.1.rebound.example\r\nconnection: close\r\n\r\n', '421'],
        [
          `POST / HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
          '',
        ],
        [`GET / HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`, ''],
      ] as const) {
        const answer = await drip(port, [request], 10)
        assert.equal(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? '', status, request.slice(0, 60))
      }
    },
  )
})

test('listen on all addresses answers to any name, and to what watches it without one, but not to two', async () => {
  await listening(
    async () => Promise.resolve(text(200, 'x', 'fine')),
    async (port) => {
      for (const [request, status] of [
        ['GET /healthz HTTP/1.1\r\nhost: guard.example\r\nconnection: close\r\n\r\n', '200'],
        ['GET /healthz HTTP/1.0\r\n\r\n', '200'],
        ['GET /healthz HTTP/1.1\r\nhost: guard.example\r\nHost: other.example\r\nconnection: close\r\n\r\n', '421'],
      ] as const) {
        const answer = await drip(port, [request], 10)
        assert.equal(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? '', status, request)
      }
    },
    '0.0.0.0',
  )
})

test('listen ends a connection that is idle, also after an answer that was long', { timeout: 20_000 }, async () => {
  await listening(
    async () => Promise.resolve(text(200, 'x', 'y'.repeat(200_000))),
    async (port) => {
      const answer = await drip(port, [`GET / HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n\r\n`], 10)
      assert.ok(answer.length > 200_000)
    },
  )
})
