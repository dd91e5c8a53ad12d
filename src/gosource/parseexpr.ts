// Expressions (https://go.dev/ref/spec#Expressions). A type is read as an expression wherever one may stand: which of
// the two a name is, the grammar does not say.
import type { BasicLit, ChanType, Expr } from './ast.ts'
import type { Parser } from './parser.ts'
import { parseBlock } from './parsestmt.ts'
import { parseType, signature, tryType } from './parsetype.ts'
import { precedence, type BinaryOperator } from './token.ts'

/** An expression. */
export function parseExpr(p: Parser): Expr {
  return parseBinary(p, 1, undefined)
}

/** Expressions with commas between them. */
export function parseExprList(p: Parser): readonly Expr[] {
  const first = parseExpr(p)
  if (!p.at(',')) return [first]
  const from = p.exprs.top
  p.exprs.add(first)
  while (p.accept(',')) p.exprs.add(parseExpr(p))
  return p.exprs.cut(from)
}

/** A binary expression whose operators bind at least as strongly as `least`; its first operand may be read already. */
export function parseBinary(p: Parser, least: number, first: Expr | undefined): Expr {
  p.enter()
  let x = first === undefined ? parseUnary(p) : primaryBehind(p, first)
  for (;;) {
    const binds = precedence(p.token)
    if (binds < least) break
    const op = p.token as BinaryOperator // precedence is 0 for all else
    const opPos = p.pos
    p.next()
    const y = parseBinary(p, binds + 1, undefined)
    x = { kind: 'BinaryExpr', pos: x.pos, end: y.end, op, opPos, x, y }
  }
  p.leave()
  return x
}

function parseUnary(p: Parser): Expr {
  const { pos, token } = p
  switch (token) {
    case '+':
    case '-':
    case '!':
    case '^':
    case '&':
    case '~': {
      p.next()
      const x = nested(p, parseUnary)
      return { kind: 'UnaryExpr', pos, end: x.end, op: token, x }
    }
    case '<-':
      return receive(p)
    case '*': {
      p.next()
      const x = nested(p, parseUnary)
      return { kind: 'StarExpr', pos, end: x.end, x }
    }
    default:
      return primaryBehind(p, operand(p))
  }
}

function nested(p: Parser, parse: (p: Parser) => Expr): Expr {
  p.enter()
  const x = parse(p)
  p.leave()
  return x
}

/** `<-x`, or the type `<-chan T`: which it is, is known when the operand is. */
function receive(p: Parser): Expr {
  const { pos } = p
  p.next()
  const x = nested(p, parseUnary)
  if (x.kind !== 'ChanType') return { kind: 'UnaryExpr', pos, end: x.end, op: '<-', x }
  return receiving(p, x, pos)
}

/** `<-(chan T)` is `(<-chan T)`; in `<-(chan<- chan T)` the second arrow goes over to the next channel inwards. */
function receiving(p: Parser, x: ChanType, pos: number): ChanType {
  if (x.direction === 'both') return { ...x, pos, arrow: pos, direction: 'receive' }
  if (x.direction === 'receive') {
    p.error('a channel direction too many', pos)
    return { ...x, pos }
  }
  if (x.value.kind !== 'ChanType' || x.arrow === undefined) {
    p.error('chan is expected', x.value.pos)
    return { ...x, pos, arrow: pos, direction: 'receive' }
  }
  return { ...x, pos, arrow: pos, direction: 'receive', value: receiving(p, x.value, x.arrow) }
}

function operand(p: Parser): Expr {
  const { pos, token } = p
  switch (token) {
    case 'ident':
      return p.ident()
    case 'int':
    case 'float':
    case 'imag':
    case 'char':
    case 'string': {
      const text = p.lexer.literal
      p.next()
      return { kind: 'BasicLit', pos, end: p.last, token, text } satisfies BasicLit
    }
    case '(': {
      p.next()
      p.exprLevel++
      const x = parseExpr(p)
      p.exprLevel--
      p.expect(')')
      return { kind: 'ParenExpr', pos, end: p.last, x }
    }
    case 'func': {
      p.next()
      const type = signature(p, pos)
      if (!p.at('{')) return type
      p.exprLevel++
      const body = parseBlock(p)
      p.exprLevel--
      return { kind: 'FuncLit', pos, end: body.end, type, body }
    }
    default: {
      const type = tryType(p)
      if (type !== undefined) return type
      p.error('an operand is expected')
      skipOperand(p)
      return { kind: 'BadExpr', pos, end: p.pos }
    }
  }
}

/** Over the token that is no operand, unless it may end what is around. */
function skipOperand(p: Parser): void {
  const ends = [';', ')', ']', '}', ',', ':', '{', 'EOF', 'case', 'default', 'else']
  if (!ends.includes(p.token)) p.next()
}

/** Selectors, indices, calls, assertions and literals behind an operand. */
function primaryBehind(p: Parser, first: Expr): Expr {
  let x = first
  // Bounded by the source: every turn reads at least one token.
  for (;;) {
    switch (p.token) {
      case '.':
        x = selector(p, x)
        break
      case '[':
        x = index(p, x)
        break
      case '(':
        x = call(p, x)
        break
      case '{': {
        if (!mayBeLiteralType(p, x)) return x
        x = literalValue(p, x.pos, x)
        break
      }
      default:
        return x
    }
  }
}

