// The package graph of a project: which packages its own code imports, directly and through others, and from which
// modules they come; and what follows from it for a module: why it is in the build at all. Read by
// src/jobs/project/packagegraph.ts; equal to `go list -deps` for the same platform.
import type { Target } from '../gosource/buildconstraint.ts'

/** One import of a package, at the first file and line that names it. */
export interface PackageImport {
  readonly path: string
  /** The file's name in the package's folder. */
  readonly file: string
  readonly line: number
}

/** A package of the project or of a dependency. */
export interface SourcePackage {
  /** How it is imported. */
  readonly path: string
  /** The path of its module in the build list. */
  readonly module: string
  /** Its folder in the module; `''` for the root. */
  readonly folder: string
  /** The name of its package clause. */
  readonly name: string
  /** Names of the files that are built. */
  readonly files: readonly string[]
  /** Their size. */
  readonly bytes: number
  /** Of its own code, each path once; `C` is left out. */
  readonly imports: readonly PackageImport[]
  /** Of its tests besides; read for packages of main modules alone. */
  readonly testImports: readonly PackageImport[]
}

/** Something that could not be found or read, so that the graph lacks it. */
export interface PackageGap {
  /** The import path, or the module where its files are not to be had. */
  readonly path: string
  readonly why: string
  /** `example.com/app/server/main.go:7`, the first import of it. */
  readonly from?: string
  /**
   * `missing`: no module of the build list has it. `absent`: the module that should have it is not here and could not be
   * fetched. `unread`: files that cannot be read.
   */
  readonly kind: 'missing' | 'absent' | 'unread'
}

/** The packages of a project. */
export interface PackageGraph {
  readonly target: Target
  /** By import path, without the standard library, in the order in which they were reached. */
  readonly packages: ReadonlyMap<string, SourcePackage>
  /** The packages of the main modules. */
  readonly own: readonly string[]
  /** The packages that `tool` lines name. */
  readonly tools: readonly string[]
  /** Packages of the standard library that are imported. */
  readonly standard: ReadonlySet<string>
  /** Modules that tests of dependencies need; read for every platform at once alone. */
  readonly testedWith: ReadonlySet<string>
  readonly gaps: readonly PackageGap[]
}

/** What of the project needs something, strongest first. */
export type Need = 'code' | 'test' | 'tool'

/** Everything that is reached from some packages, each with who imported it first: the shortest way back. */
export type Reached = ReadonlyMap<string, PackageImport & { readonly from: string }>

/**
 * Follows imports from `roots`, breadth first; with `tests` those of the roots' tests too. The roots are in it, with an
 * empty `from`. Linear in packages and imports.
 */
export function reachedFrom(graph: PackageGraph, roots: readonly string[], tests: boolean): Reached {
  const reached = new Map<string, PackageImport & { readonly from: string }>()
  for (const path of roots) if (graph.packages.has(path)) reached.set(path, { path, file: '', line: 0, from: '' })
  const isRoot = new Set(roots)
  // A map is walked in the order of insertion, and goes on to what is put in meanwhile.
  for (const from of reached.keys()) {
    const found = graph.packages.get(from)
    if (found === undefined) continue
    const imports = tests && isRoot.has(from) ? [...found.imports, ...found.testImports] : found.imports
    for (const imported of imports) {
      if (graph.packages.has(imported.path) && !reached.has(imported.path)) {
        reached.set(imported.path, { ...imported, from })
      }
    }
  }
  return reached
}

/** For each package that anything of the project needs, the strongest need. */
export function needsOf(graph: PackageGraph): Map<string, Need> {
  const needs = new Map<string, Need>()
  const note = (reached: Reached, need: Need): void => {
    for (const path of reached.keys()) if (!needs.has(path)) needs.set(path, need)
  }
  note(reachedFrom(graph, graph.own, false), 'code')
  note(reachedFrom(graph, graph.own, true), 'test')
  note(reachedFrom(graph, graph.tools, false), 'tool')
  return needs
}

/** What of each module is used: its packages by need. Modules without an entry are in the build list alone. */
export interface ModuleUse {
  readonly need: Need
  readonly packages: readonly string[]
  readonly bytes: number
}

/** The use of each module, by its path. */
export function moduleUses(graph: PackageGraph): ReadonlyMap<string, ModuleUse> {
  const order: readonly Need[] = ['code', 'test', 'tool']
  const uses = new Map<string, { need: Need; readonly packages: string[]; bytes: number }>()
  for (const [path, need] of needsOf(graph)) {
    const found = graph.packages.get(path)
    if (found === undefined) continue
    const use = uses.get(found.module)
    if (use === undefined) uses.set(found.module, { need, packages: [path], bytes: found.bytes })
    else {
      if (order.indexOf(need) < order.indexOf(use.need)) use.need = need
      use.packages.push(path)
      use.bytes += found.bytes
    }
  }
  return uses
}

/** The shortest chain of imports to a package, from a root on; at most a hundred steps. */
export function chainTo(reached: Reached, path: string): readonly (PackageImport & { readonly from: string })[] {
  const chain: (PackageImport & { readonly from: string })[] = []
  for (let at = reached.get(path); at !== undefined && chain.length < 100; at = reached.get(at.from)) chain.push(at)
  return chain.toReversed()
}
