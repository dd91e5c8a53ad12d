// The scan report as a person reads it (UX §3.3): each module that is not clean with its evidence, what could not be
// looked at, and last the conclusion. A finding is cut so that the gravest fits a screen; -v shows all.
import { moduleName } from '../base/finding.ts'
import { joinedLines, printable, printableAll } from './printable.ts'
import type { ScannedModule, ScanFinding, ScanReport, TraceStep } from './scan.ts'
import {
  coverageGroups,
  graveFirst,
  howRequired,
  isShown,
  knownGoodWords,
  recordWords,
  scanConclusion,
  scanCounts,
  scanNotes,
  sourceWords,
} from './scanwords.ts'
import type { Ink } from './verifytext.ts'
import { waiverLines } from './waivertext.ts'
import { count, number, seconds } from './words.ts'

/** What is shown besides. */
export interface ScanTextOptions {
  /** Every finding whole, medium and low ones too. */
  readonly verbose?: boolean
  /** The table of capabilities. */
  readonly capabilities?: boolean
  /** What was not understood, file by file. */
  readonly coverage?: boolean
}

/** How many modules of one kind are shown before the rest is only counted. */
const MOST = 20
/** Findings of a module, and lines of one explanation, without -v. */
const MOST_FINDINGS = 3
const MOST_STEPS = 16
const WIDTH = 170

/** The whole text, with a final newline. */
export function scanText(report: ScanReport, ink: Ink, options: ScanTextOptions = {}): string {
  const lines = behaviourLines(report, ink, options)
  const { exitCode = 0, reasons = [] } = report.integrity ?? {}
  if (exitCode !== 0) {
    const label = exitCode === 3 ? ink.doubt('INTEGRITY') : ink.bad('INTEGRITY')
    lines.push(...reasons.map((reason) => `${label}  ${printable(reason)}`), '  next      modwarden verify', '')
  }
  const modules = report.modules.map(safe)
  lines.push(...recordLinesOf(report, modules, ink, options.verbose === true))
  if (options.capabilities === true) lines.push(...capabilityLines(modules), '')
  if (options.coverage === true) lines.push(...coverageLines(modules), '')
  return joinedLines([...lines, ...conclusionLines(report, ink)])
}

/** What is known of a clean module that was named, and whose bytes a list calls good. */
function recordLinesOf(
  { subject }: ScanReport,
  modules: readonly ScannedModule[],
  ink: Ink,
  verbose: boolean,
): string[] {
  return modules.flatMap((m) => {
    const good = knownGoodWords(m)
    const known = subject.kind === 'version' && !isShown(m, verbose) ? recordWords(m) : ''
    const words = [good, known].filter((text) => text !== '')
    return words.length === 0 ? [] : [ink.bold(moduleName(m)), ...words.map((text) => `  record    ${text}`), '']
  })
}

/** The modules that are not clean or not known in full, and the waivers that need a word; each with an empty line after. */
export function behaviourLines(report: ScanReport, ink: Ink, options: ScanTextOptions = {}): string[] {
  const lines: string[] = []
  const verbose = options.verbose === true
  const most = verbose ? Number.POSITIVE_INFINITY : MOST
  const bad = report.modules.filter((m) => isShown(m, verbose))
  for (const m of bad.slice(0, most)) lines.push(...moduleLines(safe(m), ink, verbose), '')
  if (bad.length > most) lines.push(`and ${number(bad.length - most)} more modules (-v shows all)`, '')
  lines.push(...incompleteLines(report.modules.filter((m) => m.incomplete).map(safe), ink, most))
  if (report.waivers !== undefined) lines.push(...waiverLines(report.waivers, ink))
  return lines
}

/** A module whose texts are safe to print; `joinedLines` keeps each on its line. */
function safe(m: ScannedModule): ScannedModule {
  return printableAll(m)
}

function moduleLines(m: ScannedModule, ink: Ink, verbose: boolean): string[] {
  const standing = graveFirst(m.findings)
  const shown = standing.filter((f) => verbose || isTelling(f, m))
  const required = howRequired(m)
  const rules = [...new Set(shown.filter((f) => f.waived === undefined).map((f) => f.rule))].slice(0, 4)
  const lines = [
    [labelOf(m, ink), ink.bold(moduleName(m)), required, ink.dim(rules.join(' '))]
      .filter((part) => part !== '')
      .join('  '),
  ]
  // Where it comes from is told in a line each; the files and lines that only the zip has, too.
  const about = shown.filter((f) => f.trigger === 'record')
  const code = shown.filter((f) => f.trigger !== 'record')
  for (const f of about.filter((one) => !isAboutSource(one))) lines.push(...findingLines(f, ink, verbose, verbose))
  const most = verbose ? code.length : MOST_FINDINGS
  // The gravest is explained step by step; the others lie on the same path more often than not.
  code.slice(0, most).forEach((finding, i) => lines.push(...findingLines(finding, ink, verbose || i === 0, verbose)))
  for (const f of about.filter(isAboutSource)) lines.push(...findingLines(f, ink, true, verbose))
  const left = standing.length - about.length - Math.min(most, code.length)
  if (left > 0) lines.push(`  and       ${count(left, 'more finding')} (-v shows all)`)
  const record = recordWords(m)
  if (record !== '') lines.push(`  record    ${record}`)
  const source = about.some(isAboutSource) ? (m.record?.source?.note ?? '') : sourceWords(m)
  if (source !== '') lines.push(`  source    ${source}`)
  if (m.reached !== undefined && m.reached.length > 0) lines.push(reachedLine(m.reached))
  return [...lines, ...nextLines(m, shown.slice(0, most))]
}

