// What govulncheck writes with `-format json`: JSON values one after another, each with one member. The type of a finding:
// https://pkg.go.dev/golang.org/x/vuln/internal/govulncheck#Finding
import { messageOf, WardenError } from '../base/errors.ts'
import type { Reached, Step } from '../gosource/callgraph/question.ts'
import type { Advisory } from './osv.ts'

/** What it found. */
export interface GovulncheckAnswer {
  /** Vulnerable packages that are imported. */
  readonly packages: readonly string[]
  /** Vulnerable functions that are called. */
  readonly reached: readonly Reached[]
}

const MOST_MESSAGES = 1_000_000

/** Reads its output. Throws `parse`. */
export function parseGovulncheck(output: string): GovulncheckAnswer {
  const packages = new Set<string>()
  const reached: Reached[] = []
  for (const message of messagesOf(output)) {
    const trace = memberOf(memberOf(message, 'finding'), 'trace')
    if (!Array.isArray(trace)) continue
    const sink: unknown = trace[0]
    const name = textOf(sink, 'package')
    if (name === '') continue
    packages.add(name)
    if (textOf(sink, 'function') === '') continue
    // The vulnerable function comes first there, and last here.
    const path = trace.toReversed().map(stepOf)
    reached.push({ package: name, symbol: symbolOf(sink), certain: true, path })
  }
  return { packages: [...packages], reached }
}

/** A record as OSV writes it, as far as govulncheck reads it. */
export function osvOf(advisory: Advisory): object {
  const { id, modified, published, aliases, summary, details, affected } = advisory
  const date = (text: string): string => (text === '' ? '0001-01-01T00:00:00Z' : text)
  return {
    id,
    modified: date(modified),
    published: date(published),
    aliases,
    summary,
    details,
    affected: affected.map(({ module, ranges, ecosystemSpecific }) => ({
      package: { name: module, ecosystem: 'Go' },
      ranges: ranges.map(({ events }) => ({
        type: 'SEMVER',
        events: events.map(({ kind, version }) => ({ [kind]: version })),
      })),
      ecosystem_specific: ecosystemSpecific,
    })),
  }
}

/** Splits values: each begins with `{` at the start of a line, which no line inside of one does. */
function messagesOf(output: string): readonly unknown[] {
  const parts = output.split(/\n(?=\{)/, MOST_MESSAGES)
  return parts
    .filter((part) => part.trim() !== '')
    .map((part, i): unknown => {
      try {
        return JSON.parse(part)
      } catch (error) {
        throw new WardenError('parse', `govulncheck: value ${i + 1} of its output is not JSON: ${messageOf(error)}`)
      }
    })
}

function stepOf(frame: unknown): Step {
  const position = memberOf(frame, 'position')
  const line = memberOf(position, 'line')
  return {
    function: symbolOf(frame),
    package: textOf(frame, 'package'),
    file: textOf(position, 'filename'),
    line: typeof line === 'number' && Number.isSafeInteger(line) && line > 0 ? line : 0,
  }
}

/** `Type.Method` of the receiver `*Type` and the function `Method`. */
function symbolOf(frame: unknown): string {
  const receiver = textOf(frame, 'receiver').replace(/^\*/, '').replace(/\[.*$/, '')
  const name = textOf(frame, 'function').replace(/\[.*$/, '')
  return receiver === '' ? name : `${receiver}.${name}`
}

function memberOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Object.getOwnPropertyDescriptor(value, key)?.value : undefined
}

function textOf(value: unknown, key: string): string {
  const member = memberOf(value, key)
  return typeof member === 'string' ? member.slice(0, 4096) : ''
}
