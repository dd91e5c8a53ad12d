// What a call gives: the results of functions of the module, summed up and with this call's arguments; what the catalogue
// says of others; and of what nobody knows, what goes in.
import type { CallExpr, Ident } from '../ast.ts'
import type { CallModel, Slot } from './catalogue.ts'
import { stepped, TRANSFORMS, type Origins, type Trail } from './origin.ts'
import { inSlot } from './parameters.ts'
import type { CallSite, Unit } from './program.ts'
import type { Slice } from './slice.ts'
import { substitute, takeOver } from './substitution.ts'
import { returnsOf } from './uses.ts'

/** Looks at the result `index` of a call. */
export function lookAtCall(slice: Slice, call: CallExpr, unit: Unit, index: number, trail: Trail | undefined): void {
  const { uses, resolver } = slice.all.world
  const site = uses.siteOf(call, unit)
  if (site === undefined) return
  const { builtin, model, units, receiver, value, name } = resolver.callees(site)
  if (builtin !== undefined) {
    if (builtin === 'conversion' || builtin === 'append' || builtin === 'min' || builtin === 'max')
      for (const arg of call.args) slice.expr(arg, unit, 0, trail)
    return
  }
  for (const callee of units) substitute(slice, resultOf(slice, callee, index), site, callee, trail)
  if (value !== undefined) {
    const functions = slice.all.functionValue(value, unit).units
    for (const callee of functions) substitute(slice, resultOf(slice, callee, index), site, callee, trail)
    if (model !== undefined) return modelled(slice, model, site, index, trail)
    if (functions.length === 0 && slice.mode === 'data') for (const arg of call.args) slice.expr(arg, unit, 0, trail)
    return
  }
  if (model !== undefined) return modelled(slice, model, site, index, trail)
  if (units.length > 0 || name === undefined || slice.mode === 'function') return
  // Outside, and not known: what goes in comes out.
  if (index > 0 && !name.startsWith('*.')) return
  if (receiver !== undefined) slice.expr(receiver, unit, 0, trail)
  for (const arg of call.args) if (arg.kind !== 'FuncLit') slice.expr(arg, unit, 0, trail)
}

/** What a result of a function carries, of what its parameters hold too. */
function resultOf({ all, mode }: Slice, unit: Unit, index: number): Origins {
  return all.summed(mode, unit, `result ${index}`, (slice) => {
    const { node } = unit
    if (node.kind === 'ValueSpec') return
    const names = node.type.results.flatMap((field): (Ident | undefined)[] =>
      field.names.length === 0 ? [undefined] : [...field.names],
    )
    const named = names[index]?.entity
    if (named !== undefined) slice.entity(named, unit, undefined)
    for (const results of returnsOf(unit)) {
      const one = results.length === 1 && names.length > 1
      const x = one ? results[0] : results[index]
      if (x !== undefined) slice.expr(x, unit, one ? index : 0, undefined)
    }
  })
}

const EVERYTHING: readonly Slot[] = ['*', 'self']

function modelled(slice: Slice, model: CallModel, site: CallSite, index: number, trail: Trail | undefined): void {
  const result = model.results[index]
  if (result === 'error' || result === 'bool') return
  const { resolver } = slice.all.world
  const { unit, call } = site
  const carry = (slots: readonly Slot[], by: Trail | undefined = trail): void => {
    for (const slot of slots) for (const x of inSlot(resolver, site, slot)) slice.expr(x, unit, 0, by)
  }
  if (slice.mode === 'function') {
    // sync.OnceFunc and the like give back what they were given.
    for (const at of [...model.calls, ...model.keeps]) {
      const arg = call.args[at]
      if (arg !== undefined) slice.expr(arg, unit, 0, trail)
    }
    // What keeps things of any type may keep functions: a context, a map, an atomic value.
    if (result === '_' || result === 'context.Context') carry(model.carries ?? EVERYTHING)
    return
  }
  if (model.object || model.joins || model.standsFor !== undefined)
    slice.add({ kind: 'object', site, model }, stepped(trail, unit, call.pos, model.name))
  if (slice.mode === 'object') {
    // What an object is made of is not the object; what gives it on is.
    const made = model.object && !model.joins && model.standsFor === undefined
    if (made || model.source !== undefined || model.effect !== undefined) return
    return carry(model.standsFor === undefined ? (model.carries ?? EVERYTHING) : EVERYTHING)
  }
  if (model.source !== undefined) {
    slice.add({ kind: 'source', source: model.source, site, at: call, unit, model, values: [] }, trail)
    if (model.carries === undefined) return
  }
  carry(model.carries ?? EVERYTHING, TRANSFORMS.test(model.name) ? stepped(trail, unit, call.pos, model.name) : trail)
  // What a callback gives is what the call gives.
  for (const at of model.calls) {
    const arg = call.args[at]
    if (arg === undefined) continue
    for (const callee of slice.all.functionValue(arg, unit).units) takeOver(slice, resultOf(slice, callee, 0), trail)
  }
}
