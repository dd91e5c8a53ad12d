// fix: the upgrade that removes the advisories of a project at the least price, and writing it. The order: the build list and
// what is known about it; the search; what go.mod and go.sum must say then; what each upgrade adds; the files; everything again.
import path from 'node:path'
import { stdlibVersion } from '../../advisories/stdlib.ts'
import { moduleName } from '../../base/finding.ts'
import type { Left } from '../../graph/upgrade.ts'
import type { FixLeft, FixReport } from '../../report/fix.ts'
import type { World } from '../../world/world.ts'
import { changed } from './change.ts'
import type { FixReaders } from './complete.ts'
import {
  actualList,
  advisoriesAbout,
  exitOf,
  noteOf,
  sourcesOf,
  stateOf,
  textsOf,
  type FixBook,
  type FixInput,
  type FixRun,
  type Known,
} from './input.ts'
import { isChosen, planned } from './plan.ts'
import { replaced } from './replace.ts'
import { takeBack } from './undo.ts'
import { loadGraph } from '../project/modulegraph.ts'
import { loadProject } from '../project/project.ts'
import type { Scanner } from '../scan/scanner.ts'

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
          isBroken: made.isBroken,
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
