// Paths of tiles, and which tile holds which node.
import assert from 'node:assert/strict'
import { edgeTiles, parentTile, parseTilePath, tileOf, tilePath, type Tile } from '../../src/sumdb/tile.ts'
import { attempt, looseText, type Target } from '../target.ts'

/** The target. */
export const target: Target = {
  about: 'parseTilePath: one spelling for each tile, the tile that it spells; tileOf: exact up to 2^53',
  seeds: [
    'tile/8/0/001',
    'tile/4/0/001.p/5',
    'tile/3/5/x123/x456/078.p/2',
    'tile/1/data/x003/x057/500',
    'tile/8/0/x009/x007/x199/x254/x740/991',
    'tile/30/63/000.p/1073741823',
    Buffer.from([8, 3, 1, 2, 3, 4, 5, 6, 7, 8, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x1f, 0]),
  ],
  dictionary: ['tile/', 'x000/', 'x999/', '.p/', 'data', '/8/0/', '256', '255'],
  maxBytes: 256,
  run(input) {
    const path = looseText(input)
    const parsed = attempt(['parse'], () => parseTilePath(path))
    const expected = spelled(path)
    assert.deepEqual(parsed.ok ? parsed.value : undefined, expected)
    if (parsed.ok) assert.equal(tilePath(parsed.value), path)
    numbers(Buffer.concat([input, Buffer.alloc(24)]))
  },
}

/** The tile of a path, read from left to right with big integers. */
function spelled(path: string): Tile | undefined {
  const [start, h, l, ...rest] = path.split('/')
  const partial = rest.at(-2)?.endsWith('.p') === true ? rest.pop() : undefined
  const index = rest.map((part, i) => (partial !== undefined && i === rest.length - 1 ? part.slice(0, -2) : part))
  const isNumber = (text: string | undefined): text is string => text !== undefined && /^(0|[1-9][0-9]*)$/.test(text)
  if (start !== 'tile' || !isNumber(h) || !(l === 'data' || isNumber(l)) || index.length === 0) return undefined
  if (index.some((part, i) => !(i === index.length - 1 ? /^[0-9]{3}$/ : /^x[0-9]{3}$/).test(part))) return undefined
  if (index.length > 1 && index[0] === 'x000') return undefined
  const n = BigInt(index.map((part) => part.slice(-3)).join(''))
  const height = BigInt(h)
  if (height < 1n || height > 30n || (l !== 'data' && BigInt(l) > 63n) || n >= 1n << 53n) return undefined
  const full = 1n << height
  if (partial !== undefined && (!isNumber(partial) || BigInt(partial) < 1n || BigInt(partial) >= full)) return undefined
  const width = partial === undefined ? full : BigInt(partial)
  return { height: Number(h), level: l === 'data' ? -1 : Number(l), index: Number(n), width: Number(width) }
}

/** Which tile a node is in, and which tiles are at the edge, in exact numbers. */
function numbers(bytes: Buffer): void {
  const height = 1 + ((bytes[0] ?? 0) % 30)
  const level = (bytes[1] ?? 0) % 53
  const size = BigInt.asUintN(53, bytes.readBigUInt64LE(10))
  const nodes = size >> BigInt(level)
  if (nodes === 0n) return
  const index = BigInt.asUintN(53, bytes.readBigUInt64LE(2)) % nodes
  const at = BigInt(Math.floor(level / height))
  const tileIndex = (index << (BigInt(level) - at * BigInt(height))) >> BigInt(height)
  const tile = tileOf({ level, index: Number(index) }, height, Number(size))
  assert.deepEqual(tile, exact(height, at, tileIndex, size))
  assert.deepEqual(parentTile(tile, Number(size)), exact(height, at + 1n, tileIndex >> BigInt(height), size))
  let rest = size
  for (const edge of edgeTiles(height, Number(size))) {
    assert.deepEqual(edge, exact(height, BigInt(edge.level), BigInt(edge.index), size))
    rest -= BigInt(edge.width) << BigInt(height * edge.level)
  }
  assert.equal(rest, 0n)
}

function exact(height: number, level: bigint, index: bigint, size: bigint): Tile {
  const hashes = size >> (BigInt(height) * level)
  const left = hashes - (index << BigInt(height))
  const full = 1n << BigInt(height)
  const width = left < 0n ? 0n : left > full ? full : left
  return { height, level: Number(level), index: Number(index), width: Number(width) }
}
