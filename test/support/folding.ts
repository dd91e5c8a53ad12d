// Folding for tests: modules of a few lines, and what the arguments of `sink` in them are folded to.
import { utf8 } from '../../src/base/bytes.ts'
import type { Expr } from '../../src/gosource/ast.ts'
import { createFolder, textOfValue } from '../../src/gosource/fold.ts'
import type { Value } from '../../src/gosource/foldvalue.ts'
import { readModule, type GoModule } from '../../src/gosource/package.ts'
import type { SourceFile } from '../../src/gosource/scope.ts'
import { walk } from '../../src/gosource/walk.ts'

/** A module of these files. */
export function moduleOf(
  files: Readonly<Record<string, string | Uint8Array>>,
  path: string = 'example.com/m',
): GoModule {
  const contents = new Map(
    Object.entries(files).map(([name, text]) => [name, typeof text === 'string' ? utf8(text) : text]),
  )
  return readModule(path, contents)
}

/** The arguments of all calls of `sink`, in the order of files and source. */
export function sinks(module: GoModule): { readonly file: SourceFile; readonly x: Expr }[] {
  const found: { readonly file: SourceFile; readonly x: Expr }[] = []
  for (const { scope } of module.packages) {
    for (const file of scope.files) {
      walk(file.decls, (node) => {
        const [x] = node.kind === 'CallExpr' && node.fun.kind === 'Ident' && node.fun.name === 'sink' ? node.args : []
        if (x !== undefined) found.push({ file, x })
        return undefined
      })
    }
  }
  return found
}

/** What a value is, in a word. */
export function told(value: Value | undefined): string {
  if (value === undefined) return 'nothing'
  if (value.kind === 'unknown') return `unknown: ${value.why}`
  return textOfValue(value) ?? ('value' in value ? String(value.value) : value.kind)
}

/** What the arguments of `sink` are folded to, each exactly. */
export function folded(
  files: Readonly<Record<string, string | Uint8Array>> | string,
  dependencies: readonly GoModule[] = [],
): string[] {
  const module = moduleOf(typeof files === 'string' ? { 'a.go': files } : files)
  const folder = createFolder({ main: module, dependencies })
  return sinks(module).map(({ file, x }) => told(folder.fold(file, x)))
}
