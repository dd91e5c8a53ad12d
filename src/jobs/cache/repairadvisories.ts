// The advisories about one module, for a guard that holds a young version: one that repairs a flaw must not wait. They are
// asked for only then, and remembered for an hour; where they cannot be had, the version waits as any other one.
import type { AdvisoryBook } from '../../advisories/book.ts'
import { isWardenError, messageOf } from '../../base/errors.ts'
import { isUrl } from '../known/feedsource.ts'
import { loadAdvisories, type AdvisorySources, type AdvisoryWorld } from '../vulns/database.ts'

/** The book with all that is known of a module; `undefined` where no database is named, or it cannot be read now. */
export type AskAdvisories = (modulePath: string) => Promise<AdvisoryBook | undefined>

const FRESH_MS = 3_600_000
const AGAIN_MS = 60_000
const MOST_KEPT = 5000

/** Makes it; `onNotice` hears when the database cannot be read. */
export function createAskAdvisories(
  world: AdvisoryWorld,
  sources: AdvisorySources,
  signal: AbortSignal,
  onNotice: (text: string) => void,
): AskAdvisories {
  if (sources.database === undefined) return async () => Promise.resolve(undefined)
  const database = sources.database
  const kept = new Map<string, { readonly until: number; readonly book: Promise<AdvisoryBook | undefined> }>()
  const load = async (key: string, wanted: readonly string[] | undefined): Promise<AdvisoryBook | undefined> => {
    try {
      return (await loadAdvisories(world, sources, wanted, signal)).book
    } catch (error) {
      if (!isWardenError(error)) throw error
      onNotice(`the vulnerability database cannot be read, so repairs wait as others do: ${messageOf(error)}`)
      kept.set(key, { until: world.clock.now().getTime() + AGAIN_MS, book: Promise.resolve(undefined) })
      return undefined
    }
  }
  return async (modulePath) => {
    // What lies on the disk is read at once; of a server only what is wanted is asked for.
    const key = isUrl(database) ? modulePath : ''
    const now = world.clock.now().getTime()
    const known = kept.get(key)
    if (known !== undefined && now < known.until) return known.book
    if (kept.size >= MOST_KEPT) kept.clear()
    const book = load(key, key === '' ? undefined : [modulePath])
    kept.set(key, { until: now + FRESH_MS, book })
    return book
  }
}
