// Which statements of a function matter for an expression in it: those that may change a variable that it stands on, and
// what decides whether they run. All others are passed by, which is most of them: a function is run for each of its calls.
import type { Expr, FuncDecl, FuncLit, Stmt } from './ast.ts'
import type { Machine } from './foldmachine.ts'
import type { Entity } from './scope.ts'
import { addChildren, type Node } from './walk.ts'

/** What a statement has to do with local variables. */
interface Use {
  /** All that it names, with what is inside of it. */
  readonly names: ReadonlySet<Entity>
  /** What it may change, with what is inside of it. */
  readonly changes: ReadonlySet<Entity>
  /** What it names itself: its condition, or all of it where it holds no statements. */
  readonly own: ReadonlySet<Entity>
  /** Whether it leaves a loop around it: then it is never passed by. */
  readonly leaves: boolean
}

/** The statements of one function; made once for all the expressions of it that are looked at one after another. */
export interface Uses {
  readonly fn: FuncDecl | FuncLit
  readonly of: ReadonlyMap<Stmt, Use>
  /** Which statements may change a variable. */
  readonly changing: ReadonlyMap<Entity, readonly Use[]>
}

/** How large a function may be that is looked at like this; a larger one is run as it is. */
const MOST_STATEMENTS = 5000

/** The variables that an expression of a function stands on; `undefined` where all of them must be taken. */
export function relevantTo(m: Machine, uses: Uses, x: Expr): ReadonlySet<Entity> | undefined {
  if (uses.of.size > MOST_STATEMENTS) return undefined
  const relevant = new Set<Entity>()
  const add = (names: Iterable<Entity>): void => {
    for (const entity of names) if (!isOpen(m, entity)) relevant.add(entity)
  }
  add(namesIn(x))
  // What literals around it are called with, or are values of, is named in statements that hold it: they are run anyway.
  for (const [stmt, use] of uses.of) if (stmt.pos <= x.pos && x.end <= stmt.end) add(use.own)
  // What is added on the way is come to, too: a set is gone through in the order in which it grows.
  const seen = new Set<Use>()
  for (const entity of relevant) {
    for (const use of uses.changing.get(entity) ?? []) {
      if (seen.has(use)) continue
      seen.add(use)
      add(use.own)
    }
  }
  return relevant
}

/** Whether a statement can be passed by. */
export function isIrrelevant(uses: Uses, relevant: ReadonlySet<Entity>, stmt: Stmt): boolean {
  const use = uses.of.get(stmt)
  return use !== undefined && !use.leaves && !meet(use.names, relevant)
}

/** What the statements of a function have to do with its variables. */
export function usesOf(fn: FuncDecl | FuncLit): Uses {
  const of = new Map<Stmt, Use>()
  for (const stmt of fn.body?.stmts ?? []) enter(of, stmt, false)
  const changing = new Map<Entity, Use[]>()
  for (const use of of.values()) {
    for (const entity of use.changes) {
      const known = changing.get(entity)
      if (known === undefined) changing.set(entity, [use])
      else known.push(use)
    }
  }
  return { fn, of, changing }
}

