// The client of a checksum database: proves go.sum lines to be in the log that everyone else sees.
// https://go.dev/design/25530-sumdb#command-client; https://research.swtch.com/tlog
//
// What is believed, and why:
//   1. a signed head, because of its signature, and only if it is consistent with the remembered one (timeline.ts);
//   2. a tile, because its hash stands in a proven tile above it or makes the signed hash (proventree.ts);
//   3. a record, because its hash is in a proven tile and its audit path leads to the signed hash;
//   4. go.sum lines, because they stand in the text of such a record, which is of the module asked for and of no
//      other. The text of the head's note is never searched for lines (CVE-2026-56864).
// Only what was proven is written: tiles, then the remembered head, then the answer itself.
import { equalBytes } from '../base/bytes.ts'
import { WardenError, isWardenError, messageOf } from '../base/errors.ts'
import { Once, createGate } from '../base/once.ts'
import { escapePath, escapeVersion } from '../gomod/path.ts'
import { MAX_HEAD_BYTES, type SignedHead, openTreeHead } from './checkpoint.ts'
import type { Sightings } from './clock.ts'
import type { Verifier } from './note.ts'
import { MAX_ANSWER_BYTES, parseAnswer, recordLines } from './record.ts'
import { type Fetch, limitedFetch } from './remote.ts'
import { TILE_HEIGHT, type Tile } from './tile.ts'
import { type TileSource, createTileSource } from './tilesource.ts'
import { type HeadOps, Timeline } from './timeline.ts'
import { type Hash, checkRecord, recordHash } from './tlog.ts'

/** What a client needs from outside; implemented in src/io/sumdbops.ts. */
export interface SumdbOps extends HeadOps {
  /**
   * Gets `path` (`/latest`, `/lookup/…`, `/tile/…`) from the database. Throws `not-found` (404 or 410, for sure),
   * `refused`, `unreachable` or `too-large`.
   */
  readRemote(path: string, maxBytes: number): Promise<Uint8Array>
  /** A file of go's cache, `<name>/lookup/…` or `<name>/tile/…`; `undefined` where it is absent or empty. */
  readCache(file: string): Promise<Uint8Array | undefined>
  /** Only ever called with bytes that were authenticated. A `WardenError` from it is counted and goes no further. */
  writeCache(file: string, bytes: Uint8Array): Promise<void>
  /** Notes what was seen of the log, and when (clock.ts). A disk that does not take it is no failure. */
  noteSighting?(sighting: Sighting): Promise<void>
  /** What was noted so far, by any run. */
  readSightings?(): Promise<Sightings>
}

/**
 * Something that tells the time of records: the size of the database's newest tree, or only of a tree that it signed at
 * some time, or a record that the newest tree did not have when it was asked for.
 */
export type Sighting =
  | { readonly kind: 'newest' | 'signed'; readonly size: number }
  | { readonly kind: 'asked'; readonly record: number }

/** The settings of a client. */
export interface SumdbClientOptions {
  /** The database's key; its name is the database's. */
  readonly verifier: Verifier
  readonly ops: SumdbOps
  /**
   * Whether the database may learn that somebody asks for `path`. `cached` says that its answer is in go's cache
   * already. The only way of a path to the network leads through here.
   */
  readonly mayAsk: (path: string, cached: boolean) => boolean
  /** `ops.readRemote` is never called. */
  readonly offline?: boolean
  /**
   * Signed heads that were seen before, beside the remembered one: our own copy, the release's floor. An empty or
   * torn remembered head is never first contact while there is one.
   */
  readonly floorHeads?: readonly Uint8Array[]
  /** Requests under way at once; 48 unless given. */
  readonly concurrency?: number
  /** Height of the database's tiles; 8 unless given. */
  readonly tileHeight?: number
}

/** A record of the log with everything that proves it. */
export interface ProvenRecord {
  readonly path: string
  readonly version: string
  /** Its number in the log. */
  readonly id: number
  /** Its text, as it was hashed. */
  readonly text: string
  /** All its go.sum lines. */
  readonly lines: readonly string[]
  /** The hashes of the zip and of the go.mod file in them, of any algorithm. */
  readonly zip: readonly string[]
  readonly goMod: readonly string[]
  /** The signed head whose tree it was proven in. */
  readonly head: SignedHead
  /** The audit path from the record to the head's hash (`checkRecord`). */
  readonly proof: readonly Hash[]
}

