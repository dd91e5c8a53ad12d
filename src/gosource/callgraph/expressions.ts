// Expressions: the type of each, and the variable that its value is in (https://go.dev/ref/spec#Expressions). This is no
// type checker: what is wrong or not known has the unknown type, and reading goes on.
import type { CompositeLit, Expr, IndexExpr, SelectorExpr } from '../ast.ts'
import type { Body, Value } from './body.ts'
import { BUILTINS, call } from './calls.ts'
import { closure, functionValue, genericFunction, methodExpression, wrapper } from './functionvalues.ts'
import type { Type } from './gotype.ts'
import { constantType, variable } from './packagevalues.ts'
import { memberKey } from './typeexpr.ts'
import { lacks, lacksMember } from './undeclared.ts'

/** Types of constants without one, by how they are written. */
const UNTYPED = {
  int: 'untyped int',
  float: 'untyped float',
  imag: 'untyped imag',
  char: 'untyped char',
  string: 'untyped string',
} as const

/** What an expression is worth. `hint` is the type that is wanted, for generic functions without arguments. */
export function expr(b: Body, e: Expr, hint?: Type): Value {
  if (!b.enter()) return b.unknown
  const value = valueOf(b, e, hint)
  b.leave()
  return value
}

function valueOf(b: Body, e: Expr, hint: Type | undefined): Value {
  const { typing } = b
  const { types } = typing
  switch (e.kind) {
    case 'Ident':
      return name(b, e.name, hint)
    case 'BasicLit':
      return b.value(types.basic(UNTYPED[e.token]))
    case 'CompositeLit':
      return literal(b, e, b.type(e.type))
    case 'FuncLit':
      return closure(b, e)
    case 'ParenExpr':
      return expr(b, e.x, hint)
    case 'SelectorExpr':
      return selector(b, e, hint)
    case 'IndexExpr':
      return index(b, e, hint)
    case 'SliceExpr': {
      const x = expr(b, e.x)
      for (const part of [e.low, e.high, e.max]) if (part !== undefined) expr(b, part)
      const under = typing.under(x.type)
      const array = under.kind === 'pointer' ? typing.under(under.elem) : under
      return array.kind === 'array' ? b.value(types.holder('slice', array.elem)) : b.value(x.type)
    }
    case 'TypeAssertExpr': {
      const x = expr(b, e.x)
      const type = b.type(e.type)
      return b.value(type, b.graph.holds(type) ? x.node : -1)
    }
    case 'CallExpr':
      return call(b, e)
    case 'StarExpr': {
      const x = expr(b, e.x)
      const under = typing.under(x.type)
      const elem = under.kind === 'pointer' ? under.elem : types.unknown
      return b.value(elem, b.graph.holds(elem) ? x.node : -1)
    }
    case 'UnaryExpr': {
      if (e.op === '&') return address(b, e.x, hint)
      const x = expr(b, e.x)
      if (e.op !== '<-') return e.op === '!' ? b.value(typing.bool) : b.value(x.type)
      const under = typing.under(x.type)
      const elem = under.kind === 'chan' ? under.elem : types.unknown
      return b.value(elem, b.shared(`c${elem.id}`, elem))
    }
    case 'BinaryExpr':
      return binary(b, e)
    case 'KeyValueExpr':
      return expr(b, e.value)
    default:
      return b.value(b.typing.maybeType(e, b.scope) ?? types.unknown)
  }
}

function address(b: Body, x: Expr, hint: Type | undefined): Value {
  const { types } = b.typing
  let inner = x
  while (inner.kind === 'ParenExpr') inner = inner.x
  const local = inner.kind === 'Ident' ? b.lookup(inner.name) : undefined
  if (local?.kind === 'var') b.share(local)
  const wanted = hint === undefined ? undefined : b.typing.under(hint)
  const value =
    inner.kind === 'CompositeLit' && inner.type === undefined && wanted?.kind === 'pointer'
      ? literal(b, inner, wanted.elem)
      : expr(b, inner)
  return b.value(types.holder('pointer', value.type), value.node)
}

