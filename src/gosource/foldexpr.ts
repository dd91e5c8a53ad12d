// Expressions (https://go.dev/ref/spec#Expressions): what each is worth, or why that is not known.
import type { Expr, Ident, IndexExpr, SelectorExpr, SliceExpr } from './ast.ts'
import { evaluateCall } from './foldcall.ts'
import { methodExpression, methodOf } from './foldmethod.ts'
import { receive } from './foldchannel.ts'
import { assigned } from './foldconvert.ts'
import { fieldValue, structOf } from './foldfield.ts'
import { composite, literal } from './foldliteral.ts'
import { allocate, deeper, type Frame, type Machine, marked, tick, tickSize } from './foldmachine.ts'
import { globalValue, localValue } from './foldname.ts'
import { operate, operateOne } from './foldoperator.ts'
import { fieldOf, keyOf, placeOf } from './foldplace.ts'
import { basic, isUntyped, type Type, underlying, UNKNOWN_TYPE } from './foldtype.ts'
import { textBehind } from './foldtext.ts'
import { isType, pathOf, typeOf, zero } from './foldtypes.ts'
import {
  addStep,
  boolOf,
  elementAt,
  elemType,
  intOf,
  joinSteps,
  nilOf,
  type Step,
  stepsOf,
  stringOf,
  unknown,
  type Value,
} from './foldvalue.ts'
import { dotImports, findPackage, importedPackage } from './package.ts'

/** How long a picked text may be to be told as a piece of another: whole addresses and commands stand in lists, too. */
const LONGEST_PICK = 12

/** What an expression is worth. `want` is the type of a composite literal that does not say its own. */
export function evaluate(m: Machine, frame: Frame, x: Expr, want?: Type): Value {
  tick(m)
  deeper(m)
  const value = evaluateInner(m, frame, x, want)
  m.nesting--
  if (m.target !== undefined && x === m.target.expr) m.target.found.push(asItIs(value))
  return value
}

/** A value as it is now: what it is given to may change it. */
function asItIs(value: Value): Value {
  const text = value.kind === 'pointer' || value.kind === 'object' ? textBehind(value) : undefined
  if (text !== undefined && text.kind !== 'unknown') return text
  if (value.kind !== 'slice') return value
  const { store, start, length } = value
  return {
    ...value,
    store: {
      ...store,
      bytes: store.bytes?.slice(start, start + length),
      cells: store.cells.slice(start, start + length),
    },
    start: 0,
    capacity: length,
  }
}

function evaluateInner(m: Machine, frame: Frame, x: Expr, want: Type | undefined): Value {
  switch (x.kind) {
    case 'BasicLit':
      return literal(x)
    case 'Ident':
      return named(m, frame, x)
    case 'ParenExpr':
      return evaluate(m, frame, x.x, want)
    case 'BinaryExpr':
      return chain(m, frame, x)
    case 'UnaryExpr':
      if (x.op === '&') return addressOf(m, frame, x.x, want)
      if (x.op === '<-') return receive(m, evaluate(m, frame, x.x))?.[0] ?? unknown('what comes from a channel')
      return operateOne(x.op, evaluate(m, frame, x.x))
    case 'StarExpr': {
      const pointer = evaluate(m, frame, x.x)
      return pointer.kind === 'pointer' ? pointer.place.get() : unknown('what a pointer points to', pointer.steps)
    }
    case 'CallExpr':
      return evaluateCall(m, frame, x)
    case 'CompositeLit':
      return composite(m, frame, x, x.type === undefined ? (want ?? UNKNOWN_TYPE) : typeOf(m, frame, x.type))
    case 'FuncLit':
      // Variables are shared with what is around, but those of a loop's next turn are others.
      return {
        kind: 'func',
        decl: x,
        file: frame.file,
        captured: new Map(frame.vars),
        receiver: undefined,
        typeArgs: frame.types,
        type: { kind: 'func' },
        steps: [],
      }
    case 'SelectorExpr':
      return member(m, frame, x)
    case 'IndexExpr':
      return indexed(m, frame, x)
    case 'SliceExpr':
      return sliced(m, frame, x)
    case 'TypeAssertExpr': {
      const value = evaluate(m, frame, x.x)
      const type = typeOf(m, frame, x.type)
      return asserted(value, type)
    }
    default:
      return unknown('an expression that is not understood')
  }
}

