// What a run knows of module versions besides their bytes, opened: the well-known names and those of the run itself, the
// feeds in the store, the clock of the checksum database.
import { parseGoProxy } from '../../io/proxy.ts'
import { loadFeeds } from '../../jobs/known/feed.ts'
import { openLogClock } from '../../jobs/database/logclock.ts'
import type { Records } from '../../jobs/known/records.ts'
import type { VersionsRun } from '../../jobs/scan/elsewhere.ts'
import type { PlannedModule } from '../../jobs/scan/plan.ts'
import { buildNameIndex } from '../../rules/record/nameindex.ts'
import { popularPaths } from '../../rules/record/popular.ts'
import { compareVersion } from '../compare.ts'
import type { Invocation } from '../flags/reportflags.ts'
import { feedSettings } from '../settings/feedsettings.ts'
import type { Setup } from './world.ts'

/**
 * Opens what is known. `named` is a module that the user names and does not have yet: the network is asked about it then,
 * unless the run is offline.
 */
export async function openRecords(
  setup: Setup,
  planned: readonly PlannedModule[],
  run: VersionsRun,
  named: boolean,
  env: Invocation['terminal']['env'],
): Promise<{ readonly records: Records; readonly missing: readonly string[] }> {
  const { world, gosumdb, settings } = setup
  const deep = named && !settings.offline
  const graph = planned.flatMap((plan) => (plan.role === 'version' ? [plan.module.path] : []))
  const [popular, feeds, clock, database] = await Promise.all([
    popularPaths(),
    loadFeeds(world, feedSettings(settings)),
    openLogClock(world, gosumdb),
    run.openDatabase(undefined),
  ])
  // A feed that is configured and counts for nothing leaves a question open; one that is old is said to be.
  const missing = feeds.rows
    .filter(({ state }) => state === 'missing' || state === 'failed')
    .map(
      ({ source, reason }) =>
        `the feed ${source} counts for nothing: ${reason ?? 'it was never fetched'}; modwarden feed update`,
    )
  const records: Records = {
    world,
    names: buildNameIndex(popular, named ? [] : graph),
    knowledge: feeds.knowledge,
    clock,
    deep,
    run,
    prover: database.prover,
    // Source hosts are contacted unasked only where go itself would: who leaves `direct` out wants the proxy alone.
    ...(deep && parseGoProxy(run.go.GOPROXY).some(({ kind }) => kind === 'direct')
      ? { compare: async (module, findings) => compareVersion(setup, module, findings, env, run.options) }
      : {}),
  }
  return { records, missing }
}
