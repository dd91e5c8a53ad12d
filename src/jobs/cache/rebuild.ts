// rebuild: a module cache that holds what a project needs, proven, and nothing else: "clean, download, verify" in one
// step that fetches and proves first and swaps last.
//
//   1. All that the project needs is had and proven, in the cache as it is or in modwarden's own store. If anything cannot
//      be had, that is the end, and nothing in the cache was touched.
//   2. Each module version is put in place as `repair` does it (mend.ts), one after another, under go's lock.
//   3. What the project does not need is removed. Proofs of the checksum database stay: they are checked whenever they
//      are used, and without them nothing could be verified offline.
import { isWardenError, messageOf, WardenError } from '../../base/errors.ts'
import { moduleName } from '../../base/finding.ts'
import { mapLimit } from '../../base/once.ts'
import { cachePaths } from '../../gomod/cachelayout.ts'
import type { CleanItem } from '../../report/clean.ts'
import { worstExit } from '../../report/exit.ts'
import type { RebuildRecord, RebuildReport, RebuildStatus } from '../../report/rebuild.ts'
import type { SumRepair } from '../../report/repair.ts'
import { count, number } from '../../report/words.ts'
import type { World } from '../../world/world.ts'
import type { VerifyOptions } from '../verify/check.ts'
import { findLeftovers, sweep } from './cleanleftovers.ts'
import type { Database } from '../database/database.ts'
import { loadGraph, missingFinding } from '../project/modulegraph.ts'
import { placeFile, underVersionLock } from './install.ts'
import type { Actor } from './keep.ts'
import { mend, type Mending } from './mend.ts'
import type { Project } from '../project/project.ts'
import { needsOf, onlyProven, prepare, type Prepared } from './rebuildneeds.ts'
import { othersOf, removeOthers } from './rebuildothers.ts'
import { wrongSums } from './repairsums.ts'
import { createSources } from '../project/sources.ts'
import { trailComplete, trailEnd, trailStart, unfinishedChanges } from './trail.ts'

/** How it is rebuilt. */
export interface RebuildOptions extends VerifyOptions {
  /** Without it only the plan is made. */
  readonly yes: boolean
  /** Leaves what the project does not need. */
  readonly keepOthers: boolean
}

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
          reasons: mended.unread.length > 0 ? mended.unread : ['it changed after it was looked at; run again'],
        }
    }
  } catch (error) {
    if (!isWardenError(error) || error.code === 'aborted' || error.code === 'fork') throw error
    return { ...base, status: 'lacking', parts: prepared.wrong, reasons: [messageOf(error)] }
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
