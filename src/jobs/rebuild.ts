// rebuild: a module cache that holds what a project needs, proven, and nothing else: "clean, download, verify" in one
// step that fetches and proves first and swaps last.
//
//   1. All that the project needs is had and proven, in the cache as it is or in modwarden's own store. If anything cannot
//      be had, that is the end, and nothing in the cache was touched.
//   2. Each module version is put in place as `repair` does it (mend.ts), one after another, under go's lock.
//   3. What the project does not need is removed. Proofs of the checksum database stay: they are checked whenever they
//      are used, and without them nothing could be verified offline.
import { textOf } from '../base/bytes.ts'
import { isWardenError, messageOf, WardenError } from '../base/errors.ts'
import { moduleName, type ModuleVersion } from '../base/finding.ts'
import { mapLimit } from '../base/once.ts'
import { cachePaths, isToolchain } from '../gomod/cachelayout.ts'
import type { CleanItem } from '../report/clean.ts'
import { worstExit } from '../report/exit.ts'
import type { RebuildRecord, RebuildReport, RebuildStatus } from '../report/rebuild.ts'
import type { SumRepair } from '../report/repair.ts'
import { count, number } from '../report/words.ts'
import type { Part } from '../report/verify.ts'
import type { World } from '../world/world.ts'
import { agreedOn, whyUnsure, type Agreed } from './agreed.ts'
import type { VerifyOptions } from './check.ts'
import { goInUse, rewriteList, sized } from './clean.ts'
import { findLeftovers, sweep } from './cleanleftovers.ts'
import type { Database } from './database.ts'
import { loadGraph, missingFinding, subjectsOf, toolchains, type Subject } from './graph.ts'
import { Hashing } from './hashing.ts'
import { placeFile, takeAway, underVersionLock } from './install.ts'
import type { Actor } from './keep.ts'
import { mend, type Mending } from './mend.ts'
import { sumsOf, type Project } from './project.ts'
import { provenBytes } from './repairbytes.ts'
import { wrongSums } from './repairsums.ts'
import { createSources, type Sources } from './sources.ts'
import { trailComplete, trailEnd, trailStart, unfinishedChanges } from './trail.ts'
import { findModules } from './verifycache.ts'

/** How it is rebuilt. */
export interface RebuildOptions extends VerifyOptions {
  /** Without it only the plan is made. */
  readonly yes: boolean
  /** Leaves what the project does not need. */
  readonly keepOthers: boolean
}

const FETCHING = 8
const PLACING = 4

/**
 * Rebuilds the module cache for a project. Throws `parse` and `usage` for the project's own files, `fork`, `io` and
 * `aborted`; what is wrong with a module is in the report.
 */
