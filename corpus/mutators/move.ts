// Declarations at other places: in another order, in another file of the package, in another package of the module.
import { basename, dirname } from 'node:path'
import type { Decl, GenDecl, Ident } from '../../src/gosource/ast.ts'
import type { SourceFile } from '../../src/gosource/scope.ts'
import { importPath } from '../../src/gosource/scope.ts'
import { walk } from '../../src/gosource/walk.ts'
import type { Random } from '../random.ts'
import type { Draft, Edit, GoPackage, Piece } from '../rewrite.ts'
import {
  edited,
  freshFile,
  freshName,
  importedAs,
  importsOf,
  moduleOf,
  packagesOf,
  pruneImports,
  rewrite,
  walkFile,
} from '../rewrite.ts'

const FILES = ['misc', 'extra', 'support', 'detail', 'setup', 'shared', 'common', 'ops']
const PACKAGES = ['tables', 'defaults', 'meta', 'values', 'compat', 'layout']

/** A declaration with the comments before it, whole lines. */
interface Chunk {
  readonly decl: Decl
  readonly pos: number
  readonly end: number
}

/** Shuffles the declarations of each file; `undefined` where no file has two. */
export function reorder(draft: Draft, random: Random): Draft | undefined {
  const made = new Map<string, Piece[]>()
  for (const pkg of packagesOf(draft)) {
    for (const file of pkg.files) {
      const cut = chunksOf(file)
      if (cut === undefined || cut.chunks.length < 2) continue
      made.set(file.name, pieces(file, cut.header, random.shuffled(cut.chunks), cut.rest))
    }
  }
  return made.size === 0 ? undefined : rewrite(draft, made)
}

/** Moves some declarations of files into new files beside them; `undefined` where no file can be split. */
export function splitFiles(draft: Draft, random: Random): Draft | undefined {
  const made = new Map<string, Piece[]>()
  const names: string[] = []
  const taken = new Set(draft.files.keys())
  for (const pkg of packagesOf(draft)) {
    for (const file of pkg.files) {
      const cut = chunksOf(file)
      const movable = cut?.chunks.filter((chunk) => !file.text.slice(chunk.pos, chunk.end).includes('//go:')) ?? []
      if (cut === undefined || movable.length < 3 || hasSpecialImports(file)) continue
      const moved = random.shuffled(movable).slice(0, 1 + random.below(Math.min(4, movable.length - 1)))
      const [, ending = ''] = /(_(?:test|windows|linux|darwin|amd64))\.go$/.exec(file.name) ?? []
      const name = freshFile(taken, dirname(file.name), FILES, ending, random)
      taken.add(name)
      made.set(
        file.name,
        pieces(
          file,
          cut.header,
          cut.chunks.filter((chunk) => !moved.includes(chunk)),
          cut.rest,
        ),
      )
      made.set(name, [{ kind: 'text', text: headerFor(file) }, ...moved.map((chunk) => copy(file, chunk))])
      names.push(file.name, name)
    }
  }
  return names.length === 0 ? undefined : pruneImports(rewrite(draft, made), names)
}

/** Moves a few constants, variables and functions that need nothing of their package into an internal package. */
export function splitPackages(draft: Draft, random: Random): Draft | undefined {
  for (const pkg of random.shuffled(packagesOf(draft))) {
    const ready = pkg.files.flatMap((file) => (hasSpecialImports(file) ? [] : movableOf(draft, pkg, file)))
    const moved = random.shuffled(ready).slice(0, 3)
    if (moved.length > 0) return intoPackage(draft, pkg, moved, random)
  }
  return undefined
}

interface Movable {
  readonly file: SourceFile
  readonly chunk: Chunk
  readonly name: Ident
}

