// How grave a finding is, and which comes first: what is called before what is only there, then severity, known use, and
// the chance of it.
import { compareBytes } from '../base/bytes.ts'
import type { Severity } from '../base/finding.ts'

/** What decides the order of findings. */
export interface Ranked {
  readonly id: string
  readonly module: string
  readonly level: 'symbol' | 'package' | 'module'
  readonly certain: boolean
  readonly severity: Severity
  readonly exploited: boolean
  readonly epss?: number
  readonly doubt?: string
  readonly waived?: unknown
}

const LEVELS = ['symbol', 'package', 'module']
const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'info']

/** Orders findings, worst first; what is waived or in doubt comes last. */
export function compareRanked(a: Ranked, b: Ranked): number {
  return (
    Number(a.waived !== undefined) - Number(b.waived !== undefined) ||
    Number(a.doubt !== undefined) - Number(b.doubt !== undefined) ||
    LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level) ||
    Number(a.certain) - Number(b.certain) ||
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    Number(b.exploited) - Number(a.exploited) ||
    (b.epss ?? 0) - (a.epss ?? 0) ||
    compareBytes(a.module, b.module) ||
    compareBytes(b.id, a.id)
  )
}
