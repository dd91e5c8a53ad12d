// Whom the address of a client is believed from: reverse proxies that the settings name. Everybody else may write into
// X-Forwarded-For what they like.
import { BlockList, isIP } from 'node:net'
import { WardenError } from '../base/errors.ts'

/** Gives the client's address, from the connection's own and the header. */
export type ClientOf = (remote: string | undefined, forwardedFor: string | undefined) => string

/** Makes it for addresses and networks (`10.0.0.0/8`). Throws `config` for what is neither. */
export function trustProxies(named: readonly string[]): ClientOf {
  if (named.length === 0) return (remote = '') => plain(remote)
  const list = new BlockList()
  for (const one of named) {
    const [, address = '', bits] = /^([0-9A-Fa-f.:]+)(?:\/(\d{1,3}))?$/.exec(one) ?? []
    const version = isIP(address)
    const most = version === 4 ? 32 : 128
    if (version === 0 || Number(bits ?? most) > most) {
      throw new WardenError('config', `trusted-proxies: ${JSON.stringify(one)} is no address or network`, {
        remedy: 'as in 10.0.0.7 or 10.0.0.0/8',
      })
    }
    list.addSubnet(address, Number(bits ?? most), version === 4 ? 'ipv4' : 'ipv6')
  }
  const isTrusted = (address: string): boolean => {
    const version = isIP(address)
    return version !== 0 && list.check(address, version === 4 ? 'ipv4' : 'ipv6')
  }
  return (remote = '', forwardedFor = '') => {
    let client = plain(remote)
    // Each proxy adds at the end whom it heard it from: from there back to the first that is not one of ours.
    for (const hop of forwardedFor.slice(-MOST_HEADER).split(',').toReversed()) {
      if (!isTrusted(client)) break
      const said = plain(hop.trim())
      if (isIP(said) === 0) break
      client = said
    }
    return client
  }
}

const MOST_HEADER = 2000

/** IPv4 as it is written there, also where the socket is one of IPv6. */
function plain(address: string): string {
  return address.startsWith('::ffff:') && isIP(address.slice(7)) === 4 ? address.slice(7) : address
}
