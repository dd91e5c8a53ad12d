// fix: the smallest upgrade that removes the advisories of a project, and writing it. The order: the build list and what is
// known about it; the search; what go.mod and go.sum must say then; what each upgrade adds; the files; everything again.
import path from 'node:path'
import type { AdvisoryBook } from '../advisories/book.ts'
import type { Knowledge } from '../advisories/known.ts'
import { vulnerabilitiesOf, type Match } from '../advisories/match.ts'
import { stdlibVersion } from '../advisories/stdlib.ts'
import { textOf } from '../base/bytes.ts'
import { isWardenError, WardenError } from '../base/errors.ts'
import { moduleName, type ModuleVersion } from '../base/finding.ts'
import { Once } from '../base/once.ts'
import type { ModuleGraph } from '../gomod/buildlist.ts'
import { maxModFileSize } from '../gomod/modlex.ts'
import { summarizeGoMod, type GoModSummary } from '../gomod/modfile.ts'
import { moduleUses, type PackageGraph } from '../graph/packages.ts'
import { planUpgrade, type UpgradePlan } from '../graph/upgrade.ts'
import type { Policy } from '../policy/policy.ts'
import { worstExit } from '../report/exit.ts'
import type { FixAdvisory, FixLeft, FixMove, FixReport, FixState, FixTest } from '../report/fix.ts'
import type { ExitCode } from '../report/verify.ts'
import type { DatabaseNote } from '../report/vulns.ts'
import type { LogClock } from '../sumdb/clock.ts'
import type { SourceFolders } from '../world/sourcefolders.ts'
import type { World } from '../world/world.ts'
import type { Database } from './database.ts'
import { completed, hashesOf, missingRoots, neededSums, type Completed, type FixReaders } from './fixcomplete.ts'
import { changesOf } from './fixfiles.ts'
import { addsOf } from './fixadds.ts'
import { refusals, unaskedWords } from './fixpolicy.ts'
import { writeFixed } from './fixwrite.ts'
import { loadGraph } from './graph.ts'
import type { Actor } from './keep.ts'
import { loadPackages } from './packagegraph.ts'
import { loadProject, type Project } from './project.ts'
import { cachedVersions } from './recorddates.ts'
import type { VersionsRun } from './scanelsewhere.ts'
import type { Scanner } from './scanner.ts'
import { createSources, type Sources } from './sources.ts'
import { provenFirst } from './fixsources.ts'
import { verifyProject } from './verify.ts'

/** The advisories about some modules. */
export interface FixBook {
  readonly book: AdvisoryBook
  readonly database: DatabaseNote
  readonly left: readonly string[]
}

/** What is to be repaired, and how. */
export interface FixInput {
  /** A folder of the project. */
  readonly folder: string
  readonly began: number
  /** Writes the files; otherwise nothing is changed. */
  readonly write: boolean
  /** Ids or aliases; empty for all. */
  readonly only: readonly string[]
  readonly policy: Policy
  readonly knowledge: Knowledge
  readonly logClock: LogClock
  readonly actor: Actor
  /** The advisories about modules. */
  readonly loadBook: (wanted: readonly string[]) => Promise<FixBook>
  /** The advisories that the project's code reaches, as `path id`; absent where all are to go. */
  readonly reached?: (project: Project, book: FixBook) => Promise<ReadonlySet<string>>
  /** Builds and tests the project, where that is wanted. */
  readonly test?: (folder: string) => Promise<readonly FixTest[]>
  /** Build lists that are tried at most. */
  readonly limit?: number
}

/** What a run reads with. */
export interface FixRun extends VersionsRun {
  readonly folders: SourceFolders
}

/**
 * Plans, and writes where that is wanted. Throws `usage`, `parse` and `config` for the project's own files, `unreachable`
 * where its build list cannot be known, `fork`, `aborted`, `busy`, `io`.
 */
export async function fix(world: World, scanner: Scanner, input: FixInput, run: FixRun): Promise<FixReport> {
  const { go, options } = run
  const { signal, onProgress } = options
  const project = await loadProject(world.files, input.folder, go)
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
    unchecked: [...made.unchecked, ...book.left],
    next: [],
    exitCode: 0,
    seconds: 0,
  }
  const done =
    made.next === undefined
      ? report
      : await changed(world, scanner, input, run, report, known, { ...made, next: made.next })
  await database.save()
  return { ...done, exitCode: exitOf(done), seconds: (world.clock.now().getTime() - input.began) / 1000 }
}

