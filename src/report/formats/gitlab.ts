// GitLab's Code Quality report: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
import { fingerprint, numbered } from './fingerprint.ts'
import { inRepository, repositoryLine, worstFirst, type RepositoryLine } from '../views/located.ts'
import { printable } from '../printable.ts'
import type { Severity } from '../../base/finding.ts'
import type { Located, View } from '../view.ts'
import { count, number } from '../words.ts'

/** GitLab shows a few hundred in a merge request. */
const MOST = 1000

/** Its words, worst first. */
const SEVERITY: Readonly<Record<Severity, string>> = {
  critical: 'blocker',
  high: 'critical',
  medium: 'major',
  low: 'minor',
  info: 'info',
}

interface Issue {
  readonly description: string
  readonly check_name: string
  readonly fingerprint: string
  readonly severity: string
  readonly location: { readonly path: string; readonly lines: { readonly begin: number } }
}

/** The whole document, a JSON array, with a final newline. What has no place in the repository is shown at go.mod. */
export function gitlab(view: View): string {
  const seen = new Map<string, number>()
  const findings = worstFirst(view.findings)
  const issues = findings.slice(0, MOST).map((finding) => issueOf(view, finding, seen))
  if (findings.length > MOST) {
    const text = `${count(findings.length - MOST, 'finding')} more than the ${number(MOST)} gravest that are in this file`
    issues.push(runIssue(view, text, 'info', undefined))
  }
  if (view.error !== undefined) {
    const { message, place, remedy } = view.error
    const at = place === undefined ? undefined : inRepository(view, place.file, place.line ?? 1)
    issues.push(runIssue(view, remedy === undefined ? message : `${message}; ${remedy}`, 'blocker', at))
  } else if (view.exitCode === 3 && !findings.some(({ severity }) => isGrave(severity))) {
    // Notes alone would look like a run in which all could be checked.
    issues.push(runIssue(view, view.conclusion, 'blocker', undefined))
  }
  return `${JSON.stringify(issues, undefined, 1)}\n`
}

function isGrave(severity: Severity): boolean {
  return severity === 'critical' || severity === 'high' || severity === 'medium'
}

function issueOf(view: View, finding: Located, seen: Map<string, number>): Issue {
  const at = repositoryLine(view, finding) ?? FALLBACK
  const next = finding.remedy?.[0]
  return {
    description: described(next === undefined ? finding.message : `${finding.message} (next: ${next})`),
    check_name: finding.rule,
    fingerprint: numbered(seen, fingerprint(finding, at.file)),
    severity: SEVERITY[finding.severity],
    location: { path: printable(at.file), lines: { begin: at.line } },
  }
}

const FALLBACK: RepositoryLine = { file: 'go.mod', line: 1 }

function runIssue(view: View, text: string, severity: string, at: RepositoryLine | undefined): Issue {
  const { file, line } = at ?? FALLBACK
  const finding: Located = { rule: `modwarden-${view.command}`, severity: 'info', message: text }
  return {
    description: described(text),
    check_name: finding.rule,
    fingerprint: numbered(new Map(), fingerprint(finding, `${file} ${severity}`)),
    severity,
    location: { path: printable(file), lines: { begin: line } },
  }
}

function described(text: string): string {
  return printable(text.toWellFormed()).slice(0, 2000)
}
