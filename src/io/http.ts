// The network, as the port of src/world/http.ts: bounded GETs over http, https and file URLs. It behaves as the go
// command's own client does (cmd/go/internal/web): redirects, proxies, certificates, netrc; and has the limits that
// go's lacks: on bytes, on silence, on the whole exchange.
//
// node:http and node:http2, not fetch: fetch undoes Content-Encoding (a bomb), cannot be given certificates or a proxy
// of its own, and takes twice the processor time (1,660 small answers over loopback: 0.55 s, and 0.3 s so).
import { constants } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { isIP } from 'node:net'
import { fileURLToPath } from 'node:url'
import { WardenError } from '../base/errors.ts'
import { matchPrefixPatterns } from '../base/patterns.ts'
import type { Answer, GetOptions, Http } from '../world/http.ts'
import { checkAddress } from './addresses.ts'
import { errnoOf } from './diskerror.ts'
import type { Environment } from './environment.ts'
import { guardedWire, refusalIn } from './guardedwire.ts'
import { collect, collectPart, saveTo, type Sink } from './httpbody.ts'
import { redactUrl, tooLarge, unreachable } from './httperrors.ts'
import { proxyFor } from './httpproxy.ts'
import { Stop } from './httpstop.ts'
import { createCredentials, type AuthHeaders, type Credentials } from './goauth.ts'
import { basicAuth } from './netrc.ts'
import { createWires, type Head, type Wire, type Wires } from './wires.ts'

/** How a client is made; only `env` and `version` must be given. */
export interface HttpOptions {
  /** HTTP_PROXY, HTTPS_PROXY, NO_PROXY, SSL_CERT_FILE, NETRC, HOME. */
  readonly env: Environment
  /** Goes into the User-Agent header. */
  readonly version: string
  /** The GOAUTH setting; `netrc` unless given. */
  readonly goauth?: string
  /** The GOINSECURE setting: hosts that may be sent a URL's credentials over plain http. */
  readonly goinsecure?: string
  /** Connections to one host; 64 unless given, of TLS ones without HTTP/2 at most 16. */
  readonly maxSockets?: number
  /** How long (ms) a server may be silent; 30 000 unless given. */
  readonly idleMs?: number
  /** Redirects to other hosts lead to public addresses only: `refused`. To any, as in go, unless set. */
  readonly publicRedirects?: boolean
  /** Hears, once each, of settings that are not supported. */
  readonly onNotice?: (text: string) => void
}

/** A client that owns connections. */
export interface HttpClient extends Http {
  /** Ends all connections; the client must not be used afterwards. */
  close(): void
}

/** A client for the real network. */
export function createHttp(options: HttpOptions): HttpClient {
  const { env, version, goauth = 'netrc', goinsecure = '', maxSockets = 64, idleMs = 30_000 } = options
  const client: Client = {
    wires: createWires(env, maxSockets),
    elsewhere: options.publicRedirects === true ? createElsewhere(env) : undefined,
    credentials: createCredentials(env, goauth, options.onNotice),
    userAgent: `modwarden/${version}`,
    goinsecure,
    idleMs,
  }
  return {
    get: (url, limits) => exchange(client, url, { timeoutMs: 120_000, ...limits }, (body, cap) => collect(body, cap)),
    download: (url, path, limits) =>
      exchange(client, url, { timeoutMs: 3_600_000, ...limits }, (body, cap) =>
        saveTo(path, body, cap, limits.onBytes),
      ),
    close: () => {
      client.wires.close()
      client.elsewhere?.close()
    },
  }
}

/** A client for `--offline`: file URLs are read, everything else is `refused` before any socket exists. */
export function offlineHttp(): Http {
  const refuse = (url: URL): Promise<never> =>
    Promise.reject(
      new WardenError('refused', `${redactUrl(url.href)}: not asked: --offline opens no connection`, {
        remedy: 'run the command again without --offline',
      }),
    )
  const only = (url: string, limits: GetOptions, sink: Sink): Promise<Answer> => {
    const target = parseUrl(url)
    return target.protocol === 'file:' ? fromFile(target, limits, sink) : refuse(target)
  }
  return {
    get: (url, limits) => only(url, limits, (body, cap) => collect(body, cap)),
    download: (url, path, limits) => only(url, limits, (body, cap) => saveTo(path, body, cap, limits.onBytes)),
  }
}

