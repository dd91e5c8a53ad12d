// Tiles: the log's hashes in files of fixed size. A tile of height H at level L lists up to 2^H neighbouring hashes of
// tree level H·L and so stands for the whole subtree of height H above them.
// https://research.swtch.com/tlog#tiling_a_log
//
//   path  = "tile/" H "/" L "/" index [ ".p/" W ]      H 1 to 30, L 0 to 63 or "data"
//   index = three digits at a time, "x" before all but the last three: 1234067 is x001/x234/067
//   W     = how many hashes a tile at the right edge has so far, where they are fewer than 2^H
import { hash } from 'node:crypto'
import { WardenError } from '../base/errors.ts'
import { HASH_SIZE, type Hash, type TreeNode, isTreeSize } from './tlog.ts'

/** The height of the tiles that Go's checksum databases serve. */
export const TILE_HEIGHT = 8

/** Names a tile; `level` is -1 for a tile of record texts. Go calls these fields H, L, N and W. */
export interface Tile {
  readonly height: number
  readonly level: number
  readonly index: number
  /** How many hashes it has, from 1 to 2^height; a full tile has 2^height. */
  readonly width: number
}

/** A tile's hashes and all nodes above them. */
export interface OpenTile {
  readonly tile: Tile
  /** The tile as it is served: 32 bytes for each hash. */
  readonly bytes: Uint8Array
  /** The tile's node `index` of `level`, where 0 is the level of the tile's own hashes. Undefined outside of it. */
  node(level: number, index: number): Hash | undefined
}

/** The path of a tile: `tile/8/0/x001/234`, without a leading slash. */
export function tilePath(tile: Tile): string {
  let index = String(tile.index % 1000).padStart(3, '0')
  for (let rest = Math.floor(tile.index / 1000); rest > 0; rest = Math.floor(rest / 1000)) {
    index = `x${String(rest % 1000).padStart(3, '0')}/${index}`
  }
  const level = tile.level === -1 ? 'data' : String(tile.level)
  return `tile/${tile.height}/${level}/${index}${isFull(tile) ? '' : `.p/${tile.width}`}`
}

/** Parses a tile's path; only the one spelling that `tilePath` gives is accepted. Throws `parse`. */
export function parseTilePath(path: string): Tile {
  const match = /^tile\/(\d{1,2})\/(\d{1,2}|data)\/((?:x\d{3}\/)*\d{3})(?:\.p\/(\d{1,10}))?$/.exec(path)
  const [, height = '', level = '', index = '', width] = match ?? []
  const tile: Tile = {
    height: Number(height),
    level: level === 'data' ? -1 : Number(level),
    index: Number(index.replaceAll(/[x/]/g, '')),
    width: width === undefined ? 2 ** Number(height) : Number(width),
  }
  const inRange = tile.height >= 1 && tile.height <= 30 && tile.level < 64 && isTreeSize(tile.index)
  if (match === null || !inRange || tile.width < 1 || tile.width > 2 ** tile.height || tilePath(tile) !== path) {
    throw new WardenError('parse', `${JSON.stringify(path.slice(0, 100))}: not the path of a tile`)
  }
  return tile
}

/** Whether a tile has all the hashes that it can have. */
export function isFull(tile: Tile): boolean {
  return tile.width === 2 ** tile.height
}

/**
 * The tile that holds the hash of `node` in the tree of `size` records, as wide as that tree makes it. The caller
 * knows that the node is complete in that tree; the width is 0 where it is not.
 */
export function tileOf(node: TreeNode, height: number, size: number): Tile {
  const level = Math.floor(node.level / height)
  const index = Math.floor(node.index / 2 ** (height - (node.level - level * height)))
  return tileAt(level, index, height, size)
}

/** The tile above a full tile, which holds the hash of its whole subtree. */
export function parentTile(tile: Tile, size: number): Tile {
  return tileAt(tile.level + 1, Math.floor(tile.index / 2 ** tile.height), tile.height, size)
}

/**
 * The partial tiles at the right edge of the tree of `size` records, from level 0 up: between them they hold exactly
 * the subtrees that make the tree's hash, each of them in the tile of its level.
 */
export function edgeTiles(height: number, size: number): Tile[] {
  const tiles: Tile[] = []
  for (let level = 0, count = size; count > 0; level++, count = Math.floor(count / 2 ** height)) {
    const index = Math.floor(count / 2 ** height)
    const width = count - index * 2 ** height
    if (width > 0) tiles.push({ height, level, index, width })
  }
  return tiles
}

/**
 * Computes the nodes of a tile. `bytes` must be 32 × width bytes long (the caller has checked it) and may not change
 * afterwards. Costs width - 1 hashes at most.
 */
export function openTile(tile: Tile, bytes: Uint8Array): OpenTile {
  // rows[k] holds the complete nodes of the tile's level k, side by side. A pair of neighbours is one run of 64
  // bytes there, so it needs only the leading one byte of `input`.
  const rows: Uint8Array[] = [bytes]
  const input = Buffer.alloc(1 + 2 * HASH_SIZE)
  input[0] = 1
  for (let count = Math.floor(tile.width / 2), below = bytes; count > 0; count = Math.floor(count / 2)) {
    const row = Buffer.alloc(count * HASH_SIZE)
    const from = Buffer.from(below.buffer, below.byteOffset, below.byteLength)
    for (let i = 0; i < count; i++) {
      from.copy(input, 1, i * 2 * HASH_SIZE, (i + 1) * 2 * HASH_SIZE)
      // Twice as fast as asking for a Buffer: no external memory is allocated for each node.
      row.write(hash('sha256', input, 'binary'), i * HASH_SIZE, 'latin1')
    }
    rows.push(row)
    below = row
  }
  return {
    tile,
    bytes,
    node(level, index) {
      const row = rows[level]
      if (row === undefined || index < 0 || (index + 1) * HASH_SIZE > row.length) return undefined
      return row.subarray(index * HASH_SIZE, (index + 1) * HASH_SIZE)
    },
  }
}

function tileAt(level: number, index: number, height: number, size: number): Tile {
  const hashes = Math.floor(size / 2 ** (height * level))
  const width = Math.max(0, Math.min(2 ** height, hashes - index * 2 ** height))
  return { height, level, index, width }
}
