// The Downloads of src/world/downloads.ts over the guard's database. An answer costs two look-ups in maps; a timer writes
// what was counted, at most a second later, in one transaction that no answer waits for the disk in. A guard that is
// killed loses that second; its run has no end then, which `gaps` tells. Who fetched a version is asked for years later:
// nothing is thrown away, but what is older than some weeks is counted by the day.
import { sql } from 'kysely'
import { messageOf } from '../base/errors.ts'
import type { ModuleVersion } from '../base/finding.ts'
import { diskError } from '../io/diskerror.ts'
import type { Download, DownloadKind, Downloads, Gap, Given } from '../world/downloads.ts'
import type { Database, Statements, Tables } from './tables.ts'

/** A record that must be closed: what waits is written then. */
export interface OpenDownloads extends Downloads {
  close(): Promise<void>
}

/** What it needs. */
export interface DownloadsOptions {
  readonly tables: Database
  readonly now: () => Date
  /** Hears, once, that downloads cannot be written, and once that they can again. */
  readonly onTrouble: (text: string) => void
}

/** Downloads are written so long (ms) after they were counted, at most: what a kill may lose. */
const LOSS_MS = 1000

/** So often (ms) a run says that it lives. */
const ALIVE_MS = 60_000
/** A run that has not said so for this long (ms) does not live. */
const DEAD_MS = 3 * ALIVE_MS
/** So many are written at once: a transaction holds up every answer. */
const MOST_AT_ONCE = 2000
/** What is older (minutes) is counted by the day. */
const BY_MINUTE = 35 * 1440
/** So often (ms) older ones are put together. */
const COMPACT_MS = 6 * 3_600_000
/** So many different ones wait at most; more are lost, and counted. */
const MOST_WAITING = 100_000

/** One that waits. */
interface Waiting {
  readonly given: Given
  readonly who: string
  readonly client: string
  readonly minute: number
  count: number
}

/** Opens it, and begins a run. Throws `io`. */
export function openDownloads({ tables, now, onTrouble }: DownloadsOptions): OpenDownloads {
  let fresh = new Map<Given, Map<string, Waiting>>()
  let different = 0
  /** Counted and not written, oldest first. */
  let queue: Waiting[] = []
  let lost = 0
  let trouble = false
  let closed = false
  let timer: NodeJS.Timeout | undefined
  const statements = statementsOf(tables)
  const run = tables.relaxed((at) => beginRun(tables, at, now()))

  const count: Downloads['count'] = (given, who, client) => {
    const key = client === '' ? who : `${who} ${client}`
    let byWho = fresh.get(given)
    if (byWho === undefined) {
      byWho = new Map()
      fresh.set(given, byWho)
    }
    const known = byWho.get(key)
    if (known !== undefined) known.count++
    else if (different + queue.length >= MOST_WAITING) lost++
    else {
      different++
      byWho.set(key, { given, who, client, minute: minuteOf(now()), count: 1 })
    }
    if (timer !== undefined || closed) return
    timer = setTimeout(() => void tick(), LOSS_MS)
    timer.unref()
  }

  /** Writes what was counted until now; what cannot be written waits on. */
  const write = (): void => {
    queue = joined([...queue, ...[...fresh.values()].flatMap((byWho) => [...byWho.values()])])
    fresh = new Map()
    different = 0
    while (queue.length > 0) {
      const batch = queue.slice(0, MOST_AT_ONCE)
      tables.relaxed((at) => {
        for (const one of batch) statements.add(at, one)
        statements.alive(at, run, now())
      })
      queue = queue.slice(batch.length)
      // The rest in another turn: in between, others are answered.
      if (queue.length > 0 && !closed) return
    }
  }

  const flush = async (): Promise<void> => {
    try {
      do write()
      while (queue.length > 0 && (await turn()))
      await tables.synced()
      if (trouble) onTrouble('downloads are recorded again')
      trouble = false
    } catch (error) {
      const failure = diskError(error, 'record downloads', 'guard.db')
      if (!trouble) onTrouble(`downloads cannot be recorded now, and wait: ${messageOf(failure)}`)
      trouble = true
      throw failure
    }
  }

  const tick = async (): Promise<void> => {
    try {
      await flush()
    } catch {
      // Told already; they wait for the next time.
    }
    timer = undefined
    if (closed || (queue.length === 0 && fresh.size === 0)) return
    timer = setTimeout(() => void tick(), LOSS_MS)
    timer.unref()
  }

  const alive = setInterval(() => {
    try {
      tables.relaxed((at) => statements.alive(at, run, now()))
    } catch {
      // A disk that is full or gone is told of by whoever has something to write.
    }
  }, ALIVE_MS)
  alive.unref()
  const compacting = setInterval(
    () => void compactDownloads(tables, now(), () => closed).catch(() => undefined),
    COMPACT_MS,
  )
  compacting.unref()

  return {
    count,
    flush,
    of: async (path, version, since) => {
      await quietly(flush)
      return downloadsOf(tables, path, version, since)
    },
    uses: async (module, since) => {
      await quietly(flush)
      const rows = await downloadsOf(tables, module.path, module.version, since)
      const last = rows.at(-1)
      if (last === undefined) return undefined
      const zips = rows.filter(({ kind }) => kind === 'zip')
      return {
        people: new Set(rows.map(({ who, client }) => `${who} ${client}`)).size,
        count: zips.reduce((sum, one) => sum + one.count, 0),
        last: last.time,
      }
    },
    gaps: async () => gapsOf(tables, now()),
    waiting: () => different + queue.length,
    lost: () => lost,
    close: async () => {
      closed = true
      clearTimeout(timer)
      clearInterval(alive)
      clearInterval(compacting)
      await flush()
      tables.relaxed((at) => statements.end(at, run, now()))
    },
  }
}

