// Files put where the go command looks for them and taken away from there, in an order in which a go command beside us,
// or a crash at any point, finds what was there before, nothing, or what was agreed on. What go believes, and when
// (cmd/go/internal/modfetch: fetch.go, cache.go; CONTRACTS §1.5):
//
//   folder          if it is there, `.partial` is not, and `.ziphash` is; go reads it without any lock
//   zip, .ziphash   if both are there; without `.ziphash` go hashes the zip and checks it; without the zip it fetches one
//   .mod            if it is there: go hashes it each time
//
// go writes all but .mod and .info under an exclusive lock on `.lock`, and so does everything here. Whatever holds that
// lock may remove what an earlier holder left unfinished: that is why every temporary name here is one that go itself
// would remove (`V.zip*.tmp`, `M@V.tmp-*`).
import { randomInt } from 'node:crypto'
import path from 'node:path'
import { utf8 } from '../../base/bytes.ts'
import { isWardenError, WardenError } from '../../base/errors.ts'
import { moduleName, type ModuleVersion } from '../../base/finding.ts'
import type { CachePaths } from '../../gomod/cachelayout.ts'
import type { World } from '../../world/world.ts'

/** How long (ms) a go command is waited for that holds the lock of a version: it may be downloading it. */
const WAIT_MS = 120_000

/** Runs `work` under go's lock of a module version. Throws `io` where no locks can be had, `busy`, `aborted`. */
export async function underVersionLock<T>(
  world: World,
  paths: CachePaths,
  module: ModuleVersion,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  if (!world.locks.available) {
    throw new WardenError(
      'io',
      `${moduleName(module)}: go's file locks cannot be had here, so nothing is written into its cache`,
      { remedy: 'use Node 26 or newer, or install util-linux for its flock command' },
    )
  }
  await world.files.makeFolder(path.dirname(paths.lock))
  return world.locks.withLock(paths.lock, 'exclusive', work, { timeoutMs: WAIT_MS, signal })
}

/**
 * Copies a proven zip and go.mod into go's module cache, as far as they are given and missing there. Throws `io`,
 * `busy`, `aborted`.
 */
export async function installIntoModcache(
  world: World,
  paths: CachePaths,
  module: ModuleVersion,
  proven: { readonly zip: string | undefined; readonly goMod: Uint8Array | undefined },
  signal?: AbortSignal,
): Promise<void> {
  const { zip, goMod } = proven
  const lacks = async (file: string): Promise<boolean> => (await world.files.info(file)) === undefined
  const wantsGoMod = goMod !== undefined && (await lacks(paths.mod))
  if (!wantsGoMod && (zip === undefined || !(await lacks(paths.zip)))) return
  await underVersionLock(world, paths, module, signal, async () => {
    await removeLeftovers(world, paths)
    if (goMod !== undefined && (await lacks(paths.mod))) await placeFile(world, paths, paths.mod, goMod)
    if (zip === undefined || !(await lacks(paths.zip))) return
    const hash = await world.files.read(zip.replace(/\.zip$/, '.ziphash'), 4096)
    await placeZip(world, paths, zip, hash === undefined ? undefined : Buffer.from(hash).toString())
  })
}

/**
 * Removes what an earlier holder of the lock left unfinished, as far as that can be removed. To be called under the
 * lock. Gives the number.
 */
export async function removeLeftovers(world: World, paths: CachePaths): Promise<number> {
  let removed = 0
  for (const place of await leftovers(world, paths)) {
    try {
      await world.files.remove(place)
      removed++
    } catch (error) {
      // Nobody reads it, and what was done is done: whoever gets the lock next tries again.
      if (!isWardenError(error, 'io')) throw error
    }
  }
  return removed
}

/**
 * Removes a folder whose extraction, or removal, was not finished: go does not believe it, and would remove it before it
 * extracts anew. To be called under the lock, which whoever extracts holds. `.partial` goes last: see `removeLeftovers`.
 */
export async function removeUnfinishedFolder(world: World, paths: CachePaths): Promise<void> {
  if (!(await isThere(world, paths.partial)) || !(await isThere(world, paths.folder))) return
  await world.files.remove(paths.folder, { durable: true })
}

/** Unfinished files of a module version: only whoever holds its lock may say that nobody is at work on them. */
async function leftovers(world: World, paths: CachePaths): Promise<readonly string[]> {
  const found: string[] = []
  for (const [beside, matches] of [
    [paths.zip, (name: string, own: string): boolean => name.startsWith(own) && name.endsWith('.tmp')],
    [paths.folder, (name: string, own: string): boolean => name.startsWith(`${own}.tmp-`)],
  ] as const) {
    const folder = path.dirname(beside)
    const own = path.basename(beside)
    for (const { name } of (await world.files.list(folder)) ?? [])
      if (matches(name, own)) found.push(`${folder}/${name}`)
  }
  // Of an extraction, or a removal, that has no folder to show.
  if ((await isThere(world, paths.partial)) && !(await isThere(world, paths.folder))) found.push(paths.partial)
  return found
}

/**
 * Puts the zip in place with its hash; under the lock. Where the cache has another zip, this one takes its name. `h1` is
 * written unless `undefined`.
 */
