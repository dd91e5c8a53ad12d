// Waivers in words: what they stand for, how long still, and which are of no use any more.
import { printable } from './printable.ts'
import type { ScanReport } from './scan.ts'
import type { Ink } from './verifytext.ts'
import type { WaiverNote, WaiverUse } from './waivers.ts'
import { number } from './words.ts'

/** `2 waived (expires in 6 d, 31 d)`; `undefined` where nothing is. */
export function waiverWords({ summary, waivers }: ScanReport): string | undefined {
  if (summary.waived === 0) return undefined
  const days = (waivers?.used ?? []).map((w) => w.days).toSorted((a, b) => a - b)
  const ends =
    days.length === 0
      ? ''
      : ` (expires in ${days
          .slice(0, 4)
          .map((d) => `${number(d)} d`)
          .join(', ')})`
  return `${number(summary.waived)} waived${ends}`
}

/** What is to be said of waivers that no longer help: expired, unused, not allowed. */
export function waiverLines(use: WaiverUse, ink: Ink): string[] {
  const line = (label: string, w: WaiverNote, why: string): string =>
    `${ink.doubt(label)}  ${printable(`${w.what}   ${w.file}:${w.line}   ${why}`)}`
  const lines = [
    ...use.refused.map((w) =>
      line('NOT WAIVED', w, 'no project can waive malware; your own configuration can (modwarden waive --user)'),
    ),
    ...use.expired.map((w) => line('EXPIRED WAIVER', w, agoWords(w))),
    ...use.unused.map((w) => line('UNUSED WAIVER', w, 'nothing found; modwarden waive prune removes it')),
  ]
  return lines.length === 0 ? [] : [...lines, '']
}

/** `expired 3 d ago`, `expires in 6 d`. */
export function agoWords({ days }: Pick<WaiverNote, 'days'>): string {
  return days < 0 ? `expired ${number(-days)} d ago` : `expires in ${number(days)} d`
}
