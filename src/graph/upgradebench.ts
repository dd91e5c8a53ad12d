// One build list after another for `planUpgrade`: what a set of raised requirements comes to, what is bad about it, and
// what it costs.

import { isWardenError, WardenError } from '../base/errors.ts'
import { moduleName, type ModuleVersion } from '../base/finding.ts'
import { Once } from '../base/once.ts'
import { loadModuleGraph, type Edge, type ModuleGraph } from '../gomod/buildlist.ts'
import { compareGoVersions } from '../gomod/goversion.ts'
import { isPseudoVersion } from '../gomod/pseudo.ts'
import { isGoItself } from '../gomod/requirements.ts'
import type { GoModSummary } from '../gomod/modfile.ts'
import type { MainModule } from '../gomod/replacements.ts'
import { compareVersions, isValid, major, majorMinor, prerelease, sortVersions } from '../gomod/version.ts'
import { applyRaises, rootsOf, type Raises } from './upgradeapply.ts'
import type { MainRequirements, Move, UpgradeQuestion } from './upgrade.ts'

/** Why a build list is not wanted: an advisory, or a version that nobody may move to (then `id` is empty). */
export interface Bad extends ModuleVersion {
  readonly id: string
  /** Whether it was there before. */
  readonly old: boolean
}

/**
 * Numbers to be compared from the first on: what is left that is worth any price; moved and the worth of what else is left;
 * what is left in all; go, major and minor steps, distance, moved in all.
 */
export type Cost = readonly number[]

/** The first three numbers of a cost, for what is left alone. */
export type LeftCost = readonly [anyPrice: number, worth: number, all: number]

/** What a set of raised requirements comes to. */
export interface Outcome {
  readonly raises: Raises
  readonly graph: ModuleGraph
  readonly selected: ReadonlyMap<string, string>
  readonly list: readonly ModuleVersion[]
  readonly edges: readonly Edge[]
  readonly mains: readonly MainRequirements[]
  readonly goVersion: string
  readonly moves: readonly Move[]
  readonly bad: readonly Bad[]
  /** How many modules move that are built. */
  readonly changed: number
  readonly cost: Cost
}

/** Makes outcomes. */
export interface Bench {
  readonly question: UpgradeQuestion
  /** The project as it is. */
  readonly base: Outcome
  /** What raised requirements come to; `undefined` where a go.mod file that counts could not be had. */
  readonly outcome: (raises: Raises) => Promise<Outcome | undefined>
  /** Why there was no outcome. */
  readonly failureOf: (raises: Raises) => string
  /** Versions above `above` that a module may move to, lowest first. */
  candidates(path: string, above: string): Promise<readonly string[]>
  /** All released versions above one, lowest first; those of a pre-release only for who has one. */
  newer(path: string, above: string): Promise<readonly string[]>
  refusal(m: ModuleVersion): Promise<string | undefined>
  /** The advisories that count against a module at a version, were it in the build list. */
  readonly flawsOf: (m: ModuleVersion) => readonly Bad[]
  /** The same, and whether nobody may move to that version. */
  badAt(m: ModuleVersion): Promise<readonly Bad[]>
  /** Whether the others hang on a module: see `rootsOf`. */
  readonly isRoot: (path: string) => boolean
  /** What it costs that these stay. */
  readonly leftCost: (bad: readonly Bad[]) => LeftCost
  /**
   * Built modules that move in every upgrade that has a module at this version: itself and what its go.mod requires.
   * Only itself, where it is not sure that go reads that file or it cannot be had.
   */
  forcedBy(m: ModuleVersion): Promise<readonly string[]>
  /** How many steps of each kind a move is. */
  gradeOf(path: string, from: string, to: string): Promise<readonly [major: number, minor: number, distance: number]>
  readonly tried: () => number
  /** How many go.mod files were read beyond those of the project as it is. */
  readonly read: () => number
}

/** Which of two costs is smaller. */
export function compareCosts(a: Cost, b: Cost): number {
  for (const [i, one] of a.entries()) {
    const order = one - (b[i] ?? 0)
    if (order !== 0) return order
  }
  return 0
}