interface Client {
  readonly wires: Wires
  /** Connections to hosts that a server named, where not all of them may be asked. */
  readonly elsewhere: Wires | undefined
  readonly credentials: Credentials
  readonly userAgent: string
  readonly goinsecure: string
  readonly idleMs: number
}

const MAX_REDIRECTS = 10
const REDIRECTS = [301, 302, 303, 307, 308]

/** One GET with all its redirects, under one clock. */
async function exchange(
  client: Client,
  address: string,
  limits: GetOptions & { readonly timeoutMs: number },
  sink: Sink,
): Promise<Answer> {
  const first = parseUrl(address)
  if (first.protocol === 'file:') return fromFile(first, limits, sink)
  const stop = new Stop(redactUrl(first.href), limits)
  try {
    stop.check()
    let shown = await authorizationFor(client, first)
    let url = first
    let isAgain = false
    for (let hop = 0; ; hop++) {
      // Credentials go to where they belong and nowhere else, also not to another port of the same host.
      const sent = url.origin === first.origin ? shown : undefined
      const wires = url.host === first.host ? client.wires : (client.elsewhere ?? client.wires)
      const head = await send(wires, client, url, sent, stop)
      stop.check()
      if (isAgain) client.credentials.settled(first, head.status)
      const location = REDIRECTS.includes(head.status) ? head.headers.get('location') : undefined
      if (location === undefined) {
        // Once after a refusal, and only of the server that was asked: what another one says is no reason to log in.
        const isRefused =
          head.status >= 400 && head.status < 500 && first.protocol === 'https:' && url.origin === first.origin
        const more = isRefused && !isAgain ? await client.credentials.refused(first, head, shown) : undefined
        if (more === undefined) return await answerOf(head, url, limits.maxBytes, sink)
        await collectPart(head.body)
        isAgain = true
        shown = more
        url = first
        continue
      }
      await collectPart(head.body)
      if (hop === MAX_REDIRECTS) throw refusedRedirect(first, 'more than 10 redirects')
      url = redirected(url, location)
      if (limits.sameHost === true && url.host !== first.host) {
        throw new WardenError(
          'refused',
          `${redactUrl(first.href)}: redirected to another host: ${redactUrl(url.href)}`,
          {
            remedy: 'nothing was fetched from there; name the final address if you trust it',
          },
        )
      }
    }
  } catch (error) {
    throw stop.reason ?? refusalIn(error) ?? unreachable(first, error)
  } finally {
    stop.done()
  }
}

/** Sends one request and waits for the head of its answer. */
function send(wires: Wires, client: Client, url: URL, shown: AuthHeaders | undefined, stop: Stop): Promise<Head> {
  const headers: Record<string, string> = { 'user-agent': client.userAgent, ...shown }
  // user and password of the URL are in the header already, where they may be sent at all.
  const bare = new URL(url)
  bare.username = ''
  bare.password = ''
  return wires.for(url).send({ url: bare, headers, idleMs: client.idleMs }, stop)
}

/** Wires to public addresses alone. Where the user has a proxy, it looks names up, and only written addresses are judged. */
function createElsewhere(env: Environment): Wires {
  const made = new Map<string, Wire>()
  const proxied = createWires(env, 16)
  return {
    for: (url) => {
      const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
      // The look-up is not asked about addresses that are written out.
      if (isIP(host) !== 0) checkAddress(host, host, false)
      if (proxyFor(url, env) !== undefined) return proxied.for(url)
      const wire = made.get(url.protocol) ?? guardedWire(url.protocol === 'https:', false, env)
      made.set(url.protocol, wire)
      return wire
    },
    close: () => {
      for (const wire of made.values()) wire.close()
      proxied.close()
    },
  }
}

