// Import paths of a Go file, and the file with other ones: only the strings of import declarations change, each at its own
// place, so that everything else stays byte for byte. https://go.dev/ref/spec#Import_declarations
import { parseFile } from './parsedecl.ts'
import { importPath } from './scope.ts'

/** Another import path; `name` is what the package is called where the import gives it no name. */
export interface RenamedImport {
  readonly path: string
  readonly name?: string | undefined
}

/**
 * The file with each import path replaced that `renamed` gives another one for, and how many there were; `undefined` where
 * none was, or where the file cannot be read as Go. `import "C"` is never asked about.
 */
export function renameImports(
  bytes: Uint8Array,
  renamed: (path: string) => RenamedImport | undefined,
): { readonly bytes: Uint8Array; readonly count: number } | undefined {
  const { text, decls, errors } = parseFile(bytes)
  if (errors.length > 0) return undefined
  let result = ''
  let at = 0
  let count = 0
  for (const decl of decls) {
    if (decl.kind !== 'GenDecl' || decl.token !== 'import') continue
    for (const spec of decl.specs) {
      if (spec.kind !== 'ImportSpec') continue
      const path = importPath(spec)
      const to = path === 'C' ? undefined : renamed(path)
      const { pos, text: literal } = spec.path
      if (to === undefined || !text.startsWith(literal, pos) || pos < at) continue
      const named = spec.name === undefined && to.name !== undefined
      // `import"path"` needs no space, a name does.
      const space = /\w/.test(text.charAt(pos - 1)) ? ' ' : ''
      result += `${text.slice(at, pos)}${named ? `${space}${to.name} ` : ''}"${to.path}"`
      at = pos + literal.length
      count++
    }
  }
  // The text has a byte a character.
  return count === 0 ? undefined : { bytes: Buffer.from(result + text.slice(at), 'latin1'), count }
}
