// What is put into a variable or a field by other means than assignment: calls that fill it, and what is sent into it.
import type { CallExpr, CompositeLit, Expr } from '../ast.ts'
import { packageOfFile } from '../package.ts'
import type { Entity, SourceFile } from '../scope.ts'
import type { CallModel } from './catalogue.ts'
import { CIPHER, stepped, type Origins, type Trail } from './origin.ts'
import { inSlot, paramEntity } from './parameters.ts'
import { baseOf, fieldKey, fieldOf, isTestFile, type CallSite, type Unit } from './program.ts'
import type { Slice } from './slice.ts'
import { substitute, takeOver } from './substitution.ts'
import { pointedAt } from './uses.ts'

/** What calls put into a variable, and what is sent into it. */
export function fillsOf(slice: Slice, entity: Entity, unit: Unit, trail: Trail | undefined): void {
  if (slice.mode !== 'data' || !slice.first(entity, 'fills')) return
  const { program, uses } = slice.all.world
  const sites = entity.global ? program.globalUses.get(entity) : uses.around(unit).sites.get(entity)
  if ((sites?.length ?? 0) <= MANY) return fill(slice, entity, unit, trail)
  // Where much is put into it, it is looked for once, whoever asks.
  takeOver(
    slice,
    slice.all.summed('data', entity, 'fills', (inner) => fill(inner, entity, unit, undefined)),
    trail,
  )
}

/** Of a variable that is used by more calls, what they put into it is summed up. */
const MANY = 24

function fill(slice: Slice, entity: Entity, unit: Unit, trail: Trail | undefined): void {
  const { program, uses, typing, catalogue } = slice.all.world
  const isIt = (x: Expr): boolean => baseOf(x) === entity
  if (entity.global) {
    for (const site of program.globalUses.get(entity) ?? []) filledBy(slice, isIt, site, trail)
    for (const send of program.globalSends.get(entity) ?? []) slice.expr(send.stmt.value, send.unit, 0, trail)
    return
  }
  const { sites, sends, elements } = uses.around(unit)
  for (const site of sites.get(entity) ?? []) filledBy(slice, isIt, site, trail)
  for (const send of sends.get(entity) ?? []) slice.expr(send.value, unit, 0, trail)
  // A writer that is a struct: what is written into it flows on to what its field is set to.
  for (const { lit, key } of elements.get(entity) ?? []) {
    const type = lit.type === undefined ? undefined : typing.meant(lit.type, unit.file)
    if (type?.kind === 'own' && isWritten(slice, entity)) fillsOfOwn(slice, type.entity, key)
    if (typeof key === 'number') continue
    const field = type?.kind === 'other' ? catalogue.field(type.name, key)?.type : undefined
    if (type?.kind === 'other' && field !== undefined && WRITER.test(field))
      writtenInto(slice, lit, unit, CIPHER.test(type.name) ? stepped(trail, unit, lit.pos, type.name) : trail)
  }
}

/** Whether a variable is something that is written into: a buffer, a writer. */
function isWritten({ all }: Slice, { ident, file }: Entity): boolean {
  const type = ident === undefined || file === undefined ? undefined : all.world.typing.typeOf(ident, file)
  return type?.kind === 'other' && /(?:Buffer|Builder|Writer|WriteCloser)$/.test(type.name)
}

/** What a struct of the module fills what one of its fields is set to with. */
function fillsOfOwn(slice: Slice, struct: Entity, key: string | number): void {
  const { decl, file } = struct
  if (decl?.kind !== 'TypeSpec' || decl.type.kind !== 'StructType' || file === undefined) return
  const names = decl.type.fields.flatMap((field) => field.names.map(({ name }) => name))
  const name = typeof key === 'string' ? key : names[key]
  const pkg = packageOfFile(slice.all.world.program.modules, file)
  if (name === undefined || pkg === undefined || !slice.first(struct, `written ${name}`)) return
  fillsOfField(slice, struct, name, fieldKey(pkg.path, name))
}

