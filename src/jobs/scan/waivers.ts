// Waivers applied to the findings of a scan: marked, counted, and told where they no longer help.
import {
  concerns,
  dayOf,
  daysLeft,
  isAdvisoryName,
  mayWaive,
  waiverSubject,
  type Waivable,
  type Waiver,
} from '../../policy/waiver.ts'
import type { ScannedModule, ScanFinding } from '../../report/scan.ts'
import type { WaiverNote, WaiverUse } from '../../report/waivers.ts'

/** The waivers of a run. */
export interface Waiving {
  /** Marks what is waived; modules and findings come back in the same order. */
  apply(modules: readonly ScannedModule[]): { readonly modules: readonly ScannedModule[]; readonly use: WaiverUse }
}

/** Makes them; `now` decides which are over. Those of advisories are not a scan's business. */
export function createWaiving(all: readonly Waiver[], now: Date): Waiving {
  const today = dayOf(now)
  const waivers = all.filter(({ rule }) => rule === undefined || !isAdvisoryName(rule))
  const noted = waivers.map((waiver): WaiverNote => ({
    ...waiver.place,
    what: waiverSubject(waiver),
    owner: waiver.owner,
    reason: waiver.reason,
    expires: waiver.expires,
    days: daysLeft(waiver, today),
  }))
  return {
    apply(modules): ReturnType<Waiving['apply']> {
      const used = new Set<WaiverNote>()
      const expired = new Set<WaiverNote>()
      const refused = new Set<WaiverNote>()
      const marked = (m: ScannedModule, finding: ScanFinding): ScanFinding => {
        const subject = waivableOf(m, finding)
        for (const [i, waiver] of waivers.entries()) {
          const note = noted[i]
          if (note === undefined || !concerns(waiver, subject)) continue
          if (!mayWaive(waiver, subject)) refused.add(note)
          else if (note.days < 0) expired.add(note)
          else {
            used.add(note)
            const { owner, reason, expires } = waiver
            return { ...finding, waived: { owner, reason, expires } }
          }
        }
        return finding
      }
      const after = modules.map((m) => ({ ...m, findings: m.findings.map((finding) => marked(m, finding)) }))
      const idle = noted.filter((note) => !used.has(note) && !expired.has(note) && !refused.has(note))
      const sorted = (notes: ReadonlySet<WaiverNote>): WaiverNote[] => noted.filter((note) => notes.has(note))
      return {
        modules: after,
        use: { used: sorted(used), expired: sorted(expired), refused: sorted(refused), unused: idle },
      }
    },
  }
}

function waivableOf(m: ScannedModule, { rule, severity, file }: ScanFinding): Waivable {
  return { rule, severity, module: m.path, version: m.version, file }
}
