// What a scan knows of modules besides their bytes, in a line each: names, dates, sources. What `audit` shows.
import { moduleName } from '../base/finding.ts'
import type { ScannedModule, ScanReport } from './scan.ts'
import type { Fact } from './view.ts'
import { count, number } from './words.ts'

/** The lines; none where no module version was looked at, or nothing is known of any. */
export function recordFacts({ modules, integrity }: ScanReport): Fact[] {
  const versions = modules.filter((m) => m.role === 'version')
  if (versions.every((m) => m.record === undefined)) return []
  const unknown = integrity?.reasons.some((reason) => reason.startsWith('the feed ')) === true
  return [namesFact(versions, unknown), datesFact(versions), sourceFact(versions)]
}

const GRAVE: ReadonlySet<string> = new Set(['critical', 'high', 'medium'])

/** The modules with a finding of a family that is worth a reader's time, and that nobody waived. */
function withFinding(modules: readonly ScannedModule[], families: readonly string[]): ScannedModule[] {
  return modules.filter((m) =>
    m.findings.some(
      (f) => f.waived === undefined && GRAVE.has(f.severity) && families.some((family) => f.rule.startsWith(family)),
    ),
  )
}

function listed(modules: readonly ScannedModule[]): string {
  const names = modules.slice(0, MOST_NAMED).map(moduleName).join(', ')
  return modules.length > MOST_NAMED ? `${names}, and ${number(modules.length - MOST_NAMED)} more` : names
}

const MOST_NAMED = 3

function namesFact(modules: readonly ScannedModule[], unknown: boolean): Fact {
  const malware = withFinding(modules, ['MW-KNOWN'])
  const alike = withFinding(modules, ['MW-NAME', 'MW-CLONE'])
  const words = [
    ...(malware.length === 0 ? [] : [`known malware: ${listed(malware)}`]),
    ...(alike.length === 0
      ? []
      : [`${count(alike.length, 'name imitates', 'names imitate')} another: ${listed(alike)}`]),
  ]
  if (words.length > 0) return { name: 'names', state: 'bad', text: words.join(' · ') }
  return {
    name: 'names',
    state: unknown ? 'open' : 'ok',
    text: `${count(modules.length, 'module')}: none known as malware, none that imitates another`,
  }
}

function datesFact(modules: readonly ScannedModule[]): Fact {
  const dated = modules.flatMap((m) => {
    const { after } = m.record?.logged ?? {}
    return after === undefined ? [] : [{ m, after }]
  })
  const odd = withFinding(modules, ['MW-META'])
  const youngest = dated.toSorted((a, b) => (a.after < b.after ? 1 : -1))[0]
  const words = [
    ...(odd.length === 0 ? [] : [`something is wrong with the dates of ${listed(odd)}`]),
    `${number(dated.length)} of ${number(modules.length)} dated by the log`,
    ...(youngest === undefined
      ? []
      : [`the youngest is ${moduleName(youngest.m)}, first logged after ${youngest.after.slice(0, 10)}`]),
  ]
  return {
    name: 'dates',
    state: odd.length > 0 ? 'bad' : dated.length === 0 ? 'skipped' : 'ok',
    text: words.join(' · '),
  }
}

function sourceFact(modules: readonly ScannedModule[]): Fact {
  const compared = modules.filter((m) => m.record?.source !== undefined)
  const same = compared.filter((m) => m.record?.source?.verdict === 'same')
  const bad = withFinding(modules, ['MW-ZIPTAG'])
  const words = [
    ...(bad.length === 0 ? [] : [`not what the source repository shows: ${listed(bad)}`]),
    `${number(same.length)} of ${number(modules.length)} compared with their source and the same`,
    ...(compared.length < modules.length ? ['modwarden compare --all'] : []),
  ]
  return {
    name: 'source',
    state: bad.length > 0 ? 'bad' : compared.length === 0 ? 'skipped' : 'ok',
    text: words.join(' · '),
  }
}
