// What is known while a function's body is read: the names in sight, the function that calls are counted for, and how
// values go from one variable into another. In a dry reading only types are found, and nothing is noted.
import type { Expr } from '../ast.ts'
import type { Func, Graph } from './graph.ts'
import type { Signature, Type } from './gotype.ts'
import type { SourceFile, TypeDecl } from './program.ts'
import type { TypeScope, Typing } from './typeexpr.ts'
import { lacks } from './undeclared.ts'

/** A value: its type, and the variable it is in; -1 where nothing that matters can be in it. */
export interface Value {
  readonly type: Type
  readonly node: number
  /** The values of a call with several results. */
  readonly tuple?: readonly Value[]
}

/** A variable of a function. */
interface LocalVar {
  readonly kind: 'var'
  readonly type: Type
  readonly node: number
  /** The function whose own variable it is; absent for results. */
  readonly owner?: Func
  /** What it was before it was assigned to. */
  readonly before?: LocalVar
  /** Whether a closure or a pointer sees it too. */
  shared?: boolean
}

/** A name of a function. */
export type Local =
  | LocalVar
  | { readonly kind: 'const'; readonly type: Type }
  | { readonly kind: 'type'; readonly type: Type | undefined; readonly decl: TypeDecl | undefined }

/** How deep expressions may nest; what is deeper is not followed. */
const MOST_DEPTH = 400

/** The reading of one body. */
export class Body {
  readonly graph: Graph
  readonly typing: Typing
  readonly file: SourceFile
  readonly scope: TypeScope
  /** The function whose calls are read, and the one that `return` returns from: in a loop over a function they differ. */
  func: Func
  returns: Func
  readonly dry: boolean
  depth = 0
  /** The statements around that `break` may leave, the innermost last. */
  readonly breakables: { readonly label: string | undefined; left: boolean }[] = []
  /** Whether the statement that is read stands in its block itself, and whether a label or a goto came before it. */
  straight = false
  labelled = false
  #scopes: Map<string, Local>[] = [new Map<string, Local>()]

  constructor(graph: Graph, file: SourceFile, func: Func, env: ReadonlyMap<string, Type> | undefined, dry: boolean) {
    this.graph = graph
    this.typing = graph.typing
    this.file = file
    this.func = func
    this.returns = func
    this.dry = dry
    this.scope = { file, env, local: (name) => this.#localType(name) }
  }

  #localType(name: string): { readonly type: Type | undefined; readonly decl: TypeDecl | undefined } | undefined {
    const local = this.lookup(name)
    if (local === undefined) return undefined
    return local.kind === 'type' ? local : NO_TYPE
  }

