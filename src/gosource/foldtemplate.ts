// Packages text/template and html/template: templates that are known, executed over data that is. What html/template
// would escape is known only where nothing needs to be.
import { call as callValue } from './foldcall.ts'
import { methodOf } from './foldmethod.ts'
import { elementOf } from './foldexpr.ts'
import { type Call, tick } from './foldmachine.ts'
import { define, made, type Table } from './foldnative.ts'
import { operate } from './foldoperator.ts'
import { fieldOf } from './foldplace.ts'
import { type Operand, type Part, parseTemplate, type Pipeline } from './foldtemplateparse.ts'
import { INTERFACE, STRING, type Type } from './foldtype.ts'
import { itemsOf } from './foldloop.ts'
import {
  boolOf,
  elementsOf,
  intOf,
  MAX_VALUE,
  nilOf,
  type ObjectValue,
  partsOf,
  Stop,
  stringOf,
  tupleOf,
  unknown,
  type Value,
} from './foldvalue.ts'

/** A template: its own parts, those of all that were defined with it, and its functions. */
interface Template {
  readonly name: string
  readonly shared: {
    readonly named: Map<string, readonly Part[]>
    readonly functions: Map<string, Value>
    left: string
    right: string
  }
}

/** text/template and html/template. */
export function templateFunctions(table: Table, types: Map<string, Type>): void {
  for (const path of ['text/template', 'html/template']) {
    const type = `${path}.Template`
    types.set(`${path}.FuncMap`, { kind: 'map', key: STRING, elem: INTERFACE })
    define(table, `${path}.New`, 's', (_, name) =>
      templateOf(type, { name, shared: { named: new Map(), functions: new Map(), left: '{{', right: '}}' } }),
    )
    define(table, `${path}.Must`, 'vv', (_, template, error) => (error.kind === 'nil' ? template : undefined))
    define(table, `${type}.Parse`, 'os', (_, self, text) => {
      const template = templateIn(self)
      const parsed = parseTemplate(text, template.shared.left, template.shared.right)
      if (parsed === undefined) return undefined
      template.shared.named.set(template.name, parsed.parts)
      for (const [name, parts] of parsed.defined) template.shared.named.set(name, parts)
      return tupleOf([self, nilOf()])
    })
    define(table, `${type}.Funcs`, 'ov', (_, self, map) => {
      if (map.kind !== 'map' || map.state.unknown) return undefined
      for (const { key, value } of map.entries.values())
        if (key.kind === 'string') templateIn(self).shared.functions.set(key.text, value)
      return self
    })
    define(table, `${type}.Delims`, 'oss', (_, self, left, right) => {
      const { shared } = templateIn(self)
      shared.left = left === '' ? '{{' : left
      shared.right = right === '' ? '}}' : right
      return self
    })
    define(table, `${type}.Option`, 'os', (_, self) => self)
    define(table, `${type}.New`, 'os', (_, self, name) => templateOf(type, { ...templateIn(self), name }))
    define(table, `${type}.Lookup`, 'os', (_, self, name) => templateOf(type, { ...templateIn(self), name }))
    define(table, `${type}.Execute`, 'ovv', (call, self, to, data) => execute(call, self, to, data, undefined))
    define(table, `${type}.ExecuteTemplate`, 'ovsv', (call, self, to, name, data) =>
      execute(call, self, to, data, name),
    )
  }
}

function templateOf(type: string, template: Template): ObjectValue {
  return made(type, '', template)
}

function templateIn(value: ObjectValue): Template {
  return value.state.more as Template // templateOf alone makes them
}

