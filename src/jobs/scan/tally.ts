// The scan report put together: counts, how the bytes stand to what was agreed on, and the exit code.
import { compareBytes } from '../../base/bytes.ts'
import type { Severity } from '../../base/finding.ts'
import { worstExit } from '../../report/exit.ts'
import type { FailOn, ScannedModule, ScanReport } from '../../report/scan.ts'
import type { ExitCode, VerifyReport } from '../../report/verify.ts'
import { count } from '../../report/words.ts'

/** Everything a report is made of. */
export interface ScanTally extends Pick<ScanReport, 'subject' | 'baseline' | 'waivers'> {
  readonly modules: readonly ScannedModule[]
  readonly verified: readonly VerifyReport[]
  readonly left: readonly string[]
  readonly failOn: FailOn
  readonly seconds: number
}

/** Makes the report; the gravest modules come first. */
export function summarizeScan(tally: ScanTally): ScanReport {
  const modules = tally.modules.toSorted(
    (a, b) =>
      RANK[b.verdict] - RANK[a.verdict] ||
      Number(b.incomplete) - Number(a.incomplete) ||
      compareBytes(a.path, b.path) ||
      compareBytes(a.version, b.version) ||
      compareBytes(a.dir, b.dir),
  )
  const findings: Record<Severity, number> = { critical: 0, high: 0, medium: 0, low: 0, info: 0 }
  let waived = 0
  for (const finding of modules.flatMap((m) => m.findings)) {
    if (finding.waived === undefined) findings[finding.severity]++
    else waived++
  }
  const verdicts = (verdict: ScannedModule['verdict']): number => modules.filter((m) => m.verdict === verdict).length
  const sum = (of: (m: ScannedModule) => number): number => modules.reduce((total, m) => total + of(m), 0)
  const integrity = integrityOf(tally)
  return {
    schema: 'modwarden/scan/1',
    subject: tally.subject,
    modules,
    ...(integrity === undefined ? {} : { integrity }),
    ...(tally.baseline === undefined ? {} : { baseline: tally.baseline }),
    ...(tally.waivers === undefined ? {} : { waivers: tally.waivers }),
    failOn: tally.failOn,
    summary: {
      modules: modules.length,
      malicious: verdicts('malicious'),
      suspicious: verdicts('suspicious'),
      clean: verdicts('clean'),
      incomplete: modules.filter((m) => m.incomplete).length,
      waived,
      findings,
      files: sum((m) => m.coverage.files),
      goFiles: sum((m) => m.coverage.goFiles),
      goBytes: sum((m) => m.coverage.goBytes),
      cached: modules.filter((m) => m.cached).length,
      seconds: Math.round(tally.seconds * 1000) / 1000,
    },
    exitCode: exitOf(tally, integrity?.exitCode),
  }
}

const RANK: Readonly<Record<ScannedModule['verdict'], number>> = { clean: 0, suspicious: 1, malicious: 2 }
const FAILS: Readonly<Record<FailOn, number>> = { suspicious: 1, malicious: 2, none: 3 }

function exitOf({ modules, failOn, left }: ScanTally, integrity: ExitCode | undefined): ExitCode {
  const codes: ExitCode[] = integrity === undefined ? [] : [integrity]
  if (modules.some((m) => RANK[m.verdict] >= FAILS[failOn])) codes.push(1)
  if (modules.some((m) => m.incomplete) || left.length > 0) codes.push(3)
  return worstExit(codes)
}

/** What verification said, and what it could not look at. */
function integrityOf({ verified, left }: ScanTally): ScanReport['integrity'] {
  if (verified.length === 0 && left.length === 0) return undefined
  const statuses = verified.map((report) => report.summary)
  const total = (of: (s: VerifyReport['summary']) => number): number => statuses.reduce((n, s) => n + of(s), 0)
  const broken = total((s) => s.status.broken)
  const unlisted = total((s) => s.status.unlisted)
  const unchecked = total((s) => s.status.unchecked)
  const graph = verified.flatMap((r) => r.findings).filter((f) => f.rule === 'MW-INT-GRAPH').length
  const vendor = verified.some((r) => r.findings.some((f) => f.rule === 'MW-INT-VENDOR' && f.severity === 'critical'))
  return {
    exitCode: worstExit(verified.map((report) => report.exitCode)),
    proven: total((s) => s.status.proven + s.status.unproven),
    of: total((s) => s.modules + s.goModOnly),
    reasons: [
      ...(broken > 0
        ? [`${count(broken, 'module version')} ${broken === 1 ? 'is' : 'are'} not what was agreed on`]
        : []),
      ...(vendor ? ['vendor/ is not what the modules hold'] : []),
      ...(unlisted > 0 ? [`${count(unlisted, 'module version')} not in the checksum database`] : []),
      ...(unchecked > 0 ? [`${count(unchecked, 'module version')} could not be proven`] : []),
      ...(graph > 0 ? [`${count(graph, 'go.mod file')} could not be had, so the build list may be incomplete`] : []),
      ...left,
    ],
  }
}
