// Calls (https://go.dev/ref/spec#Calls): conversions, functions and methods of the module, and the standard library.
import type { CallExpr, Expr, Field, FuncDecl, FuncLit } from './ast.ts'
import { callBuiltin } from './foldbuiltin.ts'
import { assigned, converted } from './foldconvert.ts'
import { evaluate } from './foldexpr.ts'
import { carriedValue, structOf } from './foldfield.ts'
import { getterOf, methodExpression, methodOf } from './foldmethod.ts'
import { copyOf, type Frame, type Machine, marked, MOST_CALLS, stepsOfAll, tick, tickSize } from './foldmachine.ts'
import { excerpt } from './foldoperator.ts'
import { fieldOf, placeOf } from './foldplace.ts'
import { poison } from './foldshared.ts'
import { runBody } from './foldstmt.ts'
import { INTERFACE, type Type, UNKNOWN_TYPE } from './foldtype.ts'
import { isType, pathOf, typeOf, zero } from './foldtypes.ts'
import {
  addStep,
  type Cell,
  elementsOf,
  elemType,
  type FuncValue,
  literalText,
  nativeOf,
  objectOf,
  sliceOfValues,
  type Step,
  stepsOf,
  Stop,
  unknown,
  type Value,
  withSteps,
} from './foldvalue.ts'
import { importedPackage } from './package.ts'
import type { Entity } from './scope.ts'
import { walk } from './walk.ts'

/** What a call gives; several results are a tuple. */
export function evaluateCall(m: Machine, frame: Frame, x: CallExpr): Value {
  let fun = x.fun
  while (fun.kind === 'ParenExpr') fun = fun.x
  if (isType(m, fun)) return conversion(m, frame, x, fun)
  if (fun.kind === 'Ident' && fun.entity?.kind === 'builtin') return callBuiltin(m, frame, x, fun.name)
  const named = typeForOf(m, frame, fun)
  if (named !== undefined) return named
  const callee = calleeOf(m, frame, fun)
  const given = argumentsOf(m, frame, x)
  const writes = callee.kind === 'native' && WRITES_ONE.test(callee.name)
  const args = writes ? given.map((arg) => (arg.kind === 'int' ? marked(m, frame.file, x, 'chars', arg) : arg)) : given
  const value = call(m, callee, args, x.spread)
  if (value.kind === 'unknown') {
    const [key] = x.args
    const carried = fun.kind === 'SelectorExpr' && fun.sel.name === 'Value' && x.args.length === 1 && key !== undefined
    const possible = carried ? carriedValue(m, frame, key) : undefined
    if (possible !== undefined) return assigned(possible, INTERFACE)
    const steps = stepsOfAll(args)
    return value.steps.length === 0 && steps.length > 0 ? withSteps(value, steps) : value
  }
  const name = frame.file.text.slice(fun.pos, fun.end)
  if (name.length > 60 || fun.kind === 'FuncLit') return value
  return told(frame, x, { name, by: callee.kind === 'native' ? callee.name : 'call' }, args, value)
}

/** `reflect.TypeFor[T]()`: the only function of the library that is asked about a type by its type argument alone. */
function typeForOf(m: Machine, frame: Frame, fun: Expr): Value | undefined {
  const [arg] = fun.kind === 'IndexExpr' ? fun.indices : []
  const { x } = fun.kind === 'IndexExpr' ? fun : { x: undefined }
  if (arg === undefined || x?.kind !== 'SelectorExpr' || x.sel.name !== 'TypeFor') return undefined
  if (x.x.kind !== 'Ident' || x.x.entity?.kind !== 'package' || pathOf(x.x.entity) !== 'reflect') return undefined
  return objectOf('reflect.Type', { text: '', at: 0, more: typeOf(m, frame, arg) })
}

/** A call whose callee and arguments are found now, and that is made later; `undefined` where it cannot be made. */
export function startLater(m: Machine, frame: Frame, x: Expr, onStop: () => void): (() => void) | undefined {
  if (x.kind !== 'CallExpr') return undefined
  let fun = x.fun
  while (fun.kind === 'ParenExpr') fun = fun.x
  if (isType(m, fun) || (fun.kind === 'Ident' && fun.entity?.kind === 'builtin'))
    return () => void evaluateCall(m, frame, x)
  const callee = calleeOf(m, frame, fun)
  const args = argumentsOf(m, frame, x)
  if (callee.kind !== 'func' && callee.kind !== 'native') return undefined
  return () => {
    const { chose } = m
    m.chose = false
    const value = call(m, callee, args, x.spread)
    if (value.kind === 'unknown' || m.chose) onStop()
    m.chose ||= chose
  }
}

/** Methods that make text out of one number. */
const WRITES_ONE = /\.Write(?:Byte|Rune)$/

