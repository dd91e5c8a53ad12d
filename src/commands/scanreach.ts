// Which way of imports leads from a project's own code to a module: package by package, breadth first, so that the
// shortest way is told. Only folders are read, and of each file only what it imports. Runs in a worker thread.
import fs from 'node:fs'
import path from 'node:path'
import { compareBytes } from '../base/bytes.ts'
import { moduleName } from '../base/finding.ts'
import { parseFile } from '../gosource/parsedecl.ts'
import { importPath } from '../gosource/scope.ts'
import type { ReachTask } from '../jobs/scanner.ts'
import type { TraceStep } from '../report/scan.ts'
import type { Tree } from '../world/trees.ts'

const MOST_PACKAGES = 20_000
const MOST_FILE = 4 << 20

/** Walks the imports. Never throws: what cannot be read leads nowhere. */
export function reachModules({ trees, wanted }: ReachTask): ReadonlyMap<string, readonly TraceStep[]> {
  const found = new Map<string, readonly TraceStep[]>()
  const missing = new Set(wanted)
  walkImports(trees, ({ module, way }) => {
    if (missing.delete(module)) found.set(module, way)
    return missing.size > 0
  })
  return found
}

/** The packages of a module that the first tree's code comes to, by their folders in it; `` is its root. */
export function reachedPackages(trees: readonly Tree[], wanted: string): string[] {
  const found: string[] = []
  walkImports(trees, ({ module, path: imported }) => {
    if (module === wanted) found.push(imported.slice(module.length + 1))
    return true
  })
  return found.toSorted(compareBytes)
}

/** A package that is imported for the first time: of which module, and how the own code comes to it. */
interface Reached {
  readonly module: string
  readonly path: string
  readonly way: readonly TraceStep[]
}

/** Tells of each package once, nearest first, until `hear` has heard enough. */
function walkImports(trees: readonly Tree[], hear: (reached: Reached) => boolean): void {
  const [own] = trees
  if (own === undefined || own.kind === 'zip') return
  const seen = new Set<string>()
  const pending: Visit[] = packagesOf(own).map((folder) => ({ tree: own, folder, way: [] }))
  for (let at = 0; at < pending.length && at < MOST_PACKAGES; at++) {
    const visit = pending[at]
    if (visit === undefined) break
    for (const imported of importsOf(visit)) {
      if (seen.has(imported.path)) continue
      seen.add(imported.path)
      const tree = treeOf(trees, imported.path)
      if (tree === undefined) continue
      const { file, line } = imported
      const from = visit.tree === own ? {} : { module: moduleName(visit.tree.module) }
      const way = [...visit.way, { file, line, what: `imports ${imported.path}`, ...from }]
      if (!hear({ module: tree.module.path, path: imported.path, way })) return
      if (tree.kind === 'zip') continue
      const below = imported.path.slice(tree.module.path.length)
      pending.push({ tree, folder: path.join(tree.folder, below), way })
    }
  }
}

interface Visit {
  readonly tree: Tree
  readonly folder: string
  readonly way: readonly TraceStep[]
}

/** The module of an import path: the one with the longest path. */
function treeOf(trees: readonly Tree[], imported: string): Tree | undefined {
  let best: Tree | undefined
  for (const tree of trees) {
    const { path: module } = tree.module
    if (imported !== module && !imported.startsWith(`${module}/`)) continue
    if (best === undefined || module.length > best.module.path.length) best = tree
  }
  return best
}

/** Folders of a module that hold Go files, the ones nearest to its root first. */
function packagesOf(tree: Exclude<Tree, { kind: 'zip' }>): string[] {
  const folders: string[] = []
  let level = [tree.folder]
  while (level.length > 0 && folders.length < MOST_PACKAGES) {
    const next: string[] = []
    for (const folder of level) {
      const entries = entriesOf(folder)
      if (folder !== tree.folder && entries.some((entry) => entry.name === 'go.mod')) continue
      folders.push(folder)
      for (const entry of entries) {
        if (entry.isDirectory() && !/^(?:[._]|vendor$|testdata$)/.test(entry.name))
          next.push(path.join(folder, entry.name))
      }
    }
    level = next
  }
  return folders
}

function entriesOf(folder: string): fs.Dirent[] {
  try {
    return fs.readdirSync(folder, { withFileTypes: true }).sort((a, b) => compareBytes(a.name, b.name))
  } catch {
    return []
  }
}

interface Imported {
  readonly path: string
  readonly file: string
  readonly line: number
}

/** What the Go files of one folder import, programs and libraries before tests. */
function importsOf({ tree, folder }: Visit): Imported[] {
  if (tree.kind === 'zip') return []
  const names = entriesOf(folder)
    .filter((entry) => entry.isFile() && entry.name.endsWith('.go'))
    .map((entry) => entry.name)
    .sort((a, b) => Number(a.endsWith('_test.go')) - Number(b.endsWith('_test.go')) || compareBytes(a, b))
  const found: Imported[] = []
  for (const name of names) {
    const bytes = readSmall(path.join(folder, name))
    if (bytes === undefined) continue
    const file = parseFile(bytes)
    const shown = path.relative(tree.folder, path.join(folder, name)).split(path.sep).join('/')
    for (const decl of file.decls) {
      if (decl.kind !== 'GenDecl' || decl.token !== 'import') continue
      for (const spec of decl.specs) {
        if (spec.kind !== 'ImportSpec') continue
        const line = file.text.slice(0, spec.pos).split('\n').length
        found.push({ path: importPath(spec), file: shown, line })
      }
    }
  }
  return found
}

function readSmall(file: string): Uint8Array | undefined {
  try {
    const stats = fs.lstatSync(file)
    return stats.isFile() && stats.size <= MOST_FILE ? fs.readFileSync(file) : undefined
  } catch {
    return undefined
  }
}
