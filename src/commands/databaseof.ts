// The checksum database of a run, opened as its settings say.
import path from 'node:path'
import { openDatabase, type Database } from '../jobs/database.ts'
import type { Project } from '../jobs/project.ts'
import { privacyOf } from '../jobs/prove.ts'
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
