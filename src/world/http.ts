// The network as a port: bounded GETs. Implemented in src/io/http.ts; a fake for tests in test/support/.

/** What a GET may cost. */
export interface GetOptions {
  /** A body longer than this many bytes is an error (`too-large`), before it is read whole. */
  readonly maxBytes: number
  /** The whole exchange may take this many milliseconds; a further `unreachable`. */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal | undefined
  /** Follow no redirect to another host: `refused`. Any, as go does, unless set. */
  readonly sameHost?: boolean
}

/** How requests over the network went. */
export interface FetchCounts {
  /** Those that were answered or failed; what is forbidden or stopped is none. */
  readonly made: number
  /** How many of them had to be sent again, or failed and were left to another source. */
  readonly retried: number
}

/** An answer of any status. The body is whole where the status is 200; of others at most 64 KiB are kept. */
export interface Answer {
  readonly status: number
  /** Lower-case names. */
  readonly headers: ReadonlyMap<string, string>
  readonly body: Uint8Array
}

/**
 * GET over http, https or file URLs. Any status is an answer. Throws `unreachable` (no connection, time-out,
 * broken off), `too-large`, `refused` (offline, a redirect from https to http, more than 10 redirects), `config` (not
 * such a URL, or a proxy or certificate setting that cannot be used) and `aborted`.
 * Credentials come from netrc and GOAUTH for https only, and never appear in a message.
 */
export interface Http {
  get(url: string, options: GetOptions): Promise<Answer>
  /**
   * The same into a new file at `path` (created exclusively, private, not yet synced: `Files.rename` does that); the
   * body of a status other than 200 is given back instead, and no file is left. Throws `io` where the file cannot be
   * written. `onBytes` hears of every chunk.
   */
  download(
    url: string,
    path: string,
    options: GetOptions & { readonly onBytes?: (bytes: number) => void },
  ): Promise<Answer>
}
