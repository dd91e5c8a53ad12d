// The doctor report: what weakens the checks in an environment or in workflow files, and what was repaired. JSON is
// this value as it stands; passwords were taken out before.
import type { Finding, Severity } from '../base/finding.ts'
import type { Layer } from '../rules/environment/facts.ts'
import type { ExitCode } from './verify.ts'
import type { Document } from './view.ts'

/** One finding of `doctor`. */
export interface DoctorFinding extends Finding {
  /** The setting or path that it is about. */
  readonly subject: string
  /** Where the setting's value comes from. */
  readonly layer?: Layer
  /** Why it matters here. */
  readonly because: string
  /** Whether `--fix` repairs it. */
  readonly fixable: boolean
}

/** A setting that was looked at. */
export interface DoctorSetting {
  readonly name: string
  readonly value: string
  readonly layer: Layer
}

/** What `--fix` or `--undo` changed. */
export interface DoctorChange {
  readonly kind: 'setting' | 'mode' | 'file'
  /** The file or folder that was changed. */
  readonly path: string
  /** `GOSUMDB=off removed`. */
  readonly what: string
}

/** What `modwarden doctor` found; `modwarden/doctor/1`. */
export interface DoctorReport extends Document {
  readonly schema: 'modwarden/doctor/1'
  readonly subject: {
    readonly kind: 'environment' | 'workflows'
    /** The folder whose project was looked at. */
    readonly folder: string
    /** `go1.26.8`, where a go command is installed. */
    readonly go?: string
    /** Workflow files that were read. */
    readonly files?: readonly string[]
  }
  readonly settings: readonly DoctorSetting[]
  /** Gravest first. */
  readonly findings: readonly DoctorFinding[]
  readonly changes: readonly DoctorChange[]
  /** The record that `--undo` uses, where something was changed. */
  readonly undo?: string
  /** What could not be looked at, with the reason. */
  readonly unchecked: readonly string[]
  readonly exitCode: ExitCode
}

/** 1 where a finding makes the checks ineffective, 3 where something could not be looked at. */
export function doctorExit(findings: readonly { readonly severity: Severity }[], unchecked: number): ExitCode {
  if (findings.some(({ severity }) => severity === 'critical' || severity === 'high')) return 1
  return unchecked > 0 ? 3 : 0
}
