// The socket: HTTP's own types become plain values and back. Everything that a stranger can do to a connection is bounded
// here: the size and time of a head, how many requests one client has under way, how long it may take to read an answer.
import http, { type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { isIP } from 'node:net'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { WardenError, messageOf } from '../base/errors.ts'
import type { Log } from './accesslog.ts'
import type { Ask, Handler, Reply, ZipBody } from './exchange.ts'
import { badRequest, failureReply } from './failure.ts'
import type { HotSet, Ready } from './hotset.ts'
import type { Metrics } from './metrics.ts'

/** How a guard listens. */
export interface ListenOptions {
  readonly host: string
  readonly port: number
  /** What stands before every path: empty, or as `/mod`. */
  readonly base: string
  readonly handler: Handler
  readonly hot: HotSet
  readonly epoch: () => number
  readonly metrics: Metrics
  readonly log: Log
  /** Host names besides the address that requests may be for. */
  readonly names: readonly string[]
}

/** A guard that listens. */
export interface Listening {
  /** The port that was given, or chosen by the system for 0. */
  readonly port: number
  /** Takes no more requests, and resolves when those under way are answered, or after half a minute. */
  close(): Promise<void>
}

const HEAD_MS = 10_000
const REQUEST_MS = 20_000
const KEEP_ALIVE_MS = 75_000
const SLOW_READER_MS = 60_000
const CLOSING_MS = 30_000
const MOST_CONNECTIONS = 10_000
/** Requests of one address under way. */
const MOST_OF_ONE = 4000
/** What is smaller fits into a packet or two. */
const COMPRESSED_FROM = 1400
const HEAD_BYTES = 16 * 1024

/** Opens the socket. Throws `io` where it cannot be had. */
export async function listen(options: ListenOptions): Promise<Listening> {
  const { host, port, log } = options
  const server = http.createServer({
    maxHeaderSize: HEAD_BYTES,
    headersTimeout: HEAD_MS,
    requestTimeout: REQUEST_MS,
    connectionsCheckingInterval: 2000,
    keepAliveTimeout: KEEP_ALIVE_MS,
  })
  server.maxConnections = MOST_CONNECTIONS
  server.maxHeadersCount = 100
  const front = new Front(options)
  server.on('request', (request, response) => front.take(request, response))
  server.on('clientError', (_, socket) => socket.destroy())
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => {
      reject(
        new WardenError('io', `${host}:${port}: cannot listen: ${messageOf(error)}`, {
          remedy: 'choose another address: --listen 127.0.0.1:4081',
          cause: error,
        }),
      )
    })
    server.listen({ host, port, backlog: 2048 }, resolve)
  })
  server.on('error', (error) => log.note('error', messageOf(error)))
  const address = server.address()
  const bound = typeof address === 'object' && address !== null ? address.port : port
  front.allowHosts(host, bound)
  return { port: bound, close: async () => closeServer(server) }
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  const late = setTimeout(() => server.closeAllConnections(), CLOSING_MS)
  await closed
  clearTimeout(late)
}

/** Owns the counts of requests under way. */
class Front {
  readonly #options: ListenOptions
  readonly #underWay = new Map<string, number>()
  /** `undefined`: any host may be asked for. */
  #hosts: ReadonlySet<string> | undefined
  #count = 0
  readonly #run: string

  constructor(options: ListenOptions) {
    this.#options = options
    this.#run = Date.now().toString(36)
  }

