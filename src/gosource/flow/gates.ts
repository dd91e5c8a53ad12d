// What stands before a call on the way from its trigger: conditions on the system, the machine, the clock or the input,
// waits, and recovers that start again.
import type { BlockStmt, Expr, Stmt, SwitchStmt } from '../ast.ts'
import type { Gate, GateKind } from '../facts.ts'
import type { SourceFile } from '../scope.ts'
import { addChildren, walk, type Node } from '../walk.ts'
import type { Resolver } from './callees.ts'
import type { Slicer } from './origins.ts'
import { bodyOf, plain, type Unit } from './program.ts'
import type { Hop } from './reach.ts'
import type { Typing } from './typing.ts'

/** What gates are found with. */
export interface GateFinder {
  readonly typing: Typing
  readonly resolver: Resolver
  readonly slicer: Slicer
  readonly lineOf: (file: SourceFile, pos: number) => number
}

/** How many gates of one call are told. */
const MOST_GATES = 12

/** The gates on the way to a call: in each unit of the hops before the hop, and in its own unit before it. */
export function gatesOn(finder: GateFinder, hops: readonly Hop[], unit: Unit, at: Expr): Gate[] {
  const found: Gate[] = []
  const add = (of: Unit, kind: GateKind, pos: number, end: number): void => {
    const gate = {
      kind,
      file: of.file.name,
      line: finder.lineOf(of.file, pos),
      text: excerpt(of.file.text.slice(pos, end)),
    }
    if (found.length < MOST_GATES && !found.some((other) => other.kind === gate.kind && other.line === gate.line))
      found.push(gate)
  }
  for (const hop of hops) before(finder, hop.from, hop.at.pos, add)
  before(finder, unit, at.pos, add)
  return found
}

type Add = (unit: Unit, kind: GateKind, pos: number, end: number) => void

/** Goes down to a place, and tells what stands around and before it. */
function before(finder: GateFinder, unit: Unit, pos: number, add: Add): void {
  let nodes = bodyOf(unit)
  for (let depth = 0; depth < 200; depth++) {
    const inside = nodes.find((node) => node.pos <= pos && pos < node.end)
    if (inside === undefined) return
    if (inside.kind === 'FuncLit' && depth > 0) return
    if (inside.kind === 'BlockStmt') siblings(finder, unit, inside, pos, add)
    if (inside.kind === 'IfStmt' && inside.cond.end <= pos) conditions(finder, unit, inside.cond, add)
    if (inside.kind === 'SwitchStmt') {
      if (inside.tag !== undefined) conditions(finder, unit, inside.tag, add)
      for (const clause of inside.body) {
        const here = clause.pos <= pos && pos < clause.end
        // Without a tag the cases are asked in turn, and what stands in one has passed those before it.
        const passed = inside.tag === undefined && (clause.pos < pos || isDefault(inside, pos))
        if (here || passed) for (const x of clause.exprs ?? []) conditions(finder, unit, x, add)
      }
    }
    if (inside.kind === 'ForStmt' && inside.cond === undefined) add(unit, 'loop', inside.pos, inside.body.pos)
    nodes = []
    addChildren(inside, nodes)
  }
}

function isDefault({ body }: SwitchStmt, pos: number): boolean {
  return body.some((clause) => clause.exprs === undefined && clause.pos <= pos && pos < clause.end)
}

function siblings(finder: GateFinder, unit: Unit, block: BlockStmt, pos: number, add: Add): void {
  for (const stmt of block.stmts) {
    if (stmt.pos > pos) return
    if (stmt.kind === 'IfStmt' && stmt.end <= pos && leaves(stmt.body)) conditions(finder, unit, stmt.cond, add)
    if (stmt.kind === 'DeferStmt') recovers(unit, stmt, add)
    if (stmt.kind === 'ExprStmt' && stmt.end <= pos) sleeps(finder, unit, stmt, add)
  }
}

function leaves(block: BlockStmt): boolean {
  const last = block.stmts.at(-1)
  return last?.kind === 'ReturnStmt' || (last?.kind === 'BranchStmt' && last.token !== 'goto')
}

function recovers(unit: Unit, stmt: Stmt, add: Add): void {
  walk([stmt], (node) => {
    if (
      node.kind === 'CallExpr' &&
      node.fun.kind === 'Ident' &&
      node.fun.entity?.kind === 'builtin' &&
      node.fun.name === 'recover'
    )
      add(unit, 'recover', node.pos, node.end)
    return undefined
  })
}

function sleeps(finder: GateFinder, unit: Unit, stmt: Stmt, add: Add): void {
  if (stmt.kind !== 'ExprStmt') return
  const x = plain(stmt.x)
  const call =
    x.kind === 'CallExpr' ? plain(x.fun) : x.kind === 'UnaryExpr' && x.op === '<-' ? calledBy(x.x) : undefined
  if (call?.kind !== 'SelectorExpr') return
  const member = finder.typing.member(call)
  if (member === 'time.Sleep' || member === 'time.After' || member === 'time.Tick')
    add(unit, 'sleep', stmt.pos, stmt.end)
}

function calledBy(x: Expr): Expr | undefined {
  const call = plain(x)
  return call.kind === 'CallExpr' ? plain(call.fun) : undefined
}

/** What a condition asks. */
function conditions(finder: GateFinder, unit: Unit, cond: Expr, add: Add): void {
  const operands: Expr[] = []
  const work: Node[] = [cond]
  for (let node = work.pop(); node !== undefined && operands.length < 16; node = work.pop()) {
    if (node.kind === 'BinaryExpr') work.push(node.x, node.y)
    else if (node.kind === 'ParenExpr' || (node.kind === 'UnaryExpr' && node.op === '!')) work.push(node.x)
    else if (isExpr(node)) operands.push(node)
  }
  const constant = operands.some((x) => x.kind === 'BasicLit' && !['0', '""', '1', '``'].includes(x.text))
  for (const x of operands) {
    for (const { origin } of finder.slicer.of(x, unit).found.values()) {
      // Whether there is a home folder says nothing about the machine.
      if (origin.kind === 'source' && origin.model?.name !== 'os.UserHomeDir') {
        const kind = origin.values[0]?.startsWith('runtime.GO') === true ? 'os' : KINDS[origin.source]
        if (kind !== undefined) add(unit, kind, cond.pos, cond.end)
      } else if (origin.kind === 'param' && constant) add(unit, 'input', cond.pos, cond.end)
    }
    if (asksClock(finder, unit, x)) add(unit, 'time', cond.pos, cond.end)
  }
}

function isExpr(node: Node): node is Expr {
  return ['Ident', 'SelectorExpr', 'CallExpr', 'IndexExpr', 'BasicLit', 'StarExpr', 'SliceExpr', 'UnaryExpr'].includes(
    node.kind,
  )
}

const KINDS: Readonly<Partial<Record<string, GateKind>>> = {
  env: 'env',
  environ: 'env',
  'host-info': 'host-info',
  network: 'network',
  dns: 'network',
}

function asksClock(finder: GateFinder, unit: Unit, x: Expr): boolean {
  let found = false
  walk([x], (node) => {
    if (node.kind !== 'CallExpr') return undefined
    const fun = plain(node.fun)
    if (fun.kind === 'SelectorExpr') {
      const member = finder.typing.member(fun)
      const type = member === undefined ? finder.typing.typeOf(fun.x, unit.file) : undefined
      found ||=
        member === 'time.Now' || member === 'time.Since' || (type?.kind === 'other' && type.name === 'time.Time')
    }
    return !found
  })
  return found
}

function excerpt(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line.length > 120 ? `${line.slice(0, 119)}…` : line
}
