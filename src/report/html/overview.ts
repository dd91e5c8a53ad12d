// The parts of a page about a whole project: the score with its formula, what to do first, lists, how the page was made.
import type { Cell, Listing, Overview, ScoreView, Step } from '../overview.ts'
import type { State } from '../view.ts'
import { count, number } from '../words.ts'
import { clipped, markup, type Markup } from './markup.ts'
import { code, paste, sign, STATE_WORDS, words } from './parts.ts'

/** Longer lists are folded. */
const LONG = 40

/** Rows of one list; the rest is counted. */
const MOST_ROWS = 5000

/** A cell of more than this is folded behind its beginning: the modules of a licence. */
const LONG_CELL = 300

/** The score as a number, a bar for each part, and the rules. */
export function scoreSection(score: ScoreView | undefined): Markup {
  if (score === undefined) return markup``
  const { value, of, parts, rules } = score
  const state = value === undefined ? 'open' : value >= 90 ? 'ok' : value >= 60 ? 'open' : 'bad'
  const rows = parts.map(
    (
      part,
    ) => markup`<div><dt>${words(part.name)}</dt><dd>${bar(part.points, part.of)}<span class="points">${part.points} of ${part.of}</span><span class="quiet">${words(part.why)}</span></dd></div>
`,
  )
  const formula = parts.filter(({ rule }) => rule !== '')
  return markup`<section aria-labelledby="score">
<h2 id="score">Score</h2>
<div class="card score">
<p class="value ${state}"><b>${value === undefined ? '–' : number(value)}</b> <span class="quiet">${value === undefined ? 'none: a part was not looked at' : `of ${of}`}</span></p>
<dl>
${rows}</dl>
<details><summary>How it is counted</summary>
${rules.map((rule) => markup`<p>${words(rule)}</p>\n`)}<dl class="rules">
${formula.map(({ name, rule }) => markup`<div><dt>${words(name)}</dt><dd>${words(rule)}</dd></div>\n`)}</dl>
</details>
</div>
</section>
`
}

/** How many of `of`, as a strip. */
function bar(points: number, of: number): Markup {
  const state: State = points === of ? 'ok' : points * 2 >= of ? 'open' : 'bad'
  const width = of === 0 ? 0 : Math.max(0, Math.min(100, Math.round((points / of) * 100)))
  return markup`<svg class="share" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"><rect class="skipped" x="0" width="100" height="6"></rect><rect class="${state}" x="0" width="${width}" height="6"></rect></svg>`
}

/** What to do first. */
export function stepsSection({ steps }: Overview, exitCode: number): Markup {
  if (steps.length === 0 && exitCode !== 0) return markup``
  const lead =
    steps.length === 0
      ? markup`<p>Nothing. Make this page again when go.mod changes, or when the database of flaws is newer.</p>\n`
      : markup`<p>The most urgent first. One click selects a whole line.</p>\n`
  return markup`<section aria-labelledby="next">
<h2 id="next">What to do next</h2>
${lead}${steps.length === 0 ? '' : markup`<ol class="steps">\n${steps.map(stepItem)}</ol>\n`}</section>
`
}

function stepItem({ what, commands }: Step): Markup {
  return markup`<li class="card"><p>${words(what)}</p>${paste(commands)}</li>\n`
}

/** Every list, each in a section. */
export function listingSections({ listings }: Overview): Markup[] {
  return listings.map(
    (listing) => markup`<section aria-labelledby="${listing.id}">
<h2 id="${listing.id}">${words(listing.title)}</h2>
<p>${words(listing.lead)}</p>
${folded(listing)}</section>
`,
  )
}

function folded(listing: Listing): Markup {
  const all = table(listing)
  if (listing.folded !== true && listing.rows.length <= LONG) return all
  return markup`<details><summary>Show all ${number(listing.rows.length)}</summary>\n${all}</details>\n`
}

function table({ title, columns, rows }: Listing): Markup {
  const rest = rows.length - MOST_ROWS
  const heads = columns.map((column) => markup`<th scope="col">${words(column)}</th>`)
  return markup`<div class="card"><table class="list">
<caption>${clipped(title, 100)}, ${number(rows.length)}</caption>
<thead><tr>${heads}</tr></thead>
<tbody>
${rows.slice(0, MOST_ROWS).map((cells) => tableRow(columns, cells))}</tbody>
</table>${rest > 0 ? markup`<p class="note">and ${count(rest, 'more row')}, in the JSON report</p>` : ''}</div>
`
}

function tableRow(columns: readonly string[], cells: readonly Cell[]): Markup {
  const all = cells.map((cell, i) => {
    const content = markup`${cellText(cell)}${cell.note === undefined ? '' : markup`<span class="parts">${words(cell.note)}</span>`}`
    if (i === 0) return markup`<th scope="row">${content}</th>`
    // A narrow page has no heads: each cell says what it is.
    const empty = cell.text === '' && cell.note === undefined
    return markup`<td data-name="${columns[i] ?? ''}"${empty ? markup` class="empty"` : ''}>${content}</td>`
  })
  return markup`<tr>${all}</tr>\n`
}

function cellText({ text, code: isCode, state }: Cell): Markup {
  if (text.length > LONG_CELL) {
    return markup`<details><summary>${isCode === true ? code(beginning(text)) : words(beginning(text))}</summary>${isCode === true ? markup`<code>${text}</code>` : markup`${text}`}</details>`
  }
  const shown = text === '' ? markup`` : isCode === true ? code(text) : words(text)
  if (state === undefined) return shown
  // Its sign says what the text says, in the words of the page: only what adds to that is read aloud.
  return markup`<span class="${state}">${sign(state)} ${text === '' ? STATE_WORDS[state] : shown}</span>`
}

/** A few of the names that a long cell has. */
function beginning(text: string): string {
  const cut = text.lastIndexOf(',', 80)
  return `${text.slice(0, cut > 0 ? cut : 80)}, …`
}

/** What the page was made with and from. */
export function madeSection({ made }: Overview, version: string | undefined): Markup {
  const rows = [...(version === undefined ? [] : [{ name: 'By', text: `modwarden ${version}`, code: false }]), ...made]
  if (rows.length === 0) return markup``
  return markup`<section aria-labelledby="made">
<h2 id="made">How this was made</h2>
<dl class="card rows made">
${rows.map(({ name, text, code: isCode }) => markup`<div><dt>${words(name)}</dt><dd>${isCode === true ? code(text) : words(text)}</dd></div>\n`)}</dl>
</section>
`
}
