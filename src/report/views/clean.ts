// The view of a clean report, and of what is removed as part of another.
import { cleanConclusion, type CleanItem, type CleanReport } from '../clean.ts'
import type { Check, Fact, Located, View } from '../view.ts'
import { bytes, count, number } from '../words.ts'

/** The view of a `clean` report: every thing that is or would be removed. */
export function cleanView(report: CleanReport): View {
  const { subject, summary, exitCode, unchecked } = report
  return {
    command: 'clean',
    subject: 'the module cache',
    folder: subject.folder,
    folderKind: 'modcache',
    findings: [...report.items.flatMap(itemFindings), ...uncheckedFindings(unchecked)],
    checks: report.items.map(itemCheck).sort((a, b) => Number(a.state !== 'open') - Number(b.state !== 'open')),
    facts: [
      {
        name: report.dryRun ? 'to remove' : 'removed',
        state: 'ok',
        text: `${number(summary.chosen)} of ${count(summary.modules, 'module version')}, ${bytes(summary.bytes)}`,
      },
      ...(summary.leftovers > 0
        ? [{ name: 'unfinished files of earlier runs', state: 'ok', text: number(summary.leftovers) } as const]
        : []),
      ...report.notes.map((text): Fact => ({ name: 'note', state: 'skipped', text })),
    ],
    conclusion: cleanConclusion(report),
    exitCode,
    error: undefined,
    seconds: summary.seconds,
  }
}

/** One thing that is or would be removed. */
export function itemCheck(item: CleanItem): Check {
  const { status, evidence, reason, used } = item
  const done = status === 'planned' ? 'would be removed' : status === 'failed' ? 'not removed' : status
  return {
    name: item.name,
    group: item.module === undefined ? 'parts of the cache' : 'modules',
    ...(item.module === undefined ? {} : { module: item.module }),
    state: status === 'failed' || status === 'kept' ? 'open' : 'ok',
    summary: `${done}, ${bytes(item.bytes)} in ${count(item.files, 'file')}`,
    parts: [],
    reasons: [
      ...(reason === undefined ? [] : [reason]),
      ...(used === undefined ? [] : [`last used ${used.slice(0, 10)}`]),
      ...(evidence === undefined ? [] : [`the bad files are kept in ${evidence}`]),
    ],
    files: [],
    remedy: [],
  }
}

/** What could not be removed. */
export function itemFindings(item: CleanItem): Located[] {
  if (item.status !== 'failed') return []
  const { name, module, reason } = item
  const message = `${name} could not be removed${reason === undefined ? '' : `: ${reason}`}`
  return [{ rule: 'MW-INT-UNCHECKED', severity: 'medium', ...(module === undefined ? {} : { module }), message }]
}

function uncheckedFindings(unchecked: number): Located[] {
  if (unchecked === 0) return []
  const message = `${count(unchecked, 'module version')} could not be checked`
  return [{ rule: 'MW-INT-UNCHECKED', severity: 'medium', message, remedy: ['modwarden verify --cache'] }]
}