/** Downloads of a module, or of one version, oldest first. */
export async function downloadsOf(
  { rows }: Database,
  path: string,
  version: string | undefined,
  since: Date | undefined,
): Promise<readonly Download[]> {
  let wanted = rows.selectFrom('downloads').selectAll().where('path', '=', path)
  if (version !== undefined) wanted = wanted.where('version', '=', version)
  if (since !== undefined) wanted = wanted.where('minute', '>=', minuteOf(since))
  return (await wanted.orderBy('minute').execute()).map(downloadIn)
}

/**
 * Puts together by the day what was counted by the minute weeks ago, a little at a time: a transaction holds up every
 * answer. All of a day is counted in its last minute, so that whoever asks for a part of the day is told of too many and
 * not of too few. A day on which something was decided about the version stays as it is: who fetched it before, and who
 * after that, is what is asked. Ends early where `isClosed`. Throws `io`.
 */
export async function compactDownloads(tables: Database, now: Date, isClosed: () => boolean): Promise<void> {
  const { rows } = tables
  const before = minuteOf(now) - BY_MINUTE
  const { move } = statementsOf(tables)
  let after = { path: '', version: '' }
  for (;;) {
    const versions = await rows
      .selectFrom('uses')
      .select(['path', 'version'])
      .where((eb) => eb(eb.refTuple('path', 'version'), '>', eb.tuple(after.path, after.version)))
      .orderBy('path')
      .orderBy('version')
      .limit(MOST_AT_ONCE)
      .execute()
    for (const module of versions) {
      do await turn()
      while (!isClosed() && tables.relaxed((at) => move(at, module, before)) > 0)
    }
    const last = versions.at(-1)
    if (last === undefined || isClosed()) return
    after = last
  }
}

/** The minute in which anything of a version was fetched last; `undefined` where nothing was. */
export async function lastUse({ rows }: Database, { path, version }: ModuleVersion): Promise<Date | undefined> {
  const wanted = rows.selectFrom('uses').select('last').where('path', '=', path).where('version', '=', version)
  const row = await wanted.executeTakeFirst()
  return row === undefined ? undefined : new Date(row.last * 60_000)
}

/** Runs that ended without saying so. */
export async function gapsOf({ rows }: Database, now: Date): Promise<readonly Gap[]> {
  const dead = new Date(now.getTime() - DEAD_MS).toISOString()
  const wanted = rows.selectFrom('runs').select('seen').where('ended', '=', '').where('seen', '<', dead).orderBy('id')
  return (await wanted.execute()).map(({ seen }) => ({ after: seen, seconds: LOSS_MS / 1000 }))
}

function minuteOf(time: Date): number {
  return Math.floor(time.getTime() / 60_000)
}

/** Equal ones as one. */
function joined(all: readonly Waiting[]): Waiting[] {
  const byKey = new Map<string, Waiting>()
  for (const one of all) {
    const { given, who, client, minute } = one
    const key = `${given.kind} ${given.path}@${given.version} ${minute} ${client} ${who}`
    const known = byKey.get(key)
    if (known === undefined) byKey.set(key, one)
    else known.count += one.count
  }
  return [...byKey.values()]
}

