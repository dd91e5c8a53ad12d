// A module as packages: every .go file parsed, under every build tag, grouped by folder and package clause, with names
// resolved; and what an import path means in it (https://go.dev/ref/spec#Packages, https://go.dev/ref/mod).
import { compareBytes } from '../base/bytes.ts'
import { MAX_SOURCE_BYTES, parseFile } from './parsedecl.ts'
import {
  importPath,
  resolvePackage,
  unresolvedPackage,
  type Entity,
  type PackageScope,
  type SourceFile,
} from './scope.ts'

/** A package of a module: one package clause in one folder. */
export interface Package {
  /** How it is imported; packages that share a folder share it too. */
  readonly path: string
  /** The module it belongs to. */
  readonly module: GoModule
  readonly scope: PackageScope
  /** Whether its names are resolved: otherwise it is known by its files alone. */
  readonly resolved: boolean
  /** Whether it is a test package of its own: `package x_test`. */
  readonly test: boolean
}

/** The Go source of a module. */
export interface GoModule {
  readonly path: string
  /** Every file, .go or not, by its name in the module. */
  readonly contents: ReadonlyMap<string, Uint8Array>
  readonly packages: readonly Package[]
  /** What an import of a path in this module means. */
  readonly byPath: ReadonlyMap<string, Package>
  /** The package that a file is a part of. */
  readonly packageOf: ReadonlyMap<SourceFile, Package>
  /** Files that are too large to be read: they are not in any package. */
  readonly unread: readonly string[]
  /** What its imports were found to mean where it is looked at alone. */
  readonly imports: Map<string, Package | undefined>
}

/** Modules that see each other's packages: one that is looked at, and its dependencies. */
export interface Modules {
  readonly main: GoModule
  readonly dependencies: readonly GoModule[]
}

/**
 * Parses and resolves the Go files of a module. `contents` are its files by name, with slashes, from its root.
 * `wanted` says, of the parsed files by their folders, the folders whose names are needed; all of them without it.
 * Never throws for what is in them; a file over 64 MiB is in `unread`.
 */
export function readModule(
  path: string,
  contents: ReadonlyMap<string, Uint8Array>,
  wanted?: (folders: ReadonlyMap<string, readonly SourceFile[]>) => ReadonlySet<string>,
): GoModule {
  const groups = new Map<string, SourceFile[]>()
  const unread: string[] = []
  for (const name of [...contents.keys()].toSorted(compareBytes)) {
    const bytes = name.endsWith('.go') ? contents.get(name) : undefined
    if (bytes === undefined) continue
    if (bytes.length > MAX_SOURCE_BYTES) unread.push(name)
    else {
      const file: SourceFile = { name, ...parseFile(bytes) }
      // A name of a package has no slash, and a folder's name may hold anything else.
      const key = `${folderOf(name)}/${file.package.name}`
      const group = groups.get(key)
      if (group === undefined) groups.set(key, [file])
      else group.push(file)
    }
  }
  const packages: Package[] = []
  const byPath = new Map<string, Package>()
  const packageOf = new Map<SourceFile, Package>()
  const module: GoModule = { path, contents, packages, byPath, packageOf, unread, imports: new Map() }
  const needed = wanted?.(Map.groupBy([...groups.values()].flat(), ({ name }) => folderOf(name)))
  for (const files of groups.values()) {
    const folder = folderOf(files[0]?.name ?? '')
    const resolved = needed?.has(folder) ?? true
    const scope = resolved ? resolvePackage(folder, files) : unresolvedPackage(folder, files)
    const test = scope.name.endsWith('_test') && files.every((file) => file.name.endsWith('_test.go'))
    const made = { path: folder === '' ? path : `${path}/${folder}`, module, scope, resolved, test }
    packages.push(made)
    for (const file of files) packageOf.set(file, made)
  }
  enterImportable(packages, byPath)
  return module
}

/**
 * The package that an import names: of the importing module (its vendor folder first), or of a dependency, the one with
 * the longest path. `undefined` for the standard library and for what was not given.
 */
export function findPackage(modules: Modules, from: GoModule, path: string): Package | undefined {
  // Asked for at every use of an import's name.
  const alone = modules.dependencies.length === 0 && from === modules.main
  if (alone && from.imports.has(path)) return from.imports.get(path)
  const found = lookUp(modules, from, path)
  if (alone) from.imports.set(path, found)
  return found
}

function lookUp(modules: Modules, from: GoModule, path: string): Package | undefined {
  const own = from.byPath.get(`${from.path}/vendor/${path}`) ?? from.byPath.get(path)
  if (own !== undefined) return own
  let best: Package | undefined
  let length = -1
  for (const module of [modules.main, ...modules.dependencies]) {
    const found = module.byPath.get(path)
    if (found === undefined || module.path.length <= length) continue
    best = found
    ;({ length } = module.path)
  }
  return best
}

/** What a name imported by a file means; `undefined` where the entity is no import, or the package is not known. */
export function importedPackage(modules: Modules, entity: Entity): Package | undefined {
  if (entity.kind !== 'package' || entity.decl?.kind !== 'ImportSpec' || entity.file === undefined) return undefined
  const from = moduleOf(modules, entity.file)
  return from === undefined ? undefined : findPackage(modules, from, importPath(entity.decl))
}

/** The import paths whose names a file may use bare: `import . "path"`. */
export function dotImports(file: SourceFile): string[] {
  const found: string[] = []
  for (const decl of file.decls) {
    if (decl.kind !== 'GenDecl' || decl.token !== 'import') continue
    for (const spec of decl.specs) {
      if (spec.kind === 'ImportSpec' && spec.name?.name === '.') found.push(importPath(spec))
    }
  }
  return found
}

/** The package that a file is a part of. */
export function packageOfFile(modules: Modules, file: SourceFile): Package | undefined {
  return moduleOf(modules, file)?.packageOf.get(file)
}

/** A file's build constraint as written: the `//go:build` expression, or its `// +build` lines. */
export function buildConstraint(file: SourceFile): string | undefined {
  const old: string[] = []
  for (let i = 0; i + 1 < file.comments.length; i += 2) {
    const start = file.comments[i] ?? 0
    if (start > file.package.pos) break
    const comment = file.text.slice(start, file.comments[i + 1])
    if (comment.startsWith('//go:build ')) return comment.slice('//go:build '.length).trim()
    const line = /^\/\/\s*\+build\s+(.*)$/.exec(comment)?.[1]
    if (line !== undefined) old.push(line.trim())
  }
  return old.length === 0 ? undefined : old.join('\n')
}

function moduleOf(modules: Modules, file: SourceFile): GoModule | undefined {
  if (modules.main.packageOf.has(file)) return modules.main
  return modules.dependencies.find((module) => module.packageOf.has(file))
}

function folderOf(name: string): string {
  const slash = name.lastIndexOf('/')
  return slash < 0 ? '' : name.slice(0, slash)
}

/** Enters, of the packages that share a folder, the one that an import means: no test, and with the most files. */
function enterImportable(packages: readonly Package[], byPath: Map<string, Package>): void {
  for (const made of packages) {
    if (made.test) continue
    const other = byPath.get(made.path)
    // A generator beside a library is `package main` with few files, built under its own tag.
    if (other === undefined || weight(made) > weight(other)) byPath.set(made.path, made)
  }
}

function weight(made: Package): number {
  const { name, files } = made.scope
  return name === 'main' || name === 'documentation' ? 0 : files.length
}
