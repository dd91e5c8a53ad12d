// Replay: what another policy would have decided, from what was known then. Nothing is fetched or examined again.
import { decide } from './decide.ts'
import { ACTIONS, type Action, type Decision } from './decision.ts'
import type { DecisionRecord } from './decisionrecord.ts'
import type { Policy } from './policy.ts'

/** A decision, and what it would have been. */
export interface Replayed {
  readonly record: DecisionRecord
  readonly before: Action
  readonly after: Action
  readonly decision: Decision
}

/**
 * Decides again, at the time of the record and with its waivers. What is compared is what the policies say, whatever the
 * mode let pass.
 */
export function replayed(policy: Policy, record: DecisionRecord): Replayed {
  const { known, waivers, overruled } = record.basis
  const decision = decide(policy, known, {
    now: record.time,
    mode: { kind: 'enforce' },
    waivers: waivers.map((waiver) => ({ ...waiver, place: { file: '', line: 0 } })),
    overruled,
  })
  return { record, before: record.enforced, after: decision.enforced, decision }
}

/** Above 0 where the first action is the stricter one. */
export function compareActions(a: Action, b: Action): number {
  return ACTIONS.indexOf(a) - ACTIONS.indexOf(b)
}
