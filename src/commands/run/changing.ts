// What the commands share that change the module cache: repair, clean, rebuild.
import os from 'node:os'
import path from 'node:path'
import { openDatabase, type Database } from '../../jobs/database/database.ts'
import type { Actor } from '../../jobs/cache/keep.ts'
import { privacyOf } from '../../jobs/database/prove.ts'
import type { Project } from '../../jobs/project/project.ts'
import type { VerifyOptions } from '../../jobs/verify/check.ts'
import { printable } from '../../report/printable.ts'
import type { CommonFlags, Invocation } from '../flags/reportflags.ts'
import { progressLine } from './terminal.ts'
import { VERSION } from '../version.ts'
import { setUp, type Setup } from './world.ts'

/** A run that may change the cache. */
export interface Changing extends Setup {
  readonly options: VerifyOptions
  readonly actor: Actor
  /** Everything is proven anew: no index answers before something is changed. */
  openDatabase(project: Project | undefined): Promise<Database>
}

/** Runs `work` with a world, progress on stderr and the notices of the run after it. */
export async function changing<T>(
  folder: string | undefined,
  flags: CommonFlags,
  { terminal, signal }: Invocation,
  work: (run: Changing) => Promise<T>,
): Promise<T> {
  const progress = progressLine(terminal, !flags.progress || flags.quiet)
  const notices: string[] = []
  const setup = await setUp(terminal.env, folder, flags.settings, signal, (text) => notices.push(text))
  const { world, go, settings } = setup
  try {
    return await work({
      ...setup,
      actor: { who: whoRuns(), program: `modwarden ${VERSION}`, go },
      options: {
        full: true,
        offline: settings.offline,
        intoModcache: false,
        requireProof: settings.requireProof,
        signal,
        onProgress: (text) => progress.update(text),
      },
      openDatabase: async (project) =>
        openDatabase(world, setup.gosumdb, {
          privacy: privacyOf(go, settings),
          offline: settings.offline,
          full: true,
          floorHeads: setup.floorHeads,
          bundle:
            project === undefined ? undefined : { file: path.join(project.folder, 'go.sum.proofs.json'), named: false },
        }),
    })
  } finally {
    progress.end()
    for (const text of new Set(notices)) if (!flags.quiet) terminal.stderr.write(`modwarden: ${printable(text)}\n`)
    await setup.close()
  }
}

/** For the audit trail. A user without a name in the system's list has a number. */
function whoRuns(): string {
  try {
    return `${os.userInfo().username}@${os.hostname()}`
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}@${os.hostname()}`
  }
}
