// The register of a guard, as a port: what people decided while it runs (waivers, disputes, the mode), and who did what.
// Documents with a number of their schema; people are references (src/world/people.ts). A change and the act that says
// whose it is are one write. Implemented in src/store/register.ts. Every method throws `io`.
import type { ModuleVersion } from '../base/finding.ts'

/** A waiver that was asked for at the guard. */
export interface RegisteredWaiver {
  /** `W-` and ten letters. */
  readonly id: string
  readonly path: string
  readonly version: string
  readonly rule: string
  readonly reason: string
  /** Who asked for it, and answers for it. */
  readonly owner: string
  /** Days: `2026-12-02`; the last on which it counts. */
  readonly created: string
  readonly expires: string
  readonly ticket?: string
  /** The event that it answers. */
  readonly event?: string
  /** Whoever may grant it did; RFC 3339. It counts from then on. */
  readonly granted?: { readonly by: string; readonly at: string }
  readonly revoked?: { readonly by: string; readonly at: string }
}

/** A verdict that somebody doubts (src/policy/dispute.ts). */
export interface RegisteredDispute {
  /** `D-` and ten letters. */
  readonly id: string
  readonly path: string
  readonly version: string
  readonly h1: string
  readonly event: string
  readonly reason: string
  readonly by: string
  /** RFC 3339. */
  readonly opened: string
  /** The last day on which an overruling counts. */
  readonly expires: string
  readonly votes: ReadonlyArray<{
    readonly by: string
    readonly at: string
    readonly overrule: boolean
    readonly reason: string
  }>
}

/** How decisions are done, where somebody said otherwise than the settings. */
export interface ModeSwitch {
  readonly mode: 'enforce' | 'monitor' | 'break-glass'
  /** When break-glass ends, RFC 3339. */
  readonly until?: string
  readonly reason: string
  readonly by: string
  readonly at: string
}

/** What the register keeps, by kind. */
export interface Registered {
  readonly waiver: RegisteredWaiver
  readonly dispute: RegisteredDispute
  readonly mode: ModeSwitch
}

/** Something that somebody did, before it has its number. */
export interface NewAct {
  /** RFC 3339. */
  readonly time: string
  /** A reference; `-` for the program itself. */
  readonly by: string
  /** `waiver-granted`, `break-glass`, … */
  readonly what: string
  /** What it was done to: an id, a module version. */
  readonly about: string
  /** In their words. */
  readonly reason: string
}

/** An act, in the order in which they were done, from 1. */
export interface Act extends NewAct {
  readonly number: number
}

/** The register of one guard. */
export interface Register {
  /**
   * The newest of a kind first, at most so many; `live` leaves out what was over before this day, `about` what is about
   * another module version.
   */
  list<K extends keyof Registered>(
    kind: K,
    options: { readonly live?: string; readonly about?: ModuleVersion; readonly most: number },
  ): Promise<ReadonlyArray<Registered[K]>>
  /** One document; the mode's id is `mode`. */
  find<K extends keyof Registered>(kind: K, id: string): Promise<Registered[K] | undefined>
  /**
   * Writes documents and acts, as one. `change` is given each document as it is now, and nobody writes in between; what
   * it throws changes nothing. `last` is the last day on which a document can matter.
   */
  change<K extends keyof Registered>(
    kind: K,
    id: string,
    change: (now: Registered[K] | undefined) => {
      readonly document: Registered[K]
      readonly last: string
      readonly act: NewAct
    },
  ): Promise<Registered[K]>
  /** Acts before a number, the newest first. */
  acts(before: number | undefined, most: number): Promise<readonly Act[]>
  /** The number of the last act: as long as it stays, nothing else changed. */
  lastAct(): Promise<number>
  /** Writes an act alone. */
  note(act: NewAct): Promise<void>
}
