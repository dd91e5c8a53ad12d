// Where values come from: a slice backwards from an expression over assignments, fields, fills and calls to what gives
// data: sources of the catalogue, objects that calls made, functions, parameters. A function of the module is summed up
// once: what its results carry, of what its parameters hold; so that each call is followed with its own arguments.
// It does not look at the order of statements, and fields are told apart by their struct and name.
import type { AssignStmt, CaseClause, CompositeLit, Expr, Ident, SendStmt, Stmt } from '../ast.ts'
import type { Entity, SourceFile, Write } from '../scope.ts'
import { embedPatterns } from '../embed.ts'
import { packageOfFile } from '../package.ts'
import type { SourceKind, Told } from '../facts.ts'
import { walk } from '../walk.ts'
import type { CallCatalogue, CallModel, Slot } from './catalogue.ts'
import type { Resolver } from './callees.ts'
import {
  baseOf,
  fieldKey,
  fieldOf,
  outermost,
  parametersOf,
  type CallSite,
  type Program,
  type Unit,
} from './program.ts'
import type { GoType, Typing } from './typing.ts'

/** One thing that a value comes from. */
export type Origin =
  | {
      readonly kind: 'source'
      readonly source: SourceKind
      readonly site: CallSite | undefined
      readonly at: Expr
      readonly unit: Unit
      readonly model: CallModel | undefined
      readonly values: readonly string[]
    }
  /** A call that made an object, or a composite literal. */
  | { readonly kind: 'object'; readonly site: CallSite; readonly model: CallModel }
  | { readonly kind: 'literal'; readonly lit: CompositeLit; readonly unit: Unit; readonly type: string }
  /** -1 is the receiver. */
  | { readonly kind: 'param'; readonly unit: Unit; readonly index: number }
  | { readonly kind: 'function'; readonly of: Unit }

/** The parameter of a function that something stands on. */
export type Parameter = Extract<Origin, { kind: 'param' }>

/** How an origin was reached, from it to the value: a list that begins at the origin. */
export interface Trail {
  readonly unit: Unit
  readonly pos: number
  readonly what: string
  readonly next: Trail | undefined
}

/** A call on the way, which gives the parameters of what it calls their values. */
export interface Link {
  readonly callee: Unit
  readonly site: CallSite
}

/** An origin, and how it was reached. */
export interface Found {
  readonly origin: Origin
  readonly trail: Trail | undefined
  /** The calls between, innermost first, where what the origin is depends on their arguments. */
  readonly via: readonly Link[]
}

/** What a slice found. */
export interface Origins {
  readonly found: ReadonlyMap<string, Found>
  /** The variables on the way. */
  readonly entities: ReadonlySet<Entity>
  /** The fields on the way: `Type.field`. */
  readonly fields: ReadonlySet<string>
  /** Whether a limit was reached. */
  readonly cut: boolean
}

/** Finds origins; sums functions up once. */
export interface Slicer {
  readonly of: (x: Expr, unit: Unit) => Origins
  /** The objects that an expression may be, through what wraps them: not what is put into them. */
  readonly objects: (x: Expr, unit: Unit) => Origins
  /** The functions of the module that an expression may be; data is not followed. */
  readonly functions: (x: Expr, unit: Unit) => readonly Unit[]
  /** The parameters that it may be, too. */
  readonly functionParams: (x: Expr, unit: Unit) => readonly Parameter[]
  /** Whether all slices together may look at nothing more. */
  readonly spent: () => boolean
  /** The arguments that a parameter of a callee stands for at a call; -1 is the receiver. */
  readonly bind: (site: CallSite, callee: Unit, index: number) => readonly Expr[]
}

/** How many nodes one slice looks at: what a variable holds, a function is few steps away from. */
const MOST_NODES: Readonly<Record<Mode, number>> = { data: 10_000, object: 2000, function: 1000 }
/** How many nodes all slices of a module look at. */
const MOST_MODULE_NODES = 6_000_000
/** How deep functions are summed up inside each other. */
const MOST_SUMMARIES = 40
/** How many origins one value has. */
const MOST_ORIGINS = 200
/** How many calls deep the arguments are kept that an origin depends on. */
const MOST_VIA = 5

/** Makes a slicer. */
export function createSlicer(program: Program, typing: Typing, resolver: Resolver, catalogue: CallCatalogue): Slicer {
  return new Slices(program, typing, resolver, catalogue)
}

type Item =
  | {
      readonly kind: 'expr'
      readonly x: Expr
      readonly unit: Unit
      readonly index: number
      readonly trail: Trail | undefined
    }
  | { readonly kind: 'entity'; readonly entity: Entity; readonly unit: Unit; readonly trail: Trail | undefined }

/** How a local variable is used: calls that have it as an argument or receiver, and what is sent into it. */
interface Uses {
  readonly sites: Map<Entity, CallSite[]>
  readonly sends: Map<Entity, SendStmt[]>
  /** What the variable of a type switch's clause is. */
  readonly switches: Map<CaseClause, Expr>
}