export async function rebuild(
  world: World,
  project: Project,
  database: Database,
  actor: Actor,
  options: RebuildOptions,
): Promise<RebuildReport> {
  const began = world.clock.now().getTime()
  const { go } = actor
  const cache = go.GOMODCACHE
  const { prover } = database
  const { signal } = options
  const sources = createSources(world, { modcache: cache, project, prover, full: true, signal })
  options.onProgress?.(() => 'reading go.mod files')
  const graph = await loadGraph(world, project, onlyProven(sources, database, project), signal)
  const needs = await needsOf(world, project, actor, graph)
  const prepared = await prepare(world, needs, { project, database, sources, cache, options })
  const goSum = await wrongSums(database, project, { kind: 'all' })
  await database.save()
  const missing = graph.missing.map((m): RebuildRecord => ({
    ...m.actual,
    status: 'lacking',
    goModOnly: true,
    parts: ['.mod'],
    reasons: [missingFinding(m).message],
  }))
  const known = new Set(prepared.map((p) => moduleName(p.need.module)))
  const lacking = prepared.filter((p) => p.lacking.length > 0)
  const others = options.keepOthers ? [] : await othersOf(world, cache, needs, go.GOROOT)
  const report = (
    modules: readonly RebuildRecord[],
    removed: readonly CleanItem[],
    notes: readonly string[],
    dryRun: boolean,
  ): RebuildReport =>
    summarize({
      project,
      cache,
      dryRun,
      modules: [...modules, ...missing.filter((m) => !known.has(moduleName(m)))],
      goSum,
      others: removed,
      notes,
      fetchedBytes: sources.fetched(),
      seconds: (world.clock.now().getTime() - began) / 1000,
    })
  const planned = prepared.map(plannedRecord)
  if (lacking.length > 0 || missing.length > 0 || goSum.length > 0 || !options.yes) {
    return report(planned, others, [], true)
  }
  const { who } = actor
  const unfinished = await unfinishedChanges(world, cache)
  const start = { action: 'rebuild', path: '', version: '', cache, parts: [project.folder], who } as const
  const id = await trailStart(world, start)
  const placed = await placeAll(world, prepared, cache, actor, options)
  const whole = placed.every((m) => m.status !== 'lacking' && m.status !== 'broken')
  const removed = whole ? await removeOthers(world, cache, others, options) : others
  if (whole) {
    await sweep(world, cache, await findLeftovers(world, cache), signal)
    // What an earlier run began with a module that is right, or gone, by now.
    const done = new Set([...placed.map(moduleName), ...removed.map((item) => item.name)])
    for (const change of unfinished) if (done.has(moduleName(change))) await trailComplete(world, change)
  }
  await trailEnd(world, id, whole ? 'rebuilt' : 'incomplete')
  const withoutInfo = prepared.filter((p) => p.info === 'not to be had').length
  const notes =
    withoutInfo === 0
      ? []
      : [`${count(withoutInfo, '.info file')} could not be had; go builds without ${withoutInfo === 1 ? 'it' : 'them'}`]
  return report(placed, removed, notes, false)
}

/** A module version that the project needs, and how much of it. */
interface Need {
  readonly module: ModuleVersion
  readonly contents: boolean
  readonly goMod: boolean
}

/** go.mod files for the graph: the cache's where they are right, so that a bad one selects nothing. */
function onlyProven(sources: Sources, { prover }: Database, project: Project): Sources {
  return {
    ...sources,
    async goMod(module): ReturnType<Sources['goMod']> {
      const cached = await sources.goMod(module, false)
      const { goMod } = await agreedOn(prover, project, module)
      if (cached.hashed.kind === 'hashed' && goMod.includes(cached.hashed.h1)) return cached
      return sources.provenGoMod(module)
    },
  }
}

async function needsOf(
  world: World,
  project: Project,
  { go }: Actor,
  graph: Awaited<ReturnType<typeof loadGraph>>,
): Promise<readonly Need[]> {
  const { subjects } = subjectsOf(graph, project)
  const needs = subjects.map(({ module, goModOnly, onlyListed }: Subject) => ({
    module,
    // go fetches contents only where go.sum has a line for them; what is pruned away it never reads.
    contents: !goModOnly && sumsOf(project, module.path, module.version).zip.length > 0,
    goMod: onlyListed !== true,
  }))
  const selected = await toolchains(world, go, project, graph)
  const others = selected.map(({ module }) => ({ module, contents: true, goMod: false }))
  return [...needs.filter((n) => n.contents || n.goMod), ...others]
}

/** One need with the bytes for it. */
interface Prepared {
  readonly need: Need
  readonly agreed: Agreed
  readonly zip: string | undefined
  readonly goMod: Uint8Array | undefined
  readonly info: Uint8Array | 'there' | 'not to be had'
  /** What is wrong in the cache, and what is missing there. */
  readonly wrong: readonly Part[]
  readonly absent: readonly Part[]
  /** Why it cannot be had. */
  readonly lacking: readonly string[]
}

interface Preparing {
  readonly project: Project
  readonly database: Database
  readonly sources: Sources
  readonly cache: string
  readonly options: RebuildOptions
}

async function prepare(world: World, needs: readonly Need[], preparing: Preparing): Promise<readonly Prepared[]> {
  const { sources, options } = preparing
  const hashing = new Hashing(world, sources, options)
  hashing.add(needs.filter((n) => n.contents).map((n) => n.module))
  let ready = 0
  options.onProgress?.(() => `proved ${number(ready)} of ${count(needs.length, 'module version')}`)
  return mapLimit(needs, FETCHING, async (need) => {
    const prepared = await prepareOne(world, need, hashing, preparing)
    ready++
    return prepared
  })
}

