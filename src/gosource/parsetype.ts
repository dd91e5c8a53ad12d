// Types, signatures and the lists of fields, parameters and type parameters (https://go.dev/ref/spec#Types).
// Over 400 lines: which of the three a parenthesis or bracket begins is known only when it is read.
import type { BasicLit, Expr, Field, FuncType, Ident, InterfaceType, StructType } from './ast.ts'
import type { Parser } from './parser.ts'
import { parseBinary, parseExpr } from './parseexpr.ts'

const NONE: readonly never[] = []

/** A type, which must be there. */
export function parseType(p: Parser): Expr {
  const type = tryType(p)
  if (type !== undefined) return type
  const { pos } = p
  p.error('a type is expected')
  skipToTypeEnd(p)
  return { kind: 'BadExpr', pos, end: p.pos }
}

/** A type, or `undefined` where none begins. */
export function tryType(p: Parser): Expr | undefined {
  p.enter()
  const type = typeAt(p)
  p.leave()
  return type
}

function typeAt(p: Parser): Expr | undefined {
  const { pos } = p
  switch (p.token) {
    case 'ident':
      return typeName(p, undefined)
    case '[': {
      p.next()
      return arrayBehind(p, pos)
    }
    case 'struct':
      return structType(p)
    case '*': {
      p.next()
      const x = parseType(p)
      return { kind: 'StarExpr', pos, end: x.end, x }
    }
    case 'func': {
      p.next()
      return signature(p, pos)
    }
    case 'interface':
      return interfaceType(p)
    case 'map': {
      p.next()
      p.expect('[')
      const key = parseType(p)
      p.expect(']')
      const value = parseType(p)
      return { kind: 'MapType', pos, end: value.end, key, value }
    }
    case 'chan':
    case '<-':
      return chanType(p)
    case '(': {
      p.next()
      const x = parseType(p)
      p.expect(')')
      return { kind: 'ParenExpr', pos, end: p.last, x }
    }
    default:
      return undefined
  }
}

function skipToTypeEnd(p: Parser): void {
  if (p.at('EOF') || p.at(';') || p.at(')') || p.at('}') || p.at(']')) return
  if (p.at(',') || p.at(':') || p.at('=') || p.at('{')) return
  p.next()
}

/** `T`, `pkg.T`, `T[A, B]`; `first` is its name where that was read already. */
function typeName(p: Parser, first: Ident | undefined): Expr {
  let type: Expr = first ?? p.ident()
  if (p.at('.')) {
    p.next()
    const sel = p.selector()
    type = { kind: 'SelectorExpr', pos: type.pos, end: sel.end, x: type, sel }
  }
  return p.at('[') ? typeInstance(p, type) : type
}

function typeInstance(p: Parser, x: Expr): Expr {
  p.expect('[')
  p.exprLevel++
  const indices: Expr[] = []
  while (!p.at(']') && !p.at('EOF')) {
    indices.push(parseType(p))
    if (!p.atComma('type arguments', ']')) break
    p.accept(',')
  }
  p.exprLevel--
  if (indices.length === 0) p.error('a type argument is expected')
  p.expect(']')
  return { kind: 'IndexExpr', pos: x.pos, end: p.last, x, indices }
}

/** `[]T`, `[n]T`, `[...]T`: behind the bracket at `pos`, its length perhaps read already. */
function arrayBehind(p: Parser, pos: number, read?: Expr): Expr {
  let length = read
  if (length === undefined && !p.at(']')) {
    p.exprLevel++
    // A comma is an error of its own, but the type behind the bracket is still one.
    if (p.at('...')) {
      const at = p.pos
      p.next()
      length = { kind: 'Ellipsis', pos: at, end: p.last, elem: undefined }
    } else length = parseExpr(p)
    p.exprLevel--
  }
  if (p.at(',')) {
    p.error('a comma in an array type')
    p.next()
  }
  p.expect(']')
  const elem = parseType(p)
  return { kind: 'ArrayType', pos, end: elem.end, length, elem }
}

function chanType(p: Parser): Expr {
  const { pos } = p
  let direction: 'both' | 'send' | 'receive' = 'both'
  let arrow: number | undefined
  if (p.accept('<-')) {
    direction = 'receive'
    arrow = pos
    p.expect('chan')
  } else {
    p.next()
    if (p.at('<-')) {
      direction = 'send'
      arrow = p.pos
      p.next()
    }
  }
  const value = parseType(p)
  return { kind: 'ChanType', pos, end: value.end, direction, arrow, value }
}

function structType(p: Parser): StructType {
  const { pos } = p
  p.next()
  p.expect('{')
  const from = p.fields.top
  while (p.at('ident') || p.at('*') || p.at('(')) p.fields.add(structField(p))
  p.expect('}')
  return { kind: 'StructType', pos, end: p.last, fields: p.fields.cut(from) }
}