  /**
   * On a loopback address only loopback names count: a page that a browser on this machine shows may have a name that was
   * made to lead here (DNS rebinding), and it would be read through.
   */
  allowHosts(host: string, port: number): void {
    if (!isLoopback(host)) return
    const names = ['localhost', '127.0.0.1', '[::1]', host, ...this.#options.names]
    this.#hosts = new Set(names.flatMap((name) => [name, `${name}:${port}`]))
  }

  take(request: IncomingMessage, response: ServerResponse): void {
    const began = performance.now()
    const { hot, epoch, metrics } = this.#options
    const url = request.url ?? ''
    const id = `${this.#run}-${(this.#count++).toString(36)}`
    const { headers } = request
    if (this.#hosts !== undefined && !this.#hosts.has(headers.host ?? '')) {
      const reply = badRequest('the Host header is not of this guard', 421)
      return void this.#finish(request, response, reply, id, began)
    }
    if (request.method === 'GET' && SPECIAL.every((name) => headers[name] === undefined)) {
      const ready = hot.get(url, epoch(), Date.now())
      if (ready !== undefined) {
        sendReady(request, response, ready, id)
        metrics.request(ready.route, 200, (performance.now() - began) / 1000, true)
        return this.#tell(request, id, 200, began, undefined)
      }
    }
    const client = request.socket.remoteAddress ?? ''
    const busy = this.#underWay.get(client) ?? 0
    if (busy >= MOST_OF_ONE) {
      const reply = badRequest('too many requests of this client are under way', 429, { 'retry-after': '1' })
      return void this.#finish(request, response, reply, id, began)
    }
    this.#underWay.set(client, busy + 1)
    void this.#answer(request, response, url, id, began).finally(() => {
      const now = (this.#underWay.get(client) ?? 1) - 1
      if (now === 0) this.#underWay.delete(client)
      else this.#underWay.set(client, now)
    })
  }

  async #answer(
    request: IncomingMessage,
    response: ServerResponse,
    url: string,
    id: string,
    began: number,
  ): Promise<void> {
    const ask = askOf(request, url, this.#options.base, id)
    let reply: Reply
    try {
      reply = ask instanceof Error ? badRequest(ask.message) : await this.#options.handler(ask)
    } catch (error) {
      reply = failureReply('other', error)
    }
    if (request.method === 'GET') this.#options.hot.put(url, reply)
    await this.#finish(request, response, reply, id, began)
  }

  async #finish(
    request: IncomingMessage,
    response: ServerResponse,
    reply: Reply,
    id: string,
    began: number,
  ): Promise<void> {
    let note = reply.note
    try {
      await send(request, response, reply, id)
    } catch (error) {
      note = messageOf(error)
      response.destroy()
    }
    this.#options.metrics.request(reply.route, reply.status, (performance.now() - began) / 1000, false)
    this.#tell(request, id, reply.status, began, note)
  }

  #tell(request: IncomingMessage, id: string, status: number, began: number, note: string | undefined): void {
    this.#options.log.request({
      id,
      client: request.socket.remoteAddress ?? '',
      method: request.method ?? '',
      // A query could hold a secret; no route of ours has one.
      path: (request.url ?? '').split('?', 1)[0] ?? '',
      status,
      ms: Math.round((performance.now() - began) * 100) / 100,
      note,
    })
  }
}

/** Headers that ask for something else than the whole answer. */
const SPECIAL = ['if-none-match', 'range', 'disable-module-fetch'] as const

function sendReady(request: IncomingMessage, response: ServerResponse, { headers, body }: Ready, id: string): void {
  response.writeHead(200, [...headers, 'x-request-id', id])
  if (body.length > LONG) limitReading(request, response)
  response.end(body)
}

/** What is longer does not fit into the buffers of a socket, and waits for its reader. */
const LONG = 64 * 1024

/** Breaks off an answer whose reader takes nothing for a minute. A socket that waits for an answer is left alone. */
function limitReading({ socket }: IncomingMessage, response: ServerResponse): void {
  const late = (): void => void response.destroy()
  socket.setTimeout(SLOW_READER_MS)
  socket.on('timeout', late)
  response.once('close', () => {
    socket.setTimeout(0)
    socket.off('timeout', late)
  })
}

