// The module graph, remembered between runs. It is a pure function of the project's go.mod (and go.work), of the go.mod
// files in replacement folders, and of those of its dependencies, whose hashes go.sum pins: under a digest of all of that
// an earlier graph is the graph, whatever lies in the module cache today. What go.sum does not pin is not remembered.
import path from 'node:path'
import { textOf, utf8 } from '../../base/bytes.ts'
import { isWardenError } from '../../base/errors.ts'
import type { ModuleVersion } from '../../base/finding.ts'
import { mapLimit } from '../../base/once.ts'
import type { BuildModule, Edge, ModuleGraph } from '../../gomod/buildlist.ts'
import { sha256 } from '../../gomod/dirhash.ts'
import { maxModFileSize } from '../../gomod/modlex.ts'
import type { World } from '../../world/world.ts'
import { loadGraph } from './modulegraph.ts'
import { sumsOf, type Project } from './project.ts'
import type { Sources } from './sources.ts'

/** Goes up with every change of what a graph is made of, or how it is kept. */
const FORMAT = 'modwarden-graph-2'
const MOST_BYTES = 256 << 20
const MOST_EDGES = 500_000
/** So many graphs are kept: each change of a go.mod file makes another one. */
const MOST_KEPT = 64

/** As `loadGraph`, by what an earlier run found where nothing has changed; `full` reads everything again. */
export async function loadKeptGraph(
  world: World,
  project: Project,
  sources: Sources,
  full: boolean,
  signal: AbortSignal | undefined,
): Promise<ModuleGraph> {
  const file = await fileOf(world, project)
  const kept = full || file === undefined ? undefined : await readKept(world, file)
  if (kept !== undefined) return kept
  const graph = await loadGraph(world, project, sources, signal)
  if (file === undefined || graph.edges.length > MOST_EDGES || !(await isPinned(project, graph, sources))) return graph
  try {
    await world.files.write(file, utf8(JSON.stringify(packed(graph))), { mode: 0o600, durable: false })
    await forgetOld(world)
  } catch (error) {
    if (!isWardenError(error, 'io')) throw error
  }
  return graph
}

/** Removes the graphs that were not read for longest. Throws `io`. */
async function forgetOld(world: World): Promise<void> {
  const folder = `${world.store}/graphs`
  const names = (await world.files.list(folder)) ?? []
  if (names.length <= MOST_KEPT) return
  const dated = await mapLimit(names, 16, async ({ name }) => {
    const info = await world.files.info(`${folder}/${name}`)
    return { name, at: Math.max(info?.atime.getTime() ?? 0, info?.mtime.getTime() ?? 0) }
  })
  const old = dated.toSorted((a, b) => a.at - b.at).slice(0, names.length - MOST_KEPT)
  for (const { name } of old) await world.files.remove(`${folder}/${name}`)
}

/** Where the graph of a project as it is now is kept; `undefined` where a replacement folder has no go.mod to read. */
async function fileOf(world: World, project: Project): Promise<string | undefined> {
  const { mains, work, sums } = project
  const parts: unknown[] = [FORMAT]
  const folders = new Set<string>()
  for (const { folder, goMod } of mains) {
    const { module, go, toolchain, require, exclude, replace } = goMod
    parts.push(path.relative(project.folder, folder), module?.path, go?.version, toolchain?.version, goMod.canonical)
    parts.push(require.map((r) => [r.path, r.version, r.indirect]))
    parts.push(exclude.map((m) => [m.path, m.version]))
    parts.push(replace.map((r) => [r.old.path, r.old.version, r.new.path, r.new.version]))
    for (const { new: to } of replace) if (to.version === '') folders.add(path.resolve(folder, to.path))
  }
  if (work !== undefined) {
    parts.push([work.go?.version, work.toolchain?.version, work.use.map((use) => use.path)])
    parts.push(work.replace.map((r) => [r.old.path, r.old.version, r.new.path, r.new.version]))
    for (const { new: to } of work.replace) if (to.version === '') folders.add(path.resolve(project.folder, to.path))
  }
  for (const folder of folders) {
    const [bytes] = await world.files.readMany([path.join(folder, 'go.mod')], maxModFileSize)
    if (bytes === undefined) return undefined
    parts.push(path.relative(project.folder, folder), sha256(bytes))
  }
  for (const [key, { goMod }] of sums) if (goMod.length > 0) parts.push(key, ...goMod.map(({ hash }) => hash))
  return `${world.store}/graphs/${sha256(utf8(JSON.stringify(parts)))}.json`
}

/** Whether every go.mod file that was read is the one, and the only one, that go.sum names. */
async function isPinned(project: Project, graph: ModuleGraph, sources: Sources): Promise<boolean> {
  if (graph.missing.length > 0) return false
  for (const module of graph.loaded) {
    if (module.version === '') continue
    const { hashed } = await sources.goMod(module)
    const { goMod } = sumsOf(project, module.path, module.version)
    if (hashed.kind !== 'hashed' || goMod.length === 0 || goMod.some(({ hash }) => hash !== hashed.h1)) return false
  }
  return true
}

interface Packed extends Omit<ModuleGraph, 'edges' | 'missing'> {
  readonly format: string
  readonly table: readonly ModuleVersion[]
  /** Triples: from, to, whether `// indirect`. */
  readonly edges: readonly number[]
}

function packed(graph: ModuleGraph): Packed {
  const index = new Map<ModuleVersion, number>()
  const table: ModuleVersion[] = []
  const at = (m: ModuleVersion): number => {
    let known = index.get(m)
    if (known === undefined) {
      index.set(m, (known = table.length))
      table.push(m)
    }
    return known
  }
  const edges: number[] = []
  for (const { from, to, indirect } of graph.edges) edges.push(at(from), at(to), indirect === true ? 1 : 0)
  const { buildList, loaded, consistent, goVersion } = graph
  return { format: FORMAT, buildList, loaded, consistent, goVersion, table, edges }
}

/** Whether it has the form of this version: what is torn or of another one is made anew. */
function isPacked(kept: unknown): kept is Packed {
  if (typeof kept !== 'object' || kept === null || !('format' in kept) || kept.format !== FORMAT) return false
  return ['buildList', 'loaded', 'table', 'edges'].every((key) => Array.isArray(Reflect.get(kept, key)))
}

async function readKept(world: World, file: string): Promise<ModuleGraph | undefined> {
  try {
    const bytes = await world.files.read(file, MOST_BYTES)
    const text = bytes === undefined ? undefined : textOf(bytes)
    if (text === undefined) return undefined
    // Only this program writes such a file, into a folder that only this user can write.
    const kept: unknown = JSON.parse(text)
    if (!isPacked(kept)) return undefined
    const edges: Edge[] = []
    for (let i = 0; i + 2 < kept.edges.length; i += 3) {
      const from = kept.table[kept.edges[i] ?? -1]
      const to = kept.table[kept.edges[i + 1] ?? -1]
      if (from === undefined || to === undefined) return undefined
      edges.push(kept.edges[i + 2] === 1 ? { from, to, indirect: true } : { from, to })
    }
    const buildList: readonly BuildModule[] = kept.buildList
    const { loaded, consistent, goVersion } = kept
    return { buildList, edges, missing: [], loaded, consistent, goVersion }
  } catch (error) {
    if (isWardenError(error, 'io', 'too-large') || error instanceof SyntaxError) return undefined
    throw error
  }
}
