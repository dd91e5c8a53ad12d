// The fix report: the smallest upgrade that removes advisories, what it adds, what was written, and what is left.
import type { ModuleVersion, Severity } from '../base/finding.ts'
import type { Verdict } from '../rules/behaviour/verdict.ts'
import type { Step } from '../rules/record/deltarules.ts'
import type { ExitCode } from './verify.ts'
import type { DatabaseNote } from './vulns.ts'

/** An advisory about one module version of the project. */
export interface FixAdvisory extends ModuleVersion {
  readonly id: string
  readonly aliases: readonly string[]
  readonly summary: string
  /** Whether the project's code calls what is vulnerable; absent where nobody asked. */
  readonly reached?: boolean
}

/** What an upgrade adds, as `diff` has it. */
export interface FixAdds {
  readonly verdict: Verdict
  /** Whether something of it could not be read. */
  readonly incomplete: boolean
  /** The gravest of what was added. */
  readonly risk: Severity | 'none'
  readonly because: string
  /** Words of `diff`: `process`, `connect`. */
  readonly capabilities: readonly string[]
  /** Added calls with an effect. */
  readonly effects: number
  /** Requirements that were not there. */
  readonly requirements: readonly string[]
  readonly files: number
}

/** One module whose version changes. `from` is empty for one that is new, `to` for one that goes. */
export interface FixMove {
  readonly path: string
  readonly from: string
  readonly to: string
  /** Whether go.mod asks for it; otherwise another one brings it along. */
  readonly asked: boolean
  readonly direct: boolean
  /** Paths of the asked ones that bring it along. */
  readonly broughtBy: readonly string[]
  /** Why it moves where no requirement says so: it does not compile with what another one comes to. */
  readonly because?: string
  /** Whether any of its packages is imported; otherwise it is in the build list alone, and none of its code is built. */
  readonly used: boolean
  readonly step: Step | 'new' | 'gone'
  /** Ids of the advisories that go with it. */
  readonly repairs: readonly string[]
  /** How its bytes stand: proven by a record of the checksum database, or listed in go.sum alone. */
  readonly proof?: { readonly h1: string; readonly by: 'checksum database' | 'go.sum'; readonly record?: number }
  /** Absent where it could not be looked at, then `doubt` says why; or where a large plan that is only shown did not look. */
  readonly adds?: FixAdds
  readonly doubt?: string
}

/** An advisory that stays. */
export interface FixLeft extends FixAdvisory {
  /** `dear`: more modules would move than it is worth; `added`: it was not there before. */
  readonly kind: 'no-fix' | 'held' | 'major' | 'replaced' | 'conflict' | 'dear' | 'added' | 'go'
  readonly why: string
  /** Of a dear one: how many modules more would move. */
  readonly moves?: number
  /** A line that helps, where there is one. */
  readonly next?: string
}

/** An import path that was, or is to be, another one. */
export interface FixReplaced {
  readonly from: string
  readonly to: string
  readonly version: string
  /** Files and the number of imports in each. */
  readonly files: readonly { readonly file: string; readonly imports: number }[]
  /** How the API differs, and that it must be built. */
  readonly note: string
  /** Where it is said that it is the successor. */
  readonly source: string
}

/** A file that changes: lines as of a unified diff, `-` and `+` first. */
export interface FixFile {
  readonly file: string
  readonly diff: readonly string[]
}

/** One command of `--test`. */
export interface FixTest {
  readonly command: string
  readonly ok: boolean
  readonly seconds: number
  /** Its last lines, where it failed. */
  readonly output: string
}

/** A branch and the request to take it over. */
export interface FixRequest {
  readonly host: 'github' | 'gitlab'
  readonly branch: string
  readonly base: string
  readonly title: string
  readonly body: string
  /** Absent with `--dry-run`. */
  readonly url?: string
  readonly state: 'planned' | 'created' | 'updated' | 'unchanged'
}

/** How the project stands. */
export interface FixState {
  readonly modules: number
  readonly advisories: number
  /** Of those, how many are reached; absent where nobody asked. */
  readonly reached?: number
  /** What verify said; absent where nothing was changed. */
  readonly integrity?: { readonly proven: number; readonly checked: number; readonly exitCode: ExitCode }
}

/** What `modwarden fix` found and did; `modwarden/fix/1`. */
export interface FixReport {
  readonly schema: 'modwarden/fix/1'
  readonly subject: { readonly folder: string; readonly modules: readonly string[] }
  /** `replace`: other modules instead, and no upgrade. */
  readonly scope: 'all' | 'reachable' | 'replace'
  /** Whether all of them are to go, whatever moves. */
  readonly anyPrice?: true
  readonly database?: DatabaseNote
  /**
   * `nothing`: nothing has to be, or can be, done; `planned`: nothing was written; `undone`: written, and every file put back
   * because the project did not build or its tests failed.
   */
  readonly status: 'nothing' | 'planned' | 'written' | 'undone'
  readonly repaired: readonly FixAdvisory[]
  readonly left: readonly FixLeft[]
  readonly moves: readonly FixMove[]
  readonly replaced: readonly FixReplaced[]
  readonly files: readonly FixFile[]
  readonly goVersion: { readonly before: string; readonly after: string }
  /**
   * Whether no better upgrade exists; false where the search was cut short after `tried` build lists: then no single one of
   * its upgrades can be left out or be a lower version without loss.
   */
  readonly exact: boolean
  readonly tried: number
  readonly before: FixState
  readonly after?: FixState
  readonly tests: readonly FixTest[]
  readonly request?: FixRequest
  /** The advisories that were asked for, where not all were. */
  readonly only?: readonly string[]
  /** The database as `--db` named it: whoever runs it again needs it. */
  readonly db?: string
  /** Files of which an earlier run, stopped while it wrote, was taken back first. */
  readonly takenBack?: readonly string[]
  /** The folder with the files as they were. */
  readonly evidence?: string
  /** What could not be checked: then something may be missing. */
  readonly unchecked: readonly string[]
  /** What is to be done besides: `go mod vendor`. */
  readonly next: readonly string[]
  readonly exitCode: ExitCode
  readonly seconds: number
}
