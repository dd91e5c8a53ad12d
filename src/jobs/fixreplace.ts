// fix --replace: a module by its successor. Import paths in the project's own .go files, go.mod and go.sum change together;
// nothing of the code is judged to fit, which only a build can tell.
import path from 'node:path'
import { WardenError } from '../base/errors.ts'
import { moduleName } from '../base/finding.ts'
import type { ModuleGraph } from '../gomod/buildlist.ts'
import { checkModule, splitPathVersion } from '../gomod/path.ts'
import { compareVersions, prerelease } from '../gomod/version.ts'
import { renameImports } from '../gosource/importspecs.ts'
import { successorOf } from '../graph/successors.ts'
import type { FixReplaced } from '../report/fix.ts'
import type { SourceFolder, SourceFolders } from '../world/sourcefolders.ts'
import type { FixWrite } from './fixwrite.ts'
import type { Project } from './project.ts'

/** `OLD=NEW`, `OLD=NEW@v1.2.3`, or `OLD` where the table knows its successor. */
export interface WantedReplace {
  readonly from: string
  readonly to: string
  /** `undefined`: the newest that is allowed. */
  readonly version: string | undefined
}

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

/** What of a project has a successor in the table, and is imported by its own code. */
export function knownReplaces(folders: SourceFolders, project: Project, graph: ModuleGraph): readonly WantedReplace[] {
  const known = graph.buildList.flatMap(({ path: from, main }): WantedReplace[] => {
    const to = main ? undefined : successorOf(from)?.to
    return to === undefined ? [] : [{ from, to, version: undefined }]
  })
  const code = known.length === 0 ? [] : renamedFiles(folders, project, graph, known)
  return known.filter(({ from }) => code.some((w) => w.imports.has(from)))
}

/** The newest version that is neither a pre-release nor refused. Throws `not-found`. */
export async function newestAllowed(
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

const MOST_FILES = 100_000
const MOST_DEPTH = 64

/** The .go files of the main modules with other import paths. Throws `io`, `too-large`. */
export function renamedFiles(
  folders: SourceFolders,
  project: Project,
  graph: ModuleGraph,
  wanted: readonly WantedReplace[],
): readonly (FixWrite & { readonly imports: ReadonlyMap<string, number> })[] {
  const modules = graph.buildList.map((m) => m.path).toSorted((a, b) => b.length - a.length)
  const writes: (FixWrite & { readonly imports: ReadonlyMap<string, number> })[] = []
  for (const main of project.mains) {
    const source = folders.folder(main.folder)
    if (source === undefined) continue
    for (const name of goFilesOf(source)) {
      const bytes = source.read(name)
      if (bytes === undefined) continue
      const imports = new Map<string, number>()
      const renamed = renameImports(bytes, (imported) => {
        const owner = modules.find((m) => imported === m || imported.startsWith(`${m}/`))
        const one = wanted.find(({ from }) => from === owner)
        if (one === undefined) return undefined
        imports.set(one.from, (imports.get(one.from) ?? 0) + 1)
        return one.to + imported.slice(one.from.length)
      })
      if (renamed !== undefined)
        writes.push({ file: path.join(main.folder, name), before: bytes, after: renamed.bytes, imports })
    }
  }
  return writes
}

/** Every .go file of a module, tests and test data of packages too, by its name in it; without vendor/ and other modules. */
function goFilesOf(source: SourceFolder): string[] {
  const found: string[] = []
  const pending: { readonly folder: string; readonly depth: number }[] = [{ folder: '', depth: 0 }]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { folder, depth } = next
    const listed = source.list(folder)
    if (listed === undefined || (folder !== '' && listed.goMod)) continue
    const prefix = folder === '' ? '' : `${folder}/`
    for (const { name } of listed.goFiles) found.push(prefix + name)
    if (found.length > MOST_FILES)
      throw new WardenError('too-large', `${source.place}: more than ${MOST_FILES} .go files`)
    for (const name of listed.folders) {
      if (depth < MOST_DEPTH && !/^[._]|^vendor$|^testdata$/.test(name))
        pending.push({ folder: prefix + name, depth: depth + 1 })
    }
  }
  return found
}

/** The same folders with files as they will be, for what reads imports before anything is written. */
export function withFiles(folders: SourceFolders, writes: readonly FixWrite[]): SourceFolders {
  const texts = new Map(writes.flatMap(({ file, after }) => (after === undefined ? [] : [[file, after] as const])))
  return {
    ...folders,
    folder(at): SourceFolder | undefined {
      const source = folders.folder(at)
      if (source === undefined) return undefined
      return {
        ...source,
        list(folder) {
          const listed = source.list(folder)
          if (listed === undefined) return undefined
          const goFiles = listed.goFiles.map((file) => {
            const text = texts.get(path.join(at, folder, file.name))
            return text === undefined ? file : { name: file.name, head: () => ({ size: text.length, head: text }) }
          })
          return { ...listed, goFiles }
        },
        read: (file) => texts.get(path.join(at, file)) ?? source.read(file),
      }
    },
  }
}

/** What is told of a replacement. */
export function replacedNote(
  project: Project,
  one: WantedReplace,
  version: string,
  writes: ReturnType<typeof renamedFiles>,
): FixReplaced {
  const known = successorOf(one.from)
  const isKnown = known?.to === one.to
  return {
    from: one.from,
    to: one.to,
    version,
    files: writes.flatMap(({ file, imports }) => {
      const n = imports.get(one.from)
      return n === undefined ? [] : [{ file: path.relative(project.folder, file), imports: n }]
    }),
    note:
      isKnown && known.note === ''
        ? 'the same API; build it before you trust that'
        : isKnown
          ? `${known.note}; build it, and change what does not fit`
          : 'whether the API is the same is not known: build it',
    source: isKnown ? known.source : `named on the command line: ${moduleName({ path: one.to, version })}`,
  }
}
