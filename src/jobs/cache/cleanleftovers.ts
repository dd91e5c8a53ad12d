// What killed runs of go and of modwarden left unfinished in the module cache. What belongs to one module version is
// removed under its lock, which its writer would hold; what go writes without a lock (.mod, .info) only when it is old.
import path from 'node:path'
import { isWardenError } from '../../base/errors.ts'
import { moduleName, type ModuleVersion } from '../../base/finding.ts'
import { cachePaths, parseDownloadPath, parseFolderName } from '../../gomod/cachelayout.ts'
import type { World } from '../../world/world.ts'
import { removeLeftovers, removeUnfinishedFolder, underVersionLock } from './install.ts'

/** Unfinished files. */
export interface Leftovers {
  readonly modules: readonly ModuleVersion[]
  /** Files of no lock. */
  readonly files: readonly string[]
}

/** A writer that has not finished a small file in a day is no more. */
const OLD_MS = 24 * 3_600_000
const DEEPEST = 40

/** Finds what looks unfinished; nothing is removed. */
export async function findLeftovers(world: World, cache: string): Promise<Leftovers> {
  const modules = new Map<string, ModuleVersion>()
  const files: string[] = []
  const pending = [{ at: '', depth: 0 }]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { at, depth } = next
    for (const { name, kind } of (await world.files.list(path.join(cache, at))) ?? []) {
      const here = at === '' ? name : `${at}/${name}`
      if (here === 'cache/vcs' || here === 'cache/download/sumdb') continue
      const found = unfinishedOf(here)
      if (found !== undefined) modules.set(moduleName(found), found)
      else if (kind === 'folder' && here.startsWith('.modwarden-removed-')) files.push(path.join(cache, here))
      else if (kind === 'folder') {
        // What is below an extracted folder is the module's own.
        if (depth < DEEPEST && (here.startsWith('cache/') || !name.includes('@')))
          pending.push({ at: here, depth: depth + 1 })
      } else if (/\/@v\/[^/]*\.tmp$/.test(here) && (await isOld(world, path.join(cache, here)))) {
        files.push(path.join(cache, here))
      }
    }
  }
  return { modules: [...modules.values()], files }
}

/** Removes them; gives the number. One that cannot be removed now is left to a later run. Throws `aborted`. */
export async function sweep(
  world: World,
  cache: string,
  { modules, files }: Leftovers,
  signal: AbortSignal | undefined,
): Promise<number> {
  let removed = 0
  const tried = async (work: () => Promise<number>): Promise<void> => {
    try {
      removed += await work()
    } catch (error) {
      if (!isWardenError(error, 'io', 'busy')) throw error
    }
  }
  for (const module of modules) {
    const paths = cachePaths(cache, module)
    await tried(async () =>
      underVersionLock(world, paths, module, signal, async () => {
        await removeUnfinishedFolder(world, paths)
        return removeLeftovers(world, paths)
      }),
    )
  }
  for (const file of files) {
    await tried(async () => {
      await world.files.remove(file)
      return 1
    })
  }
  return removed
}

/** The module version of a name that only unfinished work has: `…/@v/V.zip123.tmp`, `…/@v/V.partial`, `M@V.tmp-123`. */
function unfinishedOf(here: string): ModuleVersion | undefined {
  const partial = parseDownloadPath(here)
  if (partial?.kind === 'partial') return { path: partial.path, version: partial.version }
  const zip = /^(cache\/download\/.+\/@v\/.+\.zip)\d*\.tmp$/s.exec(here)?.[1]
  if (zip !== undefined) {
    const file = parseDownloadPath(zip)
    return file === undefined ? undefined : { path: file.path, version: file.version }
  }
  const folder = here.startsWith('cache/') ? undefined : /^(.+@.+)\.tmp-[^/]*$/s.exec(here)?.[1]
  return folder === undefined ? undefined : parseFolderName(folder)
}

async function isOld(world: World, file: string): Promise<boolean> {
  const info = await world.files.info(file)
  return info !== undefined && world.clock.now().getTime() - info.mtime.getTime() > OLD_MS
}
