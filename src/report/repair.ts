// The repair report: what was wrong in a module cache or a project, and what became of it. JSON is this value as it
// stands; the text is for people.
import { moduleName, type Finding, type ModuleVersion } from '../base/finding.ts'
import { joinedLines, printableAll } from './printable.ts'
import type { ExitCode, Part, ProgramRecord } from './verify.ts'
import type { Ink } from './verifytext.ts'
import { count, number, seconds } from './words.ts'

/**
 * What became of a module version.
 *
 * - `repaired`: it was wrong, and is proven to be what was agreed on now
 * - `removed`: it was wrong, nothing proven could be had, and it was taken away
 * - `sound`: it is right; a run before this one was interrupted here, or it was named
 * - `broken`: it is wrong still
 * - `failed`: it could not be repaired
 * - `unchecked`: it could not be found out whether it is right
 */
export type RepairStatus = 'repaired' | 'removed' | 'sound' | 'broken' | 'failed' | 'unchecked'

/** One module version. */
export interface RepairRecord extends ModuleVersion {
  readonly status: RepairStatus
  /** The parts that were wrong. */
  readonly parts: readonly Part[]
  readonly expected?: { readonly h1?: string; readonly goMod?: string; readonly by: string }
  /** The folder with the bad files and repair.json. */
  readonly evidence?: string
  /** When an earlier run began with it and was interrupted. */
  readonly interrupted?: string
  /** Why it is not repaired, in a sentence each. */
  readonly reasons: readonly string[]
  readonly remedy: readonly string[]
}

/** One line of a go.sum that names other bytes than were agreed on. */
export interface SumRepair extends ModuleVersion {
  readonly file: string
  readonly line: number
  readonly found: string
  /** The line as it should be. */
  readonly right: string
  readonly status: 'told' | 'replaced'
}

/** What `modwarden repair` did; `modwarden/repair/1`. */
export interface RepairReport {
  readonly schema: 'modwarden/repair/1'
  readonly subject: { readonly kind: 'project' | 'cache'; readonly folder: string }
  readonly modules: readonly RepairRecord[]
  readonly goSum: readonly SumRepair[]
  /** The folder with the go.sum files as they were. */
  readonly goSumEvidence?: string
  /** Why lines that were to be replaced were not. */
  readonly goSumReason?: string
  /** Whether vendor/ is not what the modules hold. */
  readonly vendor: boolean
  /** What made the check itself incomplete. */
  readonly findings: readonly Finding[]
  /** Programs that embed what was bad: built before the repair. */
  readonly programs?: readonly ProgramRecord[]
  readonly unreadPrograms?: ReadonlyArray<{ readonly file: string; readonly why: string }>
  readonly summary: {
    /** Module versions that were looked at. */
    readonly checked: number
    readonly status: Readonly<Record<RepairStatus, number>>
    /** Unfinished files of earlier runs that were removed. */
    readonly leftovers: number
    readonly seconds: number
  }
  readonly exitCode: ExitCode
}

const MOST = 20

/** The whole text, with a final newline. */
export function repairText(unsafe: RepairReport, ink: Ink, options: { readonly verbose?: boolean } = {}): string {
  const report = printableAll(unsafe)
  const most = options.verbose === true ? Number.POSITIVE_INFINITY : MOST
  const lines: string[] = []
  const told = report.modules.filter(
    (m) => m.status !== 'unchecked' && (m.status !== 'sound' || m.interrupted !== undefined),
  )
  for (const m of told.slice(0, most)) lines.push(...moduleLines(m, ink), '')
  if (told.length > most) lines.push(`and ${number(told.length - most)} more (-v shows all)`, '')
  lines.push(...uncheckedLines(report, ink))
  lines.push(...sumLines(report, ink))
  if (report.vendor) {
    lines.push(
      `${ink.bad('BROKEN')}  vendor/`,
      '  because   it is not what the modules hold, and modwarden does not write into it',
      '  next      go mod vendor',
      '',
    )
  }
  for (const f of report.findings.slice(0, most)) {
    lines.push(`${ink.doubt('INCOMPLETE')}  ${f.message}`, ...(f.remedy ?? []).map((line) => `  next      ${line}`), '')
  }
  lines.push(...afterwards(report))
  lines.push(conclusion(report, ink))
  return joinedLines(lines)
}

function moduleLines(m: RepairRecord, ink: Ink): string[] {
  const label = {
    repaired: ink.good('REPAIRED'),
    removed: ink.doubt('REMOVED'),
    sound: ink.good('SOUND'),
    broken: ink.bad('BROKEN'),
    failed: ink.doubt('NOT REPAIRED'),
    unchecked: ink.doubt('UNCHECKED'),
  }[m.status]
  const by = m.expected === undefined ? '' : `   ${m.expected.by}`
  return [
    `${label}  ${ink.bold(moduleName(m))}${m.parts.length === 0 ? '' : `   ${m.parts.join(', ')}`}`,
    ...(m.interrupted === undefined ? [] : [`  note      a repair that began ${m.interrupted} was interrupted here`]),
    ...(m.status === 'repaired' && m.expected?.h1 !== undefined ? [`  now       ${m.expected.h1}${by}`] : []),
    ...(m.status === 'repaired' && m.expected?.goMod !== undefined && m.parts.includes('.mod')
      ? [`  now       ${m.expected.goMod} (go.mod)${by}`]
      : []),
    ...(m.evidence === undefined ? [] : [`  evidence  ${m.evidence}`]),
    ...m.reasons.map((reason) => `  because   ${reason}`),
    ...m.remedy.map((line) => `  next      ${line}`),
  ]
}

