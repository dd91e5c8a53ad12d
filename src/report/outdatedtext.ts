// The report of `outdated` as a person reads it at 80 columns: the verdict, what is wrong with versions in use, what can
// be updated, what the requirements lack, and the conclusion with a line to paste.
import { moduleName } from '../base/finding.ts'
import type { OutdatedModule, OutdatedReport, RequirementTrouble } from './outdated.ts'
import { joinedLines, printableAll } from './printable.ts'
import { gapWords, outOfDateLines } from './tree.ts'
import type { Ink } from './verifytext.ts'
import { count, seconds, wrapWords } from './words.ts'

const WIDTH = 78
const MOST_UPDATES = 30
const MOST_OTHERS = 8

/** The whole text, with a final newline. */
export function outdatedText(report: OutdatedReport, ink: Ink, options: { readonly verbose?: boolean } = {}): string {
  const safe = printableAll(report)
  const verbose = options.verbose === true
  return joinedLines([
    ink.bold(outdatedVerdict(safe)),
    ...troubleLines(safe, ink, verbose),
    ...updateLines(safe, ink, verbose),
    ...majorLines(safe, ink, verbose),
    ...conflictLines(safe, ink, verbose),
    ...requirementLines(safe, ink, verbose),
    ...openLines(safe, ink, verbose),
    ...rememberedLines(safe, ink, verbose),
    ...outOfDateLines(safe.subject).map(ink.doubt),
    outdatedConclusion(safe),
  ])
}

/** The first line: `example.com/shop: updates for 31 of 80 direct, 3 of 355 others`. */
export function outdatedVerdict({ subject, modules }: OutdatedReport): string {
  const of = (direct: boolean): readonly OutdatedModule[] => modules.filter((m) => m.direct === direct)
  const newer = (list: readonly OutdatedModule[]): number => list.filter((m) => m.state === 'outdated').length
  const name = subject.modules.length === 1 ? (subject.modules[0] ?? '') : count(subject.modules.length, 'main module')
  const extra = [
    [modules.filter((m) => m.retracted !== undefined).length, 'retracted'],
    [modules.filter((m) => m.deprecated !== undefined).length, 'deprecated'],
  ] as const
  const words = extra.filter(([n]) => n > 0).map(([n, word]) => `, ${n} ${word}`)
  const [direct, others] = [of(true), of(false)]
  return `${name}: updates for ${newer(direct)} of ${direct.length} direct, ${newer(others)} of ${others.length} others${words.join('')}`
}

/** The last line. */
export function outdatedConclusion(report: OutdatedReport): string {
  const { modules, gaps, seconds: took } = report
  const unchecked = modules.filter((m) => m.state === 'unchecked').length
  if (unchecked > 0 || gaps.length > 0) {
    const words = [
      ...(unchecked > 0 ? [`${count(unchecked, 'module')} could not be checked`] : []),
      ...(gaps.length > 0 ? [`${count(gaps.length, 'thing')} could not be read`] : []),
    ]
    return `INCOMPLETE: ${words.join(', ')}   ${seconds(took)}`
  }
  const bad = modules.filter((m) => m.retracted !== undefined || m.licenceTrouble !== undefined).length
  if (bad > 0) {
    const verb = bad === 1 ? 'is retracted or has a licence' : 'are retracted or have licences'
    return `FAIL: ${count(bad, 'module')} ${verb} that may not come in   ${seconds(took)}`
  }
  const able = modules.filter((m) => m.direct && m.allowed !== undefined).length
  return `ok: ${able === 0 ? 'nothing to take' : `go get takes ${count(able, 'direct update')} today`}   ${seconds(took)}`
}

function troubleLines({ modules }: OutdatedReport, ink: Ink, verbose: boolean): string[] {
  const lines: string[] = []
  for (const m of modules) {
    if (m.retracted !== undefined) lines.push(...told(m, ink.bad('RETRACTED'), 'RETRACTED', m.retracted))
    if (m.licenceTrouble !== undefined) lines.push(...told(m, ink.bad('LICENCE'), 'LICENCE', m.licenceTrouble))
  }
  const given = modules.filter((m) => m.deprecated !== undefined && (verbose || m.direct || m.scope === 'code'))
  for (const m of given) lines.push(...told(m, ink.doubt('deprecated'), 'deprecated', m.deprecated ?? ''))
  for (const m of modules) if (m.source !== undefined) lines.push(...told(m, ink.doubt('source'), 'source', m.source))
  return lines
}

function told(m: OutdatedModule, painted: string, plain: string, why: string): string[] {
  const words = why.replaceAll(/\s+/g, ' ').trim()
  const head = `  ${painted}${' '.repeat(Math.max(1, 11 - plain.length))}${moduleName(m)}`
  return words === '' ? [head] : [head, ...wrapWords(words, 13)]
}

