// decide: what is done with a module version, as a pure function of what is known, the policy, the waivers and the time.
//
// Three kinds of reasons, by who may change them: what fails its proof is refused by no policy and let through by none;
// what a feed calls malicious is let through by two administrators alone; the rest is the policy's, layer by layer.
import type { Waiver } from './waiver.ts'
import { ACTIONS, type Action, type Decision, type Reason } from './decision.ts'
import { overrulingOf, type Overruling } from './dispute.ts'
import { createHorizon } from './horizon.ts'
import type { Known } from './known.ts'
import { layerReasons } from './layerreasons.ts'
import { proofReasons } from './proofreasons.ts'
import { weigh } from './weighing.ts'
import { LEVELS, type Policy } from './policy.ts'

/**
 * Whether what is decided is done. In the other modes nothing is refused but what fails its proof: `monitor` is how a
 * policy is tried out, `break-glass` is for the night in which it is wrong.
 */
export type Mode =
  | { readonly kind: 'enforce' }
  | { readonly kind: 'monitor' }
  | { readonly kind: 'break-glass'; readonly until: Date }

/** What a decision depends on besides knowledge and policy. */
export interface Circumstances {
  readonly now: Date
  readonly mode: Mode
  /** Those that are over, or about something else, may be among them. Only those of an exact version count. */
  readonly waivers: readonly Waiver[]
  readonly overruled: readonly Overruling[]
}

/** Decides. Never throws: a condition that cannot be evaluated counts as one that holds. */
export function decide(policy: Policy, known: Known, { now, mode, waivers, overruled }: Circumstances): Decision {
  const horizon = createHorizon(now)
  const overruling = overrulingOf(overruled, known, horizon)
  const weighed = weigh(known, overruling)
  const proof = proofReasons(known)
  const judged = policy.layers.flatMap((layer) => layerReasons(layer, weighed, { waivers, horizon }))
  const reasons = unique([...proof, ...weighed.certain, ...judged])
  const lax = mode.kind === 'monitor' || (mode.kind === 'break-glass' && horizon.before(mode.until))
  const inForce = lax ? [...proof, ...reasons.filter((reason) => !proof.includes(reason)).map(softened)] : reasons
  const refusing = inForce.filter(({ action }) => isRefusal(action))
  const opens = opening(refusing)
  const validUntil = horizon.next()
  return {
    action: strictest(inForce),
    enforced: strictest(reasons),
    temporary: refusing.length > 0 && refusing.every(({ change }) => change === 'retry'),
    verdict: weighed.verdict,
    reasons,
    ...(opens === undefined ? {} : { opens }),
    ...(validUntil === undefined ? {} : { validUntil }),
    policy: policy.digest,
  }
}

/** Whether an action keeps the version back. */
export function isRefusal(action: Action): boolean {
  return action === 'hold' || action === 'block'
}

function strictest(reasons: readonly Reason[]): Action {
  const rank = reasons.reduce((most, { action }) => Math.max(most, ACTIONS.indexOf(action)), 0)
  return ACTIONS[rank] ?? 'block'
}

/** A reason in a mode that refuses nothing. */
function softened(reason: Reason): Reason {
  return isRefusal(reason.action) ? { ...reason, action: 'warn' } : reason
}

/** When all that keeps a version back is over by itself; `undefined` where something is not. */
function opening(refusing: readonly Reason[]): Date | undefined {
  const times = refusing.map(({ opens }) => opens?.getTime())
  if (times.length === 0 || times.includes(undefined)) return undefined
  return new Date(Math.max(...times.filter((time) => time !== undefined)))
}

/** What leads to the most first; of reasons that several layers have, the strictest. */
function unique(reasons: readonly Reason[]): readonly Reason[] {
  const sorted = reasons.toSorted(
    (a, b) =>
      ACTIONS.indexOf(b.action) - ACTIONS.indexOf(a.action) ||
      Number(a.change === 'retry') - Number(b.change === 'retry') ||
      LEVELS.indexOf(b.level) - LEVELS.indexOf(a.level) ||
      SEVERITIES.indexOf(a.severity ?? 'info') - SEVERITIES.indexOf(b.severity ?? 'info'),
  )
  const seen = new Set<string>()
  return sorted.filter(({ rule, file = '', line = 0, message }) => {
    const key = `${rule}\n${file}\n${line}\n${message}`
    return !seen.has(key) && seen.add(key).size > 0
  })
}

const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'] as const
