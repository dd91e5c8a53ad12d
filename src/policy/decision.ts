// Decision: what is done with a module version, why, who may change it, and until when it is the answer.
import type { Place } from '../base/errors.ts'
import type { Severity } from '../base/finding.ts'
import type { Verdict } from '../rules/behaviour/verdict.ts'
import type { Level } from './policy.ts'

/** What is done, from lax to strict: it is given, given with a warning, kept back for now, refused. */
export type Action = 'allow' | 'warn' | 'hold' | 'block'

/** All actions, from lax to strict. */
export const ACTIONS: readonly Action[] = ['allow', 'warn', 'hold', 'block']

/**
 * Who may change it.
 *
 * - `nobody`: no list, waiver or mode stands against a proof
 * - `administrators`: two of them overrule it together, when it is disputed
 * - `policy`: whoever writes the policy
 * - `waiver`: whoever may make waivers, for this version, until a day
 * - `retry`: nobody needs to: a check could not be made, and is made again when asked again
 */
export type Changer = 'nobody' | 'administrators' | 'policy' | 'waiver' | 'retry'

/** One reason of a decision. */
export interface Reason {
  /** `MW-DL-EXEC`, or one of `MW-POLICY-…` for what only a policy says. */
  readonly rule: string
  /** What the policy says about it, waivers and mode aside. */
  readonly level: Level
  /** What it leads to. */
  readonly action: Action
  /** A sentence without a full stop, lower-case first; not yet printable. The same at any time. */
  readonly message: string
  /** Where, in the module. */
  readonly file?: string
  readonly line?: number
  readonly severity?: Severity
  /** What to do, in one line. */
  readonly remedy: string
  readonly change: Changer
  /** When it ends by itself. */
  readonly opens?: Date
  /** Who accepted it; it leads to nothing then. */
  readonly waived?: { readonly owner: string; readonly reason: string; readonly expires: string }
  /** The layer of the policy that says so; absent for what no policy can change. */
  readonly layer?: string
  /** Where in the policy file, where a row of it says so. */
  readonly place?: Place
}

/** What is done with a module version. */
export interface Decision {
  readonly action: Action
  /** What would be done in the mode `enforce`; differs from `action` in the other modes only. */
  readonly enforced: Action
  /** Whether it is refused only because a check could not be made now: nothing is known against the version. */
  readonly temporary: boolean
  /** On all findings that nobody waived or overruled. */
  readonly verdict: Verdict
  /** What leads to the most comes first. */
  readonly reasons: readonly Reason[]
  /** When a hold ends by itself, where it does. */
  readonly opens?: Date
  /** Until then the same is decided from the same knowledge; absent: for good. */
  readonly validUntil?: Date
  /** The digest of the policy. */
  readonly policy: string
}