/** Counters of a client's life. */
export interface SumdbStats {
  /** Module versions that were asked for. */
  lookups: number
  /** How many of them the cache answered. */
  cachedLookups: number
  /** Requests to the database, and the bytes of the answers, by kind. */
  lookupRequests: number
  lookupBytes: number
  tileRequests: number
  tileBytes: number
  cachedTiles: number
  /** Different signed heads that were checked against ours. */
  heads: number
  /** Heads that could not be checked because their tiles are out of reach. */
  uncheckedHeads: number
  /** Cached answers and heads on disk that were damaged, and why; the database was asked instead where it could be. */
  damaged: string[]
  /** Proven bytes that the cache did not take. */
  unsaved: number
  /** Why a newer head could not be remembered, each time. */
  unremembered: string[]
}

/** Proves go.sum lines. Every method throws `fork` once the database was seen to sign two histories. */
export interface SumdbClient {
  /** The database's name. */
  readonly name: string
  /**
   * Fetches the newest head, once, proves it consistent with the remembered one and remembers it. Called before the
   * first answer is fetched: the newest tree serves all of them. Throws `mismatch` where it is not properly signed or
   * does not go with its tiles, `unreachable`, `not-found` and `refused` where it cannot be had.
   */
  update(): Promise<SignedHead>
  /**
   * The proven record of a module version, asked for once where many ask at the same time. Throws
   * - `not-found`: the database surely has no such version
   * - `refused`: it is not in the cache and `mayAsk` forbids to ask
   * - `unreachable`: it could not be asked, or a tile could not be had
   * - `mismatch`: what was answered is not in the log, or is of something else
   * - `parse`: path or version are malformed
   */
  lookup(path: string, version: string): Promise<ProvenRecord>
  /** The head of the tree that is trusted now; `undefined` before the first answer, or before first contact. */
  head(): SignedHead | undefined
  /**
   * The bytes of a tile of the trusted tree, proven, to be handed on. Throws `not-found` where the tree has no such tile
   * or not so much of it, `unreachable` and `mismatch` as `lookup` does.
   */
  tile(tile: Tile): Promise<Uint8Array>
  readonly stats: Readonly<SumdbStats>
}

/** Makes a client. Nothing is read before the first call. */
export function createSumdbClient(options: SumdbClientOptions): SumdbClient {
  return new Client(options)
}

class Client implements SumdbClient {
  readonly name: string
  readonly stats: SumdbStats = {
    lookups: 0,
    cachedLookups: 0,
    lookupRequests: 0,
    lookupBytes: 0,
    tileRequests: 0,
    tileBytes: 0,
    cachedTiles: 0,
    heads: 0,
    uncheckedHeads: 0,
    damaged: [],
    unsaved: 0,
    unremembered: [],
  }
  readonly #ops: SumdbOps
  readonly #options: SumdbClientOptions
  readonly #fetch: Fetch
  /** Bounds the files of the cache that are open at once. */
  readonly #disk = createGate(MAX_OPEN_FILES)
  readonly #source: TileSource
  /** Lookups under way, by path; what they gave is the caller's, or in the cache. */
  readonly #underWay = new Map<string, Promise<ProvenRecord>>()
  readonly #updates = new Once<void>()
  readonly #timeline: Timeline
  /** Records in the newest tree, once the database told it. */
  #newest: number | undefined

