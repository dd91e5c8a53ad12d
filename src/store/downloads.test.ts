import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import test from 'node:test'
import type { Given } from '../world/downloads.ts'
import { compactDownloads, openDownloads, type OpenDownloads } from './downloads.ts'
import { openTables, type Database } from './tables.ts'

const given = (version: string, kind: Given['kind'] = 'zip'): Given => ({ path: 'example.com/m', version, kind })

test('openDownloads counts by who, kind and minute, and has it after it was closed', async () => {
  await withDownloads(async ({ open, at }) => {
    const downloads = open()
    const zip = given('v1.0.0')
    for (let i = 0; i < 3; i++) downloads.count(zip, 'anonymous', '')
    downloads.count(given('v1.0.0'), 'anonymous', '')
    downloads.count(zip, 'p1', '192.0.2.1')
    downloads.count(given('v1.0.0', 'mod'), 'p1', '192.0.2.1')
    downloads.count(given('v1.1.0'), 'p2', '')
    assert.equal(downloads.waiting(), 5)
    at.minutes = 2
    downloads.count(given('v1.0.0'), 'anonymous', '')
    await downloads.close()
    const again = open()
    const rows = await again.of('example.com/m', 'v1.0.0')
    assert.deepEqual(
      rows.map(({ who, client, kind, time, count }) => [who, client, kind, time.slice(11, 16), count]),
      [
        ['anonymous', '', 'zip', '03:04', 4],
        ['p1', '192.0.2.1', 'mod', '03:04', 1],
        ['p1', '192.0.2.1', 'zip', '03:04', 1],
        ['anonymous', '', 'zip', '03:06', 1],
      ],
    )
    assert.deepEqual(await again.uses({ path: 'example.com/m', version: 'v1.0.0' }), {
      people: 2,
      count: 6,
      last: '2026-01-02T03:06:00.000Z',
    })
    const since = new Date('2026-01-02T03:06:30Z')
    assert.equal((await again.of('example.com/m', undefined, since)).length, 1)
    assert.equal(await again.uses({ path: 'example.com/m', version: 'v9.0.0' }), undefined)
    await again.close()
  })
})

test('compactDownloads counts old ones by the day, and loses none', async () => {
  await withDownloads(async ({ open, at, tables }) => {
    const downloads = open()
    for (const minutes of [0, 1, 2, 3000, 60_000]) {
      at.minutes = minutes
      downloads.count(given('v1.0.0'), 'p1', '')
      downloads.count(given('v1.0.0'), 'p2', '')
    }
    await downloads.flush()
    const told = async (): Promise<readonly string[]> =>
      (await downloads.of('example.com/m', 'v1.0.0')).map(
        ({ who, time, count }) => `${who} ${time.slice(0, 16)} ${count}`,
      )
    const compacted = [
      'p1 2026-01-02T23:59 3',
      'p2 2026-01-02T23:59 3',
      'p1 2026-01-04T23:59 1',
      'p2 2026-01-04T23:59 1',
      'p1 2026-02-12T19:04 1',
      'p2 2026-02-12T19:04 1',
    ]
    for (let i = 0; i < 2; i++) {
      await compactDownloads(tables, new Date('2026-02-13T00:00:00Z'), () => false)
      assert.deepEqual(await told(), compacted)
    }
    assert.equal((await downloads.uses({ path: 'example.com/m', version: 'v1.0.0' }))?.count, 10)
    await downloads.close()
  })
})

test('compactDownloads leaves a day on which something was decided about the version', async () => {
  await withDownloads(async ({ open, at, tables }) => {
    const downloads = open()
    for (const minutes of [0, 1, 1440, 1441]) {
      at.minutes = minutes
      for (const version of ['v1.0.0', 'v1.1.0']) downloads.count(given(version), 'p1', '')
    }
    await downloads.flush()
    const leaf = JSON.stringify({ time: '2026-01-03T03:05:00.000Z' })
    const row = { event: 'E-A', path: 'example.com/m', version: 'v1.0.0', stage: 'content', action: 'block' }
    await tables.rows
      .insertInto('decisions')
      .values({ number: 0, ...row, leaf })
      .execute()
    await compactDownloads(tables, new Date('2026-03-01T00:00:00Z'), () => false)
    const told = async (version: string): Promise<readonly string[]> =>
      (await downloads.of('example.com/m', version)).map(({ time, count }) => `${time.slice(0, 16)} ${count}`)
    assert.deepEqual(await told('v1.0.0'), ['2026-01-02T23:59 2', '2026-01-03T03:04 1', '2026-01-03T03:05 1'])
    assert.deepEqual(await told('v1.1.0'), ['2026-01-02T23:59 2', '2026-01-03T23:59 2'])
    await downloads.close()
  })
})

test('openDownloads writes what was counted by itself, and another connection sees it', async () => {
  await withDownloads(async ({ open, tables }) => {
    const downloads = open()
    downloads.count(given('v1.0.0'), 'anonymous', '')
    const found = async (): Promise<unknown> => tables.rows.selectFrom('downloads').selectAll().executeTakeFirst()
    for (let i = 0; i < 300 && (await found()) === undefined; i++) await new Promise((next) => setTimeout(next, 20))
    assert.notEqual(await found(), undefined)
    assert.equal(downloads.waiting(), 0)
    await downloads.close()
  })
})

test('openDownloads keeps what cannot be written until it can, and tells both', async () => {
  await withDownloads(async ({ open, tables, told }) => {
    const downloads = open()
    tables.atOnce((now) => now.run({ sql: 'ALTER TABLE uses RENAME TO elsewhere', parameters: [] }))
    downloads.count(given('v1.0.0'), 'anonymous', '')
    await assert.rejects(downloads.flush())
    await assert.rejects(downloads.flush())
    assert.deepEqual([downloads.waiting(), downloads.lost()], [1, 0])
    tables.atOnce((now) => now.run({ sql: 'ALTER TABLE elsewhere RENAME TO uses', parameters: [] }))
    downloads.count(given('v1.0.0'), 'anonymous', '')
    await downloads.flush()
    assert.deepEqual(
      (await downloads.of('example.com/m', undefined)).map(({ count }) => count),
      [2],
    )
    assert.equal(told.length, 2)
    assert.match(told[0] ?? '', /cannot be recorded now, and wait/)
    assert.equal(told[1], 'downloads are recorded again')
    await downloads.close()
  })
})

test('openDownloads tells of runs that were killed, and of no other', async () => {
  await withDownloads(async ({ open, at }) => {
    const killed = open()
    killed.count(given('v1.0.0'), 'anonymous', '')
    await killed.flush()
    at.minutes = 1
    const next = open()
    assert.deepEqual(await next.gaps(), [])
    await next.close()
    at.minutes = 60
    const last = open()
    assert.deepEqual(await last.gaps(), [{ after: '2026-01-02T03:04:05.000Z', seconds: 1 }])
    await last.close()
    await killed.close()
    assert.deepEqual(await last.gaps(), [])
  })
})

async function withDownloads(
  work: (world: {
    open: () => OpenDownloads
    tables: Database
    at: { minutes: number }
    told: readonly string[]
  }) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'modwarden-downloads-'))
  const tables = openTables(path.join(folder, 'guard.db'))
  const at = { minutes: 0 }
  const told: string[] = []
  const now = (): Date => new Date(Date.parse('2026-01-02T03:04:05Z') + at.minutes * 60_000)
  try {
    await work({ open: () => openDownloads({ tables, now, onTrouble: (text) => told.push(text) }), tables, at, told })
  } finally {
    await tables.close()
    rmSync(folder, { recursive: true })
  }
}
