// The version before: what a module version is compared with, so that a scan can say what was added (MW-DELTA).
import { isWardenError } from '../../base/errors.ts'
import { moduleName, type ModuleVersion } from '../../base/finding.ts'
import { compareVersions, prerelease } from '../../gomod/version.ts'
import type { World } from '../../world/world.ts'
import { planNamed, type VersionsRun } from './elsewhere.ts'
import type { PlannedModule } from './plan.ts'
import type { ScanTask } from './scanner.ts'

/** What a module is compared with; or why it could not be, where somebody asked for it. */
export type Earlier =
  | { readonly kind: 'here'; readonly module: ModuleVersion; readonly task: ScanTask }
  | { readonly kind: 'missing'; readonly why: string }

/**
 * The release before a version, by the list of a proxy: the newest that is older, pre-releases only before another one.
 * `undefined` where there is none, or where the proxy lists none. Why is given where it could not be asked.
 */
export async function versionBefore(
  world: Pick<World, 'proxy'>,
  module: ModuleVersion,
  signal: AbortSignal | undefined,
): Promise<ModuleVersion | { readonly why: string } | undefined> {
  let versions: readonly string[]
  try {
    versions = await world.proxy.list(module.path, signal)
  } catch (error) {
    if (!isWardenError(error) || error.code === 'aborted') throw error
    // Who refuses to list says so on purpose; an empty list would do as well.
    const isSaid = error.code === 'not-found' || error.code === 'refused'
    return isSaid ? undefined : { why: `its versions are not known: ${error.message}` }
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
  for (const [later, module] of pairs) found.set(later, earlierOf(plans.get(moduleName(module)), module))
  return found
}

/**
 * A plan as something to be compared with. Bytes that are not what was agreed on, or of which nobody says what they should
 * be, would let whoever can write the cache hide what was added.
 */
export function earlierOf(plan: PlannedModule | undefined, module: ModuleVersion): Earlier {
  const name = moduleName(module)
  if (plan === undefined) return { kind: 'missing', why: `${name} was not found` }
  const { integrity, reasons } = plan
  const agreed =
    plan.role !== 'version' || integrity === undefined || integrity === 'proven' || integrity === 'unproven'
  const [task] = plan.trees
  if (agreed && task !== undefined) return { kind: 'here', module: plan.module, task }
  const why = reasons[0] ?? (integrity === undefined ? 'it could not be read' : `it is ${integrity}`)
  return { kind: 'missing', why: `${name}: ${why}` }
}
