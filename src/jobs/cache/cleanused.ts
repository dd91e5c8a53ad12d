// Which module versions are used by what lies under some folders: named by a go.mod (with its whole module graph, as far
// as the cache can tell), a go.sum, a vendor/modules.txt, or a compiled program. Whatever cannot be read might name
// anything: then nothing may be called unused.
import path from 'node:path'
import { textOf } from '../../base/bytes.ts'
import { isWardenError, messageOf, WardenError } from '../../base/errors.ts'
import { moduleName, type ModuleVersion } from '../../base/finding.ts'
import { mapLimit } from '../../base/once.ts'
import { parseGoSum } from '../../gomod/gosum.ts'
import { parseGoWork } from '../../gomod/gowork.ts'
import { parseGoMod } from '../../gomod/modfile.ts'
import { maxModFileSize } from '../../gomod/modlex.ts'
import { parseModulesTxt } from '../../gomod/modulestxt.ts'
import type { GoSettings } from '../../world/go.ts'
import type { World } from '../../world/world.ts'
import { loadGraph, toolchains } from '../project/modulegraph.ts'
import { compiledModule } from './programs.ts'
import { loadProject, type Project } from '../project/project.ts'
import type { Sources } from '../project/sources.ts'

/** What is used, and by how much of what was looked at. */
export interface Used {
  /** `path@version`. */
  readonly names: ReadonlySet<string>
  readonly goMods: number
  readonly goSums: number
  readonly programs: number
  /** go.mod files of module graphs that the cache does not have: what lies behind them is unknown. */
  readonly unknown: number
  /** Links, which may lead to further projects and are not followed. */
  readonly links: number
}

/** Folders nested deeper than this are nobody's projects. */
const DEEPEST = 60
const READING = 16
const MOST_SUM = 256 << 20

/** What is no program whatever its permissions; looking at each of a source tree's files would take long. */
const NO_PROGRAM =
  /\.(?:go|mod|sum|md|txt|json|jsx?|tsx?|mjs|cjs|html?|css|scss|svg|png|jpe?g|gif|ya?ml|toml|xml|proto|c|h|cc|cpp|hpp|py|rb|java|rs|sh|map|lock|gz|zip|pdf)$/i

/**
 * Everything that is named under `roots`. Throws `io`, `parse` and `usage` where something there cannot be read, unless
 * it lies in a folder called testdata; `aborted`.
 */
export async function usedUnder(
  world: World,
  go: GoSettings,
  sources: Sources,
  roots: readonly string[],
  options: { readonly signal?: AbortSignal | undefined; readonly onProgress?: (text: () => string) => void },
): Promise<Used> {
  const names = new Set<string>()
  const add = (m: ModuleVersion): void => void names.add(moduleName(m))
  let unknown = 0
  const found = await findFiles(world, go, roots, options)
  options.onProgress?.(() => `reading ${found.goMods.length} go.mod files`)
  await mapLimit(found.goMods, READING, async (file) =>
    tolerant(file, async () => {
      unknown += await readGoMod(world, go, sources, file, options.signal, add)
    }),
  )
  await mapLimit(found.goSums, READING, async (file) =>
    tolerant(file, async () => {
      const bytes = await world.files.read(file, MOST_SUM)
      for (const line of parseGoSum(bytes ?? '', file).lines) add(line)
    }),
  )
  await mapLimit(found.vendored, READING, async (file) =>
    tolerant(file, async () => {
      const bytes = await world.files.read(file, maxModFileSize)
      for (const m of parseModulesTxt(textOf(bytes ?? new Uint8Array(0)) ?? '', file).modules) add(m.replacement ?? m)
    }),
  )
  options.onProgress?.(() => `reading ${found.programs.length} files that may be programs`)
  let programs = 0
  await mapLimit(found.programs, READING, async (file) => {
    try {
      const info = await world.programs.read(file)
      if (info === undefined) return
      programs++
      for (const m of [...(info.main === undefined ? [] : [info.main]), ...info.deps]) {
        add(m)
        add(compiledModule(m).module)
      }
    } catch (error) {
      // A program that vanished or says something malformed names nothing that go could build it from again.
      if (!isWardenError(error, 'not-found', 'parse')) throw unreadable(file, error)
    }
  })
  return { names, goMods: found.goMods.length, goSums: found.goSums.length, programs, unknown, links: found.links }
}

interface FoundFiles {
  readonly goMods: string[]
  readonly goSums: string[]
  readonly vendored: string[]
  readonly programs: string[]
  links: number
}

