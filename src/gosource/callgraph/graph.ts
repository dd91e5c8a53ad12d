// The call graph while it grows: functions (each with the arguments of its type parameters), the variables that types and
// functions flow through, and the calls whose callee only the flow knows. A function is read when something reaches it.
import { Flow } from './flow.ts'
import { type Interface, type Named, type Signature, type Type } from './gotype.ts'
import { Members } from './members.ts'
import type { FuncDecl, Package, SourceFile, VarDecl } from './program.ts'
import type { Typing } from './typeexpr.ts'

/** A function, a closure, a package's initialiser or a wrapper; also a call whose callees the flow finds (`site`). */
export interface Func {
  readonly id: number
  readonly kind: 'declared' | 'closure' | 'init' | 'wrapper' | 'site'
  /** `Func` or `Type.Method`; a closure has its function's name and a number. */
  readonly name: string
  readonly package: Package
  readonly file: SourceFile | undefined
  readonly pos: number
  readonly decl: FuncDecl | undefined
  /** Arguments of the type parameters of the function, or of its receiver's type. */
  readonly args: readonly Type[]
  readonly signature: Signature
  /** Variables; -1 where nothing that matters can be in one. */
  readonly receiver: number
  readonly params: readonly number[]
  readonly results: readonly number[]
  /** Ids of callees, each with the offset of its first call. */
  readonly calls: Map<number, number>
  closures: number
}

/** A variable whose values somebody uses in a way that the source does not show. */
export interface Escape {
  readonly from: Func
  readonly node: number
}

/** What calling a method of an interface comes to: a method, or that of an interface which is embedded. */
type Implementation =
  | { readonly kind: 'method'; readonly callee: Func; readonly receiver: number }
  | { readonly kind: 'field'; readonly node: number; readonly on: Interface; readonly signature: Signature }

/** How many functions, variables and instances of one generic function there may be. */
const MOST_FUNCTIONS = 2_000_000
const MOST_NODES = 20_000_000
const MOST_INSTANCES = 3000

/** The graph of one question. */
export class Graph {
  readonly typing: Typing
  readonly members: Members
  readonly flow: Flow = new Flow()
  readonly funcs: Func[] = []
  /** Functions that are to be read. */
  readonly queue: Func[] = []
  /** Calls of methods of values whose type is not known: names of methods, with the functions that call them. */
  readonly unknown: Map<string, Set<number>> = new Map()
  /** Variables that are handed to code which is not known, and those that reflection looks into. */
  readonly escapes: Escape[] = []
  readonly reflected: Escape[] = []
  /** Packages that call functions and methods by reflection. */
  readonly reflecting: Set<Package> = new Set()
  /** Callees that are only guessed, by their callers. */
  readonly guesses: Map<number, Set<number>> = new Map()
  readonly troubles: string[]
  /** The packages whose functions are read; all where it is not set. */
  only: ReadonlySet<string> | undefined
  /** Whether a limit was met, so that there may be more. */
  cut: boolean = false
  readonly #plain = new Map<FuncDecl, Func>()
  readonly #declared = new Map<string, Func>()
  readonly #instances = new Map<number, number>()
  readonly #used = new Set<number>()
  readonly #nodes = new Map<string, number>()
  readonly #typeNodes = new Map<number, number>()
  readonly #holds = new Map<number, boolean>()
  readonly #atoms: (Type | Func)[] = []
  readonly #typeAtoms = new Map<number, number>()
  readonly #funcAtoms = new Map<number, number>()
  readonly #sites = new Map<string, Func>()
  readonly #tables = new Map<string, (Implementation | null)[]>()

  constructor(typing: Typing) {
    this.typing = typing
    this.members = new Members(typing)
    this.troubles = typing.program.troubles
  }

  /** What an atom of the flow is. */
  atom(id: number): Type | Func | undefined {
    return this.#atoms[id]
  }

  /** Every type that was put into an interface. */
  get convertedTypes(): Type[] {
    return this.#atoms.filter((atom): atom is Type => !isFunc(atom))
  }

  /** Whether variables of a type can hold something that a call depends on: interfaces, functions, pointers to them. */
  holds(type: Type): boolean {
    let answer = this.#holds.get(type.id)
    if (answer === undefined) {
      let under = this.typing.under(type)
      for (let i = 0; under.kind === 'pointer' && i < 8; i++) under = this.typing.under(under.elem)
      answer = under.kind === 'interface' || under.kind === 'func' || under.kind === 'unknown'
      this.#holds.set(type.id, answer)
    }
    return answer
  }

  /** A new variable of a type; -1 where nothing that matters can be in it. */
  node(type: Type): number {
    return this.holds(type) ? this.#newNode() : -1
  }