function execute(call: Call, self: ObjectValue, to: Value, data: Value, name: string | undefined): Value | undefined {
  const template = templateIn(self)
  const parts = template.shared.named.get(name ?? template.name)
  if (parts === undefined) return undefined
  const run = new Run(call, template)
  run.parts(parts, data, new Map([['$', { value: data }]]))
  const text = run.out.join('')
  // Escapes of html/template depend on where a value stands: only a text without a single mark needs none.
  if (self.name.startsWith('html/') && /[<>&'"`]/.test(text)) return undefined
  const write = call.machine.catalogue.functions.get('io.WriteString')
  const written = write?.({ ...call, self: undefined, args: [to, stringOf(text, call.steps)] })
  return written?.kind === 'tuple' ? nilOf() : undefined
}

/** Thrown in a range by `break` and `continue`. */
class Leave extends Error {
  readonly goesOn: boolean

  constructor(goesOn: boolean) {
    super('leave')
    this.goesOn = goesOn
  }
}

/** Variables; a block shares those of the block around it. */
type Variables = Map<string, { value: Value }>

class Run {
  readonly out: string[] = []
  readonly #call: Call
  readonly #template: Template
  #size = 0
  #deep = 0

  constructor(call: Call, template: Template) {
    this.#call = call
    this.#template = template
  }

  parts(parts: readonly Part[], dot: Value, vars: Variables): void {
    if (++this.#deep > 60) throw new Stop('limit: templates nested too deeply', true)
    for (const part of parts) this.#part(part, dot, vars)
    this.#deep--
  }

  #part(part: Part, dot: Value, vars: Variables): void {
    tick(this.#call.machine)
    switch (part.kind) {
      case 'text':
        return this.#write(part.text)
      case 'action': {
        const value = this.#pipeline(part.pipeline, dot, vars)
        if (part.pipeline.names.length === 0) this.#write(this.#shown([value], 'fmt.Sprint'))
        return
      }
      case 'if': {
        const inner = new Map(vars)
        return this.parts(this.#truth(this.#pipeline(part.pipeline, dot, inner)) ? part.parts : part.other, dot, inner)
      }
      case 'with': {
        const inner = new Map(vars)
        const value = this.#pipeline(part.pipeline, dot, inner)
        return this.#truth(value) ? this.parts(part.parts, value, inner) : this.parts(part.other, dot, inner)
      }
      case 'range':
        return this.#range(part, dot, vars)
      case 'template': {
        const named = this.#template.shared.named.get(part.name)
        if (named === undefined) throw new Stop('a template that is not known', false)
        const data = part.pipeline === undefined ? nilOf() : this.#pipeline(part.pipeline, dot, vars)
        return this.parts(named, data, new Map([['$', { value: data }]]))
      }
      case 'break':
      case 'continue':
        throw new Leave(part.kind === 'continue')
    }
  }

  #range(part: Part & { readonly kind: 'if' | 'with' | 'range' }, dot: Value, vars: Variables): void {
    const { names } = part.pipeline
    const over = this.#pipeline({ ...part.pipeline, names: [] }, dot, vars)
    const items = itemsOf(this.#call.machine, over)
    if (items === undefined) throw new Stop('a range of a template over what is not known', false)
    // Maps are gone through in the order of their keys.
    const all = over.kind === 'map' ? sorted([...items]) : items
    let any = false
    for (const [key, value] of all) {
      tick(this.#call.machine)
      any = true
      const item = value.kind === 'unknown' && over.kind === 'int' ? key : value
      const inner = new Map(vars)
      const [first, second] = names
      if (second !== undefined) {
        inner.set(first ?? '', { value: key })
        inner.set(second, { value: item })
      } else if (first !== undefined) inner.set(first, { value: item })
      const deep = this.#deep
      try {
        this.parts(part.parts, item, inner)
      } catch (error) {
        if (!(error instanceof Leave)) throw error
        this.#deep = deep
        if (!error.goesOn) break
      }
    }
    if (!any) this.parts(part.other, dot, vars)
  }

  #write(text: string): void {
    this.#size += text.length
    if (this.#size > MAX_VALUE) throw new Stop('limit: a template that gives more than 1 MiB', true)
    this.out.push(text)
  }

  #shown(values: readonly Value[], by: string): string {
    const plain = values.map((value) =>
      value.kind === 'nil' && /unknown|interface/.test(value.type.kind) ? stringOf('<no value>') : value,
    )
    const shown = this.#native(by, plain)
    if (shown.kind !== 'string') throw new Stop('a value of a template that is not known', false)
    return shown.text
  }

  #native(name: string, args: readonly Value[]): Value {
    const native = this.#call.machine.catalogue.functions.get(name)
    return native?.({ ...this.#call, self: undefined, args }) ?? unknown(name)
  }

  #pipeline({ names, declares, commands }: Pipeline, dot: Value, vars: Variables): Value {
    let value: Value | undefined
    for (const command of commands) {
      value = this.#command(command, dot, vars, value)
      if (value.kind === 'unknown' || value.kind === 'partial')
        throw new Stop('a value of a template that is not known', false)
    }
    const [name, more] = names
    if (value === undefined || more !== undefined) throw new Stop('a template that is not understood', false)
    if (name !== undefined) {
      const cell = vars.get(name)
      if (declares) vars.set(name, { value })
      else if (cell === undefined) throw new Stop('a variable that is not known', false)
      else cell.value = value
    }
    return value
  }

  #command([first, ...rest]: readonly Operand[], dot: Value, vars: Variables, last: Value | undefined): Value {
    if (first === undefined) return unknown('a template')
    const args = (): Value[] => [
      ...rest.map((one) => this.#operand(one, dot, vars)),
      ...(last === undefined ? [] : [last]),
    ]
    if (first.kind === 'function') return this.#function(first.text, args)
    const given = rest.length > 0 || last !== undefined
    if (!given) return this.#operand(first, dot, vars)
    if (first.fields.length === 0) return unknown('a template')
    const on = this.#operand({ ...first, fields: first.fields.slice(0, -1) }, dot, vars)
    return this.#member(on, first.fields.at(-1) ?? '', args())
  }

  #operand(x: Operand, dot: Value, vars: Variables): Value {
    let value = this.#start(x, dot, vars)
    for (const field of x.fields) value = this.#member(value, field, [])
    return value
  }

  #start(x: Operand, dot: Value, vars: Variables): Value {
    switch (x.kind) {
      case 'dot':
        return dot
      case 'variable':
        return vars.get(x.text)?.value ?? unknown(x.text)
      case 'string':
        return stringOf(x.text)
      case 'number':
      case 'char':
        return intOf(BigInt(x.text))
      case 'bool':
        return boolOf(x.text === 'true')
      case 'nil':
        return nilOf()
      case 'pipeline':
        return x.pipeline === undefined ? unknown('a template') : this.#pipeline(x.pipeline, dot, vars)
      case 'function':
        return this.#function(x.text, () => [])
    }
  }

  #member(on: Value, name: string, args: readonly Value[]): Value {
    const method = methodOf(this.#call.machine, on, name)
    if (method !== undefined) return one(this.#call.apply(method, args))
    const inner = on.kind === 'pointer' ? on.place.get() : on
    if (args.length > 0) return unknown('a template')
    if (inner.kind === 'map') {
      const found = elementOf(this.#call.machine, inner, stringOf(name))
      return found
    }
    return fieldOf(inner, name)?.get() ?? unknown(`.${name}`)
  }

  #truth(value: Value): boolean {
    switch (value.kind) {
      case 'bool':
        return value.value
      case 'string':
        return value.text !== ''
      case 'int':
        return value.value !== 0n
      case 'float':
        return value.value !== 0
      case 'nil':
        return false
      case 'slice':
      case 'array':
        return value.length > 0
      case 'map':
        if (!value.state.unknown) return value.entries.size > 0
        break
      case 'struct':
      case 'pointer':
      case 'func':
        return true
      default:
    }
    throw new Stop('a condition of a template that is not known', false)
  }

  #function(name: string, args: () => Value[]): Value {
    const own = this.#template.shared.functions.get(name)
    if (own !== undefined) return one(callValue(this.#call.machine, own, args(), false))
    if (name === 'and' || name === 'or') {
      // Arguments behind the one that decides are not looked at; the last one may come from a pipe.
      const all = args()
      const found = all.find((value) => this.#truth(value) === (name === 'or')) ?? all.at(-1)
      return found ?? unknown(name)
    }
    const values = args()
    const [first, second] = values
    switch (name) {
      case 'printf':
        return this.#native('fmt.Sprintf', values)
      case 'print':
        return this.#native('fmt.Sprint', values)
      case 'println':
        return this.#native('fmt.Sprintln', values)
      case 'not':
        return first === undefined ? unknown(name) : boolOf(!this.#truth(first))
      case 'len':
        return first === undefined ? unknown(name) : length(first)
      case 'index':
        return values.slice(1).reduce((value, at) => elementOf(this.#call.machine, value, at), first ?? unknown(name))
      case 'slice':
        return sliced(values)
      case 'eq':
        if (first === undefined || second === undefined) return unknown(name)
        return values
          .slice(1)
          .reduce<Value>(
            (is, other) => (is.kind === 'bool' && is.value ? is : operate('==', first, other)),
            boolOf(false),
          )
      case 'html':
        return this.#native('html.EscapeString', [stringOf(this.#shown(values, 'fmt.Sprint'))])
      case 'urlquery':
        return this.#native('net/url.QueryEscape', [stringOf(this.#shown(values, 'fmt.Sprint'))])
      case 'call':
        return first === undefined ? unknown(name) : one(this.#call.apply(first, values.slice(1)))
      default: {
        const op = COMPARISONS.get(name)
        return op === undefined || first === undefined || second === undefined
          ? unknown(name)
          : operate(op, first, second)
      }
    }
  }
}

const COMPARISONS: ReadonlyMap<string, '!=' | '<' | '<=' | '>' | '>='> = new Map([
  ['ne', '!='],
  ['lt', '<'],
  ['le', '<='],
  ['gt', '>'],
  ['ge', '>='],
])

/** The result of a function that may give an error, too. */
function one(value: Value): Value {
  if (value.kind !== 'tuple') return value
  const [first, error] = value.values
  return first !== undefined && (error === undefined || error.kind === 'nil') ? first : unknown('an error')
}

function sorted(items: (readonly [Value, Value])[]): (readonly [Value, Value])[] {
  return items.toSorted(([a], [b]) => {
    const less = operate('<', a, b)
    return less.kind === 'bool' && less.value ? -1 : 1
  })
}

function length(value: Value): Value {
  if (value.kind === 'string') return intOf(value.text.length)
  if (value.kind === 'map' && !value.state.unknown) return intOf(value.entries.size)
  const elements = elementsOf(value)
  return elements === undefined || value.kind === 'nil' ? unknown('len') : intOf(elements.length)
}

function sliced([value, from, to]: readonly Value[]): Value {
  const [text] = value === undefined ? [] : partsOf(value)
  const low = from?.kind === 'int' ? Number(from.value) : 0
  const high = to?.kind === 'int' ? Number(to.value) : text?.length
  if (value?.kind !== 'string' || text === undefined || high === undefined || low > high || high > text.length)
    return unknown('slice')
  return stringOf(text.slice(low, high))
}
