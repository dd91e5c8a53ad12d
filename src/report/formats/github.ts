// GitHub's workflow commands, which a job prints to have annotations at lines of files:
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
import { moduleName } from '../../base/finding.ts'
import { inRepository, isRepository, repositoryLine, worstFirst } from '../views/located.ts'
import { printable } from '../printable.ts'
import type { Located, View } from '../view.ts'
import { count } from '../words.ts'

/** GitHub shows ten errors, ten warnings and ten notices of a step, the first ones. */
const MOST = 10

/** The commands, a line each, gravest first, the conclusion last. */
export function github(view: View): string {
  const lines: string[] = []
  const shown = { error: 0, warning: 0, notice: 0 }
  let more = 0
  for (const finding of worstFirst(view.findings)) {
    const level = levelOf(finding)
    // One notice is kept for what is left out.
    if (shown[level] === (level === 'notice' ? MOST - 1 : MOST)) {
      more++
      continue
    }
    shown[level]++
    lines.push(commandOf(view, level, finding))
  }
  if (view.error !== undefined) {
    const { message, place, remedy } = view.error
    const at = place === undefined ? undefined : inRepository(view, place.file, place.line ?? 1)
    const text = remedy === undefined ? message : `${message}\n${remedy}`
    lines.push(line('error', { ...at, title: `modwarden ${view.command}` }, text))
  } else if (
    // Nobody must look for why a step failed: a plan that is not written yet, tests that did not pass.
    (view.exitCode !== 0 && lines.length === 0) ||
    (view.exitCode === 3 && shown.error + shown.warning === 0)
  ) {
    lines.push(line('error', { title: `modwarden ${view.command}` }, view.conclusion))
  }
  if (more > 0) {
    const text = `${count(more, 'finding')} more than GitHub shows; see the log or another format of the report`
    lines.push(line('notice', { title: `modwarden ${view.command}` }, text))
  }
  return lines.map((text) => `${text}\n`).join('')
}

function levelOf({ severity }: Located): 'error' | 'warning' | 'notice' {
  if (severity === 'critical' || severity === 'high') return 'error'
  return severity === 'medium' ? 'warning' : 'notice'
}

function commandOf(view: View, level: 'error' | 'warning' | 'notice', finding: Located): string {
  const at = isRepository(view) ? repositoryLine(view, finding) : undefined
  const name = finding.module === undefined ? '' : ` ${moduleName(finding.module)}`
  const text = [
    finding.message,
    ...(finding.evidence ?? []).slice(0, 8),
    ...(finding.remedy ?? []).map((remedy) => `next: ${remedy}`),
  ].join('\n')
  return line(level, { ...at, title: `${finding.rule}${name}` }, text)
}

interface Properties {
  readonly file?: string
  readonly line?: number
  readonly title: string
}

function line(level: string, { file, line: number, title }: Properties, text: string): string {
  const properties = [
    ...(file === undefined ? [] : [`file=${property(file)}`]),
    ...(number === undefined ? [] : [`line=${number}`]),
    `title=${property(title.slice(0, 200))}`,
  ]
  return `::${level} ${properties.join(',')}::${data(text.slice(0, 4000))}`
}

/** What ends a command or could begin another one is escaped, as the runner unescapes it. */
function data(text: string): string {
  return printable(text.toWellFormed()).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
