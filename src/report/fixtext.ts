// The fix report as a person reads it: what goes and at what price first, each move, what stays and why, the files.
import { moduleName } from '../base/finding.ts'
import type { FixLeft, FixMove, FixReport } from './fix.ts'
import { joinedLines, printableAll } from './printable.ts'
import type { Ink } from './verifytext.ts'
import { count, number, seconds } from './words.ts'
import { shellQuoted } from '../base/shellword.ts'

const MOST_MOVES = 20
const MOST_REPAIRS = 5
const MOST_LEFT = 20
const MOST_LINES = 40

/** The whole text, with a final newline. */
export function fixText(unsafe: FixReport, ink: Ink, options: { readonly verbose?: boolean } = {}): string {
  const report = printableAll(unsafe)
  const verbose = options.verbose === true
  const request = report.request
  return joinedLines([
    ink.bold(fixVerdict(report)),
    ...priceLines(report),
    '',
    ...moveLines(report, ink, verbose),
    ...replacedLines(report, ink),
    ...leftLines(report, ink, verbose),
    ...fileLines(report, ink, verbose),
    ...report.tests.flatMap((t) => [
      `${t.ok ? ink.good('PASSED') : ink.bad('FAILED')}  ${t.command}   ${seconds(t.seconds)}`,
      ...(t.ok || t.output === '' ? [] : t.output.split('\n').map((line) => `  ${line}`)),
    ]),
    ...(report.tests.length === 0 ? [] : ['']),
    ...report.unchecked.map((line) => `${ink.doubt('UNCHECKED')}  ${line}`),
    ...(report.unchecked.length === 0 ? [] : ['']),
    ...(request === undefined
      ? []
      : [
          `${request.state === 'planned' ? 'WOULD ASK' : 'REQUEST'}  ${request.title}`,
          `  branch    ${request.branch} into ${request.base} (${request.state})`,
          ...(request.url === undefined ? [] : [`  see       ${request.url}`]),
          ...(request.state === 'planned'
            ? ['', ...request.body.split('\n').map((line) => `  ${line}`.trimEnd())]
            : []),
          '',
        ]),
    ...stateLines(report),
    ...tone(report, ink, conclusionLines(report)),
  ])
}

/** What was found, in one line. */
export function fixVerdict(report: FixReport): string {
  const { repaired, left, moves, replaced, subject } = report
  const added = left.filter((l) => l.kind === 'added').length
  const all = repaired.length + left.length - added
  const [first = subject.folder, ...others] = subject.modules
  const name = others.length === 0 ? first : `${first} and ${count(others.length, 'more module')} of the workspace`
  const reached = report.scope === 'reachable' ? 'reachable ' : ''
  if (report.scope === 'replace') {
    if (replaced.length === 0) return `${name}: nothing that is imported here has a known successor`
    const goes =
      repaired.length === 0
        ? ''
        : `, and ${count(repaired.length, 'advisory', 'advisories')} with ${replaced.length === 1 ? 'it' : 'them'}`
    return `${name}: ${count(replaced.length, 'module')} ${report.status === 'written' ? 'replaced' : 'to be replaced'}${goes}`
  }
  if (all === 0) return `${name}: no ${reached}advisory holds for what is built`
  if (repaired.length === 0)
    return `${name}: ${all === 1 ? `the only ${reached}advisory stays` : `all ${number(all)} ${reached}advisories stay`}`
  const asked = moves.filter((m) => m.asked).length
  const what =
    repaired.length === all
      ? all === 1
        ? 'the only'
        : `all ${number(all)}`
      : `${number(repaired.length)} of ${number(all)}`
  return `${name}: ${count(asked, 'upgrade')} ${asked === 1 ? 'removes' : 'remove'} ${what} ${reached}${all === 1 ? 'advisory' : 'advisories'}${added === 0 ? '' : ` and ${asked === 1 ? 'brings' : 'bring'} ${number(added)}`}`
}

