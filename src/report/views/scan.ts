// The view of a scan report.
import { moduleName } from '../../base/finding.ts'
import type { ScannedModule, ScanFinding, ScanReport, TraceStep } from '../scan.ts'
import {
  graveFirst,
  howRequired,
  scanConclusion,
  scanCounts,
  scanNotes,
  scanStanding,
  recordWords,
  sourceWords,
} from '../scanwords.ts'
import type { Check, Fact, FlowStep, Located, State, View } from '../view.ts'
import { agoWords } from '../waivertext.ts'
import { count } from '../words.ts'
import { worstFirst } from './located.ts'

/** Steps of one explanation that are shown as evidence. */
const MOST_STEPS = 20

/** The view of a `scan` report. */
export function scanView(report: ScanReport): View {
  const { kind, folder } = report.subject
  return {
    command: 'scan',
    ...subjectOf(report),
    findings: worstFirst(report.modules.flatMap((m) => findingsOf(report, m))),
    checks: report.modules.map((m) => checkOf(report, m)),
    facts: factsOf(report),
    conclusion: scanConclusion(report),
    exitCode: report.exitCode,
    error: undefined,
    seconds: report.summary.seconds,
    ...(kind === 'project' ? {} : { again: againOf(kind, folder, report) }),
  }
}

function subjectOf({ subject }: ScanReport): Pick<View, 'subject' | 'folder' | 'folderKind'> {
  const { kind, folder, modules } = subject
  const names = modules.join(', ')
  switch (kind) {
    case 'project':
    case 'module':
      return { subject: names, folder, folderKind: 'project' }
    case 'cache':
      return { subject: 'the module cache', folder, folderKind: 'modcache' }
    case 'version':
      return { subject: names, folder, folderKind: 'modcache' }
    case 'zip':
    case 'binary':
      return { subject: folder, folder: folderAbove(folder), folderKind: 'programs' }
  }
}

function folderAbove(file: string): string {
  return file.slice(0, Math.max(1, file.lastIndexOf('/')))
}

function againOf(kind: ScanReport['subject']['kind'], folder: string, { subject }: ScanReport): string {
  switch (kind) {
    case 'cache':
      return 'modwarden scan --cache'
    case 'binary':
      return `modwarden scan --binary ${folder}`
    case 'version':
      return `modwarden scan ${subject.modules.join(' ')}`
    case 'module':
      return `modwarden scan ${folder} --module`
    default:
      return `modwarden scan ${folder}`
  }
}

function findingsOf(report: ScanReport, m: ScannedModule): Located[] {
  const open: Located[] = m.incomplete
    ? [
        {
          rule: 'MW-SCAN-INCOMPLETE',
          severity: 'medium',
          module: { path: m.path, version: m.version },
          message: `${moduleName(m)} could not be looked at in full: ${m.reasons.join('; ')}`,
          remedy: ['modwarden scan --explain-coverage'],
          ...placeOf(report, m),
        },
      ]
    : []
  // A step is told once a module: one path has several findings more often than not.
  const told = new Set<string>()
  const telling = graveFirst(m.findings).filter((f) => isTelling(m, f))
  return [...telling.map((f) => located(report, m, f, told)), ...open]
}

/** What is worth a reader's time: what makes a verdict, and what somebody waived. The document has everything. */
function isTelling(m: ScannedModule, { severity, waived }: ScanFinding): boolean {
  return waived !== undefined || (m.verdict !== 'clean' && severity !== 'low' && severity !== 'info')
}

function located(report: ScanReport, m: ScannedModule, f: ScanFinding, told: Set<string>): Located {
  // What is known besides the bytes is in no file of the module.
  const record = f.trigger === 'record' && f.file === ''
  const file = inFolder(m, f.file)
  const steps = f.trace.map(stepWords).filter((words) => !told.has(words))
  for (const words of steps) told.add(words)
  return {
    rule: f.rule,
    severity: f.severity,
    module: { path: m.path, version: m.version },
    ...(record ? {} : { file }),
    ...(f.line > 0 ? { line: f.line } : {}),
    message: f.message,
    evidence: [
      ...f.folded
        .filter((value) => value !== '' && !f.message.includes(value))
        .map((v) => `value: ${JSON.stringify(v)}`),
      ...(steps.length === 0 && f.code !== undefined ? [f.code] : steps.slice(0, MOST_STEPS)),
      ...(steps.length > MOST_STEPS ? [`and ${count(steps.length - MOST_STEPS, 'more step')}`] : []),
    ],
    remedy: f.remedy === '' ? [] : [f.remedy],
    ...(record ? {} : { flow: [...(m.reached ?? []).map(reachStep), ...flowOf(m, f)] }),
    ...(f.waived === undefined ? {} : { waived: f.waived }),
    ...(m.role === 'version' ? placeOf(report, m) : { at: { file, line: Math.max(1, f.line) } }),
  }
}

