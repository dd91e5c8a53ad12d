// Hosts and addresses: where a connection leads. Loopback, private and link-local networks are the user's own; the
// ranges for documentation (RFC 5737, RFC 3849) are public addresses as any other.
import { type HostClass, listedClass } from './hosts.ts'

/** Where a connection leads. */
export interface JudgedHost {
  readonly kind: HostKind
  /** The name or address, in lower case without port; empty where it is not known. */
  readonly host: string
  readonly port: string
  /** For `listed`: what the service is. */
  readonly listed?: HostClass
  /** The address in ordinary form where it is written as a number. */
  readonly encoded?: string
  /** A credential in the address: a bot's token, a webhook's key. */
  readonly credential?: string
}

/** What a host is. */
export type HostKind =
  /** This machine, its networks, its cloud's metadata service. */
  | 'local'
  /** A public address without a name. */
  | 'address'
  /** A name server that everybody uses. */
  | 'resolver'
  /** A service where anyone can leave or collect data. */
  | 'listed'
  /** Any other name. */
  | 'name'
  | 'unknown'

/** Judges a URL, `host:port` or host; parts that are not known are `…`. */
export function classifyHost(text: string): JudgedHost {
  // A path is a socket of this machine, and some schemes name nothing else.
  if (/^\/(?!\/)|^(?:unix|unixgram|npipe|fd|file|vsock|bufconn):/i.test(text))
    return { kind: 'local', host: '', port: '' }
  const { host, port, path } = partsOfAddress(text)
  const credential = credentialIn(path)
  const rest = credential === undefined ? { host, port } : { host, port, credential }
  if (host === '' || (host.includes('…') && !/[^….]\.[a-z0-9-]+$/i.test(host))) return { ...rest, kind: 'unknown' }
  if (host === 'localhost' || host.endsWith('.localhost') || host.endsWith('.local')) return { ...rest, kind: 'local' }
  const address = parseAddress(host)
  if (address !== undefined) {
    const encoded = address.text === host ? {} : { encoded: address.text }
    if (address.local) return { ...rest, ...encoded, kind: 'local' }
    if (RESOLVERS.has(address.text)) return { ...rest, kind: 'resolver' }
    return { ...rest, ...encoded, kind: 'address' }
  }
  const listed = listedClass(host, path.toLowerCase())
  if (listed !== undefined) return { ...rest, kind: 'listed', listed }
  return { ...rest, kind: 'name' }
}

