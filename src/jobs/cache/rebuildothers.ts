// What lies in the module cache and a project does not need: found, and removed.
import { isWardenError, messageOf, WardenError } from '../../base/errors.ts'
import { moduleName, type ModuleVersion } from '../../base/finding.ts'
import { mapLimit } from '../../base/once.ts'
import { cachePaths } from '../../gomod/cachelayout.ts'
import type { CleanItem } from '../../report/clean.ts'
import { count, number } from '../../report/words.ts'
import type { World } from '../../world/world.ts'
import type { VerifyOptions } from '../verify/check.ts'
import { goInUse, rewriteList, sized } from './clean.ts'
import { takeAway, underVersionLock } from './install.ts'
import type { Need } from './rebuildneeds.ts'
import { findModules } from '../verify/cache.ts'

const REMOVING = 4

/** What lies in the cache and is not needed: whole module versions, contents of which only the go.mod is, cache/vcs. */
export async function othersOf(
  world: World,
  cache: string,
  needs: readonly Need[],
  goroot: string,
): Promise<readonly CleanItem[]> {
  const needed = new Map(needs.map((n) => [moduleName(n.module), n]))
  const inUse = goInUse(goroot, cache)
  const items: { readonly name: string; readonly module?: ModuleVersion }[] = []
  for (const { module, goModOnly } of await findModules(world.files, cache)) {
    const name = moduleName(module)
    const need = needed.get(name)
    if (name === inUse || need?.contents === true || (need !== undefined && goModOnly)) continue
    items.push({ name: need === undefined ? name : `${name} (its contents)`, module })
  }
  // The lock files stay, for whoever waits on one.
  const repositories = ((await world.files.list(`${cache}/cache/vcs`)) ?? []).some((e) => !e.name.endsWith('.lock'))
  return sized(world, cache, repositories ? [...items, { name: 'cache/vcs' }] : items)
}

/** Removes them, each module version under its lock; what cannot be removed says why. Throws `aborted` only. */
export async function removeOthers(
  world: World,
  cache: string,
  others: readonly CleanItem[],
  { signal, onProgress }: VerifyOptions,
): Promise<readonly CleanItem[]> {
  let done = 0
  onProgress?.(() => `removed ${number(done)} of ${count(others.length, 'other')}`)
  const removed = await mapLimit(others, REMOVING, async (item): Promise<CleanItem> => {
    if (signal?.aborted === true) throw new WardenError('aborted', 'stopped')
    try {
      const { module } = item
      if (module === undefined) {
        await removeRepositories(world, `${cache}/${item.name}`, signal)
      } else {
        const paths = cachePaths(cache, module)
        const goMod = item.name === moduleName(module)
        await underVersionLock(world, paths, module, signal, async () =>
          takeAway(world, paths, { contents: true, goMod }),
        )
        await rewriteList(world, paths.list)
      }
      done++
      return { ...item, status: 'removed' }
    } catch (error) {
      if (!isWardenError(error) || error.code === 'aborted') throw error
      return { ...item, status: 'failed', reason: messageOf(error) }
    }
  })
  return removed
}

/** go's copies of repositories, each under the lock that go takes on it; the lock files stay. */
async function removeRepositories(world: World, folder: string, signal: AbortSignal | undefined): Promise<void> {
  for (const { name } of (await world.files.list(folder)) ?? []) {
    if (name.endsWith('.lock')) continue
    const lock = `${folder}/${name.replace(/\.info$/, '')}.lock`
    await world.locks.withLock(lock, 'exclusive', async () => world.files.remove(`${folder}/${name}`), { signal })
  }
}
