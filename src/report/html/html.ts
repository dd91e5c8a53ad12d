// A report as one HTML file that loads nothing and runs no script: the conclusion, the facts, what is wrong with its
// evidence, what could not be checked, and the list of all that was looked at.
import { hash } from 'node:crypto'
import { findRule } from '../../rules/registry.ts'
import { checkTables, stateCounts } from './checks.ts'
import { clipped, markup, sourceOf, type Markup } from './markup.ts'
import { listingSections, madeSection, scoreSection, stepsSection } from './overview.ts'
import { code, paste, place, row, sign, SIGNS, STATE_WORDS, STATES, words } from './parts.ts'
import { STYLE } from './style.ts'
import { troublesOf, type Troubles } from './troubles.ts'
import type { ExitCode } from '../verify.ts'
import type { Fact, State, View } from '../view.ts'
import { number, seconds } from '../words.ts'

/** The whole file, with a final newline. What names, files and servers say is text in it, whatever it looks like. */
export function html(view: View): string {
  const troubles = troublesOf(view)
  const { state } = VERDICTS[view.exitCode]
  const { overview } = view
  const program = view.command === 'modwarden' ? 'modwarden' : `modwarden ${view.command}`
  const title = view.subject === '' ? program : `${clipped(view.subject, 200)} (${program})`
  // Only this style sheet is let in; a script or a picture that got into the page all the same would not run or load.
  const policy = `default-src 'none'; style-src 'sha256-${hash('sha256', sourceOf(STYLE), 'base64')}'; base-uri 'none'; form-action 'none'`
  return sourceOf(markup`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${STATE_WORDS[state]}: ${title}</title>
<style>${STYLE}</style>
</head>
<body>
${SIGNS}
<a class="skip" href="#report">Skip to the report</a>
<div class="page">
${header(view, program)}${navigation(view, troubles)}<main id="report">
${errorSection(view, program)}${overview === undefined ? '' : scoreSection(overview.score)}${summarySection(view, troubles)}${overview === undefined ? '' : stepsSection(overview, view.exitCode)}${troubleSections(troubles)}${rulesSection(troubles)}${overview === undefined ? '' : listingSections(overview)}${checkTables(view, troubles)}${overview === undefined ? '' : madeSection(overview, view.version)}</main>
${footer(view, program)}</div>
</body>
</html>
`)
}

/** How a run ended, as README.md says it; a test holds all five. */
const VERDICTS: Readonly<Record<ExitCode, { readonly state: State; readonly meaning: string }>> = {
  0: { state: 'ok', meaning: 'fine' },
  1: { state: 'bad', meaning: 'there are findings' },
  2: { state: 'open', meaning: 'the command line or a setting is wrong' },
  3: { state: 'open', meaning: 'a check could not be completed' },
  4: { state: 'bad', meaning: 'integrity is broken' },
}

/** Commands that change nothing: only these are offered to be run again without the words of their view. */
const READ_ONLY: readonly string[] = ['verify', 'audit', 'doctor']

/** A fact of more characters than this has a line of its own. */
const SHORT_FACT = 14

function header(view: View, program: string): Markup {
  const { state, meaning } = VERDICTS[view.exitCode]
  const made = view.overview?.at?.slice(0, 10)
  const time = view.seconds === undefined ? '' : `, after ${seconds(view.seconds)}`
  return markup`<header class="top">
<p class="brand"><b>modwarden</b>${view.command === 'modwarden' ? '' : ` ${view.command}`}</p>
<h1>${view.subject !== '' ? words(view.subject) : view.error === undefined ? program : 'No report'}</h1>
${view.folder === undefined || view.folder === view.subject ? '' : markup`<p class="quiet">${code(view.folder)}</p>\n`}<div class="verdict ${state}">
${sign(state)}
<div>
<p class="word">${words(sentence(view.conclusion))}</p>
<p>Exit code ${view.exitCode}: ${meaning}${time}${made === undefined ? '' : `, on ${made}`}</p>
</div>
</div>
</header>
`
}

/** The conclusion without its label, which the sign says here. */
function sentence(conclusion: string): string {
  const rest = conclusion.replace(/^(?:ok|[A-Z][A-Z ]{1,20}): /, '')
  return /^[a-z]+[ ,]/.test(rest) ? rest.charAt(0).toUpperCase() + rest.slice(1) : rest
}

function navigation(view: View, troubles: Troubles): Markup {
  const { steps = [], listings = [] } = view.overview ?? {}
  const links = [
    ...(steps.length === 0 ? [] : [link('next', `What to do next (${number(steps.length)})`)]),
    ...(troubles.wrongCount === 0 ? [] : [link('wrong', `${wrongTitle(troubles)} (${number(troubles.wrongCount)})`)]),
    ...(troubles.uncheckedCount === 0 ? [] : [link('unchecked', `Not checked (${number(troubles.uncheckedCount)})`)]),
    ...listings.map(({ id, title, rows }) => link(id, `${title} (${number(rows.length)})`)),
    ...(view.checks.length === 0 ? [] : [link('all', `Everything (${number(view.checks.length)})`)]),
    ...(view.overview === undefined ? [] : [link('made', 'How this was made')]),
  ]
  if (links.length < 2) return markup``
  return markup`<nav aria-label="On this page"><ul>${links.map((one) => markup`<li>${one}</li>`)}</ul></nav>\n`
}

