// The view of a tree report.
import { moduleName } from '../../base/finding.ts'
import { shownModules, type TreeGap, type TreeReport } from '../tree.ts'
import { moduleMarks, sizeWords, treeConclusion, treeVerdict } from '../treetext.ts'
import type { Check, Fact, Located, View } from '../view.ts'

/** The view of a `tree` report. */
export function treeView(report: TreeReport): View {
  const { subject, gaps } = report
  return {
    command: 'tree',
    subject: subject.modules.join(' '),
    folder: subject.folder,
    folderKind: 'project',
    findings: gaps.map(gapFinding),
    checks: shownModules(report).map((m): Check => {
      const marks = moduleMarks(m)
      return {
        name: moduleName(m),
        group: 'modules',
        ...(m.main ? {} : { module: { path: m.path, version: m.version } }),
        state: m.retracted !== undefined ? 'bad' : m.scope === 'unknown' ? 'open' : 'ok',
        summary: [m.main ? 'main' : m.direct ? 'direct' : 'indirect', ...marks, sizeWords(m)]
          .filter((word) => word !== '')
          .join(', '),
        parts: [],
        reasons: [
          ...(m.retracted === undefined ? [] : [`retracted: ${m.retracted}`]),
          ...(m.deprecated === undefined ? [] : [`deprecated: ${m.deprecated}`]),
        ],
        files: [],
        remedy: [],
      }
    }),
    facts: factsOf(report),
    conclusion: treeConclusion(report),
    exitCode: report.exitCode,
    error: undefined,
    seconds: report.seconds,
    again: 'modwarden tree',
  }
}

/** What could not be read, as a finding. */
export function gapFinding({ what, why, from }: TreeGap): Located {
  return {
    rule: 'MW-INT-GRAPH',
    severity: 'medium',
    message: `${what}: ${why}${from === undefined ? '' : ` (imported at ${from})`}`,
  }
}

function factsOf(report: TreeReport): Fact[] {
  const { gaps, subject } = report
  return [
    { name: 'modules', state: gaps.length > 0 ? 'open' : 'ok', text: treeVerdict(report) },
    { name: 'platform', state: 'ok', text: subject.platform },
  ]
}
