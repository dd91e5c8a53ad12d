// What makes code run, and how it comes to a call: from init functions, values of package variables, exported functions,
// main and tests over calls, goroutines, callbacks and interfaces. Looked for backwards, from the calls that matter.
// Over 400 lines: one walk over calls, values and callbacks, whose parts share all its memory.
import type { Expr } from '../ast.ts'
import type { Told, TriggerKind } from '../facts.ts'
import type { SourceFile } from '../scope.ts'
import type { Resolver } from './callees.ts'
import type { CallCatalogue, CallModel } from './catalogue.ts'
import { createCallableFinder } from './callable.ts'
import { createGiverFinder, type GiverFinder } from './givers.ts'
import type { Parameter } from './origin.ts'
import type { Slicer } from './origins.ts'
import { argumentsFor } from './parameters.ts'
import { calleeOf, isExported, isTestFile, plain, type CallSite, type Program, type Unit } from './program.ts'
import type { Typing } from './typing.ts'

/** A hop from a unit to one that it makes run. */
export interface Hop {
  readonly from: Unit
  /** The call, or the function's name or literal where it is handed on. */
  readonly at: Expr
  readonly how: 'call' | 'go' | 'defer' | 'value'
  /** The call that binds the callee's parameters, where it is a plain call. */
  readonly site: CallSite | undefined
  /** Whether it is one of very many functions that are kept somewhere, any of which may be called. */
  readonly kept?: boolean
}

/** The way from a trigger to a unit. */
export interface Way {
  readonly trigger: TriggerKind
  readonly start: Unit
  /** From the start on; each hop leads into the `from` of the next one. */
  readonly hops: readonly Hop[]
}

/** Who runs what. */
export interface Reacher extends GiverFinder {
  readonly callers: (unit: Unit) => readonly Hop[]
  /** Calls of variables, fields, parameters and results that may call functions of the library. */
  readonly libraryCalls: () => ReadonlyMap<CallSite, readonly CallModel[]>
  /** What makes a unit run by itself. */
  readonly triggers: (unit: Unit) => readonly TriggerKind[]
  /** The shortest way of each kind of trigger to these units. */
  readonly ways: (units: Iterable<Unit>) => ReadonlyMap<Unit, readonly Way[]>
}

/** Calls of what a reflected value stands for. */
const REFLECTED: ReadonlySet<string> = new Set(['reflect.Value.Call', 'reflect.Value.CallSlice'])
const REFLECTING: ReadonlySet<string> = new Set(['Call', 'CallSlice'])

/** Of more functions than so many that a value may be, none is what an import calls: they are kept for later. */
const MOST_MEANT = 64

/** How many arguments of a call by reflection are looked at. */
const MOST_REFLECTED = 32

/** Callers of one unit that are looked at. */
const MOST_CALLERS = 2000

