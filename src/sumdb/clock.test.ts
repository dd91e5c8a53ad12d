import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import {
  calibrate,
  createLogClock,
  formatClockPoints,
  parseClockPoints,
  type ClockPoint,
  type FirstLogged,
  type SeenHead,
} from './clock.ts'
import { CLOCK_POINTS } from './clockpoints.ts'

const date = (text: string): Date => new Date(text.length === 10 ? `${text}T00:00:00Z` : text)
const points: readonly ClockPoint[] = [
  { number: 1000, at: date('2020-01-10') },
  { number: 2000, at: date('2020-01-20') },
  { number: 3000, at: date('2020-02-01') },
]
const nothing = { heads: [], asked: new Set<number>() }
const NOW = date('2026-06-01')

/** Dates as days, so that they can be written down. */
function days(logged: FirstLogged): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(logged).map(([key, value]) => [
      key,
      value instanceof Date ? value.toISOString().slice(0, 10) : value,
    ]),
  )
}

const seen = (size: number, at: string, newest = true): SeenHead => ({ size, at: date(at), newest })
const clockOf = (
  heads: readonly SeenHead[],
  given = points,
  asked: readonly number[] = [],
): ReturnType<typeof createLogClock> => createLogClock(given, { heads, asked: new Set(asked) }, NOW)

test('firstLogged lies between the points around a number, a day earlier and two days later', () => {
  assert.deepEqual(days(clockOf([]).firstLogged(1500)), {
    kind: 'between',
    after: '2020-01-09',
    before: '2020-01-22',
    about: '2020-01-15',
    askedHere: false,
  })
})

test('firstLogged of a point itself is about its date', () => {
  assert.deepEqual(days(clockOf([]).firstLogged(2000)), {
    kind: 'between',
    after: '2020-01-19',
    before: '2020-01-22',
    about: '2020-01-20',
    askedHere: false,
  })
})

test('firstLogged has no upper bound and no estimate after the last point', () => {
  assert.deepEqual(days(clockOf([]).firstLogged(3001)), { kind: 'between', after: '2020-01-31', askedHere: false })
})

test('firstLogged is unknown for the first months of the log, but for the date before which it was', () => {
  assert.deepEqual(days(clockOf([]).firstLogged(999)), {
    kind: 'unknown',
    why: 'first months of the log',
    before: '2020-01-12',
  })
})

test('firstLogged without points or sightings is unknown', () => {
  assert.deepEqual(createLogClock([], nothing, NOW).firstLogged(5), { kind: 'unknown', why: 'not observed' })
})

test('firstLogged follows the heads that this installation saw, where there are no points', () => {
  const clock = clockOf([seen(10, '2026-01-10'), seen(20, '2026-03-10'), seen(20, '2026-04-10')], [])
  assert.deepEqual(days(clock.firstLogged(9)), { kind: 'unknown', why: 'not observed', before: '2026-01-10' })
  assert.deepEqual(days(clock.firstLogged(10)), {
    kind: 'between',
    after: '2026-01-09',
    before: '2026-03-10',
    about: '2026-01-10',
    askedHere: false,
  })
  assert.deepEqual(days(clock.firstLogged(20)), { kind: 'between', after: '2026-04-09', askedHere: false })
})

test('firstLogged takes the narrower of points and heads', () => {
  const clock = clockOf([seen(4000, '2026-05-01'), seen(1500, '2020-01-15')])
  assert.deepEqual(days(clock.firstLogged(1400)), {
    kind: 'between',
    after: '2020-01-09',
    before: '2020-01-15',
    about: '2020-01-14',
    askedHere: false,
  })
  assert.deepEqual(days(clock.firstLogged(3500)), {
    kind: 'between',
    after: '2020-01-31',
    before: '2026-05-01',
    about: '2023-03-17',
    askedHere: false,
  })
})

test('firstLogged takes no lower bound from a head that was signed at some time', () => {
  assert.deepEqual(days(clockOf([seen(3500, '2026-05-01', false)]).firstLogged(3600)), {
    kind: 'between',
    after: '2020-01-31',
    askedHere: false,
  })
})

test('firstLogged leaves out what a wrong clock of this machine saw', () => {
  const wrong = [seen(4000, '1970-01-01'), seen(4000, '2036-01-01'), seen(2500, '2019-06-01', false)]
  assert.deepEqual(days(clockOf(wrong).firstLogged(2400)), days(clockOf([]).firstLogged(2400)))
  assert.deepEqual(days(clockOf(wrong).firstLogged(4100)), days(clockOf([]).firstLogged(4100)))
})

test('firstLogged is not moved by one head out of its order among many', () => {
  const heads = Array.from({ length: 9 }, (_, i) => seen(100 * (i + 1), `2026-01-0${i + 1}`))
  const odd = [...heads, seen(150, '2026-05-01')]
  for (const number of [120, 160, 450, 899]) {
    assert.deepEqual(days(clockOf(odd, []).firstLogged(number)), days(clockOf(heads, []).firstLogged(number)))
  }
})