/** A value as `x.(T)` gives it: itself where it surely has the type. */
function asserted(value: Value, type: Type): Value {
  if (value.kind === 'unknown') return value
  const below = underlying(type)
  if (below.kind === 'interface') return value
  return hasType(value, type) === true ? value : unknown('a type assertion', value.steps)
}

/** Whether a value's type is `type`; `undefined` where that is not evident. */
export function hasType(value: Value, type: Type): boolean | undefined {
  if (value.kind === 'unknown' || type.kind === 'unknown') return undefined
  if (value.kind === 'nil') return false
  if (value.type.kind === 'unknown') return undefined
  if (value.type.kind === 'named' || type.kind === 'named') {
    if (value.type.kind !== 'named' || type.kind !== 'named')
      return underlying(type).kind === 'interface' ? undefined : false
    return value.type.entity === type.entity && value.type.name === type.name
  }
  if (value.type.kind !== type.kind) return false
  if (value.type.kind === 'basic' && type.kind === 'basic') return value.type.name === type.name
  return sameType(value.type, type, 0)
}

/** Whether two types are identical (https://go.dev/ref/spec#Type_identity); `undefined` where that is not evident. */
function sameType(a: Type, b: Type, depth: number): boolean | undefined {
  if (depth > 8 || a.kind === 'unknown' || b.kind === 'unknown') return undefined
  if (a.kind !== b.kind) return false
  if (a.kind === 'basic' && b.kind === 'basic') return a.name === b.name
  if (a.kind === 'named' && b.kind === 'named') return a.entity === b.entity && a.name === b.name
  if (a.kind === 'interface') return true
  if (a.kind === 'array' && b.kind === 'array' && a.length !== b.length) return false
  if (a.kind === 'map' && b.kind === 'map') {
    const keys = sameType(a.key, b.key, depth + 1)
    if (keys !== true) return keys
  }
  return 'elem' in a && 'elem' in b ? sameType(a.elem, b.elem, depth + 1) : undefined
}

function named(m: Machine, frame: Frame, x: Ident): Value {
  const { entity } = x
  if (entity === undefined) return dotImported(m, frame, x)
  switch (entity.kind) {
    case 'builtin':
      if (x.name === 'true' || x.name === 'false') return boolOf(x.name === 'true', undefined, basic('untyped bool'))
      if (x.name === 'nil') return nilOf()
      if (x.name === 'iota' && frame.iota !== undefined) return intOf(frame.iota, undefined, basic('untyped int'))
      return unknown(`${x.name} as a value`)
    case 'package':
    case 'type':
      return unknown(`${x.name} as a value`)
    default:
      return entity.global ? globalValue(m, entity, frame.file) : localValue(m, frame, entity)
  }
}

/** A chain of one or many operators that leans left, in a loop: it may be thousands long. */
function chain(m: Machine, frame: Frame, last: Expr & { readonly kind: 'BinaryExpr' }): Value {
  const right: (typeof last)[] = [last]
  let x = last.x
  while (x.kind === 'BinaryExpr') {
    right.push(x)
    x = x.x
  }
  let value = evaluate(m, frame, x)
  for (let part = right.pop(); part !== undefined; part = right.pop()) {
    tick(m)
    if (part.op === '&&' || part.op === '||') {
      value = both(m, frame, part.op, value, part.y)
      continue
    }
    const other = evaluate(m, frame, part.y)
    // Only what compares goes through all of a text; one that is added is not copied.
    if (part.op !== '+') tickSize(m, other)
    value = operate(part.op, value, other)
    value = calculated(m, frame, part, part.op, value)
    if (value.kind === 'string' || value.kind === 'partial')
      allocate(m, other.kind === 'string' ? 1 + other.text.length : 8)
  }
  return value
}

/** A number as an operator gives it, with the step that says so: numbers become text where something is hidden. */
export function calculated(m: Machine, frame: Frame, node: { readonly pos: number }, op: string, value: Value): Value {
  if (value.kind !== 'int') return value
  if (op === '^') return marked(m, frame.file, node, 'xor', value)
  // What has no steps comes from literals alone: lengths, sizes and flags, by the thousand.
  if (value.steps.length === 0) return value
  return op === '+' || op === '-' || op === '%' || op === '/' ? marked(m, frame.file, node, 'arithmetic', value) : value
}

