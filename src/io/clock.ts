// The machine's clock, as the port of src/world/clock.ts.
import { WardenError } from '../base/errors.ts'
import type { Clock } from '../world/clock.ts'

/** The system's wall clock and timers. */
export function createClock(): Clock {
  return { now: () => new Date(), sleep }
}

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) return reject(aborted(signal))
    const onAbort = (): void => {
      clearTimeout(timer)
      reject(aborted(signal))
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort)
      resolve()
    }, ms)
    signal?.addEventListener('abort', onAbort, { once: true })
  })
}

function aborted(signal: AbortSignal | undefined): WardenError {
  return new WardenError('aborted', 'stopped while waiting', { cause: signal?.reason })
}
