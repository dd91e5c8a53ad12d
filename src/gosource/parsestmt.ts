// Statements (https://go.dev/ref/spec#Statements). Over 400 lines: they hold each other, and one function reads each.
import type { AssignStmt, BlockStmt, CaseClause, CommClause, Expr, Ident, IfStmt, Stmt } from './ast.ts'
import { parseGenDecl } from './parsedecl.ts'
import { parseExpr, parseExprList } from './parseexpr.ts'
import type { Parser } from './parser.ts'
import type { AssignOperator } from './token.ts'

/** `{…}`. */
export function parseBlock(p: Parser): BlockStmt {
  const { pos } = p
  p.enter()
  p.expect('{')
  // Inside, a literal may stand again, whatever is around.
  const level = p.exprLevel
  p.exprLevel = 0
  const stmts = statements(p)
  p.exprLevel = level
  p.expect('}')
  p.leave()
  return { kind: 'BlockStmt', pos, end: p.last, stmts }
}

function statements(p: Parser): readonly Stmt[] {
  const from = p.stmts.top
  while (!p.at('case') && !p.at('default') && !p.at('}') && !p.at('EOF')) {
    const before = p.pos
    p.stmts.add(statement(p))
    // Recovery must not stand still: an error that read nothing is read over.
    if (p.pos === before && !p.at('}') && !p.at('case') && !p.at('default')) p.next()
  }
  return p.stmts.cut(from)
}

function statement(p: Parser): Stmt {
  p.enter()
  const stmt = statementAt(p)
  p.leave()
  return stmt
}

function statementAt(p: Parser): Stmt {
  const { pos, token } = p
  switch (token) {
    case 'const':
    case 'var':
    case 'type': {
      const decl = parseGenDecl(p)
      return { kind: 'DeclStmt', pos, end: decl.end, decl }
    }
    case 'go':
    case 'defer':
      return goOrDefer(p, token)
    case 'return': {
      p.next()
      const results = p.at(';') || p.at('}') ? [] : parseExprList(p)
      const end = results.at(-1)?.end ?? pos + 'return'.length
      p.expectSemi('return')
      return { kind: 'ReturnStmt', pos, end, results }
    }
    case 'break':
    case 'continue':
    case 'goto':
    case 'fallthrough': {
      p.next()
      const label = token === 'goto' || (token !== 'fallthrough' && p.at('ident')) ? p.ident() : undefined
      const end = label?.end ?? pos + token.length
      p.expectSemi(token)
      return { kind: 'BranchStmt', pos, end, token, label }
    }
    case '{': {
      const block = parseBlock(p)
      p.expectSemi('a block')
      return block
    }
    case 'if':
      return ifStatement(p)
    case 'switch':
      return switchStatement(p)
    case 'select':
      return selectStatement(p)
    case 'for':
      return forStatement(p)
    case '}':
      return { kind: 'EmptyStmt', pos, end: pos }
    case ';': {
      p.next()
      return { kind: 'EmptyStmt', pos, end: p.last }
    }
    default:
      return simpleOrLabeled(p)
  }
}

/** Tokens that begin neither an expression nor a type end a statement badly: told, and read over to the line's end. */
function simpleOrLabeled(p: Parser): Stmt {
  const { pos } = p
  const errors = p.errors.length
  const stmt = simpleStatement(p, 'label')
  if (stmt.kind === 'LabeledStmt') return stmt
  if (p.at(';') || p.at('}') || p.at(')')) p.expectSemi('a statement')
  else {
    if (p.errors.length === errors) p.error('the end of the statement is expected')
    skipLine(p)
  }
  return stmt.kind === 'ExprStmt' && stmt.x.kind === 'BadExpr' ? { kind: 'BadStmt', pos, end: p.last } : stmt
}

/** Over the rest of a line that is no Go, brackets that it opens included. */
function skipLine(p: Parser): void {
  let open = 0
  for (;;) {
    const { token } = p
    if (token === 'EOF') return
    if (open === 0 && (token === '}' || token === 'case' || token === 'default')) return
    if (open === 0 && token === ';') return p.next()
    if (token === '{' || token === '(' || token === '[') open++
    if (token === '}' || token === ')' || token === ']') open = Math.max(0, open - 1)
    p.next()
  }
}

/** What a simple statement may be besides, where it stands. */
type Mode = 'plain' | 'label' | 'range'

const ASSIGNS: ReadonlySet<string> = new Set(':= = += -= *= /= %= &= |= ^= <<= >>= &^='.split(' '))

/** A range clause as it is read, before its loop. */
interface RangeClause {
  readonly kind: 'RangeClause'
  readonly left: readonly Expr[]
  readonly op: '=' | ':='
  readonly x: Expr
  readonly pos: number
  readonly end: number
}

