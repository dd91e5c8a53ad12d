// The view of a repair report.
import { moduleName } from '../../base/finding.ts'
import { worstFirst } from './located.ts'
import { programChecks } from './programchecks.ts'
import { repairConclusion, repairCounts, type RepairRecord, type RepairReport, type SumRepair } from '../repair.ts'
import type { Check, Fact, Located, State, View } from '../view.ts'
import type { Part } from '../verify.ts'
import { number } from '../words.ts'

/** The view of a `repair` report: what is wrong still, and what was done. */
export function repairView(report: RepairReport): View {
  const { subject, exitCode, summary } = report
  const states = { 0: 'ok', 1: 'bad', 2: 'bad', 3: 'open', 4: 'bad' } as const
  return {
    command: 'repair',
    subject: subject.kind === 'cache' ? 'the module cache' : subject.folder,
    folder: subject.folder,
    folderKind: subject.kind === 'cache' ? 'modcache' : 'project',
    findings: worstFirst(findingsOf(report)),
    checks: [
      ...report.modules.map(moduleCheck),
      ...report.goSum.map(sumCheck),
      ...(report.vendor ? [vendorCheck] : []),
      ...programChecks(report),
    ].sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state)),
    facts: [
      { name: 'result', state: states[exitCode], text: repairCounts(report).join(' · ') },
      ...changedFacts(report),
      ...(report.goSumEvidence === undefined
        ? []
        : [{ name: 'go.sum as it was', state: 'ok', text: report.goSumEvidence } as const]),
    ],
    conclusion: repairConclusion(report),
    exitCode,
    error: undefined,
    seconds: summary.seconds,
  }
}

const MOST_FACTS = 20

/** What was changed, and where the bad files are. */
function changedFacts(report: RepairReport): Fact[] {
  const changed = report.modules.filter((m) => m.status === 'repaired' || m.status === 'removed')
  const facts = changed.slice(0, MOST_FACTS).map((m): Fact => {
    const evidence = m.evidence === undefined ? '' : `; the bad files are kept in ${m.evidence}`
    return { name: m.status, state: 'ok', text: `${moduleName(m)}: ${m.parts.join(', ')}${evidence}` }
  })
  const more = changed.length - MOST_FACTS
  return more > 0 ? [...facts, { name: 'and', state: 'ok', text: `${number(more)} more` }] : facts
}

const ORDER: readonly State[] = ['bad', 'open', 'skipped', 'ok']

const vendorCheck: Check = {
  name: 'vendor/',
  group: 'vendor',
  state: 'bad',
  summary: 'not what the modules hold',
  parts: [],
  reasons: ['it is not what the modules hold, and modwarden does not write into it'],
  files: [],
  remedy: ['go mod vendor'],
}

function findingsOf(report: RepairReport): Located[] {
  const vendor: Located = {
    rule: 'MW-INT-VENDOR',
    severity: 'critical',
    message: 'vendor/ is not what the modules hold',
    remedy: ['go mod vendor'],
    at: { file: 'vendor/modules.txt', line: 1 },
  }
  return [
    ...report.findings,
    ...report.modules.flatMap(moduleFindings),
    ...report.goSum.filter((s) => s.status === 'told').map(sumFinding),
    ...(report.vendor ? [vendor] : []),
  ]
}

const RULES: Readonly<Record<Part, string>> = {
  'checksum database': 'MW-INT-DATABASE',
  'go.sum': 'MW-INT-GOSUM',
  zip: 'MW-INT-ZIP',
  folder: 'MW-INT-FOLDER',
  '.ziphash': 'MW-INT-ZIPHASH',
  '.mod': 'MW-INT-GOMOD',
  vendor: 'MW-INT-VENDOR',
  binary: 'MW-INT-BINARY',
}

/** What is wrong still; what was repaired is no finding any more. */
function moduleFindings(m: RepairRecord): Located[] {
  const module = { path: m.path, version: m.version }
  const why = m.reasons.length === 0 ? '' : `: ${m.reasons.join('; ')}`
  const remedy = m.remedy.length === 0 ? {} : { remedy: m.remedy }
  if (m.status === 'failed' || m.status === 'unchecked') {
    const message = `${moduleName(m)} could not be ${m.status === 'failed' ? 'repaired' : 'checked'}${why}`
    return [{ rule: 'MW-INT-UNCHECKED', severity: 'medium', module, message, ...remedy }]
  }
  if (m.status !== 'broken') return []
  return m.parts.map((part) => ({
    rule: RULES[part],
    severity: 'critical',
    module,
    message: `the ${part} of ${moduleName(m)} is wrong still${why}`,
    ...remedy,
  }))
}

/** A line of go.sum that is wrong still. */
export function sumFinding(s: SumRepair): Located {
  return {
    rule: 'MW-INT-GOSUM',
    severity: 'critical',
    module: { path: s.path, version: s.version },
    file: s.file,
    line: s.line,
    message: `go.sum has another hash for ${moduleName(s)} than was agreed on`,
    evidence: [`found     ${s.found}`, `should be ${s.right}`],
    remedy: ['modwarden repair --all --go-sum'],
    at: { file: s.file, line: s.line },
  }
}

function moduleCheck(m: RepairRecord): Check {
  const states = {
    repaired: 'ok',
    removed: 'skipped',
    sound: 'ok',
    broken: 'bad',
    failed: 'open',
    unchecked: 'open',
  } as const
  return {
    name: moduleName(m),
    group: 'modules',
    module: { path: m.path, version: m.version },
    state: states[m.status],
    summary: `${m.status}${m.parts.length === 0 ? '' : `: ${m.parts.join(', ')}`}`,
    parts: [],
    reasons: [
      ...m.reasons,
      ...(m.evidence === undefined ? [] : [`the bad files are kept in ${m.evidence}`]),
      ...(m.interrupted === undefined ? [] : [`a repair that began ${m.interrupted} was interrupted here`]),
    ],
    files: [],
    remedy: m.remedy,
  }
}

/** A line of go.sum that is or was wrong. */
export function sumCheck(s: SumRepair): Check {
  return {
    name: `${s.file}:${s.line}`,
    group: 'go.sum lines',
    state: s.status === 'replaced' ? 'ok' : 'bad',
    summary: s.status === 'replaced' ? 'replaced' : 'names other bytes than were agreed on',
    parts: [],
    reasons: [`found ${s.found}`, `should be ${s.right}`],
    files: [],
    remedy: s.status === 'replaced' ? [] : ['modwarden repair --all --go-sum'],
  }
}
