// What names are worth: constants with iota, package variables that are set once, local variables by their declarations.
import type { Expr, FuncDecl, FuncLit, ValueSpec } from './ast.ts'
import { embeddedFiles, embedPatterns } from './embed.ts'
import { assigned } from './foldconvert.ts'
import { evaluate } from './foldexpr.ts'
import { paramValue } from './foldfield.ts'
import { evaluateInside } from './foldinside.ts'
import { copyOf, type Frame, frameOf, type Machine, MOST_WORK, tick } from './foldmachine.ts'
import { excerpt } from './foldoperator.ts'
import { freeze, isConstantObject, isShareable } from './foldshared.ts'
import { runFunction } from './foldstmt.ts'
import { basicName, underlying } from './foldtype.ts'
import { typeOf, zero } from './foldtypes.ts'
import {
  addStep,
  bytesOf,
  type Cell,
  joinSteps,
  literalText,
  MAX_VALUE,
  nilOf,
  objectOf,
  stepsOf,
  Stop,
  stringOf,
  unknown,
  type Value,
  withoutTrace,
  withSteps,
} from './foldvalue.ts'
import { packageOfFile } from './package.ts'
import type { Entity, SourceFile, Write } from './scope.ts'
import { walk } from './walk.ts'

/** Thrown where a local variable is worth what the statements before make of it: they must be run. */
export class MustRun extends Error {}

/** How deep variables that functions make may stand on each other. */
const MOST_SETTERS = 4

/** The value of a package-level constant, variable or function, as a file sees it. */
export function globalValue(m: Machine, entity: Entity, from: SourceFile | undefined): Value {
  const meant = chosen(m, entity, from)
  if (meant.kind === 'func') return functionValue(meant)
  return globalCell(m, meant).value
}

/** Where a package-level variable lies in this fold. */
export function globalCell(m: Machine, entity: Entity): Cell {
  const known = m.globals.get(entity)
  if (known !== undefined) return known
  const shared = m.share && m.variant === 0 && m.branch === 'forget' ? m.memo.get(entity) : undefined
  const cell: Cell = { value: shared ?? unknown('limit') }
  if (shared === undefined) {
    const { chose, work } = m
    m.chose = false
    try {
      cell.value = freshGlobal(m, entity)
    } catch (error) {
      // What is too much for a whole fold is so for the next one, too.
      const spent = error instanceof Stop && error.limit && work > MOST_WORK / 2
      if (spent) m.memo.set(entity, unknown(error.message))
      throw error
    }
    // A value that stands on a choice is not the next fold's.
    const shareable = !m.chose && m.params.size === 0
    m.chose ||= chose
    if (shareable && m.share && isShareable(cell.value)) {
      freeze(cell.value)
      m.memo.set(entity, cell.value)
    }
  }
  if (!m.open.has(entity)) m.globals.set(entity, cell)
  return cell
}

/** A function of the module as a value. */
function functionValue(entity: Entity): Value {
  const { decl, file } = entity
  if (decl?.kind !== 'FuncDecl' || file === undefined) return unknown(entity.name)
  return {
    kind: 'func',
    decl,
    file,
    captured: new Map(),
    receiver: undefined,
    typeArgs: new Map(),
    type: { kind: 'func' },
    steps: [],
  }
}

/** The value of a local variable, constant or parameter. Throws `MustRun` where statements decide it. */
export function localValue(m: Machine, frame: Frame, entity: Entity): Value {
  const cell = frame.vars.get(entity)
  if (cell !== undefined) return cell.value
  const given = m.params.get(entity)
  if (given !== undefined) return given
  const { decl } = entity
  if (entity.kind === 'const' && decl?.kind === 'ValueSpec') return constant(m, entity, decl, frame)
  if (!frame.lazy) return unknown(`${entity.name} is not known here`)
  const plain = entity.kind === 'param' && entity.writes.length === 0 && !entity.changed
  // The parameter of a function literal that is called on the spot has a value.
  if (plain && entity.owner?.kind === 'FuncDecl') {
    // Who asks what a field may hold asks for the values that are passed, too.
    const passed = m.deep > 0 ? paramValue(m, entity.owner, entity) : undefined
    return passed ?? unknown(`the parameter ${entity.name}`)
  }
  if (entity.writes.length > 0 || entity.changed || entity.called) throw withoutTrace(() => new MustRun())
  const value = declared(m, frame, entity)
  // What has memory may be written to by whatever it is given to.
  if (value === undefined || hasMemory(value)) throw withoutTrace(() => new MustRun())
  frame.vars.set(entity, { value })
  return value
}

