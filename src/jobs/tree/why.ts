// why: why a module or package is in the build, at this version, and what of it is used.
import { relative, sep } from 'node:path'
import { compareBytes } from '../../base/bytes.ts'
import { isWardenError, WardenError } from '../../base/errors.ts'
import { readHeader } from '../../gosource/header.ts'
import { importUses } from '../../gosource/importuses.ts'
import {
  chainTo,
  needsOf,
  reachedFrom,
  type PackageGraph,
  type Reached,
  type SourcePackage,
} from '../../graph/packages.ts'
import { firstRequirers, wayToRequirer, whyModule } from '../../graph/why.ts'
import type { WhyImporter, WhyPackage, WhyReport, WhyRequirer } from '../../report/why.ts'
import type { SourceFolder } from '../../world/sourcefolders.ts'
import type { World } from '../../world/world.ts'
import type { ProjectTree } from '../project/projecttree.ts'
import { scopeOf, subjectOf } from './tree.ts'

/** What is asked, and when it began, in milliseconds. */
export interface WhyQuestion {
  /** A module path or an import path. */
  readonly asked: string
  readonly platform: string
  readonly began: number
  readonly signal: AbortSignal | undefined
}

const MOST_REQUIRERS = 200
const MOST_PACKAGES = 200
const MOST_IMPORTERS = 100
const MOST_SYMBOLS = 200
/** So many files are parsed for the names that they use. */
const MOST_FILES = 3000

/** Answers. Throws `usage` where the build has no such module or package, `aborted`. */
export async function whyReport(world: World, tree: ProjectTree, question: WhyQuestion): Promise<WhyReport> {
  const { asked, platform, began, signal } = question
  const { graph, selected, packages, gaps } = tree
  const found = modulesNamed(tree, asked)
  const why = found.module === undefined ? undefined : whyModule(graph, selected, found.module)
  const wanted = found.packages
  const used = usedPackages(tree, wanted, signal)
  const base = {
    schema: 'modwarden/why/1',
    subject: subjectOf(tree, platform),
    asked,
    packages: used.slice(0, MOST_PACKAGES),
    packageCount: used.length,
    gaps,
    exitCode: gaps.length > 0 ? 3 : 0,
  } as const
  const done = (): number => (world.clock.now().getTime() - began) / 1000
  if (why === undefined) return { ...base, requirers: [], requirerCount: 0, alone: [], seconds: done() }
  const { module } = why
  const requirers = firstRequirers(why.requirers, module.version, MOST_REQUIRERS).map((r): WhyRequirer => {
    const way = wayToRequirer(selected, r)
    return {
      path: r.module.path,
      version: r.module.version,
      needs: r.needs,
      indirect: r.indirect,
      selected: r.selected,
      decides: r.needs === module.version,
      way,
      ...lineOf(tree, way[1]?.path ?? module.path),
    }
  })
  return {
    ...base,
    module: {
      path: module.path,
      version: module.version,
      direct: module.direct,
      scope: scopeOf(tree, module),
      ...(module.replacedBy === undefined
        ? {}
        : { replacedBy: { path: module.replacedBy.path, version: module.replacedBy.version } }),
      packages: await packagesIn(tree, module.path, packages),
    },
    requirers,
    requirerCount: why.requirers.length,
    ...(why.without === undefined ? {} : { without: why.without }),
    alone: why.alone.map(({ path, version }) => ({ path, version })),
    seconds: done(),
  }
}

/** The module and the packages that a name means: a module of the build list, otherwise an imported package. */
function modulesNamed(
  tree: ProjectTree,
  asked: string,
): { readonly module: string | undefined; readonly packages: readonly string[] } {
  const { selected, packages } = tree
  if (selected.index.has(asked)) {
    const own = [...packages.packages.values()].filter((p) => p.module === asked)
    return { module: asked, packages: own.map((p) => p.path) }
  }
  const found = packages.packages.get(asked)
  if (found !== undefined) return { module: found.module, packages: [asked] }
  if (packages.standard.has(asked)) return { module: undefined, packages: [asked] }
  const above = [...selected.index.keys()].filter((path) => asked.startsWith(`${path}/`)).toSorted(compareBytes)
  if (importersOf(packages, asked).length > 0) {
    // A module that is not here may have it; of what is here none has.
    const isMissing = packages.gaps.some(({ kind, path }) => kind === 'missing' && path === asked)
    return { module: isMissing ? undefined : above.at(-1), packages: [asked] }
  }
  const near = [...selected.index.keys()].filter((path) => path.endsWith(`/${asked}`)).toSorted(compareBytes)
  const [first] = near
  const says =
    above.length > 0 ? `no code here imports it; ${above.at(-1) ?? ''} is in the build` : 'it is not in the build'
  throw new WardenError('usage', `${asked}: ${says}`, {
    remedy: first === undefined ? 'modwarden tree lists what is' : `did you mean modwarden why ${first}?`,
  })
}

