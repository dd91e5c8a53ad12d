// What a field of a struct of the module holds: whatever sets it, fills it or stands in its place in a literal, anywhere
// in the module. Fields are told apart by their struct and name, not by the value they are a part of.
import { packageOfFile } from '../package.ts'
import type { Entity } from '../scope.ts'
import { fillsOfField, isReal } from './fills.ts'
import { stepped, type Trail } from './origin.ts'
import { fieldKey, type Unit } from './program.ts'
import type { Slice } from './slice.ts'
import { takeOver } from './substitution.ts'

/** A field of something whose type is not evident is what fields of this name are set to in so many places, or nothing. */
const MOST_WRITES = 16

/** Looks at a field of a struct type, which is summed up once. */
export function lookAtField(slice: Slice, struct: Entity, name: string, trail: Trail | undefined): void {
  if (!slice.first(struct, `.${name}`)) return
  slice.fields.add(`${struct.name}.${name}`)
  const field = slice.all.summed(slice.mode, struct, `field ${name}`, (inner) => inputsOf(inner, struct, name))
  takeOver(slice, field, trail)
}

/** Looks at a field of something whose type is not evident: what fields of this name are set to in this package. */
export function lookAtFieldsNamed(slice: Slice, name: string, unit: Unit, trail: Trail | undefined): void {
  const writes = slice.all.world.program.fieldWrites.get(fieldKey(unit.pkg.path, name)) ?? []
  if (writes.length > MOST_WRITES) return
  for (const write of writes) {
    if (write.unit.pkg === unit.pkg && isReal(write.unit, unit.file))
      slice.expr(write.value, write.unit, write.index, trail)
  }
}

function inputsOf(slice: Slice, struct: Entity, name: string): void {
  const { program, typing } = slice.all.world
  const { file } = struct
  const pkg = file === undefined ? undefined : packageOfFile(program.modules, file)
  const key = fieldKey(pkg?.path ?? '', name)
  for (const write of program.fieldWrites.get(key) ?? []) {
    if (!isReal(write.unit, file)) continue
    const of = typing.typeOf(write.of, write.unit.file)
    // A literal without a type in a list has none that is evident: it may be.
    if (of !== undefined && (of.kind !== 'own' || of.entity !== struct)) continue
    if (of === undefined && write.unit.pkg.scope.names.get(struct.name) !== struct) continue
    const hop = stepped(undefined, write.unit, write.value.pos, `${struct.name}.${name} is set`)
    slice.expr(write.value, write.unit, write.index, hop)
  }
  if (slice.mode === 'data') fillsOfField(slice, struct, name, key)
  positional(slice, struct, name)
}

/** Composite literals without keys: T{a, b}. */
function positional(slice: Slice, struct: Entity, name: string): void {
  const { program, typing } = slice.all.world
  if (struct.decl?.kind !== 'TypeSpec' || struct.decl.type.kind !== 'StructType') return
  const names = struct.decl.type.fields.flatMap((field) =>
    field.names.length === 0 ? [''] : field.names.map((ident) => ident.name),
  )
  const position = names.indexOf(name)
  if (position < 0) return
  for (const { lit, unit } of program.positional.get(struct.name) ?? []) {
    if (!isReal(unit, struct.file)) continue
    const of = lit.type === undefined ? undefined : typing.meant(lit.type, unit.file)
    const value = lit.elements[position]
    if (of?.kind === 'own' && of.entity === struct && value !== undefined) slice.expr(value, unit, 0, undefined)
  }
}
