// The audit report: the parts that judge one project, and the one page that shows them (UX §3.5).
import { treeFacts, type AuditTree } from './audittree.ts'
import { joinedLines, printable, printableAll } from './printable.ts'
import { recordFacts } from './recordfacts.ts'
import type { ScanReport } from './scan.ts'
import { behaviourLines } from './scantext.ts'
import { scanConclusion, scanStanding } from './scanwords.ts'
import { ages, ageWords, scoreWords, type AuditScore } from './score.ts'
import type { ExitCode, VerifyReport } from './verify.ts'
import { conclusionOf, standing } from './verifyfacts.ts'
import { troubleLines, type Ink } from './verifytext.ts'
import type { Fact, State } from './view.ts'
import type { VulnsReport } from './vulns.ts'
import { findingLines } from './vulnstext.ts'
import { vulnsConclusion, vulnsCounts, vulnsStanding } from './vulnswords.ts'
import { waiverWords } from './waivertext.ts'
import { count, number, seconds } from './words.ts'

/** What `modwarden audit` found; `modwarden/audit/1`. */
export interface AuditReport {
  readonly schema: 'modwarden/audit/1'
  readonly verify: VerifyReport
  /** What the code would do; not in documents of modwarden 0.1. */
  readonly scan?: ScanReport
  /** Known flaws; absent where no database is named, or it could not be read. */
  readonly vulns?: VulnsReport
  /** The tree in numbers; absent where it could not be read. */
  readonly tree?: AuditTree
  /** Parts that were not looked at, and why. */
  readonly unchecked?: { readonly vulns?: string; readonly tree?: string }
  /** When it was made, RFC 3339. */
  readonly at?: string
  /** What is checked out; absent where the project lies in no repository. */
  readonly source?: { readonly version: string; readonly commit: string; readonly changed: boolean }
  readonly score?: AuditScore
  readonly exitCode: ExitCode
}

/** Why known flaws are not looked up where nobody named a database: then that is no failure. */
export const NO_DATABASE = 'not checked: no vulnerability database is named (modwarden vulns --help)'

/** The page, with a final newline; what is wrong comes before the summary. */
export function auditText(report: AuditReport, ink: Ink, options: { readonly verbose?: boolean } = {}): string {
  const { verify, scan, vulns } = report
  const { summary, subject } = verify
  const lines: string[] = []
  if (vulns !== undefined) {
    const found = findingLines(printableAll(vulns), ink, options.verbose === true)
    // What is only there is a number on the line below.
    if (vulns.exitCode === 1 || options.verbose === true) lines.push(...found.slice(1), '')
  }
  if (scan !== undefined) lines.push(...behaviourLines(scan, ink, options))
  lines.push(...troubleLines(verify, ink, options))
  const go = subject.go === undefined ? 'no go command' : subject.go
  lines.push(
    `${ink.bold(printable(subject.modules.join(', ')))}  ${count(summary.modules, 'module')} (${number(summary.direct)} direct)  ${go}`,
  )
  lines.push(`  integrity   ${label(standing(verify), ink)}  ${integrityWords(verify)}`)
  if (scan !== undefined) lines.push(`  behaviour   ${label(scanStanding(scan), ink)}  ${behaviourWords(scan)}`)
  for (const { name, state, text } of [...(scan === undefined ? [] : recordFacts(scan)), ...auditFacts(report)]) {
    lines.push(`  ${name.padEnd(12)}${label(state, ink)}  ${printable(text)}`)
  }
  const taken = seconds(summary.seconds + (scan?.summary.seconds ?? 0) + (vulns?.summary.seconds ?? 0))
  lines.push(`${inked(auditConclusion(report), report.exitCode, ink)}   ${taken}`)
  return joinedLines(lines)
}

/** The lines of the parts beside integrity and behaviour: known flaws, ages, the tree, licences, the score. */
export function auditFacts({ vulns, scan, tree, unchecked, at, score }: AuditReport): readonly Fact[] {
  const facts: Fact[] = []
  if (vulns !== undefined) facts.push({ name: 'vulns', state: vulnsStanding(vulns), text: vulnsCounts(vulns) })
  else if (unchecked?.vulns !== undefined) {
    facts.push({ name: 'vulns', state: unchecked.vulns === NO_DATABASE ? 'skipped' : 'open', text: unchecked.vulns })
  }
  if (scan !== undefined && at !== undefined && ages(scan, at) !== undefined) {
    facts.push({ name: 'age', state: 'ok', text: ageWords(scan, at) })
  }
  if (tree !== undefined) facts.push(...treeFacts(tree))
  else if (unchecked?.tree !== undefined) facts.push({ name: 'tree', state: 'skipped', text: unchecked.tree })
  if (score !== undefined) {
    facts.push({ name: 'score', state: score.value === undefined ? 'skipped' : 'ok', text: scoreWords(score) })
  }
  return facts
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

/** What the gravest parts say, in one sentence: a reader of it alone must not miss one of them. */
export function auditConclusion({ verify, scan, vulns, unchecked, exitCode }: AuditReport): string {
  const isUnread = vulns === undefined && unchecked?.vulns !== undefined && unchecked.vulns !== NO_DATABASE
  const parts = [
    ...(verify.exitCode === exitCode ? [conclusionOf(verify)] : []),
    ...(scan?.exitCode === exitCode ? [scanConclusion(scan)] : []),
    ...(vulns?.exitCode === exitCode ? [vulnsConclusion(vulns)] : []),
    ...(isUnread && exitCode === 3 ? ['INCOMPLETE: known flaws could not be looked up.'] : []),
  ]
  // Where all is well, integrity's word stands for all.
  const [first = conclusionOf(verify), ...rest] = exitCode === 0 ? parts.slice(0, 1) : parts
  return [
    first,
    ...rest.map((sentence) => sentence.replace(/^[A-Z]+: (.)/, (_, letter: string) => letter.toUpperCase())),
  ].join(' ')
}

function inked(sentence: string, exitCode: ExitCode, ink: Ink): string {
  return exitCode === 0 ? ink.good(sentence) : exitCode === 3 ? ink.doubt(sentence) : ink.bad(sentence)
}
