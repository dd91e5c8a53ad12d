// A log's tree as one signed head describes it: hands out node hashes that were proven to belong to that head.
// https://research.swtch.com/tlog#authenticating_tiles
//
// How a tile is proven: the partial tiles at the right edge hold, between them, exactly the subtrees that make the
// tree's hash, so they are checked together, against the signed hash. Every other tile is full; the hash of all its
// bytes stands in the tile above it, which is proven first. No tile takes part in an answer, or is saved, before its
// own turn (CVE-2026-56865 was a loop that left some out; here there is no list to get wrong: a tile is only ever
// opened by `#prove` or `#proveEdge`).
import { equalBytes } from '../base/bytes.ts'
import { WardenError } from '../base/errors.ts'
import type { SignedHead } from './checkpoint.ts'
import { type OpenTile, type Tile, edgeTiles, isFull, openTile, parentTile, tileOf, tilePath } from './tile.ts'
import type { TileBytes, TileSource } from './tilesource.ts'
import {
  HASH_SIZE,
  type Hash,
  type ReadNode,
  type TreeNode,
  nodeHash,
  proveRecord,
  proveTree,
  rangeNodes,
  recordProofNodes,
  treeHash,
  treeProofNodes,
} from './tlog.ts'

/** A record's hash in the log and the proof of it. */
export interface RecordProof {
  readonly leaf: Hash
  /** RFC 6962's audit path, the deepest hash first. */
  readonly proof: readonly Hash[]
}

/**
 * The tree of one signed head. All methods throw `unreachable` where a tile cannot be had, and `mismatch` where one
 * is not the tree's. Tiles from the cache that are not the tree's are fetched again, once.
 */
export class ProvenTree {
  readonly head: SignedHead
  readonly #source: TileSource
  readonly #height: number
  /** Full tiles, proven or being proven, by level and index. */
  readonly #tiles: Map<number, Promise<OpenTile>>[] = []
  /** The partial tiles, the lowest first, once somebody needs them. */
  #edge: Promise<readonly OpenTile[]> | undefined
  /** Proven tiles that wait for `trust` before they are saved. */
  #unsaved: OpenTile[] | undefined = []

  constructor(head: SignedHead, source: TileSource, height: number) {
    this.head = head
    this.#source = source
    this.#height = height
  }

  /** Resolves when the right edge is proven. */
  async ready(): Promise<void> {
    await this.#provenEdge()
  }

