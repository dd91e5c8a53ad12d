// Build constraints: whether a Go file is part of a build. https://pkg.go.dev/cmd/go#hdr-Build_constraints; judged by
// go/build (file names, `//go:build`, `// +build`) and go/build/constraint.
//
//   Or = And { "||" And } .  And = Not { "&&" Not } .  Not = "!" Not | "(" Or ")" | tag .

import { nameMatches, type BuildContext, type BuildTags } from './callgraph/constraints.ts'

/** A build, or every one: each tag but `ignore` may hold or not, as `go mod tidy` looks at it. */
export type Target = BuildContext | 'any'

/** A parsed constraint. */
export type Constraint =
  | { readonly kind: 'tag'; readonly tag: string }
  | { readonly kind: 'not'; readonly of: Constraint }
  | { readonly kind: 'and' | 'or'; readonly of: readonly Constraint[] }

const MOST_DEPTH = 100
const MOST_LENGTH = 10_000

/**
 * The constraint of a file by what stands above its package clause: its comments and where each begins a line. A
 * `//go:build` line rules out `// +build` lines. `undefined` where there is none; a malformed one is 'malformed', which
 * go refuses.
 */
export function constraintOf(head: string): Constraint | 'malformed' | undefined {
  const modern = /^\/\/go:build[ \t]+(.*)$/m.exec(head)?.[1]
  if (modern !== undefined) return parseConstraint(modern.replace(/\r$/, ''))
  const lines = [...head.matchAll(/^\/\/[ \t]*\+build[ \t]+(.*)$/gm)].map((match) => plusBuild(match[1] ?? ''))
  if (lines.length === 0) return undefined
  return lines.length === 1 ? lines[0] : { kind: 'and', of: lines }
}

/** Parses the text of a `//go:build` line, without it. */
function parseConstraint(text: string): Constraint | 'malformed' {
  if (text.length > MOST_LENGTH) return 'malformed'
  const tokens = text.match(/\|\||&&|[!()]|[\w.\u0080-\uFFFF]+|\S/g) ?? []
  let at = 0
  const or = (depth: number): Constraint => join('or', '||', () => join('and', '&&', () => not(depth)))
  const join = (kind: 'or' | 'and', operator: string, next: () => Constraint): Constraint => {
    const of = [next()]
    while (tokens[at] === operator) {
      at++
      of.push(next())
    }
    return of.length === 1 && of[0] !== undefined ? of[0] : { kind, of }
  }
  const not = (depth: number): Constraint => {
    const token = tokens[at++]
    if (token === undefined || depth > MOST_DEPTH) throw new Malformed()
    if (token === '!') return { kind: 'not', of: not(depth + 1) }
    if (token === '(') {
      const inner = or(depth + 1)
      if (tokens[at++] !== ')') throw new Malformed()
      return inner
    }
    if (!/^[\w.\u0080-\uFFFF]+$/.test(token)) throw new Malformed()
    return { kind: 'tag', tag: token }
  }
  try {
    const parsed = or(0)
    return at === tokens.length ? parsed : 'malformed'
  } catch (error) {
    if (error instanceof Malformed) return 'malformed'
    throw error
  }
}

class Malformed extends Error {}

/** `a,!b c`: commas are "and", spaces "or". */
function plusBuild(text: string): Constraint {
  const words = text
    .trim()
    .slice(0, MOST_LENGTH)
    .split(/[ \t]+/)
  const of = words.map((word): Constraint => {
    const parts = word.split(',').map((part): Constraint => {
      const tag: Constraint = { kind: 'tag', tag: part.replace(/^!+/, '') }
      return part.startsWith('!') && !part.startsWith('!!') ? { kind: 'not', of: tag } : tag
    })
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: 'and', of: parts }
  })
  return of.length === 1 && of[0] !== undefined ? of[0] : { kind: 'or', of }
}

/** Whether a file of this name with this constraint is part of a build; names that begin with `_` or `.` never are. */
export function fileBuilds(
  name: string,
  constraint: Constraint | 'malformed' | undefined,
  tags: BuildTags | 'any',
): boolean {
  if (name.startsWith('_') || name.startsWith('.') || constraint === 'malformed') return false
  // go looks at what stands before the first dot.
  if (tags !== 'any' && !nameMatches(`${name.slice(0, name.indexOf('.'))}.go`, tags)) return false
  return constraint === undefined || holds(constraint, tags, true)
}

/** `prefer`: what a tag that may hold or not is taken for, so that the whole may hold. */
function holds(constraint: Constraint, tags: BuildTags | 'any', prefer: boolean): boolean {
  switch (constraint.kind) {
    case 'tag':
      if (tags !== 'any') return tags.holds(constraint.tag)
      return constraint.tag === 'ignore' ? false : prefer
    case 'not':
      return !holds(constraint.of, tags, !prefer)
    case 'and':
      return constraint.of.every((of) => holds(of, tags, prefer))
    case 'or':
      return constraint.of.some((of) => holds(of, tags, prefer))
  }
}
