// What a project's files must say after an upgrade so that go builds from them as they are: requirements of modules whose
// packages are imported now, and the go.sum lines of all that go will read.
// https://go.dev/ref/mod#graph-pruning, https://go.dev/ref/mod#go-sum-files
import path from 'node:path'
import { compareBytes } from '../../base/bytes.ts'
import { moduleName, type ModuleVersion } from '../../base/finding.ts'
import { mapLimit } from '../../base/once.ts'
import type { ModuleGraph } from '../../gomod/buildlist.ts'
import { isUnpackedFromGoroot } from '../../gomod/cachelayout.ts'
import { defaultGoVersion, prunesGraph } from '../../gomod/goversion.ts'
import type { GoSumLine } from '../../gomod/gosum.ts'
import { editGoMod, type WantedRequire } from '../../gomod/modedit.ts'
import { parseGoMod } from '../../gomod/modfile.ts'
import { compareVersions } from '../../gomod/version.ts'
import { moduleUses, needsOf, type PackageGraph } from '../../graph/packages.ts'
import type { GoSettings } from '../../world/go.ts'
import type { SourceFolders } from '../../world/sourcefolders.ts'
import type { World } from '../../world/world.ts'
import { agreedOn } from '../verify/agreed.ts'
import { loadGraph } from '../project/modulegraph.ts'
import { loadPackages } from '../project/packagegraph.ts'
import { sumsOf, type Project } from '../project/project.ts'
import type { Prover } from '../database/prove.ts'
import type { Sources } from '../project/sources.ts'

/** What reads modules. */
export interface FixReaders {
  readonly world: World
  readonly folders: SourceFolders
  readonly go: GoSettings
  readonly sources: Sources
  readonly prover: Prover
  readonly signal: AbortSignal | undefined
  readonly onProgress?: ((text: () => string) => void) | undefined
}

/** The text of one main module's go.mod file. */
export interface EditedMod {
  readonly folder: string
  readonly file: string
  readonly before: string
  readonly after: string
}

/** A project with other go.mod files. */
export interface Completed {
  readonly project: Project
  readonly mods: readonly EditedMod[]
  readonly graph: ModuleGraph
  readonly packages: PackageGraph
}

/** What a main module is to require. */
export interface WantedMod {
  readonly require: readonly WantedRequire[]
  readonly goVersion?: string
}

/** The project as it is: what go.mod lacked already, and which modules have packages that are built. */
export interface Before {
  readonly missing: ReadonlySet<string>
  readonly built: ReadonlySet<string>
}

const MOST_ROUNDS = 20

/**
 * The project with `wanted` (as its main modules are ordered; `texts` are their go.mod files as they are), with requirements
 * of every module that has an imported package now, and without the indirect ones of modules that had one and have none
 * any more. What was missing before is not this upgrade's business.
 */
export async function completed(
  readers: FixReaders,
  project: Project,
  texts: ReadonlyMap<string, string>,
  wanted: readonly WantedMod[],
  before: Before,
): Promise<Completed> {
  let current = wanted
  for (let round = 0; ; round++) {
    const made = await withWanted(readers, project, texts, current)
    const missing = missingRoots(made.project, made.graph, made.packages).filter(
      ({ path: p }) => !before.missing.has(p),
    )
    // What was added may raise others; go builds from no line that is behind what is selected.
    const raised = project.work === undefined ? current.map((one) => atSelected(one, made.graph)) : current
    const isBehind = raised.some((one, i) => one.require.some((r, j) => r !== current[i]?.require[j]))
    if ((missing.length === 0 && !isBehind) || round >= MOST_ROUNDS)
      return tidied(readers, project, texts, current, made, before)
    current = raised.map((one, i) => (i === 0 ? { ...one, require: [...one.require, ...missing] } : one))
  }
}

/** The same requirements at the versions that are selected, where those are higher. */
function atSelected(one: WantedMod, graph: ModuleGraph): WantedMod {
  const selected = new Map(graph.buildList.map((m) => [m.path, m.version]))
  return {
    ...one,
    require: one.require.map((r) => {
      const version = selected.get(r.path) ?? r.version
      return compareVersions(version, r.version) > 0 ? { ...r, version } : r
    }),
  }
}

/** Without the lines that go would tidy away because of this upgrade, unless that lowers what is built. */
async function tidied(
  readers: FixReaders,
  project: Project,
  texts: ReadonlyMap<string, string>,
  wanted: readonly WantedMod[],
  made: Completed,
  before: Before,
): Promise<Completed> {
  const used = moduleUses(made.packages)
  const named = new Set(project.mains.flatMap(({ goMod }) => goMod.require.map((r) => r.path)))
  const isIdle = (r: WantedRequire): boolean =>
    r.indirect && !used.has(r.path) && (before.built.has(r.path) || !named.has(r.path))
  if (project.work !== undefined || !wanted.some(({ require }) => require.some(isIdle))) return made
  const fewer = wanted.map((one) => ({ ...one, require: one.require.filter((r) => !isIdle(r)) }))
  const next = await withWanted(readers, project, texts, fewer)
  const version = new Map(next.graph.buildList.map((m) => [m.path, m.version]))
  const isSame = made.graph.buildList.every((m) => !used.has(m.path) || version.get(m.path) === m.version)
  return isSame && missingRoots(next.project, next.graph, next.packages).every((r) => before.missing.has(r.path))
    ? next
    : made
}

