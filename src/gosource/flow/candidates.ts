// What may have an effect: calls that the catalogue gives one, and composite literals of types that have one.
import type { Expr, CompositeLit } from '../ast.ts'
import type { EffectKind } from '../facts.ts'
import type { CallCatalogue, CallModel } from './catalogue.ts'
import type { Engine } from './engine.ts'
import { EXECVE, isExecve } from './execve.ts'
import { isTestFile, outermost, type CallSite, type PackageName, type Unit } from './program.ts'

/** A call that may have an effect, or a composite literal. */
export interface Candidate {
  readonly unit: Unit
  readonly at: Expr
  /** Of a call, as the model. */
  readonly site: CallSite | undefined
  readonly model: CallModel | undefined
  /** `undefined` for a write: what it works on makes it what it is. */
  readonly kind: EffectKind | undefined
  readonly name: string
}

/** The candidates of a program, the gravest first: what is left of a limit is for the others. */
export function findCandidates(engine: Engine): readonly Candidate[] {
  const { program, catalogue } = engine
  const found: Candidate[] = []
  const names = namesWithEffects(catalogue)
  for (const site of libraryCalls(engine)) {
    const candidate = ofCall(engine, site)
    if (candidate !== undefined) found.push(candidate)
  }
  for (const [name, sites] of program.sitesByName) {
    if (!names.has(name) && !program.aliases.has(name) && !program.linked.has(name)) continue
    for (const site of sites) {
      const candidate = ofCall(engine, site)
      if (candidate !== undefined) found.push(candidate)
    }
  }
  for (const { lit, unit } of program.literals) {
    const candidate = ofLiteral(engine, lit, unit)
    if (candidate !== undefined) found.push(candidate)
  }
  return found.toSorted((a, b) => weightOf(a) - weightOf(b))
}

/** Calls of functions of the library as values, wherever these come from; what they call is known from now on. */
function libraryCalls({ program, typing, catalogue, reacher, resolver }: Engine): CallSite[] {
  const isCall = (x: PackageName): boolean => {
    const member = typing.member(x)
    return typeof member === 'string' && catalogue.call(member) !== undefined
  }
  // Few modules pass such a function on, and the names of those who do are looked at, not their calls.
  if (!program.foreign.values().some((names) => names.some(isCall))) return []
  return [...reacher.libraryCalls()].map(([site, models]) => {
    // Of several ones the gravest.
    const [model] = models.toSorted((a, b) => weightOfKind(a.effect) - weightOfKind(b.effect))
    resolver.assume(site, { model, name: model?.name })
    return site
  })
}

/** The last names of all calls that may have an effect. */
function namesWithEffects({ calls, types }: CallCatalogue): ReadonlySet<string> {
  const names = new Set<string>()
  for (const model of calls.values()) {
    const dot = model.name.lastIndexOf('.')
    const method = types.get(model.name.slice(0, dot))?.effect !== undefined
    if (model.effect !== undefined || model.write !== undefined || method) names.add(model.name.slice(dot + 1))
  }
  return names
}

function ofCall(engine: Engine, site: CallSite): Candidate | undefined {
  const { catalogue, resolver } = engine
  const { model, units } = resolver.callees(site)
  if (model === undefined || model.effect === 'memory') {
    const direct = model !== undefined || units.some(({ node }) => node.kind === 'FuncDecl' && node.body === undefined)
    if (direct && isExecve(engine, site))
      return { unit: site.unit, at: site.call, site, model: EXECVE, kind: 'process', name: EXECVE.name }
  }
  if (model === undefined) return undefined
  const candidate = { unit: site.unit, at: site.call, site, model, kind: model.effect, name: model.name }
  if (model.effect === undefined && model.write === undefined) {
    // A command that one function makes and another one completes and runs.
    const kind = catalogue.type(model.name.slice(0, model.name.lastIndexOf('.')))?.effect
    return kind !== undefined && isMadeElsewhere(engine, site) ? { ...candidate, kind } : undefined
  }
  return model.flags !== undefined && readsOnly(engine, site, model.flags) ? undefined : candidate
}

function ofLiteral({ catalogue, typing }: Engine, lit: CompositeLit, unit: Unit): Candidate | undefined {
  const type = lit.type === undefined ? undefined : typing.meant(lit.type, unit.file)
  const model = type?.kind === 'other' ? catalogue.type(type.name) : undefined
  if (model?.effect === undefined) return undefined
  return { unit, at: lit, site: undefined, model: undefined, kind: model.effect, name: model.name }
}

/** Whether what a method is called on was made in another function. */
function isMadeElsewhere({ resolver, slicer }: Engine, site: CallSite): boolean {
  const { receiver } = resolver.callees(site)
  if (receiver === undefined) return false
  for (const { origin } of slicer.objects(receiver, site.unit).found.values()) {
    const maker = origin.kind === 'object' ? origin.site.unit : origin.kind === 'literal' ? origin.unit : undefined
    if (maker !== undefined && outermost(maker) !== outermost(site.unit)) return true
  }
  return false
}

/** Whether flags that are known open a file for reading alone. */
function readsOnly({ folder }: Engine, { call, unit }: CallSite, index: number): boolean {
  const flags = call.args[index]
  if (flags === undefined) return false
  const value = folder.fold(unit.file, flags)
  // O_WRONLY, O_RDWR, O_CREATE, O_TRUNC and O_APPEND of every system: anything but zero.
  return value.kind === 'int' && value.value === 0n
}

const WEIGHTS: readonly (EffectKind | undefined)[] = ['process', 'interpret', 'load', 'memory', 'connect', 'registry']

function weightOf({ kind, unit }: Candidate): number {
  return (isTestFile(unit.file) ? 100 : 0) + weightOfKind(kind)
}

function weightOfKind(kind: EffectKind | undefined): number {
  const at = WEIGHTS.indexOf(kind)
  return kind !== undefined && at >= 0 ? at : WEIGHTS.length
}
