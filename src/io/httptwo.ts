// Requests over HTTP/2 where the server speaks it: one connection for all, as the go command has it. Where it does not,
// TLS says so in the handshake (ALPN, RFC 7301), and HTTP/1.1 is spoken. Specification: RFC 9113.
import http2 from 'node:http2'
import { isIP } from 'node:net'
import { PassThrough, type Readable } from 'node:stream'
import tls from 'node:tls'
import type { Stop } from './httpstop.ts'
import type { Head, Sent, Wire } from './wires.ts'

/** Sends over HTTP/2, and over `one`, which it owns too, to servers that speak only HTTP/1.1. */
export function wireTwo(secureContext: tls.SecureContext, one: Wire): Wire {
  const lines = new Map<string, Line>()
  return {
    send: async (sent, stop) => {
      for (let lost = 0; ; lost++) {
        const line = lines.get(sent.url.origin) ?? openLine(sent, secureContext, lines)
        const session = await until(line.session, stop)
        if (session === undefined) return one.send(sent, stop)
        const proven = line.answered
        try {
          return await headOf(session, line, sent, stop)
        } catch (error) {
          // The server ended the connection, or this stream before it began it: it is asked again on a new one.
          const again = (proven && session.destroyed) || isUnprocessed(error)
          if (!again || stop.reason !== undefined || lost === MAX_LOST) throw error
          line.forget()
        }
      }
    },
    close: () => {
      for (const line of lines.values()) line.close()
      one.close()
    },
  }
}

/** The connection to one origin; `undefined` in the end where the server does not speak HTTP/2. */
interface Line {
  readonly session: Promise<http2.ClientHttp2Session | undefined>
  readonly close: () => void
  /** Makes the next request open another connection. */
  readonly forget: () => void
  /** How many answers are under way: without one the connection does not keep the program running. */
  active: number
  /** Whether the connection has ever answered. */
  answered: boolean
}

/** Connections lost in a row that are replaced without a word. */
const MAX_LOST = 3

/** How much the server may send before it is read: for one answer, and for all on a connection. */
const STREAM_WINDOW = 1024 * 1024
const SESSION_WINDOW = 16 * 1024 * 1024

/** What a connection may hold in memory, in millions of bytes: its window, and the heads of all answers. */
const SESSION_MEMORY = 32

function openLine(sent: Sent, secureContext: tls.SecureContext, lines: Map<string, Line>): Line {
  const { origin, hostname, port } = sent.url
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  const name = isIP(host) === 0 ? { servername: host } : {}
  const ALPNProtocols = ['h2', 'http/1.1']
  const socket = tls.connect({ host, port: Number(port === '' ? 443 : port), secureContext, ALPNProtocols, ...name })
  const forget = (): void => {
    if (lines.get(origin) === line) lines.delete(origin)
    // What is under way on it may end.
    session.then((open) => open?.close()).catch(() => undefined)
  }
  const session = new Promise<http2.ClientHttp2Session | undefined>((resolve, reject) => {
    socket.setTimeout(sent.idleMs, () => socket.destroy(new Error('no connection')))
    socket.on('error', (error) => {
      forget()
      reject(error)
    })
    socket.on('close', () => reject(new Error('the connection was broken off')))
    socket.on('secureConnect', () => {
      socket.setTimeout(0)
      if (socket.alpnProtocol === 'h2') return resolve(sessionOver(socket, origin, forget))
      // This line stays: what it says of the server is true for the next request too.
      resolve(undefined)
      socket.destroy()
    })
  })
  session.catch(() => undefined)
  const line: Line = { session, close: () => socket.destroy(), forget, active: 0, answered: false }
  lines.set(origin, line)
  return line
}

function sessionOver(socket: tls.TLSSocket, origin: string, forget: () => void): http2.ClientHttp2Session {
  const session = http2.connect(origin, {
    createConnection: () => socket,
    settings: { enablePush: false, initialWindowSize: STREAM_WINDOW },
    maxSessionMemory: SESSION_MEMORY,
  })
  session.on('connect', () => session.setLocalWindowSize(SESSION_WINDOW))
  // Each request hears of it by its own stream.
  session.on('error', forget)
  session.on('goaway', forget)
  session.on('close', forget)
  return session
}

function headOf(session: http2.ClientHttp2Session, line: Line, sent: Sent, stop: Stop): Promise<Head> {
  return new Promise((resolve, reject) => {
    const { pathname, search } = sent.url
    const stream = session.request({ ...sent.headers, ':path': pathname + search }, { endStream: true })
    if (line.active++ === 0) session.ref()
    stream.setTimeout(sent.idleMs, () => {
      // The server may be gone without a word: nobody else should wait for this connection.
      line.forget()
      stop.silent(sent.idleMs)
    })
    stream.on('error', reject)
    stream.on('close', () => {
      if (--line.active === 0 && !session.destroyed) session.unref()
      reject(new Error('the connection was broken off'))
    })
    stream.on('response', (fields) => {
      line.answered = true
      const headers = new Map<string, string>()
      for (const [name, value] of Object.entries(fields)) {
        if (name.startsWith(':') || value === undefined) continue
        headers.set(name, Array.isArray(value) ? value.join(', ') : value)
      }
      resolve({ status: fields[':status'] ?? 0, headers, body: bodyOf(stream) })
    })
    stop.watch(stream)
  })
}

/**
 * What is read instead of the stream itself. A stream that lost its connection ends as a whole one does; only its code
 * tells them apart. And a stream that the server has closed before anyone reads it, because a file is opened first,
 * counts as broken off for `for await`: it must be piped from the start.
 */
function bodyOf(stream: http2.ClientHttp2Stream): Readable {
  const body = new PassThrough()
  const broken = (): Error => new Error('the connection was broken off')
  stream.on('end', () => {
    if (stream.rstCode === http2.constants.NGHTTP2_NO_ERROR) body.end()
    else body.destroy(broken())
  })
  stream.on('error', (error) => body.destroy(error))
  stream.on('close', () => {
    if (!stream.readableEnded) body.destroy(broken())
  })
  // Whoever reads no further wants no more of it; errors are heard by the reader.
  body.on('close', () => stream.destroy())
  body.on('error', () => undefined)
  return stream.pipe(body, { end: false })
}

/** The stream or the session ended before the server looked at the request (RFC 9113, 8.7). */
function isUnprocessed(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = 'code' in error ? error.code : undefined
  if (code === 'ERR_HTTP2_INVALID_SESSION' || code === 'ERR_HTTP2_GOAWAY_SESSION') return true
  return code === 'ERR_HTTP2_STREAM_ERROR' && error.message.includes('NGHTTP2_REFUSED_STREAM')
}

/** Waits for what many wait for; only this one stops waiting when it is stopped. */
function until<T>(shared: Promise<T>, stop: Stop): Promise<T> {
  return new Promise((resolve, reject) => {
    stop.watch({ destroy: (error) => reject(error ?? new Error('stopped')) })
    shared.then(resolve, reject)
  })
}
