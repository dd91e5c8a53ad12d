// The advisories of a run: those of the configured database and of other files, put together, and how old they are.
import { bookOf, type AdvisoryBook } from '../../advisories/book.ts'
import type { Advisory } from '../../advisories/osv.ts'
import { isWardenError, messageOf, WardenError } from '../../base/errors.ts'
import type { FeedRow } from '../../report/feed.ts'
import type { DatabaseNote } from '../../report/vulns.ts'
import { isUrl, shownSource } from '../known/feedsource.ts'
import { fromDisk, NAME_A_DATABASE, type AdvisoryWorld, type ReadDatabase } from './databasedisk.ts'
import { fromUrl, readKept } from './databaseurl.ts'

export type { AdvisoryWorld } from './databasedisk.ts'

/** Where advisories come from: URLs, and absolute paths of folders, archives and files. */
export interface AdvisorySources {
  /** A Go vulnerability database; `undefined` where none is named. */
  readonly database: string | undefined
  /** OSV records of others, added to it. */
  readonly more: readonly string[]
  readonly offline: boolean
}

/** The advisories about some modules, and how the database stands. */
export interface LoadedAdvisories {
  readonly book: AdvisoryBook
  readonly database: DatabaseNote
  /** What could not be read, in sentences: then something may be missing. */
  readonly left: readonly string[]
}

/**
 * Loads what is known of the wanted modules (all of it, where `undefined`). Throws `not-found` where no database is named or
 * the one that is named is damaged, else as its source does; single records that cannot be read are told in `left`.
 */
export async function loadAdvisories(
  world: AdvisoryWorld,
  sources: AdvisorySources,
  wanted: readonly string[] | undefined,
  signal: AbortSignal | undefined,
): Promise<LoadedAdvisories> {
  const { database: named, more, offline } = sources
  if (named === undefined)
    throw new WardenError('not-found', 'no vulnerability database is named', { remedy: NAME_A_DATABASE })
  const source = named.startsWith('file:') ? fileOf(named) : named
  const read = await whole(async () =>
    isUrl(source) ? fromUrl(world, source, wanted, offline, signal) : fromDisk(world, source, wanted),
  )
  const others: Advisory[] = []
  const left = [...read.left]
  for (const one of more) {
    const found = await whole(async () => fromDisk(world, one.startsWith('file:') ? fileOf(one) : one, wanted))
    others.push(...found.advisories)
    left.push(...found.left)
  }
  const { modified } = read
  return {
    book: bookOf([...read.advisories, ...others], modified),
    database: {
      source: shownSource(source),
      ...(modified === '' ? {} : { modified }),
      ...(read.fetched === undefined ? {} : { fetched: read.fetched }),
      ...(modified === '' ? {} : { days: daysSince(world, modified) }),
      modules: read.modules,
      offline: isUrl(source) && offline,
    },
    left,
  }
}

/** A row for `feed`: takes all of the configured database at a URL into the store; none where there is none. */
export async function vulndbRow(
  world: AdvisoryWorld,
  { database: named }: AdvisorySources,
  signal: AbortSignal | undefined,
): Promise<readonly FeedRow[]> {
  // Folders and archives are read where they lie.
  if (named === undefined || !isUrl(named) || named.startsWith('file:')) return []
  const source = shownSource(named)
  const before = await readKept(world, named)
  const kept = (): Pick<FeedRow, 'entries' | 'kind' | 'source'> => ({
    kind: 'vulnerabilities',
    source,
    entries: before?.records.size ?? 0,
  })
  try {
    const { left } = await fromUrl(world, named, undefined, false, signal)
    const after = await readKept(world, named)
    const same =
      before !== undefined && before.modified === after?.modified && before.records.size === after.records.size
    const date = after === undefined || after.modified === '' ? {} : { date: after.modified }
    const row = {
      ...kept(),
      entries: after?.records.size ?? 0,
      ...date,
      ...(after === undefined ? {} : { fetched: after.fetched }),
    }
    const [first] = left
    if (first !== undefined)
      return [{ ...row, state: 'failed', reason: first, remedy: 'what could be read is kept; try again later' }]
    return [{ ...row, state: same ? 'unchanged' : 'updated' }]
  } catch (error) {
    if (!isWardenError(error) || error.code === 'aborted') throw error
    const { remedy } = error
    return [{ ...kept(), state: 'failed', reason: messageOf(error), ...(remedy === undefined ? {} : { remedy }) }]
  }
}

/** A damaged database is no mistake of whoever runs this: the check could not be done, which exit code 3 says. */
async function whole(read: () => Promise<ReadDatabase>): Promise<ReadDatabase> {
  try {
    return await read()
  } catch (error) {
    if (!isWardenError(error, 'parse')) throw error
    const { message, remedy } = error
    throw new WardenError('not-found', message, { cause: error, ...(remedy === undefined ? {} : { remedy }) })
  }
}

function daysSince(world: AdvisoryWorld, time: string): number {
  const ms = world.clock.now().getTime() - Date.parse(time)
  return Number.isFinite(ms) ? Math.max(0, Math.floor(ms / 86_400_000)) : 0
}

function fileOf(url: string): string {
  const parsed = URL.parse(url)
  if (parsed === null || (parsed.hostname !== '' && parsed.hostname !== 'localhost')) {
    throw new WardenError('config', `${url}: not the URL of a file here`, {
      remedy: 'write file:///path/of/the/database',
    })
  }
  return decodeURIComponent(parsed.pathname)
}