  /**
   * Says that this tree is on our timeline: its tiles may be saved now, and the proven tiles of `older`, which this
   * tree was proven to begin with, count here too: a full tile never changes.
   */
  trust(older?: ProvenTree): void {
    for (const { tile, bytes } of this.#unsaved ?? []) this.#source.save(tile, bytes)
    this.#unsaved = undefined
    if (older === undefined) return
    for (const [level, row] of older.#tiles.entries()) {
      for (const [index, tile] of row ?? []) {
        if (this.#tiles[level]?.has(index) !== true) this.#remember(level, index, tile)
      }
    }
  }

  /** Proves the tiles of all `nodes`, at once, and gives their hashes. The nodes are complete in this tree. */
  async read(nodes: readonly TreeNode[]): Promise<ReadNode> {
    const { size } = this.head
    const wanted = new Map<string, Tile>()
    for (const node of nodes) {
      const tile = tileOf(node, this.#height, size)
      wanted.set(placeOf(tile), tile)
    }
    const open = new Map<string, OpenTile>()
    await Promise.all([...wanted].map(async ([place, tile]) => open.set(place, await this.#tile(tile))))
    return (node) => nodeOf(open.get(placeOf(tileOf(node, this.#height, size))), node)
  }

  /** The hash of the tree of the first `size` records; `size` is at most the head's. */
  async treeHash(size: number): Promise<Hash> {
    return treeHash(size, await this.read(rangeNodes(0, size)))
  }

  /** The hash and the proof of a record; `record` is below the head's size. */
  async proveRecord(record: number): Promise<RecordProof> {
    const node: TreeNode = { level: 0, index: record }
    const read = await this.read([node, ...recordProofNodes(this.head.size, record)])
    // Copies: a hash that is a part of a tile would keep the whole tile in memory for as long as the proof lives.
    const proof = proveRecord(this.head.size, record, read)
    const kept = Buffer.concat([read(node), ...proof])
    const part = (i: number): Hash => kept.subarray(i * HASH_SIZE, (i + 1) * HASH_SIZE)
    return { leaf: part(0), proof: proof.map((_, i) => part(i + 1)) }
  }

  /** The proof that this tree begins with the tree of the first `older` records, from 1 to the head's size. */
  async proveTree(older: number): Promise<Hash[]> {
    return proveTree(this.head.size, older, await this.read(treeProofNodes(this.head.size, older)))
  }

  /**
   * The first `tile.width` hashes of a tile; a tree that has more of it gives those of an earlier one, since hashes never
   * change. Throws `not-found` where this tree has fewer.
   */
  async tileBytes(tile: Tile): Promise<Uint8Array> {
    const here = tileOf(
      { level: tile.level * tile.height, index: tile.index * 2 ** tile.height },
      tile.height,
      this.head.size,
    )
    if (tile.height !== this.#height || tile.level < 0 || here.width < tile.width) {
      throw new WardenError('not-found', `${tilePath(tile)}: not in the tree of ${this.head.size} records`)
    }
    return (await this.#tile(here)).bytes.subarray(0, tile.width * HASH_SIZE)
  }

  async #tile(tile: Tile): Promise<OpenTile> {
    if (tile.width < 1) throw new RangeError(`${tilePath(tile)} is not in the tree of ${this.head.size} records`)
    if (!isFull(tile)) {
      const open = (await this.#provenEdge()).find((edge) => edge.tile.level === tile.level)
      if (open?.tile.index !== tile.index) throw new RangeError(`${tilePath(tile)} is not at the edge of the tree`)
      return open
    }
    const known = this.#tiles[tile.level]?.get(tile.index)
    if (known !== undefined) return known
    const proving = this.#prove(tile)
    this.#remember(tile.level, tile.index, proving)
    return proving
  }

  // The tile and the one above it are fetched side by side; the tile is not looked at before that one is proven.
  async #prove(tile: Tile): Promise<OpenTile> {
    const [read, above] = await Promise.all([
      this.#source.read(tile, false),
      this.#tile(parentTile(tile, this.head.size)),
    ])
    const expected = nodeOf(above, { level: (tile.level + 1) * tile.height, index: tile.index })
    let { bytes, cached } = read
    let open = openTile(tile, bytes)
    if (cached && !this.#isRoot(open, expected)) {
      const again = await this.#source.read(tile, true)
      bytes = again.bytes
      cached = false
      open = openTile(tile, bytes)
    }
    if (!this.#isRoot(open, expected)) throw this.#inconsistent([tile])
    if (!cached) this.#keep(open)
    return open
  }

  #isRoot(open: OpenTile, expected: Hash): boolean {
    const root = open.node(open.tile.height, 0)
    return root !== undefined && equalBytes(root, expected)
  }

  #provenEdge(): Promise<readonly OpenTile[]> {
    if (this.#edge !== undefined) return this.#edge
    const proving = this.#proveEdge()
    this.#edge = proving
    // Whoever asks again after a failure tries again.
    proving.catch(() => {
      if (this.#edge === proving) this.#edge = undefined
    })
    return proving
  }

  async #proveEdge(): Promise<readonly OpenTile[]> {
    const tiles = edgeTiles(this.#height, this.head.size)
    const reads = await Promise.all(tiles.map((tile) => this.#source.read(tile, false)))
    let edge = tiles.map((tile, i) => openTile(tile, (reads[i] as TileBytes).bytes))
    let fresh = reads.map((read) => !read.cached)
    if (fresh.includes(false) && !this.#isEdge(edge)) {
      // Which one of them is bad cannot be told.
      const again = await Promise.all(
        reads.map(async (read, i) => (read.cached ? this.#source.read(tiles[i] as Tile, true) : read)),
      )
      edge = tiles.map((tile, i) => openTile(tile, (again[i] as TileBytes).bytes))
      fresh = tiles.map(() => true)
    }
    if (!this.#isEdge(edge)) throw this.#inconsistent(tiles)
    for (const [i, open] of edge.entries()) if (fresh[i] === true) this.#keep(open)
    return edge
  }

  // Whether the partial tiles make the signed hash. Each hash in them has its part in it: a tile with W hashes holds
  // the subtrees that W's binary digits name.
  #isEdge(edge: readonly OpenTile[]): boolean {
    let result: Hash | undefined
    for (const open of edge) {
      for (const node of rangeNodes(0, open.tile.width).reverse()) {
        const hash = open.node(node.level, node.index) as Hash
        result = result === undefined ? hash : nodeHash(hash, result)
      }
    }
    return equalBytes(result ?? treeHash(0, noNode), this.head.hash)
  }

  #inconsistent(tiles: readonly Tile[]): WardenError {
    const paths = tiles.map(tilePath).join(', ')
    const message = `checksum database: ${paths} does not belong to its signed tree of ${this.head.size} records`
    return new WardenError('mismatch', message, {
      remedy: 'whoever answers for the database (a proxy?) gives wrong data; try another GOPROXY or GOSUMDB url',
    })
  }

  #keep(open: OpenTile): void {
    if (this.#unsaved === undefined) this.#source.save(open.tile, open.bytes)
    else this.#unsaved.push(open)
  }

  // Bounded memory: 16 KiB a tile of height 8. Tiles of level 0 serve few records each and are read again from the
  // cache where they are needed later; the oldest go first. Of all higher levels there are 256 times fewer.
  #remember(level: number, index: number, proving: Promise<OpenTile>): void {
    const row = (this.#tiles[level] ??= new Map<number, Promise<OpenTile>>())
    row.set(index, proving)
    proving.catch(() => {
      if (row.get(index) === proving) row.delete(index)
    })
    if (level > 0 || row.size <= MAX_LOW_TILES) return
    for (const oldest of row.keys()) {
      row.delete(oldest)
      return
    }
  }
}

const MAX_LOW_TILES = 2048

// Names a tile's place; its width follows from the tree.
function placeOf(tile: Tile): string {
  return `${tile.level} ${tile.index}`
}

// A node of the tree, in the open tile that it belongs to.
function nodeOf(open: OpenTile | undefined, node: TreeNode): Hash {
  if (open !== undefined) {
    const { tile } = open
    const level = node.level - tile.level * tile.height
    const hash = open.node(level, node.index - tile.index * 2 ** (tile.height - level))
    if (hash !== undefined) return hash
  }
  throw new RangeError(`level ${node.level}, index ${node.index} is not in its tile`)
}

function noNode(): Hash {
  throw new RangeError('an empty tree has no nodes')
}