async function answerOf(head: Head, url: URL, maxBytes: number, sink: Sink): Promise<Answer> {
  const { status, headers, body } = head
  if (status !== 200) return { status, headers, body: await collectPart(body) }
  const cap = { maxBytes, error: () => tooLarge(url, maxBytes) }
  const declared = headers.get('content-length')
  if (declared !== undefined && Number(declared) > maxBytes) {
    body.destroy()
    throw cap.error()
  }
  return { status, headers, body: await sink(body, cap) }
}

/** A file URL, with the statuses that go gives it: 404 where it is missing, 403 where it may not be read. */
async function fromFile(url: URL, limits: GetOptions, sink: Sink): Promise<Answer> {
  if (isStopped(limits)) throw new WardenError('aborted', `${redactUrl(url.href)}: stopped`)
  const empty = { headers: new Map<string, string>(), body: new Uint8Array(0) }
  const cap = { maxBytes: limits.maxBytes, error: () => tooLarge(url, limits.maxBytes) }
  let handle: FileHandle
  try {
    // O_NONBLOCK: a named pipe must not be waited for.
    handle = await open(fileURLToPath(url), constants.O_RDONLY | constants.O_NONBLOCK)
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return { status: 404, ...empty }
    if (errnoOf(error) === 'EACCES' || errnoOf(error) === 'EPERM') return { status: 403, ...empty }
    throw unreachable(url, error)
  }
  try {
    const stats = await handle.stat()
    if (!stats.isFile()) throw unreachable(url, new Error('it is not a regular file'))
    if (stats.size > limits.maxBytes) throw cap.error()
    const body = handle.createReadStream({ autoClose: false, ...(limits.signal ? { signal: limits.signal } : {}) })
    return { status: 200, headers: empty.headers, body: await sink(body, cap) }
  } catch (error) {
    if (isStopped(limits)) throw new WardenError('aborted', `${redactUrl(url.href)}: stopped`, { cause: error })
    throw unreachable(url, error)
  } finally {
    await handle.close()
  }
}

function isStopped(limits: GetOptions): boolean {
  return limits.signal?.aborted === true
}

/** What the first request says about who asks. netrc comes before the URL's own user, as in go. */
async function authorizationFor(client: Client, url: URL): Promise<AuthHeaders | undefined> {
  const own = url.username === '' && url.password === '' ? undefined : { authorization: ownAuthorization(url) }
  if (url.protocol === 'https:') return (await client.credentials.headers(url)) ?? own
  if (own !== undefined && !matchPrefixPatterns(client.goinsecure, url.host)) {
    throw new WardenError('refused', `${redactUrl(url.href)}: credentials are not sent over plain http`, {
      remedy: 'use an https URL, or take user and password out of it',
    })
  }
  return own
}

function ownAuthorization(url: URL): string {
  try {
    return basicAuth(decodeURIComponent(url.username), decodeURIComponent(url.password))
  } catch (error) {
    throw new WardenError('config', `${redactUrl(url.href)}: user or password are not percent-encoded`, {
      cause: error,
    })
  }
}

function redirected(from: URL, location: string): URL {
  const to = URL.parse(location, from)
  if (to === null) throw refusedRedirect(from, 'the new address is not a URL')
  if (to.protocol === 'http:' && from.protocol === 'https:') {
    throw refusedRedirect(from, `redirected from https to plain http (${redactUrl(to.href)})`)
  }
  if (to.protocol !== 'http:' && to.protocol !== 'https:') {
    throw refusedRedirect(from, `redirected to a ${to.protocol.slice(0, -1)} URL`)
  }
  // A server does not choose what this program logs in with.
  to.username = ''
  to.password = ''
  return to
}

function parseUrl(text: string): URL {
  const url = URL.parse(text)
  if (url === null || !['http:', 'https:', 'file:'].includes(url.protocol)) {
    throw new WardenError('config', `${redactUrl(text)}: not an http, https or file URL`, {
      remedy: 'look at GOPROXY and GOSUMDB: go env GOPROXY GOSUMDB',
    })
  }
  return url
}

function refusedRedirect(url: URL, why: string): WardenError {
  return new WardenError('refused', `${redactUrl(url.href)}: ${why}`, {
    remedy: 'name the final address in GOPROXY or GOSUMDB',
  })
}