/** What the upgrades cost, and what of it was not read. */
function priceLines({ moves }: FixReport): string[] {
  const built = moves.filter((m) => m.used && m.to !== '')
  if (built.length === 0) return []
  const direct = built.filter((m) => m.direct).length
  const unread = built.filter((m) => m.adds === undefined && m.doubt === undefined).length
  return [
    `${count(built.length, 'module')} that ${built.length === 1 ? 'is' : 'are'} built ${built.length === 1 ? 'moves' : 'move'}, ${number(direct)} of them required by the code here`,
    ...(unread === 0
      ? []
      : [
          `what ${count(unread, 'upgrade')} of them ${unread === 1 ? 'adds' : 'add'} is read before anything is written`,
        ]),
  ]
}

function moveLines({ moves, repaired }: FixReport, ink: Ink, verbose: boolean): string[] {
  const summaries = new Map(repaired.map((r) => [`${r.path} ${r.id}`, r.summary]))
  const isTold = (m: FixMove): boolean =>
    verbose || m.asked || m.repairs.length > 0 || m.doubt !== undefined || (m.adds?.verdict ?? 'clean') !== 'clean'
  const told = moves.filter(isTold).toSorted((a, b) => Number(b.asked) - Number(a.asked))
  const others = moves.filter((m) => !isTold(m))
  const along = others.filter((m) => m.used || m.to === '')
  const idle = others.length - along.length
  const blocks = told.flatMap((m) => [...oneMove(m, moves, ink, summaries, verbose), ''])
  const lines = along.slice(0, MOST_MOVES).map((m) => headOf(m, ink))
  return [
    ...blocks,
    ...lines,
    ...(along.length > MOST_MOVES
      ? [`and ${number(along.length - MOST_MOVES)} more that move along (-v shows all)`]
      : []),
    ...(along.length === 0 ? [] : ['']),
    ...(idle === 0
      ? []
      : [`and ${count(idle, 'module')} in the build list alone, of which nothing is built (-v shows them)`, '']),
  ]
}

function headOf(m: FixMove, ink: Ink): string {
  const label = m.to === '' ? 'GOES   ' : m.from === '' ? 'ADDS   ' : m.asked ? ink.good('UPGRADE') : 'MOVES  '
  const versions = m.from === '' ? m.to : m.to === '' ? `${m.from}, no longer needed` : `${m.from} -> ${m.to}`
  const how = m.to === '' ? '' : `   ${m.direct ? 'direct' : 'indirect'}${m.from === '' ? '' : `, ${m.step}`}`
  return `${label}  ${ink.bold(m.path)} ${versions}${how}`
}

function oneMove(
  m: FixMove,
  moves: readonly FixMove[],
  ink: Ink,
  summaries: ReadonlyMap<string, string>,
  verbose: boolean,
): string[] {
  const bad = m.adds !== undefined && m.adds.verdict !== 'clean'
  const brought = m.asked ? moves.filter((one) => one.used && one.broughtBy.includes(m.path)) : []
  const [first, second, third, ...more] = brought.map((one) => one.path)
  const names = [first, second, third].filter((name) => name !== undefined).join(', ')
  const alone = brought.filter((one) => one.broughtBy.length === 1).length
  const rest = more.length === 0 ? '' : ` and ${number(more.length)} more`
  const most = verbose ? m.repairs.length : MOST_REPAIRS
  const share = alone === 0 || alone === brought.length ? '' : `; ${number(alone)} for it alone`
  return [
    headOf(m, ink),
    ...m.repairs.slice(0, most).map((id) => {
      const summary = summaries.get(`${m.path} ${id}`) ?? ''
      return `  repairs   ${id}${summary === '' ? '' : `  ${cut(summary, 50)}`}`
    }),
    ...(m.repairs.length > most ? [`            and ${number(m.repairs.length - most)} more`] : []),
    ...(m.because === undefined ? [] : wrapped('  because   ', m.because)),
    ...(first === undefined ? [] : wrapped('  along     ', `${names}${rest}${share}`)),
    ...(m.adds === undefined ? [] : wrapped('  adds      ', addsWords(m))),
    ...(m.used || m.to === '' ? [] : ['  built     nothing of it: it is in the build list alone']),
    ...(bad ? [`  ${ink.doubt(m.adds?.verdict ?? '')}   modwarden scan ${m.path}@${m.to}`] : []),
    ...(m.doubt === undefined ? [] : [`  because   ${m.doubt}`]),
    ...(m.proof === undefined || m.proof.by === 'checksum database'
      ? []
      : ['  proof     go.sum alone: no database was asked']),
  ]
}

