// Writing a plan of `fix`: what go.sum must say, what each upgrade adds, the files, and the project verified after it.
import path from 'node:path'
import { WardenError } from '../base/errors.ts'
import { mapLimit } from '../base/once.ts'
import type { ModuleGraph } from '../gomod/buildlist.ts'
import { moduleUses } from '../graph/packages.ts'
import type { Move } from '../graph/upgrade.ts'
import type { FixMove, FixReport, FixState } from '../report/fix.ts'
import type { World } from '../world/world.ts'
import type { Database } from './database.ts'
import { addsOf } from './fixadds.ts'
import { hashesOf, neededSums, type Completed } from './fixcomplete.ts'
import { changesOf, lineDiff } from './fixfiles.ts'
import { sourcesOf, type FixInput, type FixRun, type Known } from './fixinput.ts'
import { writeFixed, type FixWrite } from './fixwrite.ts'
import { loadGraph } from './graph.ts'
import { loadProject, type Project } from './project.ts'
import type { Scanner } from './scanner.ts'
import { verifyProject } from './verify.ts'

/** What is to become of a project. */
export interface ProjectChange {
  readonly moves: readonly Move[]
  /** The go version before. */
  readonly before: string
  readonly next: Completed
  /** Files of the project's own code that change with it. */
  readonly code: readonly FixWrite[]
  /** How the project stands afterwards. */
  readonly after: (project: Project, graph: ModuleGraph) => Promise<FixState>
}

/** What the plan makes of the files, what it adds, and, where that is wanted, the project after it. */
export async function changed(
  world: World,
  scanner: Scanner,
  input: FixInput,
  run: FixRun,
  report: FixReport,
  { project, database, readers }: Known,
  { moves: planned, before, next, code, after }: ProjectChange,
): Promise<FixReport> {
  const { signal, onProgress } = run.options
  const { go } = run
  const sums = await hashesOf(readers, project, neededSums(next.graph, next.packages))
  const [files, mods] = await changesOf(world, project, next, sums.lines)
  // go.sum first, the project's own code before go.mod.
  const writes = [...files, ...code, ...mods]
  const moves = await movesOf(world, scanner, input, run, planned, next, report, database, project)
  const doubts = moves.flatMap((m) => (m.doubt === undefined ? [] : [`${m.path}@${m.to}: ${m.doubt}`]))
  const made: FixReport = {
    ...report,
    status: 'planned',
    moves,
    files: writes.map((w) => ({
      file: path.relative(project.folder, w.file),
      diff: lineDiff(w.before ?? '', w.after),
    })),
    goVersion: { before, after: next.graph.goVersion },
    unchecked: [...report.unchecked, ...sums.unknown, ...doubts],
    next: [
      ...(project.vendor === undefined ? [] : [project.work === undefined ? 'go mod vendor' : 'go work vendor']),
      ...report.next,
    ],
  }
  const bad = moves.some((m) => m.adds?.verdict === 'malicious')
  if (bad || sums.unknown.length > 0 || doubts.length > 0) return made
  const proposed = async (report: FixReport): Promise<FixReport> =>
    input.propose === undefined ? report : { ...report, request: await input.propose(report, writes) }
  if (!input.write) return proposed(made)
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
  const tests =
    input.test !== undefined && isSafe(moves) && second.exitCode === 0 ? await input.test(project.folder) : []
  const untested = input.test !== undefined && tests.length === 0 ? [whyUntested(moves)] : []
  const written: FixReport = {
    ...made,
    status: 'written',
    evidence,
    before: { ...made.before, integrity: integrityOf(first) },
    after: { ...(await after(now, nowGraph)), integrity: integrityOf(second) },
    tests,
    unchecked: [...made.unchecked, ...untested],
  }
  // Nobody is asked to take over what does not build.
  return tests.some((t) => !t.ok) || untested.length > 0 ? written : proposed(written)
}

function integrityOf(report: Awaited<ReturnType<typeof verifyProject>>): NonNullable<FixState['integrity']> {
  const { status } = report.summary
  const checked = Object.values(status).reduce((sum, n) => sum + n, 0)
  return { proven: status.proven, checked, exitCode: report.exitCode }
}

async function movesOf(
  world: World,
  scanner: Scanner,
  input: FixInput,
  run: FixRun,
  planned: readonly Move[],
  next: Completed,
  { repaired }: FixReport,
  database: Database,
  project: Project,
): Promise<FixMove[]> {
  const now = new Map(next.graph.buildList.map((m) => [m.path, m]))
  const uses = moduleUses(next.packages)
  const same = { ...run, openDatabase: async () => Promise.resolve(database) }
  // Two at once: one is read while the other is judged, and both are in memory.
  return mapLimit(planned, 2, async (move) => {
    run.options.onProgress?.(() => `comparing ${move.path} ${move.from} ${move.to}`)
    const repairs = repaired.filter((r) => r.path === move.path).map((r) => r.id)
    const direct = now.get(move.path)?.direct ?? move.direct
    const used = uses.has(move.path)
    return addsOf(world, scanner, input, same, project, { ...move, direct, used, repairs })
  })
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
