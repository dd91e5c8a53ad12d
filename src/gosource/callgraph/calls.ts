// Calls (https://go.dev/ref/spec#Calls): which function a call means, what goes into it and what comes out; conversions
// and predeclared functions, which look like calls.
import type { CallExpr, Expr } from '../ast.ts'
import type { Body, Value } from './body.ts'
import { defaultType, expr, isUntyped, packageName } from './expressions.ts'
import { closure, genericFunction } from './functionvalues.ts'
import type { Signature, Type, TypeParam } from './gotype.ts'
import { unify, unifyConstraints, type Bindings } from './infer.ts'
import type { FuncDecl } from './program.ts'
import { memberKey } from './typeexpr.ts'

/** A call, a conversion or a predeclared function. */
export function call(b: Body, e: CallExpr): Value {
  const { typing, graph } = b
  let fun = e.fun
  while (fun.kind === 'ParenExpr') fun = fun.x
  if (fun.kind === 'Ident' && b.lookup(fun.name) === undefined && BUILTINS.has(fun.name)) {
    if (typing.meaning(fun.name, b.file)?.kind === 'universe') return builtin(b, fun.name, e)
  }
  const type = typing.maybeType(fun, b.scope)
  if (type !== undefined && fun.kind !== 'CallExpr') return conversion(b, e, type)
  const written = fun.kind === 'IndexExpr' ? genericFunction(b, fun.x) : undefined
  const generic = written ?? genericFunction(b, fun)
  if (generic !== undefined) {
    const given = written !== undefined && fun.kind === 'IndexExpr' ? fun.indices.map((x) => b.type(x)) : []
    return genericCall(b, e, generic, given)
  }
  const declared = staticFunction(b, fun)
  if (declared !== undefined) {
    const func = graph.declared(declared, [], undefined)
    return b.call(func, values(b, e, func.signature), e.spread, e.lparen)
  }
  if (fun.kind === 'FuncLit') {
    const value = closure(b, fun)
    const atom = value.node < 0 ? undefined : graph.atom(graph.flow.atomsOf(value.node)[0] ?? -1)
    if (atom !== undefined && 'calls' in atom) return b.call(atom, values(b, e, atom.signature), e.spread, e.lparen)
    return unresolved(b, e, value)
  }
  if (
    fun.kind === 'SelectorExpr' &&
    !(fun.x.kind === 'Ident' && packageName(b, fun.x.name)) &&
    typing.maybeType(fun.x, b.scope) === undefined
  ) {
    return methodCall(b, e, fun.x, fun.sel.name)
  }
  return unresolved(b, e, expr(b, fun))
}

/** The function that a name, or a package's name, stands for. */
function staticFunction(b: Body, fun: Expr): FuncDecl | undefined {
  if (fun.kind === 'Ident' && b.lookup(fun.name) === undefined) {
    const found = b.typing.meaning(fun.name, b.file)
    return found?.kind === 'func' ? found : undefined
  }
  if (fun.kind !== 'SelectorExpr' || fun.x.kind !== 'Ident' || !packageName(b, fun.x.name)) return undefined
  const found = b.typing.member(fun.x.name, fun.sel.name, b.file)
  return found?.kind === 'func' ? found : undefined
}

/** The values of a call's arguments; those of a call with several results where it is the only argument. */
function values(b: Body, e: CallExpr, signature: Signature | undefined): readonly Value[] {
  const last = (signature?.params.length ?? 0) - 1
  const found = e.args.map((arg, i) => {
    const param = signature?.params[Math.min(i, last)]
    const elem = signature?.variadic === true && i >= last && !e.spread && param?.kind === 'slice' ? param.elem : param
    return expr(b, arg, elem)
  })
  const [only] = found
  return found.length === 1 && only?.tuple !== undefined ? only.tuple : found
}

function methodCall(b: Body, e: CallExpr, receiver: Expr, method: string): Value {
  const { graph } = b
  const x = expr(b, receiver)
  const member = graph.members.find(x.type, memberKey(method, b.file.package.path))
  switch (member?.kind) {
    case 'method': {
      const func = graph.declared(member.decl, member.owner.args, member.owner)
      if (!b.dry && func.receiver >= 0 && !member.promoted) graph.link(x.node, func.receiver, member.owner)
      return b.call(func, values(b, e, func.signature), e.spread, e.lparen)
    }
    case 'field':
      return unresolved(b, e, b.value(member.type, b.field(member.owner, member.name, member.type)))
    case 'abstract': {
      const node =
        member.field === undefined ? x.node : b.field(member.field.owner, member.field.name, member.field.type)
      const args = values(b, e, member.type)
      if (b.dry || node < 0) return b.resultValue(member.type, [])
      const site = graph.invoke(node, member.interface, member.name, member.type, b.file.package)
      return b.call(site, args, e.spread, e.lparen)
    }
    default:
      b.escape(values(b, e, undefined))
      b.lacks(x.type, memberKey(method, b.file.package.path))
      if (!b.dry) {
        const callers = graph.unknown.get(method)
        if (callers === undefined) graph.unknown.set(method, new Set([b.func.id]))
        else callers.add(b.func.id)
      }
      return b.unknown
  }
}

/** A call of a function value. */
function unresolved(b: Body, e: CallExpr, fun: Value): Value {
  const under = b.typing.under(fun.type)
  if (under.kind !== 'func') {
    b.escape(values(b, e, undefined))
    return b.unknown
  }
  const args = values(b, e, under)
  if (b.dry || fun.node < 0) return b.resultValue(under, [])
  return b.call(b.graph.dynamic(fun.node, under, b.file.package), args, e.spread, e.lparen)
}

