// The log of decisions as a port: an append-only transparency log of our own. Implemented in src/store/decisionlog.ts.
import type { ModuleVersion } from '../base/finding.ts'

/** Why something was decided, as it is kept and shown. */
export interface RecordedReason {
  readonly rule: string
  readonly action: string
  readonly message: string
  readonly file?: string
  readonly line?: number
  readonly remedy: string
}

/** What was found, as evidence for the event's page. */
export interface RecordedFinding {
  readonly rule: string
  readonly severity: string
  readonly file: string
  readonly line: number
  readonly message: string
  readonly folded: readonly string[]
  readonly trace: ReadonlyArray<{ readonly file: string; readonly line: number; readonly what: string }>
  readonly code?: string
}

/** What was given until a decision stopped it. */
export interface RecordedRecall {
  /** As what it was given last: `allow` or `warn`. */
  readonly action: string
  /** RFC 3339: since when it was given without a break, and until when. */
  readonly from: string
  readonly to: string
  /** Zips that were given in that time, and to how many, as far as they can be told apart. */
  readonly downloads: number
  readonly people: number
}

/** One decision, before it has its number. */
export interface NewDecision extends ModuleVersion {
  /** Names it in messages and links (src/policy/event.ts). */
  readonly event: string
  /** RFC 3339. */
  readonly time: string
  readonly stage: 'metadata' | 'content'
  /** What is done. */
  readonly action: string
  /** What would be done where every decision is done: in monitor mode it is not. */
  readonly enforced: string
  readonly reasons: readonly RecordedReason[]
  readonly findings: readonly RecordedFinding[]
  /** Of the bytes that it is about. */
  readonly h1?: string
  /** The number of its record in the checksum database. */
  readonly record?: number
  /** When it may change by itself, RFC 3339. */
  readonly until?: string
  /** The digest of the policy. */
  readonly policy: string
  /** Where it stops what was given before. */
  readonly recall?: RecordedRecall
  /** What it was made from, so that it can be made again by another policy (src/policy/decisionrecord.ts). */
  readonly basis?: object
}

/** A decision in the log. */
export interface LoggedDecision extends NewDecision {
  /** Its place in the log, from 0. */
  readonly number: number
}

/** Which decisions are wanted, the newest first. */
export interface DecisionQuery {
  readonly path?: string | undefined
  readonly version?: string | undefined
  readonly action?: string | undefined
  /** Made at this time or later, and before this one. */
  readonly since?: Date | undefined
  readonly until?: Date | undefined
  /** With a lower number. */
  readonly before?: number | undefined
  readonly most: number
}

/** The log. Every method throws `io` where it cannot be read or written. */
export interface DecisionLog {
  /**
   * Durable, in the tree and under a signed head when it resolves. Where the last decision about the same, as it is when
   * this one is written, is the same to `isSame`, nothing is written, and that one is given: another process, or another
   * request, was first.
   */
  append(decision: NewDecision, isSame?: (last: LoggedDecision) => boolean): Promise<LoggedDecision>
  /** The last decision about a module version in a stage. */
  last(module: ModuleVersion, stage: NewDecision['stage']): Promise<LoggedDecision | undefined>
  /** All decisions about a module version, or all versions of a module; the newest first, at most so many. */
  history(path: string, version: string | undefined, most: number): Promise<readonly LoggedDecision[]>
  find(event: string): Promise<LoggedDecision | undefined>
  /** The last ones that stopped something, newest first. */
  stopped(most: number): Promise<readonly LoggedDecision[]>
  /** Those that a query wants. */
  page(query: DecisionQuery): Promise<readonly LoggedDecision[]>
  /** How many decisions there are. */
  size(): number
  /** The key that signs the heads: `name+hash+key`. */
  readonly key: string
}