  constructor(options: SumdbClientOptions) {
    const { verifier, ops } = options
    this.name = verifier.name
    this.#ops = ops
    this.#options = options
    this.#fetch = limitedFetch((path, maxBytes) => ops.readRemote(path, maxBytes), {
      name: this.name,
      offline: options.offline ?? false,
      concurrency: options.concurrency ?? DEFAULT_CONCURRENCY,
    })
    this.#source = createTileSource({
      name: this.name,
      fetch: this.#fetch,
      readCache: (file) => this.#disk(() => ops.readCache(file)),
      writeCache: (file, bytes) => this.#disk(() => ops.writeCache(file, bytes)),
      count: (what, bytes) => {
        if (what === 'cached') this.stats.cachedTiles++
        else if (what === 'unsaved') this.stats.unsaved++
        else {
          this.stats.tileRequests++
          this.stats.tileBytes += bytes
        }
      },
    })
    this.#timeline = new Timeline({
      verifier,
      ops,
      source: this.#source,
      tileHeight: options.tileHeight ?? TILE_HEIGHT,
      floorHeads: options.floorHeads ?? [],
      count: (what, detail) => {
        if (what === 'head') this.stats.heads++
        else if (what === 'unchecked') this.stats.uncheckedHeads++
        else if (what === 'damaged') this.stats.damaged.push(detail)
        else this.stats.unremembered.push(detail)
      },
    })
  }

  async update(): Promise<SignedHead> {
    await this.#timeline.start()
    await this.#updates.get('latest', async () => {
      await this.#timeline.checkLeftOver()
      const note = await this.#fetch('/latest', MAX_HEAD_BYTES)
      await fromRemote(`${this.name}: its newest head`, () => this.#timeline.merge(note))
      await this.#noteNewest(openTreeHead(note, this.#options.verifier).size)
    })
    this.#timeline.refuseForked()
    return this.#timeline.tree.head
  }

  head(): SignedHead | undefined {
    const { head } = this.#timeline.tree
    return head.note.length === 0 ? undefined : head
  }

  async tile(tile: Tile): Promise<Uint8Array> {
    await this.#timeline.start()
    this.#timeline.refuseForked()
    const bytes = await this.#timeline.tree.tileBytes(tile)
    await this.#source.saved()
    return bytes
  }

  async lookup(path: string, version: string): Promise<ProvenRecord> {
    // Escaping checks both: nothing else of them gets into a URL or a file name.
    const remotePath = `/lookup/${escapePath(path)}@${escapeVersion(version)}`
    const known = this.#underWay.get(remotePath)
    const proving = known ?? this.#lookup(path, version, remotePath).finally(() => this.#underWay.delete(remotePath))
    if (known === undefined) this.#underWay.set(remotePath, proving)
    const record = await proving
    this.#timeline.refuseForked()
    return record
  }

  async #lookup(path: string, version: string, remotePath: string): Promise<ProvenRecord> {
    await this.#timeline.start()
    this.#timeline.refuseForked()
    this.stats.lookups++
    const record = (await this.#proveCached(path, version, remotePath)) ?? (await this.#ask(path, version, remotePath))
    await this.#source.saved()
    return record
  }

  // The record of the cached answer; `undefined` where the database must, and may, be asked.
  async #proveCached(path: string, version: string, remotePath: string): Promise<ProvenRecord | undefined> {
    const file = `${this.name}${remotePath}`
    const bytes = await this.#disk(() => this.#ops.readCache(file))
    const isCached = bytes !== undefined && bytes.length > 0
    let why = 'there is no cached answer'
    let cause: unknown
    if (isCached) {
      try {
        const record = await this.#prove(path, version, bytes, true)
        this.stats.cachedLookups++
        return record
      } catch (error) {
        // Wrong bytes in a cache prove nothing against the module: the database is asked again.
        if (!isWardenError(error, 'mismatch', 'parse')) throw error
        why = `its cached answer is damaged (${messageOf(error)})`
        cause = error
        this.stats.damaged.push(`${file}: ${messageOf(error)}`)
      }
    }
    if (this.#options.offline === true) {
      throw new WardenError('unreachable', `${path}@${version}: not asked while offline, and ${why}`, {
        remedy: 'run again without --offline',
        cause,
      })
    }
    if (!this.#options.mayAsk(path, isCached)) {
      throw new WardenError('refused', `${path}@${version}: not asked (private?)`)
    }
    return undefined
  }

  async #ask(path: string, version: string, remotePath: string): Promise<ProvenRecord> {
    await this.#updateIfPossible()
    await this.#timeline.checkLeftOver()
    const bytes = await this.#fetchAnswer(path, version, remotePath)
    const record = await fromRemote(`${path}@${version}: the answer of ${this.name}`, () =>
      this.#prove(path, version, bytes, false),
    )
    await this.#noteAnswer(record)
    try {
      await this.#disk(() => this.#ops.writeCache(`${this.name}${remotePath}`, bytes))
    } catch (error) {
      if (!isWardenError(error)) throw error
      this.stats.unsaved++
    }
    return record
  }

  // The newest tree first: then nearly all heads that come with answers are older, and one set of tiles proves all.
  // A database or proxy without /latest is fine, go never asks for it; a wrong one is not.
  #updateIfPossible(): Promise<void> {
    return this.#updates.get('first', async () => {
      try {
        await this.update()
      } catch (error) {
        if (!isWardenError(error, 'not-found', 'refused', 'unreachable', 'too-large')) throw error
      }
    })
  }

  // A smaller one than ours is not the newest, whatever the proxy says.
  async #noteNewest(size: number): Promise<void> {
    if (size < this.#timeline.tree.head.size) return
    this.#newest = size
    await this.#ops.noteSighting?.({ kind: 'newest', size })
  }

  // What an answer that was fetched just now says of the time of its record.
  async #noteAnswer({ id }: ProvenRecord): Promise<void> {
    if (this.#newest === undefined) {
      const { size } = this.#timeline.tree.head
      await this.#updates.get('signed', async () => this.#ops.noteSighting?.({ kind: 'signed', size }))
    } else if (id >= this.#newest) {
      await this.#ops.noteSighting?.({ kind: 'asked', record: id })
    }
  }

  async #fetchAnswer(path: string, version: string, remotePath: string): Promise<Uint8Array> {
    try {
      const bytes = await this.#fetch(remotePath, MAX_ANSWER_BYTES)
      this.stats.lookupRequests++
      this.stats.lookupBytes += bytes.length
      return bytes
    } catch (error) {
      if (!isWardenError(error, 'not-found')) throw error
      throw new WardenError('not-found', `${path}@${version}: ${this.name} has no record of it`, { cause: error })
    }
  }

  // Proves an answer, from wherever it came.
  async #prove(path: string, version: string, bytes: Uint8Array, cached: boolean): Promise<ProvenRecord> {
    const answer = parseAnswer(bytes)
    // The head first: where it proves a fork, that is the news.
    try {
      await this.#timeline.merge(answer.head)
    } catch (error) {
      // The tiles of a cached answer's head may be out of reach. It is not needed, then, if the record is in the
      // trusted tree anyway.
      if (!cached || !isWardenError(error, 'unreachable') || answer.id >= this.#timeline.tree.head.size) throw error
      this.stats.uncheckedHeads++
    }
    const lines = recordLines(answer.text, path, version)
    const { tree } = this.#timeline
    if (answer.id >= tree.head.size) {
      throw this.#wrong(path, version, `record ${answer.id} is not in the tree of ${tree.head.size} records`)
    }
    const { leaf, proof } = await tree.proveRecord(answer.id)
    const { size, hash } = tree.head
    const actual = recordHash(answer.text)
    // The second check follows from the first; it makes sure that the proof that is handed out stands alone.
    if (!equalBytes(leaf, actual) || !checkRecord(proof, size, hash, answer.id, actual)) {
      throw this.#wrong(path, version, `the answer is not record ${answer.id} of the log`)
    }
    const text = Buffer.from(answer.text).toString('utf8')
    return { path, version, id: answer.id, text, ...lines, head: tree.head, proof }
  }

  #wrong(path: string, version: string, what: string): WardenError {
    return new WardenError('mismatch', `${path}@${version}: SECURITY: ${this.name}: ${what}`)
  }
}

const DEFAULT_CONCURRENCY = 48
const MAX_OPEN_FILES = 64

// What arrives from the database and is malformed is as wrong as what is false: nobody else may speak in its name.
async function fromRemote<T>(subject: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!isWardenError(error, 'parse')) throw error
    throw new WardenError('mismatch', `${subject} is malformed: ${error.message}`, { cause: error })
  }
}
