// How a run verifies what it reads, and the checksum database of it, as its settings say.
import path from 'node:path'
import { openDatabase, type Database } from '../../jobs/database/database.ts'
import type { Project } from '../../jobs/project/project.ts'
import { privacyOf } from '../../jobs/database/prove.ts'
import type { VersionsRun } from '../../jobs/scan/elsewhere.ts'
import type { ProgressLine } from './terminal.ts'
import type { Setup } from './world.ts'

/** The checksum database for a project, with the bundle of proofs beside its go.sum. */
export async function databaseOf(
  { world, gosumdb, go, settings, floorHeads }: Setup,
  project: Project | undefined,
): Promise<Database> {
  return openDatabase(world, gosumdb, {
    privacy: privacyOf(go, settings),
    offline: settings.offline,
    full: settings.full,
    floorHeads,
    bundle: project === undefined ? undefined : { file: path.join(project.folder, 'go.sum.proofs.json'), named: false },
  })
}

/** How a run verifies the module versions that it reads. */
export function versionsRun(setup: Setup, signal: AbortSignal, progress: ProgressLine): VersionsRun {
  const { go, settings } = setup
  return {
    go,
    options: {
      full: settings.full,
      offline: settings.offline,
      intoModcache: false,
      requireProof: settings.requireProof,
      signal,
      onProgress: (text) => progress.update(text),
    },
    openDatabase: async (project) => databaseOf(setup, project),
  }
}
