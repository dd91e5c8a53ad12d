// Module versions against the checksum database without a project, so that there is no go.sum to ask: all in GOMODCACHE
// (verify --cache), or those that are named or that a program embeds.
import path from 'node:path'
import { WardenError } from '../../base/errors.ts'
import { moduleName, type ModuleVersion } from '../../base/finding.ts'
import { isUnpackedFromGoroot, parseDownloadPath, parseFolderName } from '../../gomod/cachelayout.ts'
import type { VerifyReport } from '../../report/verify.ts'
import type { Files } from '../../world/files.ts'
import type { GoSettings } from '../../world/go.ts'
import type { World } from '../../world/world.ts'
import type { Database } from '../database/database.ts'
import type { Project } from '../project/project.ts'
import { createSources, type Sources } from '../project/sources.ts'
import { summarize } from './tally.ts'
import { checkAll, type Check, type VerifyOptions } from './check.ts'
import type { Subject } from '../project/modulegraph.ts'
import { Hashing } from './hashing.ts'

/** Module paths have at most so many elements that anyone ever used; deeper folders are no modules. */
const DEEPEST = 40

/** Verifies the whole module cache. Throws `usage` where there is none, `fork`, `aborted`. */
export async function verifyCache(
  world: World,
  go: GoSettings,
  database: Database,
  options: VerifyOptions,
): Promise<VerifyReport> {
  const began = world.clock.now().getTime()
  const modcache = go.GOMODCACHE
  if ((await world.files.info(modcache))?.kind !== 'folder') {
    throw new WardenError('usage', `${modcache}: there is no module cache`, {
      remedy: 'go env GOMODCACHE says where it is',
    })
  }
  options.onProgress?.(() => 'looking for modules')
  const subjects = await findModules(world.files, modcache)
  const sources = createSources(world, {
    modcache,
    project: undefined,
    prover: database.prover,
    full: options.full,
    signal: options.signal,
  })
  await sources.preload(subjects.map((s) => s.module))
  return verifySubjects(world, go, { project: undefined, sources, database, subjects }, options, began)
}

/**
 * Verifies module versions that no project asks for: what of them is in the module cache; what is not there is for the
 * caller to fetch. Throws `fork`, `aborted`.
 */
export async function verifyVersions(
  world: World,
  go: GoSettings,
  modules: readonly ModuleVersion[],
  sources: Sources,
  database: Database,
  options: VerifyOptions,
  project?: Project,
): Promise<VerifyReport> {
  const subjects = modules.map((module) => ({ module, direct: false, goModOnly: false, onlyListed: true }))
  return verifySubjects(world, go, { project, sources, database, subjects }, options, world.clock.now().getTime())
}

async function verifySubjects(
  world: World,
  go: GoSettings,
  run: Omit<Check, 'hashing'>,
  options: VerifyOptions,
  began: number,
): Promise<VerifyReport> {
  const hashing = new Hashing(world, run.sources, options)
  const { judged } = await checkAll(world, { ...run, hashing }, options)
  await run.database.save()
  return summarize({
    subject: { kind: 'cache', folder: go.GOMODCACHE, modules: [], go: go.goVersion },
    database: run.database.use(),
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

/** Every version with a zip, a folder or a go.mod file in a module cache, as subjects without a project. */
export async function findModules(files: Files, modcache: string): Promise<Subject[]> {
  const found = new Map<string, { readonly module: ModuleVersion; contents: boolean }>()
  const add = (module: ModuleVersion | undefined, contents: boolean): void => {
    if (module === undefined || isUnpackedFromGoroot(module)) return
    const entry = found.get(moduleName(module))
    if (entry === undefined)
      found.set(moduleName(module), { module: { path: module.path, version: module.version }, contents })
    else if (contents) entry.contents = true
  }
  const pending = [{ at: '', depth: 0 }]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { at, depth } = next
    for (const { name, kind } of (await files.list(path.join(modcache, at))) ?? []) {
      const here = at === '' ? name : `${at}/${name}`
      if (here === 'cache/download/sumdb' || here === 'cache/vcs' || here === 'cache/lock') continue
      if (kind === 'folder') {
        // An extracted folder is one module version; what is below it is not another.
        if (!here.startsWith('cache/') && name.includes('@')) add(parseFolderName(here), true)
        else if (depth < DEEPEST) pending.push({ at: here, depth: depth + 1 })
        continue
      }
      const file = parseDownloadPath(here)
      if (file?.kind === 'zip') add(file, true)
      else if (file?.kind === 'mod') add(file, false)
    }
  }
  return [...found.values()].map(({ module, contents }) => ({
    module,
    direct: false,
    goModOnly: !contents,
    onlyListed: true,
  }))
}
