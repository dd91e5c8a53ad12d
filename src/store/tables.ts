// The guard's database: one file of SQLite, through Kysely over node:sqlite. Documents with their schema's number and
// keys; whoever writes a document owns its form.
//
//   versions   what is kept of a module version (src/world/vault.ts)
//   decisions  the leaves of the decision log, as they were hashed (src/store/decisionlog.ts)
//   nodes      the complete nodes of its tree
//   heads      its signed heads
//   downloads  who fetched what, counted by the minute (src/store/downloads.ts)
//   uses       when each version was fetched last
//   runs       when guards ran, and whether they ended properly
//   judgements by what each version was judged last (src/store/judgements.ts)
//   places     how far background work is
//   people     the names of references (src/store/people.ts): a row that goes takes the name out of everything
//   tokens     hashes of secrets, and whose they are
//   ended      logins that were ended before their time
//   register   what people decided: waivers, disputes, the mode (src/store/register.ts)
//   acts       who did what
//
// Each statement is durable when it returns (WAL, synchronous=FULL), but for those that are asked for as relaxed: they
// survive the end of the process, and a loss of power only once `synced` or the next durable one is done.
import { open } from 'node:fs/promises'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { Kysely, SqliteDialect, type SqliteDatabase } from 'kysely'
import { isWardenError } from '../base/errors.ts'
import { diskError, isAbsent } from '../io/diskerror.ts'
import { formOf, migrate, refuseNewer } from './migrations.ts'
import { openingError, sqliteError } from './sqliteerror.ts'

/** The rows. Times are RFC 3339. */
export interface Tables {
  readonly versions: {
    readonly path: string
    readonly version: string
    readonly schema: number
    readonly document: string
  }
  readonly decisions: {
    readonly number: number
    readonly event: string
    readonly path: string
    readonly version: string
    readonly stage: string
    readonly action: string
    readonly leaf: string
  }
  readonly nodes: { readonly level: number; readonly place: number; readonly hash: Uint8Array }
  readonly heads: { readonly size: number; readonly note: string }
  /** `who` refers to an identity; `client` is an address, or empty. Minutes since 1970. */
  readonly downloads: {
    readonly path: string
    readonly version: string
    readonly who: string
    readonly client: string
    readonly kind: string
    readonly minute: number
    readonly count: number
  }
  /** `last` is a minute, `count` is of zips. */
  readonly uses: { readonly path: string; readonly version: string; readonly last: number; readonly count: number }
  /** `ended` is empty for one that runs, or was killed. */
  readonly runs: { readonly id?: number; readonly began: string; readonly seen: string; readonly ended: string }
  /** `until` is empty where the judgement changes only with its basis. */
  readonly judgements: {
    readonly path: string
    readonly version: string
    readonly basis: string
    readonly until: string
  }
  readonly places: { readonly name: string; readonly document: string }
  readonly people: { readonly id?: number; readonly name: string; readonly created: string }
  /** `revoked` is empty as long as it is not. */
  readonly tokens: {
    readonly id?: number
    readonly hash: string
    readonly person: number
    readonly role: string
    readonly created: string
    readonly expires: string
    readonly revoked: string
  }
  /** `until` is when a login would have ended by itself: nothing needs to be known of it after that. */
  readonly ended: { readonly session: string; readonly until: string }
  /**
   * `place` is the order in which they came, `last` the last day on which one matters; `about` is a module version, or
   * empty.
   */
  readonly register: {
    readonly kind: string
    readonly id: string
    readonly place: number
    readonly last: string
    readonly about: string
    readonly schema: number
    readonly document: string
  }
  readonly acts: {
    readonly number?: number
    readonly time: string
    readonly person: string
    readonly what: string
    readonly about: string
    readonly reason: string
  }
}

/** The database, and the way to do several statements as one without letting anything else in between. */
export interface Database {
  readonly rows: Kysely<Tables>
  /** Does all of `work` or nothing; `work` must not wait for anything. */
  atOnce<T>(work: (now: Statements) => T): T
  /** The same a moment later, together with all that others ask for meanwhile: one sync of the disk does for all. */
  soon(work: (now: Statements) => void): Promise<void>
  /** As `atOnce`, without waiting for the disk: a loss of power may take it back until `synced` resolves. */
  relaxed<T>(work: (now: Statements) => T): T
  /** Waits for the disk, on another thread. Throws `io`. */
  synced(): Promise<void>
  /** Grows whenever another connection has written. */
  readonly foreign: () => number
  /** How many migrations were done on it. */
  readonly form: number
  close(): Promise<void>
}

