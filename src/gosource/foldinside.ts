// The value of an expression inside a function: by the declarations of the variables in it where that is enough,
// otherwise by running the function up to there.
import type { Expr, FuncDecl, FuncLit } from './ast.ts'
import { evaluate } from './foldexpr.ts'
import { frameOf, MOST_FUNCTION_WORK, type Frame, type Machine } from './foldmachine.ts'
import { MustRun } from './foldname.ts'
import { relevantTo, type Uses, usesOf } from './foldrelevant.ts'
import { runFunction } from './foldstmt.ts'
import { Stop, unknown, type Value } from './foldvalue.ts'
import type { SourceFile } from './scope.ts'
import { walk } from './walk.ts'

/** How many functions are remembered. */
const MOST_KEPT = 64

/** The value of an expression of a function; the first one where it has several, as in a loop. */
export function evaluateInside(m: Machine, file: SourceFile, fn: FuncDecl | FuncLit, x: Expr): Value {
  return valuesInside(m, file, fn, x)[0] ?? unknown('a place that is never reached')
}

/** The values that an expression of a function takes, as far as they are told apart: in a loop, one for each turn. */
export function valuesInside(m: Machine, file: SourceFile, fn: FuncDecl | FuncLit, x: Expr): Value[] {
  const frame: Frame = { ...frameOf(file), fn, lazy: true }
  const { nesting, calls } = m
  try {
    const value = evaluate(m, frame, x)
    if (value.kind !== 'unknown' || !usesLocals(x)) return [value]
  } catch (error) {
    if (!(error instanceof MustRun)) throw error
    m.nesting = nesting
    m.calls = calls
  }
  const outer = m.target
  const last = lastRun(m, fn)
  const { uses } = last
  if (last.work < 0) throw new Stop('limit: too many steps in this function', true)
  const { work } = m
  const target = {
    expr: x,
    around: functionsAround(fn, x),
    found: [],
    loops: 0,
    uses,
    relevant: relevantTo(m, uses, x),
  }
  m.target = target
  try {
    runFunction(m, frameOf(file), fn)
    return target.found
  } finally {
    m.target = outer
    last.work -= work - m.work
  }
}

/** What is known of a function from the last time; of the functions of a while ago it is forgotten. */
function lastRun(m: Machine, fn: FuncDecl | FuncLit): { readonly uses: Uses; work: number } {
  const known = m.ran.get(fn)
  if (known !== undefined) return known
  const made = { uses: usesOf(fn), work: MOST_FUNCTION_WORK }
  m.ran.set(fn, made)
  const [oldest] = m.ran.keys()
  if (m.ran.size > MOST_KEPT && oldest !== undefined) m.ran.delete(oldest)
  return made
}

/** The function and all function literals in it that an expression stands in, outermost first. */
function functionsAround(fn: FuncDecl | FuncLit, x: Expr): (FuncDecl | FuncLit)[] {
  const around: (FuncDecl | FuncLit)[] = [fn]
  walk([fn], (node) => {
    const inside = node.pos <= x.pos && x.end <= node.end
    if (inside && node.kind === 'FuncLit' && node !== x) around.push(node)
    return inside
  })
  return around
}

function usesLocals(x: Expr): boolean {
  let found = false
  walk([x], (node) => {
    if (node.kind === 'Ident' && node.entity !== undefined && node.entity.kind === 'var' && !node.entity.global)
      found = true
    return !found
  })
  return found
}
