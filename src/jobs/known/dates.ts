// What the log, `.info` and later go.mod files say of a module version: its dates, those of the versions beside it, how old
// the module is, and whether its author took the version back.
import path from 'node:path'
import { isWardenError } from '../../base/errors.ts'
import type { ModuleVersion } from '../../base/finding.ts'
import { cachePaths } from '../../gomod/cachelayout.ts'
import { hashGoMod } from '../../gomod/dirhash.ts'
import { maxModFileSize } from '../../gomod/modlex.ts'
import { summarizeGoMod, type Retract } from '../../gomod/modfile.ts'
import { parseInfo, type Info } from '../../gomod/origin.ts'
import { unescapeVersion } from '../../gomod/path.ts'
import { compareVersions, prerelease } from '../../gomod/version.ts'
import type { ScanRecord } from '../../report/scan.ts'
import { commitDate, type VersionDates } from '../../rules/record/dates.ts'
import type { ModuleAge } from '../../rules/record/slop.ts'
import type { FirstLogged } from '../../sumdb/clock.ts'
import type { World } from '../../world/world.ts'
import type { Records } from './records.ts'
import type { PlannedModule } from '../scan/plan.ts'

/** What is known of a version's time. */
export interface RecordDates {
  readonly record: number | undefined
  readonly committed: Date | undefined
  readonly logged: FirstLogged | undefined
  readonly siblings: readonly VersionDates[]
  readonly origin: ScanRecord['origin']
  /** Of the module's first version; `undefined` where that was not asked for, or is not known. */
  readonly age: ModuleAge | undefined
  /** The retractions of a later version's go.mod. */
  readonly retracted: { readonly later: string; readonly retract: readonly Retract[] } | undefined
}

/** So many versions beside one are dated. */
const MOST_SIBLINGS = 24
const MOST_INFO = 1 << 20

/** Gathers it; nothing for what is no version. Throws `fork`, `aborted`. */
export async function datesOf(records: Records, plan: PlannedModule): Promise<RecordDates | undefined> {
  const { module, record } = plan
  const { world, clock, deep } = records
  if (module.version === '') return undefined
  const info = await infoOf(records, module)
  const committed = info === undefined ? undefined : commitDate(info.time)
  const logged = record === undefined ? undefined : clock?.firstLogged(record)
  const versions = deep ? await listOf(records, module.path) : []
  const siblings = await siblingsOf(records, module, versions)
  const { url = '', ref = '', hash = '' } = info?.origin ?? {}
  const origin = url === '' ? undefined : { url, ...(ref === '' ? {} : { ref }), ...(hash === '' ? {} : { hash }) }
  const age = ageOf(logged, siblings, plan.integrity === 'unlisted' && versions.length === 0, deep)
  const retracted = await laterRetractions(world, records, module, versions)
  return { record, committed, logged, siblings, origin, age, retracted }
}

/**
 * How old the module is: the earliest that the log knew any version of it. What this installation was the first to ask for
 * says nothing. A module without any version that the database lacks is none.
 */
function ageOf(
  own: FirstLogged | undefined,
  siblings: readonly VersionDates[],
  absent: boolean,
  deep: boolean,
): ModuleAge | undefined {
  if (!deep) return undefined
  if (absent) return { kind: 'absent' }
  const all = [own, ...siblings.map(({ logged }) => logged)]
  const known = all.flatMap((logged) => (logged?.kind === 'between' ? [logged] : []))
  // One of an unknown date may be the oldest.
  if (known.length === 0 || all.some((logged) => logged?.kind === 'unknown')) return undefined
  const asked = known.filter(({ askedHere }) => !askedHere)
  const since = (asked.length > 0 ? asked : known).map(({ after }) => after.getTime())
  return { kind: 'logged', since: new Date(Math.min(...since)) }
}

