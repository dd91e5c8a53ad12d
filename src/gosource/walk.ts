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
  const below: Node[] = []
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (enter(node) === false) continue
    below.length = 0
    addChildren(node, below)
    for (let i = below.length - 1; i >= 0; i--) stack.push(below[i] as Node) // the index is within bounds
  }
}

/** Adds a node's children to a list, in the order of the source. */
export function addChildren(node: Node, to: Node[]): void {
  const add = (child: Node | undefined): void => {
    if (child !== undefined) to.push(child)
  }
  const all = (list: readonly Node[] | undefined): void => {
    if (list !== undefined) for (const child of list) to.push(child)
  }
  switch (node.kind) {
    case 'GenDecl':
      return all(node.specs)
    case 'FuncDecl':
      all(node.receiver)
      add(node.name)
      add(node.type)
      return add(node.body)
    case 'ImportSpec':
      add(node.name)
      return add(node.path)
    case 'ValueSpec':
      all(node.names)
      add(node.type)
      return all(node.values)
    case 'TypeSpec':
      add(node.name)
      all(node.typeParams)
      return add(node.type)
    case 'Field':
      all(node.names)
      add(node.type)
      return add(node.tag)
    case 'CompositeLit':
      add(node.type)
      return all(node.elements)
    case 'FuncLit':
      add(node.type)
      return add(node.body)
    case 'ParenExpr':
    case 'StarExpr':
    case 'UnaryExpr':
    case 'ExprStmt':
    case 'IncDecStmt':
      return add(node.x)
    case 'SelectorExpr':
      add(node.x)
      return add(node.sel)
    case 'IndexExpr':
      add(node.x)
      return all(node.indices)
    case 'SliceExpr':
      add(node.x)
      add(node.low)
      add(node.high)
      return add(node.max)
    case 'TypeAssertExpr':
      add(node.x)
      return add(node.type)
    case 'CallExpr':
      add(node.fun)
      return all(node.args)
    case 'BinaryExpr':
      add(node.x)
      return add(node.y)
    case 'KeyValueExpr':
      add(node.key)
      return add(node.value)
    case 'ArrayType':
      add(node.length)
      return add(node.elem)
    case 'Ellipsis':
      return add(node.elem)
    case 'StructType':
      return all(node.fields)
    case 'FuncType':
      all(node.typeParams)
      all(node.params)
      return all(node.results)
    case 'InterfaceType':
      return all(node.methods)
    case 'MapType':
      add(node.key)
      return add(node.value)
    case 'ChanType':
      return add(node.value)
    case 'DeclStmt':
      return add(node.decl)
    case 'LabeledStmt':
      add(node.label)
      return add(node.stmt)
    case 'SendStmt':
      add(node.channel)
      return add(node.value)
    case 'AssignStmt':
      all(node.left)
      return all(node.right)
    case 'GoStmt':
    case 'DeferStmt':
      return add(node.call)
    case 'ReturnStmt':
      return all(node.results)
    case 'BranchStmt':
      return add(node.label)
    case 'BlockStmt':
      return all(node.stmts)
    case 'IfStmt':
      add(node.init)
      add(node.cond)
      add(node.body)
      return add(node.else)
    case 'CaseClause':
      all(node.exprs)
      return all(node.stmts)
    case 'CommClause':
      add(node.comm)
      return all(node.stmts)
    case 'SwitchStmt':
      add(node.init)
      add(node.tag)
      return all(node.body)
    case 'TypeSwitchStmt':
      add(node.init)
      add(node.assign)
      return all(node.body)
    case 'SelectStmt':
      return all(node.body)
    case 'ForStmt':
      add(node.init)
      add(node.cond)
      add(node.post)
      return add(node.body)
    case 'RangeStmt':
      add(node.key)
      add(node.value)
      add(node.x)
      return add(node.body)
    case 'Ident':
    case 'BasicLit':
    case 'BadExpr':
    case 'BadStmt':
    case 'BadDecl':
    case 'EmptyStmt':
  }
}
