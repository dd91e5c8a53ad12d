// Import paths in the project's own .go files: the files with other ones, before anything is written.
import path from 'node:path'
import { WardenError } from '../../base/errors.ts'
import type { ModuleGraph } from '../../gomod/buildlist.ts'
import { renameImports } from '../../gosource/importspecs.ts'
import type { SourceFolder, SourceFolders } from '../../world/sourcefolders.ts'
import type { WantedReplace } from './input.ts'
import type { FixWrite } from './write.ts'
import type { Project } from '../project/project.ts'

/** A .go file with other import paths. */
export interface RenamedFile extends FixWrite {
  /** The folder of its main module. */
  readonly folder: string
  /** How many, by the module that was imported. */
  readonly imports: ReadonlyMap<string, number>
}

const MOST_FILES = 100_000
const MOST_DEPTH = 64

/**
 * The .go files of the main modules with other import paths; `nameOf` gives the name that an import needs because the new
 * package is called otherwise. Throws `io`, `too-large`.
 */
export function renamedFiles(
  folders: SourceFolders,
  project: Project,
  graph: ModuleGraph,
  wanted: readonly WantedReplace[],
  nameOf: (before: string, after: string) => string | undefined = () => undefined,
): readonly RenamedFile[] {
  const modules = graph.buildList.map((m) => m.path).toSorted((a, b) => b.length - a.length)
  const writes: RenamedFile[] = []
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
        const to = one.to + imported.slice(one.from.length)
        return { path: to, name: nameOf(imported, to) }
      })
      if (renamed !== undefined)
        writes.push({
          file: path.join(main.folder, name),
          before: bytes,
          after: renamed.bytes,
          folder: main.folder,
          imports,
        })
    }
  }
  return writes
}

/** Every .go file of a module that is of a package, tests too, by its name in it; without vendor/ and other modules. */
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