/** A chain of one operator may be thousands long: it leans left, and is read in a loop. */
function binary(b: Body, e: Expr): Value {
  const rights: { readonly op: string; readonly y: Expr }[] = []
  let left = e
  while (left.kind === 'BinaryExpr') {
    rights.push({ op: left.op, y: left.y })
    left = left.x
  }
  let value = expr(b, left)
  for (const { op, y } of rights.reverse()) {
    const right = expr(b, y)
    if (['==', '!=', '<', '<=', '>', '>='].includes(op)) value = b.value(b.typing.bool)
    else if (op !== '<<' && op !== '>>' && isUntyped(value.type)) value = b.value(untypedOf(value.type, right.type))
    else value = b.value(value.type)
  }
  return value
}

function untypedOf(left: Type, right: Type): Type {
  if (!isUntyped(right)) return right
  const order = ['untyped int', 'untyped char', 'untyped float', 'untyped imag']
  const rank = (type: Type): number => (type.kind === 'basic' ? order.indexOf(type.name) : -1)
  return rank(right) > rank(left) ? right : left
}

/** Whether a type is that of a constant without one. */
export function isUntyped(type: Type): boolean {
  return type.kind === 'basic' && type.name.startsWith('untyped')
}

/** The type that a constant without one gets in a variable. */
export function defaultType(b: Body, type: Type): Type {
  if (type.kind !== 'basic' || !isUntyped(type)) return type
  const { types } = b.typing
  switch (type.name) {
    case 'untyped int':
      return b.typing.int
    case 'untyped float':
      return types.basic('float64')
    case 'untyped imag':
      return types.basic('complex128')
    case 'untyped char':
      return types.basic('int32')
    case 'untyped string':
      return b.typing.string
    default:
      return type
  }
}

function name(b: Body, text: string, hint: Type | undefined): Value {
  const local = b.lookup(text)
  if (local !== undefined) {
    b.used(local)
    if (local.kind === 'var') return local
    return b.value(local.type ?? b.typing.types.unknown)
  }
  const found = b.typing.meaning(text, b.file)
  switch (found?.kind) {
    case 'var':
      return variable(b, found)
    case 'const':
      return b.value(constantType(b, found))
    case 'func':
      return functionValue(b, found, hint)
    case 'universe':
      if (text === 'nil') return b.value(b.typing.types.basic('untyped nil'))
      if (text === 'true' || text === 'false') return b.value(b.typing.types.basic('bool'))
      if (text === 'iota') return b.value(b.typing.types.basic('untyped int'))
      return b.value(b.scope.env?.get(text) ?? b.typing.universe.get(text) ?? undeclared(b, text))
    default:
      return b.value(b.scope.env?.get(text) ?? b.typing.types.unknown)
  }
}

/** A name that means nothing. */
function undeclared(b: Body, text: string): Type {
  if (!b.dry && !BUILTINS.has(text)) lacks(b.typing.program, text, b.file)
  return b.typing.types.unknown
}

/** `T{…}`: its values go into fields, elements, keys. */
function literal(b: Body, e: CompositeLit, written: Type): Value {
  const { typing } = b
  if (b.dry) return b.value(written)
  // An elided &T: the literal stands for what the pointer points to.
  const direct = typing.under(written)
  const type = direct.kind === 'pointer' ? direct.elem : written
  const under = typing.under(type)
  switch (under.kind) {
    case 'struct':
      e.elements.forEach((element, i) => {
        const keyed = element.kind === 'KeyValueExpr' && element.key.kind === 'Ident' ? element.key.name : undefined
        const value = element.kind === 'KeyValueExpr' ? element.value : element
        const key = keyed === undefined ? undefined : memberKey(keyed, b.file.package.path)
        const field = key === undefined ? under.fields[i] : under.fields.find((one) => one.name === key)
        if (field === undefined) expr(b, value)
        else b.put(elementValue(b, value, field.type), b.field(type, field.name, field.type), field.type)
      })
      break
    case 'map':
      for (const element of e.elements) {
        if (element.kind !== 'KeyValueExpr') continue
        b.put(elementValue(b, element.key, under.key), b.shared(`k${under.key.id}`, under.key), under.key)
        b.put(elementValue(b, element.value, under.elem), b.shared(`v${under.elem.id}`, under.elem), under.elem)
      }
      break
    case 'slice':
    case 'array':
      for (const element of e.elements) {
        if (element.kind === 'KeyValueExpr') expr(b, element.key)
        const value = element.kind === 'KeyValueExpr' ? element.value : element
        // Large tables are of numbers and texts.
        if (value.kind === 'BasicLit') continue
        b.put(elementValue(b, value, under.elem), b.elem(under.elem), under.elem)
      }
      break
    default:
      for (const element of e.elements) elementValue(b, element, typing.types.unknown)
  }
  return b.value(written)
}

