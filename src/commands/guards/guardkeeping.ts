// What a running guard does besides answering: it records who fetched what, judges again what changed, and reads again
// what it keeps.
import type { Admission } from '../../jobs/guard/admit.ts'
import type { GuardEvent, GuardWorld } from '../../jobs/guard/guardworld.ts'
import { startRejudging } from '../../jobs/guard/rejudge.ts'
import { scrubForever } from '../../jobs/guard/scrub.ts'
import { count } from '../../report/words.ts'
import type { Given } from '../../world/downloads.ts'
import type { Settings } from '../settings/table.ts'

/** What goes on. */
export interface Keeping {
  readonly onServed: (given: Given, who: string | undefined, client: string) => void
  /** Resolves when all of it has ended, after the guard's signal fired. */
  readonly done: Promise<void>
}

const MEGABYTE = 1_000_000
const REST_MS = 20_000

/** Starts all of it; what should not happen is a notice, and ends that part alone. */
export function startKeeping(
  guard: GuardWorld,
  admission: Admission,
  settings: Pick<Settings, 'recordClients' | 'scrubRate'>,
  onNotice: (text: string) => void,
): Keeping {
  const { downloads } = guard
  const told = (error: unknown): void =>
    onNotice(error instanceof Error ? (error.stack ?? error.message) : String(error))
  const rejudging = startRejudging(guard, admission, onNotice)
  const scrubbing = scrubForever(guard, settings.scrubRate * MEGABYTE, onNotice)
  // Threads that hash zips have nothing to do for hours: they start again when there is something.
  const resting = setInterval(() => void guard.world.contents.rest().catch(told), REST_MS)
  resting.unref()
  guard.signal.addEventListener('abort', () => clearInterval(resting), { once: true })
  return {
    onServed: (given, who, client) => downloads.count(given, who ?? 'anonymous', settings.recordClients ? client : ''),
    done: Promise.all([rejudging.done.catch(told), scrubbing.catch(told)]).then(() => undefined),
  }
}

/** What is told of an event, for people; `undefined` for what is not worth a line. */
export function eventText(event: GuardEvent): string | undefined {
  if (event.kind !== 'recalled') return undefined
  const { module, action, event: name, recall } = event
  const { from, downloads, people } = recall
  const had =
    people === 0
      ? 'nobody fetched it'
      : `${count(people, 'client')} fetched it, ${count(downloads, 'zip')}: modwarden who ${module.path}@${module.version}`
  const now = action === 'hold' ? 'held' : 'blocked'
  return `${module.path}@${module.version} is ${now} now (${name}); it was given since ${from}; ${had}`
}
