// Where values come from: a slice backwards from an expression over assignments, fields, fills and calls to what gives
// data: sources of the catalogue, objects that calls made, functions, parameters. A function of the module is summed up
// once: what its results carry, of what its parameters hold; so that each call is followed with its own arguments.
// It does not look at the order of statements, and fields are told apart by their struct and name.
import type { CompositeLit, Expr } from '../ast.ts'
import type { Entity } from '../scope.ts'
import type { CallCatalogue } from './catalogue.ts'
import type { Resolver } from './callees.ts'
import { lookAtCall } from './calls.ts'
import { lookAtField, lookAtFieldsNamed } from './fields.ts'
import { fillsOf } from './fills.ts'
import type { Origins, Trail } from './origin.ts'
import { baseOf, isExported, type Program, type Unit } from './program.ts'
import { Slicing, type FunctionValue, type Slice } from './slice.ts'
import type { Typing } from './typing.ts'
import { createUseFinder } from './uses.ts'
import { addParameter, lookAtVariable } from './variables.ts'

/** Finds origins; sums functions up once. */
export interface Slicer {
  readonly of: (x: Expr, unit: Unit) => Origins
  /** The objects that an expression may be, through what wraps them: not what is put into them. */
  readonly objects: (x: Expr, unit: Unit) => Origins
  /** The functions that an expression may be, and the parameters; data is not followed. */
  readonly functions: (x: Expr, unit: Unit) => FunctionValue
  /** Whether all slices together may look at nothing more. */
  readonly spent: () => boolean
}

/** Makes a slicer. */
export function createSlicer(program: Program, typing: Typing, resolver: Resolver, catalogue: CallCatalogue): Slicer {
  const uses = createUseFinder(program, resolver)
  const slicing = new Slicing({ program, typing, resolver, catalogue, uses }, (slice, item) => {
    if (item.kind === 'entity') lookAtVariable(slice, item.entity, item.unit, item.trail)
    else lookAt(slice, item.x, item.unit, item.index, item.trail)
  })
  return {
    of: (x, unit) => slicing.of('data', x, unit),
    objects: (x, unit) => slicing.of('object', x, unit),
    functions: (x, unit) => slicing.functionValue(x, unit),
    spent: () => slicing.spent(),
  }
}

/** Looks at an expression: its inputs. */
function lookAt(slice: Slice, x: Expr, unit: Unit, index: number, trail: Trail | undefined): void {
  switch (x.kind) {
    case 'Ident': {
      const { entity } = x
      if (entity === undefined) {
        const found = slice.all.world.typing.dotImported(x.name, unit.file)
        if (found !== undefined) member(slice, found, x, unit, trail)
      } else if (entity.kind === 'func') functions(slice, x, unit, trail)
      else if (entity.kind === 'var' || entity.kind === 'param') slice.entity(entity, unit, trail)
      return
    }
    case 'ParenExpr':
    case 'StarExpr':
    case 'TypeAssertExpr':
    case 'SliceExpr':
    case 'IndexExpr':
      return slice.expr(x.x, unit, index, trail)
    case 'UnaryExpr':
      if (x.op === '!') return
      return slice.expr(x.x, unit, 0, trail)
    case 'BinaryExpr': {
      if (['==', '!=', '<', '<=', '>', '>=', '&&', '||'].includes(x.op)) return
      slice.expr(x.x, unit, 0, trail)
      return slice.expr(x.y, unit, 0, trail)
    }
    case 'KeyValueExpr':
      return slice.expr(x.value, unit, 0, trail)
    case 'CompositeLit':
      return literal(slice, x, unit, trail)
    case 'FuncLit':
      return functions(slice, x, unit, trail)
    case 'SelectorExpr':
      return selector(slice, x, unit, trail)
    case 'CallExpr':
      return lookAtCall(slice, x, unit, index, trail)
    default:
  }
}

function literal(slice: Slice, x: CompositeLit, unit: Unit, trail: Trail | undefined): void {
  const { typing, catalogue } = slice.all.world
  const type = x.type === undefined ? undefined : typing.meant(x.type, unit.file)
  if (type?.kind === 'other' && catalogue.type(type.name)?.object === true)
    slice.add({ kind: 'literal', lit: x, unit, type: type.name }, trail)
  const keyed = type?.kind === 'unnamed' && type.x.kind === 'MapType'
  for (const element of x.elements) {
    slice.expr(element, unit, 0, trail)
    if (keyed && element.kind === 'KeyValueExpr') slice.expr(element.key, unit, 0, trail)
  }
}

function functions(slice: Slice, x: Expr, unit: Unit, trail: Trail | undefined): void {
  for (const of of slice.all.world.resolver.named(x, unit.file)) slice.add({ kind: 'function', of }, trail)
}

/** A name of another package. */
function member(slice: Slice, found: Entity | string, x: Expr, unit: Unit, trail: Trail | undefined): void {
  if (typeof found === 'object') {
    if (found.kind === 'func') functions(slice, x, unit, trail)
    else if (found.kind === 'var') slice.entity(found, unit, trail)
    return
  }
  const { catalogue } = slice.all.world
  if (slice.mode === 'function') {
    const model = catalogue.call(found)
    if (model !== undefined) slice.add({ kind: 'library', model }, trail)
    return
  }
  const source = catalogue.sourceOf(found)
  if (source !== undefined)
    slice.add({ kind: 'source', source, site: undefined, at: x, unit, model: undefined, values: [found] }, trail)
}

function selector(
  slice: Slice,
  x: Extract<Expr, { kind: 'SelectorExpr' }>,
  unit: Unit,
  trail: Trail | undefined,
): void {
  const { typing } = slice.all.world
  const found = typing.member(x)
  if (found !== undefined) return member(slice, found, x, unit, trail)
  // `(*T).Method` has a type in front.
  const type = typing.typeOf(x.x, unit.file) ?? typing.meant(x.x, unit.file)
  if (type?.kind === 'own') {
    if (typing.method(type, x.sel.name) !== undefined) return functions(slice, x, unit, trail)
    lookAtField(slice, type.entity, x.sel.name, trail)
    // Whole structs are filled at once too; and a caller may set the exported fields of what it passes.
    const base = baseOf(x.x)
    if (base !== undefined) {
      fillsOf(slice, base, unit, trail)
      const exported = isExported(x.sel.name)
      if (base.kind === 'param' && exported) addParameter(slice, base, trail)
    } else slice.expr(x.x, unit, 0, trail)
    return
  }
  if (type === undefined) lookAtFieldsNamed(slice, x.sel.name, unit, trail)
  if (type?.kind === 'other' && type.name === 'os/exec.Cmd' && ofCommand(slice, x, unit, trail)) return
  slice.expr(x.x, unit, 0, trail)
}

/** A field of a command holds what it was set to, and nothing of the others: its environment is not its output. */
function ofCommand(
  slice: Slice,
  x: Extract<Expr, { kind: 'SelectorExpr' }>,
  unit: Unit,
  trail: Trail | undefined,
): boolean {
  let found = false
  for (const { stmt } of baseOf(x.x)?.parts ?? []) {
    if (stmt.kind !== 'AssignStmt' || stmt.left.length !== stmt.right.length) continue
    stmt.left.forEach((left, i) => {
      const value = stmt.right[i]
      if (left.kind !== 'SelectorExpr' || left.sel.name !== x.sel.name || value === undefined) return
      if (baseOf(left.x) !== baseOf(x.x)) return
      slice.expr(value, unit, 0, trail)
      found = true
    })
  }
  return found
}