function hasMemory(value: Value): boolean {
  if (value.kind === 'tuple') return value.values.some(hasMemory)
  return (
    ['slice', 'array', 'map', 'struct', 'pointer', 'func'].includes(value.kind) ||
    (value.kind === 'object' && !isConstantObject(value))
  )
}

/** The outermost function around a place of a file, or function literal where it is a package variable's. */
export function functionAround(file: SourceFile, pos: number, end: number): FuncDecl | FuncLit | undefined {
  // They stand in order: found by halving.
  let low = 0
  let high = file.decls.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((file.decls[middle]?.end ?? 0) < end) low = middle + 1
    else high = middle
  }
  const decl = file.decls[low]
  if (decl === undefined || decl.pos > pos) return undefined
  if (decl.kind === 'FuncDecl') return decl
  let found: FuncLit | undefined
  walk([decl], (node) => {
    const inside = node.pos <= pos && end <= node.end
    if (inside && node.kind === 'FuncLit' && node.body.pos <= pos) found ??= node
    return inside && found === undefined
  })
  return found
}

/** Of several declarations of one name the one that counts: that of the same file first. */
function chosen(m: Machine, entity: Entity, from: SourceFile | undefined): Entity {
  if (entity.also.length === 0) return entity
  const all = [entity, ...entity.also]
  const own = all.find((one) => one.file === from)
  if (own !== undefined) return own
  m.chose = true
  m.varied = true
  return all[Math.min(m.variant, all.length - 1)] ?? entity
}

function freshGlobal(m: Machine, entity: Entity): Value {
  const { decl, file } = entity
  if (decl?.kind !== 'ValueSpec' || file === undefined) return unknown(entity.name)
  if (m.open.has(entity)) {
    m.chose = true
    return unknown(`${entity.name} stands on itself`)
  }
  m.open.add(entity)
  try {
    const value = entity.kind === 'const' ? constant(m, entity, decl, frameOf(file)) : variable(m, entity, decl, file)
    return said(entity, file, value)
  } finally {
    m.open.delete(entity)
  }
}

/** A value with the step that says where its name is declared. */
function said(entity: Entity, file: SourceFile, value: Value): Value {
  if (value.kind === 'unknown' || value.kind === 'func' || value.kind === 'nil') return value
  const pos = entity.ident?.pos ?? 0
  const step = { file, pos, what: `${entity.name} = ${excerpt(value)}`, by: '=', from: literalText(value) }
  return withSteps(value, addStep(stepsOf(value), step))
}

function constant(m: Machine, entity: Entity, spec: ValueSpec, around: Frame): Value {
  const from = spec.values.length > 0 ? spec : entity.repeats
  const x = from?.values[entity.index]
  if (x === undefined) return unknown(`${entity.name} has no value`)
  const frame: Frame = { ...around, file: entity.file ?? around.file, iota: BigInt(spec.iota) }
  const value = evaluate(m, frame, x)
  const type = from?.type === undefined ? undefined : typeOf(m, frame, from.type)
  return type === undefined ? value : assigned(value, type)
}