/** A step on the way to a module: in the project's own code, or in a module between. */
function reachStep({ file, line, what, module }: TraceStep): FlowStep {
  return module === undefined ? { file, line, what } : { file, line, what, cached: `${module}/${file}` }
}

/** The steps with their files as a user would open them, and last the finding's own place. */
function flowOf(m: ScannedModule, f: ScanFinding): FlowStep[] {
  const last = f.trace.at(-1)
  const ends = last !== undefined && last.file === f.file && last.line === f.line
  const all = ends ? f.trace : [...f.trace, { file: f.file, line: f.line, what: f.message }]
  return all.map(({ file, line, what }) => ({
    file: inFolder(m, file),
    line,
    what,
    ...(m.role === 'version' ? { cached: `${moduleName(m)}/${file}` } : {}),
  }))
}

function inFolder(m: ScannedModule, file: string): string {
  if (m.dir === '') return file
  return `${m.dir.endsWith('.zip') ? `${m.dir}!` : m.dir}/${file}`
}

/** The line of the project that brings a module in. */
function placeOf({ subject }: ScanReport, m: ScannedModule): Pick<Located, 'at'> {
  return m.at === undefined || subject.kind !== 'project' ? {} : { at: m.at }
}

/** `db.go:40: init calls refresh`. */
function stepWords({ file, line, what, code, module }: TraceStep): string {
  const name = module === undefined ? file : `${module}/${file}`
  if (name === '') return what
  const place = line > 0 ? `${name}:${line}` : name
  const shown = code === undefined || what.includes(' = ') ? what : `${what}   ${code}`
  return `${place}: ${shown}`
}

/** What is found about a module stands in its findings, which are told with it. */
function checkOf(report: ScanReport, m: ScannedModule): Check {
  const required = howRequired(m)
  const reached = (m.reached ?? []).map(stepWords)
  return {
    name: moduleName(m),
    group: 'modules',
    module: { path: m.path, version: m.version },
    state: stateOf(report, m),
    summary: [m.verdict, ...(m.incomplete ? ['incomplete'] : []), ...(required === '' ? [] : [required])].join(', '),
    parts: [],
    reasons: [
      ...graveFirst(m.findings).flatMap((f) => (f.waived === undefined ? [] : [`${f.rule}${waivedWords(f)}`])),
      ...(reached.length === 0 ? [] : [`your own code comes to it: ${reached.join(' -> ')}`]),
      ...m.reasons,
      ...(m.verdict === 'clean' ? [] : [recordWords(m), sourceWords(m)].filter((text) => text !== '')),
    ],
    files: [],
    remedy: [],
  }
}

function waivedWords({ waived }: ScanFinding): string {
  return waived === undefined ? '' : `; waived by ${waived.owner} until ${waived.expires}: ${waived.reason}`
}

function stateOf({ failOn }: ScanReport, m: ScannedModule): State {
  const bad = m.verdict === 'malicious' || (m.verdict === 'suspicious' && failOn === 'suspicious')
  if (bad && failOn !== 'none') return 'bad'
  if (m.incomplete) return 'open'
  return 'ok'
}

function factsOf(report: ScanReport): Fact[] {
  const { waivers, integrity } = report
  return [
    { name: 'behaviour', state: scanStanding(report), text: scanCounts(report) },
    ...scanNotes(report).map((text): Fact => ({ name: 'read', state: 'ok', text })),
    ...(integrity === undefined || integrity.exitCode === 0
      ? []
      : integrity.reasons.map((text): Fact => ({
          name: 'integrity',
          state: integrity.exitCode === 3 ? 'open' : 'bad',
          text,
        }))),
    ...(waivers?.expired ?? []).map((w): Fact => ({
      name: 'waiver',
      state: 'open',
      text: `${w.what}: ${agoWords(w)}`,
    })),
    ...(waivers?.refused ?? []).map((w): Fact => ({ name: 'waiver', state: 'bad', text: `${w.what}: not waived` })),
    ...(waivers?.unused ?? []).map((w): Fact => ({ name: 'waiver', state: 'skipped', text: `${w.what}: unused` })),
  ]
}
