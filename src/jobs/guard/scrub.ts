// Scrubbing: everything that a guard keeps is read again in the background, so that bytes that rot on the disk are found
// before somebody asks for them. So many bytes a second and no more; a restart goes on where it was. What is damaged is
// put aside as evidence by the vault and counts as absent, so the next who asks has it fetched and proven again.
import { isWardenError, messageOf } from '../../base/errors.ts'
import { moduleName, type ModuleVersion } from '../../base/finding.ts'
import type { GuardWorld } from './guardworld.ts'

/** What scrubbing needs of a guard. */
export type ScrubWorld = Pick<GuardWorld, 'judgements' | 'signal' | 'onEvent'> & {
  readonly vault: Pick<GuardWorld['vault'], 'page' | 'recheck'>
  readonly world: Pick<GuardWorld['world'], 'clock'>
}

/** What one time through found. */
export interface Scrubbed {
  readonly versions: number
  readonly bytes: number
  /** Files that were gone or not what was kept, as `path@version zip`. */
  readonly damaged: readonly string[]
  /** Versions with a file that could not be read, and why. */
  readonly unread: ReadonlyArray<{ readonly what: string; readonly why: string }>
}

/** A whole time through begins at most so often (ms). */
const EVERY_MS = 86_400_000
const RETRY_MS = 60_000
/** How often (ms) the place is noted. */
const NOTE_MS = 2000
/** Debts under so many ms are not paid: a timer is no more exact. */
const LEAST_REST_MS = 20
const PAGE = 200
const PLACE = 'scrub'

/** Where it is. Without a version: this time through is over. */
interface ScrubPlace {
  readonly began: number
  readonly path?: string
  readonly version?: string
}

/** Scrubs until the signal fires. Resolves then; throws bugs only. */
export async function scrubForever(
  guard: ScrubWorld,
  bytesPerSecond: number,
  onNotice: (text: string) => void,
): Promise<void> {
  const { world, signal } = guard
  try {
    for (;;) {
      const now = world.clock.now().getTime()
      try {
        const place = await readPlace(guard)
        const over = place !== undefined && place.path === undefined
        // A clock that was set back must not stop it for long.
        const wait = over ? Math.min(EVERY_MS, place.began + EVERY_MS - now) : 0
        if (wait > 0) await world.clock.sleep(wait, signal)
        else {
          const { unread } = await scrubOnce(guard, bytesPerSecond)
          const [first] = unread
          if (first !== undefined)
            onNotice(`${unread.length} kept versions cannot be read; ${first.what}: ${first.why}`)
        }
      } catch (error) {
        if (!isWardenError(error) || error.code === 'aborted') throw error
        onNotice(`what is kept cannot be read again just now: ${messageOf(error)}`)
        await world.clock.sleep(RETRY_MS, signal)
      }
    }
  } catch (error) {
    if (!isWardenError(error, 'aborted')) throw error
  }
}

/** Goes on from where the last one was, to the end. Throws `aborted`, `io`. */
export async function scrubOnce(
  guard: ScrubWorld,
  bytesPerSecond: number,
  onModule?: (module: ModuleVersion, bytes: number) => void,
): Promise<Scrubbed> {
  const { vault, judgements, world, signal } = guard
  const place = await readPlace(guard)
  const going = place?.path !== undefined && place.version !== undefined
  const began = going ? place.began : world.clock.now().getTime()
  let after: ModuleVersion | undefined = going ? { path: place.path ?? '', version: place.version ?? '' } : undefined
  const note = async (at: ScrubPlace): Promise<void> => judgements.setPlace(PLACE, JSON.stringify(at))
  const paced = paceOf(guard, bytesPerSecond)
  const damaged: string[] = []
  const unread: { what: string; why: string }[] = []
  let versions = 0
  let bytes = 0
  let noted = began
  for (;;) {
    const page: readonly ModuleVersion[] = await vault.page(after, PAGE)
    for (const module of page) {
      try {
        const wrong = await vault.recheck(module, async (read) => {
          bytes += read
          await paced(read)
        })
        damaged.push(...wrong.map((part) => `${moduleName(module)} ${part}`))
      } catch (error) {
        // A disk that fails at one file must not keep the others from being read.
        if (!isWardenError(error, 'io')) throw error
        unread.push({ what: moduleName(module), why: messageOf(error) })
      }
      versions++
      after = { path: module.path, version: module.version }
      onModule?.(module, bytes)
      const now = world.clock.now().getTime()
      if (now - noted >= NOTE_MS) {
        await note({ began, ...after })
        noted = now
      }
      if (signal.aborted) {
        await note({ began, ...after })
        await world.clock.sleep(0, signal)
      }
    }
    if (page.length < PAGE) break
  }
  await note({ began })
  return { versions, bytes, damaged, unread }
}

/** Waits as long as what was read may take. */
function paceOf({ world, signal, onEvent }: ScrubWorld, bytesPerSecond: number): (bytes: number) => Promise<void> {
  let debt = 0
  return async (bytes) => {
    onEvent({ kind: 'scrubbed', bytes })
    debt += (bytes / bytesPerSecond) * 1000
    if (debt < LEAST_REST_MS) return
    const rest = debt
    debt = 0
    await world.clock.sleep(rest, signal)
  }
}

async function readPlace({ judgements }: ScrubWorld): Promise<ScrubPlace | undefined> {
  const text = await judgements.place(PLACE)
  // Only `note` writes it.
  return text === undefined ? undefined : (JSON.parse(text) as ScrubPlace)
}
