// modwarden outdated: flags to one look at all versions, its report to stdout.
import path from 'node:path'
import { createFiles } from '../io/files.ts'
import { loadFeeds } from '../jobs/known/feed.ts'
import { openLogClock } from '../jobs/database/logclock.ts'
import { outdatedReport } from '../jobs/tree/outdated.ts'
import { outdatedText } from '../report/outdatedtext.ts'
import type { ExitCode } from '../report/verify.ts'
import { feedSettings } from './settings/feedsettings.ts'
import type { CommonFlags, Invocation } from './flags/reportflags.ts'
import { emit, failed } from './run/output.ts'
import { loadPolicy } from './settings/policies.ts'
import { withTree } from './run/withtree.ts'

/** Runs `outdated`; gives the exit code. */
export async function outdatedCommand(folder: string, flags: CommonFlags, invocation: Invocation): Promise<ExitCode> {
  return failed('modwarden/outdated/1', flags, invocation, async () => {
    // What go.mod lacks and has too much of is a question about every platform.
    const all = { ...flags, platform: { tags: [], allTags: true } }
    const report = await withTree(folder, all, invocation, async (open) => {
      const { setup, tree, database, platform, began, onProgress } = open
      const { world, go, settings, gosumdb } = setup
      const { knowledge } = await loadFeeds(world, feedSettings(settings))
      const { policy } = await loadPolicy(createFiles(), settings.policy, path.resolve(invocation.cwd, folder))
      const found = await outdatedReport(world, tree, {
        rules: {
          policy,
          knowledge,
          clock: await openLogClock(world, gosumdb),
          now: world.clock.now(),
          prover: database.prover,
        },
        go,
        offline: settings.offline,
        full: settings.full,
        signal: invocation.signal,
        platform,
        began,
        onProgress,
      })
      await database.save()
      return found
    })
    return emit(flags, invocation, report, (ink) => outdatedText(report, ink, { verbose: flags.verbose }))
  })
}
