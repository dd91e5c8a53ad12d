// Effects: each call that does something to the world outside, once for each context of callers that gives it other
// arguments; with what the arguments are worth, where their data comes from, and what reaches the call.
import type { Expr } from '../ast.ts'
import type { Argument, Effect, EffectKind, KnownValue, Reach, Role, Source, Told } from '../facts.ts'
import { textOfValue, waysOf, type Folder } from '../fold.ts'
import { stringsOf, type Value } from '../foldvalue.ts'
import { stringValue } from '../literal.ts'
import type { Entity, SourceFile } from '../scope.ts'
import type { CallCatalogue, CallModel, Slot } from './catalogue.ts'
import type { Resolver } from './callees.ts'
import { gatesOn } from './gates.ts'
import {
  paramEntity,
  toldTrail,
  type Found,
  type Link,
  type Origins,
  type Parameter,
  type Slicer,
  type Trail,
} from './origins.ts'
import { baseOf, fieldOf, outermost, parametersOf, plain, type CallSite, type Program, type Unit } from './program.ts'
import { isBackground, toldHops, type Hop, type Reacher } from './reach.ts'
import { addressIn } from './address.ts'
import type { Typing } from './typing.ts'

/** What effects are found with. */
export interface Engine {
  readonly program: Program
  readonly typing: Typing
  readonly resolver: Resolver
  readonly slicer: Slicer
  readonly reacher: Reacher
  readonly folder: Folder
  /** For test files, whose folds take nothing from the others. */
  readonly testFolder: Folder
  readonly catalogue: CallCatalogue
  readonly lineOf: (file: SourceFile, pos: number) => number
}

/** How many contexts of one call are told apart. */
const MOST_CONTEXTS = 12
/** How many callers of one call are looked at. */
const MOST_VISITS = 40
/** How deep callers are looked at for what they pass. */
const MOST_CALLERS_DEEP = 6
/** How many elements are looked at that are added to a list. */
const MOST_APPENDED = 32
/** How many values of one argument are kept. */
const MOST_VALUES = 8
/** How many telling arguments of a source are kept. */
const MOST_TELLING = 24
/** How often a source is told that is come to over several calls. */
const MOST_TIMES = 3
/** How many sources of an argument are looked at. */
const MOST_SOURCES = 48
/** How many callers are asked for what they pass to a source. */
const MOST_TELLING_FOLDS = 12

/** An expression in a role. */
interface RoleExpr {
  readonly role: Role
  readonly x: Expr
  readonly unit: Unit
  /** Whether it is a list whose elements are in the role. */
  readonly spread: boolean
  /** The calls around it, innermost first. */
  readonly links: readonly Link[]
}

/** An expression that decides what an effect does. */
interface Subject {
  readonly x: Expr
  readonly unit: Unit
  readonly links: readonly Link[]
}

/** A call that may have an effect, or a composite literal. */
interface Candidate {
  readonly unit: Unit
  readonly at: Expr
  readonly site: CallSite | undefined
  readonly model: CallModel | undefined
  readonly kind: EffectKind | undefined
  readonly name: string
}

/** Finds the effects of a program; `onCut` is told where a limit was reached. */
export function findEffects(engine: Engine, onCut: (unit: Unit, at: Expr, why: string) => void): Effect[] {
  const finder = new Finder(engine, onCut)
  // The gravest first: what is left of a limit is for the others.
  const candidates = finder.candidates().toSorted((a, b) => weightOf(a) - weightOf(b))
  const drafts = candidates.flatMap((candidate) => finder.drafts(candidate))
  return finder.finish(drafts)
}

/** An effect whose reach is not found yet. */
interface Draft {
  readonly candidate: Candidate
  readonly kind: EffectKind
  readonly arguments: readonly Argument[]
  readonly object: readonly string[]
  /** From the call upward. */
  readonly links: readonly Link[]
}

const WEIGHTS: readonly (EffectKind | undefined)[] = ['process', 'interpret', 'load', 'memory', 'connect', 'registry']

function weightOf({ kind, unit }: Candidate): number {
  const test = unit.file.name.endsWith('_test.go') ? 100 : 0
  const at = WEIGHTS.indexOf(kind)
  return test + (kind !== undefined && at >= 0 ? at : WEIGHTS.length)
}

interface Objects {
  readonly objects: Set<string>
  readonly kinds: ReadonlySet<EffectKind>
  /** The role that what is written into it is. */
  readonly standsFor: Role | undefined
}

function isTest({ file }: Unit): boolean {
  return file.name.endsWith('_test.go')
}

/** Callers in the order of what they risk: what an import runs first, tests last. */
function gravestFirst(callers: readonly Hop[]): readonly Hop[] {
  const rank = ({ from }: Hop): number => {
    const { node, file } = outermost(from)
    if (file.name.endsWith('_test.go')) return 2
    return node.kind === 'ValueSpec' || (node.kind === 'FuncDecl' && node.name.name === 'init') ? 0 : 1
  }
  return callers.length < 2 ? callers : callers.toSorted((a, b) => rank(a) - rank(b))
}

