// What the source does not show: functions that reflection, C or code that cannot be read may call. They are guessed from
// what such code is handed, and everything that only a guess reaches is marked as uncertain.
import type { Func, Graph } from './graph.ts'
import { isFunc } from './graph.ts'
import type { Type } from './gotype.ts'
import { exported } from './typeexpr.ts'

/** How far reflection is followed into a type's parts, and how many types it may see. */
const MOST_DEPTH = 4
const MOST_TYPES = 20_000

/** Adds guessed calls for what the graph knows now. Gives whether there were new ones. */
export function guessCalls(graph: Graph): boolean {
  const before = count(graph)
  for (const { from, node } of graph.escapes) {
    for (const atom of graph.flow.atomsOf(node)) guessAtom(graph, from, graph.atom(atom))
  }
  for (const { from, node } of graph.reflected) {
    // Most packages look at values and call nothing.
    if (!graph.reflecting.has(from.package)) continue
    const seen = new Map<number, Type>()
    for (const atom of graph.flow.atomsOf(node)) {
      const found = graph.atom(atom)
      if (found === undefined) continue
      if (isFunc(found)) graph.guess(from, found)
      else collectParts(graph, found, seen)
    }
    for (const type of seen.values()) guessAtom(graph, from, type)
  }
  for (const [method, callers] of graph.unknown) guessMethod(graph, method, callers)
  guessExports(graph)
  return count(graph) > before
}

function count({ guesses }: Graph): number {
  let sum = 0
  for (const callees of guesses.values()) sum += callees.size
  return sum
}

/** Whoever holds a value may call it, or its exported methods. */
function guessAtom(graph: Graph, from: Func, atom: Type | Func | undefined): void {
  if (atom === undefined) return
  if (isFunc(atom)) return graph.guess(from, atom)
  for (const name of graph.members.methodNames(atom)) if (exported(name)) guessOne(graph, from, atom, name)
}

function guessOne(graph: Graph, from: Func, type: Type, name: string): void {
  const member = graph.members.find(type, name)
  if (member?.kind !== 'method') return
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
function guessMethod(graph: Graph, method: string, callers: ReadonlySet<number>): void {
  const types = graph.convertedTypes
  for (const caller of callers) {
    const from = graph.funcs[caller]
    if (from === undefined) continue
    const key = exported(method) ? method : `${from.package.path}.${method}`
    for (const type of types) guessOne(graph, from, type, key)
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
