// Folding: a bounded partial evaluator for Go. Given an expression it says the value, or why that is not known, with
// the steps that made it. Nothing of what it reads has effects outside: calls that would are not known. Every fold is
// bounded in work, depth and memory, and all folds of a module together in work.
import type { Expr } from './ast.ts'
import { standardLibrary } from './foldcatalogue.ts'
import { evaluate } from './foldexpr.ts'
import { valuesInside } from './foldinside.ts'
import { frameOf, MOST_MEMORY, MOST_WORK, type Branch, type Machine } from './foldmachine.ts'
import { functionAround, MustRun } from './foldname.ts'
import { textBehind } from './foldtext.ts'
import type { Type } from './foldtype.ts'
import { bytesIn, Frozen, partsOf, Stop, stepsOf, unknown, type Value } from './foldvalue.ts'
import type { Modules } from './package.ts'
import type { Entity, SourceFile } from './scope.ts'

/** Folds the expressions of one set of modules; what package-level names are worth is found once. */
export interface Folder {
  /** The value of an expression of a file: exactly one, whatever the program does before. */
  readonly fold: (file: SourceFile, x: Expr, given?: ReadonlyMap<Entity, Value>) => Value
  /**
   * The values that an expression may have: of several declarations under build tags, of several assignments, of the
   * branches of a condition that is not known, of the turns of a loop. At most 16; empty where none is known.
   * `given` are the values of parameters.
   */
  readonly foldAll: (file: SourceFile, x: Expr, given?: ReadonlyMap<Entity, Value>) => readonly Value[]
  /** The value of a package-level name. */
  readonly foldName: (entity: Entity) => Value
  /** How many folds were cut short since the work that all of them may take together is spent. */
  readonly refused: () => number
}

/** How much work all folds of a module may be together. */
const MOST_MODULE_WORK = 6_000_000

/** What one fold may still take once that is spent: enough for a sum of texts, not for a loop. */
const SMALL_WORK = 2000
/** How much all of these may take. */
const MOST_SMALL_WORK = 1_000_000

/** How many values of one expression are told apart. */
const MOST_VALUES = 16

/** Makes a folder for a module and its dependencies. `work` bounds all its folds together, in steps. */
export function createFolder(modules: Modules, work: number = MOST_MODULE_WORK): Folder {
  const memo = new Map<Entity, Value>()
  const types = new Map<Entity, Type>()
  const catalogue = standardLibrary()
  const puts: Machine['puts'] = new Map()
  const budget = { work }
  let reserve = Math.min(work, MOST_SMALL_WORK)
  let refused = 0
  const ran: Machine['ran'] = new Map()
  const marks: Machine['marks'] = new WeakMap()
  const leaves: Machine['leaves'] = new WeakMap()
  const machine = (
    share: boolean,
    branch: Branch,
    variant: number,
    given: ReadonlyMap<Entity, Value>,
    left: number,
  ): Machine => ({
    modules,
    catalogue,
    memo,
    types,
    ran,
    marks,
    leaves,
    puts,
    deep: 0,
    budget,
    share,
    branch,
    variant,
    params: given,
    globals: new Map(),
    open: new Set(),
    target: undefined,
    chose: false,
    varied: false,
    decided: 0,
    guessed: 0,
    waiting: { queue: [], inside: 0 },
    panicking: undefined,
    recovering: 0,
    work: left,
    memory: MOST_MEMORY,
    calls: 0,
    nesting: 0,
  })
  const run = (
    file: SourceFile,
    x: Expr,
    branch: Branch,
    variant: number,
    given: ReadonlyMap<Entity, Value>,
    left: number,
  ): Run => {
    const m = machine(true, branch, variant, given, left)
    try {
      const values = guarded(() => valuesOf(m, file, x)).map(asText)
      return { values, chose: m.chose, varied: m.varied, left: m.work }
    } catch (error) {
      if (!(error instanceof Frozen)) throw error
    }
    // A shared value was to be changed: once more, with values of its own.
    const again = machine(false, branch, variant, given, left)
    const values = guarded(() => valuesOf(again, file, x)).map(asText)
    return { values, chose: again.chose, varied: m.varied || again.varied, left: again.work }
  }
  /** Folds with what is left for one: little once all is spent. */
  const within = <T>(take: (work: number) => T): T => {
    if (budget.work > 0) {
      const found = take(MOST_WORK)
      if (budget.work < 0) refused++
      return found
    }
    const small = Math.min(SMALL_WORK, reserve)
    reserve -= small
    budget.work = small
    // One more, so that it is the module's limit that is met.
    const found = take(small + 1)
    if (budget.work < 0) refused++
    budget.work = -1
    return found
  }
  const fold: Folder['fold'] = (file, x, given = new Map()) => {
    const { values } = within((left) => run(file, x, 'forget', 0, given, left))
    const [first, second] = values
    if (first === undefined) return unknown('a place that is never reached')
    return second === undefined || values.every((value) => sameText(value, first))
      ? first
      : unknown('several values', first.steps)
  }
  return {
    fold,
    foldAll: (file, x, given = new Map()) =>
      within((most) => {
        const found: Value[] = []
        const first = run(file, x, 'forget', 0, given, most)
        add(found, first.values)
        if (!first.chose) return found
        // The other ways through the code share what the first one left.
        let { left } = first
        const settled = new Set<Branch>()
        for (const [branch, variant] of CHOICES) {
          if (found.length >= MOST_VALUES || left <= 0) break
          // Where the number of the variant did not matter, another one would take the very same way.
          if (settled.has(branch)) continue
          const next = run(file, x, branch, variant, given, left)
          if (!next.varied) settled.add(branch)
          add(found, next.values)
          ;({ left } = next)
        }
        return found
      }),
    foldName(entity) {
      return entity.file === undefined || entity.ident === undefined
        ? unknown(entity.name)
        : fold(entity.file, entity.ident)
    },
    refused: () => refused,
  }
}