/** Makes a reacher. */
export function createReacher(
  program: Program,
  typing: Typing,
  resolver: Resolver,
  slicer: Slicer,
  catalogue: CallCatalogue,
): Reacher {
  const memo = new Map<Unit, readonly Hop[]>()
  const asArgument = new Map<Unit, ReadonlyMap<Expr, CallSite>>()
  let valueCalls: Map<Unit, Hop[]> | undefined
  const libraryCalls = new Map<CallSite, CallModel[]>()

  /** Which call an expression is an argument of. */
  const argumentOf = (unit: Unit, x: Expr): CallSite | undefined => {
    let found = asArgument.get(unit)
    if (found === undefined) {
      const made = new Map<Expr, CallSite>()
      for (const site of unit.sites) for (const arg of site.call.args) made.set(plain(arg), site)
      found = made
      asArgument.set(unit, made)
    }
    return found.get(x)
  }

  /** Plain calls of a function, by its name. */
  const directCallers = (unit: Unit): CallSite[] => {
    const { node } = unit
    if (node.kind === 'ValueSpec') return []
    const sites = node.kind === 'FuncDecl' ? program.sitesByName.get(node.name.name) : unit.outer?.sites
    return (sites ?? []).filter((site) => resolver.callees(site).units.includes(unit))
  }

  const passedFor = new Map<Unit, Map<number, ReadonlySet<Unit | CallModel>>>()
  /** The functions that are passed for a parameter, wherever they come from. */
  const passed = ({ unit, index }: Parameter): ReadonlySet<Unit | CallModel> => {
    let known = passedFor.get(unit)
    if (known === undefined) passedFor.set(unit, (known = new Map<number, ReadonlySet<Unit | CallModel>>()))
    const before = known.get(index)
    if (before !== undefined) return before
    const found = new Set<Unit | CallModel>()
    // What is passed on in a ring is passed in from outside it.
    known.set(index, found)
    for (const site of directCallers(unit).slice(0, MOST_CALLERS)) {
      for (const arg of argumentsFor(resolver, site, unit, index))
        for (const of of functionsOf(arg, site.unit)) found.add(of)
    }
    return found
  }

  /** The functions that an expression may be, those that are passed for a parameter too. */
  const functionsOf = (x: Expr, unit: Unit): Set<Unit | CallModel> => {
    const { units, params, models } = slicer.functions(x, unit)
    const found = new Set<Unit | CallModel>([...units, ...models])
    for (const param of params) for (const of of passed(param)) found.add(of)
    return found
  }

  const isCallable = createCallableFinder(program, typing)
  /** Calls of variables, fields, parameters and results: what they may call. */
  const callsOfValues = (): Map<Unit, Hop[]> => {
    if (valueCalls !== undefined) return valueCalls
    const found = new Map<Unit, Hop[]>()
    valueCalls = found
    const fields = callableFields(program)
    for (const unit of program.units) {
      for (const written of unit.sites) {
        if (!mayCallValue(written, fields)) continue
        const callees = resolver.callees(written)
        const reflected = callees.receiver !== undefined && REFLECTED.has(callees.name ?? '')
        const value = reflected ? callees.receiver : callees.value
        if (value === undefined) continue
        const site = reflected ? unreflected(written, value) : written
        const all = functionsOf(value, unit)
        const kept = all.size > MOST_MEANT
        for (const of of all) {
          if ('params' in of) {
            if (callees.model === undefined || reflected) note(libraryCalls, site, of)
            continue
          }
          // What tests put into a variable is there in tests alone.
          if (isTestFile(of.file) && !isTestFile(unit.file)) continue
          if (!isCallable(of, site)) continue
          note(found, of, { from: unit, at: site.call, how: site.how, site, kept })
        }
      }
    }
    return found
  }

  /** A call by reflection as the plain call that it makes. */
  const unreflected = ({ call, unit, how }: CallSite, value: Expr): CallSite => {
    const list = call.args[0] === undefined ? undefined : plain(call.args[0])
    const args = (list?.kind === 'CompositeLit' ? list.elements.slice(0, MOST_REFLECTED) : []).map((x) => {
      const site = x.kind === 'CallExpr' ? unit.sites.find((one) => one.call === x) : undefined
      const wraps = site !== undefined && resolver.callees(site).name === 'reflect.ValueOf'
      return (wraps ? site.call.args[0] : undefined) ?? x
    })
    // A list that is put together elsewhere stands for all of them.
    const spread = list !== undefined && list.kind !== 'CompositeLit' && (list.kind !== 'Ident' || list.name !== 'nil')
    if (spread) args.push(list)
    const site: CallSite = { call: { ...call, args, spread }, unit, how }
    resolver.assume(site, { value })
    return site
  }

  /** Whether a function that is used as a value runs there. */
  const handed = (from: Unit, at: Expr): Hop | undefined => {
    const site = argumentOf(from, at)
    if (site === undefined) return undefined
    const callees = resolver.callees(site)
    const hop: Hop = { from, at, how: 'value', site: undefined }
    // A function of the module may keep it; where it calls it, that is found as a call of its parameter.
    if (callees.units.length > 0 || callees.value !== undefined) return hop
    const { model, name } = callees
    const index = site.call.args.findIndex((arg) => plain(arg) === at)
    if (model !== undefined) {
      if (model.starts.includes(index)) return { ...hop, how: 'go' }
      return model.calls.includes(index) ? { ...hop, how: 'call' } : undefined
    }
    // The standard library calls what it is given, unless the catalogue says that it keeps it.
    const path = name?.slice(0, name.lastIndexOf('.'))
    const standard = path !== undefined && path !== '*' && !(path.split('/')[0] ?? '').includes('.')
    return standard ? { ...hop, how: 'call' } : undefined
  }

  const find = (unit: Unit): Hop[] => {
    const { node } = unit
    const hops: Hop[] = []
    const add = (hop: Hop | undefined): void => {
      if (hop !== undefined && hops.length < MOST_CALLERS) hops.push(hop)
    }
    if (node.kind === 'ValueSpec') return hops
    if (node.kind === 'FuncLit') {
      const { outer } = unit
      if (outer === undefined) return hops
      const here = outer.sites.find((site) => calleeOf(site.call) === node)
      if (here !== undefined) add({ from: outer, at: here.call, how: here.how, site: here })
      else add(handed(outer, node))
    } else {
      const { name } = node.name
      for (const site of program.sitesByName.get(name) ?? []) {
        if (resolver.callees(site).units.includes(unit)) add({ from: site.unit, at: site.call, how: site.how, site })
      }
      if (name === 'init' && node.receiver === undefined) return hops
      for (const { unit: from, at } of program.referencesByName.get(name) ?? []) {
        if (resolver.named(at, from.file).includes(unit)) add(handed(from, at))
      }
    }
    const called = callsOfValues().get(unit) ?? []
    for (const hop of called) add(hop)
    // Who calls it says more than who hands it on.
    return called.length === 0 ? hops : hops.filter(({ how }) => how !== 'value')
  }

  const callers = (unit: Unit): readonly Hop[] => {
    let hops = memo.get(unit)
    if (hops === undefined) {
      hops = find(unit)
      memo.set(unit, hops)
    }
    return hops
  }

  const known = new Map<Unit, readonly TriggerKind[]>()
  const named = new Map<SourceFile, ReadonlySet<string>>()
  const triggers = (unit: Unit): readonly TriggerKind[] => {
    let kinds = known.get(unit)
    if (kinds === undefined) {
      kinds = findTriggers(unit)
      known.set(unit, kinds)
    }
    return kinds
  }

  const findTriggers = (unit: Unit): readonly TriggerKind[] => {
    let directives = named.get(unit.file)
    if (directives === undefined) named.set(unit.file, (directives = namedByDirective(unit.file)))
    const own = triggersOf(unit, directives)
    if (own.length > 0 || callers(unit).length > 0) return own
    // Used as a value, and called by nobody here: whoever got it may call it.
    if (unit.node.kind === 'FuncLit') return isTestFile(unit.file) ? ['test'] : ['hook']
    if (unit.node.kind === 'FuncDecl') {
      const used = program.referencesByName.get(unit.node.name.name) ?? []
      if (used.some(({ unit: from, at }) => resolver.named(at, from.file).includes(unit)))
        return isTestFile(unit.file) ? ['test'] : ['hook']
    }
    return []
  }

  return {
    callers,
    libraryCalls() {
      callsOfValues()
      return libraryCalls
    },
    ...createGiverFinder({ program, typing, resolver, catalogue }, functionsOf, (site) => libraryCalls.has(site)),
    triggers,
    ways(units) {
      const wanted = new Set(units)
      // What may reach them, and over which hops.
      const out = new Map<Unit, { readonly hop: Hop; readonly to: Unit }[]>()
      const all = new Set<Unit>(wanted)
      const work = [...wanted]
      for (let unit = work.pop(); unit !== undefined; unit = work.pop()) {
        for (const hop of callers(unit)) {
          const list = out.get(hop.from)
          if (list === undefined) out.set(hop.from, [{ hop, to: unit }])
          else list.push({ hop, to: unit })
          if (all.has(hop.from)) continue
          all.add(hop.from)
          work.push(hop.from)
        }
      }
      const found = new Map<Unit, Way[]>()
      for (const kind of TRIGGERS) {
        const before = new Map<Unit, { readonly hop: Hop; readonly from: Unit } | undefined>()
        const queue: Unit[] = []
        const automatic = kind === 'init' || kind === 'var'
        for (const unit of all) {
          if (!triggers(unit).includes(kind)) continue
          before.set(unit, undefined)
          queue.push(unit)
        }
        for (let i = 0; i < queue.length; i++) {
          const unit = queue[i] as Unit // within bounds
          for (const { hop, to } of out.get(unit) ?? []) {
            if (before.has(to) || isElsewhere(kind, unit, to) || (automatic && hop.kept === true)) continue
            before.set(to, { hop, from: unit })
            queue.push(to)
          }
        }
        for (const unit of wanted) {
          if (!before.has(unit)) continue
          const hops: Hop[] = []
          let start = unit
          for (let step = before.get(unit); step !== undefined; step = before.get(step.from)) {
            hops.unshift(step.hop)
            start = step.from
          }
          const list = found.get(unit)
          const way: Way = { trigger: kind, start, hops }
          if (list === undefined) found.set(unit, [way])
          else list.push(way)
        }
      }
      return found
    },
  }
}

