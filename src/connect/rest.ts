// Small JSON requests to a code host's API: bounded, never redirected (the token goes where the user said and nowhere
// else), over https, or http on this machine alone.
import { messageOf, WardenError } from '../base/errors.ts'

/** How a host is spoken to. */
export interface RestHost {
  /** The API's base, without a slash at its end. */
  readonly api: string
  /** Headers of every request, the token among them; never in a message. */
  readonly headers: Readonly<Record<string, string>>
}

const MOST_BYTES = 8 << 20
const TIMEOUT_MS = 30_000

/** Checks an API's base. Throws `config`. */
export function checkedApi(api: string, name: string): string {
  let url: URL
  try {
    url = new URL(api)
  } catch {
    throw new WardenError('config', `${name}: not a URL`)
  }
  // Whatever is wrong with it, a password in it is not repeated.
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    throw new WardenError('config', `${name}: ${url.origin}: only the API's base is wanted`)
  const isLocal = ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname)
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLocal)) {
    throw new WardenError('config', `${name}: no https URL, and the token is sent over https only`)
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '')
}

/**
 * A token as it can be sent: what runs a request repeats a header that it refuses. Throws `config`, without the token.
 */
export function checkedToken(token: string, api: string): string {
  const alone = token.trim()
  if (/^[!-~]+$/.test(alone)) return alone
  throw new WardenError('config', `${api}: the token for it has a character that no token has`, {
    remedy: 'give the token alone, in one line',
  })
}

/** One request; gives the JSON value of a 2xx answer. Throws as `CodeHost.propose` does. */
export async function rest(
  { api, headers }: RestHost,
  method: 'GET' | 'POST' | 'PATCH' | 'PUT',
  path: string,
  body: object | undefined,
  signal: AbortSignal,
): Promise<unknown> {
  const what = `${method} ${api}${path.replace(/\?.*$/s, '')}`
  let answer: Response
  let text: string
  try {
    answer = await fetch(`${api}${path}`, {
      method,
      headers: {
        accept: 'application/json',
        ...headers,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    })
    text = await bounded(answer, what)
  } catch (error) {
    if (error instanceof WardenError) throw error
    if (signal.aborted) throw new WardenError('aborted', `${what}: stopped`, { cause: error })
    throw new WardenError('unreachable', `${what}: ${whyOf(error)}`, { cause: error })
  }
  if (!answer.ok) throw refusal(what, answer, text)
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new WardenError('unreachable', `${what}: its answer is not JSON`, { remedy: NO_API, cause: error })
  }
}

/** What went wrong below a request that only says that it failed. */
function whyOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  return messageOf(cause) || code || messageOf(error)
}

async function bounded(answer: Response, what: string): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  const body: AsyncIterable<Uint8Array> | undefined = answer.body ?? undefined
  if (body === undefined) return ''
  for await (const chunk of body) {
    size += chunk.length
    if (size > MOST_BYTES) throw new WardenError('too-large', `${what}: more than ${MOST_BYTES} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

function refusal(what: string, { status, headers }: Response, text: string): WardenError {
  const said = text.replaceAll(/\s+/g, ' ').slice(0, 200)
  const message = `${what}: ${status}${said === '' ? '' : `: ${said}`}`
  // GitHub says 403 for it, too: https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
  const wait = waitOf(headers)
  if (status === 429 || (status === 403 && wait !== undefined)) {
    return new WardenError('unreachable', `${what}: too many requests for now (${status})`, {
      remedy: `run it again ${wait === undefined ? 'later' : `after ${wait}`}`,
    })
  }
  if (status === 401 || status === 403) {
    return new WardenError('refused', message, {
      remedy: 'give a token that may write contents and requests of this project',
    })
  }
  if (status === 404)
    return new WardenError('not-found', message, { remedy: 'is the project named right, and may the token see it?' })
  if (status >= 300 && status < 400)
    return new WardenError('refused', `${what}: ${status}: it has moved, and the token is not sent elsewhere`, {
      remedy: 'name the API where it is now',
    })
  if (status === 422 || status === 409 || status === 400) return new WardenError('refused', message)
  return new WardenError('unreachable', message)
}

/** Until when a host wants to be left alone, in words; `undefined` where it does not say. */
function waitOf(headers: Headers): string | undefined {
  const after = headers.get('retry-after') ?? ''
  if (/^\d{1,6}$/.test(after)) return `${Number(after)} s`
  if (headers.get('x-ratelimit-remaining') !== '0') return undefined
  const reset = headers.get('x-ratelimit-reset') ?? ''
  return /^\d{1,11}$/.test(reset) ? `${new Date(Number(reset) * 1000).toISOString().slice(0, 16)}Z` : 'an hour'
}

const NO_API = 'is that the address of its API?'

/** A member of a JSON object. */
export function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined
}

/** The page of a request. Throws `unreachable` for an answer without one. */
export function pageOf(value: unknown, name: string, api: string): string {
  const url = member(value, name)
  if (typeof url === 'string' && /^https?:\/\/\S{1,2000}$/.test(url)) return url
  throw new WardenError('unreachable', `${api}: its answer names no page of the request`, { remedy: NO_API })
}