function simpleStatement(p: Parser, mode: Exclude<Mode, 'range'>): Stmt
function simpleStatement(p: Parser, mode: 'range'): Stmt | RangeClause
function simpleStatement(p: Parser, mode: Mode): Stmt | RangeClause {
  const { pos } = p
  const left = parseExprList(p)
  const [x] = left
  if (x === undefined) return { kind: 'BadStmt', pos, end: p.pos }
  const { token } = p
  if (ASSIGNS.has(token)) return assignment(p, left, token as AssignOperator, mode) // the set holds no other
  if (left.length > 1) {
    p.error('an assignment is expected', x.pos)
    return { kind: 'ExprStmt', pos, end: x.end, x }
  }
  switch (token) {
    case ':':
      if (mode === 'label' && x.kind === 'Ident') return labeled(p, x)
      break
    case '<-': {
      p.next()
      const value = parseExpr(p)
      return { kind: 'SendStmt', pos, end: value.end, channel: x, value }
    }
    case '++':
    case '--': {
      p.next()
      return { kind: 'IncDecStmt', pos, end: p.last, x, op: token }
    }
    default:
  }
  return { kind: 'ExprStmt', pos: x.pos, end: x.end, x }
}

function assignment(p: Parser, left: readonly Expr[], op: AssignOperator, mode: Mode): AssignStmt | RangeClause {
  const pos = left[0]?.pos ?? p.pos
  p.next()
  if (mode === 'range' && p.at('range') && (op === ':=' || op === '=')) {
    p.next()
    const x = parseExpr(p)
    return { kind: 'RangeClause', left, op, x, pos, end: x.end }
  }
  const right = parseExprList(p)
  return { kind: 'AssignStmt', pos, end: right.at(-1)?.end ?? p.last, left, op, right }
}

function labeled(p: Parser, label: Ident): Stmt {
  const colon = p.pos
  p.next()
  if (p.at('}')) {
    // A label before the end of a block labels an empty statement.
    return {
      kind: 'LabeledStmt',
      pos: label.pos,
      end: p.pos,
      label,
      stmt: { kind: 'EmptyStmt', pos: colon + 1, end: colon + 1 },
    }
  }
  const stmt = statement(p)
  return { kind: 'LabeledStmt', pos: label.pos, end: stmt.end, label, stmt }
}

function goOrDefer(p: Parser, token: 'go' | 'defer'): Stmt {
  const { pos } = p
  p.next()
  const x = parseExpr(p)
  let call = x
  while (call.kind === 'ParenExpr') call = call.x
  if (x.kind !== 'CallExpr' && x.kind !== 'BadExpr') {
    p.error(
      call.kind === 'CallExpr'
        ? `the expression in ${token} has no parentheses`
        : `the expression in ${token} is a call`,
      x.pos,
    )
  }
  p.expectSemi(token)
  return token === 'go' ? { kind: 'GoStmt', pos, end: x.end, call: x } : { kind: 'DeferStmt', pos, end: x.end, call: x }
}

function ifStatement(p: Parser): Stmt {
  // An else-if chain may be long: it is read in a loop and put together from its end.
  const heads: {
    readonly pos: number
    readonly init: Stmt | undefined
    readonly cond: Expr
    readonly body: BlockStmt
  }[] = []
  let last: Stmt | undefined
  for (;;) {
    const { pos } = p
    p.next()
    const { init, cond } = ifHeader(p)
    heads.push({ pos, init, cond, body: parseBlock(p) })
    if (!p.accept('else')) {
      p.expectSemi('an if statement')
      break
    }
    if (p.at('if')) continue
    if (p.at('{')) {
      last = parseBlock(p)
      p.expectSemi('an if statement')
    } else p.error('if or a block is expected')
    break
  }
  for (const head of heads.toReversed()) {
    const end = last?.end ?? head.body.end
    last = { kind: 'IfStmt', ...head, else: last, end } satisfies IfStmt
  }
  return last ?? { kind: 'BadStmt', pos: p.pos, end: p.pos }
}

function ifHeader(p: Parser): { readonly init: Stmt | undefined; readonly cond: Expr } {
  const bad = (): Expr => ({ kind: 'BadExpr', pos: p.pos, end: p.pos })
  if (p.at('{')) {
    p.error('a condition is expected')
    return { init: undefined, cond: bad() }
  }
  const level = p.exprLevel
  p.exprLevel = -1
  let init: Stmt | undefined
  let condition: Stmt | undefined
  if (!p.at(';')) {
    if (p.at('var')) p.error('var is not allowed here')
    if (p.at('var')) p.next()
    init = simpleStatement(p, 'plain')
  }
  if (p.at('{')) {
    condition = init
    init = undefined
  } else {
    const line = p.at(';') && p.lexer.literal === '\n'
    p.expect(';')
    if (p.at('{')) p.error(line ? 'the brace stands on the line above' : 'a condition is expected')
    else condition = simpleStatement(p, 'plain')
  }
  p.exprLevel = level
  return { init, cond: asExpression(p, condition) ?? bad() }
}

