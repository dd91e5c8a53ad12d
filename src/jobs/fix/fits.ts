// Whether what a plan builds fits together, without compiling: each package that imports one of a module that moves, against
// that package before and after (gosource/apifit.ts); and the nearest version of an importer that does fit.
import { compareBytes } from '../../base/bytes.ts'
import { isWardenError, WardenError } from '../../base/errors.ts'
import { moduleName, type ModuleVersion } from '../../base/finding.ts'
import { Once } from '../../base/once.ts'
import type { BuildModule, ModuleGraph } from '../../gomod/buildlist.ts'
import { compareVersions, isValid, majorMinor, prerelease, sortVersions } from '../../gomod/version.ts'
import {
  apiChanges,
  exportedApi,
  misfitsIn,
  type Api,
  type ApiChanges,
  type ChangedImport,
} from '../../gosource/apifit.ts'
import { fileBuilds } from '../../gosource/buildconstraint.ts'
import { buildTags, type BuildTags } from '../../gosource/callgraph/constraints.ts'
import { readHeader } from '../../gosource/header.ts'
import { needsOf, type PackageGraph, type SourcePackage } from '../../graph/packages.ts'
import type { SourceFolder } from '../../world/sourcefolders.ts'
import type { FixReaders } from './complete.ts'
import { openModules } from '../project/openmodules.ts'
import type { Project } from '../project/project.ts'

/** A project's modules and packages. */
export interface Built {
  readonly project: Project
  readonly graph: ModuleGraph
  readonly packages: PackageGraph
}

/** A module that does not compile with another one at the version that it would have. */
export interface Clash {
  /** The module whose code does not compile; `version` is empty for the project's own. */
  readonly importer: ModuleVersion
  /** The module that moves, at its new version. */
  readonly moved: ModuleVersion
  /** `google.DefaultCredentialsOptions has 4 fields now (example.com/m/dial.go:167)`. */
  readonly why: string
}

/** Looks at plans for one project. */
export interface Fits {
  /** What of a plan does not compile; one for each pair of modules. */
  clashesIn(next: Built): Promise<readonly Clash[]>
  /** The nearest version of the importer that compiles with the moved module, and that `isAllowed`. */
  remedyOf(clash: Clash, next: Built, world: RemedyWorld): Promise<string | undefined>
}

/** What a remedy is looked for in. */
export interface RemedyWorld {
  /** The released versions of a module. */
  readonly versionsOf: (path: string) => Promise<readonly string[]>
  readonly isAllowed: (m: ModuleVersion) => Promise<boolean>
  /** Which version of `of` the go.mod file of a module version requires. */
  readonly requiredBy: (m: ModuleVersion, of: string) => Promise<string | undefined>
}

/** Zips that are read to find one remedy. */
const MOST_OPENED = 8