/** The line of the project's own files that requires a module. */
function lineOf({ project }: ProjectTree, path: string): { readonly line?: string } {
  const named = project.named.get(path)
  return named === undefined ? {} : { line: `${named.file}:${named.line}` }
}

function importersOf({ packages }: PackageGraph, path: string): SourcePackage[] {
  return [...packages.values()].filter(
    (p) => p.imports.some((i) => i.path === path) || p.testImports.some((i) => i.path === path),
  )
}

function usedPackages(tree: ProjectTree, wanted: readonly string[], signal: AbortSignal | undefined): WhyPackage[] {
  const { packages: graph } = tree
  const needs = needsOf(graph)
  const code = reachedFrom(graph, graph.own, false)
  const tests = reachedFrom(graph, graph.own, true)
  const tools = reachedFrom(graph, graph.tools, false)
  const own = new Set(graph.own)
  const clauses = new Map(wanted.map((path) => [path, graph.packages.get(path)?.name ?? lastElement(path)]))
  const importers = new Map(wanted.map((path): [string, SourcePackage[]] => [path, []]))
  for (const p of graph.packages.values()) {
    for (const imported of [...p.imports, ...p.testImports]) importers.get(imported.path)?.push(p)
  }
  const symbols = symbolsOf(tree, importers, clauses, signal)
  const found: WhyPackage[] = []
  for (const path of wanted) {
    const by = importers.get(path) ?? []
    const first = by.find((p) => own.has(p.path)) ?? by[0]
    const need = needs.get(path) ?? (first === undefined ? undefined : needs.get(first.path))
    if (need === undefined) continue
    const reached: Reached = need === 'code' ? code : need === 'test' ? tests : tools
    const listed = by
      .map((p): WhyImporter => {
        const at = [...p.imports, ...p.testImports].find((i) => i.path === path)
        return { package: p.path, module: p.module, file: at?.file ?? '', line: at?.line ?? 0, own: own.has(p.path) }
      })
      .toSorted((a, b) => Number(b.own) - Number(a.own) || compareBytes(a.package, b.package))
    const names = symbols.get(path) ?? []
    found.push({
      path,
      scope: need,
      chain: chainOf(tree, reached, path, by),
      importers: listed.slice(0, MOST_IMPORTERS),
      importerCount: listed.length,
      symbols: names.slice(0, MOST_SYMBOLS),
      symbolCount: names.length,
    })
  }
  return found.toSorted((a, b) => a.chain.length - b.chain.length || compareBytes(a.path, b.path))
}

/** The shortest chain of imports; to a package of the standard library by its importer that is nearest. */
function chainOf(
  tree: ProjectTree,
  reached: Reached,
  wanted: string,
  importers: readonly SourcePackage[],
): WhyPackage['chain'] {
  let chain = chainTo(reached, wanted)
  if (chain.length === 0) {
    for (const p of importers) {
      const to = chainTo(reached, p.path)
      const at = p.imports.find((i) => i.path === wanted) ?? p.testImports.find((i) => i.path === wanted)
      if (to.length === 0 || at === undefined || (chain.length > 0 && to.length + 1 >= chain.length)) continue
      chain = [...to, { ...at, from: p.path }]
    }
  }
  return chain.map(({ path: name, from, file, line }) => ({
    package: name,
    ...(from === '' ? {} : { at: `${fileName(tree, from, file)}:${line}` }),
  }))
}