function intoPackage(draft: Draft, pkg: GoPackage, moved: readonly Movable[], random: Random): Draft {
  const module = moduleOf(draft, pkg.files[0]?.name ?? '')
  const [folder, name] = freePackage(draft, pkg, random)
  const below = module.folder === '.' ? folder : folder.slice(module.folder.length + 1)
  const target = `${folder}/${name}.go`
  const taken = new Set<string>()
  const exported = new Map<unknown, string>()
  for (const { name: ident } of moved) {
    const plain = ident.name.replaceAll('_', '')
    const public_ = freshName(taken, plain.charAt(0).toUpperCase() + plain.slice(1))
    taken.add(public_)
    exported.set(ident.entity, public_)
  }
  const made = new Map<string, Piece[]>()
  const body: Piece[] = []
  const imports = new Set<string>()
  for (const file of pkg.files) {
    const here = moved.filter((one) => one.file === file)
    const inside = (pos: number): boolean => here.some(({ chunk }) => pos >= chunk.pos && pos < chunk.end)
    const uses: Edit[] = []
    const own: Edit[] = []
    const local = importedAs(pkg, file, `${module.path}/${below}`)
    walkFile(file, (node) => {
      const to = node.kind === 'Ident' ? exported.get(node.entity) : undefined
      if (to === undefined) return
      if (inside(node.pos)) own.push({ pos: node.pos, end: node.end, text: to })
      else uses.push({ pos: node.pos, end: node.end, text: `${local.name}.${to}` })
    })
    if (here.length === 0 && uses.length === 0) continue
    const all = edited(file.name, file.text, [...uses, ...own, ...(uses.length > 0 ? local.edits : [])])
    const within = (piece: Piece): boolean => {
      const range = piece.kind === 'copy' ? piece : piece.replaces
      return range !== undefined && inside(range.pos) && (piece.kind === 'text' || range.pos < range.end)
    }
    const apart = all.flatMap((piece) => cutAt(piece, here))
    made.set(
      file.name,
      apart.filter((piece) => !within(piece)),
    )
    body.push(...apart.filter(within))
    if (here.length > 0) for (const spec of importsOf(file)) imports.add(file.text.slice(spec.pos, spec.end))
  }
  const lines = [...imports].map((text) => `\t${text}\n`).join('')
  const header = `// Package ${name} holds what the package above it is built from.\npackage ${name}\n${lines === '' ? '' : `\nimport (\n${lines})\n`}`
  made.set(target, [{ kind: 'text', text: header }, ...body])
  return pruneImports(rewrite(draft, made), [...made.keys()])
}

/** A piece in parts that lie inside or outside of what is moved. */
function cutAt(piece: Piece, moved: readonly Movable[]): Piece[] {
  if (piece.kind === 'text') return [piece]
  const at = moved.flatMap(({ chunk }) => [chunk.pos, chunk.end]).filter((n) => n > piece.pos && n < piece.end)
  const edges = [piece.pos, ...at.toSorted((a, b) => a - b), piece.end]
  return edges.slice(1).map((end, i) => ({ ...piece, pos: edges[i] ?? piece.pos, end }))
}

function freePackage(draft: Draft, pkg: GoPackage, random: Random): [folder: string, name: string] {
  const base = pkg.folder === '.' ? 'internal' : `${pkg.folder}/internal`
  for (const name of [...random.shuffled(PACKAGES), ...PACKAGES.map((word) => `${word}2`)]) {
    const folder = `${base}/${name}`
    if (!pkg.names.has(name) && ![...draft.files.keys()].some((file) => dirname(file) === folder)) return [folder, name]
  }
  throw new Error('no name is left for a package')
}

/** Declarations of one unexported name that mean nothing of their package, and that no directive is about. */
function movableOf(draft: Draft, pkg: GoPackage, file: SourceFile): Movable[] {
  const cut = chunksOf(file)
  if (cut === undefined || file.name.endsWith('_test.go') || file.package.name === 'main') return []
  const found: Movable[] = []
  for (const chunk of cut.chunks) {
    const name = declaredName(chunk.decl)
    const { entity } = name ?? {}
    if (name === undefined || entity === undefined || /^(?:_$|init$|main$|\p{Lu})/u.test(name.name)) continue
    if (
      file.text.slice(chunk.pos, chunk.end).includes('//go:') ||
      pkg.scope.names.get(name.name) !== entity ||
      entity.also.length > 0
    )
      continue
    let free = true
    walk([chunk.decl], (node) => {
      if (
        node.kind === 'Ident' &&
        node.entity?.global === true &&
        node.entity !== entity &&
        node.entity.kind !== 'builtin'
      )
        free = false
      // Another package could not say the fields of a struct without a name.
      if (node.kind === 'StructType') free = false
      return true
    })
    // A local that has the name of the new package's parent would hide nothing: only uses count, and they are resolved.
    if (free && ![...draft.files].some(([other, text]) => other.endsWith('.s') && text.includes(name.name)))
      found.push({ file, chunk, name })
  }
  return found
}

