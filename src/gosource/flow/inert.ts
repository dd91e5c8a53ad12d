// Packages that cannot have an effect: neither they nor any package of the module that they are joined to by imports
// names what the catalogue gives one, or has a function that is written elsewhere. Nothing needs to be followed in them;
// of a large module they are most of it.
import { importPath, type SourceFile } from '../scope.ts'
import type { CallCatalogue } from './catalogue.ts'

/**
 * The folders, of these files of a module, whose packages may have an effect, are called by one that may, or call one.
 * Imports are taken to mean what they mean in a module of this path.
 */
export function actingFolders(
  path: string,
  folders: ReadonlyMap<string, readonly SourceFile[]>,
  catalogue: CallCatalogue,
): ReadonlySet<string> {
  const joined = new Groups()
  const acting = new Set<string>()
  const imports = new Map<string, ReadonlySet<string>>()
  for (const [folder, files] of folders) {
    joined.add(folder)
    imports.set(folder, importsOf(files))
  }
  for (const [folder, all] of imports) {
    for (const imported of all) {
      for (const own of [imported, `${path}/vendor/${imported}`]) {
        const other = own === path ? '' : own.startsWith(`${path}/`) ? own.slice(path.length + 1) : undefined
        if (other !== undefined && folders.has(other)) joined.join(folder, other)
      }
    }
  }
  // What comes from a package is used, perhaps, in another one that does not import it.
  const together = new Map<string, { readonly imports: Set<string>; readonly files: SourceFile[] }>()
  for (const [folder, files] of folders) {
    const root = joined.rootOf(folder)
    let group = together.get(root)
    if (group === undefined) together.set(root, (group = { imports: new Set(), files: [] }))
    for (const imported of imports.get(folder) ?? []) group.imports.add(imported)
    for (const file of files) group.files.push(file)
  }
  for (const [root, group] of together) if (mayAct(group, catalogue)) acting.add(root)
  return new Set([...folders.keys()].filter((folder) => acting.has(joined.rootOf(folder))))
}

function mayAct(
  group: { readonly imports: ReadonlySet<string>; readonly files: readonly SourceFile[] },
  catalogue: CallCatalogue,
): boolean {
  // In assembly, or in a package that a directive links it to.
  if (group.files.some(({ decls }) => decls.some((decl) => decl.kind === 'FuncDecl' && decl.body === undefined)))
    return true
  for (const imported of group.imports) {
    const names = catalogue.acting(imported)
    if (names === undefined) continue
    for (const { selected, decls } of group.files) {
      for (const name of names) if (selected.has(name)) return true
      // Names of a dot import have no dot in front of them.
      for (const decl of decls) {
        if (decl.kind !== 'GenDecl' || decl.token !== 'import') continue
        for (const spec of decl.specs) {
          if (spec.kind === 'ImportSpec' && spec.name?.name === '.' && importPath(spec) === imported) return true
        }
      }
    }
  }
  return false
}

function importsOf(files: readonly SourceFile[]): ReadonlySet<string> {
  const found = new Set<string>()
  for (const { decls } of files) {
    for (const decl of decls) {
      if (decl.kind !== 'GenDecl' || decl.token !== 'import') continue
      for (const spec of decl.specs) if (spec.kind === 'ImportSpec') found.add(importPath(spec))
    }
  }
  return found
}

/** Things that are joined, directly or by others. */
class Groups {
  readonly #above = new Map<string, string>()

  add(thing: string): void {
    this.#above.set(thing, thing)
  }

  rootOf(thing: string): string {
    let root = thing
    for (let next = this.#above.get(root); next !== undefined && next !== root; next = this.#above.get(root))
      root = next
    // The way is short the next time.
    for (let at = thing; at !== root;) {
      const next = this.#above.get(at) ?? root
      this.#above.set(at, root)
      at = next
    }
    return root
  }

  join(a: string, b: string): void {
    this.#above.set(this.rootOf(a), this.rootOf(b))
  }
}
