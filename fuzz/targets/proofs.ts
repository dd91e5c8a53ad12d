// Inclusion and consistency proofs of trees of any size, held against RFC 9162's own way to check them.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { checkRecord, checkTree, nodeHash, proveRecord, proveTree, recordHash, treeHash } from '../../src/sumdb/tlog.ts'
import type { Hash, TreeNode } from '../../src/sumdb/tlog.ts'
import { consistencyRoots, inclusionRoot } from '../rfc9162.ts'
import type { Target } from '../target.ts'

/** The target. */
export const target: Target = {
  about: 'checkRecord and checkTree: right where and only where RFC 9162 says so, for real and for made-up proofs',
  seeds: [
    Buffer.from([0, 0, 0, 0]),
    Buffer.from([0, 255, 100, 77, 1, 2, 3, 4]),
    Buffer.from([1, 7, 3, 2, 0, 0, 1, 9]),
    Buffer.from([2, 0x1f, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 1, 52, 0, 0]),
    Buffer.from([3, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 255, 17, 1]),
  ],
  maxBytes: 64,
  run(input) {
    const bytes = Buffer.concat([input, Buffer.alloc(24)])
    if ((bytes[0] ?? 0) % 4 < 2) real(bytes)
    else madeUp(bytes)
  },
}

/** A tree of up to 256 records, a proof made for it, and what is left of it after changes. */
function real(bytes: Buffer): void {
  const size = 1 + (bytes[1] ?? 0)
  const older = 1 + ((bytes[2] ?? 0) % size)
  const record = (bytes[3] ?? 0) % size
  const read = nodesOf(size)
  const root = treeHash(size, read)
  const leaf = recordHash(Buffer.of(record))
  const inclusion = proveRecord(size, record, read)
  const consistency = proveTree(size, older, read)
  assert.ok(checkRecord(inclusion, size, root, record, leaf))
  assert.ok(checkTree(consistency, size, root, older, treeHash(older, read)))
  both(changed(inclusion, bytes), size, root, record, leaf)
  bothTrees(changed(consistency, bytes), size, root, older, treeHash(older, read))
  both(inclusion, 1 + (bytes[5] ?? 0), root, (bytes[6] ?? 0) % size, leaf)
  bothTrees(consistency, 1 + (bytes[5] ?? 0), root, 1 + (bytes[6] ?? 0), treeHash(older, read))
}

/** A tree that nobody has, as large as numbers go: the root is what RFC 9162 makes of the proof. */
function madeUp(bytes: Buffer): void {
  const size = Number(BigInt.asUintN(53, bytes.readBigUInt64LE(1))) || 1
  const index = Number(BigInt.asUintN(53, bytes.readBigUInt64LE(8))) % size
  const length = (bytes[15] ?? 0) % 66
  const proof = hashes.slice(0, length)
  const leaf = recordHash(bytes)
  // Of the right length too, so that some are right.
  const fits = hashes.slice(0, lengthFrom(BigInt(index), BigInt(size - 1)))
  for (const tried of [proof, fits]) {
    const root = inclusionRoot(BigInt(size), BigInt(index), leaf, tried)
    assert.equal(
      checkRecord(tried, size, root ?? leaf, index, leaf),
      root !== undefined && (tried.length > 0 || size === 1),
    )
    both(changed(tried, bytes), size, root ?? leaf, index, leaf)
  }
  const older = Math.max(1, index)
  for (const tried of [proof, hashes.slice(0, consistencyLength(older, size))]) {
    const [before, after] = consistencyRoots(BigInt(older), BigInt(size), leaf, tried) ?? [leaf, leaf]
    bothTrees(tried, size, after, older, before)
    bothTrees(changed(tried, bytes), size, after, older, before)
  }
}

/** How many hashes RFC 9162's loop over `fn` and `sn` takes until `sn` is zero. */
function lengthFrom(fn: bigint, sn: bigint): number {
  let length = 0
  for (let [f, s] = [fn, sn]; s !== 0n; length++) {
    if ((f & 1n) === 0n && f === s) {
      while ((f & 1n) === 0n && f !== 0n) [f, s] = [f >> 1n, s >> 1n]
    }
    ;[f, s] = [f >> 1n, s >> 1n]
  }
  return length
}

function consistencyLength(older: number, size: number): number {
  if (older === size) return 0
  let [fn, sn] = [BigInt(older) - 1n, BigInt(size) - 1n]
  while ((fn & 1n) === 1n) [fn, sn] = [fn >> 1n, sn >> 1n]
  const isPower = (BigInt(older) & (BigInt(older) - 1n)) === 0n
  return lengthFrom(fn, sn) + (isPower ? 0 : 1)
}

function both(proof: readonly Hash[], size: number, root: Hash, record: number, leaf: Hash): void {
  const theirs = inclusionRoot(BigInt(size), BigInt(record), leaf, proof)
  const expected = theirs !== undefined && Buffer.compare(theirs, root) === 0
  assert.equal(checkRecord(proof, size, root, record, leaf), expected)
}

function bothTrees(proof: readonly Hash[], size: number, root: Hash, older: number, olderRoot: Hash): void {
  const theirs = consistencyRoots(BigInt(older), BigInt(size), olderRoot, proof)
  const expected =
    theirs !== undefined && Buffer.compare(theirs[0], olderRoot) === 0 && Buffer.compare(theirs[1], root) === 0
  assert.equal(checkTree(proof, size, root, older, olderRoot), expected)
}

/** One change, as the fifth byte says; none where there is nothing to change. */
function changed(proof: readonly Hash[], bytes: Buffer): Hash[] {
  const at = proof.length === 0 ? 0 : (bytes[6] ?? 0) % proof.length
  const hash = proof[at]
  if (hash === undefined) return [Buffer.alloc(32)]
  const flipped = Buffer.from(hash)
  flipped[(bytes[7] ?? 0) % 32] = (hash[(bytes[7] ?? 0) % 32] ?? 0) ^ (1 << ((bytes[7] ?? 0) % 8))
  switch ((bytes[4] ?? 0) % 6) {
    case 0:
      return proof.with(at, flipped)
    case 1:
      return proof.toSpliced(at, 1)
    case 2:
      return proof.toSpliced(at, 0, hash)
    case 3:
      return proof.toReversed()
    case 4:
      return [...proof, flipped]
    default:
      return [...proof]
  }
}

// What made-up proofs are made of.
const hashes: readonly Hash[] = Array.from({ length: 66 }, (_, i) => createHash('sha256').update(Buffer.of(i)).digest())

// The complete nodes of a tree of 256 records: those of a smaller tree are among them.
const rows: readonly (readonly Hash[])[] = rowsOf(256)

function nodesOf(size: number): (node: TreeNode) => Hash {
  return ({ level, index }) => {
    const hash = rows[level]?.[index]
    assert.ok(hash !== undefined && (index + 1) * 2 ** level <= size, `node ${level}/${index} of ${size}`)
    return hash
  }
}

function rowsOf(size: number): Hash[][] {
  const all: Hash[][] = [Array.from({ length: size }, (_, i) => recordHash(Buffer.of(i)))]
  for (let row = all[0] ?? []; row.length > 1; all.push(row)) {
    row = Array.from({ length: row.length / 2 }, (_, i) => nodeHash(row[2 * i] as Hash, row[2 * i + 1] as Hash))
  }
  return all
}
