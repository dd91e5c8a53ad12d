// Which exported names of imported packages a file uses: `yaml.Unmarshal` where `yaml` means the import and nothing
// nearer. https://go.dev/ref/spec#Qualified_identifiers
import type { File } from './ast.ts'
import { parseFile } from './parsedecl.ts'
import { resolvePackage, type SourceFile } from './scope.ts'
import { walk } from './walk.ts'

/** One name of an imported package, where it is used first. */
export interface ImportUse {
  /** The import path. */
  readonly path: string
  readonly symbol: string
  /** From 1. */
  readonly line: number
}

/** A file's uses of the packages that `wanted` names, by their paths; each name once, in the order of the source. */
export function importUses(
  name: string,
  bytes: Uint8Array,
  wanted: ReadonlyMap<string, string>,
): { readonly uses: readonly ImportUse[]; readonly whole: readonly string[] } {
  const file: SourceFile = { name, ...parseFile(bytes) }
  const { names, whole } = localNames(file, wanted)
  if (names.size === 0) return { uses: [], whole }
  resolvePackage('', [file])
  const uses = new Map<string, ImportUse>()
  const lineAt = lineFinder(file.text)
  walk(file.decls, (node) => {
    if (node.kind !== 'SelectorExpr' || node.x.kind !== 'Ident') return true
    const { entity } = node.x
    // A name that nothing in the file declares is the import's where its package is called otherwise than its path.
    if (entity !== undefined && entity.kind !== 'package') return true
    const path = names.get(node.x.name)
    const key = `${path ?? ''} ${node.sel.name}`
    if (path !== undefined && !uses.has(key)) {
      uses.set(key, { path, symbol: node.sel.name, line: lineAt(node.pos) })
    }
    return true
  })
  return { uses: [...uses.values()], whole }
}

/**
 * What a file calls the packages that `wanted` names by their paths (with the names of their package clauses): paths by local
 * names, and the paths of imports without a name of their own.
 */
export function localNames(
  file: File,
  wanted: ReadonlyMap<string, string>,
): { readonly names: ReadonlyMap<string, string>; readonly whole: readonly string[] } {
  // Another module's package name need not be the last element of its path: it is given, and put where it was left out.
  const names = new Map<string, string>()
  const whole: string[] = []
  for (const decl of file.decls) {
    if (decl.kind !== 'GenDecl' || decl.token !== 'import') continue
    for (const spec of decl.specs) {
      if (spec.kind !== 'ImportSpec') continue
      const clause = wanted.get(spec.value)
      if (clause === undefined) continue
      const local = spec.name?.name ?? clause
      if (local === '.' || local === '_') whole.push(spec.value)
      else names.set(local, spec.value)
    }
  }
  return { names, whole }
}

/** The line of a place, from 1; places may come in any order. */
export function lineFinder(text: string): (pos: number) => number {
  const ends: number[] = []
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) ends.push(end)
  return (pos) => {
    let low = 0
    let high = ends.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((ends[middle] ?? 0) < pos) low = middle + 1
      else high = middle
    }
    return low + 1
  }
}