class Finder {
  readonly #e: Engine
  readonly #onCut: (unit: Unit, at: Expr, why: string) => void
  readonly #params = new Map<Expr, readonly Parameter[]>()
  readonly #told = new Map<string, string[]>()
  readonly #folded = new Map<Expr, Map<string, readonly Value[]>>()
  readonly #ids = new Map<CallSite, number>()
  readonly #foreign = new Map<string, readonly Source[]>()

  constructor(engine: Engine, onCut: (unit: Unit, at: Expr, why: string) => void) {
    this.#e = engine
    this.#onCut = onCut
  }

  /** Every call that the catalogue gives an effect, and every literal of a type that has one. */
  candidates(): Candidate[] {
    const { program, resolver, catalogue, typing } = this.#e
    const names = new Set<string>()
    for (const model of catalogue.calls.values()) {
      const dot = model.name.lastIndexOf('.')
      const method = catalogue.types.get(model.name.slice(0, dot))?.effect !== undefined
      if (model.effect !== undefined || model.write !== undefined || method) names.add(model.name.slice(dot + 1))
    }
    const found: Candidate[] = []
    for (const [name, sites] of program.sitesByName) {
      if (!names.has(name)) continue
      for (const site of sites) {
        const { model } = resolver.callees(site)
        if (model === undefined) continue
        if (model.effect === undefined && model.write === undefined) {
          // A command that one function makes and another one completes and runs.
          const kind = catalogue.type(model.name.slice(0, model.name.lastIndexOf('.')))?.effect
          if (kind !== undefined && this.#madeElsewhere(site))
            found.push({ unit: site.unit, at: site.call, site, model, kind, name: model.name })
          continue
        }
        if (model.flags !== undefined && this.#readsOnly(site, model.flags)) continue
        found.push({ unit: site.unit, at: site.call, site, model, kind: model.effect, name: model.name })
      }
    }
    for (const { lit, unit } of program.literals) {
      const type = lit.type === undefined ? undefined : typing.meant(lit.type, unit.file)
      const model = type?.kind === 'other' ? catalogue.type(type.name) : undefined
      if (model?.effect !== undefined)
        found.push({ unit, at: lit, site: undefined, model: undefined, kind: model.effect, name: model.name })
    }
    return found
  }

  /** Whether what a method is called on was made in another function. */
  #madeElsewhere(site: CallSite): boolean {
    const { receiver } = this.#e.resolver.callees(site)
    if (receiver === undefined) return false
    for (const { origin } of this.#e.slicer.objects(receiver, site.unit).found.values()) {
      const maker = origin.kind === 'object' ? origin.site.unit : origin.kind === 'literal' ? origin.unit : undefined
      if (maker !== undefined && outermost(maker) !== outermost(site.unit)) return true
    }
    return false
  }

  /** A candidate in each context that matters. */
  drafts(candidate: Candidate): Draft[] {
    const found: Draft[] = []
    const seen = new Set<string>()
    let visits = 0
    let cut = false
    const visit = (links: readonly Link[]): void => {
      if (found.length >= MOST_CONTEXTS || ++visits > MOST_VISITS) {
        cut = true
        return
      }
      // A write into what nobody made here is none; who made it, callers say.
      const effective = candidate.kind !== undefined || this.#objectsOf(candidate, links).kinds.size > 0
      const works = this.#worksOn(candidate).map((x) => ({ x, unit: candidate.unit, links }))
      const [first] = this.#open(effective ? this.#subjects(candidate, links) : works, links, candidate.unit)
      const callers =
        first === undefined || links.length >= MOST_CALLERS_DEEP
          ? []
          : this.#e.reacher.callers(first).filter(({ site }) => site !== undefined)
      const triggered = first !== undefined && this.#e.reacher.triggers(first).length > 0
      if (effective && (callers.length === 0 || triggered)) evaluate(links)
      const inTest = isTest(candidate.unit)
      let tests = 0
      for (const { site } of gravestFirst(callers)) {
        // Tests call what they test, with whatever comes to mind: a few of them are enough.
        if (site !== undefined && isTest(site.unit) && ++tests > (inTest ? 1 : 2)) break
        if (site === undefined || first === undefined || links.some((link) => link.site === site)) continue
        visit([...links, { callee: first, site }])
      }
    }
    const evaluate = (links: readonly Link[]): void => {
      for (const draft of this.#evaluate(candidate, links)) {
        const key = keyOf(draft)
        if (seen.has(key)) continue
        seen.add(key)
        found.push(draft)
      }
    }
    visit([])
    if (cut) {
      // All the other callers together: what they pass is known by where it comes from, not by what it is.
      this.#onCut(candidate.unit, candidate.at, 'limit: too many callers to tell apart what each passes')
      evaluate([])
    }
    return found
  }

  finish(drafts: readonly Draft[]): Effect[] {
    const { reacher, lineOf } = this.#e
    const tops = new Set(drafts.map(({ candidate, links }) => links.at(-1)?.site.unit ?? candidate.unit))
    const ways = reacher.ways(tops)
    return drafts.map((draft): Effect => {
      const { candidate, links } = draft
      const { unit, at } = candidate
      const own = links.toReversed().map(({ site }): Hop => ({ from: site.unit, at: site.call, how: site.how, site }))
      const inner = this.#intoLiterals(links, unit)
      const reach = (ways.get(links.at(-1)?.site.unit ?? unit) ?? []).map(({ trigger, start, hops }): Reach => {
        const all = [...hops, ...own]
        return {
          trigger,
          name: start.name,
          path: toldHops(all, unit, lineOf),
          background: isBackground([...all, ...inner]),
        }
      })
      const gates = gatesOn(
        this.#e,
        [...(ways.get(links.at(-1)?.site.unit ?? unit)?.[0]?.hops ?? []), ...own],
        unit,
        at,
      )
      return {
        kind: draft.kind,
        call: candidate.name,
        function: unit.name,
        ...this.#place(unit, at),
        arguments: draft.arguments,
        reach,
        gates,
        site: `${unit.file.name}:${at.pos}`,
        object: draft.object,
      }
    })
  }

  /** Literals between a called unit and the one that acts are started by what is around them. */
  #intoLiterals(links: readonly Link[], unit: Unit): Hop[] {
    const hops: Hop[] = []
    for (let at: Unit | undefined = unit; at?.outer !== undefined; at = at.outer) {
      if (links[0]?.callee === at) break
      const found = this.#e.reacher.callers(at).find(({ from }) => from === at?.outer)
      if (found !== undefined) hops.push(found)
    }
    return hops
  }

