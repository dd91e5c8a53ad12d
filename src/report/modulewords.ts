// What is said of one module version and of a file that differs: the same words in text, Markdown and HTML.
import { compareBytes } from '../base/bytes.ts'
import type { Finding, ModuleVersion } from '../base/finding.ts'
import type { FileDifference } from '../world/contents.ts'
import type { ModuleRecord, Part, PartState, ProgramRecord } from './verify.ts'
import { number } from './words.ts'

/** A part of a module version, and how it stands. */
export interface PartStanding {
  readonly part: Part
  readonly state: PartState
}

/** The parts of a record in their own order. */
export function partsOf(m: ModuleRecord): PartStanding[] {
  return (Object.entries(m.parts) as [Part, PartState][]).map(([part, state]) => ({ part, state }))
}

/** The parts that are not what was agreed on. */
export function badParts(m: ModuleRecord): Part[] {
  return partsOf(m)
    .filter(({ state }) => state === 'differs' || state === 'damaged')
    .map(({ part }) => part)
}

/** How a module version stands: `proven, record 31,208,411`. */
export function statusWords(m: ModuleRecord): string {
  switch (m.status) {
    case 'proven':
      return m.record === undefined ? 'proven' : `proven, record ${number(m.record)}`
    case 'unproven':
      return 'equal to go.sum, unproven by configuration'
    case 'broken':
      return `tampered: ${badParts(m).join(', ')}`
    case 'unlisted':
      return 'not in the checksum database'
    case 'unchecked':
      return 'could not be checked'
  }
}

/** What it means for builds that these parts differ; `findings` are the module's own. */
export function meaningOf(m: ModuleRecord, findings: readonly Finding[]): string {
  if (findings.some((f) => f.file === undefined && f.rule !== 'MW-INT-DATABASE')) {
    return 'a proxy sends bytes that the world did not agree on; nothing of them was kept.'
  }
  const bad = badParts(m)
  if (bad.includes('binary'))
    return 'the program was built from other bytes than the world agreed on: do not run it, build it anew.'
  if (bad.includes('checksum database'))
    return 'the answer is not what the signed log holds: whoever answers for the database lies or is broken.'
  if (bad.includes('go.sum'))
    return 'go.sum names other bytes than the world agreed on: builds that trust it use those.'
  if (bad.includes('zip')) return 'the zip in the module cache was replaced or damaged after its download.'
  if (bad.includes('folder'))
    return 'someone or something edited the module cache after download; builds since then used it.'
  if (bad.includes('.mod')) return 'a cached go.mod was edited: it can change which versions a build selects.'
  return 'the remembered hash beside the zip was changed; go trusts it instead of reading the zip again.'
}

/** What embedding a broken module means for a program. */
export function embeddedWords(p: ProgramRecord): string {
  if (p.badSum) return 'was built from other bytes than were agreed on: build it anew'
  if (p.sum === '') return 'embeds it, and says no hash of it: build it anew'
  return 'embeds it with the agreed hash; if it was built from the bad files that does not show: build it anew'
}

/** `changed, +2 -0, 2,057 B became 2,098 B, mtime 2026-11-21 10:05:02Z`. */
export function differenceWords(f: FileDifference): string {
  const facts: string[] = [f.kind]
  if (f.diff !== undefined) {
    const added = f.diff.filter((line) => /^\d+ \+/.test(line)).length
    facts.push(`+${added} -${f.diff.length - added}`)
  }
  if (f.expectedSize !== undefined && f.size !== undefined && f.size !== f.expectedSize) {
    facts.push(`${number(f.expectedSize)} B became ${number(f.size)} B`)
  }
  if (f.modified !== undefined) facts.push(`mtime ${f.modified.replace('T', ' ').replace(/\.\d+Z$/, 'Z')}`)
  return facts.join(', ')
}

/** A sentence without what is the module's own, so that equal troubles can be told once. */
export function withoutName(sentence: string, m: ModuleVersion): string {
  const escaped = m.path.replaceAll(/[A-Z]/g, (letter) => `!${letter.toLowerCase()}`)
  const shorter = sentence.replaceAll(m.path, '…').replaceAll(escaped, '…')
  return m.version === '' ? shorter : shorter.replaceAll(m.version, '…')
}

/** Modules that could not be checked, those together that share their reasons: an outage is told once. */
export function uncheckedGroups(modules: readonly ModuleRecord[]): ModuleRecord[][] {
  const groups = new Map<string, ModuleRecord[]>()
  for (const m of modules) {
    if (m.status !== 'unchecked') continue
    const key = m.reasons.map((reason) => withoutName(reason, m)).join('\n')
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [m])
    else group.push(m)
  }
  return [...groups.values()]
}

/** Orders module versions as their names are ordered. */
export function compareModules(a: ModuleVersion, b: ModuleVersion): number {
  return compareBytes(a.path, b.path) || compareBytes(a.version, b.version)
}
