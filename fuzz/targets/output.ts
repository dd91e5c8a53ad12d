// Reports of hostile names, messages and lines in every format: the lines of an input are what a report quotes.
import type { Severity } from '../../src/base/finding.ts'
import { github } from '../../src/report/formats/github.ts'
import { gitlab } from '../../src/report/formats/gitlab.ts'
import { html } from '../../src/report/html/html.ts'
import { junit } from '../../src/report/formats/junit.ts'
import { markdown } from '../../src/report/formats/markdown.ts'
import { ndjson } from '../../src/report/formats/ndjson.ts'
import { sarif } from '../../src/report/formats/sarif.ts'
import type { Check, Located, State, View } from '../../src/report/view.ts'
import { checkTexts } from '../formats.ts'
import { looseText, type Target } from '../target.ts'

/** The target. */
export const target: Target = {
  about:
    'html, junit, github, markdown, SARIF and the others: what is quoted is text in them, never markup or a command',
  seeds: [
    'example.com/m\nv1.0.0\na.go\nthe folder differs\n- old\n+ new\ngo mod download\n',
    '<script>alert(1)</script>\n"><img src=x onerror=alert(1)>\n]]>\n&amp;\n<!--\n-->\n</style>\n\'"`\n',
    '::error::x\n%0A::set-output name=a::b\n::stop-commands::x\n![x](https://evil.example)\n[a](javascript:x)\n@all\n|||\n```\n~~~\n',
    '\u001b[31m\n\u202e\n\u0000\n\u2028\n\ufeff\n\u0085\n/a/b/../c\n../../x\n/etc/passwd\nC:\\x\n%2e%2e/\n',
    '',
  ],
  dictionary: [
    '<',
    '>',
    '"',
    "'",
    '&',
    '&#',
    ';',
    ']]>',
    '<!--',
    '<![CDATA[',
    '::',
    '%',
    '\r',
    '\n',
    '`',
    '|',
    '[x](',
    '../',
    '\u001b',
  ],
  maxBytes: 4096,
  run(input) {
    const view = viewOf(looseText(input))
    checkTexts((format) => RENDERERS[format](view))
  },
}

const RENDERERS = { github, gitlab, html, junit, markdown, ndjson, sarif }

const severities: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'info']
const states: readonly State[] = ['ok', 'bad', 'open', 'skipped']

/** A report whose texts are the lines, in turn. */
function viewOf(text: string): View {
  const lines = text.split('\n')
  let next = 0
  const take = (): string => lines[next++ % lines.length] ?? ''
  const count = lines.length
  const findings = Array.from({ length: count % 4 }, (_, i): Located => ({
    rule: 'MW-INT-FOLDER',
    severity: severities[(count + i) % 5] ?? 'info',
    module: { path: take(), version: take() },
    file: take(),
    line: 1 + i,
    message: take(),
    evidence: [take(), take()],
    remedy: [take()],
    ...(i === 1 ? { at: { file: take(), line: 3 } } : {}),
  }))
  const checks = Array.from({ length: count % 5 }, (_, i): Check => ({
    name: take(),
    ...(i === 0 ? {} : { group: take(), module: { path: take(), version: take() } }),
    state: states[(count + i) % 4] ?? 'ok',
    summary: take(),
    parts: [{ name: take(), state: states[i % 4] ?? 'ok', text: take() }],
    values: [{ name: 'expected', value: take(), by: take() }],
    reasons: [take()],
    files: [{ name: take(), text: take(), diff: [take(), take()] }],
    remedy: [take()],
  }))
  return {
    command: 'verify',
    subject: take(),
    folder: count % 2 === 0 ? undefined : `/${take()}`,
    findings,
    checks,
    facts: [{ name: take(), state: 'bad', text: take() }],
    conclusion: take(),
    exitCode: ([0, 1, 2, 3, 4] as const)[count % 5] ?? 4,
    error: count % 7 === 3 ? { code: 'parse', message: take(), place: { file: take() }, remedy: take() } : undefined,
    seconds: 1.5,
    version: '0.1.0',
  }
}
