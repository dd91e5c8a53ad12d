// Statements (https://go.dev/ref/spec#Statements), run as far as they can be: where a condition is not known, what its
// branches change is forgotten. A function that is run to find an expression in it is led there (foldtoward.ts).
import type { AssignStmt, BlockStmt, Expr, FuncDecl, FuncLit, Ident, IfStmt, ReturnStmt, Stmt } from './ast.ts'
import { assigned } from './foldconvert.ts'
import { calculated, elementOf, evaluate, hasType } from './foldexpr.ts'
import { execFor, execRange } from './foldloop.ts'
import { receive, send, startGoroutine } from './foldchannel.ts'
import { defer, endDeferred, resultNames, resultOf, runDeferred } from './folddefer.ts'
import { copyOf, deeper, type Frame, type Machine, marked, tick } from './foldmachine.ts'
import { operate } from './foldoperator.ts'
import { forgetChanges, leavesOf, placeOf } from './foldplace.ts'
import { isIrrelevant } from './foldrelevant.ts'
import { execSwitch, execTypeSwitch } from './foldswitch.ts'
import { finish, Found, isToward } from './foldtoward.ts'
import { INTERFACE, type Type } from './foldtype.ts'
import { typeOf, zero } from './foldtypes.ts'
import { boolOf, intOf, Stop, tupleOf, unknown, type Value } from './foldvalue.ts'
import type { BinaryOperator } from './token.ts'

/** How a statement ended: `unsure` where it may have left the loop or function around it. */
export type Signal =
  | undefined
  | { readonly kind: 'break' | 'continue' | 'goto'; readonly label: string | undefined }
  | { readonly kind: 'fallthrough' | 'unsure' }
  | { readonly kind: 'return'; readonly value: Value }

const UNSURE: Signal = { kind: 'unsure' }
const NO_RESULT = tupleOf([])

/** Runs a function's body; its parameters are in the frame. Gives its result, several as a tuple. */
export function runBody(m: Machine, frame: Frame, fn: FuncDecl | FuncLit, body: BlockStmt): Value {
  const results = resultNames(m, frame, fn.type.results)
  let value: Value | undefined
  try {
    const signal = execAll(m, frame, body.stmts)
    if (signal?.kind === 'unsure') throw new Stop('a condition that is not known', false)
    if (signal?.kind === 'goto') throw new Stop('goto', false)
    value = signal?.kind === 'return' ? signal.value : undefined
  } catch (error) {
    const before = m.panicking
    const { deferred } = frame
    if (!(error instanceof Stop) || error.panic === undefined || deferred === undefined || deferred.length === 0) {
      endDeferred(m, frame)
      throw error
    }
    m.panicking = error.panic
    runDeferred(m, frame)
    const recovered = m.panicking === undefined
    m.panicking = before
    if (!recovered) throw error
    return resultOf(frame, results)
  }
  if (value === undefined) {
    runDeferred(m, frame)
    return fn.type.results.length === 0 ? NO_RESULT : unknown('no result')
  }
  if (frame.deferred === undefined || frame.deferred.length === 0) return value
  // Results are set before what was deferred is run, which may change them.
  const values = value.kind === 'tuple' && results.length > 1 ? value.values : [value]
  results.forEach((entity, i) => {
    const cell = entity === undefined ? undefined : frame.vars.get(entity)
    if (cell !== undefined) cell.value = values[i] ?? unknown('no value')
  })
  runDeferred(m, frame)
  const after = resultOf(frame, results)
  if (after.kind !== 'tuple') return after
  return tupleOf(after.values.map((one, i) => (results[i] === undefined ? (values[i] ?? one) : one)))
}

/** Runs a function for what it changes or holds, with parameters that are not known. */
export function runFunction(m: Machine, around: Frame, fn: FuncDecl | FuncLit): void {
  const frame: Frame = { ...around, vars: new Map(around.vars), types: new Map(), fn, lazy: false, directed: true }
  const receiver = fn.kind === 'FuncDecl' ? fn.receiver : undefined
  for (const field of [...(receiver ?? []), ...fn.type.params]) {
    const type = typeOf(m, frame, field.type)
    for (const { entity, name } of field.names) {
      if (entity === undefined || frame.vars.has(entity)) continue
      const value = m.params.get(entity) ?? { ...unknown(`the parameter ${name}`), type }
      frame.vars.set(entity, { value, type })
    }
  }
  resultNames(m, frame, fn.type.results)
  const { nesting, calls } = m
  try {
    execAll(m, frame, fn.body?.stmts ?? [])
  } catch (error) {
    if (!(error instanceof Found)) throw error
  } finally {
    m.nesting = nesting
    m.calls = calls
  }
}

