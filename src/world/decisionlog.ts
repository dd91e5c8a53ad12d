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
  /** What it was made from, so that it can be made again by another policy (src/policy/decisionrecord.ts). */
  readonly basis?: object
}

/** A decision in the log. */
export interface LoggedDecision extends NewDecision {
  /** Its place in the log, from 0. */
  readonly number: number
}

/** The log. Every method throws `io` where it cannot be read or written. */
export interface DecisionLog {
  /** Durable, in the tree and under a signed head when it resolves. */
  append(decision: NewDecision): Promise<LoggedDecision>
  /** The last decision about a module version in a stage. */
  last(module: ModuleVersion, stage: NewDecision['stage']): Promise<LoggedDecision | undefined>
  find(event: string): Promise<LoggedDecision | undefined>
  /** The last ones that stopped something, newest first. */
  stopped(most: number): Promise<readonly LoggedDecision[]>
  /** How many decisions there are. */
  size(): number
  /** The key that signs the heads: `name+hash+key`. */
  readonly key: string
}
