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
  /** How often it was given, lately. */
  hits: number
}

/** The set. */
export interface HotSet {
  /** The answer that still counts. */
  get(url: string, epoch: number, now: number): Ready | undefined
  /**
   * Whether an answer of so many bytes, which is asked for now and is not here, would stay: where there is room, or it is
   * asked for more often than the one that had to go. What would not is better sent as it is read.
   */
  wants(url: string, size: number): boolean
  /** Takes an answer that says of itself that it may be given again. */
  put(url: string, reply: Reply): void
  readonly bytes: () => number
}

const MOST_ENTRY = 2 << 20
const MOST_MISSED = 10_000
/** What an entry takes besides its body, about. */
const OVERHEAD = 600

/** Makes one of at most so many bytes. */
export function createHotSet(mostBytes: number): HotSet {
  const entries = new Map<string, Ready>()
  /** How often what is not here was asked for, lately. */
  const missed = new Map<string, number>()
  let bytes = 0
  const drop = (url: string, entry: Ready): void => {
    entries.delete(url)
    bytes -= entry.body.length + OVERHEAD
  }
  return {
    bytes: () => bytes,
    get(url, epoch, now): Ready | undefined {
      const entry = entries.get(url)
      if (entry === undefined) return undefined
      if (entry.epoch === epoch && now < entry.until) {
        entry.hits++
        return entry
      }
      drop(url, entry)
      return undefined
    },
    wants(url, size): boolean {
      if (size > MOST_ENTRY) return false
      if (bytes + size + OVERHEAD <= mostBytes) return true
      const [first] = entries
      const times = (missed.get(url) ?? 0) + 1
      if (first === undefined || times > first[1].hits) return true
      if (missed.size >= MOST_MISSED) missed.clear()
      missed.set(url, times)
      // The oldest gets another turn, and less for what was long ago.
      const [oldest, entry] = first
      entries.delete(oldest)
      entry.hits = Math.floor(entry.hits / 2)
      entries.set(oldest, entry)
      return false
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
        hits: 0,
      })
      missed.delete(url)
      bytes += body.length + OVERHEAD
      // The oldest go first: what is asked for again comes in again.
      for (const [oldest, entry] of entries) {
        if (bytes <= mostBytes) break
        drop(oldest, entry)
      }
    },
  }
}
