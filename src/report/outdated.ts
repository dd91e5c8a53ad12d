// The report of `outdated`: what is newer, what may be taken today, and what is wrong with the versions that are in use.
// The JSON document is this value.
import type { ModuleVersion } from '../base/finding.ts'
import type { TreeGap, TreeScope, TreeSubject } from './tree.ts'
import type { ExitCode } from './verify.ts'

/** One module. */
export interface OutdatedModule extends ModuleVersion {
  readonly direct: boolean
  readonly scope: TreeScope
  readonly replacedBy?: ModuleVersion
  /** `unchecked` where its versions could not be listed; `private` where the settings keep it from the proxies. */
  readonly state: 'current' | 'outdated' | 'unchecked' | 'private'
  /** Why it is unchecked. */
  readonly why?: string
  /** The highest version that there is, where it is another one. */
  readonly newest?: string
  /** The highest that the policy lets in today; absent where none above this one may come in. */
  readonly allowed?: string
  /** Why the newest may not come in today: `held until 2026-11-24T10:00Z: …`. */
  readonly held?: string
  /** How many released versions lie between. */
  readonly behind: number
  /** Why its author took this version back; may be empty. */
  readonly retracted?: string
  /** Why its author gave the module up. */
  readonly deprecated?: string
  /** Later majors, which are modules of their own, with the highest version of each. */
  readonly majors: readonly ModuleVersion[]
  /** Where an earlier `compare` says that the source is gone or another one. */
  readonly source?: string
  /** An SPDX expression; absent where its files are not here. */
  readonly licence?: string
  /** What the policy has against it. */
  readonly licenceTrouble?: string
  /** The `require` line of the project's own files that names it. */
  readonly at?: { readonly file: string; readonly line: number }
  /** When the commit of this version was made, as its author says: RFC 3339. */
  readonly released?: string
}

/** What is wrong with the requirements. */
export interface RequirementTrouble {
  /**
   * `unused`: no package of it is imported, under any build tag. `missing`: imported, and in no go.mod line.
   * `should-be-direct` and `should-be-indirect`: its `// indirect` comment is wrong.
   */
  readonly kind: 'unused' | 'missing' | 'should-be-direct' | 'should-be-indirect'
  readonly path: string
  /** `go.mod:7`. */
  readonly line?: string
}

/** A report of `outdated`. */
export interface OutdatedReport {
  readonly schema: 'modwarden/outdated/1'
  readonly subject: TreeSubject
  readonly modules: readonly OutdatedModule[]
  readonly conflicts: {
    /** One name in several majors. */
    readonly majors: ReadonlyArray<{ readonly name: string; readonly modules: readonly ModuleVersion[] }>
    /** One requirement alone lifts a module above what all others ask for. */
    readonly drags: ReadonlyArray<{
      readonly module: ModuleVersion
      readonly by: ModuleVersion
      readonly others: string
    }>
  }
  readonly requirements: readonly RequirementTrouble[]
  /** Lists of versions that were asked for in an earlier run; all of them with `--offline`. */
  readonly remembered?: {
    readonly lists: number
    /** When the oldest of them was asked for: RFC 3339. */
    readonly oldest: string
    /** How old that one was when the run began. */
    readonly hours: number
  }
  readonly gaps: readonly TreeGap[]
  readonly exitCode: ExitCode
  readonly seconds: number
}
