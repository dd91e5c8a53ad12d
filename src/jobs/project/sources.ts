// Where a module version's files come from: go's module cache, modwarden's own store, or the proxies. What a proxy
// sends is verified before it is used or kept; what is in a cache is used as it is and judged by the caller.
import { utf8 } from '../../base/bytes.ts'
import { hashGoMod } from '../../gomod/dirhash.ts'
import { isWardenError, messageOf, WardenError } from '../../base/errors.ts'
import { moduleName, type ModuleVersion } from '../../base/finding.ts'
import { Once } from '../../base/once.ts'
import { maxModFileSize } from '../../gomod/modlex.ts'
import { cachePaths, type CachePaths } from '../../gomod/cachelayout.ts'
import type { ExamineRequest, Examined, Hashed } from '../../world/contents.ts'
import type { World } from '../../world/world.ts'
import { agreedOn, whyUnsaid } from '../verify/agreed.ts'
import { indexFile } from '../verify/hashing.ts'
import type { Project } from './project.ts'
import type { Prover } from '../database/prove.ts'

/** A go.mod file, or why there is none. */
export interface GoModFile {
  readonly bytes: Uint8Array | undefined
  readonly file: string
  readonly hashed: Hashed
  /** Why it is not there; the error that the graph shows. */
  readonly error?: WardenError
  readonly fetched: boolean
}

/** Contents that go's cache lacks: what was agreed on, something else that a proxy sent, or why there are none. */
export type FetchedContents =
  | { readonly kind: 'here'; readonly zip: string; readonly examined: Examined; readonly fetched: boolean }
  | { readonly kind: 'wrong'; readonly examined: Examined }
  | { readonly kind: 'missing'; readonly why: string }

/** Files of module versions. */
export interface Sources {
  /** Reads many cached go.mod files at once, ahead of `goMod`. */
  preload(modules: readonly ModuleVersion[]): Promise<void>
  /** Never throws but `aborted` and `fork`. Without `fetch`, only what go's cache has. */
  goMod(module: ModuleVersion, fetch?: boolean): Promise<GoModFile>
  /**
   * A zip in modwarden's own store that is what was agreed on; fetched there where it is missing or something else.
   * Never throws but `aborted` and `fork`.
   */
  contents(module: ModuleVersion): Promise<FetchedContents>
  /**
   * A go.mod file that is what was agreed on, whatever lies in go's cache; fetched where modwarden has none. Never throws
   * but `aborted` and `fork`.
   */
  provenGoMod(module: ModuleVersion): Promise<GoModFile>
  /** Where go keeps a module version's files. */
  paths(module: ModuleVersion): CachePaths
  /** Bytes of zips that came over the network so far, for progress. */
  readonly fetched: () => number
  /** The folder that all those paths are in: GOMODCACHE. */
  readonly root: string
}

/** What `createSources` needs beside the world. */
export interface SourceOptions {
  readonly modcache: string
  readonly project: Project | undefined
  readonly prover: Prover
  /** Ignores the stat index of the store's zips. */
  readonly full: boolean
  readonly signal?: AbortSignal | undefined
}

