// Text from outside inside Markdown as GitHub and GitLab render it: shown as it is, never as markup, a mention or a link
// (https://github.github.com/gfm/).
import { printable } from '../printable.ts'

/** One line of text in which no character is markup. */
export function mdEscaped(text: string): string {
  return (
    oneLine(text)
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      // An entity, because what a backslash before a pipe means in a table differs between parsers.
      .replaceAll('\\', '&#92;')
      .replaceAll('|', '&#124;')
      .replaceAll(/[`*_[\]~$]/g, '\\$&')
      // What begins a heading, a list or a rule is that only at the beginning.
      .replace(/^([-+#=]|\d+(?=[.)]))/, (start) => (/^\d/.test(start) ? `${start}&#8203;` : `\\${start}`))
  )
}

/** Text from outside as one line: besides, nobody is notified by it and nothing becomes a link. */
export function mdText(text: string): string {
  // Mentions and bare addresses are looked for in what is rendered, so that escaping them would not help.
  return mdEscaped(text)
    .replaceAll('@', '@<!-- -->')
    .replaceAll('//', '/<!-- -->/')
    .replaceAll(/www\./gi, (word) => `${word}<!-- -->`)
}

/** One line of text as code, outside tables. */
export function mdCode(text: string): string {
  const line = oneLine(text)
  const fence = '`'.repeat(longestRun(line) + 1)
  const space = line.startsWith('`') || line.endsWith('`') || line === '' ? ' ' : ''
  return `${fence}${space}${line}${space}${fence}`
}

/** One line of text as code in a cell of a table, where a pipe in a code span would end the cell. */
export function mdCell(text: string): string {
  return `<code>${mdText(text)}</code>`
}

/** Lines as a block of code, in a fence that none of them can close. */
export function mdBlock(lines: readonly string[], language: string): string {
  const text = printable(lines.join('\n'))
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1))
  return `${fence}${language}\n${text}\n${fence}`
}

function oneLine(text: string): string {
  return printable(text).replaceAll(/\s+/g, ' ').trim()
}

function longestRun(text: string): number {
  let longest = 0
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length)
  return longest
}