/** `+process; 3 requirements; 12 files differ`. */
export function addsWords({ adds }: FixMove): string {
  if (adds === undefined) return 'not looked at yet'
  const parts = [
    adds.because,
    ...(adds.capabilities.length === 0 ? [] : [adds.capabilities.map((c) => `+${c}`).join(' ')]),
    ...(adds.requirements.length === 0
      ? []
      : [`requires ${adds.requirements.slice(0, 3).join(', ')}${adds.requirements.length > 3 ? ', …' : ''}`]),
    ...(adds.files === 0 ? [] : [count(adds.files, 'file differs', 'files differ')]),
    ...(adds.incomplete ? ['not read in full'] : []),
  ]
  return parts.join('; ')
}

function replacedLines({ replaced }: FixReport, ink: Ink): string[] {
  return replaced.flatMap((r) => [
    `${ink.good('REPLACE')}  ${ink.bold(r.from)} by ${r.to}@${r.version}`,
    ...r.files.slice(0, MOST_LINES).map((f) => `  imports   ${f.file}   ${number(f.imports)}`),
    ...(r.files.length > MOST_LINES ? [`  and ${number(r.files.length - MOST_LINES)} more files`] : []),
    `  note      ${r.note}`,
    `  source    ${r.source}`,
    '',
  ])
}

function leftLines({ left }: FixReport, ink: Ink, verbose: boolean): string[] {
  const most = verbose ? left.length : MOST_LEFT
  // One module at one version has one reason for many of its advisories.
  const groups = Map.groupBy(left.slice(0, most), (l) => `${moduleName(l)} ${l.why} ${l.next ?? ''}`)
  const lines = [...groups.values()].flatMap((group) => oneLeft(group, ink))
  return [...lines, ...(left.length > most ? [`and ${number(left.length - most)} more (-v shows all)`, ''] : [])]
}

function oneLeft(group: readonly FixLeft[], ink: Ink): string[] {
  const [first] = group
  if (first === undefined) return []
  return [
    `${first.kind === 'added' ? ink.doubt('COMES') : ink.bad('STAYS')}  ${ink.bold(moduleName(first))}`,
    ...group.map((l) => `  advisory  ${l.id}${l.summary === '' ? '' : `  ${cut(l.summary, 50)}`}`),
    ...wrapped('  because   ', first.why),
    ...(first.next === undefined ? [] : [`  next      ${first.next}`]),
    '',
  ]
}

function fileLines({ files }: FixReport, ink: Ink, verbose: boolean): string[] {
  // What is copied from modules has no lines here; one line says how much it is.
  const told = files.filter(({ diff }) => verbose || diff.length > 0)
  const more = files.length - told.length
  const lines = told.flatMap(({ file, diff }) => {
    if (diff.length === 0) return [file]
    const added = diff.filter((line) => line.startsWith('+')).length
    const isSum = file.endsWith('.sum')
    const head = `${file}   +${number(added)} -${number(diff.length - added)}`
    const most = verbose ? diff.length : MOST_LINES
    const lines = isSum && !verbose ? [] : diff.slice(0, most)
    return [
      head,
      ...lines.map((line) => `  ${line.startsWith('+') ? ink.good(line) : ink.bad(line)}`),
      ...(isSum || diff.length <= most ? [] : [`  and ${number(diff.length - most)} more lines (-v shows all)`]),
      '',
    ]
  })
  return more === 0 ? lines : [...lines, `vendor/   ${count(more, 'file changes', 'files change')} (-v names them)`, '']
}