  #place(unit: Unit, at: Expr): { file: string; line: number } {
    return { file: unit.file.name, line: this.#e.lineOf(unit.file, at.pos) }
  }

  /** The units around a place, innermost first, whose parameters these stand on and that no link binds yet. */
  #open(subjects: readonly Subject[], links: readonly Link[], unit: Unit): Unit[] {
    const open = new Set<Unit>()
    const lineage = new Set<Unit>()
    for (let at: Unit | undefined = links.at(-1)?.site.unit ?? unit; at !== undefined; at = at.outer) lineage.add(at)
    for (const { x, unit: own, links: around } of subjects) {
      this.#openUnits(x, own, around, 0, (of) => {
        if (lineage.has(of)) open.add(of)
      })
    }
    const order = [...lineage]
    return [...open].toSorted((a, b) => order.indexOf(a) - order.indexOf(b))
  }

  /** Tells the units whose parameters an expression stands on and that no link from `from` on binds. */
  #openUnits(x: Expr, unit: Unit, links: readonly Link[], from: number, tell: (of: Unit) => void): void {
    for (const origin of this.#paramsOf(x, unit)) {
      const at = links.findIndex((link, i) => i >= from && link.callee === origin.unit)
      const link = links[at]
      if (link === undefined) tell(origin.unit)
      else {
        for (const arg of this.#e.slicer.bind(link.site, link.callee, origin.index))
          this.#openUnits(arg, link.site.unit, links, at + 1, tell)
      }
    }
  }

  /** Everything that decides what an effect does: its roles, and what it works on. */
  #subjects(candidate: Candidate, links: readonly Link[]): Subject[] {
    const found: Subject[] = [...this.#roles(candidate, links)]
    const { site, unit } = candidate
    if (site !== undefined) for (const x of this.#worksOn(candidate)) found.push({ x, unit, links })
    return found
  }

  /** What a write or a method works on. */
  #worksOn({ site, model }: Candidate): Expr[] {
    if (site === undefined || model === undefined) return []
    const found: Expr[] = []
    if (model.write !== undefined) found.push(...this.#slot(site, model.write.to))
    else {
      const { receiver } = this.#e.resolver.callees(site)
      if (receiver !== undefined) found.push(receiver)
    }
    model.params.forEach((role, i) => {
      const arg = site.call.args[i]
      if (role === 'object' && arg !== undefined) found.push(arg)
    })
    return found
  }

  #slot(site: CallSite, slot: Slot): Expr[] {
    if (slot === '*') return [...site.call.args]
    if (slot === 'self') {
      const { receiver } = this.#e.resolver.callees(site)
      return receiver === undefined ? [] : [receiver]
    }
    const { model } = this.#e.resolver.callees(site)
    if (model?.variadic === true && slot === model.params.length - 1) return site.call.args.slice(slot)
    const arg = site.call.args[slot]
    return arg === undefined ? [] : [arg]
  }

  /** The expressions in the roles of a candidate, those of the objects that it works on included. */
  #roles(candidate: Candidate, links: readonly Link[]): RoleExpr[] {
    const { site, model, unit, at } = candidate
    const found: RoleExpr[] = []
    if (site !== undefined && model !== undefined) {
      found.push(...this.#ownRoles(site, model, links))
      if (model.write !== undefined && !found.some(({ role }) => role === 'data')) {
        for (const x of this.#slot(site, model.write.from)) found.push({ role: 'data', x, unit, spread: false, links })
      }
      if (model.object) found.push(...this.#partsOf(this.#givenTo(site.call), unit, links))
    }
    if (at.kind === 'CompositeLit')
      found.push(...this.#literalRoles(at, unit, links), ...this.#partsOf(this.#givenTo(at), unit, links))
    for (const x of this.#worksOn(candidate)) found.push(...this.#objectRoles(x, unit, links, candidate.kind))
    return unique(found)
  }

  #ownRoles(site: CallSite, model: CallModel, links: readonly Link[]): RoleExpr[] {
    const found: RoleExpr[] = []
    const { unit, call } = site
    call.args.forEach((x, i) => {
      const last = model.params.length - 1
      const role = model.params[model.variadic && i >= last ? last : i]
      if (role === undefined || role === 'object' || role === 'method') return
      found.push({ role, x, unit, spread: model.variadic && call.spread && i === call.args.length - 1, links })
    })
    for (const { role, from } of model.roles) {
      if (typeof from !== 'object')
        for (const x of this.#slot(site, from)) found.push({ role, x, unit, spread: false, links })
    }
    return found
  }

  /** The roles of the objects that an expression stands for. */
  #objectRoles(x: Expr, unit: Unit, links: readonly Link[], kind: EffectKind | undefined): RoleExpr[] {
    const found: RoleExpr[] = []
    const { objects } = this.#e.slicer
    const { entities } = objects(x, unit)
    for (const { origin, via } of this.#origins(x, unit, links, objects).values()) {
      if (origin.kind === 'object') {
        // A file that a request carries is no part of where the request goes.
        const makes = kindOf(origin.model)
        if (kind !== undefined && makes !== undefined && makes !== kind) continue
        found.push(...this.#ownRoles(origin.site, origin.model, via))
        const { receiver } = this.#e.resolver.callees(origin.site)
        // A program's standard input is a pipe of its own; a builder is its receiver already.
        if (origin.model.standsFor !== undefined && receiver !== undefined && receiver !== x)
          found.push(...this.#objectRoles(receiver, origin.site.unit, via, kind))
      } else if (origin.kind === 'literal') found.push(...this.#literalRoles(origin.lit, origin.unit, via))
    }
    found.push(...this.#partsOf(entities, unit, links))
    return found
  }

  #literalRoles(lit: Extract<Expr, { kind: 'CompositeLit' }>, unit: Unit, links: readonly Link[]): RoleExpr[] {
    const type = lit.type === undefined ? undefined : this.#e.typing.meant(lit.type, unit.file)
    if (type?.kind !== 'other') return []
    const found: RoleExpr[] = []
    for (const element of lit.elements) {
      if (element.kind !== 'KeyValueExpr' || element.key.kind !== 'Ident') continue
      const role = this.#e.catalogue.field(type.name, element.key.name)?.role
      if (role !== undefined) found.push({ role, x: element.value, unit, spread: role === 'argument', links })
    }
    return found
  }

  #givenTo(x: Expr): Entity[] {
    const entity = this.#e.program.givenTo.get(x)
    return entity === undefined ? [] : [entity]
  }

  /** Roles that are set by assignment or through a method: `cmd.Stdin = x`, `req.Header.Set(k, v)`. */
  #partsOf(entities: Iterable<Entity>, unit: Unit, links: readonly Link[]): RoleExpr[] {
    const found: RoleExpr[] = []
    for (const entity of entities) {
      if (entity.file === undefined || entity.ident === undefined) continue
      const type = this.#e.typing.typeOf(entity.ident, entity.file)
      if (type?.kind !== 'other') continue
      const at = unitOfEntity(this.#e.program, entity) ?? unit
      const roleOf = (name: string): Role | undefined => this.#e.catalogue.field(type.name, name)?.role
      for (const { stmt } of entity.parts) {
        if (stmt.kind !== 'AssignStmt') continue
        stmt.left.forEach((left, i) => {
          const target = fieldOf(left)
          const value = stmt.left.length === stmt.right.length ? stmt.right[i] : stmt.right[0]
          if (target === undefined || value === undefined || baseOf(target.x) !== entity) return
          const role = roleOf(target.sel.name)
          if (role !== undefined) found.push({ role, x: value, unit: at, spread: role === 'argument', links })
        })
      }
      for (const name of ROLE_FIELDS) {
        const role = roleOf(name)
        if (role === undefined) continue
        for (const site of this.#e.program.fieldUses.get(name) ?? []) {
          const { receiver } = this.#e.resolver.callees(site)
          if (receiver === undefined || baseOf(receiver) !== entity) continue
          for (const x of site.call.args) found.push({ role, x, unit: site.unit, spread: false, links })
        }
      }
    }
    return found
  }

  /** What an expression comes from, with the links' arguments for the parameters of what they call. */
  #origins(
    x: Expr,
    unit: Unit,
    links: readonly Link[],
    slice: (x: Expr, unit: Unit) => Origins = this.#e.slicer.of,
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
          found.set(key, { origin, trail: outer === undefined ? trail : append(trail, outer), via: around })
          continue
        }
        const whole = append(trail, outer)
        for (const arg of this.#e.slicer.bind(link.site, link.callee, origin.index)) {
          const hop: Trail = {
            unit: link.site.unit,
            pos: link.site.call.pos,
            what: `passed to ${link.callee.name}`,
            next: whole,
          }
          collect(slice(arg, link.site.unit), at + 1, hop)
        }
      }
    }
    collect(slice(x, unit), 0, undefined)
    return found
  }

  /** What a candidate works on, and which kinds of effects that makes. */
  #objectsOf(candidate: Candidate, links: readonly Link[]): Objects {
    const { unit } = candidate
    const objects = new Set<string>()
    const kinds = new Set<EffectKind>()
    let standsFor: Role | undefined
    for (const x of this.#worksOn(candidate)) {
      for (const { origin } of this.#origins(x, unit, links, this.#e.slicer.objects).values()) {
        if (origin.kind === 'object') {
          objects.add(rootOf(origin.site.unit, origin.site.call.pos))
          const kind = kindOf(origin.model)
          if (kind !== undefined) kinds.add(kind)
          standsFor ??= origin.model.standsFor
          if (standsFor !== undefined) kinds.add('process')
        } else if (origin.kind === 'literal') {
          objects.add(rootOf(origin.unit, origin.lit.pos))
          const kind = this.#e.catalogue.type(origin.type)?.effect
          if (kind !== undefined) kinds.add(kind)
        }
      }
    }
    return { objects, kinds, standsFor }
  }

  /** A candidate in one context: none where nothing makes it an effect, several where it works on several objects. */
  #evaluate(candidate: Candidate, links: readonly Link[]): Draft[] {
    const { unit } = candidate
    const { objects, kinds, standsFor } = this.#objectsOf(candidate, links)
    const { kind, model } = candidate
    if (kind === undefined && kinds.size === 0) return []
    if (candidate.site !== undefined && model?.object === true) objects.add(rootOf(unit, candidate.at.pos))
    const args = this.#arguments(candidate, links, model?.write === undefined ? undefined : standsFor)
    const effects = kind === undefined ? [...kinds] : [kind]
    return effects.map((one) => ({ candidate, kind: one, arguments: args, object: [...objects], links }))
  }

  #arguments(candidate: Candidate, links: readonly Link[], dataIs: Role | undefined): Argument[] {
    const found: Argument[] = []
    for (const { role, x, unit, spread, links: own } of this.#roles(candidate, links)) {
      const as = role === 'data' && dataIs !== undefined ? dataIs : role
      const sources: Source[] = []
      const roots = new Set<string>()
      const times = new Map<Expr, number>()
      // What is sent or written is worth a look where the module itself says all of it.
      let worth = true
      for (const found of this.#origins(x, unit, own).values()) {
        const { origin } = found
        if (origin.kind === 'param' || origin.kind === 'source')
          worth &&= origin.kind === 'source' && WITHIN.has(origin.source)
        // One call that is come to over many others tells the same but for its arguments: a few of them are enough.
        const time = origin.kind === 'source' ? (times.get(origin.at) ?? 0) : 0
        if (origin.kind === 'source') times.set(origin.at, time + 1)
        if (time < MOST_TIMES && sources.length < MOST_SOURCES) sources.push(...this.#sourcesOf(found, candidate, 0))
        if (origin.kind === 'object') roots.add(rootOf(origin.site.unit, origin.site.call.pos))
        if (origin.kind === 'source') roots.add(rootOf(origin.unit, origin.at.pos))
      }
      const { entities, fields } = this.#e.slicer.of(x, unit)
      for (const entity of entities) {
        if (entity.kind !== 'param' && entity.ident !== undefined && entity.file !== undefined)
          roots.add(`${entity.file.name}:${entity.ident.pos}`)
      }
      for (const field of fields) roots.add(field)
      const lists = worth || !BULK.has(role) ? this.#values(x, unit, own, spread) : []
      for (const values of lists.length === 0 ? [[]] : lists) {
        found.push({ role: as, values, sources: distinct(sources).slice(0, 8), roots: [...roots].slice(0, 24) })
      }
    }
    return found
  }

  #sourcesOf({ origin, trail, via }: Found, candidate: Candidate, depth: number): readonly Source[] {
    const { lineOf } = this.#e
    if (origin.kind === 'source') {
      const { site, at, unit, model, values } = origin
      const trace = toldTrail(trail, lineOf)
      const telling = site === undefined || model === undefined ? values : this.#telling(site, model, via)
      return [
        { kind: origin.source, call: model?.name ?? values[0] ?? '', values: telling, trace, ...this.#place(unit, at) },
      ]
    }
    if (origin.kind === 'object' && origin.model.effect === undefined) return []
    if (origin.kind !== 'param') return []
    const param = paramEntity(origin.unit, origin.index)
    const name = param?.name ?? 'parameter'
    const source: Source = {
      kind: 'argument',
      call: `${origin.unit.name} ${name}`,
      values: [],
      trace: toldTrail(trail, lineOf).slice(-4),
      ...this.#place(origin.unit, param?.ident ?? candidate.at),
    }
    const { reacher, slicer } = this.#e
    const direct = reacher.triggers(origin.unit).length > 0
    const callers = reacher.callers(origin.unit).filter(({ site }) => site !== undefined)
    // What a caller's context holds is the caller's, and said to nobody by being passed on.
    const context = this.#isContext(param)
    const found: Source[] = (direct || callers.length === 0) && !context ? [source] : []
    // What other functions were given, as a field keeps it: looked up once, whoever asks.
    const key = `${origin.unit.file.name}:${origin.unit.node.pos}.${origin.index}`
    const known = this.#foreign.get(key)
    if (known !== undefined) return [...found, ...known]
    if (depth >= 4) return context ? [] : [source]
    this.#foreign.set(key, [])
    const passed: Source[] = []
    for (const { site } of callers.slice(0, 32)) {
      if (site === undefined) continue
      for (const arg of slicer.bind(site, origin.unit, origin.index)) {
        for (const inner of slicer.of(arg, site.unit).found.values()) {
          const whole = append(inner.trail, trail)
          for (const one of this.#sourcesOf({ ...inner, trail: whole }, candidate, depth + 1)) {
            if (passed.length < 16 && !passed.some((other) => other.kind === one.kind && other.line === one.line))
              passed.push(one)
          }
        }
      }
    }
    this.#foreign.set(key, passed)
    return [...found, ...passed]
  }

  /** The arguments of a source that say what it is: the variable's name, the path, the address. */
  #telling(site: CallSite, model: CallModel, links: readonly Link[]): string[] {
    // Only what binds parameters matters, and most of what is asked has none.
    const key = `${this.#id(site)}:${links.map((link) => this.#id(link.site)).join(' ')}`
    const known = this.#told.get(key)
    if (known !== undefined) return known
    const found: string[] = []
    this.#told.set(key, found)
    const left = { folds: MOST_TELLING_FOLDS }
    const ask = (at: CallSite, of: CallModel, around: readonly Link[]): void => {
      at.call.args.forEach((x, i) => {
        const role = of.params[of.variadic && i >= of.params.length ? of.params.length - 1 : i]
        if (role === undefined || !TELLING.has(role)) return
        for (const text of this.#texts(x, at.unit, around, left, 0)) {
          if (found.length < MOST_TELLING && !found.includes(text)) found.push(text)
        }
      })
    }
    ask(site, model, links)
    const { receiver } = this.#e.resolver.callees(site)
    if (found.length === 0 && receiver !== undefined) {
      for (const { origin, via } of this.#origins(receiver, site.unit, links, this.#e.slicer.objects).values()) {
        if (origin.kind === 'object') ask(origin.site, origin.model, via)
      }
    }
    return found
  }

  /** What a telling argument is worth, in this context or, where it has none, with what callers pass. */
  #texts(x: Expr, unit: Unit, links: readonly Link[], left: { folds: number }, depth: number): string[] {
    const open = this.#paramsOf(x, unit).find((param) => !links.some(({ callee }) => callee === param.unit))
    const callers = open === undefined || depth >= 3 ? [] : this.#e.reacher.callers(open.unit)
    const texts: string[] = []
    if (open !== undefined) {
      for (const { site } of gravestFirst(callers).slice(0, 8)) {
        if (left.folds > 0 && site !== undefined && !links.some((link) => link.site === site))
          texts.push(...this.#texts(x, unit, [...links, { callee: open.unit, site }], left, depth + 1))
      }
    }
    if (texts.length > 0 || --left.folds < 0) return texts
    return this.#fold(x, unit, links).flatMap((value) => textOfValue(value)?.slice(0, 2000) ?? [])
  }

  /** What an expression is worth: a list for each element of what is spread. */
  #values(x: Expr, unit: Unit, links: readonly Link[], spread: boolean): KnownValue[][] {
    const bare = plain(x)
    const written = bare.kind === 'BasicLit' ? stringValue(bare.text) : undefined
    if (written !== undefined) return [[{ text: written, plain: true, steps: [] }]]
    // A list to which something is added: what is known of each of them.
    if (bare.kind === 'CallExpr' && isAppend(bare)) {
      return bare.args.flatMap((arg, i) =>
        i <= MOST_APPENDED
          ? this.#values(arg, unit, links, i === 0 || (bare.spread && i === bare.args.length - 1))
          : [],
      )
    }
    const lists: KnownValue[][] = []
    for (const value of this.#fold(x, unit, links)) {
      const elements = spread || isTexts(value) ? elementsOf(value) : undefined
      const all = elements ?? [value]
      all.forEach((one, i) => {
        const known = knownValue(one, bare)
        if (known === undefined) return
        const list = (lists[elements === undefined ? 0 : i] ??= [])
        if (list.length < MOST_VALUES && !list.some(({ text }) => text === known.text)) list.push(known)
      })
    }
    return Array.from(lists, (list) => list ?? [])
  }

  #fold(x: Expr, unit: Unit, links: readonly Link[]): readonly Value[] {
    const bare = plain(x)
    const params = this.#paramsOf(x, unit)
    const bound = links.filter(({ callee }) => params.some((param) => param.unit === callee))
    // A parameter that nothing binds has no value.
    if (bare.kind === 'Ident' && bare.entity?.kind === 'param' && bare.entity.writes.length === 0 && bound.length === 0)
      return []
    let known = this.#folded.get(x)
    if (known === undefined) this.#folded.set(x, (known = new Map<string, readonly Value[]>()))
    const key = bound.length === 0 ? '' : links.map(({ site }) => this.#id(site)).join(' ')
    const before = known.get(key)
    if (before !== undefined) return before
    known.set(key, [])
    const givens = this.#given(params, links)
    if (key !== '' && givens.every((given) => given.size === 0)) {
      // Nothing that is passed is known: it is worth what it is worth without callers.
      const plainly = this.#fold(x, unit, [])
      known.set(key, plainly)
      return plainly
    }
    const folder = unit.file.name.endsWith('_test.go') ? this.#e.testFolder : this.#e.folder
    const found: Value[] = []
    for (const given of givens) {
      for (const value of folder.foldAll(unit.file, x, given))
        if (found.length < MOST_VALUES && isText(value)) found.push(value)
    }
    if (found.length === 0) found.push(...addressIn(this.#e, x, unit))
    const inner = found.length === 0 ? this.#wrapped(bare, unit) : undefined
    if (inner !== undefined) found.push(...this.#fold(inner.x, inner.unit, links))
    known.set(key, found)
    return found
  }

  /** What a reader, a buffer or a list of bytes is made of. */
  #wrapped(x: Expr, unit: Unit): { readonly x: Expr; readonly unit: Unit } | undefined {
    if (x.kind === 'Ident') {
      const { decl, index } = x.entity ?? {}
      const values = decl?.kind === 'ValueSpec' ? decl.values : decl?.kind === 'AssignStmt' ? decl.right : []
      const value = plain(values[index ?? 0] ?? x)
      if (x.entity?.global === true) return undefined
      return value.kind === 'CallExpr' ? this.#wrapped(value, unit) : undefined
    }
    const [arg, more] = x.kind === 'CallExpr' ? x.args : []
    if (x.kind !== 'CallExpr' || arg === undefined || more !== undefined) return undefined
    const site = unit.sites.find(({ call }) => call === x)
    const callees = site === undefined ? undefined : this.#e.resolver.callees(site)
    if (callees?.builtin === 'conversion') return { x: arg, unit }
    const { model, receiver } = callees ?? {}
    const passes = model !== undefined && model.effect === undefined && model.source === undefined
    return passes && model.carries === undefined && receiver === undefined ? { x: arg, unit } : undefined
  }

  #paramsOf(x: Expr, unit: Unit): readonly Parameter[] {
    let found = this.#params.get(x)
    if (found === undefined) {
      const made: Parameter[] = []
      for (const { origin } of this.#e.slicer.of(x, unit).found.values()) {
        // Nearly every call passes a context, and hardly one holds what matters: that is looked for without contexts.
        if (origin.kind === 'param' && !this.#isContext(paramEntity(origin.unit, origin.index))) made.push(origin)
      }
      found = made
      this.#params.set(x, made)
    }
    return found
  }

  #isContext(entity: Entity | undefined): boolean {
    const { ident, file } = entity ?? {}
    const type = ident === undefined || file === undefined ? undefined : this.#e.typing.typeOf(ident, file)
    return type?.kind === 'other' && type.name === 'context.Context'
  }

  #id(site: CallSite): number {
    let id = this.#ids.get(site)
    if (id === undefined) this.#ids.set(site, (id = this.#ids.size))
    return id
  }

  /** What the parameters that an expression stands on are worth in this context. */
  #given(params: readonly Parameter[], links: readonly Link[]): ReadonlyMap<Entity, Value>[] {
    let maps: Map<Entity, Value>[] = [new Map()]
    for (const origin of params) {
      const at = links.findIndex(({ callee }) => callee === origin.unit)
      const link = links[at]
      const entity = paramEntity(origin.unit, origin.index)
      if (link === undefined || entity === undefined || this.#isObject(entity)) continue
      const args = this.#e.slicer.bind(link.site, link.callee, origin.index)
      const each = args.map((arg) => this.#fold(arg, link.site.unit, links.slice(at + 1)))
      const { idents, variadic } = parametersOf(link.callee)
      const list = variadic && origin.index === idents.length - 1 && !link.site.call.spread
      // What is passed for `...T` is a list, of the first value of each.
      const values = list ? listOf(each) : (each[0] ?? []).slice(0, 4)
      if (values.length === 0) continue
      maps = maps.flatMap((map) => values.map((value) => new Map([...map, [entity, value]]))).slice(0, 8)
    }
    return maps
  }

  /** Whether a variable is of a type whose values are no texts: folding what is passed for it is of no use. */
  #isObject({ ident, file }: Entity): boolean {
    const type = ident === undefined || file === undefined ? undefined : this.#e.typing.typeOf(ident, file)
    if (type?.kind === 'other') return !/^(?:\[\])*(?:string|byte|rune|u?int\d*|any)$/.test(type.name)
    return (
      type?.kind === 'own' &&
      type.entity.decl?.kind === 'TypeSpec' &&
      /^(?:Struct|Interface|Func|Chan)Type$/.test(type.entity.decl.type.kind)
    )
  }

  /** Whether flags that are known open a file for reading alone. */
  #readsOnly(site: CallSite, index: number): boolean {
    const flags = site.call.args[index]
    if (flags === undefined) return false
    const value = this.#e.folder.fold(site.unit.file, flags)
    // O_WRONLY, O_RDWR, O_CREATE, O_TRUNC and O_APPEND of every system: anything but zero.
    return value.kind === 'int' && value.value === 0n
  }
}

