// Writing a plan of `fix`: what go.sum must say, what each upgrade adds, the files, and the project verified after it.
import path from 'node:path'
import { isWardenError, messageOf, WardenError } from '../../base/errors.ts'
import { mapLimit } from '../../base/once.ts'
import type { ModuleGraph } from '../../gomod/buildlist.ts'
import { moduleUses } from '../../graph/packages.ts'
import type { Move } from '../../graph/upgrade.ts'
import type { FixMove, FixReport, FixState, FixTest } from '../../report/fix.ts'
import type { World } from '../../world/world.ts'
import type { Database } from '../database/database.ts'
import { addsOf } from './adds.ts'
import type { Completed, FixReaders } from './complete.ts'
import { changesOf, lineDiff } from './files.ts'
import { sourcesOf, type FixInput, type FixRun, type Known } from './input.ts'
import { withFiles } from './imports.ts'
import { undo } from './undo.ts'
import { vendorChanges } from './vendor.ts'
import { writeFixed, type FixWrite } from './write.ts'
import { loadGraph } from '../project/modulegraph.ts'
import { loadProject, type Project } from '../project/project.ts'
import type { Scanner } from '../scan/scanner.ts'
import { verifyProject } from '../verify/verify.ts'
import { shellQuoted } from '../../base/shellword.ts'

/** What is to become of a project. */
export interface ProjectChange {
  readonly moves: readonly Move[]
  /** The go version before. */
  readonly before: string
  readonly next: Completed
  /** Whether it is known not to build: then it is only shown. */
  readonly isBroken?: boolean
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
  { moves: planned, before, next, isBroken = false, code, after }: ProjectChange,
): Promise<FixReport> {
  const { signal, onProgress } = run.options
  const { go } = run
  // With the imports that the code will have.
  const { sums, mods, unknown } = await changesOf({ ...readers, folders: withFiles(run.folders, code) }, project, next)
  const moves = await movesOf(world, scanner, input, run, planned, next, report, database, project)
  const doubts = moves.flatMap((m) => (m.doubt === undefined ? [] : [`${m.path}@${m.to}: ${m.doubt}`]))
  const isMalicious = moves.some((m) => m.adds?.verdict === 'malicious')
  const vendor = new Set(isMalicious ? [] : await vendorOf(readers, project, next, unknown))
  // go.sum first, the project's own code before go.mod.
  const writes = [...sums, ...vendor, ...code, ...mods]
  const made: FixReport = {
    ...report,
    status: 'planned',
    moves,
    files: writes.map((w) => ({
      file: path.relative(project.folder, w.file),
      // What is copied from a module is told as what the upgrade adds.
      diff: vendor.has(w) && path.basename(w.file) !== 'modules.txt' ? [] : lineDiff(w),
    })),
    goVersion: { before, after: next.graph.goVersion },
    unchecked: [...report.unchecked, ...unknown, ...doubts],
    next: [...(await staleMembers(world, project, mods)), ...report.next],
  }
  // Of a module that cannot be had nobody knows what of it is built, and what that needs.
  const isBlind = isBroken || next.packages.gaps.some((gap) => gap.kind === 'absent')
  if (isMalicious || isBlind || unknown.length > 0 || doubts.length > 0) return made
  const proposed = async (report: FixReport): Promise<FixReport> =>
    input.propose === undefined ? report : { ...report, request: await input.propose(report, writes) }
  if (!input.write) return proposed(made)
  onProgress?.(() => 'verifying the project as it is')
  const first = await verifyProject(world, go, project, database, run.options)
  if (first.exitCode === 4) throw broken(project, 'its modules are not what was agreed on, so nothing was changed')
  const roots = project.mains.map(({ folder }) => folder)
  const evidence = await writeFixed(world, project.folder, roots, writes, input.actor, signal)
  const was: FixState = { ...made.before, integrity: integrityOf(first) }
  const untested: string[] = []
  const tests: FixTest[] = []
  let state: FixState
  try {
    onProgress?.(() => 'verifying the project as it is now')
    const now = await loadProject(world.files, input.folder, go)
    const nowDatabase = await run.openDatabase(now)
    const second = await verifyProject(world, go, now, nowDatabase, run.options)
    if (second.exitCode === 4) {
      throw broken(project, 'what it comes to is not what was agreed on, so every file is as it was')
    }
    const nowGraph = await loadGraph(world, now, sourcesOf(world, run, now, nowDatabase), signal)
    if (input.test !== undefined && isSafe(moves) && second.exitCode === 0)
      tests.push(...(await tested(now, input.test)))
    else if (input.test !== undefined) untested.push(whyUntested(moves))
    state = { ...(await after(now, nowGraph)), integrity: integrityOf(second) }
  } catch (error) {
    // What nobody has looked at does not stay: stopped, or the network went away.
    await undo(world, project.folder, evidence, input.actor.who)
    throw error
  }
  if (tests.some((t) => !t.ok)) {
    await undo(world, project.folder, evidence, input.actor.who)
    return { ...made, status: 'undone', evidence, before: was, tests }
  }
  const unchecked = [...made.unchecked, ...untested]
  const written: FixReport = { ...made, status: 'written', evidence, before: was, after: state, tests, unchecked }
  // Nobody is asked to take over what was not built.
  if (untested.length > 0) return written
  try {
    return await proposed(written)
  } catch (error) {
    if (!isWardenError(error) || isWardenError(error, 'aborted')) throw error
    // What was written is told all the same.
    return { ...written, unchecked: [...unchecked, `no request was made: ${messageOf(error)}`] }
  }
}

