// Which modules bring a module version into a build list: one chain of requirements from a direct one.

import { moduleName, type ModuleVersion } from '../base/finding.ts'
import type { Bench, Outcome } from './upgradebench.ts'

/**
 * The paths of the modules on a shortest chain from a direct requirement (or a tool) to a module version, without the
 * module itself. Empty where the project's own go.mod asks for that version, or nothing is known to.
 */
export function chainTo(bench: Bench, outcome: Outcome, path: string, version: string): readonly string[] {
  const { buildList, edges } = outcome.graph
  const own = bench.question.mains.flatMap(({ goMod }) => goMod.require)
  if (own.some((r) => r.path === path && r.version === version && !r.indirect)) return []
  const required = new Map<string, ModuleVersion[]>()
  for (const { from, to } of edges) {
    if (from.version === '') continue
    const known = required.get(moduleName(from))
    if (known === undefined) required.set(moduleName(from), [to])
    else known.push(to)
  }
  const before = new Map<string, string | undefined>()
  const queue: ModuleVersion[] = []
  const add = (m: ModuleVersion, from: string | undefined): void => {
    if (before.has(moduleName(m))) return
    before.set(moduleName(m), from)
    queue.push(m)
  }
  for (const m of buildList) if (!m.main && m.path !== path && bench.isRoot(m.path)) add(m, undefined)
  let other: ModuleVersion | undefined
  // An array is walked to what is put in meanwhile.
  for (const m of queue) {
    if (m.path === path) {
      if (m.version === version) return pathsTo(m, before)
      other ??= m
      continue
    }
    for (const to of required.get(moduleName(m)) ?? []) add(to, moduleName(m))
    // A line of go.mod holds it where it is selected, as long as anybody comes to it.
    const selected = outcome.selected.get(m.path)
    if (selected !== undefined) add({ path: m.path, version: selected }, moduleName(m))
  }
  return other === undefined ? [] : pathsTo(other, before)
}

function pathsTo(target: ModuleVersion, before: ReadonlyMap<string, string | undefined>): readonly string[] {
  const paths = new Set<string>()
  for (let at = before.get(moduleName(target)); at !== undefined; at = before.get(at)) {
    paths.add(at.slice(0, at.lastIndexOf('@')))
  }
  paths.delete(target.path)
  return [...paths].reverse()
}