/** Runs statements one after another, until one leaves. */
export function execAll(m: Machine, frame: Frame, stmts: readonly Stmt[]): Signal {
  for (let at = 0; at < stmts.length; at++) {
    const stmt = stmts[at]
    const signal = stmt === undefined ? undefined : exec(m, frame, stmt, undefined)
    if (signal === undefined) continue
    if (signal.kind === 'goto') {
      // A label of this very list; counted as work at every turn.
      const to = stmts.findIndex((one) => one.kind === 'LabeledStmt' && one.label.name === signal.label)
      if (to < 0) return signal
      at = to - 1
      continue
    }
    // On the way to a target, what surely leaves before it is passed by: the code behind is looked at all the same.
    if (frame.directed && m.target?.loops === 0 && signal.kind !== 'fallthrough') continue
    return signal
  }
  return undefined
}

/** Runs one statement; `label` is the one in front of it. */
export function exec(m: Machine, frame: Frame, stmt: Stmt, label: string | undefined): Signal {
  tick(m)
  deeper(m)
  const { nesting } = m
  const toward = isToward(m, frame, stmt)
  const { target } = m
  if (!toward && frame.directed && target?.relevant !== undefined && isIrrelevant(target.uses, target.relevant, stmt)) {
    m.nesting--
    return undefined
  }
  let signal: Signal
  try {
    signal = execInner(m, frame, stmt, label, toward)
  } catch (error) {
    if (!frame.directed || !(error instanceof Stop) || error.limit) throw error
    m.nesting = nesting
    forgetChanges(m, frame, stmt, error.message)
  }
  m.nesting--
  return signal
}

function execInner(m: Machine, frame: Frame, stmt: Stmt, label: string | undefined, toward: boolean): Signal {
  switch (stmt.kind) {
    case 'BlockStmt':
      return execAll(m, frame, stmt.stmts)
    case 'LabeledStmt':
      return exec(m, frame, stmt.stmt, stmt.label.name)
    case 'IfStmt':
      return execIf(m, frame, stmt, toward)
    case 'ForStmt':
      return execFor(m, frame, stmt, label, toward)
    case 'RangeStmt':
      return execRange(m, frame, stmt, label, toward)
    case 'SwitchStmt':
      return execSwitch(m, frame, stmt, label, toward)
    case 'TypeSwitchStmt':
      return execTypeSwitch(m, frame, stmt, label, toward)
    case 'SelectStmt':
      for (const clause of stmt.body) {
        if (!isToward(m, frame, clause)) continue
        if (clause.comm !== undefined) exec(m, frame, clause.comm, undefined)
        return execAll(m, frame, clause.stmts)
      }
      return leaving(m, frame, stmt)
    case 'BranchStmt':
      if (stmt.token === 'fallthrough') return { kind: 'fallthrough' }
      if (stmt.token === 'goto' && frame.directed) throw new Stop('goto', false)
      return { kind: stmt.token, label: stmt.label?.name }
    default: {
      const before = m.target?.found.length ?? 0
      const signal = execSimple(m, frame, stmt)
      if (toward) finish(m, frame, stmt, before)
      return signal
    }
  }
}

function execSimple(m: Machine, frame: Frame, stmt: Stmt): Signal {
  switch (stmt.kind) {
    case 'ExprStmt':
      evaluate(m, frame, stmt.x)
      return undefined
    case 'AssignStmt':
      assign(m, frame, stmt)
      return undefined
    case 'IncDecStmt': {
      const place = placeOf(m, frame, stmt.x)
      place?.set(operate(stmt.op === '++' ? '+' : '-', place.get(), one))
      return undefined
    }
    case 'DeclStmt':
      declareAll(m, frame, stmt)
      return undefined
    case 'ReturnStmt':
      return { kind: 'return', value: returned(m, frame, stmt) }
    case 'GoStmt':
      if (isToward(m, frame, stmt)) forgetChanges(m, frame, stmt, 'changed by a goroutine')
      else startGoroutine(m, frame, stmt)
      return undefined
    case 'SendStmt':
      send(evaluate(m, frame, stmt.channel), copyOf(m, evaluate(m, frame, stmt.value)))
      return undefined
    case 'DeferStmt':
      defer(m, frame, stmt)
      return undefined
    default:
      return undefined
  }
}

