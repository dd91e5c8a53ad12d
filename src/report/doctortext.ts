// The doctor report as a person reads it: each weakness with its place, its reason and the line that repairs it. A
// sound environment gets no word.
import type { DoctorFinding, DoctorReport } from './doctor.ts'
import { joinedLines, printableAll } from './printable.ts'
import type { Ink } from './verifytext.ts'

/** How many findings of workflow files are shown before the rest is only counted. */
const MOST = 40

/** The whole text with a final newline; '' where there is nothing to say. `verbose` shows the settings too. */
export function doctorText(unsafe: DoctorReport, ink: Ink, options: { readonly verbose?: boolean } = {}): string {
  const report = printableAll(unsafe)
  const lines: string[] = []
  if (options.verbose === true) lines.push(...settingLines(report), '')
  for (const change of report.changes)
    lines.push(`${ink.good('CHANGED')}  ${change.what}`, `  where     ${change.path}`)
  if (report.undo !== undefined) lines.push('  back      modwarden doctor --undo')
  if (report.changes.length > 0) lines.push('')
  const most = options.verbose === true ? Number.POSITIVE_INFINITY : MOST
  for (const finding of report.findings.slice(0, most))
    lines.push(...findingLines(finding, report.subject.folder, ink), '')
  if (report.findings.length > most) lines.push(`and ${report.findings.length - most} more (-v shows all)`, '')
  for (const what of report.unchecked) lines.push(`${ink.doubt('UNCHECKED')}  ${what}`, '')
  lines.push(...conclusion(report, ink))
  while (lines.at(-1) === '') lines.pop()
  return joinedLines(lines)
}

/** Where a finding is: `environment variable GOSUMDB`, `.github/workflows/ci.yml:12`; files below `folder` relative. */
export function whereWords(finding: DoctorFinding, folder: string = ''): string {
  // Without a folder every path stays absolute.
  const prefix = folder === '' ? undefined : `${folder}/`
  const below = prefix !== undefined && finding.file?.startsWith(prefix) === true
  const file = below ? finding.file?.slice(prefix.length) : finding.file
  const at = file === undefined ? '' : `${file}${finding.line === undefined ? '' : `:${finding.line}`}`
  const { layer } = finding
  if (layer === undefined) return at
  switch (layer) {
    case 'environment':
      return `environment variable ${finding.subject}`
    case 'user file':
      return at === '' ? 'the file of go env -w' : at
    case 'installation':
      return "the installation's go.env"
    case 'default':
      return "go's default"
  }
}

/** `1 high · 2 medium`. */
export function severityWords(report: DoctorReport): string {
  return (['critical', 'high', 'medium', 'low', 'info'] as const)
    .map((severity) => ({ severity, n: report.findings.filter((f) => f.severity === severity).length }))
    .filter(({ n }) => n > 0)
    .map(({ severity, n }) => `${n} ${severity}`)
    .join(' · ')
}

function settingLines(report: DoctorReport): string[] {
  const width = Math.max(0, ...report.settings.map((setting) => setting.name.length))
  return report.settings.map(
    ({ name, value, layer }) => `${name.padEnd(width)}  ${value === '' ? '-' : value}   (${layer})`,
  )
}

function findingLines(finding: DoctorFinding, folder: string, ink: Ink): string[] {
  const { severity, message, rule, because, evidence, remedy } = finding
  const paint = severity === 'critical' || severity === 'high' ? ink.bad : severity === 'medium' ? ink.doubt : ink.dim
  const where = whereWords(finding, folder)
  return [
    `${paint(severity.toUpperCase())}  ${message}   ${ink.dim(rule)}`,
    ...(where === '' ? [] : [`  where     ${where}`]),
    ...(evidence ?? []).slice(0, 6).map((line, i) => `  ${i === 0 ? 'found' : '     '}     ${line}`),
    `  because   ${because}`,
    ...(remedy ?? []).map((line, i) => `  ${i === 0 ? 'next' : '    '}      ${line}`),
  ]
}

function conclusion(report: DoctorReport, ink: Ink): string[] {
  const { findings } = report
  if (findings.length === 0) return []
  const fixable = findings.filter((finding) => finding.fixable).length
  const some = fixable === findings.length ? (fixable === 1 ? 'it' : 'all of them') : `${fixable} of them`
  const hint = fixable === 0 ? '' : `   modwarden doctor --fix repairs ${some}`
  const label = report.exitCode === 1 ? ink.bad('FINDINGS') : report.exitCode === 3 ? ink.doubt('INCOMPLETE') : 'NOTES'
  return [`${label}  ${severityWords(report)}${hint}`]
}