  /** A scope that keeps seeing the names that are in sight now. */
  kept(): TypeScope {
    const scopes = [...this.#scopes]
    const local: TypeScope['local'] = (name) => {
      for (let i = scopes.length - 1; i >= 0; i--) {
        const found = scopes[i]?.get(name)
        if (found !== undefined) return found.kind === 'type' ? found : NO_TYPE
      }
      return undefined
    }
    return { file: this.file, env: this.scope.env, local }
  }

  /** A `break` is reached. */
  break(label: string | undefined): void {
    const place = this.breakables.findLast((one) => label === undefined || one.label === label)
    if (place !== undefined) place.left = true
  }

  open(): void {
    this.#scopes.push(new Map())
  }

  close(): void {
    this.#scopes.pop()
  }

  declare(name: string, local: Local): void {
    if (name !== '_') this.#scopes.at(-1)?.set(name, local)
  }

  /** Whether a name is declared in the innermost block: then `:=` only sets it. */
  declaredHere(name: string): Local | undefined {
    return this.#scopes.at(-1)?.get(name)
  }

  lookup(name: string): Local | undefined {
    for (let i = this.#scopes.length - 1; i >= 0; i--) {
      const found = this.#scopes[i]?.get(name)
      if (found !== undefined) return found
    }
    return undefined
  }

  /** Declares a variable and gives the place its values go to. */
  variable(name: string, type: Type): Value {
    const value = { type, node: this.node(type) }
    this.declare(name, { kind: 'var', ...value, owner: this.func })
    return value
  }

  /** A name is used: a variable that a closure uses is one place from the start. */
  used(local: Local): void {
    if (local.kind === 'var' && local.owner !== this.func) this.share(local)
  }

  /** A closure or a pointer sees a variable, which then has all that was ever assigned to it. */
  share(local: LocalVar): void {
    if (local.shared === true) return
    local.shared = true
    for (let at = local.before; at !== undefined; at = at.before) this.graph.link(at.node, local.node, at.type)
  }

  /**
   * Assigns to a variable. One of this block that nobody else sees has only this value from here on, as no way leads from
   * before to behind but this; any other has one more.
   */
  set(name: string, place: Value, value: Value, straight: boolean): void {
    const local = this.declaredHere(name)
    const alone = straight && !this.labelled && local?.kind === 'var' && local.owner === this.func
    if (!alone || local.shared === true || local.node < 0) return this.assign(place, value)
    const next = { ...local, node: this.node(local.type), before: local }
    this.declare(name, next)
    this.assign(next, value)
  }

  /** A field or method is wanted of a type, by its key: where it is one of the project's, somebody should declare it. */
  lacks(type: Type, key: string): void {
    const { members } = this.graph
    const owner = members.deref(type)
    if (this.dry || owner.kind !== 'named' || !owner.decl.file.package.root || !members.lacks(owner, key)) return
    lacks(this.typing.program, `${owner.decl.name}.${key.slice(key.lastIndexOf('.') + 1)}`, owner.decl.file)
  }

  node(type: Type): number {
    return this.dry ? -1 : this.graph.node(type)
  }

  type(expr: Expr | undefined): Type {
    return this.typing.type(expr, this.scope)
  }

  /** A value that nothing is known of. */
  get unknown(): Value {
    return { type: this.typing.types.unknown, node: -1 }
  }

  value(type: Type, node: number = -1): Value {
    return { type, node }
  }

  /** Whether one more level may be entered; `leave` must follow where it may. */
  enter(): boolean {
    if (this.depth >= MOST_DEPTH) {
      if (!this.graph.cut) this.graph.troubles.push(`${this.file.name}: nested too deeply to be followed`)
      this.graph.cut = true
      return false
    }
    this.depth++
    return true
  }

  leave(): void {
    this.depth--
  }

  /** The variable of a value as one of another type: what an interface gets is the value's type. */
  as(value: Value, type: Type): number {
    if (this.dry || !this.graph.holds(type)) return -1
    const { typing, graph } = this
    const wanted = typing.under(type)
    if (wanted.kind !== 'interface') return value.node
    const under = typing.under(value.type)
    if (under.kind === 'interface' || under.kind === 'unknown' || (under.kind === 'pointer' && graph.holds(value.type)))
      return value.node
    if (under.kind === 'func') {
      if (!graph.members.hasMethods(value.type)) return value.node
      const node = graph.node(type)
      if (node >= 0) graph.flow.put(node, graph.typeAtom(value.type))
      graph.link(value.node, node, type)
      return node
    }
    for (const name of typing.methodsOf(wanted).keys()) this.lacks(value.type, name)
    return graph.typeNode(value.type)
  }

  /** Puts a value into a place. */
  assign(to: Value, value: Value): void {
    if (this.dry || to.node < 0) return
    this.graph.link(this.as(value, to.type), to.node, to.type)
  }

  /** Puts a value into a variable of a type. */
  put(value: Value, node: number, type: Type): void {
    if (this.dry || node < 0) return
    this.graph.link(this.as(value, type), node, type)
  }

  elem(type: Type): number {
    return this.dry ? -1 : this.graph.elem(type)
  }

  field(owner: Type, name: string, type: Type): number {
    return this.dry ? -1 : this.graph.field(owner, name, type)
  }

  shared(key: string, type: Type): number {
    return this.dry ? -1 : this.graph.shared(key, type)
  }

  /** A call of a known function with its arguments. */
  call(callee: Func, values: readonly Value[], spread: boolean, pos: number): Value {
    if (!this.dry) {
      this.graph.call(this.func, callee, pos)
      this.pass(callee, values, spread)
      if (callee.package.path === 'reflect') this.#reflection(callee, values)
    }
    return this.results(callee)
  }

  /** Gives arguments to parameters; more of them than parameters are the elements of the last one. */
  pass(callee: Func, values: readonly Value[], spread: boolean): void {
    const { signature, params } = callee
    const last = signature.params.length - 1
    const rest = signature.params[last]
    values.forEach((value, i) => {
      if (signature.variadic && !spread && i >= last && rest?.kind === 'slice')
        this.put(value, this.elem(rest.elem), rest.elem)
      else {
        const type = signature.params[i]
        if (type !== undefined) this.put(value, params[i] ?? -1, type)
      }
    })
  }

  #reflection(callee: Func, values: readonly Value[]): void {
    const { graph } = this
    if (REFLECTIVE.has(callee.name)) graph.reflecting.add(this.func.package)
    const [value] = values
    if (callee.name !== 'ValueOf' || value === undefined) return
    const node = this.as(value, this.typing.any)
    if (node >= 0) graph.reflected.push({ from: this.func, node })
  }

  /** Hands values to code that is not known: what it calls can only be guessed. */
  escape(values: readonly Value[]): void {
    if (this.dry) return
    for (const value of values) {
      const node = this.as(value, this.typing.any)
      if (node >= 0) this.graph.escapes.push({ from: this.func, node })
    }
  }

  results(callee: Func): Value {
    return this.resultValue(callee.signature, callee.results)
  }

  resultValue(signature: Signature, nodes: readonly number[]): Value {
    const { results } = signature
    const [only] = results
    if (results.length === 1 && only !== undefined) return { type: only, node: this.dry ? -1 : (nodes[0] ?? -1) }
    const tuple = results.map((type, i) => ({ type, node: this.dry ? -1 : (nodes[i] ?? -1) }))
    return { type: this.typing.types.tuple(results), node: -1, tuple }
  }
}

/** What calls by reflection. */
const REFLECTIVE = new Set(['Value.Call', 'Value.CallSlice', 'Value.Method', 'Value.MethodByName'])

const NO_TYPE = { type: undefined, decl: undefined }
