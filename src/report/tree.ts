// The tree report: the modules of a build with what needs each, and who requires whom. The JSON document is this value.
import type { ModuleVersion } from '../base/finding.ts'
import type { ExitCode } from './verify.ts'
import { wrapWords } from './words.ts'

/** What of the project needs a module: nothing, where it only takes part in the choice of versions. */
export const TREE_SCOPES = ['main', 'code', 'test', 'tool', 'unused', 'unknown'] as const

/** One of them. */
export type TreeScope = (typeof TREE_SCOPES)[number]

/** One module. */
export interface TreeModule extends ModuleVersion {
  /** Whether it is the project's own, of which a workspace has several; its version is empty. */
  readonly main: boolean
  /** Whether a main module requires it without `// indirect`. */
  readonly direct: boolean
  readonly scope: TreeScope
  /** What stands in for it; a folder has an empty version. */
  readonly replacedBy?: ModuleVersion
  /** Why its author took this version back; may be empty. As far as the go.mod files that are here say. */
  readonly retracted?: string
  /** Why its author gave the module up, likewise. */
  readonly deprecated?: string
  /** The module that requires it on the shortest way from the project; empty for the project's own. */
  readonly parent: string
  /** How many steps it is away; -1 where nothing leads to it. */
  readonly depth: number
  /** How many of its packages the project reaches, and the size of their Go files. */
  readonly packages: number
  readonly bytes: number
  /** How many modules would leave with it. */
  readonly alone: number
}

/** One requirement among them, by paths. */
export interface TreeEdge {
  readonly from: string
  readonly to: string
  /** The version that is asked for. */
  readonly needs: string
  readonly indirect: boolean
}

/** Something that could not be had, so that the tree may be wrong. */
export interface TreeGap {
  readonly kind: 'go.mod' | 'missing' | 'absent' | 'unread'
  readonly what: string
  readonly why: string
  /** `example.com/app/server/main.go:7`. */
  readonly from?: string
}

/** What a tree is of. */
export interface TreeSubject {
  readonly folder: string
  readonly modules: readonly string[]
  /** `linux/amd64`, with tags behind a comma, or `any platform`. */
  readonly platform: string
  readonly goVersion: string
  /** The modules are those that go would write into go.mod: where it may not, it says "updates to go.mod needed". */
  readonly outOfDate?: true
}

/** A report of `tree`. */
export interface TreeReport {
  readonly schema: 'modwarden/tree/1'
  readonly subject: TreeSubject
  /** In the order of `go list -m all`. */
  readonly modules: readonly TreeModule[]
  readonly edges: readonly TreeEdge[]
  readonly gaps: readonly TreeGap[]
  /** Which modules the text shows; all where it is empty. */
  readonly only: readonly TreeOnly[]
  readonly exitCode: ExitCode
  readonly seconds: number
}

/** What `--only` takes. */
export const TREE_ONLY = [
  'direct',
  'indirect',
  'test',
  'tool',
  'unused',
  'replaced',
  'incompatible',
  'retracted',
  'deprecated',
] as const

/** One of them. */
export type TreeOnly = (typeof TREE_ONLY)[number]

/** The modules that `--only` leaves. */
export function shownModules({ modules, only }: Pick<TreeReport, 'modules' | 'only'>): readonly TreeModule[] {
  return only.length === 0 ? modules : modules.filter((m) => only.some((kind) => isOfKind(m, kind)))
}

/** Whether a module is one of a kind. */
function isOfKind(m: TreeModule, kind: TreeOnly): boolean {
  switch (kind) {
    case 'direct':
      return m.direct
    case 'indirect':
      return !m.direct && !m.main
    case 'test':
    case 'tool':
    case 'unused':
      return m.scope === kind
    case 'replaced':
      return m.replacedBy !== undefined
    case 'incompatible':
      return m.version.endsWith('+incompatible')
    case 'retracted':
      return m.retracted !== undefined
    case 'deprecated':
      return m.deprecated !== undefined
  }
}

/** What could not be read, in words; the reason often begins with the name itself. */
export function gapWords({ what, why }: TreeGap): string {
  return why.startsWith(`${what}: `) || why.startsWith(`${what}@`) ? why : `${what}: ${why}`
}

/** What a reader must know of a go.mod file that is not up to date. */
export function outOfDateLines({ outOfDate }: TreeSubject): string[] {
  return outOfDate === true
    ? wrapWords('go.mod is not up to date; shown is what go would make of it: go mod tidy', 2)
    : []
}
