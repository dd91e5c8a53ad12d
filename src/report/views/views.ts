// From a document of any command to its view.
import type { AuditReport } from '../audit.ts'
import type { CleanReport } from '../clean.ts'
import { cleanView } from './clean.ts'
import type { CompareReport } from '../compare.ts'
import { compareView } from './compare.ts'
import type { DiffReport } from '../diff.ts'
import { diffView } from './diff.ts'
import type { DoctorReport } from '../doctor.ts'
import { doctorView } from './doctor.ts'
import type { FixReport } from '../fix.ts'
import { fixView } from './fix.ts'
import type { RebuildReport } from '../rebuild.ts'
import { rebuildView } from './rebuild.ts'
import type { RepairReport } from '../repair.ts'
import { repairView } from './repair.ts'
import type { ScanReport } from '../scan.ts'
import { scanView } from './scan.ts'
import type { OutdatedReport } from '../outdated.ts'
import { outdatedView } from './outdated.ts'
import type { TreeReport } from '../tree.ts'
import { treeView } from './tree.ts'
import type { WhyReport } from '../why.ts'
import { whyView } from './why.ts'
import type { VerifyReport } from '../verify.ts'
import type { VulnsReport } from '../vulns.ts'
import { auditView, verifyView } from './verify.ts'
import { vulnsView } from './vulns.ts'
import type { Document, Failure, View } from '../view.ts'

/** Every document that has a view, told apart by its schema. */
export type ReportDocument =
  | VerifyReport
  | AuditReport
  | DoctorReport
  | RepairReport
  | CleanReport
  | CompareReport
  | RebuildReport
  | ScanReport
  | DiffReport
  | TreeReport
  | WhyReport
  | OutdatedReport
  | VulnsReport
  | FixReport

/**
 * The view of a document: a report's own, or the one of a failure, whatever its schema. Throws nothing: a schema that
 * is not known here is shown with its conclusion alone, so that a run never ends without a document.
 */
export function viewOf(document: Document): View {
  if (isFailure(document)) return failureView(document)
  const report = document as ReportDocument
  switch (report.schema) {
    case 'modwarden/verify/1':
      return verifyView(report)
    case 'modwarden/audit/1':
      return auditView(report)
    case 'modwarden/doctor/1':
      return doctorView(report)
    case 'modwarden/repair/1':
      return repairView(report)
    case 'modwarden/clean/1':
      return cleanView(report)
    case 'modwarden/compare/1':
      return compareView(report)
    case 'modwarden/rebuild/1':
      return rebuildView(report)
    case 'modwarden/scan/1':
      return scanView(report)
    case 'modwarden/diff/1':
      return diffView(report)
    case 'modwarden/tree/1':
      return treeView(report)
    case 'modwarden/why/1':
      return whyView(report)
    case 'modwarden/outdated/1':
      return outdatedView(report)
    case 'modwarden/vulns/1':
      return vulnsView(report)
    case 'modwarden/fix/1':
      return fixView(report)
    default:
      return bareView(document)
  }
}

/** Whether a document is a tree, and not of a run that ended before there was one. */
export function isTree(document: Document): document is TreeReport {
  return document.schema === 'modwarden/tree/1' && !isFailure(document)
}

/** Whether a document is of a run that ended before there was a report. */
export function isFailure(document: Document): document is Failure {
  return 'error' in document
}

/** What can be said of a document whose members are not known: how it ended. */
function bareView({ schema, exitCode }: Document): View {
  const command = schema.split('/')[1] ?? ''
  return {
    command,
    subject: '',
    folder: undefined,
    findings: [],
    checks: [],
    facts: [],
    conclusion: exitCode === 0 ? 'ok.' : `exit code ${exitCode}; --format text or json says more.`,
    exitCode,
    error: undefined,
    seconds: undefined,
  }
}

function failureView(failure: Failure): View {
  const { error, exitCode } = failure
  const command = failure.schema.split('/')[1] ?? ''
  return {
    command: command === 'error' ? 'modwarden' : command,
    subject: '',
    folder: undefined,
    findings: [],
    checks: [],
    facts: [],
    conclusion: `${exitCode === 2 ? 'NOT RUN' : exitCode === 4 ? 'FAIL' : 'INCOMPLETE'}: ${error.message}`,
    exitCode,
    error,
    seconds: undefined,
  }
}
