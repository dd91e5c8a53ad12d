// The checksum database as a clock. A module's date in .info is its commit's, and its author chooses that. The number of
// its record in the append-only log cannot be chosen: what has a greater number was logged later.
//
// Two things turn numbers into dates:
//   1. points: records of modules that release often, with the dates of their commits. A record is logged when somebody
//      first asks for the version, so a commit's date is never after it, and for such modules it is soon after;
//   2. what this installation saw itself: a record that a signed head covers was logged before that head was seen, and
//      one that the newest head does not cover was logged after.
// First logged is first asked for, by anyone: a rare version may be old and logged late, never the other way round.

/** A record's number, and the date at which it had just been logged, as far as is known. */
export interface ClockPoint {
  readonly number: number
  readonly at: Date
}

/** A signed head and when this installation saw it, by its own clock. */
export interface SeenHead {
  /** Records in its tree. */
  readonly size: number
  readonly at: Date
  /** Whether the database gave it as its newest. Answers come with heads that may be years old. */
  readonly newest: boolean
}

/** What one installation saw of a log. */
export interface Sightings {
  readonly heads: readonly SeenHead[]
  /** Numbers of records that were not in the newest tree when this installation asked for them. */
  readonly asked: ReadonlySet<number>
}

/** When a record was first logged, as far as can be said. */
export type FirstLogged =
  | {
      readonly kind: 'between'
      readonly after: Date
      /** Absent where nothing but the present is known to be later. */
      readonly before?: Date
      /** An estimate, as if the log had grown evenly between what is known: never a reason to refuse anything. */
      readonly about?: Date
      /** Whether it was not in the newest tree when this installation asked for it: most likely nobody had before. */
      readonly askedHere: boolean
    }
  | {
      readonly kind: 'unknown'
      readonly why: 'first months of the log' | 'not observed'
      /** It was logged before this, where at least that is known. */
      readonly before?: Date
    }

/** Turns numbers of one log's records into dates. */
export interface LogClock {
  firstLogged(number: number): FirstLogged
}

/** A record to calibrate with: its number and the date that its commit bears. */
export interface DatedNumber {
  readonly number: number
  readonly committed: Date
}

const HOUR = 3_600_000
const DAY = 24 * HOUR

/**
 * How much earlier or later than its point a record may have been logged. With these, the bounds hold for at least 95 of
 * 100 versions of modules that release every week (tools/clock.ts --check measures it).
 */
const EARLIER = DAY
const LATER = 2 * DAY

/** How old the newest head may be that a proxy gives: it may keep answers for a while. */
const STALE = DAY

/** Records of the months before were a bulk import of what proxies had known long before. */
const KNOWN_FROM = Date.UTC(2020, 0, 1)

/** The clock of the log that `points` and `sightings` are of. What a wrong clock of this machine saw is left out. */
export function createLogClock(points: readonly ClockPoint[], sightings: Sightings, now: Date): LogClock {
  const known = chained(points.map(({ number, at }) => ({ number, at: at.getTime() }))).filter(
    ({ number }, i, all) => number !== all[i - 1]?.number,
  )
  const calibrated = boundsOf(
    known.map(({ number, at }) => ({ number, at: at - EARLIER })),
    known.map(({ number, at }) => ({ number, at: at + LATER })),
  )
  const seen = plausible(sightings.heads, calibrated, now)
  const newest = chained(seen.filter((head) => head.newest).map(({ size, at }) => ({ number: size, at: at.getTime() })))
  const observed = boundsOf(newest.map(({ number, at }) => ({ number, at: at - STALE })).filter(isNews(calibrated)), [
    ...newest.map(({ number, at }) => ({ number: number - 1, at })),
    ...uncontradicted(seen, newest),
  ])
  const knots = chained([...known, ...newest])
  const first = known[0]?.number

  return {
    firstLogged(number): FirstLogged {
      const before = least(calibrated.before(number), observed.before(number))
      if (first !== undefined && number < first) {
        return { kind: 'unknown', why: 'first months of the log', ...dated('before', before) }
      }
      const after = greatest(calibrated.after(number), observed.after(number))
      if (after === undefined) return { kind: 'unknown', why: 'not observed', ...dated('before', before) }
      // What both say cannot be: then this machine's clock was wrong, and the points stand.
      const clash = before !== undefined && after > before
      const from = clash ? calibrated.after(number) : after
      const to = clash ? calibrated.before(number) : before
      if (from === undefined) return { kind: 'unknown', why: 'not observed' }
      const guess = interpolated(knots, number)
      return {
        kind: 'between',
        after: new Date(from),
        ...dated('before', to),
        ...dated('about', guess === undefined ? undefined : Math.max(from, Math.min(guess, to ?? guess))),
        askedHere: sightings.asked.has(number),
      }
    },
  }
}

/**
 * The points that the dates of commits give: the longest chain in which dates grow with numbers, so that a commit from
 * the future and a version that was asked for late fall out; from 2020, and no two within half a day.
 */
export function calibrate(records: readonly DatedNumber[]): ClockPoint[] {
  const points: ClockPoint[] = []
  for (const { number, at } of chained(records.map((r) => ({ number: r.number, at: r.committed.getTime() })))) {
    const last = points.at(-1)
    if (at < KNOWN_FROM || (last !== undefined && at - last.at.getTime() < 12 * HOUR)) continue
    points.push({ number, at: new Date(at) })
  }
  return points
}

