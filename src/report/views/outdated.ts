// The view of an outdated report.
import { moduleName } from '../../base/finding.ts'
import type { OutdatedModule, OutdatedReport } from '../outdated.ts'
import { outdatedConclusion, outdatedVerdict } from '../outdatedtext.ts'
import type { Check, Located, View } from '../view.ts'
import { gapFinding } from './tree.ts'

/** The view of an `outdated` report. */
export function outdatedView(report: OutdatedReport): View {
  const { subject, modules, gaps, requirements, conflicts } = report
  return {
    command: 'outdated',
    subject: subject.modules.join(' '),
    folder: subject.folder,
    folderKind: 'project',
    findings: [...modules.flatMap(findingsOf), ...gaps.map(gapFinding)],
    checks: modules.map(checkOf),
    facts: [
      { name: 'versions', state: report.exitCode === 3 ? 'open' : 'ok', text: outdatedVerdict(report) },
      {
        name: 'conflicts',
        state: 'ok',
        text: `${conflicts.majors.length} names in several majors, ${conflicts.drags.length} lifted by one requirement`,
      },
      { name: 'go.mod', state: 'ok', text: `${requirements.length} lines that go mod tidy would change` },
    ],
    conclusion: outdatedConclusion(report),
    exitCode: report.exitCode,
    error: undefined,
    seconds: report.seconds,
    again: 'modwarden outdated',
  }
}

function findingsOf(m: OutdatedModule): Located[] {
  const module = { path: m.path, version: m.version }
  const at = m.at === undefined ? {} : { at: m.at }
  const remedy = m.allowed === undefined ? [] : [`go get ${m.path}@${m.allowed}`]
  return [
    ...(m.retracted === undefined
      ? []
      : [
          {
            rule: 'MW-META-RETRACTED',
            severity: 'medium' as const,
            module,
            ...at,
            message: `its author retracted it${m.retracted === '' ? '' : `: ${m.retracted}`}`,
            remedy,
          },
        ]),
    ...(m.licenceTrouble === undefined
      ? []
      : [{ rule: 'MW-POLICY-LICENCE', severity: 'medium' as const, module, ...at, message: m.licenceTrouble }]),
    ...(m.state === 'unchecked'
      ? [
          {
            rule: 'MW-INT-UNCHECKED',
            severity: 'medium' as const,
            module,
            ...at,
            message: `its versions could not be listed: ${m.why ?? ''}`,
          },
        ]
      : []),
  ]
}

function checkOf(m: OutdatedModule): Check {
  const words = [
    m.direct ? 'direct' : 'indirect',
    m.state === 'outdated' ? `newest ${m.newest ?? ''}` : m.state,
    ...(m.held === undefined ? [] : [m.allowed === undefined ? 'held' : `today ${m.allowed}`]),
    ...(m.deprecated === undefined ? [] : ['deprecated']),
    ...(m.licence === undefined ? [] : [m.licence]),
  ]
  return {
    name: moduleName(m),
    group: 'modules',
    module: { path: m.path, version: m.version },
    state:
      m.retracted !== undefined || m.licenceTrouble !== undefined
        ? 'bad'
        : m.state === 'unchecked'
          ? 'open'
          : m.state === 'private'
            ? 'skipped'
            : 'ok',
    summary: words.join(', '),
    parts: [],
    reasons: [m.held, m.deprecated, m.licenceTrouble, m.source].filter((reason) => reason !== undefined),
    files: [],
    remedy: m.allowed === undefined ? [] : [`go get ${m.path}@${m.allowed}`],
  }
}