/** Makes the sources of one run. */
export function createSources(world: World, options: SourceOptions): Sources {
  const { modcache, project, prover, signal } = options
  const storeRoot = `${world.store}/modules`
  const known = new Once<GoModFile>()
  const preloaded = new Map<string, Uint8Array>()
  let fetched = 0
  const onBytes = (bytes: number): void => {
    fetched += bytes
  }
  // Each path is escaped, and so checked, once: that is a good part of a run by the index.
  const places = new Map<string, CachePaths>()
  const pathsOf = (module: ModuleVersion): CachePaths => {
    const name = moduleName(module)
    let found = places.get(name)
    if (found === undefined) places.set(name, (found = cachePaths(modcache, module)))
    return found
  }

  const agreed = async (module: ModuleVersion, what: 'zip' | 'goMod'): Promise<readonly string[]> =>
    (await agreedOn(prover, project, module))[what]

  const fetchGoMod = async (module: ModuleVersion): Promise<GoModFile> => {
    const stored = cachePaths(storeRoot, module).mod
    const file = pathsOf(module).mod
    const expected = await agreed(module, 'goMod')
    const own = await world.files.read(stored, maxModFileSize)
    if (own !== undefined && expected.includes(hashGoMod(own))) return goModOf(own, stored, false)
    try {
      // Before anything is sent: an answer could not be judged.
      if (expected.length === 0) {
        const why = await whyUnsaid(prover, module)
        throw new WardenError('unreachable', `${moduleName(module)}: nothing says what its go.mod should be: ${why}`)
      }
      const bytes = await world.proxy.goMod(module, signal)
      const h1 = hashGoMod(bytes)
      if (!expected.includes(h1)) {
        return {
          ...goModOf(bytes, 'the go.mod file that the proxy sent', true),
          bytes: undefined,
          error: wrongMod(module, h1),
        }
      }
      await world.files.write(stored, bytes)
      return goModOf(bytes, stored, true)
    } catch (error) {
      if (!isWardenError(error) || error.code === 'aborted' || error.code === 'fork') throw error
      return { bytes: undefined, file, hashed: { kind: 'absent' }, error, fetched: false }
    }
  }

  return {
    paths: pathsOf,
    provenGoMod: fetchGoMod,
    root: modcache,
    fetched: () => fetched,
    async preload(modules): Promise<void> {
      const files = modules.map((module) => pathsOf(module).mod)
      const contents = await world.files.readMany(files, maxModFileSize)
      modules.forEach((module, i) => {
        const bytes = contents[i]
        if (bytes !== undefined) preloaded.set(moduleName(module), bytes)
      })
    },
    goMod: async (module, fetch = true) =>
      known.get(`${fetch ? 'any' : 'cached'} ${moduleName(module)}`, async () => {
        const file = pathsOf(module).mod
        try {
          const bytes = preloaded.get(moduleName(module)) ?? (await world.files.read(file, maxModFileSize))
          if (bytes !== undefined) return goModOf(bytes, file, false)
        } catch (error) {
          if (!isWardenError(error, 'io', 'too-large')) throw error
          return {
            bytes: undefined,
            file,
            hashed: { kind: 'unreadable', why: messageOf(error) },
            error,
            fetched: false,
          }
        }
        return fetch ? fetchGoMod(module) : { bytes: undefined, file, hashed: { kind: 'absent' }, fetched: false }
      }),
    async contents(module): Promise<FetchedContents> {
      const place = cachePaths(storeRoot, module)
      try {
        const expected = await agreed(module, 'zip')
        if (expected.length === 0) {
          return { kind: 'missing', why: `nothing says what its zip should be: ${await whyUnsaid(prover, module)}` }
        }
        const stored = await examineStored(world, options, module, place)
        if (isAgreed(stored, expected)) return { kind: 'here', zip: place.zip, examined: stored, fetched: false }
        return await fetchZip(world, options, module, place, expected, onBytes)
      } catch (error) {
        if (!isWardenError(error) || error.code === 'aborted' || error.code === 'fork') throw error
        return { kind: 'missing', why: messageOf(error) }
      }
    },
  }
}

function goModOf(bytes: Uint8Array, file: string, fetched: boolean): GoModFile {
  return { bytes, file, hashed: { kind: 'hashed', h1: hashGoMod(bytes), files: 1, bytes: bytes.length }, fetched }
}

function wrongMod(module: ModuleVersion, h1: string): WardenError {
  return new WardenError('mismatch', `${moduleName(module)}: the proxy sent another go.mod than was agreed on (${h1})`)
}

/**
 * The zip that an earlier run kept. It was verified then; like every other file it is read again before it is used,
 * unless the index knows it.
 */
async function examineStored(
  world: World,
  { full, signal }: SourceOptions,
  module: ModuleVersion,
  { zip, ziphash }: Pick<CachePaths, 'zip' | 'ziphash'>,
): Promise<Examined | undefined> {
  if ((await world.files.info(zip)) === undefined) return undefined
  let examined: Examined | undefined
  const request: ExamineRequest = { module, zip, ziphash, index: indexFile(world, zip), trustIndex: !full }
  await world.contents.examine([request], (_, result) => (examined = result), signal)
  return examined
}

/** An examination whose zip is sound. */
type Sound = Examined & { readonly zip: Extract<Hashed, { kind: 'hashed' }> }

function isAgreed(examined: Examined | undefined, expected: readonly string[]): examined is Sound {
  return examined?.zip.kind === 'hashed' && expected.includes(examined.zip.h1)
}

/** Fetches into a private file, examines it there, and moves it into the store only when it is what was agreed on. */
async function fetchZip(
  world: World,
  options: SourceOptions,
  module: ModuleVersion,
  place: { readonly zip: string; readonly ziphash: string },
  expected: readonly string[],
  onBytes: (bytes: number) => void,
): Promise<FetchedContents> {
  const { signal } = options
  const folder = await world.files.temporaryFolder('fetch-')
  try {
    const file = `${folder}/module.zip`
    await world.proxy.zip(module, file, { signal, onBytes })
    const request: ExamineRequest = { module, zip: file, trustIndex: false }
    let examined: Examined | undefined
    await world.contents.examine([request], (_, result) => (examined = result), signal)
    if (examined === undefined) return { kind: 'missing', why: 'it was not examined' }
    // Nothing is said against the proxy because of our own disk.
    if (examined.zip.kind === 'unreadable') return { kind: 'missing', why: examined.zip.why }
    if (!isAgreed(examined, expected)) return { kind: 'wrong', examined }
    const ziphash = examined.zip.h1
    // As go does: first the hash, then the zip, so that a zip that is there always has its hash beside it.
    await world.files.write(place.ziphash, utf8(ziphash))
    await world.files.rename(file, place.zip)
    return { kind: 'here', zip: place.zip, examined: { ...examined, ziphash }, fetched: true }
  } finally {
    await world.files.remove(folder)
  }
}
