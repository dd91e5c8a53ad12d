// The plan of `fix`: the search for the best upgrade, again where it brought in modules of which nobody had asked yet, lost a
// package, or leaves what the project's code may call.
import path from 'node:path'
import type { Match } from '../../advisories/match.ts'
import { isWardenError, WardenError } from '../../base/errors.ts'
import { moduleName, type ModuleVersion } from '../../base/finding.ts'
import { Once } from '../../base/once.ts'
import type { ModuleGraph } from '../../gomod/buildlist.ts'
import { summarizeGoMod, type GoModSummary, type Require } from '../../gomod/modfile.ts'
import { maxModFileSize } from '../../gomod/modlex.ts'
import { compareVersions } from '../../gomod/version.ts'
import { moduleUses, type PackageGraph } from '../../graph/packages.ts'
import { planUpgrade, type Left, type Move, type UpgradePlan } from '../../graph/upgrade.ts'
import type { FixAdvisory } from '../../report/fix.ts'
import type { World } from '../../world/world.ts'
import { completed, missingRoots, packagesOf, type Completed } from './complete.ts'
import {
  advisoriesAbout,
  movesBetween,
  noteOf,
  versionsHere,
  type FixBook,
  type FixInput,
  type FixRun,
  type Known,
} from './input.ts'
import { createFits, type Clash, type RemedyWorld } from './fits.ts'
import { refusals, unaskedWords } from './policy.ts'
import { worthOf, type WorthInput } from './worth.ts'
import type { Project } from '../project/project.ts'
import type { Sources } from '../project/sources.ts'

/** A plan, and what it was made from. */
export interface Planned {
  readonly plan: UpgradePlan
  /** What moves by the files as they will be. */
  readonly moves: readonly Move[]
  readonly book: FixBook
  readonly reached: ReadonlySet<string> | undefined
  /** The project afterwards; absent where nothing changes. */
  readonly next: Completed | undefined
  /** The advisories of modules that are built. */
  readonly advisoriesOf: (list: readonly ModuleVersion[]) => FixAdvisory[]
  readonly unchecked: readonly string[]
  /** Whether something that is imported has no module afterwards: it would not build. */
  readonly isBroken: boolean
}

const MOST_ROUNDS = 4
const MOST_PLANS = 12
/** Why advisories stay that could go. */
const LEFT_FOR_NOW: readonly Left['kind'][] = ['dear', 'conflict']

