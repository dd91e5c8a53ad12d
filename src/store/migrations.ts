// The forms that the guard's database had, one after the other: each statement list makes the next form from the one
// before, and the number of those done is the file's user_version. A form that was released is never changed.
import type { DatabaseSync } from 'node:sqlite'
import { WardenError } from '../base/errors.ts'

/** What makes each form from the one before. */
export const MIGRATIONS: readonly string[] = [
  `CREATE TABLE versions (path TEXT NOT NULL, version TEXT NOT NULL, schema INTEGER NOT NULL, document TEXT NOT NULL,
     PRIMARY KEY (path, version)) STRICT, WITHOUT ROWID;
   CREATE TABLE decisions (number INTEGER PRIMARY KEY, event TEXT NOT NULL UNIQUE, path TEXT NOT NULL,
     version TEXT NOT NULL, stage TEXT NOT NULL, action TEXT NOT NULL, leaf TEXT NOT NULL) STRICT;
   CREATE INDEX decisions_of ON decisions (path, version, stage, number);
   CREATE INDEX decisions_by_action ON decisions (action, number);
   CREATE TABLE nodes (level INTEGER NOT NULL, place INTEGER NOT NULL, hash BLOB NOT NULL,
     PRIMARY KEY (level, place)) STRICT, WITHOUT ROWID;
   CREATE TABLE heads (size INTEGER PRIMARY KEY, note TEXT NOT NULL) STRICT;`,
  `CREATE TABLE downloads (path TEXT NOT NULL, version TEXT NOT NULL, who TEXT NOT NULL, client TEXT NOT NULL,
     kind TEXT NOT NULL, minute INTEGER NOT NULL, count INTEGER NOT NULL,
     PRIMARY KEY (path, version, who, client, kind, minute)) STRICT, WITHOUT ROWID;
   CREATE TABLE uses (path TEXT NOT NULL, version TEXT NOT NULL, last INTEGER NOT NULL, count INTEGER NOT NULL,
     PRIMARY KEY (path, version)) STRICT, WITHOUT ROWID;
   CREATE TABLE runs (id INTEGER PRIMARY KEY, began TEXT NOT NULL, seen TEXT NOT NULL, ended TEXT NOT NULL) STRICT;
   CREATE TABLE judgements (path TEXT NOT NULL, version TEXT NOT NULL, basis TEXT NOT NULL, until TEXT NOT NULL,
     PRIMARY KEY (path, version)) STRICT, WITHOUT ROWID;
   CREATE TABLE places (name TEXT PRIMARY KEY, document TEXT NOT NULL) STRICT, WITHOUT ROWID;`,
  `CREATE TABLE people (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, created TEXT NOT NULL) STRICT;
   CREATE TABLE tokens (id INTEGER PRIMARY KEY AUTOINCREMENT, hash TEXT NOT NULL UNIQUE, person INTEGER NOT NULL,
     role TEXT NOT NULL, created TEXT NOT NULL, expires TEXT NOT NULL, revoked TEXT NOT NULL) STRICT;
   CREATE TABLE register (kind TEXT NOT NULL, id TEXT NOT NULL, place INTEGER NOT NULL, last TEXT NOT NULL,
     schema INTEGER NOT NULL, document TEXT NOT NULL, PRIMARY KEY (kind, id)) STRICT, WITHOUT ROWID;
   CREATE INDEX register_by_place ON register (kind, place);
   CREATE TABLE acts (number INTEGER PRIMARY KEY AUTOINCREMENT, time TEXT NOT NULL, person TEXT NOT NULL,
     what TEXT NOT NULL, about TEXT NOT NULL, reason TEXT NOT NULL) STRICT;`,
  `CREATE TABLE ended (session TEXT PRIMARY KEY, until TEXT NOT NULL) STRICT, WITHOUT ROWID;
   ALTER TABLE register ADD COLUMN about TEXT NOT NULL DEFAULT '';
   UPDATE register SET about = document ->> '$.path' || '@' || (document ->> '$.version') WHERE kind IN ('waiver', 'dispute');
   CREATE INDEX register_about ON register (kind, about, place);`,
]

/**
 * Brings a database to the newest form; each step is done whole or not at all, by one process. Throws `config` for a form
 * that only a newer modwarden knows: what it means to keep must not be written without it.
 */
export function migrate(database: DatabaseSync, file: string): void {
  refuseNewer(database, file)
  for (const [i, statements] of MIGRATIONS.entries()) {
    if (i < formOf(database)) continue
    database.exec('BEGIN IMMEDIATE')
    try {
      // Another process may have done it while this one waited.
      if (formOf(database) === i) database.exec(`${statements} PRAGMA user_version = ${i + 1}`)
      database.exec('COMMIT')
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK')
      throw error
    }
  }
}

/** Throws `config` for a database that is not of this form or an older one. */
export function refuseNewer(database: DatabaseSync, file: string): void {
  const form = formOf(database)
  if (form <= MIGRATIONS.length) return
  throw new WardenError(
    'config',
    `${file}: was written by a newer modwarden: its form is ${form}, and this one knows forms up to ${MIGRATIONS.length}`,
    { remedy: 'run the newer modwarden, or name another folder: --data DIR' },
  )
}

/** How many migrations were done on a database. */
export function formOf(database: DatabaseSync): number {
  const { user_version: done = 0 } = database.prepare('PRAGMA user_version').get() ?? {}
  return Number(done)
}
