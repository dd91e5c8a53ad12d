// What a guard's jobs work with, in one value: the World's ports, what is kept, who judges, and what is decided by.
import type { Knowledge } from '../../advisories/known.ts'
import type { Circumstances } from '../../policy/decide.ts'
import type { Policy } from '../../policy/policy.ts'
import type { NameIndex } from '../../rules/record/nameindex.ts'
import type { LogClock } from '../../sumdb/clock.ts'
import type { ModuleVersion } from '../../base/finding.ts'
import type { DecisionLog, RecordedRecall } from '../../world/decisionlog.ts'
import type { Downloads } from '../../world/downloads.ts'
import type { Judgements } from '../../world/judgements.ts'
import type { Vault } from '../../world/vault.ts'
import type { World } from '../../world/world.ts'
import type { AskAdvisories } from '../cache/repairadvisories.ts'
import type { Scanner } from '../scan/scanner.ts'
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
  readonly downloads: Downloads
  readonly judgements: Judgements
  /** Names everything that a judgement follows from, besides the module's bytes: policy, waivers, feeds, rules, engine. */
  readonly basis: () => string
  readonly database: GuardDatabase | undefined
  readonly scanner: Scanner
  readonly names: NameIndex
  readonly knowledge: () => Knowledge
  /** The clock of the checksum database, as of now. */
  readonly logClock: () => Promise<LogClock | undefined>
  readonly ruling: () => Ruling
  /** Patterns of GOPRIVATE's form: never asked of an upstream. */
  readonly private: string
  /** The patterns of those that are fetched from their repositories here. */
  readonly privateGit: readonly string[]
  /** Whether a private module is fetched from its repository here; `world.proxy` does it then. */
  readonly fromGit: (modulePath: string) => boolean
  /** The advisories about a module, where a database of them is named. */
  readonly advisories: AskAdvisories
  /** The licences of a zip, each an identifier or a choice; none where it is not known what applies. */
  readonly licences: (module: ModuleVersion, zip: string) => Promise<readonly string[]>
  /** Patterns of the Go releases that are given; none: all (src/policy/toolchains.ts). */
  readonly toolchains: readonly string[]
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
  /** What was given is not given any more. */
  | {
      readonly kind: 'recalled'
      readonly module: ModuleVersion
      readonly action: string
      readonly event: string
      readonly recall: RecordedRecall
    }
  /** One kept version was judged again, in the background. */
  | { readonly kind: 'rejudged' }
  /** So many bytes of what is kept were read again. */
  | { readonly kind: 'scrubbed'; readonly bytes: number }
