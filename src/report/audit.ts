// The audit report: the parts that judge one project, and the one page that shows them (UX §3.5).
import { joinedLines, printable } from './printable.ts'
import { recordFacts } from './recordfacts.ts'
import type { ScanReport } from './scan.ts'
import { behaviourLines } from './scantext.ts'
import { scanConclusion, scanStanding } from './scanwords.ts'
import type { ExitCode, VerifyReport } from './verify.ts'
import { conclusionOf, standing } from './verifyfacts.ts'
import { troubleLines, type Ink } from './verifytext.ts'
import type { State } from './view.ts'
import { waiverWords } from './waivertext.ts'
import { count, number, seconds } from './words.ts'

/** What `modwarden audit` found; `modwarden/audit/1`. */
export interface AuditReport {
  readonly schema: 'modwarden/audit/1'
  readonly verify: VerifyReport
  /** What the code would do; not in documents of modwarden 0.1. */
  readonly scan?: ScanReport
  readonly exitCode: ExitCode
}

/** The page, with a final newline; what is wrong comes before the summary. */
export function auditText(report: AuditReport, ink: Ink, options: { readonly verbose?: boolean } = {}): string {
  const { verify, scan } = report
  const { summary, subject } = verify
  const lines: string[] = []
  if (scan !== undefined) lines.push(...behaviourLines(scan, ink, options))
  lines.push(...troubleLines(verify, ink, options))
  const go = subject.go === undefined ? 'no go command' : subject.go
  lines.push(
    `${ink.bold(printable(subject.modules.join(', ')))}  ${count(summary.modules, 'module')} (${number(summary.direct)} direct)  ${go}`,
  )
  lines.push(`  integrity   ${label(standing(verify), ink)}  ${integrityWords(verify)}`)
  if (scan !== undefined) lines.push(`  behaviour   ${label(scanStanding(scan), ink)}  ${behaviourWords(scan)}`)
  for (const { name, state, text } of scan === undefined ? [] : recordFacts(scan)) {
    lines.push(`  ${name.padEnd(12)}${label(state, ink)}  ${printable(text)}`)
  }
  const taken = seconds(summary.seconds + (scan?.summary.seconds ?? 0))
  lines.push(`${conclusion(report, ink)}   ${taken}`)
  return joinedLines(lines)
}

/** The behaviour line in words: `0 malicious, 0 suspicious of 71`. */
export function behaviourWords(scan: ScanReport): string {
  const { malicious, suspicious, modules, incomplete } = scan.summary
  const waived = waiverWords(scan)
  return [
    `${number(malicious)} malicious, ${number(suspicious)} suspicious of ${number(modules)}`,
    ...(incomplete > 0 ? [`${number(incomplete)} could not be read in full`] : []),
    ...(waived === undefined ? [] : [waived]),
  ].join(' · ')
}

/** The integrity line in words: `71/71 module versions proven, sum.golang.org tree 71,769,961`. */
export function integrityWords(verify: VerifyReport): string {
  const { status, modules, goModOnly, replaced, proofs } = verify.summary
  const total = modules + goModOnly
  const database =
    verify.database === undefined || verify.database.treeSize === 0
      ? ''
      : `, ${printable(verify.database.name)} tree ${number(verify.database.treeSize)}`
  return [
    `${number(status.proven)}/${number(total)} module versions proven${database}`,
    ...(status.unproven > 0 ? [`${number(status.unproven)} unproven by configuration`] : []),
    ...(status.broken > 0 ? [`${number(status.broken)} tampered`] : []),
    ...(status.unlisted > 0 ? [`${number(status.unlisted)} not in the database`] : []),
    ...(status.unchecked > 0 ? [`${number(status.unchecked)} could not be checked`] : []),
    // What is known all the same: the hashes in go.sum, whether or not the bytes are here.
    ...(status.unchecked > 0 && proofs.of > 0
      ? [`database records proven ${number(proofs.ok)}/${number(proofs.of)}`]
      : []),
    ...(replaced > 0 ? [`${number(replaced)} replaced by folders`] : []),
  ].join(' · ')
}

function label(state: State, ink: Ink): string {
  if (state === 'skipped') return ink.dim('-   ')
  return state === 'ok' ? ink.good('ok  ') : state === 'open' ? ink.doubt('open') : ink.bad('FAIL')
}

/** What the gravest part says. */
function conclusion({ verify, scan, exitCode }: AuditReport, ink: Ink): string {
  const ofScan = scan !== undefined && scan.exitCode === exitCode && verify.exitCode !== exitCode
  const sentence = ofScan ? scanConclusion(scan) : conclusionOf(verify)
  const state = ofScan ? scanStanding(scan) : standing(verify)
  return state === 'ok' ? ink.good(sentence) : state === 'open' ? ink.doubt(sentence) : ink.bad(sentence)
}
