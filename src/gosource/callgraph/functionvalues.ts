// Functions as values: named ones, closures, methods with and without a receiver.
import type { Expr, FuncLit } from '../ast.ts'
import type { Body, Value } from './body.ts'
import { instantiate } from './calls.ts'
import { packageName } from './expressions.ts'
import type { Signature, Type } from './gotype.ts'
import type { Func } from './graph.ts'
import type { FuncDecl } from './program.ts'
import { declareParameters, statements } from './statements.ts'
import { memberKey } from './typeexpr.ts'

/** A function as a value. */
export function functionValue(b: Body, decl: FuncDecl, hint: Type | undefined, given: readonly Type[] = []): Value {
  const generic = (decl.head().type.typeParams?.length ?? 0) > 0
  const wanted = hint === undefined ? undefined : b.typing.under(hint)
  const args = generic ? instantiate(b, decl, given, [], wanted?.kind === 'func' ? wanted : undefined) : []
  const func = b.graph.declared(decl, args, undefined)
  return b.value(func.signature, b.dry ? -1 : b.graph.funcNode(func))
}

/** A function literal. Its body is read with the one around it: it sees its names. */
export function closure(b: Body, e: FuncLit): Value {
  const signature = b.typing.signature(e.type, b.scope)
  if (b.dry) return b.value(signature)
  const func = closureFunc(b, signature, e.pos)
  const { func: around, returns } = b
  b.func = func
  b.returns = func
  b.open()
  declareParameters(b, func, e.type)
  statements(b, e.body.stmts)
  b.close()
  b.func = around
  b.returns = returns
  return b.value(signature, b.graph.funcNode(func))
}

/** A closure of the function that is read. */
export function closureFunc(b: Body, signature: Signature, pos: number): Func {
  const around = b.func
  around.closures++
  return b.graph.make('closure', `${around.name}$${around.closures}`, b.file.package, signature, { file: b.file, pos })
}

/** A function of its own that calls another with its own parameters. */
export function wrapper(b: Body, signature: Signature, to: Func): Func {
  const made = b.graph.make('wrapper', to.name, to.package, signature)
  b.graph.call(made, to, 0)
  b.graph.pass(made, to)
  return made
}

/** `T.Method`: a function whose first parameter is the receiver. */
export function methodExpression(b: Body, type: Type, method: string): Value {
  const { graph, typing } = b
  const member = graph.members.find(type, memberKey(method, b.file.package.path))
  if (member === undefined) b.lacks(type, memberKey(method, b.file.package.path))
  if (member === undefined || member.kind === 'field') return b.unknown
  const inner = member.kind === 'method' ? graph.members.signature(member.decl, member.owner.args) : member.type
  const signature = typing.types.signature([type, ...inner.params], inner.results, inner.variadic)
  if (b.dry) return b.value(signature)
  const made = graph.make('wrapper', method, b.file.package, signature)
  const self = made.params[0] ?? -1
  let to: Func | undefined
  if (member.kind === 'method') {
    to = graph.declared(member.decl, member.owner.args, member.owner)
    graph.link(self, to.receiver, type)
  } else {
    const node = member.field === undefined ? self : b.field(member.field.owner, member.field.name, member.field.type)
    if (node >= 0) to = graph.invoke(node, member.interface, member.name, member.type, b.file.package)
  }
  if (to === undefined) return b.value(signature)
  graph.call(made, to, 0)
  const { params, results } = to
  inner.params.forEach((one, i) => graph.link(made.params[i + 1] ?? -1, params[i] ?? -1, one))
  inner.results.forEach((one, i) => graph.link(results[i] ?? -1, made.results[i] ?? -1, one))
  return b.value(signature, graph.funcNode(made))
}

/** The generic function that an expression names without type arguments. */
export function genericFunction(b: Body, e: Expr): FuncDecl | undefined {
  let found
  if (e.kind === 'Ident' && b.lookup(e.name) === undefined) found = b.typing.meaning(e.name, b.file)
  else if (e.kind === 'SelectorExpr' && e.x.kind === 'Ident' && packageName(b, e.x.name)) {
    found = b.typing.member(e.x.name, e.sel.name, b.file)
  } else if (e.kind === 'ParenExpr') return genericFunction(b, e.x)
  return found?.kind === 'func' && (found.head().type.typeParams?.length ?? 0) > 0 ? found : undefined
}
