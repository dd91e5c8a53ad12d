// The style sheet of the HTML report: one file, fonts of the reader's own machine, light and dark, narrow and wide, on
// paper. Every colour of text has at least 4.5 to 1 against what is behind it (WCAG 2.2, 1.4.3); test/browser measures.
import { markup, type Markup } from './markup.ts'

/** The whole sheet. It is constant, so that the report's content security policy can name it by its hash. */
export const STYLE: Markup = markup`
:root {
  color-scheme: light dark;
  --page: #f6f7f8; --card: #ffffff; --sunk: #f3f5f6; --line: #dde1e6; --strong: #c3cad2;
  --text: #1a2027; --quiet: #56606b; --accent: #0b5c8c;
  --ok: #1b6a3f; --ok-tint: #edf6f0; --ok-line: #b5d9c3;
  --bad: #b1261d; --bad-tint: #fdf0ee; --bad-line: #ecbab5;
  --open: #855200; --open-tint: #fdf5e4; --open-line: #e6cd99;
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", "Segoe UI Mono", Menlo, Consolas, "Liberation Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #111418; --card: #181c21; --sunk: #12161a; --line: #2b3138; --strong: #444d57;
    --text: #e4e8ec; --quiet: #9fa9b4; --accent: #83c1ec;
    --ok: #74cc98; --ok-tint: #13241a; --ok-line: #27523a;
    --bad: #ff958b; --bad-tint: #2a1716; --bad-line: #6b322d;
    --open: #eab85c; --open-tint: #271e0d; --open-line: #5e4917;
  }
}
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scroll-padding-top: 1rem; }
body {
  margin: 0; background: var(--page); color: var(--text); overflow-wrap: anywhere;
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", Arial, sans-serif;
}
h1, h2, h3, h4, p, dl, dd, ul, ol, pre, table, figure { margin: 0; padding: 0; }
ul, ol { list-style: none; }
h1, h2, h3 { line-height: 1.25; text-wrap: balance; }
code, pre { font-family: var(--mono); font-size: .875em; unicode-bidi: isolate; font-variant-ligatures: none; }
pre code { font-size: inherit; }
a { color: var(--accent); text-underline-offset: .18em; text-decoration-thickness: 1px; }
a:hover { text-decoration-thickness: 2px; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
.unseen {
  position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap;
}
.signs { display: none; }
.quiet { color: var(--quiet); }
.sign { width: 1em; height: 1em; flex: none; fill: currentColor; vertical-align: -.125em; }
.ok > .sign { color: var(--ok); }
.bad > .sign { color: var(--bad); }
.open > .sign { color: var(--open); }
.skipped > .sign { color: var(--quiet); }
.page { max-width: 62rem; margin: 0 auto; padding: 0 clamp(1rem, 4vw, 2.5rem); }

.skip { position: absolute; left: 1rem; top: -4rem; padding: .5rem .75rem; background: var(--card); z-index: 1; }
.skip:focus { top: .5rem; }

.top { padding: clamp(1.5rem, 5vw, 3rem) 0 0; }
.brand { font-size: .875rem; color: var(--quiet); }
.brand b { font-weight: 600; color: var(--text); }
h1 { margin: .35rem 0 0; font-size: clamp(1.4rem, 1.1rem + 1.6vw, 2rem); font-weight: 650; letter-spacing: -.015em; }
.verdict {
  display: flex; flex-wrap: wrap; gap: .25rem 1rem; align-items: flex-start;
  margin-top: 1.5rem; padding: 1.1rem 1.25rem; border: 1px solid; border-radius: 10px;
}
.verdict > .sign { width: 1.75rem; height: 1.75rem; margin-top: .05rem; }
.verdict > div { flex: 1 1 14rem; min-width: 0; }
.verdict .word { font-size: 1.25rem; font-weight: 650; line-height: 1.4; }
.verdict.ok { background: var(--ok-tint); border-color: var(--ok-line); }
.verdict.bad { background: var(--bad-tint); border-color: var(--bad-line); }
.verdict.open { background: var(--open-tint); border-color: var(--open-line); }
.verdict.ok .word { color: var(--ok); }
.verdict.bad .word { color: var(--bad); }
.verdict.open .word { color: var(--open); }

nav ul { display: flex; flex-wrap: wrap; gap: .35rem 1.5rem; margin-top: 1.25rem; font-size: .9375rem; }
nav a { display: inline-block; padding: .15rem 0; }

section { margin-top: clamp(2rem, 5vw, 3rem); }
h2 { font-size: 1.25rem; font-weight: 650; letter-spacing: -.01em; margin-bottom: .9rem; }
h2 + p { margin: -.4rem 0 1rem; color: var(--quiet); max-width: 46rem; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
.card + .card { margin-top: 1rem; }

.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(7.5rem, 1fr)); gap: 1rem 1.5rem; padding: 1.15rem 1.25rem; }
.facts > div { min-width: 0; }
.facts > .wide { grid-column: 1 / -1; }
.facts dt { color: var(--quiet); font-size: .875rem; }
.facts dd { display: flex; gap: .55rem; min-width: 0; }
.lined { grid-template-columns: minmax(0, 1fr); gap: .7rem; }
.facts .sign { margin-top: .27em; }
.share { display: block; width: 100%; height: 6px; border-radius: 3px; }
.share .ok { fill: var(--ok); }
.share .bad { fill: var(--bad); }
.share .open { fill: var(--open); }
.share .skipped { fill: var(--strong); }
.counts { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; margin: .6rem 0 1rem; }

.trouble { padding: 1.15rem 1.25rem 1.3rem; border-left-width: 4px; }
.trouble.bad { border-left-color: var(--bad); }
.trouble.open { border-left-color: var(--open); }
.trouble.skipped { border-left-color: var(--strong); }
.trouble h3 { display: flex; gap: .55rem; font-size: 1.0625rem; font-weight: 600; }
.trouble h3 > .sign { margin-top: .15em; }
.trouble h3 > :last-child { min-width: 0; }
.trouble h3 code { font-size: .9375em; }
.trouble .lead { margin-top: .2rem; color: var(--quiet); }
.rows { margin-top: 1rem; }
.rows:first-child { margin-top: 0; }
.rows > div { display: grid; gap: .2rem 1rem; }
.rows > div + div { margin-top: .85rem; }
.rows dt { color: var(--quiet); font-size: .875rem; padding-top: .1rem; }
.rows dd { min-width: 0; }
.rows dd > * + * { margin-top: .5rem; }
.tag {
  display: inline-block; padding: 0 .5em; border: 1px solid var(--strong); border-radius: 999px;
  font-size: .8125rem; line-height: 1.5; color: var(--text); white-space: nowrap;
}
.tag.bad { color: var(--bad); border-color: var(--bad-line); background: var(--bad-tint); }
.tag.open { color: var(--open); border-color: var(--open-line); background: var(--open-tint); }
.said li + li { margin-top: .55rem; }
.parts { display: flex; flex-wrap: wrap; gap: .3rem 1.25rem; }
.parts li { display: flex; gap: .4rem; margin: 0; }
.parts .sign { margin-top: .3em; }
.lines {
  background: var(--sunk); border: 1px solid var(--line); border-radius: 6px; padding: .5rem .75rem;
  font: .8125rem/1.6 var(--mono); white-space: pre-wrap; tab-size: 4;
}
.paste { user-select: all; -webkit-user-select: all; cursor: pointer; }
.paste:hover { border-color: var(--strong); }
.diff { padding: .35rem 0; margin-top: .4rem; white-space: normal; }
.diff span { display: grid; grid-template-columns: 4.5ch 2ch minmax(0, 1fr); padding: 0 .75rem; }
.diff span > i { font-style: normal; color: var(--quiet); user-select: none; -webkit-user-select: none; text-align: right; }
.diff span > b { font-weight: 600; text-align: center; }
.diff .added { background: var(--bad-tint); }
.diff .added > b { color: var(--bad); }
.diff .removed > b, .diff .removed > u { color: var(--quiet); }
.diff u { text-decoration: none; white-space: pre-wrap; }
.score { padding: 1.15rem 1.25rem; display: grid; gap: 1rem 2rem; }
.score .value b { font-size: 2.75rem; line-height: 1; font-weight: 650; letter-spacing: -.02em; }
.score .value.ok b { color: var(--ok); }
.score .value.open b { color: var(--open); }
.score .value.bad b { color: var(--bad); }
.score dl > div { display: grid; grid-template-columns: 5.5rem minmax(0, 1fr); gap: 0 1rem; }
.score dl > div + div { margin-top: .5rem; }
.score dt { color: var(--quiet); font-size: .875rem; padding-top: .1rem; }
.score dd { display: grid; grid-template-columns: minmax(4rem, 1fr) 5.5rem minmax(0, 1.6fr); gap: 0 .9rem; align-items: center; }
.score details { grid-column: 1 / -1; font-size: .9375rem; }
.score details p + p, .score details p + dl { margin-top: .5rem; }
.steps { counter-reset: step; }
.steps > li { counter-increment: step; padding: .9rem 1.25rem 1rem 3.25rem; position: relative; }
.steps > li::before { content: counter(step); position: absolute; left: 1.25rem; font-weight: 650; color: var(--accent); font-size: 1.125rem; }
.steps pre { margin-top: .5rem; }
.path { border-left: 2px solid var(--line); margin-left: .3rem; font-size: .9375rem; }
.path li { padding: .1rem 0 .1rem .9rem; }
.path li + li { margin-top: .15rem; }
.path .own { border-left: 2px solid var(--accent); margin-left: -2px; }
.path .quiet { font-size: .875rem; }
.made { padding: 1.15rem 1.25rem; font-size: .9375rem; }
.note { font-size: .875rem; color: var(--quiet); }

details > summary { cursor: pointer; color: var(--accent); padding: .2rem 0; width: fit-content; }
details[open] > summary { margin-bottom: .4rem; }
.names { columns: 22rem; column-gap: 2rem; font-size: .9375rem; }

table { width: 100%; border-collapse: collapse; font-size: .9375rem; }
caption { text-align: left; padding: .7rem 1.25rem; font-weight: 600; }
th, td { text-align: left; vertical-align: top; padding: .5rem 1.25rem .5rem 0; font-weight: 400; }
th:first-child, td:first-child { padding-left: 1.25rem; }
thead th { font-size: .8125rem; color: var(--quiet); white-space: nowrap; border-bottom: 1px solid var(--line); }
tbody tr + tr > * { border-top: 1px solid var(--line); }
td.state { white-space: nowrap; width: 8.5rem; }
th[scope=row] { width: 50%; }
.list td, .list th { padding-right: .9rem; font-size: .875rem; }
.list th[scope=row] { width: auto; min-width: 9rem; }
.list th[scope=row] code { font-size: .8125rem; }
.list tr > :last-child { padding-right: 1.25rem; }
.list td .parts, .list th .parts { font-size: .8125rem; color: var(--quiet); display: block; }
td.state .sign { margin-right: .5rem; }
td .parts { font-size: .8125rem; color: var(--quiet); display: block; }

.rules > div + div { margin-top: .9rem; }
.rules dd { color: var(--quiet); max-width: 46rem; }

footer { margin: clamp(2.5rem, 6vw, 4rem) 0 3rem; padding-top: 1.25rem; border-top: 1px solid var(--line); font-size: .875rem; color: var(--quiet); }
footer p + *, footer pre + p { margin-top: .5rem; }
footer .lines { color: var(--text); background: var(--card); }

@media (min-width: 42rem) {
  .rows > div, .lined > div { display: grid; grid-template-columns: 6.5rem minmax(0, 1fr); gap: .2rem 1rem; }
}
@media (max-width: 41.99rem) {
  .verdict, .trouble, .facts { padding-left: 1rem; padding-right: 1rem; }
  table, tbody, tr, td, th[scope=row] { display: block; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  caption { display: block; padding: .6rem 1rem; }
  tbody tr { padding: .6rem 1rem; }
  tbody tr + tr { border-top: 1px solid var(--line); }
  tbody tr > *, tbody tr + tr > *, tbody th[scope=row] { padding: 0; border: 0; width: auto; }
  th:first-child, td:first-child { padding-left: 0; }
  .list td { display: grid; grid-template-columns: 6.5rem minmax(0, 1fr); gap: 0 .75rem; }
  .list td::before { content: attr(data-name); color: var(--quiet); font-size: .8125rem; }
  .list td > .parts { grid-column: 2; }
  .list .empty { display: none; }
  .list tr > :last-child { padding-right: 0; }
  .score { padding: 1rem; }
  .score dl > div { grid-template-columns: minmax(0, 1fr); }
  .score dd { grid-template-columns: minmax(0, 1fr) auto; }
  .score dd > .quiet { grid-column: 1 / -1; }
  .steps > li { padding: .9rem 1rem 1rem 2.5rem; }
  .steps > li::before { left: 1rem; }
  .made { padding: 1rem; }
}
@media print {
  @page { margin: 15mm; }
  :root {
    color-scheme: light;
    --page: #fff; --card: #fff; --sunk: #fff; --line: #c8ccd1; --strong: #8a929b; --text: #000; --quiet: #444b52; --accent: #000;
    --ok: #14512f; --ok-tint: #fff; --ok-line: #14512f; --bad: #8f1d15; --bad-tint: #fff; --bad-line: #8f1d15;
    --open: #6b4200; --open-tint: #fff; --open-line: #6b4200;
  }
  body { font-size: 10pt; }
  .page { max-width: none; padding: 0; }
  nav, .skip, details > summary { display: none; }
  details::details-content { content-visibility: visible; display: block; }
  h2, h3 { break-after: avoid; }
  tr, .verdict, .lines, .score, .steps > li { break-inside: avoid; }
  a { text-decoration: none; }
}
@media (forced-colors: active) {
  .sign { fill: CanvasText; }
}
`
