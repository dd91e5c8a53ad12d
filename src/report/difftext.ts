// The diff report as a person reads it: the risk in one line, what is found, what was added, and the source last.
import { moduleName } from '../base/finding.ts'
import type { FileDifference } from '../world/contents.ts'
import type { DiffEffect, DiffReport, DiffRequirement, DiffSide } from './diff.ts'
import { joinedLines, printableAll } from './printable.ts'
import { graveFirst } from './scanwords.ts'
import { findingLines } from './scantext.ts'
import type { Ink } from './verifytext.ts'
import { bytes, count, number, seconds } from './words.ts'

/** How much is shown. */
export interface DiffTextOptions {
  readonly verbose?: boolean
  /** The changed lines of the files. */
  readonly source?: boolean
}

const MOST_FINDINGS = 4
const MOST_EFFECTS = 12
const MOST_REQUIREMENTS = 12
const MOST_FILES = 12
const MOST_LINES = 400

/** The whole text, with a final newline. */
export function diffText(report: DiffReport, ink: Ink, options: DiffTextOptions = {}): string {
  const safe = printableAll(report)
  const verbose = options.verbose === true
  return joinedLines([
    ...headLines(safe, ink),
    ...findingsLines(safe, ink, verbose),
    ...addedLines(safe, ink, verbose),
    ...fileLines(safe, ink, verbose),
    ...(options.source === true ? sourceLines(safe, ink) : []),
    ...tailLines(safe, ink, options),
  ])
}

/** `example.com/m v1.0.0 -> v1.0.1`, or both in full. */
export function diffSubject({ from, to }: DiffReport): string {
  const both = from.version !== '' && to.version !== ''
  return from.path === to.path && both
    ? `${from.path} ${from.version} -> ${to.version}`
    : `${sideName(from)} -> ${sideName(to)}`
}

/** A module version, or the folder of one that has none. */
function sideName(side: DiffSide): string {
  return side.version === '' ? `${side.path} in ${side.dir}` : moduleName(side)
}

/** The conclusion in one sentence. */
export function diffConclusion({ risk, because, exitCode, from, to }: DiffReport): string {
  if (exitCode === 4) {
    const bad = [from, to].filter((side) => side.integrity === 'broken').map(sideName)
    return `FAIL: the bytes of ${bad.join(' and ')} are not what was agreed on; what is said here is about other code.`
  }
  if (exitCode === 3) return 'INCOMPLETE: not everything could be compared or proven.'
  const what = `${because.charAt(0).toUpperCase()}${because.slice(1)}`
  if (risk === 'none' && to.verdict !== 'clean') {
    return `NOTE: ${because}, but ${sideName(to)} itself is ${to.verdict}: modwarden scan ${sideName(to)}.`
  }
  return risk === 'none' ? `ok: ${because}.` : `${exitCode === 0 ? 'NOTE' : 'RISK'} ${risk}: ${what}.`
}

function headLines(report: DiffReport, ink: Ink): string[] {
  const words: Readonly<Record<DiffReport['step'], string>> = {
    patch: 'a patch release',
    minor: 'a minor release',
    major: 'a major release',
    other: report.from.path === report.to.path ? 'no upgrade' : 'two modules',
  }
  return [
    `${ink.bold(diffSubject(report))}   ${words[report.step]}`,
    ...[report.from, report.to].flatMap(sideLines),
    '',
  ]
}

function sideLines(side: DiffSide): string[] {
  const reasons = side.reasons.map((reason) => `  because   ${side.version}: ${reason}`)
  return side.incomplete || side.integrity === 'broken' ? reasons : reasons.slice(0, 1)
}

function findingsLines(report: DiffReport, ink: Ink, verbose: boolean): string[] {
  const telling = graveFirst(report.findings).filter((f) => verbose || (f.severity !== 'low' && f.severity !== 'info'))
  if (telling.length === 0) return []
  const lines = ['new in what it does']
  const most = verbose ? telling.length : MOST_FINDINGS
  telling.slice(0, most).forEach((finding, i) => lines.push(...findingLines(finding, ink, verbose || i === 0, verbose)))
  if (telling.length > most) lines.push(`  and       ${count(telling.length - most, 'more finding')} (-v shows all)`)
  return [...lines, '']
}

function addedLines(report: DiffReport, ink: Ink, verbose: boolean): string[] {
  const { capabilities, effects, requirements, content, reached } = report
  const lines: string[] = []
  const can = [
    ...capabilities.added.map((c) => `+${c.capability} (${c.file}:${c.line})`),
    ...capabilities.removed.map((name) => `-${name}`),
  ]
  if (can.length > 0) lines.push(`  can       ${can.join(', ')}`)
  const groups = grouped(effects.filter((one) => verbose || isTelling(one)))
  const most = verbose ? groups.length : MOST_EFFECTS
  const shown = groups.slice(0, most)
  shown.forEach((group, i) => lines.push(`  ${i === 0 ? 'calls' : '     '}     ${effectWords(group, ink)}`))
  const left = effects.length - shown.reduce((sum, group) => sum + group.length, 0)
  if (left > 0) lines.push(`            and ${count(left, 'more call')} of less weight (-v)`)
  content
    .filter((fact) => verbose || fact.weight !== 'low')
    .forEach((fact) => lines.push(`  holds     ${fact.file}: ${fact.what}`))
  lines.push(...requirementLines(requirements, verbose))
  if (reached !== undefined) lines.push(`  reached   ${reachedWords(report)}`)
  return lines.length === 0 ? [] : ['added', ...lines, '']
}