/** The search; again where it brought in modules of which nobody had asked yet, or nothing was built before. */
export async function planned(world: World, input: FixInput, run: FixRun, known: Known): Promise<Planned> {
  const { project, graph, sources, database, readers, texts } = known
  const { signal, onProgress } = run.options
  const asked = new Set([
    'stdlib',
    'toolchain',
    ...graph.buildList.flatMap((m) => [m.path, m.replacedBy?.path ?? m.path]),
  ])
  const failed = new Map<string, unknown>()
  const lists = new Once<readonly string[]>()
  const versionsOf = async (modulePath: string): Promise<readonly string[]> =>
    lists.get(modulePath, async () => versionsHere(world, run, modulePath, (error) => failed.set(modulePath, error)))
  const from = new Map(graph.buildList.map((m) => [m.path, m.version]))
  onProgress?.(() => 'reading advisories')
  let book = await input.loadBook([...asked])
  let reach = input.reachable ? await input.reached(project, book) : undefined
  const packages = await packagesOf(readers, project, graph)
  const built = new Set(moduleUses(packages).keys())
  const before = {
    missing: new Set(missingRoots(project, graph, packages).map((r) => r.path)),
    built: new Set(built),
  }
  // Of what comes with an upgrade: what was looked at, and what of it is called then.
  const lookedAt = new Set<string>()
  const calledThen = new Set<string>()
  const isWanted = (modulePath: string, id: string): boolean =>
    (!input.reachable || reach?.called.has(`${modulePath} ${id}`) === true) &&
    isChosen(book, input.only, modulePath, id)
  const matches = new Map<string, Match>()
  const idLists = new Map<string, readonly string[]>()
  const idsOf = (modulePath: string, version: string): readonly string[] => {
    const key = moduleName({ path: modulePath, version })
    let ids = idLists.get(key)
    if (ids === undefined) {
      const found = advisoriesAbout(book, { path: modulePath, version })
      for (const match of found) matches.set(`${modulePath} ${match.advisory.id}`, match)
      idLists.set(key, (ids = found.map(({ advisory }) => advisory.id)))
    }
    return ids
  }
  const builtPackages = new Set(packages.packages.keys())
  const worths: WorthInput = {
    anyPrice: input.anyPrice,
    isUrgent: (modulePath, id) => {
      const key = `${modulePath} ${id}`
      if (calledThen.has(key)) return true
      if (reach?.called.has(key) === true) return true
      return input.only.length > 0 && isWanted(modulePath, id)
    },
    matchOf: (modulePath, id) => matches.get(`${modulePath} ${id}`),
    built: builtPackages,
  }
  const goMods = new Once<GoModSummary>()
  // By module the first version that would not build here, and why.
  const lacking = new Map<string, { readonly version: string; readonly why: string }>()
  const fits = createFits(readers, { project, graph, packages })
  const demands: Demand[] = []
  const judged = refusals(
    {
      policy: input.policy,
      knowledge: input.knowledge,
      clock: input.logClock,
      now: world.clock.now(),
      prover: database.prover,
      sources,
      versionsOf,
    },
    { modified: book.book.modified, about: (modulePath) => book.book.about(modulePath) },
    (modulePath) => from.get(modulePath),
  )
  const refusalOf = async (m: ModuleVersion): Promise<string | undefined> => {
    const lack = lacking.get(m.path)
    return lack === undefined || m.version === '' || compareVersions(m.version, lack.version) < 0 ? judged(m) : lack.why
  }
  const refuse = (m: ModuleVersion, why: string): void => {
    const known = lacking.get(m.path)
    if (known === undefined || compareVersions(m.version, known.version) < 0)
      lacking.set(m.path, { version: m.version, why })
  }
  const summaryOf = async (m: ModuleVersion): Promise<GoModSummary> =>
    goMods.get(moduleName(m), async () => requirementsOf(world, project, sources, m))
  const remedyWorld: RemedyWorld = {
    versionsOf,
    isAllowed: async (m) => (await refusalOf(m)) === undefined,
    requiredBy: async (m, of) => {
      try {
        return (await summaryOf(m)).require.find((r) => r.path === of)?.version
      } catch (error) {
        if (!isWardenError(error) || isWardenError(error, 'aborted', 'fork')) throw error
        return undefined
      }
    },
  }
  const mayBeUrgent = !input.anyPrice && input.only.length === 0
  // First what is good, with the fewest questions; the whole search once it is known what is built.
  let isDraft = true
  for (let round = 1; ; round++) {
    onProgress?.(() => 'looking for the best upgrade')
    const plan = await planUpgrade({
      mains: project.mains.map((main) => ({
        dir: project.work === undefined ? '.' : path.relative(project.folder, main.folder) || '.',
        goMod: main.goMod,
      })),
      ...(project.work === undefined ? {} : { work: project.work }),
      requirementsOf: async (m) => withDemands(await summaryOf(m), m, demands),
      versionsOf,
      advisoriesOf: idsOf,
      refusalOf,
      isWanted,
      worth: (modulePath, id) => worthOf(worths, modulePath, id),
      isBuilt: (modulePath) => built.has(modulePath),
      ...(isDraft ? { limit: 1 } : input.limit === undefined ? {} : { limit: input.limit }),
      ...(signal === undefined ? {} : { signal }),
    })
    const wanted = plan.mains.map(({ require, goVersion }) => ({
      require,
      ...(goVersion === undefined ? {} : { goVersion }),
    }))
    const next = plan.moves.length === 0 ? undefined : await completed(readers, project, texts, wanted, before)
    const used = new Set(next === undefined ? [] : moduleUses(next.packages).keys())
    const news = [...used].filter((modulePath) => !built.has(modulePath))
    // What an earlier plan would have built, and this one does not.
    const idle = new Set([...built].filter((modulePath) => !before.built.has(modulePath) && !used.has(modulePath)))
    const lost = next === undefined ? [] : lostPackages(packages, next.packages)
    // What is imported and no longer there does not build: the version that dropped it, and later ones, are not for here.
    const dropped = lost.filter(({ from: m }) => m !== undefined && plan.moves.some(({ path: p }) => p === m))
    for (const { name, from: m = '', why } of round < MOST_PLANS ? dropped : []) {
      const version = plan.moves.find(({ path: p }) => p === m)?.to ?? ''
      refuse({ path: m, version }, `it has no package ${name} any more, which ${why}`)
    }
    if (dropped.length > 0 && round < MOST_PLANS) continue
    if (next !== undefined) onProgress?.(() => 'looking whether what moves fits together')
    const clashes = next === undefined ? [] : await fits.clashesIn(next)
    for (const clash of clashes) {
      if (next === undefined || round >= MOST_PLANS) break
      const { importer, moved } = clash
      const version = await fits.remedyOf(clash, next, remedyWorld)
      const demand = { moved, needs: { path: importer.path, version: version ?? '' }, clash }
      // Asked for already, and yet it does not hold: then the move itself is not for here.
      if (version === undefined || demands.some((d) => isSameDemand(d, demand))) refuse(moved, clashWords(clash))
      else demands.push(demand)
    }
    if (clashes.length > 0 && round < MOST_PLANS) continue
    const isSettled = news.length === 0 || round >= 2 * MOST_ROUNDS
    for (const name of next?.packages.packages.keys() ?? []) builtPackages.add(name)
    const added = plan.left.filter((l) => l.kind === 'added')
    if (isDraft) {
      isDraft = news.length > 0 && round < MOST_ROUNDS
    } else if (
      isSettled &&
      reach === undefined &&
      mayBeUrgent &&
      plan.left.some((l) => LEFT_FOR_NOW.includes(l.kind))
    ) {
      // What is called goes at any price; nobody need know which ones where all go anyway.
      reach = await input.reached(project, book)
    } else if (
      isSettled &&
      next !== undefined &&
      added.some((a) => isCallable(a, worths) && !lookedAt.has(`${a.path} ${a.id}`))
    ) {
      const then = await input.reached(next.project, book)
      for (const key of added.map((a) => `${a.path} ${a.id}`)) {
        lookedAt.add(key)
        if (then.called.has(key)) calledThen.add(key)
      }
    } else if (isSettled) {
      // A module that is as it should be needs no list.
      const unlisted = [...failed].filter(([modulePath]) => plan.left.some((l) => l.path === modulePath))
      const advisoriesOf = (list: readonly ModuleVersion[]): FixAdvisory[] =>
        list
          .filter((m) => built.has(m.path) && !idle.has(m.path))
          .flatMap((m) =>
            advisoriesAbout(book, m)
              .filter((a) => isWanted(m.path, a.advisory.id))
              .map((a) => noteOf(m, a, reach?.called)),
          )
      return {
        plan: { ...plan, left: plan.left.filter((l) => !idle.has(l.path)) },
        moves: next === undefined ? [] : movesOf(graph, next, plan, demands),
        book,
        reached: reach?.called,
        isBroken: lost.length > 0 || clashes.length > 0,
        next,
        advisoriesOf,
        unchecked: [
          ...emptyWords(project, graph, packages),
          ...gapWords(next?.packages ?? packages),
          ...lost
            .slice(0, MOST_GAPS)
            .map(({ name, why }) => `${name}, which ${why}, is in no module after the upgrade`),
          ...clashes.map((clash) => `${moduleName(clash.moved)}: ${clashWords(clash)}`),
          ...(reach?.left ?? []),
          ...unlisted.map(([modulePath, error]) => unaskedWords(modulePath, error)),
        ],
      }
    }
    for (const modulePath of news) built.add(modulePath)
    const unasked = news.filter((modulePath) => !asked.has(modulePath))
    for (const modulePath of unasked) asked.add(modulePath)
    if (unasked.length === 0) continue
    book = await input.loadBook([...asked])
    idLists.clear()
  }
}

