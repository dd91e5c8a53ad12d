// The view of a vulnerability report.
import type { Severity } from '../../base/finding.ts'
import { printable } from '../printable.ts'
import type { FlowStep, Located, State, View } from '../view.ts'
import { countsFor, type VulnFinding, type VulnsReport, type VulnStep } from '../vulns.ts'
import {
  builtWords,
  databaseWords,
  fixedWords,
  gravityWords,
  levelWords,
  OLD_DAYS,
  traceWords,
  vulnsConclusion,
  vulnsCounts,
  vulnsStanding,
} from '../vulnswords.ts'
import { worstFirst } from './located.ts'

/** The view of a `vulns` report. */
export function vulnsView(report: VulnsReport): View {
  const { subject, left, notes, summary, exitCode, go, database } = report
  const binary = subject.kind === 'binary'
  return {
    command: 'vulns',
    subject: binary ? subject.folder : subject.modules.join(', '),
    folder: binary ? subject.folder.slice(0, Math.max(1, subject.folder.lastIndexOf('/'))) : subject.folder,
    folderKind: binary ? 'programs' : 'project',
    findings: worstFirst([
      ...report.findings.map((finding) => locatedOf(report, finding)),
      ...left.map((message): Located => ({ rule: 'MW-SCAN-INCOMPLETE', severity: 'medium', message })),
    ]),
    checks: report.findings.map((finding) => ({
      name: nameOf(finding),
      group: 'advisories',
      ...(finding.module.includes('.') ? { module: { path: finding.module, version: finding.version } } : {}),
      state: stateOf(report, finding),
      summary: `${levelWords(finding)}, ${gravityWords(finding)}, fixed in ${fixedWords(finding)}`,
      parts: [],
      reasons: [
        finding.summary,
        ...(finding.doubt === undefined ? [] : [finding.doubt]),
        ...finding.traces.slice(0, 3).map(traceWords),
      ],
      files: [],
      remedy: finding.remedy === '' ? [] : [finding.remedy],
    })),
    facts: [
      { name: 'vulns', state: vulnsStanding(report), text: vulnsCounts(report) },
      {
        name: 'database',
        state: (database.days ?? 0) > OLD_DAYS ? 'open' : 'ok',
        text: databaseWords(report),
      },
      ...(go === undefined ? [] : [{ name: 'go', state: 'ok' as const, text: `${go.version} (${go.from})` }]),
      ...notes.map((text) => ({ name: 'note', state: 'ok' as const, text })),
    ],
    conclusion: vulnsConclusion(report),
    exitCode,
    error: undefined,
    seconds: summary.seconds,
    ...(binary ? { again: `modwarden vulns --binary ${subject.folder}` } : {}),
  }
}

/** A flaw in what has it: of one flaw in two modules there are two. */
function nameOf(finding: VulnFinding): string {
  return `${finding.id} ${builtWords(finding)}`
}

/**
 * A flaw that is called is as grave as it is rated, and critical where it is known to be exploited; one that is imported
 * counts a step less, one that is only required or in doubt is for the record.
 */
function shownSeverity({ level, severity, certain, exploited, doubt }: VulnFinding): Severity {
  if (doubt !== undefined || level === 'module') return 'info'
  if (level === 'symbol') return exploited ? 'critical' : severity
  return certain && !exploited ? 'low' : 'medium'
}

function locatedOf(report: VulnsReport, finding: VulnFinding): Located {
  const { id, module, version, summary, traces, imports, remedy, at, waived, aliases, doubt } = finding
  const [first] = traces
  const [own] = first?.steps ?? []
  // The line of the user's own code that calls it; otherwise the line of go.mod that brings the module in.
  const place = finding.level === 'symbol' && own !== undefined && own.module === undefined ? own : at
  return {
    rule: printable(id),
    about: nameOf(finding),
    severity: shownSeverity(finding),
    ...(module.includes('.') ? { module: { path: module, version } } : {}),
    ...(place === undefined ? {} : { file: place.file, line: place.line }),
    message: `${summary} (${builtWords(finding)}: ${levelWords(finding)}, fixed in ${fixedWords(finding)})`,
    evidence: [
      gravityWords(finding),
      ...(doubt === undefined ? [] : [doubt]),
      ...traces.slice(0, 3).map(traceWords),
      ...(traces.length === 0 && imports.length > 0 ? [imports.join(' -> ')] : []),
      ...(aliases.length === 0 ? [] : [`also ${aliases.join(', ')}`]),
    ],
    remedy: remedy === '' ? [] : [remedy],
    ...(first === undefined ? {} : { flow: first.steps.map(flowStep) }),
    ...(place === undefined ? {} : { at: { file: place.file, line: Math.max(1, place.line) } }),
    ...(waived === undefined ? {} : { waived }),
    ...(report.subject.kind === 'binary' ? { file: report.subject.folder } : {}),
  }
}

function flowStep({ file, line, package: name, function: fn, module }: VulnStep): FlowStep {
  const at = module === undefined ? -1 : file.indexOf(`${module}/`)
  return {
    file,
    line,
    what: `${name}.${fn}`,
    ...(module === undefined
      ? {}
      : { cached: at < 0 ? `${module}/${file.slice(file.lastIndexOf('/') + 1)}` : file.slice(at) }),
  }
}

function stateOf(report: VulnsReport, finding: VulnFinding): State {
  if (finding.waived !== undefined) return 'skipped'
  return countsFor(report.threshold, finding) ? 'bad' : 'ok'
}