function beginRun({ rows }: Database, at: Statements, now: Date): number {
  const time = now.toISOString()
  at.run(rows.insertInto('runs').values({ began: time, seen: time, ended: '' }).compile())
  const [id] = at.all(rows.selectFrom('runs').select('id').orderBy('id', 'desc').limit(1).compile(), (row) =>
    Number(row['id']),
  )
  return id ?? 0
}

/** Compiled once: a busy second has a thousand of them. */
function statementsOf({ rows }: Database): {
  readonly add: (at: Statements, one: Waiting) => void
  readonly alive: (at: Statements, run: number, now: Date) => void
  readonly end: (at: Statements, run: number, now: Date) => void
  /** Moves what was counted before a minute into the last one of its day, if it may; gives how many rows that were. */
  readonly move: (at: Statements, module: ModuleVersion, before: number) => number
} {
  const add = rows
    .insertInto('downloads')
    .values({ path: '', version: '', who: '', client: '', kind: '', minute: 0, count: 0 })
    .onConflict((conflict) =>
      conflict
        .columns(['path', 'version', 'who', 'client', 'kind', 'minute'])
        .doUpdateSet((eb) => ({ count: eb('downloads.count', '+', eb.ref('excluded.count')) })),
    )
    .compile().sql
  const use = rows
    .insertInto('uses')
    .values({ path: '', version: '', last: 0, count: 0 })
    .onConflict((conflict) =>
      conflict.columns(['path', 'version']).doUpdateSet((eb) => ({
        last: eb.fn<number>('max', ['uses.last', 'excluded.last']),
        count: eb('uses.count', '+', eb.ref('excluded.count')),
      })),
    )
    .compile().sql
  const of = rows.selectFrom('downloads').selectAll().where('path', '=', '').where('version', '=', '')
  const old = of
    .where('minute', '<', 0)
    .where(sql<boolean>`minute % 1440 != 1439`)
    .where(
      sql<boolean>`minute / 1440 NOT IN (SELECT unixepoch(leaf ->> '$.time') / 86400 FROM decisions WHERE path = ${''} AND version = ${''})`,
    )
    .limit(MOST_AT_ONCE)
  const gone = rows.deleteFrom('downloads').where('path', '=', '').where('version', '=', '').where('who', '=', '')
  const remove = gone.where('client', '=', '').where('kind', '=', '').where('minute', '=', 0).compile().sql
  const { sql: find } = old.compile()
  const alive = rows.updateTable('runs').set({ seen: '' }).where('id', '=', 0).compile().sql
  const end = rows.updateTable('runs').set({ seen: '', ended: '' }).where('id', '=', 0).compile().sql
  return {
    add: (at, { given: { path, version, kind }, who, client, minute, count }) => {
      at.run({ sql: add, parameters: [path, version, who, client, kind, minute, count] })
      at.run({ sql: use, parameters: [path, version, minute, kind === 'zip' ? count : 0] })
    },
    move: (at, { path, version }, before) => {
      const parameters = [path, version, before, path, version, MOST_AT_ONCE]
      const found = at.all({ sql: find, parameters }, (row) => ({
        who: String(row['who']),
        client: String(row['client']),
        kind: String(row['kind']),
        minute: Number(row['minute']),
        count: Number(row['count']),
      }))
      for (const { who, client, kind, minute, count } of found) {
        at.run({ sql: remove, parameters: [path, version, who, client, kind, minute] })
        at.run({ sql: add, parameters: [path, version, who, client, kind, minute - (minute % 1440) + 1439, count] })
      }
      return found.length
    },
    alive: (at, run, now) => at.run({ sql: alive, parameters: [now.toISOString(), run] }),
    end: (at, run, now) => at.run({ sql: end, parameters: [now.toISOString(), now.toISOString(), run] }),
  }
}

function downloadIn({ kind, minute, ...row }: Tables['downloads']): Download {
  return { ...row, kind: kindOf(kind), time: new Date(minute * 60_000).toISOString() }
}

function kindOf(kind: string): DownloadKind {
  return kind === 'info' || kind === 'mod' ? kind : 'zip'
}

async function quietly(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch {
    // What is written already is there to be read.
  }
}

async function turn(): Promise<true> {
  return new Promise((next) => setImmediate(() => next(true)))
}