/** Of a value, what is shown: text as it is, with `…` for what is not known; `undefined` for what is no text. */
export function textOfValue(value: Value): string | undefined {
  if (value.kind === 'string' || value.kind === 'partial')
    return partsOf(value)
      .map((part) => part ?? '…')
      .join('')
  const bytes = value.kind === 'slice' || value.kind === 'array' ? bytesIn(value) : undefined
  return bytes === undefined ? undefined : Buffer.from(bytes).toString('latin1')
}

/** A step of a value, with its line. */
export interface ToldStep {
  readonly file: string
  /** From 1. */
  readonly line: number
  readonly what: string
}

/** A step with what did it, shown or not. */
export interface WayStep extends ToldStep {
  /** As in `Step`. */
  readonly by: string
  readonly from: readonly string[]
  readonly quiet: boolean
}

/** The steps of a value as they are shown. */
export function toldSteps(value: Value): ToldStep[] {
  return stepsOf(value)
    .filter(({ quiet }) => quiet !== true)
    .map(({ file, pos, what }) => ({ file: file.name, line: lineOf(file, pos), what }))
}

/** All steps of a value, in order, with how each was done: what unveils it. */
export function waysOf(value: Value): WayStep[] {
  return stepsOf(value).map(({ file, pos, what, by, from, quiet }) => ({
    file: file.name,
    line: lineOf(file, pos),
    what,
    by,
    from: from ?? [],
    quiet: quiet === true,
  }))
}

interface Run {
  readonly values: readonly Value[]
  readonly chose: boolean
  readonly varied: boolean
  /** The work that is left of what it was allowed. */
  readonly left: number
}

const CHOICES: readonly (readonly [Branch, number])[] = [
  ['then', 0],
  ['else', 0],
  ['then', 1],
  ['else', 1],
  ['then', 2],
  ['then', 3],
]

function valuesOf(m: Machine, file: SourceFile, x: Expr): Value[] {
  const fn = functionAround(file, x.pos, x.end)
  return fn === undefined ? [evaluate(m, frameOf(file), x)] : valuesInside(m, file, fn, x)
}

/** What a run gives; where it was stopped, the reason. */
function guarded(run: () => readonly Value[]): readonly Value[] {
  try {
    return run()
  } catch (error) {
    if (error instanceof Stop) return [unknown(error.message)]
    // A limit of the engine's own, as for strings or the stack, where ours came too late.
    if (error instanceof RangeError) return [unknown('limit: too large for this machine')]
    if (error instanceof MustRun) return [unknown('a variable of a function')]
    throw error
  }
}

/** What is an address or holds text, as its text: so it goes out. */
function asText(value: Value): Value {
  return textBehind(value) ?? value
}

function add(found: Value[], values: readonly Value[]): void {
  for (const value of values) {
    if (value.kind === 'unknown' || found.length >= MOST_VALUES || found.some((other) => sameText(other, value)))
      continue
    found.push(value)
  }
}

function sameText(a: Value, b: Value): boolean {
  if (a.kind !== b.kind) return false
  if (a.kind === 'int' && b.kind === 'int') return a.value === b.value
  if (a.kind === 'bool' && b.kind === 'bool') return a.value === b.value
  const text = textOfValue(a)
  return text !== undefined && text === textOfValue(b)
}

function lineOf(file: SourceFile, pos: number): number {
  let line = 1
  for (let at = file.text.indexOf('\n'); at >= 0 && at < pos; at = file.text.indexOf('\n', at + 1)) line++
  return line
}
