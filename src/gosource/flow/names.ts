// What names of other packages mean, by imports and dot imports: an own entity, or the full name of another module's.
import type { Expr } from '../ast.ts'
import { dotImports, findPackage, importedPackage, type Modules, type Package } from '../package.ts'
import { importPath, type Entity, type SourceFile } from '../scope.ts'
import type { CallCatalogue } from './catalogue.ts'

/** Finds what names mean; keeps what it found. */
export interface Names {
  /** What a selector on a package's name means: an own entity, or the name of another package's. */
  readonly member: (x: Extract<Expr, { kind: 'SelectorExpr' }>) => Entity | string | undefined
  /** What a name that nothing in its package declares means by a dot import: as `member` says it. */
  readonly dotImported: (name: string, file: SourceFile) => Entity | string | undefined
}

/** Makes a finder of names. */
export function createNames(modules: Modules, catalogue: CallCatalogue): Names {
  const packages = new Map<Entity, Package | string>()
  const dots = new Map<SourceFile, readonly string[]>()
  /** Names in full, each put together once: by them everything is looked up in the catalogue. */
  const fullNames = new Map<string, Map<string, string>>()

  const fullName = (path: string, name: string): string => {
    let known = fullNames.get(path)
    if (known === undefined) fullNames.set(path, (known = new Map<string, string>()))
    let full = known.get(name)
    if (full === undefined) known.set(name, (full = `${path}.${name}`))
    return full
  }

  const packageOf = (entity: Entity): Package | string => {
    let found = packages.get(entity)
    if (found === undefined) {
      found =
        importedPackage(modules, entity) ?? (entity.decl?.kind === 'ImportSpec' ? importPath(entity.decl) : entity.name)
      packages.set(entity, found)
    }
    return found
  }

  return {
    member(x) {
      if (x.x.kind !== 'Ident' || x.x.entity?.kind !== 'package') return undefined
      const found = packageOf(x.x.entity)
      if (typeof found === 'string') return fullName(found, x.sel.name)
      return found.scope.names.get(x.sel.name)
    },
    dotImported(name, file) {
      let paths = dots.get(file)
      if (paths === undefined) dots.set(file, (paths = dotImports(file)))
      for (const path of paths) {
        const own = findPackage(modules, modules.main, path)
        if (own === undefined) {
          const full = `${path}.${name}`
          const { call, type, variable } = catalogue
          if (call(full) !== undefined || type(full) !== undefined || variable(full) !== undefined) return full
        } else if (own.scope.names.has(name)) return own.scope.names.get(name)
      }
      return undefined
    },
  }
}
