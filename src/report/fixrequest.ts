// The text of a request to take over an upgrade: what it repairs, what it adds, what stays, and how to make it again.
import { createHash } from 'node:crypto'
import { moduleName } from '../base/finding.ts'
import type { FixMove, FixReport } from './fix.ts'
import { addsWords } from './fixtext.ts'
import { mdCell, mdText } from './formats/mdescape.ts'
import { printableAll } from './printable.ts'
import { count } from './words.ts'

/**
 * The branch of all requests of one kind for one project: there is never more than one open. `inside` is the project's folder
 * in its repository, with slashes; empty for the repository itself.
 */
export function fixBranch({ scope }: Pick<FixReport, 'scope'>, inside: string): string {
  const kind = { all: 'fix', reachable: 'fix-reachable', replace: 'replace' }[scope]
  if (inside === '') return `modwarden/${kind}`
  // Words that any host takes; the hash keeps `a/b` apart from `a-b`.
  const words = inside.replaceAll(/[^A-Za-z0-9]+/g, '-').slice(0, 60)
  return `modwarden/${kind}-in-${words}-${createHash('sha256').update(inside).digest('hex').slice(0, 8)}`
}

/** One line: `go.mod: remove 3 advisories (x/text v0.3.8, …)`. */
export function fixTitle(unsafe: FixReport): string {
  const { repaired, moves, replaced } = printableAll(unsafe)
  const [first] = replaced
  if (first !== undefined)
    return `go.mod: replace ${first.from} by ${first.to}${replaced.length > 1 ? ` and ${replaced.length - 1} more` : ''}`
  const names = moves.filter((m) => m.asked && m.to !== '').map((m) => `${m.path} ${m.to}`)
  const shown = `${names.slice(0, 2).join(', ')}${names.length > 2 ? ', …' : ''}`
  return `go.mod: remove ${count(repaired.length, 'advisory', 'advisories')} (${shown})`
}

const MOST_ROWS = 30

/** The whole text in Markdown; the same for the same plan. */
export function fixBody(unsafe: FixReport): string {
  const report = printableAll(unsafe)
  const { repaired, left, moves, replaced, goVersion, tests } = report
  const told = moves.filter((m) => m.asked || m.used || m.repairs.length > 0)
  const lines = [
    '<!-- modwarden:fix -->',
    `### modwarden: ${replaced.length > 0 ? 'another module instead' : `${count(repaired.length, 'advisory', 'advisories')} removed, ${count(left.length, 'stays', 'stay')}`}`,
    '',
    ...replaced.flatMap((r) => [
      `- ${mdText(r.from)} is replaced by ${mdText(moduleName({ path: r.to, version: r.version }))}: ${mdText(r.note)} (${mdText(r.source)})`,
    ]),
    ...(replaced.length > 0 ? [''] : []),
    '| Module | Change | Repairs | What it adds | Proof |',
    '|-|-|-|-|-|',
    ...told.slice(0, MOST_ROWS).map(row),
    ...(told.length > MOST_ROWS ? [`| and ${told.length - MOST_ROWS} more | | | | |`] : []),
    '',
    ...(goVersion.before === goVersion.after
      ? []
      : [`The go line goes from ${goVersion.before} to ${goVersion.after}: an upgrade requires it.`, '']),
    ...(left.length === 0
      ? []
      : [
          '<details><summary>What stays</summary>',
          '',
          ...left.slice(0, MOST_ROWS).map((l) => `- ${mdText(l.id)} in ${mdText(moduleName(l))}: ${mdText(l.why)}`),
          '',
          '</details>',
          '',
        ]),
    ...tests.map((t) => `- \`${t.command}\`: ${t.ok ? 'passed' : 'failed'}`),
    ...(tests.length > 0 ? [''] : []),
    '<details><summary>The same by hand</summary>',
    '',
    ...moves.filter((m) => m.asked && m.to !== '').map((m) => `    go get ${m.path}@${m.to}`),
    '',
    '</details>',
    '',
    `Made by \`modwarden fix --pr\`. Running it again updates this request.`,
  ]
  return `${lines.join('\n')}\n`
}

function row(m: FixMove): string {
  const change = m.from === '' ? `added ${m.to}` : m.to === '' ? 'no longer needed' : `${m.from} → ${m.to}`
  const proof = m.proof === undefined ? '' : m.proof.record === undefined ? 'go.sum' : `record ${m.proof.record}`
  const adds = m.used ? addsWords(m) : m.to === '' ? '' : 'nothing of it is built'
  return `| ${[mdCell(m.path), ...[change, m.repairs.join(', '), adds, proof].map(mdText)].join(' | ')} |`
}