function declaredName(decl: Decl): Ident | undefined {
  if (decl.kind === 'FuncDecl') return decl.receiver === undefined && decl.body !== undefined ? decl.name : undefined
  if (decl.kind !== 'GenDecl' || (decl.token !== 'const' && decl.token !== 'var') || decl.specs.length !== 1)
    return undefined
  const [spec] = decl.specs
  return spec?.kind === 'ValueSpec' && spec.names.length === 1 ? spec.names[0] : undefined
}

/** A file as its header, its declarations and what is behind them; `undefined` where two share a line. */
function chunksOf(file: SourceFile): { header: number; chunks: Chunk[]; rest: number } | undefined {
  const lineEnd = (at: number): number => {
    const stop = file.text.indexOf('\n', at)
    return stop < 0 ? file.text.length : stop + 1
  }
  const imports = file.decls.filter((decl): decl is GenDecl => decl.kind === 'GenDecl' && decl.token === 'import')
  const header = lineEnd(imports.at(-1)?.end ?? file.package.end)
  const chunks: Chunk[] = []
  let at = header
  for (const decl of file.decls) {
    if (decl.kind === 'GenDecl' && decl.token === 'import') continue
    if (decl.kind === 'BadDecl' || decl.pos < at) return undefined
    const end = lineEnd(decl.end)
    chunks.push({ decl, pos: at, end })
    at = end
  }
  return { header, chunks, rest: at }
}

function pieces(file: SourceFile, header: number, chunks: readonly Chunk[], rest: number): Piece[] {
  const { name, text } = file
  const all: Piece[] = [{ kind: 'copy', file: name, pos: 0, end: header }, ...chunks.map((chunk) => copy(file, chunk))]
  if (rest < text.length) all.push({ kind: 'copy', file: name, pos: rest, end: text.length })
  return all
}

function copy(file: SourceFile, { pos, end }: Chunk): Piece {
  return { kind: 'copy', file: file.name, pos, end }
}

/** Imports that a tool could not move: C, dots and directives' blanks. */
function hasSpecialImports(file: SourceFile): boolean {
  return importsOf(file).some((spec) => importPath(spec) === 'C' || spec.name?.name === '.')
}

/** The build constraint, package clause and imports of a file, for a part of it. */
function headerFor(file: SourceFile): string {
  const constraint = /^\/\/go:build .*$/m.exec(file.text.slice(0, file.package.pos))?.[0]
  const imports = importsOf(file).filter((spec) => spec.name?.name !== '_')
  const lines = imports.map((spec) => `\t${file.text.slice(spec.pos, spec.end)}\n`).join('')
  const block = lines === '' ? '' : `\nimport (\n${lines})\n`
  return `${constraint === undefined ? '' : `${constraint}\n\n`}package ${file.package.name}\n${block}`
}

/** Puts a build constraint that holds nearly everywhere onto files without one; `undefined` where there are none. */
export function buildTags(draft: Draft, random: Random): Draft | undefined {
  const made = new Map<string, Piece[]>()
  for (const [name, text] of draft.files) {
    if (!name.endsWith('.go') || text.includes('//go:build') || text.includes('import "C"')) continue
    if (basename(name) !== basename(name).toLowerCase() || random.chance(0.4)) continue
    const line = random.pick([
      '!purego',
      'linux || darwin || windows',
      'unix || windows',
      '!tinygo',
      '!appengine && !js',
    ])
    made.set(name, edited(name, text, [{ pos: 0, end: 0, text: `//go:build ${line ?? '!js'}\n\n` }]))
  }
  return made.size === 0 ? undefined : rewrite(draft, made)
}
