import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { TestSumdb } from '../../test/support/sumdbserver.ts'
import { utf8 } from '../base/bytes.ts'
import {
  type Hash,
  type TreeNode,
  checkRecord,
  checkTree,
  hashText,
  nodeHash,
  proveRecord,
  proveTree,
  rangeNodes,
  recordHash,
  recordProofNodes,
  treeHash,
  treeProofNodes,
} from './tlog.ts'

const db = new TestSumdb().fill(70)
const read = db.node.bind(db)
const root = (size: number): Hash => treeHash(size, read)

test('treeHash of no records is the hash of nothing', () => {
  assert.equal(hashText(treeHash(0, read)), '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=')
})

test('recordHash and nodeHash are those of RFC 6962', () => {
  // SHA-256 of 00 and "leaf 0", "leaf 1"; of 01 and both: printed by x/mod's tlog.
  const a = recordHash(utf8('leaf 0'))
  const b = recordHash(utf8('leaf 1'))
  assert.equal(hashText(a), 'G7l9zCFjXUfiZj79/QoXRobZjdcBNS3SzQbotD/T0wU=')
  assert.equal(hashText(nodeHash(a, b)), '/F9riP+FVPdbsvnm85wxsZNtRLaSdu33sSBalVuXYeM=')
})

test('rangeNodes names the largest complete subtrees, left to right', () => {
  assert.deepEqual(rangeNodes(0, 13), [
    { level: 3, index: 0 },
    { level: 2, index: 2 },
    { level: 0, index: 12 },
  ])
  assert.deepEqual(rangeNodes(0, 0), [])
  assert.deepEqual(rangeNodes(2 ** 52, 2 ** 52 + 3), [
    { level: 1, index: 2 ** 51 },
    { level: 0, index: 2 ** 52 + 2 },
  ])
})

test('proveRecord and checkRecord agree for every record of every tree up to 70', () => {
  for (let size = 1; size <= 70; size++) {
    for (let record = 0; record < size; record++) {
      const leaf = db.node({ level: 0, index: record })
      const proof = proveRecord(size, record, read)
      assert.ok(checkRecord(proof, size, root(size), record, leaf), `${record} in ${size}`)
    }
  }
})

test('checkRecord refuses every proof with a hash changed, missing, added or out of order', () => {
  for (const [size, record] of [
    [1, 0],
    [2, 1],
    [7, 6],
    [8, 3],
    [69, 64],
    [70, 33],
  ] as const) {
    const leaf = db.node({ level: 0, index: record })
    const proof = proveRecord(size, record, read)
    const other = root(70)
    for (let i = 0; i < proof.length; i++) {
      assert.ok(!checkRecord(proof.with(i, other), size, root(size), record, leaf))
      assert.ok(!checkRecord(proof.toSpliced(i, 1), size, root(size), record, leaf))
    }
    assert.ok(!checkRecord([...proof, other], size, root(size), record, leaf))
    if (proof.length > 1) assert.ok(!checkRecord(proof.toReversed(), size, root(size), record, leaf))
    assert.ok(!checkRecord(proof, size, root(size), record, other))
    assert.ok(!checkRecord(proof, size, other.toReversed(), record, leaf))
  }
})

test('checkRecord refuses numbers that name no record', () => {
  const leaf = db.node({ level: 0, index: 0 })
  for (const record of [-1, 1, 0.5, Number.NaN, 2 ** 53]) assert.ok(!checkRecord([], 1, leaf, record, leaf))
  for (const size of [-1, 0, 2 ** 60, Number.POSITIVE_INFINITY]) assert.ok(!checkRecord([], size, leaf, 0, leaf))
})

test('proveTree and checkTree agree for every pair of trees up to 70', () => {
  for (let size = 1; size <= 70; size++) {
    for (let older = 1; older <= size; older++) {
      const proof = proveTree(size, older, read)
      assert.ok(checkTree(proof, size, root(size), older, root(older)), `${older} in ${size}`)
    }
  }
})

test('checkTree refuses every proof with a hash changed, missing or added, and every other root', () => {
  for (const [size, older] of [
    [1, 1],
    [2, 1],
    [8, 4],
    [8, 8],
    [21, 13],
    [70, 64],
    [70, 69],
  ] as const) {
    const proof = proveTree(size, older, read)
    const other = root(66)
    for (let i = 0; i < proof.length; i++) {
      assert.ok(!checkTree(proof.with(i, other), size, root(size), older, root(older)))
      assert.ok(!checkTree(proof.toSpliced(i, 1), size, root(size), older, root(older)))
    }
    assert.ok(!checkTree([...proof, other], size, root(size), older, root(older)))
    assert.ok(!checkTree(proof, size, other, older, root(older)))
    assert.ok(!checkTree(proof, size, root(size), older, other))
  }
})

test('checkTree refuses sizes that are none and trees that shrink', () => {
  for (const [size, older] of [
    [0, 0],
    [1, 0],
    [1, 2],
    [2 ** 60, 1],
    [2, 1.5],
  ] as const) {
    assert.ok(!checkTree([], size, root(1), older, root(1)))
  }
})

test('trees and proofs of 2^53 - 1 records are those of x/mod', () => {
  // Node hashes made from their coordinates; the digests were printed by x/mod's tlog with the same made-up nodes.
  const madeUp = (node: TreeNode): Hash => recordHash(utf8(`${node.level} ${node.index}`))
  const size = Number.MAX_SAFE_INTEGER
  const digest = (proof: readonly Hash[]): string =>
    `${proof.length} ${createHash('sha256').update(Buffer.concat(proof)).digest('hex').slice(0, 16)}`
  assert.equal(hashText(treeHash(size, madeUp)), 'cdA4RSzWhL2YjTzEe17na/IItg+eTbYxJx+0ppXws4E=')
  assert.equal(digest(proveRecord(size, 0, madeUp)), '53 e993858e80a62fea')
  assert.equal(digest(proveRecord(size, 2 ** 40 + 5, madeUp)), '53 3df1104d73645a26')
  assert.equal(digest(proveRecord(size, 2 ** 52, madeUp)), '53 16ccaca6801f3e72')
  assert.equal(digest(proveRecord(size, size - 1, madeUp)), '52 1af2bf45885e4910')
  assert.equal(digest(proveTree(size, 1, madeUp)), '53 e993858e80a62fea')
  assert.equal(digest(proveTree(size, 2 ** 40 + 5, madeUp)), '54 8443d0961aa031d2')
  assert.equal(digest(proveTree(size, 2 ** 52, madeUp)), '1 102b0f25a86cee1c')
  assert.equal(digest(proveTree(size, size - 1, madeUp)), '53 6607fee87fb580bf')
  assert.equal(digest(proveTree(size, size, madeUp)), '0 e3b0c44298fc1c14')
})

test('proofs read only the nodes that were planned', () => {
  const planned = (nodes: readonly TreeNode[]): ((node: TreeNode) => Hash) => {
    const names = new Set(nodes.map((n) => `${n.level} ${n.index}`))
    return (node) => (assert.ok(names.has(`${node.level} ${node.index}`)), read(node))
  }
  for (let size = 1; size <= 70; size++) {
    for (let n = 1; n <= size; n++) {
      proveRecord(size, n - 1, planned(recordProofNodes(size, n - 1)))
      proveTree(size, n, planned(treeProofNodes(size, n)))
    }
  }
})