/** Host, port and path of a URL, `host:port` or host. */
export function partsOfAddress(text: string): { readonly host: string; readonly port: string; readonly path: string } {
  const [, scheme = '', authority = '', path = ''] =
    /^([a-z][a-z0-9+.-]*:\/\/)?([^/?#\s]*)([^\s]*)/i.exec(text.trim()) ?? []
  if (scheme === '' && authority === '') return { host: '', port: '', path }
  const bare = authority.slice(authority.lastIndexOf('@') + 1)
  const [, six = '', sixPort = ''] = /^\[([^\]]*)\](?::(.*))?$/.exec(bare) ?? []
  if (six !== '') return { host: six.toLowerCase(), port: sixPort, path }
  const colon = bare.lastIndexOf(':')
  if (colon >= 0 && bare.indexOf(':') === colon)
    return { host: bare.slice(0, colon).toLowerCase(), port: bare.slice(colon + 1), path }
  return { host: bare.toLowerCase().replace(/\.$/, ''), port: '', path }
}

/** The URLs in a text, at most 16. */
export function urlsIn(text: string): readonly string[] {
  return [...text.matchAll(/\b(?:https?|ftp|tcp|ws|wss):\/\/[^\s"'<>|;)`\\]+/gi)].slice(0, 16).map(([url]) => url)
}

/** An address of IPv4 in any form that programs take, or of IPv6; `undefined` where it is a name. */
function parseAddress(host: string): { readonly text: string; readonly local: boolean } | undefined {
  if (host.includes(':')) return parseSix(host)
  const parts = host.split('.')
  if (parts.length > 4 || !parts.every((part) => /^(?:0x[0-9a-f]+|[0-9]+)$/.test(part))) return undefined
  // A number alone is a port or a count as often; only one that is large enough is an address.
  if (parts.length === 1 && !/^(?:0x[0-9a-f]{7,8}|[0-9]{8,10})$/.test(host)) return undefined
  if (parts.length === 2 || parts.length === 3) {
    // Versions look like this; programs that take such an address are rare, and so is who writes one.
    if (!parts.some((part) => part.startsWith('0x'))) return undefined
  }
  const numbers = parts.map((part) => (/^0[0-7]+$/.test(part) ? Number.parseInt(part, 8) : Number(part)))
  let value = 0
  for (const [i, number] of numbers.entries()) {
    const last = i === numbers.length - 1
    const most = last ? 256 ** (5 - numbers.length) : 256
    if (number >= most) return undefined
    value += last ? number : number * 256 ** (3 - i)
  }
  const bytes = [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255]
  if (value > 0xffff_ffff) return undefined
  return { text: bytes.join('.'), local: isLocalFour(bytes) }
}

/** Loopback, private, shared and link-local networks, none, multicast, broadcast and what is reserved. */
function isLocalFour([a = 0, b = 0]: readonly number[]): boolean {
  if (a === 0 || a === 10 || a === 127 || a >= 224) return true
  return (
    (a === 172 && b >= 16 && b < 32) ||
    (a === 192 && b === 168) ||
    (a === 169 && b === 254) ||
    (a === 100 && b >= 64 && b < 128)
  )
}

function parseSix(host: string): { readonly text: string; readonly local: boolean } | undefined {
  const [address = ''] = host.split('%')
  if (!/^[0-9a-f:.]+$/.test(address) || !address.includes(':')) return undefined
  const mapped = /^::ffff:([0-9.]+)$/.exec(address)?.[1]
  if (mapped !== undefined) return parseAddress(mapped)
  if (address.split(':').length < 3) return undefined
  return { text: address, local: /^(?:::1?$|f[cd]|fe[89ab]|ff)/.test(address) }
}

/**
 * A credential in a path: a segment that is long and random, or a bot's token. Addresses for everybody have words in
 * their paths; one that only its owner can know leads to the owner.
 */
function credentialIn(path: string): string | undefined {
  const [, bot] = /(?:^|\/)bot(\d{6,}:[\w-]{10,})(?:\/|$)/.exec(path) ?? []
  if (bot !== undefined) return bot
  const [, hook] = /\/(?:api\/)?(?:web)?hooks?\/([\w-]{6,}\/[\w-]{8,}(?:\/[\w-]+)?)/i.exec(path) ?? []
  if (hook !== undefined && !hook.includes('…')) return hook
  const [, service] = /\/services\/(T[A-Z0-9]{6,}\/B[A-Z0-9]{6,}\/\w{16,})/.exec(path) ?? []
  if (service !== undefined) return service
  // An inbox of one's own ends with its name; where more follows it is an account's or a tenant's.
  const segment =
    path
      .replace(/[?#].*$/, '')
      .replace(/\/$/, '')
      .split('/')
      .at(-1) ?? ''
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(segment) ? segment : undefined
}

/** Whether the first part of a name was made by a machine: groups of hexadecimal digits, as tunnels give out. */
export function isGeneratedName(host: string): boolean {
  const [first = ''] = host.split('.')
  return host.split('.').length > 2 && /^(?=.*[0-9])[0-9a-f]{4,}(?:-[0-9a-f]+)*$/.test(first)
}

const RESOLVERS: ReadonlySet<string> = new Set(
  '8.8.8.8 8.8.4.4 1.1.1.1 1.0.0.1 9.9.9.9 149.112.112.112 208.67.222.222 208.67.220.220 94.140.14.14 94.140.15.15 223.5.5.5 223.6.6.6 119.29.29.29 114.114.114.114 180.76.76.76 77.88.8.8 64.6.64.6 2001:4860:4860::8888 2001:4860:4860::8844 2606:4700:4700::1111 2606:4700:4700::1001'.split(
    ' ',
  ),
)
