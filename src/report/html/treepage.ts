// The tree as one HTML file to look around in: a map of all modules, a list that can be searched, and for the module in
// focus the ways to it and what it brings in. It loads nothing; one script of our own, named by its hash, is let in.
import { hash } from 'node:crypto'
import { printableAll } from '../printable.ts'
import type { TreeEdge, TreeReport } from '../tree.ts'
import { count } from '../words.ts'
import { treeConclusion, treeVerdict } from '../treetext.ts'
import { clipped, markup, sourceOf } from './markup.ts'
import { TREE_SCRIPT } from './treescript.ts'
import { TREE_STYLE } from './treestyle.ts'

/** A browser takes so many at once; a build of 5,000 modules has 60,000 that are meant. */
const MOST_EDGES = 100_000

/** The whole file, with a final newline. Names from outside are data for the script, which puts them in as text. */
export function treePage(report: TreeReport, version: string): string {
  const safe = printableAll(report)
  const cut = safe.edges.length - MOST_EDGES
  const left = cut > 0 ? ` · ${count(cut, 'requirement')} of ${safe.edges.length} left out here, not in JSON` : ''
  const sha = (text: string): string => `'sha256-${hash('sha256', text, 'base64')}'`
  const policy = `default-src 'none'; style-src ${sha(sourceOf(TREE_STYLE))}; script-src ${sha(TREE_SCRIPT)}; base-uri 'none'; form-action 'none'`
  const page = sourceOf(markup`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${clipped(safe.subject.modules.join(' '), 200)} (modwarden tree)</title>
<style>${TREE_STYLE}</style>
</head>
<body>
<header>
<h1>${clipped(treeVerdict(safe), 400)}</h1>
<p>${treeConclusion(safe)} · modwarden ${version}${left}</p>
</header>
<main>
<section class="side" aria-label="Modules">
<p class="tools"><input id="search" type="search" placeholder="Search ( / )" aria-label="Search modules" autocomplete="off" spellcheck="false">
<label>Size <select id="measure"><option value="bytes">Go code used</option><option value="packages">packages used</option><option value="alone">modules that hang on it</option><option value="requirers">modules that require it</option></select></label></p>
<p id="kinds" class="kinds" role="group" aria-label="Show only"></p>
<p id="found" class="quiet" role="status"></p>
<div id="list" class="list" role="listbox" aria-label="Modules" tabindex="0"><div id="rows" role="presentation"></div></div>
</section>
<section class="view" aria-label="Map and focus">
<div class="map"><canvas id="map" role="img" aria-label="All modules by size; the list has the same modules"></canvas><p id="hint" class="hint" hidden></p></div>
<div id="focus" class="focus"></div>
</section>
</main>
<noscript><p>This page needs its own script, which it carries with it; modwarden tree -f text needs none.</p></noscript>
<script type="application/json" id="data"></script>
<script></script>
</body>
</html>
`)
  // JSON in a script element ends at the first "</script", whatever is around it; "<" has an escape in JSON.
  const data = JSON.stringify(dataOf(safe)).replaceAll('<', String.raw`\u003c`)
  // Names in the page are escaped: no other place in it looks like these.
  return page
    .replace(' id="data"></script>', (tag) => tag.replace('><', () => `>${data}<`))
    .replace('<script></script>', () => `<script>${TREE_SCRIPT}</script>`)
}

/** What the script needs, in as few bytes as it can be: edges as indexes. */
function dataOf(report: TreeReport): object {
  const index = new Map(report.modules.map((m, i) => [m.path, i]))
  return {
    modules: report.modules.map((m) => ({
      p: m.path,
      v: m.version,
      m: m.main,
      d: m.direct,
      s: m.scope,
      r: m.replacedBy === undefined ? undefined : `${m.replacedBy.path} ${m.replacedBy.version}`.trim(),
      t: m.retracted,
      x: m.deprecated,
      u: index.get(m.parent) ?? -1,
      h: m.depth,
      n: m.packages,
      b: m.bytes,
      a: m.alone,
    })),
    edges: shownEdges(report).map((e) => [index.get(e.from) ?? 0, index.get(e.to) ?? 0, e.needs, e.indirect ? 1 : 0]),
    gaps: report.gaps.slice(0, 200),
    only: report.only,
  }
}

/** Those that are meant before those that only repeat them. */
function shownEdges({ edges }: TreeReport): readonly TreeEdge[] {
  if (edges.length <= MOST_EDGES) return edges
  const meant = edges.filter((e) => !e.indirect)
  return [...meant, ...edges.filter((e) => e.indirect)].slice(0, MOST_EDGES)
}