function genericCall(b: Body, e: CallExpr, decl: FuncDecl, given: readonly Type[]): Value {
  // Functions without type arguments wait for their parameter's type.
  const waiting = e.args.map((arg) => genericFunction(b, arg) !== undefined)
  const first = e.args.map((arg, i) => (waiting[i] === true ? b.unknown : expr(b, arg)))
  const [only] = first
  const spreadOut = first.length === 1 && only?.tuple !== undefined ? only.tuple : first
  const args = instantiate(b, decl, given, spreadOut, undefined, e.spread)
  const func = b.graph.declared(decl, args, undefined)
  const found = spreadOut.map((value, i) => {
    const generic = waiting[i] === true ? e.args[i] : undefined
    return generic === undefined
      ? value
      : expr(b, generic, func.signature.params[Math.min(i, func.signature.params.length - 1)])
  })
  return b.call(func, found, e.spread, e.lparen)
}

/** The type arguments of a generic function: those given, and the rest from its arguments or the type that is wanted. */
export function instantiate(
  b: Body,
  decl: FuncDecl,
  given: readonly Type[],
  args: readonly Value[],
  wanted: Signature | undefined,
  spread: boolean = false,
): Type[] {
  const { typing, graph } = b
  const { unknown } = typing.types
  const fields = decl.head().type.typeParams ?? []
  const params: TypeParam[] = []
  const own = new Map<string, Type>()
  const scope = { file: decl.file, env: own, local: undefined }
  for (const { names, type } of fields) {
    for (const { name } of names) {
      const param = typing.types.param(name, () => (type === undefined ? typing.any : typing.type(type, scope)))
      params.push(param)
      own.set(name, param)
    }
  }
  const bindings: Bindings = new Map(params.map((param, i) => [param, given[i] ?? unknown]))
  if (params.every((_, i) => given[i] !== undefined)) return params.map((_, i) => given[i] ?? unknown)
  const signature = typing.signature(decl.head().type, scope)
  const last = signature.params.length - 1
  const lay = (untyped: boolean): void => {
    args.forEach((arg, i) => {
      if (isUntyped(arg.type) !== untyped) return
      let param = signature.params[Math.min(i, last)]
      if (signature.variadic && i >= last && !spread && param?.kind === 'slice') param = param.elem
      // A constant without a type decides only what nothing else does.
      if (param === undefined || (untyped && !(param.kind === 'param' && bindings.get(param) === unknown))) return
      unify(typing, graph.members, param, defaultType(b, arg.type), bindings)
    })
  }
  lay(false)
  if (wanted !== undefined) unify(typing, graph.members, signature, wanted, bindings)
  unifyConstraints(typing, graph.members, bindings)
  lay(true)
  unifyConstraints(typing, graph.members, bindings)
  return params.map((param) => bindings.get(param) ?? unknown)
}

function conversion(b: Body, e: CallExpr, type: Type): Value {
  const [arg] = e.args
  if (arg === undefined) return b.value(type)
  const value = expr(b, arg, type)
  if (b.dry) return b.value(type)
  convertFields(b, value.type, type)
  return b.value(type, b.as(value, type))
}

/** Struct types that are converted share what is in their fields. */
function convertFields(b: Body, from: Type, to: Type): void {
  const { typing, graph } = b
  const a = from.kind === 'pointer' ? from.elem : typing.under(from).kind === 'pointer' ? from : from
  const c = to.kind === 'pointer' ? to.elem : to
  if (a === c) return
  const left = typing.under(a)
  const right = typing.under(c)
  if (left.kind !== 'struct' || right.kind !== 'struct' || left.fields.length !== right.fields.length) return
  left.fields.forEach((field, i) => {
    const other = right.fields[i]
    if (other === undefined || !graph.holds(field.type)) return
    const one = graph.field(a, field.name, field.type)
    const two = graph.field(c, other.name, other.type)
    graph.link(one, two, field.type)
    graph.link(two, one, field.type)
  })
}

/** The predeclared functions. */
export const BUILTINS: ReadonlySet<string> = new Set(
  'append cap clear close complex copy delete imag len make max min new panic print println real recover'.split(' '),
)

function builtin(b: Body, name: string, e: CallExpr): Value {
  const { typing } = b
  const { types } = typing
  const [first, ...rest] = e.args
  if (first === undefined) return name === 'recover' ? b.value(typing.any, b.shared('panic', typing.any)) : b.unknown
  switch (name) {
    case 'make': {
      for (const arg of rest) expr(b, arg)
      return b.value(b.type(first))
    }
    case 'new': {
      const type = typing.maybeType(first, b.scope)
      if (type !== undefined) return b.value(types.holder('pointer', type), b.node(type))
      const value = expr(b, first)
      const elem = defaultType(b, value.type)
      return b.value(types.holder('pointer', elem), value.node)
    }
    case 'append': {
      const list = expr(b, first)
      const under = typing.under(list.type)
      const elem = under.kind === 'slice' ? under.elem : types.unknown
      for (const arg of rest) {
        const value = expr(b, arg, e.spread ? undefined : elem)
        if (!e.spread) b.put(value, b.elem(elem), elem)
      }
      return b.value(list.type)
    }
    case 'panic':
      b.put(expr(b, first), b.shared('panic', typing.any), typing.any)
      return b.unknown
    case 'min':
    case 'max': {
      const found = e.args.map((arg) => expr(b, arg))
      return b.value((found.find(({ type }) => !isUntyped(type)) ?? found[0])?.type ?? types.unknown)
    }
    case 'complex':
    case 'real':
    case 'imag':
      for (const arg of e.args) expr(b, arg)
      return b.value(types.basic(name === 'complex' ? 'complex128' : 'float64'))
    default:
      for (const arg of e.args) expr(b, arg)
      return b.value(typing.int)
  }
}
