// clean --all: everything below GOMODCACHE, as `go clean -modcache` does, but so that a kill at any point leaves a cache
// that go can work with: nothing is removed where go would look for it.
import path from 'node:path'
import { randomInt } from 'node:crypto'
import { WardenError } from '../../base/errors.ts'
import type { GoSettings } from '../../world/go.ts'
import type { World } from '../../world/world.ts'

const MOVED = '.modwarden-removed-'

/**
 * Refuses to remove a folder that is no module cache, or that holds something that must stay: the remembered heads,
 * modwarden's store, Go itself. Throws `config`.
 */
export async function checkWholeCache(world: World, go: GoSettings, home: string | undefined): Promise<void> {
  const cache = go.GOMODCACHE
  const refuse = (why: string): never => {
    throw new WardenError('config', `${cache}: not removed: ${why}`, {
      remedy: 'look at GOMODCACHE: go env GOMODCACHE says where the module cache is',
    })
  }
  const heads = go.GOPATH.split(path.delimiter)
    .filter((p) => p !== '')
    .map((p) => `${p}/pkg/sumdb`)
  for (const [place, what] of [
    ...heads.map((p) => [p, 'the remembered heads of the checksum database lie in it'] as const),
    [world.store, "modwarden's own store lies in it"] as const,
    [home ?? '', 'the home folder lies in it'] as const,
  ]) {
    if (place !== '' && isWithin(place, cache)) refuse(what)
  }
  if (!path.isAbsolute(cache) || path.dirname(cache) === cache) refuse('it is no folder of its own')
  const entries = (await world.files.list(cache)) ?? []
  const known = entries.length === 0 || entries.some((e) => e.name === 'cache' || e.name.startsWith(MOVED))
  if (!known) refuse('it does not look like a module cache: there is no folder named cache in it')
}

function isWithin(place: string, folder: string): boolean {
  const relative = path.relative(folder, place)
  return relative === '' || (!relative.startsWith('..') && !path.isAbsolute(relative))
}

/** Removes everything, the folder itself too where it can be. Throws `io` and `aborted`; then what is left is whole. */
export async function removeWholeCache(world: World, go: GoSettings, signal: AbortSignal | undefined): Promise<void> {
  const cache = go.GOMODCACHE
  const moved = `${cache}/${MOVED}${randomInt(2 ** 47)}`
  // 1. Out of go's sight, each in one step: the extracted folders first, `cache` last. A folder that is there is whole
  //    until it is gone, and its hash is there as long as it is.
  const entries = (await world.files.list(cache)) ?? []
  const ours = entries.filter((e) => !e.name.startsWith(MOVED))
  for (const { name } of [...ours.filter((e) => e.name !== 'cache'), ...ours.filter((e) => e.name === 'cache')]) {
    if (signal?.aborted === true) throw new WardenError('aborted', 'stopped')
    await world.files.rename(`${cache}/${name}`, `${moved}/${name}`)
  }
  // 2. What nobody looks at any more; a later run removes what is left of it.
  for (const { name } of (await world.files.list(cache)) ?? []) {
    if (name.startsWith(MOVED)) await world.files.remove(`${cache}/${name}`)
  }
  // 3. The folder itself, as go does; unless go has begun to fill it again. One that is mounted stays, empty.
  if ((await world.files.list(cache))?.length === 0) await world.files.remove(cache).catch(() => undefined)
}