function structField(p: Parser): Field {
  const { pos } = p
  let names: readonly Ident[] = NONE
  let type: Expr
  if (p.at('ident')) {
    const name = p.ident()
    if (p.at('.') || p.at('string') || p.at(';') || p.at('}')) {
      // An embedded type.
      type = typeName(p, name)
    } else {
      const all = [name]
      while (p.accept(',')) all.push(p.ident())
      names = all
      if (names.length === 1 && p.at('[')) {
        const [array, instance] = arrayOrInstance(p, name)
        type = array ?? instance ?? name
        if (array === undefined) names = NONE
      } else type = parseType(p)
    }
  } else if (p.at('*')) {
    p.next()
    // Parentheses around an embedded type are an error that is told, and read over.
    if (p.at('(')) type = parenthesised(p)
    else type = typeName(p, undefined)
    type = { kind: 'StarExpr', pos, end: type.end, x: type }
  } else type = parenthesised(p)
  const tag = fieldTag(p)
  p.expectSemi('a field')
  return { kind: 'Field', pos, end: tag?.end ?? type.end, names, type, tag }
}

function parenthesised(p: Parser): Expr {
  p.error('an embedded type has no parentheses')
  p.next()
  const star = p.at('*') ? p.pos : undefined
  if (star !== undefined) p.next()
  const type = typeName(p, undefined)
  p.expect(')')
  return star === undefined ? type : { kind: 'StarExpr', pos: star, end: type.end, x: type }
}

function fieldTag(p: Parser): BasicLit | undefined {
  if (!p.at('string')) return undefined
  const { pos } = p
  const text = p.lexer.literal
  p.next()
  return { kind: 'BasicLit', pos, end: p.last, token: 'string', text }
}

/** Behind a name at `[`: `name [n]T` (an array type, given first), or `Name[T]` (an instance, given second). */
function arrayOrInstance(p: Parser, name: Ident): readonly [Expr | undefined, Expr | undefined] {
  const bracket = p.pos
  p.next()
  if (p.at(']')) {
    p.next()
    const elem = parseType(p)
    return [{ kind: 'ArrayType', pos: bracket, end: elem.end, length: undefined, elem }, undefined]
  }
  const args: Expr[] = []
  let comma = false
  p.exprLevel++
  while (!p.at(']') && !p.at('EOF')) {
    args.push(p.at('...') ? ellipsisLength(p) : parseExpr(p))
    if (!p.atComma('type arguments', ']')) break
    comma = true
    p.accept(',')
  }
  p.exprLevel--
  const close = p.expect(']')
  const [only] = args
  if (args.length === 1 && !comma && only !== undefined) {
    const elem = tryType(p)
    if (elem !== undefined) {
      return [{ kind: 'ArrayType', pos: bracket, end: elem.end, length: only, elem }, undefined]
    }
  }
  return [undefined, { kind: 'IndexExpr', pos: name.pos, end: close + 1, x: name, indices: args }]
}

function ellipsisLength(p: Parser): Expr {
  const { pos } = p
  p.next()
  return { kind: 'Ellipsis', pos, end: p.last, elem: undefined }
}

function interfaceType(p: Parser): InterfaceType {
  const { pos } = p
  p.next()
  p.expect('{')
  const from = p.fields.top
  for (;;) {
    if (p.at('ident')) p.fields.add(methodOrElement(p))
    else if (p.at('~') || startsElement(p)) {
      const at = p.pos
      const type = element(p, undefined)
      p.fields.add({ kind: 'Field', pos: at, end: type.end, names: NONE, type, tag: undefined })
      p.expectSemi('an interface element')
    } else break
  }
  p.expect('}')
  return { kind: 'InterfaceType', pos, end: p.last, methods: p.fields.cut(from) }
}

function startsElement(p: Parser): boolean {
  return ['[', '*', 'func', 'struct', 'interface', 'map', 'chan', '<-', '('].includes(p.token)
}

function methodOrElement(p: Parser): Field {
  const { pos } = p
  const name = p.ident()
  if (p.at('(')) {
    const type = signature(p, p.pos)
    p.expectSemi('a method')
    return { kind: 'Field', pos, end: type.end, names: [name], type, tag: undefined }
  }
  // A method with type parameters is no Go today; it is read so that what is behind it is seen.
  const named = typeName(p, name)
  if (p.at('(') && named.kind === 'IndexExpr') {
    p.error('an interface method has no type parameters')
    const type = signature(p, p.pos)
    p.expectSemi('a method')
    return { kind: 'Field', pos, end: type.end, names: [name], type, tag: undefined }
  }
  const type = element(p, named)
  p.expectSemi('an interface element')
  return { kind: 'Field', pos, end: type.end, names: NONE, type, tag: undefined }
}

