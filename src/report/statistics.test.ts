import assert from 'node:assert/strict'
import test from 'node:test'
import {
  daysOf,
  formatEntry,
  matchRate,
  parseEntry,
  percent,
  recent,
  retryShare,
  statisticsFindings,
  statisticsOf,
  statisticsWords,
  type RunCounts,
  type RunEntry,
} from './statistics.ts'

const thresholds = { matchRate: 99.9, retryShare: 5 }
const now = new Date('2026-03-31T12:00:00Z')
const none: RunCounts = { compared: 0, matched: 0, fetches: 0, retried: 0, damaged: 0 }
const a = 'a'.repeat(16)
const b = 'b'.repeat(16)
const run = (counts: Partial<RunCounts>): RunCounts => ({ ...none, ...counts })
const entry = (at: string, counts: Partial<RunCounts>, differing: readonly string[] = []): RunEntry => ({
  ...run(counts),
  at: new Date(at),
  differing,
})

test('matchRate and retryShare of nothing are sound', () => {
  assert.deepEqual([matchRate(none), retryShare(none)], [100, 0])
})

test('percent never rounds up to the threshold', () => {
  assert.deepEqual([100, 99.9, 99.899, 99.99999, 0, 33.3333].map(percent), [
    '100 %',
    '99.9 %',
    '99.89 %',
    '99.99 %',
    '0 %',
    '33.33 %',
  ])
})

for (const [what, counts, differing, history, crossed] of [
  ['nothing at all', {}, [], [], []],
  ['one of a thousand', { compared: 1000, matched: 999 }, [a], [], []],
  ['one of 999', { compared: 999, matched: 998 }, [a], [], ['match-rate']],
  ['19 fetches, all retried', { fetches: 19, retried: 19 }, [], [], []],
  ['20 fetches, one retried', { fetches: 20, retried: 1 }, [], [], []],
  ['20 fetches, two retried', { fetches: 20, retried: 2 }, [], [], ['retry-share']],
  [
    'a sound run after one thing that differed twice',
    { compared: 10, matched: 10 },
    [],
    [
      entry('2026-03-30T00:00:00Z', { compared: 10, matched: 9 }, [a]),
      entry('2026-03-31T00:00:00Z', { compared: 10, matched: 9 }, [a]),
    ],
    [],
  ],
  [
    'a sound run after two things that differed',
    { compared: 10, matched: 10 },
    [],
    [
      entry('2026-03-30T00:00:00Z', { compared: 10, matched: 9 }, [a]),
      entry('2026-03-31T00:00:00Z', { compared: 10, matched: 9 }, [b]),
    ],
    ['match-rate-window'],
  ],
  [
    'a sound run long after them',
    { compared: 10, matched: 10 },
    [],
    [entry('2026-02-01T00:00:00Z', { compared: 10, matched: 8 }, [a, b])],
    [],
  ],
  [
    'two things among many',
    { compared: 10_000, matched: 9998 },
    [a, b],
    [entry('2026-03-30T00:00:00Z', { compared: 10, matched: 10 })],
    [],
  ],
] as const) {
  test(`statisticsOf ${what}: ${crossed.length === 0 ? 'nothing is' : crossed.join(', ')} crossed`, () => {
    assert.deepEqual(statisticsOf(run(counts), differing, history, thresholds, now).crossed, crossed)
  })
}

test('statisticsOf sums up the window', () => {
  const { window } = statisticsOf(
    run({ compared: 5, matched: 5, fetches: 2 }),
    [],
    [
      entry('2026-03-01T11:59:59Z', { compared: 100, matched: 1 }, [a, b]),
      entry('2026-03-02T12:00:00Z', { compared: 7, matched: 6, retried: 1, fetches: 3, damaged: 2 }, [a]),
      entry('2026-04-02T12:00:00Z', { compared: 9 }, [a, b]),
    ],
    thresholds,
    now,
  )
  assert.deepEqual(window, { compared: 12, matched: 11, fetches: 5, retried: 1, damaged: 2, days: 30, runs: 2 })
})

test('statisticsFindings alarms for two modules, tells of the window, and says nothing of one module', () => {
  const of = (counts: Partial<RunCounts>, differing: readonly string[], history: readonly RunEntry[] = []) =>
    statisticsFindings(statisticsOf(run(counts), differing, history, thresholds, now), differing, true).map((f) => [
      f.rule,
      f.severity,
      f.message,
    ])
  assert.deepEqual(of({ compared: 300, matched: 299 }, [a]), [])
  assert.deepEqual(of({ compared: 300, matched: 297 }, [a, b]), [
    ['MW-INT-RATE', 'high', 'only 99 % of 300 compared hashes of this run match, fewer than 99.9 %'],
  ])
  const before = [entry('2026-03-30T00:00:00Z', { compared: 100, matched: 98 }, [a, b])]
  assert.deepEqual(of({ compared: 300, matched: 300 }, [], before), [
    ['MW-INT-RATE', 'low', 'only 99.5 % of 400 compared hashes of the last 30 days match, fewer than 99.9 %'],
  ])
  assert.deepEqual(of({ fetches: 100, retried: 6 }, []), [
    ['MW-INT-RETRIES', 'low', '6 % of 100 fetches needed a second attempt, more than 5 %'],
  ])
})

test('statisticsWords says rates, the sample and what came of it', () => {
  const statistics = statisticsOf(run({ compared: 4, matched: 3, fetches: 1 }), [a], [], thresholds, now)
  assert.deepEqual(statisticsWords({ ...statistics, sample: { of: 40, read: 20, differing: 1 }, full: 'sample' }), [
    '75 % of 4 compared hashes match · 0 % of 1 fetch retried · 30 days, 1 run: 75 % match, 0 % retried',
    'sample: 20 of the 40 modules that the index vouched for read again, 1 differs',
    'everything was verified anew from its bytes, as with --full',
  ])
})

test('parseEntry reads what formatEntry writes', () => {
  const whole = entry('2026-03-30T01:02:03.004Z', { compared: 9, matched: 8, fetches: 7, retried: 6, damaged: 5 }, [a])
  assert.deepEqual(parseEntry(formatEntry(whole)), whole)
})

test('parseEntry takes nothing that is torn or of another form', () => {
  const line = formatEntry(entry('2026-03-30T00:00:00Z', { compared: 9, matched: 8 }, [a]))
  const bad = [
    '',
    'null',
    '7',
    '[]',
    line.slice(0, -1),
    `${line}${line}`,
    line.replace('2026', 'then'),
    line.replace('"matched":8', '"matched":10'),
    line.replace('"matched":8', '"matched":-1'),
    line.replace('"matched":8', '"matched":1e99'),
    line.replace('"matched":8', '"matched":"8"'),
    line.replace(a, 'nonsense'),
    line.replace(`["${a}"]`, `"${a}"`),
    line.replace(`["${a}"]`, JSON.stringify(Array.from({ length: 101 }, () => a))),
  ]
  assert.deepEqual(
    bad.map(parseEntry),
    bad.map(() => undefined),
  )
})

test('daysOf and recent keep days in order, and days that are over out', () => {
  const entries = [
    entry('2026-03-31T00:00:00Z', { compared: 1 }),
    entry('2026-03-29T23:59:59Z', { compared: 2 }),
    entry('2026-03-29T00:00:00Z', { compared: 4 }),
    entry('2026-01-01T00:00:00Z', { compared: 8 }),
  ]
  assert.deepEqual(
    daysOf(recent(entries, now)).map((day) => [day.date, day.runs, day.compared]),
    [
      ['2026-03-29', 2, 6],
      ['2026-03-31', 1, 1],
    ],
  )
})
