// The state of one fold, its limits, and what the catalogues of the standard library are made of.
import type { Expr, FuncDecl, FuncLit, Stmt } from './ast.ts'
import type { Type } from './foldtype.ts'
import {
  addStep,
  joinSteps,
  Stop,
  stepsOf,
  unknown,
  withSteps,
  type Cell,
  type Step,
  type Value,
  type Way,
} from './foldvalue.ts'
import type { Puts } from './foldfield.ts'
import type { Uses } from './foldrelevant.ts'
import type { Modules, Package } from './package.ts'
import type { Entity, SourceFile } from './scope.ts'

/** How many expressions and statements one fold may look at. */
export const MOST_WORK: number = 200_000
/** How much work all expressions of one function may take. */
export const MOST_FUNCTION_WORK: number = 400_000
/** How deep the functions of the module may call each other. */
export const MOST_CALLS: number = 64
/** How deep expressions and statements may nest, over all calls: what a thread's stack surely holds. */
const MOST_NESTING: number = 600
/** How much memory one fold may take, in elements of slices and bytes of strings. */
export const MOST_MEMORY: number = 16 << 20

/** A call into the standard library. */
export interface Call {
  readonly machine: Machine
  readonly args: readonly Value[]
  /** What a method is called on. */
  readonly self: Value | undefined
  /** The steps of all that goes in. */
  readonly steps: readonly Step[]
  /** Calls a function value, as strings.Map does. */
  readonly apply: (fun: Value, args: readonly Value[]) => Value
}

/** A function of the standard library. What it cannot do it answers with `unknown`. */
export type Native = (call: Call) => Value

/** What is known of the standard library, by `path.Name` and `path.Type.Method`. */
export interface Catalogue {
  readonly functions: ReadonlyMap<string, Native>
  /** Constants and variables. */
  readonly values: ReadonlyMap<string, () => Value>
  /** The zero values of types that are more than a name. */
  readonly zeros: ReadonlyMap<string, () => Value>
  /** What types are made of. */
  readonly types: ReadonlyMap<string, Type>
}

/** What to do where a condition is not known: forget what its branches change, or follow one of them. */
export type Branch = 'forget' | 'then' | 'else'

/** What a fold looks for inside a function: the expression, and the functions around it, outermost first. */
export interface Target {
  readonly expr: Expr
  readonly around: readonly (FuncDecl | FuncLit)[]
  readonly found: Value[]
  /** The statements of the outermost function around it, and the variables that it stands on, where they are known. */
  readonly uses: Uses
  readonly relevant: ReadonlySet<Entity> | undefined
  /** How many loops are running that it stands in: there it is met several times. */
  loops: number
}

/** What a statement may do: what it changes, whether it leaves, and how many nodes it has. */
export interface Leaves {
  readonly roots: ReadonlyArray<{ readonly x: Expr; readonly whole: boolean }>
  readonly returns: boolean
  readonly breaks: boolean
  readonly nodes: number
}

/** The state of one fold. */
export interface Machine {
  readonly modules: Modules
  readonly catalogue: Catalogue
  /** Values of package-level names that all folds share; frozen. */
  readonly memo: Map<Entity, Value>
  /** Named types, each made once. */
  readonly types: Map<Entity, Type>
  /** The functions that were run last, for the next expressions in them, and how much work is left for each. */
  readonly ran: Map<FuncDecl | FuncLit, { readonly uses: Uses; work: number }>
  /** The quiet steps of places in the source, each made once. */
  readonly marks: WeakMap<object, Step>
  /** What statements may do where they are not run, each looked through once. */
  readonly leaves: WeakMap<Stmt, Leaves>
  /** What is left for all folds together. */
  readonly budget: { work: number }
  /** Whether values with memory may come from the memo: not once one of them was to be changed. */
  readonly share: boolean
  readonly branch: Branch
  /** Which of several declarations or assignments is taken, by number; the last one where there are fewer. */
  readonly variant: number
  /** What packages put into fields; each package is gone through once. */
  readonly puts: Map<Package, Puts>
  /** How many values of fields and parameters stand on each other. */
  deep: number
  /** Values of parameters that the caller knows. */
  readonly params: ReadonlyMap<Entity, Value>
  readonly globals: Map<Entity, Cell>
  /** Package-level names whose values are being found, so that a ring is seen. */
  readonly open: Set<Entity>
  target: Target | undefined
  /** Whether a choice was met that another branch or variant would decide otherwise. */
  chose: boolean
  /** Whether the number of the variant decided anything: otherwise every variant gives the same. */
  varied: boolean
  /** How many conditions of branches were met so far that are known, and that are not. */
  decided: number
  guessed: number
  /** Goroutines that were started and not run, and how many of them run inside each other. */
  readonly waiting: { readonly queue: (() => void)[]; inside: number }
  /** The value of a panic that a deferred function may recover, and how many functions that run have deferred some. */
  panicking: Value | undefined
  recovering: number
  work: number
  memory: number
  calls: number
  nesting: number
}