/** A look at plans for a project that is built as `before` now. */
export function createFits(readers: FixReaders, before: Built): Fits {
  const sources = new Once<SourceFolder | undefined>()
  const apis = new Once<Api>()
  const changes = new Once<ApiChanges>()
  const looked = new Once<readonly string[]>()
  const own = new Set(before.graph.buildList.filter((m) => m.main).map((m) => m.path))
  const wasModule = new Map(before.graph.buildList.map((m) => [m.path, m]))

  const open = async (project: Project, graph: ModuleGraph, m: BuildModule): Promise<SourceFolder | undefined> =>
    sources.get(keyOf(m), async () => {
      const { world, folders } = readers
      const found = await openModules(
        world,
        folders,
        project,
        { ...graph, buildList: [m] },
        readers.sources,
        true,
      )(m.path)
      // What cannot be read is a gap of the package graph, which says so.
      return found instanceof WardenError ? undefined : found
    })
  const apiOf = async (built: Built, m: BuildModule, p: SourcePackage): Promise<Api> =>
    apis.get(`${keyOf(m)} ${p.path}`, async () => {
      const source = await open(built.project, built.graph, m)
      return exportedApi(source === undefined ? [] : p.files.flatMap((name) => read(source, p.folder, name) ?? []))
    })

  /** What of an imported package changed between the project as it is and the plan. */
  const changeOf = async (next: Built, moved: BuildModule, now: SourcePackage): Promise<ApiChanges> =>
    changes.get(`${now.path} ${keyOf(moved)}`, async () => {
      const was = before.packages.packages.get(now.path)
      const old = was?.module === moved.path ? wasModule.get(moved.path) : undefined
      if (was === undefined || old === undefined) return new Map()
      return apiChanges(await apiOf(before, old, was), await apiOf(next, moved, now))
    })

  /** The troubles of a package as some version of its module has it. */
  const troublesOf = async (
    next: Built,
    module: BuildModule,
    p: SourcePackage,
    changed: ReadonlyMap<string, ChangedImport>,
    key: string,
  ): Promise<readonly string[]> =>
    looked.get(`${keyOf(module)} ${p.path} ${key}`, async () => {
      const source = await open(next.project, next.graph, module)
      return source === undefined ? [] : troublesIn(source, module, p.path, own.has(module.path), changed)
    })

  /** The packages of the plan that import changed packages of modules that move, with those. */
  const affected = async (next: Built): Promise<readonly Affected[]> => {
    const now = new Map(next.graph.buildList.map((m) => [m.path, m]))
    const found: Affected[] = []
    for (const name of needsOf(next.packages).keys()) {
      if (readers.signal?.aborted === true) throw new WardenError('aborted', 'the look at what fits was stopped')
      const p = next.packages.packages.get(name)
      const module = p === undefined ? undefined : now.get(p.module)
      if (p === undefined || module === undefined) continue
      const byModule = new Map<string, Map<string, ChangedImport>>()
      for (const { path } of [...p.imports, ...p.testImports]) {
        const imported = next.packages.packages.get(path)
        const moved = imported === undefined ? undefined : now.get(imported.module)
        if (imported === undefined || moved === undefined || moved.main || moved.path === module.path) continue
        const old = wasModule.get(moved.path)
        if (old === undefined || keyOf(old) === keyOf(moved)) continue
        const change = await changeOf(next, moved, imported)
        if (change.size === 0) continue
        const known = byModule.get(moved.path) ?? new Map<string, ChangedImport>()
        byModule.set(moved.path, known.set(path, { clause: imported.name, changes: change }))
      }
      for (const [path, changed] of byModule) {
        const moved = now.get(path)
        if (moved !== undefined) found.push({ package: p, module, moved, changed })
      }
    }
    return found
  }

  return {
    async clashesIn(next): Promise<readonly Clash[]> {
      const clashes = new Map<string, Clash>()
      for (const { package: p, module, moved, changed } of await affected(next)) {
        const key = `${module.path} ${moved.path}`
        if (clashes.has(key)) continue
        const [first] = await troublesOf(next, module, p, changed, keyOf(moved))
        if (first === undefined) continue
        clashes.set(key, {
          importer: { path: module.path, version: module.version },
          moved: { path: moved.path, version: moved.version },
          why: first,
        })
      }
      return [...clashes.values()]
    },

    async remedyOf({ importer, moved }, next, { versionsOf, isAllowed, requiredBy }): Promise<string | undefined> {
      const module: BuildModule | undefined = next.graph.buildList.find((m) => m.path === importer.path)
      // The user's own code is the user's to change, and so is what a replace line puts in a place.
      if (module === undefined || module.main || module.replacedBy !== undefined) return undefined
      const parts = (await affected(next)).filter((a) => a.module.path === importer.path && a.moved.path === moved.path)
      const versions = sortVersions((await versionsOf(importer.path)).filter((v) => isValid(v) && prerelease(v) === ''))
      const newer = versions.filter((v) => compareVersions(v, importer.version) > 0)
      let opened = 0
      const fits = async (version: string): Promise<boolean> => {
        const known: BuildModule = { ...module, version }
        if (opened >= MOST_OPENED || !(await isAllowed({ path: importer.path, version }))) return false
        opened++
        // A zip that cannot be had says nothing, so it does not fit.
        if ((await open(next.project, next.graph, known)) === undefined) return false
        for (const part of parts) {
          const troubles = await troublesOf(next, known, part.package, part.changed, keyOf(part.moved))
          if (troubles.length > 0) return false
        }
        return true
      }
      // Its author built it with that version: nearly sure, and known from go.mod files alone.
      const since = await firstIndex(newer.length, async (i) => {
        const required = await requiredBy({ path: importer.path, version: newer[i] ?? '' }, moved.path)
        return required !== undefined && compareVersions(required, moved.version) >= 0
      })
      let best = newer.length
      const minorOf = (i: number): string => majorMinor(newer[i] ?? '')
      for (const i of new Set([since, newer.length - 1])) {
        if (i < 0 || i >= newer.length || !(await fits(newer[i] ?? ''))) continue
        best = i
        break
      }
      // Half of what is below as long as that fits: each is a zip to be read.
      for (let low = 0; low < best && best < newer.length && opened < MOST_OPENED;) {
        const middle: number = (low + best) >>> 1
        if (await fits(newer[middle] ?? '')) best = middle
        else low = middle + 1
      }
      // Of one minor version that one: its author saw it compile, which is more than is seen here.
      return newer[since < newer.length && minorOf(since) === minorOf(best) ? since : best]
    },
  }
}

