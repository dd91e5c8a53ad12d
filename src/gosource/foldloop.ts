// Loops (https://go.dev/ref/spec#For_statements): turn by turn where that is known, otherwise what they change is forgotten.
import type { Expr, ForStmt, RangeStmt, Stmt } from './ast.ts'
import { call } from './foldcall.ts'
import { received } from './foldchannel.ts'
import { evaluate } from './foldexpr.ts'
import { itemsIn, yielding } from './foldsequence.ts'
import { copyOf, type Frame, type Machine, tick } from './foldmachine.ts'
import { forgetChanges, placeOf } from './foldplace.ts'
import { declare, exec, execAll, leaving, type Signal } from './foldstmt.ts'
import { finish, isToward } from './foldtoward.ts'
import { INT, RUNE } from './foldtype.ts'
import { boolOf, elementAt, elemType, intOf, Stop, unknown, type Value } from './foldvalue.ts'
import { decodeRune } from './runes.ts'

/** How many turns of a loop are taken that a target stands in. */
const MOST_TURNS = 64

/** How many turns of a loop without a condition are taken that only conditions which are not known could end. */
const MOST_OPEN_TURNS = 8
/** The same where it meets conditions that are known, too. */
const MOST_GUESSED_TURNS = 256

/** Runs a `for`. */
export function execFor(m: Machine, frame: Frame, stmt: ForStmt, label: string | undefined, toward: boolean): Signal {
  const before = m.target?.found.length ?? 0
  if (stmt.init !== undefined) exec(m, frame, stmt.init, undefined)
  if (toward && m.target !== undefined) m.target.loops++
  let signal: Signal
  if (toward && stmt.cond === undefined) {
    // Without an end in sight: what later turns find is what all turns leave.
    forgetChanges(m, frame, stmt.body, 'changed in a loop')
    signal = execAll(m, frame, stmt.body.stmts)
  } else signal = turns(m, frame, stmt, label, toward)
  return afterLoop(m, frame, stmt, signal, toward, before)
}

function turns(m: Machine, frame: Frame, stmt: ForStmt, label: string | undefined, toward: boolean): Signal {
  let open = 0
  let guessed = 0
  let stuck = 0
  let last: readonly Value[] = []
  for (let turn = 0; ; turn++) {
    // A loop without a condition and without a body is work, too.
    if (stmt.cond === undefined) tick(m)
    const before = { guessed: m.guessed, decided: m.decided }
    const cond = stmt.cond === undefined ? yes : evaluate(m, frame, stmt.cond)
    if (cond.kind !== 'bool') {
      if (!toward) return leaving(m, frame, stmt)
      forgetChanges(m, frame, stmt, 'changed in a loop')
      return execAll(m, frame, stmt.body.stmts)
    }
    if (!cond.value || (toward && turn >= MOST_TURNS)) return undefined
    const signal = execAll(m, frame, stmt.body.stmts)
    if (signal !== undefined && !continues(signal, label)) return signal
    renewVariables(frame, stmt)
    if (stmt.post !== undefined) exec(m, frame, stmt.post, undefined)
    if (m.guessed === before.guessed) continue
    // What is guessed in each turn alike ends no loop: nor does it where nothing that the condition asks has changed.
    if (stmt.cond !== undefined) {
      const now = (askedBy(stmt.cond) ?? []).map((x) => evaluate(m, frame, x))
      stuck = now.length > 0 && now.every((value, i) => isSame(value, last[i])) ? stuck + 1 : 0
      last = now
      if (stuck > MOST_OPEN_TURNS) return leaving(m, frame, stmt)
      continue
    }
    if (m.decided === before.decided) open++
    if (++guessed > MOST_GUESSED_TURNS || open > MOST_OPEN_TURNS) return leaving(m, frame, stmt)
  }
}

const yes: Value = boolOf(true)

/** The names, fields and lengths that a condition asks; `undefined` where it asks more. */
function askedBy(cond: Expr): readonly Expr[] | undefined {
  const found: Expr[] = []
  const work: Expr[] = [cond]
  for (let x = work.pop(); x !== undefined; x = work.pop()) {
    if (x.kind === 'BinaryExpr') work.push(x.x, x.y)
    else if (x.kind === 'ParenExpr') work.push(x.x)
    else if (x.kind === 'Ident' || x.kind === 'SelectorExpr') found.push(x)
    else if (
      x.kind === 'CallExpr' &&
      x.fun.kind === 'Ident' &&
      x.fun.name === 'len' &&
      x.fun.entity?.kind === 'builtin'
    )
      found.push(x)
    else if (x.kind !== 'BasicLit') return undefined
  }
  return found
}

function isSame(a: Value, b: Value | undefined): boolean {
  if (a.kind === 'int' || a.kind === 'bool') return b?.kind === a.kind && b.value === a.value
  return a.kind === 'string' ? b?.kind === 'string' && b.text === a.text : a === b
}

/** Each turn has the loop's variables anew (https://go.dev/ref/spec#For_clause): a closure keeps those of its turn. */
function renewVariables(frame: Frame, stmt: ForStmt): void {
  if (stmt.init?.kind !== 'AssignStmt' || stmt.init.op !== ':=') return
  for (const left of stmt.init.left) {
    const cell = left.kind === 'Ident' && left.entity !== undefined ? frame.vars.get(left.entity) : undefined
    if (cell !== undefined && left.kind === 'Ident' && left.entity !== undefined)
      frame.vars.set(left.entity, { ...cell })
  }
}

function continues(signal: Signal, label: string | undefined): boolean {
  return signal?.kind === 'continue' && (signal.label === undefined || signal.label === label)
}