function labelOf(m: ScannedModule, ink: Ink): string {
  switch (m.verdict) {
    case 'malicious':
      return ink.bad('MALICIOUS')
    case 'suspicious':
      return ink.doubt('SUSPICIOUS')
    case 'clean':
      return ink.dim('NOTED')
  }
}

/** Whether a finding is shown without -v: what makes the verdict, and what somebody waived. */
function isTelling({ severity, waived }: ScanFinding, m: ScannedModule): boolean {
  if (waived !== undefined || severity === 'critical' || severity === 'high') return true
  return severity === 'medium' && m.verdict === 'suspicious'
}

/** What to do now. */
function nextLines(m: ScannedModule, findings: readonly ScanFinding[]): string[] {
  // What a replace line brings in stands in no require line.
  const isDone = (text: string): boolean => m.replaces !== undefined && text.includes(`-droprequire=${m.path}`)
  const all = findings.map((f) => f.remedy).filter((text) => text !== '' && !isDone(text))
  const remedies = [...new Set(all)].slice(0, 2)
  const drop =
    m.replaces !== undefined
      ? `go mod edit -dropreplace=${m.replaces} && go mod tidy`
      : m.direct === true
        ? `go mod edit -droprequire=${m.path} && go mod tidy`
        : undefined
  const commands = drop !== undefined && m.verdict === 'malicious' && m.role === 'version' ? [drop] : []
  const said = remedies.some((text) => /\b(?:if|where) it ran\b/.test(text))
  return [
    ...[...commands, ...remedies].map((text, i) => `  ${i === 0 ? 'do' : '  '}        ${text}`),
    ...(m.verdict === 'malicious' && !said
      ? ['  if it ran replace every secret that the machine could read, and look for what else it changed']
      : []),
  ]
}

/** One finding: what it does, and where `explained` the steps that lead to it. Its texts must be safe to print. */
export function findingLines(f: ScanFinding, ink: Ink, explained: boolean, verbose: boolean): string[] {
  const { waived } = f
  const note = waived === undefined ? '' : `   waived by ${waived.owner} until ${waived.expires}: ${waived.reason}`
  const tail = `${f.severity} ${f.rule}${note}`
  const label = f.trigger === 'record' ? aboutRecord(f.rule) : 'does'
  const said = fitted(f.message, verbose, Math.max(80, WIDTH - tail.length - 15))
  const lines = [`  ${label.padEnd(10)}${said}   ${ink.dim(tail)}`]
  if (f.trigger === 'record') return [...lines, ...(explained ? recordLines(f, verbose) : [])]
  const own = f.trace.some((step) => step.file === f.file && step.line === f.line)
  const steps = own && explained ? distinctSteps(f.trace) : [...(explained ? distinctSteps(f.trace) : []), whereOf(f)]
  const cut = verbose ? steps : middleCut(steps, MOST_STEPS)
  const width = Math.min(28, Math.max(...steps.map((step) => placeOf(step).length)))
  for (const step of cut) {
    if (step === undefined) lines.push(`     … ${count(steps.length - MOST_STEPS + 1, 'more step')}`)
    else lines.push(fitted(`     ${placeOf(step).padEnd(width)}  ${stepWords(step)}`, verbose))
  }
  const values = explained ? f.folded.filter((value) => value !== '' && !f.message.includes(value)) : []
  if (values.length > 0) {
    lines.push(fitted(`     ${'value'.padEnd(width)}  ${values.map((v) => JSON.stringify(v)).join(', ')}`, verbose))
  }
  return lines
}

function isAboutSource({ rule }: ScanFinding): boolean {
  return rule === 'MW-ZIPTAG'
}

/** What a finding about where a module comes from is about. */
function aboutRecord(rule: string): string {
  if (rule.startsWith('MW-NAME') || rule.startsWith('MW-CLONE')) return 'name'
  if (rule.startsWith('MW-META')) return 'dated'
  return rule.startsWith('MW-KNOWN') ? 'known' : 'source'
}

