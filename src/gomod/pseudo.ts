// Pseudo-versions: names for commits without a tag, made so that they sort where the commit belongs.
// https://go.dev/ref/mod#pseudo-versions
//
//   vX.0.0-yyyymmddhhmmss-abcdefabcdef                 no tagged version before it
//   vX.Y.(Z+1)-0.yyyymmddhhmmss-abcdefabcdef           after vX.Y.Z
//   vX.Y.Z-pre.0.yyyymmddhhmmss-abcdefabcdef           after vX.Y.Z-pre
//
// The last two may end in `+incompatible` (or other build metadata of the version before).

import { WardenError } from '../base/errors.ts'
import { quoted } from '../base/quoted.ts'
import { build, canonical, isValid, major, prerelease } from './version.ts'

/** Whether `v` is a pseudo-version. Its time stamp is 14 digits, which need not be a date. */
export function isPseudoVersion(v: string): boolean {
  return parts(v) !== undefined
}

/**
 * The pseudo-version of a commit: `majorVersion` is `v1` (empty: `v0`), `older` the newest tagged version before the
 * commit (empty: none), `time` the commit's (years 0 to 9999, to the second, UTC), `rev` its hash's first 12 digits.
 */
export function pseudoVersion(majorVersion: string, older: string, time: Date, rev: string): string {
  const segment = `${stamp(time)}-${rev}`
  const base = canonical(older)
  if (base === '') return `${majorVersion === '' ? 'v0' : majorVersion}.0.0-${segment}`
  if (prerelease(base) !== '') return `${base}.0.${segment}${build(older)}`
  const patch = base.lastIndexOf('.') + 1
  return `${base.slice(0, patch)}${increment(base.slice(patch))}-0.${segment}${build(older)}`
}

/** The placeholder for "no version yet": `v0.0.0-00010101000000-000000000000` for `v0`. */
export function zeroPseudoVersion(majorVersion: string): string {
  return `${majorVersion === '' ? 'v0' : majorVersion}.0.0-00010101000000-000000000000`
}

/** Whether `v` is a `zeroPseudoVersion`, which go.mod files have for modules that are always replaced. */
export function isZeroPseudoVersion(v: string): boolean {
  return v === zeroPseudoVersion(major(v))
}

/** The commit's time in a pseudo-version, which its author chose. Throws `parse` where `v` is none or it is no time. */
export function pseudoVersionTime(v: string): Date {
  const { timestamp } = partsOrThrow(v)
  const time = timeOf(timestamp)
  if (time === undefined) throw invalid(v, `malformed time ${quoted(timestamp)}`)
  return time
}

/** The revision in a pseudo-version: `abcdefabcdef`. Throws `parse` where `v` is none. */
export function pseudoVersionRev(v: string): string {
  return partsOrThrow(v).rev
}

/**
 * The version that a pseudo-version comes after, with its build metadata; empty for `vX.0.0-…`, which has none.
 * Throws `parse` where `v` is none, or of a form that no version can be before: `vX.Y.0-0.…`, `vX.0.0-…+incompatible`.
 */
export function pseudoVersionBase(v: string): string {
  const found = partsOrThrow(v)
  const pre = prerelease(found.base)
  if (pre === '') {
    if (found.build === '') return ''
    throw invalid(v, `lacks base version, but has build metadata ${quoted(found.build)}`)
  }
  if (pre !== '-0') return found.base.slice(0, -'.0'.length) + found.build
  const release = found.base.slice(0, -pre.length)
  const patch = release.lastIndexOf('.') + 1
  const before = decrement(release.slice(patch))
  if (before === undefined) throw invalid(v, `version before ${release} would have negative patch number`)
  return release.slice(0, patch) + before + found.build
}

interface Parts {
  /** `vX.0.0`, `vX.Y.(Z+1)-0` or `vX.Y.Z-pre.0`. */
  readonly base: string
  readonly timestamp: string
  readonly rev: string
  readonly build: string
}

function parts(v: string): Parts | undefined {
  if (!isValid(v)) return undefined
  const metadata = build(v)
  const plain = metadata === '' ? v : v.slice(0, -metadata.length)
  const lastHyphen = plain.lastIndexOf('-')
  const rev = plain.slice(lastHyphen + 1)
  const stampStart = lastHyphen - 14
  if (stampStart < 0 || !/^[A-Za-z0-9]+$/.test(rev)) return undefined
  const timestamp = plain.slice(stampStart, lastHyphen)
  const head = plain.slice(0, stampStart)
  if (!/^[0-9]{14}$/.test(timestamp)) return undefined
  const found = { base: head.slice(0, -1), timestamp, rev, build: metadata }
  if (/^v[0-9]+\.0\.0-$/.test(head)) return found
  const firstHyphen = head.indexOf('-')
  if (firstHyphen < 0) return undefined
  const pre = head.slice(firstHyphen + 1)
  return pre === '0.' || pre.endsWith('.0.') ? found : undefined
}

function partsOrThrow(v: string): Parts {
  const found = parts(v)
  if (found === undefined) throw invalid(v, 'syntax error')
  return found
}

function invalid(v: string, why: string): WardenError {
  return new WardenError('parse', `pseudo-version ${quoted(v)} invalid: ${why}`)
}

function stamp(time: Date): string {
  return time.toISOString().slice(0, 'yyyy-mm-ddThh:mm:ss'.length).replaceAll(/[-T:]/g, '')
}

function timeOf(timestamp: string): Date | undefined {
  const at = (start: number, end: number): number => Number(timestamp.slice(start, end))
  const time = new Date(0)
  // Not Date.UTC, which takes the years 0 to 99 for 1900 to 1999.
  time.setUTCFullYear(at(0, 4), at(4, 6) - 1, at(6, 8))
  time.setUTCHours(at(8, 10), at(10, 12), at(12, 14))
  // Whatever is out of range (31 February, 25 o'clock) has rolled over into another stamp.
  return stamp(time) === timestamp ? time : undefined
}

// Numbers stay decimal text: they may be of any length.
function increment(decimal: string): string {
  const kept = lengthWithoutTrailing(decimal, '9')
  const zeros = '0'.repeat(decimal.length - kept)
  if (kept === 0) return `1${zeros}`
  return `${decimal.slice(0, kept - 1)}${Number(decimal[kept - 1]) + 1}${zeros}`
}

// `undefined` for zero.
function decrement(decimal: string): string | undefined {
  const kept = lengthWithoutTrailing(decimal, '0')
  if (kept === 0) return undefined
  const nines = '9'.repeat(decimal.length - kept)
  const digit = Number(decimal[kept - 1]) - 1
  if (kept === 1 && digit === 0 && nines !== '') return nines
  return `${decimal.slice(0, kept - 1)}${digit}${nines}`
}

function lengthWithoutTrailing(text: string, c: string): number {
  let end = text.length
  while (end > 0 && text[end - 1] === c) end--
  return end
}
