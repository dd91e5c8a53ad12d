// The articles of the HTML report: one thing that is bad, findings alone, or what could not be checked, each with all
// that a reader needs to judge it and to act.
import { moduleName } from '../../base/finding.ts'
import { capped, code, paste, place, row, severityTag, sign, STATE_WORDS, stateOf, STATES, words } from './parts.ts'
import { clipped, joined, markup, type Markup } from './markup.ts'
import { withoutName } from '../modulewords.ts'
import type { Check, Located, State, View } from '../view.ts'
import { count, number } from '../words.ts'

/** Rules whose milder findings say that something could not be looked at, not that it is bad. */
const INCOMPLETE: readonly string[] = ['MW-INT-UNCHECKED', 'MW-INT-GRAPH', 'MW-SCAN-INCOMPLETE']

/** What is shown whole; the rest is counted, and stands in the JSON report. */
const MOST = { steps: 60, files: 40, diff: 120, evidence: 40, names: 2000, sentences: 40 } as const

/** A reader skims a diff, and a line of a minified file can be a megabyte. */
const LONGEST_DIFF_LINE = 400

/** A bad check: what was found about it, what was expected and found, what differs, and what to do. */
export function badArticle(view: View, check: Check, findings: readonly Located[], id: string): Markup {
  const isShown = shownAlready(check)
  const [only] = findings
  if (only?.about === check.name && findings.length === 1) return flawArticle(view, check, only, id)
  const messages = new Set([check.summary, ...findings.map((f) => f.message)])
  const rows = [
    row('Looked at', partList(check)),
    ...valueRows(check),
    row('Files', files(check)),
    row('Because', sentences(check.reasons.filter((reason) => !messages.has(reason) && !isShown(reason)))),
    row('What to do', paste([...new Set([...check.remedy, ...findings.flatMap((f) => f.remedy ?? [])])])),
  ]
  const state = worstState(findings)
  if (only !== undefined && findings.length === 1 && only.message === check.summary) {
    const title = words(only.message)
    return article(id, state, `Finding, ${only.severity}`, title, '', [...findingRows(view, only, isShown), ...rows])
  }
  const list = row('Findings', findings.length === 0 ? [] : [findingList(view, findings, check.name, isShown)])
  return article(id, state, STATE_WORDS.bad, code(check.name), check.summary, [list, ...rows])
}

/** A check that one finding is about: its sentence first, then how the code comes to it. */
function flawArticle(view: View, check: Check, finding: Located, id: string): Markup {
  const [sentence = finding.message, ...others] = check.reasons
  const path = pathWords(finding)
  const where = path === undefined ? places(view, finding) : []
  // Of what is told twice, in the list of checks and as evidence, once.
  const lines = new Set(
    [...(finding.evidence ?? []), ...others].filter((line) => line !== path && !check.summary.includes(line)),
  )
  return article(id, worstState([finding]), `Finding, ${finding.severity}`, code(check.name), sentence, [
    row('How grave', [markup`<p>${severityTag(finding.severity)} ${words(check.summary)}</p>`]),
    row('Where', where.length === 0 ? [] : [markup`<p>${joined(where, markup`, `)}</p>`]),
    row('Reached', pathList(view, finding)),
    row('Besides', lines.size === 0 ? [] : [evidence([...lines])]),
    row('What to do', paste([...new Set([...check.remedy, ...(finding.remedy ?? [])])])),
  ])
}

/** How the findings about one thing look together: as the gravest, and as bad where there is none. */
export function worstState(findings: readonly Located[]): State {
  const states = findings.map((f) => stateOf(f.severity))
  return states.length === 0 ? 'bad' : (STATES.find((state) => states.includes(state)) ?? 'bad')
}

/** A finding that belongs to no bad check, or several that say the same of several modules. */
export function findingArticle(view: View, group: readonly Located[], id: string): Markup {
  const [first] = group
  if (first === undefined) return markup``
  const incomplete = saysUnchecked(first)
  const state = incomplete ? 'open' : stateOf(first.severity)
  const alone = group.length === 1
  const title = alone ? first.message : nameless(first.message, first.module)
  const { at: _, ...placeless } = first
  const names = alone ? [] : group.map((f) => (f.module === undefined ? f.message : moduleName(f.module)))
  return article(id, state, incomplete ? STATE_WORDS.open : `Finding, ${first.severity}`, words(title), '', [
    ...findingRows(view, alone ? first : placeless, () => false),
    row('These', nameList(names)),
    row('What to do', paste(first.remedy ?? [])),
  ])
}

