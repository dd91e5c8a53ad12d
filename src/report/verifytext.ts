// The verify report as a person reads it: what is broken with its evidence, what could not be checked, and last the
// conclusion (UX §3.1, §3.2).
import { moduleName, type Finding } from '../base/finding.ts'
import { badParts, differenceWords, meaningOf, partsOf, uncheckedGroups } from './modulewords.ts'
import { joinedLines, printable, printableAll } from './printable.ts'
import { programLines, subjectLines, unreadProgramLines } from './programtext.ts'
import type { FileRecord, ModuleRecord, VerifyReport } from './verify.ts'
import { countFacts, databaseWords, fineWords, notesOf, sizeWords, troublesOf } from './verifyfacts.ts'
import { statisticsWords } from './statistics.ts'
import { count, number, seconds } from './words.ts'

/** Colours by meaning; plain functions where there is no colour. */
export interface Ink {
  readonly good: (text: string) => string
  readonly bad: (text: string) => string
  readonly doubt: (text: string) => string
  readonly dim: (text: string) => string
  readonly bold: (text: string) => string
}

/** How many modules of one kind of trouble are shown whole before the rest is only counted. */
const MOST = 20

/** The whole text, with a final newline. */
export function verifyText(report: VerifyReport, ink: Ink, options: { readonly verbose?: boolean } = {}): string {
  return joinedLines([...troubleLines(report, ink, options), ...conclusion(report, ink)])
}

/** What is wrong or could not be checked, each part followed by an empty line. */
export function troubleLines(unsafe: VerifyReport, ink: Ink, options: { readonly verbose?: boolean } = {}): string[] {
  const report: VerifyReport = {
    ...unsafe,
    subject: printableAll(unsafe.subject),
    modules: unsafe.modules.filter((m) => m.status !== 'proven' && m.status !== 'unproven').map((m) => printableAll(m)),
    files: printableAll(unsafe.files),
    findings: printableAll(unsafe.findings),
    ...(unsafe.programs === undefined ? {} : { programs: printableAll(unsafe.programs) }),
    ...(unsafe.unreadPrograms === undefined ? {} : { unreadPrograms: printableAll(unsafe.unreadPrograms) }),
  }
  const lines: string[] = []
  const most = options.verbose === true ? Number.POSITIVE_INFINITY : MOST
  const broken = report.modules.filter((m) => m.status === 'broken')
  for (const m of broken.slice(0, most)) lines.push(...brokenLines(report, m, ink), '')
  if (broken.length > most) lines.push(`and ${number(broken.length - most)} more modules are broken (-v shows all)`, '')
  const vendor = report.files.filter((f) => f.part === 'vendor')
  if (vendor.length > 0) lines.push(...vendorLines(report, vendor, ink, most), '')
  const unlisted = report.modules.filter((m) => m.status === 'unlisted')
  for (const m of unlisted.slice(0, most)) lines.push(...reasonLines('UNLISTED', m, ink.bad), '')
  if (unlisted.length > most) {
    lines.push(`and ${number(unlisted.length - most)} more are not in the checksum database (-v shows all)`, '')
  }
  lines.push(...unreadProgramLines(report, ink), ...uncheckedLines(report, ink, most))
  lines.push(...graphLines(report, ink))
  const loose = report.findings.filter(
    (f) =>
      (f.rule === 'MW-INT-VENDOR' && f.severity !== 'critical') ||
      (f.rule === 'MW-INT-GOSUM' && f.severity === 'low') ||
      (f.rule === 'MW-INT-UNCHECKED' && f.module === undefined),
  )
  for (const f of loose.slice(0, most)) lines.push(...findingLines(f, ink), '')
  if (loose.length > most) lines.push(`and ${number(loose.length - most)} more findings (-v shows all)`, '')
  lines.push(...statisticsLines(report, ink, options.verbose === true))
  return lines
}

