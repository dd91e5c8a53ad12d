// Declarations parsed when somebody asks for them, from where declarations.ts has found them. What is no Go, or nests too
// deeply, reads as empty.
import type { Expr, Field, FuncType } from '../ast.ts'
import { parseExprList } from '../parseexpr.ts'
import { Parser, TooDeep } from '../parser.ts'
import { arrayOrTypeParameters, parameters, parseType, signature, tryType, typeParameters } from '../parsetype.ts'
import type { Declared } from './declarations.ts'
import type { FuncHead, TypeDecl, VarSpec } from './program.ts'

/** A parser that stands at a place of a file. */
export function parserAt(text: string, pos: number): Parser {
  const p = new Parser(text)
  p.lexer.end = pos
  p.next()
  p.errors.length = 0
  return p
}

const NO_FUNC: FuncType = { kind: 'FuncType', pos: 0, end: 0, typeParams: undefined, params: [], results: [] }

/** A function's receiver, type and where its body begins; the declaration begins at `pos`. */
export function readHead(text: string, pos: number): FuncHead {
  return shallow({ receiver: undefined, type: NO_FUNC, body: -1 }, () => {
    const p = parserAt(text, pos)
    p.next()
    const fields = p.at('(') ? parameters(p) : undefined
    p.ident()
    const generic = p.at('[') ? typeParameters(p) : undefined
    const type = signature(p, pos, generic)
    const receiver = fields === undefined ? undefined : receiverOf(fields)
    return { receiver, type, body: p.at('{') ? p.pos : -1 }
  })
}

function receiverOf(fields: readonly Field[]): FuncHead['receiver'] {
  const [field] = fields
  let type = field?.type
  let pointer = false
  while (type?.kind === 'ParenExpr' || type?.kind === 'StarExpr') {
    if (type.kind === 'StarExpr') pointer = true
    type = type.x
  }
  const params = type?.kind === 'IndexExpr' ? type.indices.map((x) => (x.kind === 'Ident' ? x.name : '_')) : []
  return { name: field?.names[0], pointer, params }
}

/** A type's parameters and what it is; its name is at `pos`. */
export function readType(text: string, pos: number): ReturnType<TypeDecl['spec']> {
  const bad: Expr = { kind: 'BadExpr', pos, end: pos }
  return shallow({ params: [], type: bad, alias: false }, () => {
    const p = parserAt(text, pos)
    p.ident()
    return readTypeBehind(p)
  })
}

/** A type's parameters and what it is, behind its name. */
function readTypeBehind(p: Parser): ReturnType<TypeDecl['spec']> {
  let params: readonly Field[] = []
  if (p.at('[')) {
    const read = arrayOrTypeParameters(p)
    if ('array' in read) return { params, type: read.array, alias: false }
    params = read.typeParams
  }
  const alias = p.accept('=')
  return { params, type: parseType(p), alias }
}

/** A line of `var` or `const`; its first name is at `pos`. */
export function readValues(text: string, pos: number): ReturnType<VarSpec['read']> {
  return shallow({ type: undefined, values: [], names: [] }, () => {
    const p = parserAt(text, pos)
    const names = [p.ident()]
    while (p.accept(',')) names.push(p.ident())
    const type = tryType(p)
    const values = p.accept('=') ? parseExprList(p) : []
    return { type, values, names }
  })
}

/** The type before the brace of `name = T{…}`, where nothing behind it is called. */
export function readTable(text: string, { pos, end }: Declared): Expr | undefined {
  const source = text.slice(pos, end)
  if (source.includes('func') || /\((?!\))/.test(source)) return undefined
  return shallow(undefined, () => {
    const p = parserAt(text, pos)
    p.ident()
    if (!p.accept('=')) return undefined
    const from = p.pos
    const pointer = p.accept('&')
    const type = tryType(p)
    if (type === undefined || !p.at('{') || p.errors.length > 0) return undefined
    return pointer ? { kind: 'StarExpr', pos: from, end: type.end, x: type } : type
  })
}

function shallow<T>(otherwise: T, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof TooDeep) return otherwise
    throw error
  }
}
