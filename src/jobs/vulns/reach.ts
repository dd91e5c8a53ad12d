// Asks the call graph how close a project's own code comes to vulnerable functions, and gives it the source of packages:
// those of the project's modules as the package graph found them, those of the standard library from GOROOT.
import path from 'node:path'
import { isWardenError, WardenError } from '../../base/errors.ts'
import { moduleName, type ModuleVersion } from '../../base/finding.ts'
import type { ModuleGraph } from '../../gomod/buildlist.ts'
import { answerReach } from '../../gosource/callgraph/answer.ts'
import type { PackageSource, ReachAnswer, Target } from '../../gosource/callgraph/question.ts'
import type { BuildContext } from '../../gosource/callgraph/constraints.ts'
import { reachedFrom, type PackageGraph } from '../../graph/packages.ts'
import type { SourceFolder, SourceFolders } from '../../world/sourcefolders.ts'
import type { LoadedPackages } from '../project/packagegraph.ts'
import type { Project } from '../project/project.ts'

/** What is asked. */
export interface ReachInput {
  readonly folders: SourceFolders
  readonly project: Project
  readonly graph: ModuleGraph
  readonly loaded: LoadedPackages
  readonly goroot: string
  readonly context: BuildContext
  readonly tests: boolean
  readonly targets: readonly Target[]
  readonly signal: AbortSignal | undefined
}

/** Answers it. Throws `aborted`. */
export async function askReach(input: ReachInput): Promise<ReachAnswer> {
  const { loaded, context, tests, targets, signal } = input
  const { goos, goarch, tags, cgo, goVersion } = context
  const unread: string[] = []
  const load = await createLoader(input, unread)
  try {
    const question = { roots: loaded.graph.own, load, goos, goarch, tags, cgo, goVersion, tests, targets }
    const answer = answerReach(question, signal)
    return { ...answer, troubles: [...unread, ...answer.troubles] }
  } catch (error) {
    // It throws the reason of the signal, which is no failure of this program.
    if (signal?.aborted === true) throw new WardenError('aborted', 'stopped', { cause: error })
    throw error
  }
}

/** Opens every module that a package comes from; then packages are read without waiting, and files that cannot be are told. */
async function createLoader(
  input: ReachInput,
  unread: string[],
): Promise<(importPath: string) => PackageSource | undefined> {
  const { folders, project, graph, loaded, goroot } = input
  const vendor = loaded.vendored && project.vendor !== undefined ? folders.folder(project.vendor.folder) : undefined
  const versions = new Map(graph.buildList.map((m) => [m.path, m.main ? m : (m.replacedBy ?? m)]))
  const mains = new Set(graph.buildList.filter((m) => m.main).map((m) => m.path))
  const opened = new Map<string, SourceFolder>()
  for (const { module } of loaded.graph.packages.values()) {
    if (opened.has(module)) continue
    const source = vendor !== undefined && !mains.has(module) ? vendor : await loaded.open(module)
    if (!(source instanceof WardenError)) opened.set(module, source)
  }
  const standard = goroot === '' ? undefined : folders.folder(`${goroot}/src`)
  return (importPath) => {
    const found = loaded.graph.packages.get(importPath)
    if (found === undefined) return standardPackage(standard, importPath, unread)
    const source = opened.get(found.module)
    if (source === undefined) return undefined
    const own = mains.has(found.module)
    // The project's own packages have tests, which may be asked for; of others only what is built is read.
    const names = own ? namesIn(source, found.folder) : found.files
    const actual = versions.get(found.module)
    const module = { path: actual?.path ?? found.module, version: own ? '' : (actual?.version ?? '') }
    return sourceOf(importPath, module, source, found.folder, names, unread)
  }
}

function standardPackage(
  standard: SourceFolder | undefined,
  importPath: string,
  unread: string[],
): PackageSource | undefined {
  if (standard === undefined) return undefined
  const names = namesIn(standard, importPath).filter((name) => !name.endsWith('_test.go'))
  if (names.length === 0) return undefined
  return sourceOf(importPath, { path: 'std', version: '' }, standard, importPath, names, unread)
}

function namesIn(source: SourceFolder, folder: string): readonly string[] {
  return source.files(folder).filter((name) => name.endsWith('.go'))
}

function sourceOf(
  importPath: string,
  module: ModuleVersion,
  source: SourceFolder,
  folder: string,
  names: readonly string[],
  unread: string[],
): PackageSource {
  const below = folder === '' ? '' : `${folder}/`
  const place = source.place.endsWith('.zip') ? `${source.place}!` : source.place
  const files = names.flatMap((name) => {
    const bytes = readable(source, below + name, unread)
    return bytes === undefined ? [] : [{ name: `${place}/${below}${name}`, bytes }]
  })
  return { importPath, module, files }
}

/** A file that cannot be read is left out, and told. */
function readable(source: SourceFolder, file: string, unread: string[]): Uint8Array | undefined {
  try {
    return source.read(file)
  } catch (error) {
    if (!isWardenError(error, 'io', 'too-large')) throw error
    unread.push(`${error.message}; what is in it is not known`)
    return undefined
  }
}

/**
 * What cannot be seen because files of packages are not there; in sentences. What only tests need counts only where tests are
 * entered, and what only tools need not at all: nothing of the project's code comes to it.
 */
export function gapsOf(packages: PackageGraph, tests: boolean): readonly string[] {
  const reached = reachedFrom(packages, packages.own, tests)
  return packages.gaps.flatMap(({ path: name, why, from }) => {
    // `example.com/app/server/main.go:7`
    const file = from?.replace(/:\d+$/, '') ?? ''
    const importer = file.slice(0, Math.max(0, file.lastIndexOf('/')))
    if (from !== undefined && (!reached.has(importer) || (!tests && file.endsWith('_test.go')))) return []
    return [`${name}: ${why}${from === undefined ? '' : ` (imported at ${from})`}`]
  })
}

/** Where packages import each other; files of dependencies are named in their modules, `example.com/m@v1.0.0/m.go`. */
export function importLines(
  packages: PackageGraph,
  project: Project,
  graph: ModuleGraph,
): (from: string, to: string) => { readonly file: string; readonly line: number } | undefined {
  const modules = new Map(graph.buildList.map((m) => [m.path, m]))
  return (from, to) => {
    const importer = packages.packages.get(from)
    const found = importer?.imports.find((one) => one.path === to)
    const module = modules.get(importer?.module ?? '')
    if (importer === undefined || found === undefined || module === undefined) return undefined
    const below = importer.folder === '' ? found.file : `${importer.folder}/${found.file}`
    const own = project.mains.find((main) => main.goMod.module?.path === module.path)?.folder
    const file = own === undefined ? `${moduleName(module.replacedBy ?? module)}/${below}` : path.join(own, below)
    return { file, line: found.line }
  }
}
