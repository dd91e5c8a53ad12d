// A code host as a port: asking its people to take over a branch. Implemented in src/connect/.

/** A branch, where it should go, and what is said about it. */
export interface ProposedChange {
  readonly branch: string
  readonly base: string
  readonly title: string
  /** Markdown. */
  readonly body: string
}

/** What became of it: a new request, another text for the one that is open, or nothing to do. */
export interface Proposed {
  readonly state: 'created' | 'updated' | 'unchanged'
  /** The request's page. */
  readonly url: string
}

/** Asks a code host. */
export interface CodeHost {
  readonly kind: 'github' | 'gitlab'
  /**
   * Opens a request for a branch, or gives the open one this text. Throws `refused` (the token is not enough), `not-found`
   * (no such project or branch), `unreachable` (for too many requests and an answer that is none, too), `aborted`.
   */
  propose(change: ProposedChange, signal: AbortSignal): Promise<Proposed>
}
