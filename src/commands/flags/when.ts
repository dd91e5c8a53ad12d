// A point in the past, as it is written on the command line.
import { InvalidArgumentError } from 'commander'
import { parseAge } from '../../jobs/cache/cleanage.ts'

/** `7d`, `12h` ago, or a day or time: `2026-11-01`. Throws for anything else. */
export function whenOf(text: string): Date {
  const age = parseAge(text)
  const time = age === undefined ? Date.parse(text) : Date.now() - age
  if (!/^(?:\d{4}-\d\d-\d\d.*|\d+[a-z])$/.test(text) || Number.isNaN(time)) {
    throw new InvalidArgumentError('Write an age or a day, as in 7d or 2026-11-01.')
  }
  return new Date(time)
}
