// Switches (https://go.dev/ref/spec#Switch_statements), on values and on types.
import type { CaseClause, Expr, SwitchStmt, TypeSwitchStmt } from './ast.ts'
import { evaluate, hasType } from './foldexpr.ts'
import type { Frame, Machine } from './foldmachine.ts'
import { operate } from './foldoperator.ts'
import { exec, execAll, leaving, type Signal } from './foldstmt.ts'
import { finish, isToward } from './foldtoward.ts'
import { typeOf } from './foldtypes.ts'
import { boolOf, unknown } from './foldvalue.ts'
import { walk } from './walk.ts'

/** Runs a `switch`. */
export function execSwitch(
  m: Machine,
  frame: Frame,
  stmt: SwitchStmt,
  label: string | undefined,
  toward: boolean,
): Signal {
  const before = m.target?.found.length ?? 0
  if (stmt.init !== undefined) exec(m, frame, stmt.init, undefined)
  const tag = stmt.tag === undefined ? boolOf(true) : evaluate(m, frame, stmt.tag)
  const matches = (x: Expr): boolean | undefined => {
    const same = operate('==', tag, evaluate(m, frame, x))
    return same.kind === 'bool' ? same.value : undefined
  }
  return execClauses(m, frame, stmt, label, toward, before, matches, () => undefined)
}

/** Runs a `switch x.(type)`. */
export function execTypeSwitch(
  m: Machine,
  frame: Frame,
  stmt: TypeSwitchStmt,
  label: string | undefined,
  toward: boolean,
): Signal {
  const before = m.target?.found.length ?? 0
  if (stmt.init !== undefined) exec(m, frame, stmt.init, undefined)
  const { assign } = stmt
  const guard = assign.kind === 'AssignStmt' ? assign.right[0] : assign.kind === 'ExprStmt' ? assign.x : undefined
  const value = guard?.kind === 'TypeAssertExpr' ? evaluate(m, frame, guard.x) : unknown('a type')
  const matches = (x: Expr): boolean | undefined => {
    if (x.kind === 'Ident' && x.entity?.kind === 'builtin' && x.name === 'nil')
      return value.kind === 'unknown' ? undefined : value.kind === 'nil'
    return hasType(value, typeOf(m, frame, x))
  }
  const enter = (clause: CaseClause): void => {
    walk(clause.stmts, (node) => {
      if (node.kind !== 'Ident' || node.entity?.decl !== clause) return undefined
      frame.vars.set(node.entity, { value, type: value.type })
      return false
    })
  }
  return execClauses(m, frame, stmt, label, toward, before, matches, enter)
}

function execClauses(
  m: Machine,
  frame: Frame,
  stmt: SwitchStmt | TypeSwitchStmt,
  label: string | undefined,
  toward: boolean,
  before: number,
  matches: (x: Expr) => boolean | undefined,
  enter: (clause: CaseClause) => void,
): Signal {
  const clauses = stmt.body
  let at = toward ? clauses.findIndex((clause) => clause.stmts.some((inner) => isToward(m, frame, inner))) : -1
  if (toward && at < 0) {
    for (const clause of clauses) for (const x of clause.exprs ?? []) if (isToward(m, frame, x)) evaluate(m, frame, x)
    finish(m, frame, stmt, before)
  }
  if (at < 0) {
    const chosen = chooseClause(clauses, matches)
    if (chosen === undefined) {
      m.chose = true
      m.guessed++
      if (m.branch === 'forget') return leaving(m, frame, stmt)
      at = m.branch === 'then' ? 0 : clauses.findIndex((clause) => clause.exprs === undefined)
    } else {
      m.decided++
      at = chosen
    }
  }
  for (; at >= 0 && at < clauses.length; at++) {
    const clause = clauses[at]
    if (clause === undefined) break
    enter(clause)
    const signal = execAll(m, frame, clause.stmts)
    if (signal?.kind === 'fallthrough') continue
    const own = signal?.kind === 'break' && (signal.label === undefined || signal.label === label)
    return own ? undefined : signal
  }
  return undefined
}

/** The number of the clause that is taken, -1 for none; `undefined` where that is not known. */
function chooseClause(clauses: readonly CaseClause[], matches: (x: Expr) => boolean | undefined): number | undefined {
  for (const [i, clause] of clauses.entries()) {
    for (const x of clause.exprs ?? []) {
      const same = matches(x)
      if (same === undefined) return undefined
      if (same) return i
    }
  }
  return clauses.findIndex((clause) => clause.exprs === undefined)
}