export async function placeZip(world: World, paths: CachePaths, zip: string, h1: string | undefined): Promise<void> {
  // 1. The zip's bytes, complete and on the disk, under a name that nobody reads.
  const temporary = temporaryFile(paths)
  try {
    // The store's files are private; the cache may be shared.
    await world.files.copy(zip, temporary, { mode: 0o644 })
    // 2. The name changes hands in one step. A wrong hash beside it is refused by go, as before; none makes go hash the zip.
    await replace(world, temporary, paths.zip)
  } catch (error) {
    await world.files.remove(temporary)
    throw error
  }
  // 3. The hash: after the zip, because go believes the right hash beside a wrong zip unseen. Never removed first: a go
  //    command that has found it reads it once more, without a lock.
  if (h1 !== undefined) await placeFile(world, paths, paths.ziphash, utf8(h1))
}

/** Puts a small file in place in one step; under the lock. */
export async function placeFile(world: World, paths: CachePaths, file: string, bytes: Uint8Array): Promise<void> {
  const temporary = temporaryFile(paths)
  try {
    await world.files.create(temporary, bytes)
    await replace(world, temporary, file)
  } catch (error) {
    await world.files.remove(temporary)
    throw error
  }
}

/**
 * Puts the contents of a zip that is in place into the extracted folder; under the lock, zip and hash being right. What
 * was there is removed, after its evidence was kept by the caller.
 */
export async function placeFolder(
  world: World,
  paths: CachePaths,
  module: ModuleVersion,
  how: { readonly expected: readonly string[]; readonly writable: boolean },
): Promise<void> {
  // 1. From here until 4 the folder is "not completely extracted" for go: it waits for the lock, and if we die, it
  //    removes the folder and extracts the right zip itself.
  if (!(await isThere(world, paths.partial))) await world.files.create(paths.partial, new Uint8Array(0))
  // 2. Everything, on the disk, under a name that nobody reads. Where this fails, `.partial` stays: the old folder was bad.
  const temporary = temporaryFolder(paths)
  await world.files.makeFolder(path.dirname(paths.folder))
  await world.contents.extract({ module, zip: paths.zip, folder: temporary, ...how })
  // 3. The names change hands, in one step where the system can: a go command that found the old folder before 1 reads
  //    on in it without a lock, and must not find nothing there.
  const old = await world.files.info(paths.folder)
  if (old === undefined) {
    await world.files.rename(temporary, paths.folder)
  } else if (old.kind !== 'folder' || !(await world.files.exchange(temporary, paths.folder))) {
    await world.files.rename(paths.folder, temporaryFolder(paths))
    await world.files.rename(temporary, paths.folder)
  }
  // 4. go believes the folder again.
  await world.files.remove(paths.partial, { durable: true })
  // 5. The old one, under its temporary name.
  await removeLeftovers(world, paths)
}

/**
 * Takes a module version out of the cache, as far as `what` says; under the lock. The lock file stays: others may wait on
 * it.
 */
export async function takeAway(
  world: World,
  paths: CachePaths,
  what: { readonly contents: boolean; readonly goMod: boolean },
): Promise<void> {
  const { files } = world
  if (what.contents) {
    // 1. Without the hash go believes neither the zip nor the folder before it has hashed the zip.
    if (await isThere(world, paths.ziphash)) await files.remove(paths.ziphash, { durable: true })
    const folder = await isThere(world, paths.folder)
    // 2. Nor the folder after that: where we die from here on, it is extracted anew from a zip that go has checked.
    if (folder && !(await isThere(world, paths.partial))) await files.create(paths.partial, new Uint8Array(0))
    // 3. The zip.
    if (await isThere(world, paths.zip)) await files.remove(paths.zip, { durable: true })
    // 4. The folder in one step: a half-removed one would be believed as soon as `.partial` is gone.
    if (folder) await files.rename(paths.folder, temporaryFolder(paths))
    // 5. Nothing is extracted, completely or not.
    if (await isThere(world, paths.partial)) await files.remove(paths.partial, { durable: true })
    // 6. What go does not look at: the folder under its temporary name.
    await removeLeftovers(world, paths)
  }
  if (what.goMod) {
    // 7. go fetches both anew, each by itself.
    await files.remove(paths.info)
    await files.remove(paths.mod, { durable: await isThere(world, paths.mod) })
  }
}

async function isThere(world: World, place: string): Promise<boolean> {
  return (await world.files.info(place)) !== undefined
}

/** Renames a file over whatever is there; a folder in its place, which no rename replaces, is removed first. */
async function replace(world: World, temporary: string, file: string): Promise<void> {
  if ((await world.files.info(file))?.kind === 'folder') await world.files.remove(file, { durable: true })
  await world.files.rename(temporary, file)
}

// Both as go names its own: it removes them when it gets the lock and extracts or downloads.
function temporaryFile(paths: CachePaths): string {
  return `${paths.zip}${randomInt(2 ** 47)}.tmp`
}

function temporaryFolder(paths: CachePaths): string {
  return `${paths.folder}.tmp-${randomInt(2 ** 47)}`
}
