// Orders: what people decided about a guard while it runs, in the form in which decisions are made from it.
import { outcomeOf, type Dispute, type Overruling } from '../../policy/dispute.ts'
import type { Mode } from '../../policy/decide.ts'
import { dayOf, type Waiver } from '../../policy/waiver.ts'
import type { People } from '../../world/people.ts'
import type { ModeSwitch, Register, RegisteredDispute, RegisteredWaiver } from '../../world/register.ts'

/** What counts now. */
export interface Orders {
  readonly waivers: readonly Waiver[]
  readonly overruled: readonly Overruling[]
  /** `undefined`: the settings' mode. */
  readonly mode: Mode | undefined
  /** Who switched it, why and until when. */
  readonly switched: ModeSwitch | undefined
}

/** More than so many are no exceptions any more; the newest count. */
const MOST_WAIVERS = 5000
const MOST_DISPUTES = 500

/** Reads them. Throws `io`. */
export async function readOrders(
  { register, people }: { readonly register: Register; readonly people: People },
  now: Date,
): Promise<Orders> {
  const today = dayOf(now)
  const [waivers, disputes, switched, administrators] = await Promise.all([
    register.list('waiver', { live: today, most: MOST_WAIVERS }),
    register.list('dispute', { live: today, most: MOST_DISPUTES }),
    register.find('mode', 'mode'),
    people.administrators(now),
  ])
  const inForce = switched === undefined || isOver(switched, now) ? undefined : switched
  return {
    waivers: waivers.filter((waiver) => waiverState(waiver, today) === 'active').map(waiverOf),
    overruled: disputes.flatMap((dispute) => outcomeOf(disputeOf(dispute), administrators) ?? []),
    mode: inForce === undefined ? undefined : modeOf(inForce),
    switched: inForce,
  }
}

/** How far a waiver is. */
export type WaiverState = 'asked' | 'active' | 'expired' | 'revoked'

/** How far a waiver is on a day. */
export function waiverState({ granted, revoked, expires }: RegisteredWaiver, today: string): WaiverState {
  if (revoked !== undefined) return 'revoked'
  // Days are compared as they are written.
  if (expires < today) return 'expired'
  return granted === undefined ? 'asked' : 'active'
}

/** A dispute as the policy has it. */
export function disputeOf({ path, version, h1, reason, by, opened, expires, votes }: RegisteredDispute): Dispute {
  const cast = votes.map((vote) => ({ by: vote.by, at: new Date(vote.at), overrule: vote.overrule }))
  return { path, version, h1, reason, by, opened: new Date(opened), expires, votes: cast }
}

function waiverOf({ id, path, version, rule, reason, owner, created, expires, ticket }: RegisteredWaiver): Waiver {
  return {
    rule,
    module: path,
    version,
    reason,
    owner,
    created,
    expires,
    ...(ticket === undefined ? {} : { ticket }),
    place: { file: id, line: 1 },
    // Whoever may grant it was looked at when it was granted.
    from: 'user',
  }
}

function isOver({ until }: ModeSwitch, now: Date): boolean {
  return until !== undefined && !(new Date(until) > now)
}

function modeOf({ mode, until }: ModeSwitch): Mode {
  if (mode !== 'break-glass') return { kind: mode }
  // One without an end would be none.
  return until === undefined ? { kind: 'enforce' } : { kind: mode, until: new Date(until) }
}
