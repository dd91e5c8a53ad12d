// One slice on its way, with what it found and what it has still to look at; and what all slices of a module share: the
// summaries of functions and fields, and the limits. What the inputs of an expression or a variable are, origins.ts says.
import type { Expr } from '../ast.ts'
import type { Entity } from '../scope.ts'
import type { CallCatalogue, CallModel } from './catalogue.ts'
import type { Resolver } from './callees.ts'
import type { Found, Link, Origin, Origins, Parameter, Trail } from './origin.ts'
import type { CallSite, Program, Unit } from './program.ts'
import type { Typing } from './typing.ts'
import type { UseFinder } from './uses.ts'

/**
 * Whether all data is followed; or what a thing is, not what is put into it, as objects are assigned, wrapped, passed
 * and returned; or function values alone, which nothing wraps.
 */
export type Mode = 'data' | 'object' | 'function'

/** What a slice looks at. */
export type Item =
  | {
      readonly kind: 'expr'
      readonly x: Expr
      readonly unit: Unit
      /** Which of several results. */
      readonly index: number
      readonly trail: Trail | undefined
    }
  | { readonly kind: 'entity'; readonly entity: Entity; readonly unit: Unit; readonly trail: Trail | undefined }

/** How many nodes one slice looks at: what a variable holds, a function is few steps away from. */
const MOST_NODES: Readonly<Record<Mode, number>> = { data: 10_000, object: 2000, function: 1000 }
/** How many nodes all slices of a module look at. */
const MOST_MODULE_NODES = 6_000_000
/** How deep functions are summed up inside each other. */
const MOST_SUMMARIES = 40
/** How many origins one value has. */
const MOST_ORIGINS = 200

/** A slice: what was found, and what is to be looked at. */
export class Slice implements Origins {
  readonly mode: Mode
  /** What it shares with the others. */
  readonly all: Slicing
  readonly found: Map<string, Found> = new Map<string, Found>()
  readonly entities: Set<Entity> = new Set<Entity>()
  readonly fields: Set<string> = new Set<string>()
  /** The aspects of things that were come to: nearly always one. */
  readonly #seen = new Map<object, string | Set<string>>()
  readonly #work: Item[] = []
  cut = false

  constructor(mode: Mode, all: Slicing) {
    this.mode = mode
    this.all = all
  }

  /** An expression that data comes from: the result `index` of it. */
  expr(x: Expr, unit: Unit, index: number, trail: Trail | undefined): void {
    if (x.kind === 'BasicLit' || !this.first(x, String(index))) return
    this.#work.push({ kind: 'expr', x, unit, index, trail })
  }

  /** A variable that data comes from. */
  entity(entity: Entity, unit: Unit, trail: Trail | undefined): void {
    if (!this.first(entity, 'all')) return
    this.#work.push({ kind: 'entity', entity, unit, trail })
  }

  /** What is to be looked at next. */
  next(): Item | undefined {
    return this.#work.pop()
  }

  /** Whether an aspect of a thing is come to for the first time. */
  first(thing: object, aspect: string): boolean {
    const seen = this.#seen.get(thing)
    if (seen === aspect) return false
    if (seen === undefined) this.#seen.set(thing, aspect)
    else if (typeof seen === 'string') this.#seen.set(thing, new Set([seen, aspect]))
    else if (seen.has(aspect)) return false
    else seen.add(aspect)
    return true
  }

  /** Adds an origin, once, whatever way was taken. */
  add(origin: Origin, trail: Trail | undefined, via: readonly Link[] = []): void {
    const key = this.all.keyOf(origin, via)
    if (this.found.has(key)) return
    if (this.found.size >= MOST_ORIGINS) this.cut = true
    else this.found.set(key, { origin, trail, via })
  }

  /** Takes over what another slice came by. */
  cameBy(others: Origins): void {
    this.cut ||= others.cut
    for (const entity of others.entities) this.entities.add(entity)
    for (const field of others.fields) this.fields.add(field)
  }
}

/** What slices look things up in. */
export interface SliceWorld {
  readonly program: Program
  readonly typing: Typing
  readonly resolver: Resolver
  readonly catalogue: CallCatalogue
  readonly uses: UseFinder
}

/** What an expression may be that is called. */
export interface FunctionValue {
  readonly units: readonly Unit[]
  readonly params: readonly Parameter[]
  /** Functions of the library. */
  readonly models: readonly CallModel[]
  /** The units once more, each with the calls that made it: what a literal stands on that a function returns. */
  readonly made: readonly { readonly unit: Unit; readonly via: readonly Link[] }[]
}

