// Which of the upgrades that are asked for brings each of the other modules along.

import { moduleName } from '../base/finding.ts'
import type { Move } from './upgrade.ts'
import type { Outcome } from './upgradebench.ts'

/** The moves of an outcome, those that are brought along with the asked ones that do, by path as the moves are. */
export function withBringers({ moves, edges, selected }: Outcome): readonly Move[] {
  const moved = new Set(moves.filter((m) => m.to !== '').map((m) => m.path))
  // A module of another version than the selected one brings nothing, and what did not move brought nothing new.
  const next = new Map<string, string[]>()
  for (const { from, to } of edges) {
    if (!moved.has(from.path) || !moved.has(to.path)) continue
    if (selected.get(from.path) !== from.version || selected.get(to.path) !== to.version) continue
    const known = next.get(moduleName(from))
    if (known === undefined) next.set(moduleName(from), [to.path])
    else known.push(to.path)
  }
  const bringers = new Map<string, string[]>()
  for (const { path } of moves.filter((m) => m.asked)) {
    const seen = new Set([path])
    // A set is walked to what is put in meanwhile.
    for (const one of seen) {
      for (const to of next.get(moduleName({ path: one, version: selected.get(one) ?? '' })) ?? []) seen.add(to)
    }
    for (const one of seen) {
      const known = bringers.get(one)
      if (known === undefined) bringers.set(one, [path])
      else known.push(path)
    }
  }
  return moves.map((m) => (m.asked || m.to === '' ? m : { ...m, broughtBy: bringers.get(m.path) ?? [] }))
}
