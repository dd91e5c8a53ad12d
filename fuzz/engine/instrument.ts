// Coverage by instrumenting: a load hook that puts a counter at every branch of src/ while Node loads it, and collects
// the texts that the code compares with, as a dictionary. Why not V8's own coverage: docs/decisions/0007-fuzzing.md.
import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseSync, Visitor, type Expression, type Statement } from 'oxc-parser'

/** What the hook has found so far; it grows as modules are loaded. */
export interface Instrumented {
  /** A counter for each branch, which wraps around after 255. */
  readonly counters: Uint8Array
  /** How many counters are in use. */
  used: number
  /** String literals and templates' texts of the instrumented files. */
  readonly literals: Set<string>
  /** How many branches each file has, by its path from `root`. */
  readonly files: Map<string, number>
}

/** The most branches that are counted; src/ has less than a quarter of it. */
const MOST_BRANCHES = 1 << 16
const GLOBAL = '__modwardenBranches'

/**
 * From here on, modules of `root`/src that this thread loads are instrumented. Those that are loaded already stay as
 * they are, so call it before the first one.
 */
export function instrumentSources(root: string): Instrumented {
  const state: Instrumented = {
    counters: new Uint8Array(MOST_BRANCHES),
    used: 0,
    literals: new Set(),
    files: new Map(),
  }
  Object.defineProperty(globalThis, GLOBAL, { value: state.counters })
  registerHooks({
    load(url, context, nextLoad) {
      const path = url.startsWith('file:') ? relative(root, fileURLToPath(url)) : ''
      if (!path.startsWith('src/') || !path.endsWith('.ts')) return nextLoad(url, context)
      const text = readFileSync(fileURLToPath(url), 'utf8')
      const first = state.used
      const source = withCounters(path, text, state)
      state.files.set(path, state.used - first)
      return { format: 'module-typescript', source, shortCircuit: true }
    },
  })
  return state
}

/** The source with `counters[n]++` in every branch; nothing changes its line. */
export function withCounters(path: string, text: string, state: Pick<Instrumented, 'used' | 'literals'>): string {
  const { program, errors } = parseSync(path, text, { lang: 'ts' })
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`)
  // What stands before and behind the character at an offset. Of nested nodes with one beginning the outer opens
  // first, and the visitor meets it first; of those with one end the inner closes first.
  const opens = new Map<number, string>()
  const closes = new Map<number, string>()
  const count = (): string => {
    if (state.used >= MOST_BRANCHES) throw new Error('more branches than counters')
    return `${GLOBAL}[${state.used++}]++`
  }
  const insert = (at: number, code: string): void => {
    opens.set(at, (opens.get(at) ?? '') + code)
  }
  const wrap = (node: { readonly start: number; readonly end: number }, open: string, close: string): void => {
    insert(node.start, open)
    closes.set(node.end, close + (closes.get(node.end) ?? ''))
  }
  const expression = (node: Expression): void => wrap(node, `(${count()},`, ')')
  const body = (node: Statement | null): void => {
    if (node !== null && node.type !== 'BlockStatement') wrap(node, `{${count()};`, '}')
  }
  const literal = (value: unknown): void => {
    if (typeof value === 'string' && value.length > 0 && value.length <= 64) state.literals.add(value)
  }
  new Visitor({
    BlockStatement: (node) => insert(node.start + 1, `${count()};`),
    IfStatement: (node) => {
      body(node.consequent)
      if (node.alternate?.type !== 'IfStatement') body(node.alternate)
    },
    ForStatement: (node) => body(node.body),
    ForInStatement: (node) => body(node.body),
    ForOfStatement: (node) => body(node.body),
    WhileStatement: (node) => body(node.body),
    SwitchCase: (node) => {
      const [first] = node.consequent
      if (first !== undefined) insert(first.start, `${count()};`)
    },
    ConditionalExpression: (node) => {
      expression(node.consequent)
      expression(node.alternate)
    },
    LogicalExpression: (node) => expression(node.right),
    ArrowFunctionExpression: (node) => {
      if (node.body.type !== 'BlockStatement') expression(node.body)
    },
    Literal: (node) => literal(node.value),
    TemplateElement: (node) => literal(node.value.cooked),
  }).visit(program)
  let out = ''
  let last = 0
  for (const at of [...new Set([...opens.keys(), ...closes.keys()])].toSorted((a, b) => a - b)) {
    out += text.slice(last, at) + (closes.get(at) ?? '') + (opens.get(at) ?? '')
    last = at
  }
  return out + text.slice(last)
}
