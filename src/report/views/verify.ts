// The view of a verify and of an audit report.
import path from 'node:path/posix'
import { moduleName, type Finding, type ModuleVersion } from '../../base/finding.ts'
import { recordFacts } from '../recordfacts.ts'
import { auditConclusion, auditFacts, behaviourWords, integrityWords, type AuditReport } from '../audit.ts'
import { worstFirst } from './located.ts'
import { auditOverview } from './overview.ts'
import {
  badParts,
  compareModules,
  differenceWords,
  meaningOf,
  partsOf,
  statusWords,
  uncheckedGroups,
  withoutName,
} from '../modulewords.ts'
import { programChecks } from './programchecks.ts'
import { scanStanding } from '../scanwords.ts'
import { scanView } from './scan.ts'
import { vulnsView } from './vulns.ts'
import { statisticsWords } from '../statistics.ts'
import type { FileRecord, ModuleRecord, PartState, VerifyReport } from '../verify.ts'
import {
  conclusionOf,
  countFacts,
  databaseWords,
  fineWords,
  notesOf,
  sizeWords,
  standing,
  troublesOf,
} from '../verifyfacts.ts'
import type { Check, Fact, Located, State, View } from '../view.ts'
import { count, number } from '../words.ts'

/** Modules that share the reason why nothing is known of them are told one by one up to this number. */
const MOST_ALIKE = 10

/** The view of a `verify` report. */
export function verifyView(report: VerifyReport): View {
  return {
    command: 'verify',
    ...subjectOf(report),
    findings: findingsOf(report),
    checks: checksOf(report),
    facts: factsOf(report),
    conclusion: conclusionOf(report),
    exitCode: report.exitCode,
    error: undefined,
    seconds: report.summary.seconds,
  }
}

/** The view of an `audit` report: the verification's and the scan's, under the audit's own lines. */
export function auditView(report: AuditReport): View {
  const { verify, scan, vulns, exitCode } = report
  const integrity: Fact = { name: 'integrity', state: standing(verify), text: integrityWords(verify) }
  const view = verifyView(verify)
  if (scan === undefined) return { ...view, command: 'audit', facts: [integrity, ...view.facts], exitCode }
  const behaviour: Fact = { name: 'behaviour', state: scanStanding(scan), text: behaviourWords(scan) }
  const scanned = scanView(scan)
  const flaws = vulns === undefined ? undefined : vulnsView(vulns)
  return {
    ...view,
    command: 'audit',
    findings: worstFirst([...view.findings, ...scanned.findings, ...(flaws?.findings ?? [])]),
    // What is clean is a check of the verification already.
    checks: [
      ...(flaws?.checks ?? []),
      ...scanned.checks.filter((check) => check.state !== 'ok' || check.reasons.length > 0),
      ...view.checks,
    ],
    facts: [
      integrity,
      behaviour,
      ...recordFacts(scan),
      ...auditFacts(report),
      ...scanned.facts.filter((fact) => fact.name === 'waiver'),
    ],
    conclusion: auditConclusion(report),
    exitCode,
    overview: auditOverview(report),
    seconds: verify.summary.seconds + scan.summary.seconds + (vulns?.summary.seconds ?? 0),
  }
}

function subjectOf(report: VerifyReport): Pick<View, 'subject' | 'folder' | 'folderKind'> {
  const { kind, folder, modules } = report.subject
  switch (kind) {
    case 'project':
      return { subject: modules.join(', '), folder, folderKind: 'project' }
    case 'cache':
      return { subject: 'the module cache', folder, folderKind: 'modcache' }
    case 'binary':
      return { subject: folder, folder: path.dirname(folder), folderKind: 'programs' }
  }
}

function factsOf(report: VerifyReport): Fact[] {
  const { subject, summary } = report
  const database = databaseWords(report)
  const go = subject.go === undefined ? 'no go command' : subject.go
  return [
    {
      name: 'modules',
      state: 'ok',
      text:
        subject.kind !== 'project'
          ? sizeWords(report)
          : `${sizeWords(report)} (${number(summary.direct)} direct), ${go}`,
    },
    {
      name: 'result',
      state: standing(report),
      text: [fineWords(report), ...troublesOf(report).map((t) => t.text)].join(' · '),
    },
    ...countFacts(report),
    ...(database === undefined ? [] : [{ name: 'checked against', state: 'ok', text: database } as const]),
    ...ratesOf(report),
    ...notesOf(report).map((text): Fact => ({ name: 'note', state: 'skipped', text })),
  ]
}

function ratesOf({ statistics }: VerifyReport): Fact[] {
  if (statistics === undefined) return []
  const state = statistics.crossed.length === 0 ? 'ok' : 'open'
  return statisticsWords(statistics).map((text): Fact => ({ name: 'rates', state, text }))
}

