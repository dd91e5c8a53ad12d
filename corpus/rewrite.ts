// Changing the Go files of a case while the places that its label names are carried along: new files are put together of
// pieces of the old ones, so that every byte has exactly one way.
import { basename, dirname } from 'node:path'
import type { File, Ident, ImportSpec } from '../src/gosource/ast.ts'
import { parseFile } from '../src/gosource/parsedecl.ts'
import type { PackageScope, SourceFile } from '../src/gosource/scope.ts'
import { importPath, packageNameOf, resolvePackage } from '../src/gosource/scope.ts'
import type { Node } from '../src/gosource/walk.ts'
import { walk } from '../src/gosource/walk.ts'
import type { Random } from './random.ts'

/** A place that moves with the code around it. */
export interface Anchor {
  readonly file: string
  readonly offset: number
}

/** The files of a case between two mutations. */
export interface Draft {
  /** Each file's bytes, a byte a character. */
  readonly files: ReadonlyMap<string, string>
  readonly anchors: readonly Anchor[]
}

/** Part of a new file: bytes of an old one, or new text, which may stand in the place of old bytes. */
export type Piece =
  | { readonly kind: 'copy'; readonly file: string; readonly pos: number; readonly end: number }
  | { readonly kind: 'text'; readonly text: string; readonly replaces?: { file: string; pos: number; end: number } }

/** New text for some bytes of a file. */
export interface Edit {
  readonly pos: number
  readonly end: number
  readonly text: string
}

/** The Go files of one folder and package clause, resolved. */
export interface GoPackage {
  readonly folder: string
  readonly files: readonly SourceFile[]
  readonly scope: PackageScope
  /** Every identifier in it, whatever it means. */
  readonly names: ReadonlySet<string>
}

/** Parses and resolves the packages of a draft; throws where a file is no Go, which would be an error of the corpus. */
export function packagesOf(draft: Draft): readonly GoPackage[] {
  const groups = new Map<string, SourceFile[]>()
  for (const [name, text] of draft.files) {
    if (!name.endsWith('.go')) continue
    const file: File = parseFile(Buffer.from(text, 'latin1'))
    const [error] = file.errors
    if (error !== undefined) throw new Error(`${name}: byte ${error.pos}: ${error.message}`)
    const key = `${dirname(name)} ${file.package.name}`
    groups.set(key, [...(groups.get(key) ?? []), { ...file, name }])
  }
  return [...groups.values()].map((files) => {
    const folder = dirname(files[0]?.name ?? '.')
    const names = new Set<string>()
    const scope = resolvePackage(folder, files)
    for (const file of files) walkIdents(file, (ident) => names.add(ident.name))
    return { folder, files, scope, names }
  })
}

/** Every name of a file but those of its imports and package clause. */
export function walkIdents(file: File, visit: (ident: Ident) => void): void {
  walkFile(file, (node) => {
    if (node.kind === 'Ident') visit(node)
  })
}

/** Every node of a file but those of its imports. */
export function walkFile(file: File, visit: (node: Node) => boolean | undefined | void): void {
  walk(file.decls, (node) => (node.kind === 'ImportSpec' ? false : (visit(node) ?? true)))
}

/** The draft with some files made anew of pieces; a file with no pieces goes away. */
export function rewrite(draft: Draft, made: ReadonlyMap<string, readonly Piece[]>): Draft {
  const files = new Map(draft.files)
  const starts = new Map<Piece, { file: string; at: number }>()
  for (const [name, pieces] of made) {
    let text = ''
    for (const piece of pieces) {
      starts.set(piece, { file: name, at: text.length })
      text += piece.kind === 'text' ? piece.text : (draft.files.get(piece.file) ?? '').slice(piece.pos, piece.end)
    }
    if (text === '') files.delete(name)
    else files.set(name, text)
  }
  const anchors = draft.anchors.map((anchor) => {
    if (!made.has(anchor.file)) return anchor
    for (const [piece, { file, at }] of starts) {
      const from = piece.kind === 'copy' ? piece : piece.replaces
      if (from === undefined || from.file !== anchor.file || anchor.offset < from.pos || anchor.offset >= from.end)
        continue
      return { file, offset: piece.kind === 'copy' ? at + anchor.offset - from.pos : at }
    }
    throw new Error(`${anchor.file}: byte ${anchor.offset} of a label was lost`)
  })
  return { files, anchors }
}