/** Sources within the module. */
const WITHIN: ReadonlySet<string> = new Set(['embed', 'decrypted'])

/** Roles whose values may be long, and say little where they are known in part. */
const BULK: ReadonlySet<string> = new Set(['data', 'value'])

const TELLING: ReadonlySet<string> = new Set(['name', 'path', 'url', 'host', 'command', 'argument'])

/** Fields that are filled through methods of their own. */
const ROLE_FIELDS = ['Header', 'Body', 'Form', 'PostForm', 'URL', 'Stdin', 'Env', 'Args']

/** What writing into the object is that a call makes. */
function kindOf(model: CallModel): EffectKind | undefined {
  return model.effect ?? (model.source === 'file' ? 'file-write' : undefined)
}

function unitOfEntity(program: Program, entity: Entity): Unit | undefined {
  return entity.owner === undefined ? undefined : program.unitOf.get(entity.owner)
}

function unique(list: readonly RoleExpr[]): RoleExpr[] {
  const seen = new Set<string>()
  const ids = new Map<Expr, number>()
  return list.filter(({ role, x, links }) => {
    if (!ids.has(x)) ids.set(x, ids.size)
    const key = `${role} ${ids.get(x)} ${links.map(({ site }) => `${site.unit.file.name}:${site.call.pos}`).join(' ')}`
    return !seen.has(key) && seen.add(key)
  })
}

