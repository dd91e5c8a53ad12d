// modwarden rules and modwarden explain: the records of the rules, for people and as JSON.
import { WardenError } from '../base/errors.ts'
import { similar } from '../base/similar.ts'
import type { Document } from '../report/view.ts'
import type { ExitCode } from '../report/verify.ts'
import { allRules } from '../rules/registry.ts'
import type { Rule } from '../rules/rule.ts'
import type { Invocation, ReportFlags } from './flags/reportflags.ts'
import { emit, failed } from './run/output.ts'

/** `modwarden/rules/1`. */
export interface RulesDocument extends Document {
  readonly schema: 'modwarden/rules/1'
  readonly rules: readonly Rule[]
}

/** Runs `rules list`. */
export async function rulesListCommand(flags: ReportFlags, invocation: Invocation): Promise<ExitCode> {
  const width = Math.max(...allRules.map((rule) => rule.id.length))
  const lines = allRules.map((rule) => `${rule.id.padEnd(width)}  ${rule.severity.padEnd(8)}  ${rule.title}\n`)
  return emit(flags, invocation, documentOf(allRules), () => lines.join(''))
}

/** Runs `rules show`. */
export async function rulesShowCommand(
  ids: readonly string[],
  flags: ReportFlags,
  invocation: Invocation,
): Promise<ExitCode> {
  return failed('modwarden/rules/1', flags, invocation, async () => {
    const found = rulesNamed(ids)
    return emit(flags, invocation, documentOf(found), () => found.map(ruleText).join('\n'))
  })
}

/**
 * The rules of these ids, each once, in the order asked for: in any case, whole or the beginning of only one. Throws
 * `usage`.
 */
export function rulesNamed(ids: readonly string[]): readonly Rule[] {
  return [...new Set(ids.map(ruleNamed))]
}

/** A rule as `explain` prints it. */
export function ruleText(rule: Rule): string {
  const part = (name: string, text: string): string =>
    wrapped(text, 84)
      .map((line, i) => `  ${(i === 0 ? name : '').padEnd(10)}${line}`)
      .join('\n')
  const lines = [
    `${rule.id}  ${rule.title}  (${rule.severity})`,
    part('meaning', rule.summary),
    part('found', rule.found),
    part('next', rule.remedy),
    ...(rule.precision === undefined ? [] : [part('measured', rule.precision)]),
    ...(rule.technique === undefined ? [] : [part('ATT&CK', rule.technique)]),
    ...rule.references.map((reference, i) => `  ${(i === 0 ? 'see' : '').padEnd(10)}${reference}`),
    `  ${'page'.padEnd(10)}docs/rules/${rule.id}.md`,
  ]
  return `${lines.join('\n')}\n`
}

function documentOf(rules: readonly Rule[]): RulesDocument {
  return { schema: 'modwarden/rules/1', rules, exitCode: 0 }
}

function ruleNamed(id: string): Rule {
  const wanted = id.toUpperCase()
  const ids = allRules.map((rule) => rule.id)
  const begins = allRules.filter((rule) => rule.id.startsWith(wanted))
  const found = allRules.find((rule) => rule.id === wanted) ?? (begins.length === 1 ? begins[0] : undefined)
  if (found !== undefined) return found
  if (begins.length > 1 && wanted !== '') {
    throw new WardenError('usage', `${wanted}: the beginning of ${begins.length} rules`, {
      remedy: begins.map((rule) => rule.id).join(', '),
    })
  }
  const meant = similar(wanted, ids)
  throw new WardenError('usage', `${JSON.stringify(id)}: no such rule`, {
    remedy: meant === undefined ? 'modwarden rules list' : `did you mean ${meant}? All of them: modwarden rules list`,
  })
}

/** Lines of at most `width` characters where the words allow it. */
function wrapped(text: string, width: number): string[] {
  const lines = ['']
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? ''
    if (last === '') lines[lines.length - 1] = word
    else if (last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}
