// clean: module versions removed from go's cache, chosen by one of four questions. Which of them are right is verify's
// business; here nothing is removed that was not chosen, and nothing at all in a dry run.
//
// What is never touched, whatever was chosen: the remembered heads of the checksum database, modwarden's evidence, the Go
// that is in use where it lies in the cache (but by --all, as with `go clean -modcache`), and locks that others wait on.
import path from 'node:path'
import { compareBytes, utf8 } from '../../base/bytes.ts'
import { isWardenError, messageOf, WardenError } from '../../base/errors.ts'
import { moduleName, type ModuleVersion } from '../../base/finding.ts'
import { mapLimit } from '../../base/once.ts'
import { cachePaths } from '../../gomod/cachelayout.ts'
import { canonicalVersion, sortVersions } from '../../gomod/version.ts'
import type { CleanItem, CleanReport } from '../../report/clean.ts'
import { worstExit } from '../../report/exit.ts'
import { count } from '../../report/words.ts'
import type { World } from '../../world/world.ts'
import { agreedOn } from '../verify/agreed.ts'
import type { VerifyOptions } from '../verify/check.ts'
import { lastUse } from './cleanage.ts'
import { checkWholeCache, removeWholeCache } from './cleanall.ts'
import { findLeftovers, sweep } from './cleanleftovers.ts'
import { usedUnder } from './cleanused.ts'
import type { Database } from '../database/database.ts'
import { takeAway, underVersionLock } from './install.ts'
import type { Actor } from './keep.ts'
import { removeBad } from './mend.ts'
import { createSources } from '../project/sources.ts'
import { trailComplete, trailEnd, trailStart, unfinishedChanges } from './trail.ts'
import { findModules, verifyCache } from '../verify/cache.ts'

/** What is to be removed. */
export type CleanTarget =
  | { readonly kind: 'bad'; readonly database: Database }
  | { readonly kind: 'unused'; readonly roots: readonly string[]; readonly database: Database }
  | { readonly kind: 'older-than'; readonly ms: number }
  | { readonly kind: 'all'; readonly home: string | undefined }

/** How it is removed. */
export interface CleanOptions extends VerifyOptions {
  /** Without it only the plan is made. */
  readonly yes: boolean
}

const WORKING = 4
const LOOKING = 32
/** The trail's line names so many of what is removed, largest first. */
const MOST_NAMED = 1000
/** More reasons than anybody reads; `verify --cache` says all. */
const MOST_TOLD = 20

/** Cleans the cache. Throws `usage` where there is none, `config` and `io` where cleaning is refused, `fork`, `aborted`. */
export async function clean(
  world: World,
  target: CleanTarget,
  actor: Actor,
  options: CleanOptions,
): Promise<CleanReport> {
  const began = world.clock.now().getTime()
  const cache = actor.go.GOMODCACHE
  const kind = (await world.files.info(cache))?.kind
  // With --all none is what is wanted; a link is none either, since what it leads to may be anything.
  if (kind !== 'folder' && (target.kind !== 'all' || kind !== undefined)) {
    throw new WardenError('usage', `${cache}: there is no module cache`, {
      remedy: 'go env GOMODCACHE says where it is',
    })
  }
  options.onProgress?.(() => 'looking for modules')
  const modules = (await findModules(world.files, cache)).map((subject) => subject.module)
  const unfinished = await unfinishedChanges(world, cache)
  const chosen = await choose(world, target, modules, actor, options)
  const leftovers = await findLeftovers(world, cache)
  const planned = await sized(world, cache, chosen.items)
  const items = options.yes ? await removeItems(world, target, planned, actor, options) : planned
  const swept = options.yes && target.kind !== 'all' ? await sweep(world, cache, leftovers, options.signal) : 0
  const gone = items.filter((item) => item.status === 'planned' || item.status === 'removed')
  const failed = items.some((item) => item.status === 'failed')
  // Everything in the cache was looked at, and what was wrong is gone: so is what an earlier run began.
  if (target.kind === 'bad' && options.yes && !failed && chosen.unchecked === 0) {
    for (const change of unfinished) await trailComplete(world, change)
  }
  return {
    schema: 'modwarden/clean/1',
    subject: { kind: 'cache', folder: cache },
    choice: target.kind,
    dryRun: !options.yes,
    items,
    notes: chosen.notes,
    unchecked: chosen.unchecked,
    summary: {
      modules: modules.length,
      chosen: gone.filter((item) => item.module !== undefined).length,
      bytes: gone.reduce((n, item) => n + item.bytes, 0),
      leftovers: options.yes ? swept : leftovers.modules.length + leftovers.files.length,
      seconds: Math.round(world.clock.now().getTime() - began) / 1000,
    },
    exitCode: worstExit([chosen.unchecked > 0 ? 3 : 0, failed ? 3 : 0]),
  }
}