/** The retractions of the newest go.mod, if that is the one that the checksum database has. */
async function laterRetractions(
  world: World,
  { deep, run, prover }: Records,
  module: ModuleVersion,
  listed: readonly string[],
): Promise<RecordDates['retracted']> {
  const known = deep ? listed : await cachedVersions(world, run.go.GOMODCACHE, module.path, 'mod')
  const released = known.filter((version) => prerelease(version) === '')
  const later = (released.length > 0 ? released : known).at(-1)
  if (later === undefined || compareVersions(later, module.version) <= 0) return undefined
  const newest = { path: module.path, version: later }
  try {
    const kept = await world.files.read(cachePaths(run.go.GOMODCACHE, newest).mod, maxModFileSize)
    const bytes = kept ?? (deep ? await world.proxy.goMod(newest, run.options.signal) : undefined)
    if (bytes === undefined) return undefined
    const { retract } = summarizeGoMod(bytes, `${module.path}@${later}/go.mod`)
    if (retract.length === 0) return undefined
    const answer = await prover.ask(newest)
    return answer.kind === 'proven' && answer.goMod.includes(hashGoMod(bytes)) ? { later, retract } : undefined
  } catch (error) {
    if (!isWardenError(error) || error.code === 'aborted' || error.code === 'fork') throw error
    return undefined
  }
}

async function listOf({ world, run }: Records, modulePath: string): Promise<readonly string[]> {
  try {
    return await world.proxy.list(modulePath, run.options.signal)
  } catch (error) {
    if (!isWardenError(error) || error.code === 'aborted') throw error
    return []
  }
}

/** What `.info` says: the cache's, otherwise a proxy's where it may be asked. */
async function infoOf({ world, run, deep }: Records, module: ModuleVersion): Promise<Info | undefined> {
  try {
    const kept = await world.files.read(cachePaths(run.go.GOMODCACHE, module).info, MOST_INFO)
    if (kept !== undefined) return parseInfo(kept)
    return deep ? parseInfo(await world.proxy.info(module, run.options.signal)) : undefined
  } catch (error) {
    if (!isWardenError(error) || error.code === 'aborted') throw error
    return undefined
  }
}

/** The versions next to one and the first of all, with the dates at which they were first logged. */
async function siblingsOf(
  records: Records,
  module: ModuleVersion,
  versions: readonly string[],
): Promise<readonly VersionDates[]> {
  const { prover, clock } = records
  if (clock === undefined) return []
  const at = versions.findIndex((version) => compareVersions(version, module.version) >= 0)
  const middle = at < 0 ? versions.length : at
  const near = versions.slice(Math.max(0, middle - MOST_SIBLINGS / 2), middle + MOST_SIBLINGS / 2)
  return Promise.all(
    [...new Set([...versions.slice(0, 1), ...near])].map(async (version): Promise<VersionDates> => {
      const sibling = { path: module.path, version }
      const [answer, info] = await Promise.all([prover.ask(sibling), infoOf(records, sibling)])
      const committed = info === undefined ? undefined : commitDate(info.time)
      return {
        version,
        ...(committed === undefined ? {} : { committed }),
        ...(answer.kind === 'proven' ? { logged: clock.firstLogged(answer.record) } : {}),
      }
    }),
  )
}

/** The version that a file in the cache is of, by its name. */
function versionIn(name: string, kind: string): readonly string[] {
  if (!name.endsWith(`.${kind}`)) return []
  try {
    return [unescapeVersion(name.slice(0, -kind.length - 1))]
  } catch (error) {
    if (!isWardenError(error)) throw error
    return []
  }
}

/** The versions of which the module cache has a file of that kind, in order. Throws `aborted`. */
export async function cachedVersions(
  world: World,
  modcache: string,
  modulePath: string,
  kind: 'zip' | 'mod',
): Promise<readonly string[]> {
  const { list } = cachePaths(modcache, { path: modulePath, version: 'v0.0.0' })
  try {
    const entries = (await world.files.list(path.dirname(list))) ?? []
    const versions = entries.flatMap(({ name }) => versionIn(name, kind))
    return versions.toSorted(compareVersions)
  } catch (error) {
    if (!isWardenError(error, 'io')) throw error
    return []
  }
}
