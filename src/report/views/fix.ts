// The view of a fix report: what stays is a finding, each move a check.
import { moduleName } from '../../base/finding.ts'
import type { FixLeft, FixMove, FixReport } from '../fix.ts'
import { addsWords, fixAgain, fixConclusion, fixVerdict } from '../fixtext.ts'
import { printable } from '../printable.ts'
import type { Check, Fact, Located, View } from '../view.ts'
import { count } from '../words.ts'

/** The view of a `fix` report. */
export function fixView(report: FixReport): View {
  return {
    command: 'fix',
    subject: report.subject.modules.join(' '),
    folder: report.subject.folder,
    folderKind: 'project',
    findings: [...report.left.map(staying), ...report.unchecked.map(unchecked)],
    checks: report.moves.map(checkOf),
    facts: factsOf(report),
    conclusion: fixConclusion(report),
    exitCode: report.exitCode,
    error: undefined,
    seconds: report.seconds,
    again: fixAgain(report),
  }
}

function staying(l: FixLeft): Located {
  return {
    // A saved report may have been changed: a rule's name is written as it is.
    rule: printable(l.id),
    severity: l.reached === false ? 'low' : 'high',
    module: { path: l.path, version: l.version },
    message: `${l.id} stays in ${moduleName(l)}: ${l.why}`,
    ...(l.summary === '' ? {} : { evidence: [l.summary] }),
    remedy: l.next === undefined ? [] : [l.next],
  }
}

function unchecked(text: string): Located {
  return { rule: 'MW-SCAN-INCOMPLETE', severity: 'medium', message: text }
}

function checkOf(m: FixMove): Check {
  const bad = m.doubt !== undefined || m.adds?.verdict === 'malicious'
  const to = m.to === '' ? 'no longer needed' : m.to
  return {
    name: m.from === '' ? `${m.path}@${m.to}` : `${m.path} ${m.from} -> ${to}`,
    group: 'upgrades',
    module: { path: m.path, version: m.to === '' ? m.from : m.to },
    state: bad ? 'bad' : m.adds?.incomplete === true ? 'open' : 'ok',
    summary: [m.asked ? 'asked for' : 'brought along', m.step, ...m.repairs].join(', '),
    parts: [],
    reasons: [...(m.adds === undefined ? [] : [addsWords(m)]), ...(m.doubt === undefined ? [] : [m.doubt])],
    files: [],
    remedy: m.asked && m.to !== '' ? [`go get ${m.path}@${m.to}`] : [],
  }
}

function factsOf(report: FixReport): Fact[] {
  const { before, after } = report
  return [
    { name: 'plan', state: report.left.length === 0 ? 'ok' : 'bad', text: fixVerdict(report) },
    { name: 'before', state: 'ok', text: count(before.advisories, 'advisory', 'advisories') },
    ...(after === undefined
      ? []
      : [
          {
            name: 'after',
            state: after.advisories === 0 ? 'ok' : 'bad',
            text: count(after.advisories, 'advisory', 'advisories'),
          } as const,
        ]),
    ...report.tests.map((t): Fact => ({
      name: t.command,
      state: t.ok ? 'ok' : 'bad',
      text: t.ok ? 'passed' : 'failed',
    })),
  ]
}
