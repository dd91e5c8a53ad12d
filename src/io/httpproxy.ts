// Which HTTP proxy a request goes through: HTTP_PROXY, HTTPS_PROXY and NO_PROXY, read as the go command reads them, so
// that both reach the network the same way. Specification: golang.org/x/net/http/httpproxy (FromEnvironment).
import { BlockList, isIP } from 'node:net'
import { WardenError } from '../base/errors.ts'
import type { Environment } from './environment.ts'

/**
 * The proxy for `url` as a URL that may hold credentials, or `undefined` for a direct connection. Loopback hosts are
 * always reached directly. Throws `config` for a proxy that cannot be used (another scheme than http or https).
 */
export function proxyFor(url: URL, env: Environment): string | undefined {
  const name = url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY'
  const setting = either(env, name)
  if (setting === '') return undefined
  // A CGI server puts a request's "Proxy:" header into HTTP_PROXY (httpoxy, CVE-2016-5385).
  if (name === 'HTTP_PROXY' && (env['REQUEST_METHOD'] ?? '') !== '') return undefined
  if (isBypassed(url, either(env, 'NO_PROXY'))) return undefined
  return parseProxy(name, setting)
}

function either(env: Environment, name: string): string {
  const upper = env[name] ?? ''
  return upper === '' ? (env[name.toLowerCase()] ?? '') : upper
}

function parseProxy(name: string, setting: string): string {
  const text = setting.includes('://') ? setting : `http://${setting}`
  const proxy = URL.parse(text)
  if (proxy === null || proxy.hostname === '' || !['http:', 'https:'].includes(proxy.protocol)) {
    // The setting may hold a password: it is not repeated.
    throw new WardenError('config', `${name}: not a proxy that can be used: only http and https URLs are supported`, {
      remedy: `set ${name} to http://host:port`,
    })
  }
  return proxy.href
}

/** Whether NO_PROXY (or being loopback) sends this host around the proxy. */
function isBypassed(url: URL, noProxy: string): boolean {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1').toLowerCase()
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port
  const address = isIP(host) !== 0
  if (host === 'localhost' || (address && inRange(host, '127.0.0.0', 8)) || host === '::1') return true
  return noProxy
    .split(',')
    .map((item) => item.trim().toLowerCase())
    .some(
      (item) =>
        item !== '' && (item === '*' || (address ? matchesAddress(item, host, port) : matchesName(item, host, port))),
    )
}

function matchesAddress(item: string, host: string, port: string): boolean {
  const range = /^([0-9a-f.:]+)\/(\d{1,3})$/.exec(item)
  if (range !== null) return inRange(host, range[1] ?? '', Number(range[2]))
  const split = splitPort(item)
  return isIP(split.host) !== 0 && sameAddress(split.host, host) && (split.port === '' || split.port === port)
}

/** `example.com` is that host and all below it, `.example.com` and `*.example.com` only those below. */
function matchesName(item: string, host: string, port: string): boolean {
  const split = splitPort(item)
  const name = split.host.replace(/^\*(?=\.)/, '')
  if (name === '' || (split.port !== '' && split.port !== port)) return false
  return name.startsWith('.') ? host.endsWith(name) : host === name || host.endsWith(`.${name}`)
}

function splitPort(item: string): { readonly host: string; readonly port: string } {
  if (isIP(item) === 6) return { host: item, port: '' }
  const parts = /^\[?([^\]]*?)\]?(?::(\d+))?$/.exec(item)
  return { host: parts?.[1] ?? item, port: parts?.[2] ?? '' }
}

function sameAddress(a: string, b: string): boolean {
  return isIP(a) === isIP(b) && inRange(b, a, isIP(a) === 6 ? 128 : 32)
}

function inRange(host: string, network: string, bits: number): boolean {
  const family = isIP(network) === 6 ? 'ipv6' : 'ipv4'
  if (isIP(network) === 0 || isIP(network) !== isIP(host) || bits > (family === 'ipv6' ? 128 : 32)) return false
  const list = new BlockList()
  list.addSubnet(network, bits, family)
  return list.check(host, family)
}
