// What all parts of the HTML report are built from: signs, words of states, lines to paste, places.
import type { Severity } from '../../base/finding.ts'
import { clipped, markup, type Markup } from './markup.ts'
import type { State } from '../view.ts'
import { count, number } from '../words.ts'

/** What a state is called; the sign beside it says the same by its shape, the colour says it a third time. */
export const STATE_WORDS: Readonly<Record<State, string>> = {
  ok: 'OK',
  bad: 'Problem',
  open: 'Not checked',
  skipped: 'Left out',
}

/** The worst first. */
export const STATES: readonly State[] = ['bad', 'open', 'ok', 'skipped']

/** Longest name, place, message or line that is shown, in UTF-16 units. */
const LONGEST = 2000

/** How many lines to paste are shown in one place, and the longest, in UTF-16 units. */
const MOST_PASTED = 40
const LONGEST_PASTED = 10_000

/** The shapes that `sign` draws; once a page. */
export const SIGNS: Markup = markup`<svg class="signs" aria-hidden="true">
<symbol id="sign-ok" viewBox="0 0 16 16"><path d="M8 0a8 8 0 1 1 0 16A8 8 0 0 1 8 0Zm3.9 5.2-1.1-1.1L6.9 8.3 5.1 6.6 4 7.7l2.9 2.8Z"></path></symbol>
<symbol id="sign-bad" viewBox="0 0 16 16"><path d="M4.7 0h6.6L16 4.7v6.6L11.3 16H4.7L0 11.3V4.7Zm.6 4.2L4.2 5.3 6.9 8l-2.7 2.7 1.1 1.1L8 9.1l2.7 2.7 1.1-1.1L9.1 8l2.7-2.7-1.1-1.1L8 6.9Z"></path></symbol>
<symbol id="sign-open" viewBox="0 0 16 16"><path d="M7 .6a1.2 1.2 0 0 1 2 0l6.8 12.6a1.2 1.2 0 0 1-1 1.8H1.2a1.2 1.2 0 0 1-1-1.8ZM7.2 5v4.6h1.6V5Zm.8 5.9a1 1 0 1 0 0 2 1 1 0 0 0 0-2Z"></path></symbol>
<symbol id="sign-skipped" viewBox="0 0 16 16"><path d="M8 0a8 8 0 1 1 0 16A8 8 0 0 1 8 0Zm0 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM4.5 7.2h7v1.6h-7Z"></path></symbol>
</svg>`

/** The sign of a state, for eyes only: its word stands beside it. */
export function sign(state: State): Markup {
  return markup`<svg class="sign" aria-hidden="true"><use href="#sign-${state}"></use></svg>`
}

/** A name, path or hash from outside. */
export function code(text: string): Markup {
  return markup`<code>${clipped(text, LONGEST)}</code>`
}

/** A sentence that may hold text from outside. */
export function words(text: string): Markup {
  return markup`${clipped(text, LONGEST)}`
}

/**
 * Lines to be pasted, each in its own box that one click selects. A shell gets them, so a line end inside one is made
 * visible instead of ending a command, and none is cut: half a command is another command.
 */
export function paste(lines: readonly string[]): Markup[] {
  const [some, rest] = capped(
    lines,
    MOST_PASTED,
    (n) => markup`<p class="note">and ${count(n, 'more line')}, in the JSON report</p>`,
  )
  const boxes = some.map((line) =>
    line.length > LONGEST_PASTED
      ? markup`<p class="note">A line of ${number(line.length)} characters is in the JSON report.</p>`
      : markup`<pre class="lines paste"><code>${line.replaceAll('\n', '\uFFFD')}</code></pre>`,
  )
  return lines.length > MOST_PASTED ? [...boxes, rest] : boxes
}

/** One row of a trouble; nothing where there is nothing to say. */
export function row(name: string, content: readonly Markup[]): Markup {
  return content.length === 0 ? markup`` : markup`<div><dt>${name}</dt><dd>${content}</dd></div>\n`
}

/** A severity as a small label. */
export function severityTag(severity: Severity): Markup {
  return markup`<span class="tag ${stateOf(severity)}">${severity}</span>`
}

/** The state whose sign and colour a severity has. */
export function stateOf(severity: Severity): State {
  return SEVERITY_STATES[severity]
}

/** A file as a reader finds it: below the report's folder without the folder. */
export function place(file: string, line: number | undefined, folder: string | undefined): Markup {
  const below =
    folder !== undefined && (file.startsWith(`${folder}/`) || file.startsWith(`${folder}\\`))
      ? file.slice(folder.length + 1)
      : file
  return code(line === undefined ? below : `${below}:${line}`)
}

/** At most `most` lines, and how many more there are. */
export function capped<T>(all: readonly T[], most: number, more: (rest: number) => Markup): [readonly T[], Markup] {
  return all.length <= most ? [all, markup``] : [all.slice(0, most), more(all.length - most)]
}

const SEVERITY_STATES: Readonly<Record<Severity, State>> = {
  critical: 'bad',
  high: 'bad',
  medium: 'open',
  low: 'skipped',
  info: 'skipped',
}
