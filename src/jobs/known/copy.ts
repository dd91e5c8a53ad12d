// Whether a module is a copy of another one that its name resembles. Which version of the original it was copied from is not
// known: the same one, the newest of its time and the newest of all are tried.
import { isWardenError } from '../../base/errors.ts'
import { moduleName, type ModuleVersion } from '../../base/finding.ts'
import { parseInfo } from '../../gomod/origin.ts'
import { prerelease } from '../../gomod/version.ts'
import type { BehaviourFinding } from '../../rules/behaviour/finding.ts'
import { isClone, judgeClone, type Overlap } from '../../rules/record/clone.ts'
import { commitDate } from '../../rules/record/dates.ts'
import { likenessOf, namesakes } from '../../rules/record/names.ts'
import { cachedVersions } from './dates.ts'
import type { Records, RecordSubject } from './records.ts'
import { earlierOf } from '../scan/earlier.ts'
import { planNamed } from '../scan/elsewhere.ts'
import type { Scanner, ScanTask } from '../scan/scanner.ts'

/** What may be a copy, and the date that its commit bears. */
export interface CopySubject extends Pick<RecordSubject, 'plan' | 'findings'> {
  readonly committed: Date | undefined
}

/** So many modules that it may be a copy of are looked at. */
const MOST_ORIGINALS = 2

/** Whether a module whose name resembles another's is a copy of it. */
export async function judgeCopy(
  scanner: Scanner,
  records: Records,
  { plan, findings, committed }: CopySubject,
): Promise<readonly BehaviourFinding[]> {
  const { module } = plan
  const [copy] = plan.trees
  if (copy === undefined || module.version === '') return []
  const likeness = likenessOf(records.names, module.path)
  const suspected = findings.some(({ severity }) => severity === 'critical' || severity === 'high')
  if (likeness === undefined && !suspected && !records.deep) return []
  for (const original of namesakes(records.names, module.path).slice(0, MOST_ORIGINALS)) {
    const found = await nearest(scanner, records, copy, await originalsOf(records, original, module.version, committed))
    if (found === undefined) continue
    const resembles = likeness !== undefined && likeness.meant === original && likeness.severity !== 'low'
    const context = {
      copy: moduleName(module),
      original: moduleName(found.original),
      named: resembles || likeness?.kind === 'samename',
      code: findings,
    }
    return judgeClone(found.overlap, context)
  }
  return []
}

interface Original {
  readonly original: ModuleVersion
  readonly overlap: Overlap
}

/** The first version that it is a copy of. */
async function nearest(
  scanner: Scanner,
  { world, run }: Records,
  copy: ScanTask,
  originals: readonly ModuleVersion[],
): Promise<Original | undefined> {
  for (const original of originals) {
    const { planned } = await planNamed(world, [original], run)
    const found = earlierOf(planned[0], original)
    if (found.kind === 'missing') continue
    const overlap = await scanner.overlap({ copy, original: found.task }, run.options.signal)
    if (overlap !== undefined && isClone(overlap)) return { original, overlap }
  }
  return undefined
}

/** Versions of a module that another one may be copied from: the cache's, or any where the network is asked. */
async function originalsOf(
  records: Records,
  modulePath: string,
  version: string,
  committed: Date | undefined,
): Promise<ModuleVersion[]> {
  const { world, run, deep } = records
  const cached = await cachedVersions(world, run.go.GOMODCACHE, modulePath, 'zip')
  const listed = deep ? await releasesOf(records, modulePath) : []
  const near = committed === undefined ? undefined : await newestBefore(records, modulePath, listed, committed)
  const same = [...cached, ...listed].filter((one) => one === version)
  const chosen = [...same, ...(near === undefined ? [] : [near]), ...listed.slice(-1), ...cached.slice(-2)]
  return [...new Set(chosen)].slice(0, MOST_VERSIONS).map((one) => ({ path: modulePath, version: one }))
}

const MOST_VERSIONS = 3

async function releasesOf({ world, run }: Records, modulePath: string): Promise<readonly string[]> {
  try {
    const listed = await world.proxy.list(modulePath, run.options.signal)
    return listed.filter((version) => prerelease(version) === '')
  } catch (error) {
    if (!isWardenError(error) || error.code === 'aborted') throw error
    return []
  }
}

/** The newest release whose commit is not after a date, as if releases were made in the order of their numbers. */
async function newestBefore(
  { world, run }: Records,
  modulePath: string,
  releases: readonly string[],
  date: Date,
): Promise<string | undefined> {
  let [low, high] = [0, releases.length]
  while (low < high) {
    const middle = (low + high) >> 1
    const version = releases[middle] ?? ''
    let made: Date | undefined
    try {
      made = commitDate(parseInfo(await world.proxy.info({ path: modulePath, version }, run.options.signal)).time)
    } catch (error) {
      if (!isWardenError(error) || error.code === 'aborted') throw error
      return undefined
    }
    if (made !== undefined && made.getTime() <= date.getTime()) low = middle + 1
    else high = middle
  }
  return releases[low - 1]
}
