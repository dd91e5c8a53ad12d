// JUnit XML as Jenkins and GitLab read it: a suite a kind of thing, a case a thing that was looked at. `failure` is
// what is not as it should be, `error` what could not be looked at, `skipped` what configuration leaves out.
// https://github.com/jenkinsci/xunit-plugin/blob/master/src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd/junit-10.xsd
import { moduleName } from '../../base/finding.ts'
import { worstFirst } from '../views/located.ts'
import { xmlText } from './xmlescape.ts'
import type { Check, Located, View } from '../view.ts'

interface Case {
  readonly name: string
  readonly result: 'ok' | 'failure' | 'error' | 'skipped'
  readonly type: string
  readonly message: string
  readonly body: readonly string[]
}

/** What one case may say; a server that reads a thousand of them has to keep them all. */
const MOST_BODY = 20_000

/** The whole document, with a final newline. */
export function junit(view: View): string {
  const suites = suitesOf(view)
  const all = [...suites.values()].flat()
  const lines = ['<?xml version="1.0" encoding="UTF-8"?>', `<testsuites name="modwarden" ${totals(all)}${time(view)}>`]
  for (const [name, cases] of suites) lines.push(...suiteLines(view, name, cases))
  lines.push('</testsuites>')
  return `${lines.join('\n')}\n`
}

function suitesOf(view: View): Map<string, Case[]> {
  const suites = new Map<string, Case[]>()
  const add = (suite: string, one: Case): void => {
    const cases = suites.get(suite)
    if (cases === undefined) suites.set(suite, [one])
    else cases.push(one)
  }
  const { error } = view
  if (error !== undefined) {
    const where = error.place === undefined ? [] : [`${error.place.file}:${error.place.line ?? 1}`]
    const body = [...where, error.message, ...(error.remedy === undefined ? [] : [error.remedy])]
    const { message, code: type } = error
    add('run', { name: 'the run', result: view.exitCode === 4 ? 'failure' : 'error', type, message, body })
  }
  // A case fails only where the run does: notes on a run that is fine are `skipped`.
  const fine = view.exitCode === 0
  for (const check of view.checks) add(check.group ?? 'checks', lenient(caseOf(check), fine))
  // What belongs to nothing that was looked at, or was told of a thing that is otherwise well.
  const bad = new Set(view.checks.flatMap((c) => (c.state === 'ok' ? [] : [c.name, c.summary])))
  for (const finding of worstFirst(view.findings)) {
    if (finding.module !== undefined && bad.has(moduleName(finding.module))) continue
    if (bad.has(finding.message) || (finding.rule === 'MW-INT-VENDOR' && bad.has('vendor/'))) continue
    add('findings', lenient(findingCase(finding), fine))
  }
  // An exit code that no case explains must not look like a success.
  const failing = [...suites.values()].some((cases) =>
    cases.some((c) => c.result === 'failure' || c.result === 'error'),
  )
  if (view.exitCode !== 0 && !failing) {
    const { conclusion: message } = view
    add('run', { name: 'the run', result: view.exitCode === 3 ? 'error' : 'failure', type: 'run', message, body: [] })
  }
  return suites
}

function lenient(one: Case, fine: boolean): Case {
  return fine && one.result !== 'ok' ? { ...one, result: 'skipped' } : one
}

function caseOf(check: Check): Case {
  const result = ({ ok: 'ok', bad: 'failure', open: 'error', skipped: 'skipped' } as const)[check.state]
  return {
    name: check.name,
    result,
    type: check.state,
    message: check.summary,
    body: [
      ...check.reasons,
      ...(check.values ?? []).map(({ name, value, by }) => `${name} ${value}, by ${by}`),
      ...check.parts.filter((part) => part.state !== 'ok').map((part) => `${part.name}: ${part.text}`),
      ...check.files.flatMap((file) => [`${file.name}: ${file.text}`, ...file.diff]),
      ...check.remedy.map((line) => `next: ${line}`),
    ],
  }
}

function findingCase(finding: Located): Case {
  const { rule, severity, message, file, line, evidence, remedy } = finding
  const serious = severity === 'critical' || severity === 'high'
  const minor = severity === 'low' || severity === 'info'
  const place = file === undefined ? [] : [`${file}${line === undefined ? '' : `:${line}`}`]
  return {
    name: `${rule}: ${message}`,
    result: serious ? 'failure' : minor ? 'skipped' : 'error',
    type: rule,
    message,
    body: [...place, ...(evidence ?? []), ...(remedy ?? []).map((text) => `next: ${text}`)],
  }
}

function suiteLines(view: View, name: string, cases: readonly Case[]): string[] {
  const lines = [
    `  <testsuite name="${xmlText(name)}" ${totals(cases)} skipped="${tally(cases, 'skipped')}"${time(view)}>`,
  ]
  const suite = xmlText(['modwarden', view.command, name].join('.'))
  for (const one of cases) {
    const start = `    <testcase name="${xmlText(one.name)}" classname="${suite}" time="0"`
    const message = `message="${xmlText(cut(one.message))}"`
    if (one.result === 'ok') lines.push(`${start}/>`)
    else if (one.result === 'skipped') lines.push(`${start}>`, `      <skipped ${message}/>`, '    </testcase>')
    else {
      const body = xmlText(cut(one.body.join('\n')))
      lines.push(
        `${start}>`,
        `      <${one.result} ${message} type="${xmlText(one.type)}">${body}</${one.result}>`,
        '    </testcase>',
      )
    }
  }
  lines.push('  </testsuite>')
  return lines
}

function totals(cases: readonly Case[]): string {
  return `tests="${cases.length}" failures="${tally(cases, 'failure')}" errors="${tally(cases, 'error')}"`
}

function tally(cases: readonly Case[], result: Case['result']): number {
  return cases.filter((one) => one.result === result).length
}

function time(view: View): string {
  return view.seconds === undefined ? '' : ` time="${view.seconds.toFixed(3)}"`
}

function cut(text: string): string {
  return text.length <= MOST_BODY ? text : `${text.slice(0, MOST_BODY)} …`
}