function elementValue(b: Body, e: Expr, type: Type): Value {
  if (e.kind !== 'CompositeLit' || e.type !== undefined) return expr(b, e, type)
  if (!b.enter()) return b.unknown
  const value = literal(b, e, type)
  b.leave()
  return value
}

function selector(b: Body, e: SelectorExpr, hint: Type | undefined): Value {
  const { typing, graph } = b
  if (e.x.kind === 'Ident' && b.lookup(e.x.name) === undefined && b.file.names.has(e.x.name)) {
    const found = packageName(b, e.x.name) ? typing.member(e.x.name, e.sel.name, b.file) : undefined
    switch (found?.kind) {
      case 'var':
        return variable(b, found)
      case 'const':
        return b.value(constantType(b, found))
      case 'func':
        return functionValue(b, found, hint)
      case 'type':
        return b.value(typing.instance(found, []))
      default:
        if (packageName(b, e.x.name)) {
          if (!b.dry) lacksMember(typing.program, e.x.name, e.sel.name, b.file)
          return b.unknown
        }
    }
  }
  const type = typing.maybeType(e.x, b.scope)
  if (type !== undefined) return methodExpression(b, type, e.sel.name)
  const x = expr(b, e.x)
  const member = graph.members.find(x.type, memberKey(e.sel.name, b.file.package.path))
  switch (member?.kind) {
    case 'field':
      return b.value(member.type, b.field(member.owner, member.name, member.type))
    case 'method': {
      const func = graph.declared(member.decl, member.owner.args, member.owner)
      if (b.dry) return b.value(func.signature)
      if (func.receiver >= 0 && !member.promoted) graph.link(x.node, func.receiver, member.owner)
      return b.value(func.signature, graph.funcNode(func))
    }
    case 'abstract': {
      const node =
        member.field === undefined ? x.node : b.field(member.field.owner, member.field.name, member.field.type)
      if (b.dry || node < 0) return b.value(member.type)
      const site = graph.invoke(node, member.interface, member.name, member.type, b.file.package)
      return b.value(member.type, graph.funcNode(wrapper(b, member.type, site)))
    }
    default:
      b.lacks(x.type, memberKey(e.sel.name, b.file.package.path))
      return b.unknown
  }
}

/** Whether a name is that of an import here, and not a declaration of the package. */
export function packageName(b: Body, text: string): boolean {
  return b.lookup(text) === undefined && b.file.names.has(text)
}

function index(b: Body, e: IndexExpr, hint: Type | undefined): Value {
  const generic = genericFunction(b, e.x)
  if (generic !== undefined)
    return functionValue(
      b,
      generic,
      hint,
      e.indices.map((x) => b.type(x)),
    )
  const type = b.typing.maybeType(e, b.scope)
  if (type !== undefined) return b.value(type)
  const x = expr(b, e.x)
  const [key] = e.indices
  const at = key === undefined ? undefined : expr(b, key)
  let under = b.typing.under(x.type)
  if (under.kind === 'pointer') under = b.typing.under(under.elem)
  switch (under.kind) {
    case 'map':
      if (at !== undefined) b.put(at, b.shared(`k${under.key.id}`, under.key), under.key)
      return b.value(under.elem, b.shared(`v${under.elem.id}`, under.elem))
    case 'slice':
    case 'array':
      return b.value(under.elem, b.elem(under.elem))
    case 'basic':
      return b.value(b.typing.types.basic('uint8'))
    default:
      return b.unknown
  }
}
