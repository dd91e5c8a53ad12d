// What the source does not show: functions that reflection, C or code that cannot be read may call. They are guessed from
// what such code is handed, and everything that only a guess reaches is marked as uncertain.
import { isFunc, type Escape, type Func, type Graph } from './graph.ts'
import type { Type } from './gotype.ts'
import { exported } from './typeexpr.ts'

/** How far reflection is followed into a type's parts, and how many types it may see. */
const MOST_DEPTH = 4
const MOST_TYPES = 20_000

/** What guesses were made already, over several rounds. */
export class Guesses {
  readonly #graph: Graph
  /** What one package is handed is guessed once, whoever of it looks. */
  readonly #hubs = new Map<
    string,
    { readonly func: Func; readonly seen: Map<number, Type>; readonly funcs: Set<Func> }
  >()

  constructor(graph: Graph) {
    this.#graph = graph
  }

  /** Adds guessed calls for what the graph knows now. Gives whether there is something new to read. */
  round(): boolean {
    const graph = this.#graph
    for (const escape of graph.escapes) this.#hand(escape, 'handed')
    // Most packages look at values and call nothing.
    for (const escape of graph.reflected) {
      if (graph.reflecting.has(escape.from.package)) this.#hand(escape, 'reflected')
    }
    makeValues(graph)
    for (const [method, callers] of graph.unknown) {
      for (const caller of callers) {
        const from = graph.funcs[caller]
        if (from !== undefined) guessMethod(graph, this.#hub(from, `.${method}`), method)
      }
    }
    guessExports(graph)
    return graph.queue.length > 0 || graph.flow.pending
  }

  #hub(from: Func, what: string): { readonly func: Func; readonly seen: Map<number, Type>; readonly funcs: Set<Func> } {
    const key = `${what} ${from.package.path}`
    let hub = this.#hubs.get(key)
    if (hub === undefined) {
      const { types } = this.#graph.typing
      const func = this.#graph.make('wrapper', what, from.package, types.signature([], [], false))
      hub = { func, seen: new Map(), funcs: new Set() }
      this.#hubs.set(key, hub)
    }
    this.#graph.guess(from, hub.func)
    return hub
  }

  #hand({ from, node }: Escape, what: 'handed' | 'reflected'): void {
    const graph = this.#graph
    const hub = this.#hub(from, what)
    for (const id of graph.flow.atomsOf(node)) {
      const atom = graph.atom(id)
      if (atom === undefined) continue
      if (isFunc(atom)) {
        if (!hub.funcs.has(atom) && graph.reads(atom.package)) graph.guess(hub.func, atom)
        hub.funcs.add(atom)
        continue
      }
      if (hub.seen.has(atom.id)) continue
      const fresh = new Map<number, Type>()
      if (what === 'reflected') collectParts(graph, atom, fresh)
      else fresh.set(atom.id, atom)
      for (const [part, type] of fresh) {
        if (hub.seen.has(part)) continue
        hub.seen.set(part, type)
        guessMethods(graph, hub.func, type)
      }
    }
  }
}

/**
 * What reflection looks at, it can make, with all parts: a decoder fills fields and calls their methods, a registry of
 * types makes values of them. So everything that `reflect` is shown comes out of `Value.Interface`.
 */
function makeValues(graph: Graph): void {
  const objects = graph.typing.program.packages.get('reflect')?.objects
  const owner = objects?.get('Value')
  const decl = owner?.kind === 'type' ? owner.methods.get('Interface') : undefined
  if (decl === undefined) return
  const [result] = graph.declared(decl, [], undefined).results
  if (result === undefined || result < 0) return
  const seen = new Map<number, Type>()
  for (const name of ['ValueOf', 'TypeOf']) {
    const entity = objects?.get(name)
    if (entity?.kind !== 'func') continue
    const [shown] = graph.declared(entity, [], undefined).params
    if (shown === undefined || shown < 0) continue
    for (const atom of graph.flow.atomsOf(shown)) {
      const type = graph.atom(atom)
      if (type !== undefined && !isFunc(type)) collectParts(graph, type, seen)
    }
  }
  for (const type of seen.values()) {
    const pointer = graph.typing.types.holder('pointer', type)
    for (const made of [type, pointer]) {
      const under = graph.typing.under(made)
      if (under.kind !== 'interface' && hasReadMethods(graph, made)) graph.flow.put(result, graph.typeAtom(made))
    }
  }
}

/** Whether a type has a method whose body would be read. */
function hasReadMethods(graph: Graph, type: Type): boolean {
  for (const name of graph.members.methodNames(type)) {
    const member = graph.members.find(type, name)
    if (member?.kind === 'method' && graph.reads(member.decl.file.package)) return true
  }
  return false
}

/** Whoever holds a value may call its exported methods. */
function guessMethods(graph: Graph, from: Func, type: Type): void {
  for (const name of graph.members.methodNames(type)) if (exported(name)) guessOne(graph, from, type, name)
}

function guessOne(graph: Graph, from: Func, type: Type, name: string): void {
  const member = graph.members.find(type, name)
  if (member?.kind !== 'method' || !graph.reads(member.decl.file.package)) return
  graph.guess(from, graph.declared(member.decl, member.owner.args, member.owner))
}

/** A type and those of its exported fields and elements: reflection goes from one to the other. */
function collectParts(graph: Graph, start: Type, seen: Map<number, Type>): void {
  let level = [start]
  for (let depth = 0; depth < MOST_DEPTH && level.length > 0; depth++) {
    const next: Type[] = []
    for (const type of level) {
      if (seen.has(type.id) || seen.size > MOST_TYPES) continue
      seen.set(type.id, type)
      const under = graph.typing.under(type)
      switch (under.kind) {
        case 'pointer':
        case 'slice':
        case 'array':
        case 'map':
          next.push(under.elem)
          break
        case 'struct':
          for (const field of under.fields) if (exported(field.name)) next.push(field.type)
          break
        default:
      }
    }
    level = next
  }
}

/** A method of a value whose type is not known may be that of any type that an interface was given. */
function guessMethod(
  graph: Graph,
  { func, seen }: { readonly func: Func; readonly seen: Map<number, Type> },
  method: string,
): void {
  const key = exported(method) ? method : `${func.package.path}.${method}`
  for (const type of graph.convertedTypes) {
    if (seen.has(type.id)) continue
    seen.set(type.id, type)
    guessOne(graph, func, type, key)
  }
}

/** What a package exports to C may be called once it is loaded. */
function guessExports(graph: Graph): void {
  for (const func of graph.funcs) {
    if (func.kind !== 'init') continue
    for (const name of func.package.exports) {
      const found = func.package.objects.get(name)
      if (found?.kind === 'func') graph.guess(func, graph.declared(found, [], undefined))
    }
  }
}
