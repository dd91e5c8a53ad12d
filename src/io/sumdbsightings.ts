// What this installation saw of a checksum database's log, and when, so that numbers of records become dates
// (src/sumdb/clock.ts). A file of our own store, appended to:
//
//   newest 1770000000 71769961           the newest tree had so many records at this time, in seconds since 1970
//   signed 1770000000 71769961           a tree of so many records was signed by then
//   asked 1770000000 71769970 71769972   records that the newest tree did not have when they were asked for
//
// Whatever is lost or damaged of it widens what can be said of a date, and makes no other difference.
import path from 'node:path'
import { textOf, utf8 } from '../base/bytes.ts'
import { isWardenError } from '../base/errors.ts'
import { Once } from '../base/once.ts'
import type { Sighting } from '../sumdb/client.ts'
import type { SeenHead, Sightings } from '../sumdb/clock.ts'
import type { SumdbOpsOptions } from './sumdbops.ts'

/** The memory of one database's sightings. */
export interface SightingsFile {
  /** Notes a sighting with the time, heads at most once an hour. A disk that does not take it is no failure. */
  readonly note: (sighting: Sighting) => Promise<void>
  /** All that was noted; nothing where the file is absent, unreadable or damaged. */
  readonly read: () => Promise<Sightings>
}

const HOUR = 3_600_000
/** Beyond this the file is thinned; a head an hour fills it in nearly a year. */
const MOST_BYTES = 256 << 10
const READ_BYTES = 16 << 20
/** How much of it is kept then. */
const MOST_HEADS = 2_000
const MOST_ASKED = 4_000

/** The file of `options.name` in the store. */
export function createSightings(options: Pick<SumdbOpsOptions, 'name' | 'files' | 'clock' | 'store'>): SightingsFile {
  const { files, clock } = options
  const file = path.join(options.store, 'pkg', 'sumdb', options.name, 'sightings')
  const steps = new Once<void>()
  /** When each kind of head was noted last. */
  const noted = new Map<string, number>()
  const pending: number[] = []
  let writing: Promise<void> | undefined

  const read = async (): Promise<Sightings> => {
    const bytes = await orUndefined(() => files.read(file, READ_BYTES))
    return parse((bytes === undefined ? undefined : textOf(bytes)) ?? '')
  }
  const prepare = async (): Promise<void> => {
    const seen = await read()
    for (const { newest, at } of seen.heads) noted.set(newest ? 'newest' : 'signed', at.getTime())
    const size = (await orUndefined(() => files.info(file)))?.size ?? 0
    // One that is too large to be read begins anew.
    if (size > MOST_BYTES) await orUndefined(() => files.write(file, utf8(format(seen)), { mode: 0o600 }))
  }
  const append = async (words: readonly (number | string)[]): Promise<void> => {
    await orUndefined(() => files.appendLine(file, words.join(' ')))
  }
  // Records that are asked for at the same time share a line: each is synced to the disk.
  const writeAsked = async (): Promise<void> => {
    try {
      while (pending.length > 0) await append(['asked', secondsNow(), ...pending.splice(0, 100)])
    } finally {
      writing = undefined
    }
  }
  const secondsNow = (): number => Math.floor(clock.now().getTime() / 1000)

  return {
    note: async (sighting) => {
      await steps.get('prepare', prepare)
      if (sighting.kind === 'asked') {
        pending.push(sighting.record)
        writing ??= writeAsked()
        return writing
      }
      const since = clock.now().getTime() - (noted.get(sighting.kind) ?? Number.NEGATIVE_INFINITY)
      // A last one from the future is a wrong clock's, then or now: it must not keep later ones away.
      if (since >= 0 && since < HOUR) return
      noted.set(sighting.kind, clock.now().getTime())
      await append([sighting.kind, secondsNow(), sighting.size])
    },
    read,
  }
}

async function orUndefined<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    if (isWardenError(error, 'io', 'too-large')) return undefined
    throw error
  }
}

/** Lines that are not of the form are skipped: a crash may have torn one. */
function parse(text: string): Sightings {
  const heads: SeenHead[] = []
  const asked = new Set<number>()
  for (const line of text.split('\n')) {
    const [kind = '', ...words] = line.split(' ')
    if (!words.every((word) => /^(?:0|[1-9]\d{0,14})$/.test(word))) continue
    const [seconds, ...numbers] = words.map(Number)
    const [size] = numbers
    const at = new Date((seconds ?? Number.NaN) * 1000)
    if (size === undefined || Number.isNaN(at.getTime())) continue
    if (kind === 'asked') for (const number of numbers) asked.add(number)
    else if (kind === 'newest' || kind === 'signed') heads.push({ size, at, newest: kind === 'newest' })
  }
  return { heads, asked }
}

/** The newest ones, and of older heads fewer and fewer. */
function format({ heads, asked }: Sightings): string {
  const recent = heads.slice(-MOST_HEADS / 2)
  const older = heads.slice(0, -MOST_HEADS / 2)
  const step = Math.ceil(older.length / (MOST_HEADS / 2))
  const kept = [...older.filter((_, i) => i % step === 0), ...recent]
  const lines = kept.map(({ size, at, newest }) => `${newest ? 'newest' : 'signed'} ${at.getTime() / 1000} ${size}`)
  const numbers = [...asked].slice(-MOST_ASKED)
  const when = Math.floor((heads.at(-1)?.at.getTime() ?? 0) / 1000)
  for (let i = 0; i < numbers.length; i += 100) lines.push(`asked ${when} ${numbers.slice(i, i + 100).join(' ')}`)
  return lines.map((line) => `${line}\n`).join('')
}
