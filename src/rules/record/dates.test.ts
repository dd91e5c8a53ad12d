import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FirstLogged } from '../../sumdb/clock.ts'
import { commitDate, firstLoggedText, judgeDates, type DatedVersion, type VersionDates } from './dates.ts'

const NOW = new Date('2026-06-10T12:00:00Z')
const date = (text: string): Date => new Date(text.length === 10 ? `${text}T00:00:00Z` : text)
const between = (after: string, before?: string, more: { about?: Date; askedHere?: boolean } = {}): FirstLogged => ({
  kind: 'between',
  after: date(after),
  ...(before === undefined ? {} : { before: date(before) }),
  askedHere: false,
  ...more,
})

const dated = (more: Partial<DatedVersion> = {}): DatedVersion => ({
  path: 'example.com/m',
  version: 'v1.2.0',
  record: 4711,
  committed: date('2026-02-01T10:00:00Z'),
  logged: between('2026-01-30', '2026-02-04'),
  siblings: [],
  now: NOW,
  ...more,
})

/** Rule, severity and message of each finding. */
const told = (d: DatedVersion): string[] => judgeDates(d).map((f) => `${f.rule} ${f.severity}: ${f.message}`)

test('judgeDates finds nothing where commit and log agree', () => {
  assert.deepEqual(told(dated()), [])
})

test('judgeDates tells a commit that is dated long before the log, as information', () => {
  assert.deepEqual(told(dated({ committed: date('2019-05-01') })), [
    'MW-META-BACKDATED info: its commit is dated 2019-05-01, and no one asked for the version before 2026-01-30',
  ])
})

test('judgeDates allows thirty days between commit and log', () => {
  assert.deepEqual(told(dated({ committed: date('2025-12-31') })), [])
  assert.equal(told(dated({ committed: date('2025-12-30T23:59:59Z') })).length, 1)
})

test('judgeDates raises a false date where the owner is new, for a clone, and with added capabilities', () => {
  for (const beside of [{ newOwner: true }, { clone: true }, { addsCapabilities: true }]) {
    const [finding] = judgeDates(dated({ committed: date('2019-05-01'), beside }))
    assert.equal(finding?.severity, 'medium')
  }
  const calm = { newOwner: false, clone: false, addsCapabilities: false }
  assert.equal(judgeDates(dated({ committed: date('2019-05-01'), beside: calm }))[0]?.severity, 'info')
})

test('judgeDates says that a version was new to the log when this installation asked', () => {
  const logged = between('2026-05-01', '2026-05-02', { askedHere: true })
  assert.deepEqual(told(dated({ committed: date('2019-05-01'), logged })), [
    'MW-META-BACKDATED info: its commit is dated 2019-05-01, and no one asked for the version before 2026-05-01; it was new to the log when this installation asked for it',
  ])
})

test('judgeDates shows the evidence a step a line', () => {
  const [finding] = judgeDates(dated({ committed: date('2019-05-01T08:30:00Z') }))
  assert.deepEqual(
    finding?.trace.map(({ what }) => what),
    [
      'commit dated 2019-05-01T08:30Z, by its author',
      'record 4711: first logged between 2026-01-30 and 2026-02-04, 4 months ago',
    ],
  )
  assert.deepEqual(finding?.folded, ['2019-05-01', '2026-01-30'])
  assert.equal(finding?.trigger, 'record')
  assert.equal(finding?.remedy, 'modwarden compare example.com/m@v1.2.0')
})

test('judgeDates tells a commit that is dated after the version was logged', () => {
  assert.deepEqual(told(dated({ committed: date('2026-02-12') })), [
    'MW-META-POSTDATED low: its commit is dated 2026-02-12, and the version was logged before 2026-02-04',
  ])
  assert.deepEqual(told(dated({ committed: date('2026-02-11') })), [])
})

test('judgeDates tells a commit from the future, whatever the log says', () => {
  assert.deepEqual(told(dated({ committed: date('2027-01-01'), logged: undefined })), [
    'MW-META-POSTDATED low: its commit is dated 2027-01-01, which is yet to come',
  ])
})

test('judgeDates finds nothing where nothing is known', () => {
  assert.deepEqual(told(dated({ committed: undefined })), [])
  assert.deepEqual(told(dated({ committed: date('2019-05-01'), logged: undefined })), [])
  const unknown: FirstLogged = { kind: 'unknown', why: 'not observed' }
  assert.deepEqual(told(dated({ committed: date('2019-05-01'), logged: unknown })), [])
})

/** `count` versions, `minutes` apart, from the time of `dated()`. */
const row = (count: number, minutes: number, more: Partial<VersionDates> = {}): VersionDates[] =>
  Array.from({ length: count }, (_, i) => ({
    version: `v1.1.${i}`,
    committed: new Date(date('2026-02-01T10:00:00Z').getTime() - (i + 1) * minutes * 60_000),
    ...more,
  }))

const flood = 'MW-META-FLOOD medium: it is one of 21 versions of the module within 24 hours'

test('judgeDates tells more than twenty versions within a day', () => {
  assert.deepEqual(told(dated({ siblings: row(20, 70) })), [flood])
  assert.deepEqual(told(dated({ siblings: row(19, 70) })), [])
  assert.deepEqual(told(dated({ siblings: row(20, 73) })), [])
})

test('judgeDates counts no pseudo-versions, nor the version itself twice', () => {
  const pseudo = row(40, 5).map((v, i) => ({ ...v, version: `v0.0.0-202602010${1000 + i}0-abcdefabcdef` }))
  assert.deepEqual(told(dated({ siblings: [...pseudo, ...row(19, 70), dated()] })), [])
})

