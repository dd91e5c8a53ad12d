import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { tmpdir } from 'node:os'
import path from 'node:path'
import test from 'node:test'
import { MIGRATIONS } from './migrations.ts'
import { openRegister } from './register.ts'
import { openTables } from './tables.ts'

test('openTables brings the first form to the newest, and loses nothing', async () => {
  await inFolder(async (file) => {
    const old = new DatabaseSync(file)
    old.exec(`${MIGRATIONS[0]} PRAGMA user_version = 1`)
    old.exec(`INSERT INTO versions VALUES ('example.com/m', 'v1.0.0', 1, '{"path":"example.com/m"}')`)
    old.exec(`INSERT INTO decisions VALUES (0, 'E-A', 'example.com/m', 'v1.0.0', 'content', 'allow', '{"number":0}')`)
    old.close()
    const tables = openTables(file)
    assert.equal(tables.form, MIGRATIONS.length)
    assert.equal((await tables.rows.selectFrom('versions').select('version').execute()).length, 1)
    assert.equal((await tables.rows.selectFrom('decisions').select('event').executeTakeFirst())?.event, 'E-A')
    assert.deepEqual(await tables.rows.selectFrom('downloads').selectAll().execute(), [])
    await tables.close()
    assert.equal(shapeOf(file), shapeOf(':memory:'))
  })
})

test('openTables finds what the register has about a module version in a database of the third form', async () => {
  await inFolder(async (file) => {
    const old = new DatabaseSync(file)
    old.exec(`${MIGRATIONS.slice(0, 3).join('')} PRAGMA user_version = 3`)
    const put = old.prepare('INSERT INTO register VALUES (?, ?, 1, ?, 1, ?)')
    put.run('waiver', 'W-A', '2026-12-01', '{"id":"W-A","path":"example.com/m","version":"v1.0.0"}')
    put.run('mode', 'mode', '2026-12-01', '{"mode":"monitor"}')
    old.close()
    const tables = openTables(file)
    const register = openRegister(tables, file)
    const about = { path: 'example.com/m', version: 'v1.0.0' }
    assert.deepEqual(
      (await register.list('waiver', { about, most: 9 })).map(({ id }) => id),
      ['W-A'],
    )
    assert.equal((await register.find('mode', 'mode'))?.mode, 'monitor')
    await tables.close()
  })
})

test('openTables makes the same from every earlier form', async () => {
  for (let form = 0; form < MIGRATIONS.length; form++) {
    await inFolder(async (file) => {
      const old = new DatabaseSync(file)
      old.exec(`${MIGRATIONS.slice(0, form).join('')} PRAGMA user_version = ${form}`)
      old.close()
      await openTables(file).close()
      assert.equal(shapeOf(file), shapeOf(':memory:'), `form ${form}`)
    })
  }
})

test('openTables refuses a database of a newer form, to read and to write', async () => {
  await inFolder(async (file) => {
    await openTables(file).close()
    const newer = new DatabaseSync(file)
    newer.exec('PRAGMA user_version = 99')
    newer.close()
    const expected = { code: 'config', message: /was written by a newer modwarden: its form is 99/ }
    assert.throws(() => openTables(file), expected)
    assert.throws(() => openTables(file, { readOnly: true }), expected)
  })
})

test('openTables says what is wrong with a file that is no database', async () => {
  await inFolder(async (file) => {
    const other = new DatabaseSync(file)
    other.exec('CREATE TABLE versions (x)')
    other.close()
    assert.throws(() => openTables(file), { code: 'io', message: /cannot open the database: table versions already/ })
    return Promise.resolve()
  })
})

/** The statements that would make the database; of `:memory:` those of the migrations alone. */
function shapeOf(file: string): string {
  const database = new DatabaseSync(file)
  if (file === ':memory:') database.exec(MIGRATIONS.join(''))
  const rows = database.prepare(`SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name`).all()
  database.close()
  return JSON.stringify(rows)
}

async function inFolder(work: (file: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'modwarden-form-'))
  try {
    await work(path.join(folder, 'guard.db'))
  } finally {
    rmSync(folder, { recursive: true })
  }
}
