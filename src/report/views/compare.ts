// The view of a compare report.
import { moduleName } from '../../base/finding.ts'
import { compareConclusion, signingWords, type ComparedModule, type CompareReport } from '../compare.ts'
import type { Check, Fact, Located, State, View } from '../view.ts'
import { count } from '../words.ts'
import { worstFirst } from './located.ts'

/** The view of a `compare` report: every module version, and what is found about its source. */
export function compareView(report: CompareReport): View {
  const { subject, summary } = report
  const isProject = subject.kind === 'project'
  return {
    command: 'compare',
    subject: subject.modules.join(', '),
    folder: subject.folder,
    folderKind: isProject ? 'project' : 'modcache',
    findings: worstFirst(report.modules.flatMap((m) => findingsOf(m, isProject))),
    checks: report.modules.map(checkOf),
    facts: [
      {
        name: 'source',
        state: report.exitCode === 0 ? 'ok' : report.exitCode === 3 ? 'open' : 'bad',
        text: compareConclusion(report),
      },
      {
        name: 'rebuilt',
        state: 'ok',
        text: `${count(summary.rebuilt, 'zip')} made again from the source with the same h1`,
      } satisfies Fact,
    ],
    conclusion: compareConclusion(report),
    exitCode: report.exitCode,
    error: undefined,
    seconds: summary.seconds,
    again: isProject ? `modwarden compare --all ${subject.folder}` : `modwarden compare ${subject.modules.join(' ')}`,
  }
}

function findingsOf(m: ComparedModule, isProject: boolean): Located[] {
  const module = { path: m.path, version: m.version }
  const place = isProject && m.at !== undefined ? { at: m.at } : {}
  const open: Located[] = isOpen(m)
    ? [
        {
          rule: 'MW-SCAN-INCOMPLETE',
          severity: 'medium',
          module,
          message: `${moduleName(m)} could not be compared with its source: ${m.reasons.join('; ')}`,
          remedy: [...m.remedy],
          ...place,
        },
      ]
    : []
  return [
    ...m.findings.map((f): Located => ({
      rule: f.rule,
      severity: f.severity,
      module,
      message: `${moduleName(m)}: ${f.message}`,
      evidence: [...f.evidence],
      remedy: [f.remedy],
      ...place,
    })),
    ...open,
  ]
}

function isOpen(m: ComparedModule): boolean {
  return m.verdict === 'not-checkable' || m.verdict === 'origin-missing'
}

function checkOf(m: ComparedModule): Check {
  const signing = m.signing === undefined ? [] : [`signed: ${signingWords(m.signing)}`]
  return {
    name: moduleName(m),
    group: 'modules',
    module: { path: m.path, version: m.version },
    state: stateOf(m),
    summary: `${m.verdict.replace('-', ' ')}${m.repository === undefined ? '' : `, ${m.repository}`}`,
    parts: [],
    ...(m.h1 === undefined || m.sourceH1 === undefined || m.contents === 'same'
      ? {}
      : {
          values: [
            { name: 'expected', value: m.sourceH1, by: 'the source' },
            { name: 'found', value: m.h1, by: 'the zip' },
          ] as const,
        }),
    reasons: [...m.reasons, ...m.inDifference.map((text) => `only in the zip: ${text}`), ...signing],
    files: m.differences.map((d) => ({ name: d.name, text: d.kind, diff: d.diff ?? [] })),
    remedy: [...m.remedy],
  }
}

function stateOf(m: ComparedModule): State {
  if (isOpen(m)) return 'open'
  const grave = m.findings.some((f) => f.severity === 'high' || f.severity === 'critical' || f.severity === 'medium')
  return grave ? 'bad' : 'ok'
}
