// Who asks: a token as Bearer or as the password of Basic (go sends what .netrc has), an id token of a CI system, or the
// cookie of a login. What is shown and does not hold is refused, and never taken for nobody.
//
//   token    mwt_ and 43 characters of base64url: 256 random bits, of which only the SHA-256 is kept
//   cookie   <token id>.<end, ms>.<nonce>.<mac>: HMAC-SHA256 under a key that the guard's processes share; it ends with
//            its token, at the latest, and when whoever has it logs out or in again: that is kept, by its nonce
//
// On loopback nobody is trusted for where they are: every program and every web page of the machine is there.
import { createHmac, hash, timingSafeEqual } from 'node:crypto'
import { isWardenError } from '../base/errors.ts'
import type { Identity, People } from '../world/people.ts'
import type { Ask } from './exchange.ts'
import { createRateLimit } from './ratelimit.ts'

/** Verifies id tokens. Throws `refused` where one does not hold, `unreachable` where its issuer cannot be asked. */
export type VerifyIdToken = (token: string, now: Date) => Promise<Identity>

/** What identifying needs. */
export interface IdentifyOptions {
  readonly people: People
  /** Signs cookies. */
  readonly key: string
  readonly now: () => Date
  /** So many random bytes. */
  readonly random: (bytes: number) => Uint8Array
  readonly verifyIdToken: VerifyIdToken | undefined
  /** The guard's own address. */
  readonly origin: () => string
}

/** What a request shows. */
export type Shown =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'known'; readonly who: Identity; readonly csrf: string | undefined }
  | { readonly kind: 'wrong'; readonly why: string; readonly status: 401 | 429 | 503 }

/** Finds out who asks. */
export interface Identifying {
  identify(ask: Pick<Ask, 'header' | 'client'>): Promise<Shown>
  /** Whom a request shows, where they were seen within seconds; asks nobody. */
  recent(authorization: string): Identity | undefined
  /** Begins a session. */
  login(secret: string, client: string): Promise<Session | 'wrong' | 'busy'>
  /** Ends the session that a request shows, wherever else its cookie is; nothing where it shows none. */
  logout(ask: Pick<Ask, 'header'>): Promise<void>
}

/** A login. */
export interface Session {
  readonly who: Identity
  readonly value: string
  readonly until: Date
}

/**
 * The name of the cookie at an address of the guard. Behind TLS a browser takes one of such a name from nobody but this
 * host (https://www.rfc-editor.org/rfc/rfc6265bis, 4.1.3): not from a page of another subdomain, and not over plain http.
 * `__Host-` is for a whole host; a guard below a path has its cookie sent there alone.
 */
export function cookieName(origin: string): string {
  if (!origin.startsWith('https:')) return 'modwarden-session'
  return (URL.parse(origin)?.pathname ?? '/') === '/' ? '__Host-modwarden-session' : '__Secure-modwarden-session'
}

/** What a secret begins with, so that scanners for leaked secrets find it. */
const SECRET_PREFIX = 'mwt_'

/** A new secret from 32 random bytes. */
export function newSecret(random: Uint8Array): string {
  return `${SECRET_PREFIX}${Buffer.from(random.subarray(0, 32)).toString('base64url')}`
}

/** What is kept of a secret. */
export function hashOfSecret(secret: string): string {
  return hash('sha256', secret)
}

const SESSION_MS = 8 * 3_600_000
/** How long what the database said counts: a token that is revoked is refused after that. */
const FRESH_MS = 2000
const MOST_SEEN = 10_000
const MOST_SECRET = 16 * 1024
/** How long one that does not hold is refused unseen: an issuer may have a new key by then. */
const REFUSED_MS = 10_000
const WRONG_A_MINUTE = 30

const BUSY: Shown = { kind: 'wrong', why: 'too many wrong tokens: wait a minute', status: 429 }