/**
 * Whether all data is followed; or what a thing is, not what is put into it, as objects are assigned, wrapped, passed
 * and returned; or function values alone, which nothing wraps.
 */
type Mode = 'data' | 'object' | 'function'

/** What was summed up, by unit and parameter or result, or by field. */
type Summaries = Map<object, Map<string, Origins>>

interface Slice {
  readonly mode: Mode
  readonly found: Map<string, Found>
  readonly entities: Set<Entity>
  readonly fields: Set<string>
  readonly seen: Map<object, Set<string>>
  readonly work: Item[]
  nodes: number
  cut: boolean
}

/** What an expression may be that is called. */
interface FunctionValue {
  readonly units: readonly Unit[]
  readonly params: readonly Parameter[]
}

class Slices implements Slicer {
  readonly #program: Program
  readonly #typing: Typing
  readonly #resolver: Resolver
  readonly #catalogue: CallCatalogue
  readonly #functionValues = new Map<Expr, FunctionValue>()
  readonly #slices = new Map<Expr, Origins>()
  readonly #identities = new Map<Expr, Origins>()
  readonly #results = summaries()
  readonly #contents = summaries()
  readonly #fields = summaries()
  readonly #uses = new Map<Unit, Uses>()
  readonly #siteOf = new Map<Expr, CallSite>()
  readonly #sited = new Set<Unit>()
  readonly #ids = new Map<object, number>()
  readonly #openUnits = new Map<CallSite, ReadonlySet<Unit>>()
  #open = 0
  #left = MOST_MODULE_NODES

  constructor(program: Program, typing: Typing, resolver: Resolver, catalogue: CallCatalogue) {
    this.#program = program
    this.#typing = typing
    this.#resolver = resolver
    this.#catalogue = catalogue
  }

  readonly of = (x: Expr, unit: Unit): Origins => {
    let found = this.#slices.get(x)
    if (found === undefined) {
      found = this.#run('data', (slice) => this.#expr(slice, x, unit, 0, undefined))
      this.#slices.set(x, found)
    }
    return found
  }

  readonly objects = (x: Expr, unit: Unit): Origins => {
    let found = this.#identities.get(x)
    if (found === undefined) {
      found = this.#run('object', (slice) => this.#expr(slice, x, unit, 0, undefined))
      this.#identities.set(x, found)
    }
    return found
  }

  readonly spent = (): boolean => this.#left < 0

  readonly functions = (x: Expr, unit: Unit): readonly Unit[] => this.#functionValue(x, unit).units

  readonly functionParams = (x: Expr, unit: Unit): readonly Parameter[] => this.#functionValue(x, unit).params

  #functionValue(x: Expr, unit: Unit): FunctionValue {
    const known = this.#functionValues.get(x)
    if (known !== undefined) return known
    const named = this.#resolver.named(x, unit.file)
    if (named.length > 0 || this.#open >= MOST_SUMMARIES) return { units: named, params: [] }
    // What gives itself gives nothing.
    this.#functionValues.set(x, { units: [], params: [] })
    this.#open++
    const { found } = this.#run('function', (slice) => this.#expr(slice, x, unit, 0, undefined))
    this.#open--
    const units: Unit[] = []
    const params: Parameter[] = []
    for (const { origin } of found.values()) {
      if (origin.kind === 'function') units.push(origin.of)
      else if (origin.kind === 'param') params.push(origin)
    }
    this.#functionValues.set(x, { units, params })
    return { units, params }
  }

