// Files and declarations (https://go.dev/ref/spec#Source_file_organization).
import { isUtf8 } from 'node:buffer'
import type { BadDecl, Decl, Field, File, FuncDecl, GenDecl, ImportSpec, Spec, TypeSpec, ValueSpec } from './ast.ts'
import { parseExprList } from './parseexpr.ts'
import { Parser, TooDeep } from './parser.ts'
import { stringValue } from './literal.ts'
import { parseBlock } from './parsestmt.ts'
import { arrayOrTypeParameters, parameters, parseType, signature, tryType, typeParameters } from './parsetype.ts'

/** How large a file may be that is read: 64 MiB. The caller marks a larger one as not understood. */
export const MAX_SOURCE_BYTES: number = 64 << 20

/**
 * Reads a Go file. Never throws for what is in it: where it is no Go the place is in `errors`, and everything else is in
 * the tree. Files that go/parser accepts have no errors, but for nesting deeper than 400 levels.
 */
export function parseFile(source: Uint8Array): File {
  // A byte a character: Go's offsets are bytes, and so are those of a string like this.
  const text = Buffer.from(source.buffer, source.byteOffset, source.byteLength).toString('latin1')
  const p = new Parser(text)
  checkEncoding(p, source, text)
  p.expect('package')
  const name = p.ident()
  p.expectSemi('the package clause')
  const decls: Decl[] = []
  let importsOver = false
  while (!p.at('EOF')) {
    if (p.at('import') && importsOver) p.error('imports stand before other declarations')
    if (!p.at('import')) importsOver = true
    decls.push(declaration(p))
  }
  return { text, package: name, decls, comments: p.lexer.comments, selected: p.selected, errors: p.errors }
}

function checkEncoding(p: Parser, bytes: Uint8Array, text: string): void {
  if (!isUtf8(bytes)) p.error('the file is not UTF-8', 0, 0)
  const nul = text.indexOf('\0')
  if (nul >= 0) p.error('a NUL character', nul, nul + 1)
  const mark = text.indexOf('\u00EF\u00BB\u00BF', 1)
  if (mark >= 0) p.error('a byte order mark inside the file', mark, mark + 3)
}

function declaration(p: Parser): Decl {
  const { pos, depth } = p
  try {
    switch (p.token) {
      case 'import':
      case 'const':
      case 'var':
      case 'type':
        return parseGenDecl(p)
      case 'func':
        return funcDecl(p)
      default:
        p.error('a declaration is expected')
        return skipDeclaration(p, pos)
    }
  } catch (error) {
    if (!(error instanceof TooDeep)) throw error
    p.depth = depth
    p.exprs.clear()
    p.stmts.clear()
    p.fields.clear()
    p.exprLevel = 0
    p.errors.length = Math.min(p.errors.length, 19)
    p.errors.push({ pos: p.pos, end: p.pos, message: 'nested too deeply to be read' })
    return skipDeclaration(p, pos)
  }
}

/** Over everything up to a keyword that begins a declaration at the beginning of a line. */
function skipDeclaration(p: Parser, pos: number): BadDecl {
  do p.next()
  while (!p.at('EOF') && !(startsDeclaration(p) && startsLine(p)))
  return { kind: 'BadDecl', pos, end: p.pos }
}

function startsDeclaration(p: Parser): boolean {
  return ['import', 'const', 'var', 'type', 'func'].includes(p.token)
}

function startsLine(p: Parser): boolean {
  return p.pos === 0 || p.lexer.text.charCodeAt(p.pos - 1) === 10
}

/** `import`, `const`, `var` or `type`. */
export function parseGenDecl(p: Parser): GenDecl {
  const { pos } = p
  const { token } = p
  if (token !== 'import' && token !== 'const' && token !== 'var' && token !== 'type') {
    return { kind: 'GenDecl', pos, end: pos, token: 'type', specs: [] }
  }
  p.next()
  const specs: Spec[] = []
  let end: number
  if (p.accept('(')) {
    for (let iota = 0; !p.at(')') && !p.at('EOF'); iota++) {
      const before = p.pos
      specs.push(spec(p, token, iota))
      if (p.pos === before) {
        p.error('a line of the declaration is expected')
        p.next()
      }
    }
    p.expect(')')
    end = p.last
    p.expectSemi('a declaration')
  } else {
    const one = spec(p, token, 0)
    specs.push(one)
    ;({ end } = one)
  }
  return { kind: 'GenDecl', pos, end, token, specs }
}

function spec(p: Parser, token: GenDecl['token'], iota: number): Spec {
  switch (token) {
    case 'import':
      return importSpec(p)
    case 'type':
      return typeSpec(p)
    case 'const':
    case 'var':
      return valueSpec(p, token, iota)
  }
}

function importSpec(p: Parser): ImportSpec {
  const { pos } = p
  let name: ImportSpec['name']
  if (p.at('ident')) name = p.ident()
  else if (p.at('.')) {
    name = { kind: 'Ident', pos, end: pos + 1, name: '.', entity: undefined }
    p.next()
  }
  const at = p.pos
  const text = p.at('string') ? p.lexer.literal : ''
  if (p.at('string')) p.next()
  else p.error('an import path is expected')
  const end = text === '' ? at : p.last
  p.expectSemi('an import')
  return {
    kind: 'ImportSpec',
    pos,
    end,
    name,
    path: { kind: 'BasicLit', pos: at, end, token: 'string', text },
    value: stringValue(text) ?? '',
  }
}

function valueSpec(p: Parser, token: 'const' | 'var', iota: number): ValueSpec {
  const { pos } = p
  const names = [p.ident()]
  while (p.accept(',')) names.push(p.ident())
  const type = tryType(p)
  const values = p.accept('=') ? parseExprList(p) : []
  if (token === 'var' && type === undefined && values.length === 0) p.error('a variable has a type or a value', pos)
  const end = values.at(-1)?.end ?? type?.end ?? names.at(-1)?.end ?? pos
  p.expectSemi(token === 'const' ? 'a constant' : 'a variable')
  return { kind: 'ValueSpec', pos, end, names, type, values, iota }
}

function typeSpec(p: Parser): TypeSpec {
  const name = p.ident()
  let typeParams: TypeSpec['typeParams']
  let type: TypeSpec['type'] | undefined
  let alias = false
  if (p.at('[')) {
    const read = arrayOrTypeParameters(p)
    if ('array' in read) type = read.array
    else ({ typeParams } = read)
  }
  if (type === undefined) {
    alias = p.accept('=')
    type = parseType(p)
  }
  p.expectSemi('a type')
  return { kind: 'TypeSpec', pos: name.pos, end: type.end, name, typeParams, alias, type }
}

function funcDecl(p: Parser): FuncDecl {
  const { pos } = p
  p.next()
  const receiver = p.at('(') ? parameters(p) : undefined
  const name = p.ident()
  let generic: readonly Field[] | undefined
  if (p.at('[')) {
    const at = p.pos
    generic = typeParameters(p)
    if (receiver !== undefined) p.error('a method has no type parameters', at)
  }
  const type = signature(p, pos, generic)
  const body = p.at('{') ? parseBlock(p) : undefined
  p.expectSemi('a function')
  return { kind: 'FuncDecl', pos, end: body?.end ?? type.end, receiver, name, type, body }
}