/** `~T | U`: the types that an interface holds. */
function element(p: Parser, first: Expr | undefined): Expr {
  let x = first ?? term(p)
  while (p.at('|')) {
    const opPos = p.pos
    p.next()
    const y = term(p)
    x = { kind: 'BinaryExpr', pos: x.pos, end: y.end, op: '|', opPos, x, y }
  }
  return x
}

function term(p: Parser): Expr {
  if (!p.at('~')) return parseType(p)
  const { pos } = p
  p.next()
  const x = parseType(p)
  return { kind: 'UnaryExpr', pos, end: x.end, op: '~', x }
}

/** Parameters and results; the type begins at `pos`, before the keyword where there is one. */
export function signature(p: Parser, pos: number, typeParams?: readonly Field[]): FuncType {
  const params = parameters(p)
  let results: readonly Field[] = NONE
  if (p.at('(')) results = parameters(p)
  else {
    const type = tryType(p)
    if (type !== undefined) {
      results = [{ kind: 'Field', pos: type.pos, end: type.end, names: NONE, type, tag: undefined }]
    }
  }
  return { kind: 'FuncType', pos, end: p.last, typeParams, params, results }
}

/** `(…)`: parameters, results or a receiver. */
export function parameters(p: Parser): readonly Field[] {
  p.expect('(')
  const fields = p.at(')') ? NONE : parameterList(p, ')', NONE)
  p.expect(')')
  return fields
}

/** `[…]` behind a function's or a type's name. */
export function typeParameters(p: Parser): readonly Field[] {
  p.expect('[')
  const fields = p.at(']') ? NONE : parameterList(p, ']', NONE)
  if (fields.length === 0) p.error('a type parameter list is empty')
  p.expect(']')
  return fields
}

/** One entry of a list of parameters, before it is known whether a lone name is a name or a type. */
export interface Entry {
  readonly name: Ident | undefined
  readonly type: Expr | undefined
}

/** Entries up to `close`, some of which were read already, made into fields. */
function parameterList(p: Parser, close: ')' | ']', read: readonly Entry[]): readonly Field[] {
  const entries = [...read]
  let more = read.length === 0 || p.accept(',')
  while (more && p.token !== close && !p.at('EOF')) {
    const before = p.pos
    entries.push(parameter(p, close === ']'))
    if (!p.atComma(close === ')' ? 'a parameter list' : 'a type parameter list', close)) break
    more = p.accept(',') || p.pos > before
  }
  const most = close === ')' ? entries.length - 1 : entries.length
  for (let i = 0; i < most; i++) {
    const type = entries[i]?.type
    if (type?.kind === 'Ellipsis') p.error('only the last parameter may be variadic', type.pos)
  }
  return grouped(p, entries, close === ']')
}

function parameter(p: Parser, typeParams: boolean): Entry {
  if (p.at('ident')) {
    const name = p.ident()
    if (p.at('[')) {
      const [array, instance] = arrayOrInstance(p, name)
      if (array !== undefined) return { name, type: typeParams ? element(p, array) : array }
      return { name: undefined, type: typeParams ? element(p, instance) : instance }
    }
    if (p.at('.')) {
      const type = typeName(p, name)
      return { name: undefined, type: typeParams ? element(p, type) : type }
    }
    if (p.at('...')) return { name, type: variadic(p) }
    if (typeParams && p.at('~')) return { name, type: element(p, undefined) }
    if (typeParams && p.at('|')) return { name: undefined, type: element(p, name) }
    const type = tryType(p)
    if (type === undefined) return { name, type: undefined }
    return { name, type: typeParams ? element(p, type) : type }
  }
  if (p.at('...')) return { name: undefined, type: variadic(p) }
  if (typeParams) return { name: undefined, type: element(p, undefined) }
  return { name: undefined, type: parseType(p) }
}

function variadic(p: Parser): Expr {
  const { pos } = p
  p.next()
  const elem = parseType(p)
  return { kind: 'Ellipsis', pos, end: elem.end, elem }
}

/**
 * Either all entries are types, or a lone name takes the type of the next entry that has one
 * (https://go.dev/ref/spec#Function_types).
 */
