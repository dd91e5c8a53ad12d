// Judging again: when policy, waivers, feeds, rules or the engine change, or a decision's time has come, everything that a
// guard keeps is decided on anew, from kept facts where they are of this engine, otherwise from the bytes. What is asked
// for meanwhile is decided on at once, so nothing is served by yesterday's judgement; this is for what nobody asks for:
// whoever has it must hear of it. What was judged is marked, so a restart goes on where it was.
import { isWardenError, messageOf } from '../../base/errors.ts'
import { moduleName } from '../../base/finding.ts'
import type { Admission } from './admit.ts'
import type { GuardWorld } from './guardworld.ts'

/** How far it is. */
export interface Rejudging {
  /** Resolves when the signal fires. Throws bugs only: what fails otherwise is tried again later. */
  readonly done: Promise<void>
  /** Whether everything that is kept was judged by what holds now, as of the last look. */
  readonly settled: () => boolean
}

/** How often (ms) it is looked whether anything changed. */
const LOOK_MS = 500
/** What failed is tried again after so long (ms). */
const RETRY_MS = 10 * 60_000
const MOST_AT_ONCE = 500

/** Begins. `onNotice` hears, once for each change, how many could not be judged. */
export function startRejudging(
  guard: GuardWorld,
  admission: Pick<Admission, 'rejudge'>,
  onNotice: (text: string) => void,
): Rejudging {
  const { world, judgements, signal } = guard
  let settled = false

  /** Judges all that is pending by the basis of now; gives how many could not be, or that the basis changed meanwhile. */
  const pass = async (basis: string): Promise<number | 'changed'> => {
    const failed = new Map<string, string>()
    for (;;) {
      const most = MOST_AT_ONCE + failed.size
      const pending = await judgements.pending(basis, world.clock.now(), most)
      const open = pending.filter((module) => !failed.has(moduleName(module)))
      if (open.length === 0) break
      settled = false
      for (const module of open) {
        if (guard.basis() !== basis) return 'changed'
        const began = world.clock.now().getTime()
        try {
          const made = await admission.rejudge(module)
          if (made?.decision.temporary === true) failed.set(moduleName(module), 'the checksum database cannot be asked')
          else await judgements.mark(module, basis, made?.decision.validUntil)
          guard.onEvent({ kind: 'rejudged' })
        } catch (error) {
          if (!isWardenError(error) || error.code === 'aborted') throw error
          failed.set(moduleName(module), messageOf(error))
        }
        // Half of a core at most: whoever asks comes first.
        const took = world.clock.now().getTime() - began
        await world.clock.sleep(Math.min(MOST_REST_MS, took), signal)
      }
    }
    const [first] = failed.entries()
    if (first !== undefined) onNotice(`${failed.size} kept versions could not be judged again; ${first.join(': ')}`)
    return failed.size
  }

  const forever = async (): Promise<void> => {
    let by = ''
    let due = 0
    for (;;) {
      const basis = guard.basis()
      const now = world.clock.now().getTime()
      if (basis !== by || now >= due) {
        try {
          const left = await pass(basis)
          if (left === 'changed') continue
          settled = left === 0
          const next = (await judgements.next())?.getTime() ?? Number.POSITIVE_INFINITY
          due = left === 0 ? next : now + RETRY_MS
        } catch (error) {
          if (!isWardenError(error) || error.code === 'aborted') throw error
          onNotice(`judging again stopped, and is tried again: ${messageOf(error)}`)
          due = now + RETRY_MS
        }
        by = basis
      }
      await world.clock.sleep(LOOK_MS, signal)
    }
  }
  const done = forever().catch((error: unknown) => {
    if (!isWardenError(error, 'aborted')) throw error
  })
  return { done, settled: () => settled }
}

const MOST_REST_MS = 1000