/** What the field of a struct is filled with by calls, and what is sent into it. */
export function fillsOfField(slice: Slice, struct: Entity, name: string, key: string): void {
  const { program, typing } = slice.all.world
  const isIt = (x: Expr, unit: Unit): boolean => {
    const field = fieldOf(x)
    if (field?.sel.name !== name) return false
    const of = typing.typeOf(field.x, unit.file)
    return of?.kind === 'own' && of.entity === struct
  }
  for (const site of program.fieldUses.get(key) ?? [])
    if (isReal(site.unit, struct.file)) filledBy(slice, (x) => isIt(x, site.unit), site, undefined)
  for (const { unit, stmt } of program.fieldSends.get(key) ?? [])
    if (isReal(unit, struct.file) && isIt(stmt.channel, unit)) slice.expr(stmt.value, unit, 0, undefined)
}

/** Whether what stands in a unit is there for what is declared in a file: what tests set is there in tests alone. */
export function isReal(unit: Unit, file: SourceFile | undefined): boolean {
  return !isTestFile(unit.file) || (file !== undefined && isTestFile(file))
}

/** What a call puts into those of its arguments, and the receiver, that `isIt` says yes to. */
function filledBy(slice: Slice, isIt: (x: Expr) => boolean, site: CallSite, trail: Trail | undefined): void {
  const { resolver } = slice.all.world
  const { call, unit } = site
  const { builtin, model, units, receiver, name } = resolver.callees(site)
  const slots: (number | 'self')[] = []
  call.args.forEach((arg, i) => {
    if (isIt(arg)) slots.push(i)
  })
  if (receiver !== undefined && isIt(receiver)) slots.push('self')
  if (builtin === 'copy' && slots.includes(0) && call.args[1] !== undefined)
    return slice.expr(call.args[1], unit, 0, trail)
  for (const slot of slots) {
    for (const callee of units) {
      const index = slot === 'self' ? -1 : slot
      substitute(slice, contentOf(slice, callee, index), site, callee, trail)
    }
    if (model !== undefined) {
      const by = CIPHER.test(model.name) ? stepped(trail, unit, call.pos, model.name) : trail
      for (const { to, from } of [...model.fills, ...(model.write === undefined ? [] : [model.write])]) {
        const all = model.variadic && to === model.params.length - 1 && typeof slot === 'number' && slot > to
        if (to !== slot && to !== '*' && !all) continue
        if (typeof from === 'object')
          slice.add({ kind: 'source', source: from.source, site, at: call, unit, model, values: [] }, trail)
        else for (const x of inSlot(resolver, site, from)) if (x.kind !== 'FuncLit') slice.expr(x, unit, 0, by)
      }
    }
  }
  if (slots.length > 0 && units.length === 0 && isWriterOf(model, name, slots)) writtenInto(slice, call, unit, trail)
}

/** Types that are written into. */
const WRITER = /(?:Writer|WriteCloser|Encoder|Dumper)$/
/** Functions of libraries that are not known which make one. */
const MAKES_WRITER = /\.New\w*(?:Writer|Encoder)\w*$/

/** Whether a call gives a writer that writes on into what it was given: gzip.NewWriter(&b), form.CreateFormFile(…). */
function isWriterOf(
  model: CallModel | undefined,
  name: string | undefined,
  slots: readonly (number | 'self')[],
): boolean {
  if (model === undefined) return name !== undefined && MAKES_WRITER.test(name)
  const { carries, results } = model
  if (!WRITER.test(results[0] ?? '')) return false
  return carries === undefined || carries.includes('*') || slots.some((slot) => carries.includes(slot))
}

/** What is written into what an expression makes: into the variable or field that it is given to, or where it stands. */
function writtenInto(slice: Slice, made: CallExpr | CompositeLit, unit: Unit, trail: Trail | undefined): void {
  if (!slice.first(made, 'written into')) return
  const { program, typing, uses } = slice.all.world
  const given = program.givenTo.get(made)
  if (given !== undefined) return fillsOf(slice, given, unit, trail)
  const field = program.keptIn.get(made)
  if (field !== undefined) {
    const of = typing.typeOf(field.of, unit.file)
    if (of?.kind === 'own') fillsOfField(slice, of.entity, field.name, fieldKey(unit.pkg.path, field.name))
    return
  }
  const holder = uses.holderOf(made, unit)
  if (holder !== undefined) filledBy(slice, (x) => pointedAt(x) === made, holder, trail)
}

/** What a call of a unit puts into what its parameter holds. */
function contentOf({ all }: Slice, unit: Unit, index: number): Origins {
  return all.summed('data', unit, `content ${index}`, (slice) => {
    const entity = paramEntity(unit, index)
    if (entity !== undefined) fillsOf(slice, entity, unit, undefined)
  })
}
