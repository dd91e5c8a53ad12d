// A verified module version put where the go command looks for it, in go's own order and under go's own lock, so that
// a go command beside us, or a crash at any point, never sees half of it (cmd/go/internal/modfetch, CONTRACTS §1.5).
import { randomInt } from 'node:crypto'
import path from 'node:path'
import { WardenError } from '../base/errors.ts'
import { moduleName, type ModuleVersion } from '../base/finding.ts'
import type { CachePaths } from '../gomod/cachelayout.ts'
import type { World } from '../world/world.ts'

/**
 * Copies a proven zip and go.mod into go's module cache, as far as they are given and missing there. Throws `io`,
 * `busy`.
 */
export async function installIntoModcache(
  world: World,
  paths: CachePaths,
  module: ModuleVersion,
  proven: { readonly zip: string | undefined; readonly goMod: Uint8Array | undefined },
): Promise<void> {
  const { zip, goMod } = proven
  const lacks = async (file: string): Promise<boolean> => (await world.files.info(file)) === undefined
  const wantsGoMod = goMod !== undefined && (await lacks(paths.mod))
  if (!wantsGoMod && (zip === undefined || !(await lacks(paths.zip)))) return
  if (!world.locks.available) {
    throw new WardenError(
      'io',
      `${moduleName(module)}: go's file locks cannot be had here, so nothing is written into its cache`,
      {
        remedy: 'run without --into-modcache; the verified module is in the store of modwarden',
      },
    )
  }
  await world.files.makeFolder(path.dirname(paths.lock))
  await world.locks.withLock(paths.lock, 'exclusive', async () => {
    // 1. go.mod: harmless by itself, and go reads it first.
    if (goMod !== undefined && (await lacks(paths.mod))) await world.files.write(paths.mod, goMod)
    if (zip === undefined || !(await lacks(paths.zip))) return
    // 2. The zip's bytes, complete, under a name that nobody reads; 3. the hash; 4. the zip's name.
    const hash = await world.files.read(zip.replace(/\.zip$/, '.ziphash'))
    const temporary = `${paths.zip}${randomInt(2 ** 47)}.tmp`
    try {
      await world.files.copy(zip, temporary)
      if (hash !== undefined) await world.files.write(paths.ziphash, hash)
      await world.files.rename(temporary, paths.zip)
    } catch (error) {
      await world.files.remove(temporary)
      throw error
    }
  })
}