test('firstLogged takes no lower bound from a newest head that a proxy had kept for years', () => {
  assert.deepEqual(days(clockOf([seen(1500, '2026-05-01')]).firstLogged(1600)), days(clockOf([]).firstLogged(1600)))
})

test('firstLogged says that this installation asked first', () => {
  const clock = clockOf([seen(3500, '2026-05-01')], points, [3500])
  assert.deepEqual(days(clock.firstLogged(3500)), { kind: 'between', after: '2026-04-30', askedHere: true })
})

test('firstLogged never says an earlier date for a greater number', () => {
  const head = fc.record({
    size: fc.integer({ min: 1, max: 500 }),
    at: fc.date({ min: date('2019-01-01'), max: date('2027-01-01'), noInvalidDate: true }),
    newest: fc.boolean(),
  })
  const point = fc.record({
    number: fc.integer({ min: 0, max: 500 }),
    at: fc.date({ min: date('2020-01-01'), max: date('2026-01-01'), noInvalidDate: true }),
  })
  fc.assert(
    fc.property(fc.array(point), fc.array(head), (given, heads) => {
      const clock = clockOf(heads, given)
      let [after, before] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]
      for (let number = 0; number <= 510; number += 7) {
        const logged = clock.firstLogged(number)
        if (logged.kind === 'unknown') continue
        if (logged.before !== undefined) {
          assert.ok(logged.after <= logged.before)
          assert.ok(logged.before.getTime() >= before)
          before = logged.before.getTime()
        }
        assert.ok(logged.after.getTime() >= after)
        after = logged.after.getTime()
      }
    }),
    { numRuns: 1000 },
  )
})

test('firstLogged holds for a log that was seen rightly at any times', () => {
  const steps = fc.array(
    fc.record({ records: fc.integer({ min: 0, max: 9 }), hours: fc.integer({ min: 1, max: 99 }) }),
    {
      minLength: 1,
      maxLength: 40,
    },
  )
  fc.assert(
    fc.property(steps, (moves) => {
      let at = date('2026-01-01').getTime()
      const logged: number[] = []
      const heads: SeenHead[] = []
      for (const { records, hours } of moves) {
        heads.push({ size: logged.length, at: new Date(at), newest: true })
        for (let i = 0; i < records; i++) logged.push((at += (hours * 3_600_000) / 10))
        at += hours * 360_000
      }
      const clock = createLogClock([], { heads, asked: new Set() }, new Date(at))
      for (const [number, truth] of logged.entries()) {
        const said = clock.firstLogged(number)
        if (said.kind === 'between') assert.ok(said.after.getTime() <= truth)
        if (said.before !== undefined) assert.ok(truth <= said.before.getTime())
      }
    }),
    { numRuns: 1000 },
  )
})

test('calibrate drops a commit from the future, one that was asked for late, and all before 2020', () => {
  const records = [
    { number: 10, committed: date('2019-12-01') },
    { number: 100, committed: date('2020-03-01') },
    { number: 200, committed: date('2031-01-01') },
    { number: 300, committed: date('2020-03-03') },
    { number: 400, committed: date('2020-01-05') },
    { number: 500, committed: date('2020-03-05') },
    { number: 600, committed: date('2020-03-05T06:00:00Z') },
    { number: 700, committed: date('2020-03-07') },
  ]
  assert.deepEqual(
    calibrate(records).map(({ number }) => number),
    [100, 300, 500, 700],
  )
})

test('parseClockPoints reads what formatClockPoints wrote, and skips what is no point', () => {
  const text = formatClockPoints([{ number: 811589, at: date('2020-02-24T22:37:09Z') }])
  assert.equal(text, '811589 2020-02-24T22\n')
  assert.deepEqual(parseClockPoints(`\n${text}x 2020-01-01T00\n12 2020-13-01T00\n`), [
    { number: 811589, at: date('2020-02-24T22:00:00Z') },
  ])
})

// Numbers and commits that anyone can look up, of modules that the points were not made from.
test('CLOCK_POINTS dates versions that they were not made from', () => {
  const clock = createLogClock(parseClockPoints(CLOCK_POINTS), nothing, NOW)
  const rows: ReadonlyArray<readonly [number, string]> = [
    [811589, '2020-02-24'],
    [2606209, '2021-01-25'],
    [9295716, '2022-02-22'],
    [15377056, '2023-01-31'],
    [17550720, '2023-05-18'],
  ]
  for (const [number, committed] of rows) {
    const logged = clock.firstLogged(number)
    assert.ok(logged.kind === 'between' && logged.before !== undefined)
    assert.ok(logged.after <= date(committed) && date(committed) <= logged.before, committed)
  }
  // google.golang.org/api v0.1.0
  assert.equal(clock.firstLogged(59).kind, 'unknown')
})
