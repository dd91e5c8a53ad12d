// The statistics of runs: kept in the store, compared with the thresholds, and what is done where one is crossed.
//
//   <store>/statistics.ndjson   one line a run, the newest last; about 180 bytes each
//
// Where too many fetches were retried everything is verified anew from its bytes: a network that breaks off may also
// have been written to. Where too few hashes match, a sample of what only the stat index vouched for is read again, byte
// by byte, and everything where one of the sample differs: an index that is wrong once is not believed at all.
import { hash } from 'node:crypto'
import { textOf, utf8 } from '../base/bytes.ts'
import { isWardenError } from '../base/errors.ts'
import { moduleName, type ModuleVersion } from '../base/finding.ts'
import { cachePaths } from '../gomod/cachelayout.ts'
import { worstExit } from '../report/exit.ts'
import {
  countsOf,
  differingOf,
  formatEntry,
  parseEntry,
  recent,
  statisticsFindings,
  statisticsOf,
  type RunEntry,
  type Statistics,
  type Thresholds,
} from '../report/statistics.ts'
import type { VerifyReport } from '../report/verify.ts'
import { count } from '../report/words.ts'
import type { Examined, ExamineRequest } from '../world/contents.ts'
import type { World } from '../world/world.ts'
import { indexFile, indexFolder } from './verify/hashing.ts'

