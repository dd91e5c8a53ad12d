// Statements and the heads of functions (https://go.dev/ref/spec#Statements).
import type {
  CaseClause,
  Expr,
  Field,
  FuncType,
  GenDecl,
  IfStmt,
  RangeStmt,
  Stmt,
  TypeSwitchStmt,
  ValueSpec,
} from '../ast.ts'
import type { Body, Value } from './body.ts'
import { defaultType, expr } from './expressions.ts'
import { closureFunc } from './functionvalues.ts'
import type { Func } from './graph.ts'
import type { Type } from './gotype.ts'
import type { TypeDecl } from './program.ts'

/** Declares a function's parameters and results. */
export function declareParameters(b: Body, func: Func, type: FuncType): void {
  declareFields(b, type.params, func.signature.params, func.params, { owner: func })
  // A result is what every return sets, also one that names none.
  declareFields(b, type.results, func.signature.results, func.results, {})
}

function declareFields(
  b: Body,
  fields: readonly Field[],
  types: readonly Type[],
  nodes: readonly number[],
  owner: { readonly owner?: Func },
): void {
  let at = 0
  for (const { names } of fields) {
    for (const { name } of names) {
      b.declare(name, { kind: 'var', type: types[at] ?? b.typing.types.unknown, node: nodes[at] ?? -1, ...owner })
      at++
    }
    if (names.length === 0) at++
  }
}

/** Statements in a block of their own; gives whether control never comes behind them. */
function block(b: Body, stmts: readonly Stmt[]): boolean {
  b.open()
  const ended = statements(b, stmts)
  b.close()
  return ended
}

/**
 * Statements in the block that is open: a function's body has the names of its parameters. What stands behind a statement
 * that control never passes (https://go.dev/ref/spec#Terminating_statements) is not read, up to a label: no compiler keeps it.
 */
export function statements(b: Body, stmts: readonly Stmt[]): boolean {
  let ended = false
  for (const stmt of stmts) {
    if (stmt.kind === 'LabeledStmt') {
      ended = false
      b.labelled = true
    }
    if (ended) continue
    b.straight = stmt.kind === 'AssignStmt'
    ended = statement(b, stmt)
  }
  return ended
}

/** A statement; gives whether control never comes behind it. */
function statement(b: Body, s: Stmt, label?: string): boolean {
  switch (s.kind) {
    case 'DeclStmt':
      declaration(b, s.decl)
      return false
    case 'LabeledStmt':
      return statement(b, s.stmt, s.label.name)
    case 'ExprStmt':
      expr(b, s.x)
      return isPanic(b, s.x)
    case 'SendStmt': {
      const under = b.typing.under(expr(b, s.channel).type)
      const elem = under.kind === 'chan' ? under.elem : b.typing.types.unknown
      b.put(expr(b, s.value, elem), b.shared(`c${elem.id}`, elem), elem)
      return false
    }
    case 'IncDecStmt':
      expr(b, s.x)
      return false
    case 'AssignStmt':
      if (s.op === ':=') define(b, s.left, s.right)
      else assignment(b, s.left, s.right)
      return false
    case 'GoStmt':
    case 'DeferStmt':
      expr(b, s.call)
      return false
    case 'ReturnStmt':
      returned(b, s.results)
      return true
    case 'BlockStmt':
      return block(b, s.stmts)
    case 'IfStmt':
      return conditional(b, s)
    case 'SwitchStmt':
      b.open()
      if (s.init !== undefined) statement(b, s.init)
      if (s.tag !== undefined) expr(b, s.tag)
      return cases(b, label, s.body, ({ exprs, stmts }) => {
        for (const e of exprs ?? []) expr(b, e)
        return block(b, stmts)
      })
    case 'TypeSwitchStmt':
      return typeSwitch(b, s, label)
    case 'SelectStmt':
      return breakable(b, label, () => {
        let all = true
        for (const { comm, stmts } of s.body) {
          b.open()
          if (comm !== undefined) statement(b, comm)
          if (!block(b, stmts)) all = false
          b.close()
        }
        return all
      })
    case 'ForStmt': {
      b.open()
      if (s.init !== undefined) statement(b, s.init)
      if (s.cond !== undefined) expr(b, s.cond)
      if (s.post !== undefined) statement(b, s.post)
      const ended = breakable(b, label, () => {
        block(b, s.body.stmts)
        return s.cond === undefined
      })
      b.close()
      return ended
    }
    case 'RangeStmt':
      breakable(b, label, () => {
        range(b, s)
        return false
      })
      return false
    case 'BranchStmt':
      if (s.token === 'break') b.break(s.label?.name)
      if (s.token === 'goto') b.labelled = true
      return true
    case 'EmptyStmt':
    case 'BadStmt':
      return false
  }
}

