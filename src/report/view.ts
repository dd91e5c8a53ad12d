// One view of any report, which every format but text and JSON is made of: SARIF, Markdown, HTML, JUnit, NDJSON and the
// annotations of code hosts are pure functions of it. A command's own report becomes a view in a file beside its type.
import type { ErrorCode, Place } from '../base/errors.ts'
import type { Finding, ModuleVersion } from '../base/finding.ts'
import type { Overview } from './overview.ts'
import type { ExitCode } from './verify.ts'

/** What every JSON document of a command has. */
export interface Document {
  /** `modwarden/verify/1`: what the document is, and the number of its form. */
  readonly schema: string
  readonly exitCode: ExitCode
}

/** The document of a run that ended before there was a report. */
export interface Failure extends Document {
  readonly error: {
    /** `bug` where the program crashed. */
    readonly code: ErrorCode | 'bug'
    readonly message: string
    readonly place?: Place
    readonly remedy?: string
  }
}

/** How a thing that was looked at stands. */
export type State =
  /** As it should be. */
  | 'ok'
  /** Not as it should be. */
  | 'bad'
  /** It could not be looked at, or nothing says how it should be: never a pass. */
  | 'open'
  /** Left out by configuration, or of no interest today. */
  | 'skipped'

/** One thing that was looked at: a module version, a program, a setting. */
export interface Check {
  /** `github.com/acme/log@v1.4.2`. */
  readonly name: string
  /** What kind of thing it is, in the plural: `modules`, `go.mod files`, `programs`. */
  readonly group?: string
  /** The module version that it is, where it is one. */
  readonly module?: ModuleVersion
  readonly state: State
  /** A few words: `proven, record 31,208,411`. */
  readonly summary: string
  /** Its parts, where it has any: `zip`, `folder`, `go.sum`. */
  readonly parts: ReadonlyArray<{ readonly name: string; readonly state: State; readonly text: string }>
  /** The hashes (or other values) that were agreed on and those that are there instead; `by` is who holds them. */
  readonly values?: ReadonlyArray<{ readonly name: 'expected' | 'found'; readonly value: string; readonly by: string }>
  /** What is wrong with it, in sentences. */
  readonly reasons: readonly string[]
  /** What differs, file by file; `diff` lines begin with a line number and `+` or `-`. */
  readonly files: ReadonlyArray<{ readonly name: string; readonly text: string; readonly diff: readonly string[] }>
  /** Commands that repair or settle it. */
  readonly remedy: readonly string[]
}

/** One line of the summary: `integrity   ok   71/71 proven`. */
export interface Fact {
  readonly name: string
  readonly state: State
  readonly text: string
}

/** One step of a flow. */
export interface FlowStep {
  /** As a user would open it. */
  readonly file: string
  /** From 1; 0 for the file as a whole. */
  readonly line: number
  readonly what: string
  /** Where the file lies in a module cache, `example.com/m@v1.0.0/db.go`; absent for the project's own files. */
  readonly cached?: string
}

/** A finding, and where in the project's own files it is to be shown. */
export interface Located extends Finding {
  /** The name of the check that it is about, where its module's name is not that. */
  readonly about?: string
  /** The `require`, `replace` or go.sum line that brings the module in; the finding's own file may lie in a cache. */
  readonly at?: { readonly file: string; readonly line: number }
  /** How it comes to what is found, step by step. */
  readonly flow?: readonly FlowStep[]
  /** Who accepted it: it counts for nothing then, and is shown. */
  readonly waived?: { readonly owner: string; readonly reason: string; readonly expires: string }
}

/** A report as every format shows it. */
export interface View {
  /** The command: `verify`. */
  readonly command: string
  /** What was looked at: `example.com/shop`, `the module cache`. */
  readonly subject: string
  /** The folder that relative files lie in; absolute ones below it are shown relative to it. */
  readonly folder: string | undefined
  /** What that folder is, where it is not a project's: files in it are no files of a repository. */
  readonly folderKind?: 'project' | 'modcache' | 'programs'
  /** Every finding, worst first, what could not be checked included. */
  readonly findings: readonly Located[]
  readonly checks: readonly Check[]
  readonly facts: readonly Fact[]
  /** A sentence. */
  readonly conclusion: string
  readonly exitCode: ExitCode
  /** Why there is no report. */
  readonly error: Failure['error'] | undefined
  /** What a page about a whole project shows besides. */
  readonly overview?: Overview
  /** How long it took. */
  readonly seconds: number | undefined
  /** The command line that makes it again: `modwarden verify --cache`. */
  readonly again?: string
  /** The version of modwarden that made it. */
  readonly version?: string
  /** The repository's root, which code hosts count files from; `folder` lies in it. */
  readonly root?: string
}
