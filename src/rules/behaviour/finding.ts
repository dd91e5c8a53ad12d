// BehaviourFinding: one rule's statement about what the code of a module does, with the evidence that a sceptical
// reader can check by hand. What is not Go code is told in the same form (src/rules/content).
import type { Severity } from '../../base/finding.ts'
import type { Gate, Told, TriggerKind } from '../../gosource/facts.ts'

/**
 * What makes the code of a finding run: a trigger of Go code, the build, an editor or agent, or C code at start. Of a
 * finding about where the module comes from (its name, dates, source), nothing does: `record`.
 */
export type FindingTrigger = TriggerKind | 'build' | 'ide' | 'cgo' | 'record'

/** One rule's statement about the bytes of one module. */
export interface BehaviourFinding {
  /** The rule's id, fixed once: `MW-DL-EXEC`. */
  readonly rule: string
  readonly severity: Severity
  /** The file by its name in the module, and the line from 1 of the call that acts or the expression that unveils. */
  readonly file: string
  readonly line: number
  /** A sentence without a full stop, lower-case first; not yet printable: it quotes what the module says. */
  readonly message: string
  /** The telling values as they are when the code runs, whether the source shows or hides them. */
  readonly folded: readonly string[]
  /** From the trigger over the flow of data to the call that acts. */
  readonly trace: readonly Told[]
  readonly trigger: FindingTrigger
  /** One sentence: what to do instead. */
  readonly remedy: string
  /** What guards or delays the call, where that is telling. */
  readonly gates?: readonly Gate[]
  /**
   * Opaque names of what the finding is about (call sites, objects, functions on the way to them): two findings that
   * share one lie on one path from a trigger to an effect. Absent where nothing else can be on the same path.
   */
  readonly path?: readonly string[]
}