async function withWanted(
  readers: FixReaders,
  project: Project,
  texts: ReadonlyMap<string, string>,
  wanted: readonly WantedMod[],
): Promise<Completed> {
  const mods = project.mains.map(({ goMod, folder }, i): EditedMod => {
    const before = texts.get(goMod.file) ?? ''
    const one = wanted[i]
    const after = one === undefined ? before : editGoMod(goMod, one.require, one.goVersion)
    return { folder, file: goMod.file, before, after }
  })
  const edited = withMods(project, mods)
  const graph = await loadGraph(readers.world, edited, readers.sources, readers.signal)
  return { project: edited, mods, graph, packages: await packagesOf(readers, edited, graph) }
}

/** The packages that a project's code, tests and tools come to, whatever the platform. */
export async function packagesOf(readers: FixReaders, project: Project, graph: ModuleGraph): Promise<PackageGraph> {
  const { world, folders, go, sources, signal, onProgress } = readers
  // vendor/ has what was built before; an upgrade is about what is built without it.
  const settings = { ...go, GOFLAGS: '-mod=mod' }
  const options = { target: 'any', fetch: true, signal, onProgress } as const
  return (await loadPackages(world, folders, settings, project, graph, sources, options)).graph
}

/** A project whose go.mod files have these texts. */
function withMods(project: Project, mods: readonly EditedMod[]): Project {
  return {
    ...project,
    mains: project.mains.map((main, i) => {
      const text = mods[i]?.after
      return text === undefined ? main : { ...main, goMod: parseGoMod(text, main.goMod.file) }
    }),
  }
}

/**
 * Modules that have an imported package and no line in go.mod, which go would ask to be added: since go 1.17 all of them,
 * before only what the main modules import themselves.
 */
export function missingRoots(project: Project, graph: ModuleGraph, packages: PackageGraph): WantedRequire[] {
  if (project.work !== undefined) return []
  const named = new Set(project.mains.flatMap(({ goMod }) => goMod.require.map((r) => r.path)))
  const mains = new Set(graph.buildList.filter((m) => m.main).map((m) => m.path))
  const own = new Set(packages.own)
  const direct = new Set<string>()
  const used = new Set<string>()
  for (const [name] of needsOf(packages)) {
    const found = packages.packages.get(name)
    if (found === undefined) continue
    used.add(found.module)
    const imports = own.has(name) ? [...found.imports, ...found.testImports] : []
    for (const imported of imports) {
      const target = packages.packages.get(imported.path)
      if (target !== undefined) direct.add(target.module)
    }
  }
  const pruned = prunesGraph(project.mains[0]?.goMod.go?.version ?? defaultGoVersion)
  return graph.buildList
    .filter((m) => !named.has(m.path) && !mains.has(m.path) && (pruned ? used.has(m.path) : direct.has(m.path)))
    .map((m) => ({ path: m.path, version: m.version, indirect: !direct.has(m.path) }))
}

/** A line of go.sum that must be there. */
export interface NeededSum extends ModuleVersion {
  readonly goMod: boolean
}

/** The go.sum lines that go needs to build all packages: each go.mod file it reads, and each zip it looks into. */
export function neededSums(graph: ModuleGraph, packages: PackageGraph): NeededSum[] {
  const needed = new Map<string, NeededSum>()
  const add = (m: ModuleVersion, goMod: boolean): void => {
    if (m.version === '' || isUnpackedFromGoroot(m)) return
    needed.set(`${moduleName(m)} ${goMod}`, { path: m.path, version: m.version, goMod })
  }
  for (const m of graph.loaded) add(m, true)
  const actual = new Map(graph.buildList.filter((m) => !m.main).map((m) => [m.path, m.replacedBy ?? m]))
  // go looks for a package in every module that could have it, so as to refuse one that two modules have.
  for (const name of needsOf(packages).keys()) {
    for (let at = name; at !== '' && at !== '.'; at = path.posix.dirname(at)) {
      const m = actual.get(at)
      if (m === undefined) continue
      add(m, false)
      add(m, true)
    }
  }
  return [...needed.values()]
}

/** The text of a go.sum file with more lines, as go writes it: by path, version, and the zip before the go.mod file. */
export function goSumText(lines: readonly Omit<GoSumLine, 'line'>[]): string {
  const texts = lines
    .toSorted(
      (a, b) =>
        compareBytes(a.path, b.path) ||
        compareVersions(a.version, b.version) ||
        compareBytes(a.version, b.version) ||
        Number(a.goMod) - Number(b.goMod),
    )
    .map((l) => `${l.path} ${l.version}${l.goMod ? '/go.mod' : ''} ${l.hash}\n`)
  return [...new Set(texts)].join('')
}

/** Lines that are to be added, and those of which nobody knows the hash. */
export interface SumsFound {
  readonly lines: readonly Omit<GoSumLine, 'line'>[]
  /** In sentences. */
  readonly unknown: readonly string[]
}

/** The hashes of what go.sum lacks: by proven records, otherwise by the project's own lines. */
export async function hashesOf(
  { prover }: Pick<FixReaders, 'prover'>,
  project: Project,
  needed: readonly NeededSum[],
): Promise<SumsFound> {
  const unknown: string[] = []
  const lacking = needed.filter((n) => {
    const { zip, goMod } = sumsOf(project, n.path, n.version)
    return (n.goMod ? goMod : zip).length === 0
  })
  const lines = await mapLimit(lacking, 32, async (n) => {
    const agreed = await agreedOn(prover, project, n)
    const [hash] = n.goMod ? agreed.goMod : agreed.zip
    if (hash !== undefined) return { path: n.path, version: n.version, goMod: n.goMod, hash }
    const answer = await prover.ask(n)
    const why = 'why' in answer ? answer.why : answer.kind === 'absent' ? 'the database has no such version' : ''
    unknown.push(`${moduleName(n)}: no proven hash for go.sum${why === '' ? '' : `: ${why}`}`)
    return undefined
  })
  return { lines: lines.filter((l) => l !== undefined), unknown: unknown.toSorted(compareBytes) }
}