/** All slices of a module: each is made once, and functions and fields are summed up once. */
export class Slicing {
  readonly world: SliceWorld
  /** Finds the inputs of an item. */
  readonly #look: (slice: Slice, item: Item) => void
  readonly #slices: Readonly<Record<'data' | 'object', Map<Expr, Origins>>> = { data: new Map(), object: new Map() }
  readonly #functionValues = new Map<Expr, FunctionValue>()
  readonly #summaries: Readonly<Record<Mode, Map<object, Map<string, Origins>>>> = {
    data: new Map(),
    object: new Map(),
    function: new Map(),
  }
  readonly #standsOn = new Map<CallSite, Set<Unit>>()
  readonly #ids = new Map<object, number>()
  #open = 0
  #left = MOST_MODULE_NODES

  constructor(world: SliceWorld, look: (slice: Slice, item: Item) => void) {
    this.world = world
    this.#look = look
  }

  /** Whether all slices together may look at nothing more. */
  spent(): boolean {
    return this.#left < 0
  }

  /** The origins of an expression. */
  of(mode: 'data' | 'object', x: Expr, unit: Unit): Origins {
    let found = this.#slices[mode].get(x)
    if (found === undefined) {
      found = this.#run(mode, (slice) => slice.expr(x, unit, 0, undefined))
      this.#slices[mode].set(x, found)
    }
    return found
  }

  /** The functions, and the parameters, that an expression may be. */
  functionValue(x: Expr, unit: Unit): FunctionValue {
    const known = this.#functionValues.get(x)
    if (known !== undefined) return known
    const named = this.world.resolver.named(x, unit.file)
    if (named.length > 0)
      return { units: named, params: [], models: [], made: named.map((unit) => ({ unit, via: [] })) }
    const origins = this.#deeper(() => {
      // What gives itself gives nothing.
      this.#functionValues.set(x, { units: [], params: [], models: [], made: [] })
      return this.#run('function', (slice) => slice.expr(x, unit, 0, undefined))
    })
    const units = new Set<Unit>()
    const params: Parameter[] = []
    const models: CallModel[] = []
    const made: { unit: Unit; via: readonly Link[] }[] = []
    const found = { params, models, made }
    if (origins === undefined) return { ...found, units: [] }
    for (const { origin, via } of origins.found.values()) {
      if (origin.kind === 'function') {
        units.add(origin.of)
        made.push({ unit: origin.of, via })
      } else if (origin.kind === 'param') params.push(origin)
      else if (origin.kind === 'library') models.push(origin.model)
    }
    const value = { ...found, units: [...units] }
    this.#functionValues.set(x, value)
    return value
  }

  /** What an aspect of a function or of a struct stands for, with parameters as they are; looked for once. */
  summed(mode: Mode, of: object, aspect: string, start: (slice: Slice) => void): Origins {
    let known = this.#summaries[mode].get(of)
    if (known === undefined) this.#summaries[mode].set(of, (known = new Map<string, Origins>()))
    const before = known.get(aspect)
    if (before !== undefined) return before
    const found = this.#deeper(() => {
      // What stands on itself adds nothing to itself.
      known.set(aspect, NOTHING)
      return this.#run(mode, start)
    })
    if (found === undefined) return { ...NOTHING, cut: true }
    known.set(aspect, found)
    return found
  }

  /** The units whose parameters the arguments of a call stand on. */
  standsOn(site: CallSite): ReadonlySet<Unit> {
    const known = this.#standsOn.get(site)
    if (known !== undefined) return known
    const units = new Set<Unit>()
    this.#standsOn.set(site, units)
    this.#deeper(() => {
      for (const arg of site.call.args) {
        if (arg.kind === 'BasicLit' || arg.kind === 'FuncLit') continue
        for (const { origin } of this.of('data', arg, site.unit).found.values())
          if (origin.kind === 'param') units.add(origin.unit)
      }
      return units
    })
    return units
  }

  /** What an origin is known by. */
  keyOf(origin: Origin, via: readonly Link[]): string {
    return this.#keyOf(origin) + via.map(({ site }) => `@${this.#id(site)}`).join('')
  }

  #keyOf(origin: Origin): string {
    switch (origin.kind) {
      case 'source':
        return `s${origin.source}${this.#id(origin.at)}`
      case 'object':
        return `o${this.#id(origin.site)}`
      case 'literal':
        return `l${this.#id(origin.lit)}`
      case 'param':
        return `p${this.#id(origin.unit)}.${origin.index}`
      case 'function':
        return `f${this.#id(origin.of)}`
      case 'library':
        return `y${origin.model.name}`
    }
  }

  #id(thing: object): number {
    let id = this.#ids.get(thing)
    if (id === undefined) this.#ids.set(thing, (id = this.#ids.size))
    return id
  }

  /** Slices inside a slice; `undefined` where that is too deep already. */
  #deeper<T>(look: () => T): T | undefined {
    if (this.#open >= MOST_SUMMARIES) return undefined
    this.#open++
    const found = look()
    this.#open--
    return found
  }

  #run(mode: Mode, start: (slice: Slice) => void): Origins {
    const slice = new Slice(mode, this)
    start(slice)
    let nodes = 0
    for (let item = slice.next(); item !== undefined; item = slice.next()) {
      if (++nodes > MOST_NODES[mode] || --this.#left < 0) {
        slice.cut = true
        break
      }
      this.#look(slice, item)
    }
    const { found, entities, fields, cut } = slice
    return { found, entities, fields, cut }
  }
}

const NOTHING: Origins = { found: new Map(), entities: new Set(), fields: new Set(), cut: false }
