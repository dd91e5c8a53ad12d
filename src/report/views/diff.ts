// The view of a diff report.
import { moduleName } from '../../base/finding.ts'
import type { DiffReport, DiffSide } from '../diff.ts'
import { diffConclusion, diffSubject, requirementWords } from '../difftext.ts'
import { graveFirst } from '../scanwords.ts'
import type { ScanFinding } from '../scan.ts'
import type { Check, Fact, Located, View } from '../view.ts'
import { count } from '../words.ts'

/** The view of a `diff` report. */
export function diffView(report: DiffReport): View {
  const { from, to } = report
  return {
    command: 'diff',
    subject: diffSubject(report),
    ...(to.dir === '' ? { folder: undefined } : { folder: folderAbove(to.dir), folderKind: 'modcache' }),
    findings: graveFirst(report.findings).map((finding) => located(report, finding)),
    checks: [checkOf(report, to), ...(from.reasons.length > 0 ? [checkOf(report, from)] : [])],
    facts: factsOf(report),
    conclusion: diffConclusion(report),
    exitCode: report.exitCode,
    error: undefined,
    seconds: report.seconds,
    again: `modwarden diff ${argumentOf(from)} ${argumentOf(to)}`,
  }
}

function argumentOf(side: DiffSide): string {
  return side.version === '' ? side.dir : moduleName(side)
}

/** The folder that the second module's folder or zip lies in. */
function folderAbove(dir: string): string {
  return dir.slice(0, Math.max(1, dir.lastIndexOf('/')))
}

function located({ to }: DiffReport, f: ScanFinding): Located {
  const file = to.dir === '' ? f.file : `${to.dir.endsWith('.zip') ? `${to.dir}!` : to.dir}/${f.file}`
  const words = f.trace.map(({ file: at, line, what }) => `${at}:${line}: ${what}`)
  return {
    rule: f.rule,
    severity: f.severity,
    module: { path: to.path, version: to.version },
    file,
    ...(f.line > 0 ? { line: f.line } : {}),
    message: f.message,
    evidence: [...f.folded.filter((v) => v !== '').map((v) => `value: ${JSON.stringify(v)}`), ...words],
    remedy: f.remedy === '' ? [] : [f.remedy],
  }
}

function checkOf(report: DiffReport, side: DiffSide): Check {
  const isTo = side === report.to
  const broken = side.integrity === 'broken'
  return {
    name: moduleName(side),
    group: 'modules',
    module: { path: side.path, version: side.version },
    state: broken || (isTo && report.exitCode === 1) ? 'bad' : side.incomplete ? 'open' : 'ok',
    summary: [side.verdict, ...(side.incomplete ? ['incomplete'] : [])].join(', '),
    parts: [],
    reasons: [...side.reasons],
    files: isTo ? report.files.map((f) => ({ name: f.name, text: f.kind, diff: f.diff ?? [] })) : [],
    remedy: [],
  }
}

function factsOf({ capabilities, effects, requirements, fileCount }: DiffReport): Fact[] {
  const can = [...capabilities.added.map((c) => `+${c.capability}`), ...capabilities.removed.map((name) => `-${name}`)]
  const fact = (name: string, text: string): Fact => ({ name, state: 'ok', text })
  return [
    ...(can.length === 0 ? [] : [fact('can', can.join(', '))]),
    ...(effects.length === 0 ? [] : [fact('calls', count(effects.length, 'added call'))]),
    ...requirements.filter((r) => !r.indirect).map((r) => fact('requires', requirementWords(r))),
    fact('files', count(fileCount, 'differing file')),
  ]
}
