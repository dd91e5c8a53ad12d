// All advisories that a run knows, by module: records of one flaw under several names are one, what was withdrawn is gone.
import { compareBytes } from '../base/bytes.ts'
import type { Advisory, Affected } from './osv.ts'

/** The advisories that a run knows. */
export interface AdvisoryBook {
  /** When the database was last changed, RFC 3339; empty where nobody said. */
  readonly modified: string
  /** What is known of a module path (`stdlib` and `toolchain` too), by id. */
  readonly about: (modulePath: string) => readonly Advisory[]
}

/**
 * Makes a book. Records that name each other (GO-, GHSA-, CVE-: `id` and `aliases`) are merged into one: its id and what it
 * says of a module are those of the first in the order GO-, GHSA-, others; modules that it does not name and severities
 * come from the rest. Withdrawn records are left out; so one that only the withdrawn name still stands by itself.
 */
export function bookOf(advisories: readonly Advisory[], modified: string): AdvisoryBook {
  const byModule = new Map<string, Advisory[]>()
  for (const advisory of merged(advisories.filter(({ withdrawn }) => withdrawn === undefined))) {
    for (const module of new Set(advisory.affected.map((item) => item.module))) {
      const list = byModule.get(module)
      if (list === undefined) byModule.set(module, [advisory])
      else list.push(advisory)
    }
  }
  for (const list of byModule.values()) list.sort((a, b) => compareBytes(a.id, b.id))
  return { modified, about: (modulePath) => byModule.get(modulePath) ?? [] }
}

/** The groups of records that name each other, each as one, in the order of first appearance. */
function merged(advisories: readonly Advisory[]): readonly Advisory[] {
  const groupOf = new Map<string, Advisory[]>()
  const groups = new Set<Advisory[]>()
  for (const advisory of advisories) {
    const names = [advisory.id, ...advisory.aliases]
    const found = new Set(names.map((name) => groupOf.get(name)).filter((group) => group !== undefined))
    // The smaller goes into the larger, so that a chain of names costs no more than its length times its logarithm.
    const [largest = [], ...others] = [...found].toSorted((a, b) => b.length - a.length)
    groups.add(largest)
    for (const other of others) {
      groups.delete(other)
      for (const one of other) {
        largest.push(one)
        for (const name of [one.id, ...one.aliases]) groupOf.set(name, largest)
      }
    }
    largest.push(advisory)
    for (const name of names) groupOf.set(name, largest)
  }
  return [...groups].flatMap(mergedOnes)
}

/** One record; several where the Go database itself tells a flaw in several: each of them is one of its own. */
function mergedOnes(group: readonly Advisory[]): readonly Advisory[] {
  if (group.length < 2) return group
  const ordered = group.toSorted((a, b) => rank(a) - rank(b) || compareBytes(a.id, b.id))
  const own = ordered.filter((one) => rank(one) === 0)
  return [mergedOne([...own.slice(0, 1), ...ordered.slice(own.length)]), ...own.slice(1)]
}

function mergedOne(group: readonly Advisory[]): Advisory {
  const [first, ...rest] = group
  if (first === undefined) throw new RangeError('a group without records')
  if (rest.length === 0) return first
  const names = new Set(group.flatMap((one) => [one.id, ...one.aliases]))
  names.delete(first.id)
  const said = new Set(first.affected.map(({ module }) => module))
  const more: Affected[] = []
  for (const one of rest) {
    const news = one.affected.filter(({ module }) => !said.has(module))
    for (const item of news) said.add(item.module)
    more.push(...news)
  }
  return {
    ...first,
    aliases: [...names].toSorted(compareBytes),
    affected: [...first.affected, ...more],
    severity: group.find(({ severity }) => severity.length > 0)?.severity ?? [],
    references: [...first.references, ...rest.flatMap(({ references }) => references)],
    databaseSpecific: Object.fromEntries(
      [...rest, first].flatMap(({ databaseSpecific }) => Object.entries(databaseSpecific)),
    ),
  }
}

function rank({ id }: Advisory): number {
  return id.startsWith('GO-') ? 0 : id.startsWith('GHSA-') ? 1 : 2
}
