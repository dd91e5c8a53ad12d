// Which addresses of the network a program may be sent to by strangers. A module's path, its go-import page and a
// redirect are chosen by others: none may lead to machines that only this one can reach (server-side request forgery).
// Registries: https://www.iana.org/assignments/iana-ipv4-special-registry and …/iana-ipv6-special-registry
import dns from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'
import { messageOf, WardenError } from '../base/errors.ts'

/**
 * What an address is: on the internet; of a private network, this machine included; or none that anything is fetched
 * from, such as link-local ones, where clouds keep the credentials of machines.
 */
export type AddressKind = 'public' | 'private' | 'never'

/** The kind of a numeric address, without brackets. */
export function addressKind(address: string): AddressKind {
  const family = isIP(address)
  if (family === 0) return 'never'
  const inner = family === 6 ? embedded(address) : undefined
  if (inner !== undefined) return addressKind(inner) === 'public' ? 'public' : 'never'
  const name = family === 6 ? 'ipv6' : 'ipv4'
  if (NEVER.check(address, name)) return 'never'
  if (PRIVATE.check(address, name)) return 'private'
  // No other part of IPv6 was ever given to anybody for machines of the internet.
  return family === 6 && !GIVEN.check(address, name) ? 'never' : 'public'
}

/**
 * The addresses of a host, all of a kind that is allowed. Throws `refused` where one of them is not, `unreachable` where
 * the name has none.
 */
export async function allowedAddresses(host: string, allowPrivate: boolean): Promise<readonly string[]> {
  const bare = host.replace(/^\[(.*)\]$/, '$1')
  let found: readonly string[]
  try {
    found = isIP(bare) === 0 ? (await dns.lookup(bare, { all: true })).map(({ address }) => address) : [bare]
  } catch (error) {
    throw new WardenError('unreachable', `${bare}: no address is known: ${messageOf(error)}`, { cause: error })
  }
  for (const address of found) checkAddress(bare, address, allowPrivate)
  return found
}

/**
 * Throws `refused` for a name that can only mean a machine of a private network, whoever looks it up: behind a proxy the
 * addresses are not seen here. RFC 6761, 6762 and 8375, and the name that ICANN keeps for such networks.
 */
export function checkHostName(host: string): void {
  const name = host.toLowerCase().replace(/\.$/, '')
  if (isIP(name.replace(/^\[(.*)\]$/, '$1')) !== 0) return
  if (name.includes('.') && !/\.(?:internal|local|localhost|localdomain|lan|intranet|corp|home|home\.arpa)$/.test(name))
    return
  throw new WardenError('refused', `${host}: a name of a private network, and the module is not private`, {
    remedy: 'where the module is your own, say so: go env -w GOPRIVATE=PATTERN',
  })
}

/** Throws `refused` where an address of a host may not be asked. */
export function checkAddress(host: string, address: string, allowPrivate: boolean): void {
  const kind = addressKind(address)
  if (kind === 'public' || (kind === 'private' && allowPrivate)) return
  const shown = host === address ? address : `${host} (${address})`
  if (kind === 'never') {
    throw new WardenError('refused', `${shown}: nothing is fetched from such an address`)
  }
  throw new WardenError('refused', `${shown}: an address of a private network, and the module is not private`, {
    remedy: 'where the module is your own, say so: go env -w GOPRIVATE=PATTERN',
  })
}

const PRIVATE = listOf(
  '10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 127.0.0.0/8 100.64.0.0/10 198.18.0.0/15 ::1/128 fc00::/7',
)

const NEVER = listOf(
  '0.0.0.0/8 169.254.0.0/16 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 ' +
    '240.0.0.0/4 2001::/23 2001:db8::/32 3fff::/20',
)

const GIVEN = listOf('2000::/3')

function listOf(ranges: string): BlockList {
  const list = new BlockList()
  for (const range of ranges.split(' ')) {
    const [network = '', bits = ''] = range.split('/')
    list.addSubnet(network, Number(bits), isIP(network) === 6 ? 'ipv6' : 'ipv4')
  }
  return list
}

/** The address of IPv4 inside one of IPv6: mapped, compatible, translated (RFC 6052) or tunnelled (6to4, RFC 3056). */
function embedded(address: string): string | undefined {
  const groups = groupsOf(address)
  if (groups === undefined) return undefined
  const four = (high = 0, low = 0): string => [high >> 8, high & 255, low >> 8, low & 255].join('.')
  if (groups[0] === 0x2002) return four(groups[1], groups[2])
  const [a, b, c, d, e, f, g, h] = groups
  const start = [a, b, c, d, e]
  if (start.every((group) => group === 0) && (f === 0xffff || (f === 0 && g !== 0))) return four(g, h)
  if (a === 0x64 && b === 0xff9b && [c, d, e, f].every((group) => group === 0)) return four(g, h)
  return undefined
}

/** The eight numbers of an address of IPv6. */
function groupsOf(address: string): readonly number[] | undefined {
  // The URL parser writes every form in hexadecimal groups.
  const plain = URL.parse(`http://[${address.replace(/%.*$/, '')}]/`)?.hostname.slice(1, -1)
  if (plain === undefined) return undefined
  const [head = '', tail] = plain.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - left.length - right.length }, () => '0')
  return [...left, ...zeros, ...right].map((group) => Number.parseInt(group, 16))
}
