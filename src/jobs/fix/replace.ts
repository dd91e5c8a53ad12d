// fix --replace: a module by its successor. Modules are named, or those that the table of successors knows; versions are
// chosen, import paths in the project's own .go files and go.mod rewritten in mind, what that needs completed, and all of it
// written together. Whether the code fits the other module only a build can tell.
import path from 'node:path'
import { WardenError } from '../../base/errors.ts'
import { moduleName } from '../../base/finding.ts'
import type { ModuleGraph } from '../../gomod/buildlist.ts'
import { parseGoMod } from '../../gomod/modfile.ts'
import { checkModule, splitPathVersion } from '../../gomod/path.ts'
import { compareVersions, prerelease } from '../../gomod/version.ts'
import { moduleUses, type PackageGraph } from '../../graph/packages.ts'
import { successorOf } from '../../graph/successors.ts'
import type { Move } from '../../graph/upgrade.ts'
import type { FixAdvisory, FixReplaced, FixReport } from '../../report/fix.ts'
import type { World } from '../../world/world.ts'
import { changed } from './change.ts'
import { completed, missingRoots, packagesOf } from './complete.ts'
import { renamedFiles, withFiles, type RenamedFile } from './imports.ts'
import {
  actualList,
  advisoriesAbout,
  exitOf,
  movesBetween,
  noteOf,
  stateOf,
  versionsHere,
  type FixInput,
  type FixRun,
  type Known,
  type WantedReplace,
} from './input.ts'
import { refusals } from './policy.ts'
import type { Project } from '../project/project.ts'
import type { Scanner } from '../scan/scanner.ts'

/** Reads one. Throws `usage`. */
export function parseReplace(text: string): WantedReplace {
  const [from = '', target] = text.split('=', 2)
  const [to = '', version] = (target ?? successorOf(from)?.to ?? '').split('@', 2)
  if (to === '') {
    throw new WardenError('usage', `--replace ${text}: no successor of ${from} is known`, {
      remedy: `modwarden fix --replace ${from === '' ? 'OLD' : from}=NEW`,
    })
  }
  if (from === to) throw new WardenError('usage', `--replace ${text}: the same twice`)
  checkModule(
    to,
    version ??
      (splitPathVersion(to).pathMajor === ''
        ? 'v0.0.0'
        : `v${/\d+/.exec(splitPathVersion(to).pathMajor)?.[0] ?? '1'}.0.0`),
  )
  return { from, to, version }
}

/**
 * Replaces modules by others: import paths, or a replace line for what only dependencies import, go.mod and go.sum; without
 * `named` all whose successor is known and fits (`skipped` are those that do not). Throws `usage` for a module that is not
 * there, or that the other one does not fit.
 */