  #newNode(): number {
    if (this.flow.size < MOST_NODES) return this.flow.node()
    this.#over('variables')
    return -1
  }

  #over(what: string): void {
    if (!this.cut) this.troubles.push(`the program has too many ${what}: what they call is not followed`)
    this.cut = true
  }

  /** A variable that many expressions share: a field of a struct type, the elements of slices of a type. */
  shared(key: string, type: Type): number {
    if (!this.holds(type)) return -1
    let node = this.#nodes.get(key)
    if (node === undefined) {
      node = this.#newNode()
      this.#nodes.set(key, node)
    }
    return node
  }

  field(owner: Type, name: string, type: Type): number {
    return this.shared(`f${owner.id} ${name}`, type)
  }

  elem(type: Type): number {
    return this.shared(`e${type.id}`, type)
  }

  variable(decl: VarDecl, type: Type): number {
    return (decl.node ??= this.node(type))
  }

  /** One variable goes into another; pointers both ways, as what they point to is one variable. */
  link(from: number, to: number, type: Type): void {
    if (from < 0 || to < 0) return
    this.flow.edge(from, to)
    if (this.typing.under(type).kind === 'pointer') this.flow.edge(to, from)
  }

  /** A variable that holds values of one type; -1 where neither the type nor its parts have methods. */
  typeNode(type: Type): number {
    let node = this.#typeNodes.get(type.id)
    if (node === undefined) {
      node = this.#matters(type) ? this.#newNode() : -1
      if (node >= 0) this.flow.put(node, this.typeAtom(type))
      this.#typeNodes.set(type.id, node)
    }
    return node
  }

  /** Reflection goes from a value to its parts, so that a struct without methods may matter for those of its fields. */
  #matters(type: Type): boolean {
    if (this.members.hasMethods(type)) return true
    let under = this.typing.under(type)
    for (let i = 0; i < 4 && (under.kind === 'pointer' || under.kind === 'slice' || under.kind === 'map'); i++) {
      under = this.typing.under(under.elem)
    }
    return under.kind === 'struct'
  }

  typeAtom(type: Type): number {
    let atom = this.#typeAtoms.get(type.id)
    if (atom === undefined) {
      atom = this.#atoms.length
      this.#atoms.push(type)
      this.#typeAtoms.set(type.id, atom)
    }
    return atom
  }

  /** A variable that holds one function, which is read too. */
  funcNode(func: Func): number {
    this.use(func)
    let atom = this.#funcAtoms.get(func.id)
    if (atom === undefined) {
      atom = this.#atoms.length
      this.#atoms.push(func)
      this.#funcAtoms.set(func.id, atom)
      const node = this.#newNode()
      this.#nodes.set(`a${func.id}`, node)
      if (node >= 0) this.flow.put(node, atom)
    }
    return this.#nodes.get(`a${func.id}`) ?? -1
  }

  /** Has a function read. */
  use(func: Func): void {
    if (this.#used.has(func.id)) return
    this.#used.add(func.id)
    if (func.kind === 'declared' || func.kind === 'init') this.queue.push(func)
  }

  /** A declared function or method. */
  declared(decl: FuncDecl, args: readonly Type[], owner: Named | undefined): Func {
    if (args.length === 0) {
      let plain = this.#plain.get(decl)
      if (plain === undefined) {
        plain = this.#makeDeclared(decl, args, owner)
        this.#plain.set(decl, plain)
      }
      return plain
    }
    let key = `${decl.id}:${args.map(({ id }) => id).join(',')}`
    const known = this.#declared.get(key)
    if (known !== undefined) return known
    let actual = args
    const count = (this.#instances.get(decl.id) ?? 0) + 1
    this.#instances.set(decl.id, count)
    if (count > MOST_INSTANCES) {
      this.#over(`instances of ${decl.name}`)
      actual = args.map(() => this.typing.types.unknown)
      key = `${decl.id}:…`
      const last = this.#declared.get(key)
      if (last !== undefined) return last
    }
    const made = this.#makeDeclared(decl, actual, owner)
    this.#declared.set(key, made)
    return made
  }

  #makeDeclared(decl: FuncDecl, args: readonly Type[], owner: Named | undefined): Func {
    const signature = this.members.signature(decl, args)
    const name = decl.receiver === undefined ? decl.name : `${owner?.decl.name ?? decl.receiver}.${decl.name}`
    const receiver = owner !== undefined && this.typing.under(owner).kind === 'func' ? this.node(owner) : -1
    return this.make('declared', name, decl.file.package, signature, {
      file: decl.file,
      pos: decl.pos,
      decl,
      args,
      receiver,
    })
  }

  make(
    kind: Func['kind'],
    name: string,
    owner: Package,
    signature: Signature,
    more: Partial<Pick<Func, 'file' | 'pos' | 'decl' | 'args' | 'receiver'>> = {},
  ): Func {
    if (this.funcs.length > MOST_FUNCTIONS) this.#over('functions')
    const made: Func = {
      id: this.funcs.length,
      kind,
      name,
      package: owner,
      file: more.file,
      pos: more.pos ?? 0,
      decl: more.decl,
      args: more.args ?? [],
      signature,
      receiver: more.receiver ?? -1,
      params: signature.params.map((type) => this.node(type)),
      results: signature.results.map((type) => this.node(type)),
      calls: new Map(),
      closures: 0,
    }
    this.funcs.push(made)
    return made
  }

  /** A call of a known function. */
  call(from: Func, to: Func, pos: number): void {
    if (!from.calls.has(to.id)) from.calls.set(to.id, pos)
    this.use(to)
  }

  /** Whether functions of a package are read. */
  reads({ path }: Package): boolean {
    return this.only?.has(path) !== false
  }

  /** A call that may be. */
  guess(from: Func, to: Func): void {
    const known = this.guesses.get(from.id)
    if (known === undefined) this.guesses.set(from.id, new Set([to.id]))
    else known.add(to.id)
    this.use(to)
  }

  /** The calls of one method on what is in a variable: all of them have the same callees. */
  invoke(node: number, on: Interface, key: string, signature: Signature, owner: Package): Func {
    const at = this.flow.find(node)
    return this.#site(`i${at} ${on.id} ${key}`, key, signature, owner, (site) => {
      const table = this.#table(on, key)
      this.flow.listen(at, (atom) => {
        let found = table[atom]
        if (found === undefined) {
          found = this.#implementation(atom, on, key)
          table[atom] = found
        }
        if (found === null) return
        if (found.kind === 'method') {
          if (found.receiver >= 0) this.flow.edge(at, found.receiver)
          this.#connect(site, found.callee)
        } else this.#connect(site, this.invoke(found.node, found.on, key, found.signature, owner))
      })
    })
  }

  /** What a method of an interface is for each atom, as far as somebody asked. */
  #table(on: Interface, key: string): (Implementation | null)[] {
    const name = `${on.id} ${key}`
    let table = this.#tables.get(name)
    if (table === undefined) {
      table = []
      this.#tables.set(name, table)
    }
    return table
  }

  #implementation(atom: number, on: Interface, key: string): Implementation | null {
    const type = this.#atoms[atom]
    if (type === undefined || isFunc(type) || !this.members.implements(type, on)) return null
    const member = this.members.find(type, key)
    if (member?.kind === 'method') {
      const callee = this.declared(member.decl, member.owner.args, member.owner)
      return { kind: 'method', callee, receiver: member.promoted ? -1 : callee.receiver }
    }
    if (member?.kind !== 'abstract' || member.field === undefined) return null
    const node = this.field(member.field.owner, member.field.name, member.field.type)
    return node < 0 ? null : { kind: 'field', node, on: member.interface, signature: member.type }
  }

  /** The calls of the functions in a variable. */
  dynamic(node: number, signature: Signature, owner: Package): Func {
    const at = this.flow.find(node)
    return this.#site(`d${at} ${signature.id}`, 'func', signature, owner, (site) => {
      this.flow.listen(at, (atom) => {
        const func = this.#atoms[atom]
        if (func === undefined || !isFunc(func) || func.signature !== signature) return
        this.#connect(site, func)
      })
    })
  }

  #site(key: string, name: string, signature: Signature, owner: Package, start: (site: Func) => void): Func {
    let site = this.#sites.get(key)
    if (site === undefined) {
      site = this.make('site', name, owner, signature)
      this.#sites.set(key, site)
      start(site)
    }
    return site
  }

  #connect(site: Func, callee: Func): void {
    if (site.calls.has(callee.id)) return
    this.call(site, callee, 0)
    this.pass(site, callee)
  }

  /** Parameters of one function become those of another, and its results come back. */
  pass(from: Func, to: Func): void {
    from.params.forEach((node, i) =>
      this.link(node, to.params[i] ?? -1, from.signature.params[i] ?? this.typing.types.unknown),
    )
    to.results.forEach((node, i) =>
      this.link(node, from.results[i] ?? -1, from.signature.results[i] ?? this.typing.types.unknown),
    )
  }
}

/** Whether an atom is a function. */
export function isFunc(atom: Type | Func): atom is Func {
  return 'calls' in atom
}
