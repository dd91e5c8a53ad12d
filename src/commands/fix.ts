// modwarden fix: flags to one plan, and to what is written of it.
import path from 'node:path'
import { WardenError } from '../base/errors.ts'
import { createFiles } from '../io/files.ts'
import { createSourceFolders } from '../io/sourcefolders.ts'
import { loadFeeds } from '../jobs/known/feed.ts'
import { buildAndTest } from '../io/gobuild.ts'
import { fix } from '../jobs/fix/fix.ts'
import type { FixInput, Reached } from '../jobs/fix/input.ts'
import { parseReplace } from '../jobs/fix/replace.ts'
import { openLogClock } from '../jobs/database/logclock.ts'
import type { Project } from '../jobs/project/project.ts'
import { loadAdvisories } from '../jobs/vulns/database.ts'
import type { FixReport } from '../report/fix.ts'
import { fixText } from '../report/fixtext.ts'
import type { ExitCode } from '../report/verify.ts'
import { changing, type Changing } from './run/changing.ts'
import { feedSettings } from './settings/feedsettings.ts'
import type { CommonFlags, Invocation } from './flags/reportflags.ts'
import { emit, failed } from './run/output.ts'
import { requests } from './fixpr.ts'
import { loadPolicy } from './settings/policies.ts'
import { createScanner } from './scanning/scanner.ts'
import { advisorySources } from './vulnssources.ts'

/** The flags of `fix`. */
export interface FixFlags extends CommonFlags {
  /** Writes; otherwise the plan is shown. */
  readonly yes: boolean
  readonly reachable: boolean
  /** All, whatever moves. */
  readonly all: boolean
  /** Ids of advisories; empty for all. */
  readonly only: readonly string[]
  readonly db: string | undefined
  readonly test: boolean
  /** `OLD=NEW`, `OLD=NEW@v1.2.3` or `OLD`; an empty one for all whose successor is known. */
  readonly replace: readonly string[] | undefined
  /** Makes a branch and a request at the code host. */
  readonly pr: boolean
  /** Of the request: only shows it. */
  readonly dryRun: boolean
}

/** Runs `fix`; gives the exit code. */
export async function fixCommand(folder: string, flags: FixFlags, invocation: Invocation): Promise<ExitCode> {
  return failed('modwarden/fix/1', flags, invocation, async () => {
    checkTogether(flags)
    const at = path.resolve(invocation.cwd, folder)
    const made = await changing(at, flags, invocation, async (run) => makeFix(run, at, flags, invocation))
    // An address with a password is not repeated.
    const report = flags.db === undefined || flags.db.includes('@') ? made : { ...made, db: flags.db }
    return emit(flags, invocation, report, (ink) => fixText(report, ink, { verbose: flags.verbose }))
  })
}

/** What contradicts itself is refused: nobody must have files written, or nothing built, who asked for the other. Throws `usage`. */
function checkTogether({ yes, dryRun, pr, test, replace, reachable, all, only }: FixFlags): void {
  const refused = (message: string, remedy: string): WardenError => new WardenError('usage', message, { remedy })
  if (dryRun && !pr)
    throw refused(
      '--dry-run: shows what --pr would ask, and goes with it',
      'modwarden fix, without --yes, only shows as well',
    )
  if (dryRun && yes) throw refused('--dry-run and --yes: only show it, or write it', 'modwarden fix --pr --dry-run')
  if (test && !yes) throw refused('--test: builds what --yes has written', 'modwarden fix --yes --test')
  if (all && reachable)
    throw refused('--all and --reachable: everything, or only what the code here calls', 'modwarden fix --all')
  if (replace !== undefined && (all || reachable || only.length > 0))
    throw refused(
      '--replace: repairs no advisories, so --all, --reachable and --only choose nothing',
      'modwarden fix --replace',
    )
}

async function makeFix(run: Changing, folder: string, flags: FixFlags, invocation: Invocation): Promise<FixReport> {
  const { world, settings, gosumdb, go, options, actor } = run
  const { terminal, cwd, signal } = invocation
  const began = world.clock.now().getTime()
  // First: nobody should wait for a plan to hear that a token is missing.
  const propose = flags.pr ? await requests(run, folder, flags, invocation) : undefined
  const sources = advisorySources(settings, terminal.env, flags.db, cwd)
  const scanner = createScanner({ ...settings })
  try {
    const { knowledge } = await loadFeeds(world, feedSettings(settings))
    const { policy } = await loadPolicy(createFiles(), settings.policy, folder)
    const reached = async (project: Project): Promise<Reached> => reachedIn(run, project, flags, invocation)
    const input: FixInput = {
      folder,
      began,
      write: flags.yes,
      only: flags.only,
      policy,
      knowledge,
      logClock: await openLogClock(world, gosumdb),
      actor,
      loadBook: async (wanted) => loadAdvisories(world, sources, wanted, signal),
      reachable: flags.reachable,
      anyPrice: flags.all,
      reached,
      ...(flags.test
        ? { test: async (at, mod) => buildAndTest(at, mod, { ...terminal.env, GOFLAGS: go.GOFLAGS }, signal) }
        : {}),
      ...(flags.replace === undefined
        ? {}
        : { replace: flags.replace.filter((text) => text !== '').map(parseReplace) }),
      ...(propose === undefined ? {} : { propose }),
    }
    const databases = new Map<string, Promise<Awaited<ReturnType<Changing['openDatabase']>>>>()
    return await fix(world, scanner, input, {
      go,
      options: { ...options, full: settings.full },
      folders: createSourceFolders(),
      // The same proofs count for the whole run.
      openDatabase: async (project) => {
        const key = project?.folder ?? ''
        let opened = databases.get(key)
        if (opened === undefined) databases.set(key, (opened = run.openDatabase(project)))
        return opened
      },
    })
  } finally {
    await scanner.close()
  }
}

/** What the project's own code calls, as `vulns` has it: by module path and id. */
async function reachedIn(run: Changing, project: Project, flags: FixFlags, invocation: Invocation): Promise<Reached> {
  const { vulnsOfProject } = await import('./vulns.ts')
  const report = await vulnsOfProject(
    run,
    project,
    { db: flags.db, engine: 'modwarden', level: 'symbol', tags: [], platform: undefined, tests: false },
    invocation,
    (text) => run.options.onProgress?.(text),
  )
  // Where nobody can be sure, it counts as called.
  const called = report.findings.filter(({ level, certain }) => level === 'symbol' || (level === 'package' && !certain))
  return { called: new Set(called.map((f) => `${f.replaces ?? f.module} ${f.id}`)), left: report.left }
}