/** Calls a function value. What cannot be called is not known, and neither is what it was given, from then on. */
export function call(m: Machine, callee: Value, args: readonly Value[], spread: boolean): Value {
  if (callee.kind === 'native') return callNative(m, callee.name, callee.self, args, spread)
  if (callee.kind === 'func') return callFunction(m, callee, args, spread)
  for (const arg of args) forgetArgument(arg)
  return unknown(callee.kind === 'unknown' ? `a call of ${callee.why}` : 'a call')
}

function conversion(m: Machine, frame: Frame, x: CallExpr, type: Expr): Value {
  const to = typeOf(m, frame, type)
  const [arg] = x.args
  if (arg === undefined || x.args.length !== 1) return unknown('a conversion')
  const value = evaluate(m, frame, arg, to)
  tickSize(m, value)
  const made = converted(value, to)
  const fromNumber = value.kind === 'int' && made.kind === 'string'
  return fromNumber ? marked(m, frame.file, x, 'chars', made) : made
}

function calleeOf(m: Machine, frame: Frame, fun: Expr): Value {
  if (fun.kind !== 'SelectorExpr') return evaluate(m, frame, fun)
  if (fun.x.kind === 'Ident' && fun.x.entity?.kind === 'package') {
    if (importedPackage(m.modules, fun.x.entity) !== undefined) return evaluate(m, frame, fun)
    const name = `${pathOf(fun.x.entity)}.${fun.sel.name}`
    return m.catalogue.functions.has(name) ? nativeOf(name) : unknown(name)
  }
  if (isType(m, fun.x)) return methodExpression(m, frame, fun)
  // A method with a pointer receiver is given the variable, not its value.
  const place = fun.x.kind === 'CallExpr' ? undefined : placeOf(m, frame, fun.x)
  const value = place?.get() ?? evaluate(m, frame, fun.x)
  const method = methodOf(m, value, fun.sel.name, place)
  if (method !== undefined) return method
  const field = fieldOf(value, fun.sel.name)
  if (field !== undefined) return field.get()
  const declared = value.kind === 'unknown' ? structOf(m, frame, fun.x) : undefined
  const getter = declared === undefined ? undefined : getterOf(m, declared, fun.sel.name, value)
  if (getter !== undefined) return getter
  poison(value, `.${fun.sel.name}`)
  return unknown(
    value.kind === 'unknown' ? `${value.why}.${fun.sel.name}`.slice(0, 80) : `.${fun.sel.name}`,
    value.steps,
  )
}

function argumentsOf(m: Machine, frame: Frame, x: CallExpr): Value[] {
  const args = x.args.map((arg) => evaluate(m, frame, arg))
  const [first] = args
  // f(g()) with several results of g.
  return args.length === 1 && first?.kind === 'tuple' ? [...first.values] : args
}

function callNative(
  m: Machine,
  name: string,
  self: Value | undefined,
  given: readonly Value[],
  spread: boolean,
): Value {
  const native = m.catalogue.functions.get(name)
  if (native === undefined) return unknown(name)
  let args = given.map((arg) => assigned(arg, UNKNOWN_TYPE))
  if (spread) {
    const last = args.at(-1)
    const elements = last === undefined ? undefined : elementsOf(last)
    args = [...args.slice(0, -1), ...(elements ?? [unknown('a list that is not known')])]
  }
  for (const arg of args) tickSize(m, arg)
  if (self?.kind === 'object') tick(m, self.state.text.length >> 6)
  // Something that is not known was done to it.
  if (self?.kind === 'object' && self.state.at < 0) return unknown(`${self.name} after something unknown`)
  const steps = stepsOfAll(self === undefined ? args : [self, ...args])
  const apply = (fun: Value, values: readonly Value[]): Value => call(m, fun, values, false)
  return native({ machine: m, args, self, steps, apply })
}

function callFunction(m: Machine, callee: FuncValue, given: readonly Value[], spread: boolean): Value {
  const { decl, file } = callee
  // What a method expression is called with first is the receiver.
  const byHand = decl.kind === 'FuncDecl' && decl.receiver !== undefined && callee.receiver === undefined
  const self = byHand ? given[0] : callee.receiver
  const args = byHand ? given.slice(1) : given
  if (decl.body === undefined) return unknown('a function without a body')
  if (m.calls >= MOST_CALLS) throw new Stop('limit: calls nested too deeply', true)
  const { nesting } = m
  m.calls++
  const types = new Map(callee.typeArgs)
  const frame: Frame = {
    file,
    vars: new Map(callee.captured),
    types,
    iota: undefined,
    fn: decl,
    lazy: false,
    directed: false,
    deferred: [],
  }
  try {
    inferTypes(decl, args, types)
    const receiver = decl.kind === 'FuncDecl' ? decl.receiver?.[0]?.names[0] : undefined
    if (receiver?.entity !== undefined && self !== undefined) frame.vars.set(receiver.entity, { value: self })
    bindParams(m, frame, decl.type.params, args, spread)
    return runBody(m, frame, decl, decl.body)
  } catch (error) {
    if (!(error instanceof Stop) || error.limit) throw error
    // Somebody further out may recover.
    if (error.panic !== undefined && m.recovering > 0) throw error
    for (const arg of args) forgetArgument(arg)
    if (self !== undefined) forgetArgument(self)
    return unknown(error.message)
  } finally {
    m.calls--
    m.nesting = nesting
  }
}

