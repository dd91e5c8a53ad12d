// fix: the upgrade that removes the advisories of a project at the least price, and writing it. The order: the build list and what is
// known about it; the search; what go.mod and go.sum must say then; what each upgrade adds; the files; everything again.
import path from 'node:path'
import type { Match } from '../advisories/match.ts'
import { stdlibVersion } from '../advisories/stdlib.ts'
import { WardenError } from '../base/errors.ts'
import { moduleName, type ModuleVersion } from '../base/finding.ts'
import { Once } from '../base/once.ts'
import type { ModuleGraph } from '../gomod/buildlist.ts'
import { maxModFileSize } from '../gomod/modlex.ts'
import { summarizeGoMod, type GoModSummary } from '../gomod/modfile.ts'
import { moduleUses, type PackageGraph } from '../graph/packages.ts'
import { planUpgrade, type Left, type Move, type UpgradePlan } from '../graph/upgrade.ts'
import type { FixAdvisory, FixLeft, FixReport } from '../report/fix.ts'
import type { World } from '../world/world.ts'
import { changed } from './fixchange.ts'
import { completed, missingRoots, packagesOf, type Completed, type FixReaders } from './fixcomplete.ts'
import {
  actualList,
  advisoriesAbout,
  exitOf,
  movesBetween,
  noteOf,
  sourcesOf,
  stateOf,
  textsOf,
  versionsHere,
  type FixBook,
  type FixInput,
  type FixRun,
  type Known,
} from './fixinput.ts'
import { refusals, unaskedWords } from './fixpolicy.ts'
import { replaced } from './fixreplace.ts'
import { takeBack } from './fixundo.ts'
import { worthOf, type WorthInput } from './fixworth.ts'
import { loadGraph } from './graph.ts'
import { loadProject, type Project } from './project.ts'
import type { Scanner } from './scanner.ts'
import type { Sources } from './sources.ts'

/**
 * Plans, and writes where that is wanted. Throws `usage`, `parse` and `config` for the project's own files, `unreachable`
 * where its build list cannot be known, `fork`, `aborted`, `busy`, `io`.
 */
export async function fix(world: World, scanner: Scanner, input: FixInput, run: FixRun): Promise<FixReport> {
  const { go, options } = run
  const { signal, onProgress } = options
  const found = await loadProject(world.files, input.folder, go)
  const takenBack = (await takeBack(world, found.folder, input.write)).map((file) => path.relative(found.folder, file))
  const project = takenBack.length === 0 ? found : await loadProject(world.files, input.folder, go)
  const database = await run.openDatabase(project)
  const sources = sourcesOf(world, run, project, database)
  onProgress?.(() => 'reading go.mod files')
  const graph = await loadGraph(world, project, sources, signal)
  const readers: FixReaders = {
    world,
    folders: run.folders,
    go,
    sources,
    prover: database.prover,
    signal,
    ...(onProgress === undefined ? {} : { onProgress }),
  }
  const known: Known = { project, graph, sources, database, readers, texts: await textsOf(world, project) }
  const told = {
    ...(input.only.length === 0 ? {} : { only: input.only }),
    ...(takenBack.length === 0 ? {} : { takenBack }),
  }
  if (input.replace !== undefined)
    return { ...(await replaced(world, scanner, input, run, known, input.replace)), ...told }
  const made = await planned(world, input, run, known)
  const { plan, book, reached, advisoriesOf } = made
  const all = advisoriesOf(actualList(graph))
  const byKey = new Map(all.map((a) => [`${a.path} ${a.id}`, a]))
  const left: FixLeft[] = [
    ...plan.left.map((l): FixLeft => {
      const { kind, why, moves } = l
      const match = advisoriesAbout(book, l).find(({ advisory }) => advisory.id === l.id)
      const note =
        match === undefined
          ? // What a replace line puts there is known under the path that is required.
            (byKey.get(`${l.path} ${l.id}`) ?? { path: l.path, version: l.version, id: l.id, aliases: [], summary: '' })
          : noteOf(l, match, reached)
      return { ...note, kind, why, ...(moves === undefined ? {} : { moves }), ...nextLine(l) }
    }),
    ...standardLibrary(book, go.goVersion, input, reached),
  ]
  const report: FixReport = {
    schema: 'modwarden/fix/1',
    subject: { folder: project.folder, modules: project.mains.map((m) => m.goMod.module?.path ?? '') },
    scope: input.reachable ? 'reachable' : 'all',
    ...(input.anyPrice ? { anyPrice: true } : {}),
    database: book.database,
    status: 'nothing',
    repaired: plan.removed.flatMap((r) => byKey.get(`${r.path} ${r.id}`) ?? []),
    left,
    moves: [],
    replaced: [],
    files: [],
    goVersion: plan.goVersion,
    exact: plan.exact,
    tried: plan.tried,
    before: stateOf(graph, all, reached),
    tests: [],
    unchecked: [...new Set([...made.unchecked, ...book.left])],
    next: [],
    exitCode: 0,
    seconds: 0,
  }
  const done =
    made.next === undefined
      ? report
      : await changed(world, scanner, input, run, report, known, {
          moves: made.moves,
          before: plan.goVersion.before,
          next: made.next,
          code: [],
          after: async (now, nowGraph) =>
            stateOf(
              nowGraph,
              advisoriesOf(actualList(nowGraph)),
              reached === undefined ? undefined : (await input.reached(now, book)).called,
            ),
        })
  await database.save()
  return { ...done, ...told, exitCode: exitOf(done), seconds: (world.clock.now().getTime() - input.began) / 1000 }
}

