// A call as a slice sees it: what was summed up of the function that it calls, with the call's own arguments in the place
// of parameters.
import { joinedTrails, stepped, type Link, type Origin, type Origins, type Trail } from './origin.ts'
import { argumentsFor } from './parameters.ts'
import type { CallSite, Unit } from './program.ts'
import type { Slice } from './slice.ts'

/** How many calls deep the arguments are kept that an origin depends on. */
const MOST_VIA = 5

/** Takes over what a summary of `callee` found, with the arguments of this call for its parameters. */
export function substitute(
  slice: Slice,
  origins: Origins,
  site: CallSite,
  callee: Unit,
  trail: Trail | undefined,
): void {
  const { all } = slice
  slice.cameBy(origins)
  for (const { origin, trail: inner, via } of origins.found.values()) {
    if (origin.kind === 'param' && origin.unit === callee) {
      const hop = stepped(trail, site.unit, site.call.pos, `through ${callee.name}`)
      for (const arg of argumentsFor(all.world.resolver, site, callee, origin.index)) slice.expr(arg, site.unit, 0, hop)
    } else {
      const hop = stepped(trail, site.unit, site.call.pos, `${callee.name} gives it`)
      const link = via.length < MOST_VIA && dependsOn(slice, origin, via, callee)
      slice.add(origin, joinedTrails(inner, hop), link ? [...via, { callee, site }] : via)
    }
  }
}

/** Takes over what a summary found as it is. */
export function takeOver(slice: Slice, origins: Origins, trail: Trail | undefined): void {
  slice.cameBy(origins)
  for (const { origin, trail: inner, via } of origins.found.values()) slice.add(origin, joinedTrails(inner, trail), via)
}

/** Whether what an origin is depends on the parameters of a unit: a path that is opened, a variable that is asked for. */
function dependsOn({ all }: Slice, origin: Origin, via: readonly Link[], callee: Unit): boolean {
  if (via.length > 0) return true
  // A literal stands on what the function around it was given.
  if (origin.kind === 'function') return origin.of.outer === callee
  if ((origin.kind !== 'source' && origin.kind !== 'object') || origin.site === undefined) return false
  return all.standsOn(origin.site).has(callee)
}