export async function replaced(
  world: World,
  scanner: Scanner,
  input: FixInput,
  run: FixRun,
  known: Known,
  named: readonly WantedReplace[],
  skipped: readonly string[] = [],
): Promise<FixReport> {
  const { project, graph, sources, database, readers, texts } = known
  const packages = await packagesOf(readers, project, graph)
  const uses = moduleUses(packages)
  const asked =
    named.length > 0 ? named : knownReplaces(graph).filter(({ from }) => uses.has(from) && !skipped.includes(from))
  const imported = renamedFiles(run.folders, project, graph, asked)
  const isImported = ({ from }: WantedReplace): boolean => imported.some((w) => w.imports.has(from))
  const pairs = named.length > 0 ? asked : asked.filter((one) => isImported(one) || isDropIn(one))
  // Only dependencies import these: their code stays, and a replace line puts the other module in its place.
  const behind = pairs.filter((one) => !isImported(one))
  for (const one of behind) checkBehind(project, graph, uses.has(one.from), one)
  const before = {
    missing: new Set(missingRoots(project, graph, packages).map((r) => r.path)),
    built: new Set(uses.keys()),
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
  const old = new Set(pairs.filter(isImported).map(({ from }) => from))
  const chosen = (one: WantedReplace): string => versions.get(one.to) ?? ''
  const lined = withReplaceLines(
    project,
    texts,
    behind.map((one) => ({ ...one, version: chosen(one) })),
  )
  const wanted = lined.mains.map(({ goMod, folder }) => {
    const isNew = (path: string): boolean => pairs.some((one) => isImported(one) && one.to === path)
    const kept = goMod.require.filter((r) => !old.has(r.path) && !isNew(r.path))
    const isUser = (one: WantedReplace): boolean =>
      imported.some((w) => w.imports.has(one.from) && w.folder === folder) ||
      goMod.require.some((r) => r.path === one.to)
    const added = pairs
      .filter((one) => isImported(one) && isUser(one))
      .map((one) => ({ path: one.to, version: chosen(one), indirect: false }))
    return { require: [...kept, ...new Map(added.map((r) => [r.path, r])).values()] }
  })
  const next = await completed({ ...readers, folders: withFiles(run.folders, imported) }, lined, texts, wanted, before)
  const nameOf = (before: string, after: string): string | undefined => {
    const [was, is] = [packages.packages.get(before)?.name, next.packages.packages.get(after)?.name]
    return was === undefined || was === is ? undefined : was
  }
  for (const one of pairs) {
    const why = unfit(one, behind.includes(one), packages, next.packages)
    if (why === undefined) continue
    if (named.length > 0) throw new WardenError('usage', `--replace ${one.from}: ${why}`, { remedy: whoseIs(one) })
    // Nobody named it.
    return replaced(world, scanner, input, run, known, named, [...skipped, one.from])
  }
  // What the new package is called is known only now; the imports are the same.
  const code = renamedFiles(run.folders, project, graph, pairs, nameOf)
  const usedNext = new Set(moduleUses(next.packages).keys())
  const had = notesOf(graph, before.built)
  const has = notesOf(next.graph, usedNext)
  const isAmong = (list: readonly FixAdvisory[], one: FixAdvisory): boolean =>
    list.some((a) => a.path === one.path && a.id === one.id)
  const staying = pairs.filter((one) => isImported(one) && next.graph.buildList.some((m) => m.path === one.from))
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
    replaced: pairs.map((one) => replacedNote(project, one, chosen(one), code)),
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
    pairs.length === 0
      ? report
      : await changed(world, scanner, input, run, report, known, {
          moves: [
            ...movesBetween(graph, next.graph, versions),
            ...behind.map((one): Move => ({
              path: one.to,
              from: '',
              to: chosen(one),
              asked: true,
              direct: false,
              broughtBy: [],
            })),
          ],
          before: graph.goVersion,
          next,
          code,
          after: async (_, nowGraph) => Promise.resolve(stateOf(nowGraph, notesOf(nowGraph, usedNext), undefined)),
        })
  await database.save()
  return { ...done, exitCode: exitOf(done), seconds: (world.clock.now().getTime() - input.began) / 1000 }
}

/** What of a build list has a successor in the table. */
function knownReplaces(graph: ModuleGraph): readonly WantedReplace[] {
  return graph.buildList.flatMap(({ path: from, main }): WantedReplace[] => {
    const to = main ? undefined : successorOf(from)?.to
    return to === undefined ? [] : [{ from, to, version: undefined }]
  })
}

/** The newest version that is neither a pre-release nor refused. Throws `not-found`. */
async function newestAllowed(
  { to }: WantedReplace,
  versions: readonly string[],
  refusal: (version: string) => Promise<string | undefined>,
): Promise<string> {
  for (const version of versions
    .filter((v) => prerelease(v) === '')
    .toSorted(compareVersions)
    .toReversed()) {
    if ((await refusal(version)) === undefined) return version
  }
  throw new WardenError('not-found', `${to}: no version of it may be used`, {
    remedy: `modwarden fix --replace OLD=${to}@VERSION`,
  })
}

function isDropIn({ from, to }: WantedReplace): boolean {
  const known = successorOf(from)
  return known?.to === to && known.api === 'drop-in'
}

/** Whether a replace line can stand for what only dependencies import. Throws `usage`. */
function checkBehind(project: Project, graph: ModuleGraph, isUsed: boolean, one: WantedReplace): void {
  const { from, to } = one
  const found = graph.buildList.find((m) => m.path === from)
  const refused = (why: string, remedy: string): WardenError =>
    new WardenError('usage', `--replace ${from}: ${why}`, { remedy })
  if (found === undefined) throw refused('the project does not use it', 'modwarden tree')
  if (!isUsed) throw refused('nothing of it is built', `modwarden why ${from}`)
  if (found.replacedBy !== undefined) throw refused('a replace line stands for it already', 'change that line')
  if (successorOf(from)?.to === to && !isDropIn(one)) {
    throw refused(`only dependencies import it, and ${to} has another API, which their code does not fit`, whoseIs(one))
  }
  if (project.mains.length === 0) throw refused('there is no go.mod file for a replace line', 'modwarden tree')
}

function whoseIs({ from }: WantedReplace): string {
  return `modwarden why ${from}   # says whose requirement it is`
}

/** Why the packages of a module cannot be those of the other one, or `undefined`. */
function unfit(
  { from, to }: WantedReplace,
  isBehind: boolean,
  before: PackageGraph,
  after: PackageGraph,
): string | undefined {
  // go takes no module under two paths.
  if (isBehind && moduleUses(after).has(to)) return `only dependencies import it, and ${to} is in the build itself`
  for (const { path: was, module, name } of before.packages.values()) {
    if (module !== from) continue
    const is = isBehind ? was : to + was.slice(from.length)
    if (after.gaps.some((gap) => gap.kind === 'missing' && gap.path === is)) return `${to} has no package for ${was}`
    const now = after.packages.get(is)?.name
    if (isBehind && now !== undefined && now !== name)
      return `only dependencies import it, as package ${name}, and that of ${to} is called ${now}`
  }
  return undefined
}

/** The project with a replace line for each of these, in the go.mod file that requires it. */
function withReplaceLines(
  project: Project,
  texts: ReadonlyMap<string, string>,
  wanted: readonly WantedReplace[],
): Project {
  if (wanted.length === 0) return project
  const ownerOf = ({ from }: WantedReplace): number =>
    Math.max(
      0,
      project.mains.findIndex(({ goMod }) => goMod.require.some((r) => r.path === from)),
    )
  const mains = project.mains.map((main, i) => {
    const lines = wanted
      .filter((one) => ownerOf(one) === i)
      .map(({ from, to, version = '' }) => `\nreplace ${from} => ${to} ${version}\n`)
    const text = `${texts.get(main.goMod.file) ?? ''}\n${lines.join('')}`
    return lines.length === 0 ? main : { ...main, goMod: parseGoMod(text, main.goMod.file) }
  })
  return { ...project, mains }
}

/** What is told of a replacement. */
function replacedNote(
  project: Project,
  one: WantedReplace,
  version: string,
  writes: readonly RenamedFile[],
): FixReplaced {
  const known = successorOf(one.from)
  const isKnown = known?.to === one.to
  const files = writes.flatMap(({ file, imports }) => {
    const n = imports.get(one.from)
    return n === undefined ? [] : [{ file: path.relative(project.folder, file), imports: n }]
  })
  return {
    from: one.from,
    to: one.to,
    version,
    files,
    note:
      (files.length === 0 ? 'by a replace line, because only dependencies import it; ' : '') +
      (isKnown && known.note === ''
        ? 'the same API; build it before you trust that'
        : isKnown
          ? `${known.note}; build it, and change what does not fit`
          : 'whether the API is the same is not known: build it'),
    source: isKnown ? known.source : `named on the command line: ${moduleName({ path: one.to, version })}`,
  }
}
