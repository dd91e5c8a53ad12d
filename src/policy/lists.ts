// Lists: module versions that a policy allows or denies by name. The row that says most exactly what it means counts; of
// two that are as exact, the one that denies.
import { matchPrefixPatterns } from '../base/patterns.ts'
import { compareVersions, isValid } from '../gomod/version.ts'
import { nameOf, ownerKey } from '../rules/record/modulename.ts'
import { endOf } from './dispute.ts'
import type { Horizon } from './horizon.ts'
import type { Known } from './known.ts'
import type { Layer, ListRow } from './policy.ts'

/** What the lists say of a module version. */
export interface Listed {
  readonly kind: 'allow' | 'deny'
  readonly row: ListRow
}

/** What a list is asked about. */
export type Listable = Pick<Known, 'path' | 'version' | 'origin' | 'content'>

/** The row that counts for a module version; `undefined` where none is about it. */
export function listedIn({ allow, deny }: Layer, known: Listable, horizon: Horizon): Listed | undefined {
  const fitting = (rows: readonly ListRow[], kind: Listed['kind']): Listed[] =>
    rows.filter((row) => fits(row, known, kind, horizon)).map((row) => ({ kind, row }))
  // Denying rows first: the first of the most exact ones is taken.
  const all = [...fitting(deny, 'deny'), ...fitting(allow, 'allow')]
  return all.toSorted((a, b) => moreExact(b.row, a.row))[0]
}

function fits(row: ListRow, known: Listable, kind: Listed['kind'], horizon: Horizon): boolean {
  const { path, version, owner, h1, until } = row
  if (path === undefined && version === undefined && owner === undefined && h1 === undefined) return false
  if (path !== undefined && !pathFits(path, known.path, kind)) return false
  if (version !== undefined && !versionFits(version, known.version)) return false
  if (owner !== undefined && !ownerFits(owner, known, kind)) return false
  if (h1 !== undefined && h1 !== known.content?.h1) return false
  return until === undefined || horizon.before(endOf(until))
}

/** Code hosts do not tell cases apart: who is denied comes in by no other spelling, and nobody is allowed by one. */
function pathFits(patterns: string, path: string, kind: Listed['kind']): boolean {
  if (matchPrefixPatterns(patterns, path)) return true
  return kind === 'deny' && matchPrefixPatterns(patterns.toLowerCase(), path.toLowerCase())
}

/**
 * Whether a version is the one that is meant, or within all bounds: `>=v1.2.0 <v1.4.0`. What is not well-formed fits
 * nothing.
 */
function versionFits(meant: string, version: string): boolean {
  return meant.split(' ').every((part) => {
    const bound = VERSION_BOUND.exec(part)
    if (bound === null) return part === version
    const [, sign = '', limit = ''] = bound
    if (!isValid(limit)) return false
    const order = compareVersions(version, limit)
    return order === 0 ? sign.endsWith('=') : sign.startsWith(order < 0 ? '<' : '>')
  })
}

/** A bound of versions: its sign and the version. */
export const VERSION_BOUND: RegExp = /^([<>]=?)(v.+)$/

/** By the path, whose owner nobody can choose; what the record says of an origin counts against a version only. */
function ownerFits(owner: string, { path, origin }: Listable, kind: Listed['kind']): boolean {
  const wanted = owner.toLowerCase()
  if (ownerOfPath(path) === wanted || hostOf(path) === wanted) return true
  return kind === 'deny' && origin?.toLowerCase() === wanted
}

/** The owner of a module by its path: `github.com/acme`, or the host; empty for a path without one. */
export function ownerOfPath(path: string): string {
  const name = nameOf(path)
  return name === undefined ? '' : ownerKey(name)
}

function hostOf(path: string): string {
  return nameOf(path)?.host ?? ''
}

/** Above 0 where `a` is the more exact one: by hash, by version, then by how much of the path it names. */
function moreExact(a: ListRow, b: ListRow): number {
  const exact = (row: ListRow): readonly number[] => [
    row.h1 === undefined ? 0 : 1,
    row.version === undefined ? 0 : VERSION_BOUND.test(row.version) ? 1 : 2,
    elements(row),
    /[*?[\\,]/.test(row.path ?? '') ? 0 : 1,
  ]
  const [left, right] = [exact(a), exact(b)]
  return left.map((n, i) => n - (right[i] ?? 0)).find((difference) => difference !== 0) ?? 0
}

function elements({ path, owner }: ListRow): number {
  const patterns = [...(path ?? '').split(','), owner ?? ''].map((text) => text.replace(/\/$/, ''))
  return Math.max(...patterns.map((text) => (text === '' ? 0 : text.split('/').length)))
}
