// What is put into a variable or a field by other means than assignment: calls that fill it, and what is sent into it.
import type { Expr } from '../ast.ts'
import type { Entity } from '../scope.ts'
import type { Origins, Trail } from './origin.ts'
import { inSlot, paramEntity } from './parameters.ts'
import { baseOf, type CallSite, type Unit } from './program.ts'
import type { Slice } from './slice.ts'
import { substitute } from './substitution.ts'

/** What calls put into a variable, and what is sent into it. */
export function fillsOf(slice: Slice, entity: Entity, unit: Unit, trail: Trail | undefined): void {
  if (slice.mode !== 'data' || !slice.first(entity, 'fills')) return
  const { program, uses } = slice.all.world
  const isIt = (x: Expr): boolean => baseOf(x) === entity
  if (entity.global) {
    for (const site of program.globalUses.get(entity) ?? []) filledBy(slice, isIt, site, trail)
    return
  }
  const { sites, sends } = uses.around(unit)
  for (const site of sites.get(entity) ?? []) filledBy(slice, isIt, site, trail)
  for (const send of sends.get(entity) ?? []) slice.expr(send.value, unit, 0, trail)
}

/** What a call puts into those of its arguments, and the receiver, that `isIt` says yes to. */
export function filledBy(slice: Slice, isIt: (x: Expr) => boolean, site: CallSite, trail: Trail | undefined): void {
  const { resolver } = slice.all.world
  const { call, unit } = site
  const { builtin, model, units, receiver } = resolver.callees(site)
  const slots: (number | 'self')[] = []
  call.args.forEach((arg, i) => {
    if (isIt(arg)) slots.push(i)
  })
  if (receiver !== undefined && isIt(receiver)) slots.push('self')
  if (builtin === 'copy' && slots.includes(0) && call.args[1] !== undefined)
    return slice.expr(call.args[1], unit, 0, trail)
  for (const slot of slots) {
    for (const callee of units) {
      const index = slot === 'self' ? -1 : slot
      substitute(slice, contentOf(slice, callee, index), site, callee, trail)
    }
    if (model !== undefined) {
      for (const { to, from } of [...model.fills, ...(model.write === undefined ? [] : [model.write])]) {
        const all = model.variadic && to === model.params.length - 1 && typeof slot === 'number' && slot > to
        if (to !== slot && to !== '*' && !all) continue
        if (typeof from === 'object')
          slice.add({ kind: 'source', source: from.source, site, at: call, unit, model, values: [] }, trail)
        else for (const x of inSlot(resolver, site, from)) if (x.kind !== 'FuncLit') slice.expr(x, unit, 0, trail)
      }
    }
  }
}

/** What a call of a unit puts into what its parameter holds. */
function contentOf({ all }: Slice, unit: Unit, index: number): Origins {
  return all.summed('data', unit, `content ${index}`, (slice) => {
    const entity = paramEntity(unit, index)
    if (entity !== undefined) fillsOf(slice, entity, unit, undefined)
  })
}
