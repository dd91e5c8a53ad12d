// The settings with which go takes everything from a guard, and the lines that people paste for them.
// https://go.dev/ref/mod#environment-variables
import { shellQuote } from './remedy.ts'

/** What a guard is to its clients. */
export interface GuardAddress {
  /** For GOPROXY. */
  readonly origin: string
  /** Patterns of the private modules that it fetches from their repositories; go must neither do so itself nor ask a database. */
  readonly privateGit: readonly string[]
}

/** The names and values, in the order in which they are told. */
export function guardSettings({ origin, privateGit }: GuardAddress): ReadonlyArray<readonly [name: string, value: string]> {
  return [
    ['GOPROXY', origin],
    // By default both are what GOPRIVATE says: then go goes past the guard.
    ...(privateGit.length === 0
      ? []
      : ([
          ['GONOPROXY', 'none'],
          ['GONOSUMDB', privateGit.join(',')],
        ] as const)),
  ]
}

/** The command that writes them. */
export function guardLine(address: GuardAddress): string {
  const words = guardSettings(address).map(([name, value]) => `${name}=${shellQuote(value)}`)
  return `go env -w ${words.join(' ')}`
}
