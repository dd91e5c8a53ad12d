// Which way of imports leads from a project's own code to a module: package by package, breadth first, so that the
// shortest way is told. Only folders are read, and of each file only what it imports. Runs in a worker thread.
import fs from 'node:fs'
import path from 'node:path'
import { compareBytes } from '../../base/bytes.ts'
import { moduleName } from '../../base/finding.ts'
import { parseFile } from '../../gosource/parsedecl.ts'
import { importPath } from '../../gosource/scope.ts'
import type { ReachTask, Users } from '../../jobs/scan/scanner.ts'
import type { TraceStep } from '../../report/scan.ts'
import type { Tree } from '../../world/trees.ts'

const MOST_PACKAGES = 20_000
const MOST_FILE = 4 << 20

/** Walks the imports. Never throws: what cannot be read leads nowhere. */
export function reachModules({ trees, wanted }: ReachTask): ReadonlyMap<string, readonly TraceStep[]> {
  const found = new Map<string, readonly TraceStep[]>()
  const missing = new Set(wanted)
  walkImports({ own: 1, trees }, undefined, ({ module, way }) => {
    if (missing.delete(module)) found.set(module, way)
    return missing.size > 0
  })
  return found
}

/**
 * The packages of a module that the users' own code comes to, by their folders in it; `` is its root. The module's files are
 * given by their names in it. `undefined` where a module on the way may lead there and is not at hand.
 */
export function reachedPackages(
  users: Users,
  wanted: string,
  contents: ReadonlyMap<string, Uint8Array>,
): string[] | undefined {
  const found: string[] = []
  const whole = walkImports(users, { module: wanted, contents }, ({ module, path: imported }) => {
    if (module === wanted) found.push(imported.slice(module.length + 1))
    return true
  })
  return whole || found.length > 0 ? found.toSorted(compareBytes) : undefined
}

/** A package that is imported for the first time: of which module, and how the own code comes to it. */
interface Reached {
  readonly module: string
  readonly path: string
  readonly way: readonly TraceStep[]
}

/** The files of a module that was read already, by their names in it. */
interface Held {
  readonly module: string
  readonly contents: ReadonlyMap<string, Uint8Array>
}

/** Tells of each package once, nearest first, until `hear` has heard enough. Gives whether every package could be read. */
function walkImports({ own, trees }: Users, held: Held | undefined, hear: (reached: Reached) => boolean): boolean {
  const mains = trees.slice(0, own)
  const seen = new Set<string>()
  let whole = true
  const pending: Visit[] = mains.flatMap((tree) => packagesOf(tree).map((below) => ({ tree, below, way: [] })))
  for (let at = 0; at < pending.length; at++) {
    const visit = pending[at]
    if (visit === undefined || at >= MOST_PACKAGES) return false
    const isOwn = mains.includes(visit.tree)
    const files = goFilesOf(visit, held, isOwn)
    if (files === undefined) whole = false
    for (const imported of importsOf(files ?? [])) {
      if (seen.has(imported.path)) continue
      seen.add(imported.path)
      const tree = treeOf(trees, imported.path)
      if (tree === undefined) continue
      const { file, line } = imported
      const from = isOwn ? {} : { module: moduleName(visit.tree.module) }
      const way = [...visit.way, { file, line, what: `imports ${imported.path}`, ...from }]
      if (!hear({ module: tree.module.path, path: imported.path, way })) return whole
      pending.push({ tree, below: imported.path.slice(tree.module.path.length + 1), way })
    }
  }
  return whole
}

interface Visit {
  readonly tree: Tree
  /** The package's folder in the module, with slashes. */
  readonly below: string
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

/** Folders of a module that hold Go files, by their names in it, the ones nearest to its root first. */
function packagesOf(tree: Tree): string[] {
  if (tree.kind === 'zip') return []
  const folders: string[] = []
  let level = ['']
  while (level.length > 0 && folders.length < MOST_PACKAGES) {
    const next: string[] = []
    for (const below of level) {
      const entries = entriesOf(path.join(tree.folder, below))
      if (below !== '' && entries.some((entry) => entry.name === 'go.mod')) continue
      folders.push(below)
      for (const entry of entries) {
        if (entry.isDirectory() && !/^(?:[._]|vendor$|testdata$)/.test(entry.name))
          next.push(below === '' ? entry.name : `${below}/${entry.name}`)
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

interface GoFile {
  readonly name: string
  readonly bytes: Uint8Array
}

/**
 * The Go files of a package, tests last, and none of other modules, which nobody builds. `undefined` where the package is not
 * at hand.
 */
function goFilesOf({ tree, below }: Visit, held: Held | undefined, isOwn: boolean): GoFile[] | undefined {
  const prefix = below === '' ? '' : `${below}/`
  const isWanted = (name: string): boolean => name.endsWith('.go') && (isOwn || !name.endsWith('_test.go'))
  if (held !== undefined && held.module === tree.module.path) {
    const names = [...held.contents].filter(
      ([name]) => name.startsWith(prefix) && !name.slice(prefix.length).includes('/'),
    )
    return names.flatMap(([name, bytes]) => (isWanted(name) && bytes.length <= MOST_FILE ? [{ name, bytes }] : []))
  }
  if (tree.kind === 'zip') return undefined
  const folder = path.join(tree.folder, below)
  const entries = entriesOf(folder)
  if (entries.length === 0 && !isOwn) return undefined
  return entries
    .filter((entry) => entry.isFile() && isWanted(entry.name))
    .map((entry) => entry.name)
    .sort((a, b) => Number(a.endsWith('_test.go')) - Number(b.endsWith('_test.go')) || compareBytes(a, b))
    .flatMap((name) => {
      const bytes = readSmall(path.join(folder, name))
      return bytes === undefined ? [] : [{ name: `${prefix}${name}`, bytes }]
    })
}

/** So many imports of one file are followed: nobody writes more. */
const MOST_IMPORTS = 2000

/** What Go files import, each with its line. */
function importsOf(files: readonly GoFile[]): Imported[] {
  const found: Imported[] = []
  for (const { name, bytes } of files) {
    const file = parseFile(bytes)
    let [line, at, count] = [1, 0, 0]
    for (const decl of file.decls) {
      if (decl.kind !== 'GenDecl' || decl.token !== 'import') continue
      for (const spec of decl.specs) {
        if (spec.kind !== 'ImportSpec' || count++ >= MOST_IMPORTS) continue
        for (; at < spec.pos; at++) if (file.text.charCodeAt(at) === 10) line++
        found.push({ path: importPath(spec), file: name, line })
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
