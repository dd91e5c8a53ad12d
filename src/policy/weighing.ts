// Weighing: the findings about a module version together, and what of them is beyond any policy: confirmed malware.
import { verdictOf, type Verdict } from '../rules/behaviour/verdict.ts'
import type { Reason } from './decision.ts'
import type { Overruling } from './dispute.ts'
import type { Known, KnownFinding } from './known.ts'

/** What is known, weighed. */
export interface Weighed {
  readonly known: Known
  /** What is left of the findings for policies to judge. */
  readonly findings: readonly KnownFinding[]
  /** On all findings but those that two administrators overruled. */
  readonly verdict: Verdict
  /** What is refused whatever a policy says: what a feed, or the upstream, calls malicious. */
  readonly certain: readonly Reason[]
}

/** Weighs what is known. An overruling takes away what made the version malicious, and nothing else. */
export function weigh(known: Known, overruling: Overruling | undefined): Weighed {
  const all = [...known.findings, ...(known.content?.findings ?? [])]
  const malicious = verdictOf(all) === 'malicious'
  const isPart = ({ severity }: KnownFinding): boolean => severity === 'critical' || (malicious && severity === 'high')
  const findings = overruling === undefined ? all : all.filter((finding) => !isPart(finding))
  return {
    known,
    findings: findings.filter((finding) => !isCertain(finding)),
    verdict: verdictOf(findings),
    certain: [
      ...findings.filter(isCertain).map(certainReason),
      ...(overruling === undefined ? [] : all.filter(isPart).map((finding) => overruledReason(finding, overruling))),
    ],
  }
}

/** Whether somebody outside says that the version is malware. */
function isCertain({ rule }: KnownFinding): boolean {
  return rule.startsWith('MW-KNOWN-')
}

function certainReason(finding: KnownFinding): Reason {
  return { ...reasonOf(finding), level: 'block', action: 'block', change: 'administrators' }
}

function overruledReason(finding: KnownFinding, { by, reason, expires }: Overruling): Reason {
  const waived = { owner: by.join(' and '), reason, expires }
  return { ...reasonOf(finding), level: 'block', action: 'allow', change: 'administrators', waived }
}

/** What a reason takes from a finding. */
export function reasonOf({
  rule,
  severity,
  file,
  line,
  message,
  remedy,
}: KnownFinding): Pick<Reason, 'rule' | 'severity' | 'file' | 'line' | 'message' | 'remedy'> {
  return { rule, severity, message, remedy, ...(file === '' ? {} : { file }), ...(line < 1 ? {} : { line }) }
}
