// What the API gives, as types; schemas.ts has the same as schemas. Times are RFC 3339 in UTC, days `2026-12-02`.
import type { Severity } from '../../base/finding.ts'
import type { Role } from '../../base/role.ts'
import type { WaiverState } from '../../jobs/guard/orders.ts'
import type { Restated } from '../../jobs/guard/restate.ts'
import type { Mode } from '../../policy/decide.ts'
import type { Action } from '../../policy/decision.ts'

/** Somebody: the reference that records keep, and the name, unless it was erased. */
export interface PersonDocument {
  readonly person: string
  readonly name?: string
}

/** One decision in a list. */
export interface DecisionRow {
  readonly event: string
  readonly number: number
  readonly time: string
  readonly path: string
  readonly version: string
  readonly stage: 'metadata' | 'content'
  readonly action: Action
  readonly enforced: Action
  /** Of the first reason. */
  readonly rule?: string
  readonly message?: string
  readonly until?: string
}

/** All of a decision, and what would become of it now. */
export interface EventDocument extends Omit<DecisionRow, 'rule' | 'message'> {
  readonly reasons: ReadonlyArray<{
    readonly rule: string
    readonly action: Action
    readonly message: string
    readonly file?: string
    readonly line?: number
    readonly remedy: string
  }>
  readonly findings: ReadonlyArray<{
    readonly rule: string
    readonly severity: Severity
    readonly file: string
    readonly line: number
    readonly message: string
    readonly folded: readonly string[]
    readonly trace: ReadonlyArray<{ readonly file: string; readonly line: number; readonly what: string }>
    readonly code?: string
  }>
  readonly h1?: string
  readonly record?: number
  readonly policy: string
  readonly now?: { readonly action: Action; readonly open: Restated['open']; readonly rules: readonly string[] }
}

/** A waiver. */
export interface WaiverDocument {
  readonly id: string
  readonly path: string
  readonly version: string
  readonly rule: string
  readonly reason: string
  readonly owner: PersonDocument
  readonly created: string
  readonly expires: string
  readonly ticket?: string
  readonly event?: string
  readonly state: WaiverState
  readonly granted?: Signed
  readonly revoked?: Signed
}

/** Who did it, and when. */
export interface Signed {
  readonly by: PersonDocument
  readonly at: string
}

/** A dispute. */
export interface DisputeDocument {
  readonly id: string
  readonly path: string
  readonly version: string
  readonly h1: string
  readonly event: string
  readonly reason: string
  readonly by: PersonDocument
  readonly opened: string
  readonly expires: string
  readonly votes: ReadonlyArray<Signed & { readonly overrule: boolean; readonly reason: string }>
  readonly outcome: 'open' | 'overruled' | 'upheld' | 'expired'
}

/** The mode; `switched` is absent where it is as the settings say. */
export interface ModeDocument {
  readonly mode: Mode['kind']
  readonly until?: string
  readonly switched?: Signed & { readonly reason: string }
}

/** The policy in force. */
export interface PolicyDocument {
  readonly digest: string
  readonly layers: ReadonlyArray<Readonly<Record<string, unknown>>>
}

/** A version that is kept. */
export interface KeptDocument {
  readonly path: string
  readonly version: string
  readonly first_seen: string
  readonly info: boolean
  /** h1 of the go.mod file. */
  readonly mod?: string
  readonly zip?: { readonly h1: string; readonly sha256: string; readonly size: number }
  readonly record?: number
}

/** Who did what. */
export interface ActDocument {
  readonly number: number
  readonly time: string
  readonly by: PersonDocument
  readonly what: string
  readonly about: string
  readonly reason: string
}

/** Who asks, as the guard sees it. */
export interface SelfDocument {
  readonly person: string
  readonly name: string
  readonly role: Role
  readonly until: string
}

/** What is said of trouble. */
export interface ProblemDocument {
  readonly error: { readonly code: string; readonly message: string; readonly remedy?: string }
}
