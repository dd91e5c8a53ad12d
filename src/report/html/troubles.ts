// The troubles of the HTML report, sorted: each thing that is bad with the findings about it, findings that belong to
// none, and what could not be checked, told once where many share a reason.
import { moduleName } from '../../base/finding.ts'
import { badArticle, findingArticle, nameless, openArticle, saysUnchecked, worstState } from './articles.ts'
import { markup, type Markup } from './markup.ts'
import { assign } from './owners.ts'
import { stateOf } from './parts.ts'
import type { Check, Located, State, View } from '../view.ts'
import { count } from '../words.ts'

/** The troubles of a view, ready to be shown, and where each check is told. */
export interface Troubles {
  readonly wrong: readonly Markup[]
  readonly unchecked: readonly Markup[]
  /** How many bad checks and loose findings there are, and how many checks could not be made. */
  readonly wrongCount: number
  readonly uncheckedCount: number
  /** Whether any of the wrong is bad, or grave; otherwise they are findings to be read, and no more. */
  readonly grave: boolean
  /** Where checks are told, by their places in `view.checks`. */
  readonly toldAt: ReadonlyMap<number, Told>
  /** Rules that the articles name, in that order. */
  readonly rules: readonly string[]
}

/** The article that tells a check: its id and the sign that it has. */
export interface Told {
  readonly id: string
  readonly state: State
}

/** The rules of findings that say again what an open check says. */
const UNCHECKED: readonly string[] = ['MW-INT-UNCHECKED', 'MW-SCAN-INCOMPLETE']

/** Articles of one kind that are shown; the rest is counted, and stands in the JSON report. */
const MOST = 200

/** Sorts a view's checks and findings into articles. */
export function troublesOf(view: View): Troubles {
  const toldAt = new Map<number, Told>()
  const rules = new Set<string>()
  const { byCheck, loose: rest } = assign(view.findings, view.checks)

  const bad = view.checks.flatMap((check, at) =>
    check.state === 'bad' ? [{ check, at, about: byCheck.get(at) ?? [] }] : [],
  )
  const wrong: Markup[] = bad.slice(0, MOST).map(({ check, at, about }, i) => {
    for (const f of about) rules.add(f.rule)
    toldAt.set(at, { id: `wrong-${i + 1}`, state: worstState(about) })
    return badArticle(view, check, about, `wrong-${i + 1}`)
  })

  const openNames = new Set(view.checks.flatMap(({ state, name }) => (state === 'open' ? [name] : [])))
  const loose = rest.filter((f) => !repeatsOpen(f, openNames))
  const groups = [...Map.groupBy(loose, looseKey).values()]
  const looseWrong = groups.filter(([first]) => first !== undefined && !saysUnchecked(first))
  const looseOpen = groups.filter(([first]) => first !== undefined && saysUnchecked(first))
  for (const [i, group] of looseWrong.slice(0, MOST).entries()) {
    for (const f of group) rules.add(f.rule)
    wrong.push(findingArticle(view, group, `finding-${i + 1}`))
  }

  const open = view.checks.flatMap((check, at) => (check.state === 'open' ? [{ check, at }] : []))
  const openGroups = [...Map.groupBy(open, ({ check }) => openKey(check)).values()]
  const unchecked = openGroups.slice(0, MOST).map((group, i) => {
    for (const { at } of group) toldAt.set(at, { id: `unchecked-${i + 1}`, state: 'open' })
    return openArticle(
      group.map(({ check }) => check),
      `unchecked-${i + 1}`,
    )
  })
  for (const [i, group] of looseOpen.slice(0, MOST).entries()) {
    for (const f of group) rules.add(f.rule)
    unchecked.push(findingArticle(view, group, `missing-${i + 1}`))
  }

  const wrongRest = Math.max(0, bad.length - MOST) + Math.max(0, looseWrong.length - MOST)
  if (wrongRest > 0) wrong.push(restNote(wrongRest, 'problem'))
  const openRest = Math.max(0, openGroups.length - MOST) + Math.max(0, looseOpen.length - MOST)
  if (openRest > 0) unchecked.push(restNote(openRest, 'reason'))
  return {
    wrong,
    unchecked,
    wrongCount: bad.length + looseWrong.reduce((sum, group) => sum + group.length, 0),
    uncheckedCount: open.length + looseOpen.reduce((sum, group) => sum + group.length, 0),
    grave:
      bad.some(({ about }) => worstState(about) === 'bad') ||
      looseWrong.some(([first]) => first !== undefined && stateOf(first.severity) === 'bad'),
    toldAt,
    rules: [...rules],
  }
}

/** Whether a finding only says again what an open check says: of its module or file, what it lists, or what it begins with. */
function repeatsOpen(finding: Located, openNames: ReadonlySet<string>): boolean {
  const { rule, module, file = '', message, evidence = [] } = finding
  const names = module === undefined ? [...evidence, file, /^\S*/.exec(message)?.[0] ?? ''] : [moduleName(module)]
  return UNCHECKED.includes(rule) && names.some((name) => openNames.has(name))
}

function restNote(n: number, what: string): Markup {
  return markup`<p class="note">${count(n, `more ${what}`)} ${n === 1 ? 'is' : 'are'} in the JSON report.</p>\n`
}

/** Findings of one rule that say the same of several modules are told together. */
function looseKey(f: Located): string {
  const own = (text: string): string => nameless(text, f.module)
  const { rule, severity, message, file, line, evidence = [], remedy = [] } = f
  return JSON.stringify([rule, severity, own(message), file, line, evidence.map(own), remedy.map(own)])
}

function openKey(check: Check): string {
  return check.reasons.length === 0
    ? nameless(check.summary, check.module)
    : check.reasons.map((reason) => nameless(reason, check.module)).join('\n')
}
