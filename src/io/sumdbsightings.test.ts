import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { inFolder } from '../../test/support/contracts.ts'
import { fakeClock } from '../../test/support/fakes.ts'
import type { Clock } from '../world/clock.ts'
import { createFiles } from './files.ts'
import { createSightings, type SightingsFile } from './sumdbsightings.ts'

const name = 'db.example/sumdb'
const HOUR = 3_600_000

interface Bench {
  readonly make: () => SightingsFile
  readonly clock: Clock
  readonly file: string
  readonly text: () => string
}

function bench<T>(work: (bench: Bench) => Promise<T>): Promise<T> {
  return inFolder((folder) => {
    const clock = fakeClock('2026-03-04T05:00:00Z')
    const file = path.join(folder, 'pkg', 'sumdb', name, 'sightings')
    const make = (): SightingsFile => createSightings({ name, files: createFiles(), clock, store: folder })
    return work({ make, clock, file, text: () => fs.readFileSync(file, 'utf8') })
  })
}

function put(file: string, text: string): void {
  fs.mkdirSync(path.dirname(file), { recursive: true })
  fs.writeFileSync(file, text)
}

test('note keeps heads and records with the time, and read gives them', () =>
  bench(async ({ make, clock, text }) => {
    const sightings = make()
    await sightings.note({ kind: 'newest', size: 70 })
    await sightings.note({ kind: 'asked', record: 70 })
    await clock.sleep(2 * HOUR)
    await sightings.note({ kind: 'signed', size: 80 })
    assert.equal(text(), 'newest 1772600400 70\nasked 1772600400 70\nsigned 1772607600 80\n')
    assert.deepEqual(await make().read(), {
      heads: [
        { size: 70, at: new Date('2026-03-04T05:00:00Z'), newest: true },
        { size: 80, at: new Date('2026-03-04T07:00:00Z'), newest: false },
      ],
      asked: new Set([70]),
    })
  }))

test('note keeps a head of each kind an hour, over several runs', () =>
  bench(async ({ make, clock, text }) => {
    await make().note({ kind: 'newest', size: 70 })
    await clock.sleep(HOUR - 1000)
    const next = make()
    await next.note({ kind: 'newest', size: 71 })
    await clock.sleep(1000)
    await next.note({ kind: 'newest', size: 72 })
    assert.equal(text(), 'newest 1772600400 70\nnewest 1772604000 72\n')
  }))

test('note keeps a head after one that a wrong clock put into the future', () =>
  bench(async ({ make, file, text }) => {
    put(file, 'newest 1999999999 60\n')
    await make().note({ kind: 'newest', size: 70 })
    assert.equal(text(), 'newest 1999999999 60\nnewest 1772600400 70\n')
  }))

test('note writes records that are asked for at the same time together, and loses none', () =>
  bench(async ({ make, text }) => {
    const sightings = make()
    const records = Array.from({ length: 250 }, (_, i) => 1000 + i)
    await Promise.all(records.map((record) => sightings.note({ kind: 'asked', record })))
    assert.ok(text().split('\n').length < 10)
    assert.deepEqual((await make().read()).asked, new Set(records))
  }))

test('read skips what is damaged', () =>
  bench(async ({ make, file }) => {
    put(
      file,
      'newest 1772600400 70\nnewest 17726\nnewest -1 5\nother 1 2\n\0\0\0\nasked 1772600400 7x\nsigned 1772600401 71',
    )
    assert.deepEqual(await make().read(), {
      heads: [
        { size: 70, at: new Date('2026-03-04T05:00:00Z'), newest: true },
        { size: 71, at: new Date('2026-03-04T05:00:01Z'), newest: false },
      ],
      asked: new Set(),
    })
  }))

test('read gives nothing where there is no file, or none that is text', () =>
  bench(async ({ make, file }) => {
    assert.deepEqual(await make().read(), { heads: [], asked: new Set() })
    fs.mkdirSync(file, { recursive: true })
    assert.deepEqual(await make().read(), { heads: [], asked: new Set() })
    await make().note({ kind: 'newest', size: 70 })
  }))

test('note thins a file that has grown large: the newest stay, and of older ones every few', () =>
  bench(async ({ make, file, text }) => {
    const lines = Array.from({ length: 12_000 }, (_, i) => `newest ${1_700_000_000 + 3600 * i} ${1000 + i}\n`)
    put(file, lines.join(''))
    await make().note({ kind: 'newest', size: 999_999 })
    const kept = text().split('\n')
    assert.ok(kept.length > 1500 && kept.length <= 2002)
    assert.equal(kept[0], 'newest 1700000000 1000')
    assert.equal(kept.at(-3), 'newest 1743196400 12999')
    assert.equal(kept.at(-2), 'newest 1772600400 999999')
  }))
