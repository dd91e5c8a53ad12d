// What the parts of `fix` share: what is asked, what is read with, and the project as it is read.
import type { AdvisoryBook } from '../../advisories/book.ts'
import { vulnerabilitiesOf, type Match } from '../../advisories/match.ts'
import type { Knowledge } from '../../advisories/known.ts'
import { textOf } from '../../base/bytes.ts'
import { isWardenError } from '../../base/errors.ts'
import type { ModuleVersion } from '../../base/finding.ts'
import type { ModuleGraph } from '../../gomod/buildlist.ts'
import { maxModFileSize } from '../../gomod/modlex.ts'
import type { Move } from '../../graph/upgrade.ts'
import type { Policy } from '../../policy/policy.ts'
import { worstExit } from '../../report/exit.ts'
import type { FixAdvisory, FixReport, FixRequest, FixState, FixTest } from '../../report/fix.ts'
import type { ExitCode } from '../../report/verify.ts'
import type { DatabaseNote } from '../../report/vulns.ts'
import type { LogClock } from '../../sumdb/clock.ts'
import type { SourceFolders } from '../../world/sourcefolders.ts'
import type { World } from '../../world/world.ts'
import type { Database } from '../database/database.ts'
import type { FixReaders } from './complete.ts'
import { provenFirst } from './sources.ts'
import type { FixWrite } from './write.ts'
import type { Actor } from '../cache/keep.ts'
import type { Project } from '../project/project.ts'
import { cachedVersions } from '../known/dates.ts'
import type { VersionsRun } from '../scan/elsewhere.ts'
import { createSources, type Sources } from '../project/sources.ts'

/** The advisories about some modules. */
export interface FixBook {
  readonly book: AdvisoryBook
  readonly database: DatabaseNote
  readonly left: readonly string[]
}

/** What a project's own code comes to. */
export interface Reached {
  /** Advisories, as `path id`. */
  readonly called: ReadonlySet<string>
  /** What could not be read, so that more may be called. */
  readonly left: readonly string[]
}

/** `OLD=NEW`, `OLD=NEW@v1.2.3`, or `OLD` where the table knows its successor. */
export interface WantedReplace {
  readonly from: string
  readonly to: string
  /** `undefined`: the newest that is allowed. */
  readonly version: string | undefined
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
  /** Removes only what the project's code reaches. */
  readonly reachable: boolean
  /** Removes what there is whatever moves; otherwise what is called, and what is worth what moves. */
  readonly anyPrice: boolean
  /** The advisories that the project's code reaches. */
  readonly reached: (project: Project, book: FixBook) => Promise<Reached>
  /** Builds and tests a module, where that is wanted. */
  readonly test?: (folder: string, mod: 'readonly' | 'vendor') => Promise<readonly FixTest[]>
  /** Makes a branch of the files and asks to take it over. */
  readonly propose?: (report: FixReport, writes: readonly FixWrite[]) => Promise<FixRequest>
  /** Modules to be replaced by others, instead of an upgrade; empty for all whose successor is known. */
  readonly replace?: readonly WantedReplace[]
  /** Build lists that are tried at most. */
  readonly limit?: number
}

/** What a run reads with. */
export interface FixRun extends VersionsRun {
  readonly folders: SourceFolders
}

/** A project as it is read. */
export interface Known {
  readonly project: Project
  readonly graph: ModuleGraph
  readonly sources: Sources
  readonly database: Database
  readonly readers: FixReaders
  /** The go.mod files of the main modules as they are, by file. */
  readonly texts: ReadonlyMap<string, string>
}

/** go.mod files and contents for a plan: proven before they count. */
export function sourcesOf(world: World, { go, options }: FixRun, project: Project, { prover }: Database): Sources {
  const { full, signal } = options
  return provenFirst(createSources(world, { modcache: go.GOMODCACHE, project, prover, full, signal }), project, prover)
}

/** A module as it is required, at the version that is built. */
export interface Built extends ModuleVersion {
  /** What a replace line puts in its place. */
  readonly actual?: ModuleVersion
}

/** The build list as it is built, under the paths that are required; without the user's own folders. */
export function actualList(graph: ModuleGraph): Built[] {
  return graph.buildList
    .filter((m) => !m.main)
    .flatMap(({ path: modulePath, version, replacedBy: actual }): Built[] => {
      if (actual === undefined) return [{ path: modulePath, version }]
      return actual.version === '' ? [] : [{ path: modulePath, version: actual.version, actual }]
    })
}

/** How a project stands by its build list. */
export function stateOf(
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

/** What differs between two build lists; `asked` are the versions that go.mod is to ask for. */
export function movesBetween(before: ModuleGraph, after: ModuleGraph, asked: ReadonlyMap<string, string>): Move[] {
  const was = new Map(before.buildList.filter((m) => !m.main).map((m) => [m.path, m.version]))
  const now = new Map(after.buildList.filter((m) => !m.main).map((m) => [m.path, m]))
  const moved = [...now.values()]
    .filter((m) => was.get(m.path) !== m.version)
    .map((m): Move => ({
      path: m.path,
      from: was.get(m.path) ?? '',
      to: m.version,
      asked: asked.get(m.path) === m.version,
      direct: m.direct,
      broughtBy: [],
    }))
  const gone = [...was]
    .filter(([p]) => !now.has(p))
    .map(([p, version]): Move => ({ path: p, from: version, to: '', asked: false, direct: false, broughtBy: [] }))
  return [...moved, ...gone]
}

/** The go.mod files of the main modules, by file. */
export async function textsOf(world: World, project: Project): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>()
  for (const { goMod } of project.mains) {
    const bytes = await world.files.read(goMod.file, maxModFileSize)
    texts.set(goMod.file, bytes === undefined ? '' : (textOf(bytes) ?? ''))
  }
  return texts
}

/** The versions that a proxy lists; where none answers, those whose go.mod file is in the module cache. */
export async function versionsHere(
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

/** What holds for a module version without doubt. */
export function advisoriesAbout({ book }: FixBook, m: Built): readonly Match[] {
  return vulnerabilitiesOf(book, m.actual ?? m, { goos: '', goarch: '' }).filter(({ doubt }) => doubt === undefined)
}

/** An advisory as it is told; `reached` are those that the code reaches, where anybody asked. */
export function noteOf(m: ModuleVersion, { advisory }: Match, reached: ReadonlySet<string> | undefined): FixAdvisory {
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

/** The exit code of a report. */
export function exitOf(report: FixReport): ExitCode {
  const codes: ExitCode[] = [0]
  if (report.left.length > 0 || report.tests.some((t) => !t.ok)) codes.push(1)
  const isAsked = report.request !== undefined && report.request.state !== 'planned'
  if (report.status === 'planned' && !isAsked && report.repaired.length + report.replaced.length > 0) codes.push(1)
  if (report.moves.some((m) => m.adds?.verdict === 'malicious')) codes.push(1)
  if (report.unchecked.length > 0) codes.push(3)
  const after = report.after?.integrity?.exitCode
  if (after !== undefined) codes.push(after)
  return worstExit(codes)
}
