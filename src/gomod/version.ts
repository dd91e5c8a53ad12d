// Go's semantic versions: `vMAJOR[.MINOR[.PATCH[-PRERELEASE][+BUILD]]]`, their canonical form and their order.
// Semantic Versioning 2.0.0 with a required `v`, and `v1` and `v1.2` as short forms: https://pkg.go.dev/golang.org/x/mod/semver

import { compareBytes } from '../base/bytes.ts'
import type { ModuleVersion } from '../base/finding.ts'

/** Whether `v` is a semantic version as Go has them. */
export function isValid(v: string): boolean {
  return release.test(v) || parse(v) !== undefined
}

/** The canonical form of `v`: all three numbers, no build metadata; empty where `v` is no version. */
export function canonical(v: string): string {
  return canonicalOf(v, parse(v))
}

/** `canonical(v)`, but `+incompatible` is kept: the form that go.mod and the module cache use. */
export function canonicalVersion(v: string): string {
  if (release.test(v)) return v
  const p = parse(v)
  const form = canonicalOf(v, p)
  return p?.build === '+incompatible' ? `${form}+incompatible` : form
}

/** `v2` of `v2.1.0`; empty where `v` is no version. */
export function major(v: string): string {
  if (release.test(v)) return v.slice(0, v.indexOf('.'))
  const p = parse(v)
  return p === undefined ? '' : `v${p.major}`
}

/** `v2.1` of `v2.1.0`, `v2.0` of `v2`; empty where `v` is no version. */
export function majorMinor(v: string): string {
  const p = parse(v)
  return p === undefined ? '' : `v${p.major}.${p.minor}`
}

/** `-pre` of `v2.1.0-pre+meta`; empty where there is none or `v` is no version. */
export function prerelease(v: string): string {
  return parse(v)?.prerelease ?? ''
}

/** `+meta` of `v2.1.0-pre+meta`; empty where there is none or `v` is no version. */
export function build(v: string): string {
  return parse(v)?.build ?? ''
}

/**
 * Orders versions by semantic version precedence: -1, 0 or 1. Build metadata does not count; whatever is no version is
 * less than any version and equal to its like.
 */
export function compareVersions(v: string, w: string): -1 | 0 | 1 {
  if (v === w) return 0
  const p = parse(v)
  const q = parse(w)
  if (p === undefined || q === undefined) return p === q ? 0 : p === undefined ? -1 : 1
  return (
    compareNumbers(p.major, q.major) ||
    compareNumbers(p.minor, q.minor) ||
    compareNumbers(p.patch, q.patch) ||
    comparePrereleases(p.prerelease, q.prerelease)
  )
}

/** The greater of two versions, in canonical form (without `+incompatible` too, as semver.Max gives it). */
export function maxVersion(v: string, w: string): string {
  const a = canonical(v)
  const b = canonical(w)
  return compareVersions(a, b) > 0 ? a : b
}

/** The versions in Go's order (semver.Sort): by precedence, equal ones by their bytes. */
export function sortVersions(versions: readonly string[]): string[] {
  return versions.toSorted((a, b) => compareVersions(a, b) || compareBytes(a, b))
}

/**
 * The modules in Go's order (module.Sort): by path, then by version; of `v1.0.0` and `v1.0.0/go.mod` the plain one
 * first, so that go.sum's lines can be sorted with it. Ties stay as they were.
 */
export function sortModules<T extends ModuleVersion>(modules: readonly T[]): T[] {
  return modules.toSorted((a, b) => {
    if (a.path !== b.path) return compareBytes(a.path, b.path)
    const [v, fileOfV] = cutFile(a.version)
    const [w, fileOfW] = cutFile(b.version)
    return v === w ? compareBytes(fileOfV, fileOfW) : compareVersions(v, w)
  })
}

/** The commonest form of a version. */
const release = /^v(?:0|[1-9][0-9]*)\.(?:0|[1-9][0-9]*)\.(?:0|[1-9][0-9]*)$/

function canonicalOf(v: string, p: Parsed | undefined): string {
  if (p === undefined) return ''
  return p.build === '' ? v + p.missing : v.slice(0, -p.build.length)
}

interface Parsed {
  readonly major: string
  readonly minor: string
  readonly patch: string
  /** What a short form leaves out: `.0.0` of `v1`. */
  readonly missing: string
  readonly prerelease: string
  readonly build: string
}

function parse(v: string): Parsed | undefined {
  const [, majorPart, minor, patch, pre = ''] = whole.exec(v) ?? []
  if (majorPart !== undefined && minor !== undefined && patch !== undefined && !oddIdentifier.test(pre)) {
    return { major: majorPart, minor, patch, missing: '', prerelease: pre, build: '' }
  }
  return parseAny(v)
}

