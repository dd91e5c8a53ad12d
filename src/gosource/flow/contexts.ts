// A context: the calls above a place, innermost first, which give the parameters that something stands on their values.
import type { Expr } from '../ast.ts'
import type { Entity } from '../scope.ts'
import type { Engine } from './engine.ts'
import { joinedTrails, stepped, type Found, type Link, type Origins, type Parameter, type Trail } from './origin.ts'
import { argumentsFor, paramEntity } from './parameters.ts'
import { isTestFile, outermost, type CallSite, type Unit } from './program.ts'
import type { Hop } from './reach.ts'
import type { Typing } from './typing.ts'

/** An expression in a context. */
export interface Subject {
  readonly x: Expr
  readonly unit: Unit
  /** The calls around it, innermost first. */
  readonly links: readonly Link[]
}

/** What an expression comes from, with the links' arguments for the parameters of what they call. */
export function originsIn(
  { slicer, resolver }: Engine,
  { x, unit, links }: Subject,
  slice: (x: Expr, unit: Unit) => Origins = slicer.of,
): ReadonlyMap<string, Found> {
  if (links.length === 0) return slice(x, unit).found
  const found = new Map<string, Found>()
  const collect = (origins: Origins, from: number, outer: Trail | undefined): void => {
    for (const [key, { origin, trail, via }] of origins.found) {
      const at = origin.kind === 'param' ? links.findIndex((link, i) => i >= from && link.callee === origin.unit) : -1
      const link = links[at]
      if (origin.kind !== 'param' || link === undefined) {
        if (found.has(key)) continue
        const around = via.length === 0 && from === 0 ? links : [...via, ...links.slice(from)]
        found.set(key, { origin, trail: outer === undefined ? trail : joinedTrails(trail, outer), via: around })
        continue
      }
      const { site, callee } = link
      const hop = stepped(joinedTrails(trail, outer), site.unit, site.call.pos, `passed to ${callee.name}`)
      for (const arg of argumentsFor(resolver, site, callee, origin.index)) collect(slice(arg, site.unit), at + 1, hop)
    }
  }
  collect(slice(x, unit), 0, undefined)
  return found
}

/** Callers in the order of what they risk: what an import runs first, tests last. */
export function gravestFirst(callers: readonly Hop[]): readonly Hop[] {
  const rank = ({ from }: Hop): number => {
    const { node, file } = outermost(from)
    if (isTestFile(file)) return 2
    return node.kind === 'ValueSpec' || (node.kind === 'FuncDecl' && node.name.name === 'init') ? 0 : 1
  }
  return callers.length < 2 ? callers : callers.toSorted((a, b) => rank(a) - rank(b))
}

/** Whether a variable is a context.Context. */
export function isGoContext(typing: Typing, { ident, file }: Entity): boolean {
  const type = ident === undefined || file === undefined ? undefined : typing.typeOf(ident, file)
  return type?.kind === 'other' && type.name === 'context.Context'
}

/** The parameters that expressions stand on, and which of them a context leaves open; keeps what it found. */
export class Contexts {
  readonly #engine: Engine
  readonly #params = new Map<Expr, readonly Parameter[]>()
  readonly #ids = new Map<CallSite, number>()

  constructor(engine: Engine) {
    this.#engine = engine
  }

  /** What a context is known by. */
  keyOf(links: readonly Link[]): string {
    return links.map(({ site }) => this.idOf(site)).join(' ')
  }

  /** What a call is known by. */
  idOf(site: CallSite): number {
    let id = this.#ids.get(site)
    if (id === undefined) this.#ids.set(site, (id = this.#ids.size))
    return id
  }

  /** The parameters that an expression stands on, whatever the context. */
  paramsOf(x: Expr, unit: Unit): readonly Parameter[] {
    let found = this.#params.get(x)
    if (found === undefined) {
      const { slicer, typing } = this.#engine
      const made: Parameter[] = []
      for (const { origin } of slicer.of(x, unit).found.values()) {
        if (origin.kind !== 'param') continue
        const entity = paramEntity(origin.unit, origin.index)
        // Nearly every call passes a context, and hardly one holds what matters: that is looked for without contexts.
        if (entity === undefined || !isGoContext(typing, entity)) made.push(origin)
      }
      found = made
      this.#params.set(x, made)
    }
    return found
  }

  /** The innermost unit around a place whose parameters these stand on and that no link binds yet. */
  firstOpen(subjects: readonly Subject[], links: readonly Link[], unit: Unit): Unit | undefined {
    const open = new Set<Unit>()
    for (const { x, unit: own, links: around } of subjects) this.#open(x, own, around, 0, open)
    for (let at: Unit | undefined = links.at(-1)?.site.unit ?? unit; at !== undefined; at = at.outer)
      if (open.has(at)) return at
    return undefined
  }

  /** Adds the units whose parameters an expression stands on and that no link from `from` on binds. */
  #open(x: Expr, unit: Unit, links: readonly Link[], from: number, open: Set<Unit>): void {
    for (const origin of this.paramsOf(x, unit)) {
      const at = links.findIndex((link, i) => i >= from && link.callee === origin.unit)
      const link = links[at]
      if (link === undefined) open.add(origin.unit)
      else {
        for (const arg of argumentsFor(this.#engine.resolver, link.site, link.callee, origin.index))
          this.#open(arg, link.site.unit, links, at + 1, open)
      }
    }
  }
}
