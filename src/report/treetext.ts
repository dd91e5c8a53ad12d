// The tree as a person reads it at 80 columns: the verdict, then each module below the one that brings it in by the
// shortest way, once. With `--only`, a list of those modules with their ways.
import { joinedLines, printableAll } from './printable.ts'
import {
  gapWords,
  outOfDateLines,
  shownModules,
  TREE_SCOPES,
  type TreeModule,
  type TreeReport,
  type TreeScope,
} from './tree.ts'
import type { Ink } from './verifytext.ts'
import { bytes, count, seconds, wrapWords } from './words.ts'

/** How much is shown. */
export interface TreeTextOptions {
  /** How many steps from the project; without it, as many as fit some hundred lines. */
  readonly depth?: number | undefined
  readonly verbose?: boolean
}

const MOST_GAPS = 5
const GOOD_LENGTH = 100
const WIDTH = 78

/** The whole text, with a final newline. */
export function treeText(report: TreeReport, ink: Ink, options: TreeTextOptions = {}): string {
  const safe = printableAll(report)
  const below = childrenOf(safe)
  const shown = safe.only.length > 0 ? listLines(safe, ink) : drawnLines(safe, below, ink, options)
  return joinedLines([
    ink.bold(treeVerdict(safe)),
    ...shown,
    ...gapLines(safe, ink, options.verbose === true),
    ...outOfDateLines(safe.subject).map(ink.doubt),
    treeConclusion(safe),
  ])
}

/** The first line: `example.com/shop: 436 modules, 87 direct; 171 used, 12 by tests alone`. */
export function treeVerdict({ subject, modules }: TreeReport): string {
  const others = modules.filter((m) => !m.main)
  const of = (scope: TreeScope): number => others.filter((m) => m.scope === scope).length
  const parts = [
    `${of('code')} used`,
    ...(of('test') > 0 ? [`${of('test')} by tests alone`] : []),
    ...(of('tool') > 0 ? [`${of('tool')} by tools alone`] : []),
  ]
  const name = subject.modules.length === 1 ? (subject.modules[0] ?? '') : count(subject.modules.length, 'main module')
  return `${name}: ${count(others.length, 'module')}, ${others.filter((m) => m.direct).length} direct; ${parts.join(', ')}`
}

/** The last line. */
export function treeConclusion({ gaps, modules, subject, seconds: took }: TreeReport): string {
  if (gaps.length > 0) {
    return `INCOMPLETE: ${count(gaps.length, 'thing')} could not be read, so the tree may be wrong   ${seconds(took)}`
  }
  const unused = modules.filter((m) => m.scope === 'unused').length
  const words = unused === 0 ? 'every module is used' : `${count(unused, 'module')} only count for versions`
  return `ok: ${words} on ${subject.platform}, go ${subject.goVersion}   ${seconds(took)}`
}

/** What is remarkable about a module, in words. */
export function moduleMarks(m: TreeModule): string[] {
  const marks: string[] = []
  if (m.retracted !== undefined) marks.push('RETRACTED')
  if (m.deprecated !== undefined) marks.push('deprecated')
  if (m.replacedBy !== undefined) marks.push('replaced')
  if (m.version.endsWith('+incompatible')) marks.push('incompatible')
  if (m.scope === 'test' || m.scope === 'tool' || m.scope === 'unused') marks.push(m.scope)
  if (m.scope === 'unknown') marks.push('use unknown')
  return marks
}

type Below = ReadonlyMap<string, readonly TreeModule[]>

/** What each module brings in on the shortest way; under '' what nothing leads to. */
function childrenOf({ modules }: TreeReport): Below {
  const below = new Map<string, TreeModule[]>()
  for (const m of modules) {
    if (m.main) continue
    const list = below.get(m.parent)
    if (list === undefined) below.set(m.parent, [m])
    else list.push(m)
  }
  // What is used first; each list is in the order of paths already.
  for (const list of below.values()) list.sort((a, b) => Number(a.scope === 'unused') - Number(b.scope === 'unused'))
  return below
}

function drawnLines(report: TreeReport, below: Below, ink: Ink, options: TreeTextOptions): string[] {
  const most = options.depth ?? (options.verbose === true ? Infinity : fittingDepth(report))
  const lines: string[] = []
  const sizes = sizesOf(report, below)
  const roots = report.modules.filter((m) => m.main)
  let cut = 0
  for (const root of roots) {
    if (roots.length > 1) lines.push(root.path)
    // Deep trees come from outside: no recursion.
    const stack = [...childLines(below, root.path, '')].toReversed()
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      const { module, prefix, last } = next
      const children = module.depth < most ? childLines(below, module.path, `${prefix}${last ? '   ' : '│  '}`) : []
      const hidden = children.length === 0 ? (sizes.get(module.path) ?? 0) : 0
      if (hidden > 0) cut += hidden
      lines.push(moduleLine(module, `${prefix}${last ? '└─ ' : '├─ '}`, hidden, ink))
      stack.push(...children.toReversed())
    }
  }
  const strays = below.get('') ?? []
  if (strays.length > 0)
    lines.push('', 'only older versions ask for', ...strays.map((m) => moduleLine(m, '  ', 0, ink)))
  if (cut > 0) lines.push(ink.dim(`${count(cut, 'module')} deeper (--depth, -v, or -o html=tree.html to look around)`))
  return lines
}