function variable(m: Machine, entity: Entity, spec: ValueSpec, file: SourceFile): Value {
  if (spec.values.length === 0) {
    const patterns = embedPatterns(file, spec)
    if (patterns.length > 0) return embedded(m, entity, spec, file, patterns)
  }
  const initial = (): Value => initialValue(m, entity, spec, file)
  const { writes } = entity
  if (writes.length > 0) {
    const [only] = writes
    const sure = writes.length === 1 && only !== undefined && (spec.values.length === 0 || isInInit(only))
    const plain = only?.stmt.kind === 'AssignStmt' && only.stmt.op === '='
    // Init functions run before all others: step by step they make what everybody else sees.
    const inits = plain && sure && entity.parts.length === 0 ? undefined : changesInInit(entity)
    if (inits !== undefined) return changedBy(m, entity, initial(), inits)
    if (!sure || !plain) m.chose = true
    if (sure && plain && entity.parts.length === 0) return written(m, entity, only)
    if (m.branch === 'forget') return unknown(`${entity.name} is set in several places`)
    if (writes.length > 1 || spec.values.length > 0) m.varied = true
    // One after another, the initial value first: each is what it may be.
    const number = spec.values.length > 0 ? m.variant - 1 : m.variant
    const write = number < 0 ? undefined : writes[Math.min(number, writes.length - 1)]
    if (write === undefined) return initial()
    const value = written(m, entity, write)
    return value.kind === 'unknown' ? (changedByOne(m, entity, initial, writes) ?? value) : value
  }
  if (!entity.changed) {
    const value = initial()
    // A method may have changed what it was called on, where it has memory of its own.
    const memory =
      (value.kind === 'object' && !isConstantObject(value)) || (value.kind === 'struct' && !isAddress(value))
    const open = entity.called && memory
    return open ? unknown(`${entity.name} is changed by its methods`) : value
  }
  const inits = changesInInit(entity)
  if (inits !== undefined) return changedBy(m, entity, initial(), inits)
  const changed = changedByOne(m, entity, initial, entity.parts)
  return changed ?? unknown(`${entity.name} is changed elsewhere`)
}

/** Whether a struct is an address of net/url, whose methods only read it. */
function isAddress({ type }: Value & { readonly kind: 'struct' }): boolean {
  return type.kind === 'named' && type.name === 'net/url.URL'
}

/** Where all changes stand in one function: what that function makes of it when it is run once. */
function changedByOne(m: Machine, entity: Entity, before: () => Value, changes: readonly Write[]): Value | undefined {
  const [first] = changes
  const fn = first === undefined ? undefined : functionAround(first.file, first.stmt.pos, first.stmt.end)
  if (first === undefined || fn === undefined || m.deep >= MOST_SETTERS) return undefined
  const one = [...entity.writes, ...entity.parts].every(
    ({ stmt, file }) => file === first.file && fn.pos <= stmt.pos && stmt.end <= fn.end,
  )
  if (!one) return undefined
  m.chose = true
  if (m.branch === 'forget') return undefined
  m.deep++
  try {
    const value = changedBy(m, entity, before(), [{ decl: fn, file: first.file }])
    return value.kind === 'unknown' ? undefined : value
  } finally {
    m.deep--
  }
}

/** What a variable is after functions have run. */
function changedBy(
  m: Machine,
  entity: Entity,
  before: Value,
  functions: readonly { readonly decl: FuncDecl | FuncLit; readonly file: SourceFile }[],
): Value {
  const cell: Cell = { value: copyOf(m, before) }
  const { target } = m
  m.globals.set(entity, cell)
  m.target = undefined
  try {
    for (const { decl, file: at } of functions) runFunction(m, frameOf(at), decl)
    return cell.value
  } finally {
    m.target = target
    m.globals.delete(entity)
  }
}

function initialValue(m: Machine, entity: Entity, spec: ValueSpec, file: SourceFile): Value {
  const frame = frameOf(file)
  const type = spec.type === undefined ? undefined : typeOf(m, frame, spec.type)
  const value = valueOf(m, frame, entity.index, spec.names.length, spec.values)
  if (value === undefined) return type === undefined ? unknown(entity.name) : zero(m, type)
  return assigned(value, type ?? { kind: 'interface' })
}

/** The value of one of several names, of as many values or of one call. */
function valueOf(m: Machine, frame: Frame, index: number, names: number, values: readonly Expr[]): Value | undefined {
  const [first] = values
  if (first === undefined) return undefined
  if (values.length === names) {
    const x = values[index]
    return x === undefined ? undefined : copyOf(m, evaluate(m, frame, x))
  }
  const all = evaluate(m, frame, first)
  return all.kind === 'tuple'
    ? all.values[index]
    : unknown(all.kind === 'unknown' ? all.why : 'one of several values', all.steps)
}

/** What a local variable's own declaration gives it; `undefined` where a statement does. */
function declared(m: Machine, frame: Frame, entity: Entity): Value | undefined {
  const { decl, index } = entity
  if (decl?.kind === 'AssignStmt') {
    const value = valueOf(m, frame, index, decl.left.length, decl.right)
    return value === undefined ? undefined : assigned(value, { kind: 'interface' })
  }
  if (decl?.kind !== 'ValueSpec') return undefined
  const type = decl.type === undefined ? undefined : typeOf(m, frame, decl.type)
  const value = valueOf(m, frame, index, decl.names.length, decl.values)
  if (value === undefined) return type === undefined ? undefined : zero(m, type)
  return assigned(value, type ?? { kind: 'interface' })
}

