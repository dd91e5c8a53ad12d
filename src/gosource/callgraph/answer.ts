// The answer to a question of reachability: which targets the program's call graph reaches, each with a shortest path from
// the user's own code, and which packages are imported by whom.
import { compareBytes } from '../../base/bytes.ts'
import { declareAll } from './entities.ts'
import type { Func } from './graph.ts'
import { Guesses } from './guesses.ts'
import { loadProgram, type Package, type Program, type SourceFile } from './program.ts'
import type { Question, Reached, ReachAnswer, Step } from './question.ts'
import { buildGraph, type Reach } from './reach.ts'
import { undeclaredIn } from './undeclared.ts'

/**
 * Answers a question from source alone. Never throws for what is in the source: what cannot be read is in `troubles`.
 * Throws what the signal was aborted with.
 */
export function answerReach(question: Question, signal?: AbortSignal): ReachAnswer {
  const program = loadProgram(question, signal)
  const chains = importChains(program)
  // Most often nothing of what is asked for is imported at all: then nobody can come to it.
  const none = wanted(question, program).size === 0
  const reached = none ? [] : reachedIn(program, question, signal)
  if (none) readOwn(program, signal)
  program.troubles.push(...undeclaredIn(program))
  return {
    packages: [...program.packages.keys()].toSorted(compareBytes),
    reached,
    imports: (path) => chains(path),
    troubles: [...new Set(program.troubles)],
  }
}

/** Which targets are reached in a program that has packages of theirs. */
function reachedIn(program: Program, question: Question, signal: AbortSignal | undefined): readonly Reached[] {
  declareAll(program, signal)
  const targets = declaredOf(wanted(question, program), program)
  const reach = buildGraph(program, signal)
  const lines = new Lines()
  const reached = new Map<string, Reached>()
  const collect = (from: ReadonlyMap<number, number>, certain: boolean): void => {
    for (const id of from.keys()) {
      const func = reach.graph.funcs[id]
      if (func === undefined || (func.kind !== 'declared' && func.kind !== 'init')) continue
      const symbols = targets.get(func.package.path)
      if (symbols === undefined || (symbols !== 'all' && !symbols.has(func.name))) continue
      const key = `${func.package.path} ${func.name}`
      if (reached.has(key)) continue
      const path = pathTo(reach, from, func, lines)
      reached.set(key, { package: func.package.path, symbol: func.name, certain, path })
    }
  }
  collect(search(reach, false), true)
  const open = unanswered(targets, reached)
  if (open.length > 0) {
    // What is far from the open targets is not read: a guess about it would be a guess of guesses.
    reach.graph.only = importersOf(program, open)
    const guesses = new Guesses(reach.graph)
    for (let round = 0; round < MOST_ROUNDS && guesses.round(); round++) reach.settle()
    collect(search(reach, true), false)
  }
  return [...reached.values()]
}

/** Reads the project's own packages alone, for what they name and nothing declares: a file that is not here may import more. */
function readOwn(program: Program, signal: AbortSignal | undefined): void {
  const own: Program = { ...program, packages: new Map(program.roots.map((root) => [root.path, root])) }
  declareAll(own, signal)
  buildGraph(own, signal)
}

/** How often guesses are made from guesses. */
const MOST_ROUNDS = 2

type Wanted = ReadonlyMap<string, ReadonlySet<string> | 'all'>

/** The symbols that are asked for, by package; of packages that the program has. */
function wanted({ targets }: Question, { packages }: Program): Wanted {
  const found = new Map<string, ReadonlySet<string> | 'all'>()
  for (const { package: path, symbols } of targets) {
    if (!packages.has(path)) continue
    const known = found.get(path)
    if (symbols.length === 0 || known === 'all') found.set(path, 'all')
    else found.set(path, new Set([...(known ?? []), ...symbols]))
  }
  return found
}

/** Without the symbols that this version, or this system's files, do not declare. */
function declaredOf(targets: Wanted, { packages }: Program): Wanted {
  const declares = (path: string, symbol: string): boolean => {
    const [name = '', method] = symbol.split('.')
    const found = packages.get(path)?.objects.get(name)
    if (method !== undefined) return found?.kind === 'type' && found.methods.has(method)
    return name === 'init' || found?.kind === 'func'
  }
  return new Map(
    [...targets].map(([path, symbols]) => [
      path,
      symbols === 'all' ? symbols : new Set([...symbols].filter((symbol) => declares(path, symbol))),
    ]),
  )
}

