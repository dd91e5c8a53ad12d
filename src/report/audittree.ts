// What an audit says of a project's tree in a line each: what is used, what its authors took back, which licences.
import type { ModuleVersion } from '../base/finding.ts'
import type { TreeScope } from './tree.ts'
import type { Fact } from './view.ts'
import { count, number } from './words.ts'

/** One module of it. */
export interface AuditModule extends ModuleVersion {
  /** What is built in its place; a folder has an empty version. */
  readonly replacedBy?: ModuleVersion
  /** Whether a main module requires it without `// indirect`. */
  readonly direct: boolean
  readonly scope: TreeScope
  /** The module that requires it on the shortest way from the project. */
  readonly parent: string
  /** How many others would leave with it. */
  readonly alone: number
  /** An SPDX expression; absent where its files state none that is known, or nothing of it is used. */
  readonly licence?: string
}

/** A tree in numbers. */
export interface AuditTree {
  /** The project's own ones not among them. */
  readonly modules: number
  /** Of which packages are built; of them those that tests or tools alone need. */
  readonly used: number
  readonly tests: number
  readonly tools: number
  /** Versions that their authors took back, as far as the go.mod files that are here say: `path@version`. */
  readonly retracted: readonly string[]
  /** Modules that their authors gave up, likewise. */
  readonly deprecated: readonly string[]
  /** Of modules that are used, by SPDX expression, the most frequent first. */
  readonly licences: ReadonlyArray<{ readonly licence: string; readonly modules: number }>
  /** Modules that are used and whose files state no licence that is known. */
  readonly unlicensed: readonly string[]
  /** What could not be had, so that all of this may be wrong. */
  readonly gaps: number
  /** Every module, by path; not in documents of modwarden 0.1. */
  readonly list?: readonly AuditModule[]
}

/** The lines `tree` and `licences`. */
export function treeFacts(tree: AuditTree): readonly Fact[] {
  const { modules, used, tests, tools, retracted, deprecated, licences, unlicensed, gaps } = tree
  const alone = [
    ...(tests > 0 ? [`${number(tests)} by tests alone`] : []),
    ...(tools > 0 ? [`${number(tools)} by tools`] : []),
  ]
  const text = [
    `${number(used)} of ${count(modules, 'module')} used${alone.length === 0 ? '' : `, ${alone.join(', ')}`}`,
    ...(retracted.length > 0 ? [`${number(retracted.length)} retracted: ${some(retracted)}`] : []),
    ...(deprecated.length > 0 ? [`${number(deprecated.length)} deprecated: ${some(deprecated)}`] : []),
    ...(gaps > 0 ? [`${number(gaps)} parts could not be had (modwarden tree)`] : []),
  ].join(' · ')
  const common = licences.slice(0, MOST_TOLD).map(({ licence, modules: of }) => `${licence} ${number(of)}`)
  const rest = licences.length - common.length
  const stated = [
    ...(common.length > 0 ? [`${common.join(', ')}${rest > 0 ? ` and ${number(rest)} more` : ''}`] : []),
    ...(unlicensed.length > 0 ? [`${number(unlicensed.length)} not known: ${some(unlicensed)}`] : []),
  ]
  return [
    { name: 'tree', state: retracted.length > 0 || gaps > 0 ? 'open' : 'ok', text },
    ...(used === 0 || stated.length === 0
      ? []
      : [
          {
            name: 'licences',
            state: unlicensed.length > 0 ? ('open' as const) : ('ok' as const),
            text: stated.join(' · '),
          },
        ]),
  ]
}

const MOST_TOLD = 3

function some(names: readonly string[]): string {
  return `${names.slice(0, MOST_TOLD).join(', ')}${names.length > MOST_TOLD ? ', …' : ''}`
}
