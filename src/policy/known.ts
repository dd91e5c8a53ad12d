// Known: what is known of a module version when it is decided on. Values alone, so that a decision can be made again
// from the same ones, by another policy too.
import type { Severity } from '../base/finding.ts'
import type { FindingTrigger } from '../rules/behaviour/finding.ts'
import type { SourceVerdict } from '../rules/record/source.ts'

/**
 * How far a module version was looked at. go reads the .info and .mod of versions that it never builds: for those,
 * `metadata` is enough. `content` is for the zip, and everything is known then.
 */
export type Stage = 'metadata' | 'content'

/**
 * How the hash of what was fetched stands to the checksum database: of the zip in the stage `content`, of the go.mod in
 * the stage `metadata`.
 *
 * - `proven`: it is in the record, and the record's inclusion in a consistent tree is proven
 * - `unproven`: the configuration says that the database is not asked (GONOSUMDB, GOPRIVATE)
 * - `mismatch`: the record has another hash
 * - `absent`: the database surely has no such version
 * - `unreachable`: it could not be asked, so nothing is known
 */
export type Standing = 'proven' | 'unproven' | 'mismatch' | 'absent' | 'unreachable'

/** A finding, as far as a decision needs it; what the scan and the record rules make has this form. */
export interface KnownFinding {
  readonly rule: string
  readonly severity: Severity
  readonly file: string
  /** From 1; 0 for the file, or the module, as a whole. */
  readonly line: number
  readonly message: string
  readonly remedy: string
  readonly trigger: FindingTrigger
  /** What it has in common with others on the same path (see `verdictOf`). */
  readonly path?: readonly string[]
}

/** When a version was first logged, as far as is known: no bounds mean that nothing is. */
export interface LoggedBounds {
  readonly notBefore?: Date
  readonly notAfter?: Date
}

/** What reading the zip told. */
export interface KnownContent {
  /** Of the zip. */
  readonly h1: string
  readonly findings: readonly KnownFinding[]
  /** Whether a part was not understood, or could not be read, that may hold anything. */
  readonly incomplete: boolean
  /** What the code can do, in the words of `Capable`: `process`, `connect`. */
  readonly capabilities: readonly string[]
  /** SPDX identifiers; empty: no licence was found. `undefined`: nobody looked. */
  readonly licences?: readonly string[]
  /** How the zip stands to its source repository; `undefined`: not compared. */
  readonly source?: SourceVerdict
}

/** What is known in every stage. */
interface KnownAbout {
  readonly path: string
  readonly version: string
  /** Whose it is by its record, `github.com/acme`, where that says more than the path; never trusted to allow. */
  readonly origin?: string
  readonly standing: Standing
  readonly logged: LoggedBounds
  /** When this installation first had its proven record: it was logged by then. A list that names it proves nothing. */
  readonly firstSeen?: Date
  /** Of the name, the dates and the feeds; the upstream's own refusal of malware is one of them (MW-KNOWN-REFUSED). */
  readonly findings: readonly KnownFinding[]
  /** Ids of advisories about earlier versions of the module that this one is the repair of. */
  readonly repairs: readonly string[]
  /** Why the author took it back; empty where they gave no reason. */
  readonly retracted?: string
  /** What the module's go.mod says of its end. */
  readonly deprecated?: string
}

/** Everything that is known: in the stage `content` the zip was read, in `metadata` it may have been, earlier. */
export type Known =
  | (KnownAbout & { readonly stage: 'metadata'; readonly content?: KnownContent })
  | (KnownAbout & { readonly stage: 'content'; readonly content: KnownContent })
