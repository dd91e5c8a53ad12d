import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TestSumdb } from '../../test/support/sumdbserver.ts'
import { compareBytes, equalBytes } from '../base/bytes.ts'
import { WardenError, isWardenError } from '../base/errors.ts'
import { ProvenTree } from './proventree.ts'
import { parseTilePath, tileOf, tilePath } from './tile.ts'
import { type TileBytes, type TileSource, createTileSource } from './tilesource.ts'
import { HASH_SIZE, type TreeNode, checkRecord, checkTree } from './tlog.ts'

const HEIGHT = 2
const log = new TestSumdb('sumdb.example', HEIGHT).fill(100)

const trueTiles = new Map<string, Uint8Array>()
function trueTile(path: string): Uint8Array {
  const bytes = trueTiles.get(path) ?? log.tile(parseTilePath(path))
  trueTiles.set(path, bytes)
  return bytes
}

// Serves the tiles of `log`, changed by `change`, and fails the test when false ones are saved.
function source(change: (path: string, bytes: Uint8Array) => Uint8Array = (_, bytes) => bytes): TileSource {
  return {
    read: async (tile): Promise<TileBytes> => {
      const path = tilePath(tile)
      return { bytes: change(path, trueTile(path)), cached: false }
    },
    save: (tile, bytes) => assert.ok(equalBytes(bytes, trueTile(tilePath(tile))), `false ${tilePath(tile)} saved`),
    saved: async () => undefined,
  }
}

function treeOf(size: number, from: TileSource): ProvenTree {
  const tree = new ProvenTree({ ...log.head(size), note: new Uint8Array(0) }, from, HEIGHT)
  tree.trust()
  return tree
}

// All complete nodes of the tree of the first `size` records: the hashes that x/mod stores for it.
function allNodes(size: number): TreeNode[] {
  const nodes: TreeNode[] = []
  for (let level = 0; 2 ** level <= size; level++) {
    for (let index = 0; (index + 1) * 2 ** level <= size; index++) nodes.push({ level, index })
  }
  return nodes
}

const isMismatch = (error: unknown): boolean => isWardenError(error, 'mismatch')

test('ProvenTree gives every node of every tree up to 100', async () => {
  for (let size = 1; size <= 100; size++) {
    const nodes = allNodes(size)
    const read = await treeOf(size, source()).read(nodes)
    for (const node of nodes) assert.ok(equalBytes(read(node), log.node(node)), `${node.level} ${node.index}`)
  }
})

test('ProvenTree gives proofs that hold by themselves', async () => {
  for (const size of [1, 2, 4, 5, 16, 63, 64, 65, 100]) {
    const tree = treeOf(size, source())
    const root = log.head(size).hash
    for (let n = 1; n <= size; n++) {
      const { leaf, proof } = await tree.proveRecord(n - 1)
      assert.ok(checkRecord(proof, size, root, n - 1, leaf))
      assert.ok(checkTree(await tree.proveTree(n), size, root, n, log.head(n).hash))
      assert.ok(equalBytes(await tree.treeHash(n), log.head(n).hash))
    }
  }
})

test('ProvenTree accepts no tile in which the hashes of any one node are zero, and saves none', async () => {
  // CVE-2026-56865: every stored hash of every tree up to 100 records in turn, read alone and with all others.
  let cases = 0
  for (let size = 1; size <= 100; size++) {
    const nodes = allNodes(size)
    for (const node of nodes) {
      const bad = tileOf(node, HEIGHT, size)
      const below = 2 ** (node.level - bad.level * HEIGHT)
      const first = node.index * below - bad.index * 2 ** HEIGHT
      const badPath = tilePath(bad)
      const lying = source((path, bytes) =>
        path === badPath ? Buffer.from(bytes).fill(0, first * HASH_SIZE, (first + below) * HASH_SIZE) : bytes,
      )
      await assert.rejects(treeOf(size, lying).read([node]), isMismatch)
      await assert.rejects(treeOf(size, lying).read(nodes), isMismatch)
      cases++
    }
  }
  // As many as TestTileHashReader of x/mod v0.40.0 has.
  assert.equal(cases, 9781)
})

test('ProvenTree accepts no tile with any byte changed', async () => {
  for (const size of [1, 3, 4, 7, 16, 21, 64, 85]) {
    const nodes = allNodes(size)
    const tiles = new Map(nodes.map((node) => [tilePath(tileOf(node, HEIGHT, size)), node]))
    for (const [path, node] of tiles) {
      for (let at = 0; at < parseTilePath(path).width * HASH_SIZE; at++) {
        const lying = source((other, bytes) => (other === path ? bytes.with(at, (bytes[at] ?? 0) ^ 0x80) : bytes))
        await assert.rejects(treeOf(size, lying).read([node]), isMismatch, `${path} ${at}`)
      }
    }
  }
})

test('ProvenTree accepts no tile in the place of another of its width', async () => {
  for (const size of [8, 21, 64, 100]) {
    const nodes = allNodes(size)
    const paths = [...new Set(nodes.map((node) => tilePath(tileOf(node, HEIGHT, size))))]
    for (const node of nodes) {
      const own = tilePath(tileOf(node, HEIGHT, size))
      for (const other of paths.filter((path) => path !== own && trueTile(path).length === trueTile(own).length)) {
        const lying = source((path, bytes) => (path === own ? trueTile(other) : bytes))
        await assert.rejects(treeOf(size, lying).read([node]), isMismatch, `${other} for ${own}`)
      }
    }
  }
})

