// The arguments of an effect: for each role what it is worth, where its data comes from, and what it is made of.
import type { Expr } from '../ast.ts'
import type { Argument, KnownValue, Role, Source } from '../facts.ts'
import type { Candidate } from './candidates.ts'
import { originsIn, type Subject } from './contexts.ts'
import type { Engine } from './engine.ts'
import { rootOf } from './objects.ts'
import type { Link } from './origin.ts'
import { rolesOf, type RoleExpr } from './roles.ts'
import { isCopying, textsOnTheWay } from './swapped.ts'
import type { Sources } from './sources.ts'
import type { Values } from './values.ts'

/** How often a source is told that is come to over several calls. */
const MOST_TIMES = 3
/** How many sources of an argument are looked at. */
const MOST_SOURCES = 48

/** Sources within the module. */
const WITHIN: ReadonlySet<string> = new Set(['embed', 'decrypted'])

/** Roles whose values may be long, and say little where they are known in part. */
const BULK: ReadonlySet<string> = new Set(['data', 'value'])

/** What arguments are found with. */
export interface ArgumentFinder {
  readonly engine: Engine
  readonly values: Values
  readonly sources: Sources
}

/**
 * The arguments of a candidate in a context; its `data` are in the role `dataIs` where that is given. What this context
 * does not know, the contexts `others` may.
 */
export function argumentsOf(
  finder: ArgumentFinder,
  candidate: Candidate,
  links: readonly Link[],
  dataIs: Role | undefined,
  others: readonly (readonly Link[])[] = [],
): Argument[] {
  const found: Argument[] = []
  for (const roleExpr of rolesOf(finder.engine, candidate, links)) {
    const { role, spread } = roleExpr
    const { sources, roots, within } = dataOf(finder, roleExpr, candidate)
    // What is sent or written is worth a look where the module itself says all of it.
    let lists = within || !BULK.has(role) ? finder.values.known(roleExpr, spread) : []
    if (lists.length === 0 && others.length > 0 && !BULK.has(role)) lists = together(finder, roleExpr, others)
    for (const values of lists.length === 0 ? [[]] : lists) {
      found.push({
        role: role === 'data' && dataIs !== undefined ? dataIs : role,
        values,
        sources: distinct(sources).slice(0, 8),
        roots: roots.slice(0, 24),
      })
    }
  }
  if (isCopying(candidate)) {
    const values = textsOnTheWay(finder.engine, candidate)
    if (values.length > 0) found.push({ role: 'value', values, sources: [], roots: [] })
  }
  return found
}

/** What several contexts know, one list for each element of a list. */
function together(
  { values }: ArgumentFinder,
  roleExpr: RoleExpr,
  contexts: readonly (readonly Link[])[],
): readonly (readonly KnownValue[])[] {
  const lists: KnownValue[][] = []
  for (const links of contexts) {
    values.known({ ...roleExpr, links }, roleExpr.spread).forEach((known, i) => {
      const list = (lists[i] ??= [])
      for (const one of known) if (!list.some(({ text }) => text === one.text)) list.push(one)
    })
  }
  return lists
}

/** Where the data of an expression comes from. */
function dataOf(
  { engine, sources: told }: ArgumentFinder,
  subject: Subject,
  { at }: Candidate,
): { readonly sources: readonly Source[]; readonly roots: readonly string[]; readonly within: boolean } {
  const sources: Source[] = []
  const roots = new Set<string>()
  const times = new Map<Expr, number>()
  let within = true
  for (const found of originsIn(engine, subject).values()) {
    const { origin } = found
    if (origin.kind === 'param') within = false
    if (origin.kind === 'source') within &&= WITHIN.has(origin.source)
    // One call that is come to over many others tells the same but for its arguments: a few of them are enough.
    const time = origin.kind === 'source' ? (times.get(origin.at) ?? 0) : 0
    if (origin.kind === 'source') times.set(origin.at, time + 1)
    if (time < MOST_TIMES && sources.length < MOST_SOURCES) sources.push(...told.of(found, at))
    if (origin.kind === 'object') roots.add(rootOf(origin.site.unit, origin.site.call.pos))
    if (origin.kind === 'source') roots.add(rootOf(origin.unit, origin.at.pos))
  }
  const { entities, fields } = engine.slicer.of(subject.x, subject.unit)
  for (const { kind, ident, file } of entities) {
    if (kind !== 'param' && ident !== undefined && file !== undefined) roots.add(`${file.name}:${ident.pos}`)
  }
  for (const field of fields) roots.add(field)
  return { sources, roots: [...roots], within }
}

/** Each source once, whatever way it took. */
function distinct(sources: readonly Source[]): Source[] {
  const seen = new Set<string>()
  return sources.filter(({ kind, file, line, call }) => {
    const key = `${kind} ${file}:${line} ${call}`
    return !seen.has(key) && seen.add(key)
  })
}
