// Gives other names to what a package declares for itself: variables, constants, functions, types, parameters, locals.
// Exported names, methods and fields stay, because other packages may say them.
import type { Entity } from '../../src/gosource/scope.ts'
import type { Random } from '../random.ts'
import type { Draft, Edit, GoPackage } from '../rewrite.ts'
import { freshName, packagesOf, walkFile, walkIdents, withEdits } from '../rewrite.ts'

const WORDS =
  'acc aux blk cfg chunk cur dat elem frag grp hdr itm key2 lst mem node opt part qty rec seg tmp unit val wrk'.split(
    ' ',
  )

/** Renames about nine of ten names that may be renamed; `undefined` where there are none. */
export function rename(draft: Draft, random: Random): Draft | undefined {
  const edits = new Map<string, Edit[]>()
  for (const pkg of packagesOf(draft)) {
    const fixed = fixedNames(draft, pkg)
    const taken = new Set(pkg.names)
    const made = new Map<Entity, string>()
    const nameOf = (entity: Entity): string | undefined => {
      const known = made.get(entity)
      if (known !== undefined) return known
      if (fixed.has(entity.name) || !renamable(entity)) return undefined
      const name = random.chance(0.9) ? freshName(taken, random.pick(WORDS) ?? 'v') : entity.name
      taken.add(name)
      // The declarations of one name under several build tags are renamed together.
      const first = entity.global ? (pkg.scope.names.get(entity.name) ?? entity) : entity
      for (const one of [entity, first, ...first.also]) made.set(one, name)
      return name
    }
    for (const file of pkg.files) {
      const list: Edit[] = []
      walkIdents(file, ({ entity, pos, end, name }) => {
        const to = entity === undefined ? undefined : nameOf(entity)
        if (to !== undefined && to !== name) list.push({ pos, end, text: to })
      })
      if (list.length > 0) edits.set(file.name, list)
    }
  }
  return edits.size === 0 ? undefined : withEdits(draft, edits)
}

function renamable({ kind, name, global, decl }: Entity): boolean {
  if (kind === 'package' || kind === 'builtin' || name === '_' || name === 'init' || name === 'main') return false
  if (kind === 'type' && !global) return false
  if (decl?.kind === 'FuncDecl' && decl.receiver !== undefined) return false
  return !(global && /^\p{Lu}/u.test(name))
}

/** Names that something outside of the syntax tree may mean, or that the tree does not tell apart. */
function fixedNames(draft: Draft, pkg: GoPackage): ReadonlySet<string> {
  const fixed = new Set<string>()
  for (const file of pkg.files) {
    const known = new Set<unknown>()
    walkFile(file, (node) => {
      if (node.kind === 'SelectorExpr') known.add(node.sel)
      if (node.kind === 'LabeledStmt' || node.kind === 'BranchStmt') known.add(node.label)
      // The names of fields, of an interface's methods, and of a function type's parameters are never said alone.
      if (node.kind === 'Field') for (const ident of node.names) if (ident.entity === undefined) known.add(ident)
      if (node.kind === 'StructType') {
        for (const { names, type } of node.fields) {
          // An embedded type's name is a field's name too.
          if (names.length === 0 && type !== undefined)
            for (const word of wordsIn(file.text, type.pos, type.end)) fixed.add(word)
        }
      }
      // A key may be a field's name or a variable.
      if (node.kind === 'KeyValueExpr' && node.key.kind === 'Ident') fixed.add(node.key.name)
      if (node.kind === 'Ident' && node.entity === undefined && !known.has(node)) fixed.add(node.name)
    })
    for (const line of file.text.split('\n'))
      if (line.startsWith('//go:') || line.startsWith('//export'))
        for (const word of line.match(/\w+/g) ?? []) fixed.add(word)
  }
  for (const [name, text] of draft.files)
    if (name.endsWith('.s')) for (const word of text.match(/\w+/g) ?? []) fixed.add(word)
  return fixed
}

function wordsIn(text: string, pos: number, end: number): readonly string[] {
  return text.slice(pos, end).match(/\w+/g) ?? []
}