/** The fields, by their names, whose values may be called. */
function callableFields({ modules }: Program): ReadonlySet<string> {
  const all = new Set<string>()
  for (const { scope } of modules.main.packages) for (const name of scope.callable) all.add(name)
  return all
}

/** Whether a call may be one of a value, as far as its name says it: few are, and to look at all of them takes long. */
function mayCallValue({ call }: CallSite, fields: ReadonlySet<string>): boolean {
  const fun = calleeOf(call)
  if (fun.kind === 'Ident') return fun.entity?.kind !== 'func' && fun.entity?.kind !== 'builtin'
  if (fun.kind !== 'SelectorExpr') return true
  const { name } = fun.sel
  return fields.has(name) || REFLECTING.has(name) || (fun.x.kind === 'Ident' && fun.x.entity?.kind === 'package')
}

/** The hops of a way as they are told; `end` is the unit that it leads to. */
export function toldHops(hops: readonly Hop[], end: Unit, lineOf: (file: SourceFile, pos: number) => number): Told[] {
  return hops.map((hop, i) => {
    const to = hops[i + 1]?.from ?? end
    const verb = { call: 'calls', go: 'starts in the background', defer: 'defers', value: 'hands on' }[hop.how]
    return {
      file: hop.from.file.name,
      line: lineOf(hop.from.file, hop.at.pos),
      what: `${hop.from.name} ${verb} ${to.name}`,
    }
  })
}

