// Id tokens of CI systems: signed statements of an issuer about a job, by OpenID Connect Core 1.0, section 3.1.3.7, and
// Discovery 1.0. Only issuers that the user's own configuration names are asked anything; of what a token says, only what
// the issuer's keys sign counts. Signatures are jose's to check.
import { createLocalJWKSet, decodeJwt, errors, jwtVerify, type JSONWebKeySet, type JWTPayload } from 'jose'
import { textOf } from '../base/bytes.ts'
import { WardenError } from '../base/errors.ts'
import type { Role } from '../base/role.ts'
import type { Http } from '../world/http.ts'
import type { People } from '../world/people.ts'
import type { VerifyIdToken } from './identify.ts'

/** Whose tokens count, and for what. */
export interface IdTokenRule {
  /** As the tokens have it: `https://ci.example`. */
  readonly issuer: string
  /** Whom the token must be made for. */
  readonly audience: string
  /** No machine is an administrator. */
  readonly role: Exclude<Role, 'admin'>
  /** What the token must say; a `*` at the end stands for anything that follows. */
  readonly claims: Readonly<Record<string, string>>
  /** Who it is, of its claims: `{repository}`; the subject unless given. */
  readonly name: string
}

/** What verifying needs. */
export interface IdTokenOptions {
  readonly rules: readonly IdTokenRule[]
  readonly people: Pick<People, 'personOf'>
  readonly http: Http
}

/** Signatures by a shared secret are none here, and `none` is none anywhere. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA']
const KEYS_MS = 10 * 60_000
/** A key that is not known yet has the issuer asked again, but not more often than this. */
const AGAIN_MS = 30_000
const MOST_KEYS = 1 << 20
const PATIENCE_MS = 10_000
const TOLERANCE_S = 30
const MOST_NAME = 200

interface Keys {
  readonly at: number
  readonly find: ReturnType<typeof createLocalJWKSet>
}

/** Makes it. */
export function createIdTokens({ rules, people, http }: IdTokenOptions): VerifyIdToken {
  const known = new Map<string, Keys>()
  const fetching = new Map<string, Promise<Keys>>()
  const keysOf = async (issuer: string, now: number, mostAge: number): Promise<Keys> => {
    const found = known.get(issuer)
    if (found !== undefined && now - found.at < mostAge) return found
    const underWay =
      fetching.get(issuer) ??
      fetchKeys(http, issuer)
        .then((set) => {
          const keys = { at: now, find: createLocalJWKSet(set) }
          known.set(issuer, keys)
          return keys
        })
        .finally(() => fetching.delete(issuer))
    fetching.set(issuer, underWay)
    return underWay
  }
  const verify = async (token: string, rule: IdTokenRule, now: Date): Promise<JWTPayload> => {
    const { issuer, audience } = rule
    const options = {
      issuer,
      audience,
      algorithms: ALGORITHMS,
      clockTolerance: TOLERANCE_S,
      requiredClaims: ['exp', 'sub'],
      currentDate: now,
    }
    const keys = await keysOf(issuer, now.getTime(), KEYS_MS)
    try {
      return (await jwtVerify(token, keys.find, options)).payload
    } catch (error) {
      // Issuers change their keys.
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error
      const newer = await keysOf(issuer, now.getTime(), AGAIN_MS)
      if (newer === keys) throw error
      return (await jwtVerify(token, newer.find, options)).payload
    }
  }

  return async (token, now) => {
    const said = issuerIn(token)
    const fitting = rules.filter(({ issuer }) => issuer === said)
    if (fitting.length === 0) throw refused('no issuer that is known here made it')
    let why = 'no rule fits what it says'
    for (const rule of fitting) {
      let payload: JWTPayload
      try {
        payload = await verify(token, rule, now)
      } catch (error) {
        if (!(error instanceof errors.JOSEError)) throw error
        why = error.message
        continue
      }
      if (!Object.entries(rule.claims).every(([name, wanted]) => fits(payload[name], wanted))) continue
      const name = nameOf(rule, payload)
      return {
        // Its issuer stands before it: nobody else is called so.
        person: await people.personOf(name, now),
        name,
        role: rule.role,
        by: 'id-token',
        until: new Date((payload.exp ?? 0) * 1000),
      }
    }
    throw refused(why)
  }
}

function issuerIn(token: string): string | undefined {
  try {
    return decodeJwt(token).iss
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined
    throw error
  }
}

function refused(why: string): WardenError {
  return new WardenError('refused', `the id token does not hold: ${why}`)
}

/** Whether a claim says what is wanted; anything but a text, a number or a yes is not looked into. */
function fits(claim: unknown, wanted: string): boolean {
  if (typeof claim !== 'string' && typeof claim !== 'number' && typeof claim !== 'boolean') return false
  const said = String(claim)
  return wanted.endsWith('*') ? said.startsWith(wanted.slice(0, -1)) : said === wanted
}

function nameOf({ issuer, name }: IdTokenRule, payload: JWTPayload): string {
  const made = name.replaceAll(/\{(\w+)\}/g, (_, claim: string) => {
    const value = payload[claim]
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '-'
  })
  // One host may have many issuers, each below a path of its own.
  const { host, pathname } = new URL(issuer)
  return `${host}${pathname.replace(/\/$/, '')}:${made}`.slice(0, MOST_NAME)
}

/** The issuer's keys. Throws `unreachable` where they cannot be had: that is no judgement about a token. */
async function fetchKeys(http: Http, issuer: string): Promise<JSONWebKeySet> {
  try {
    const about = await json(http, `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`)
    const { issuer: named, jwks_uri: place } = about
    if (named !== issuer || typeof place !== 'string') {
      throw new WardenError('parse', 'what it says about itself does not name it and its keys')
    }
    const url = new URL(place, issuer)
    // Plain http only where the issuer's own address is: that is this machine.
    if (url.protocol !== 'https:' && url.origin !== new URL(issuer).origin) {
      throw new WardenError('refused', 'its keys are not at an https address')
    }
    const set = await json(http, url.href)
    if (isKeySet(set)) return set
    throw new WardenError('parse', 'its keys are no set of keys')
  } catch (error) {
    throw new WardenError('unreachable', `${issuer}: its keys cannot be had`, { cause: error })
  }
}

/** As far as jose does not look itself: it takes each key apart when it is needed. */
function isKeySet(value: object): value is JSONWebKeySet {
  return 'keys' in value && Array.isArray(value.keys) && value.keys.length <= MOST_KEY_COUNT
}

const MOST_KEY_COUNT = 100

async function json(http: Http, url: string): Promise<Readonly<Record<string, unknown>>> {
  const { status, body } = await http.get(url, { maxBytes: MOST_KEYS, timeoutMs: PATIENCE_MS, sameHost: true })
  if (status !== 200) throw new WardenError('unreachable', `${url}: answers ${status}`)
  const value: unknown = JSON.parse(textOf(body) ?? '')
  if (typeof value !== 'object' || value === null) throw new WardenError('parse', `${url}: is no JSON object`)
  return { ...value }
}