/** One function that runs, or a package-level expression. */
export interface Frame {
  readonly file: SourceFile
  readonly vars: Map<Entity, Cell>
  /** What type parameters stand for. */
  readonly types: Map<Entity, Type>
  readonly iota: bigint | undefined
  readonly fn: FuncDecl | FuncLit | undefined
  /** Whether local variables without a cell are found by their declarations alone. */
  readonly lazy: boolean
  /** Whether it is run to find a target: a branch that leaves the function is not taken where its condition is open. */
  readonly directed: boolean
  /** What is to be run when the function ends, in functions that are called. */
  readonly deferred?: (() => void)[]
}

/** A value with the quiet step that says in which way it was put together, at a place in the source. */
export function marked<V extends Value>(
  m: Machine,
  file: SourceFile,
  node: { readonly pos: number },
  by: Way,
  value: V,
): V {
  let step = m.marks.get(node)
  if (step === undefined || step.by !== by) {
    step = { file, pos: node.pos, what: by, by, quiet: true }
    m.marks.set(node, step)
  }
  return withSteps(value, addStep(value.steps, step))
}

/** A frame for an expression outside functions. */
export function frameOf(file: SourceFile, iota?: bigint): Frame {
  return { file, vars: new Map(), types: new Map(), iota, fn: undefined, lazy: false, directed: false }
}

/** Counts one piece of work; throws `Stop` where there is too much. */
export function tick(m: Machine, count: number = 1): void {
  m.work -= count
  m.budget.work -= count
  if (m.work < 0) throw new Stop('limit: too many steps', true)
  if (m.budget.work < 0) throw new Stop('limit: too many steps in this module', true)
}

/** Counts memory; throws `Stop` where it is too much. */
export function allocate(m: Machine, size: number): void {
  m.memory -= size
  if (m.memory < 0) throw new Stop('limit: too much memory', true)
}

/** Goes one level deeper; `m.nesting--` must follow. Throws `Stop`. */
export function deeper(m: Machine): void {
  if (++m.nesting > MOST_NESTING) throw new Stop('limit: nested too deeply', true)
}

/** A copy of what Go copies when it assigns: structs and arrays, in depth; all else is itself. */
export function copyOf(m: Machine, value: Value): Value {
  if (value.kind === 'struct') {
    tick(m, value.fields.size)
    const fields = new Map([...value.fields].map(([name, field]): [string, Value] => [name, copyOf(m, field)]))
    return { ...value, fields, state: { frozen: false } }
  }
  if (value.kind !== 'array') return value
  const { store } = value
  tick(m, value.length >> 3)
  allocate(m, value.length >> 3)
  const cells = store.cells.map((cell) => copyOf(m, cell))
  return { ...value, store: { ...store, bytes: store.bytes?.slice(), cells, frozen: false } }
}

/** Counts work for the size of a value: text and bytes are gone through, in far less time than as many steps take. */
export function tickSize(m: Machine, value: Value): void {
  if (value.kind === 'string') tick(m, value.text.length >> 3)
  else if (value.kind === 'slice' || value.kind === 'array')
    tick(m, value.length >> (value.store.bytes === undefined ? 0 : 3))
}

/** The steps of several values together. */
export function stepsOfAll(values: readonly Value[]): readonly Step[] {
  let steps: readonly Step[] = []
  for (const value of values) steps = joinSteps(steps, stepsOf(value))
  return steps
}

/** The first value that is not known, with a reason of its own. */
export function firstUnknown(values: readonly Value[]): Value | undefined {
  for (const value of values) {
    if (value.kind === 'unknown') return value
    if (value.kind === 'partial') return unknown('text that is not known in full', value.steps)
  }
  return undefined
}
