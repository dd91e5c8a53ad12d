// Zips and folders of the cache being hashed by the workers, each module version once.
import { moduleName, type ModuleVersion } from '../../base/finding.ts'
import type { Examined, ExamineRequest } from '../../world/contents.ts'
import type { World } from '../../world/world.ts'
import type { Sources } from '../project/sources.ts'

/** What is being hashed and was; however often a module version is added, it is read once. */
export class Hashing {
  readonly #world: World
  readonly #sources: Sources
  readonly #options: HashingOptions
  readonly #started = new Map<string, Waiting>()
  /** How many are hashed, and their bytes, for progress. */
  count: number = 0
  total: number = 0
  bytes: number = 0

  constructor(world: World, sources: Sources, options: HashingOptions) {
    this.#world = world
    this.#sources = sources
    this.#options = options
  }

  /** Starts on those that are new. */
  add(modules: readonly ModuleVersion[]): void {
    const fresh = modules.filter((m) => !this.#started.has(moduleName(m)))
    this.total += fresh.length
    const waiting = fresh.map((m) => this.#wait(m))
    const requests = fresh.map((module): ExamineRequest => {
      const { zip, ziphash, folder, partial } = this.#sources.paths(module)
      const index = indexFile(this.#world, folder)
      return { module, zip, ziphash, folder, partial, root: this.#sources.root, index, trustIndex: !this.#options.full }
    })
    const done = (index: number, result: Examined): void => {
      this.count++
      const { zip, folder } = result
      this.bytes += zip.kind === 'hashed' ? zip.bytes : folder.kind === 'hashed' ? folder.bytes : 0
      waiting[index]?.resolve(result)
    }
    this.#world.contents
      .examine(requests, done, this.#options.signal)
      .catch((error: unknown) => waiting.forEach(({ reject }) => reject(error)))
  }

  /** What was found of a module version that was added; throws `aborted`, and a bug for one that was not. */
  async result(module: ModuleVersion): Promise<Examined> {
    const waiting = this.#started.get(moduleName(module))
    if (waiting === undefined) throw new Error(`${moduleName(module)}: not added`)
    return waiting.promise
  }

  #wait(module: ModuleVersion): Waiting {
    const waiting: Waiting = Promise.withResolvers<Examined>()
    // A failure is heard of by whoever asks for the result; nobody may.
    waiting.promise.catch(() => undefined)
    this.#started.set(moduleName(module), waiting)
    return waiting
  }
}

type Waiting = ReturnType<typeof Promise.withResolvers<Examined>>

/** How it is hashed. */
export interface HashingOptions {
  readonly full: boolean
  readonly signal?: AbortSignal | undefined
}

/** One index file for each extracted folder's path, whichever cache it is in. */
export function indexFile(world: World, folder: string): string {
  return `${indexFolder(world)}${folder}`
}

/** Where all index files are. */
export function indexFolder(world: World): string {
  return `${world.store}/index/files`
}
