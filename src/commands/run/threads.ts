// How many threads a program that runs for months may have: each keeps tens of megabytes, and what it reads is asked for
// once in the life of a module version. A command that somebody waits for takes all cores instead.
import os from 'node:os'

/** Half of the usable cores, four at most. */
export function lastingThreads(): number {
  return Math.max(1, Math.min(4, Math.floor(os.availableParallelism() / 2)))
}
