// The whole list of what was looked at, worst first: a table for each kind of thing, collapsed where it is long.
import { clipped, markup, type Markup } from './markup.ts'
import { code, sign, STATE_WORDS, STATES, words } from './parts.ts'
import type { Told, Troubles } from './troubles.ts'
import type { Check, View } from '../view.ts'
import { count, number } from '../words.ts'

/** From this many rows a table is shown only when it is asked for. */
const LONG = 40

/** Rows of one table; the rest is counted by its state. */
const MOST_ROWS = 20_000

/** The section; nothing where nothing was looked at. */
export function checkTables(view: View, { toldAt, grave }: Troubles): Markup {
  if (view.checks.length === 0) return markup``
  const all = view.checks.map((check, at) => ({ check, told: toldAt.get(at) }))
  const groups = [...Map.groupBy(all, ({ check }) => check.group ?? 'checks')]
  const tables = groups.map(([group, rows]) => {
    const caption = `${clipped(group, 100)}, ${number(rows.length)}`
    return markup`<div class="card">${table(caption, rows)}</div>\n`
  })
  const body =
    view.checks.length < LONG
      ? tables
      : [markup`<details><summary>Show all ${number(view.checks.length)}</summary>\n${tables}</details>\n`]
  return markup`<section aria-labelledby="all">
<h2 id="all">Everything that was looked at</h2>
<p>${stateCounts(view.checks, grave)}; the worst first.</p>
${body}</section>
`
}

/** `1 problem, 2 not checked, 3 OK`: how many there are of each state, the worst first; `1 finding` where none is grave. */
export function stateCounts(checks: readonly Check[], grave: boolean): string {
  return STATES.map((state) => [checks.filter((check) => check.state === state).length, state] as const)
    .filter(([n]) => n > 0)
    .map(([n, state]) =>
      state === 'bad'
        ? count(n, grave ? 'problem' : 'finding')
        : `${number(n)} ${state === 'ok' ? 'OK' : STATE_WORDS[state].toLowerCase()}`,
    )
    .join(', ')
}

interface Row {
  readonly check: Check
  readonly told: Told | undefined
}

function table(caption: string, rows: readonly Row[]): Markup {
  const sorted = STATES.flatMap((state) => rows.filter(({ check }) => check.state === state))
  const rest = sorted.slice(MOST_ROWS)
  return markup`<table>
<caption>${caption}</caption>
<thead><tr><th scope="col">State</th><th scope="col">Name</th><th scope="col">What was found</th></tr></thead>
<tbody>
${sorted.slice(0, MOST_ROWS).map(tableRow)}</tbody>
</table>${
    rest.length === 0
      ? ''
      : markup`<p class="note">and ${number(rest.length)} more: ${stateCounts(
          rest.map(({ check }) => check),
          true,
        )}</p>`
  }`
}

function tableRow({ check, told }: Row): Markup {
  const name = told === undefined ? code(check.name) : markup`<a href="#${told.id}">${code(check.name)}</a>`
  // What only milder findings are about is not called a problem.
  const mild = check.state === 'bad' && told !== undefined && told.state !== 'bad'
  const state = mild ? told.state : check.state
  return markup`<tr><td class="state ${state}">${sign(state)}${mild ? 'Finding' : STATE_WORDS[state]}</td><th scope="row">${name}</th><td>${words(check.summary)}${parts(check)}</td></tr>\n`
}

/** Where parts do not all stand alike, in phrases: `zip, go.sum: as agreed · folder: differs`. */
function parts(check: Check): Markup {
  const alike = Map.groupBy(check.parts, (part) => (part.text === '' ? STATE_WORDS[part.state] : part.text))
  if (alike.size < 2) return markup``
  const phrases = [...alike].map(([text, members]) => `${members.map((part) => part.name).join(', ')}: ${text}`)
  return markup` <span class="parts">${words(phrases.join(' · '))}</span>`
}
