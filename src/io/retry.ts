// One more attempt where a server is busy or a connection broke off, and counting of how often that was needed. The go
// command makes none; but a run of a thousand requests should not end with "could not be checked" for one of them.
import { WardenError } from '../base/errors.ts'
import type { Clock } from '../world/clock.ts'
import type { Answer, FetchCounts, Http } from '../world/http.ts'
import { errnoOf } from './diskerror.ts'

/** A client that tries again, and what it counted. */
export interface RetryingHttp extends Http {
  counts(): FetchCounts
}

/** Statuses of a server that may soon answer otherwise (RFC 9110, 15.5.9, 15.6; RFC 6585, 4). */
const BUSY = new Set([408, 429, 500, 502, 503, 504])

/** Of a connection that was there, or a name server that has a bad moment. A refused connection is an answer. */
const BROKEN = new Set(['ECONNRESET', 'ECONNABORTED', 'EPIPE', 'EAI_AGAIN'])

const PAUSE_MS = 250

/** A server that wants to be left alone for longer is. */
const LONGEST_PAUSE_MS = 5000

/** After so many second attempts in vain, one after the other, a server is taken to be down, and is asked once only. */
const MOST_IN_VAIN = 3

/** `http`, with one more attempt a request. File URLs are not counted, and what is refused or stopped neither. */
export function withRetries(http: Http, clock: Clock): RetryingHttp {
  let made = 0
  let retried = 0
  const inVain = new Map<string, number>()
  const attempt = async (
    url: string,
    signal: AbortSignal | undefined,
    send: () => Promise<Answer>,
  ): Promise<Answer> => {
    if (url.startsWith('file:')) return send()
    const origin = URL.parse(url)?.origin ?? ''
    const first = await outcome(send)
    if (!isCounted(first)) return result(first)
    made++
    if (!isTrouble(first)) return result(first)
    retried++
    const pause = pauseAfter(first)
    if (pause === undefined || (inVain.get(origin) ?? 0) >= MOST_IN_VAIN) return result(first)
    await clock.sleep(pause, signal)
    const second = await outcome(send)
    inVain.set(origin, isTrouble(second) ? (inVain.get(origin) ?? 0) + 1 : 0)
    return result(second)
  }
  return {
    get: async (url, options) => attempt(url, options.signal, async () => http.get(url, options)),
    download: async (url, to, options) => attempt(url, options.signal, async () => http.download(url, to, options)),
    counts: () => ({ made, retried }),
  }
}

type Outcome = { readonly answer: Answer } | { readonly error: unknown }

async function outcome(send: () => Promise<Answer>): Promise<Outcome> {
  try {
    return { answer: await send() }
  } catch (error) {
    return { error }
  }
}

function result(outcome: Outcome): Answer {
  if ('error' in outcome) throw outcome.error
  return outcome.answer
}

function isCounted(outcome: Outcome): boolean {
  if ('answer' in outcome) return true
  return outcome.error instanceof WardenError && ['unreachable', 'too-large'].includes(outcome.error.code)
}

function isTrouble(outcome: Outcome): boolean {
  if ('answer' in outcome) return BUSY.has(outcome.answer.status)
  return outcome.error instanceof WardenError && outcome.error.code === 'unreachable'
}

/** How long to wait before the second attempt; `undefined` where it would be in vain, or is not wanted. */
function pauseAfter(outcome: Outcome): number | undefined {
  if ('error' in outcome) {
    // A server that was silent for the whole of its time would be waited for twice.
    const cause = outcome.error instanceof WardenError ? outcome.error.cause : undefined
    return BROKEN.has(errnoOf(cause)) ? PAUSE_MS : undefined
  }
  const wanted = outcome.answer.headers.get('retry-after') ?? ''
  if (!/^\d{1,6}$/.test(wanted)) return PAUSE_MS
  const pause = Number(wanted) * 1000
  return pause > LONGEST_PAUSE_MS ? undefined : Math.max(PAUSE_MS, pause)
}