interface Chosen {
  readonly items: ReadonlyArray<Pick<CleanItem, 'name' | 'module' | 'used'>>
  readonly notes: readonly string[]
  readonly unchecked: number
}

async function choose(
  world: World,
  target: CleanTarget,
  modules: readonly ModuleVersion[],
  actor: Actor,
  options: CleanOptions,
): Promise<Chosen> {
  const { go } = actor
  const inUse = goInUse(go.GOROOT, go.GOMODCACHE)
  const removable = modules.filter((m) => moduleName(m) !== inUse)
  switch (target.kind) {
    case 'bad': {
      const report = await verifyCache(world, go, target.database, { ...options, full: true })
      const bad = new Set(report.modules.filter((m) => m.status === 'broken').map(moduleName))
      const unchecked = report.modules.filter((m) => m.status === 'unchecked')
      const notes = unchecked.slice(0, MOST_TOLD).map((m) => `${moduleName(m)}: not checked: ${m.reasons.join('; ')}`)
      return { items: named(modules.filter((m) => bad.has(moduleName(m)))), notes, unchecked: unchecked.length }
    }
    case 'unused': {
      const { prover } = target.database
      const sources = createSources(world, {
        modcache: go.GOMODCACHE,
        project: undefined,
        prover,
        full: true,
        signal: options.signal,
      })
      const used = await usedUnder(world, go, sources, target.roots, options)
      const notes = [
        `${count(used.goMods, 'go.mod file')}, ${count(used.goSums, 'go.sum file')} and ${count(used.programs, 'Go program')} were read`,
        ...(used.links > 0
          ? [
              `${count(used.links, 'link')} ${used.links === 1 ? 'was' : 'were'} not followed: name the folders that they lead to, too`,
            ]
          : []),
        ...(used.unknown > 0
          ? [
              `${count(used.unknown, 'go.mod file')} of their module graphs ${used.unknown === 1 ? 'is' : 'are'} not in the cache: what only ${used.unknown === 1 ? 'it names counts' : 'they name counts'} as unused`,
            ]
          : []),
      ]
      return { items: named(removable.filter((m) => !used.names.has(moduleName(m)))), notes, unchecked: 0 }
    }
    case 'older-than': {
      const limit = world.clock.now().getTime() - target.ms
      const uses = await mapLimit(removable, LOOKING, async (m) => lastUse(world, cachePaths(go.GOMODCACHE, m)))
      const items = removable.flatMap((m, i) => {
        const use = uses[i]
        if (use === undefined || use.time.getTime() >= limit) return []
        return [{ name: moduleName(m), module: m, used: use.time.toISOString() }]
      })
      const notes = uses.some((use) => use?.accessed === true)
        ? []
        : ['this file system seems not to keep when a file was read, so the age is that of the download']
      return { items, notes: modules.length === 0 ? [] : notes, unchecked: 0 }
    }
    case 'all': {
      await checkWholeCache(world, go, target.home)
      const rest = ['cache/vcs', 'cache/download/sumdb'].map((name) => ({ name }))
      return { items: [...named(modules), ...rest], notes: [], unchecked: 0 }
    }
  }
}

function named(modules: readonly ModuleVersion[]): Array<{ readonly name: string; readonly module: ModuleVersion }> {
  return modules.map((module) => ({ name: moduleName(module), module }))
}

/** The toolchain that GOROOT lies in, where that is in the cache: go itself runs from there. */
export function goInUse(goroot: string, cache: string): string | undefined {
  const relative = path.relative(cache, goroot)
  return /^golang\.org\/toolchain@[^/]+$/.test(relative) ? relative : undefined
}

/**
 * Things of the cache with their sizes, largest first; what is no module version and not there is left out. A module
 * version under another name than its own stands for its contents alone.
 */
