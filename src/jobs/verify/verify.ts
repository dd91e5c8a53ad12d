// verify: is every module version of a project the one the world agreed on?
//
// The order: the module graph from go.mod files; side by side, the cache's zips and folders are hashed by the workers
// while the checksum database is asked; what the cache lacks is fetched; vendor/ is compared; all of it is judged, one
// module version at a time (judge.ts).
import { moduleName, type ModuleVersion } from '../../base/finding.ts'
import { isUnpackedFromGoroot } from '../../gomod/cachelayout.ts'
import type { VerifyReport } from '../../report/verify.ts'
import type { GoSettings } from '../../world/go.ts'
import type { World } from '../../world/world.ts'
import { checkAll, type VerifyOptions } from './check.ts'
import { findLeftovers, sweep } from '../cache/cleanleftovers.ts'
import type { Database } from '../database/database.ts'
import { loadGraph, missingFinding, moduleOf, subjectsOf, toolchains } from '../project/modulegraph.ts'
import { Hashing } from './hashing.ts'
import type { Project } from '../project/project.ts'
import { createSources, type Sources } from '../project/sources.ts'
import { summarize, type Counted } from './tally.ts'
import { verifyVendor } from './vendor.ts'

/**
 * Verifies a project. Throws `parse` and `usage` for the project's own files, `fork` where the checksum database
 * signed two histories, `aborted`; what is wrong with a module is in the report.
 */
export async function verifyProject(
  world: World,
  go: GoSettings,
  project: Project,
  database: Database,
  options: VerifyOptions,
): Promise<VerifyReport> {
  const began = world.clock.now().getTime()
  const sources = createSources(world, {
    modcache: go.GOMODCACHE,
    project,
    prover: database.prover,
    full: options.full,
    signal: options.signal,
  })
  options.onProgress?.(() => 'reading go.mod files')
  // What go.sum names is nearly all that the graph will ask for: the workers need not wait for it.
  const listed = [...project.sums].filter(([, lines]) => lines.zip.length > 0).map(([key]) => moduleOf(key))
  const hashing = new Hashing(world, sources, options)
  hashing.add(listed.filter((m) => !isUnpackedFromGoroot(m)))
  const graph = await loadGraph(world, project, sources, options.signal)
  const { subjects, replaced } = subjectsOf(graph, project)
  subjects.push(...(await toolchains(world, go, project, graph)))
  const { judged, unused } = await checkAll(world, { project, sources, database, subjects, hashing }, options)
  if (options.intoModcache) {
    // What an earlier run that was killed here left beside what is there now.
    await sweep(world, go.GOMODCACHE, await findLeftovers(world, go.GOMODCACHE), options.signal)
  }
  const findings = [...graph.missing.map(missingFinding), ...project.odd]
  const selected = new Map(graph.buildList.map((m) => [m.path, m.replacedBy ?? { path: m.path, version: m.version }]))
  options.onProgress?.(() => 'comparing vendor/')
  const vendor = await verifyVendor(world, project, selected, zipOf(world, sources, judged), options.signal)
  await database.save()
  return summarize({
    subject: {
      kind: 'project',
      folder: project.folder,
      modules: project.mains.map((main) => main.goMod.module?.path ?? ''),
      go: go.goVersion,
    },
    database: database.use(),
    judged,
    vendor,
    graphMissing: graph.missing.length,
    findings,
    replaced,
    unused,
    requireProof: options.requireProof,
    seconds: (world.clock.now().getTime() - began) / 1000,
  })
}

/** Proven zips for vendor/: the cache's where it is sound, otherwise fetched. */
function zipOf(
  world: World,
  sources: Sources,
  judged: readonly Counted[],
): (module: ModuleVersion) => Promise<{ readonly zip: string } | { readonly why: string }> {
  const byName = new Map(judged.map((c) => [moduleName(c.judgement.record), c.judgement.record]))
  return async (module) => {
    const record = byName.get(moduleName(module))
    const { zip } = sources.paths(module)
    if (record?.parts.zip === 'ok' && (await world.files.info(zip)) !== undefined) return { zip }
    const got = await sources.contents(module)
    if (got.kind === 'here') return { zip: got.zip }
    return { why: got.kind === 'missing' ? got.why : 'the fetched zip is not what was agreed on' }
  }
}
