// The scan report: what the code of modules would do, as one value that every format renders.
import type { ModuleVersion, Severity } from '../base/finding.ts'
import type { Capable, Gap } from '../gosource/facts.ts'
import type { FindingTrigger } from '../rules/behaviour/finding.ts'
import type { Verdict } from '../rules/behaviour/verdict.ts'
import type { SourceVerdict } from '../rules/record/source.ts'
import type { FileLine, WaiverUse } from './waivers.ts'
import type { ExitCode, ModuleStatus } from './verify.ts'

/** A step of an explanation, with the line of source that it is about. */
export interface TraceStep {
  /** By its name in its module. */
  readonly file: string
  /** From 1; 0 for the file as a whole. */
  readonly line: number
  readonly what: string
  /** The source line, cut. */
  readonly code?: string
  /** The module version that the file lies in, where it is not the one that the step is told of. */
  readonly module?: string
}

/** One finding about a module. */
export interface ScanFinding {
  readonly rule: string
  readonly severity: Severity
  /** By its name in the module. */
  readonly file: string
  /** From 1; 0 for the file as a whole. */
  readonly line: number
  readonly message: string
  /** The telling values as they are when the code runs. */
  readonly folded: readonly string[]
  /** From the trigger to the call that acts. */
  readonly trace: readonly TraceStep[]
  readonly trigger: FindingTrigger
  readonly remedy: string
  /** The source line, cut. */
  readonly code?: string
  /** Who accepted it; it counts for nothing then. */
  readonly waived?: { readonly owner: string; readonly reason: string; readonly expires: string }
}

/** Whose a module is. */
export type ScanRole =
  /** The project's own. */
  | 'main'
  /** Another module in a folder of the project, or one that `replace` leads to. */
  | 'local'
  /** A copy in vendor/. */
  | 'vendored'
  /** A module version. */
  | 'version'

/** What is known of a module version besides its bytes. */
export interface ScanRecord {
  /** The number of its record in the checksum database's log. */
  readonly number?: number
  /** When that log first had it: dates that nobody chooses, RFC 3339. */
  readonly logged?: { readonly after?: string; readonly before?: string; readonly askedHere?: boolean }
  /** The date of its commit, as `.info` says: its author chose it. */
  readonly committed?: string
  /** Where `.info` says that it comes from. */
  readonly origin?: { readonly url: string; readonly ref?: string; readonly hash?: string }
  /** How its zip stood to its source repository when that was compared last, RFC 3339. */
  readonly source?: { readonly verdict: SourceVerdict; readonly checked: string; readonly note?: string }
  /** Who says that these bytes are good, and how many findings that silenced. */
  readonly knownGood?: { readonly by: string; readonly reason: string; readonly findings: number }
}

/** One module as it was found. */
export interface ScannedModule extends ModuleVersion {
  /** The folder or zip that was read; empty where there was nothing to read. */
  readonly dir: string
  readonly verdict: Verdict
  readonly incomplete: boolean
  readonly role: ScanRole
  /** Whether a main module requires it itself. */
  readonly direct?: boolean
  /** The path that a `replace` line puts it in the place of. */
  readonly replaces?: string
  /** The line of the project's own files that brings it in. */
  readonly at?: FileLine
  /** The h1 of what was read; of a local folder over its names under `path@/`. */
  readonly h1?: string
  /** How its bytes stand to what was agreed on, where that was asked. */
  readonly integrity?: ModuleStatus
  /** Why it is incomplete, or not what it should be: a sentence each. */
  readonly reasons: readonly string[]
  readonly findings: readonly ScanFinding[]
  readonly record?: ScanRecord
  readonly capabilities: readonly Capable[]
  readonly coverage: {
    readonly files: number
    readonly goFiles: number
    readonly goBytes: number
    /** What was not understood, file by file; the first ones of `gapCount`. */
    readonly gaps: readonly Gap[]
    readonly gapCount: number
  }
  /** Imports from the main module's own code to it. */
  readonly reached?: readonly TraceStep[]
  /** Whether an earlier run's facts about the same bytes answered. */
  readonly cached: boolean
}

/** From which verdict on a run ends with 1. */
export type FailOn = 'malicious' | 'suspicious' | 'none'

/** What `modwarden scan` found; `modwarden/scan/1`. */
export interface ScanReport {
  readonly schema: 'modwarden/scan/1'
  readonly subject: {
    readonly kind: 'project' | 'module' | 'version' | 'zip' | 'cache' | 'binary'
    /** The project's folder, GOMODCACHE, or the file. */
    readonly folder: string
    /** Paths of the main modules. */
    readonly modules: readonly string[]
  }
  readonly modules: readonly ScannedModule[]
  /** How the bytes stand to what was agreed on, where that was asked. */
  readonly integrity?: {
    readonly exitCode: ExitCode
    readonly proven: number
    readonly of: number
    /** What is wrong, in a sentence each. */
    readonly reasons: readonly string[]
  }
  /** What was left out because it was there before. */
  readonly baseline?: { readonly name: string; readonly modules: number; readonly findings: number }
  readonly waivers?: WaiverUse
  readonly failOn: FailOn
  readonly summary: {
    readonly modules: number
    readonly malicious: number
    readonly suspicious: number
    readonly clean: number
    readonly incomplete: number
    readonly waived: number
    readonly findings: Readonly<Record<Severity, number>>
    readonly files: number
    readonly goFiles: number
    readonly goBytes: number
    readonly cached: number
    readonly seconds: number
  }
  readonly exitCode: ExitCode
}
