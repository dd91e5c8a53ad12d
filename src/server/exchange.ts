// What handlers are given and give: plain values, so that they run without a socket. Only listen.ts knows HTTP's own types.
import { utf8 } from '../base/bytes.ts'
import type { Identity } from '../world/people.ts'
import type { Given } from '../world/downloads.ts'
import type { OpenZip } from '../world/vault.ts'

/** A request. */
export interface Ask {
  readonly method: 'GET' | 'HEAD' | 'POST'
  /** Below the guard's base, decoded, beginning with a slash; no query. */
  readonly path: string
  /** What stands behind `?`; only paths below `/api/` have one. */
  readonly query: string
  /** The value of a header, by its lower-case name. */
  readonly header: (name: string) => string | undefined
  /** The body, whole. Throws `too-large` where it is longer, before it is read. */
  readonly body: (mostBytes: number) => Promise<Uint8Array>
  /** The client's address; what a proxy that is trusted says of it. */
  readonly client: string
  /** Whether an answer of so many bytes would stay in memory: then it is read whole. */
  readonly mayStay?: (bytes: number) => boolean
  /** Names the request in logs and answers. */
  readonly id: string
  /** Who asks, where they showed it; the router looks. */
  readonly who?: Identity | undefined
  /** Where they showed it by a cookie, which a browser sends whether or not they mean to: what a form must bring. */
  readonly csrf?: string | undefined
}

/** What goes back. */
export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array | ZipBody
  /** A bounded name for metrics: `mod`, `zip`. */
  readonly route: string
  /** May be given again without asking, for the same URL, until then and as long as the epoch stays. */
  readonly hot?: { readonly epoch: number; readonly until: Date | undefined }
  /** What of a module version is given, to be recorded; hot answers keep it. */
  readonly served?: Given
  /** For the access log: the event that stopped it, or what went wrong. */
  readonly note?: string
  /** For the access log: the reference of who asked. */
  readonly who?: string
}

/** A zip that is read while it is sent; `listen` closes it. */
export interface ZipBody {
  readonly zip: OpenZip
  readonly start: number
  readonly end: number
}

/** Answers requests; never throws for what is asked. */
export type Handler = (ask: Ask) => Promise<Reply>

/** Text for people and programs. */
export function text(status: number, route: string, body: string, headers: Reply['headers'] = {}): Reply {
  return { status, route, body: utf8(body), headers: { 'content-type': 'text/plain; charset=utf-8', ...headers } }
}

/** Whether a client that sends `If-None-Match` has it already. */
export function isUnchanged(ask: Ask, etag: string): boolean {
  const wanted = ask.header('if-none-match')
  if (wanted === undefined || wanted.length > 4096) return false
  return wanted.split(',').some((one) => [etag, `W/${etag}`, '*'].includes(one.trim()))
}
