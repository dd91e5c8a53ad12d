// Markdown for a step summary or a comment. GitHub refuses a summary over 1 MiB and drops one just below it silently,
// so that this stays under 900 KiB and says what it left out.
import { moduleName } from '../../base/finding.ts'
import { utf8 } from '../../base/bytes.ts'
import { inRepository, worstFirst } from '../views/located.ts'
import { mdBlock, mdCell, mdCode, mdText } from './mdescape.ts'
import { printable } from '../printable.ts'
import type { Check, Located, State, View } from '../view.ts'
import { count, number, seconds } from '../words.ts'

const MOST_BYTES = 900 << 10
/** What is kept free for the lines that say what was left out. */
const RESERVE = 1 << 10
const MOST_FINDINGS = 200
const MOST_CHECKS = 200
const MOST_DIFF = 40

/** The whole text, with a final newline; worst first. */
export function markdown(view: View): string {
  const page = new Page()
  page.add(heading(view))
  if (view.error !== undefined) page.add(errorPart(view.error))
  if (view.facts.length > 0) page.add(factsPart(view))

  const notOk = view.checks.filter((check) => check.state !== 'ok')
  page.addTable('### What is not well', notOk, MOST_CHECKS)
  const findings = worstFirst(view.findings)
  page.addEach('### What was found', findings, MOST_FINDINGS, 'finding', (finding) => findingPart(view, finding))
  const troubled = view.checks.filter((check) => check.state === 'bad' && check.files.length > 0)
  page.addEach('### What differs', troubled, MOST_CHECKS, 'module', differencePart)
  return page.text()
}

/** Parts up to the limit; a part is added whole or counted. */
class Page {
  readonly #parts: string[] = []
  #bytes = 0

  add(part: string): boolean {
    const size = utf8(part).length + 2
    if (this.#bytes + size > MOST_BYTES - RESERVE) return false
    this.#parts.push(part)
    this.#bytes += size
    return true
  }

  addEach<T>(title: string, items: readonly T[], most: number, what: string, part: (item: T) => string): void {
    if (items.length === 0 || !this.add(title)) return
    let shown = 0
    while (shown < Math.min(items.length, most)) {
      const item = items[shown]
      if (item === undefined || !this.add(part(item))) break
      shown++
    }
    if (shown < items.length) this.#left(items.length - shown, what)
  }

  addTable(title: string, checks: readonly Check[], most: number): void {
    if (checks.length === 0 || !this.add(title)) return
    const rows = ['| | what | |', '|---|---|---|']
    for (const check of checks.slice(0, most)) {
      rows.push(`| ${SIGNS[check.state]} | ${mdCell(check.name)} | ${mdText(cut(check.summary, 200))} |`)
    }
    // A table whose rows are all of bounded length fits, unless findings took all the room.
    if (!this.add(rows.join('\n'))) this.#left(checks.length, 'line')
    else if (checks.length > most) this.#left(checks.length - most, 'line')
  }

  text(): string {
    return `${this.#parts.join('\n\n')}\n`
  }

  /** Within the reserve, so that it is never the part that does not fit. */
  #left(n: number, what: string): void {
    this.#parts.push(`_and ${count(n, `more ${what}`)} that ${n === 1 ? 'is' : 'are'} not shown here_`)
  }
}

const SIGNS: Readonly<Record<State, string>> = {
  ok: '✅ ok',
  bad: '❌ bad',
  open: '⚠️ open',
  skipped: '➖ left out',
}

function heading(view: View): string {
  const subject = view.subject === '' ? '' : ` ${mdCode(cut(view.subject, 300))}`
  const sign = view.exitCode === 0 ? '✅' : view.exitCode === 3 ? '⚠️' : '❌'
  const time = view.seconds === undefined ? '' : ` (${seconds(view.seconds)})`
  return `## modwarden ${mdText(view.command)}${subject}\n\n${sign} **${mdText(cut(view.conclusion, 2000))}** exit code ${view.exitCode}${time}`
}

function errorPart(error: NonNullable<View['error']>): string {
  const { code, place, remedy } = error
  const where = place === undefined ? '' : `${place.file}${place.line === undefined ? '' : `:${place.line}`}`
  return [
    `- why: ${mdCode(code)}`,
    ...(where === '' ? [] : [`- where: ${mdCode(where)}`]),
    ...(remedy === undefined ? [] : [`- next: ${mdText(cut(remedy, 2000))}`]),
  ].join('\n')
}

function factsPart(view: View): string {
  const rows = view.facts.map(
    (fact) => `| ${mdText(cut(fact.name, 100))} | ${SIGNS[fact.state]} | ${mdText(cut(fact.text, 500))} |`,
  )
  return ['| | | |', '|---|---|---|', ...rows].join('\n')
}

function findingPart(view: View, finding: Located): string {
  const { severity, message, rule, module, evidence, remedy } = finding
  const lines = [`#### ${severity}: ${mdText(cut(message, 2000))}`, '']
  lines.push(`- rule: ${mdCode(rule)}${module === undefined ? '' : `, module: ${mdCode(moduleName(module))}`}`)
  const where = whereOf(view, finding)
  if (where !== undefined) lines.push(`- where: ${mdCode(where)}`)
  if (evidence !== undefined && evidence.length > 0)
    lines.push(
      '',
      mdBlock(
        evidence.map((l) => cut(l, 500)),
        'text',
      ),
    )
  if (remedy !== undefined && remedy.length > 0) lines.push('', 'Next:', '', mdBlock(remedy, 'sh'))
  return lines.join('\n')
}

function whereOf(view: View, { at, file, line }: Located): string | undefined {
  const own = file === undefined ? undefined : inRepository(view, file, line ?? 1)
  const shown = own === undefined ? file : own.file
  const cached = shown === undefined ? undefined : `${shown}${line === undefined ? '' : `:${line}`}`
  const brought = at === undefined ? undefined : inRepository(view, at.file, at.line)
  if (brought === undefined || brought.file === own?.file) return cached
  const place = `${brought.file}:${number(brought.line)}`
  return cached === undefined ? place : `${cached}, brought in by ${place}`
}

function differencePart(check: Check): string {
  const lines = [`#### ${mdCode(check.name)}`]
  for (const reason of check.reasons) lines.push('', mdText(cut(reason, 1000)))
  for (const { name, value, by } of check.values ?? [])
    lines.push('', `${name} ${mdCode(cut(value, 1000))}, by ${mdText(by)}`)
  for (const file of check.files.slice(0, 20)) {
    lines.push('', `${mdCode(file.name)}: ${mdText(file.text)}`)
    if (file.diff.length > 0) lines.push('', mdBlock(file.diff.slice(0, MOST_DIFF).map(asDiff), 'diff'))
  }
  if (check.files.length > 20) lines.push('', `_and ${count(check.files.length - 20, 'more file')}_`)
  return lines.join('\n')
}

/** `41 + code` as `+ 41 code`: a viewer colours lines by what they begin with. */
function asDiff(line: string): string {
  const parts = /^(\d+) ([+-]) ?(.*)$/s.exec(cut(line, 300))
  return parts === null ? printable(cut(line, 300)) : `${parts[2]} ${parts[1]} ${parts[3]}`
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most).toWellFormed()} …`
}