/** Every finding of the report with its place in the project, and what could not be checked. */
function findingsOf(report: VerifyReport): Located[] {
  const records = new Map(report.modules.map((m) => [moduleName(m), m]))
  const changed = byModule(report.files)
  // One that is not what was agreed on is graver, and stays a finding of its own.
  const isOutage = (f: Finding): boolean => f.rule === 'MW-INT-GRAPH' && f.severity === 'medium'
  const graph = report.findings.filter(isOutage)
  const alike = graph.length > MOST_ALIKE
  const own = report.findings.filter((f) => !alike || !isOutage(f)).map((f) => located(report, f, records, changed))
  return worstFirst([
    ...own,
    ...(alike ? graphTogether(graph, records) : []),
    ...uncheckedGroups(report.modules).flatMap(uncheckedFindings),
  ])
}

function located(
  report: VerifyReport,
  finding: Finding,
  records: ReadonlyMap<string, ModuleRecord>,
  changed: ReadonlyMap<string, readonly FileRecord[]>,
): Located {
  const record = finding.module === undefined ? undefined : records.get(moduleName(finding.module))
  const name = finding.module === undefined ? '' : moduleName(finding.module)
  const files = finding.rule === 'MW-INT-FOLDER' ? (changed.get(name) ?? []).filter((f) => f.part === 'folder') : []
  const remedy = finding.remedy ?? record?.remedy
  return {
    ...finding,
    ...(files.length === 0 ? {} : { evidence: [...(finding.evidence ?? []), ...shortly(files)] }),
    ...(remedy === undefined || remedy.length === 0 ? {} : { remedy }),
    ...placeOf(report, finding, record),
  }
}

/** A finding in a file of the project is shown there, one about a cached file at the line that brings the module in. */
function placeOf(report: VerifyReport, finding: Finding, record: ModuleRecord | undefined): Pick<Located, 'at'> {
  const { file, line = 1, rule } = finding
  const project = report.subject.kind === 'project'
  const ownFile = file !== undefined && (!project || !file.startsWith('/') || rule === 'MW-INT-VENDOR')
  if (ownFile) return { at: { file, line } }
  return record?.at === undefined ? {} : { at: record.at }
}

function shortly(files: readonly FileRecord[]): string[] {
  const lines = files.slice(0, 5).map((f) => `${f.name}: ${differenceWords(f)}`)
  return files.length > 5 ? [...lines, `and ${count(files.length - 5, 'more file')}`] : lines
}

function uncheckedFindings(members: readonly ModuleRecord[]): Located[] {
  const [first] = members
  if (first === undefined) return []
  if (members.length <= MOST_ALIKE) {
    return members.map((m) => ({
      rule: 'MW-INT-UNCHECKED',
      severity: 'medium',
      module: { path: m.path, version: m.version },
      message: `${moduleName(m)} could not be checked: ${m.reasons.join('; ')}`,
      ...(m.remedy.length === 0 ? {} : { remedy: m.remedy }),
      ...(m.at === undefined ? {} : { at: m.at }),
    }))
  }
  const why = first.reasons.map((reason) => withoutName(reason, first)).join('; ')
  return [
    {
      rule: 'MW-INT-UNCHECKED',
      severity: 'medium',
      message: `${count(members.length, 'module')} could not be checked: ${why}`,
      evidence: namesOf(members),
      remedy: [...new Set(members.slice(0, 3).flatMap((m) => m.remedy))],
      ...(first.at === undefined ? {} : { at: first.at }),
    },
  ]
}

/** go.mod files that could not be had, as one finding: the network is down for all of them or for none. */
function graphTogether(findings: readonly Finding[], records: ReadonlyMap<string, ModuleRecord>): Located[] {
  const [first] = findings
  if (first === undefined) return []
  const at = first.module === undefined ? undefined : records.get(moduleName(first.module))?.at
  const why = first.message.slice(first.message.indexOf(': ') + 2)
  return [
    {
      rule: first.rule,
      severity: first.severity,
      message: `${count(findings.length, 'go.mod file')} could not be had, so the build list may be incomplete: ${why}`,
      evidence: namesOf(findings.flatMap((f) => (f.module === undefined ? [] : [f.module]))),
      ...(first.remedy === undefined ? {} : { remedy: first.remedy }),
      ...(at === undefined ? {} : { at }),
    },
  ]
}

function namesOf(modules: readonly ModuleVersion[]): string[] {
  const names = modules.slice(0, MOST_ALIKE).map(moduleName)
  return modules.length > MOST_ALIKE ? [...names, `and ${number(modules.length - MOST_ALIKE)} more`] : names
}

const ORDER: readonly State[] = ['bad', 'open', 'skipped', 'ok']

