// Calibrates the checksum database as a clock (src/sumdb/clock.ts), and measures how good it is.
//
//   node tools/clock.ts --folder DIR           writes src/sumdb/clockpoints.ts
//   node tools/clock.ts --folder DIR --check   writes nothing; measures the file with modules that it was not made from
//
// Records are fetched by the go command, through the GOPROXY that it is set to: some 900 versions to calibrate and 300
// to check. What was fetched stays in DIR, outside the repository, and is not asked for again.
//
// No module of the check shares a repository with one of the calibration: else both would see the same release.
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { calibrate, createLogClock, formatClockPoints, parseClockPoints, type FirstLogged } from '../src/sumdb/clock.ts'
import { CLOCK_POINTS } from '../src/sumdb/clockpoints.ts'
import { gatherRecords, type DatedModule, type DatedRecord, type Gathered } from './clockrecords.ts'

/** Modules that released often over the log's life, or over years of it. */
const CALIBRATION: readonly DatedModule[] = [
  { path: 'github.com/aws/aws-sdk-go', most: 200 },
  { path: 'github.com/aws/aws-sdk-go-v2/service/s3', most: 90 },
  { path: 'github.com/aws/aws-sdk-go-v2/config', most: 90 },
  { path: 'cloud.google.com/go/storage', most: 60 },
  { path: 'cloud.google.com/go/compute', most: 60 },
  { path: 'k8s.io/api', most: 80 },
  { path: 'go.opentelemetry.io/collector/pdata', most: 60 },
  { path: 'golang.org/x/tools', most: 60 },
  { path: 'golang.org/x/sys', most: 40 },
  { path: 'modernc.org/sqlite', most: 60 },
  { path: 'github.com/digitalocean/godo', most: 50 },
]

/** Modules that release every week, of other repositories. */
const HELD_OUT: readonly DatedModule[] = [
  { path: 'google.golang.org/api', most: 160 },
  { path: 'github.com/pulumi/pulumi/sdk/v3', most: 90 },
  { path: 'github.com/oracle/oci-go-sdk/v65', most: 40 },
  { path: 'github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common', most: 20 },
]

const DAY = 24 * 3_600_000

const { values } = parseArgs({ options: { folder: { type: 'string' }, check: { type: 'boolean', default: false } } })
if (values.folder === undefined) throw new Error('usage: node tools/clock.ts --folder DIR [--check]')
const folder = path.resolve(values.folder)
const gathered = await gatherRecords(values.check ? HELD_OUT : CALIBRATION, folder)
report(gathered)
if (values.check) check(gathered.records)
else write(gathered.records)

function report({ records, refused, unproven }: Gathered): void {
  say(`${records.length} records proven, ${unproven} not proven, ${refused} versions not had`)
}

function write(records: readonly DatedRecord[]): void {
  const points = calibrate(records)
  const file = path.join(import.meta.dirname, '..', 'src', 'sumdb', 'clockpoints.ts')
  writeFileSync(
    file,
    `// Points of the clock (clock.ts) for Go's own checksum database: a record's number, and the hour in UTC at which it had
// just been logged, by the commits of modules that release often. Written by \`node tools/clock.ts\`; each number was proven.
// Over 400 lines, because it is data: a point a line.

/** A point a line, for \`parseClockPoints\`. */
export const CLOCK_POINTS: string = \`
${formatClockPoints(points)}\`
`,
  )
  say(`${points.length} points of ${records.length} records`)
}

/** How the shipped points do on versions that they were not made from. */
function check(records: readonly DatedRecord[]): void {
  const clock = createLogClock(parseClockPoints(CLOCK_POINTS), { heads: [], asked: new Set() }, new Date())
  const all = records.map((record) => ({ ...record, logged: clock.firstLogged(record.number) }))
  const old = all.filter(({ committed }) => committed.getTime() < Date.UTC(2020, 0, 1))
  const later = all.filter((one) => !old.includes(one))
  const measured = later.flatMap(({ logged, ...one }) =>
    logged.kind === 'unknown' || logged.before === undefined ? [] : { ...one, ...logged, before: logged.before },
  )
  const above = measured.filter(({ committed, before }) => committed <= before)
  const below = measured.filter(({ committed, after }) => after.getTime() <= committed.getTime() + DAY)
  for (const one of measured) {
    if (above.includes(one) && below.includes(one)) continue
    const { path: module, version, committed, after, before } = one
    say(`${module}@${version}: committed ${day(committed)}, logged ${day(after)} to ${day(before)}`)
  }
  const widths = measured
    .filter(({ committed }) => committed.getTime() >= Date.UTC(2022, 0, 1))
    .map(({ after, before }) => (before.getTime() - after.getTime()) / DAY)
    .toSorted((a, b) => a - b)
  const width = (share: number): string => (widths[Math.floor(widths.length * share)] ?? Number.NaN).toFixed(1)
  const percent = (some: readonly unknown[]): string =>
    `${some.length} (${((100 * some.length) / measured.length).toFixed(1)} %)`
  const isUnknown = ({ logged }: { readonly logged: FirstLogged }): boolean => logged.kind === 'unknown'
  say(`${measured.length} versions with both bounds:`)
  say(`  commit not after the upper bound: ${percent(above)}`)
  say(`  lower bound at most a day after the commit: ${percent(below)}`)
  say(`  width after 2021: median ${width(0.5)} days, 90 % under ${width(0.9)}, at most ${width(0.9999)}`)
  say(`${old.length} versions from before 2020, ${old.filter(isUnknown).length} of them "unknown"`)
  say(`${later.length - measured.length} others, ${later.filter(isUnknown).length} of them "unknown"`)
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10)
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