function stateLines({ before, after, goVersion, exact, tried, status, takenBack }: FixReport): string[] {
  const lines: string[] = []
  if (takenBack !== undefined) {
    const files = count(takenBack.length, 'file')
    lines.push(`an earlier fix was stopped while it wrote: ${files} of it taken back first`)
  }
  if (goVersion.before !== goVersion.after) {
    lines.push(`the go line goes from ${goVersion.before} to ${goVersion.after}: an upgrade requires it`)
  }
  if (!exact) lines.push(`not searched to the end (${count(tried, 'build list')} tried): a better plan may exist`)
  if (after !== undefined) {
    lines.push(
      `before     ${count(before.advisories, 'advisory', 'advisories')} in ${count(before.modules, 'module')}`,
      `after      ${count(after.advisories, 'advisory', 'advisories')} in ${count(after.modules, 'module')}` +
        (after.integrity === undefined
          ? ''
          : `, ${number(after.integrity.proven)} of ${number(after.integrity.checked)} proven`),
    )
  }
  return lines.length === 0 || (status === 'nothing' && takenBack === undefined) ? [] : [...lines, '']
}

function conclusionLines(report: FixReport): string[] {
  return [
    ...(report.status === 'nothing'
      ? []
      : report.next.map((line) => `${report.status === 'written' ? 'next' : 'then'}: ${line}`)),
    ...(report.evidence === undefined ? [] : [`the files as they were: ${report.evidence}`]),
    `${fixConclusion(report)}  ${seconds(report.seconds)}`,
  ]
}

/** The command that makes the same plan. */
export function fixAgain({ scope, anyPrice, only, replaced, db }: FixReport): string {
  return [
    'modwarden fix',
    ...(scope === 'reachable' ? ['--reachable'] : []),
    ...(anyPrice === true ? ['--all'] : []),
    ...(only ?? []).map((id) => `--only ${id}`),
    ...replaced.map((r) => `--replace ${r.from}=${r.to}@${r.version}`),
    ...(db === undefined ? [] : [`--db ${shellQuoted(db)}`]),
  ].join(' ')
}

/** How it ended, in one sentence with a line to paste. */
export function fixConclusion(report: FixReport): string {
  const { status, repaired, left, moves, unchecked, exitCode } = report
  if (exitCode === 4) return 'FAIL: the bytes of the project are not what was agreed on: modwarden verify.'
  if (moves.some((m) => m.adds?.verdict === 'malicious'))
    return 'FAIL: an upgrade is malicious, so nothing was written.'
  if (status === 'undone')
    return `FAIL: it does not build, or its tests fail, so every file is as it was. To keep it: ${fixAgain(report)} --yes`
  if (status === 'planned' && unchecked.length > 0)
    return 'INCOMPLETE: not everything could be checked, so nothing was written.'
  if (status === 'planned')
    return report.request === undefined || report.request.state === 'planned'
      ? `PLAN: nothing was written. To write it: ${fixAgain(report)} --yes`
      : `${left.length === 0 ? 'ok' : 'PLAN'}: nothing was written here; the request has it: ${report.request.url ?? ''}`
  if (unchecked.length > 0) return 'INCOMPLETE: not everything could be checked.'
  if (left.length > 0) return `FAIL: ${count(left.length, 'advisory stays', 'advisories stay')}.`
  if (status === 'written')
    return `ok: ${repaired.length === 0 ? 'written' : `${count(repaired.length, 'advisory', 'advisories')} removed`}.`
  return 'ok: nothing to repair.'
}

function tone({ exitCode }: FixReport, ink: Ink, lines: readonly string[]): string[] {
  const last = lines.at(-1) ?? ''
  const painted = exitCode === 0 ? ink.good(last) : exitCode === 3 ? ink.doubt(last) : ink.bad(last)
  return [...lines.slice(0, -1), painted]
}

/** A text over several lines of 79 columns, the later ones indented as the first. */
function wrapped(head: string, text: string): string[] {
  const lines: string[] = []
  let line = head
  for (const word of text.split(' ')) {
    if (line.length + word.length > 78 && line.trim() !== '' && line !== head) {
      lines.push(line.trimEnd())
      line = ' '.repeat(head.length)
    }
    line += `${word} `
  }
  return [...lines, line.trimEnd()]
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`
}
