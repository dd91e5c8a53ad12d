// What a guard's jobs work with, in one value: the World's ports, what is kept, who judges, and what is decided by.
import type { Knowledge } from '../advisories/known.ts'
import type { Circumstances } from '../policy/decide.ts'
import type { Policy } from '../policy/policy.ts'
import type { NameIndex } from '../rules/record/nameindex.ts'
import type { LogClock } from '../sumdb/clock.ts'
import type { DecisionLog } from '../world/decisionlog.ts'
import type { Vault } from '../world/vault.ts'
import type { World } from '../world/world.ts'
import type { Scanner } from './scanner.ts'
import type { GuardDatabase } from './standing.ts'

/** What is decided by, as of now; whoever holds it may replace it while the guard runs. */
export interface Ruling extends Omit<Circumstances, 'now'> {
  readonly policy: Policy
  /** Changes whenever any of it does, and whenever what is known from feeds does. */
  readonly epoch: number
}

/** Built by src/commands/serve.ts; tests build their own. */
export interface GuardWorld {
  readonly world: Pick<World, 'files' | 'clock' | 'contents' | 'proxy'>
  readonly vault: Vault
  readonly log: DecisionLog
  readonly database: GuardDatabase | undefined
  readonly scanner: Scanner
  readonly names: NameIndex
  readonly knowledge: () => Knowledge
  /** The clock of the checksum database, as of now. */
  readonly logClock: () => Promise<LogClock | undefined>
  readonly ruling: () => Ruling
  /** Patterns of GOPRIVATE's form: never asked of an upstream. */
  readonly private: string
  /** So many random bytes. */
  readonly random: (bytes: number) => Uint8Array
  /** Ends everything that is under way. */
  readonly signal: AbortSignal
  /** Hears what happens, for metrics. */
  readonly onEvent: (event: GuardEvent) => void
}

/** What happened. */
export type GuardEvent =
  | { readonly kind: 'decision'; readonly action: string; readonly rule: string }
  | { readonly kind: 'unverified'; readonly stage: 'goMod' | 'zip' }
  | { readonly kind: 'scan'; readonly seconds: number }
