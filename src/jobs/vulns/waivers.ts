// Waivers, files of other tools and an earlier state, applied to the findings of a vulnerability report.
//
// What names a module alone silences nothing that is called: an advisory that comes later would be silenced with it.
import { concerns, dayOf, daysLeft, isAdvisoryName, waiverSubject, type Waiver } from '../../policy/waiver.ts'
import type { VulnFinding, VulnsReport } from '../../report/vulns.ts'
import type { WaiverNote } from '../../report/waivers.ts'
import { compareRanked } from '../../advisories/rank.ts'
import { tallied } from './vulns.ts'

/** What a file of another tool says of an advisory. */
export interface Ignored {
  /** The advisory, by any of its names. */
  readonly id: string
  /** A module's path; `undefined`: all. */
  readonly module?: string
  readonly version?: string
  /** A package's import path: of the module this one alone. */
  readonly package?: string
  /** The module path of the product that it is said of; of another project nothing is said. */
  readonly within?: string
  /** The last day on which it counts; `undefined`: without an end. */
  readonly expires?: string
  readonly reason: string
  readonly owner: string
  readonly place: { readonly file: string; readonly line: number }
}

/** Marks what somebody accepted; the report comes back tallied anew. */
export function withWaivers(
  report: VulnsReport,
  waivers: readonly Waiver[],
  ignored: readonly Ignored[],
  now: Date,
): VulnsReport {
  const today = dayOf(now)
  const used = new Set<WaiverNote>()
  const expired = new Set<WaiverNote>()
  const noted = [
    ...waivers.map((waiver) => ({
      note: noteOf(waiver, today),
      holds: (f: VulnFinding): boolean => isWaivedBy(waiver, f),
    })),
    ...ignored.map((one) => ({
      note: ignoreNote(one, today),
      holds: (f: VulnFinding): boolean => isIgnoredBy(one, f, report.subject.modules),
    })),
  ]
  const findings = report.findings.map((finding): VulnFinding => {
    for (const { note, holds } of noted) {
      if (!holds(finding)) continue
      if (note.days < 0) expired.add(note)
      else {
        used.add(note)
        const { owner, reason, expires } = note
        return { ...finding, waived: { owner, reason, expires } }
      }
    }
    return finding
  })
  const notes = noted.map(({ note }) => note)
  // One that names no advisory may stand for findings of a scan.
  const own = new Set(notes.filter((_, i) => i >= waivers.length || isAdvisoryName(waivers[i]?.rule ?? '')))
  const idle = notes.filter((note) => own.has(note) && !used.has(note) && !expired.has(note))
  const use = {
    used: notes.filter((note) => used.has(note)),
    expired: notes.filter((note) => expired.has(note)),
    unused: idle,
    refused: [],
  }
  return {
    ...report,
    findings: findings.toSorted(compareRanked),
    ...(noted.length === 0 ? {} : { waivers: use }),
    ...tallied(report.threshold, findings, report.left, report.summary),
  }
}

/** Leaves out what an earlier state has, too; what is called now and was not counts as new. */
export function sinceBaseline(report: VulnsReport, before: VulnsReport, name: string): VulnsReport {
  const known = new Set(before.findings.map(keyOf))
  const findings = report.findings.filter((finding) => !known.has(keyOf(finding)))
  // What could not be looked at then may have been there.
  const left = [...report.left, ...before.left.map((text) => `${name}: ${text}`)]
  return {
    ...report,
    baseline: name,
    findings,
    left,
    ...tallied(report.threshold, findings, left, {
      ...report.summary,
      before: report.findings.length - findings.length,
    }),
  }
}

/** What makes a finding the same one: not its version, which every upgrade changes. */
function keyOf({ id, module, level }: VulnFinding): string {
  return JSON.stringify([id, module, level])
}

function isWaivedBy(waiver: Waiver, { id, aliases, module, version, level }: VulnFinding): boolean {
  if (waiver.rule === undefined && level === 'symbol') return false
  if (waiver.path !== undefined) return false
  return [id, ...aliases].some((name) =>
    concerns(waiver, { rule: name.toUpperCase(), severity: 'high', module, version, file: '' }),
  )
}

function isIgnoredBy(
  ignored: Ignored,
  { id, aliases, module, version, packages }: VulnFinding,
  mains: readonly string[],
): boolean {
  const wanted = ignored.id.toUpperCase()
  if (![id, ...aliases].some((name) => name.toUpperCase() === wanted)) return false
  if (ignored.within !== undefined && !mains.some((main) => isNamed(ignored.within, main))) return false
  if (ignored.module !== undefined && !isNamed(ignored.module, module)) return false
  const { package: only } = ignored
  if (only !== undefined && (packages.length === 0 || !packages.every(({ path }) => isNamed(only, path)))) return false
  return ignored.version === undefined || plain(ignored.version) === plain(version)
}

/** A purl's path is lower-case, whatever the module's is. */
function isNamed(name: string | undefined, path: string): boolean {
  return name === path || name === path.toLowerCase()
}

/** Other tools write versions without their `v`. */
function plain(version: string): string {
  return version.replace(/^(?:v|go)(?=\d)/, '')
}

function noteOf(waiver: Waiver, today: string): WaiverNote {
  const { place, owner, reason, expires } = waiver
  return { ...place, what: waiverSubject(waiver), owner, reason, expires, days: daysLeft(waiver, today) }
}

const NO_END = 'no end'

function ignoreNote({ id, module, version, expires, reason, owner, place }: Ignored, today: string): WaiverNote {
  const where = module === undefined ? '' : ` in ${module}${version === undefined ? '' : `@${version}`}`
  return {
    ...place,
    what: `${id}${where}`,
    owner,
    reason,
    expires: expires ?? NO_END,
    days: expires === undefined ? Number.MAX_SAFE_INTEGER : daysLeft({ expires }, today),
  }
}