/** A call of the predeclared panic. */
function isPanic(b: Body, x: Expr): boolean {
  if (x.kind !== 'CallExpr' || x.fun.kind !== 'Ident' || x.fun.name !== 'panic') return false
  return b.lookup('panic') === undefined && b.typing.meaning('panic', b.file)?.kind === 'universe'
}

/** What `break` may leave: it ends as `read` says, unless something in it breaks out of it. */
function breakable(b: Body, label: string | undefined, read: () => boolean): boolean {
  const place = { label, left: false }
  b.breakables.push(place)
  const ended = read()
  b.breakables.pop()
  return ended && !place.left
}

/** The clauses of a switch, whose block is open: it ends where each of them does and one is the default. */
function cases(
  b: Body,
  label: string | undefined,
  clauses: readonly CaseClause[],
  read: (clause: CaseClause) => boolean,
): boolean {
  const ended = breakable(b, label, () => {
    let all = clauses.some(({ exprs }) => exprs === undefined)
    for (const clause of clauses) if (!read(clause)) all = false
    return all
  })
  b.close()
  return ended
}

/** A chain of else-ifs may be long, but each opens a block inside the one before. */
function conditional(b: Body, s: IfStmt): boolean {
  let at: Stmt | undefined = s
  let open = 0
  let all = true
  while (at?.kind === 'IfStmt') {
    b.open()
    open++
    if (at.init !== undefined) statement(b, at.init)
    expr(b, at.cond)
    if (!block(b, at.body.stmts)) all = false
    at = at.else
  }
  if (at === undefined || !statement(b, at)) all = false
  for (; open > 0; open--) b.close()
  return all
}

/** The values of as many expressions as there are places for them. */
function spreadOut(
  b: Body,
  right: readonly Expr[],
  count: number,
  hints: readonly (Type | undefined)[],
): readonly Value[] {
  const [only] = right
  if (right.length !== 1 || count === 1 || only === undefined) return right.map((e, i) => expr(b, e, hints[i]))
  const value = expr(b, only)
  // `v, ok := x.(T)`, `m[k]`, `<-c`.
  return value.tuple ?? [value, b.value(b.typing.bool)]
}

function define(b: Body, left: readonly Expr[], right: readonly Expr[]): void {
  const { straight } = b
  const found = spreadOut(b, right, left.length, [])
  left.forEach((e, i) => {
    const value = found[i] ?? b.unknown
    if (e.kind !== 'Ident' || e.name === '_') return
    const here = b.declaredHere(e.name)
    if (here?.kind === 'var') return b.set(e.name, here, value, straight)
    b.assign(b.variable(e.name, defaultType(b, value.type)), value)
  })
}

function assignment(b: Body, left: readonly Expr[], right: readonly Expr[]): void {
  const { straight } = b
  const places = left.map((e) => (e.kind === 'Ident' && e.name === '_' ? undefined : expr(b, e)))
  const found = spreadOut(
    b,
    right,
    left.length,
    places.map((place) => place?.type),
  )
  places.forEach((place, i) => {
    const value = found[i]
    if (place === undefined || value === undefined) return
    const e = left[i]
    if (e?.kind === 'Ident') b.set(e.name, place, value, straight)
    else b.assign(place, value)
  })
}

function returned(b: Body, results: readonly Expr[]): void {
  const { signature, results: nodes } = b.returns
  const found = spreadOut(b, results, signature.results.length, signature.results)
  signature.results.forEach((type, i) => {
    const value = found[i]
    if (value !== undefined && results.length > 0) b.put(value, nodes[i] ?? -1, type)
  })
}

function declaration(b: Body, decl: GenDecl): void {
  let above: ValueSpec | undefined
  for (const spec of decl.specs) {
    if (spec.kind === 'ImportSpec') continue
    if (spec.kind === 'TypeSpec') {
      if (spec.alias) {
        b.declare(spec.name.name, { kind: 'type', type: b.type(spec.type), decl: undefined })
        continue
      }
      const made: { -readonly [K in keyof TypeDecl]: TypeDecl[K] } = {
        kind: 'type',
        id: b.typing.program.nextId++,
        name: spec.name.name,
        file: b.file,
        methods: new Map(),
        spec: () => ({ params: spec.typeParams ?? [], type: spec.type, alias: false }),
        scope: undefined,
      }
      b.declare(spec.name.name, { kind: 'type', type: b.typing.types.named(made, []), decl: made })
      made.scope = b.kept()
      continue
    }
    if (decl.token === 'const') {
      if (spec.values.length > 0) above = spec
      const from = spec.values.length > 0 ? spec : (above ?? spec)
      const written = from.type === undefined ? undefined : b.type(from.type)
      const types = from.values.map((value) => written ?? expr(b, value).type)
      spec.names.forEach(({ name }, i) => b.declare(name, { kind: 'const', type: types[i] ?? b.typing.types.unknown }))
      continue
    }
    const written = spec.type === undefined ? undefined : b.type(spec.type)
    const found = spreadOut(
      b,
      spec.values,
      spec.names.length,
      spec.names.map(() => written),
    )
    spec.names.forEach(({ name }, i) => {
      const value = found[i]
      const place = b.variable(name, written ?? defaultType(b, value?.type ?? b.typing.types.unknown))
      if (value !== undefined) b.assign(place, value)
    })
  }
}

