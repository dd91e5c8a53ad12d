// Type arguments that a call does not write (https://go.dev/ref/spec#Type_inference): the types of the arguments are laid
// over the types of the parameters, then the constraints say what is left.
import type { Type, TypeParam } from './gotype.ts'
import type { Members } from './members.ts'
import type { Typing } from './typeexpr.ts'

/** Which argument a type parameter has. */
export type Bindings = Map<TypeParam, Type>

/** How deep types are compared. */
const MOST_DEPTH = 40

/** Lays a type over one that has type parameters, and notes what they must be. False where the two differ. */
export function unify(
  typing: Typing,
  members: Members,
  param: Type,
  arg: Type,
  to: Bindings,
  depth: number = 0,
): boolean {
  if (param === arg) return true
  if (depth > MOST_DEPTH || arg.kind === 'unknown') return false
  if (param.kind === 'param' && wanted(to, param)) {
    const bound = to.get(param)
    if (bound === undefined || bound === typing.types.unknown) {
      to.set(param, arg)
      return true
    }
    if (bound === arg) return true
    // A channel without direction or a declared type wins over the other.
    if (arg.kind === 'named' && bound.kind !== 'named') to.set(param, arg)
    return true
  }
  const again = (a: Type, b: Type): boolean => unify(typing, members, a, b, to, depth + 1)
  if (param.kind === 'named' && arg.kind === 'named' && param.decl === arg.decl) {
    return param.args.every((one, i) => again(one, arg.args[i] ?? typing.types.unknown))
  }
  if (param.kind === 'named') {
    const under = typing.under(param)
    if (under.kind === 'interface') return unifyMethods(typing, members, under, arg, again)
    return arg.kind === 'named' ? false : again(under, arg)
  }
  if (arg.kind === 'named') {
    if (param.kind === 'interface') return unifyMethods(typing, members, param, arg, again)
    const under = typing.under(arg)
    return under === arg ? false : again(param, under)
  }
  switch (param.kind) {
    case 'pointer':
    case 'slice':
    case 'array':
      return arg.kind === param.kind && again(param.elem, arg.elem)
    case 'map':
      return arg.kind === 'map' && again(param.key, arg.key) && again(param.elem, arg.elem)
    case 'chan':
      return arg.kind === 'chan' && again(param.elem, arg.elem)
    case 'func': {
      if (arg.kind !== 'func' || arg.params.length !== param.params.length) return false
      const params = param.params.map((one, i) => again(one, arg.params[i] ?? typing.types.unknown))
      const results = param.results.map((one, i) => again(one, arg.results[i] ?? typing.types.unknown))
      return [...params, ...results].every(Boolean)
    }
    case 'struct':
      return (
        arg.kind === 'struct' &&
        param.fields.every((field, i) => again(field.type, arg.fields[i]?.type ?? typing.types.unknown))
      )
    case 'interface':
      return unifyMethods(typing, members, param, arg, again)
    default:
      return false
  }
}

function wanted(to: Bindings, param: TypeParam): boolean {
  return to.has(param)
}

function unifyMethods(
  typing: Typing,
  members: Members,
  param: Extract<Type, { kind: 'interface' }>,
  arg: Type,
  again: (a: Type, b: Type) => boolean,
): boolean {
  for (const [name, signature] of typing.methodsOf(param)) {
    const member = members.find(arg, name)
    if (member?.kind === 'method') again(signature, members.signature(member.decl, member.owner.args))
    else if (member?.kind === 'abstract') again(signature, member.type)
  }
  return true
}

/** Uses constraints with one underlying type (`~[]E`) for what the arguments left open. */
export function unifyConstraints(typing: Typing, members: Members, to: Bindings): void {
  // Each round binds at least one, or is the last.
  for (let round = 0; round <= to.size; round++) {
    let bound = false
    for (const [param, arg] of Array.from(to)) {
      const constraint = typing.under(param.constraint())
      const core = coreOf(typing, param.constraint())
      const known = arg !== typing.types.unknown
      const before = unknowns(typing, to)
      if (core !== undefined) {
        if (known) unify(typing, members, core, typing.under(arg).kind === core.kind ? typing.under(arg) : arg, to)
        else {
          const made = substitute(typing, core, to)
          if (made !== undefined) to.set(param, made)
        }
      }
      if (known && constraint.kind === 'interface') unify(typing, members, constraint, arg, to)
      if (unknowns(typing, to) < before) bound = true
    }
    if (!bound) return
  }
}

function unknowns(typing: Typing, to: Bindings): number {
  let count = 0
  for (const type of to.values()) if (type === typing.types.unknown) count++
  return count
}

/** The one type that a constraint allows; `undefined` where it allows several or any. */
function coreOf(typing: Typing, constraint: Type, depth: number = 0): Type | undefined {
  if (depth > 10) return undefined
  const under = constraint.kind === 'named' ? typing.under(constraint) : constraint
  if (under.kind === 'param') return coreOf(typing, under.constraint(), depth + 1)
  if (under.kind !== 'interface') return under.kind === 'unknown' ? undefined : under
  for (const union of under.unions) {
    const [first, second] = union
    if (first === undefined) continue
    if (second === undefined) return first.kind === 'param' ? first : typing.under(first)
    // Several with one underlying type, or channels and slices that differ only by name.
    const core = typing.under(first)
    if (union.every((one) => typing.under(one) === core)) return core
  }
  for (const one of under.embedded) {
    const core = coreOf(typing, one, depth + 1)
    if (core !== undefined) return core
  }
  return undefined
}

/** A type with its parameters replaced; `undefined` where one of them is not known. */
function substitute(typing: Typing, type: Type, bindings: Bindings, depth: number = 0): Type | undefined {
  const { types } = typing
  if (depth > MOST_DEPTH) return undefined
  const one = (part: Type): Type | undefined => substitute(typing, part, bindings, depth + 1)
  const all = (parts: readonly Type[]): Type[] | undefined => {
    const made = parts.map(one)
    return made.every((part) => part !== undefined) ? made : undefined
  }
  switch (type.kind) {
    case 'param': {
      if (!bindings.has(type)) return type
      const bound = bindings.get(type)
      return bound === types.unknown ? undefined : bound
    }
    case 'named': {
      if (type.args.length === 0) return type
      const args = all(type.args)
      return args === undefined ? undefined : types.named(type.decl, args)
    }
    case 'pointer':
    case 'slice':
    case 'array': {
      const elem = one(type.elem)
      return elem === undefined ? undefined : types.holder(type.kind, elem)
    }
    case 'map': {
      const key = one(type.key)
      const elem = one(type.elem)
      return key === undefined || elem === undefined ? undefined : types.map(key, elem)
    }
    case 'chan': {
      const elem = one(type.elem)
      return elem === undefined ? undefined : types.chan(type.direction, elem)
    }
    case 'func': {
      const params = all(type.params)
      const results = all(type.results)
      return params === undefined || results === undefined ? undefined : types.signature(params, results, type.variadic)
    }
    default:
      return type
  }
}