function selector(p: Parser, x: Expr): Expr {
  p.next()
  if (p.at('ident')) {
    const sel = p.selector()
    return { kind: 'SelectorExpr', pos: x.pos, end: sel.end, x, sel }
  }
  if (p.at('(')) {
    p.next()
    let type: Expr | undefined
    if (p.at('type')) p.next()
    else type = tryType(p) ?? missingType(p)
    p.expect(')')
    return { kind: 'TypeAssertExpr', pos: x.pos, end: p.last, x, type }
  }
  const { pos } = p
  p.error('a selector or a type assertion is expected')
  // The name is missing, not the rest: what follows may belong to what is around.
  if (!p.at(')') && !p.at('}') && !p.at(';') && !p.at('EOF')) p.next()
  return {
    kind: 'SelectorExpr',
    pos: x.pos,
    end: pos,
    x,
    sel: { kind: 'Ident', pos, end: pos, name: '_', entity: undefined },
  }
}

function missingType(p: Parser): Expr {
  p.error('a type is expected')
  return { kind: 'BadExpr', pos: p.pos, end: p.pos }
}

/** `x[i]`, `x[i:j:k]`, `F[A, B]`. */
function index(p: Parser, x: Expr): Expr {
  p.next()
  if (p.at(']')) {
    // Read as an index without one, which is an error.
    p.error('an operand is expected')
    const { pos } = p
    p.next()
    return { kind: 'IndexExpr', pos: x.pos, end: p.last, x, indices: [{ kind: 'BadExpr', pos, end: pos }] }
  }
  p.exprLevel++
  let colons = 0
  let high: Expr | undefined
  let max: Expr | undefined
  let more: Expr[] | undefined
  const low = p.at(':') ? undefined : parseExpr(p)
  if (p.at(':')) {
    while (p.at(':') && colons < 2) {
      colons++
      p.next()
      if (p.at(':') || p.at(']') || p.at('EOF')) continue
      if (colons === 1) high = parseExpr(p)
      else max = parseExpr(p)
    }
  } else {
    while (p.accept(',')) {
      if (p.at(']')) break
      // With more than one they are type arguments.
      ;(more ??= []).push(parseType(p))
    }
  }
  p.exprLevel--
  const close = p.expect(']')
  if (colons === 0) {
    const indices = low === undefined ? [] : more === undefined ? [low] : [low, ...more]
    return { kind: 'IndexExpr', pos: x.pos, end: p.last, x, indices }
  }
  if (colons === 2 && high === undefined) p.error('the middle index of a slice is missing', close)
  if (colons === 2 && max === undefined) p.error('the last index of a slice is missing', close)
  return { kind: 'SliceExpr', pos: x.pos, end: p.last, x, low, high, max }
}

function call(p: Parser, fun: Expr): Expr {
  const lparen = p.pos
  p.next()
  p.exprLevel++
  const from = p.exprs.top
  let spread = false
  while (!p.at(')') && !p.at('EOF') && !spread) {
    p.exprs.add(parseExpr(p))
    spread = p.accept('...')
    if (!p.atComma('a list of arguments', ')')) break
    p.accept(',')
  }
  p.exprLevel--
  p.expect(')')
  return { kind: 'CallExpr', pos: fun.pos, end: p.last, fun, lparen, args: p.exprs.cut(from), spread }
}

/** Whether `{` behind an expression can begin a composite literal's value. */
function mayBeLiteralType(p: Parser, x: Expr): boolean {
  let t = x
  while (t.kind === 'ParenExpr') t = t.x
  switch (t.kind) {
    case 'BadExpr':
    case 'Ident':
    case 'SelectorExpr':
    case 'IndexExpr':
      if (p.exprLevel < 0) return false
      break
    case 'ArrayType':
    case 'StructType':
    case 'MapType':
      break
    default:
      return false
  }
  if (t !== x) p.error('a literal type has no parentheses', x.pos)
  return true
}

/** `{…}` of a composite literal. */
function literalValue(p: Parser, pos: number, type: Expr | undefined): Expr {
  p.enter()
  p.expect('{')
  p.exprLevel++
  const from = p.exprs.top
  while (!p.at('}') && !p.at('EOF')) {
    p.exprs.add(keyedElement(p))
    if (!p.atComma('a composite literal', '}')) break
    p.accept(',')
  }
  p.exprLevel--
  p.expect('}')
  p.leave()
  return { kind: 'CompositeLit', pos, end: p.last, type, elements: p.exprs.cut(from) }
}

function keyedElement(p: Parser): Expr {
  const key = element(p)
  if (!p.at(':')) return key
  p.next()
  const value = element(p)
  return { kind: 'KeyValueExpr', pos: key.pos, end: value.end, key, value }
}

function element(p: Parser): Expr {
  return p.at('{') ? literalValue(p, p.pos, undefined) : parseExpr(p)
}
