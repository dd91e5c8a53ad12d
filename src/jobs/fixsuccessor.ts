// fix --replace as a whole: modules are named, or those that the table of successors knows; versions are chosen, the code
// and go.mod rewritten in mind, what that needs completed, and all of it written together.
import path from 'node:path'
import { WardenError } from '../base/errors.ts'
import { moduleName } from '../base/finding.ts'
import type { ModuleGraph } from '../gomod/buildlist.ts'
import { moduleUses } from '../graph/packages.ts'
import type { Move } from '../graph/upgrade.ts'
import type { FixAdvisory, FixReport } from '../report/fix.ts'
import type { World } from '../world/world.ts'
import { changed } from './fixchange.ts'
import { completed, missingRoots, packagesOf } from './fixcomplete.ts'
import {
  actualList,
  advisoriesAbout,
  exitOf,
  noteOf,
  stateOf,
  versionsHere,
  type FixInput,
  type FixRun,
  type Known,
} from './fixinput.ts'
import { refusals } from './fixpolicy.ts'
import {
  knownReplaces,
  newestAllowed,
  renamedFiles,
  replacedNote,
  withFiles,
  type WantedReplace,
} from './fixreplace.ts'
import type { Scanner } from './scanner.ts'

/**
 * Replaces modules by others: import paths, go.mod and go.sum; without `named` all that the code imports and whose successor
 * is known. Throws `usage` for a module that is not there, or that the project's own code does not import.
 */
export async function replaced(
  world: World,
  scanner: Scanner,
  input: FixInput,
  run: FixRun,
  known: Known,
  named: readonly WantedReplace[],
): Promise<FixReport> {
  const { project, graph, sources, database, readers, texts } = known
  const pairs = named.length > 0 ? named : knownReplaces(run.folders, project, graph)
  const code = renamedFiles(run.folders, project, graph, pairs)
  for (const { from } of pairs) if (!code.some((w) => w.imports.has(from))) throw notImported(graph, from)
  const packages = await packagesOf(readers, project, graph)
  const before = {
    missing: new Set(missingRoots(project, graph, packages).map((r) => r.path)),
    built: new Set(moduleUses(packages).keys()),
  }
  const paths = [...actualList(graph).map((m) => m.path), ...pairs.map(({ to }) => to)]
  const book = await input.loadBook([...new Set(paths)])
  const notesOf = (list: ModuleGraph, used: ReadonlySet<string>): FixAdvisory[] =>
    actualList(list)
      .filter((m) => used.has(m.path))
      .flatMap((m) => advisoriesAbout(book, m).map((match) => noteOf(m, match, undefined)))
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
  const usedNext = new Set(moduleUses(next.packages).keys())
  const had = notesOf(graph, before.built)
  const has = notesOf(next.graph, usedNext)
  const isAmong = (list: readonly FixAdvisory[], one: FixAdvisory): boolean =>
    list.some((a) => a.path === one.path && a.id === one.id)
  const staying = pairs.filter(({ from }) => next.graph.buildList.some((m) => m.path === from))
  const report: FixReport = {
    schema: 'modwarden/fix/1',
    subject: { folder: project.folder, modules: project.mains.map((m) => m.goMod.module?.path ?? '') },
    scope: 'replace',
    database: book.database,
    status: 'nothing',
    repaired: had.filter((a) => !isAmong(has, a)),
    left: has
      .filter((a) => !isAmong(had, a))
      .map((a) => ({ ...a, kind: 'conflict', why: 'it comes with the replacement' })),
    moves: [],
    replaced: pairs
      .map((one) => replacedNote(project, one, versions.get(one.to) ?? '', code))
      .filter((r) => r.files.length > 0),
    files: [],
    goVersion: { before: graph.goVersion, after: graph.goVersion },
    exact: true,
    tried: 0,
    before: stateOf(graph, had, undefined),
    tests: [],
    unchecked: [...book.left],
    // A dependency still requires it.
    next: staying.map(({ from }) => `modwarden why ${from}`),
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
          after: async (_, nowGraph) => Promise.resolve(stateOf(nowGraph, notesOf(nowGraph, usedNext), undefined)),
        })
  await database.save()
  return { ...done, exitCode: exitOf(done), seconds: (world.clock.now().getTime() - input.began) / 1000 }
}

function notImported(graph: ModuleGraph, from: string): WardenError {
  const found = graph.buildList.find((m) => m.path === from)
  if (found === undefined)
    return new WardenError('usage', `--replace ${from}: the project does not use it`, { remedy: 'modwarden tree' })
  return new WardenError(
    'usage',
    `--replace ${from}: no code here imports it, a dependency requires ${moduleName(found)}`,
    {
      remedy: `modwarden why ${from}`,
    },
  )
}

function isBelow(file: string, folder: string): boolean {
  return file.startsWith(`${folder}${path.sep}`)
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