async function requirementsOf(
  world: World,
  project: Project,
  sources: Sources,
  m: ModuleVersion,
): Promise<GoModSummary> {
  if (m.version === '') {
    const file = path.resolve(project.folder, m.path, 'go.mod')
    const bytes = await world.files.read(file, maxModFileSize)
    if (bytes === undefined) {
      throw new WardenError('not-found', `${file}: no such file, but a replace line names its folder`)
    }
    return summarizeGoMod(bytes, file)
  }
  const found = await sources.goMod(m)
  if (found.bytes !== undefined) return summarizeGoMod(found.bytes, `${moduleName(m)}/go.mod`)
  throw found.error ?? new WardenError('not-found', `${moduleName(m)}: no go.mod file`)
}

/** Why nothing that is built need mean that all is well. */
function emptyWords({ folder }: Project, graph: ModuleGraph, packages: PackageGraph): string[] {
  if (packages.own.length === 0) return [`${folder}: no Go package was found, so nothing counts as built`]
  const direct = graph.buildList.filter((m) => m.direct)
  const uses = moduleUses(packages)
  return direct.length > 0 && graph.buildList.every((m) => m.main || !uses.has(m.path))
    ? [`${folder}: nothing that go.mod requires is imported by the code that was read, so nothing counts as built`]
    : []
}

