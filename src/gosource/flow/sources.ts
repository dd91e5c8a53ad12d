// Sources as they are told: what kind it is, where it is, what its own arguments say it is, and how it gets there.
import type { Expr } from '../ast.ts'
import type { Source, SourceKind } from '../facts.ts'
import { textOfValue } from '../fold.ts'
import type { Entity } from '../scope.ts'
import type { Resolver } from './callees.ts'
import type { CallModel } from './catalogue.ts'
import { gravestFirst, isGoContext, originsIn, type Contexts, type Subject } from './contexts.ts'
import { placeOf, type Engine } from './engine.ts'
import { joinedTrails, toldTrail, type Found, type Link, type Origin, type Parameter, type Trail } from './origin.ts'
import { argumentsFor, inSlot, paramEntity, parametersOf } from './parameters.ts'
import { isTestFile, type CallSite, type Unit } from './program.ts'
import type { Giver } from './givers.ts'
import { ofObjects } from './roles.ts'
import type { Values } from './values.ts'

/** How many telling arguments of a source are kept. */
const MOST_TELLING = 24
/** How many callers are asked for what they pass to a source. */
const MOST_TELLING_FOLDS = 12
/** How many callers are asked for what they pass to a parameter. */
const MOST_CALLERS = 32
/** How many sources are kept of what callers pass. */
const MOST_PASSED = 16

/** The roles of arguments that say what a source is. */
const TELLING: ReadonlySet<string> = new Set(['name', 'path', 'url', 'host', 'command', 'argument'])

/** Finds what sources tell; keeps what it found. */
export class Sources {
  readonly #e: Engine
  readonly #contexts: Contexts
  readonly #values: Values
  readonly #told = new Map<string, string[]>()
  readonly #foreign = new Map<string, readonly Source[]>()

  constructor(engine: Engine, contexts: Contexts, values: Values) {
    this.#e = engine
    this.#contexts = contexts
    this.#values = values
  }

  /** The sources that an origin is, or stands for; `at` is told as the place of what has none. */
  of(found: Found, at: Expr): readonly Source[] {
    return this.#of(found, at, 0)
  }

  #of({ origin, trail, via }: Found, at: Expr, depth: number): readonly Source[] {
    if (origin.kind === 'source') return [this.#source(origin, trail, via)]
    return origin.kind === 'param' ? this.#passed(origin, trail, at, depth) : []
  }