function both(m: Machine, frame: Frame, op: '&&' | '||', x: Value, right: Expr): Value {
  const decides = op === '||'
  if (x.kind === 'bool' && x.value === decides) return x
  const y = evaluate(m, frame, right)
  if (x.kind === 'bool') return y
  // false && anything is false, in whichever order it is read.
  if (y.kind === 'bool' && y.value === decides) return y
  return unknown(x.kind === 'unknown' ? x.why : 'a condition that is not known')
}

function addressOf(m: Machine, frame: Frame, x: Expr, want: Type | undefined): Value {
  let inner = x
  while (inner.kind === 'ParenExpr') inner = inner.x
  if (inner.kind === 'CompositeLit') {
    const below = want === undefined ? undefined : underlying(want)
    let value = evaluate(m, frame, inner, below?.kind === 'pointer' ? below.elem : want)
    const type: Type = { kind: 'pointer', elem: value.type }
    return { kind: 'pointer', place: { get: () => value, set: (to) => (value = to) }, type, steps: [] }
  }
  const place = placeOf(m, frame, inner)
  if (place === undefined) return unknown('an address')
  return { kind: 'pointer', place, type: { kind: 'pointer', elem: place.get().type }, steps: [] }
}

/** A name that nothing in the package declares: of another package, by `import .`. */
function dotImported(m: Machine, frame: Frame, x: Ident): Value {
  for (const path of dotImports(frame.file)) {
    const own = findPackage(m.modules, m.modules.main, path)?.scope.names.get(x.name)
    const found = own === undefined ? foreign(m, `${path}.${x.name}`) : globalValue(m, own, undefined)
    if (found !== undefined) return found
  }
  return unknown(`${x.name} is not declared here`)
}

/** A name of the standard library. */
function foreign(m: Machine, name: string): Value | undefined {
  const value = m.catalogue.values.get(name)
  if (value !== undefined) return value()
  if (!m.catalogue.functions.has(name)) return undefined
  return { kind: 'native', name, self: undefined, type: { kind: 'func' }, steps: [] }
}

function member(m: Machine, frame: Frame, x: SelectorExpr): Value {
  if (x.x.kind === 'Ident' && x.x.entity?.kind === 'package') {
    const found = importedPackage(m.modules, x.x.entity)
    if (found !== undefined) {
      const entity = found.scope.names.get(x.sel.name)
      return entity === undefined ? unknown(`${x.sel.name} is not declared`) : globalValue(m, entity, undefined)
    }
    const name = `${pathOf(x.x.entity)}.${x.sel.name}`
    return foreign(m, name) ?? unknown(name)
  }
  if (isType(m, x.x)) return methodExpression(m, frame, x)
  const value = evaluate(m, frame, x.x)
  const field = fieldOf(value, x.sel.name)
  if (field !== undefined) return field.get()
  const possible = value.kind === 'unknown' ? possibleField(m, frame, x) : undefined
  if (possible !== undefined) return possible
  return methodOf(m, value, x.sel.name) ?? unknown(value.kind === 'unknown' ? value.why : `.${x.sel.name}`, value.steps)
}

/** What a field may hold of a struct that is not known, where its type is. */
function possibleField(m: Machine, frame: Frame, x: SelectorExpr): Value | undefined {
  const type = structOf(m, frame, x.x)
  return type === undefined ? undefined : fieldValue(m, type, x.sel.name)
}

function indexed(m: Machine, frame: Frame, x: IndexExpr): Value {
  const value = evaluate(m, frame, x.x)
  // F[T] is F with its type said.
  if (value.kind === 'func' || value.kind === 'native') return value
  const [at] = x.indices
  if (at === undefined || x.indices.length > 1) return unknown('an index')
  const index = evaluate(m, frame, at)
  const element = elementOf(m, value, index)
  // A short text that is picked out of a list, or a letter of a text: many of them make another text.
  const picked =
    (element.kind === 'string' && element.text.length <= LONGEST_PICK) ||
    (element.kind === 'int' && value.kind === 'string')
  if (!picked || value.kind === 'map') return element
  // Where nothing is put together, the text that was picked is all that there is: it stands in the source.
  const step: Step = { file: frame.file, pos: x.pos, what: 'index', by: 'index', from: literalOf(element), quiet: true }
  return withTheSteps(element, addStep(element.steps, step))
}