/** What a reader must see: what tests alone do, and what says nothing and is of a kind that was there, is not. */
function isTelling({ triggers, kind, hidden, newKind, values }: DiffEffect): boolean {
  if (triggers.every((trigger) => trigger === 'test')) return false
  const strong = ['process', 'connect', 'load', 'memory', 'interpret'].includes(kind)
  const automatic = triggers.some((trigger) => trigger === 'init' || trigger === 'var')
  return hidden || newKind || (strong && (automatic || values.length > 0))
}

/** Calls of one function with the same values, reached alike, told together. */
function grouped(effects: readonly DiffEffect[]): readonly DiffEffect[][] {
  const groups = new Map<string, DiffEffect[]>()
  for (const one of effects) {
    const key = JSON.stringify([one.call, one.values, one.triggers, one.reached, one.hidden])
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [one])
    else group.push(one)
  }
  return [...groups.values()]
}

/** `+ net/http.Get "https://…"   evict.go:14   when it is imported   your code imports it`. */
function effectWords(group: readonly DiffEffect[], ink: Ink): string {
  const [one] = group
  if (one === undefined) return ''
  const others = group.length === 1 ? '' : ` and ${number(group.length - 1)} more`
  const values = one.values
    .slice(0, 3)
    .map((value) => JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value))
  const auto = one.triggers.some((trigger) => trigger === 'init' || trigger === 'var')
  return [
    `+ ${one.call}${values.length === 0 ? '' : ` ${values.join(' ')}`}${one.hidden ? ' (hidden)' : ''}`,
    ink.dim(`${one.file}:${one.line}${others}`),
    ...(auto
      ? ['when it is imported']
      : one.triggers.includes('main') && one.triggers.length === 1
        ? ['in a program']
        : []),
    ...(one.reached === true ? ['your code imports this package'] : []),
  ].join('   ')
}

function requirementLines(requirements: readonly DiffRequirement[], verbose: boolean): string[] {
  const telling = verbose ? requirements : requirements.filter((r) => !r.indirect)
  const most = verbose ? telling.length : MOST_REQUIREMENTS
  const lines = telling.slice(0, most).map((r, i) => `  ${i === 0 ? 'requires' : '        '}  ${requirementWords(r)}`)
  const left = requirements.length - Math.min(most, telling.length)
  return left === 0
    ? lines
    : [...lines, `            and ${count(left, 'more requirement')}, most of them indirect (-v)`]
}

/** `+ example.com/x v1.0.0`, `~ example.com/x v1.0.0 -> v1.1.0`, `- example.com/x`. */
export function requirementWords({ path, before, after }: DiffRequirement): string {
  if (before === undefined) return `+ ${path} ${after ?? ''}`
  return after === undefined ? `- ${path}` : `~ ${path} ${before} -> ${after}`
}

function reachedWords({ reached = [], effects, to }: DiffReport): string {
  if (reached.length === 0) return `your code imports no package of ${to.path}`
  const hit = effects.filter((one) => one.reached === true && isTelling(one)).length
  const packages = count(reached.length, 'package')
  return hit === 0
    ? `your code comes to ${packages} of it; nothing of the above is in one of them`
    : `your code comes to ${packages} of it, and ${number(hit)} of the calls above ${hit === 1 ? 'is' : 'are'} there`
}

function fileLines({ files, fileCount }: DiffReport, ink: Ink, verbose: boolean): string[] {
  if (fileCount === 0) return []
  const kinds = (['added', 'changed', 'removed'] as const).map((kind) => {
    const n = files.filter((file) => file.kind === kind).length
    return n === 0 ? '' : `${number(n)} ${kind}`
  })
  const lines = [`files       ${kinds.filter((text) => text !== '').join(', ')}`]
  const most = verbose ? files.length : MOST_FILES
  for (const file of files.slice(0, most)) lines.push(`  ${signOf(file)} ${file.name}   ${ink.dim(sizeWords(file))}`)
  if (fileCount > most) lines.push(`  and ${number(fileCount - Math.min(most, files.length))} more`)
  return [...lines, '']
}

function signOf({ kind }: FileDifference): string {
  return kind === 'added' ? '+' : kind === 'removed' ? '-' : '~'
}

function sizeWords({ size, expectedSize }: FileDifference): string {
  if (size === undefined) return bytes(expectedSize ?? 0)
  return expectedSize === undefined ? bytes(size) : `${bytes(expectedSize)} -> ${bytes(size)}`
}

function sourceLines({ files }: DiffReport, ink: Ink): string[] {
  const lines: string[] = []
  const hidden: string[] = []
  for (const file of files) {
    if (file.diff === undefined || file.diff.length === 0) {
      hidden.push(`${file.name} (${file.kind === 'removed' ? 'removed' : 'large, no text, or beyond the limit'})`)
      continue
    }
    if (lines.length > MOST_LINES) return [...lines, `… (--format html or json has ${number(files.length)} files)`, '']
    lines.push(
      ink.bold(file.name),
      ...file.diff.map((line) => `  ${line}`),
      ...(file.diffCut === true ? ['  …'] : []),
      '',
    )
  }
  return hidden.length === 0 ? lines : [...lines, `not shown: ${hidden.join(', ')}`, '']
}

function tailLines(report: DiffReport, ink: Ink, { source, verbose }: DiffTextOptions): string[] {
  const state = report.exitCode === 0 ? ink.good : report.exitCode === 3 ? ink.doubt : ink.bad
  const hints = [
    ...(source === true || report.fileCount === 0 ? [] : ['--source shows the changed lines']),
    ...(verbose === true ? [] : ['-v shows all']),
  ]
  return [state(diffConclusion(report)), `    ${[...hints, seconds(report.seconds)].join(' · ')}`]
}