export async function sized(
  world: World,
  cache: string,
  items: ReadonlyArray<Pick<CleanItem, 'name' | 'module' | 'used'>>,
): Promise<readonly CleanItem[]> {
  const sizes = await mapLimit(items, LOOKING, async ({ name, module }) => {
    const places = module === undefined ? [`${cache}/${name}`] : placesOf(cache, module, name === moduleName(module))
    let bytes = 0
    let files = 0
    for (const place of places) {
      const usage = await world.files.usage(place)
      bytes += usage?.bytes ?? 0
      files += usage?.files ?? 0
    }
    return { bytes, files }
  })
  return items
    .map((item, i): CleanItem => ({ ...item, ...(sizes[i] ?? { bytes: 0, files: 0 }), status: 'planned' }))
    .filter((item) => item.module !== undefined || item.files > 0)
    .sort((a, b) => b.bytes - a.bytes || compareBytes(a.name, b.name))
}

function placesOf(cache: string, module: ModuleVersion, whole: boolean): readonly string[] {
  const { zip, ziphash, mod, info, folder } = cachePaths(cache, module)
  return whole ? [zip, ziphash, mod, info, folder] : [zip, ziphash, folder]
}

async function removeItems(
  world: World,
  target: CleanTarget,
  items: readonly CleanItem[],
  actor: Actor,
  options: CleanOptions,
): Promise<readonly CleanItem[]> {
  const { go, who } = actor
  const cache = go.GOMODCACHE
  if (items.length === 0 && target.kind !== 'all') return items
  const start = { action: 'clean', path: '', version: '', cache, who } as const
  const names = items.slice(0, MOST_NAMED).map((item) => item.name)
  const id = await trailStart(world, { ...start, parts: [target.kind, `${items.length} items`, ...names] })
  let done = 0
  options.onProgress?.(() => `removed ${done} of ${items.length}`)
  const result =
    target.kind === 'all'
      ? await removeAll(world, items, actor, options)
      : await mapLimit(items, WORKING, async (item) => {
          const removed = await removeItem(world, target, item, actor, options)
          done++
          return removed
        })
  for (const list of new Set(
    items.flatMap((i) => (i.module === undefined ? [] : [cachePaths(cache, i.module).list])),
  )) {
    await rewriteList(world, list)
  }
  const failed = result.filter((item) => item.status === 'failed').length
  await trailEnd(world, id, failed === 0 ? 'removed' : `${failed} could not be removed`)
  return result
}

async function removeAll(
  world: World,
  items: readonly CleanItem[],
  { go }: Actor,
  options: CleanOptions,
): Promise<readonly CleanItem[]> {
  await removeWholeCache(world, go, options.signal)
  return items.map((item) => ({ ...item, status: 'removed' }))
}

async function removeItem(
  world: World,
  target: CleanTarget,
  item: CleanItem,
  actor: Actor,
  { signal }: CleanOptions,
): Promise<CleanItem> {
  const { module } = item
  if (module === undefined) return item
  if (signal?.aborted === true) throw new WardenError('aborted', 'stopped')
  const cache = actor.go.GOMODCACHE
  const paths = cachePaths(cache, module)
  try {
    if (target.kind === 'bad') {
      const agreed = await agreedOn(target.database.prover, undefined, module)
      const mending = { action: 'clean', module, paths, cache, agreed, complete: false, remove: true } as const
      const evidence = await removeBad(world, { ...mending, zip: undefined, goMod: undefined }, actor, signal)
      if (evidence === undefined) return { ...item, status: 'kept', reason: 'it is right by now' }
      return { ...item, status: 'removed', evidence }
    }
    await underVersionLock(world, paths, module, signal, async () =>
      takeAway(world, paths, { contents: true, goMod: true }),
    )
    return { ...item, status: 'removed' }
  } catch (error) {
    if (!isWardenError(error) || error.code === 'aborted' || error.code === 'fork') throw error
    return { ...item, status: 'failed', reason: messageOf(error) }
  }
}

/**
 * Writes a module's `list` of versions anew, as go does whenever it writes a .mod file: whoever serves the cache as a
 * proxy must not be told of versions that are gone. Under the lock that go takes on that file.
 */
export async function rewriteList(world: World, list: string): Promise<void> {
  if ((await world.files.info(list)) === undefined) return
  await world.locks.withLock(list, 'exclusive', async () => {
    const names = (await world.files.list(path.dirname(list))) ?? []
    const listed = names.filter((e) => e.name.endsWith('.mod')).map((e) => e.name.slice(0, -'.mod'.length))
    const versions = sortVersions(listed.filter((v) => canonicalVersion(v) === v))
    if (versions.length === 0) await world.files.remove(list)
    else await world.files.write(list, utf8(versions.map((v) => `${v}\n`).join('')))
  })
}
