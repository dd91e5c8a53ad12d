// The pages of docs/rules/ as they must be: Markdown made from the rules' records.
import { allRules } from '../../src/rules/registry.ts'
import type { Rule } from '../../src/rules/rule.ts'

/** Every page by its file name. */
export function rulePages(): ReadonlyMap<string, string> {
  return new Map([['README.md', listPage()], ...allRules.map((rule) => [`${rule.id}.md`, rulePage(rule)] as const)])
}

function listPage(): string {
  const rows = allRules.map((rule) => `| [${rule.id}](${rule.id}.md) | ${rule.severity} | ${cell(rule.title)} |`)
  return [
    '# Rules',
    '',
    'What modwarden can find. These pages are written from the records in `src/rules/` by `node tools/rules.ts`; `modwarden explain RULE` prints the same.',
    'The severity is the gravest that findings of a rule have. Ids are never renamed.',
    '',
    '| rule | severity | |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n')
}

function rulePage(rule: Rule): string {
  return [
    `# ${rule.id}: ${text(rule.title)}`,
    '',
    `Severity: ${rule.severity}`,
    '',
    text(rule.summary),
    '',
    '## How it is found',
    '',
    text(rule.found),
    '',
    ...(rule.precision === undefined ? [] : [text(rule.precision), '']),
    ...(rule.technique === undefined ? [] : [`ATT&CK technique: ${text(rule.technique)}`, '']),
    '## What to do',
    '',
    text(rule.remedy),
    '',
    ...(rule.references.length === 0 ? [] : ['## References', '', ...rule.references.map((url) => `- <${url}>`), '']),
  ].join('\n')
}

/** What Markdown would take for markup, outside of code. */
function text(words: string): string {
  return words
    .split('`')
    .map((part, i) => (i % 2 === 1 ? part : part.replaceAll(/[*_<>[\]]/g, String.raw`\$&`)))
    .join('`')
}

function cell(words: string): string {
  return text(words).replaceAll('|', String.raw`\|`)
}
