// Parameters of functions, and what a call passes for them.
import type { Expr, Ident } from '../ast.ts'
import type { Entity } from '../scope.ts'
import type { Resolver } from './callees.ts'
import type { Slot } from './catalogue.ts'
import type { CallSite, Unit } from './program.ts'

/** The parameters of a function in order, unnamed ones as `undefined`; the last one may stand for all that follow. */
export function parametersOf(unit: Unit): {
  readonly idents: readonly (Ident | undefined)[]
  readonly variadic: boolean
} {
  const { node } = unit
  if (node.kind === 'ValueSpec') return { idents: [], variadic: false }
  const idents: (Ident | undefined)[] = []
  let variadic = false
  for (const field of node.type.params) {
    if (field.names.length === 0) idents.push(undefined)
    else idents.push(...field.names)
    variadic = field.type?.kind === 'Ellipsis'
  }
  return { idents, variadic }
}

/** The variable of a parameter; -1 is the receiver. */
export function paramEntity(unit: Unit, index: number): Entity | undefined {
  const { node } = unit
  if (index >= 0) return parametersOf(unit).idents[index]?.entity
  return node.kind === 'FuncDecl' ? node.receiver?.[0]?.names[0]?.entity : undefined
}

/** Which parameter of a function a variable is; -1 is the receiver. */
export function paramIndex(unit: Unit, entity: Entity): number | undefined {
  if (paramEntity(unit, -1) === entity) return -1
  const index = parametersOf(unit).idents.findIndex((ident) => ident?.entity === entity)
  return index < 0 ? undefined : index
}

/** The arguments that a parameter of a callee stands for at a call; -1 is the receiver. */
export function argumentsFor(resolver: Resolver, site: CallSite, callee: Unit, index: number): readonly Expr[] {
  const { node } = callee
  const { idents, variadic } = parametersOf(callee)
  // A method expression has its receiver as the first argument.
  const shift =
    node.kind === 'FuncDecl' && node.receiver !== undefined && site.call.args.length === idents.length + 1 && !variadic
      ? 1
      : 0
  if (index === -1) {
    const receiver = resolver.callees(site).receiver ?? (shift === 1 ? site.call.args[0] : undefined)
    return receiver === undefined ? [] : [receiver]
  }
  if (variadic && index === idents.length - 1) return site.call.args.slice(index)
  const arg =
    site.call.args[index + shift] ?? (site.call.args.length === 1 && index > 0 ? site.call.args[0] : undefined)
  return arg === undefined ? [] : [arg]
}

/** The expressions in a slot of a catalogued call. */
export function inSlot(resolver: Resolver, site: CallSite, slot: Slot): readonly Expr[] {
  if (slot === '*') return site.call.args
  const { model, receiver } = resolver.callees(site)
  if (slot === 'self') return receiver === undefined ? [] : [receiver]
  if (model?.variadic === true && slot === model.params.length - 1) return site.call.args.slice(slot)
  const arg = site.call.args[slot]
  return arg === undefined ? [] : [arg]
}
