// Conditions: expressions in CEL (https://cel.dev) over the facts of a module version. Who writes one may be a project
// that is not trusted, so that an expression is bounded before it is ever evaluated: so many nodes, no function that is
// not listed, no regular expressions (JavaScript's can take for ever), no loop within a loop.
import { Environment, type ASTNode, type ParseResult } from '@marcbachmann/cel-js'
import { matchPrefixPatterns } from '../base/patterns.ts'
import { similar } from '../base/similar.ts'
import { FACTS, type Facts } from './facts.ts'
import type { Stage } from './known.ts'

/** An expression that can be evaluated, or what is wrong with it and where in its text. */
export type Compiled =
  | { readonly kind: 'condition'; readonly holds: (facts: Facts) => boolean }
  | { readonly kind: 'wrong'; readonly message: string; readonly remedy?: string; readonly offset: number }

/** Longer than any condition that a person reads, in characters. */
const MOST_LETTERS = 2000
const LIMITS = { maxAstNodes: 300, maxDepth: 30, maxListElements: 100, maxMapEntries: 20, maxCallArguments: 4 }

/** What may be called: nothing that makes a long text of a short one, or takes longer than its arguments are long. */
const FUNCTIONS: ReadonlySet<string> = new Set([
  'size',
  'startsWith',
  'endsWith',
  'contains',
  'lowerAscii',
  'matchesPath',
  'has',
  'all',
  'exists',
  'exists_one',
  'filter',
  'map',
])
const LOOPS: ReadonlySet<string> = new Set(['all', 'exists', 'exists_one', 'filter', 'map'])

/** A finding as CEL sees it; a class, because the checker knows the members of classes alone. */
class FindingFact {
  readonly rule: string
  readonly severity: string
  readonly file: string
  readonly message: string

  constructor({ rule = '', severity = '', file = '', message = '' }: Readonly<Record<string, string>>) {
    this.rule = rule
    this.severity = severity
    this.file = file
    this.message = message
  }
}

/** Reads a condition and checks it against the facts that there are in a stage. Throws nothing. */
export function compileCondition(when: string, stage: Stage): Compiled {
  if (when.length > MOST_LETTERS) return wrong(`longer than ${MOST_LETTERS} characters`, 0)
  let parsed: ParseResult
  try {
    parsed = environmentOf(stage).parse(when)
  } catch (error) {
    return explained(error, stage)
  }
  const refused = refusedNode(parsed.ast, false)
  if (refused !== undefined) return refused
  const checked = parsed.check()
  if (!checked.valid) return explained(checked.error, stage)
  if (checked.type !== 'bool') return wrong(`is of the type ${checked.type ?? '?'}, not a question with yes or no`, 0)
  return { kind: 'condition', holds: (facts) => answerOf(parsed, facts) }
}

function answerOf(parsed: ParseResult, facts: Facts): boolean {
  const findings = Array.isArray(facts['findings']) ? facts['findings'] : []
  const answer: unknown = parsed({ ...facts, findings: findings.map((finding) => new FindingFact(finding)) })
  if (typeof answer !== 'boolean') throw new TypeError('the answer is neither true nor false')
  return answer
}

function environmentOf(stage: Stage): Environment {
  const environment = new Environment({ unlistedVariablesAreDyn: false, limits: LIMITS })
  const fields = { rule: 'string', severity: 'string', file: 'string', message: 'string' }
  environment.registerType('Finding', { ctor: FindingFact, fields })
  for (const [name, spec] of Object.entries(FACTS)) {
    if (spec.stage === 'content' && stage === 'metadata') continue
    environment.registerVariable(name, spec.type === 'findings' ? 'list<Finding>' : spec.type)
  }
  environment.registerFunction('matchesPath(string, string): bool', (path: string, patterns: string) =>
    matchPrefixPatterns(patterns, path),
  )
  return environment
}

/** The first node that no condition may have. Parsing bounded how deep it goes. */
function refusedNode(node: ASTNode, inLoop: boolean): Compiled | undefined {
  const called = node.op === 'call' || node.op === 'rcall' ? node.args[0] : undefined
  if (called === undefined) return firstOf(childrenOf(node.args), (child) => refusedNode(child, inLoop))
  if (called === 'matches') {
    const remedy = 'use startsWith, endsWith, contains, or matchesPath(path, "example.com/*")'
    return wrong('regular expressions are not supported', node.start, remedy)
  }
  if (!FUNCTIONS.has(called))
    return wrong(`no function ${called}`, node.start, `there are ${[...FUNCTIONS].join(', ')}`)
  const isLoop = LOOPS.has(called)
  if (isLoop && inLoop) return wrong(`${called} within another loop`, node.start, 'say it in two conditions')
  // What a loop goes over is not in it.
  const receiver = node.op === 'rcall' ? [node.args[1]] : []
  const others = node.op === 'rcall' ? node.args[2] : node.op === 'call' ? node.args[1] : []
  return (
    firstOf(receiver, (child) => refusedNode(child, inLoop)) ??
    firstOf(others, (child) => refusedNode(child, inLoop || isLoop))
  )
}

/** The nodes among the arguments of a node: names and values are none. */
function childrenOf(args: unknown): readonly ASTNode[] {
  if (Array.isArray(args)) return args.flatMap((item: unknown) => childrenOf(item))
  return isNode(args) ? [args] : []
}

function isNode(value: unknown): value is ASTNode {
  return typeof value === 'object' && value !== null && 'op' in value && 'args' in value
}

function firstOf<T, R>(items: readonly T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item)
    if (found !== undefined) return found
  }
  return undefined
}

function explained(error: unknown, stage: Stage): Compiled {
  const { summary, range } = isCelError(error) ? error : { summary: String(error), range: undefined }
  const offset = range?.start ?? 0
  const unknown = /^Unknown variable: (\w+)$/.exec(summary)?.[1]
  if (unknown === undefined)
    return wrong(
      summary.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase()),
      offset,
    )
  if (FACTS[unknown]?.stage === 'content' && stage === 'metadata') {
    return wrong(`${unknown} is known only when the zip was read`, offset, 'leave out stage: metadata')
  }
  const meant = similar(unknown, Object.keys(FACTS))
  const remedy = `${meant === undefined ? '' : `did you mean ${meant}? `}facts: ${Object.keys(FACTS).join(', ')}`
  return wrong(`no fact ${unknown}`, offset, remedy)
}

function isCelError(
  error: unknown,
): error is { readonly summary: string; readonly range?: { readonly start: number } } {
  return error instanceof Error && 'summary' in error && typeof error.summary === 'string'
}

function wrong(message: string, offset: number, remedy?: string): Compiled {
  return { kind: 'wrong', message, offset, ...(remedy === undefined ? {} : { remedy }) }
}
