// Rule: the record of one thing that modwarden can find. The pages in docs/rules/ are written from these records
// (tools/rules.ts), so that `explain`, SARIF and the documentation say the same.
import type { Severity } from '../base/finding.ts'

/** One rule, whoever's findings bear its id. Ids are never renamed and never used again. */
export interface Rule {
  /** `MW-INT-ZIP`. */
  readonly id: string
  /** A few words, lower-case first, without a full stop. */
  readonly title: string
  /** The gravest severity that its findings have; a finding may be milder. */
  readonly severity: Severity
  /** What it means and what can happen: one or two sentences. */
  readonly summary: string
  /** How it is found, and what is not found by it: one to three sentences. */
  readonly found: string
  /** What to do: a command that can be pasted, or one sentence. */
  readonly remedy: string
  /** Addresses of specifications, advisories and issues. */
  readonly references: readonly string[]
  /** The technique of MITRE ATT&CK (https://attack.mitre.org) that it shows: id and name. */
  readonly technique?: string
  /** How often it is wrong on good code, as measured: a sentence with its figures. */
  readonly precision?: string
}