/** The packages with a symbol that was not reached. A package that is meant as a whole is reached when it is loaded. */
function unanswered(targets: Wanted, reached: ReadonlyMap<string, Reached>): readonly string[] {
  return [...targets].flatMap(([path, symbols]) =>
    symbols !== 'all' && [...symbols].some((symbol) => !reached.has(`${path} ${symbol}`)) ? [path] : [],
  )
}

/** Packages, and all that import them over any others. */
function importersOf({ packages }: Program, paths: readonly string[]): ReadonlySet<string> {
  const importers = new Map<string, string[]>()
  for (const { path, imports } of packages.values()) {
    for (const to of imports) {
      const list = importers.get(to)
      if (list === undefined) importers.set(to, [path])
      else list.push(path)
    }
  }
  const found = new Set(paths)
  for (const path of found) for (const from of importers.get(path) ?? []) found.add(from)
  return found
}

/** For each reached function the one before it on a shortest path; -1 for entries. */
function search({ graph, entries }: Reach, guessed: boolean): Map<number, number> {
  const from = new Map<number, number>()
  let level: number[] = []
  for (const { id } of entries) {
    if (from.has(id)) continue
    from.set(id, -1)
    level.push(id)
  }
  while (level.length > 0) {
    const next: number[] = []
    const visit = (to: number, id: number): void => {
      if (from.has(to)) return
      from.set(to, id)
      // What stands for a call costs no step.
      const { kind } = graph.funcs[to] ?? { kind: 'site' }
      if (kind === 'site' || kind === 'wrapper') level.push(to)
      else next.push(to)
    }
    for (let i = 0; i < level.length; i++) {
      const id = level[i] ?? 0
      for (const to of graph.funcs[id]?.calls.keys() ?? []) visit(to, id)
      if (guessed) for (const to of graph.guesses.get(id) ?? []) visit(to, id)
    }
    level = next
  }
  return from
}

function pathTo({ graph }: Reach, from: ReadonlyMap<number, number>, to: Func, lines: Lines): Step[] {
  const chain: Func[] = []
  for (let id = to.id; id >= 0; id = from.get(id) ?? -1) {
    const func = graph.funcs[id]
    if (func !== undefined) chain.unshift(func)
  }
  const steps: Step[] = []
  chain.forEach((func, i) => {
    if (func.kind === 'site' || func.kind === 'wrapper') return
    const next = chain[i + 1]
    const pos = next === undefined ? func.pos : (func.calls.get(next.id) ?? 0)
    const { file } = func
    const written = pos > 0 || func.kind === 'declared'
    steps.push({
      function: func.name,
      package: func.package.path,
      file: file?.name ?? '',
      line: file === undefined || !written ? 0 : lines.at(file, pos),
    })
  })
  return steps
}

/** Where the lines of files begin, for those that are asked for. */
class Lines {
  readonly #starts = new Map<SourceFile, readonly number[]>()

  /** The line of an offset, from 1. */
  at(file: SourceFile, pos: number): number {
    let starts = this.#starts.get(file)
    if (starts === undefined) {
      const found = [0]
      for (let at = file.text.indexOf('\n'); at >= 0; at = file.text.indexOf('\n', at + 1)) found.push(at + 1)
      starts = found
      this.#starts.set(file, starts)
    }
    let low = 0
    let high = starts.length
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if ((starts[middle] ?? 0) <= pos) low = middle
      else high = middle
    }
    return low + 1
  }
}

/** Shortest chains of imports from the roots. */
function importChains({ packages, roots }: Program): (path: string) => readonly string[] {
  const from = new Map<string, string | undefined>()
  const queue: Package[] = []
  for (const root of roots) {
    from.set(root.path, undefined)
    queue.push(root)
  }
  for (const one of queue) {
    for (const path of one.imports) {
      if (from.has(path)) continue
      from.set(path, one.path)
      const next = packages.get(path)
      if (next !== undefined) queue.push(next)
    }
  }
  return (path) => {
    if (!from.has(path)) return []
    const chain: string[] = []
    for (let at: string | undefined = path; at !== undefined; at = from.get(at)) chain.unshift(at)
    return chain
  }
}