function grouped(p: Parser, entries: readonly Entry[], typeParams: boolean): readonly Field[] {
  const named = entries.some((e) => e.name !== undefined && e.type !== undefined)
  if (!named) {
    if (typeParams && entries.length > 0) p.error('a type parameter has a name and a constraint')
    return entries.map((e) => fieldOf(NONE, e.name ?? e.type))
  }
  const from = p.fields.top
  let names: Ident[] | undefined
  for (const entry of entries) {
    const name = entry.name ?? (entry.type?.kind === 'Ident' ? entry.type : undefined)
    if (entry.name === undefined) {
      p.error('named and unnamed parameters are mixed', entry.type?.pos)
      p.fields.add(fieldOf(names ?? NONE, entry.type))
      names = undefined
      continue
    }
    if (name !== undefined && names === undefined) names = [name]
    else if (name !== undefined) names?.push(name)
    if (entry.type === undefined) continue
    if (entry.type.kind === 'Ellipsis' && names !== undefined && names.length > 1) {
      p.error('only the last parameter may be variadic', names[0]?.pos)
    }
    p.fields.add(fieldOf(names ?? NONE, entry.type))
    names = undefined
  }
  if (names !== undefined) {
    p.error(typeParams ? 'a type parameter has no constraint' : 'a parameter has no type', names[0]?.pos)
    p.fields.add(fieldOf(names, undefined))
  }
  return p.fields.cut(from)
}

function fieldOf(names: readonly Ident[], type: Expr | undefined): Field {
  const pos = names[0]?.pos ?? type?.pos ?? 0
  return { kind: 'Field', pos, end: type?.end ?? names.at(-1)?.end ?? pos, names, type, tag: undefined }
}

/**
 * Behind `type Name [`: an array type, or type parameters (https://go.dev/ref/spec#Type_parameter_declarations). The
 * two can look alike for as long as an expression: `type T[P *C] …` may be an array of P times C.
 */
export function arrayOrTypeParameters(p: Parser): { readonly array: Expr } | { readonly typeParams: readonly Field[] } {
  const bracket = p.pos
  p.next()
  if (!p.at('ident')) return { array: arrayBehind(p, bracket) }
  const name = p.ident()
  let x: Expr = name
  if (!p.at('[')) {
    p.exprLevel++
    x = parseBinary(p, 1, x)
    p.exprLevel--
  }
  const entry = splitTypeParameter(x, p.at(','))
  if (entry === undefined || (entry.type === undefined && p.at(']'))) {
    return { array: arrayBehind(p, bracket, x) }
  }
  const first: Entry = entry.type === undefined ? nameThenType(p, name) : { ...entry, type: element(p, entry.type) }
  const fields = parameterList(p, ']', [first])
  p.expect(']')
  return { typeParams: fields }
}

/** The constraint behind a type parameter's name, where it was not read as a part of an expression. */
function nameThenType(p: Parser, name: Ident): Entry {
  if (p.at(',')) return { name, type: undefined }
  if (p.at('[')) {
    const [array, instance] = arrayOrInstance(p, name)
    if (array !== undefined) return { name, type: element(p, array) }
    return { name: undefined, type: element(p, instance) }
  }
  return { name, type: element(p, undefined) }
}

/** An expression read as `P *C`, `P (C)` or `P *C|Q`, where it can be a type parameter with its constraint. */
function splitTypeParameter(x: Expr, force: boolean): Entry | undefined {
  if (x.kind === 'Ident') return { name: x, type: undefined }
  if (x.kind === 'BinaryExpr' && x.op === '*' && x.x.kind === 'Ident' && (force || isTypeElement(x.y))) {
    return { name: x.x, type: { kind: 'StarExpr', pos: x.opPos, end: x.y.end, x: x.y } }
  }
  if (x.kind === 'BinaryExpr' && x.op === '|') {
    const left = splitTypeParameter(x.x, force || isTypeElement(x.y))
    if (left?.name !== undefined && left.type !== undefined) {
      return {
        name: left.name,
        type: { kind: 'BinaryExpr', pos: left.type.pos, end: x.end, op: '|', opPos: x.opPos, x: left.type, y: x.y },
      }
    }
  }
  if (x.kind === 'CallExpr' && x.fun.kind === 'Ident' && x.args.length === 1 && !x.spread) {
    const [arg] = x.args
    if (arg !== undefined && (force || isTypeElement(arg))) {
      return { name: x.fun, type: { kind: 'ParenExpr', pos: x.lparen, end: x.end, x: arg } }
    }
  }
  return undefined
}

/** Whether an expression can only be a type. */
function isTypeElement(x: Expr): boolean {
  switch (x.kind) {
    case 'ArrayType':
    case 'StructType':
    case 'FuncType':
    case 'InterfaceType':
    case 'MapType':
    case 'ChanType':
      return true
    case 'BinaryExpr':
      return isTypeElement(x.x) || isTypeElement(x.y)
    case 'UnaryExpr':
      return x.op === '~'
    case 'ParenExpr':
      return isTypeElement(x.x)
    default:
      return false
  }
}
