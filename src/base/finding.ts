// Finding: one statement about one module version (or the environment), with evidence and one remedy.

/** How grave a finding is; ATTACKS' B, H, M and L are critical, high, medium and low. */
export type Severity = 'critical' | 'high' | 'medium' | 'low' | 'info'

/** A module version; `version` is empty for a main module. */
export interface ModuleVersion {
  readonly path: string
  readonly version: string
}

/** `path@version`, or the path alone for a main module. */
export function moduleName(m: ModuleVersion): string {
  return m.version === '' ? m.path : `${m.path}@${m.version}`
}

/** One rule's statement. */
export interface Finding {
  /** The rule's id, fixed once: `MW-INT-FOLDER`. */
  readonly rule: string
  readonly severity: Severity
  readonly module?: ModuleVersion
  /** A file, as a user would open it, and a line in it (from 1). */
  readonly file?: string
  readonly line?: number
  /** A sentence without a full stop, lower-case first. */
  readonly message: string
  /** The shortest convincing excerpt, a line each. */
  readonly evidence?: readonly string[]
  /** Commands that can be pasted, or one sentence, a line each. */
  readonly remedy?: readonly string[]
}