/** The rates: where a threshold is crossed, and for whoever wants to see them all the same. */
function statisticsLines(report: VerifyReport, ink: Ink, verbose: boolean): string[] {
  const { statistics } = report
  if (statistics === undefined) return []
  const found = report.findings.filter((f) => f.rule === 'MW-INT-RATE' || f.rule === 'MW-INT-RETRIES')
  if (!verbose && statistics.crossed.length === 0) return []
  return [
    ...found.flatMap((f) => [...findingLines(f, ink)]),
    ...statisticsWords(statistics).map((line, i) => `  ${i === 0 ? 'rates ' : '      '}    ${line}`),
    '',
  ]
}

/** go.mod files that could not be had, told together: the network is down for all of them or for none. */
function graphLines(report: VerifyReport, ink: Ink): string[] {
  const missing = report.findings.filter((f) => f.rule === 'MW-INT-GRAPH')
  const [first] = missing
  if (first === undefined) return []
  if (missing.length === 1) return [...findingLines(first, ink), '']
  const names = missing.slice(0, 3).map((f) => (f.module === undefined ? '' : moduleName(f.module)))
  return [
    `${ink.doubt('INCOMPLETE')}  ${count(missing.length, 'go.mod file')} could not be had, so the build list may be incomplete`,
    `  because   ${first.message.slice(first.message.indexOf(': ') + 2)}`,
    `  these     ${names.join(', ')}${missing.length > 3 ? `, and ${number(missing.length - 3)} more` : ''}`,
    ...(first.remedy ?? []).map((line) => `  next      ${line}`),
    '',
  ]
}

function findingLines(f: Finding, ink: Ink): string[] {
  return [
    `${ink.doubt(f.severity.toUpperCase())}  ${f.message}   ${ink.dim(f.rule)}`,
    ...(f.file === undefined ? [] : [`  where     ${f.file}${f.line === undefined ? '' : `:${f.line}`}`]),
    ...(f.remedy ?? []).map((line) => `  next      ${line}`),
  ]
}

function brokenLines(report: VerifyReport, m: ModuleRecord, ink: Ink): string[] {
  const findings = report.findings.filter((f) => f.module?.path === m.path && f.module.version === m.version)
  const bad = badParts(m)
  const good = partsOf(m)
    .filter(({ state }) => state === 'ok')
    .map(({ part }) => part)
  const rules = [...new Set(findings.map((f) => f.rule))].join(' ')
  const lines = [`${ink.bad('TAMPERED')}  ${ink.bold(moduleName(m))}   ${ink.dim(rules)}`]
  for (const f of findings) {
    lines.push(
      `  where     ${f.file ?? ''}${f.line === undefined ? '' : `:${f.line}`}${f.file === undefined ? f.message : ''}`,
    )
  }
  lines.push(
    `  differs   ${bad.join(', ')}${good.length === 0 ? '' : `; ${good.join(', ')} ${good.length === 1 ? 'is' : 'are'} as agreed`}`,
  )
  const by =
    m.expected === undefined ? '' : `   ${m.expected.by}${m.record === undefined ? '' : ` record ${number(m.record)}`}`
  if (m.expected?.h1 !== undefined && bad.some((part) => part !== '.mod'))
    lines.push(`  expected  ${m.expected.h1}${by}`)
  if (m.expected?.goMod !== undefined && bad.includes('.mod'))
    lines.push(`  expected  ${m.expected.goMod} (go.mod)${by}`)
  for (const [hash, where] of foundBy(m)) lines.push(`  found     ${hash}   ${where.join(', ')}`)
  for (const f of report.files.filter(
    (file) => file.path === m.path && file.version === m.version && file.part === 'folder',
  )) {
    lines.push(...fileLines(f, ink))
  }
  for (const reason of m.reasons) lines.push(`  because   ${reason}`)
  lines.push(`  meaning   ${meaningOf(m, findings)}`)
  m.remedy.forEach((line, i) => lines.push(`  ${i === 0 ? 'next' : '    '}      ${line}`))
  return [...lines, ...programLines(report, m)]
}

/** Parts that hold the same wrong thing are told together. */
function foundBy(m: ModuleRecord): Map<string, string[]> {
  const parts = new Map<string, string[]>()
  for (const [part, hash] of Object.entries(m.found ?? {})) parts.set(hash, [...(parts.get(hash) ?? []), part])
  return parts
}