function broken({ folder }: Project, what: string): WardenError {
  return new WardenError('mismatch', `${folder}: ${what}`, {
    remedy: 'modwarden verify, or verify --cache, says what is broken and what puts it right',
  })
}

/** Builds and tests each module: in a workspace `./...` is what lies below one of them. */
async function tested(
  { mains, vendor, work }: Project,
  test: NonNullable<FixInput['test']>,
): Promise<readonly FixTest[]> {
  const done: FixTest[] = []
  const isVendored = vendor !== undefined && (work === undefined || vendor.modules.workspace)
  for (const { folder } of mains) {
    done.push(...(await test(folder, isVendored ? 'vendor' : 'readonly')))
    if (done.some((t) => !t.ok)) break
  }
  return done
}

/** vendor/ afterwards; what cannot be proven is `unknown`, and then nothing is written. */
async function vendorOf(
  readers: FixReaders,
  project: Project,
  next: Completed,
  unknown: string[],
): Promise<readonly FixWrite[]> {
  try {
    return await vendorChanges(readers, project, next)
  } catch (error) {
    if (!isWardenError(error, 'not-found', 'too-large', 'mismatch', 'parse')) throw error
    unknown.push(`vendor/: ${messageOf(error)}`)
    return []
  }
}

/** Modules of a workspace that have a vendor folder of their own, which counts when they are built alone. */
async function staleMembers(world: World, project: Project, mods: readonly FixWrite[]): Promise<string[]> {
  if (project.work === undefined) return []
  const stale: string[] = []
  for (const { file } of mods) {
    const folder = path.dirname(file)
    const own = path.join(folder, 'vendor', 'modules.txt')
    if (project.vendor !== undefined && folder === project.folder) continue
    if ((await world.files.info(own)) !== undefined)
      stale.push(`cd ${shellQuoted(path.relative(project.folder, folder) || '.')} && GOWORK=off go mod vendor`)
  }
  return stale
}

function integrityOf(report: Awaited<ReturnType<typeof verifyProject>>): NonNullable<FixState['integrity']> {
  const { status } = report.summary
  const checked = Object.values(status).reduce((sum, n) => sum + n, 0)
  return { proven: status.proven, checked, exitCode: report.exitCode }
}

/** Upgrades of which a plan that is only shown reads everything. */
const MOST_LOOKED_AT = 6

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
  // What a replace line puts in a module's place is built under that module's path.
  const standsFor = new Set(next.graph.buildList.flatMap((m) => (uses.has(m.path) ? (m.replacedBy?.path ?? []) : [])))
  const same = { ...run, openDatabase: async () => Promise.resolve(database) }
  // Reading both versions of many modules takes minutes, and a plan changes nothing: then what is kept must do.
  const isWhole =
    input.write ||
    input.propose !== undefined ||
    planned.filter((m) => m.to !== '' && uses.has(m.path)).length <= MOST_LOOKED_AT
  // Two at once: one is read while the other is judged, and both are in memory.
  return mapLimit(planned, 2, async (move) => {
    run.options.onProgress?.(() => `comparing ${move.path} ${move.from} ${move.to}`)
    const repairs = repaired.filter((r) => r.path === move.path).map((r) => r.id)
    const direct = now.get(move.path)?.direct ?? move.direct
    const used = uses.has(move.path) || standsFor.has(move.path)
    return addsOf(world, scanner, { ...input, isWhole }, same, project, { ...move, direct, used, repairs })
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