/** Enters a statement and those in it; the parser bounds how deep they nest. */
function enter(of: Map<Stmt, Use>, stmt: Stmt, inLoop: boolean): Use {
  const own = new Set<Entity>()
  const names = new Set<Entity>()
  const changes = new Set<Entity>()
  let leaves = stmt.kind === 'BranchStmt' || (stmt.kind === 'ReturnStmt' && inLoop)
  const loop = stmt.kind === 'ForStmt' || stmt.kind === 'RangeStmt'
  const take = (inner: Stmt): void => {
    const use = enter(of, inner, inLoop || loop)
    for (const entity of use.names) names.add(entity)
    for (const entity of use.changes) changes.add(entity)
    leaves ||= use.leaves
    // What leaves a loop decides how often it turns.
    if (use.leaves) for (const entity of use.own) own.add(entity)
  }
  const below: Node[] = []
  addChildren(stmt, below)
  const rest: Node[] = []
  for (const node of below) {
    if (node.kind === 'CaseClause' || node.kind === 'CommClause') {
      for (const inner of node.stmts) take(inner)
      if (node.kind === 'CaseClause') for (const x of node.exprs ?? []) rest.push(x)
      else if (node.comm !== undefined) take(node.comm)
    } else if (node.kind.endsWith('Stmt')) take(node as Stmt) // kinds that end so are statements
    else rest.push(node)
  }
  const leaf = rest.length === below.length
  enterNames(leaf ? [stmt] : rest, own, changes)
  if (stmt.kind === 'RangeStmt') {
    // A range over a channel takes what is in it; it has one variable at most.
    if (stmt.value === undefined) for (const entity of namesIn(stmt.x)) changes.add(entity)
    for (const left of [stmt.key, stmt.value]) for (const entity of namesIn(left)) changes.add(entity)
  }
  for (const entity of own) names.add(entity)
  const use = { names, changes, own, leaves: leaves && (inLoop || loop || stmt.kind === 'BranchStmt') }
  of.set(stmt, use)
  return use
}

/** Parameters whose values nobody gave: nothing makes them known. */
function isOpen(m: Machine, entity: Entity): boolean {
  const open =
    entity.kind === 'param' && entity.owner?.kind === 'FuncDecl' && entity.writes.length === 0 && !entity.changed
  return open && !m.params.has(entity)
}

function meet(a: ReadonlySet<Entity>, b: ReadonlySet<Entity>): boolean {
  const [small, large] = a.size < b.size ? [a, b] : [b, a]
  for (const entity of small) if (large.has(entity)) return true
  return false
}

function namesIn(node: Node | undefined): Set<Entity> {
  const found = new Set<Entity>()
  if (node !== undefined) enterNames([node], found, new Set())
  return found
}

function addLocal(found: Set<Entity>, entity: Entity | undefined): void {
  if (entity !== undefined && !entity.global && (entity.kind === 'var' || entity.kind === 'param')) found.add(entity)
}

/**
 * Enters what nodes name, and of that what is assigned, sent, received, aimed at, or given to a call: what may be
 * written to. In one go, because most of a function is gone through here.
 */
function enterNames(nodes: readonly Node[], names: Set<Entity>, changes: Set<Entity>): void {
  const plain: Node[] = [...nodes]
  const changed: Node[] = []
  for (let node = plain.pop(); node !== undefined; node = plain.pop()) {
    switch (node.kind) {
      case 'Ident':
        addLocal(names, node.entity)
        break
      case 'AssignStmt':
        for (const left of node.left) changed.push(left)
        for (const right of node.right) plain.push(right)
        break
      case 'SendStmt':
        changed.push(node.channel)
        plain.push(node.value)
        break
      case 'IncDecStmt':
        changed.push(node.x)
        break
      case 'ValueSpec':
        for (const name of node.names) changed.push(name)
        for (const value of node.values) plain.push(value)
        break
      case 'UnaryExpr':
        ;(node.op === '&' || node.op === '<-' ? changed : plain).push(node.x)
        break
      case 'CallExpr':
        changed.push(node.fun)
        for (const arg of node.args) changed.push(arg)
        break
      // Types and literals name no variables.
      case 'BasicLit':
      case 'ArrayType':
      case 'MapType':
      case 'StructType':
      case 'FuncType':
      case 'InterfaceType':
        if (node.kind === 'ArrayType' && node.length !== undefined) plain.push(node.length)
        break
      default:
        addChildren(node, plain)
    }
  }
  for (let node = changed.pop(); node !== undefined; node = changed.pop()) {
    if (node.kind === 'Ident') {
      addLocal(names, node.entity)
      addLocal(changes, node.entity)
    } else if (node.kind !== 'BasicLit') addChildren(node, changed)
  }
}
