// What the checksum database's client needs from outside: the way to the database, go's cache of proven files, the
// remembered head, and a place for evidence. Everything is where the go command has it and written as it writes it,
// so that both guard the same memory (cmd/go/internal/modfetch/sumdb.go); a copy of the greatest head is kept apart.
//
// The store, our own folder, has the layout of a GOPATH with its module cache:
//   <store>/pkg/sumdb/<name>/latest            the greatest head ever remembered
//   <store>/pkg/sumdb/<name>/sightings         which sizes the log had when (sumdbsightings.ts)
//   <store>/cache/download/sumdb/<name>/…      proven files, where go's cache cannot be written
//   <store>/evidence/<UTC time>-fork-<name>/   what proves a fork; never overwritten
import { WardenError, messageOf } from '../base/errors.ts'
import { Once } from '../base/once.ts'
import type { SumdbOps } from '../sumdb/client.ts'
import type { Clock } from '../world/clock.ts'
import type { Files } from '../world/files.ts'
import type { GoSettings } from '../world/go.ts'
import type { Http } from '../world/http.ts'
import type { Locks } from '../world/lock.ts'
import { keepEvidence } from './evidence.ts'
import { answerError, askProxies, joinUrl, parseGoProxy } from './proxy.ts'
import { createCache } from './sumdbcache.ts'
import { createHeads } from './sumdbheads.ts'
import { createSightings } from './sumdbsightings.ts'

/** How the operations for one database are made. */
export interface SumdbOpsOptions {
  /** The database's name, checked: `sum.golang.org`, `localhost.localdev/sumdb`. */
  readonly name: string
  /** The URL that GOSUMDB names; without it the proxies of GOPROXY are asked whether they speak for the database. */
  readonly url?: string | undefined
  readonly settings: Pick<GoSettings, 'GOPROXY' | 'GOPATH' | 'GOMODCACHE'>
  readonly http: Http
  readonly files: Files
  readonly locks: Locks
  readonly clock: Clock
  /** Our own folder, absolute; it is made when first needed. */
  readonly store: string
  /** Hears of what went wrong without making a proof wrong: a cache or a store that cannot be written. */
  readonly onNotice?: (text: string) => void
}

/** The client's operations, and what else belongs to the same memory. */
export interface SumdbMemory extends SumdbOps {
  /**
   * Our own copy of the greatest head, empty where there is none. go truncates its file before it writes it: with
   * this as a floor, an empty or torn one is never taken for first contact.
   */
  readOwnHead(): Promise<Uint8Array>
}

/** The operations on one database. Nothing is read, written or asked before the first call. */
export function createSumdbOps(options: SumdbOpsOptions): SumdbMemory {
  const notice = once(options.onNotice ?? (() => undefined))
  const remote = new Once<string>()
  const head = createHeads(options, notice)
  const cache = createCache(options, notice)
  const sightings = createSightings(options)
  return {
    readRemote: async (file, maxBytes) => {
      const base = await remote.get('base', () => findBase(options))
      const url = joinUrl(base, file)
      const answer = await options.http.get(url, { maxBytes })
      if (answer.status !== 200) throw answerError(`${options.name}${file}`, url, answer)
      return answer.body
    },
    readHead: head.read,
    writeHead: async (old, newest) => {
      try {
        return await head.write(old, newest)
      } catch (error) {
        // What was proven is proven; that the memory stays behind must be told all the same.
        notice(`the newest head of ${options.name} could not be remembered: ${messageOf(error)}`)
        throw error
      }
    },
    readOwnHead: head.readOwn,
    readCache: cache.read,
    writeCache: cache.write,
    noteSighting: sightings.note,
    readSightings: sightings.read,
    keepEvidence: async (report) => {
      try {
        notice(`the evidence of the fork of ${options.name} is in ${await keepEvidence(report, options)}`)
      } catch (error) {
        // The fork must be told whatever becomes of its evidence.
        notice(`the evidence of the fork of ${options.name} could not be kept: ${messageOf(error)}`)
      }
    },
  }
}

/**
 * The URL below which the database answers. A proxy that says it speaks for the database is used for everything and
 * never fallen back from; one that does not (404, 410) leaves it to the next, and at the end to the database itself.
 */
async function findBase({ name, url, settings, http }: SumdbOpsOptions): Promise<string> {
  if (url !== undefined) return url
  const below = `sumdb/${name}/supported`
  const direct = `https://${name}`
  try {
    const asked = await askProxies(parseGoProxy(settings.GOPROXY), async (proxy) => {
      const target = joinUrl(proxy, below)
      const answer = await http.get(target, { maxBytes: 64 * 1024 })
      if (answer.status !== 200) throw answerError(name, target, answer)
    })
    if (asked.kind === 'found') return joinUrl(asked.url, `sumdb/${name}`)
    if (asked.kind === 'direct') return direct
    throw (
      asked.earlier ??
      new WardenError('refused', `${name}: GOPROXY says "off", so the checksum database is not asked`, {
        remedy: 'set GOPROXY to a module proxy, or GOSUMDB to the database and its URL',
      })
    )
  } catch (error) {
    // No proxy speaks for it: then it is asked itself, as go does.
    if (error instanceof WardenError && error.code === 'not-found') return direct
    throw error
  }
}

/** Says each text only once. */
function once(say: (text: string) => void): (text: string) => void {
  const said = new Set<string>()
  return (text) => {
    if (said.has(text)) return
    said.add(text)
    say(text)
  }
}