/** Each source once, whatever way it took. */
function distinct(sources: readonly Source[]): Source[] {
  const seen = new Set<string>()
  return sources.filter(({ kind, file, line, call }) => {
    const key = `${kind} ${file}:${line} ${call}`
    return !seen.has(key) && seen.add(key)
  })
}

function rootOf(unit: Unit, pos: number): string {
  return `${unit.file.name}:${pos}`
}

function append(inner: Trail | undefined, outer: Trail | undefined): Trail | undefined {
  const steps: Trail[] = []
  for (let at = inner; at !== undefined && steps.length < 12; at = at.next) steps.push(at)
  let result = outer
  for (const step of steps.toReversed()) result = { ...step, next: result }
  return result
}

function listOf(each: readonly (readonly Value[])[]): Value[] {
  const texts = each.map(([first]) => (first === undefined ? undefined : textOfValue(first)))
  if (!texts.every((text) => text !== undefined && !text.includes('…'))) return []
  return [stringsOf(texts.map((text) => text ?? ''))]
}

function isAppend({ fun }: Extract<Expr, { kind: 'CallExpr' }>): boolean {
  return fun.kind === 'Ident' && fun.entity?.kind === 'builtin' && fun.name === 'append'
}

function isText(value: Value): boolean {
  return value.kind === 'int' || textOfValue(value) !== undefined || isTexts(value)
}

