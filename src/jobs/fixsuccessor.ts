// fix --replace as a whole: versions are chosen, the code and go.mod rewritten in mind, what that needs completed, and all of
// it written together.
import path from 'node:path'
import type { ModuleGraph } from '../gomod/buildlist.ts'
import { moduleUses } from '../graph/packages.ts'
import type { Move } from '../graph/upgrade.ts'
import type { FixReport } from '../report/fix.ts'
import type { World } from '../world/world.ts'
import { changed } from './fixchange.ts'
import { completed, missingRoots, packagesOf } from './fixcomplete.ts'
import { advisoriesAbout, exitOf, stateOf, versionsHere, type FixInput, type FixRun, type Known } from './fixinput.ts'
import { refusals } from './fixpolicy.ts'
import { newestAllowed, renamedFiles, replacedNote, withFiles, type WantedReplace } from './fixreplace.ts'
import type { Scanner } from './scanner.ts'

/** Replaces modules by others: import paths, go.mod and go.sum. */
export async function replaced(
  world: World,
  scanner: Scanner,
  input: FixInput,
  run: FixRun,
  known: Known,
  pairs: readonly WantedReplace[],
): Promise<FixReport> {
  const { project, graph, sources, database, readers, texts } = known
  const packages = await packagesOf(readers, project, graph)
  const before = {
    missing: new Set(missingRoots(project, graph, packages).map((r) => r.path)),
    built: new Set(moduleUses(packages).keys()),
  }
  const book = await input.loadBook(pairs.map(({ to }) => to))
  const versionsOf = async (path: string): Promise<readonly string[]> => versionsHere(world, run, path, () => undefined)
  const rules = {
    policy: input.policy,
    knowledge: input.knowledge,
    clock: input.logClock,
    now: world.clock.now(),
    prover: database.prover,
    sources,
    versionsOf,
  }
  const refusal = refusals(rules, book.book, () => undefined)
  const versions = new Map<string, string>()
  for (const one of pairs) {
    const isFlawed = (version: string): boolean => advisoriesAbout(book, { path: one.to, version }).length > 0
    const newest = async (): Promise<string> =>
      newestAllowed(one, await versionsOf(one.to), async (version) =>
        isFlawed(version) ? 'it has advisories' : refusal({ path: one.to, version }),
      )
    versions.set(one.to, one.version ?? (await newest()))
  }
  const code = renamedFiles(run.folders, project, graph, pairs)
  const old = new Set(pairs.map(({ from }) => from))
  const wanted = project.mains.map(({ goMod, folder }) => {
    const kept = goMod.require.filter((r) => !old.has(r.path) && !versions.has(r.path))
    const isUser = (one: WantedReplace): boolean =>
      code.some((w) => w.imports.has(one.from) && isBelow(w.file, folder)) ||
      goMod.require.some((r) => r.path === one.to)
    const added = pairs.filter(isUser).map(({ to }) => ({ path: to, version: versions.get(to) ?? '', indirect: false }))
    return { require: [...kept, ...new Map(added.map((r) => [r.path, r])).values()] }
  })
  const next = await completed({ ...readers, folders: withFiles(run.folders, code) }, project, texts, wanted, before)
  const report: FixReport = {
    schema: 'modwarden/fix/1',
    subject: { folder: project.folder, modules: project.mains.map((m) => m.goMod.module?.path ?? '') },
    scope: 'all',
    database: book.database,
    status: 'nothing',
    repaired: [],
    left: [],
    moves: [],
    replaced: pairs
      .map((one) => replacedNote(project, one, versions.get(one.to) ?? '', code))
      .filter((r) => r.files.length > 0),
    files: [],
    goVersion: { before: graph.goVersion, after: graph.goVersion },
    exact: true,
    tried: 0,
    before: stateOf(graph, [], undefined),
    tests: [],
    unchecked: [],
    next: [],
    exitCode: 0,
    seconds: 0,
  }
  const done =
    code.length === 0
      ? report
      : await changed(world, scanner, input, run, report, known, {
          moves: movesBetween(graph, next.graph, versions),
          before: graph.goVersion,
          next,
          code,
          after: async (_, nowGraph) => Promise.resolve(stateOf(nowGraph, [], undefined)),
        })
  await database.save()
  return { ...done, exitCode: exitOf(done), seconds: (world.clock.now().getTime() - input.began) / 1000 }
}

function isBelow(file: string, folder: string): boolean {
  return file.startsWith(`${folder}${path.sep}`)
}

function movesBetween(before: ModuleGraph, after: ModuleGraph, asked: ReadonlyMap<string, string>): Move[] {
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
    }))
  const gone = [...was]
    .filter(([p]) => !now.has(p))
    .map(([p, version]): Move => ({ path: p, from: version, to: '', asked: false, direct: false }))
  return [...moved, ...gone]
}
