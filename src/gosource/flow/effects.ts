// Effects: each call that does something to the world outside, once for each context of callers that gives it other
// arguments; with what the arguments are worth, where their data comes from, and what reaches the call.
import type { Expr } from '../ast.ts'
import type { Effect, Reach, TriggerKind } from '../facts.ts'
import { findCandidates } from './candidates.ts'
import { findDrafts, type Draft } from './drafts.ts'
import { placeOf, type Engine } from './engine.ts'
import { gatesOn } from './gates.ts'
import type { Link } from './origin.ts'
import type { Unit } from './program.ts'
import { isBackground, isElsewhere, toldHops, type Hop, type Way } from './reach.ts'

/** Finds the effects of a program; `onCut` is told where a limit was reached. */
export function findEffects(
  engine: Engine,
  onCut: (unit: Unit, at: Expr, why: string, grave: boolean) => void,
): Effect[] {
  const drafts = findDrafts(engine, findCandidates(engine), ({ unit, at }, ...cut) => onCut(unit, at, ...cut))
  const ways = engine.reacher.ways(
    new Set(drafts.flatMap((draft) => contextsOf(draft).map((links) => topOf(draft, links)))),
  )
  return drafts.map((draft) => effectOf(engine, draft, ways))
}

/** The contexts that a draft stands for: one, or those that are told together. */
function contextsOf({ links, together }: Draft): readonly (readonly Link[])[] {
  return together ?? [links]
}

/** The unit that a context begins in. */
function topOf({ candidate }: Draft, links: readonly Link[]): Unit {
  return links.at(-1)?.site.unit ?? candidate.unit
}

function effectOf(engine: Engine, draft: Draft, ways: ReadonlyMap<Unit, readonly Way[]>): Effect {
  const { candidate, kind, arguments: args, object } = draft
  const { unit, at } = candidate
  const reach = new Map<TriggerKind, Reach>()
  let first: readonly Hop[] | undefined
  for (const links of contextsOf(draft)) {
    const own = links.toReversed().map(({ site }): Hop => ({ from: site.unit, at: site.call, how: site.how, site }))
    const inner = intoLiterals(engine, links, unit)
    first ??= own
    for (const [i, { trigger, start, hops }] of (ways.get(topOf(draft, links)) ?? []).entries()) {
      const elsewhere = links.some(({ site, callee }) => isElsewhere(trigger, site.unit, callee))
      if (elsewhere || reach.has(trigger)) continue
      const all = [...hops, ...own]
      if (i === 0 && first === own) first = all
      const path = toldHops(all, unit, engine.lineOf)
      const background = candidate.site?.how === 'go' || isBackground([...all, ...inner])
      reach.set(trigger, { trigger, name: start.name, path, background })
    }
  }
  return {
    kind,
    call: candidate.name,
    function: unit.name,
    ...placeOf(engine, unit, at),
    arguments: args,
    reach: [...reach.values()],
    gates: gatesOn(engine, first ?? [], unit, at),
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