/** Checks that could not be made for the same reason. */
export function openArticle(checks: readonly Check[], id: string): Markup {
  const [first] = checks
  if (first === undefined) return markup``
  const alone = checks.length === 1
  const reasons = alone ? first.reasons : first.reasons.map((reason) => nameless(reason, first.module))
  const what = first.group ?? 'checks'
  const lines = new Map<string, string>()
  for (const check of checks) {
    for (const line of check.remedy) {
      const key = nameless(line, check.module)
      if (!lines.has(key)) lines.set(key, line)
    }
  }
  return article(
    id,
    'open',
    STATE_WORDS.open,
    alone ? code(first.name) : markup`${number(checks.length)} ${words(what)}`,
    alone ? first.summary : '',
    [
      row('Because', sentences(reasons)),
      row('These', alone ? [] : nameList(checks.map((check) => check.name))),
      row('Looked at', alone ? partList(first) : []),
      row('What to do', paste([...lines.values()])),
    ],
  )
}

/** Whether a finding says that something could not be looked at; a grave one of the same rule says that it is bad. */
export function saysUnchecked(f: Located): boolean {
  return INCOMPLETE.includes(f.rule) && stateOf(f.severity) !== 'bad'
}

/** A sentence without what is the module's own, so that equal ones can be told together. */
export function nameless(text: string, module: Check['module']): string {
  return module === undefined ? text : withoutName(text, module)
}

/**
 * Whether a line of evidence or a reason only repeats what has a row of its own. Whole lines are compared, never parts:
 * what was found may be what an attacker wrote, and a short word of theirs must not hide lines that hold it.
 */
function shownAlready(check: Check): (line: string) => boolean {
  const values = check.values ?? []
  const lines = new Set([
    ...values.map(({ name, value }) => `${name.padEnd(8)} ${value}`),
    ...check.files.map((file) => `${file.name}: ${file.text}`),
  ])
  const byWhom = values
    .filter(({ name, value }) => name === 'expected' && value.startsWith('h1:'))
    .map(({ value }) => `expected ${value}, by the `)
  return (line) =>
    lines.has(line) ||
    byWhom.some((start) => line.startsWith(start)) ||
    (check.files.length > 0 && /^and [\d,]+ more files?$/.test(line))
}

/** The rule, the place and the evidence of a finding that has an article of its own. */
function findingRows(view: View, f: Located, isShown: (line: string) => boolean): Markup[] {
  const where = places(view, f)
  const path = pathWords(f)
  const lines = (f.evidence ?? []).filter((line) => line !== path && !isShown(line))
  return [
    row('Rule', [markup`<p>${severityTag(f.severity)} ${code(f.rule)}</p>`]),
    row('Where', where.length === 0 ? [] : [markup`<p>${joined(where, markup`, `)}</p>`]),
    row('Reached', pathList(view, f)),
    row('Evidence', lines.length === 0 ? [] : [evidence(lines)]),
  ]
}

/**
 * The line of evidence that is the finding's flow in words, with the last place of the project's own code first; what
 * has no such line tells its steps as evidence.
 */
function pathWords({ flow = [], evidence = [] }: Located): string | undefined {
  const own = flow.findLast(({ cached }) => cached === undefined) ?? flow[0]
  return own === undefined ? undefined : evidence.find((line) => line.startsWith(`${own.file}:${own.line}  `))
}

/** How the code comes there, a step a line: the project's own ones stand out. */
function pathList(view: View, f: Located): Markup[] {
  const { flow = [] } = f
  if (pathWords(f) === undefined) return []
  const [some, rest] = capped(flow, MOST.steps, (n) => markup`<li class="note">and ${count(n, 'more step')}</li>`)
  const items = some.map(({ file, line, what, cached }) => {
    const at = cached === undefined ? place(file, line, view.folder) : code(line > 0 ? `${cached}:${line}` : cached)
    return markup`<li${cached === undefined ? markup` class="own"` : ''}>${words(what)} <span class="quiet">${at}</span></li>`
  })
  return [markup`<ol class="path">${items}${rest}</ol>`]
}

/** `label` says to a screen reader what the sign says to the eye. */
function article(
  id: string,
  state: State,
  label: string,
  title: Markup,
  lead: string,
  rows: readonly Markup[],
): Markup {
  return markup`<article class="card trouble ${state}" id="${id}" aria-labelledby="${id}-title">
<h3 class="${state}" id="${id}-title">${sign(state)} <span class="unseen">${label}: </span><span>${title}</span></h3>
${lead === '' ? '' : markup`<p class="lead">${words(lead)}</p>\n`}<dl class="rows">
${rows}</dl>
</article>
`
}

function findingList(
  view: View,
  findings: readonly Located[],
  name: string,
  isShown: (line: string) => boolean,
): Markup {
  const [some, rest] = capped(findings, MOST.sentences, (n) => markup`<li class="note">and ${number(n)} more</li>`)
  const items = some.map((f) => {
    const message = f.message.startsWith(`${name}: `) ? f.message.slice(name.length + 2) : f.message
    const where = places(view, f)
    return markup`<li>${severityTag(f.severity)} ${code(f.rule)} ${words(message)}${where.length === 0 ? '' : markup`<br><span class="quiet">${joined(where, markup`, `)}</span>`}${evidence((f.evidence ?? []).filter((line) => !isShown(line)))}</li>`
  })
  return markup`<ul class="said">${items}${rest}</ul>`
}