function link(id: string, text: string): Markup {
  return markup`<a href="#${id}">${text}</a>`
}

/** Why there is no report. The message is the conclusion already. */
function errorSection(view: View, program: string): Markup {
  const { error } = view
  if (error === undefined) return markup``
  const { place: at, remedy, code: kind } = error
  const column = at?.line === undefined || at.column === undefined ? '' : `, column ${at.column}`
  const lines = remedy === undefined ? (kind === 'usage' ? [`${program} --help`] : []) : [remedy]
  return markup`<section aria-labelledby="error">
<h2 id="error">Why, and what to do</h2>
<p>The run ended before there was a report, so nothing was proven.</p>
<div class="card trouble open"><dl class="rows">
${row('Where', at === undefined ? [] : [markup`<p>${place(at.file, at.line, view.folder)}${column}</p>`])}${row('What to do', paste(lines))}${row('Kind', [markup`<p>${code(kind)}</p>`])}</dl></div>
</section>
`
}

function summarySection(view: View, troubles: Troubles): Markup {
  if (view.facts.length === 0 && view.checks.length < 2) return markup``
  const facts: Fact[][] = []
  const { overview } = view
  // The score has a place of its own there.
  for (const fact of view.facts.filter(({ name }) => overview?.score === undefined || name !== 'score')) {
    const last = facts.at(-1)
    if (last?.[0]?.name === fact.name) last.push(fact)
    else facts.push([fact])
  }
  const items = facts.map((alike) => {
    const wide = alike.length > 1 || alike.some((fact) => fact.text.length > SHORT_FACT)
    const texts = alike.map(
      (fact) =>
        markup`<dd class="${fact.state}">${sign(fact.state)}<span class="unseen">${STATE_WORDS[fact.state]}: </span><span>${words(fact.text)}</span></dd>`,
    )
    return markup`<div${wide ? markup` class="wide"` : ''}><dt>${alike[0]?.name}</dt>${texts}</div>\n`
  })
  return markup`<section aria-labelledby="summary">
<h2 id="summary">Summary</h2>
${share(view, troubles.grave)}${items.length === 0 ? '' : markup`<dl class="card facts${overview === undefined ? '' : ' lined'}">\n${items}</dl>\n`}</section>
`
}

/** How many of the checks are well, as a strip; the same in words under it. */
function share(view: View, grave: boolean): Markup {
  const total = view.checks.length
  if (total < 2) return markup``
  let x = 0
  const bars = STATES.map((state) => {
    const n = view.checks.filter((check) => check.state === state).length
    // One bad module of a thousand must be seen.
    const width = n === 0 ? 0 : Math.max(10, Math.round((n / total) * 1000))
    const bar =
      width === 0
        ? markup``
        : markup`<rect class="${state === 'bad' && !grave ? 'open' : state}" x="${x}" width="${width}" height="6"></rect>`
    x += width
    return bar
  })
  return markup`<svg class="share" viewBox="0 0 ${x} 6" preserveAspectRatio="none" aria-hidden="true">${bars}</svg>
<p class="counts">${number(total)} looked at: ${stateCounts(view.checks, grave)}</p>
`
}

function troubleSections(troubles: Troubles): Markup {
  const wrong =
    troubles.wrong.length === 0
      ? markup``
      : markup`<section aria-labelledby="wrong">
<h2 id="wrong">${wrongTitle(troubles)}</h2>
<p>One click selects a whole line under “What to do”.</p>
${troubles.wrong}</section>
`
  if (troubles.unchecked.length === 0) return wrong
  return markup`${wrong}<section aria-labelledby="unchecked">
<h2 id="unchecked">What could not be checked</h2>
<p>Nothing is known of these. That is not a pass.</p>
${troubles.unchecked}</section>
`
}

function wrongTitle(troubles: Troubles): string {
  return troubles.grave ? 'What is wrong' : 'Findings'
}

function rulesSection(troubles: Troubles): Markup {
  const rules = troubles.rules.flatMap((id) => findRule(id) ?? [])
  if (rules.length === 0) return markup``
  const items = rules.map(
    (rule) => markup`<div><dt id="rule-${rule.id}">${code(rule.id)} ${rule.title}</dt><dd>${rule.summary}</dd></div>\n`,
  )
  return markup`<section aria-labelledby="rules">
<h2 id="rules">What the rules mean</h2>
<dl class="rules">
${items}</dl>
</section>
`
}

function footer(view: View, program: string): Markup {
  const version = view.version === undefined ? '' : ` ${view.version}`
  const cache = view.folderKind === 'modcache'
  const again =
    view.again ??
    (view.error === undefined && READ_ONLY.includes(view.command) ? `${program}${cache ? ' --cache' : ''}` : undefined)
  return markup`<footer>
${again === undefined ? '' : markup`<p>To make this page again${cache ? '' : ', in the same folder'}:</p>\n${paste([`${again} -o html=report.html`])}\n`}<p>Made by modwarden${version}. This page is one file: it loads nothing and runs no script.</p>
</footer>
`
}
