// The way to a database over the network: how many requests run at once, how large answers may be, and when to stop
// asking one that does not answer.
import { createGate } from '../base/once.ts'
import { WardenError, isWardenError } from '../base/errors.ts'

/** Gets the answer for a path of the database; see `SumdbOps.readRemote` for what it throws. */
export type Fetch = (path: string, maxBytes: number) => Promise<Uint8Array>

/** What limits the requests. */
export interface RemoteOptions {
  /** The database's name, for messages. */
  readonly name: string
  /** No request is ever made; every call throws `unreachable`. */
  readonly offline: boolean
  /** How many requests may be under way. */
  readonly concurrency: number
}

/**
 * Wraps `fetch` so that at most `concurrency` requests are under way, answers longer than asked for are refused
 * (`too-large`), and after eight failures in a row to reach the database nothing more is asked (`unreachable`):
 * a thousand modules must not wait for a thousand time-outs.
 */
export function limitedFetch(fetch: Fetch, options: RemoteOptions): Fetch {
  const { name, offline } = options
  const enter = createGate(options.concurrency)
  let failures = 0
  return (path, maxBytes) => {
    if (offline) return Promise.reject(new WardenError('unreachable', `${name}: not asked for ${path} while offline`))
    return enter(async () => {
      if (failures >= MAX_FAILURES) {
        throw new WardenError('unreachable', `${name}: given up after ${failures} failures to reach it`)
      }
      try {
        const bytes = await fetch(path, maxBytes)
        failures = 0
        if (bytes.length > maxBytes) {
          throw new WardenError('too-large', `${name}: the answer to ${path} is longer than ${maxBytes} bytes`)
        }
        return bytes
      } catch (error) {
        // Any other failure is an answer too.
        failures = isWardenError(error, 'unreachable') ? failures + 1 : 0
        throw error
      }
    })
  }
}

const MAX_FAILURES = 8
