// Dates by the log of a private checksum database, of which nothing is known but what this installation saw itself.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { openLogClock } from '../../src/jobs/database/logclock.ts'
import { createFiles } from '../../src/io/files.ts'
import { createSumdbOps, type SumdbMemory } from '../../src/io/sumdbops.ts'
import { createSumdbClient, type SumdbClient } from '../../src/sumdb/client.ts'
import { parseGoSumdb, type GoSumdb } from '../../src/sumdb/gosumdb.ts'
import { commitDate, judgeDates } from '../../src/rules/record/dates.ts'
import type { Clock } from '../../src/world/clock.ts'
import { fakeClock, fakeHttp, fakeLocks } from '../support/fakes.ts'
import { publish, withUniverse, type Universe } from '../support/universe.ts'

const DAY = 24 * 3_600_000

/** The operations of one run on the universe's database, over its folders and a clock that only tests move. */
function operations(u: Universe, clock: Clock): SumdbMemory {
  return createSumdbOps({
    name: u.db.name,
    url: 'https://db.example',
    settings: { GOPROXY: 'off', GOPATH: u.gopath, GOMODCACHE: u.modcache },
    http: fakeHttp((url) => u.db.get(new URL(url).pathname)),
    files: createFiles(),
    locks: fakeLocks(),
    clock,
    store: u.store,
  })
}

const clientOf = (u: Universe, ops: SumdbMemory): SumdbClient =>
  createSumdbClient({ verifier: u.db.key.verifier, ops, mayAsk: () => true })

const settingOf = (u: Universe): GoSumdb => parseGoSumdb(u.db.key.verifier.key)

test('a version with a forged commit date is called back-dated by heads that were seen before', () =>
  withUniverse(async (u) => {
    const clock = fakeClock('2026-01-10T00:00:00Z')
    u.db.fill(20)
    await clientOf(u, operations(u, clock)).update()
    await clock.sleep(60 * DAY)
    // Somebody asks for it first; another run here sees it weeks later.
    const number = u.db.add('example.com/old', 'v1.0.0')
    await clock.sleep(20 * DAY)
    const ops = operations(u, clock)
    const { id } = await clientOf(u, ops).lookup('example.com/old', 'v1.0.0')
    assert.equal(id, number)

    const logged = (await openLogClock({ sumdb: ops, clock }, settingOf(u))).firstLogged(id)
    assert.deepEqual(logged, {
      kind: 'between',
      after: new Date('2026-01-09T00:00:00Z'),
      before: new Date('2026-03-31T00:00:00Z'),
      about: new Date('2026-01-10T00:00:00Z'),
      askedHere: false,
    })
    const module = { path: 'example.com/old', version: 'v1.0.0', record: id, logged, siblings: [], now: clock.now() }
    const [finding, ...others] = judgeDates({ ...module, committed: commitDate('2019-05-01T00:00:00Z') })
    assert.equal(finding?.rule, 'MW-META-BACKDATED')
    assert.deepEqual(others, [])
    assert.deepEqual(judgeDates({ ...module, committed: commitDate('2026-03-01T00:00:00Z') }), [])
  }))

test('a version that was new to the log when it was asked for is told as such, in later runs too', () =>
  withUniverse(async (u) => {
    const clock = fakeClock('2026-01-10T00:00:00Z')
    u.db.fill(20)
    const ops = operations(u, clock)
    const client = clientOf(u, ops)
    await client.update()
    u.db.add('example.com/first', 'v1.0.0')
    const { id } = await client.lookup('example.com/first', 'v1.0.0')
    await clock.sleep(90 * DAY)
    const later = operations(u, clock)
    const logged = (await openLogClock({ sumdb: later, clock }, settingOf(u))).firstLogged(id)
    assert.deepEqual(logged, { kind: 'between', after: new Date('2026-01-09T00:00:00Z'), askedHere: true })
  }))

test('a database under the name of the default one, with another key, has no points', () =>
  withUniverse(
    async (u) => {
      const clock = fakeClock('2026-01-10T00:00:00Z')
      const other = await openLogClock({ sumdb: operations(u, clock), clock }, settingOf(u))
      assert.deepEqual(other.firstLogged(20_000_000), { kind: 'unknown', why: 'not observed' })
      const own = await openLogClock({ sumdb: operations(u, clock), clock }, parseGoSumdb(''))
      assert.equal(own.firstLogged(20_000_000).kind, 'between')
    },
    { database: 'sum.golang.org' },
  ))

test('verify notes the size of the log, and a later version is dated by it', () =>
  withUniverse(async (u) => {
    const [first, later] = [publish('github.com/some/first', 'v1.0.0'), publish('github.com/some/later', 'v1.0.0')]
    u.sound([first])
    assert.equal((await u.run(['verify'])).code, 0)
    const sightings = path.join(u.store, 'pkg', 'sumdb', u.db.name, 'sightings')
    assert.match(readFileSync(sightings, 'utf8'), /^newest \d{10} 1\n$/)

    u.sound([first, later])
    assert.equal((await u.run(['verify'])).code, 0)
    const clock: Clock = { now: () => new Date(), sleep: async () => Promise.resolve() }
    const logged = (await openLogClock({ sumdb: operations(u, clock), clock }, settingOf(u))).firstLogged(1)
    assert.ok(logged.kind === 'between' && Date.now() - logged.after.getTime() < 2 * DAY)
    // The proxy's .info says 2020.
    const committed = commitDate('2020-01-01T00:00:00Z')
    const findings = judgeDates({ ...later, record: 1, logged, committed, siblings: [], now: clock.now() })
    assert.deepEqual(
      findings.map(({ rule }) => rule),
      ['MW-META-BACKDATED', 'MW-META-YOUNG'],
    )
  }))
