// Horizon: asks whether a time has come, and remembers the next one that has not. Whoever decides by time asks it and
// nothing else, so that no change of a decision can be forgotten.

/** The present, and what changes next. */
export interface Horizon {
  readonly now: Date
  /** Whether `time` is still to come; then something changes when it does. */
  before(time: Date | number): boolean
  /** The next time that was asked for and is still to come. */
  next(): Date | undefined
}

/** Makes one for a moment. What is no time is over. */
export function createHorizon(now: Date): Horizon {
  let nearest = Number.POSITIVE_INFINITY
  return {
    now,
    before(time): boolean {
      const at = Number(time)
      if (!(at > now.getTime())) return false
      if (at < nearest) nearest = at
      return true
    },
    next: () => (Number.isFinite(nearest) ? new Date(nearest) : undefined),
  }
}