interface Planned {
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
}

const MOST_ROUNDS = 4
/** Why advisories stay that could go. */
const LEFT_FOR_NOW: readonly Left['kind'][] = ['dear', 'conflict']

/** The search; again where it brought in modules of which nobody had asked yet, or nothing was built before. */
async function planned(world: World, input: FixInput, run: FixRun, known: Known): Promise<Planned> {
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
  const refusalOf = refusals(
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
      requirementsOf: async (m) => goMods.get(moduleName(m), async () => requirementsOf(world, project, sources, m)),
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
    const idle = [...built].filter((modulePath) => !before.built.has(modulePath) && !used.has(modulePath))
    const isSettled = (news.length === 0 && idle.length === 0) || round >= 2 * MOST_ROUNDS
    for (const name of next?.packages.packages.keys() ?? []) builtPackages.add(name)
    const added = plan.left.filter((l) => l.kind === 'added')
    if (isDraft && round < MOST_ROUNDS) {
      isDraft = news.length > 0
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
          .filter((m) => built.has(m.path))
          .flatMap((m) =>
            advisoriesAbout(book, m)
              .filter((a) => isWanted(m.path, a.advisory.id))
              .map((a) => noteOf(m, a, reach?.called)),
          )
      return {
        plan,
        moves: next === undefined ? [] : movesOf(graph, next, plan),
        book,
        reached: reach?.called,
        next,
        advisoriesOf,
        unchecked: [
          ...gapWords(next?.packages ?? packages),
          ...(reach?.left ?? []),
          ...unlisted.map(([modulePath, error]) => unaskedWords(modulePath, error)),
        ],
      }
    }
    for (const modulePath of news) built.add(modulePath)
    // Only at first: what comes and goes from plan to plan counts as built in the end.
    if (round < MOST_ROUNDS) for (const modulePath of idle) built.delete(modulePath)
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
function movesOf(graph: ModuleGraph, next: Completed, plan: UpgradePlan): Move[] {
  const named = new Set(next.project.mains.flatMap(({ goMod }) => goMod.require.map((r) => r.path)))
  const asked = plan.moves.filter((m) => m.asked && named.has(m.path))
  const bringers = new Map(plan.moves.map((m) => [m.path, m.broughtBy]))
  return movesBetween(graph, next.graph, new Map(asked.map((m) => [m.path, m.to]))).map((m) => ({
    ...m,
    broughtBy: bringers.get(m.path) ?? [],
  }))
}

/** Whether an advisory was asked for, by its id or another name of it. */
function isChosen({ book }: FixBook, only: readonly string[], modulePath: string, id: string): boolean {
  if (only.length === 0) return true
  const advisory = book.about(modulePath).find((a) => a.id === id)
  return [id, ...(advisory?.aliases ?? [])].some((one) => only.includes(one))
}

/** Whether code of the project may call what an advisory is about. */
function isCallable({ path: modulePath, id }: Left, { matchOf, built }: WorthInput): boolean {
  const packages = matchOf(modulePath, id)?.packages ?? []
  return packages.some((one) => built.has(one.path))
}

/** A line that helps with what stays. */
function nextLine({ kind, path: from, id, fixed }: Left): { readonly next?: string } {
  if (kind === 'major' && fixed !== undefined) return { next: `modwarden fix --replace ${from}=${moduleName(fixed)}` }
  return kind === 'dear' ? { next: `modwarden fix --only ${id}` } : {}
}

/** What only another Go repairs. */
function standardLibrary(
  book: FixBook,
  goVersion: string | undefined,
  { only, reachable }: FixInput,
  reached: ReadonlySet<string> | undefined,
): FixLeft[] {
  if (goVersion === undefined) return []
  const version = stdlibVersion(goVersion)
  if (version === undefined) return []
  const m = { path: 'stdlib', version }
  const found = advisoriesAbout(book, m).filter(
    ({ advisory: { id } }) =>
      isChosen(book, only, m.path, id) && (!reachable || reached?.has(`${m.path} ${id}`) === true),
  )
  return found.map((match): FixLeft => {
    const fixed = match.fixed?.slice(1)
    return {
      ...noteOf(m, match, reached),
      kind: 'go',
      why: fixed === undefined ? 'no released Go is without it' : `fixed in go${fixed}, this is ${goVersion}`,
      ...(fixed === undefined ? {} : { next: `go get toolchain@go${fixed}` }),
    }
  })
}