function isTexts(value: Value): boolean {
  return (value.kind === 'slice' || value.kind === 'array') && textOfValue(value) === undefined
}

/** The elements of a list of texts. */
function elementsOf(value: Value): readonly Value[] | undefined {
  if (value.kind !== 'slice' && value.kind !== 'array') return undefined
  if (value.store.bytes !== undefined) return undefined
  const offset = value.kind === 'slice' ? value.start : 0
  return value.store.cells.slice(offset, offset + Math.min(value.length, 64))
}

function knownValue(value: Value, x: Expr): KnownValue | undefined {
  const text = textOfValue(value) ?? (value.kind === 'int' ? String(value.value) : undefined)
  if (text === undefined || text === '' || /^…+$/.test(text)) return undefined
  const steps: readonly Told[] = waysOf(value)
  return { text: text.slice(0, 20_000), plain: isWritten(x, 0), steps: steps.slice(0, 40) }
}

/** Whether an expression stands for text as it is written: literals, names of them, and sums of these. */
function isWritten(first: Expr, depth: number): boolean {
  const x = plain(first)
  if (depth > 6) return false
  if (x.kind === 'BasicLit') return true
  if (x.kind === 'BinaryExpr') {
    // A chain of sums leans left.
    let at: Expr = x
    while (at.kind === 'BinaryExpr') {
      if (at.op !== '+' || !isWritten(at.y, depth + 1)) return false
      at = plain(at.x)
    }
    return isWritten(at, depth + 1)
  }
  if (x.kind === 'CallExpr') {
    const [arg, more] = x.args
    const type = plain(x.fun)
    const conversion = type.kind === 'ArrayType' || (type.kind === 'Ident' && type.entity?.kind === 'builtin')
    return conversion && arg !== undefined && more === undefined && isWritten(arg, depth + 1)
  }
  if (x.kind !== 'Ident' || x.entity === undefined) return false
  const { decl, index, writes, changed } = x.entity
  if (writes.length > 0 || changed) return false
  const values = decl?.kind === 'ValueSpec' ? decl.values : decl?.kind === 'AssignStmt' ? decl.right : []
  const value = values[index]
  return value !== undefined && isWritten(value, depth + 1)
}

function keyOf(draft: Draft): string {
  const args = draft.arguments.map(
    ({ role, values, sources }) =>
      `${role}=${values.map(({ text }) => text).join('\0')}<${sources.map(({ kind, line, file }) => `${kind}${file}${line}`).join(',')}`,
  )
  return `${draft.kind} ${args.join('|')}`
}