test('judgeDates is silent of a flood on another day', () => {
  const old = row(60, 10).map((v) => ({ ...v, committed: new Date((v.committed?.getTime() ?? 0) - 90 * 86_400_000) }))
  assert.deepEqual(told(dated({ siblings: old })), [])
})

test('judgeDates counts by the log where the dates of commits are false', () => {
  const about = date('2026-02-01T12:00:00Z')
  const logged = between('2026-01-30', '2026-02-04', { about })
  const siblings = row(25, 0).map((v, i) => ({ ...v, committed: date(`20${10 + (i % 10)}-01-01`), logged }))
  const rules = judgeDates(dated({ committed: date('2015-01-01'), logged, siblings }))
  assert.deepEqual(
    rules.map((f) => f.rule),
    ['MW-META-BACKDATED', 'MW-META-FLOOD'],
  )
})

test('judgeDates tells a version with more capabilities within an hour of the one before it', () => {
  const siblings = [
    { version: 'v1.0.0', committed: date('2024-01-01') },
    { version: 'v1.1.9', committed: date('2026-02-01T09:48:00Z') },
    { version: 'v1.3.0', committed: date('2026-02-01T10:01:00Z') },
  ]
  const [finding, ...others] = judgeDates(dated({ siblings, beside: { addsCapabilities: true } }))
  assert.equal(finding?.rule, 'MW-META-SLEEPER')
  assert.equal(finding.severity, 'medium')
  assert.equal(finding.message, 'it does what v1.1.9 did not, and the two were made 12 min apart')
  assert.equal(finding.remedy, 'modwarden diff example.com/m@v1.1.9 example.com/m@v1.2.0')
  assert.deepEqual(others, [])
  assert.deepEqual(told(dated({ siblings, beside: { addsCapabilities: false } })), [])
  assert.deepEqual(told(dated({ siblings })), [])
})

test('judgeDates takes versions that are more than an hour apart for no sleeper', () => {
  const siblings = [{ version: 'v1.1.9', committed: date('2026-02-01T08:59:59Z') }]
  assert.deepEqual(told(dated({ siblings, beside: { addsCapabilities: true } })), [])
})

test('judgeDates tells a version that was logged within the last days, and what to take instead', () => {
  const siblings = [{ version: 'v1.1.0', committed: date('2025-01-01') }]
  const [finding] = judgeDates(
    dated({ committed: date('2026-06-09'), logged: between('2026-06-08', '2026-06-10'), siblings }),
  )
  assert.equal(finding?.rule, 'MW-META-YOUNG')
  assert.equal(finding.severity, 'info')
  assert.equal(finding.message, 'it was logged after 2026-06-08, less than 3 days ago')
  assert.equal(finding.remedy, 'go get example.com/m@v1.1.0')
})

test('judgeDates takes the age from the log, not from the commit', () => {
  const logged = between('2026-06-08', '2026-06-10')
  assert.deepEqual(
    judgeDates(dated({ committed: date('2026-05-20'), logged })).map((f) => f.rule),
    ['MW-META-YOUNG'],
  )
  assert.deepEqual(told(dated({ committed: date('2026-06-09'), logged: undefined })), [])
})

test('judgeDates calls an estimate an estimate, and follows the days that are asked for', () => {
  const logged = between('2026-05-01', undefined, { about: date('2026-06-09') })
  const young = dated({ committed: date('2026-05-28'), logged })
  assert.deepEqual(told(young), ['MW-META-YOUNG info: it was logged about 2026-06-09, probably less than 3 days ago'])
  assert.deepEqual(told({ ...young, youngDays: 1 }), [])
  assert.equal(told({ ...young, youngDays: 60 }).length, 1)
})

test('commitDate reads dates that a commit can have, and nothing else', () => {
  assert.deepEqual(commitDate('2022-09-16T18:20:58Z'), new Date('2022-09-16T18:20:58Z'))
  assert.deepEqual(commitDate('2022-09-16T18:20:58.5+02:00'), new Date('2022-09-16T16:20:58.5Z'))
  for (const text of [
    '',
    '0001-01-01T00:00:00Z',
    '2022-09-16',
    '2022-13-16T18:20:58Z',
    '1663352458',
    ' 2022-09-16T18:20:58Z',
  ]) {
    assert.equal(commitDate(text), undefined, text)
  }
})

test('firstLoggedText says what is known, and no more', () => {
  assert.equal(
    firstLoggedText(between('2026-01-02', '2026-01-06'), NOW),
    'first logged between 2026-01-02 and 2026-01-06, 5 months ago',
  )
  assert.equal(firstLoggedText(between('2026-06-01', '2026-06-01'), NOW), 'first logged on 2026-06-01, 9 days ago')
  assert.equal(firstLoggedText(between('2026-06-09'), NOW), 'first logged after 2026-06-09, at most 1 day ago')
  assert.equal(
    firstLoggedText(between('2026-06-09', undefined, { askedHere: true }), NOW),
    'first logged after 2026-06-09, at most 1 day ago; new to the log when this installation asked for it',
  )
  assert.equal(
    firstLoggedText({ kind: 'unknown', why: 'first months of the log', before: date('2020-01-04') }, NOW),
    'first logged before 2020-01-04, in the first months of the log',
  )
  assert.equal(
    firstLoggedText({ kind: 'unknown', why: 'not observed', before: date('2026-03-01') }, NOW),
    'first logged before 2026-03-01',
  )
  assert.equal(firstLoggedText({ kind: 'unknown', why: 'not observed' }, NOW), 'first logged at an unknown date')
})