/** What a loop hands on of how its body ended. */
function afterLoop(
  m: Machine,
  frame: Frame,
  stmt: ForStmt | RangeStmt,
  signal: Signal,
  toward: boolean,
  before: number,
): Signal {
  if (toward && m.target !== undefined) {
    m.target.loops--
    finish(m, frame, stmt, before)
  }
  if (signal?.kind === 'unsure') {
    forgetChanges(m, frame, stmt, 'changed in a loop')
    // It may have left this loop, or only a turn of it; a return would have stopped the function.
    return undefined
  }
  const own = signal?.kind === 'break' || signal?.kind === 'continue'
  if (own && signal.label === undefined) return undefined
  return own && labelOf(frame, stmt) === signal.label ? undefined : signal
}

/** The label in front of a loop, as it is written there. */
function labelOf(frame: Frame, stmt: Stmt): string | undefined {
  const start = Math.max(0, stmt.pos - 200)
  return /([\p{L}_][\p{L}\p{Nd}_]*)\s*:\s*$/u.exec(frame.file.text.slice(start, stmt.pos))?.[1]
}

/** Runs a `for range`. */
export function execRange(
  m: Machine,
  frame: Frame,
  stmt: RangeStmt,
  label: string | undefined,
  toward: boolean,
): Signal {
  const before = m.target?.found.length ?? 0
  const over = evaluate(m, frame, stmt.x)
  if (toward && !isToward(m, frame, stmt.body)) finish(m, frame, stmt, before)
  if (toward && m.target !== undefined) m.target.loops++
  const items = itemsOf(m, over)
  let signal: Signal
  if (items === undefined && over.kind === 'func') signal = overFunction(m, frame, stmt, label, toward, over)
  else if (items === undefined) {
    if (!toward) return leaving(m, frame, stmt)
    forgetChanges(m, frame, stmt.body, 'changed in a loop')
    bindItem(m, frame, stmt, [
      unknown('an element of what is not known', over.steps),
      unknown('an element of what is not known', over.steps),
    ])
    signal = execAll(m, frame, stmt.body.stmts)
  } else {
    let turn = 0
    for (const item of items) {
      tick(m)
      if (toward && turn++ >= MOST_TURNS) break
      bindItem(m, frame, stmt, item)
      signal = execAll(m, frame, stmt.body.stmts)
      if (signal !== undefined && !continues(signal, label)) break
      signal = undefined
    }
  }
  return afterLoop(m, frame, stmt, signal, toward, before)
}

/** A range over a function of the program: its body is what the function yields to. */
function overFunction(
  m: Machine,
  frame: Frame,
  stmt: RangeStmt,
  label: string | undefined,
  toward: boolean,
  over: Value,
): Signal {
  let signal: Signal
  let turn = 0
  const take = yielding((values) => {
    tick(m)
    if (toward && turn++ >= MOST_TURNS) return false
    bindItem(m, frame, stmt, [values[0] ?? unknown('no element'), values[1] ?? unknown('no element')])
    signal = execAll(m, frame, stmt.body.stmts)
    if (signal?.kind === 'unsure') throw new Stop('a condition that is not known', false)
    if (signal !== undefined && !continues(signal, label)) return false
    signal = undefined
    return true
  })
  const result = call(m, over, [take], false)
  return result.kind === 'unknown' ? leaving(m, frame, stmt) : signal
}

function bindItem(m: Machine, frame: Frame, stmt: RangeStmt, item: readonly [Value, Value]): void {
  ;[stmt.key, stmt.value].forEach((left, i) => {
    const value = copyOf(m, item[i] ?? unknown('no element'))
    if (left === undefined) return
    if (stmt.op === ':=' && left.kind === 'Ident') declare(frame, left, value, undefined)
    else placeOf(m, frame, left)?.set(value)
  })
}

/** What a range gives, turn by turn; `undefined` where that is not known. */
export function itemsOf(m: Machine, over: Value): Iterable<readonly [Value, Value]> | undefined {
  const value = over.kind === 'pointer' ? over.place.get() : over
  switch (value.kind) {
    case 'nil':
      return []
    case 'int':
      return count(value.value, value)
    case 'string':
      return runesAt(value)
    case 'slice':
    case 'array':
      return listed(m, value)
    case 'map':
      return value.state.unknown
        ? undefined
        : [...value.entries.values()].map((entry): [Value, Value] => [entry.key, entry.value])
    default:
      return itemsIn(value) ?? received(m, value)
  }
}

function* count(to: bigint, value: Value): Generator<readonly [Value, Value]> {
  const type = value.type.kind === 'basic' && value.type.name.startsWith('untyped') ? INT : value.type
  for (let i = 0n; i < to; i++) yield [intOf(i, undefined, type), unknown('no element')]
}

function* runesAt(value: Value & { readonly kind: 'string' }): Generator<readonly [Value, Value]> {
  for (let i = 0; i < value.text.length;) {
    const { rune, width } = decodeRune(value.text, i)
    yield [intOf(i), intOf(rune, value.steps, RUNE)]
    i += width
  }
}

function* listed(m: Machine, value: Value & { readonly kind: 'slice' | 'array' }): Generator<readonly [Value, Value]> {
  // Of an array a copy is gone through, of a slice its memory as it is at each turn.
  const over = value.kind === 'array' ? copyOf(m, value) : value
  if (over.kind !== 'slice' && over.kind !== 'array') return
  const elem = elemType(over.type)
  const start = over.kind === 'slice' ? over.start : 0
  for (let i = 0; i < over.length; i++) {
    const element = elementAt(over.store, start + i, elem)
    const steps = element.steps.length === 0 ? over.steps : element.steps
    yield [intOf(i), steps.length === 0 ? element : { ...element, steps }]
  }
}
