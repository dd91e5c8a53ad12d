// The audit report: the parts that judge one project, and the one page that shows them (UX §3.5).
import { printable } from './printable.ts'
import type { ExitCode, VerifyReport } from './verify.ts'
import { troubleLines, type Ink } from './verifytext.ts'
import { count, number, seconds } from './words.ts'

/** What `modwarden audit` found; `modwarden/audit/1`. */
export interface AuditReport {
  readonly schema: 'modwarden/audit/1'
  readonly verify: VerifyReport
  readonly exitCode: ExitCode
}

/** The page, with a final newline; what is wrong comes before the summary. */
export function auditText(report: AuditReport, ink: Ink, options: { readonly verbose?: boolean } = {}): string {
  const { verify } = report
  const { summary, subject } = verify
  const lines: string[] = []
  lines.push(...troubleLines(verify, ink, options))
  const go = subject.go === undefined ? 'no go command' : subject.go
  lines.push(
    `${ink.bold(printable(subject.modules.join(', ')))}  ${count(summary.modules, 'module')} (${number(summary.direct)} direct)  ${go}`,
  )
  lines.push(`  integrity   ${integrity(verify, ink)}`)
  lines.push(`${conclusion(verify, ink)}   ${seconds(summary.seconds)}`)
  return `${lines.join('\n')}\n`
}

function integrity(verify: VerifyReport, ink: Ink): string {
  const { status, modules, goModOnly, replaced, proofs } = verify.summary
  const total = modules + goModOnly
  const database =
    verify.database === undefined || verify.database.treeSize === 0
      ? ''
      : `, ${verify.database.name} tree ${number(verify.database.treeSize)}`
  const facts = [
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
  return `${label(verify, ink)}  ${facts}`
}

function label(verify: VerifyReport, ink: Ink): string {
  if (verify.exitCode === 0) return ink.good('ok  ')
  return verify.exitCode === 3 ? ink.doubt('open') : ink.bad('FAIL')
}

function conclusion(verify: VerifyReport, ink: Ink): string {
  switch (verify.exitCode) {
    case 0:
      return ink.good(
        verify.summary.status.unproven === 0
          ? 'ok: every module is the one the world agreed on.'
          : `ok: every module is as agreed, ${number(verify.summary.status.unproven)} of them by go.sum alone.`,
      )
    case 3:
      return ink.doubt('INCOMPLETE: what could be checked is sound; the rest is told above.')
    case 4:
      return ink.bad('FAIL: integrity is broken. Do not build until it is repaired.')
    case 1:
    case 2:
      return ink.bad('FAIL: see the findings above.')
  }
}