interface Drawn {
  readonly module: TreeModule
  readonly prefix: string
  readonly last: boolean
}

function childLines(below: Below, parent: string, prefix: string): Drawn[] {
  const children = below.get(parent) ?? []
  return children.map((module, i) => ({ module, prefix, last: i === children.length - 1 }))
}

/** How many modules lie below each. */
function sizesOf({ modules }: TreeReport, below: Below): Map<string, number> {
  const sizes = new Map<string, number>()
  for (const m of modules.toSorted((a, b) => b.depth - a.depth)) {
    sizes.set(
      m.path,
      (below.get(m.path) ?? []).reduce((sum, child) => sum + 1 + (sizes.get(child.path) ?? 0), 0),
    )
  }
  return sizes
}

/** The deepest level at which all of it is no longer than some hundred lines; the first at least. */
function fittingDepth({ modules }: TreeReport): number {
  let depth = 1
  const within = (d: number): number => modules.filter((m) => m.depth > 0 && m.depth <= d).length
  while (depth < 64 && within(depth) < within(depth + 1) && within(depth + 1) <= GOOD_LENGTH) depth++
  return depth
}

function moduleLine(m: TreeModule, prefix: string, hidden: number, ink: Ink): string {
  const name = `${m.path} ${m.version}`
  const to = m.replacedBy === undefined ? '' : ` => ${m.replacedBy.path} ${m.replacedBy.version}`.trimEnd()
  const marks = [...moduleMarks(m), ...(hidden > 0 ? [`+${hidden}`] : [])].join(' ')
  const grave = m.retracted !== undefined ? ink.bad : m.deprecated !== undefined ? ink.doubt : ink.dim
  const room = Math.max(2, WIDTH - prefix.length - name.length - to.length - marks.length)
  return marks === ''
    ? `${ink.dim(prefix)}${name}${to}`
    : `${ink.dim(prefix)}${name}${to}${' '.repeat(room)}${grave(marks)}`
}

function listLines(report: TreeReport, ink: Ink): string[] {
  const known = new Map(report.modules.map((m) => [m.path, m]))
  const shown = shownModules(report)
  if (shown.length === 0) return [`no module is ${report.only.join(' or ')}`]
  const lines: string[] = []
  for (const m of shown.toSorted((a, b) => TREE_SCOPES.indexOf(a.scope) - TREE_SCOPES.indexOf(b.scope))) {
    lines.push(moduleLine(m, '', 0, ink))
    const reasons = [m.retracted === undefined ? '' : `retracted: ${m.retracted}`, m.deprecated ?? '']
    for (const reason of reasons)
      if (reason !== '') lines.push(`  ${reason.replaceAll(/\s+/g, ' ').slice(0, WIDTH - 2)}`)
    const way: string[] = []
    for (let at = known.get(m.parent); at !== undefined && way.length < 20; at = known.get(at.parent)) {
      way.push(at.main ? 'you' : at.path)
    }
    lines.push(...wrapped(`  ${way.toReversed().join(' -> ')} -> here`).map(ink.dim))
  }
  return [...lines, `${count(shown.length, 'module')} of ${report.modules.filter((m) => !m.main).length}`]
}

/** A chain in lines that fit. */
function wrapped(text: string): string[] {
  const lines: string[] = []
  let line = ''
  for (const part of text.split(/(?= -> )/)) {
    if (line !== '' && line.length + part.length > WIDTH) {
      lines.push(line)
      line = `   ${part}`
    } else line += part
  }
  return [...lines, line]
}

function gapLines({ gaps }: TreeReport, ink: Ink, verbose: boolean): string[] {
  const most = verbose ? gaps.length : MOST_GAPS
  const lines = gaps.slice(0, most).flatMap((gap) => {
    const from = gap.from === undefined ? '' : ` (${gap.from})`
    const [first = '', ...rest] = wrapWords(`not read  ${gapWords(gap)}${from}`, 0)
    return [first.replace('not read', ink.doubt), ...rest]
  })
  return gaps.length > most ? [...lines, `          and ${count(gaps.length - most, 'more')} (-v)`] : lines
}

/** The size in words, for pages and labels: `3.1 MB in 12 packages`; empty where nothing is used. */
export function sizeWords(m: TreeModule): string {
  return m.packages === 0 ? '' : `${bytes(m.bytes)} in ${count(m.packages, 'package')}`
}