interface Known {
  readonly project: Project
  readonly graph: ModuleGraph
  readonly sources: Sources
  readonly database: Database
  readonly readers: FixReaders
  /** The go.mod files of the main modules as they are, by file. */
  readonly texts: ReadonlyMap<string, string>
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
  const reached = await input.reached?.(project, book)
  const packages = await packagesOf(readers, project, graph)
  const built = new Set(moduleUses(packages).keys())
  const missing = new Set(missingRoots(project, graph, packages).map((r) => r.path))
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
    const next = plan.moves.length === 0 ? undefined : await completed(readers, project, texts, wanted, missing)
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
        unchecked: unlisted.map(([modulePath, error]) => unaskedWords(modulePath, error)),
      }
    }
    for (const modulePath of news) built.add(modulePath)
    const unasked = news.filter((modulePath) => !asked.has(modulePath))
    for (const modulePath of unasked) asked.add(modulePath)
    if (unasked.length > 0) book = await input.loadBook([...asked])
  }
}

async function packagesOf(readers: FixReaders, project: Project, graph: ModuleGraph): Promise<PackageGraph> {
  const { world, folders, go, sources, signal, onProgress } = readers
  // vendor/ has what was built before; an upgrade is about what is built without it.
  const settings = { ...go, GOFLAGS: '-mod=mod' }
  const options = { target: 'any', fetch: true, signal, onProgress } as const
  return (await loadPackages(world, folders, settings, project, graph, sources, options)).graph
}

