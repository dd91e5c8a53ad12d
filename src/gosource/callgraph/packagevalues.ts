// The types of a package's variables and constants: as written, or that of their value, which is read for its type alone.
import type { Type } from './gotype.ts'
import { Body, type Value } from './body.ts'
import { defaultType, expr } from './expressions.ts'
import type { ConstDecl, VarDecl } from './program.ts'
import type { Typing } from './typeexpr.ts'

/** A package's variable. */
export function variable(b: Body, decl: VarDecl): Value {
  const type = variableType(b, decl)
  return b.value(type, b.dry ? -1 : b.graph.variable(decl, type))
}

/** The type of a package's variable: as written, or that of its value. */
function variableType(b: Body, { spec, index }: VarDecl): Type {
  const { types } = b.typing
  if (spec.types === 'asked') return types.unknown
  if (spec.types === undefined) {
    spec.types = 'asked'
    const dry = new Body(b.graph, spec.file, b.func, undefined, true)
    const table = spec.table()
    const known = table === undefined ? undefined : dry.typing.maybeType(table, dry.scope)
    if (known !== undefined && !carries(b.typing, known)) {
      spec.idle = true
      spec.types = [known]
      return known
    }
    const { type, values } = spec.read()
    const [only] = values
    if (type !== undefined) {
      const written = dry.type(type)
      spec.types = spec.names.map(() => written)
    } else if (values.length === 1 && spec.names.length > 1 && only !== undefined) {
      const value = expr(dry, only)
      spec.types = spec.names.map((_, i) => value.tuple?.[i]?.type ?? (i === 0 ? value.type : b.typing.bool))
    } else spec.types = values.map((value) => defaultType(dry, expr(dry, value).type))
  }
  return spec.types[index] ?? types.unknown
}

/** The type of a constant. */
export function constantType(b: Body, decl: ConstDecl): Type {
  if (decl.type === 'asked') return b.typing.types.unknown
  if (decl.type === undefined) {
    decl.type = 'asked'
    const { type, value } = decl.read()
    const dry = new Body(b.graph, decl.file, b.func, undefined, true)
    if (type !== undefined) decl.type = dry.type(type)
    else decl.type = value === undefined ? b.typing.types.unknown : expr(dry, value).type
  }
  return decl.type
}

/** Whether values of a type hold interfaces or functions in some part of them. */
function carries(typing: Typing, type: Type): boolean {
  const seen = new Set<number>()
  const parts = [type]
  for (let at = parts.pop(); at !== undefined; at = parts.pop()) {
    if (seen.has(at.id)) continue
    seen.add(at.id)
    const under = typing.under(at)
    if (under.kind === 'struct') for (const field of under.fields) parts.push(field.type)
    else if (under.kind === 'map') parts.push(under.key, under.elem)
    else if ('elem' in under) parts.push(under.elem)
    else if (under.kind !== 'basic') return true
  }
  return false
}