/** Points as text, a line each: `811589 2020-02-24T22`, the hour in UTC. */
export function formatClockPoints(points: readonly ClockPoint[]): string {
  return points.map(({ number, at }) => `${number} ${at.toISOString().slice(0, 13)}\n`).join('')
}

/** Reads what `formatClockPoints` wrote. Lines that are not of its form are left out. */
export function parseClockPoints(text: string): ClockPoint[] {
  return text.split('\n').flatMap((line) => {
    const [, number, hour] = /^(\d{1,15}) (\d{4}-\d\d-\d\dT\d\d)$/.exec(line) ?? []
    const at = new Date(`${hour ?? ''}:00:00Z`)
    return number === undefined || Number.isNaN(at.getTime()) ? [] : [{ number: Number(number), at }]
  })
}

/** A number and a time in milliseconds. */
interface Mark {
  readonly number: number
  readonly at: number
}

/** The longest chain of marks whose times do not fall as their numbers grow, in order. */
function chained(marks: readonly Mark[]): Mark[] {
  const sorted = marks.toSorted((a, b) => a.number - b.number || a.at - b.at)
  // tails[k] ends a chain of k+1 marks, and no chain as long ends earlier.
  const tails: number[] = []
  const previous: number[] = []
  const timeOf = (index: number | undefined): number => sorted[index ?? -1]?.at ?? Number.POSITIVE_INFINITY
  for (const [index, { at }] of sorted.entries()) {
    const length = countWhile(tails.length, (i) => timeOf(tails[i]) <= at)
    previous.push(tails[length - 1] ?? -1)
    tails[length] = index
  }
  const chain: Mark[] = []
  for (let index = tails.at(-1) ?? -1; index >= 0; index = previous[index] ?? -1) {
    const mark = sorted[index]
    if (mark !== undefined) chain.push(mark)
  }
  return chain.toReversed()
}

/** How many of the first `length` indexes `holds` is true for, where it is true up to one of them and false from there. */
function countWhile(length: number, holds: (index: number) => boolean): number {
  let [low, high] = [0, length]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (holds(middle)) low = middle + 1
    else high = middle
  }
  return low
}

/** Bounds in milliseconds; both grow with the number. */
interface Bounds {
  after(number: number): number | undefined
  before(number: number): number | undefined
}

/**
 * `lower`: records from this number on were logged at or after this time. `upper`: records up to this number were logged
 * at or before this time.
 */
function boundsOf(lower: readonly Mark[], upper: readonly Mark[]): Bounds {
  const after = lower.toSorted((a, b) => a.number - b.number)
  const greatestTo: number[] = []
  for (const { at } of after) greatestTo.push(Math.max(at, greatestTo.at(-1) ?? at))
  const before = upper.toSorted((a, b) => b.number - a.number)
  const leastFrom: number[] = []
  for (const { at } of before) leastFrom.push(Math.min(at, leastFrom.at(-1) ?? at))
  return {
    after: (number) => greatestTo[countWhile(after.length, (i) => (after[i]?.number ?? 0) <= number) - 1],
    before: (number) => leastFrom[countWhile(before.length, (i) => (before[i]?.number ?? 0) >= number) - 1],
  }
}

/** Without heads from the future, and without those that were seen before what they cover can have been logged. */
function plausible(heads: readonly SeenHead[], calibrated: Bounds, now: Date): SeenHead[] {
  return heads.filter(({ size, at }) => {
    const earliest = calibrated.after(size - 1)
    return at <= now && (earliest === undefined || at.getTime() >= earliest)
  })
}

/** Whether a head was the newest, as it was said to be: nothing after it is known to have been logged before. */
function isNews(calibrated: Bounds): (mark: Mark) => boolean {
  return ({ number, at }) => {
    const logged = calibrated.before(number)
    return logged === undefined || at <= logged
  }
}

/** What the other heads cover, but for those larger than one that was the newest later: the clock was wrong then. */
function uncontradicted(heads: readonly SeenHead[], newest: readonly Mark[]): Mark[] {
  return heads
    .filter((head) => !head.newest)
    .map(({ size, at }) => ({ number: size - 1, at: at.getTime() }))
    .filter(({ number, at }) => {
      const later = newest[countWhile(newest.length, (i) => (newest[i]?.at ?? 0) < at)]
      return later === undefined || later.number > number
    })
}

/** As if the log had grown evenly between the two knots around the number; nothing after the last one. */
function interpolated(knots: readonly Mark[], number: number): number | undefined {
  const next = countWhile(knots.length, (i) => (knots[i]?.number ?? 0) <= number)
  const [left, right] = [knots[next - 1], knots[next]]
  if (left === undefined || right === undefined) return undefined
  return left.at + ((right.at - left.at) * (number - left.number)) / (right.number - left.number)
}

function least(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.min(a, b)
}

function greatest(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.max(a, b)
}

function dated<Name extends string>(name: Name, at: number | undefined): { [Key in Name]?: Date } {
  const fields: { [Key in Name]?: Date } = {}
  if (at !== undefined) fields[name] = new Date(at)
  return fields
}