async function prepareOne(world: World, need: Need, hashing: Hashing, preparing: Preparing): Promise<Prepared> {
  const { project, database, sources, cache, options } = preparing
  const { module } = need
  const paths = cachePaths(cache, module)
  const asked = await agreedOn(database.prover, project, module)
  // Only what is needed of it is put in place.
  const agreed: Agreed = { ...asked, zip: need.contents ? asked.zip : [], goMod: need.goMod ? asked.goMod : [] }
  const nothing = { need, agreed, zip: undefined, goMod: undefined, info: 'there', wrong: [], absent: [] } as const
  const unsure = whyUnsure(agreed)
  if (unsure !== undefined) return { ...nothing, lacking: [unsure] }
  const wrong: Part[] = []
  const absent: Part[] = []
  if (need.contents) {
    const { zip, folder, ziphash } = await hashing.result(module)
    for (const [part, hashed] of [
      ['zip', zip],
      ['folder', folder],
    ] as const) {
      if (hashed.kind === 'absent') absent.push(part)
      else if (hashed.kind !== 'hashed' || !agreed.zip.includes(hashed.h1)) wrong.push(part)
    }
    if (ziphash === undefined) absent.push('.ziphash')
    else if (!agreed.zip.includes(ziphash)) wrong.push('.ziphash')
  }
  if (need.goMod && !isToolchain(module)) {
    const { hashed } = await sources.goMod(module, false)
    if (hashed.kind === 'absent') absent.push('.mod')
    else if (hashed.kind !== 'hashed' || !agreed.goMod.includes(hashed.h1)) wrong.push('.mod')
  }
  const state = (part: Part): 'ok' | 'differs' => (wrong.includes(part) || absent.includes(part) ? 'differs' : 'ok')
  const parts = { zip: state('zip'), folder: state('folder'), '.ziphash': state('.ziphash'), '.mod': state('.mod') }
  const got = await provenBytes(world, sources, { ...module, parts }, agreed)
  const zipLacks = parts.zip !== 'ok' && agreed.zip.length > 0 && got.zip === undefined
  const modLacks = parts['.mod'] !== 'ok' && agreed.goMod.length > 0 && got.goMod === undefined
  const lacking = zipLacks || modLacks ? [...got.why] : []
  const info = isToolchain(module) ? 'there' : await infoOf(world, paths.info, module, options)
  return { need, agreed, zip: got.zip, goMod: got.goMod, info, wrong, absent, lacking }
}

/** The .info document; nothing vouches for it, and go needs it only to resolve versions. */
async function infoOf(
  world: World,
  file: string,
  module: ModuleVersion,
  { signal }: RebuildOptions,
): Promise<Prepared['info']> {
  if ((await world.files.info(file)) !== undefined) return 'there'
  try {
    const bytes = await world.proxy.info(module, signal)
    const value: unknown = JSON.parse(textOf(bytes) ?? '')
    const is = typeof value === 'object' && value !== null && 'Version' in value && value.Version === module.version
    return is ? bytes : 'not to be had'
  } catch (error) {
    if (isWardenError(error, 'aborted', 'fork')) throw error
    if (!isWardenError(error) && !(error instanceof SyntaxError)) throw error
    return 'not to be had'
  }
}

function plannedRecord({ need, wrong, absent, lacking }: Prepared): RebuildRecord {
  const parts = [...wrong, ...absent]
  const reasons = [...(wrong.length > 0 ? [`not what was agreed on: ${wrong.join(', ')}`] : []), ...lacking]
  const status: RebuildStatus = lacking.length > 0 ? 'lacking' : parts.length > 0 ? 'ready' : 'sound'
  return { ...need.module, status, goModOnly: !need.contents, parts, reasons }
}

async function placeAll(
  world: World,
  prepared: readonly Prepared[],
  cache: string,
  actor: Actor,
  options: RebuildOptions,
): Promise<readonly RebuildRecord[]> {
  let done = 0
  options.onProgress?.(() => `put ${number(done)} of ${number(prepared.length)} in place`)
  return mapLimit(prepared, PLACING, async (p) => {
    if (options.signal?.aborted === true) throw new WardenError('aborted', 'stopped')
    const record = await placeOne(world, p, cache, actor, options)
    done++
    return record
  })
}

