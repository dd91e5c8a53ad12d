// The age of a version, by the checksum database's log: not a date that its author chose. The log gives bounds, and the
// rule here is what is made of them.
import { matchPrefixPatterns } from '../base/patterns.ts'
import type { Horizon } from './horizon.ts'
import type { Known } from './known.ts'
import type { AgeRule } from './policy.ts'

const DAY = 86_400_000

/** How a version stands to an age rule. */
export type Age =
  | { readonly kind: 'old-enough' }
  /** It is certainly young; `opens` is when it no longer is. */
  | { readonly kind: 'young'; readonly opens: Date }
  /** The log does not say. */
  | { readonly kind: 'unknown' }

/** The last moment at which a version can have been logged first, as far as is known. */
export function latestLogged({
  logged: { notBefore, notAfter },
  firstSeen,
}: Pick<Known, 'logged' | 'firstSeen'>): Date | undefined {
  const bounds = [notAfter, firstSeen].flatMap((time) => (time === undefined ? [] : [time.getTime()]))
  if (bounds.length === 0) return undefined
  // A clock that was wrong may contradict the log: then the log stands.
  return new Date(Math.max(Math.min(...bounds), notBefore?.getTime() ?? 0))
}

/**
 * How old a version is for a rule. Where the bounds lie nearer together than the time to wait, it waits from the later
 * one; where they are wider, only what is young by the earlier one is young, and the rest is unknown.
 */
export function ageOf(rule: AgeRule, known: Known, horizon: Horizon): Age {
  const days = waitOf(rule, known.path)
  if (days <= 0) return { kind: 'old-enough' }
  const latest = latestLogged(known)?.getTime()
  const { notBefore } = known.logged
  if (notBefore !== undefined) {
    const near = latest !== undefined && latest - notBefore.getTime() <= days * DAY
    const opens = new Date((near ? latest : notBefore.getTime()) + days * DAY)
    if (horizon.before(opens)) return { kind: 'young', opens }
    if (near) return { kind: 'old-enough' }
  }
  if (latest === undefined) return { kind: 'unknown' }
  return horizon.before(latest + days * DAY) ? { kind: 'unknown' } : { kind: 'old-enough' }
}

/** The days that the versions of a module wait. */
export function waitOf({ days, paths }: AgeRule, modulePath: string): number {
  return paths.find(({ path }) => matchPrefixPatterns(path, modulePath))?.days ?? days
}
