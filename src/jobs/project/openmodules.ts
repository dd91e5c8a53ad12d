// Where the source of a module of the build is: the folder of a main module or of a replace line, the extracted folder in
// go's cache, its zip, or modwarden's own copy.
import path from 'node:path'
import { isWardenError, WardenError } from '../../base/errors.ts'
import { moduleName, type ModuleVersion } from '../../base/finding.ts'
import { Once } from '../../base/once.ts'
import type { ModuleGraph } from '../../gomod/buildlist.ts'
import type { SourceFolder, SourceFolders } from '../../world/sourcefolders.ts'
import type { World } from '../../world/world.ts'
import type { Project } from './project.ts'
import type { Sources } from './sources.ts'

/** Where a module's files are, by its path in the build list; the reason where they are not to be had. */
export type OpenModule = (modulePath: string) => Promise<SourceFolder | WardenError>

/**
 * Opens the modules of a build, each once, where they are; with `fetch` what is missing is fetched and proven. Throws `aborted`,
 * `fork`; everything else that is wrong is the answer.
 */
export function openModules(
  world: World,
  folders: SourceFolders,
  project: Project,
  graph: ModuleGraph,
  sources: Sources,
  fetch: boolean,
): OpenModule {
  const modules = new Map(graph.buildList.map((m) => [m.path, m]))
  const once = new Once<SourceFolder | WardenError>()
  const openVersion = async (module: ModuleVersion): Promise<SourceFolder | WardenError> => {
    const place = sources.paths(module)
    const extracted = folders.folder(place.folder)
    // While go extracts, a `.partial` file stands beside the zip: what is in the folder then is not all.
    if (extracted !== undefined && (await world.files.info(place.partial)) === undefined) return extracted
    if ((await world.files.info(place.zip)) !== undefined) return folders.zip(module, place.zip)
    const absent = new WardenError('not-found', `${moduleName(module)}: is not in the module cache`, {
      remedy: 'go mod download',
    })
    if (!fetch) return absent
    const fetched = await sources.contents(module)
    if (fetched.kind === 'here') return folders.zip(module, fetched.zip)
    if (fetched.kind === 'missing') {
      const name = `${moduleName(module)}: `
      // Most reasons begin with it.
      const why = fetched.why.startsWith(name) ? fetched.why : name + fetched.why
      return new WardenError('not-found', why, { remedy: 'go mod download' })
    }
    return new WardenError('mismatch', `${moduleName(module)}: a proxy sent something else than was agreed on`)
  }
  return async (modulePath) =>
    once.get(modulePath, async () => {
      const module = modules.get(modulePath)
      if (module === undefined) return new WardenError('not-found', `${modulePath}: is not in the build list`)
      try {
        if (module.main) return openFolder(folders, mainFolder(project, modulePath))
        const actual = module.replacedBy ?? module
        if (actual.version === '') return openFolder(folders, path.resolve(project.folder, actual.path))
        return await openVersion(actual)
      } catch (error) {
        if (isWardenError(error, 'aborted', 'fork') || !isWardenError(error)) throw error
        return error
      }
    })
}

function mainFolder(project: Project, modulePath: string): string {
  return project.mains.find((main) => main.goMod.module?.path === modulePath)?.folder ?? project.folder
}

function openFolder(folders: SourceFolders, folder: string): SourceFolder | WardenError {
  return (
    folders.folder(folder) ?? new WardenError('not-found', `${folder}: no such folder, but a replace line names it`)
  )
}
