// The tree for other programs: DOT (https://graphviz.org/doc/info/lang.html) and Mermaid
// (https://mermaid.js.org/syntax/flowchart.html). Names come from outside, so that each is quoted for its language.
import { printable } from '../printable.ts'
import type { Document } from '../view.ts'
import { count } from '../words.ts'
import { isTree, viewOf } from '../views/views.ts'
import { shownModules, type TreeModule, type TreeReport } from '../tree.ts'

/** A tree in one of the languages; of any other document its conclusion as a comment, so that a run never ends without. */
export function drawing(language: 'dot' | 'mermaid', document: Document): string {
  if (isTree(document)) return language === 'dot' ? dot(document) : mermaid(document)
  const words = clean(viewOf(document).conclusion)
  return language === 'dot' ? `// ${words}\ndigraph modules {}\n` : `%% ${words}\nflowchart LR\n`
}

/** A DOT digraph, with a final newline. */
function dot(report: TreeReport): string {
  const { nodes, edges } = drawn(report)
  const quote = (text: string): string => `"${clean(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
  return `${[
    ...missing(report).map((words) => `// ${words}`),
    'digraph modules {',
    '  rankdir=LR; node [shape=box, style=filled, fillcolor=white, fontname="sans-serif"];',
    ...nodes.map((m) => `  ${quote(m.path)} [label=${quote(label(m))}, fillcolor="${colour(m)}"];`),
    ...edges.map(([from, to, indirect]) => `  ${quote(from)} -> ${quote(to)}${indirect ? ' [style=dotted]' : ''};`),
    '}',
  ].join('\n')}\n`
}

/** A Mermaid flowchart, with a final newline. */
function mermaid(report: TreeReport): string {
  const { nodes, edges } = drawn(report)
  const ids = new Map(nodes.map((m, i) => [m.path, `m${i}`]))
  const quote = (text: string): string =>
    `"${clean(text).replaceAll(/[&"<>#\\[\](){}|`]/g, (c) => `#${c.codePointAt(0) ?? 0};`)}"`
  return `${[
    ...missing(report).map((words) => `%% ${words}`),
    'flowchart LR',
    ...nodes.map((m) => `  ${ids.get(m.path) ?? ''}[${quote(label(m))}]`),
    ...edges.map(
      ([from, to, indirect]) => `  ${ids.get(from) ?? ''} ${indirect ? '-.->' : '-->'} ${ids.get(to) ?? ''}`,
    ),
    ...nodes.filter((m) => colour(m) !== 'white').map((m) => `  style ${ids.get(m.path) ?? ''} fill:${colour(m)}`),
  ].join('\n')}\n`
}

/** A drawing of a part must not look like one of all. */
function missing({ gaps }: TreeReport): readonly string[] {
  return gaps.length === 0 ? [] : [`INCOMPLETE: ${count(gaps.length, 'thing')} could not be read`]
}

function clean(text: string): string {
  return printable(text).replaceAll(/[\n\t]/g, ' ')
}

function label(m: TreeModule): string {
  return m.version === '' ? m.path : `${m.path} ${m.version}`
}

function colour(m: TreeModule): string {
  if (m.retracted !== undefined) return '#f4b6b0'
  if (m.deprecated !== undefined) return '#f5dfa6'
  if (m.replacedBy !== undefined) return '#d9cdf0'
  return m.main ? '#cfe3f7' : m.scope === 'unused' ? '#eeeeee' : 'white'
}

/**
 * Requirements that only repeat others are left out, but where nothing else leads to a module; with `--only`, the ways to
 * those modules.
 */
function drawn(report: TreeReport): {
  readonly nodes: readonly TreeModule[]
  readonly edges: readonly (readonly [from: string, to: string, indirect: boolean])[]
} {
  const known = new Map(report.modules.map((m) => [m.path, m]))
  const wanted = new Set<string>()
  for (const m of shownModules(report)) {
    for (let at: TreeModule | undefined = m; at !== undefined && !wanted.has(at.path); at = known.get(at.parent)) {
      wanted.add(at.path)
    }
  }
  const edges = new Map<string, readonly [string, string, boolean]>()
  for (const { from, to, indirect } of report.edges) {
    if (!wanted.has(from) || !wanted.has(to) || (indirect && known.get(to)?.parent !== from)) continue
    edges.set(`${from} ${to}`, [from, to, indirect])
  }
  return { nodes: report.modules.filter((m) => wanted.has(m.path)), edges: [...edges.values()] }
}
