import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { TestSumdb } from '../../test/support/sumdbserver.ts'
import { isWardenError } from '../base/errors.ts'
import { type Tile, edgeTiles, openTile, parentTile, parseTilePath, tileOf, tilePath } from './tile.ts'
import { hashText, treeHash } from './tlog.ts'

const tile = (height: number, level: number, index: number, width: number): Tile => ({ height, level, index, width })

test('tilePath and parseTilePath are inverse', () => {
  const paths: [string, Tile][] = [
    ['tile/4/0/001', tile(4, 0, 1, 16)],
    ['tile/4/0/001.p/5', tile(4, 0, 1, 5)],
    ['tile/3/5/x123/x456/078', tile(3, 5, 123456078, 8)],
    ['tile/3/5/x123/x456/078.p/2', tile(3, 5, 123456078, 2)],
    ['tile/1/0/x003/x057/500', tile(1, 0, 3057500, 2)],
    ['tile/1/data/x003/x057/500', tile(1, -1, 3057500, 2)],
    ['tile/8/0/x009/x007/x199/x254/x740/991', tile(8, 0, Number.MAX_SAFE_INTEGER, 256)],
  ]
  for (const [path, parsed] of paths) {
    assert.deepEqual(parseTilePath(path), parsed)
    assert.equal(tilePath(parsed), path)
  }
})

test('parseTilePath refuses every other spelling', () => {
  const bad = [
    '',
    'tile',
    'tile/8/0',
    '/tile/8/0/001',
    'tile/8/0/001/',
    'tile/3/5/123/456/078',
    'tile/3/-1/123/456/078',
    'tile/3/-1/078',
    'tile/0/0/001',
    'tile/31/0/001',
    'tile/08/0/001',
    'tile/8/00/001',
    'tile/8/64/001',
    'tile/8/0/1',
    'tile/8/0/x000/001',
    'tile/8/0/x001',
    'tile/8/0/0001',
    'tile/8/0/+01',
    'tile/8/0/001.p/0',
    'tile/8/0/001.p/256',
    'tile/8/0/001.p/257',
    'tile/8/0/001.p/01',
    'tile/8/0/001.p/-1',
    'tile/8/0/001.p',
    'tile/8/0/001.p/',
    'tile/8/0/001\n',
    'tile/8/0/x009/x007/x199/x254/x740/992',
    `tile/8/0/${'x999/'.repeat(5000)}999`,
    `tile/8/0/${'9'.repeat(100_000)}`,
  ]
  for (const path of bad) {
    assert.throws(
      () => parseTilePath(path),
      (error) => isWardenError(error, 'parse'),
      path.slice(0, 50),
    )
  }
})

test('tileOf finds the tile of a node, as wide as the tree makes it', () => {
  assert.deepEqual(tileOf({ level: 0, index: 299 }, 8, 300), tile(8, 0, 1, 44))
  assert.deepEqual(tileOf({ level: 0, index: 3 }, 8, 300), tile(8, 0, 0, 256))
  assert.deepEqual(tileOf({ level: 7, index: 1 }, 8, 300), tile(8, 0, 0, 256))
  assert.deepEqual(tileOf({ level: 8, index: 0 }, 8, 300), tile(8, 1, 0, 1))
  assert.deepEqual(tileOf({ level: 0, index: 2 ** 52 }, 8, 2 ** 52 + 7), tile(8, 0, 2 ** 44, 7))
  assert.deepEqual(tileOf({ level: 48, index: 15 }, 8, 2 ** 52), tile(8, 6, 0, 16))
})

test('parentTile finds the tile above', () => {
  assert.deepEqual(parentTile(tile(8, 0, 256, 256), 70_000), tile(8, 1, 1, 17))
  assert.deepEqual(parentTile(tile(8, 0, 255, 256), 70_000), tile(8, 1, 0, 256))
  assert.deepEqual(parentTile(tile(8, 0, 2 ** 43 + 1, 256), 2 ** 52), tile(8, 1, 2 ** 35, 256))
})

test('edgeTiles are the partial tiles, the lowest first', () => {
  assert.deepEqual(edgeTiles(8, 0), [])
  assert.deepEqual(edgeTiles(8, 256), [tile(8, 1, 0, 1)])
  assert.deepEqual(edgeTiles(8, 71_688_409), [
    tile(8, 0, 280_032, 217),
    tile(8, 1, 1093, 224),
    tile(8, 2, 4, 69),
    tile(8, 3, 0, 4),
  ])
})

test('openTile knows every node in the tile and none outside', () => {
  const db = new TestSumdb('sumdb.example', 3).fill(21)
  for (const t of [tile(3, 0, 0, 8), tile(3, 0, 1, 8), tile(3, 0, 2, 5), tile(3, 1, 0, 2)]) {
    const open = openTile(t, db.tile(t))
    for (let level = 0; level <= 4; level++) {
      for (let i = -1; i <= 8; i++) {
        const inside = i >= 0 && (i + 1) * 2 ** level <= t.width
        const expected = inside
          ? db.node({ level: t.level * 3 + level, index: t.index * 2 ** (3 - level) + i })
          : undefined
        const actual = open.node(level, i)
        assert.equal(actual && hashText(actual), expected && hashText(expected), `${tilePath(t)} ${level} ${i}`)
      }
    }
  }
})

test('openTile gives the hash of a whole full tile', () => {
  const db = new TestSumdb().fill(256)
  const open = openTile(tile(8, 0, 0, 256), db.tile(tile(8, 0, 0, 256)))
  assert.deepEqual(Buffer.from(open.node(8, 0) ?? ''), Buffer.from(treeHash(256, (node) => db.node(node))))
})

const VECTORS = new URL('../../../shared/vectors/tlog.json', import.meta.url)
const skip = existsSync(VECTORS) ? false : 'the table of x/mod (../shared/vectors/tlog.json) is not here'

test('parseTilePath agrees with the table of x/mod', { skip }, () => {
  const { tilePaths } = JSON.parse(readFileSync(VECTORS, 'utf8')) as {
    tilePaths: { path: string; tile: { H: number; L: number; N: number; W: number } }[]
  }
  assert.equal(tilePaths.length, 8)
  for (const { path, tile: want } of tilePaths) {
    if (want.H === 0)
      assert.throws(
        () => parseTilePath(path),
        (error) => isWardenError(error, 'parse'),
      )
    else assert.deepEqual(parseTilePath(path), tile(want.H, want.L, want.N, want.W))
  }
})
