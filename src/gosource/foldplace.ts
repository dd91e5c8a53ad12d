// What can be assigned to: variables, elements, fields and what pointers point to; and how what they hold is forgotten.
import type { Expr, Stmt } from './ast.ts'
import { assigned } from './foldconvert.ts'
import { evaluate } from './foldexpr.ts'
import { allocate, type Frame, type Leaves, type Machine, tick } from './foldmachine.ts'
import { globalCell } from './foldname.ts'
import { poison } from './foldshared.ts'
import { underlying } from './foldtype.ts'
import { zero } from './foldtypes.ts'
import { elementAt, elemType, type Place, setElement, unknown, type Value, writable } from './foldvalue.ts'
import { walk } from './walk.ts'

/** A map's key as text; `undefined` where it is not known or no key. */
export function keyOf(key: Value): string | undefined {
  switch (key.kind) {
    case 'string':
      return `s${key.text}`
    case 'int':
      return `i${key.value}`
    case 'float':
      return `f${key.value}`
    case 'bool':
      return `b${key.value}`
    case 'struct': {
      const parts = [...key.fields.values()].map(keyOf)
      return parts.includes(undefined) ? undefined : JSON.stringify(parts)
    }
    case 'array': {
      if (key.store.unknown || key.store.bytes === undefined) return undefined
      return `a${Buffer.from(key.store.bytes).toString('latin1')}`
    }
    default:
      return undefined
  }
}

/** Where a field of a struct, or of what a pointer points to, lies; through embedded structs too. */
export function fieldOf(value: Value, name: string): Place | undefined {
  let found: Place | undefined
  const at = value.kind === 'pointer' ? value.place.get() : value
  if (at.kind !== 'struct') return undefined
  const field = at.fields.get(name)
  if (field !== undefined) {
    return {
      get: () => at.fields.get(name) ?? unknown(name),
      set: (to) => {
        writable(at.state)
        const below = underlying(at.type)
        const type = below.kind === 'struct' ? below.fields.find((one) => one.name === name)?.type : undefined
        at.fields.set(name, type === undefined ? to : assigned(to, type))
      },
    }
  }
  const below = underlying(at.type)
  if (below.kind !== 'struct') return undefined
  for (const part of below.fields) {
    if (!part.embedded) continue
    const inner = at.fields.get(part.name)
    if (inner !== undefined && inner !== value) found ??= fieldOf(inner, name)
  }
  return found
}

/** Where an expression's value lies; `undefined` where that is not known. */
export function placeOf(m: Machine, frame: Frame, x: Expr): Place | undefined {
  switch (x.kind) {
    case 'ParenExpr':
      return placeOf(m, frame, x.x)
    case 'Ident': {
      if (x.name === '_') return { get: () => unknown('_'), set: () => undefined }
      const { entity } = x
      if (entity === undefined || (entity.kind !== 'var' && entity.kind !== 'param')) return undefined
      const cell = entity.global ? globalCell(m, entity) : frame.vars.get(entity)
      if (cell === undefined) return undefined
      return {
        get: () => cell.value,
        set: (to) => (cell.value = cell.type === undefined ? to : assigned(to, cell.type)),
      }
    }
    case 'StarExpr': {
      const pointer = evaluate(m, frame, x.x)
      return pointer.kind === 'pointer' ? pointer.place : undefined
    }
    case 'SelectorExpr': {
      if (x.x.kind === 'Ident' && x.x.entity?.kind === 'package') return undefined
      return fieldOf(containerOf(m, frame, x.x), x.sel.name)
    }
    case 'IndexExpr': {
      const [at] = x.indices
      return at === undefined ? undefined : elementPlace(m, containerOf(m, frame, x.x), evaluate(m, frame, at))
    }
    default:
      return undefined
  }
}

/** Forgets what a statement may change: it is not known whether it runs, or how often. */
export function forgetChanges(m: Machine, frame: Frame, stmt: Stmt, why: string): void {
  const { roots, nodes } = leavesOf(m, stmt)
  tick(m, nodes)
  for (const { x, whole } of roots) forget(m, frame, x, whole, why)
}

