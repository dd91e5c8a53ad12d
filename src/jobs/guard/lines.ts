// The settings with which go takes everything from a guard, and the line that people paste for them.
// https://go.dev/ref/mod#environment-variables
import { matchPrefixPatterns } from '../../base/patterns.ts'
import { shellQuoted } from '../../base/shellword.ts'

/** What a guard is to its clients. */
export interface GuardAddress {
  /** For GOPROXY. */
  readonly origin: string
  /** Patterns of the private modules that it fetches from their repositories: go must not do so itself, nor ask a database. */
  readonly privateGit: readonly string[]
}

/** The values in force, in GOPRIVATE's form; empty ones where nobody knows. */
export interface PatternsInForce {
  readonly GONOPROXY: string
  readonly GONOSUMDB: string
}

const NONE: PatternsInForce = { GONOPROXY: '', GONOSUMDB: '' }

/**
 * The names and values, in the order in which they are told. What else is private stays private: go fetches it itself, and
 * no database hears of it.
 */
export function guardSettings(
  { origin, privateGit }: GuardAddress,
  now: PatternsInForce = NONE,
): ReadonlyArray<readonly [name: string, value: string]> {
  if (privateGit.length === 0) return [['GOPROXY', origin]]
  // By default both are what GOPRIVATE says: then go goes past the guard.
  const own = patternsOf(now.GONOPROXY).filter((pattern) => !privateGit.some((one) => isAbout(pattern, one)))
  const unasked = [...new Set([...patternsOf(now.GONOSUMDB), ...privateGit])]
  return [
    ['GOPROXY', origin],
    ['GONOPROXY', own.length === 0 ? 'none' : own.join(',')],
    ['GONOSUMDB', unasked.join(',')],
  ]
}

/** The command that writes them. */
export function guardLine(address: GuardAddress, now: PatternsInForce = NONE): string {
  const words = guardSettings(address, now).map(([name, value]) => `${name}=${shellQuoted(value)}`)
  return `go env -w ${words.join(' ')}`
}

function patternsOf(setting: string): readonly string[] {
  return setting
    .split(',')
    .map((pattern) => pattern.trim())
    .filter((pattern) => pattern !== '' && pattern !== 'none')
}

/** Whether a pattern of the user's takes modules of another pattern past the guard; where it may, it does. */
function isAbout(pattern: string, other: string): boolean {
  return matchPrefixPatterns(pattern, other) || matchPrefixPatterns(other, pattern)
}