function asExpression(p: Parser, stmt: Stmt | undefined): Expr | undefined {
  if (stmt === undefined || stmt.kind === 'BadStmt') return undefined
  if (stmt.kind === 'ExprStmt') return stmt.x
  p.error('an expression is expected, not a statement', stmt.pos)
  return { kind: 'BadExpr', pos: stmt.pos, end: stmt.end }
}

function switchStatement(p: Parser): Stmt {
  const { pos } = p
  p.next()
  let first: Stmt | undefined
  let second: Stmt | undefined
  if (!p.at('{')) {
    const level = p.exprLevel
    p.exprLevel = -1
    if (!p.at(';')) second = simpleStatement(p, 'plain')
    if (p.at(';')) {
      p.next()
      first = second
      second = undefined
      if (!p.at('{')) second = simpleStatement(p, 'plain')
    }
    p.exprLevel = level
  }
  const onType = second !== undefined && isTypeSwitch(second)
  p.expect('{')
  const body: CaseClause[] = []
  while (p.at('case') || p.at('default')) body.push(caseClause(p))
  p.expect('}')
  const end = p.last
  p.expectSemi('a switch statement')
  if (onType && second !== undefined) return { kind: 'TypeSwitchStmt', pos, end, init: first, assign: second, body }
  return { kind: 'SwitchStmt', pos, end, init: first, tag: asExpression(p, second), body }
}

function isTypeSwitch(stmt: Stmt): boolean {
  const isTypeOf = (x: Expr | undefined): boolean => x?.kind === 'TypeAssertExpr' && x.type === undefined
  if (stmt.kind === 'ExprStmt') return isTypeOf(stmt.x)
  return (
    stmt.kind === 'AssignStmt' &&
    stmt.op === ':=' &&
    stmt.left.length === 1 &&
    stmt.right.length === 1 &&
    isTypeOf(stmt.right[0])
  )
}

function caseClause(p: Parser): CaseClause {
  const { pos } = p
  let exprs: readonly Expr[] | undefined
  if (p.accept('case')) exprs = parseExprList(p)
  else p.expect('default')
  const colon = p.expect(':')
  const stmts = clauseBody(p)
  return { kind: 'CaseClause', pos, end: stmts.at(-1)?.end ?? colon + 1, exprs, stmts }
}

function clauseBody(p: Parser): readonly Stmt[] {
  const level = p.exprLevel
  p.exprLevel = 0
  const stmts = statements(p)
  p.exprLevel = level
  return stmts
}

function selectStatement(p: Parser): Stmt {
  const { pos } = p
  p.next()
  p.expect('{')
  const body: CommClause[] = []
  while (p.at('case') || p.at('default')) body.push(commClause(p))
  p.expect('}')
  const end = p.last
  p.expectSemi('a select statement')
  return { kind: 'SelectStmt', pos, end, body }
}

function commClause(p: Parser): CommClause {
  const { pos } = p
  let comm: Stmt | undefined
  if (p.accept('case')) comm = simpleStatement(p, 'plain')
  else p.expect('default')
  const colon = p.expect(':')
  const stmts = clauseBody(p)
  return { kind: 'CommClause', pos, end: stmts.at(-1)?.end ?? colon + 1, comm, stmts }
}

function forStatement(p: Parser): Stmt {
  const { pos } = p
  p.next()
  const level = p.exprLevel
  p.exprLevel = -1
  let init: Stmt | undefined
  let cond: Stmt | RangeClause | undefined
  let post: Stmt | undefined
  let range: RangeClause | undefined
  if (p.at('range')) {
    // `for range x`: without variables.
    const at = p.pos
    p.next()
    const x = parseExpr(p)
    range = { kind: 'RangeClause', left: [], op: '=', x, pos: at, end: x.end }
  } else if (!p.at('{')) {
    if (!p.at(';')) cond = simpleStatement(p, 'range')
    if (cond?.kind === 'RangeClause') {
      range = cond
      cond = undefined
    } else if (p.at(';')) {
      p.next()
      init = cond
      cond = undefined
      if (!p.at(';')) {
        if (p.at('{')) p.error('for has three parts, or one')
        else cond = simpleStatement(p, 'plain')
      }
      p.expectSemi('the condition of for')
      if (!p.at('{')) post = simpleStatement(p, 'plain')
    }
  }
  p.exprLevel = level
  const body = parseBlock(p)
  p.expectSemi('a for statement')
  if (range !== undefined) return rangeStatement(p, pos, range, body)
  const test = cond?.kind === 'RangeClause' ? undefined : asExpression(p, cond)
  return { kind: 'ForStmt', pos, end: body.end, init, cond: test, post, body }
}

function rangeStatement(p: Parser, pos: number, { left, op, x }: RangeClause, body: BlockStmt): Stmt {
  const [key, value, third] = left
  if (third !== undefined) p.error('range has at most two variables', third.pos)
  return {
    kind: 'RangeStmt',
    pos,
    end: body.end,
    key,
    value,
    op: key === undefined ? undefined : op,
    x,
    body,
  }
}
