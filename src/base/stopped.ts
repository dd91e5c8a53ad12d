// Stopping between two pieces of work that do not wait for anything that hears of the signal.
import { WardenError } from './errors.ts'

/** Throws `aborted` where somebody asked to stop. */
export function stopIf(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new WardenError('aborted', 'stopped')
}