function checksOf(report: VerifyReport): Check[] {
  const findings = byModule(report.findings.flatMap((f) => (f.module === undefined ? [] : [{ ...f, ...f.module }])))
  const files = byModule(report.files)
  // Where nothing else is open, exit 3 says that a proof was required and configuration keeps it away.
  const { status } = report.summary
  const proofMissing = report.exitCode === 3 && status.unchecked === 0 && report.findings.length === 0
  const modules = [...report.modules]
    .sort(compareModules)
    .map((m) => moduleCheck(m, findings.get(moduleName(m)) ?? [], files.get(moduleName(m)) ?? [], proofMissing))
  const vendored = report.files.filter((f) => f.part === 'vendor')
  return [...modules, ...vendorCheck(report, vendored), ...programChecks(report)].sort(
    (a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state),
  )
}

function moduleCheck(
  m: ModuleRecord,
  findings: readonly Finding[],
  files: readonly FileRecord[],
  proofMissing: boolean,
): Check {
  return {
    name: moduleName(m),
    group: m.goModOnly ? 'go.mod files' : 'modules',
    module: { path: m.path, version: m.version },
    state: moduleState(m, proofMissing),
    summary: statusWords(m),
    parts: partsOf(m).map(({ part, state }) => ({
      name: part,
      state: partState(state),
      text: partWords(m, part, state),
    })),
    reasons: [...m.reasons, ...(m.status === 'broken' && badParts(m).length > 0 ? [meaningOf(m, findings)] : [])],
    values: m.status === 'broken' ? valuesOf(m) : [],
    files: files.filter((f) => f.part === 'folder').map(fileOf),
    remedy: m.remedy,
  }
}

/** What was agreed on, and what is there instead. */
function valuesOf(m: ModuleRecord): NonNullable<Check['values']> {
  const { h1, goMod, by = '' } = m.expected ?? {}
  const holder = `${by}${m.record === undefined ? '' : `, record ${number(m.record)}`}`
  const bad = badParts(m)
  return [
    ...(h1 !== undefined && bad.some((part) => part !== '.mod')
      ? [{ name: 'expected', value: h1, by: holder } as const]
      : []),
    ...(goMod !== undefined && bad.includes('.mod')
      ? [{ name: 'expected', value: goMod, by: `${holder} (go.mod)` } as const]
      : []),
    ...Object.entries(m.found ?? {}).map(([part, value]) => ({ name: 'found', value, by: part }) as const),
  ]
}

function moduleState(m: ModuleRecord, proofMissing: boolean): State {
  switch (m.status) {
    case 'proven':
      return 'ok'
    case 'unproven':
      return proofMissing ? 'open' : 'ok'
    case 'broken':
    case 'unlisted':
      return 'bad'
    case 'unchecked':
      return 'open'
  }
}

function partState(state: PartState): State {
  switch (state) {
    case 'ok':
      return 'ok'
    case 'differs':
    case 'damaged':
      return 'bad'
    case 'unread':
    case 'private?':
      return 'open'
    case 'absent':
    case 'unasked':
      return 'skipped'
  }
}

function partWords(m: ModuleRecord, part: keyof ModuleRecord['parts'], state: PartState): string {
  const found = m.found?.[part]
  if (found !== undefined) return `${state}: found ${found}`
  if (state === 'ok') return 'as agreed'
  return state === 'private?' ? 'not asked: the path may be private' : state
}

/** vendor/ as one thing that was looked at; nothing where there is none. */
function vendorCheck(report: VerifyReport, files: readonly FileRecord[]): Check[] {
  const { vendor } = report.summary
  const findings = report.findings.filter((f) => f.rule === 'MW-INT-VENDOR')
  if (vendor.of === 0 && findings.length === 0 && files.length === 0) return []
  const bad = files.length > 0 || findings.some((f) => f.severity === 'critical' || f.severity === 'high')
  const open = vendor.ok < vendor.of || findings.length > 0
  return [
    {
      name: 'vendor/',
      group: 'vendor',
      state: bad ? 'bad' : open ? 'open' : 'ok',
      summary: `${number(vendor.ok)}/${number(vendor.of)} as agreed`,
      parts: [],
      reasons: [
        ...(files.length === 0
          ? []
          : ['vendor/ is not what the modules hold: a build from it runs code that nobody published.']),
        ...findings.slice(0, MOST_ALIKE).map((f) => f.message),
      ],
      files: files.map((f) => fileOf({ ...f, name: f.where })),
      remedy: [...new Set(findings.flatMap((f) => f.remedy ?? []))],
    },
  ]
}

function fileOf(f: FileRecord): Check['files'][number] {
  const diff = f.diffCut === true ? [...(f.diff ?? []), '… more changed lines'] : (f.diff ?? [])
  return { name: f.name, text: differenceWords(f), diff }
}

function byModule<T extends ModuleVersion>(items: readonly T[]): Map<string, T[]> {
  const lists = new Map<string, T[]>()
  for (const item of items) {
    const name = moduleName(item)
    const list = lists.get(name)
    if (list === undefined) lists.set(name, [item])
    else list.push(item)
  }
  return lists
}
