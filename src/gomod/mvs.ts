// Minimal version selection over a graph of requirements: of each module the highest version that anything requires.
// https://research.swtch.com/vgo-mvs and https://go.dev/ref/mod#minimal-version-selection; the behaviour is that of
// cmd/go/internal/mvs.

import { byteOrderOf, compareBytes } from '../base/bytes.ts'
import type { ModuleVersion } from '../base/finding.ts'
import { compareGoVersions, compareToolchains } from './goversion.ts'
import { compareVersions } from './version.ts'

/**
 * Orders two versions of the module `path`. The empty version, a main module's, is above all others; `go` and
 * `toolchain` stand for Go itself and have versions of their own kind.
 */
export function compareModuleVersions(path: string, a: string, b: string): number {
  if (a === b) return 0
  if (a === '') return 1
  if (b === '') return -1
  if (path === 'go') return compareGoVersions(a, b)
  if (path === 'toolchain') return compareToolchains(a, b)
  return compareVersions(a, b)
}

/** A copy of `modules` by path and version, as go sorts requirements. */
export function sortRequirements<T extends ModuleVersion>(modules: readonly T[]): T[] {
  const comparePaths = byteOrderOf(modules.map((m) => m.path))
  return modules.toSorted((a, b) => comparePaths(a.path, b.path) || compareModuleVersions(a.path, a.version, b.version))
}

/** One object for each module version, so that maps and sets can hold them. */
export class ModuleTable {
  readonly #paths = new Map<string, Map<string, ModuleVersion>>()

  /** The one object for `path` at `version`. */
  get(path: string, version: string): ModuleVersion {
    let versions = this.#paths.get(path)
    if (versions === undefined) this.#paths.set(path, (versions = new Map()))
    let known = versions.get(version)
    if (known === undefined) versions.set(version, (known = { path, version }))
    return known
  }
}

/** Requirements and what they select. Module versions must be objects of one `ModuleTable`. */
export class RequirementGraph {
  readonly roots: readonly ModuleVersion[]
  readonly #required = new Map<ModuleVersion, readonly ModuleVersion[]>()
  readonly #selected = new Map<string, string>()
  readonly #counted = new Set<ModuleVersion>()

  constructor(roots: readonly ModuleVersion[]) {
    this.roots = roots
    for (const m of roots) this.#select(m)
  }

  /** States what `m` requires, once for each module version. */
  require(m: ModuleVersion, requirements: readonly ModuleVersion[]): void {
    this.#required.set(m, requirements)
    for (const r of requirements) this.#select(r)
  }

  /** What `m` requires, or `undefined` where its requirements are pruned out or could not be read. */
  requiredBy(m: ModuleVersion): readonly ModuleVersion[] | undefined {
    return this.#required.get(m)
  }

  /** The highest version of `path` in the graph, or `undefined` where it is not there. */
  selected(path: string): string | undefined {
    return this.#selected.get(path)
  }

  /** The selected version of every module: those of the roots' paths in their order, then the others by path. */
  buildList(): ModuleVersion[] {
    const paths = new Set(this.roots.map((m) => m.path))
    const others = [...this.#selected.keys()].filter((path) => !paths.has(path))
    return [...paths, ...others.toSorted(byteOrderOf(others))].map((path) => ({
      path,
      version: this.#selected.get(path) ?? '',
    }))
  }

  /** Calls `visit` for each module version in the graph, selected or not, breadth first, with who required it first. */
  walk(visit: (m: ModuleVersion, requiredBy: ModuleVersion | undefined) => void): void {
    const from = new Map<ModuleVersion, ModuleVersion | undefined>()
    for (const m of this.roots) from.set(m, undefined)
    // A map is walked in the order of insertion, and goes on to what is put in meanwhile.
    for (const [m, parent] of from) {
      visit(m, parent)
      for (const r of this.#required.get(m) ?? []) if (!from.has(r)) from.set(r, m)
    }
  }

  #select(m: ModuleVersion): void {
    // Most requirements are ones that others have too.
    if (this.#counted.has(m)) return
    this.#counted.add(m)
    const known = this.#selected.get(m.path)
    if (known === undefined || compareModuleVersions(m.path, known, m.version) < 0) {
      this.#selected.set(m.path, m.version)
    }
  }
}

/**
 * The fewest requirements from which `keep`, a build list without its main module, follows, those on the paths of
 * `base` included; by path. `requiredBy` must know every module version that can be reached.
 */
export function minimalRequirements(
  keep: readonly ModuleVersion[],
  base: readonly string[],
  requiredBy: (m: ModuleVersion) => readonly ModuleVersion[],
): ModuleVersion[] {
  const selected = new Map(keep.map((m) => [m.path, m]))
  const have = new Set<ModuleVersion>()
  const minimal: ModuleVersion[] = []
  const take = (m: ModuleVersion): void => {
    minimal.push(m)
    const stack = [m]
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      if (have.has(next)) continue
      have.add(next)
      // One by one: as arguments of one call, 300,000 requirements would overflow the stack.
      for (const m of requiredBy(next)) stack.push(m)
    }
  }
  for (const path of new Set(base)) {
    const m = selected.get(path)
    if (m !== undefined) take(m)
  }
  // Who requires comes before what is required, so that a module is taken only if nothing before it brings it along.
  for (const m of postorder(keep, requiredBy).reverse()) {
    if (selected.get(m.path) === m && !have.has(m)) take(m)
  }
  return minimal.toSorted((a, b) => compareBytes(a.path, b.path))
}

/** Every module version that can be reached, each behind what it requires; with a stack of its own, not the engine's. */
function postorder(
  roots: readonly ModuleVersion[],
  requiredBy: (m: ModuleVersion) => readonly ModuleVersion[],
): ModuleVersion[] {
  const seen = new Set<ModuleVersion>()
  const order: ModuleVersion[] = []
  for (const root of roots) {
    if (seen.has(root)) continue
    seen.add(root)
    const stack = [{ m: root, rest: requiredBy(root)[Symbol.iterator]() }]
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const { value: next, done } = top.rest.next()
      if (done === true) {
        order.push(top.m)
        stack.pop()
      } else if (!seen.has(next)) {
        seen.add(next)
        stack.push({ m: next, rest: requiredBy(next)[Symbol.iterator]() })
      }
    }
  }
  return order
}