function updateLines({ modules }: OutdatedReport, ink: Ink, verbose: boolean): string[] {
  const updates = modules.filter((m) => m.state === 'outdated')
  const first = updates.filter((m) => m.direct)
  const others = updates.filter((m) => !m.direct && m.scope !== 'unused')
  const shown = verbose
    ? updates
    : [...first.slice(0, MOST_UPDATES), ...(first.length === 0 ? others.slice(0, MOST_OTHERS) : [])]
  const lines = shown.flatMap((m) => {
    const step = `${m.version} -> ${m.newest ?? ''}`
    const room = WIDTH - 2 - m.path.length - step.length
    const line =
      room >= 2
        ? [`  ${m.path}${' '.repeat(room)}${step}`]
        : [`  ${m.path}`, `${' '.repeat(Math.max(4, WIDTH - step.length))}${step}`]
    const today = m.allowed === undefined ? 'nothing newer may come in today' : `today ${m.allowed}`
    return m.held === undefined
      ? line
      : [...line, ...wrapWords(`${today}; ${m.newest ?? ''} ${m.held}`, 6).map(ink.doubt)]
  })
  const left = updates.length - shown.length
  const rest =
    left === 0 ? [] : [ink.dim(`  and ${count(left, 'more update')}, ${others.length} of modules that are used (-v)`)]
  return lines.length + rest.length === 0 ? [] : ['updates', ...lines, ...rest]
}

function majorLines({ modules }: OutdatedReport, ink: Ink, verbose: boolean): string[] {
  const ahead = modules.filter((m) => m.majors.length > 0)
  if (ahead.length === 0) return []
  const most = verbose ? ahead.length : MOST_OTHERS
  const lines = ahead.slice(0, most).flatMap((m) => {
    const [from, to] = [`  ${moduleName(m)}`, `->  ${m.majors.map(moduleName).at(-1) ?? ''}`]
    return from.length + 2 + to.length <= WIDTH ? [`${from}  ${to}`] : [from, `    ${to}`]
  })
  return [
    'majors ahead (modules of their own)',
    ...lines,
    ...(ahead.length > most ? [ink.dim(`  and ${ahead.length - most} more (-v)`)] : []),
  ]
}

function conflictLines({ conflicts, modules }: OutdatedReport, ink: Ink, verbose: boolean): string[] {
  const most = verbose ? Infinity : MOST_OTHERS
  const replaced = modules.filter((m) => m.replacedBy !== undefined)
  const lines = [
    ...conflicts.majors
      .slice(0, most)
      .flatMap(({ name, modules: list }) =>
        wrapWords(`${name}: in use as ${list.map((m) => m.version).join(' and ')}`, 2),
      ),
    ...replaced
      .slice(0, most)
      .flatMap((m) =>
        wrapWords(`${m.path}: replaced by ${m.replacedBy?.path ?? ''} ${m.replacedBy?.version ?? ''}`.trimEnd(), 2),
      ),
    ...conflicts.drags
      .slice(0, most)
      .flatMap(({ module, by, others }) =>
        wrapWords(`${by.path} alone lifts ${module.path} from ${others} to ${module.version}`, 2),
      ),
  ]
  const all = conflicts.majors.length + replaced.length + conflicts.drags.length
  const shown = [conflicts.majors.length, replaced.length, conflicts.drags.length].reduce(
    (n, of) => n + Math.min(of, most),
    0,
  )
  if (all === 0) return []
  return ['conflicts', ...lines, ...(all > shown ? [ink.dim(`  and ${all - shown} more (-v)`)] : [])]
}

const TROUBLES: Readonly<Record<RequirementTrouble['kind'], string>> = {
  unused: 'required, and no package of it is imported',
  missing: 'imported, and not in go.mod',
  'should-be-direct': 'imported by the project itself: drop // indirect',
  'should-be-indirect': 'not imported by the project itself: mark // indirect',
}

function requirementLines({ requirements }: OutdatedReport, ink: Ink, verbose: boolean): string[] {
  if (requirements.length === 0) return []
  const most = verbose ? requirements.length : MOST_OTHERS
  return [
    'go.mod',
    ...requirements
      .slice(0, most)
      .flatMap(({ kind, path, line }) =>
        wrapWords(`${line === undefined ? '' : `${line}: `}${path}: ${TROUBLES[kind]}`, 2),
      ),
    ...(requirements.length > most ? [ink.dim(`  and ${requirements.length - most} more (-v)`)] : []),
    '  go mod tidy',
  ]
}

function openLines({ modules, gaps }: OutdatedReport, ink: Ink, verbose: boolean): string[] {
  const open = modules.filter((m) => m.state === 'unchecked')
  const most = verbose ? Infinity : 3
  const kept = modules.filter((m) => m.state === 'private').length
  return [
    ...open
      .slice(0, most)
      .flatMap((m) => [`  ${ink.doubt('not checked')}  ${moduleName(m)}`, ...wrapWords(m.why ?? '', 15)]),
    ...(open.length > most ? [ink.dim(`  and ${open.length - most} more (-v)`)] : []),
    ...gaps.slice(0, most).flatMap((gap) => {
      const [first = '', ...rest] = wrapWords(`not read  ${gapWords(gap)}`, 2)
      return [first.replace('not read', ink.doubt), ...rest]
    }),
    ...(kept > 0
      ? [ink.dim(`  not asked: ${count(kept, 'module')} that GONOPROXY or GOPRIVATE keeps from proxies`)]
      : []),
  ]
}

/** Within the hour nobody is asked twice, and that needs no word. */
function rememberedLines({ remembered }: OutdatedReport, ink: Ink, verbose: boolean): string[] {
  if (remembered === undefined || (remembered.hours === 0 && !verbose)) return []
  const { lists, oldest, hours } = remembered
  const age = hours < 48 ? count(hours, 'hour') : count(Math.floor(hours / 24), 'day')
  const words = `${count(lists, 'list')} of versions from earlier, the oldest ${age} old (${oldest.slice(0, 10)})`
  return wrapWords(words, 2).map(hours >= 48 ? ink.doubt : ink.dim)
}
