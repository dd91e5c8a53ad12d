// The report of `modwarden vulns`: which advisories hold for what is built, and how close the project's own code comes.
import type { Severity } from '../base/finding.ts'
import type { ExitCode } from './verify.ts'
import type { WaiverUse } from './waivers.ts'

/** How close the code comes: a vulnerable function is called, its package is imported, its module is required. */
export type VulnLevel = 'symbol' | 'package' | 'module'

/** All levels, closest first. */
const VULN_LEVELS: readonly VulnLevel[] = ['symbol', 'package', 'module']

/** One function on the way. */
export interface VulnStep {
  /** `Func`, `Type.Method`. */
  readonly function: string
  readonly package: string
  /** As a user would open it: absolute, or relative to the project. */
  readonly file: string
  /** From 1; where it calls the next one, for the last: where it is declared. */
  readonly line: number
  /** `module@version`; absent for the project's own code. */
  readonly module?: string
}

/** A way from the project's own code to a vulnerable function. */
export interface VulnTrace {
  readonly package: string
  readonly symbol: string
  /** Whether every step is a call that the source shows. */
  readonly certain: boolean
  readonly steps: readonly VulnStep[]
}

/** One advisory that holds for one module version. */
export interface VulnFinding {
  /** `GO-2024-2887`. */
  readonly id: string
  readonly aliases: readonly string[]
  /** As it is built: the replacement, where there is one. `stdlib` is Go's standard library. */
  readonly module: string
  readonly version: string
  /** The module that it stands in for. */
  readonly replaces?: string
  /** Whether the project requires it without `// indirect`. */
  readonly direct: boolean
  readonly level: VulnLevel
  /** Of level `package`: false where a vulnerable function may be called after all, by reflection or in code nobody could read. */
  readonly certain: boolean
  /** The first version with the repair; absent where there is none. */
  readonly fixed?: string
  readonly severity: Severity
  /** Whether `severity` comes from a CVSS vector; without one it is `medium`, and `high` where it is called. */
  readonly rated: boolean
  readonly score?: number
  readonly vector?: string
  /** The chance of being exploited within 30 days, 0 to 1. */
  readonly epss?: number
  /** Whether it is known to be exploited. */
  readonly exploited: boolean
  /** Whether somebody at the database looked at it. */
  readonly reviewed: boolean
  /** Whether any package of the module is imported. */
  readonly used: boolean
  readonly summary: string
  /** RFC 3339; empty where nobody said. */
  readonly published: string
  /** Why it may not hold; such a finding counts for nothing. */
  readonly doubt?: string
  /** The systems on which alone it holds: `windows`. */
  readonly systems: readonly string[]
  /** Vulnerable packages that are imported, with their functions. */
  readonly packages: readonly { readonly path: string; readonly symbols: readonly string[] }[]
  /** A way from the project's own code to each vulnerable function. */
  readonly traces: readonly VulnTrace[]
  /** A chain of imports from one of the project's packages to a vulnerable one; empty of level `module`. */
  readonly imports: readonly string[]
  /** The line of the project that brings the module in. */
  readonly at?: { readonly file: string; readonly line: number }
  /** What repairs it, to be pasted; empty where nothing does. */
  readonly remedy: string
  readonly references: readonly string[]
  readonly waived?: { readonly owner: string; readonly reason: string; readonly expires: string }
}

/** Which Go is judged. */
export interface GoNote {
  /** `go1.26.8`. */
  readonly version: string
  /** Who says that it is this one. */
  readonly from: 'installed' | 'toolchain line' | 'go line' | 'GOTOOLCHAIN' | 'program'
}

/** The database that was used. */
export interface DatabaseNote {
  readonly source: string
  /** RFC 3339; absent where neither it nor a record says. */
  readonly modified?: string
  /** When it was fetched into the store, RFC 3339. */
  readonly fetched?: string
  /** Whole days since `modified`. */
  readonly days?: number
  /** How many modules it knows. */
  readonly modules: number
  /** Whether it was used without asking. */
  readonly offline: boolean
}

/** `modwarden/vulns/1`. */
export interface VulnsReport {
  readonly schema: 'modwarden/vulns/1'
  readonly subject: {
    readonly kind: 'project' | 'binary'
    /** The project's folder, or the program's file. */
    readonly folder: string
    readonly modules: readonly string[]
  }
  readonly engine: 'modwarden' | 'govulncheck'
  readonly database: DatabaseNote
  readonly go?: GoNote
  /** From which level on a finding makes exit code 1. */
  readonly threshold: VulnLevel
  /** `linux/amd64`, with the tags that were set. */
  readonly platform: {
    readonly goos: string
    readonly goarch: string
    readonly tags: readonly string[]
    readonly tests: boolean
  }
  /** Worst first. */
  readonly findings: readonly VulnFinding[]
  /** What could not be looked at, in sentences. */
  readonly left: readonly string[]
  /** What there is to know besides, in sentences: nothing is missing for it. */
  readonly notes: readonly string[]
  /** What it was compared with: findings that were there before are left out and counted. */
  readonly baseline?: string
  readonly waivers?: WaiverUse
  readonly summary: {
    /** Unwaived findings by level, without those in doubt. */
    readonly symbol: number
    readonly package: number
    readonly module: number
    readonly doubtful: number
    readonly waived: number
    /** Left out because the baseline has them. */
    readonly before: number
    /** Modules that were looked up. */
    readonly modules: number
    readonly packages: number
    readonly seconds: number
  }
  readonly exitCode: ExitCode
}

/** Whether a finding makes exit code 1. */
export function countsFor(threshold: VulnLevel, { level, doubt, waived }: VulnFinding): boolean {
  return doubt === undefined && waived === undefined && VULN_LEVELS.indexOf(level) <= VULN_LEVELS.indexOf(threshold)
}