test('ProvenTree saves nothing before it is trusted', async () => {
  const saved: string[] = []
  const tree = new ProvenTree(
    { ...log.head(21), note: new Uint8Array(0) },
    { ...source(), save: (tile) => void saved.push(tilePath(tile)) },
    HEIGHT,
  )
  await tree.proveRecord(3)
  assert.deepEqual(saved, [])
  tree.trust()
  assert.deepEqual(saved.toSorted(compareBytes), [
    'tile/2/0/000',
    'tile/2/0/005.p/1',
    'tile/2/1/000',
    'tile/2/1/001.p/1',
    'tile/2/2/000.p/1',
  ])
})

test('ProvenTree reads each tile once, and the proven ones of an older tree not at all', async () => {
  const reads: string[] = []
  const counting: TileSource = {
    ...source(),
    read: async (tile) => (reads.push(tilePath(tile)), { bytes: log.tile(tile), cached: false }),
  }
  const older = treeOf(64, counting)
  await Promise.all([1, 2, 3, 60, 1, 2].map((record) => older.proveRecord(record)))
  assert.equal(reads.length, new Set(reads).size)
  const tree = new ProvenTree({ ...log.head(100), note: new Uint8Array(0) }, counting, HEIGHT)
  tree.trust(older)
  const before = reads.length
  await tree.proveRecord(2)
  assert.deepEqual(reads.slice(before).toSorted(compareBytes), [
    'tile/2/1/006.p/1',
    'tile/2/2/001.p/2',
    'tile/2/3/000.p/1',
  ])
})

test('ProvenTree fetches a damaged cached tile again, once', async () => {
  for (const path of ['tile/2/0/000', 'tile/2/0/005.p/1', 'tile/2/2/000.p/1']) {
    const fresh: string[] = []
    const saved: string[] = []
    const tree = treeOf(21, {
      read: async (tile, isFresh) => {
        if (isFresh) fresh.push(tilePath(tile))
        const good = Buffer.from(log.tile(tile))
        return { bytes: !isFresh && tilePath(tile) === path ? good.fill(9) : good, cached: !isFresh }
      },
      save: (tile) => void saved.push(tilePath(tile)),
      saved: async () => undefined,
    })
    await tree.proveRecord(3)
    assert.ok(fresh.includes(path))
    assert.deepEqual(saved.toSorted(compareBytes), fresh.toSorted(compareBytes))
  }
})

test('ProvenTree tries again after a failure', async () => {
  let down = true
  const tree = treeOf(64, {
    ...source(),
    read: async (tile) => {
      if (down) throw new WardenError('unreachable', 'down')
      return { bytes: log.tile(tile), cached: false }
    },
  })
  await assert.rejects(tree.proveRecord(3), (error) => isWardenError(error, 'unreachable'))
  down = false
  assert.ok(equalBytes((await tree.proveRecord(3)).leaf, log.node({ level: 0, index: 3 })))
})

test('createTileSource cuts the full tile where the partial one is gone', async () => {
  const requests: string[] = []
  const full = log.tile(parseTilePath('tile/2/0/003'))
  const tiles = createTileSource({
    name: 'db',
    fetch: async (path) => {
      requests.push(path)
      if (path.includes('.p/')) throw new WardenError('not-found', 'gone')
      return full
    },
    readCache: async () => undefined,
    writeCache: async () => undefined,
    count: () => undefined,
  })
  const read = await tiles.read(parseTilePath('tile/2/0/003.p/3'), false)
  assert.deepEqual(Buffer.from(read.bytes), Buffer.from(full.subarray(0, 96)))
  assert.equal(read.cached, false)
  assert.deepEqual(requests, ['/tile/2/0/003.p/3', '/tile/2/0/003'])
})

test('createTileSource refuses tiles of a wrong width, from the database and from the cache', async () => {
  const tile = parseTilePath('tile/2/0/003')
  for (const length of [0, 1, 32, 127, 129, 256]) {
    const cacheReads: string[] = []
    const tiles = createTileSource({
      name: 'db',
      fetch: async () => new Uint8Array(length),
      readCache: async (file) => (cacheReads.push(file), new Uint8Array(length)),
      writeCache: async () => undefined,
      count: () => undefined,
    })
    await assert.rejects(tiles.read(tile, false), isMismatch)
    assert.deepEqual(cacheReads, ['db/tile/2/0/003'])
  }
})

test('createTileSource never says that the database lacks a tile', async () => {
  for (const code of ['not-found', 'refused', 'unreachable'] as const) {
    const tiles = createTileSource({
      name: 'db',
      fetch: async () => {
        throw new WardenError(code, 'no')
      },
      readCache: async () => undefined,
      writeCache: async () => undefined,
      count: () => undefined,
    })
    for (const path of ['tile/2/0/003', 'tile/2/0/003.p/3']) {
      await assert.rejects(tiles.read(parseTilePath(path), false), (error) => isWardenError(error, 'unreachable'))
    }
  }
})

test('createTileSource counts a cache that cannot be written and goes on', async () => {
  const counts: string[] = []
  const tiles = createTileSource({
    name: 'db',
    fetch: async () => new Uint8Array(128),
    readCache: async () => undefined,
    writeCache: async () => {
      throw new WardenError('io', 'the disk is full')
    },
    count: (what) => void counts.push(what),
  })
  tiles.save(parseTilePath('tile/2/0/003'), new Uint8Array(128))
  await tiles.saved()
  assert.deepEqual(counts, ['unsaved'])
})
