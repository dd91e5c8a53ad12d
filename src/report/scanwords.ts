// What a scan report says in a few words: what text, Markdown and HTML share.
import type { Severity } from '../base/finding.ts'
import type { Gap } from '../gosource/facts.ts'
import type { SourceVerdict } from '../rules/record/source.ts'
import type { ScannedModule, ScanFinding, ScanReport } from './scan.ts'
import type { State } from './view.ts'
import { waiverWords } from './waivertext.ts'
import { bytes, count, number } from './words.ts'

const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'info']

/** Whether a module is shown whole: what is not clean, and what has a waived finding; with `verbose` any finding. */
export function isShown(m: ScannedModule, verbose: boolean): boolean {
  if (m.verdict !== 'clean') return true
  return m.findings.some((f) => f.waived !== undefined) || (verbose && m.findings.length > 0)
}

/** Findings, the gravest first, what is waived last. */
export function graveFirst(findings: readonly ScanFinding[]): ScanFinding[] {
  const rank = (f: ScanFinding): number => SEVERITIES.indexOf(f.severity) + (f.waived === undefined ? 0 : 10)
  return findings.toSorted((a, b) => rank(a) - rank(b))
}

/** `direct, go.mod:9`; nothing for the project's own code. */
export function howRequired(m: ScannedModule): string {
  const at = m.at === undefined ? '' : `${m.at.file}:${m.at.line}`
  switch (m.role) {
    case 'main':
      return 'your own code'
    case 'local':
      return 'a folder of the project'
    case 'vendored':
      return 'in vendor/'
    case 'version':
      return at === '' ? '' : `${m.direct === true ? 'direct' : 'indirect'}, ${at}`
  }
}

/** `first logged between 2023-11-02 and 2023-11-09 (record 20,485,573), commit dated 2023-10-11`; nothing where nothing is known. */
export function recordWords({ record }: ScannedModule): string {
  if (record === undefined) return ''
  const { number: place, logged, committed, origin } = record
  const day = (date: string | undefined): string => (date ?? '').slice(0, 10)
  const from = day(logged?.after)
  const to = day(logged?.before)
  const when =
    from === ''
      ? to === ''
        ? ''
        : `first logged before ${to}`
      : to === ''
        ? `first logged after ${from}`
        : from === to
          ? `first logged on ${from}`
          : `first logged between ${from} and ${to}`
  const first = logged?.askedHere === true ? '; nobody had asked for it before you' : ''
  return [
    ...(when === '' ? [] : [`${when}${place === undefined ? '' : ` (record ${number(place)})`}${first}`]),
    ...(when === '' && place !== undefined ? [`record ${number(place)} of the checksum database`] : []),
    ...(committed === undefined ? [] : [`commit dated ${day(committed)}`]),
    ...(origin === undefined
      ? []
      : [`.info says from ${origin.url}${origin.ref === undefined ? '' : ` ${origin.ref}`}`]),
  ].join(', ')
}

/** How the zip stands to its source repository; nothing where nobody looked. */
export function sourceWords({ record }: ScannedModule): string {
  const source = record?.source
  if (source === undefined) return ''
  const words: Readonly<Record<SourceVerdict, string>> = {
    same: 'the zip is what the tag holds',
    differs: 'the zip is not what the tag holds',
    'tag-moved': 'the tag was moved',
    'tag-gone': 'the tag is gone',
    'repository-gone': 'the repository is gone',
    'origin-missing': 'nothing says where the source is',
    'not-checkable': 'not compared',
  }
  return `${words[source.verdict]}${source.note === undefined ? '' : ` (${source.note})`}`
}

/** Who says that the bytes are good; nothing where nobody does. */
export function knownGoodWords({ record }: ScannedModule): string {
  const good = record?.knownGood
  if (good === undefined) return ''
  const silenced = good.findings === 0 ? '' : `; ${count(good.findings, 'finding')} not counted`
  return `${good.by} says that these bytes are good: ${good.reason}${silenced}`
}

/** Gaps of one file told together. */
export function coverageGroups(gaps: readonly Gap[]): { readonly place: string; readonly why: string }[] {
  return gaps.map(({ file, line, why, grave }) => ({
    place: `${file === '' ? '.' : file}${line > 0 ? `:${line}` : ''}`,
    why: grave ? `${why} (so the module is incomplete)` : why,
  }))
}

/** How the whole stands. */
export function scanStanding(report: ScanReport): State {
  if (report.exitCode === 0) return 'ok'
  return report.exitCode === 3 ? 'open' : 'bad'
}

/** The conclusion in one sentence. */
export function scanConclusion(report: ScanReport): string {
  const { malicious, suspicious, incomplete } = report.summary
  switch (report.exitCode) {
    case 0:
      return suspicious + malicious === 0 ? 'ok: nothing malicious, nothing suspicious.' : 'ok: below the threshold.'
    case 1:
      return malicious > 0
        ? `FAIL: ${count(malicious, 'module')} would do harm. Do not build or run ${malicious === 1 ? 'it' : 'them'}.`
        : suspicious > 0
          ? `FAIL: ${count(suspicious, 'suspicious module')}; read the evidence before you build.`
          : 'FAIL: see what verify says.'
    case 3:
      return incomplete > 0
        ? `INCOMPLETE: nothing bad in what could be read; ${count(incomplete, 'module')} could not be read in full.`
        : 'INCOMPLETE: nothing bad was found, but not everything could be looked at or proven.'
    case 4:
      return 'FAIL: integrity is broken, so what is installed is not what was agreed on. Do not build.'
    case 2:
      return 'FAIL: see the findings.'
  }
}

/** `1 malicious · 0 suspicious · 183 clean · 2 waived (expires in 6 d, 31 d)`. */
export function scanCounts(report: ScanReport): string {
  const { malicious, suspicious, clean, incomplete } = report.summary
  const waived = waiverWords(report)
  return [
    `${number(malicious)} malicious`,
    `${number(suspicious)} suspicious`,
    `${number(clean)} clean`,
    ...(incomplete > 0 ? [`${number(incomplete)} incomplete`] : []),
    ...(waived === undefined ? [] : [waived]),
  ].join(' · ')
}

/** What else is worth a word, each a few words. */
export function scanNotes(report: ScanReport): string[] {
  const { summary, baseline, integrity } = report
  return [
    `${count(summary.modules, 'module')}, ${count(summary.goFiles, 'Go file')}, ${bytes(summary.goBytes)}`,
    ...(integrity === undefined || integrity.of === 0
      ? []
      : [`${number(integrity.proven)}/${number(integrity.of)} as agreed`]),
    ...(summary.cached > 0 ? [`cached ${number(summary.cached)}`] : []),
    ...(baseline === undefined
      ? []
      : [
          `${count(baseline.modules, 'module')} of ${baseline.name} passed over`,
          ...(baseline.findings > 0 ? [`${count(baseline.findings, 'finding')} of it too`] : []),
        ]),
  ]
}