async function placeOne(
  world: World,
  prepared: Prepared,
  cache: string,
  actor: Actor,
  { signal }: RebuildOptions,
): Promise<RebuildRecord> {
  const { need, agreed, zip, goMod, info } = prepared
  const { module } = need
  const paths = cachePaths(cache, module)
  const mending: Mending = {
    action: 'rebuild',
    module,
    paths,
    cache,
    agreed,
    zip,
    goMod,
    complete: true,
    remove: false,
  }
  const base = { ...module, goModOnly: !need.contents }
  try {
    const mended = await mend(world, mending, actor, signal)
    if (info instanceof Uint8Array) {
      await underVersionLock(world, paths, module, signal, async () => {
        if ((await world.files.info(paths.info)) === undefined) await placeFile(world, paths, paths.info, info)
      })
    }
    switch (mended.kind) {
      case 'sound':
        return { ...base, status: 'sound', parts: [], reasons: [] }
      case 'added':
        return { ...base, status: 'added', parts: mended.added, reasons: [] }
      case 'repaired':
      case 'removed':
        return { ...base, status: 'replaced', parts: mended.bad, evidence: mended.evidence, reasons: [] }
      case 'broken': {
        const evidence = mended.evidence === undefined ? {} : { evidence: mended.evidence }
        return {
          ...base,
          status: 'broken',
          parts: mended.bad,
          ...evidence,
          reasons: ['it was replaced, and is wrong again'],
        }
      }
      case 'lacking':
        return {
          ...base,
          status: 'lacking',
          parts: mended.bad,
          reasons: ['it changed after it was looked at; run again'],
        }
    }
  } catch (error) {
    if (!isWardenError(error) || error.code === 'aborted' || error.code === 'fork') throw error
    return { ...base, status: 'lacking', parts: prepared.wrong, reasons: [messageOf(error)] }
  }
}

/** What lies in the cache and is not needed: whole module versions, contents of which only the go.mod is, cache/vcs. */
async function othersOf(
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
  return sized(world, cache, [...items, { name: 'cache/vcs' }])
}

async function removeOthers(
  world: World,
  cache: string,
  others: readonly CleanItem[],
  { signal, onProgress }: RebuildOptions,
): Promise<readonly CleanItem[]> {
  let done = 0
  onProgress?.(() => `removed ${number(done)} of ${count(others.length, 'other')}`)
  const removed = await mapLimit(others, PLACING, async (item): Promise<CleanItem> => {
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

function summarize(from: {
  readonly project: Project
  readonly cache: string
  readonly dryRun: boolean
  readonly modules: readonly RebuildRecord[]
  readonly goSum: readonly SumRepair[]
  readonly others: readonly CleanItem[]
  readonly notes: readonly string[]
  readonly fetchedBytes: number
  readonly seconds: number
}): RebuildReport {
  const { project, cache, dryRun, modules, goSum, others, notes, fetchedBytes, seconds } = from
  const status: Record<RebuildStatus, number> = { sound: 0, ready: 0, added: 0, replaced: 0, broken: 0, lacking: 0 }
  for (const m of modules) status[m.status]++
  const goModOnly = modules.filter((m) => m.goModOnly).length
  return {
    schema: 'modwarden/rebuild/1',
    subject: { kind: 'project', folder: project.folder, cache },
    dryRun,
    modules,
    goSum,
    others,
    notes,
    summary: {
      modules: modules.length - goModOnly,
      goModOnly,
      status,
      fetchedBytes,
      otherBytes: others.filter((o) => o.status !== 'failed').reduce((n, o) => n + o.bytes, 0),
      seconds: Math.round(seconds * 1000) / 1000,
    },
    exitCode: worstExit([
      status.lacking > 0 || others.some((o) => o.status === 'failed') ? 3 : 0,
      status.broken > 0 || goSum.length > 0 ? 4 : 0,
    ]),
  }
}