/** Makes it. */
export function createIdentifying({ people, key, now, random, verifyIdToken, origin }: IdentifyOptions): Identifying {
  const seen = new Map<string, { readonly who: Identity; readonly at: number }>()
  const wrong = createRateLimit(WRONG_A_MINUTE, 60_000, () => now().getTime())
  /** What did not hold a moment ago: go asks for a hundred things with a token that is over, and that is one guess. */
  const refused = new Map<string, { readonly why: string; readonly at: number }>()
  const fresh = (name: string): Identity | undefined => {
    const found = seen.get(name)
    if (found === undefined) return undefined
    if (now().getTime() - found.at < FRESH_MS && found.who.until > now()) return found.who
    seen.delete(name)
    return undefined
  }
  const remember = (name: string, who: Identity): Identity => {
    if (seen.size >= MOST_SEEN) seen.clear()
    seen.set(name, { who, at: now().getTime() })
    return who
  }
  const verifierOf = (secret: string): VerifyIdToken | undefined =>
    !secret.startsWith(SECRET_PREFIX) && secret.split('.').length === 3 ? verifyIdToken : undefined
  const macOf = (what: string, text: string): string =>
    createHmac('sha256', key).update(`${what}\n${text}`).digest('base64url')
  /** What a cookie of ours says, whether or not it counts. */
  const saidBy = (header: string | undefined): Said | undefined => {
    const value = cookieIn(header, cookieName(origin()))
    const [, text = '', token = '', end = '', nonce = '', mac = ''] =
      /^((t\d{1,15})\.(\d{1,15})\.([\w-]{22}))\.([\w-]{43})$/.exec(value ?? '') ?? []
    if (value === undefined || text === '' || !same(mac, macOf('session', text))) return undefined
    return { value, token, until: new Date(Number(end)), nonce }
  }
  /** Asked of the tables each time: who logs out, or whose token is revoked, is out at once. Only pages have cookies. */
  const byCookie = async ({ token, until, nonce }: Said): Promise<Identity | undefined> => {
    if (!(until > now()) || (await people.isEnded(nonce))) return undefined
    return people.identifyToken(token, now())
  }
  const refuse = (client: string, hashed: string, why: string): Shown => {
    if (!wrong.take(client)) return BUSY
    if (refused.size >= MOST_SEEN) refused.clear()
    refused.set(hashed, { why, at: now().getTime() })
    return { kind: 'wrong', why, status: 401 }
  }

  return {
    recent: (authorization) => {
      const secret = secretIn(authorization)
      return typeof secret === 'string' ? fresh(hashOfSecret(secret)) : undefined
    },
    async identify({ header, client }): Promise<Shown> {
      const secret = secretIn(header('authorization'))
      if (secret !== undefined) {
        if (secret === WRONG) {
          return { kind: 'wrong', why: 'the Authorization header is neither Bearer nor Basic', status: 401 }
        }
        const hashed = hashOfSecret(secret)
        const known = fresh(hashed)
        if (known !== undefined) return { kind: 'known', who: known, csrf: undefined }
        const before = refused.get(hashed)
        if (before !== undefined && now().getTime() - before.at < REFUSED_MS) {
          return { kind: 'wrong', why: before.why, status: 401 }
        }
        const verify = verifierOf(secret)
        // Nobody guesses a token, and to look for one costs little: who has one gets in, whoever else is at the address. An
        // id token costs a signature, and may have its issuer asked.
        if (verify !== undefined && !wrong.has(client)) return BUSY
        try {
          const who = await (verify?.(secret, now()) ?? people.identify(hashed, now()))
          if (who === undefined) return refuse(client, hashed, 'the token is unknown, over or revoked')
          return { kind: 'known', who: remember(hashed, who), csrf: undefined }
        } catch (error) {
          if (isWardenError(error, 'refused', 'parse')) return refuse(client, hashed, error.message)
          if (isWardenError(error, 'unreachable')) return { kind: 'wrong', why: error.message, status: 503 }
          throw error
        }
      }
      const cookie = saidBy(header('cookie'))
      // A cookie that is over is no attack: the page says that nobody is logged in.
      const who = cookie === undefined ? undefined : await byCookie(cookie)
      if (cookie === undefined || who === undefined) return { kind: 'nothing' }
      return { kind: 'known', who, csrf: macOf('form', cookie.value) }
    },
    async logout({ header }): Promise<void> {
      const cookie = saidBy(header('cookie'))
      if (cookie !== undefined && cookie.until > now()) await people.endSession(cookie.nonce, cookie.until, now())
    },
    async login(secret, client): Promise<Session | 'wrong' | 'busy'> {
      const who =
        secret.length > MOST_SECRET || !secret.startsWith(SECRET_PREFIX)
          ? undefined
          : await people.identify(hashOfSecret(secret), now())
      if (who === undefined) return wrong.take(client) ? 'wrong' : 'busy'
      const until = new Date(Math.min(now().getTime() + SESSION_MS, who.until.getTime()))
      const nonce = Buffer.from(random(16)).toString('base64url')
      const text = `${who.by}.${until.getTime()}.${nonce}`
      return { who, value: `${text}.${macOf('session', text)}`, until }
    },
  }
}

/** Whether two texts are the same, in a time that does not tell where they differ. */
export function same(a: string, b: string): boolean {
  const [x, y] = [Buffer.from(a), Buffer.from(b)]
  return x.length === y.length && timingSafeEqual(x, y)
}

const WRONG = Symbol('a header that is none')

/** What an Authorization header holds; `undefined` where there is no header. */
function secretIn(header: string | undefined): string | typeof WRONG | undefined {
  if (header === undefined) return undefined
  const [, scheme = '', value = ''] = /^(bearer|basic) +([\w.~+/=-]+)$/i.exec(header.slice(0, MOST_SECRET)) ?? []
  if (scheme.toLowerCase() === 'bearer') return value
  if (scheme === '') return WRONG
  const pair = Buffer.from(value, 'base64').toString('utf8')
  const colon = pair.indexOf(':')
  // The password; where somebody put the token before the colon and nothing behind it, that.
  const password = colon < 0 ? '' : pair.slice(colon + 1)
  return password !== '' ? password : colon > 0 ? pair.slice(0, colon) : WRONG
}

/** What is in a cookie whose signature holds. */
interface Said {
  readonly value: string
  readonly token: string
  readonly until: Date
  /** Names the login. */
  readonly nonce: string
}

function cookieIn(header: string | undefined, wanted: string): string | undefined {
  if (header === undefined || header.length > MOST_SECRET) return undefined
  for (const part of header.split(';')) {
    const [name = '', value = ''] = part.split('=', 2)
    if (name.trim() === wanted) return value.trim()
  }
  return undefined
}
