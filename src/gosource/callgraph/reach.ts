// The search itself: from the entries of a program, what is called is read, and what is read calls more, until nothing new
// comes. Entries are chosen as govulncheck chooses them: main and the initialisers, or everything exported of a library.
import type { Field } from '../ast.ts'
import type { Type } from './gotype.ts'
import { Body } from './body.ts'
import { expr } from './expressions.ts'
import { variable } from './packagevalues.ts'
import { Graph, type Func } from './graph.ts'
import { parserAt } from './ondemand.ts'
import type { FuncDecl, Package, Program, SourceFile } from './program.ts'
import { parseBlock } from '../parsestmt.ts'
import { TooDeep } from '../parser.ts'
import { declareParameters, statements } from './statements.ts'
import { exported, Typing } from './typeexpr.ts'

/** A graph and where it begins. */
export interface Reach {
  readonly graph: Graph
  readonly entries: readonly Func[]
  /** Reads what was added since. */
  readonly settle: () => void
}

/** Builds the call graph of what the roots can reach. */
export function buildGraph(program: Program, signal: AbortSignal | undefined): Reach {
  const graph = new Graph(new Typing(program))
  const inits = new Map<Package, Func>()
  const entries: Func[] = []
  for (const root of program.roots) {
    const init = initOf(graph, inits, root)
    graph.use(init)
    entries.push(init, ...root.inits.map((decl) => graph.declared(decl, [], undefined)), ...rootEntries(graph, root))
  }
  for (const entry of entries) graph.use(entry)
  const drain = (): void => {
    for (let func = graph.queue.pop(); func !== undefined; func = graph.queue.pop()) {
      signal?.throwIfAborted()
      if (!graph.reads(func.package)) continue
      if (func.kind === 'init') readInit(graph, inits, func)
      else if (func.kind === 'declared' && func.decl !== undefined) readFunction(graph, func, func.decl)
    }
  }
  const settle = (): void => {
    drain()
    graph.flow.run(drain)
  }
  settle()
  return { graph, entries, settle }
}

function initOf(graph: Graph, inits: Map<Package, Func>, owner: Package): Func {
  let init = inits.get(owner)
  if (init === undefined) {
    const [file] = owner.files
    init = graph.make(
      'init',
      'init',
      owner,
      graph.typing.types.signature([], [], false),
      file === undefined ? {} : { file },
    )
    inits.set(owner, init)
  }
  return init
}

/** What loading a package runs: the initialisers of what it imports, its variables' values, its init functions. */
function readInit(graph: Graph, inits: Map<Package, Func>, func: Func): void {
  const owner = func.package
  const { packages } = graph.typing.program
  for (const path of owner.imports) {
    const imported = packages.get(path)
    if (imported !== undefined) graph.call(func, initOf(graph, inits, imported), 0)
  }
  for (const decl of owner.inits) graph.call(func, graph.declared(decl, [], undefined), decl.pos)
  for (const [spec, places] of Map.groupBy(owner.vars, ({ spec }) => spec)) {
    const body = new Body(graph, spec.file, func, undefined, false)
    const hints = places.map((one) => variable(body, one))
    if (spec.idle) continue
    const { values, names } = spec.read()
    const found = values.map((value, i) => expr(body, value, hints[i]?.type))
    const [only] = found
    const spread = values.length === 1 && names.length > 1 ? (only?.tuple ?? found) : found
    places.forEach((_, i) => {
      const to = hints[i]
      const value = spread[i]
      if (to !== undefined && value !== undefined) body.assign(to, value)
    })
    spec.drop()
  }
}

function readFunction(graph: Graph, func: Func, decl: FuncDecl): void {
  const head = decl.head()
  const { typing } = graph
  if (head.body < 0) return readLinked(graph, func, decl)
  const scope = typing.functionScope(decl, func.args)
  const body = new Body(graph, decl.file, func, scope.env, false)
  let stmts
  try {
    const p = parserAt(decl.file.text, head.body)
    ;({ stmts } = parseBlock(p))
    if (p.errors.length > 0)
      graph.troubles.push(`${decl.file.name}: ${decl.name} is no Go that can be read; what it calls may be missing`)
  } catch (error) {
    if (!(error instanceof TooDeep)) throw error
    graph.troubles.push(`${decl.file.name}: ${decl.name} is nested too deeply to be read`)
    return
  }
  const name = head.receiver?.name
  if (name !== undefined)
    body.declare(name.name, {
      kind: 'var',
      type: receiverType(graph, decl, func.args),
      node: func.receiver,
      owner: func,
    })
  declareParameters(body, func, head.type)
  statements(body, stmts)
}

/** A function without a body is in assembly, where nothing is followed, or has the body of another one. */
function readLinked(graph: Graph, func: Func, decl: FuncDecl): void {
  const { program } = graph.typing
  const target = program.links.get(`${decl.file.package.path}.${decl.name}`)
  // Go's runtime calls nobody's code but what it was given.
  if (target === undefined || decl.receiver !== undefined || /^(?:internal\/)?runtime[./]/.test(target)) return
  const dot = target.lastIndexOf('.')
  const found = program.packages.get(target.slice(0, dot))?.objects.get(target.slice(dot + 1))
  if (found?.kind !== 'func' || found.head().body < 0 || (found.head().type.typeParams?.length ?? 0) > 0) return
  const callee = graph.declared(found, [], undefined)
  graph.call(func, callee, decl.pos)
  graph.pass(func, callee)
}

/** The type of a method's receiver, with the arguments of its type. */
function receiverType(graph: Graph, decl: FuncDecl, args: readonly Type[]): Type {
  const { types } = graph.typing
  const owner = decl.file.package.objects.get(decl.receiver ?? '')
  if (owner?.kind !== 'type') return types.unknown
  const named = types.named(owner, args)
  return decl.head().receiver?.pointer === true ? types.holder('pointer', named) : named
}

/** Where the project's own package is entered. */
function rootEntries(graph: Graph, root: Package): Func[] {
  const found: Func[] = []
  const { typing } = graph
  const enter = (decl: FuncDecl, args: readonly Type[]): void => {
    const owner = decl.file.package.objects.get(decl.receiver ?? '')
    const named = owner?.kind === 'type' ? typing.types.named(owner, args) : undefined
    found.push(graph.declared(decl, args, named?.kind === 'named' ? named : undefined))
  }
  for (const entity of root.objects.values()) {
    if (entity.kind === 'func') {
      const test = entity.file.test && /^(?:Test|Benchmark|Fuzz|Example)/.test(entity.name)
      const wanted = root.name === 'main' ? entity.name === 'main' || test : exported(entity.name)
      if (wanted) enter(entity, parametersOf(graph, entity.head().type.typeParams ?? [], entity.file))
    } else if (entity.kind === 'type' && root.name !== 'main') {
      const args = parametersOf(graph, entity.spec().params, entity.file)
      for (const method of entity.methods.values()) if (exported(method.name)) enter(method, args)
    }
  }
  return found
}

/** A generic function or type as an entry: its type parameters stand for themselves. */
function parametersOf({ typing }: Graph, fields: readonly Field[], file: SourceFile): Type[] {
  const env = new Map<string, Type>()
  const found: Type[] = []
  for (const { names, type } of fields) {
    for (const { name } of names) {
      const param = typing.types.param(name, () => typing.type(type, { file, env, local: undefined }))
      env.set(name, param)
      found.push(param)
    }
  }
  return found
}