/** A package that imports changed ones of one module that moves. */
interface Affected {
  readonly package: SourcePackage
  readonly module: BuildModule
  readonly moved: BuildModule
  readonly changed: ReadonlyMap<string, ChangedImport>
}

/** What is read for a module: what a replace line puts there. */
function keyOf(m: BuildModule): string {
  return `${m.path} ${moduleName(m.replacedBy ?? m)}`
}

/** The first of `length` for which something holds that holds for all after it; `length` where there is none. */
async function firstIndex(length: number, holds: (i: number) => Promise<boolean>): Promise<number> {
  let low = 0
  let high = length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (await holds(middle)) high = middle
    else low = middle + 1
  }
  return low
}

/** Files for other systems or for an older Go alone are left out: many are not kept up, and nobody here builds them. */
const COMMON: readonly BuildTags[] = ['linux', 'darwin', 'windows'].map((goos) =>
  buildTags({ goos, goarch: 'amd64', cgo: true, tags: [], goVersion: '1.99' }),
)

/** What in the files of a package does not fit, in words. */
function troublesIn(
  source: SourceFolder,
  module: BuildModule,
  path: string,
  withTests: boolean,
  changed: ReadonlyMap<string, ChangedImport>,
): string[] {
  const folder = path.slice(module.path.length + 1)
  // Few names changed, and few files name one.
  const needles = [...changed.values()].flatMap(({ changes }) => [...changes.keys()].map((name) => `.${name}`))
  const names = goFilesOf(source, folder).filter((name) => withTests || !name.endsWith('_test.go'))
  const troubles: string[] = []
  for (const name of names) {
    const bytes = read(source, folder, name)
    if (bytes === undefined) continue
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    if (!needles.some((needle) => text.includes(needle))) continue
    const { imports, constraint } = readHeader(bytes, true)
    if (!imports.some((one) => changed.has(one.path)) || !COMMON.some((tags) => fileBuilds(name, constraint, tags)))
      continue
    for (const misfit of misfitsIn(name, bytes, changed)) {
      const at = `${module.main ? '' : `${module.path}/`}${folder === '' ? '' : `${folder}/`}${name}:${misfit.line}`
      troubles.push(`${changed.get(misfit.path)?.clause ?? misfit.path}.${misfit.symbol} ${misfit.why} (${at})`)
    }
  }
  return troubles
}

function goFilesOf(source: SourceFolder, folder: string): string[] {
  try {
    return (source.list(folder)?.goFiles ?? []).map(({ name }) => name).toSorted(compareBytes)
  } catch (error) {
    if (!isWardenError(error)) throw error
    return []
  }
}

function read(source: SourceFolder, folder: string, name: string): Uint8Array | undefined {
  try {
    return source.read(folder === '' ? name : `${folder}/${name}`)
  } catch (error) {
    if (!isWardenError(error)) throw error
    return undefined
  }
}
