// Any document as text for people: what `convert -f text` prints, the same as the command itself.
import { auditText } from './audit.ts'
import { cleanText } from './clean.ts'
import { compareText } from './compare.ts'
import { diffText } from './difftext.ts'
import { doctorText } from './doctortext.ts'
import { fixText } from './fixtext.ts'
import { printable } from './printable.ts'
import { rebuildText } from './rebuild.ts'
import { repairText } from './repair.ts'
import { scanText } from './scantext.ts'
import { outdatedText } from './outdatedtext.ts'
import { treeText } from './treetext.ts'
import { whyText } from './whytext.ts'
import { verifyText, type Ink } from './verifytext.ts'
import { vulnsText } from './vulnstext.ts'
import type { Document, Failure } from './view.ts'
import { isFailure, type ReportDocument } from './views/views.ts'

/** The whole text, with a final newline. */
export function textOfDocument(document: Document, ink: Ink, options: { readonly verbose?: boolean } = {}): string {
  if (isFailure(document)) return failureText(document)
  const report = document as ReportDocument
  switch (report.schema) {
    case 'modwarden/verify/1':
      return verifyText(report, ink, options)
    case 'modwarden/audit/1':
      return auditText(report, ink, options)
    case 'modwarden/doctor/1':
      return doctorText(report, ink, options)
    case 'modwarden/repair/1':
      return repairText(report, ink, options)
    case 'modwarden/clean/1':
      return cleanText(report, ink, options)
    case 'modwarden/compare/1':
      return compareText(report, ink, options)
    case 'modwarden/rebuild/1':
      return rebuildText(report, ink, options)
    case 'modwarden/scan/1':
      return scanText(report, ink, options)
    case 'modwarden/diff/1':
      return diffText(report, ink, options)
    case 'modwarden/vulns/1':
      return vulnsText(report, ink, options)
    case 'modwarden/fix/1':
      return fixText(report, ink, options)
    case 'modwarden/tree/1':
      return treeText(report, ink, options)
    case 'modwarden/why/1':
      return whyText(report, ink, options)
    case 'modwarden/outdated/1':
      return outdatedText(report, ink, options)
  }
}

/** `modwarden: file:line: message`, then what can be done: as on stderr when it happened. */
function failureText({ error }: Failure): string {
  const { message, place, remedy } = error
  const at = place === undefined ? [] : [place.file, place.line, place.column].filter((item) => item !== undefined)
  const start = at.length === 0 ? '' : `${at.join(':')}: `
  return `${printable(`modwarden: ${start}${message}${remedy === undefined ? '' : `\n  ${remedy}`}`)}\n`
}
