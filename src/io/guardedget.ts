// GET for pages that strangers name: https (http where the user allows it), every hop of a redirect and every address
// looked at before it is connected to, so that a name that changes its address in between leads nowhere either. Where the
// user has a proxy, names are resolved there, and only addresses that are written out can be judged here.
import { isIP } from 'node:net'
import { WardenError } from '../base/errors.ts'
import type { Access, Page } from '../world/vcs.ts'
import { checkAddress, checkHostName } from './addresses.ts'
import type { Environment } from './environment.ts'
import { guardedWire, refusalIn } from './guardedwire.ts'
import { collect, collectPart } from './httpbody.ts'
import { redactUrl, tooLarge, unreachable } from './httperrors.ts'
import { proxyFor } from './httpproxy.ts'
import { Stop } from './httpstop.ts'
import { createCredentials, type Credentials } from './goauth.ts'
import { createWires, type Wire, type Wires } from './wires.ts'

/** What a GET may cost, and whom it may ask. */
export interface GuardedOptions {
  readonly access: Access
  readonly maxBytes: number
  readonly timeoutMs: number
  readonly signal: AbortSignal | undefined
  /** Only the beginning of the body is wanted, 64 KiB, whatever the status. */
  readonly beginning?: boolean
}

/** A client that owns connections. */
export interface GuardedClient {
  /** Throws `refused`, `unreachable`, `too-large`, `aborted`. */
  get(url: string, options: GuardedOptions): Promise<Page>
  close(): void
}

const MOST_REDIRECTS = 10
const REDIRECTS = [301, 302, 303, 307, 308]
const IDLE_MS = 20_000

/** A client; `env` and `goauth` as for `createHttp`, credentials are sent for private modules only. */
export function createGuardedClient(env: Environment, version: string, goauth: string): GuardedClient {
  const wires = new Map<string, Wire>()
  const credentials = createCredentials(env, goauth)
  let proxied: Wires | undefined
  const wireFor = (url: URL, allowPrivate: boolean): Wire => {
    if (proxyFor(url, env) !== undefined) return (proxied ??= createWires(env, 4)).for(url)
    const key = `${url.protocol} ${allowPrivate}`
    const made = wires.get(key) ?? guardedWire(url.protocol === 'https:', allowPrivate, env)
    wires.set(key, made)
    return made
  }
  return {
    get: async (address, options) => exchange(address, options, wireFor, version, credentials),
    close: () => {
      for (const wire of wires.values()) wire.close()
      proxied?.close()
    },
  }
}

async function exchange(
  address: string,
  { access, maxBytes, timeoutMs, signal, beginning = false }: GuardedOptions,
  wireFor: (url: URL, allowPrivate: boolean) => Wire,
  version: string,
  credentials: Credentials,
): Promise<Page> {
  let url = checked(address, access)
  const first = url
  const stop = new Stop(redactUrl(url.href), { maxBytes, timeoutMs, signal })
  try {
    let known = access.isPrivate && url.protocol === 'https:' ? await credentials.headers(url) : undefined
    let isAgain = false
    for (let hop = 0; ; hop++) {
      const shown = url.origin === first.origin ? known : undefined
      const headers: Record<string, string> = { 'user-agent': `modwarden/${version}`, ...shown }
      const head = await wireFor(url, mayBePrivate(url, access)).send({ url, headers, idleMs: IDLE_MS }, stop)
      stop.check()
      const location = REDIRECTS.includes(head.status) ? head.headers.get('location') : undefined
      if (isAgain) credentials.settled(first, head.status)
      if (location === undefined) {
        const isRefused = access.isPrivate && head.status >= 400 && head.status < 500 && url.origin === first.origin
        const mayAsk = isRefused && !isAgain && first.protocol === 'https:'
        const more = mayAsk ? await credentials.refused(first, head, known) : undefined
        if (more !== undefined) {
          await collectPart(head.body)
          isAgain = true
          known = more
          url = first
          continue
        }
        const cap = { maxBytes, error: () => tooLarge(url, maxBytes) }
        const whole = head.status === 200 && !beginning
        const body = whole ? await collect(head.body, cap) : await collectPart(head.body)
        return { status: head.status, body, url: url.href }
      }
      await collectPart(head.body)
      if (hop === MOST_REDIRECTS) throw new WardenError('refused', `${redactUrl(first.href)}: more than 10 redirects`)
      url = checked(URL.parse(location, url)?.href ?? location, access)
    }
  } catch (error) {
    throw stop.reason ?? refusalIn(error) ?? unreachable(url, error)
  } finally {
    stop.done()
  }
}

function checked(address: string, access: Access): URL {
  const url = URL.parse(address)
  const allowed = access.insecure ? ['https:', 'http:'] : ['https:']
  if (url === null || !allowed.includes(url.protocol)) {
    throw new WardenError('refused', `${redactUrl(address)}: only https is asked`, {
      remedy: 'plain http only where GOINSECURE names the module',
    })
  }
  // Whoever chose the address does not choose what this program logs in with.
  url.username = ''
  url.password = ''
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  // The look-up is not asked about addresses that are written out.
  const allowPrivate = mayBePrivate(url, access)
  if (isIP(host) !== 0) checkAddress(host, host, allowPrivate)
  else if (!allowPrivate) checkHostName(host)
  return url
}

/** Whether a host may be in a private network. */
function mayBePrivate({ hostname }: URL, { isPrivate, hosts }: Access): boolean {
  return isPrivate && (hosts === undefined || hosts.includes(hostname))
}