  #resultsOf(mode: Mode, unit: Unit, index: number): Origins {
    return this.#summed(mode, this.#results, unit, String(index), (slice) => {
      const { node } = unit
      if (node.kind === 'ValueSpec') return
      const names = node.type.results.flatMap((field): (Ident | undefined)[] =>
        field.names.length === 0 ? [undefined] : [...field.names],
      )
      const named = names[index]?.entity
      if (named !== undefined) this.#entityItem(slice, named, unit, undefined)
      for (const results of returnsOf(unit)) {
        const one = results.length === 1 && names.length > 1
        const x = one ? results[0] : results[index]
        if (x !== undefined) this.#expr(slice, x, unit, one ? index : 0, undefined)
      }
    })
  }

  readonly bind = (site: CallSite, callee: Unit, index: number): readonly Expr[] => {
    const { node } = callee
    if (index === -1) {
      const { receiver } = this.#resolver.callees(site)
      return receiver === undefined ? [] : [receiver]
    }
    const { idents, variadic } = parametersOf(callee)
    // A method expression has its receiver as the first argument.
    const shift =
      node.kind === 'FuncDecl' &&
      node.receiver !== undefined &&
      site.call.args.length === idents.length + 1 &&
      !variadic
        ? 1
        : 0
    if (variadic && index === idents.length - 1) return site.call.args.slice(index)
    const arg =
      site.call.args[index + shift] ?? (site.call.args.length === 1 && index > 0 ? site.call.args[0] : undefined)
    return arg === undefined ? [] : [arg]
  }

  /** What a call puts into what its parameter holds. */
  #content(unit: Unit, index: number): Origins {
    return this.#summed('data', this.#contents, unit, String(index), (slice) => {
      const entity = paramEntity(unit, index)
      if (entity !== undefined) this.#fills(slice, entity, unit, undefined)
    })
  }

  #summed(
    mode: Mode,
    memo: Readonly<Record<Mode, Summaries>>,
    of: object,
    aspect: string,
    start: (slice: Slice) => void,
  ): Origins {
    let known = memo[mode].get(of)
    if (known === undefined) memo[mode].set(of, (known = new Map<string, Origins>()))
    const before = known.get(aspect)
    if (before !== undefined) return before
    if (this.#open >= MOST_SUMMARIES) return { ...NOTHING, cut: true }
    // What stands on itself adds nothing to itself.
    known.set(aspect, NOTHING)
    this.#open++
    const found = this.#run(mode, start)
    this.#open--
    known.set(aspect, found)
    return found
  }

  #run(mode: Mode, start: (slice: Slice) => void): Origins {
    const slice: Slice = {
      mode,
      found: new Map(),
      entities: new Set(),
      fields: new Set(),
      seen: new Map(),
      work: [],
      nodes: 0,
      cut: false,
    }
    start(slice)
    for (let item = slice.work.pop(); item !== undefined; item = slice.work.pop()) {
      if (++slice.nodes > MOST_NODES[mode] || --this.#left < 0) {
        slice.cut = true
        break
      }
      this.#step(slice, item)
    }
    return slice
  }

  #add(slice: Slice, origin: Origin, trail: Trail | undefined, via: readonly Link[] = []): void {
    const key = this.#keyOf(origin) + via.map(({ site }) => `@${this.#id(site)}`).join('')
    if (slice.found.has(key)) return
    if (slice.found.size >= MOST_ORIGINS) slice.cut = true
    else slice.found.set(key, { origin, trail, via })
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
    }
  }

  #id(thing: object): number {
    let id = this.#ids.get(thing)
    if (id === undefined) this.#ids.set(thing, (id = this.#ids.size))
    return id
  }

  #first(slice: Slice, thing: object, aspect: string): boolean {
    let seen = slice.seen.get(thing)
    if (seen === undefined) slice.seen.set(thing, (seen = new Set()))
    if (seen.has(aspect)) return false
    seen.add(aspect)
    return true
  }

  #expr(slice: Slice, x: Expr, unit: Unit, index: number, trail: Trail | undefined): void {
    if (x.kind === 'BasicLit' || !this.#first(slice, x, String(index))) return
    slice.work.push({ kind: 'expr', x, unit, index, trail })
  }

  #entityItem(slice: Slice, entity: Entity, unit: Unit, trail: Trail | undefined): void {
    if (!this.#first(slice, entity, 'all')) return
    slice.work.push({ kind: 'entity', entity, unit, trail })
  }

  #step(slice: Slice, item: Item): void {
    if (item.kind === 'entity') this.#entity(slice, item.entity, item.unit, item.trail)
    else this.#inputs(slice, item.x, item.unit, item.index, item.trail)
  }

  /** The inputs of an expression. */
  #inputs(slice: Slice, x: Expr, unit: Unit, index: number, trail: Trail | undefined): void {
    switch (x.kind) {
      case 'Ident': {
        const { entity } = x
        if (entity === undefined) {
          const found = this.#typing.dotImported(x.name, unit.file)
          if (found !== undefined) this.#member(slice, found, x, unit, trail)
          return
        }
        if (entity.kind === 'builtin' || entity.kind === 'const') return
        if (entity.kind === 'func') return this.#functions(slice, x, unit, trail)
        if (entity.kind === 'var' || entity.kind === 'param') this.#entityItem(slice, entity, unit, trail)
        return
      }
      case 'ParenExpr':
      case 'StarExpr':
      case 'TypeAssertExpr':
      case 'SliceExpr':
      case 'IndexExpr':
        return this.#expr(slice, x.x, unit, index, trail)
      case 'UnaryExpr':
        if (x.op === '!') return
        return this.#expr(slice, x.x, unit, 0, trail)
      case 'BinaryExpr': {
        if (['==', '!=', '<', '<=', '>', '>=', '&&', '||'].includes(x.op)) return
        this.#expr(slice, x.x, unit, 0, trail)
        return this.#expr(slice, x.y, unit, 0, trail)
      }
      case 'KeyValueExpr':
        return this.#expr(slice, x.value, unit, 0, trail)
      case 'CompositeLit': {
        const type = x.type === undefined ? undefined : this.#typing.meant(x.type, unit.file)
        if (type?.kind === 'other' && this.#catalogue.type(type.name)?.object === true)
          this.#add(slice, { kind: 'literal', lit: x, unit, type: type.name }, trail)
        const keyed = type?.kind === 'unnamed' && type.x.kind === 'MapType'
        for (const element of x.elements) {
          this.#expr(slice, element, unit, 0, trail)
          if (keyed && element.kind === 'KeyValueExpr') this.#expr(slice, element.key, unit, 0, trail)
        }
        return
      }
      case 'FuncLit':
        return this.#functions(slice, x, unit, trail)
      case 'SelectorExpr':
        return this.#selector(slice, x, unit, trail)
      case 'CallExpr':
        return this.#call(slice, x, unit, index, trail)
      default:
    }
  }

  #functions(slice: Slice, x: Expr, unit: Unit, trail: Trail | undefined): void {
    for (const of of this.#resolver.named(x, unit.file)) this.#add(slice, { kind: 'function', of }, trail)
  }

  /** A name of another package. */
  #member(slice: Slice, member: Entity | string, x: Expr, unit: Unit, trail: Trail | undefined): void {
    if (typeof member === 'object') {
      if (member.kind === 'func') this.#functions(slice, x, unit, trail)
      else if (member.kind === 'var') this.#entityItem(slice, member, unit, trail)
      return
    }
    const source = this.#catalogue.sourceOf(member)
    if (source === undefined) return
    const origin: Origin = { kind: 'source', source, site: undefined, at: x, unit, model: undefined, values: [member] }
    this.#add(slice, origin, trail)
  }

  #selector(slice: Slice, x: Extract<Expr, { kind: 'SelectorExpr' }>, unit: Unit, trail: Trail | undefined): void {
    const member = this.#typing.member(x)
    if (member !== undefined) return this.#member(slice, member, x, unit, trail)
    const type = this.#typing.typeOf(x.x, unit.file)
    if (type?.kind === 'own') {
      if (this.#typing.method(type, x.sel.name) !== undefined) return this.#functions(slice, x, unit, trail)
      this.#fieldItem(slice, type, x.sel.name, trail)
      // Whole structs are filled at once too; and a caller may set the exported fields of what it passes.
      const base = baseOf(x.x)
      if (base !== undefined) {
        this.#fills(slice, base, unit, trail)
        const exported = /^\p{Lu}/u.test(x.sel.name)
        if (base.kind === 'param' && exported) this.#param(slice, base, trail)
      } else this.#expr(slice, x.x, unit, 0, trail)
      return
    }
    if (type === undefined) this.#fieldByName(slice, x, unit, trail)
    this.#expr(slice, x.x, unit, 0, trail)
  }

  /** A field of something whose type is not evident: what fields of this name are set to in this file. */
  #fieldByName(slice: Slice, x: Extract<Expr, { kind: 'SelectorExpr' }>, unit: Unit, trail: Trail | undefined): void {
    const writes = this.#program.fieldWrites.get(fieldKey(unit.pkg.path, x.sel.name)) ?? []
    if (writes.length > 16) return
    for (const write of writes) {
      if (write.unit.pkg === unit.pkg) this.#expr(slice, write.value, write.unit, write.index, trail)
    }
  }

  #fieldItem(slice: Slice, type: GoType, name: string, trail: Trail | undefined): void {
    if (type.kind !== 'own' || !this.#first(slice, type.entity, `.${name}`)) return
    slice.fields.add(`${type.entity.name}.${name}`)
    const field = this.#summed(slice.mode, this.#fields, type.entity, name, (inner) => this.#field(inner, type, name))
    slice.cut ||= field.cut
    for (const entity of field.entities) slice.entities.add(entity)
    for (const other of field.fields) slice.fields.add(other)
    for (const { origin, trail: own, via } of field.found.values()) this.#add(slice, origin, joined(own, trail), via)
  }

  #field(slice: Slice, type: GoType, name: string): void {
    if (type.kind !== 'own') return
    const { file } = type.entity
    const pkg = file === undefined ? undefined : packageOfFile(this.#program.modules, file)
    const key = fieldKey(pkg?.path ?? '', name)
    for (const write of this.#program.fieldWrites.get(key) ?? []) {
      const of = this.#typing.typeOf(write.of, write.unit.file)
      // A literal without a type in a list has none that is evident: it may be.
      if (of !== undefined && (of.kind !== 'own' || of.entity !== type.entity)) continue
      if (of === undefined && write.unit.pkg.scope.names.get(type.entity.name) !== type.entity) continue
      const hop = told(undefined, write.unit, write.value.pos, `${type.entity.name}.${name} is set`)
      this.#expr(slice, write.value, write.unit, write.index, hop)
    }
    const mine = (x: Expr, unit: Unit): boolean => {
      const field = fieldOf(x)
      if (field?.sel.name !== name) return false
      const of = this.#typing.typeOf(field.x, unit.file)
      return of?.kind === 'own' && of.entity === type.entity
    }
    if (slice.mode === 'data') {
      for (const site of this.#program.fieldUses.get(key) ?? [])
        this.#fill(slice, (x) => mine(x, site.unit), site, undefined)
    }
    this.#positional(slice, type, name, undefined)
  }

  /** Composite literals without keys: T{a, b}. */
  #positional(slice: Slice, type: GoType, name: string, trail: Trail | undefined): void {
    if (type.kind !== 'own' || type.entity.decl?.kind !== 'TypeSpec') return
    const struct = type.entity.decl.type
    if (struct.kind !== 'StructType') return
    const names = struct.fields.flatMap((field) =>
      field.names.length === 0 ? [''] : field.names.map((ident) => ident.name),
    )
    const position = names.indexOf(name)
    if (position < 0) return
    for (const literal of this.#program.positional.get(type.entity.name) ?? []) {
      const of = literal.lit.type === undefined ? undefined : this.#typing.meant(literal.lit.type, literal.unit.file)
      const value = literal.lit.elements[position]
      if (of?.kind === 'own' && of.entity === type.entity && value !== undefined)
        this.#expr(slice, value, literal.unit, 0, trail)
    }
  }

  #call(
    slice: Slice,
    call: Extract<Expr, { kind: 'CallExpr' }>,
    unit: Unit,
    index: number,
    trail: Trail | undefined,
  ): void {
    const site = this.#siteFor(call, unit)
    if (site === undefined) return
    const callees = this.#resolver.callees(site)
    const { builtin, model, units, receiver, value, name } = callees
    if (builtin !== undefined) {
      if (builtin === 'conversion' || builtin === 'append' || builtin === 'min' || builtin === 'max')
        for (const arg of call.args) this.#expr(slice, arg, unit, 0, trail)
      return
    }
    for (const callee of units) this.#substitute(slice, this.#resultsOf(slice.mode, callee, index), site, callee, trail)
    if (value !== undefined) {
      const functions = this.functions(value, unit)
      for (const callee of functions)
        this.#substitute(slice, this.#resultsOf(slice.mode, callee, index), site, callee, trail)
      if (functions.length === 0 && slice.mode === 'data')
        for (const arg of call.args) this.#expr(slice, arg, unit, 0, trail)
      return
    }
    if (model !== undefined) return this.#modelled(slice, model, site, index, trail)
    if (units.length > 0 || name === undefined || slice.mode === 'function') return
    // Outside, and not known: what goes in comes out.
    if (index > 0 && !name.startsWith('*.')) return
    if (receiver !== undefined) this.#expr(slice, receiver, unit, 0, trail)
    for (const arg of call.args) if (arg.kind !== 'FuncLit') this.#expr(slice, arg, unit, 0, trail)
  }

  #modelled(slice: Slice, model: CallModel, site: CallSite, index: number, trail: Trail | undefined): void {
    const result = model.results[index]
    if (result === 'error' || result === 'bool') return
    const { unit, call } = site
    const here = told(trail, unit, call.pos, model.name)
    if (slice.mode === 'function') {
      // sync.OnceFunc and the like give back what they were given.
      for (const at of [...model.calls, ...model.keeps]) {
        const arg = call.args[at]
        if (arg !== undefined) this.#expr(slice, arg, unit, 0, trail)
      }
      return
    }
    if (model.object || model.joins || model.standsFor !== undefined)
      this.#add(slice, { kind: 'object', site, model }, here)
    if (slice.mode === 'object') {
      // What an object is made of is not the object; what gives it on is.
      const made = model.object && !model.joins && model.standsFor === undefined
      if (made || model.source !== undefined || model.effect !== undefined) return
      for (const slot of model.standsFor === undefined ? (model.carries ?? EVERYTHING) : EVERYTHING)
        for (const x of this.#slot(slot, site)) this.#expr(slice, x, unit, 0, trail)
      return
    }
    if (model.source !== undefined) {
      this.#add(slice, { kind: 'source', source: model.source, site, at: call, unit, model, values: [] }, trail)
      if (model.carries === undefined) return
    }
    for (const slot of model.carries ?? EVERYTHING) {
      for (const x of this.#slot(slot, site)) this.#expr(slice, x, unit, 0, trail)
    }
    // What a callback gives is what the call gives.
    for (const at of model.calls) {
      const arg = call.args[at]
      if (arg === undefined) continue
      for (const callee of this.functions(arg, unit))
        this.#substitute(slice, this.#resultsOf(slice.mode, callee, 0), site, undefined, trail)
    }
  }

  #slot(slot: Slot, site: CallSite): readonly Expr[] {
    if (slot === '*') return site.call.args
    if (slot === 'self') {
      const { receiver } = this.#resolver.callees(site)
      return receiver === undefined ? [] : [receiver]
    }
    const { model } = this.#resolver.callees(site)
    if (model?.variadic === true && slot === model.params.length - 1) return site.call.args.slice(slot)
    const arg = site.call.args[slot]
    return arg === undefined ? [] : [arg]
  }

  /** Takes over what a summary found, with the arguments of this call for its parameters. */
  #substitute(
    slice: Slice,
    origins: Origins,
    site: CallSite,
    callee: Unit | undefined,
    trail: Trail | undefined,
  ): void {
    slice.cut ||= origins.cut
    for (const entity of origins.entities) slice.entities.add(entity)
    for (const field of origins.fields) slice.fields.add(field)
    for (const { origin, trail: inner, via } of origins.found.values()) {
      if (callee !== undefined && origin.kind === 'param' && origin.unit === callee) {
        const hop = told(trail, site.unit, site.call.pos, `through ${callee.name}`)
        for (const arg of this.bind(site, callee, origin.index)) this.#expr(slice, arg, site.unit, 0, hop)
      } else {
        const hop = callee === undefined ? trail : told(trail, site.unit, site.call.pos, `${callee.name} gives it`)
        const link = callee !== undefined && via.length < MOST_VIA && this.#dependsOn(origin, via, callee)
        this.#add(slice, origin, joined(inner, hop), link ? [...via, { callee, site }] : via)
      }
    }
  }

  /** Whether what an origin is depends on the parameters of a unit: a path that is opened, a variable that is asked for. */
  #dependsOn(origin: Origin, via: readonly Link[], callee: Unit): boolean {
    if (via.length > 0) return true
    if ((origin.kind !== 'source' && origin.kind !== 'object') || origin.site === undefined) return false
    const { site } = origin
    let units = this.#openUnits.get(site)
    if (units === undefined) {
      const found = new Set<Unit>()
      this.#openUnits.set(site, found)
      if (this.#open >= MOST_SUMMARIES) return false
      this.#open++
      for (const arg of site.call.args) {
        if (arg.kind === 'BasicLit' || arg.kind === 'FuncLit') continue
        for (const inner of this.of(arg, site.unit).found.values())
          if (inner.origin.kind === 'param') found.add(inner.origin.unit)
      }
      this.#open--
      units = found
    }
    return units.has(callee)
  }

  #entity(slice: Slice, entity: Entity, unit: Unit, trail: Trail | undefined): void {
    slice.entities.add(entity)
    if (this.#carriesNothing(entity)) return
    this.#declared(slice, entity, unit, trail)
    for (const write of entity.writes) this.#write(slice, entity, write, unit, trail)
    for (const write of entity.parts) this.#write(slice, entity, write, unit, trail)
    this.#fills(slice, entity, unit, trail)
    if (entity.kind === 'param') this.#param(slice, entity, trail)
  }

  #carriesNothing(entity: Entity): boolean {
    const name = this.#typeName(entity)
    return name !== undefined && EMPTY.has(name)
  }

  #typeName({ ident, file }: Entity): string | undefined {
    const type = ident === undefined || file === undefined ? undefined : this.#typing.typeOf(ident, file)
    return type?.kind === 'other' ? type.name : undefined
  }

  #param(slice: Slice, entity: Entity, trail: Trail | undefined): void {
    const unit = entity.owner === undefined ? undefined : this.#program.unitOf.get(entity.owner)
    const index = unit === undefined ? undefined : paramIndex(unit, entity)
    if (unit !== undefined && index !== undefined) this.#add(slice, { kind: 'param', unit, index }, trail)
  }

  #declared(slice: Slice, entity: Entity, unit: Unit, trail: Trail | undefined): void {
    for (const one of [entity, ...entity.also]) {
      const { decl, index } = one
      const at = one.global ? (this.#unitOfGlobal(one) ?? unit) : unit
      if (decl?.kind === 'ValueSpec') {
        const single = decl.values.length > 1
        const value = single ? decl.values[index] : decl.values[0]
        if (value !== undefined) this.#expr(slice, value, at, single ? 0 : index, told(trail, at, decl.pos, one.name))
        else if (one.global && one.file !== undefined) this.#embedded(slice, one, at, trail)
      } else if (decl?.kind === 'AssignStmt') this.#assigned(slice, decl, index, unit, trail)
      else if (decl?.kind === 'RangeStmt') this.#ranged(slice, decl, index, unit, trail)
      else if (decl?.kind === 'CaseClause' && one.ident !== undefined) this.#switched(slice, one, unit, trail)
    }
  }

  #embedded(slice: Slice, entity: Entity, unit: Unit, trail: Trail | undefined): void {
    const { decl, file, ident } = entity
    if (decl?.kind !== 'ValueSpec' || file === undefined || ident === undefined) return
    const values = embedPatterns(file, decl)
    if (values.length > 0)
      this.#add(
        slice,
        { kind: 'source', source: 'embed', site: undefined, at: ident, unit, model: undefined, values },
        trail,
      )
  }

  #assigned(slice: Slice, stmt: AssignStmt, index: number, unit: Unit, trail: Trail | undefined): void {
    const single = stmt.right.length === stmt.left.length
    const value = single ? stmt.right[index] : stmt.right[0]
    if (value !== undefined) this.#expr(slice, value, unit, single ? 0 : index, trail)
  }

  #ranged(slice: Slice, stmt: Stmt, index: number, unit: Unit, trail: Trail | undefined): void {
    if (stmt.kind !== 'RangeStmt') return
    // The key of a list is a number; of a map, a channel or a function it is data.
    if (index === 0) {
      const type = this.#typing.typeOf(stmt.x, unit.file)
      const list = type?.kind === 'unnamed' ? type.x.kind === 'ArrayType' : type?.kind === 'other'
      if (type === undefined || list) return
    }
    this.#expr(slice, stmt.x, unit, 0, trail)
  }

  #switched(slice: Slice, entity: Entity, unit: Unit, trail: Trail | undefined): void {
    const { decl } = entity
    const x = decl?.kind === 'CaseClause' ? this.#usesIn(outermost(unit)).switches.get(decl) : undefined
    if (x !== undefined) this.#expr(slice, x, unit, 0, trail)
  }

  #write(slice: Slice, entity: Entity, { stmt, file }: Write, unit: Unit, trail: Trail | undefined): void {
    const at = entity.global ? (this.#unitAt(file, stmt.pos) ?? unit) : unit
    if (stmt.kind === 'AssignStmt') {
      stmt.left.forEach((left, i) => {
        if (baseOf(left) === entity) this.#assigned(slice, stmt, i, at, trail)
      })
    } else if (stmt.kind === 'RangeStmt') {
      for (const [i, left] of [stmt.key, stmt.value].entries()) {
        if (left !== undefined && baseOf(left) === entity) this.#ranged(slice, stmt, i, at, trail)
      }
    }
  }

  /** What calls put into a variable, and what is sent into it. */
  #fills(slice: Slice, entity: Entity, unit: Unit, trail: Trail | undefined): void {
    if (slice.mode !== 'data') return
    if (!this.#first(slice, entity, 'fills')) return
    if (entity.global) {
      for (const site of this.#program.globalUses.get(entity) ?? [])
        this.#fill(slice, (x) => baseOf(x) === entity, site, trail)
      return
    }
    const uses = this.#usesIn(outermost(unit))
    for (const site of uses.sites.get(entity) ?? []) this.#fill(slice, (x) => baseOf(x) === entity, site, trail)
    for (const send of uses.sends.get(entity) ?? []) this.#expr(slice, send.value, unit, 0, trail)
  }

  #fill(slice: Slice, isIt: (x: Expr) => boolean, site: CallSite, trail: Trail | undefined): void {
    const { call, unit } = site
    const callees = this.#resolver.callees(site)
    const { builtin, model, units, receiver } = callees
    const slots: (number | 'self')[] = []
    call.args.forEach((arg, i) => {
      if (isIt(arg)) slots.push(i)
    })
    if (receiver !== undefined && isIt(receiver)) slots.push('self')
    if (builtin === 'copy' && slots.includes(0) && call.args[1] !== undefined)
      return this.#expr(slice, call.args[1], unit, 0, trail)
    for (const slot of slots) {
      for (const callee of units) {
        const index = slot === 'self' ? -1 : slot
        this.#substitute(slice, this.#content(callee, index), site, callee, trail)
      }
      if (model !== undefined) {
        for (const { to, from } of [...model.fills, ...(model.write === undefined ? [] : [model.write])]) {
          const all = model.variadic && to === model.params.length - 1 && typeof slot === 'number' && slot > to
          if (to !== slot && to !== '*' && !all) continue
          if (typeof from === 'object')
            this.#add(slice, { kind: 'source', source: from.source, site, at: call, unit, model, values: [] }, trail)
          else for (const x of this.#slot(from, site)) if (x.kind !== 'FuncLit') this.#expr(slice, x, unit, 0, trail)
        }
      }
    }
  }

  #usesIn(root: Unit): Uses {
    const known = this.#uses.get(root)
    if (known !== undefined) return known
    const uses: Uses = { sites: new Map(), sends: new Map(), switches: new Map() }
    this.#uses.set(root, uses)
    const inside = (unit: Unit): void => {
      for (const site of unit.sites) {
        for (const arg of site.call.args) note(uses.sites, baseOf(arg), site)
        const { receiver } = this.#resolver.callees(site)
        if (receiver !== undefined) note(uses.sites, baseOf(receiver), site)
      }
    }
    inside(root)
    walk(outerBody(root), (node) => {
      if (node.kind === 'FuncLit') {
        const unit = this.#program.unitOf.get(node)
        if (unit !== undefined) inside(unit)
      } else if (node.kind === 'SendStmt') note(uses.sends, baseOf(node.channel), node)
      else if (node.kind === 'TypeSwitchStmt') {
        const { assign } = node
        const right = assign.kind === 'AssignStmt' ? assign.right[0] : undefined
        if (right !== undefined) for (const clause of node.body) uses.switches.set(clause, right)
      }
      return undefined
    })
    return uses
  }

  /** The site of a call: it may stand in a unit inside the given one, or around it. */
  #siteFor(call: Expr, unit: Unit): CallSite | undefined {
    const root = outermost(unit)
    if (!this.#sited.has(root)) {
      this.#sited.add(root)
      const enter = (of: Unit): void => {
        for (const site of of.sites) this.#siteOf.set(site.call, site)
      }
      enter(root)
      walk(outerBody(root), (node) => {
        const inner = node.kind === 'FuncLit' ? this.#program.unitOf.get(node) : undefined
        if (inner !== undefined) enter(inner)
        return undefined
      })
    }
    return this.#siteOf.get(call)
  }

  #unitOfGlobal(entity: Entity): Unit | undefined {
    return entity.decl?.kind === 'ValueSpec' ? this.#program.unitOf.get(entity.decl) : undefined
  }

  #unitAt(file: SourceFile, pos: number): Unit | undefined {
    const decl = file.decls.find((one) => one.pos <= pos && pos < one.end)
    if (decl?.kind === 'FuncDecl') return this.#program.unitOf.get(decl)
    if (decl?.kind !== 'GenDecl') return undefined
    const spec = decl.specs.find((one) => one.pos <= pos && pos < one.end)
    return spec?.kind === 'ValueSpec' ? this.#program.unitOf.get(spec) : undefined
  }
}