/** The value that one assignment gives to a package variable. */
function written(m: Machine, entity: Entity, write: Write): Value {
  const { stmt, file } = write
  if (stmt.kind !== 'AssignStmt' || stmt.op !== '=') return unknown(`${entity.name} is changed step by step`)
  const index = stmt.left.findIndex((left) => left.kind === 'Ident' && left.entity === entity)
  const fn = functionAround(file, stmt.pos, stmt.end)
  const one = stmt.left.length === stmt.right.length
  const x = stmt.right[one ? index : 0]
  if (index < 0 || fn === undefined || x === undefined)
    return unknown(`${entity.name} is set in a way that is not understood`)
  // In its own new value the variable has the old one.
  const spec = entity.decl
  if (spec?.kind === 'ValueSpec' && entity.file !== undefined) {
    m.globals.set(entity, { value: initialValue(m, entity, spec, entity.file) })
  }
  try {
    const value = evaluateInside(m, file, fn, x)
    const picked = one
      ? value
      : value.kind === 'tuple'
        ? (value.values[index] ?? unknown('no value'))
        : unknown('no value')
    const from = literalText(picked)
    const step = { file, pos: stmt.pos, what: `${entity.name} = ${excerpt(picked)}`, by: '=', from }
    const typed = spec?.kind === 'ValueSpec' && spec.type !== undefined && entity.file !== undefined
    const kept = typed ? assigned(picked, typeOf(m, frameOf(entity.file), spec.type)) : picked
    return kept.kind === 'unknown' ? kept : withSteps(kept, joinSteps(kept.steps, [step]))
  } finally {
    m.globals.delete(entity)
  }
}

function isInInit(write: Write): boolean {
  const fn = functionAround(write.file, write.stmt.pos, write.stmt.end)
  if (fn === undefined || !isInit(fn)) return false
  // At the top of it, under no condition.
  return fn.body?.stmts.includes(write.stmt) ?? false
}

function isInit(fn: FuncDecl | FuncLit): boolean {
  return fn.kind === 'FuncDecl' && fn.name.name === 'init' && fn.receiver === undefined
}

/** The init functions that alone change the elements of a variable; `undefined` where others do, too. */
function changesInInit(entity: Entity): { decl: FuncDecl | FuncLit; file: SourceFile }[] | undefined {
  const inits = new Map<FuncDecl, SourceFile>()
  for (const write of [...entity.writes, ...entity.parts]) {
    const fn = functionAround(write.file, write.stmt.pos, write.stmt.end)
    if (fn?.kind !== 'FuncDecl' || !isInit(fn)) return undefined
    inits.set(fn, write.file)
  }
  if (inits.size === 0) return undefined
  return entity.aimed ? undefined : [...inits].map(([decl, at]) => ({ decl, file: at }))
}

function embedded(m: Machine, entity: Entity, spec: ValueSpec, file: SourceFile, patterns: readonly string[]): Value {
  const found = packageOfFile(m.modules, file)
  if (found === undefined) return unknown(entity.name)
  const { contents } = found.module
  tick(m, contents.size * patterns.length)
  const names = embeddedFiles(found.scope.folder, patterns, contents.keys())
  const type = typeOf(m, frameOf(file), spec.type)
  const folder = found.scope.folder === '' ? '' : `${found.scope.folder}/`
  if (type.kind === 'named' && type.name === 'embed.FS') {
    const files = new Map(names.map((name) => [name.slice(folder.length), contents.get(name) ?? new Uint8Array()]))
    return objectOf('embed.FS', { text: '', at: 0, more: files })
  }
  const [only] = names
  const bytes = only === undefined ? undefined : contents.get(only)
  if (bytes === undefined || names.length !== 1) return nilOf(type)
  if (bytes.length > MAX_VALUE) throw new Stop('limit: an embedded file larger than 1 MiB', true)
  const step = { file, pos: spec.pos, what: `${entity.name} is the file ${only}`, by: 'embed' }
  if (basicName(type) === 'string') return stringOf(Buffer.from(bytes).toString('latin1'), [step], type)
  return underlying(type).kind === 'slice' ? bytesOf(bytes.slice(), [step], type) : unknown(entity.name)
}