const MOST_GAPS = 20

/** What of the packages could not be read: a module that is imported there counts as not built, so nothing is sure. */
function gapWords({ gaps }: PackageGraph): string[] {
  const grave = gaps.filter((gap) => gap.kind !== 'missing')
  const more = grave.length - MOST_GAPS
  return [
    ...grave.slice(0, MOST_GAPS).map((gap) => `${gap.path}: its packages could not be read: ${gap.why}`),
    ...(more > 0 ? [`and packages of ${more} more`] : []),
  ]
}

/** The moves of a plan as the completed files have them: a line that nothing needs is gone, one may have been added. */
function movesOf(graph: ModuleGraph, next: Completed, plan: UpgradePlan, demands: readonly Demand[]): Move[] {
  const named = new Set(next.project.mains.flatMap(({ goMod }) => goMod.require.map((r) => r.path)))
  const asked = plan.moves.filter((m) => m.asked && named.has(m.path))
  const bringers = new Map(plan.moves.map((m) => [m.path, m.broughtBy]))
  return movesBetween(graph, next.graph, new Map(asked.map((m) => [m.path, m.to]))).map((m) => ({
    ...m,
    broughtBy: bringers.get(m.path) ?? [],
    ...becauseOf(m, next, demands),
  }))
}

/** Why a module moves although its go.mod lines would leave it where it is. */
function becauseOf(m: Move, next: Completed, demands: readonly Demand[]): Partial<Move> {
  const version = (path: string): string | undefined => next.graph.buildList.find((one) => one.path === path)?.version
  const found = demands.find(
    ({ moved, needs }) => needs.path === m.path && needs.version === m.to && version(moved.path) === moved.version,
  )
  if (found === undefined) return {}
  const { importer, moved, why } = found.clash
  // No go.mod file but the project's own asks for it.
  return {
    asked: true,
    broughtBy: [],
    because: `${importer.version} does not compile with ${moved.path} ${moved.version}: ${why}`,
  }
}

/** A module version that does not compile with what is there, and the version of its importer that it needs. */
interface Demand {
  readonly moved: ModuleVersion
  readonly needs: ModuleVersion
  readonly clash: Clash
}

function isSameDemand(a: Demand, b: Demand): boolean {
  return moduleName(a.moved) === moduleName(b.moved) && moduleName(a.needs) === moduleName(b.needs)
}

/** A go.mod file as if it required what its code does not compile without: so the search counts what that costs. */
function withDemands(summary: GoModSummary, m: ModuleVersion, demands: readonly Demand[]): GoModSummary {
  const more = demands.filter(({ moved }) => moved.path === m.path && compareVersions(m.version, moved.version) >= 0)
  if (more.length === 0) return summary
  const require = more.map(({ needs }): Require => ({ ...needs, indirect: false, line: 0, column: 0 }))
  return { ...summary, require: [...summary.require, ...require] }
}

function clashWords({ importer, moved, why }: Clash): string {
  const name = importer.version === '' ? 'the project' : moduleName(importer)
  return `${name} does not compile with ${moved.version}: ${why}`
}

/** Packages that are imported, had a module before and have none now: what needs them does not build. */
function lostPackages(
  before: PackageGraph,
  after: PackageGraph,
): readonly { readonly name: string; readonly from: string | undefined; readonly why: string }[] {
  const missing = new Set(before.gaps.filter((gap) => gap.kind === 'missing').map((gap) => gap.path))
  return after.gaps
    .filter((gap) => gap.kind === 'missing' && !missing.has(gap.path))
    .map((gap) => ({
      name: gap.path,
      // Nobody had it: then who imports it now is to blame.
      from: before.packages.get(gap.path)?.module ?? after.packages.get(path.posix.dirname(gap.from ?? ''))?.module,
      why: gap.from === undefined ? 'is imported here' : `${gap.from} imports`,
    }))
}

/** Whether an advisory was asked for, by its id or another name of it. */
export function isChosen({ book }: FixBook, only: readonly string[], modulePath: string, id: string): boolean {
  if (only.length === 0) return true
  const advisory = book.about(modulePath).find((a) => a.id === id)
  return [id, ...(advisory?.aliases ?? [])].some((one) => only.includes(one))
}

/** Whether code of the project may call what an advisory is about. */
function isCallable({ path: modulePath, id }: Left, { matchOf, built }: WorthInput): boolean {
  const packages = matchOf(modulePath, id)?.packages ?? []
  return packages.some((one) => built.has(one.path))
}