/** Whether a hop of these runs beside its caller. */
export function isBackground(hops: readonly Hop[]): boolean {
  return hops.some((hop) => hop.how === 'go')
}

/** Whether what a package or a caller begins comes to a program of the module: that is there only where main begins it. */
export function isElsewhere(kind: TriggerKind, from: Unit, to: Unit): boolean {
  return kind !== 'main' && kind !== 'test' && to.pkg !== from.pkg && to.pkg.scope.name === 'main'
}

const TRIGGERS: readonly TriggerKind[] = ['init', 'var', 'exported', 'hook', 'main', 'test']

function triggersOf(unit: Unit, directives: ReadonlySet<string>): TriggerKind[] {
  const { node, file } = unit
  const test = isTestFile(file)
  // Nobody imports a program: what it runs first, it runs when it is run.
  const program = unit.pkg.scope.name === 'main'
  if (node.kind === 'ValueSpec') return [test ? 'test' : program ? 'main' : 'var']
  if (node.kind === 'FuncLit') return []
  const { name } = node.name
  const method = node.receiver !== undefined
  if (!method && name === 'init') return [test ? 'test' : program ? 'main' : 'init']
  if (!method && name === 'main' && program) return ['main']
  if (test) return !method && /^(?:Test|Benchmark|Fuzz|Example)/.test(name) ? ['test'] : []
  const exported = isExported(name)
  if (exported && !program) return ['exported']
  // Methods of a program's types may be called by whatever they are given to.
  if (exported && method) return ['hook']
  return directives.has(name) ? ['exported'] : []
}

/** The functions that C code or another package calls by a name that a directive gives them. */
function namedByDirective(file: SourceFile): ReadonlySet<string> {
  const found = new Set<string>()
  if (!file.text.includes('//export ') && !file.text.includes('//go:linkname ')) return found
  for (const match of file.text.matchAll(/^\/\/(?:export|go:linkname) (\w+)/gm)) found.add(match[1] ?? '')
  return found
}

function note<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  else list.push(value)
}
