// Functions that only the library calls: with what it has itself, or with what it is given beside them; and methods that
// it calls when it writes into a value of the module's own type.
import type { Expr } from '../ast.ts'
import type { Entity } from '../scope.ts'
import type { Resolver } from './callees.ts'
import type { CallCatalogue, CallModel } from './catalogue.ts'
import { inSlot } from './parameters.ts'
import { calleeOf, type CallSite, type Program, type Unit } from './program.ts'
import type { Typing } from './typing.ts'

/** A call of the library that calls a function it is given. */
export interface Giver {
  readonly site: CallSite
  readonly model: CallModel
}

/** Finds the calls of the library behind functions; keeps what it found. */
export interface GiverFinder {
  /** The calls of the library that give a function its arguments, whether they call it at once or keep it. */
  readonly givers: (unit: Unit) => readonly Giver[]
  /** The calls of the library that write into values of the type that a method Write belongs to. */
  readonly writers: (unit: Unit) => readonly Giver[]
}

/** What givers are found in. */
interface GiverWorld {
  readonly program: Program
  readonly typing: Typing
  readonly resolver: Resolver
  readonly catalogue: CallCatalogue
}

/**
 * Makes a finder; `functionsOf` says what functions an expression may be, `isOfLibrary` whether a call of a value may be
 * one of a function of the library.
 */
export function createGiverFinder(
  { program, typing, resolver, catalogue }: GiverWorld,
  functionsOf: (x: Expr, unit: Unit) => Iterable<Unit | CallModel>,
  isOfLibrary: (site: CallSite) => boolean,
): GiverFinder {
  let callbacks: Map<Unit, Giver[]> | undefined
  /** All functions that calls of the library are given. */
  const givenAway = (): ReadonlyMap<Unit, readonly Giver[]> => {
    if (callbacks !== undefined) return callbacks
    const found = new Map<Unit, Giver[]>()
    callbacks = found
    for (const unit of program.units) {
      for (const site of unit.sites) {
        if (!mayCallBack(program, catalogue, site) && !isOfLibrary(site)) continue
        const { model } = resolver.callees(site)
        if (model === undefined) continue
        for (const at of [...model.calls, ...model.starts, ...model.keeps]) {
          const arg = site.call.args[at]
          if (arg !== undefined && arg.kind !== 'BasicLit')
            for (const of of functionsOf(arg, unit)) if (!('params' in of)) note(found, of, { site, model })
        }
      }
    }
    return found
  }

  let writing: Map<Entity, Giver[]> | undefined
  /** All calls of the library that write into values of the module's own types, by these. */
  const writesInto = (): ReadonlyMap<Entity, readonly Giver[]> => {
    if (writing !== undefined) return writing
    const found = new Map<Entity, Giver[]>()
    writing = found
    const names = new Set<string>()
    for (const { name, write } of catalogue.calls.values())
      if (write !== undefined) names.add(name.slice(name.lastIndexOf('.') + 1))
    for (const unit of program.units) {
      for (const site of unit.sites) {
        // Few calls write, and to look at all of them takes long.
        const fun = calleeOf(site.call)
        if (fun.kind !== 'SelectorExpr' || !names.has(fun.sel.name)) continue
        const { model } = resolver.callees(site)
        if (model?.write === undefined) continue
        for (const x of inSlot(resolver, site, model.write.to)) {
          const type = typing.typeOf(x, unit.file)
          if (type?.kind === 'own') note(found, type.entity, { site, model })
        }
      }
    }
    return found
  }
  const writers = (unit: Unit): readonly Giver[] => {
    const { node } = unit
    if (node.kind !== 'FuncDecl' || node.receiver === undefined || node.name.name !== 'Write') return []
    const receiver = node.receiver[0]?.type
    const type = receiver === undefined ? undefined : typing.meant(receiver, unit.file)
    return type?.kind === 'own' ? (writesInto().get(type.entity) ?? []) : []
  }

  return { givers: (unit) => givenAway().get(unit) ?? [], writers }
}

/** Whether a call may be one of a function of the library that calls what it is given. */
function mayCallBack({ aliases, linked }: Program, catalogue: CallCatalogue, { call }: CallSite): boolean {
  const fun = calleeOf(call)
  const name = fun.kind === 'SelectorExpr' ? fun.sel.name : fun.kind === 'Ident' ? fun.name : undefined
  return name === undefined || catalogue.callsBack(name) || aliases.has(name) || linked.has(name)
}

function note<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  else list.push(value)
}
