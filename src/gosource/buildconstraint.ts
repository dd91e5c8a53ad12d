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
 * The constraint of a file by all that stands above its package clause, as go/build's parseFileHeader reads it: a
 * `//go:build` line begins a line outside of block comments and rules out `// +build` lines; those count only in the run of line
 * comments at the top, and only where a blank line follows. `undefined` where there is none; a malformed one, or two of
 * them, is 'malformed', which go refuses. Linear.
 */
export function constraintOf(head: string): Constraint | 'malformed' | undefined {
  // Most files are under a licence of twenty lines and no constraint.
  if (!head.includes('//go:build') && !head.includes('+build')) return undefined
  const modern: string[] = []
  const old: string[] = []
  let waiting: string[] = []
  let isTop = true
  let inBlock = false
  const lines = head.split('\n')
  for (const [i, whole] of lines.entries()) {
    let line = whole.trim()
    // The package clause is in the last one, so that it is not blank.
    if (line === '' && i === lines.length - 1) break
    if (line === '' && isTop) {
      old.push(...waiting)
      waiting = []
      continue
    }
    if (!line.startsWith('//')) isTop = false
    const text = inBlock ? undefined : /^\/\/go:build(?:\s+(.*))?$/.exec(line)
    if (text !== undefined && text !== null) modern.push(text[1] ?? '')
    if (isTop) {
      const plus = /^\/\/\s*\+build(?:\s+(.*))?$/.exec(line)
      if (plus !== null) waiting.push(plus[1] ?? '')
    }
    while (line !== '') {
      if (inBlock) {
        const end = line.indexOf('*/')
        if (end < 0) break
        inBlock = false
        line = line.slice(end + 2).trim()
      } else if (line.startsWith('/*')) {
        inBlock = true
        line = line.slice(2)
      } else break
    }
  }
  if (modern.length > 1) return 'malformed'
  if (modern[0] !== undefined) return parseConstraint(modern[0])
  const all = old.map(plusBuild)
  if (all.length === 0) return undefined
  return all.length === 1 ? all[0] : { kind: 'and', of: all }
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
    if (token === '!') {
      // As go: what is written twice was not meant.
      if (tokens[at] === '!') throw new Malformed()
      return { kind: 'not', of: not(depth + 1) }
    }
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

/** `a,!b c`: commas are "and", spaces "or". What is no tag is taken for `ignore`, as go takes it. */
function plusBuild(text: string): Constraint {
  const words = text.trim().slice(0, MOST_LENGTH).split(/\s+/)
  const of = words.map((word): Constraint => {
    const parts = word.split(',').map((part): Constraint => {
      if (part === '!' || part.startsWith('!!')) return { kind: 'tag', tag: 'ignore' }
      const name = part.replace(/^!/, '')
      const tag: Constraint = { kind: 'tag', tag: /^[\w.\u0080-\uFFFF]+$/.test(name) ? name : 'ignore' }
      return part.startsWith('!') ? { kind: 'not', of: tag } : tag
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
