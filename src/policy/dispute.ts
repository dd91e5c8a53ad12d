// Disputes: confirmed malware is waived by nobody. Whoever thinks it is none says so, and two administrators together
// overrule the verdict on exactly these bytes, until a day.
import type { Horizon } from './horizon.ts'
import type { Known } from './known.ts'
import { dayOf, daysLeft, LONGEST_DAYS } from './waiver.ts'

/** A verdict that somebody doubts. */
export interface Dispute {
  readonly path: string
  readonly version: string
  /** Of the zip that the verdict is about. */
  readonly h1: string
  readonly reason: string
  /** References to people, as the guard knows them. */
  readonly by: string
  /** The last day on which an overruling counts: `2026-12-02`. */
  readonly expires: string
  readonly opened: Date
  readonly votes: readonly Vote[]
}

/** What one administrator says about a dispute; of several of one person the last counts. */
export interface Vote {
  readonly by: string
  readonly at: Date
  readonly overrule: boolean
}

/** A verdict that two administrators overruled. */
export interface Overruling {
  readonly path: string
  readonly version: string
  readonly h1: string
  readonly reason: string
  /** The last day on which it counts. */
  readonly expires: string
  /** The two, or more. */
  readonly by: readonly string[]
}

/** How many must agree. */
const NEEDED = 2

/**
 * The overruling that a dispute has come to; `undefined` where too few agree, one says no, or it lasts longer than a
 * waiver may. Only who is an administrator now counts, each once; who opened it may be one of them.
 */
export function outcomeOf(dispute: Dispute, administrators: ReadonlySet<string>): Overruling | undefined {
  const last = new Map<string, Vote>()
  for (const vote of dispute.votes) {
    if (!administrators.has(vote.by)) continue
    const earlier = last.get(vote.by)
    if (earlier === undefined || earlier.at.getTime() <= vote.at.getTime()) last.set(vote.by, vote)
  }
  const votes = [...last.values()]
  if (votes.length < NEEDED || !votes.every(({ overrule }) => overrule)) return undefined
  // What is no day is refused, too.
  if (!(daysLeft(dispute, dayOf(dispute.opened)) <= LONGEST_DAYS)) return undefined
  const { path, version, h1, reason, expires } = dispute
  return { path, version, h1, reason, expires, by: votes.map(({ by }) => by) }
}

/**
 * The overruling that counts for a module version now. Where its zip was not read yet, path and version decide: the zip
 * is decided on again when it is there.
 */
export function overrulingOf(
  overruled: readonly Overruling[],
  { path, version, content }: Known,
  horizon: Horizon,
): Overruling | undefined {
  return overruled.find(
    (o) =>
      o.path === path &&
      o.version === version &&
      (content === undefined || o.h1 === content.h1) &&
      new Set(o.by).size >= NEEDED &&
      horizon.before(endOf(o.expires)),
  )
}

/** The first moment after a day of UTC, in milliseconds; NaN for what is no day. */
export function endOf(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) + 86_400_000
}