/** The steps of a trail as they are told, from the origin on. */
export function toldTrail(trail: Trail | undefined, lineOf: (file: SourceFile, pos: number) => number): Told[] {
  const steps: Told[] = []
  for (let at = trail; at !== undefined && steps.length < 8; at = at.next) {
    steps.push({ file: at.unit.file.name, line: lineOf(at.unit.file, at.pos), what: at.what })
  }
  return steps
}

/** The variable of a parameter; -1 is the receiver. */
export function paramEntity(unit: Unit, index: number): Entity | undefined {
  const { node } = unit
  if (index >= 0) return parametersOf(unit).idents[index]?.entity
  return node.kind === 'FuncDecl' ? node.receiver?.[0]?.names[0]?.entity : undefined
}

function paramIndex(unit: Unit, entity: Entity): number | undefined {
  if (paramEntity(unit, -1) === entity) return -1
  const index = parametersOf(unit).idents.findIndex((ident) => ident?.entity === entity)
  return index < 0 ? undefined : index
}

/** What every return statement of a unit gives. */
function returnsOf(unit: Unit): (readonly Expr[])[] {
  const found: (readonly Expr[])[] = []
  const { node } = unit
  if (node.kind === 'ValueSpec' || node.body === undefined) return found
  walk([node.body], (inner) => {
    if (inner.kind === 'ReturnStmt') found.push(inner.results)
    return inner.kind !== 'FuncLit'
  })
  return found
}

