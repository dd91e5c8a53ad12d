// Effects: each call that does something to the world outside, once for each context of callers that gives it other
// arguments; with what the arguments are worth, where their data comes from, and what reaches the call.
import type { Expr } from '../ast.ts'
import type { Effect, Reach } from '../facts.ts'
import { findCandidates } from './candidates.ts'
import { findDrafts, type Draft } from './drafts.ts'
import { placeOf, type Engine } from './engine.ts'
import { gatesOn } from './gates.ts'
import type { Link } from './origin.ts'
import type { Unit } from './program.ts'
import { isBackground, toldHops, type Hop, type Way } from './reach.ts'

/** Finds the effects of a program; `onCut` is told where a limit was reached. */
export function findEffects(
  engine: Engine,
  onCut: (unit: Unit, at: Expr, why: string, grave: boolean) => void,
): Effect[] {
  const drafts = findDrafts(engine, findCandidates(engine), ({ unit, at }, ...cut) => onCut(unit, at, ...cut))
  const ways = engine.reacher.ways(new Set(drafts.map(topOf)))
  return drafts.map((draft) => effectOf(engine, draft, ways.get(topOf(draft)) ?? []))
}

/** The unit that a draft's context begins in. */
function topOf({ candidate, links }: Draft): Unit {
  return links.at(-1)?.site.unit ?? candidate.unit
}

function effectOf(engine: Engine, draft: Draft, ways: readonly Way[]): Effect {
  const { candidate, kind, arguments: args, object, links } = draft
  const { unit, at } = candidate
  const own = links.toReversed().map(({ site }): Hop => ({ from: site.unit, at: site.call, how: site.how, site }))
  const inner = intoLiterals(engine, links, unit)
  const reach = ways.map(({ trigger, start, hops }): Reach => {
    const all = [...hops, ...own]
    return {
      trigger,
      name: start.name,
      path: toldHops(all, unit, engine.lineOf),
      background: candidate.site?.how === 'go' || isBackground([...all, ...inner]),
    }
  })
  return {
    kind,
    call: candidate.name,
    function: unit.name,
    ...placeOf(engine, unit, at),
    arguments: args,
    reach,
    gates: gatesOn(engine, [...(ways[0]?.hops ?? []), ...own], unit, at),
    site: `${unit.file.name}:${at.pos}`,
    object,
  }
}

/** Literals between a called unit and the one that acts are started by what is around them. */
function intoLiterals({ reacher }: Engine, links: readonly Link[], unit: Unit): Hop[] {
  const hops: Hop[] = []
  for (let at: Unit | undefined = unit; at?.outer !== undefined; at = at.outer) {
    if (links[0]?.callee === at) break
    const found = reacher.callers(at).find(({ from }) => from === at?.outer)
    if (found !== undefined) hops.push(found)
  }
  return hops
}
