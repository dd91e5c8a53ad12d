// The connections under the HTTP client: which agent carries a request (plain or TLS, direct or through a proxy), and
// whom it trusts.
import { readFileSync } from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import tls from 'node:tls'
import { WardenError, messageOf } from '../base/errors.ts'
import type { Environment } from './environment.ts'
import { proxyFor } from './httpproxy.ts'

/** How requests of one kind are sent. */
export interface Wire {
  readonly request: typeof http.request
  readonly agent: http.Agent
}

/** The connections of one client; made when first needed, kept alive, ended together. */
export interface Wires {
  /** Throws `config` where a setting of the environment cannot be used. */
  for(url: URL): Wire
  close(): void
}

/** Connections with at most `maxSockets` to one host. */
export function createWires(env: Environment, maxSockets: number): Wires {
  const made = new Map<string, Wire>()
  return {
    for: (url) => {
      const proxy = proxyFor(url, env)
      const key = `${url.protocol} ${proxy ?? ''}`
      let wire = made.get(key)
      if (wire === undefined) {
        wire = url.protocol === 'https:' ? secureWire(env, maxSockets, proxy) : plainWire(maxSockets, proxy)
        made.set(key, wire)
      }
      return wire
    },
    close: () => {
      for (const wire of made.values()) wire.agent.destroy()
    },
  }
}

function plainWire(maxSockets: number, proxy: string | undefined): Wire {
  const agent = new http.Agent({ ...common(maxSockets), ...through({ HTTP_PROXY: proxy }) })
  return { request: http.request, agent }
}

function secureWire(env: Environment, maxSockets: number, proxy: string | undefined): Wire {
  // One context for all connections: parsing some hundred certificates for each of 64 would take a second.
  const secureContext = tls.createSecureContext({ ca: trusted(env) })
  const agent = new https.Agent({ ...common(maxSockets), ...through({ HTTPS_PROXY: proxy }), secureContext })
  return { request: https.request, agent }
}

function common(maxSockets: number): http.AgentOptions {
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

/**
 * Whom TLS trusts: SSL_CERT_FILE beside the system's certificates, as go does; without it Node's own list (with
 * NODE_EXTRA_CA_CERTS) beside the system's.
 */
function trusted(env: Environment): string[] {
  const file = env['SSL_CERT_FILE'] ?? ''
  const own = file === '' ? tls.getCACertificates('default') : certificatesIn(file)
  return [...new Set([...own, ...tls.getCACertificates('system')])]
}

function certificatesIn(file: string): readonly string[] {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new WardenError('config', `${file}: SSL_CERT_FILE cannot be read: ${messageOf(error)}`, {
      remedy: 'set SSL_CERT_FILE to a file of PEM certificates, or unset it',
      cause: error,
    })
  }
  return text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
}
