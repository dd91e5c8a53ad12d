// Updates and conflicts, purely: which of a module's versions are newer, which majors stand beside each other, and whose
// requirement drags another module up. The latest version is chosen as go chooses it: the highest release, otherwise the
// highest pre-release (https://go.dev/ref/mod#version-queries).
import { compareBytes } from '../base/bytes.ts'
import type { ModuleVersion } from '../base/finding.ts'
import type { ModuleGraph } from '../gomod/buildlist.ts'
import { compareModuleVersions } from '../gomod/mvs.ts'
import { splitPathVersion } from '../gomod/path.ts'
import { compareVersions, prerelease } from '../gomod/version.ts'
import type { SelectedGraph } from './modules.ts'

/**
 * The versions above `version` that an update would take, the highest first: go's query `upgrade`. Releases from this one
 * on come before pre-releases, so that whoever is on a release that is listed is sent to no pre-release.
 */
export function newerVersions(versions: readonly string[], version: string): string[] {
  const open = versions.filter((v) => compareVersions(v, version) >= 0)
  const released = open.filter((v) => prerelease(v) === '')
  const wanted = released.length > 0 ? released : open
  return wanted.filter((v) => compareVersions(v, version) > 0).toSorted((a, b) => compareVersions(b, a))
}

/**
 * Whether `+incompatible` versions may be an update, as go has it (https://go.dev/ref/mod#incompatible-versions): not
 * where the module says by a go.mod file that its later majors are modules of their own. The version whose go.mod file is
 * to be asked, or the answer.
 */
export function incompatibleAsks(versions: readonly string[], version: string): string | boolean {
  if (version.endsWith('+incompatible') || !versions.some((v) => v.endsWith('+incompatible'))) return true
  const compatible = versions.filter((v) => !v.endsWith('+incompatible') && compareVersions(v, version) >= 0)
  return compatible.toSorted(compareVersions).at(-1) ?? true
}

/** The path of the major version after a module's own; `undefined` where its path cannot have one. */
export function nextMajorPath(path: string): string | undefined {
  const { prefix, pathMajor, ok } = splitPathVersion(path)
  if (!ok) return undefined
  const number = pathMajor === '' ? 1 : Number(/\d+/.exec(pathMajor)?.[0] ?? '0')
  if (!Number.isSafeInteger(number) || pathMajor.endsWith('-unstable')) return undefined
  return pathMajor.startsWith('.') ? `${prefix}.v${number + 1}` : `${prefix}/v${Math.max(2, number + 1)}`
}

/** Modules of one name that are in the build in several majors, by that name. */
export function severalMajors(modules: readonly ModuleVersion[]): ReadonlyMap<string, readonly ModuleVersion[]> {
  const byName = new Map<string, ModuleVersion[]>()
  for (const m of modules) {
    if (m.version === '') continue
    const { prefix, ok } = splitPathVersion(m.path)
    const name = ok ? prefix : m.path
    const list = byName.get(name)
    if (list === undefined) byName.set(name, [{ path: m.path, version: m.version }])
    else list.push({ path: m.path, version: m.version })
  }
  return new Map([...byName].filter(([, list]) => list.length > 1).toSorted(([a], [b]) => compareBytes(a, b)))
}

/** One module whose version a single other one decides. */
export interface Drag {
  /** The module that is dragged up. */
  readonly module: ModuleVersion
  /** Who asks for that version, and nobody else but lines that only repeat it. */
  readonly by: ModuleVersion
  /** The highest that the others ask for. */
  readonly others: string
}

/** Modules that one requirement alone lifts above what all others ask for; linear in requirements. */
export function dragsOf(graph: Pick<ModuleGraph, 'edges'>, selected: SelectedGraph): Drag[] {
  interface Asked {
    by: ModuleVersion | undefined
    count: number
    others: string | undefined
  }
  const asked = new Map<string, Asked>()
  for (const { from, to, indirect } of graph.edges) {
    if (indirect === true || from.path === to.path) continue
    const at = selected.index.get(to.path)
    const module = at === undefined ? undefined : selected.modules[at]
    if (module === undefined || module.main) continue
    let known = asked.get(to.path)
    if (known === undefined) asked.set(to.path, (known = { by: undefined, count: 0, others: undefined }))
    if (to.version === module.version) {
      known.by = from
      known.count++
    } else if (known.others === undefined || compareModuleVersions(to.path, to.version, known.others) > 0) {
      known.others = to.version
    }
  }
  const drags: Drag[] = []
  for (const { path, version } of selected.modules) {
    const found = asked.get(path)
    if (found?.count !== 1 || found.by === undefined || found.others === undefined) continue
    if (found.by.version === '') continue
    drags.push({ module: { path, version }, by: found.by, others: found.others })
  }
  return drags
}
