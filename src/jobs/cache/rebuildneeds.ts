// What a project needs of the module cache, had and proven: in the cache as it is, in modwarden's own store, or from a
// proxy into that store. Nothing in the cache is touched here.
import { textOf } from '../../base/bytes.ts'
import { isWardenError } from '../../base/errors.ts'
import type { ModuleVersion } from '../../base/finding.ts'
import { mapLimit } from '../../base/once.ts'
import { cachePaths, isToolchain } from '../../gomod/cachelayout.ts'
import type { ModuleGraph } from '../../gomod/buildlist.ts'
import { count, number } from '../../report/words.ts'
import type { Part } from '../../report/verify.ts'
import type { World } from '../../world/world.ts'
import { agreedOn, whyUnsure, type Agreed } from '../verify/agreed.ts'
import type { VerifyOptions } from '../verify/check.ts'
import type { Database } from '../database/database.ts'
import { subjectsOf, toolchains, type Subject } from '../project/modulegraph.ts'
import { Hashing } from '../verify/hashing.ts'
import type { Actor } from './keep.ts'
import { sumsOf, type Project } from '../project/project.ts'
import { provenBytes } from './repairbytes.ts'
import type { Sources } from '../project/sources.ts'

const FETCHING = 8

/** A module version that the project needs, and how much of it. */
export interface Need {
  readonly module: ModuleVersion
  readonly contents: boolean
  readonly goMod: boolean
}

/** go.mod files for the graph: the cache's where they are right, so that a bad one selects nothing. */
export function onlyProven(sources: Sources, { prover }: Database, project: Project): Sources {
  return {
    ...sources,
    async goMod(module): ReturnType<Sources['goMod']> {
      const cached = await sources.goMod(module, false)
      const { goMod } = await agreedOn(prover, project, module)
      if (cached.hashed.kind === 'hashed' && goMod.includes(cached.hashed.h1)) return cached
      return sources.provenGoMod(module)
    },
  }
}

/** What go would read of a project's module graph: contents and go.mod files, and toolchains that it selects. */
export async function needsOf(
  world: World,
  project: Project,
  { go }: Actor,
  graph: ModuleGraph,
): Promise<readonly Need[]> {
  const { subjects } = subjectsOf(graph, project)
  const needs = subjects.map(({ module, goModOnly, onlyListed }: Subject) => ({
    module,
    // go fetches contents only where go.sum has a line for them; what is pruned away it never reads.
    contents: !goModOnly && sumsOf(project, module.path, module.version).zip.length > 0,
    goMod: onlyListed !== true,
  }))
  const selected = await toolchains(world, go, project, graph)
  const others = selected.map(({ module }) => ({ module, contents: true, goMod: false }))
  return [...needs.filter((n) => n.contents || n.goMod), ...others]
}

/** One need with the bytes for it. */
export interface Prepared {
  readonly need: Need
  readonly agreed: Agreed
  readonly zip: string | undefined
  readonly goMod: Uint8Array | undefined
  readonly info: Uint8Array | 'there' | 'not to be had'
  /** What is wrong in the cache, and what is missing there. */
  readonly wrong: readonly Part[]
  readonly absent: readonly Part[]
  /** Why it cannot be had. */
  readonly lacking: readonly string[]
}

/** What preparing takes. */
export interface Preparing {
  readonly project: Project
  readonly database: Database
  readonly sources: Sources
  readonly cache: string
  readonly options: VerifyOptions
}

/** Has and proves all that is needed; nothing in the cache is touched. Throws `fork` and `aborted` only. */
export async function prepare(
  world: World,
  needs: readonly Need[],
  preparing: Preparing,
): Promise<readonly Prepared[]> {
  const { sources, options } = preparing
  const hashing = new Hashing(world, sources, options)
  hashing.add(needs.filter((n) => n.contents).map((n) => n.module))
  let ready = 0
  options.onProgress?.(() => `proved ${number(ready)} of ${count(needs.length, 'module version')}`)
  return mapLimit(needs, FETCHING, async (need) => {
    const prepared = await prepareOne(world, need, hashing, preparing)
    ready++
    return prepared
  })
}

async function prepareOne(world: World, need: Need, hashing: Hashing, preparing: Preparing): Promise<Prepared> {
  const { project, database, sources, cache, options } = preparing
  const { module } = need
  const paths = cachePaths(cache, module)
  const asked = await agreedOn(database.prover, project, module)
  // Only what is needed of it is put in place.
  const agreed: Agreed = { ...asked, zip: need.contents ? asked.zip : [], goMod: need.goMod ? asked.goMod : [] }
  const nothing = { need, agreed, zip: undefined, goMod: undefined, info: 'there', wrong: [], absent: [] } as const
  const unsure = whyUnsure(agreed)
  if (unsure !== undefined) return { ...nothing, lacking: [unsure] }
  const wrong: Part[] = []
  const absent: Part[] = []
  if (need.contents) {
    const { zip, folder, ziphash } = await hashing.result(module)
    for (const [part, hashed] of [
      ['zip', zip],
      ['folder', folder],
    ] as const) {
      if (hashed.kind === 'absent') absent.push(part)
      else if (hashed.kind !== 'hashed' || !agreed.zip.includes(hashed.h1)) wrong.push(part)
    }
    if (ziphash === undefined) absent.push('.ziphash')
    else if (!agreed.zip.includes(ziphash)) wrong.push('.ziphash')
  }
  if (need.goMod && !isToolchain(module)) {
    const { hashed } = await sources.goMod(module, false)
    if (hashed.kind === 'absent') absent.push('.mod')
    else if (hashed.kind !== 'hashed' || !agreed.goMod.includes(hashed.h1)) wrong.push('.mod')
  }
  const state = (part: Part): 'ok' | 'differs' => (wrong.includes(part) || absent.includes(part) ? 'differs' : 'ok')
  const parts = { zip: state('zip'), folder: state('folder'), '.ziphash': state('.ziphash'), '.mod': state('.mod') }
  const got = await provenBytes(world, sources, { ...module, parts }, agreed)
  const zipLacks = parts.zip !== 'ok' && agreed.zip.length > 0 && got.zip === undefined
  const modLacks = parts['.mod'] !== 'ok' && agreed.goMod.length > 0 && got.goMod === undefined
  const lacking = zipLacks || modLacks ? [...got.why] : []
  const info = isToolchain(module) ? 'there' : await infoOf(world, paths.info, module, options)
  return { need, agreed, zip: got.zip, goMod: got.goMod, info, wrong, absent, lacking }
}

/** The .info document; nothing vouches for it, and go needs it only to resolve versions. */
async function infoOf(
  world: World,
  file: string,
  module: ModuleVersion,
  { signal }: VerifyOptions,
): Promise<Prepared['info']> {
  if ((await world.files.info(file)) !== undefined) return 'there'
  try {
    const bytes = await world.proxy.info(module, signal)
    const value: unknown = JSON.parse(textOf(bytes) ?? '')
    const is = typeof value === 'object' && value !== null && 'Version' in value && value.Version === module.version
    return is ? bytes : 'not to be had'
  } catch (error) {
    if (isWardenError(error, 'aborted', 'fork')) throw error
    if (!isWardenError(error) && !(error instanceof SyntaxError)) throw error
    return 'not to be had'
  }
}