/** What verify tells in full is told in short. */
function uncheckedLines(report: RepairReport, ink: Ink): string[] {
  const unchecked = report.modules.filter((m) => m.status === 'unchecked')
  const [first] = unchecked
  if (first === undefined) return []
  const name = unchecked.length === 1 ? moduleName(first) : count(unchecked.length, 'module version')
  return [
    `${ink.doubt('UNCHECKED')}  ${name}`,
    ...first.reasons.map((reason) => `  because   ${reason}`),
    ...(unchecked.length === 1 ? first.remedy : ['modwarden verify   # says it of each']).map(
      (line) => `  next      ${line}`,
    ),
    '',
  ]
}

function sumLines(report: RepairReport, ink: Ink): string[] {
  const lines: string[] = []
  for (const s of report.goSum) {
    lines.push(
      `${s.status === 'replaced' ? ink.good('REPAIRED') : ink.bad('BROKEN')}  ${s.file}:${s.line}`,
      `  ${s.status === 'replaced' ? 'was       ' : 'found     '}${s.found}`,
      `  ${s.status === 'replaced' ? 'now       ' : 'should be '}${s.right}`,
    )
  }
  if (lines.length === 0) return []
  if (report.goSumEvidence !== undefined) lines.push(`  evidence  ${report.goSumEvidence}`)
  if (report.goSumReason !== undefined) {
    lines.push(`  because   ${report.goSumReason}`)
  } else if (report.goSum.some((s) => s.status === 'told')) {
    lines.push('  because   go.sum belongs to the project: look at who changed it, and when (git log -p go.sum)')
    lines.push('  next      modwarden repair --all --go-sum')
  }
  return [...lines, '']
}

/** What was built from bad bytes is not repaired with them. */
function afterwards(report: RepairReport): string[] {
  const contents = report.modules.some((m) => m.parts.some((part) => part === 'zip' || part === 'folder'))
  const changed = contents || report.goSum.length > 0 || report.vendor
  const programs = report.programs ?? []
  if (!changed && programs.length === 0) return []
  const lines = ['Builds since the change may have used the bad files:']
  lines.push('  next      go clean -cache   # drops build results made from them')
  for (const p of programs.slice(0, MOST)) {
    const how = p.badSum ? 'was built from other bytes' : 'embeds it, and may have been built from the bad files'
    lines.push(`  program   ${p.file}   ${how}: ${moduleName(p)}`)
    lines.push(`            ${p.install === undefined ? 'build it anew' : `go install ${p.install}`}`)
  }
  if (programs.length > MOST) lines.push(`  and ${number(programs.length - MOST)} more programs`)
  const unread = report.unreadPrograms ?? []
  if (unread.length > 0) lines.push(`  ${count(unread.length, 'file')} could not be read as programs`)
  return [...lines, '']
}

function conclusion(report: RepairReport, ink: Ink): string {
  const line = [repairConclusion(report), [...repairCounts(report), seconds(report.summary.seconds)].join(' · ')].join(
    '  ',
  )
  if (report.exitCode === 0) return ink.good(line)
  return report.exitCode === 4 ? ink.bad(line) : ink.doubt(line)
}

/** How it ended, in one sentence. */
export function repairConclusion(report: RepairReport): string {
  const { repaired, removed } = report.summary.status
  const changed = repaired + removed > 0 || report.goSum.some((s) => s.status === 'replaced')
  if (report.exitCode === 0) return `ok: ${changed ? 'what was broken is right now' : 'nothing was broken'}.`
  return report.exitCode === 4 ? 'BROKEN: something is wrong still.' : 'INCOMPLETE.'
}

/** What was done, in numbers: `2 repaired`, `71 module versions checked`. */
export function repairCounts(report: RepairReport): string[] {
  const { status, checked, leftovers } = report.summary
  const sums = report.goSum.filter((s) => s.status === 'replaced').length
  return [
    ...(status.repaired > 0 ? [`${number(status.repaired)} repaired`] : []),
    ...(status.removed > 0 ? [`${number(status.removed)} removed`] : []),
    ...(sums > 0 ? [`${count(sums, 'line')} of go.sum replaced`] : []),
    ...(status.broken > 0 ? [`${number(status.broken)} still broken`] : []),
    ...(status.failed > 0 ? [`${number(status.failed)} not repaired`] : []),
    ...(status.unchecked > 0 ? [`${number(status.unchecked)} could not be checked`] : []),
    ...(leftovers > 0 ? [`${count(leftovers, 'unfinished file')} removed`] : []),
    `${count(checked, 'module version')} checked`,
  ]
}