const one: Value = intOf(1n, undefined, { kind: 'basic', name: 'untyped int' })

function assign(m: Machine, frame: Frame, stmt: AssignStmt): void {
  const [left] = stmt.left
  const [right] = stmt.right
  if (stmt.op !== '=' && stmt.op !== ':=') {
    if (left === undefined || right === undefined) return
    const value = evaluate(m, frame, right)
    const place = placeOf(m, frame, left)
    const op = stmt.op.slice(0, -1) as BinaryOperator // += is +, and so on
    place?.set(calculated(m, frame, stmt, op, operate(op, place?.get() ?? value, value)))
    return
  }
  const values = valuesOf(m, frame, stmt.left.length, stmt.right)
  // Go finds all places before it assigns to the first.
  const places = stmt.left.map((x) => (declares(stmt, x) ? undefined : placeOf(m, frame, x)))
  const swap = stmt.right.length === 2 && [...stmt.left, ...stmt.right].every((x) => x.kind === 'IndexExpr')
  stmt.left.forEach((x, i) => {
    const plain = copyOf(m, values[i] ?? unknown('no value'))
    const value = swap ? marked(m, frame.file, stmt, 'swap', plain) : plain
    if (declares(stmt, x) && x.kind === 'Ident') declare(frame, x, value, undefined)
    else places[i]?.set(assigned(value, { kind: 'unknown' }))
  })
}

function declares(stmt: AssignStmt, x: Expr): boolean {
  return stmt.op === ':=' && x.kind === 'Ident' && x.entity?.decl === stmt
}

/** The values of a list, or of one call or map read that gives several. */
function valuesOf(m: Machine, frame: Frame, count: number, right: readonly Expr[]): Value[] {
  const [first] = right
  if (first === undefined) return []
  if (right.length === count && count > 1) return right.map((x) => evaluate(m, frame, x))
  if (count === 1) return [evaluate(m, frame, first)]
  let x = first
  while (x.kind === 'ParenExpr') ({ x } = x)
  if (x.kind === 'IndexExpr' || x.kind === 'TypeAssertExpr') return withOk(m, frame, x)
  if (x.kind === 'UnaryExpr' && x.op === '<-') {
    const next = receive(m, evaluate(m, frame, x.x))
    return next === undefined ? [unknown('a channel'), unknown('a channel')] : [next[0], boolOf(next[1])]
  }
  const value = evaluate(m, frame, x)
  if (value.kind === 'tuple') return [...value.values]
  const why = value.kind === 'unknown' ? value.why : 'one of several values'
  return Array.from({ length: count }, () => unknown(why, value.steps))
}

/** `v, ok := map[key]` and `v, ok := x.(T)`. */
function withOk(m: Machine, frame: Frame, x: Expr & { readonly kind: 'IndexExpr' | 'TypeAssertExpr' }): Value[] {
  const of = evaluate(m, frame, x.x)
  if (x.kind === 'TypeAssertExpr') {
    const type = typeOf(m, frame, x.type)
    const has = hasType(of, type)
    if (has === undefined) return [unknown('a type assertion'), unknown('a type assertion')]
    return [has ? of : zero(m, type), boolOf(has)]
  }
  const [at] = x.indices
  const index = at === undefined ? unknown('no index') : evaluate(m, frame, at)
  const value = elementOf(m, of, index)
  if (of.kind === 'nil') return [value, boolOf(false)]
  if (of.kind !== 'map' || of.state.unknown || index.kind === 'unknown')
    return [value, unknown('whether a map has a key')]
  const has = [...of.entries.values()].some((entry) => entry.value === value)
  // An element is found by its key again: zero values are made anew.
  const found = has || of.entries.size === 0 ? has : hasKey(of, index)
  return [value, boolOf(found)]
}

function hasKey(of: Value & { readonly kind: 'map' }, index: Value): boolean {
  for (const { key } of of.entries.values()) {
    const same = operate('==', key, index)
    if (same.kind === 'bool' && same.value) return true
  }
  return false
}

function declareAll(m: Machine, frame: Frame, stmt: Stmt & { readonly kind: 'DeclStmt' }): void {
  if (stmt.decl.token !== 'var') return
  for (const spec of stmt.decl.specs) {
    if (spec.kind !== 'ValueSpec') continue
    const type = spec.type === undefined ? undefined : typeOf(m, frame, spec.type)
    const values = spec.values.length === 0 ? undefined : valuesOf(m, frame, spec.names.length, spec.values)
    spec.names.forEach((ident, i) => {
      const value = values === undefined ? zero(m, type ?? INTERFACE) : (values[i] ?? unknown('no value'))
      declare(frame, ident, copyOf(m, value), type)
    })
  }
}

