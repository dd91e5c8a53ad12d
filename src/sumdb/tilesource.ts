// Where the bytes of tiles come from and go to: go's cache and the database. Nothing here is authenticated; the one
// rule is that bytes are saved only when the caller, who authenticates them, says so.
import { WardenError, isWardenError } from '../base/errors.ts'
import type { Fetch } from './remote.ts'
import { type Tile, isFull, tilePath } from './tile.ts'
import { HASH_SIZE } from './tlog.ts'

/** Tile bytes that were read, of the right length. */
export interface TileBytes {
  readonly bytes: Uint8Array
  /** They came from the cache, so the database may have better ones. */
  readonly cached: boolean
}

/** Reads and keeps tiles. */
export interface TileSource {
  /**
   * A tile's bytes, from the cache unless `fresh`. Where the database has no partial tile, the full one is cut.
   * Throws `unreachable` where neither has it, `mismatch` where the database's is not of the right length.
   */
  read(tile: Tile, fresh: boolean): Promise<TileBytes>
  /** Begins to write a tile to the cache. Only for bytes that were authenticated. */
  save(tile: Tile, bytes: Uint8Array): void
  /** Waits for the writes that began. They never fail: a cache that cannot be written costs time, not truth. */
  saved(): Promise<void>
}

/** The operations of a tile source, by file (`<name>/tile/8/0/000`) or path (`/tile/8/0/000`). */
export interface TileSourceOps {
  readonly name: string
  readonly fetch: Fetch
  readCache(file: string): Promise<Uint8Array | undefined>
  writeCache(file: string, bytes: Uint8Array): Promise<void>
  /** Counts: a request to the database with its answer's length, a tile from the cache, a write that failed. */
  count(what: 'request' | 'cached' | 'unsaved', bytes: number): void
}

/** The tiles of one database. */
export function createTileSource(ops: TileSourceOps): TileSource {
  const writes = new Set<Promise<void>>()
  const underWay = new Map<string, Promise<TileBytes>>()

  const readNow = async (tile: Tile, fresh: boolean): Promise<TileBytes> => {
    const full: Tile = { ...tile, width: 2 ** tile.height }
    if (!fresh) {
      for (const t of isFull(tile) ? [tile] : [tile, full]) {
        const bytes = await ops.readCache(`${ops.name}/${tilePath(t)}`)
        // A file of another length is not what go wrote: as good as absent.
        if (bytes?.length !== t.width * HASH_SIZE) continue
        ops.count('cached', bytes.length)
        return { bytes: copyOf(bytes, tile), cached: true }
      }
    }
    try {
      return { bytes: await fetchTile(ops, tile), cached: false }
    } catch (error) {
      if (isFull(tile) || !isWardenError(error, 'not-found')) throw asUnreachable(ops.name, tile, error)
    }
    try {
      const bytes = await fetchTile(ops, full)
      return { bytes: copyOf(bytes, tile), cached: false }
    } catch (error) {
      throw asUnreachable(ops.name, full, error)
    }
  }

  return {
    read(tile, fresh) {
      const key = `${fresh}:${tilePath(tile)}`
      const known = underWay.get(key)
      if (known !== undefined) return known
      const reading = readNow(tile, fresh).finally(() => underWay.delete(key))
      underWay.set(key, reading)
      return reading
    },
    save(tile, bytes) {
      const write = ops
        .writeCache(`${ops.name}/${tilePath(tile)}`, bytes)
        .catch((error: unknown) => {
          if (!isWardenError(error)) throw error
          ops.count('unsaved', bytes.length)
        })
        .finally(() => writes.delete(write))
      writes.add(write)
    },
    async saved() {
      await Promise.all(writes)
    },
  }
}

async function fetchTile(ops: TileSourceOps, tile: Tile): Promise<Uint8Array> {
  const path = tilePath(tile)
  const length = tile.width * HASH_SIZE
  const bytes = await ops.fetch(`/${path}`, length)
  ops.count('request', bytes.length)
  if (bytes.length !== length) {
    throw new WardenError('mismatch', `${ops.name}: ${path} has ${bytes.length} bytes where ${length} belong`)
  }
  return bytes
}

// The bytes of the tile alone: what is kept for long must not keep a larger piece of memory alive.
function copyOf(bytes: Uint8Array, tile: Tile): Uint8Array {
  if (bytes.buffer.byteLength === tile.width * HASH_SIZE) return bytes
  return new Uint8Array(bytes.subarray(0, tile.width * HASH_SIZE))
}

// A database that signed a tree has its tiles. Where one is missing, something is wrong with the way to it, and that
// must never read like "the database has no such module".
function asUnreachable(name: string, tile: Tile, error: unknown): unknown {
  if (!isWardenError(error, 'not-found', 'refused')) return error
  return new WardenError('unreachable', `${name}: ${tilePath(tile)} cannot be had`, { cause: error })
}
