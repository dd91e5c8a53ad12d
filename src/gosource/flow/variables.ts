// What a variable holds: what it is declared with, what is assigned to it and to its parts, and what fills it.
import type { AssignStmt, Stmt } from '../ast.ts'
import { embedPatterns } from '../embed.ts'
import type { Entity, SourceFile, Write } from '../scope.ts'
import { fillsOf } from './fills.ts'
import { stepped, type Trail } from './origin.ts'
import { paramIndex } from './parameters.ts'
import { baseOf, isTestFile, type Program, type Unit } from './program.ts'
import type { Slice } from './slice.ts'

/** Looks at a variable. */
export function lookAtVariable(slice: Slice, entity: Entity, unit: Unit, trail: Trail | undefined): void {
  slice.entities.add(entity)
  if (carriesNothing(slice, entity)) return
  declared(slice, entity, unit, trail)
  const tested = entity.file !== undefined && isTestFile(entity.file)
  for (const write of [...entity.writes, ...entity.parts]) {
    // What tests set is there in tests alone.
    if (tested || !isTestFile(write.file)) written(slice, entity, write, unit, trail)
  }
  fillsOf(slice, entity, unit, trail)
  if (entity.kind === 'param') addParameter(slice, entity, trail)
}

/** Adds a parameter as an origin. */
export function addParameter(slice: Slice, entity: Entity, trail: Trail | undefined): void {
  const unit = entity.owner === undefined ? undefined : slice.all.world.program.unitOf.get(entity.owner)
  const index = unit === undefined ? undefined : paramIndex(unit, entity)
  if (unit !== undefined && index !== undefined) slice.add({ kind: 'param', unit, index }, trail)
}

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

function carriesNothing({ all }: Slice, { ident, file }: Entity): boolean {
  const type = ident === undefined || file === undefined ? undefined : all.world.typing.typeOf(ident, file)
  return type?.kind === 'other' && EMPTY.has(type.name)
}

function declared(slice: Slice, entity: Entity, unit: Unit, trail: Trail | undefined): void {
  const { program, uses } = slice.all.world
  for (const one of [entity, ...entity.also]) {
    const { decl, index } = one
    if (decl?.kind === 'ValueSpec') {
      const at = one.global ? (program.unitOf.get(decl) ?? unit) : unit
      const single = decl.values.length > 1
      const value = single ? decl.values[index] : decl.values[0]
      if (value !== undefined) slice.expr(value, at, single ? 0 : index, stepped(trail, at, decl.pos, one.name))
      else if (one.global) embedded(slice, one, at, trail)
    } else if (decl?.kind === 'AssignStmt') {
      assigned(slice, decl, index, unit, trail)
      piped(slice, decl, index, unit, trail)
    } else if (decl?.kind === 'RangeStmt') ranged(slice, decl, index, unit, trail)
    else if (decl?.kind === 'CaseClause' && one.ident !== undefined) {
      const x = uses.around(unit).switches.get(decl)
      if (x !== undefined) slice.expr(x, unit, 0, trail)
    }
  }
}

function embedded(slice: Slice, entity: Entity, unit: Unit, trail: Trail | undefined): void {
  const { decl, file, ident } = entity
  if (decl?.kind !== 'ValueSpec' || file === undefined || ident === undefined) return
  const values = embedPatterns(file, decl)
  if (values.length > 0)
    slice.add({ kind: 'source', source: 'embed', site: undefined, at: ident, unit, model: undefined, values }, trail)
}

function assigned(slice: Slice, stmt: AssignStmt, index: number, unit: Unit, trail: Trail | undefined): void {
  const single = stmt.right.length === stmt.left.length
  const value = single ? stmt.right[index] : stmt.right[0]
  if (value !== undefined) slice.expr(value, unit, single ? 0 : index, trail)
}

/** The reading end of a pipe holds what is written into the other end: `r, w := io.Pipe()`. */
function piped(slice: Slice, { left, right }: AssignStmt, index: number, unit: Unit, trail: Trail | undefined): void {
  const [call, more] = right
  if (call?.kind !== 'CallExpr' || more !== undefined || left.length < 2 || index > 1) return
  if (call.fun.kind !== 'SelectorExpr' || call.fun.sel.name !== 'Pipe') return
  const site = slice.all.world.uses.siteOf(call, unit)
  const name = site === undefined ? undefined : slice.all.world.resolver.callees(site).model?.name
  if (name !== 'io.Pipe' && name !== 'os.Pipe' && name !== 'net.Pipe') return
  const other = left[1 - index]
  if (other?.kind === 'Ident' && other.entity !== undefined) fillsOf(slice, other.entity, unit, trail)
}

function ranged(
  slice: Slice,
  stmt: Extract<Stmt, { kind: 'RangeStmt' }>,
  index: number,
  unit: Unit,
  trail: Trail | undefined,
): void {
  // The key of a list is a number; of a map, a channel or a function it is data.
  if (index === 0) {
    const type = slice.all.world.typing.typeOf(stmt.x, unit.file)
    const list =
      type?.kind === 'unnamed'
        ? type.x.kind === 'ArrayType'
        : type?.kind === 'other' && !/^(?:chan|map|func|iter\.Seq2?)$/.test(type.name)
    if (type === undefined || list) return
  }
  slice.expr(stmt.x, unit, 0, trail)
}

function written(slice: Slice, entity: Entity, { stmt, file }: Write, unit: Unit, trail: Trail | undefined): void {
  const at = entity.global ? (unitAt(slice.all.world.program, file, stmt.pos) ?? unit) : unit
  if (stmt.kind === 'AssignStmt') {
    stmt.left.forEach((left, i) => {
      if (baseOf(left) === entity) assigned(slice, stmt, i, at, trail)
    })
  } else if (stmt.kind === 'RangeStmt') {
    for (const [i, left] of [stmt.key, stmt.value].entries()) {
      if (left !== undefined && baseOf(left) === entity) ranged(slice, stmt, i, at, trail)
    }
  }
}

function unitAt(program: Program, file: SourceFile, pos: number): Unit | undefined {
  const decl = file.decls.find((one) => one.pos <= pos && pos < one.end)
  if (decl?.kind === 'FuncDecl') return program.unitOf.get(decl)
  if (decl?.kind !== 'GenDecl') return undefined
  const spec = decl.specs.find((one) => one.pos <= pos && pos < one.end)
  return spec?.kind === 'ValueSpec' ? program.unitOf.get(spec) : undefined
}
