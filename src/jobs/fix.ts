// fix: the smallest upgrade that removes the advisories of a project, and writing it. The order: the build list and what is
// known about it; the search; what go.mod and go.sum must say then; what each upgrade adds; the files; everything again.
import path from 'node:path'
import { stdlibVersion } from '../advisories/stdlib.ts'
import { WardenError } from '../base/errors.ts'
import { moduleName, type ModuleVersion } from '../base/finding.ts'
import { Once } from '../base/once.ts'
import { maxModFileSize } from '../gomod/modlex.ts'
import { summarizeGoMod, type GoModSummary } from '../gomod/modfile.ts'
import { moduleUses, type PackageGraph } from '../graph/packages.ts'
import { planUpgrade, type UpgradePlan } from '../graph/upgrade.ts'
import type { FixAdvisory, FixLeft, FixReport } from '../report/fix.ts'
import type { World } from '../world/world.ts'
import { changed } from './fixchange.ts'
import { completed, missingRoots, packagesOf, type Completed, type FixReaders } from './fixcomplete.ts'
import {
  actualList,
  advisoriesAbout,
  exitOf,
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
import { replaced } from './fixsuccessor.ts'
import { takeBack } from './fixundo.ts'
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
    ...plan.left.map(({ kind, why, fixed, ...l }): FixLeft => {
      const note = byKey.get(`${l.path} ${l.id}`) ?? { ...l, aliases: [], summary: '' }
      return {
        ...note,
        kind,
        why,
        ...(kind === 'major' && fixed !== undefined ? { next: nextMajor(l.path, fixed) } : {}),
      }
    }),
    ...(input.only.length === 0 ? standardLibrary(book, go.goVersion) : []),
  ]
  const report: FixReport = {
    schema: 'modwarden/fix/1',
    subject: { folder: project.folder, modules: project.mains.map((m) => m.goMod.module?.path ?? '') },
    scope: reached === undefined ? 'all' : 'reachable',
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
          moves: plan.moves,
          before: plan.goVersion.before,
          next: made.next,
          code: [],
          after: async (now, nowGraph) =>
            stateOf(nowGraph, advisoriesOf(actualList(nowGraph)), (await input.reached?.(now, book))?.called),
        })
  await database.save()
  return { ...done, ...told, exitCode: exitOf(done), seconds: (world.clock.now().getTime() - input.began) / 1000 }
}

interface Planned {
  readonly plan: UpgradePlan
  readonly book: FixBook
  readonly reached: ReadonlySet<string> | undefined
  /** The project afterwards; absent where nothing changes. */
  readonly next: Completed | undefined
  /** The advisories of modules that are built. */
  readonly advisoriesOf: (list: readonly ModuleVersion[]) => FixAdvisory[]
  readonly unchecked: readonly string[]
}

const MOST_ROUNDS = 4

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
  const { called: reached, left: unread = [] } = (await input.reached?.(project, book)) ?? {}
  const packages = await packagesOf(readers, project, graph)
  const built = new Set(moduleUses(packages).keys())
  const before = {
    missing: new Set(missingRoots(project, graph, packages).map((r) => r.path)),
    built: new Set(built),
  }
  const isWanted = (modulePath: string, id: string): boolean => {
    if (reached !== undefined && !reached.has(`${modulePath} ${id}`)) return false
    if (input.only.length === 0) return true
    const advisory = book.book.about(modulePath).find((a) => a.id === id)
    return [id, ...(advisory?.aliases ?? [])].some((one) => input.only.includes(one))
  }
  const idsOf = (path: string, version: string): string[] =>
    advisoriesAbout(book, { path, version }).map(({ advisory }) => advisory.id)
  // First what is good, with the fewest questions; the whole search once it is known what is built.
  let isDraft = true
  for (let round = 1; ; round++) {
    onProgress?.(() => 'looking for the smallest upgrade')
    const plan = await planUpgrade({
      mains: project.mains.map((main) => ({
        dir: project.work === undefined ? '.' : path.relative(project.folder, main.folder) || '.',
        goMod: main.goMod,
      })),
      ...(project.work === undefined ? {} : { work: project.work }),
      requirementsOf: async (m) => requirementsOf(world, project, sources, m),
      versionsOf,
      advisoriesOf: idsOf,
      refusalOf: refusals(
        {
          policy: input.policy,
          knowledge: input.knowledge,
          clock: input.logClock,
          now: world.clock.now(),
          prover: database.prover,
          sources,
          versionsOf,
        },
        book.book,
        (modulePath) => from.get(modulePath),
      ),
      isWanted,
      isBuilt: (modulePath) => built.has(modulePath),
      ...(isDraft ? { limit: 1 } : input.limit === undefined ? {} : { limit: input.limit }),
      ...(signal === undefined ? {} : { signal }),
    })
    const wanted = plan.mains.map(({ require, goVersion }) => ({
      require,
      ...(goVersion === undefined ? {} : { goVersion }),
    }))
    const next = plan.moves.length === 0 ? undefined : await completed(readers, project, texts, wanted, before)
    const used = next === undefined ? [] : [...moduleUses(next.packages).keys()]
    const news = used.filter((modulePath) => !built.has(modulePath))
    if (isDraft && round < MOST_ROUNDS) {
      isDraft = news.length > 0
    } else if (news.length === 0 || round >= 2 * MOST_ROUNDS) {
      // A module that is as it should be needs no list.
      const unlisted = [...failed].filter(([modulePath]) => plan.left.some((l) => l.path === modulePath))
      const advisoriesOf = (list: readonly ModuleVersion[]): FixAdvisory[] =>
        list
          .filter((m) => built.has(m.path))
          .flatMap((m) =>
            advisoriesAbout(book, m)
              .filter((a) => isWanted(m.path, a.advisory.id))
              .map((a) => noteOf(m, a, reached)),
          )
      return {
        plan,
        book,
        reached,
        next,
        advisoriesOf,
        unchecked: [
          ...gapWords(next?.packages ?? packages),
          ...unread,
          ...unlisted.map(([modulePath, error]) => unaskedWords(modulePath, error)),
        ],
      }
    }
    for (const modulePath of news) built.add(modulePath)
    const unasked = news.filter((modulePath) => !asked.has(modulePath))
    for (const modulePath of unasked) asked.add(modulePath)
    if (unasked.length > 0) book = await input.loadBook([...asked])
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

function nextMajor(from: string, to: ModuleVersion): string {
  return `modwarden fix --replace ${from}=${moduleName(to)}`
}

/** What only another Go repairs. */
function standardLibrary(book: FixBook, goVersion: string | undefined): FixLeft[] {
  if (goVersion === undefined) return []
  const version = stdlibVersion(goVersion)
  if (version === undefined) return []
  const m = { path: 'stdlib', version }
  const found = advisoriesAbout(book, m)
  return found.map((match): FixLeft => {
    const fixed = match.fixed?.slice(1)
    return {
      ...noteOf(m, match, undefined),
      kind: 'go',
      why: fixed === undefined ? 'no released Go is without it' : `fixed in go${fixed}, this is ${goVersion}`,
      ...(fixed === undefined ? {} : { next: `go get toolchain@go${fixed}` }),
    }
  })
}
