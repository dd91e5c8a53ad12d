// What reads and judges the bytes of modules, as an argument of the scanning jobs: declared here, because the jobs are
// who needs it, and implemented in src/commands/scanning/scanner.ts over worker threads and the store.
import type { Capable, Gap } from '../../gosource/facts.ts'
import type { Verdict } from '../../rules/behaviour/verdict.ts'
import type { Overlap } from '../../rules/record/clone.ts'
import type { FactsDelta } from '../../rules/record/delta.ts'
import type { Step } from '../../rules/record/deltarules.ts'
import type { ScanFinding, TraceStep } from '../../report/scan.ts'
import type { FileDifference } from '../../world/contents.ts'
import type { Tree } from '../../world/trees.ts'

/** One module to be looked at. */
export interface ScanTask {
  readonly tree: Tree
  /**
   * The h1 that the bytes were found to have, where they were hashed: what is kept under it counts, and bytes that turn
   * out to have another one are not what was meant.
   */
  readonly h1?: string | undefined
}

/** A finding with what the verdict needs besides. */
export interface JudgedFinding extends ScanFinding {
  /** Opaque names by which two findings are on one path: two high ones of different kinds on one are malicious. */
  readonly path?: readonly string[]
}

/** What the bytes of one module say, and the judgement on it. */
export interface Scanned {
  readonly kind: 'scanned'
  readonly verdict: Verdict
  /** Whether a part was not understood that may hold anything. */
  readonly incomplete: boolean
  readonly findings: readonly JudgedFinding[]
  readonly capabilities: readonly Capable[]
  /** The first ones; `gapCount` is how many there are. */
  readonly gaps: readonly Gap[]
  readonly gapCount: number
  readonly files: number
  readonly goFiles: number
  readonly goBytes: number
  readonly bytes: number
  /** The h1 of what was read; `undefined` where a part could not be read. */
  readonly h1?: string
}

/** The answer about a task: nothing is known of a module whose bytes cannot be read, or that asks too much. */
export type ScanAnswer = (Scanned & { readonly cached: boolean }) | { readonly kind: 'failed'; readonly why: string }

/** Which packages of which modules are to be found from where. */
export interface ReachTask {
  /** Modules whose packages may be on the way, the caller's own first. */
  readonly trees: readonly Tree[]
  /** Module paths to be reached. */
  readonly wanted: readonly string[]
}

/** Two modules to be compared. */
export interface DiffTask {
  readonly before: ScanTask
  readonly after: ScanTask
  readonly step: Step
  /** Whose code may come to packages of `after`. */
  readonly users: Users
  /** Whether the files are compared line by line. */
  readonly source: boolean
}

/** A project's trees: the first `own` are its main modules, the others what it builds. None for no project. */
export interface Users {
  readonly own: number
  readonly trees: readonly Tree[]
}

/** What differs between two modules. */
export interface Diffed {
  readonly kind: 'diffed'
  readonly delta: FactsDelta
  readonly before: Judged
  readonly after: Judged
  /** What is found in `after` and was not in `before`, MW-DELTA's included. */
  readonly findings: readonly JudgedFinding[]
  /** go.mod of each, as it is in the module; empty where there is none. */
  readonly goMod: { readonly before: string; readonly after: string }
  readonly files: readonly FileDifference[]
  readonly fileCount: number
  /** Folders of packages of `after` that the users' code comes to, `` for its root; `undefined` where nobody asked. */
  readonly reached?: readonly string[]
}

/** A module, and the one that it may be a copy of. */
export interface OverlapTask {
  readonly copy: ScanTask
  readonly original: ScanTask
}

/** How one side of a comparison was judged. */
export interface Judged {
  readonly verdict: Verdict
  readonly incomplete: boolean
  readonly h1?: string
  /** What was not understood and may hold anything. */
  readonly gaps: readonly Gap[]
}

/** The answer about two modules. */
export type DiffAnswer = Diffed | { readonly kind: 'failed'; readonly why: string }

/** Looks at modules. */
export interface Scanner {
  /** Whether the bytes of an h1 were read before, so that they need not be parsed again. */
  readonly isKept: (h1: string) => boolean
  /**
   * Looks at all modules, largest first, on several cores; `onDone` is called once for each, in any order. Never throws
   * for what is in them; throws `aborted`.
   */
  scan(
    tasks: readonly ScanTask[],
    onDone: (index: number, answer: ScanAnswer) => void,
    signal?: AbortSignal,
  ): Promise<void>
  /**
   * The way of imports from the first tree's packages to each wanted module, by its path: file and line of each import.
   * What cannot be found is left out. Throws `aborted`.
   */
  reach(task: ReachTask, signal?: AbortSignal): Promise<ReadonlyMap<string, readonly TraceStep[]>>
  /** What one module's code has of another's; `undefined` where one cannot be read. Throws `aborted`. */
  overlap(task: OverlapTask, signal?: AbortSignal): Promise<Overlap | undefined>
  /** Compares two modules. Never throws for what is in them; throws `aborted`. */
  diff(task: DiffTask, signal?: AbortSignal): Promise<DiffAnswer>
}