function bindParams(m: Machine, frame: Frame, params: readonly Field[], args: readonly Value[], spread: boolean): void {
  let next = 0
  for (const field of params) {
    const type = typeOf(m, frame, field.type)
    if (field.type?.kind === 'Ellipsis') {
      const rest = args.slice(next)
      const elem = elemType(type)
      const [only] = rest
      const value =
        spread && only !== undefined
          ? only
          : sliceOfValues(
              rest.map((arg) => copyOf(m, assigned(arg, elem))),
              type,
            )
      bind(frame.vars, field.names[0]?.entity, value, type)
      return
    }
    for (const ident of field.names)
      bind(frame.vars, ident.entity, copyOf(m, assigned(args[next++] ?? zero(m, type), type)), type)
    if (field.names.length === 0) next++
  }
}

function bind(vars: Map<Entity, Cell>, entity: Entity | undefined, value: Value, type: Type): void {
  if (entity !== undefined) vars.set(entity, { value, type })
}

/** What type parameters stand for, where an argument shows it: T by itself, or []T. */
function inferTypes(decl: FuncDecl | FuncLit, args: readonly Value[], types: Map<Entity, Type>): void {
  if (decl.type.typeParams === undefined) return
  let next = 0
  for (const field of decl.type.params) {
    for (let n = Math.max(1, field.names.length); n > 0; n--) {
      const arg = args[next++]
      if (arg === undefined || field.type === undefined) continue
      const dynamic = assigned(arg, UNKNOWN_TYPE).type
      const { type } = field
      if (type.kind === 'Ident') enter(types, type.entity, dynamic)
      else if (type.kind === 'Ellipsis' && type.elem?.kind === 'Ident') enter(types, type.elem.entity, dynamic)
      else if (type.kind === 'ArrayType' && type.elem.kind === 'Ident')
        enter(types, type.elem.entity, elemType(dynamic))
    }
  }
}

function enter(types: Map<Entity, Type>, entity: Entity | undefined, type: Type): void {
  if (entity?.kind === 'type' && entity.decl?.kind !== 'TypeSpec' && !types.has(entity)) types.set(entity, type)
}

/** What a function that is not known was given may be anything afterwards: memory, and what a closure writes to. */
function forgetArgument(arg: Value): void {
  poison(arg, 'given to what is not known')
  if (arg.kind !== 'func' || arg.decl.kind !== 'FuncLit') return
  walk(arg.decl.body.stmts, (node) => {
    const left = node.kind === 'AssignStmt' ? node.left : node.kind === 'IncDecStmt' ? [node.x] : []
    for (const x of left) {
      let at = x
      while (at.kind === 'IndexExpr' || at.kind === 'SelectorExpr' || at.kind === 'ParenExpr' || at.kind === 'StarExpr')
        at = at.x
      const cell = at.kind === 'Ident' && at.entity !== undefined ? arg.captured.get(at.entity) : undefined
      if (cell === undefined) continue
      poison(cell.value, 'changed by a function given away')
      cell.value = unknown('changed by a function given away')
    }
    return undefined
  })
}

/** A value with the step that says which call made it. */
function told(
  frame: Frame,
  x: CallExpr,
  called: { readonly name: string; readonly by: string },
  args: readonly Value[],
  value: Value,
): Value {
  const { name, by } = called
  if (value.kind === 'tuple') {
    const [first, ...rest] = value.values
    return first === undefined ? value : { ...value, values: [told(frame, x, called, args, first), ...rest] }
  }
  const shown =
    value.kind === 'string' || value.kind === 'partial' || (value.kind === 'slice' && value.store.bytes !== undefined)
  // What is no text yet, as a reader that unpacks or a parsed number, is known by its call.
  if (!shown) {
    const carries = value.kind === 'object' || value.kind === 'int' || value.kind === 'pointer'
    if (!carries || by === 'call') return value
    const quiet: Step = { file: frame.file, pos: x.pos, what: by, by, from: args.flatMap(literalText), quiet: true }
    return withSteps(value, addStep(stepsOf(value), quiet))
  }
  const list = args.map(excerpt).join(', ')
  const short = list.length > 80 ? `${list.slice(0, 77)}...` : list
  const what = `${name}(${short}) = ${excerpt(value)}`
  const step = { file: frame.file, pos: x.pos, what, by, from: args.flatMap(literalText) }
  return withSteps(value, addStep(stepsOf(value), step))
}
