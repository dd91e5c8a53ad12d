import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import test from 'node:test'
import type { People } from '../world/people.ts'
import type { Register } from '../world/register.ts'
import { openPeople } from './people.ts'
import { openRegister } from './register.ts'
import { openTables } from './tables.ts'

const now = new Date('2026-11-21T12:00:00Z')
const later = new Date('2026-12-21T12:00:00Z')

async function withTables(work: (people: People, register: Register) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'modwarden-people-'))
  const file = path.join(folder, 'guard.db')
  const tables = openTables(file)
  try {
    await work(openPeople(tables, file), openRegister(tables, file))
  } finally {
    await tables.close()
    rmSync(folder, { recursive: true })
  }
}

test('identify knows a token until it ends, and not after it is revoked', async () => {
  await withTables(async (people) => {
    const made = await people.addToken({ name: 'kim', role: 'approver', hash: 'aa', created: now, expires: later })
    assert.deepEqual([made.id, made.person, made.name], ['t1', 'p1', 'kim'])
    const who = await people.identify('aa', now)
    assert.deepEqual(who, { person: 'p1', name: 'kim', role: 'approver', by: 't1', until: later })
    assert.deepEqual(await people.identifyToken('t1', now), who)
    assert.equal(await people.identify('ab', now), undefined)
    assert.equal(await people.identify('aa', later), undefined)
    for (const wrong of ['t2', 't01', 'p1', '1', 't1 OR 1=1']) {
      assert.equal(await people.identifyToken(wrong, now), undefined, wrong)
    }
    await people.addToken({ name: 'kim', role: 'reader', hash: 'bb', created: now, expires: later })
    assert.equal(await people.revoke('t2', now), 1)
    assert.equal(await people.revoke('t2', now), 0)
    assert.equal(await people.identify('bb', now), undefined)
    assert.equal(await people.revoke('kim', now), 1)
    assert.equal(await people.identify('aa', now), undefined)
  })
})

test('forget takes a name out of everything, ends its tokens, and gives its reference to nobody else', async () => {
  await withTables(async (people) => {
    await people.addToken({ name: 'kim', role: 'admin', hash: 'aa', created: now, expires: later })
    assert.deepEqual([...(await people.administrators(now))], ['p1'])
    assert.equal(await people.forget('kim', now), true)
    assert.equal(await people.forget('kim', now), false)
    assert.equal(await people.identify('aa', now), undefined)
    assert.deepEqual([...(await people.administrators(now))], [])
    assert.deepEqual(await people.names(['p1']), new Map())
    assert.deepEqual(
      (await people.tokens()).map(({ person, name }) => [person, name]),
      [['p1', undefined]],
    )
    const again = await people.addToken({ name: 'kim', role: 'reader', hash: 'bb', created: now, expires: later })
    assert.equal(again.person, 'p2')
  })
})

test('administrators are people, however many tokens they have, and only while those count', async () => {
  await withTables(async (people) => {
    for (const [name, hash, role] of [
      ['kim', 'a1', 'admin'],
      ['kim', 'a2', 'admin'],
      ['lee', 'a3', 'admin'],
      ['max', 'a4', 'approver'],
    ] as const) {
      await people.addToken({ name, role, hash, created: now, expires: later })
    }
    assert.deepEqual([...(await people.administrators(now))], ['p1', 'p2'])
    assert.deepEqual([...(await people.administrators(later))], [])
  })
})

test('a change of the register and its act are one write, and what throws writes neither', async () => {
  await withTables(async (_, register) => {
    const act = { time: now.toISOString(), by: 'p1', what: 'mode-monitor', about: '', reason: 'a trial' }
    const document = { mode: 'monitor', reason: 'a trial', by: 'p1', at: now.toISOString() } as const
    assert.equal(await register.lastAct(), 0)
    await register.change('mode', 'mode', (before) => {
      assert.equal(before, undefined)
      return { document, last: '9999-12-31', act }
    })
    assert.deepEqual(await register.find('mode', 'mode'), document)
    await assert.rejects(
      register.change('mode', 'mode', () => {
        throw new Error('no')
      }),
    )
    assert.deepEqual(await register.acts(undefined, 10), [{ number: 1, ...act }])
    assert.equal(await register.lastAct(), 1)
    assert.deepEqual(await register.acts(1, 10), [])
  })
})

test('list gives the newest first, and leaves out what is over', async () => {
  await withTables(async (_, register) => {
    const act = { time: now.toISOString(), by: 'p1', what: 'waiver-granted', about: '', reason: '' }
    for (const [id, last] of [
      ['W-A', '2026-11-20'],
      ['W-B', '2026-11-21'],
      ['W-C', '2026-11-30'],
    ] as const) {
      const document = {
        id,
        path: 'a.example/m',
        version: 'v1.0.0',
        rule: 'MW-HOST-IP',
        reason: 'r',
        owner: 'p1',
        created: last,
        expires: last,
      }
      await register.change('waiver', id, () => ({ document, last, act }))
    }
    const ids = async (live?: string): Promise<readonly string[]> =>
      (await register.list('waiver', { most: 2, ...(live === undefined ? {} : { live }) })).map(({ id }) => id)
    assert.deepEqual(await ids(), ['W-C', 'W-B'])
    assert.deepEqual(await ids('2026-11-21'), ['W-C', 'W-B'])
    assert.deepEqual(await ids('2026-11-22'), ['W-C'])
    const about = async (path: string, version: string): Promise<number> =>
      (await register.list('waiver', { most: 9, about: { path, version } })).length
    const found = [about('a.example/m', 'v1.0.0'), about('a.example/m', 'v1.0.1'), about('a.example', 'v1.0.0')]
    assert.deepEqual(await Promise.all(found), [3, 0, 0])
  })
})

test('personOf finds who is known while another process writes', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'modwarden-people-'))
  const file = path.join(folder, 'guard.db')
  const tables = openTables(file)
  const other = new DatabaseSync(file)
  try {
    const people = openPeople(tables, file)
    assert.equal(await people.personOf('ci.example:acme/log', now), 'p1')
    other.exec('BEGIN IMMEDIATE')
    assert.equal(await people.personOf('ci.example:acme/log', later), 'p1')
  } finally {
    other.close()
    await tables.close()
    rmSync(folder, { recursive: true })
  }
})