/** The versions that a proxy lists; where none answers, those whose go.mod file is in the module cache. */
async function versionsHere(
  world: World,
  { go, options }: FixRun,
  modulePath: string,
  onFailure: (error: unknown) => void,
): Promise<readonly string[]> {
  try {
    return await world.proxy.list(modulePath, options.signal)
  } catch (error) {
    if (!isWardenError(error) || isWardenError(error, 'aborted')) throw error
    if (!isWardenError(error, 'not-found')) onFailure(error)
    return cachedVersions(world, go.GOMODCACHE, modulePath, 'mod')
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

function sourcesOf(world: World, { go, options }: FixRun, project: Project, { prover }: Database): Sources {
  const { full, signal } = options
  return provenFirst(createSources(world, { modcache: go.GOMODCACHE, project, prover, full, signal }), project, prover)
}

/** What holds for a module version without doubt. */
function advisoriesAbout({ book }: FixBook, m: ModuleVersion): readonly Match[] {
  return vulnerabilitiesOf(book, m, { goos: '', goarch: '' }).filter(({ doubt }) => doubt === undefined)
}

/** The build list as it is built, under the paths that are required. */
function actualList(graph: ModuleGraph): ModuleVersion[] {
  return graph.buildList
    .filter((m) => !m.main)
    .flatMap(({ path: modulePath, version, replacedBy }) =>
      replacedBy === undefined
        ? [{ path: modulePath, version }]
        : replacedBy.version === ''
          ? []
          : [{ path: modulePath, version: replacedBy.version }],
    )
}

function noteOf(m: ModuleVersion, { advisory }: Match, reached: ReadonlySet<string> | undefined): FixAdvisory {
  const { id, aliases, summary } = advisory
  const key = `${m.path} ${id}`
  return {
    path: m.path,
    version: m.version,
    id,
    aliases,
    summary,
    ...(reached === undefined ? {} : { reached: reached.has(key) }),
  }
}

function stateOf(
  graph: ModuleGraph,
  advisories: readonly FixAdvisory[],
  reached: ReadonlySet<string> | undefined,
): FixState {
  return {
    modules: graph.buildList.filter((m) => !m.main).length,
    advisories: advisories.length,
    ...(reached === undefined ? {} : { reached: advisories.filter((a) => a.reached === true).length }),
  }
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

/** What the plan makes of the files, what it adds, and, where that is wanted, the project after it. */
async function changed(
  world: World,
  scanner: Scanner,
  input: FixInput,
  run: FixRun,
  report: FixReport,
  { project, database, readers }: Known,
  { plan, book, next, advisoriesOf }: Planned & { readonly next: Completed },
): Promise<FixReport> {
  const { signal, onProgress } = run.options
  const { go } = run
  const sums = await hashesOf(readers, project, neededSums(next.graph, next.packages))
  const writes = await changesOf(world, project, next, sums.lines)
  const moves = await movesOf(world, scanner, input, run, plan, next, report, database, project)
  const doubts = moves.flatMap((m) => (m.doubt === undefined ? [] : [`${m.path}@${m.to}: ${m.doubt}`]))
  const planned: FixReport = {
    ...report,
    status: 'planned',
    moves,
    files: writes.map((w) => ({ file: path.relative(project.folder, w.file), diff: w.diff })),
    goVersion: { before: plan.goVersion.before, after: next.graph.goVersion },
    unchecked: [...report.unchecked, ...sums.unknown, ...doubts],
    next: project.vendor === undefined ? [] : [project.work === undefined ? 'go mod vendor' : 'go work vendor'],
  }
  const bad = moves.some((m) => m.adds?.verdict === 'malicious')
  if (!input.write || bad || sums.unknown.length > 0 || doubts.length > 0) return planned
  onProgress?.(() => 'verifying the project as it is')
  const first = await verifyProject(world, go, project, database, run.options)
  if (first.exitCode === 4) {
    throw new WardenError(
      'mismatch',
      `${project.folder}: its modules are not what was agreed on, so nothing was changed`,
      {
        remedy: 'modwarden verify says what is broken; modwarden repair --all puts it right',
      },
    )
  }
  const evidence = await writeFixed(world, project.folder, writes, input.actor, signal)
  onProgress?.(() => 'verifying the project as it is now')
  const now = await loadProject(world.files, input.folder, go)
  const nowDatabase = await run.openDatabase(now)
  const second = await verifyProject(world, go, now, nowDatabase, run.options)
  const nowGraph = await loadGraph(world, now, sourcesOf(world, run, now, nowDatabase), signal)
  const reached = await input.reached?.(now, book)
  const still = advisoriesOf(actualList(nowGraph))
  const tests =
    input.test !== undefined && isSafe(moves) && second.exitCode === 0 ? await input.test(project.folder) : []
  const untested = input.test !== undefined && tests.length === 0 ? [whyUntested(moves)] : []
  return {
    ...planned,
    status: 'written',
    evidence,
    before: { ...planned.before, integrity: integrityOf(first) },
    after: { ...stateOf(nowGraph, still, reached), integrity: integrityOf(second) },
    tests,
    unchecked: [...planned.unchecked, ...untested],
  }
}

function integrityOf(report: Awaited<ReturnType<typeof verifyProject>>): NonNullable<FixState['integrity']> {
  const { status } = report.summary
  const checked = Object.values(status).reduce((sum, n) => sum + n, 0)
  return { proven: status.proven, checked, exitCode: report.exitCode }
}

async function textsOf(world: World, project: Project): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>()
  for (const { goMod } of project.mains) {
    const bytes = await world.files.read(goMod.file, maxModFileSize)
    texts.set(goMod.file, bytes === undefined ? '' : (textOf(bytes) ?? ''))
  }
  return texts
}

async function movesOf(
  world: World,
  scanner: Scanner,
  input: FixInput,
  run: FixRun,
  plan: UpgradePlan,
  next: Completed,
  { repaired }: FixReport,
  database: Database,
  project: Project,
): Promise<FixMove[]> {
  const now = new Map(next.graph.buildList.map((m) => [m.path, m]))
  const uses = moduleUses(next.packages)
  const moves: FixMove[] = []
  for (const move of plan.moves) {
    run.options.onProgress?.(() => `comparing ${move.path} ${move.from} ${move.to}`)
    const repairs = repaired.filter((r) => r.path === move.path).map((r) => r.id)
    const direct = now.get(move.path)?.direct ?? move.direct
    const same = { ...run, openDatabase: async () => Promise.resolve(database) }
    const used = uses.has(move.path)
    moves.push(await addsOf(world, scanner, input, same, project, { ...move, direct, used, repairs }))
  }
  return moves
}

/** Whether code of the upgrade may be built: every version is proven and not suspicious. */
function isSafe(moves: readonly FixMove[]): boolean {
  return moves.every(
    (m) =>
      m.to === '' ||
      !m.used ||
      (m.proof?.by === 'checksum database' && m.adds?.verdict === 'clean' && !m.adds.incomplete),
  )
}

function whyUntested(moves: readonly FixMove[]): string {
  const bad = moves.find((m) => m.to !== '' && !isSafe([m]))
  if (bad === undefined) return 'nothing was built: the project does not verify'
  return `nothing was built: ${bad.path}@${bad.to} is ${bad.proof?.by === 'checksum database' ? `${bad.adds?.verdict ?? 'not read'}${bad.adds?.incomplete === true ? ', and not read in full' : ''}` : 'not proven by the checksum database'}`
}

function exitOf(report: FixReport): ExitCode {
  const codes: ExitCode[] = [0]
  if (report.left.length > 0 || report.tests.some((t) => !t.ok)) codes.push(1)
  if (report.status === 'planned' && report.repaired.length > 0) codes.push(1)
  if (report.moves.some((m) => m.adds?.verdict === 'malicious')) codes.push(1)
  if (report.unchecked.length > 0) codes.push(3)
  const after = report.after?.integrity?.exitCode
  if (after !== undefined) codes.push(after)
  return worstExit(codes)
}
