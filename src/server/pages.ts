// The home page: how to use the guard, how to check that it is used, and what was stopped lately.
import type { DecisionLog, LoggedDecision } from '../world/decisionlog.ts'
import { guardLine } from '../jobs/guard/lines.ts'
import type { Ask, Handler } from './exchange.ts'
import { chip, escaped, framed, timeShown, type Frame } from './pageframe.ts'
import { waitingParts, type WaitingService } from './waiting.ts'

/** What the page says. */
export interface PageService {
  readonly log: DecisionLog
  readonly origin: () => string
  /** The key of the checksum database; `undefined` where none is asked. */
  readonly database: string | undefined
  readonly mode: () => string
  readonly frame: (ask: Ask) => Frame
  /** Whether nobody unknown may hear of a path. */
  readonly isPrivate: (modulePath: string) => boolean
  /** Patterns of the private modules that this guard fetches from their repositories. */
  readonly privateGit: readonly string[]
  readonly waiting: WaitingService
}

/** The handler of `/`. */
export function serveHome(service: PageService): Handler {
  const { log, origin: address, database, mode, frame, isPrivate, privateGit } = service
  return async (ask) => {
    const origin = address()
    const { base } = frame(ask)
    const stopped = (await log.stopped(MOST_STOPPED)).filter(({ path }) => ask.who !== undefined || !isPrivate(path))
    const parts = [
      '<h1>A guard for Go modules</h1>',
      `<p>What comes through it is proven, looked at and allowed. Mode: <a href="${escaped(base)}/mode"><b>${escaped(mode())}</b></a>.`,
      ...(await waitingParts(service.waiting, ask, base)),
      '<h2>Use it</h2>',
      `<pre>${escaped(guardLine({ origin, privateGit: ask.who === undefined ? [] : privateGit }))}</pre>`,
      ...(privateGit.length === 0 ? [] : [ask.who === undefined ? PRIVATE_UNKNOWN : PRIVATE_KNOWN]),
      '<p>Nothing behind a comma or <code>|</code>: with <code>,direct</code> go fetches past the guard what the guard does not have.',
      database === undefined
        ? '<p>No checksum database is asked by this guard.'
        : `<p>The checksum database is served here too; go keeps verifying with its own key: <code>${escaped(database)}</code>.`,
      '<h2>Check it</h2>',
      '<pre>go env GOPROXY GONOPROXY GONOSUMDB GOPRIVATE</pre>',
      '<p>They must say what the line above says; modules that GONOPROXY names, or GOPRIVATE where it says nothing, do not come through the guard.',
      '<h2>Stopped lately</h2>',
      stopped.length === 0
        ? '<p>Nothing.'
        : `<table class="rows"><thead><tr><th>module<th>what<th>time<th>event</thead>${stopped.map((one) => rowOf(one, base)).join('')}</table>`,
      `<p class="faint">${log.size()} decisions in the log, signed by <code>${escaped(log.key)}</code>. Programs ask <a href="${escaped(base)}/openapi.json">/openapi.json</a>.`,
    ]
    return framed({ status: 200, route: 'home', title: 'modwarden', parts }, frame(ask))
  }
}

/** Which modules are private is told to those who are known. */
const PRIVATE_UNKNOWN =
  '<p>For private modules too: <code>GONOPROXY=none</code> and <code>GONOSUMDB=…</code>; log in to see the whole line. Without them go fetches such modules past the guard.'
const PRIVATE_KNOWN =
  '<p>With <code>GONOPROXY=none</code> private modules come through the guard, and with <code>GONOSUMDB</code> no public database hears of them. They are given to those who are known: put your token into ~/.netrc. Patterns of your own that the line does not have belong into both.'

const MOST_STOPPED = 50

function rowOf({ path, version, action, time, event }: LoggedDecision, base: string): string {
  return `<tr><td><b>${escaped(`${path}@${version}`)}</b><td>${chip(action)}<td>${timeShown(time)}<td><a href="${escaped(base)}/e/${escaped(event)}">${escaped(event)}</a>`
}
