// The tree below a node, in the order of the source.
import type { CaseClause, CommClause, Decl, Expr, Field, ImportSpec, Stmt, TypeSpec, ValueSpec } from './ast.ts'

/** Any node of the tree. */
export type Node = Decl | ImportSpec | ValueSpec | TypeSpec | Field | Stmt | CaseClause | CommClause | Expr

/**
 * Visits nodes and everything below them, in the order of the source; where `enter` gives false, nothing below a node is
 * visited. Without recursion, so that a deep tree is no danger.
 */
export function walk(nodes: readonly Node[], enter: (node: Node) => boolean | undefined): void {
  const stack: Node[] = nodes.toReversed()
  for (let node = stack.pop(); node !== undefined; node = stack.pop())
    if (enter(node) !== false) stackChildren(node, stack)
}

/** Puts a node's children on a stack, so that the first one in the source is taken off first. */
export function stackChildren(node: Node, stack: Node[]): void {
  let low = stack.length
  addChildren(node, stack)
  for (let high = stack.length - 1; low < high; low++, high--) {
    const first = stack[low] as Node // within bounds
    stack[low] = stack[high] as Node // within bounds
    stack[high] = first
  }
}

/** Adds a node's children to a list, in the order of the source. */
export function addChildren(node: Node, to: Node[]): void {
  switch (node.kind) {
    case 'GenDecl':
      return all(to, node.specs)
    case 'FuncDecl':
      all(to, node.receiver)
      add(to, node.name)
      add(to, node.type)
      return add(to, node.body)
    case 'ImportSpec':
      add(to, node.name)
      return add(to, node.path)
    case 'ValueSpec':
      all(to, node.names)
      add(to, node.type)
      return all(to, node.values)
    case 'TypeSpec':
      add(to, node.name)
      all(to, node.typeParams)
      return add(to, node.type)
    case 'Field':
      all(to, node.names)
      add(to, node.type)
      return add(to, node.tag)
    case 'CompositeLit':
      add(to, node.type)
      return all(to, node.elements)
    case 'FuncLit':
      add(to, node.type)
      return add(to, node.body)
    case 'ParenExpr':
    case 'StarExpr':
    case 'UnaryExpr':
    case 'ExprStmt':
    case 'IncDecStmt':
      return add(to, node.x)
    case 'SelectorExpr':
      add(to, node.x)
      return add(to, node.sel)
    case 'IndexExpr':
      add(to, node.x)
      return all(to, node.indices)
    case 'SliceExpr':
      add(to, node.x)
      add(to, node.low)
      add(to, node.high)
      return add(to, node.max)
    case 'TypeAssertExpr':
      add(to, node.x)
      return add(to, node.type)
    case 'CallExpr':
      add(to, node.fun)
      return all(to, node.args)
    case 'BinaryExpr':
      add(to, node.x)
      return add(to, node.y)
    case 'KeyValueExpr':
      add(to, node.key)
      return add(to, node.value)
    case 'ArrayType':
      add(to, node.length)
      return add(to, node.elem)
    case 'Ellipsis':
      return add(to, node.elem)
    case 'StructType':
      return all(to, node.fields)
    case 'FuncType':
      all(to, node.typeParams)
      all(to, node.params)
      return all(to, node.results)
    case 'InterfaceType':
      return all(to, node.methods)
    case 'MapType':
      add(to, node.key)
      return add(to, node.value)
    case 'ChanType':
      return add(to, node.value)
    case 'DeclStmt':
      return add(to, node.decl)
    case 'LabeledStmt':
      add(to, node.label)
      return add(to, node.stmt)
    case 'SendStmt':
      add(to, node.channel)
      return add(to, node.value)
    case 'AssignStmt':
      all(to, node.left)
      return all(to, node.right)
    case 'GoStmt':
    case 'DeferStmt':
      return add(to, node.call)
    case 'ReturnStmt':
      return all(to, node.results)
    case 'BranchStmt':
      return add(to, node.label)
    case 'BlockStmt':
      return all(to, node.stmts)
    case 'IfStmt':
      add(to, node.init)
      add(to, node.cond)
      add(to, node.body)
      return add(to, node.else)
    case 'CaseClause':
      all(to, node.exprs)
      return all(to, node.stmts)
    case 'CommClause':
      add(to, node.comm)
      return all(to, node.stmts)
    case 'SwitchStmt':
      add(to, node.init)
      add(to, node.tag)
      return all(to, node.body)
    case 'TypeSwitchStmt':
      add(to, node.init)
      add(to, node.assign)
      return all(to, node.body)
    case 'SelectStmt':
      return all(to, node.body)
    case 'ForStmt':
      add(to, node.init)
      add(to, node.cond)
      add(to, node.post)
      return add(to, node.body)
    case 'RangeStmt':
      add(to, node.key)
      add(to, node.value)
      add(to, node.x)
      return add(to, node.body)
    case 'Ident':
    case 'BasicLit':
    case 'BadExpr':
    case 'BadStmt':
    case 'BadDecl':
    case 'EmptyStmt':
  }
}

function add(to: Node[], child: Node | undefined): void {
  if (child !== undefined) to.push(child)
}

function all(to: Node[], children: readonly Node[] | undefined): void {
  if (children === undefined) return
  for (let i = 0; i < children.length; i++) to.push(children[i] as Node) // within bounds
}
