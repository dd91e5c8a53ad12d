// modwarden feed: the feeds of the user's or the system's configuration, never of a project's.
import { WardenError } from '../base/errors.ts'
import { exportFeeds, feedStatus, importFeeds, updateFeeds } from '../jobs/known/feed.ts'
import type { FeedSettings } from '../jobs/known/feedsource.ts'
import { feedText, type FeedReport, type FeedRow } from '../report/feed.ts'
import type { ExitCode } from '../report/verify.ts'
import { vulndbRow } from '../jobs/vulns/database.ts'
import { feedSettings } from './settings/feedsettings.ts'
import type { Invocation, ReportFlags } from './flags/reportflags.ts'
import { emit, failed } from './run/output.ts'
import type { SettingValues } from './settings/settings.ts'
import { advisorySources } from './vulnssources.ts'
import { setUp, type Setup } from './run/world.ts'

const SCHEMA = 'modwarden/feed/1'

const MOST_BUNDLE = 256 << 20

/** Runs `feed update`: exit code 3 where a feed could not be taken. */
export async function feedUpdateCommand(
  flags: ReportFlags,
  offline: boolean,
  invocation: Invocation,
): Promise<ExitCode> {
  return withFeeds(flags, offline, invocation, async ({ world, settings: all }, settings) => {
    const sources = advisorySources(all, invocation.terminal.env, undefined, invocation.cwd)
    const flaws = await vulndbRow(world, sources, invocation.signal)
    const feeds = [...(await updateFeeds(world, settings, invocation.signal)), ...flaws]
    return { schema: SCHEMA, action: 'update', feeds, exitCode: codeOf(feeds) }
  })
}

/** Runs `feed status`: exit code 3 where a configured feed is missing, damaged or not fetched for 30 days. */
export async function feedStatusCommand(flags: ReportFlags, invocation: Invocation): Promise<ExitCode> {
  return withFeeds(flags, true, invocation, async ({ world }, settings) => {
    const feeds = await feedStatus(world, settings)
    return { schema: SCHEMA, action: 'status', feeds, exitCode: codeOf(feeds) }
  })
}

/** Runs `feed export`. */
export async function feedExportCommand(file: string, flags: ReportFlags, invocation: Invocation): Promise<ExitCode> {
  return withFeeds(flags, true, invocation, async ({ world }, settings) => {
    const { bytes, rows } = await exportFeeds(world, settings)
    await world.files.write(file, bytes)
    return { schema: SCHEMA, action: 'export', feeds: rows, file, exitCode: codeOf(rows) }
  })
}

/** Runs `feed import`. */
export async function feedImportCommand(file: string, flags: ReportFlags, invocation: Invocation): Promise<ExitCode> {
  return withFeeds(flags, true, invocation, async ({ world }, settings) => {
    const bytes = await world.files.read(file, MOST_BUNDLE)
    if (bytes === undefined) throw new WardenError('not-found', `${file}: there is no such file`)
    const feeds = await importFeeds(world, settings, bytes, file)
    return { schema: SCHEMA, action: 'import', feeds, file, exitCode: codeOf(feeds) }
  })
}

async function withFeeds(
  flags: ReportFlags,
  offline: boolean,
  invocation: Invocation,
  work: (setup: Setup, settings: FeedSettings) => Promise<FeedReport>,
): Promise<ExitCode> {
  return failed(SCHEMA, flags, invocation, async () => {
    const { terminal, signal } = invocation
    const values: SettingValues = offline ? { offline: true } : {}
    // No project: what a repository says of feeds counts for nothing.
    const setup = await setUp(terminal.env, undefined, values, signal, (text) => {
      terminal.stderr.write(`modwarden: ${text}\n`)
    })
    try {
      const report = await work(setup, feedSettings(setup.settings))
      return await emit(flags, invocation, report, (ink) => feedText(report, ink))
    } finally {
      await setup.close()
    }
  })
}

function codeOf(feeds: readonly FeedRow[]): ExitCode {
  return feeds.some(({ state }) => state === 'failed' || state === 'missing' || state === 'stale') ? 3 : 0
}
