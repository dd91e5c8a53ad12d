// The guard's database: one file of SQLite, through Kysely over node:sqlite. Documents with their schema's number and
// keys; whoever writes a document owns its form. Every statement is durable when it returns (WAL, synchronous=FULL).
//
//   versions   what is kept of a module version (src/world/vault.ts)
//   decisions  the leaves of the decision log, as they were hashed (src/store/decisionlog.ts)
//   nodes      the complete nodes of its tree
//   heads      its signed heads
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { Kysely, SqliteDialect, type SqliteDatabase } from 'kysely'
import { diskError } from '../io/diskerror.ts'

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
}

/** The database, and the way to do several statements as one without letting anything else in between. */
export interface Database {
  readonly rows: Kysely<Tables>
  /** Does all of `work` or nothing; `work` must not wait for anything. */
  atOnce<T>(work: (now: Statements) => T): T
  /** The same a moment later, together with all that others ask for meanwhile: one sync of the disk does for all. */
  soon(work: (now: Statements) => void): Promise<void>
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
    if (options.readOnly !== true) {
      database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
      migrate(database)
    }
  } catch (error) {
    throw diskError(error, 'open the database', file)
  }
  const rows = new Kysely<Tables>({ dialect: new SqliteDialect({ database: forKysely(database) }) })
  const statements: Statements = {
    run: ({ sql, parameters }) => void database.prepare(sql).run(...values(parameters)),
    all: ({ sql, parameters }, rowOf) =>
      database
        .prepare(sql)
        .all(...values(parameters))
        .map((row) => rowOf(row)),
  }
  const atOnce: Database['atOnce'] = (work) => {
    database.exec('BEGIN IMMEDIATE')
    try {
      const result = work(statements)
      database.exec('COMMIT')
      return result
    } catch (error) {
      // Some failures have rolled it back already.
      if (database.isTransaction) database.exec('ROLLBACK')
      throw error
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
    close: async () => rows.destroy(),
  }
}

const BUSY_MS = 5000

/** Each makes the form after it from the one before; the number of those done is the file's user_version. */
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE versions (path TEXT NOT NULL, version TEXT NOT NULL, schema INTEGER NOT NULL, document TEXT NOT NULL,
     PRIMARY KEY (path, version)) STRICT, WITHOUT ROWID;
   CREATE TABLE decisions (number INTEGER PRIMARY KEY, event TEXT NOT NULL UNIQUE, path TEXT NOT NULL,
     version TEXT NOT NULL, stage TEXT NOT NULL, action TEXT NOT NULL, leaf TEXT NOT NULL) STRICT;
   CREATE INDEX decisions_of ON decisions (path, version, stage, number);
   CREATE INDEX decisions_by_action ON decisions (action, number);
   CREATE TABLE nodes (level INTEGER NOT NULL, place INTEGER NOT NULL, hash BLOB NOT NULL,
     PRIMARY KEY (level, place)) STRICT, WITHOUT ROWID;
   CREATE TABLE heads (size INTEGER PRIMARY KEY, note TEXT NOT NULL) STRICT;`,
]

function migrate(database: DatabaseSync): void {
  const { user_version: done = 0 } = database.prepare('PRAGMA user_version').get() ?? {}
  for (const [i, statements] of MIGRATIONS.entries()) {
    if (i < Number(done)) continue
    database.exec(`BEGIN IMMEDIATE; ${statements} PRAGMA user_version = ${i + 1}; COMMIT`)
  }
}

/** What Kysely's dialect wants of a driver. */
function forKysely(database: DatabaseSync): SqliteDatabase {
  return {
    close: () => database.close(),
    prepare: (sql) => {
      const statement = database.prepare(sql)
      return {
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...values(parameters)),
        run: (parameters) => statement.run(...values(parameters)),
        iterate: (parameters) => statement.iterate(...values(parameters)),
      }
    },
  }
}

/** Kysely hands over what the tables' types allow: text, numbers, bytes. */
function values(parameters: readonly unknown[]): SQLInputValue[] {
  return parameters.map((value) => {
    if (typeof value === 'string' || typeof value === 'number' || value instanceof Uint8Array) return value
    throw new Error(`not a value of a table: ${typeof value}`)
  })
}
