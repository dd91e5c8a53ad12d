// The view of a rebuild report.
import { moduleName } from '../../base/finding.ts'
import { itemCheck, itemFindings } from './clean.ts'
import { worstFirst } from './located.ts'
import { rebuildConclusion, rebuildCounts, type RebuildRecord, type RebuildReport } from '../rebuild.ts'
import { sumCheck, sumFinding } from './repair.ts'
import type { Check, Fact, Located, State, View } from '../view.ts'

/** The view of a `rebuild` report: every module version that is needed, and what else is or would be removed. */
export function rebuildView(report: RebuildReport): View {
  const { subject, exitCode } = report
  const state = exitCode === 0 ? 'ok' : exitCode === 3 ? 'open' : 'bad'
  return {
    command: 'rebuild',
    subject: subject.folder,
    folder: subject.folder,
    folderKind: 'project',
    findings: worstFirst([
      ...report.modules.flatMap(moduleFindings),
      ...report.goSum.filter((s) => s.status === 'told').map(sumFinding),
      ...report.others.flatMap(itemFindings),
    ]),
    checks: [
      ...report.modules.map(moduleCheck),
      ...report.goSum.map(sumCheck),
      ...report.others.map((item) => ({ ...itemCheck(item), group: 'not needed' })),
    ].sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state)),
    facts: [
      { name: 'result', state, text: rebuildCounts(report).join(' · ') },
      ...report.notes.map((text): Fact => ({ name: 'note', state: 'skipped', text })),
    ],
    conclusion: rebuildConclusion(report),
    exitCode,
    error: undefined,
    seconds: report.summary.seconds,
  }
}

const ORDER: readonly State[] = ['bad', 'open', 'skipped', 'ok']

function moduleFindings(m: RebuildRecord): Located[] {
  const module = { path: m.path, version: m.version }
  const why = m.reasons.length === 0 ? '' : `: ${m.reasons.join('; ')}`
  if (m.status === 'broken') {
    const message = `${moduleName(m)} was put in place and is wrong all the same${why}`
    return [{ rule: 'MW-INT-FOLDER', severity: 'critical', module, message }]
  }
  if (m.status !== 'lacking') return []
  const message = `proven bytes of ${moduleName(m)} cannot be had${why}`
  return [{ rule: 'MW-INT-UNCHECKED', severity: 'medium', module, message }]
}

function moduleCheck(m: RebuildRecord): Check {
  const states = {
    sound: 'ok',
    ready: m.reasons.length > 0 ? 'bad' : 'ok',
    added: 'ok',
    replaced: 'ok',
    broken: 'bad',
    lacking: 'open',
  } as const
  return {
    name: moduleName(m),
    group: m.goModOnly ? 'go.mod files' : 'modules',
    module: { path: m.path, version: m.version },
    state: states[m.status],
    summary: `${WORDS[m.status]}${m.parts.length === 0 ? '' : `: ${m.parts.join(', ')}`}`,
    parts: [],
    reasons: [...m.reasons, ...(m.evidence === undefined ? [] : [`the bad files are kept in ${m.evidence}`])],
    files: [],
    remedy: [],
  }
}

const WORDS: Readonly<Record<RebuildRecord['status'], string>> = {
  sound: 'as it should be',
  ready: 'to put in place',
  added: 'added',
  replaced: 'replaced',
  broken: 'wrong still',
  lacking: 'proven bytes cannot be had',
}
