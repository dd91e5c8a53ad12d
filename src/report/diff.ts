// The diff report: what one module version does that another does not, as one value that every format renders.
import type { ModuleVersion, Severity } from '../base/finding.ts'
import type { Capable, ContentFact, EffectKind, TriggerKind } from '../gosource/facts.ts'
import type { Verdict } from '../rules/behaviour/verdict.ts'
import type { Step } from '../rules/record/deltarules.ts'
import type { FileDifference } from '../world/contents.ts'
import type { ScanFinding } from './scan.ts'
import type { ExitCode, ModuleStatus } from './verify.ts'

/** One side of a comparison. */
export interface DiffSide extends ModuleVersion {
  /** The folder or zip that was read; empty where there was nothing to read. */
  readonly dir: string
  readonly verdict: Verdict
  readonly incomplete: boolean
  readonly h1?: string
  /** How its bytes stand to what was agreed on. */
  readonly integrity?: ModuleStatus
  /** What it is not, or why it is not known in full: a sentence each. */
  readonly reasons: readonly string[]
}

/** A call with an effect that the first version does not have. */
export interface DiffEffect {
  readonly kind: EffectKind
  /** `net/http.Get` */
  readonly call: string
  readonly file: string
  readonly line: number
  /** The function that it stands in. */
  readonly function: string
  /** Commands, addresses and paths that are known. */
  readonly values: readonly string[]
  /** Whether the source hides one of them. */
  readonly hidden: boolean
  /** What makes it run: every kind of trigger that reaches it. */
  readonly triggers: readonly TriggerKind[]
  /** Whether the first version does nothing of the kind. */
  readonly newKind: boolean
  /** Whether the code of the project in which this was asked imports its package; absent where there is no project. */
  readonly reached?: boolean
}

/** A requirement as it was and as it is. */
export interface DiffRequirement {
  readonly path: string
  readonly before?: string
  readonly after?: string
  readonly indirect: boolean
}

/** What `modwarden diff` found; `modwarden/diff/1`. */
export interface DiffReport {
  readonly schema: 'modwarden/diff/1'
  readonly from: DiffSide
  readonly to: DiffSide
  /** The size of the step between two versions of one module; `other` for a downgrade, and for two modules. */
  readonly step: Step
  /** The gravest of what was added; `none` where nothing of note was. */
  readonly risk: Severity | 'none'
  /** The risk in a sentence. */
  readonly because: string
  /** What is found in the second and was not in the first, worst first. */
  readonly findings: readonly ScanFinding[]
  readonly capabilities: { readonly added: readonly Capable[]; readonly removed: readonly string[] }
  /** What matters most first: what the project reaches, what runs by itself. */
  readonly effects: readonly DiffEffect[]
  readonly removedEffects: number
  /** What there is besides Go code that runs. */
  readonly content: readonly ContentFact[]
  readonly requirements: readonly DiffRequirement[]
  /** Differing files: those that findings are about first, then Go code. The first ones of `fileCount`. */
  readonly files: readonly FileDifference[]
  readonly fileCount: number
  /** Folders of the second one's packages that the project's code comes to; absent where there is no project. */
  readonly reached?: readonly string[]
  readonly exitCode: ExitCode
  readonly seconds: number
}