function typeSwitch(b: Body, s: TypeSwitchStmt, label: string | undefined): boolean {
  b.open()
  if (s.init !== undefined) statement(b, s.init)
  const assign = s.assign.kind === 'AssignStmt' ? s.assign : undefined
  const on = assign?.right[0] ?? (s.assign.kind === 'ExprStmt' ? s.assign.x : undefined)
  const x = on?.kind === 'TypeAssertExpr' ? expr(b, on.x) : b.unknown
  const [left] = assign?.left ?? []
  return cases(b, label, s.body, (clause) => {
    b.open()
    if (left?.kind === 'Ident') b.declare(left.name, { kind: 'var', ...caseValue(b, clause, x) })
    const ended = block(b, clause.stmts)
    b.close()
    return ended
  })
}

/** In a case of one type the variable has that type, elsewhere that of the operand. */
function caseValue(b: Body, { exprs }: CaseClause, x: Value): Value {
  const [only] = exprs ?? []
  if (exprs?.length !== 1 || only === undefined || (only.kind === 'Ident' && only.name === 'nil')) return x
  const type = b.type(only)
  return b.value(type, b.graph.holds(type) ? x.node : -1)
}

function range(b: Body, s: RangeStmt): void {
  b.open()
  const x = expr(b, s.x)
  let under = b.typing.under(x.type)
  if (under.kind === 'param') under = b.typing.types.unknown
  if (under.kind === 'func') rangeOverFunction(b, s, x, under.params[0])
  else {
    const [key, value] = elements(b, under, x.type)
    bindLoop(b, s, [key, value])
    block(b, s.body.stmts)
  }
  b.close()
}

function elements(b: Body, under: Type, type: Type): readonly [Value, Value] {
  const { typing } = b
  const int = b.value(typing.int)
  switch (under.kind) {
    case 'map':
      return [
        b.value(under.key, b.shared(`k${under.key.id}`, under.key)),
        b.value(under.elem, b.shared(`v${under.elem.id}`, under.elem)),
      ]
    case 'slice':
    case 'array':
      return [int, b.value(under.elem, b.elem(under.elem))]
    case 'chan':
      return [b.value(under.elem, b.shared(`c${under.elem.id}`, under.elem)), b.unknown]
    case 'pointer':
      return elements(b, under.elem.kind === 'pointer' ? typing.types.unknown : typing.under(under.elem), type)
    case 'basic':
      return /string/.test(under.name)
        ? [int, b.value(typing.types.basic('int32'))]
        : [b.value(defaultType(b, type)), b.unknown]
    default:
      return [b.unknown, b.unknown]
  }
}

function bindLoop(b: Body, s: RangeStmt, found: readonly Value[]): void {
  ;[s.key, s.value].forEach((e, i) => {
    const value = found[i] ?? b.unknown
    if (e === undefined || (e.kind === 'Ident' && e.name === '_')) return
    if (s.op === ':=' && e.kind === 'Ident') b.assign(b.variable(e.name, value.type), value)
    else b.assign(expr(b, e), value)
  })
}

/** The body of a loop over a function is a function itself: the one that is looped over calls it. */
function rangeOverFunction(b: Body, s: RangeStmt, x: Value, yielded: Type | undefined): void {
  const { graph, typing } = b
  const signature = yielded === undefined ? undefined : typing.under(yielded)
  const under = typing.under(x.type)
  if (signature?.kind !== 'func' || under.kind !== 'func' || b.dry) {
    bindLoop(b, s, signature?.kind === 'func' ? signature.params.map((type) => b.value(type)) : [])
    block(b, s.body.stmts)
    return
  }
  const body = closureFunc(b, signature, s.pos)
  const around = b.func
  b.func = body
  bindLoop(
    b,
    s,
    signature.params.map((type, i) => b.value(type, body.params[i] ?? -1)),
  )
  block(b, s.body.stmts)
  b.func = around
  const node = graph.funcNode(body)
  if (x.node < 0) {
    graph.call(around, body, s.pos)
    return
  }
  b.call(graph.dynamic(x.node, under, b.file.package), [b.value(signature, node)], false, s.x.pos)
}