/** The pieces of a file after edits, which may not overlap. */
export function edited(file: string, text: string, edits: readonly Edit[]): Piece[] {
  const pieces: Piece[] = []
  let at = 0
  for (const { pos, end, text: own } of edits.toSorted((a, b) => a.pos - b.pos || a.end - b.end)) {
    if (pos < at) throw new Error(`${file}: two edits overlap at byte ${pos}`)
    if (pos > at) pieces.push({ kind: 'copy', file, pos: at, end: pos })
    pieces.push({ kind: 'text', text: own, replaces: { file, pos, end } })
    at = end
  }
  if (at < text.length) pieces.push({ kind: 'copy', file, pos: at, end: text.length })
  return pieces
}

/** The draft after edits of several files. */
export function withEdits(draft: Draft, edits: ReadonlyMap<string, readonly Edit[]>): Draft {
  const made = new Map<string, readonly Piece[]>()
  for (const [file, list] of edits) {
    if (list.length > 0) made.set(file, edited(file, draft.files.get(file) ?? '', list))
  }
  return rewrite(draft, made)
}

/** The imports of a file. */
export function importsOf(file: File): readonly ImportSpec[] {
  return file.decls.flatMap((decl) =>
    decl.kind === 'GenDecl' ? decl.specs.filter((spec) => spec.kind === 'ImportSpec') : [],
  )
}

/** The name by which a file knows a package, with the edit that imports it where it does not yet. */
export function importedAs(pkg: GoPackage, file: SourceFile, path: string): { name: string; edits: readonly Edit[] } {
  for (const spec of importsOf(file)) {
    const own = spec.name?.name
    if (importPath(spec) === path && own !== '_' && own !== '.') return { name: own ?? packageNameOf(path), edits: [] }
  }
  const plain = packageNameOf(path)
  // A name that anything else in the package has could be shadowed where it is needed.
  const taken = pkg.names.has(plain) && !isPackageName(pkg, plain)
  const name = taken ? freshName(pkg.names, `std${plain}`) : plain
  const at = file.package.end
  return { name, edits: [{ pos: at, end: at, text: `\n\nimport ${taken ? `${name} ` : ''}"${path}"` }] }
}

/** Removes the imports that nothing uses any more from files. */
export function pruneImports(draft: Draft, names: readonly string[]): Draft {
  const edits = new Map<string, Edit[]>()
  for (const pkg of packagesOf(draft)) {
    for (const file of pkg.files) {
      if (!names.includes(file.name)) continue
      const used = new Set<unknown>()
      walkIdents(file, (ident) => used.add(ident.entity?.decl))
      edits.set(file.name, unusedImports(file, used))
    }
  }
  return withEdits(draft, edits)
}

/** A name that nothing has, like `base`. */
export function freshName(taken: ReadonlySet<string>, base: string): string {
  if (!taken.has(base)) return base
  for (let i = 2; ; i++) if (!taken.has(`${base}${i}`)) return `${base}${i}`
}

/** A file name in a folder that is not taken. */
export function freshFile(
  taken: ReadonlySet<string>,
  folder: string,
  stems: readonly string[],
  ending: string,
  random: Random,
): string {
  for (let i = 0; ; i++) {
    const stem = random.pick(stems) ?? 'more'
    const name = `${folder === '.' ? '' : `${folder}/`}${stem}${i < 10 ? '' : i}${ending}.go`
    if (!taken.has(name)) return name
  }
}

/** The folder of the module that a file is in, and the path that its go.mod declares. */
export function moduleOf(draft: Draft, file: string): { folder: string; path: string } {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const text = draft.files.get(folder === '.' ? 'go.mod' : `${folder}/go.mod`)
    const path = /^module (\S+)$/m.exec(text ?? '')?.[1]
    if (path !== undefined) return { folder, path }
    if (folder === '.') throw new Error(`${basename(file)} is in no module`)
  }
}

function isPackageName(pkg: GoPackage, name: string): boolean {
  if (pkg.scope.names.has(name)) return false
  let only = true
  for (const file of pkg.files) {
    walkIdents(file, (ident) => {
      if (ident.name === name && ident.entity !== undefined && ident.entity.kind !== 'package') only = false
    })
  }
  return only
}

function unusedImports(file: SourceFile, used: ReadonlySet<unknown>): Edit[] {
  const edits: Edit[] = []
  for (const decl of file.decls) {
    if (decl.kind !== 'GenDecl' || decl.token !== 'import') continue
    const idle = decl.specs.filter(
      (spec) =>
        spec.kind === 'ImportSpec' &&
        spec.name?.name !== '_' &&
        spec.name?.name !== '.' &&
        importPath(spec) !== 'C' &&
        !used.has(spec),
    )
    const whole = idle.length === decl.specs.length
    for (const { pos, end } of whole ? [decl] : idle) {
      const stop = file.text.indexOf('\n', end)
      const start = file.text.lastIndexOf('\n', pos) + 1
      edits.push({ pos: start, end: stop < 0 ? end : stop + 1, text: '' })
    }
  }
  return edits
}
