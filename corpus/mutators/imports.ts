// Imports under other names, and dot imports.
import type { ImportSpec } from '../../src/gosource/ast.ts'
import type { SourceFile } from '../../src/gosource/scope.ts'
import { importPath } from '../../src/gosource/scope.ts'
import type { Random } from '../random.ts'
import type { Draft, Edit, GoPackage } from '../rewrite.ts'
import { freshName, importsOf, packagesOf, walkFile, withEdits } from '../rewrite.ts'

/** Packages that may be dot-imported, with everything that they export. */
const DOT: ReadonlyMap<string, readonly string[]> = new Map([
  ['os/exec', 'Cmd Command CommandContext ErrDot ErrNotFound ErrWaitDelay Error ExitError LookPath'.split(' ')],
  [
    'encoding/hex',
    'AppendDecode AppendEncode Decode DecodeString DecodedLen Dump Dumper Encode EncodeToString EncodedLen ErrLength InvalidByteError NewDecoder NewEncoder'.split(
      ' ',
    ),
  ],
  [
    'encoding/base64',
    'CorruptInputError Encoding NewDecoder NewEncoder NewEncoding NoPadding RawStdEncoding RawURLEncoding StdEncoding StdPadding URLEncoding'.split(
      ' ',
    ),
  ],
])

const STEMS = ['x', 'p', 'lib', 'pkg', 'q', 'zz']

/** Gives most plain imports an alias or makes them dot imports; `undefined` where there are none. */
export function imports(draft: Draft, random: Random): Draft | undefined {
  const edits = new Map<string, Edit[]>()
  for (const pkg of packagesOf(draft)) {
    const taken = new Set(pkg.names)
    for (const file of pkg.files) {
      const list: Edit[] = []
      for (const spec of importsOf(file)) {
        const path = importPath(spec)
        if (spec.name !== undefined || path === 'C' || path === 'embed' || random.chance(0.2)) continue
        if (random.chance(0.4) && dotImportable(pkg, path)) list.push(...dotted(file, spec))
        else {
          const name = freshName(taken, `${random.pick(STEMS) ?? 'x'}${random.below(10)}__`)
          taken.add(name)
          list.push(...aliased(file, spec, name))
        }
      }
      if (list.length > 0) edits.set(file.name, list)
    }
  }
  return edits.size === 0 ? undefined : withEdits(draft, edits)
}

function aliased(file: SourceFile, spec: ImportSpec, name: string): Edit[] {
  const edits: Edit[] = [{ pos: spec.pos, end: spec.pos, text: `${name} ` }]
  walkFile(file, (node) => {
    if (node.kind === 'Ident' && node.entity?.decl === spec) edits.push({ pos: node.pos, end: node.end, text: name })
  })
  return edits
}

function dotted(file: SourceFile, spec: ImportSpec): Edit[] {
  const edits: Edit[] = [{ pos: spec.pos, end: spec.pos, text: '. ' }]
  walkFile(file, (node) => {
    if (node.kind !== 'SelectorExpr' || node.x.kind !== 'Ident' || node.x.entity?.decl !== spec) return
    edits.push({ pos: node.x.pos, end: node.sel.pos, text: '' })
  })
  return edits
}

/** What a dot import brings may be declared nowhere in the package, and a local of that name would hide it. */
function dotImportable(pkg: GoPackage, path: string): boolean {
  const names = DOT.get(path)
  if (names === undefined) return false
  const declared = new Set<string>(pkg.scope.names.keys())
  for (const file of pkg.files) {
    walkFile(file, (node) => {
      if (node.kind === 'Ident' && node.entity !== undefined) declared.add(node.entity.name)
    })
  }
  return !names.some((name) => declared.has(name))
}
