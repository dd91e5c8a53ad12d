// What a verify report says in a few words: the numbers and the sentence that text, Markdown and HTML share.
import type { Count, VerifyReport } from './verify.ts'
import type { Fact, State } from './view.ts'
import { bytes, count, number } from './words.ts'

/** How the whole stands. */
export function standing(report: VerifyReport): State {
  if (report.exitCode === 0) return 'ok'
  return report.exitCode === 3 ? 'open' : 'bad'
}

/** The conclusion in one sentence. */
export function conclusionOf(report: VerifyReport): string {
  const { status } = report.summary
  switch (report.exitCode) {
    case 0:
      return status.unproven === 0
        ? 'ok: every module is the one the world agreed on.'
        : `ok: every module is as agreed, ${number(status.unproven)} of them by go.sum alone.`
    case 3:
      return 'INCOMPLETE: what could be checked is sound; nothing is known of the rest.'
    case 4:
      return 'FAIL: integrity is broken. Do not build until it is repaired.'
    case 1:
    case 2:
      return 'FAIL: see the findings.'
  }
}

/** What was compared with what: `go.sum 184/184`; what there was nothing of is left out. */
export function countFacts(report: VerifyReport): Fact[] {
  const { summary } = report
  const shown = (name: string, c: Count): Fact[] =>
    c.of === 0 ? [] : [{ name, state: stateOf(c, report), text: `${number(c.ok)}/${number(c.of)}` }]
  return [
    ...(summary.embedded === undefined ? [] : shown('embedded sums', summary.embedded)),
    ...shown('go.sum', summary.goSum),
    ...shown('zip hash', summary.zips),
    ...shown('folders', summary.folders),
    ...shown('extracted files', summary.files),
    ...shown('go.mod', summary.goMods),
    ...shown('vendor', summary.vendor),
    ...shown('sumdb proofs', summary.proofs),
  ]
}

/** `63 modules, 2.1 GB`. */
export function sizeWords(report: VerifyReport): string {
  const { summary } = report
  return `${count(summary.modules, 'module')}${summary.bytes === 0 ? '' : `, ${bytes(summary.bytes)}`}`
}

/** `sum.golang.org, tree 71,769,961 (first contact: …)`; `undefined` where no database has a head. */
export function databaseWords(report: VerifyReport): string | undefined {
  const { database } = report
  if (database === undefined || database.treeSize === 0) return undefined
  const consistent =
    database.consistentWith === 'the remembered head'
      ? 'consistent with the remembered head'
      : database.consistentWith === 'nothing: first contact'
        ? 'first contact: remembered from now on'
        : 'not compared with an earlier head'
  return `${database.name}, tree ${number(database.treeSize)} (${consistent})`
}

/** What else is worth a word, each a few words. */
export function notesOf(report: VerifyReport): string[] {
  const { summary } = report
  const { status } = summary
  return [
    ...(status.unproven > 0 ? [`${number(status.unproven)} unproven by configuration, equal to go.sum`] : []),
    ...(summary.goModOnly > 0
      ? [`${number(summary.goModOnly)} more go.mod files${report.subject.kind === 'project' ? ' of the graph' : ''}`]
      : []),
    ...(summary.unused > 0 ? [`${number(summary.unused)} of the build list not here and not needed`] : []),
    ...(summary.replaced > 0 ? [`${number(summary.replaced)} replaced by folders`] : []),
    ...(summary.byIndex > 0
      ? [`${number(summary.rehashed)} re-hashed, ${number(summary.byIndex)} by index (--full reads all)`]
      : []),
    ...(summary.fetched > 0 ? [`${number(summary.fetched)} fetched`] : []),
    ...databaseNotes(report.database),
  ]
}

/** What went wrong with the database's memory without making a proof wrong. */
function databaseNotes(database: VerifyReport['database']): string[] {
  const { damaged = 0, unsaved = 0, unremembered = [] } = database ?? {}
  return [
    ...(damaged > 0 ? [`${count(damaged, 'cached answer')} of the database damaged and asked again`] : []),
    ...(unsaved > 0 ? [`${count(unsaved, 'answer')} of the database not cached`] : []),
    ...(unremembered.length > 0 ? [`the newest head is not remembered: ${unremembered.join('; ')}`] : []),
  ]
}

/** What is not well, by kind, gravest first. */
export function troublesOf(report: VerifyReport): ReadonlyArray<{ readonly state: State; readonly text: string }> {
  const { status } = report.summary
  return [
    ...(status.broken > 0 ? [{ state: 'bad', text: `${number(status.broken)} tampered` } as const] : []),
    ...(status.unlisted > 0
      ? [{ state: 'bad', text: `${number(status.unlisted)} not in the checksum database` } as const]
      : []),
    ...(status.unchecked > 0
      ? [{ state: 'open', text: `${number(status.unchecked)} could not be checked` } as const]
      : []),
  ]
}

/** `70 of 71 module versions ok`. */
export function fineWords(report: VerifyReport): string {
  const { status, modules, goModOnly } = report.summary
  return `${number(status.proven + status.unproven)} of ${number(modules + goModOnly)} module versions ok`
}

function stateOf(c: Count, report: VerifyReport): State {
  if (c.ok === c.of) return 'ok'
  return report.exitCode === 3 ? 'open' : 'bad'
}
