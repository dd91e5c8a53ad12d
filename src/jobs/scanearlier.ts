// The version before: what a module version is compared with, so that a scan can say what was added (MW-DELTA).
import { isWardenError } from '../base/errors.ts'
import { moduleName, type ModuleVersion } from '../base/finding.ts'
import { compareVersions, prerelease } from '../gomod/version.ts'
import type { World } from '../world/world.ts'
import { planNamed, type VersionsRun } from './scanelsewhere.ts'
import type { PlannedModule } from './scanplan.ts'
import type { ScanTask } from './scanner.ts'

/** What a module is compared with. */
export interface Earlier {
  readonly module: ModuleVersion
  readonly task: ScanTask
}

/**
 * The release before a version, by the list of a proxy: the newest that is older, pre-releases only before another one.
 * `undefined` where there is none, or no list can be had: then nothing is said of what was added.
 */
export async function versionBefore(
  world: Pick<World, 'proxy'>,
  module: ModuleVersion,
  signal: AbortSignal | undefined,
): Promise<ModuleVersion | undefined> {
  let versions: readonly string[]
  try {
    versions = await world.proxy.list(module.path, signal)
  } catch (error) {
    if (!isWardenError(error) || error.code === 'aborted') throw error
    return undefined
  }
  const older = versions.filter((version) => compareVersions(version, module.version) < 0)
  const released = older.filter((version) => prerelease(version) === '')
  const version = (prerelease(module.version) === '' && released.length > 0 ? released : older).at(-1)
  return version === undefined ? undefined : { path: module.path, version }
}

/** Module versions that others are compared with, proven and fetched as they are; by the name of the later one. */
export async function planEarlier(
  world: World,
  pairs: ReadonlyMap<string, ModuleVersion>,
  run: VersionsRun,
): Promise<Map<string, Earlier>> {
  const found = new Map<string, Earlier>()
  if (pairs.size === 0) return found
  const { planned } = await planNamed(world, [...pairs.values()], run)
  const plans = new Map(planned.map((plan) => [moduleName(plan.module), plan]))
  for (const [later, module] of pairs) {
    const earlier = earlierOf(plans.get(moduleName(module)))
    if (earlier !== undefined) found.set(later, earlier)
  }
  return found
}

/** A plan as something to be compared with; nothing where its bytes are not what was agreed on. */
export function earlierOf(plan: PlannedModule | undefined): Earlier | undefined {
  const [task] = plan?.trees ?? []
  if (plan === undefined || task === undefined) return undefined
  if (plan.integrity === 'broken') return undefined
  return { module: plan.module, task }
}
