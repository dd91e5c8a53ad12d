// The body of a 403, as the go command shows it to whoever is stopped. go drops all of a body that is no plain text or
// has a character that it does not find graphic, what follows a blank line, and what is over 8 lines or 648 bytes with
// its own indent: https://pkg.go.dev/cmd/go/internal/web (maxErrorDetailLines, maxErrorDetailBytes). So this is ASCII,
// within 8 lines of 75 columns and 600 bytes, whatever a module is called and whatever its findings quote.
import { isRefusal } from '../policy/decide.ts'
import type { Decision, Reason } from '../policy/decision.ts'

/** What a refusal is about. */
export interface Refusal {
  readonly path: string
  readonly version: string
  readonly decision: Pick<Decision, 'action' | 'verdict' | 'reasons'>
  /** `E-` and ten letters. */
  readonly event: string
  /** What is allowed and may be taken instead, where something is: `what` it is, in a few words. */
  readonly instead?: { readonly path: string; readonly version: string; readonly what: string }
  /** The address of the event's page, where the guard has one that people can open. */
  readonly page?: string
}

const MOST_COLUMNS = 75
const MOST_LINES = 8
const MOST_BYTES = 600
const INDENT = 8

/** The text of a block or hold: at most 8 lines, each ended by a newline. */
export function refusalText(refusal: Refusal): string {
  const { path, version, decision, event, page } = refusal
  const [reason, ...others] = decision.reasons.filter(({ action }) => isRefusal(action))
  const head = `[modwarden] ${decision.action === 'hold' ? 'HELD' : 'BLOCKED'} ${event} `
  const lines = [
    `${head}${middleCut(ascii(`${path}@${version}`), MOST_COLUMNS - head.length)}`,
    ...part('why', whyOf(decision, reason), 2),
    ...part('rule', ruleOf(reason, others.length), 1),
    ...part('do', todoOf(refusal, reason), 1),
    ...part('waiver', waiverOf(reason, page !== undefined), 1),
    ...pageLines(page),
    ...part('note', 'do not retry with GOPROXY=direct: it would not be checked', 1),
  ].slice(0, MOST_LINES)
  while (lines.length > 1 && lengthOf(lines) > MOST_BYTES) lines.pop()
  return lines.map((line) => `${line}\n`).join('')
}

function lengthOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + line.length + 1, 0)
}

function whyOf({ verdict }: Refusal['decision'], reason: Reason | undefined): string {
  if (reason === undefined) return 'the guard cannot say why; tell whoever runs it'
  const said = ascii(reason.message)
  return verdict === 'malicious' && reason.change === 'administrators' ? `MALWARE: ${said}` : said
}

function ruleOf(reason: Reason | undefined, others: number): string {
  if (reason === undefined) return '-'
  const { rule, file, line } = reason
  const more = others === 0 ? '' : `, and ${others} more ${others === 1 ? 'reason' : 'reasons'}`
  const room = MOST_COLUMNS - INDENT - rule.length - more.length - ' at '.length
  const place = file === undefined ? '' : ascii(line === undefined ? file : `${file}:${line}`)
  return `${rule}${place === '' ? '' : ` at ${middleCut(place, room)}`}${more}`
}

function todoOf({ path: refused, instead }: Refusal, reason: Reason | undefined): string {
  if (instead !== undefined) {
    const { path, version, what } = instead
    const command = `go get ${path}@${version}`
    // What is pasted must be whole, and nothing but a module path and a version.
    if (command.length + INDENT <= MOST_COLUMNS && /^\w[\w./~-]*$/.test(path) && /^v[\w.+-]+$/.test(version)) {
      const said = `${command}   (${ascii(what)})`
      return said.length + INDENT <= MOST_COLUMNS ? said : command
    }
    if (path === refused && version.length < 40) return `take ${ascii(version)}: ${ascii(what)}`
  }
  return ascii(reason?.remedy ?? 'ask whoever runs the guard')
}

function waiverOf(reason: Reason | undefined, hasPage: boolean): string {
  const where = hasPage ? 'on the page below' : 'whoever runs the guard, with the event above'
  switch (reason?.change) {
    case 'administrators':
      return hasPage ? `not for malware: dispute it ${where}` : `not for malware: dispute it, ask ${where}`
    case 'policy':
      return 'not by a waiver: ask whoever writes the policy'
    case 'waiver':
      return hasPage ? `ask for one ${where}: why, and until when` : `ask ${where}`
    case 'nobody':
      return 'not possible: proofs cannot be waived'
    case 'retry':
    case undefined:
      return 'not needed: try again'
  }
}

/** An address that is cut leads nowhere: one that is too long for a line gets none. */
function pageLines(page: string | undefined): readonly string[] {
  if (page === undefined || !/^[!-~]+$/.test(page)) return []
  if (INDENT + page.length <= MOST_COLUMNS) return [`${'info'.padEnd(6)}: ${page}`]
  return page.length <= MOST_COLUMNS ? [page] : []
}

/** A named part on at most so many lines, cut at the end. */
function part(name: string, text: string, most: number): readonly string[] {
  const width = MOST_COLUMNS - INDENT
  const rows: string[] = []
  let rest = text.trim()
  while (rest !== '' && rows.length < most) {
    const last = rows.length === most - 1
    const end = rest.length <= width ? rest.length : breakOf(rest, width)
    rows.push(last && rest.length > width ? `${rest.slice(0, width - 3)}...` : rest.slice(0, end).trimEnd())
    rest = rest.slice(end).trimStart()
  }
  return rows.map((row, i) => `${i === 0 ? `${name.padEnd(6)}: ` : ' '.repeat(INDENT)}${row}`)
}

/** Where a line is broken: at the last space of what fits, unless that leaves less than half of it. */
function breakOf(text: string, width: number): number {
  const space = text.lastIndexOf(' ', width)
  return space > width / 2 ? space : width
}

/** Printable ASCII on one line; whatever else there is becomes question marks, runs of it a single one. */
function ascii(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[^ -~]+/g, '?')
    .trim()
}

/** A name that keeps its beginning and its end. */
function middleCut(text: string, width: number): string {
  if (text.length <= width) return text
  const tail = Math.floor((width - 3) / 2)
  return `${text.slice(0, width - 3 - tail)}...${text.slice(text.length - tail)}`
}