/** What a statement may do where it is not known whether it runs. */
export function leavesOf(m: Machine, stmt: Stmt): Leaves {
  const known = m.leaves.get(stmt)
  if (known !== undefined) return known
  const roots: { readonly x: Expr; readonly whole: boolean }[] = []
  let nodes = 0
  let returns = false
  let breaks = false
  // What a literal inside does, it does to variables around it, too; but it leaves only itself.
  let inside = 0
  walk([stmt], (node) => {
    nodes++
    if (node.kind === 'FuncLit') inside = Math.max(inside, node.end)
    else if (node.kind === 'ReturnStmt') returns ||= node.pos >= inside
    else if (node.kind === 'BranchStmt') breaks ||= node.pos >= inside
    else if (node.kind === 'AssignStmt') for (const left of node.left) roots.push({ x: left, whole: true })
    else if (node.kind === 'IncDecStmt') roots.push({ x: node.x, whole: true })
    else if (node.kind === 'RangeStmt' && node.op === '=') {
      for (const left of [node.key, node.value]) if (left !== undefined) roots.push({ x: left, whole: true })
    } else if (node.kind === 'UnaryExpr' && node.op === '&') roots.push({ x: node.x, whole: true })
    else if (node.kind === 'CallExpr') {
      if (node.fun.kind === 'SelectorExpr') roots.push({ x: node.fun.x, whole: false })
      // What is called may write to the slices, maps and pointers that it is given.
      for (const arg of node.args) roots.push({ x: arg, whole: false })
    }
    return undefined
  })
  const found = { roots, returns, breaks, nodes }
  m.leaves.set(stmt, found)
  return found
}

function forget(m: Machine, frame: Frame, x: Expr, whole: boolean, why: string): void {
  let at = x
  let part = false
  while (
    at.kind === 'ParenExpr' ||
    at.kind === 'IndexExpr' ||
    at.kind === 'SelectorExpr' ||
    at.kind === 'SliceExpr' ||
    at.kind === 'StarExpr'
  ) {
    part ||= at.kind !== 'ParenExpr'
    at = at.x
  }
  const { entity } = at.kind === 'Ident' ? at : { entity: undefined }
  if (entity === undefined || (entity.kind !== 'var' && entity.kind !== 'param')) return
  const cell = entity.global ? m.globals.get(entity) : frame.vars.get(entity)
  if (cell === undefined) {
    if (entity.global && whole) m.globals.set(entity, { value: unknown(why) })
    return
  }
  poison(cell.value, why)
  if (whole && (!part || cell.value.kind === 'struct' || cell.value.kind === 'array')) {
    cell.value = { ...unknown(why, cell.value.steps), type: cell.value.type }
  }
}

/** What an index or selector stands on: the value in its variable, not a copy. */
function containerOf(m: Machine, frame: Frame, x: Expr): Value {
  const place = x.kind === 'CallExpr' ? undefined : placeOf(m, frame, x)
  const value = place?.get() ?? evaluate(m, frame, x)
  return value.kind === 'pointer' ? value.place.get() : value
}

/** Where an element of a slice, array or map lies. */
export function elementPlace(m: Machine, value: Value, index: Value): Place | undefined {
  if (value.kind === 'map') {
    const below = underlying(value.type)
    const given = below.kind === 'map' ? assigned(index, below.key) : index
    const key = keyOf(given)
    const elem = elemType(value.type)
    return {
      get: () => {
        if (key === undefined || value.state.unknown) return { ...unknown('a key that is not known'), type: elem }
        return value.entries.get(key)?.value ?? zero(m, elem)
      },
      set: (to) => {
        writable(value.state)
        allocate(m, 4)
        if (key === undefined) value.state.unknown = true
        else value.entries.set(key, { key: given, value: assigned(to, elem) })
      },
    }
  }
  if (value.kind !== 'slice' && value.kind !== 'array') return undefined
  const { store } = value
  if (index.kind !== 'int') {
    writable(store)
    store.unknown = true
    return { get: () => unknown('an index that is not known'), set: () => undefined }
  }
  const at = Number(index.value)
  if (at < 0 || at >= value.length) return undefined
  const start = value.kind === 'slice' ? value.start : 0
  const elem = elemType(value.type)
  return {
    get: () => elementAt(store, start + at, elem),
    set: (to) => setElement(store, start + at, assigned(to, elem)),
  }
}