/** The request as a value, or what is wrong with it. */
function askOf(request: IncomingMessage, url: string, base: string, id: string): Ask | Error {
  const { method } = request
  if (method !== 'GET' && method !== 'HEAD' && method !== 'POST') return new Error('only GET and HEAD')
  if (!url.startsWith('/')) return new Error('the request is not for a path')
  if (url.includes('?') || url.includes('#')) return new Error('no path of this guard has a query')
  let path: string
  try {
    path = decodeURIComponent(url)
  } catch {
    return new Error('the path is not percent-encoded UTF-8')
  }
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u001f\u007f\\]/.test(path)) return new Error('the path has a control character')
  if (
    path
      .split('/')
      .some((element, i, all) => element === '.' || element === '..' || (element === '' && i > 0 && i < all.length - 1))
  ) {
    return new Error('the path is not clean')
  }
  if (base !== '' && path !== base && !path.startsWith(`${base}/`)) {
    // What watches the guard does not know its base.
    if (!['/healthz', '/readyz', '/metrics'].includes(path)) return new Error(`the guard is at ${base}`)
  } else path = path.slice(base.length)
  return {
    method,
    path: path === '' ? '/' : path,
    id,
    header: (name) => {
      const value = request.headers[name]
      return typeof value === 'string' ? value : value?.[0]
    },
  }
}

async function send(request: IncomingMessage, response: ServerResponse, reply: Reply, id: string): Promise<void> {
  const { status, headers, body } = reply
  if (!(body instanceof Uint8Array)) return sendZip(request, response, reply, body, id)
  const packed = await compressed(request, reply, body)
  const all = { ...headers, ...packed.headers, 'content-length': String(packed.body.length), 'x-request-id': id }
  if (status === 304) {
    response.writeHead(status, { ...headers, 'x-request-id': id })
    response.end()
    return
  }
  response.writeHead(status, all)
  if (packed.body.length > LONG) limitReading(request, response)
  response.end(request.method === 'HEAD' ? undefined : packed.body)
}

const zip = promisify(gzip)

async function compressed(
  request: IncomingMessage,
  { status, headers }: Reply,
  body: Uint8Array,
): Promise<{ readonly body: Uint8Array; readonly headers: Readonly<Record<string, string>> }> {
  const type = headers['content-type'] ?? ''
  const wanted = /(?:^|[\s,])gzip(?:$|[\s,]|;\s*q=(?:1|0\.[1-9]))/.test(request.headers['accept-encoding'] ?? '')
  const worth = body.length >= COMPRESSED_FROM && status === 200 && /^(?:text\/|application\/json)/.test(type)
  if (!wanted || !worth || request.method === 'HEAD') return { body, headers: worth ? { vary: 'accept-encoding' } : {} }
  const etag = headers['etag']
  const weak: Readonly<Record<string, string>> = etag === undefined ? {} : { etag: `W/${etag}` }
  return {
    body: await zip(body, { level: 4 }),
    headers: { 'content-encoding': 'gzip', vary: 'accept-encoding', ...weak },
  }
}

/** Sends a zip, or a part of it, as fast as the client reads. What breaks off here is a cut for the client, never an end. */
async function sendZip(
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers }: Reply,
  body: ZipBody,
  id: string,
): Promise<void> {
  try {
    const length = body.end - body.start
    response.writeHead(status, {
      ...headers,
      'x-request-id': id,
      ...(status === 304 ? {} : { 'content-length': String(length) }),
    })
    if (request.method === 'HEAD' || length === 0) {
      response.end()
      return
    }
    limitReading(request, response)
    for await (const chunk of body.zip.read(body.start, body.end)) {
      if (response.destroyed) return
      if (!response.write(chunk)) await drained(response)
    }
    response.end()
  } finally {
    await body.zip.close()
  }
}

/** Resolves when there is room again, or nobody reads any more. */
async function drained(response: ServerResponse): Promise<void> {
  if (response.destroyed) return
  await new Promise<void>((resolve) => {
    const done = (): void => {
      response.off('drain', done)
      response.off('close', done)
      resolve()
    }
    response.on('drain', done)
    response.on('close', done)
  })
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}
