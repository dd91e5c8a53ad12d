// Leading a run to the expression that is looked for: into the function literals around it, and out when it is found.
import type { CallExpr, FuncLit, Stmt } from './ast.ts'
import { evaluate } from './foldexpr.ts'
import type { Frame, Machine } from './foldmachine.ts'
import { runFunction } from './foldstmt.ts'
import { Stop, unknown, type Cell, withoutTrace } from './foldvalue.ts'
import type { Entity } from './scope.ts'
import { walk, type Node } from './walk.ts'

/** Thrown when the expression that is looked for was met. */
export class Found extends Error {}

/** Whether a node of the function that is led holds the expression that is looked for. */
export function isToward(m: Machine, frame: Frame, node: { readonly pos: number; readonly end: number }): boolean {
  const { target } = m
  if (!frame.directed || target === undefined || frame.fn === undefined || !target.around.includes(frame.fn))
    return false
  return node.pos <= target.expr.pos && target.expr.end <= node.end
}

/**
 * Behind a statement that holds the expression: if it was not met while the statement ran, it is looked at now, in the
 * function literal that it stands in. Throws `Found`, unless a loop around it goes on.
 */
export function finish(m: Machine, frame: Frame, stmt: Stmt, before: number): void {
  const { target } = m
  if (target === undefined) return
  if (target.found.length === before) reach(m, frame, stmt)
  if (target.loops === 0 || target.found.length >= 64) throw withoutTrace(() => new Found())
}

function reach(m: Machine, frame: Frame, stmt: Stmt): void {
  const { target } = m
  if (target === undefined || frame.fn === undefined) return
  const inner = target.around[target.around.indexOf(frame.fn) + 1]
  if (inner?.kind === 'FuncLit') {
    const { loops } = target
    target.loops = 0
    runFunction(m, { ...frame, vars: captured(m, frame, stmt, inner) }, inner)
    target.loops = loops
    if (target.found.length > 0) return
  }
  try {
    // Evaluating the expression itself notes its value.
    evaluate(m, frame, target.expr)
  } catch (error) {
    if (!(error instanceof Stop) || error.limit) throw error
    target.found.push(unknown(error.message))
  }
}

/** The variables that a function literal sees when it runs, its parameters too where it is called on the spot. */
function captured(m: Machine, frame: Frame, stmt: Stmt, fn: FuncLit): Map<Entity, Cell> {
  const vars = new Map(frame.vars)
  for (const [entity, cell] of vars) {
    // It may run later, when a variable has another value.
    const later = entity.writes.some((write) => write.file === frame.file && write.stmt.pos > fn.end)
    if (later) vars.set(entity, { ...cell, value: unknown(`${entity.name} is set again`) })
  }
  const call = callOf(stmt, fn)
  if (call === undefined) return vars
  const names = fn.type.params.flatMap((field) => field.names)
  names.forEach(({ entity }, i) => {
    const arg = call.args[i]
    if (entity !== undefined && arg !== undefined) vars.set(entity, { value: evaluate(m, frame, arg) })
  })
  return vars
}

function callOf(stmt: Node, fn: FuncLit): CallExpr | undefined {
  let found: CallExpr | undefined
  walk([stmt], (node) => {
    if (node.kind !== 'CallExpr') return undefined
    let { fun } = node
    while (fun.kind === 'ParenExpr') fun = fun.x
    if (fun === fn) found = node
    return undefined
  })
  return found
}
