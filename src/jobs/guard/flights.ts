// Flights: one piece of work for all who ask for the same thing while it is under way. Whoever goes away stops nobody:
// the work has no caller's signal. A failure is remembered for a moment, so that a thousand clients that ask again at once
// do not become a thousand requests upstream.
import { WardenError, isWardenError, type ErrorCode } from '../../base/errors.ts'
import type { Clock } from '../../world/clock.ts'

/** Work under way, by key. */
export interface Flights {
  /** The result of `work`, or of the work that is under way for this key, or the failure that it just had. */
  run<T>(key: string, work: () => Promise<T>): Promise<T>
  /** How many are under way. */
  readonly underWay: () => number
}

/** How long (ms) a failure is remembered. */
const REMEMBERED: Readonly<Partial<Record<ErrorCode, number>>> = {
  'not-found': 10_000,
  refused: 5000,
  unreachable: 2000,
  parse: 5000,
  mismatch: 5000,
  'too-large': 10_000,
}

const MOST_FAILURES = 10_000
const MOST_UNDER_WAY = 20_000

/** Makes them. */
export function createFlights(clock: Clock): Flights {
  const flying = new Map<string, Promise<unknown>>()
  const failed = new Map<string, { readonly error: WardenError; readonly until: number }>()
  return {
    underWay: () => flying.size,
    run: async <T>(key: string, work: () => Promise<T>): Promise<T> => {
      const known = flying.get(key)
      // What was put in under this key is what comes out: a key names the kind of its result.
      if (known !== undefined) return known as Promise<T>
      const failure = failed.get(key)
      if (failure !== undefined) {
        if (clock.now().getTime() < failure.until) throw failure.error
        failed.delete(key)
      }
      if (flying.size >= MOST_UNDER_WAY) throw new WardenError('busy', 'the guard is busy', { remedy: 'try again' })
      const started = work()
      flying.set(key, started)
      try {
        return await started
      } catch (error) {
        const ms = isWardenError(error) ? REMEMBERED[error.code] : undefined
        if (isWardenError(error) && ms !== undefined) {
          if (failed.size >= MOST_FAILURES) failed.clear()
          failed.set(key, { error, until: clock.now().getTime() + ms })
        }
        throw error
      } finally {
        flying.delete(key)
      }
    },
  }
}
