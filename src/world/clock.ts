// Time as a port.

/** The wall clock and pauses. */
export interface Clock {
  now(): Date
  /** Resolves after `ms` milliseconds; rejects with `aborted` when the signal fires. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}