/** A bench for a question. Throws as `planUpgrade` does. */
export async function createBench(question: UpgradeQuestion): Promise<Bench> {
  const { isWanted, advisoriesOf, signal } = question
  const goMods = new Once<GoModSummary>()
  const lists = new Once<readonly string[]>()
  const refusals = new Once<string | undefined>()
  const outcomes = new Once<Outcome | undefined>()
  const failures = new Map<string, string>()
  let tried = 0
  let read = 0
  const requirementsOf = async (m: ModuleVersion): Promise<GoModSummary> => {
    read++
    return question.requirementsOf(m)
  }
  const load = async (mains: readonly MainModule[]): Promise<ModuleGraph> => {
    if (signal?.aborted === true) throw new WardenError('aborted', 'the search for an upgrade was stopped')
    tried++
    return loadModuleGraph(mains, async (m) => goMods.get(moduleName(m), async () => requirementsOf(m)), {
      ...(question.work === undefined ? {} : { work: question.work }),
      ...(signal === undefined ? {} : { signal }),
    })
  }
  const first = await load(question.mains)
  const readFirst = read
  const [missing] = first.missing
  if (missing !== undefined) {
    throw new WardenError(
      'unreachable',
      `${moduleName(missing.module)}: its go.mod file could not be had, so that the build list is not known`,
      {
        cause: missing.error,
        ...(missing.error.remedy === undefined ? {} : { remedy: missing.error.remedy }),
      },
    )
  }
  const isRoot = rootsOf(first, question.mains)
  const mainPaths = new Set(first.buildList.filter((m) => m.main).map((m) => m.path))
  // A requirement of an excluded version is as if it were not there.
  const isExcluded = (m: ModuleVersion): boolean =>
    question.mains.some(({ goMod }) => goMod.exclude.some((e) => e.path === m.path && e.version === m.version))
  const before = new Map(first.buildList.filter((m) => !m.main).map((m) => [m.path, m]))
  const refusal = async (m: ModuleVersion): Promise<string | undefined> =>
    refusals.get(moduleName(m), async () => question.refusalOf(m))
  const newer = async (path: string, above: string): Promise<readonly string[]> => {
    const all = await lists.get(path, async () => sortVersions((await question.versionsOf(path)).filter(isValid)))
    const { version } = before.get(path) ?? { version: '' }
    const pre = prerelease(version) !== '' && !isPseudoVersion(version)
    return all.filter(
      (v) => compareVersions(v, above) > 0 && (pre || prerelease(v) === '') && !isExcluded({ path, version: v }),
    )
  }
  const isBuilt = (path: string): boolean => question.isBuilt?.(path) ?? true
  const flawsOf = (m: ModuleVersion): readonly Bad[] => {
    if (!isBuilt(m.path)) return []
    const was = before.get(m.path)
    const old = was?.version === m.version
    // What a replace line puts there is what is built, whatever version is required.
    const judged =
      was?.replacedBy === undefined || !old ? m : was.replacedBy.version === '' ? undefined : was.replacedBy
    const ids = judged === undefined ? [] : advisoriesOf(judged.path, judged.version)
    const had = old || was === undefined ? [] : advisoriesOf(was.path, was.version)
    return ids
      .filter((id) => isWanted(m.path, id) || (!old && !had.includes(id)))
      .map((id): Bad => ({ ...name(m), id, old: old || had.includes(id) }))
  }
  const badAt = async (m: ModuleVersion): Promise<readonly Bad[]> => {
    const flaws = flawsOf(m)
    const was = before.get(m.path)
    if (was?.version === m.version || !isBuilt(m.path)) return flaws
    // A version-specific replace line must not be lost by moving away from its version.
    const lost = was?.replacedBy !== undefined
    return lost || (await refusal(name(m))) !== undefined ? [...flaws, { ...name(m), id: '', old: false }] : flaws
  }
  const gradeOf = async (path: string, from: string, to: string): Promise<readonly [number, number, number]> => {
    if (from === '' || !isBuilt(path)) return [0, 0, 0]
    const isMajor = major(from) !== major(to)
    const isMinor = !isMajor && majorMinor(from) !== majorMinor(to)
    const between = (await newer(path, from)).filter((v) => compareVersions(v, to) <= 0).length
    return [Number(isMajor), Number(isMinor), Math.max(1, between)]
  }
  const leftCost = (bad: readonly Bad[]): LeftCost => {
    const worths = bad.map((b) => question.worth?.(b.path, b.id) ?? Number.POSITIVE_INFINITY)
    const some = worths.filter((worth) => Number.isFinite(worth))
    return [worths.length - some.length, some.reduce((sum, worth) => sum + Math.max(1, worth), 0), bad.length]
  }
  // A line of go.mod is read at the version selected; what only others require may be pruned out.
  const roots = new Set(question.mains.flatMap(({ goMod }) => goMod.require.map((r) => r.path)))
  const forced = new Once<readonly string[]>()
  const forcedBy = async (m: ModuleVersion): Promise<readonly string[]> =>
    forced.get(moduleName(m), async () => {
      const own = isBuilt(m.path) ? [m.path] : []
      if (!roots.has(m.path) || before.get(m.path)?.replacedBy !== undefined) return own
      const summary = await goMods
        .get(moduleName(m), async () => requirementsOf(m))
        .catch((error: unknown) => {
          if (isWardenError(error) && !isWardenError(error, 'aborted')) return undefined
          throw error
        })
      const isForced = (r: ModuleVersion): boolean => {
        const was = before.get(r.path)
        return (
          isBuilt(r.path) &&
          !isGoItself(r.path) &&
          !mainPaths.has(r.path) &&
          !isExcluded(r) &&
          (was === undefined || compareVersions(r.version, was.version) > 0)
        )
      }
      return [...own, ...(summary?.require.filter(isForced).map((r) => r.path) ?? [])]
    })
  const judged = async (raises: Raises, graph: ModuleGraph, mains: readonly MainRequirements[]): Promise<Outcome> => {
    const list = graph.buildList.filter((m) => !m.main)
    const moves: Move[] = []
    const bad: Bad[] = []
    const sum = [0, 0, 0]
    for (const m of list) {
      const from = before.get(m.path)?.version ?? ''
      bad.push(...(await badAt(m)))
      if (from === m.version) continue
      const asked = raises.get(m.path) === m.version
      moves.push({ path: m.path, from, to: m.version, asked, direct: m.direct, broughtBy: [] })
      for (const [i, n] of (await gradeOf(m.path, from, m.version)).entries()) sum[i] = (sum[i] ?? 0) + n
    }
    const changed = moves.filter((m) => isBuilt(m.path)).length
    const all = moves.length
    const now = new Set(list.map((m) => m.path))
    for (const m of before.values()) {
      if (now.has(m.path)) continue
      moves.push({ path: m.path, from: m.version, to: '', asked: false, direct: m.direct, broughtBy: [] })
    }
    const [anyPrice, worth, left] = leftCost(bad)
    const higherGo = compareGoVersions(graph.goVersion, first.goVersion) > 0 ? 1 : 0
    return {
      raises,
      graph,
      selected: new Map(list.map((m) => [m.path, m.version])),
      list: list.map(name),
      edges: graph.edges,
      mains,
      goVersion: graph.goVersion,
      moves,
      bad,
      changed,
      cost: [anyPrice, changed + worth, left, higherGo, ...sum, all],
    }
  }
  const base = await judged(
    new Map(),
    first,
    question.mains.map(({ goMod }) => ({ goMod, require: goMod.require })),
  )
  return {
    question,
    base,
    refusal,
    newer,
    flawsOf,
    badAt,
    isRoot,
    leftCost,
    forcedBy,
    gradeOf,
    tried: () => tried,
    read: () => read - readFirst,
    failureOf: (raises) => failures.get(keyOf(raises)) ?? 'its requirements could not be had',
    outcome: async (raises) =>
      raises.size === 0
        ? base
        : outcomes.get(keyOf(raises), async () => {
            const applied = await applyRaises(first, question.mains, question.work !== undefined, raises, load, {
              isRoot,
              isBuilt,
            })
            if (typeof applied !== 'string') return judged(raises, applied.graph, applied.mains)
            failures.set(keyOf(raises), applied)
            return undefined
          }),
    async candidates(path, above): Promise<readonly string[]> {
      if (before.get(path)?.replacedBy !== undefined || !isBuilt(path)) return []
      return newer(path, above)
    },
  }
}

/** The name of what is bad, whatever version has it. */
export function badKey({ path, id }: Bad): string {
  return `${path} ${id}`
}

/** The name of a set of raised requirements. */
export function keyOf(raises: Raises): string {
  return [...raises]
    .map(([path, version]) => `${path}@${version}`)
    .toSorted((a, b) => (a < b ? -1 : 1))
    .join(' ')
}

function name({ path, version }: ModuleVersion): ModuleVersion {
  return { path, version }
}
