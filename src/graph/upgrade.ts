// The upgrade that removes advisories from a build list at the least price: which requirements to raise, what moves along with
// them under minimal version selection, and what cannot be removed. https://go.dev/ref/mod#minimal-version-selection
//
// Each advisory has a worth: how many modules may move so that it goes. Best means, in this order: the fewest left of those
// that are worth any price; the least sum of modules that move and of the worths of what is left; the fewest left; no higher
// go line; then fewer steps to another major version, fewer to another minor one, and the least distance, counted in
// released versions; and the fewest modules in all. A module counts as moved where any of it is built and its version
// changes or it is new. An advisory that an upgrade adds costs what one costs that stays; a version that nobody may move to
// is never taken, and nothing that is built is lowered. The search is exact where it ends within its limit,
// and says so; otherwise no single upgrade of its answer can be left out or be a lower version without loss. Why a worth,
// and not "as few advisories as can be": docs/decisions/0020.

import type { ModuleVersion } from '../base/finding.ts'
import type { Edge } from '../gomod/buildlist.ts'
import type { GoMod, GoModSummary } from '../gomod/modfile.ts'
import type { GoWork } from '../gomod/gowork.ts'
import type { MainModule } from '../gomod/replacements.ts'
import { createBench } from './upgradebench.ts'
import { withBringers } from './upgradebringers.ts'
import { whyLeft } from './upgradeleft.ts'
import { searchUpgrade } from './upgradesearch.ts'

/** What the search knows of the world: all of it is asked at most once for each module or version. */
export interface UpgradeWorld {
  /** A go.mod file, as `loadModuleGraph` wants it. */
  readonly requirementsOf: (m: ModuleVersion) => Promise<GoModSummary>
  /** The released versions of a module, in any order; empty where none is known. Throws `WardenError`. */
  readonly versionsOf: (path: string) => Promise<readonly string[]>
  /** The advisories that a module version has. */
  readonly advisoriesOf: (path: string, version: string) => readonly string[]
  /** Why nobody may move to a version today (held, retracted, blocked), or `undefined`. */
  readonly refusalOf: (m: ModuleVersion) => Promise<string | undefined>
  /**
   * Whether any package of a module is built; all are without it. What is in the build list alone counts for nothing: it
   * is not raised, because `go mod tidy` would drop the line, and nobody runs its code.
   */
  readonly isBuilt?: (path: string) => boolean
}

/** What is to be repaired. */
export interface UpgradeQuestion extends UpgradeWorld {
  readonly mains: readonly MainModule[]
  readonly work?: GoWork
  /** Whether an advisory of a module is to go; those that are not wanted only count where they are added. */
  readonly isWanted: (path: string, id: string) => boolean
  /**
   * How many modules may move so that an advisory goes, or does not come; without it, or `Infinity`, any number. At least
   * 1.
   */
  readonly worth?: (path: string, id: string) => number
  /** How many build lists are tried at most; by the size of the build list without it. */
  readonly limit?: number
  readonly signal?: AbortSignal
}

/** A module whose version changes; `from` is empty for one that is new, `to` for one that is gone. */
export interface Move {
  readonly path: string
  readonly from: string
  readonly to: string
  /** Whether go.mod must ask for it; otherwise another move brings it along. */
  readonly asked: boolean
  readonly direct: boolean
  /** The paths of the asked ones that bring it along; empty for an asked one and one that is gone. */
  readonly broughtBy: readonly string[]
  /** Why, where no requirement of a go.mod file says so. */
  readonly because?: string
}

/** An advisory that stays, or comes. */
export interface Left extends ModuleVersion {
  readonly id: string
  /**
   * - `no-fix`: no released version is without it
   * - `held`: the versions without it may not be used today
   * - `major`: only another module path is without it
   * - `replaced`: a replace line decides what is used
   * - `conflict`: what is without it brings in what may not be used, or its go.mod could not be had
   * - `dear`: more modules would move than it is worth
   * - `added`: it was not there before, and comes with an upgrade that is worth it
   */
  readonly kind: 'no-fix' | 'held' | 'major' | 'replaced' | 'conflict' | 'dear' | 'added'
  /** A sentence's end: `held until …`. */
  readonly why: string
  /** The version that would repair it, where there is one. */
  readonly fixed?: ModuleVersion
  /** Of a dear one: how many modules more would move. */
  readonly moves?: number
}

/** What each main module requires afterwards. */
export interface MainRequirements {
  readonly goMod: GoMod
  readonly require: readonly { readonly path: string; readonly version: string; readonly indirect: boolean }[]
  /** The go line that is needed, where it is a higher one than the file's. */
  readonly goVersion?: string
}

/** The best upgrade. */
export interface UpgradePlan {
  /** By path. Empty where nothing can be done, or nothing has to be. */
  readonly moves: readonly Move[]
  readonly left: readonly Left[]
  /** The pairs of module and advisory that are there before and gone after. */
  readonly removed: readonly (ModuleVersion & { readonly id: string })[]
  /** As the main modules were given. */
  readonly mains: readonly MainRequirements[]
  /** The build list afterwards, without the main modules. */
  readonly buildList: readonly ModuleVersion[]
  readonly edges: readonly Edge[]
  readonly goVersion: { readonly before: string; readonly after: string }
  /** Whether no better one exists; false where the search was cut short. */
  readonly exact: boolean
  /** How many build lists were made. */
  readonly tried: number
}

/**
 * Finds the best upgrade. Throws what `loadModuleGraph` throws for the project as it is, and `unreachable` where its
 * go.mod files could not all be had: nothing can be said of a build list that is not known.
 */
export async function planUpgrade(question: UpgradeQuestion): Promise<UpgradePlan> {
  const bench = await createBench(question)
  const { best, exact } = await searchUpgrade(bench, question.limit)
  return {
    moves: withBringers(best),
    left: await whyLeft(bench, best),
    removed: bench.base.bad.filter(({ path, id }) => best.bad.every((b) => b.path !== path || b.id !== id)),
    mains: best.mains,
    buildList: best.list,
    edges: best.edges,
    goVersion: { before: bench.base.goVersion, after: best.goVersion },
    exact,
    tried: bench.tried(),
  }
}
