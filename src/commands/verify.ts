// modwarden verify: flags to one verification, its report to stdout.
import { randomUUID } from 'node:crypto'
import path from 'node:path'
import { openDatabase, type DatabaseOptions } from '../jobs/database/database.ts'
import { privacyOf } from '../jobs/database/prove.ts'
import { loadProject, type Project } from '../jobs/project/project.ts'
import { withPrograms } from '../jobs/cache/programs.ts'
import { verifyBinary } from '../jobs/verify/binary.ts'
import { verifyCache } from '../jobs/verify/cache.ts'
import type { VerifyOptions } from '../jobs/verify/check.ts'
import { watched, type WatchOptions } from '../jobs/statistics.ts'
import { verifyProject } from '../jobs/verify/verify.ts'
import { isWardenError, WardenError } from '../base/errors.ts'
import { moduleName } from '../base/finding.ts'
import { exitCodeOf, worstExit } from '../report/exit.ts'
import { printable } from '../report/printable.ts'
import type { ExitCode, VerifyReport } from '../report/verify.ts'
import { verifyText } from '../report/verifytext.ts'
import { count } from '../report/words.ts'
import { errorText } from './run/errortext.ts'
import type { CommonFlags, Invocation } from './flags/reportflags.ts'
import { emit, failed } from './run/output.ts'
import { progressLine } from './run/terminal.ts'
import { setUp, type Setup } from './run/world.ts'

/** The flags of `verify`. */
export interface VerifyFlags extends CommonFlags {
  readonly cache?: boolean
  readonly intoModcache?: boolean
  /** Where the proofs are written; with `--offline`, whence they are read. */
  readonly bundle?: string | undefined
  /** A compiled program instead of a project. */
  readonly binary?: string | undefined
  /** The go.sum, or the project, that the program was built from. */
  readonly goSum?: string | undefined
  /** Folders of programs, besides GOBIN, that may embed what is broken. */
  readonly programs?: readonly string[] | undefined
}

/** Runs `verify`; gives the exit code. */
export async function verifyCommand(folder: string, flags: VerifyFlags, invocation: Invocation): Promise<ExitCode> {
  return failed('modwarden/verify/1', flags, invocation, async () => {
    const report = await makeReport(folder, flags, invocation)
    return emit(flags, invocation, report, (ink) => verifyText(report, ink, { verbose: flags.verbose }))
  })
}

/** What is done with the world of a verification before it is closed. */
export type After = (setup: Setup, report: VerifyReport, onProgress: (text: () => string) => void) => Promise<void>

/** Verifies and gives the report; what both `verify` and `audit` do. */
export async function makeReport(
  folder: string,
  flags: VerifyFlags,
  invocation: Invocation,
  after?: After,
): Promise<VerifyReport> {
  const { terminal, signal } = invocation
  const progress = progressLine(terminal, !flags.progress || flags.quiet)
  const notices: string[] = []
  const project = flags.cache === true ? undefined : folder
  const setup = await setUp(terminal.env, project, flags.settings, signal, (text) => notices.push(text))
  try {
    const options: VerifyOptions = {
      full: setup.settings.full,
      offline: setup.settings.offline,
      intoModcache: flags.intoModcache === true,
      requireProof: setup.settings.requireProof,
      signal,
      onProgress: (text) => progress.update(text),
    }
    // A program's sums say nothing about how sound the cache is.
    if (flags.binary !== undefined) return await verifyWith(setup, folder, flags, options, invocation)
    const report = await watched(
      setup.world,
      watching(setup, options, (text) => notices.push(text)),
      async (full) => verifyWith(setup, folder, flags, { ...options, full }, invocation),
    )
    await after?.(setup, report, (text) => progress.update(text))
    return report
  } finally {
    progress.end()
    for (const text of new Set(notices)) if (!flags.quiet) terminal.stderr.write(`modwarden: ${printable(text)}\n`)
    await setup.close()
  }
}

/** What is done about the rates of this run. */
function watching(
  { settings, fetches, go }: Setup,
  { full, signal, onProgress }: VerifyOptions,
  onNotice: (text: string) => void,
): WatchOptions {
  const { matchRate, matchRateReaction, retryShare, retryShareReaction, sample } = settings
  return {
    thresholds: { matchRate, retryShare },
    alarm: matchRateReaction.includes('alarm'),
    sample: matchRateReaction.includes('sample') ? sample : undefined,
    fullOnRetries: retryShareReaction.includes('full'),
    full,
    fetches,
    modcache: go.GOMODCACHE,
    seed: randomUUID(),
    onNotice,
    onProgress,
    signal,
  }
}

async function verifyWith(
  setup: Setup,
  folder: string,
  flags: VerifyFlags,
  options: VerifyOptions,
  invocation: Invocation,
): Promise<VerifyReport> {
  const { world, go, settings } = setup
  const project =
    flags.cache === true || flags.binary !== undefined ? undefined : await loadProject(world.files, folder, go)
  const database = await openDatabase(world, setup.gosumdb, {
    privacy: privacyOf(go, settings),
    offline: settings.offline,
    full: options.full,
    floorHeads: setup.floorHeads,
    bundle: bundleOf(flags, settings.offline, project, invocation),
  })
  const absolute = (name: string): string => path.resolve(invocation.cwd, name)
  const verified =
    flags.binary !== undefined
      ? await verifyBinary(world, go, absolute(flags.binary), database, {
          ...options,
          goSum: flags.goSum === undefined ? undefined : absolute(flags.goSum),
          folder,
        })
      : project === undefined
        ? await verifyCache(world, go, database, options)
        : await verifyProject(world, go, project, database, options)
  const report = await withPrograms(world, go, verified, { ...options, folders: (flags.programs ?? []).map(absolute) })
  if (flags.bundle !== undefined && !settings.offline) {
    const file = path.resolve(invocation.cwd, flags.bundle)
    try {
      // What a program says of folders and of names that no module has was never asked about, nor is it now.
      const asked = report.modules.filter((m) => m.parts['checksum database'] !== undefined)
      const written = await database.writeBundle(file, asked)
      invocation.terminal.stderr.write(`modwarden: ${count(written, 'proof')} in ${file}\n`)
      const proven = new Set(asked.filter((m) => m.parts['checksum database'] === 'ok').map(moduleName)).size
      if (written < proven) {
        // Proven by what earlier runs kept; whoever carries the file to another machine would miss these there.
        const message = `${file}: lacks the proofs of ${count(proven - written, 'module version')}, which could not be had now`
        const remedy = 'run it again when the checksum database can be reached'
        throw new WardenError('unreachable', message, { remedy })
      }
    } catch (error) {
      // What was found is worth more than the bundle: the report is not lost with it.
      if (!isWardenError(error) || error.code === 'aborted' || error.code === 'fork') throw error
      invocation.terminal.stderr.write(`${errorText(error, invocation.cwd)}\n`)
      return { ...report, exitCode: worstExit([report.exitCode, exitCodeOf(error.code)]) }
    }
  }
  return report
}

/** The bundle that the user names, otherwise the one beside go.sum: its proofs need no trust in whoever wrote it. */
function bundleOf(
  flags: VerifyFlags,
  offline: boolean,
  project: Project | undefined,
  invocation: Invocation,
): DatabaseOptions['bundle'] {
  if (flags.bundle !== undefined && offline) return { file: path.resolve(invocation.cwd, flags.bundle), named: true }
  return project === undefined ? undefined : { file: path.join(project.folder, 'go.sum.proofs.json'), named: false }
}
