// The hot set: answers to small requests as they went out, by URL, in a bounded piece of memory. They were verified when
// they were made. One counts until its decision may change: its time, or the epoch of what is decided by.
import type { Given } from '../world/downloads.ts'
import type { Reply } from './exchange.ts'

/** An answer that is ready. */
export interface Ready {
  readonly route: string
  readonly body: Uint8Array
  /** Names and values in turn, with their length. */
  readonly headers: readonly string[]
  readonly epoch: number
  /** In ms; infinity where it holds for good. */
  readonly until: number
  /** What is recorded as given each time. */
  readonly served?: Given | undefined
}

/** The set. */
export interface HotSet {
  /** The answer that still counts. */
  get(url: string, epoch: number, now: number): Ready | undefined
  /** Takes an answer that says of itself that it may be given again. */
  put(url: string, reply: Reply): void
  readonly bytes: () => number
}

const MOST_ENTRY = 2 << 20
/** What an entry takes besides its body, about. */
const OVERHEAD = 600

/** Makes one of at most so many bytes. */
export function createHotSet(mostBytes: number): HotSet {
  const entries = new Map<string, Ready>()
  let bytes = 0
  const drop = (url: string, entry: Ready): void => {
    entries.delete(url)
    bytes -= entry.body.length + OVERHEAD
  }
  return {
    bytes: () => bytes,
    get(url, epoch, now): Ready | undefined {
      const entry = entries.get(url)
      if (entry === undefined || (entry.epoch === epoch && now < entry.until)) return entry
      drop(url, entry)
      return undefined
    },
    put(url, { hot, route, body, headers, served }): void {
      if (hot === undefined || !(body instanceof Uint8Array) || body.length > MOST_ENTRY) return
      const known = entries.get(url)
      if (known !== undefined) drop(url, known)
      const list = Object.entries(headers).flat()
      const until = hot.until?.getTime() ?? Number.POSITIVE_INFINITY
      entries.set(url, {
        route,
        body,
        headers: [...list, 'content-length', String(body.length)],
        epoch: hot.epoch,
        until,
        served,
      })
      bytes += body.length + OVERHEAD
      // The oldest go first: what is asked for again comes in again.
      for (const [oldest, entry] of entries) {
        if (bytes <= mostBytes) break
        drop(oldest, entry)
      }
    },
  }
}
