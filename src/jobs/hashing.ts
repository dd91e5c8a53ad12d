// Zips and folders of the cache being hashed by the workers, each module version once.
import { moduleName, type ModuleVersion } from '../base/finding.ts'
import type { Examined, ExamineRequest } from '../world/contents.ts'
import type { World } from '../world/world.ts'
import type { Sources } from './sources.ts'

/** What is being hashed and was; however often a module version is added, it is read once. */
export class Hashing {
  readonly #world: World
  readonly #sources: Sources
  readonly #options: HashingOptions
  readonly #started = new Set<string>()
  readonly #parts: Promise<void>[] = []
  readonly results: Map<string, Examined> = new Map()
  bytes: number = 0

  constructor(world: World, sources: Sources, options: HashingOptions) {
    this.#world = world
    this.#sources = sources
    this.#options = options
  }

  /** Starts on those that are new. */
  add(modules: readonly ModuleVersion[]): void {
    const fresh = modules.filter((m) => !this.#started.has(moduleName(m)))
    for (const m of fresh) this.#started.add(moduleName(m))
    const requests = fresh.map((module): ExamineRequest => {
      const { zip, ziphash, folder } = this.#sources.paths(module)
      const index = indexFile(this.#world, folder)
      return { module, zip, ziphash, folder, index, trustIndex: !this.#options.full }
    })
    const part = this.#world.contents.examine(
      requests,
      (index, result) => {
        const module = fresh[index]
        if (module === undefined) return
        this.results.set(moduleName(module), result)
        this.bytes += result.zip.kind === 'hashed' ? result.zip.bytes : result.folder.kind === 'hashed' ? result.folder.bytes : 0
      },
      this.#options.signal,
    )
    // Heard of in `done`; until then a failure waits.
    part.catch(() => undefined)
    this.#parts.push(part)
  }

  /** Resolves when all that was added is hashed. Throws `aborted`. */
  async done(): Promise<void> {
    await Promise.all(this.#parts)
  }
}

/** How it is hashed. */
export interface HashingOptions {
  readonly full: boolean
  readonly signal?: AbortSignal | undefined
}

/** One index file for each extracted folder's path, whichever cache it is in. */
export function indexFile(world: World, folder: string): string {
  return `${world.store}/index/files${folder}`
}

