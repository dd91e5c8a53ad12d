// What an event would be now: the same facts, decided on again by the policy, waivers and overrulings of this moment.
import { isWardenError } from '../../base/errors.ts'
import { decide, isRefusal } from '../../policy/decide.ts'
import type { Decision, Reason } from '../../policy/decision.ts'
import { readDecisionLine } from '../../policy/decisionrecord.ts'
import type { LoggedDecision } from '../../world/decisionlog.ts'
import type { Ruling } from './guardworld.ts'

/** What may be done about an event. */
export interface Restated {
  /** As it would be where every decision is done. */
  readonly decision: Decision
  /**
   * - `nothing`: nothing keeps it back any more
   * - `waive`: waivers for `reasons` let it through
   * - `dispute`: two administrators may overrule the verdict
   * - `policy`: whoever writes the policy
   * - `nobody`: it fails its proof
   */
  readonly open: 'nothing' | 'waive' | 'dispute' | 'policy' | 'nobody'
  /** Those that refuse, and that waivers are for. */
  readonly reasons: readonly Reason[]
}

/** Decides again; `undefined` for an event that was recorded without its basis. */
export function restate(event: LoggedDecision, ruling: Ruling, now: Date): Restated | undefined {
  try {
    const record = readDecisionLine(JSON.stringify(event))
    if (record === undefined) return undefined
    const { policy, waivers, overruled } = ruling
    const decision = decide(policy, record.basis.known, { now, waivers, overruled, mode: { kind: 'enforce' } })
    const refusing = decision.reasons.filter(({ action }) => isRefusal(action))
    const reasons = refusing.filter(({ change }) => change === 'waiver')
    return { decision, reasons, open: openFor(refusing) }
  } catch (error) {
    if (isWardenError(error, 'parse')) return undefined
    throw error
  }
}

/** The hardest of the reasons decides: a waiver for one is worth nothing while another one stands. */
function openFor(refusing: readonly Reason[]): Restated['open'] {
  const has = (change: Reason['change']): boolean => refusing.some((reason) => reason.change === change)
  if (has('nobody')) return 'nobody'
  if (has('administrators')) return 'dispute'
  if (has('policy')) return 'policy'
  return has('waiver') ? 'waive' : 'nothing'
}
