// The style sheet of the tree's page; the same colours as the report's, with one for each risk of a module.
import { markup, type Markup } from './markup.ts'

/** The whole sheet. It is constant, so that the page's content security policy can name it by its hash. */
export const TREE_STYLE: Markup = markup`
:root {
  color-scheme: light dark;
  --page: #f6f7f8; --card: #ffffff; --sunk: #eef1f3; --line: #dde1e6; --text: #1a2027; --quiet: #56606b;
  --accent: #0b5c8c; --mark: #d9ebf7;
  --retracted: #b1261d; --deprecated: #855200; --replaced: #6a3fa0; --incompatible: #8a4b08;
  --code: #2a6f97; --test: #3b7a57; --tool: #5b6b2f; --unused: #7b8591; --main: #0b3c5d; --unknown: #855200;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #111418; --card: #181c21; --sunk: #12161a; --line: #2b3138; --text: #e4e8ec; --quiet: #9fa9b4;
    --accent: #83c1ec; --mark: #1d3547;
    --retracted: #ff958b; --deprecated: #eab85c; --replaced: #c5a6f0; --incompatible: #e0a060;
    --code: #5aa3cf; --test: #74c29a; --tool: #b5c47a; --unused: #7d8894; --main: #9fd0f2; --unknown: #eab85c;
  }
}
*, *::before, *::after { box-sizing: border-box; }
html, body { height: 100%; }
body {
  margin: 0; display: flex; flex-direction: column; background: var(--page); color: var(--text);
  font: .9375rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", Arial, sans-serif;
}
h1, h2, h3, p, ul { margin: 0; padding: 0; }
h1 { font-size: 1.0625rem; line-height: 1.3; overflow-wrap: anywhere; }
h2 { font-size: 1.0625rem; overflow-wrap: anywhere; }
h3 { font-size: .875rem; color: var(--quiet); font-weight: 600; margin: .75rem 0 .25rem; }
header { padding: .75rem 1rem; background: var(--card); border-bottom: 1px solid var(--line); }
header p, .quiet { color: var(--quiet); font-size: .875rem; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; border-radius: 3px; }
main { flex: 1; min-height: 0; display: grid; grid-template-columns: minmax(17rem, 26rem) 1fr; }
.side { display: flex; flex-direction: column; min-height: 0; border-right: 1px solid var(--line); background: var(--card); padding: .75rem; gap: .5rem; }
.tools { display: flex; gap: .5rem; align-items: center; flex-wrap: wrap; }
input, select, button { font: inherit; color: inherit; background: var(--sunk); border: 1px solid var(--line); border-radius: 4px; padding: .25rem .5rem; }
#search { flex: 1 1 10rem; min-width: 0; }
.kinds { display: flex; flex-wrap: wrap; gap: .25rem; }
.kinds button { font-size: .8125rem; padding: .0625rem .5rem; cursor: pointer; }
.kinds button[aria-pressed="true"] { background: var(--mark); border-color: var(--accent); }
.list { flex: 1; min-height: 8rem; overflow: auto; border: 1px solid var(--line); border-radius: 4px; position: relative; }
#rows { position: relative; }
.row { position: absolute; left: 0; right: 0; height: 26px; padding: 0 .5rem; display: flex; gap: .5rem; align-items: center; cursor: pointer; white-space: nowrap; font-size: .875rem; }
.row:hover { background: var(--sunk); }
.row[aria-selected="true"] { background: var(--mark); }
.row .name { flex: 1; overflow: hidden; text-overflow: ellipsis; }
.row .size { color: var(--quiet); font-variant-numeric: tabular-nums; }
.dot { width: .625rem; height: .625rem; border-radius: 50%; flex: none; background: currentColor; }
.c-retracted { color: var(--retracted); } .c-deprecated { color: var(--deprecated); } .c-replaced { color: var(--replaced); }
.c-incompatible { color: var(--incompatible); } .c-code { color: var(--code); } .c-test { color: var(--test); }
.c-tool { color: var(--tool); } .c-unused { color: var(--unused); } .c-main { color: var(--main); } .c-unknown { color: var(--unknown); }
.view { display: grid; grid-template-rows: minmax(9rem, 34%) 1fr; min-height: 0; min-width: 0; }
.map { position: relative; min-height: 0; border-bottom: 1px solid var(--line); }
#map { position: absolute; inset: 0; width: 100%; height: 100%; display: block; cursor: pointer; }
.hint { position: absolute; left: .5rem; bottom: .5rem; background: var(--card); border: 1px solid var(--line); border-radius: 4px; padding: .125rem .5rem; font-size: .8125rem; pointer-events: none; max-width: calc(100% - 1rem); }
.focus { overflow: auto; padding: .75rem 1rem; min-height: 0; }
.facts { display: flex; flex-wrap: wrap; gap: .25rem .75rem; font-size: .875rem; color: var(--quiet); }
.badge { font-weight: 600; }
.graph { overflow: auto; margin-top: .5rem; }
.graph svg { display: block; }
.graph .edge { fill: none; stroke: var(--line); stroke-width: 1.5; }
.graph .edge.way { stroke: var(--accent); stroke-width: 2; }
.graph .node rect { fill: var(--card); stroke: currentColor; stroke-width: 1.5; rx: 4; }
.graph .node.is rect { fill: var(--mark); stroke-width: 2.5; }
.graph .node text { fill: var(--text); font-size: 11.5px; }
.graph .node .sub { fill: var(--quiet); font-size: 11px; }
.graph .node { cursor: pointer; }
.graph .more { fill: var(--quiet); font-size: 11.5px; }
kbd { font: inherit; border: 1px solid var(--line); border-radius: 3px; padding: 0 .25rem; }
noscript p { padding: 1rem; }
@media (max-width: 760px) {
  html, body { height: auto; }
  main { display: block; }
  .side { border-right: 0; border-bottom: 1px solid var(--line); }
  .list { height: 18rem; flex: none; }
  .view { display: block; }
  .map { height: 12rem; }
}
@media print { .side, .map { display: none; } main { display: block; } }
`
