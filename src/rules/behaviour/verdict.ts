// The verdict on a module version: what its findings say together.
import type { BehaviourFinding } from './finding.ts'

/** What a module is judged to be, from good to bad. */
export type Verdict = 'clean' | 'suspicious' | 'malicious'

/** What of a finding its verdict is made from. */
type Judged = Pick<BehaviourFinding, 'rule' | 'severity' | 'trigger' | 'path'>

/**
 * Judges findings: `malicious` is any critical one, or two high ones of different kinds on one path from trigger to
 * effect; `suspicious` any high, or medium ones of two rules; else `clean`.
 *
 * The kind is the rule's family (`kindOf`), so that one address that is hidden in two ways is one sign, not two. One
 * path is what two findings have in common in `path`: a call site, an object that both work on, or a function through
 * which one reaches the effect of the other. A high finding about where the module comes from (a name that imitates
 * another, bytes that its repository does not have) is on one path with each high finding about its code; two such
 * findings without one about code are not.
 */
export function verdictOf(findings: readonly Judged[]): Verdict {
  if (findings.some(({ severity }) => severity === 'critical')) return 'malicious'
  const high = findings.filter(({ severity }) => severity === 'high')
  if (meet(high)) return 'malicious'
  if (high.length > 0) return 'suspicious'
  const medium = new Set(findings.flatMap(({ severity, rule }) => (severity === 'medium' ? rule : [])))
  return medium.size > 1 ? 'suspicious' : 'clean'
}

/**
 * The kind of a rule: `MW-HOST-IP` and `MW-HOST-DROP` both say where a connection leads, every `MW-OBF-` rule that
 * something is hidden. A gate is a part of what it guards and no kind of its own: the empty text.
 */
export function kindOf(rule: string): string {
  const [, family = '', rest = ''] = rule.split('-')
  if (family === 'GATE' || family === 'WRAP' || family === 'TEST') return ''
  return family === 'INIT' || family === 'EXFIL' ? `${family}-${rest}` : family
}

/** Whether two findings of different kinds share a name of their paths: linear in all names. */
function meet(findings: readonly Judged[]): boolean {
  const kinds = new Map<string, string>()
  const code = findings.filter(({ trigger }) => trigger !== 'record')
  // Where a module comes from is about all of its code.
  if (code.length > 0 && code.length < findings.length) return true
  for (const { rule, path = [] } of code) {
    const kind = kindOf(rule)
    if (kind === '') continue
    for (const name of path) {
      const other = kinds.get(name)
      if (other !== undefined && other !== kind) return true
      kinds.set(name, kind)
    }
  }
  return false
}