/** `langs/language.go` of the project's own, from its folder, `example.com/m/db.go` of others. */
function fileName({ packages: graph, project }: ProjectTree, from: string, file: string): string {
  const found = graph.packages.get(from)
  if (found === undefined || !graph.own.includes(from)) return `${from}/${file}`
  // A workspace has a folder for each of its modules.
  const main = project.mains.find(({ goMod }) => goMod.module?.path === found.module)?.folder ?? project.folder
  const at = relative(project.folder, main).split(sep).join('/')
  return [at, found.folder, file].filter((part) => part !== '').join('/')
}

type Symbols = ReadonlyMap<string, readonly { readonly name: string; readonly at: string; readonly own: boolean }[]>

/** The names that importers use, their own code's first. Reads and parses each importing file once. */
function symbolsOf(
  tree: ProjectTree,
  importers: ReadonlyMap<string, readonly SourcePackage[]>,
  clauses: ReadonlyMap<string, string>,
  signal: AbortSignal | undefined,
): Symbols {
  const { packages: graph } = tree
  const own = new Set(graph.own)
  const found = new Map<string, Map<string, { readonly at: string; readonly own: boolean }>>()
  const all = new Set([...importers.values()].flat())
  let left = MOST_FILES
  for (const p of [...all].toSorted((a, b) => Number(own.has(b.path)) - Number(own.has(a.path)))) {
    const source = tree.source.sourceOf(p.path)
    // One package may import a few of a module's thousands.
    const wanted = new Map(
      p.imports.flatMap(({ path }) => {
        const clause = clauses.get(path)
        return clause === undefined ? [] : [[path, clause] as const]
      }),
    )
    if (source === undefined || wanted.size === 0) continue
    for (const name of p.files) {
      if (signal?.aborted === true) throw new WardenError('aborted', 'why: was stopped')
      if (left <= 0) return sorted(found)
      const bytes = readQuietly(source, p.folder === '' ? name : `${p.folder}/${name}`)
      if (bytes === undefined || !readHeader(bytes, true).imports.some(({ path }) => wanted.has(path))) continue
      left--
      for (const { path, symbol, line } of importUses(name, bytes, wanted).uses) {
        const names = found.get(path) ?? new Map<string, { readonly at: string; readonly own: boolean }>()
        found.set(path, names)
        if (!names.has(symbol)) {
          names.set(symbol, { at: `${fileName(tree, p.path, name)}:${line}`, own: own.has(p.path) })
        }
      }
    }
  }
  return sorted(found)
}

function sorted(
  found: ReadonlyMap<string, ReadonlyMap<string, { readonly at: string; readonly own: boolean }>>,
): Symbols {
  return new Map(
    [...found].map(([path, names]) => [
      path,
      [...names]
        .map(([name, use]) => ({ name, ...use }))
        .toSorted((a, b) => Number(b.own) - Number(a.own) || compareBytes(a.name, b.name)),
    ]),
  )
}

function readQuietly(source: SourceFolder, file: string): Uint8Array | undefined {
  try {
    return source.read(file)
  } catch (error) {
    // The graph has been read from it, and says what could not be; here only a name is missed.
    if (!isWardenError(error, 'io', 'too-large')) throw error
    return undefined
  }
}

function lastElement(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** How many packages a module has: folders with Go files that are no tests, in it and not in modules below it. */
async function packagesIn(tree: ProjectTree, module: string, graph: PackageGraph): Promise<number> {
  const used = [...graph.packages.values()].filter((p) => p.module === module).length
  // vendor/ holds what is used alone.
  const source = tree.source.vendored ? undefined : await tree.source.open(module)
  if (source === undefined || source instanceof WardenError) return used
  let count = 0
  const pending = ['']
  for (let folder = pending.pop(); folder !== undefined && count < 20_000; folder = pending.pop()) {
    let listed
    try {
      listed = source.list(folder)
    } catch (error) {
      if (!isWardenError(error, 'io', 'too-large')) throw error
    }
    if (listed === undefined || (folder !== '' && listed.goMod)) continue
    if (listed.goFiles.some(({ name }) => !name.endsWith('_test.go'))) count++
    for (const name of listed.folders) {
      if (!/^[._]|^testdata$|^vendor$/.test(name)) pending.push(folder === '' ? name : `${folder}/${name}`)
    }
  }
  return Math.max(count, used)
}