function outerBody(unit: Unit): (Expr | Stmt)[] {
  const { node } = outermost(unit)
  if (node.kind === 'ValueSpec') return [...node.values]
  return node.body === undefined ? [] : [node.body]
}

function note<V>(map: Map<Entity, V[]>, entity: Entity | undefined, value: V): void {
  if (entity === undefined) return
  const list = map.get(entity)
  if (list === undefined) map.set(entity, [value])
  else if (list.at(-1) !== value) list.push(value)
}

/** A trail with one more step before what it has. */
function told(trail: Trail | undefined, unit: Unit, pos: number, what: string): Trail {
  return { unit, pos, what, next: trail }
}

/** The inner trail, then the outer one; long ones are cut. */
function joined(inner: Trail | undefined, outer: Trail | undefined): Trail | undefined {
  const steps: Trail[] = []
  for (let at = inner; at !== undefined && steps.length < 12; at = at.next) steps.push(at)
  let result = outer
  for (const step of steps.toReversed()) result = { ...step, next: result }
  return result
}

function summaries(): Readonly<Record<Mode, Summaries>> {
  return { data: new Map(), object: new Map(), function: new Map() }
}

const EVERYTHING: readonly Slot[] = ['*', 'self']

const NOTHING: Origins = { found: new Map(), entities: new Set(), fields: new Set(), cut: false }

/** Types whose values say nothing about the data they came with. */
const EMPTY: ReadonlySet<string> = new Set([
  'error',
  'bool',
  'testing.T',
  'testing.B',
  'testing.TB',
  'sync.Mutex',
  'sync.WaitGroup',
  'time.Duration',
])