/** Runs compiled statements at once, inside of a transaction that no other process is in. */
export interface Statements {
  run(statement: Compiled): void
  all<Row>(statement: Compiled, rowOf: (row: Readonly<Record<string, unknown>>) => Row): Row[]
}

/** A compiled statement's text and values. */
interface Compiled {
  readonly sql: string
  readonly parameters: readonly unknown[]
}

/** Opens the file, which is made where it is missing, and brings it to the newest form. Throws `io`. */
export function openTables(file: string, options: { readonly readOnly?: boolean } = {}): Database {
  let database: DatabaseSync
  try {
    database = new DatabaseSync(file, { readOnly: options.readOnly === true, timeout: BUSY_MS })
    if (options.readOnly === true) refuseNewer(database, file)
    else {
      database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
      migrate(database, file)
    }
  } catch (error) {
    throw isWardenError(error) ? error : openingError(error, file)
  }
  const prepared = new Map<string, StatementSync>()
  const prepare = (sql: string): StatementSync => {
    const known = prepared.get(sql)
    if (known !== undefined) return known
    if (prepared.size >= MOST_PREPARED) prepared.clear()
    const made = database.prepare(sql)
    prepared.set(sql, made)
    return made
  }
  const rows = new Kysely<Tables>({ dialect: new SqliteDialect({ database: forKysely(database, file) }) })
  const statements: Statements = {
    run: ({ sql, parameters }) => void prepare(sql).run(...values(parameters)),
    all: ({ sql, parameters }, rowOf) =>
      prepare(sql)
        .all(...values(parameters))
        .map((row) => rowOf(row)),
  }
  const atOnce: Database['atOnce'] = (work) => {
    try {
      database.exec('BEGIN IMMEDIATE')
      const result = work(statements)
      database.exec('COMMIT')
      return result
    } catch (error) {
      // Some failures have rolled it back already.
      if (database.isTransaction) database.exec('ROLLBACK')
      throw sqliteError(error, 'write the database', file)
    }
  }
  let waiting: { readonly works: ((now: Statements) => void)[]; readonly done: Promise<void> } | undefined
  const flush = async (works: readonly ((now: Statements) => void)[]): Promise<void> => {
    await new Promise((next) => setImmediate(next))
    waiting = undefined
    atOnce((now) => {
      for (const work of works) work(now)
    })
  }
  return {
    rows,
    atOnce,
    soon: async (work) => {
      if (waiting === undefined) {
        const works = [work]
        waiting = { works, done: flush(works) }
      } else waiting.works.push(work)
      return waiting.done
    },
    relaxed: (work) => {
      database.exec('PRAGMA synchronous = NORMAL')
      try {
        return atOnce(work)
      } finally {
        database.exec('PRAGMA synchronous = FULL')
      }
    },
    // What was committed is in the log beside the file, until a checkpoint brings it over, which syncs both.
    synced: async () => syncFile(`${file}-wal`),
    foreign: () => Number(prepare('PRAGMA data_version').get()?.['data_version'] ?? 0),
    form: formOf(database),
    close: async () => rows.destroy(),
  }
}

const BUSY_MS = 5000

const MOST_PREPARED = 200

async function syncFile(file: string): Promise<void> {
  try {
    const handle = await open(file, 'r+')
    try {
      await handle.datasync()
    } finally {
      await handle.close()
    }
  } catch (error) {
    if (!isAbsent(error)) throw diskError(error, 'write', file)
  }
}

/** What Kysely's dialect wants of a driver. */
function forKysely(database: DatabaseSync, file: string): SqliteDatabase {
  return {
    close: () => database.close(),
    prepare: (sql) => {
      const statement = meaningfully(() => database.prepare(sql), file)
      return {
        reader: statement.columns().length > 0,
        all: (parameters) => meaningfully(() => statement.all(...values(parameters)), file),
        run: (parameters) => meaningfully(() => statement.run(...values(parameters)), file),
        iterate: (parameters) => statement.iterate(...values(parameters)),
      }
    },
  }
}

function meaningfully<T>(work: () => T, file: string): T {
  try {
    return work()
  } catch (error) {
    throw sqliteError(error, 'read the database', file)
  }
}

/** Kysely hands over what the tables' types allow: text, numbers, bytes. */
function values(parameters: readonly unknown[]): SQLInputValue[] {
  return parameters.map((value) => {
    if (typeof value === 'string' || typeof value === 'number' || value instanceof Uint8Array) return value
    throw new Error(`not a value of a table: ${typeof value}`)
  })
}