// Nearly all versions, without build metadata; short, so that no number of steps is worth a thought.
const whole = /^v(0|[1-9][0-9]{0,19})\.(0|[1-9][0-9]{0,19})\.(0|[1-9][0-9]{0,19})(-[0-9A-Za-z.-]{1,99})?$/
// An empty one, or a number with a leading zero.
const oddIdentifier = /^-(?:\.|$)|\.(?:\.|$)|[-.]0[0-9]+(?:\.|$)/

// By hand and in one pass: numbers may be of any length (they stay text), and a RegExp with repeated groups keeps a
// backtracking stack that a megabyte of identifiers would overflow.
function parseAny(v: string): Parsed | undefined {
  if (!v.startsWith('v')) return undefined
  const endOfMajor = numberEnd(v, 1)
  if (endOfMajor === undefined) return undefined
  const majorPart = v.slice(1, endOfMajor)
  const short = { major: majorPart, minor: '0', patch: '0', missing: '.0.0', prerelease: '', build: '' }
  if (endOfMajor === v.length) return short
  const endOfMinor = v[endOfMajor] === '.' ? numberEnd(v, endOfMajor + 1) : undefined
  if (endOfMinor === undefined) return undefined
  const minorPart = v.slice(endOfMajor + 1, endOfMinor)
  if (endOfMinor === v.length) return { ...short, minor: minorPart, missing: '.0' }
  const endOfPatch = v[endOfMinor] === '.' ? numberEnd(v, endOfMinor + 1) : undefined
  if (endOfPatch === undefined) return undefined
  const endOfPrerelease = v[endOfPatch] === '-' ? identifiersEnd(v, endOfPatch, true) : endOfPatch
  if (endOfPrerelease === undefined) return undefined
  const end = v[endOfPrerelease] === '+' ? identifiersEnd(v, endOfPrerelease, false) : endOfPrerelease
  if (end !== v.length) return undefined
  return {
    major: majorPart,
    minor: minorPart,
    patch: v.slice(endOfMinor + 1, endOfPatch),
    missing: '',
    prerelease: v.slice(endOfPatch, endOfPrerelease),
    build: v.slice(endOfPrerelease),
  }
}

// The end of a decimal number without leading zeros that starts at `start`.
function numberEnd(v: string, start: number): number | undefined {
  let i = start
  while (isDigit(v.charCodeAt(i))) i++
  if (i === start || (v[start] === '0' && i > start + 1)) return undefined
  return i
}

// The end of the identifiers after the `-` or `+` at `mark`: none empty and, before the build metadata (which ends at
// the next `+`), no number with a leading zero.
function identifiersEnd(v: string, mark: number, isPrerelease: boolean): number | undefined {
  let start = mark + 1
  let onlyDigits = true
  let i = start
  for (; ; i++) {
    const c = v.charCodeAt(i)
    if (isDigit(c)) continue
    if (isLetterOrHyphen(c)) {
      onlyDigits = false
      continue
    }
    if (i === start || (isPrerelease && onlyDigits && v[start] === '0' && i > start + 1)) return undefined
    if (v[i] !== '.') break
    start = i + 1
    onlyDigits = true
  }
  return i
}

function isDigit(c: number): boolean {
  return c >= 0x30 && c <= 0x39
}

function isLetterOrHyphen(c: number): boolean {
  return (c >= 0x61 && c <= 0x7a) || (c >= 0x41 && c <= 0x5a) || c === 0x2d
}

// Numbers without leading zeros, of any length: the longer is the greater.
function compareNumbers(x: string, y: string): -1 | 0 | 1 {
  if (x === y) return 0
  if (x.length !== y.length) return x.length < y.length ? -1 : 1
  return x < y ? -1 : 1
}

// Semantic Versioning 2.0.0, section 11: none is greater than any; identifier by identifier, numbers below words;
// the longer list wins where all before is equal. All is ASCII, so `<` orders as bytes do.
function comparePrereleases(x: string, y: string): -1 | 0 | 1 {
  if (x === y) return 0
  if (x === '') return 1
  if (y === '') return -1
  const xs = x.slice(1).split('.')
  const ys = y.slice(1).split('.')
  const shared = Math.min(xs.length, ys.length)
  for (let i = 0; i < shared; i++) {
    const a = xs[i] ?? ''
    const b = ys[i] ?? ''
    if (a === b) continue
    const aIsNumber = isNumber(a)
    if (aIsNumber !== isNumber(b)) return aIsNumber ? -1 : 1
    if (aIsNumber) return compareNumbers(a, b)
    return a < b ? -1 : 1
  }
  return xs.length < ys.length ? -1 : 1
}

function isNumber(identifier: string): boolean {
  return /^[0-9]+$/.test(identifier)
}

function cutFile(version: string): [version: string, file: string] {
  const slash = version.indexOf('/')
  return slash < 0 ? [version, ''] : [version.slice(0, slash), version.slice(slash)]
}