/** Its evidence, a line each. */
function recordLines(f: ScanFinding, verbose: boolean): string[] {
  const lines = f.trace.map(({ file, line, what }) =>
    file === '' ? what : `${file}${line > 0 ? `:${line}` : ''}  ${what}`,
  )
  const most = verbose ? lines.length : MOST_STEPS
  const left = lines.length - most
  return [
    ...lines.slice(0, most).map((line) => fitted(`     ${line}`, verbose)),
    ...(left > 0 ? [`     … ${count(left, 'more line')}`] : []),
  ]
}

/** Steps that say the same at the same place are one. */
function distinctSteps(steps: readonly TraceStep[]): TraceStep[] {
  const kept = new Map(steps.map((step) => [JSON.stringify([step.file, step.line, stepWords(step)]), step]))
  return [...kept.values()]
}

function whereOf(f: ScanFinding): TraceStep {
  return { file: f.file, line: f.line, what: '', ...(f.code === undefined ? {} : { code: f.code }) }
}

/** What a step says, and the line of code where that says more: a folded value stands in no code. */
function stepWords({ what, code }: TraceStep): string {
  if (code === undefined || what.includes(' = ')) return what === '' ? (code ?? '') : what
  const name = what.slice(Math.max(what.lastIndexOf('.'), what.lastIndexOf('/')) + 1)
  return what === '' || (!what.includes(' ') && code.includes(name)) ? code : `${what}   ${code}`
}

function placeOf({ file, line, module }: TraceStep): string {
  const shown = module === undefined ? file : `${module}/${file}`
  return line > 0 ? `${shown}:${line}` : shown
}

/** The first and the last steps, with `undefined` for what is between. */
function middleCut<T>(items: readonly T[], most: number): (T | undefined)[] {
  if (items.length <= most) return [...items]
  const head = Math.ceil((most - 1) / 2)
  return [...items.slice(0, head), undefined, ...items.slice(items.length - (most - 1 - head))]
}

function fitted(line: string, verbose: boolean, width = WIDTH): string {
  return verbose || line.length <= width ? line : `${line.slice(0, width - 1).toWellFormed()}…`
}

function reachedLine(way: readonly TraceStep[]): string {
  const steps = way.map((step) => `${placeOf(step)} ${step.what}`)
  const more = steps.length > 4 ? ` -> … ${number(steps.length - 4)} more` : ''
  return `  reached   your ${steps.slice(0, 4).join(' -> ')}${more}`
}

/** Modules of which something is not known; those that share their reason are told together. */
function incompleteLines(modules: readonly ScannedModule[], ink: Ink, most: number): string[] {
  const groups = new Map<string, ScannedModule[]>()
  for (const m of modules) {
    const key = JSON.stringify(m.reasons.map((reason) => reason.replaceAll(moduleName(m), '')))
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [m])
    else group.push(m)
  }
  const lines: string[] = []
  for (const members of [...groups.values()].slice(0, most)) {
    const [first] = members
    if (first === undefined) continue
    const name = members.length === 1 ? moduleName(first) : `${number(members.length)} modules`
    lines.push(`${ink.doubt('INCOMPLETE')}  ${name}`)
    for (const reason of first.reasons.slice(0, 4)) lines.push(`  because   ${reason}`)
    if (members.length > 1) {
      const names = members.slice(0, 3).map(moduleName).join(', ')
      lines.push(`  these     ${names}${members.length > 3 ? `, and ${number(members.length - 3)} more` : ''}`)
    }
    lines.push('')
  }
  if (groups.size > most) lines.push(`and ${number(groups.size - most)} more kinds of trouble (-v shows all)`, '')
  return lines
}

function capabilityLines(modules: readonly ScannedModule[]): string[] {
  const lines = ['capabilities (what code can do; never findings)']
  for (const m of modules) {
    if (m.capabilities.length === 0) continue
    const words = m.capabilities.map((c) => `${c.capability} ${number(c.calls)}`).join(', ')
    lines.push(`  ${moduleName(m)}   ${words}`)
  }
  if (lines.length === 1) lines.push('  none')
  return lines
}

function coverageLines(modules: readonly ScannedModule[]): string[] {
  const lines = ['coverage (what was not understood)']
  for (const m of modules) {
    const { files, goFiles, gapCount, gaps } = m.coverage
    if (gapCount === 0) continue
    lines.push(
      `  ${moduleName(m)}   ${number(goFiles)} of ${number(files)} files are Go; ${number(gapCount)} not in full`,
    )
    for (const { place, why } of coverageGroups(gaps)) lines.push(`     ${place}   ${why}`)
    if (gapCount > gaps.length) lines.push(`     and ${number(gapCount - gaps.length)} more`)
  }
  if (lines.length === 1) lines.push('  everything was')
  return lines
}

function conclusionLines(report: ScanReport, ink: Ink): string[] {
  const state = report.exitCode === 0 ? ink.good : report.exitCode === 3 ? ink.doubt : ink.bad
  const notes = scanNotes(report)
  return [
    `${state(scanConclusion(report))}   ${scanCounts(report)}`,
    `    ${[...notes, seconds(report.summary.seconds)].join(' · ')}`,
  ]
}