/** Makes a variable: a new one each time, so that closures keep the one they saw. */
export function declare(frame: Frame, ident: Ident, value: Value, type: Type | undefined): void {
  if (ident.entity === undefined || ident.name === '_') return
  const held = assigned(value, type ?? { kind: 'unknown' })
  frame.vars.set(ident.entity, { value: held, type: type ?? (held.kind === 'unknown' ? INTERFACE : held.type) })
}

function returned(m: Machine, frame: Frame, stmt: ReturnStmt): Value {
  const fields = frame.fn?.type.results ?? []
  const types = fields.flatMap((field) => {
    const type = typeOf(m, frame, field.type)
    return Array.from({ length: Math.max(1, field.names.length) }, () => type)
  })
  let values: Value[]
  if (stmt.results.length > 0) values = valuesOf(m, frame, types.length, stmt.results)
  else {
    const names = fields.flatMap((field) => field.names)
    values = names.map(
      ({ entity }) => (entity === undefined ? undefined : frame.vars.get(entity)?.value) ?? unknown('no value'),
    )
  }
  const typed = values.map((value, i) => copyOf(m, assigned(value, types[i] ?? INTERFACE)))
  const [only] = typed
  return typed.length === 1 && only !== undefined ? only : tupleOf(typed)
}

/** A statement that is not run: what it may change is forgotten, and whether it may leave is said. */
export function leaving(m: Machine, frame: Frame, stmt: Stmt): Signal {
  m.chose = true
  const leaves = leavesOf(m, stmt)
  if (leaves.returns && !frame.directed) throw new Stop('a condition that is not known', false)
  forgetChanges(m, frame, stmt, 'a condition that is not known')
  return leaves.breaks ? UNSURE : undefined
}

/** Whether a block surely does not come to its end. */
function terminates(stmt: Stmt): boolean {
  const last = stmt.kind === 'BlockStmt' ? stmt.stmts.at(-1) : stmt
  if (last?.kind === 'ReturnStmt' || last?.kind === 'BranchStmt') return true
  if (last?.kind !== 'ExprStmt' || last.x.kind !== 'CallExpr') return false
  const { fun } = last.x
  const name = fun.kind === 'SelectorExpr' ? fun.sel.name : fun.kind === 'Ident' ? fun.name : ''
  return name === 'panic' || /^(?:Exit|Fatal(?:f|ln)?|Panic(?:f|ln)?|Goexit)$/.test(name)
}

function execIf(m: Machine, frame: Frame, first: IfStmt, toward: boolean): Signal {
  // A chain of else-ifs may be long: in a loop.
  let stmt: Stmt | undefined = first
  while (stmt?.kind === 'IfStmt') {
    const before = m.target?.found.length ?? 0
    if (stmt.init !== undefined) exec(m, frame, stmt.init, undefined)
    const cond = evaluate(m, frame, stmt.cond)
    if (toward) {
      if (isToward(m, frame, stmt.body)) return execAll(m, frame, stmt.body.stmts)
      if (stmt.else !== undefined && isToward(m, frame, stmt.else)) {
        stmt = stmt.else
        continue
      }
      finish(m, frame, stmt, before)
    }
    if (cond.kind !== 'bool') return execEither(m, frame, stmt)
    m.decided++
    if (cond.value) return execAll(m, frame, stmt.body.stmts)
    stmt = stmt.else
  }
  return stmt === undefined ? undefined : exec(m, frame, stmt, undefined)
}

/** An `if` whose condition is not known. */
function execEither(m: Machine, frame: Frame, stmt: IfStmt): Signal {
  m.chose = true
  m.guessed++
  // A guard that leaves: whoever comes behind it has passed it.
  const guard = terminates(stmt.body) && frame.directed && m.target?.loops === 0
  if (guard) return stmt.else === undefined ? undefined : exec(m, frame, stmt.else, undefined)
  if (m.branch === 'then') return execAll(m, frame, stmt.body.stmts)
  if (m.branch === 'else') return stmt.else === undefined ? undefined : exec(m, frame, stmt.else, undefined)
  return leaving(m, frame, stmt)
}
