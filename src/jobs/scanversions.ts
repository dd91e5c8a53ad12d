// Module versions verified that no project asks for: one that is named, or those that a program embeds.
import type { ModuleVersion } from '../base/finding.ts'
import type { VerifyReport } from '../report/verify.ts'
import type { GoSettings } from '../world/go.ts'
import type { World } from '../world/world.ts'
import { checkAll, type VerifyOptions } from './check.ts'
import type { Database } from './database.ts'
import { Hashing } from './hashing.ts'
import type { Project } from './project.ts'
import type { Sources } from './sources.ts'
import { summarize } from './tally.ts'

/** Verifies what of them is in the module cache; what is not there is for the caller to fetch. Throws `fork`, `aborted`. */
export async function verifyVersions(
  world: World,
  go: GoSettings,
  modules: readonly ModuleVersion[],
  sources: Sources,
  database: Database,
  options: VerifyOptions,
  project?: Project,
): Promise<VerifyReport> {
  const began = world.clock.now().getTime()
  const subjects = modules.map((module) => ({ module, direct: false, goModOnly: false, onlyListed: true }))
  const hashing = new Hashing(world, sources, options)
  const run = { project, sources, database, subjects, hashing }
  const { judged } = await checkAll(world, run, options)
  await database.save()
  return summarize({
    subject: { kind: 'cache', folder: go.GOMODCACHE, modules: [], go: go.goVersion },
    database: database.use(),
    judged,
    vendor: { files: [], findings: [], of: 0, ok: 0, unchecked: [] },
    graphMissing: 0,
    findings: [],
    replaced: 0,
    unused: 0,
    requireProof: options.requireProof,
    seconds: (world.clock.now().getTime() - began) / 1000,
  })
}