function fileLines(f: FileRecord, ink: Ink): string[] {
  const lines = [`  file      ${f.name}   ${differenceWords(f)}`]
  for (const line of (f.diff ?? []).slice(0, 8)) lines.push(`      ${paintDiff(line, ink)}`)
  const rest = (f.diff?.length ?? 0) - 8
  if (rest > 0) lines.push(`      … ${number(rest)}${f.diffCut === true ? '+' : ''} more changed lines`)
  return lines
}

function paintDiff(line: string, ink: Ink): string {
  const start = line.slice(0, 160)
  return /^\d+ \+/.test(start) ? ink.bad(start) : ink.dim(start)
}

function vendorLines(report: VerifyReport, files: readonly FileRecord[], ink: Ink, most: number): string[] {
  const lines = [`${ink.bad('TAMPERED')}  ${ink.bold('vendor/')}   ${ink.dim('MW-INT-VENDOR')}`]
  for (const f of files.slice(0, most))
    lines.push(`  in        ${moduleName(f)}`, ...fileLines({ ...f, name: f.where }, ink))
  if (files.length > most) lines.push(`  and ${number(files.length - most)} more files`)
  lines.push('  meaning   vendor/ is not what the modules hold: a build from it runs code that nobody published.')
  lines.push(`  next      go mod vendor   # writes ${report.subject.folder}/vendor anew from proven modules`)
  return lines
}

function reasonLines(label: string, m: ModuleRecord, paint: (text: string) => string): string[] {
  return [
    `${paint(label)}  ${moduleName(m)}`,
    ...m.reasons.map((reason) => `  because   ${reason}`),
    ...m.remedy.map((line) => `  next      ${line}`),
  ]
}

/** Modules that share their reasons are told together: an outage must not print 700 times. */
function uncheckedLines(report: VerifyReport, ink: Ink, most: number): string[] {
  const lines: string[] = []
  const all = uncheckedGroups(report.modules)
  for (const members of all.slice(0, most)) {
    const [first] = members
    if (first === undefined) continue
    lines.push(
      `${ink.doubt('UNCHECKED')}  ${members.length === 1 ? moduleName(first) : count(members.length, 'module')}`,
    )
    for (const reason of first.reasons) lines.push(`  because   ${reason}`)
    if (members.length > 1) {
      const names = members.slice(0, 3).map(moduleName).join(', ')
      lines.push(`  these     ${names}${members.length > 3 ? `, and ${number(members.length - 3)} more` : ''}`)
    }
    for (const line of new Set(members.slice(0, 3).flatMap((m) => m.remedy))) lines.push(`  next      ${line}`)
    lines.push('')
  }
  if (all.length > most) lines.push(`and ${number(all.length - most)} more kinds of trouble (-v shows all)`, '')
  return lines
}

function conclusion(report: VerifyReport, ink: Ink): string[] {
  const taken = seconds(report.summary.seconds)
  const checks = countFacts(report).map((fact) => `${fact.name} ${fact.text}`)
  const lines = [`${label(report, ink)}  ${sizeWords(report)}   ${checks.join(' · ')}`]
  lines.push(...subjectLines(report))
  const database = databaseWords(report)
  if (database !== undefined) lines.push(`    checked against ${printable(database)}   ${taken}`)
  const notes = notesOf(report)
  if (notes.length > 0) lines.push(`    ${notes.join(' · ')}`)
  const troubles = troublesOf(report).map(({ state, text }) => (state === 'bad' ? ink.bad(text) : ink.doubt(text)))
  if (troubles.length > 0) lines.push([fineWords(report), ...troubles, taken].join(' · '))
  return lines
}

function label(report: VerifyReport, ink: Ink): string {
  if (report.exitCode === 0) return ink.good('ok')
  if (report.exitCode === 4) return ink.bad('BROKEN')
  return report.exitCode === 3 ? ink.doubt('INCOMPLETE') : ink.bad('FINDINGS')
}