async function findFiles(
  world: World,
  go: GoSettings,
  roots: readonly string[],
  options: { readonly signal?: AbortSignal | undefined; readonly onProgress?: (text: () => string) => void },
): Promise<FoundFiles> {
  const found: FoundFiles = { goMods: [], goSums: [], vendored: [], programs: [], links: 0 }
  // The cache names everything that is in it, and Go's own tree nothing that is in the cache.
  const seen = new Set([go.GOMODCACHE, go.GOROOT, world.store])
  let folders = 0
  options.onProgress?.(() => `looking through ${folders} folders`)
  for (const root of roots) {
    if ((await world.files.info(root))?.kind !== 'folder') {
      throw new WardenError('usage', `${root}: no such folder`, {
        remedy: 'name the folders that your projects lie in',
      })
    }
  }
  const pending = [...new Set(roots)].map((at) => ({ at, depth: 0 }))
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { at, depth } = next
    if (seen.has(at)) continue
    seen.add(at)
    folders++
    if (options.signal?.aborted === true) throw new WardenError('aborted', 'stopped')
    let entries: Awaited<ReturnType<World['files']['list']>>
    try {
      entries = await world.files.list(at)
    } catch (error) {
      if (isTestdata(at)) continue
      throw unreadable(at, error)
    }
    for (const { name, kind } of entries ?? []) {
      const file = path.join(at, name)
      if (kind === 'link') found.links++
      if (kind === 'folder') {
        if (depth < DEEPEST) pending.push({ at: file, depth: depth + 1 })
        else throw new WardenError('too-large', `${file}: nested too deeply to be looked through`)
      } else if (name.endsWith('.mod')) found.goMods.push(file)
      else if (name === 'go.work') found.goMods.push(file)
      else if (name.endsWith('.sum')) found.goSums.push(file)
      else if (name === 'modules.txt' && path.basename(at) === 'vendor') found.vendored.push(file)
      else if (kind === 'file' && !NO_PROGRAM.test(name) && (await mayBeProgram(world, file))) found.programs.push(file)
    }
  }
  return found
}

/** Go's own rule: an execute bit, or the name of a library. */
async function mayBeProgram(world: World, file: string): Promise<boolean> {
  if (/\.(?:exe|so|dll)$|\.so\./i.test(file)) return true
  const info = await world.files.info(file)
  return info !== undefined && (info.mode & 0o111) !== 0 && info.size > 0
}

/** Adds all that one go.mod or go.work names; gives the number of go.mod files that the cache lacks. */
async function readGoMod(
  world: World,
  go: GoSettings,
  sources: Sources,
  file: string,
  signal: AbortSignal | undefined,
  add: (m: ModuleVersion) => void,
): Promise<number> {
  const project = await projectOf(world, go, file)
  if (project === undefined) return 0
  for (const { goMod } of project.mains) {
    for (const require of goMod.require) add(require)
    for (const replace of goMod.replace) if (replace.new.version !== '') add(replace.new)
  }
  // An empty go.mod keeps go out of a folder; it is no module, and requires nothing.
  if (project.mains.some(({ goMod }) => goMod.module === undefined)) return 0
  const cached: Sources = { ...sources, goMod: async (module) => sources.goMod(module, false) }
  const graph = await loadGraph(world, project, cached, signal)
  for (const { from, to } of graph.edges) for (const m of [from, to]) if (m.version !== '') add(m)
  for (const m of graph.loaded) if (m.version !== '') add(m)
  for (const m of graph.buildList) if (m.version !== '') add(m.replacedBy ?? m)
  for (const { module } of await toolchains(world, go, project, graph)) add(module)
  return graph.missing.filter((m) => m.actual.version !== '').length
}

async function projectOf(world: World, go: GoSettings, file: string): Promise<Project | undefined> {
  const folder = path.dirname(file)
  const name = path.basename(file)
  if (name === 'go.work') {
    const bytes = await world.files.read(file, maxModFileSize)
    if (bytes === undefined) return undefined
    parseGoWork(bytes, file)
    return loadProject(world.files, folder, { ...go, GOWORK: file, GOFLAGS: '' })
  }
  const bytes = await world.files.read(file, maxModFileSize)
  if (bytes === undefined) return undefined
  try {
    const goMod = parseGoMod(bytes, file)
    return {
      folder,
      mains: [{ folder, goMod }],
      work: undefined,
      sums: new Map(),
      odd: [],
      named: new Map(),
      vendor: undefined,
    }
  } catch (error) {
    // Other files are called something.mod too: only go.mod must be one.
    if (name !== 'go.mod' && isWardenError(error, 'parse')) return undefined
    throw error
  }
}

async function tolerant(file: string, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!isWardenError(error) || error.code === 'aborted') throw error
    if (isTestdata(file)) return
    if (!file.endsWith('go.mod') && !file.endsWith('go.sum') && !file.endsWith('go.work') && error.code === 'parse')
      return
    throw unreadable(file, error)
  }
}

/** Folders of that name hold what tools are tested with, broken files too. */
function isTestdata(file: string): boolean {
  return file.split(path.sep).includes('testdata')
}

function unreadable(file: string, error: unknown): unknown {
  if (!isWardenError(error) || error.code === 'aborted') return error
  return new WardenError(
    error.code === 'parse' ? 'parse' : 'io',
    `${file}: cannot be read, so nothing can be called unused: ${messageOf(error)}`,
    { remedy: 'repair or remove it, or name other folders: modwarden clean --unused FOLDER…', cause: error },
  )
}
