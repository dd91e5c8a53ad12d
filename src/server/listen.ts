// The socket: HTTP's own types become plain values and back. Everything that a stranger can do to a connection is bounded
// here: the size and time of a head, how many requests one client has under way, how long it may take to read an answer.
import http, { type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import https from 'node:https'
import { isIP } from 'node:net'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { discard } from '../base/bytes.ts'
import { WardenError, messageOf } from '../base/errors.ts'
import type { Given } from '../world/downloads.ts'
import type { Log } from './accesslog.ts'
import type { Handler, Reply, ZipBody } from './exchange.ts'
import { badRequest, failureReply } from './failure.ts'
import type { HotSet, Ready } from './hotset.ts'
import type { Metrics } from './metrics.ts'
import type { ClientOf } from './proxies.ts'
import { askOf } from './request.ts'

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
  /** Hears of everything of a module version that is given, by whose reference, to which address. Waits for nothing. */
  readonly onServed: (given: Given, who: string | undefined, client: string) => void
  readonly log: Log
  /** Host names besides the address that requests may be for. */
  readonly names: readonly string[]
  /** The certificate chain and its key, PEM; `undefined`: plain http. */
  readonly tls: TlsPair | undefined
  readonly clientOf: ClientOf
  /** Whether what is in memory may be given to who shows this, and who they are; asks nobody. */
  readonly mayHot: (authorization: string | undefined) => false | { readonly who: string | undefined }
  /** How long (ms) a head, and a whole request, may take, and a connection idle; the usual times unless given. */
  readonly patience?: { readonly headMs: number; readonly requestMs: number; readonly idleMs: number }
}

/** A certificate chain and its key, PEM. */
export interface TlsPair {
  readonly cert: Uint8Array
  readonly key: Uint8Array
}

/** A guard that listens. */
export interface Listening {
  /** The port that was given, or chosen by the system for 0. */
  readonly port: number
  /** Takes another certificate for connections from now on. Throws what OpenSSL says of one that cannot be used. */
  setTls(pair: TlsPair): void
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
  const { host, port, log, tls, patience = { headMs: HEAD_MS, requestMs: REQUEST_MS, idleMs: KEEP_ALIVE_MS } } = options
  const limits = {
    maxHeaderSize: HEAD_BYTES,
    headersTimeout: patience.headMs,
    requestTimeout: patience.requestMs,
    connectionsCheckingInterval: Math.min(2000, patience.headMs / 2),
    keepAliveTimeout: patience.idleMs,
  }
  const secure = tls === undefined ? undefined : https.createServer({ ...limits, ...contextOf(tls), ...HANDSHAKE })
  const server: Server = secure ?? http.createServer(limits)
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
  return {
    port: bound,
    setTls: (pair) => secure?.setSecureContext(contextOf(pair)),
    close: async () => closeServer(server),
  }
}

/** A connection that never ends its handshake is ended. */
const HANDSHAKE = { handshakeTimeout: HEAD_MS }

/** Node takes bytes of its own kind. TLS 1.0 and 1.1 are broken: RFC 8996. */
function contextOf({ cert, key }: TlsPair): https.ServerOptions {
  return { cert: Buffer.from(cert), key: Buffer.from(key), minVersion: 'TLSv1.2' }
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
    this.#hosts = new Set(names.flatMap((name) => [name, `${name}:${port}`]).map((name) => name.toLowerCase()))
  }

  take(request: IncomingMessage, response: ServerResponse): void {
    const began = performance.now()
    const { hot, epoch, metrics, onServed } = this.#options
    const url = request.url ?? ''
    const id = `${this.#run}-${(this.#count++).toString(36)}`
    const { headers } = request
    const isOfSeveral = hostsIn(request.rawHeaders) > 1
    if (isOfSeveral || (this.#hosts !== undefined && !this.#hosts.has((headers.host ?? '').toLowerCase()))) {
      const reply = badRequest('the Host header is not of this guard', 421)
      return void this.#finish(request, response, reply, id, began)
    }
    const isPlain = request.method === 'GET' && SPECIAL.every((name) => headers[name] === undefined)
    const may = isPlain && this.#options.mayHot(headers.authorization)
    if (may !== false) {
      const ready = hot.get(url, epoch(), Date.now())
      if (ready !== undefined) {
        sendReady(request, response, ready, id)
        if (ready.served !== undefined) onServed(ready.served, may.who, this.#clientOf(request))
        metrics.request(ready.route, 200, (performance.now() - began) / 1000, true)
        return this.#tell(request, id, 200, began, undefined, may.who)
      }
    }
    const client = this.#clientOf(request)
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
    const ask = askOf(request, url, this.#options.base, this.#clientOf(request), id)
    let reply: Reply
    try {
      reply =
        ask instanceof Error
          ? badRequest(ask.message)
          : await this.#options.handler({ ...ask, mayStay: (size) => this.#options.hot.wants(url, size) })
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
    // Before it is sent: who got half of it may have got enough.
    if (reply.served !== undefined && request.method === 'GET') {
      this.#options.onServed(reply.served, reply.who, this.#clientOf(request))
    }
    try {
      await send(request, response, reply, id)
    } catch (error) {
      note = messageOf(error)
      response.destroy()
    }
    this.#options.metrics.request(reply.route, reply.status, (performance.now() - began) / 1000, false)
    this.#tell(request, id, reply.status, began, note, reply.who)
  }

  #clientOf({ socket, headers }: IncomingMessage): string {
    const forwarded = headers['x-forwarded-for']
    return this.#options.clientOf(
      socket.remoteAddress,
      typeof forwarded === 'string' ? forwarded : forwarded?.join(','),
    )
  }

  #tell(
    request: IncomingMessage,
    id: string,
    status: number,
    began: number,
    note: string | undefined,
    who: string | undefined,
  ): void {
    this.#options.log.request({
      id,
      client: this.#clientOf(request),
      who,
      method: request.method ?? '',
      // A query could hold a secret; no route of ours has one.
      path: (request.url ?? '').split('?', 1)[0] ?? '',
      status,
      ms: Math.round((performance.now() - began) * 100) / 100,
      note,
    })
  }
}

/** How many Host headers there are: whoever passed the request on may have read another one than node does (RFC 9112, 3.2). */
function hostsIn(raw: readonly string[]): number {
  let count = 0
  for (let i = 0; i < raw.length; i += 2) if (raw[i]?.length === 4 && raw[i]?.toLowerCase() === 'host') count++
  return count
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
  // Before node's own listener, which then sets how long an idle connection is kept: taken back later, it would be for ever.
  response.prependOnceListener('finish', () => socket.setTimeout(0))
  response.once('close', () => socket.off('timeout', late))
}

async function send(request: IncomingMessage, response: ServerResponse, reply: Reply, id: string): Promise<void> {
  const { status, headers, body } = reply
  if (!(body instanceof Uint8Array)) return sendZip(request, response, reply, body, id)
  const packed = await compressed(request, reply, body)
  const all: http.OutgoingHttpHeaders = {
    ...headers,
    ...packed.headers,
    'content-length': String(packed.body.length),
    'x-request-id': id,
  }
  // What is left of a body that nobody wants is not waited for.
  if (request.method === 'POST' && !request.complete) all['connection'] = 'close'
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
      // Many megabytes go through here in a second: each is given back when it is sent.
      if (!response.write(chunk, () => discard(chunk))) await drained(response)
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