/** Where a finding is: the file that it is about, and the line of the project that brings the module in. */
function places(view: View, f: Located): Markup[] {
  const at = f.at === undefined ? undefined : place(f.at.file, f.at.line, view.folder)
  const same = f.at?.file === f.file && f.at?.line === (f.line ?? f.at?.line)
  return [
    ...(f.file === undefined ? [] : [place(f.file, f.line ?? (same ? f.at?.line : undefined), view.folder)]),
    ...(at === undefined || same ? [] : [f.module === undefined ? at : markup`brought in by ${at}`]),
  ]
}

function evidence(lines: readonly string[]): Markup {
  if (lines.length === 0) return markup``
  const [some, rest] = capped(lines, MOST.evidence, (n) => markup`\n… ${number(n)} more lines`)
  const shown = some.map((line) => markup`${clipped(line, LONGEST_DIFF_LINE)}`)
  return markup`<pre class="lines"><code>${joined(shown, markup`\n`)}${rest}</code></pre>`
}

function partList(check: Check): Markup[] {
  const sorted = STATES.flatMap((state) => check.parts.filter((part) => part.state === state))
  const values = check.values ?? []
  const items = sorted.map((part) => {
    // `differs: found h1:…` where the hash has a row of its own.
    const repeated = values.map(({ value }) => `: found ${value}`).find((end) => part.text.endsWith(end))
    const text = repeated === undefined ? part.text : part.text.slice(0, -repeated.length)
    return markup`<li class="${part.state}">${sign(part.state)}<span>${words(part.name)} <span class="quiet">${words(text === '' ? STATE_WORDS[part.state] : text)}</span></span></li>`
  })
  return items.length === 0 ? [] : [markup`<ul class="parts">${items}</ul>`]
}

/** Parts that hold the same value are named together. */
function valueRows(check: Check): Markup[] {
  return (['expected', 'found'] as const).map((name) => {
    const alike = Map.groupBy(
      (check.values ?? []).filter((value) => value.name === name),
      ({ value }) => value,
    )
    const lines = [...alike].map(
      ([value, holders]) =>
        markup`<p>${code(value)} <span class="quiet">${words(holders.map(({ by }) => by).join(', '))}</span></p>`,
    )
    return row(name === 'expected' ? 'Expected' : 'Found', lines)
  })
}

function files(check: Check): Markup[] {
  const [some, rest] = capped(
    check.files,
    MOST.files,
    (n) => markup`<p class="note">and ${count(n, 'more file')}, in the JSON report</p>`,
  )
  const legend = some.some((file) => file.diff.length > 0)
  return [
    ...some.map(
      (file) => markup`<div>${code(file.name)} <span class="quiet">${words(file.text)}</span>${diff(file.diff)}</div>`,
    ),
    ...(check.files.length > MOST.files ? [rest] : []),
    ...(legend ? [markup`<p class="note">\u2212 is as it was agreed on or was before, + is as it is.</p>`] : []),
  ]
}

/** The sign stands in its own column, as text: colour only repeats it. */
function diff(lines: readonly string[]): Markup {
  if (lines.length === 0) return markup``
  const [some, rest] = capped(
    lines,
    MOST.diff,
    (n) => markup`<span><i></i><b></b><u>… ${count(n, 'more changed line')}</u></span>`,
  )
  const shown = some.map((line) => {
    const parts = /^(\d{1,9}) ([+-]) ?(.*)$/s.exec(clipped(line, LONGEST_DIFF_LINE))
    if (parts === null) return markup`<span><i></i><b></b><u>${clipped(line, LONGEST_DIFF_LINE)}</u></span>\n`
    const added = parts[2] === '+'
    return markup`<span class="${added ? 'added' : 'removed'}"><i>${parts[1]}</i><b>${added ? '+' : '\u2212'}</b><u>${parts[3]}</u></span>\n`
  })
  return markup`<pre class="lines diff"><code>${shown}${rest}</code></pre>`
}

function sentences(all: readonly string[]): Markup[] {
  const [some, rest] = capped(all, MOST.sentences, (n) => markup`<p class="note">and ${number(n)} more</p>`)
  return [...some.map((text) => markup`<p>${words(text)}</p>`), ...(all.length > MOST.sentences ? [rest] : [])]
}

function nameList(names: readonly string[]): Markup[] {
  if (names.length === 0) return []
  const items = (some: readonly string[]): Markup =>
    markup`<ul class="names">${some.map((n) => markup`<li>${code(n)}</li>`)}</ul>`
  if (names.length <= 5) return [items(names)]
  const [some, rest] = capped(names, MOST.names, (n) => markup`<p class="note">and ${number(n)} more</p>`)
  return [
    markup`<p>${joined(names.slice(0, 3).map(code), markup`, `)} and ${number(names.length - 3)} more</p>`,
    markup`<details><summary>Show all ${number(names.length)}</summary>${items(some)}${rest}</details>`,
  ]
}