  #source(origin: Extract<Origin, { kind: 'source' }>, trail: Trail | undefined, via: readonly Link[]): Source {
    const { source: kind, site, at, unit, model, values } = origin
    const trace = toldTrail(trail, this.#e.lineOf)
    const telling = site === undefined || model === undefined ? values : this.#telling(site, model, via)
    if (telling.length === 0 && kind === 'network' && site !== undefined) {
      // A message that a callback was given tells by the connection that it came over.
      const { receiver } = this.#e.resolver.callees(site)
      const params = receiver === undefined ? [] : this.#contexts.paramsOf(receiver, site.unit)
      for (const giver of params.flatMap((param) => this.#e.reacher.givers(param.unit))) {
        const [first] = giver.model.gives === undefined ? [] : this.#given(kind, giver, trail)
        if (first !== undefined && first.values.length > 0) return first
      }
    }
    return { kind, call: model?.name ?? values[0] ?? '', values: telling, trace, ...placeOf(this.#e, unit, at) }
  }

  /** What a parameter is given: by whoever calls the module, and by its own functions. */
  #passed(origin: Parameter, trail: Trail | undefined, at: Expr, depth: number): readonly Source[] {
    const { reacher, resolver, slicer, typing, lineOf } = this.#e
    const param = paramEntity(origin.unit, origin.index)
    const source: Source = {
      kind: 'argument',
      call: `${origin.unit.name} ${param?.name ?? 'parameter'}`,
      values: [],
      trace: toldTrail(trail, lineOf).slice(-4),
      ...placeOf(this.#e, origin.unit, param?.ident ?? at),
    }
    const direct = reacher.triggers(origin.unit).length > 0
    const tested = isTestFile(origin.unit.file)
    const sites = reacher
      .callers(origin.unit)
      .flatMap(({ site }) => (site === undefined || (!tested && isTestFile(site.unit.file)) ? [] : site))
    // What a caller's context holds is the caller's, and said to nobody by being passed on.
    const context = param !== undefined && isGoContext(typing, param)
    const givers = sites.length === 0 && origin.index >= 0 ? reacher.givers(origin.unit) : []
    // What the library hands to a hook, the library has; nobody else calls it.
    const hook = givers.length > 0 && reacher.triggers(origin.unit).every((kind) => kind === 'hook')
    const own: Source[] = !hook && (direct || sites.length === 0) && !context ? [source] : []
    // What a handler is given is what somebody else sent, whoever made a handler of it.
    if (own.length > 0 && param !== undefined && this.#isRequest(origin.unit, param))
      own.push({ ...source, kind: 'network', call: 'net/http.Request' })
    // What other functions were given, as a field keeps it: looked up once, whoever asks.
    const key = `${origin.unit.file.name}:${origin.unit.node.pos}.${origin.index}`
    const known = this.#foreign.get(key)
    if (known !== undefined) return [...own, ...known]
    if (depth >= 4) return context ? [] : [source]
    this.#foreign.set(key, [])
    const passed: Source[] = []
    const add = (one: Source): void => {
      if (passed.length < MOST_PASSED && !passed.some(({ kind, line }) => kind === one.kind && line === one.line))
        passed.push(one)
    }
    const follow = (arg: Expr, unit: Unit): void => {
      for (const inner of slicer.of(arg, unit).found.values()) {
        const whole = joinedTrails(inner.trail, trail)
        for (const one of this.#of({ ...inner, trail: whole }, at, depth + 1)) add(one)
      }
    }
    for (const site of sites.slice(0, MOST_CALLERS))
      for (const arg of argumentsFor(resolver, site, origin.unit, origin.index)) follow(arg, site.unit)
    for (const { site, model } of givers.slice(0, MOST_CALLERS)) {
      if (WALKS.test(model.name)) add(this.#walked({ site, model }, trail))
      if (model.gives === undefined) for (const arg of givenBy(resolver, site, model)) follow(arg, site.unit)
      else for (const one of this.#given(model.gives, { site, model }, trail)) add(one)
    }
    // What the library writes into a value of this type, it passes to its method.
    for (const { site, model } of reacher.writers(origin.unit).slice(0, MOST_CALLERS))
      for (const arg of inSlot(resolver, site, model.write?.from ?? '*')) follow(arg, site.unit)
    this.#foreign.set(key, passed)
    return [...own, ...passed]
  }

  /** The files below a folder, which is told where it is known. */
  #walked({ site, model }: Giver, trail: Trail | undefined): Source {
    const left = { folds: MOST_TELLING_FOLDS }
    const roots = givenBy(this.#e.resolver, site, model).flatMap((x) =>
      this.#texts({ x, unit: site.unit, links: [] }, left, 0),
    )
    return {
      kind: 'file',
      call: model.name,
      values: roots.filter((root) => root !== '').map((root) => `${root.replace(/\/$/, '')}/…`),
      trace: toldTrail(trail, this.#e.lineOf),
      ...placeOf(this.#e, site.unit, site.call),
    }
  }

  /** What comes from outside into a function that the library calls: over the connections that it was given to. */
  #given(kind: SourceKind, { site, model }: Giver, trail: Trail | undefined): readonly Source[] {
    const found: Source[] = []
    const trace = toldTrail(trail, this.#e.lineOf)
    const { receiver } = this.#e.resolver.callees(site)
    const objects =
      receiver === undefined
        ? []
        : originsIn(this.#e, { x: receiver, unit: site.unit, links: [] }, this.#e.slicer.objects).values()
    for (const { origin, via } of objects) {
      if (origin.kind !== 'object' || origin.model.effect !== 'connect') continue
      const place = placeOf(this.#e, origin.site.unit, origin.site.call)
      const values = this.#telling(origin.site, origin.model, via)
      found.push({ kind, call: origin.model.name, values, trace, ...place })
    }
    if (found.length === 0) {
      const values = receiver === undefined ? [] : this.#leadsTo({ x: receiver, unit: site.unit, links: [] })
      found.push({ kind, call: model.name, values, trace, ...placeOf(this.#e, site.unit, site.call) })
    }
    return found
  }

  /** Whether a parameter is the request that a handler of HTTP answers. */
  #isRequest(unit: Unit, param: Entity): boolean {
    const typeOf = (entity: Entity | undefined): string | undefined => {
      const { ident, file } = entity ?? {}
      const type = ident === undefined || file === undefined ? undefined : this.#e.typing.typeOf(ident, file)
      return type?.kind === 'other' ? type.name : undefined
    }
    if (typeOf(param) !== 'net/http.Request') return false
    return parametersOf(unit).idents.some((ident) => typeOf(ident?.entity) === 'net/http.ResponseWriter')
  }

  /** The arguments of a source that say what it is: the variable's name, the path, the address. */
  #telling(site: CallSite, model: CallModel, links: readonly Link[]): readonly string[] {
    // Only what binds parameters matters, and most of what is asked has none.
    const key = `${this.#contexts.idOf(site)}:${this.#contexts.keyOf(links)}`
    const known = this.#told.get(key)
    if (known !== undefined) return known
    const found: string[] = []
    this.#told.set(key, found)
    const left = { folds: MOST_TELLING_FOLDS }
    const ask = ({ call, unit }: CallSite, { name, params, variadic }: CallModel, around: readonly Link[]): void => {
      call.args.forEach((x, i) => {
        const role = params[variadic && i >= params.length ? params.length - 1 : i]
        if (role === undefined || !TELLING.has(role)) return
        for (const named of this.#texts({ x, unit, links: around }, left, 0)) {
          // A whole folder stands for the files in it.
          const text = /\.(?:DirFS|OpenRoot)$/.test(name) ? `${named}/…` : named
          if (found.length < MOST_TELLING && !found.includes(text)) found.push(text)
        }
      })
    }
    ask(site, model, links)
    const { receiver } = this.#e.resolver.callees(site)
    if (found.length === 0 && receiver !== undefined) {
      const subject = { x: receiver, unit: site.unit, links }
      for (const { origin, via } of originsIn(this.#e, subject, this.#e.slicer.objects).values()) {
        if (origin.kind === 'object') ask(origin.site, origin.model, via)
      }
      if (found.length === 0 && model.source === 'network') found.push(...this.#leadsTo(subject))
    }
    return found
  }

  /** Where a connection leads that something stands for, by the roles of what it was made of. */
  #leadsTo(subject: Subject): readonly string[] {
    const roles = ofObjects(this.#e, subject, 'connect').filter(({ role }) => role === 'url' || role === 'host')
    const left = { folds: MOST_TELLING_FOLDS }
    const texts = roles.slice(0, MOST_TELLING_FOLDS).flatMap((one) => this.#texts(one, left, 0))
    return [...new Set(texts)].slice(0, MOST_TELLING)
  }

  /** What a telling argument is worth, in this context or, where it has none, with what callers pass. */
  #texts(subject: Subject, left: { folds: number }, depth: number): readonly string[] {
    const { x, unit, links } = subject
    const open = this.#contexts.paramsOf(x, unit).find((param) => !links.some(({ callee }) => callee === param.unit))
    const texts: string[] = []
    if (open !== undefined && depth < 3) {
      for (const { site } of gravestFirst(this.#e.reacher.callers(open.unit)).slice(0, 8)) {
        if (left.folds > 0 && site !== undefined && !links.some((link) => link.site === site))
          texts.push(...this.#texts({ x, unit, links: [...links, { callee: open.unit, site }] }, left, depth + 1))
      }
    }
    // A callback is told of what it was made for by what the call that calls it is given: a folder that is walked.
    if (open !== undefined && texts.length === 0 && depth < 3) {
      for (const { site, model } of this.#e.reacher.givers(open.unit)) {
        if (model.gives !== undefined || !WALKS.test(model.name)) continue
        for (const arg of givenBy(this.#e.resolver, site, model)) {
          const roots = this.#texts({ x: arg, unit: site.unit, links: [] }, left, depth + 1)
          texts.push(...roots.filter((root) => root !== '').map((root) => `${root}/…`))
        }
      }
    }
    if (texts.length > 0 || --left.folds < 0) return texts
    return this.#values.folded(subject).flatMap((value) => textOfValue(value)?.slice(0, 2000) ?? [])
  }
}

/** Calls that call back for each file below a folder. */
const WALKS = /\.Walk(?:Dir)?$/

/** What a call of the library has to give to a function that it calls: its receiver, and what else it is given. */
function givenBy(resolver: Resolver, site: CallSite, { calls, starts, keeps }: CallModel): readonly Expr[] {
  const { receiver } = resolver.callees(site)
  const others = site.call.args.filter((_, i) => !calls.includes(i) && !starts.includes(i) && !keeps.includes(i))
  return receiver === undefined ? others : [receiver, ...others]
}
