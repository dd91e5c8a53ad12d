// What a call works on: the objects that other calls and literals made, a file, a command, a connection, a request.
import type { Expr } from '../ast.ts'
import type { EffectKind, Role } from '../facts.ts'
import type { Candidate } from './candidates.ts'
import type { CallModel } from './catalogue.ts'
import { originsIn } from './contexts.ts'
import type { Engine } from './engine.ts'
import type { Link } from './origin.ts'
import { inSlot } from './parameters.ts'
import type { Unit } from './program.ts'

/** What a candidate works on, and which kinds of effects that makes. */
export interface Objects {
  /** As `rootOf` names them. */
  readonly objects: ReadonlySet<string>
  readonly kinds: ReadonlySet<EffectKind>
  /** The role that what is written into it is. */
  readonly standsFor: Role | undefined
}

/** The objects of a candidate in a context. */
export function objectsOf(engine: Engine, candidate: Candidate, links: readonly Link[]): Objects {
  const objects = new Set<string>()
  const kinds = new Set<EffectKind>()
  let standsFor: Role | undefined
  for (const x of worksOn(engine, candidate)) {
    for (const { origin } of originsIn(engine, { x, unit: candidate.unit, links }, engine.slicer.objects).values()) {
      if (origin.kind === 'object') {
        objects.add(rootOf(origin.site.unit, origin.site.call.pos))
        const kind = kindOf(origin.model)
        if (kind !== undefined) kinds.add(kind)
        standsFor ??= origin.model.standsFor
        if (standsFor !== undefined) kinds.add('process')
      } else if (origin.kind === 'literal') {
        objects.add(rootOf(origin.unit, origin.lit.pos))
        const kind = engine.catalogue.type(origin.type)?.effect
        if (kind !== undefined) kinds.add(kind)
      }
    }
  }
  return { objects, kinds, standsFor }
}

/** What a write or a method works on. */
export function worksOn({ resolver }: Engine, { site, model }: Candidate): readonly Expr[] {
  if (site === undefined || model === undefined) return []
  const found: Expr[] = []
  if (model.write !== undefined) found.push(...inSlot(resolver, site, model.write.to))
  else {
    const { receiver } = resolver.callees(site)
    if (receiver !== undefined) found.push(receiver)
  }
  model.params.forEach((role, i) => {
    const arg = site.call.args[i]
    if (role === 'object' && arg !== undefined) found.push(arg)
  })
  return found
}

/** What writing into the object is that a call makes. */
export function kindOf(model: CallModel): EffectKind | undefined {
  return model.effect ?? (model.source === 'file' ? 'file-write' : undefined)
}

/** The name of a thing by the place where it is made: `file:offset`. */
export function rootOf({ file }: Unit, pos: number): string {
  return `${file.name}:${pos}`
}
