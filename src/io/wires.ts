// The connections under the HTTP client: which protocol and which way carries a request, plain or TLS, direct or
// through a proxy.
import http from 'node:http'
import https from 'node:https'
import type { Readable } from 'node:stream'
import { WardenError } from '../base/errors.ts'
import type { Environment } from './environment.ts'
import { wireOne } from './httpone.ts'
import { proxyFor } from './httpproxy.ts'
import type { Stop } from './httpstop.ts'
import { wireTwo } from './httptwo.ts'
import { secureContextFor } from './trust.ts'

/** A GET as it is sent. */
export interface Sent {
  /** Without user and password. */
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  /** How long (ms) the server may be silent, before its answer and within it. */
  readonly idleMs: number
}

/** The head of an answer, and the body that follows. */
export interface Head {
  readonly status: number
  /** Lower-case names. */
  readonly headers: ReadonlyMap<string, string>
  readonly body: Readable
}

/** One kind of connections. */
export interface Wire {
  /** Sends a request and waits for the head of its answer. Throws whatever the system says; `stop` ends it. */
  send(sent: Sent, stop: Stop): Promise<Head>
  close(): void
}

/** The connections of one client; made when first needed, kept alive, ended together. */
export interface Wires {
  /** Throws `config` where a setting of the environment cannot be used. */
  for(url: URL): Wire
  close(): void
}

/**
 * Connections with at most `maxSockets` to one host, of TLS ones without HTTP/2 at most 16: some servers take many
 * handshakes slowly. 330 lookups at one public mirror took 0.4 to 2.3 s over one HTTP/2 connection, 0.6 to 2.3 s over
 * 16 connections of HTTP/1.1, 5.1 s over 32 and 10.5 s over 64.
 */
export function createWires(env: Environment, maxSockets: number): Wires {
  const made = new Map<string, Wire>()
  // Bun's HTTP/2 takes an answer that was broken off for a whole one (1.4.5).
  const speaksTwo = process.versions['bun'] === undefined
  const make = (secure: boolean, proxy: string | undefined): Wire => {
    if (!secure) {
      return wireOne(http.request, new http.Agent({ ...kept(maxSockets), ...through({ HTTP_PROXY: proxy }) }))
    }
    const secureContext = secureContextFor(env)
    const options = { ...kept(Math.min(maxSockets, 16)), ...through({ HTTPS_PROXY: proxy }), secureContext }
    const one = wireOne(https.request, new https.Agent(options))
    return proxy === undefined && speaksTwo ? wireTwo(secureContext, one) : one
  }
  return {
    for: (url) => {
      const proxy = proxyFor(url, env)
      const key = `${url.protocol} ${proxy ?? ''}`
      const wire = made.get(key) ?? make(url.protocol === 'https:', proxy)
      made.set(key, wire)
      return wire
    },
    close: () => {
      for (const wire of made.values()) wire.close()
    },
  }
}

function kept(maxSockets: number): http.AgentOptions {
  return { keepAlive: true, maxSockets, maxFreeSockets: maxSockets, scheduling: 'lifo' }
}

/** The agent's own proxy support; which hosts go around the proxy was decided before, by go's rules. */
function through(proxies: Readonly<Record<string, string | undefined>>): Pick<http.AgentOptions, 'proxyEnv'> {
  const [name, proxy] = Object.entries(proxies)[0] ?? []
  if (name === undefined || proxy === undefined) return {}
  if (!speaksProxy(process.versions.node)) {
    throw new WardenError('config', `${name}: needs Node 24.5 or newer; this is ${process.versions.node}`, {
      remedy: 'update Node',
    })
  }
  return { proxyEnv: { [name]: proxy } }
}

/** Agents before Node 24.5 silently ignore `proxyEnv`, and a request would go around the proxy. */
function speaksProxy(node: string): boolean {
  const [major = 0, minor = 0] = node.split('.').map(Number)
  return major > 24 || (major === 24 && minor >= 5)
}