/** How statistics are kept and reacted to. */
export interface WatchOptions {
  readonly thresholds: Thresholds
  readonly alarm: boolean
  /** Percent of the modules by index that a sample reads again, 20 at least; `undefined`: no sample. */
  readonly sample: number | undefined
  /** Whether a crossed share of retried fetches has everything verified anew. */
  readonly fullOnRetries: boolean
  /** Whether everything is read in the first place. */
  readonly full: boolean
  /** Requests over the network so far. */
  readonly fetches: () => { readonly made: number; readonly retried: number }
  /** GOMODCACHE. */
  readonly modcache: string
  /** What nobody can foresee: it decides which modules are the sample. */
  readonly seed: string
  readonly onNotice: (text: string) => void
  readonly onProgress?: ((text: () => string) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

/** What of the world the history needs. */
export type HistoryWorld = Pick<World, 'files' | 'store' | 'clock'>

/** Of so few modules a sample is all. */
const LEAST_SAMPLE = 20

/** A history that is larger than this is cut to what counts; what is larger still is not read. */
const ROTATE_BYTES = 256 << 10
const MOST_BYTES = 8 << 20
const MOST_ENTRIES = 1000

/**
 * Verifies by `verify`, again with everything read where the statistics demand it; the report has the statistics, and
 * they are in the history. Throws what `verify` throws.
 */
export async function watched(
  world: World,
  options: WatchOptions,
  verify: (full: boolean) => Promise<VerifyReport>,
): Promise<VerifyReport> {
  const history = await readHistory(world)
  const judged = (report: VerifyReport): Statistics =>
    statisticsOf(
      countsOf(report, options.fetches()),
      differingOf(report),
      history,
      options.thresholds,
      world.clock.now(),
    )
  let report = await verify(options.full)
  const first = judged(report)
  let full: Statistics['full']
  let sample: Statistics['sample']
  if (!options.full && options.fullOnRetries && first.crossed.includes('retry-share')) {
    options.onNotice(
      `${count(first.run.retried, 'fetch', 'fetches')} of ${first.run.fetches} had to be tried again: everything is verified from its bytes, as with --full`,
    )
    full = 'retry-share'
  } else if (!options.full && options.sample !== undefined && report.summary.byIndex > 0 && isRateCrossed(first)) {
    sample = await readSample(world, report, options.sample, options)
    if (sample.differing > 0) {
      await forgetIndex(world, options.onNotice)
      options.onNotice(
        `${count(sample.differing, 'module')} that the index vouched for ${sample.differing === 1 ? 'is' : 'are'} something else: everything is verified from its bytes, as with --full`,
      )
      full = 'sample'
    }
  }
  if (full !== undefined) {
    const again = await verify(true)
    // What was broken a moment ago is not forgotten: who answers wrongly can also make fetches fail until everything is
    // verified again, and answer rightly then.
    if (report.exitCode === 4 && again.exitCode !== 4) {
      options.onNotice(
        'what was broken at first was not so any more when everything was read again: the run counts as broken',
      )
    } else report = again
  }
  // The retries of the first pass count for the whole run; so do the mismatches that only the second one saw.
  const last = judged(report)
  const statistics: Statistics = {
    ...last,
    crossed: [...new Set([...first.crossed, ...last.crossed])],
    ...(sample === undefined ? {} : { sample }),
    ...(full === undefined ? {} : { full }),
  }
  const differing = differingOf(report)
  await remember(world, history, { ...last.run, at: world.clock.now(), differing })
  const findings = statisticsFindings(statistics, differing, options.alarm)
  const grave = findings.some((finding) => finding.severity === 'high')
  return {
    ...report,
    findings: [...report.findings, ...findings],
    statistics,
    exitCode: grave ? worstExit([report.exitCode, 1]) : report.exitCode,
  }
}

/** An index that says something else than the bytes is believed by no later run. */
async function forgetIndex(world: World, onNotice: (text: string) => void): Promise<void> {
  try {
    await world.files.remove(indexFolder(world))
  } catch (error) {
    if (!isWardenError(error, 'io')) throw error
    // This run reads everything in any case, and tells what it finds.
    onNotice(`${error.message}; use --full until it is removed`)
  }
}

function isRateCrossed({ crossed }: Statistics): boolean {
  return crossed.includes('match-rate') || crossed.includes('match-rate-window')
}

/** The runs that are remembered, oldest first; torn lines are left out. None where the file cannot be read. */
export async function readHistory(world: HistoryWorld): Promise<readonly RunEntry[]> {
  try {
    const bytes = await world.files.read(historyFile(world), MOST_BYTES)
    const text = bytes === undefined ? '' : (textOf(bytes) ?? '')
    return text
      .split('\n')
      .map(parseEntry)
      .filter((entry) => entry !== undefined)
  } catch (error) {
    if (isWardenError(error, 'io', 'too-large')) return []
    throw error
  }
}

/** Appends a run; where the file has grown too large, it is written anew with what still counts. */
async function remember(world: HistoryWorld, history: readonly RunEntry[], entry: RunEntry): Promise<void> {
  const file = historyFile(world)
  try {
    const size = (await world.files.info(file))?.size ?? 0
    if (size < ROTATE_BYTES) return await world.files.appendLine(file, formatEntry(entry))
    // A run that ends meanwhile may lose its line: a statistic can bear that.
    const kept = [...recent(history, entry.at), entry].slice(-MOST_ENTRIES)
    await world.files.write(file, utf8(kept.map((one) => `${formatEntry(one)}\n`).join('')), { mode: 0o600 })
  } catch (error) {
    // A full or read-only disk: what this run found does not hang on it.
    if (!isWardenError(error, 'io')) throw error
  }
}

function historyFile(world: Pick<World, 'store'>): string {
  return `${world.store}/statistics.ndjson`
}

/** Reads some of the modules that the index vouched for, and compares them with what the index says. */
async function readSample(
  world: World,
  report: VerifyReport,
  share: number,
  options: WatchOptions,
): Promise<NonNullable<Statistics['sample']>> {
  const vouched = report.modules.filter((m) => m.byIndex)
  const size = Math.min(vouched.length, Math.max(LEAST_SAMPLE, Math.ceil((vouched.length * share) / 100)))
  const chosen = drawn(vouched, size, options.seed)
  options.onProgress?.(() => `reading a sample of ${count(chosen.length, 'module')} again`)
  const asked = await Promise.all(chosen.map(async (module) => requestFor(world, options.modcache, module)))
  const byIndex = await examined(world, asked, true, options.signal)
  const read = await examined(world, asked, false, options.signal)
  const differing = chosen.filter((_, i) => !isSame(byIndex[i], read[i])).length
  return { of: vouched.length, read: chosen.length, differing }
}

/** `size` of the modules, each as likely as any other to whoever does not know the seed. */
function drawn(modules: readonly ModuleVersion[], size: number, seed: string): readonly ModuleVersion[] {
  return modules
    .map((module) => ({ module, lot: hash('sha256', `${seed}\n${moduleName(module)}`) }))
    .toSorted((a, b) => (a.lot < b.lot ? -1 : 1))
    .slice(0, size)
    .map(({ module }) => module)
}

/** Go's cache where it has the module, otherwise our own store: as the run itself looked for it. */
async function requestFor(
  world: World,
  modcache: string,
  module: ModuleVersion,
): Promise<Omit<ExamineRequest, 'trustIndex'>> {
  const { zip, ziphash, folder } = cachePaths(modcache, module)
  const here = (await world.files.info(zip)) !== undefined || (await world.files.info(folder)) !== undefined
  if (here) return { module, zip, ziphash, folder, root: modcache, index: indexFile(world, folder) }
  const stored = cachePaths(`${world.store}/modules`, module)
  return { module, zip: stored.zip, ziphash: stored.ziphash, index: indexFile(world, stored.zip) }
}

async function examined(
  world: World,
  requests: ReadonlyArray<Omit<ExamineRequest, 'trustIndex'>>,
  trustIndex: boolean,
  signal: AbortSignal | undefined,
): Promise<ReadonlyArray<Examined | undefined>> {
  const results: (Examined | undefined)[] = requests.map(() => undefined)
  const all = requests.map((request): ExamineRequest => ({ ...request, trustIndex }))
  await world.contents.examine(all, (i, result) => (results[i] = result), signal)
  return results
}

/** Whether the bytes are what the index said. What cannot be read is not. */
function isSame(a: Examined | undefined, b: Examined | undefined): boolean {
  if (a === undefined || b === undefined) return false
  return (['zip', 'folder'] as const).every((part) => {
    const [said, found] = [a[part], b[part]]
    if (said.kind !== 'hashed' || found.kind !== 'hashed') return said.kind === found.kind && said.kind === 'absent'
    return said.h1 === found.h1
  })
}