/** `value[index]`; of a map the value alone. */
export function elementOf(m: Machine, of: Value, index: Value): Value {
  const value = of.kind === 'pointer' ? of.place.get() : of
  if (index.kind === 'unknown') return unknown(index.why, joinSteps(value.steps, index.steps))
  if (value.kind === 'map') {
    if (value.state.unknown) return unknown('a map that is not known', value.steps)
    const below = underlying(value.type)
    const key = keyOf(below.kind === 'map' ? assigned(index, below.key) : index)
    if (key === undefined) return unknown('a key that is not known', value.steps)
    const found = value.entries.get(key)
    if (found === undefined) return zero(m, elemType(value.type))
    return found.value.steps.length > 0 ? found.value : withTheSteps(found.value, joinSteps(value.steps, index.steps))
  }
  if (value.kind === 'nil' && underlying(value.type).kind === 'map') return zero(m, elemType(value.type))
  if (index.kind !== 'int') return unknown('an index that is not known', value.steps)
  const at = Number(index.value)
  const steps = joinSteps(stepsOf(value), index.steps)
  if (value.kind === 'string') {
    if (at < 0 || at >= value.text.length) return unknown('an index out of range', steps)
    return intOf(value.text.charCodeAt(at), steps, elemType(value.type))
  }
  if (value.kind !== 'slice' && value.kind !== 'array') {
    return unknown(value.kind === 'unknown' ? value.why : 'an index into what is not known', steps)
  }
  if (at < 0 || at >= value.length) return unknown('an index out of range', steps)
  const element = elementAt(value.store, value.kind === 'slice' ? value.start + at : at, elemType(value.type))
  return withTheSteps(element, joinSteps(steps, element.steps))
}

function literalOf(element: Value): readonly string[] {
  return element.kind === 'string' ? [element.text] : []
}

function withTheSteps(value: Value, steps: Value['steps']): Value {
  return steps === value.steps || steps.length === 0 ? value : { ...value, steps }
}

function sliced(m: Machine, frame: Frame, x: SliceExpr): Value {
  let value = evaluate(m, frame, x.x)
  const bound = (part: Expr | undefined): number | undefined | Value => {
    if (part === undefined) return undefined
    const index = evaluate(m, frame, part)
    return index.kind === 'int' ? Number(index.value) : index
  }
  const low = bound(x.low) ?? 0
  const high = bound(x.high)
  const max = bound(x.max)
  if (value.kind === 'pointer') value = value.place.get()
  const steps = stepsOf(value)
  if (typeof low !== 'number' || typeof high === 'object' || typeof max === 'object')
    return unknown('bounds that are not known', steps)
  if (value.kind === 'string') {
    const end = high ?? value.text.length
    if (low < 0 || low > end || end > value.text.length) return unknown('bounds out of range', steps)
    return stringOf(value.text.slice(low, end), steps, isUntyped(value.type) ? basic('string') : value.type)
  }
  if (value.kind === 'nil') return low === 0 && (high ?? 0) === 0 ? value : unknown('bounds out of range')
  if (value.kind !== 'slice' && value.kind !== 'array')
    return unknown(value.kind === 'unknown' ? value.why : 'a slice of what is not known', steps)
  const start = value.kind === 'slice' ? value.start : 0
  const capacity = value.kind === 'slice' ? value.capacity : value.length
  const end = high ?? value.length
  const limit = max ?? capacity
  if (low < 0 || low > end || end > limit || limit > capacity) return unknown('bounds out of range', steps)
  const type: Type = value.kind === 'slice' ? value.type : { kind: 'slice', elem: elemType(value.type) }
  return {
    kind: 'slice',
    store: value.store,
    start: start + low,
    length: end - low,
    capacity: limit - low,
    type,
    steps: value.steps,
  }
}
