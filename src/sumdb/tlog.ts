// A transparency log's Merkle tree: hashes of records, nodes and trees, and the proofs over them.
// RFC 6962, section 2.1 (https://www.rfc-editor.org/rfc/rfc6962#section-2.1); https://research.swtch.com/tlog
//
// Sizes and indexes are numbers up to 2^53: halves, powers and remainders are exact there, but the bit operators
// would cut them to 32 bits, so none is used. Everything is a loop: hostile sizes cannot exhaust the stack.
import { hash } from 'node:crypto'
import { equalBytes } from '../base/bytes.ts'

/** 32 bytes of SHA-256: a record's, a node's or a tree's. */
export type Hash = Uint8Array

/** The length of a hash in bytes. */
export const HASH_SIZE = 32

/** A complete subtree: the `index`th one, from the left, of those with 2^`level` records. */
export interface TreeNode {
  readonly level: number
  readonly index: number
}

/** Gives the hash of a complete subtree. Whoever implements it decides what that hash is worth. */
export type ReadNode = (node: TreeNode) => Hash

/** The hash of a record: SHA-256 of a zero byte and its text. */
export function recordHash(text: Uint8Array): Hash {
  const input = new Uint8Array(1 + text.length)
  input.set(text, 1)
  return sha256(input)
}

/** The hash of a node above two others: SHA-256 of a one byte and both. */
export function nodeHash(left: Hash, right: Hash): Hash {
  const input = Buffer.allocUnsafe(1 + 2 * HASH_SIZE)
  input[0] = 1
  input.set(left, 1)
  input.set(right, 1 + HASH_SIZE)
  return sha256(input)
}

/** A hash as Go prints it: base64 with padding. */
export function hashText(bytes: Hash): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
}

/**
 * The complete subtrees, left to right, that together hold the records [`lo`, `hi`): their hashes make that range's
 * hash. `lo` must be a multiple of the range's largest power of two, as it is for every range of a proof.
 */
export function rangeNodes(lo: number, hi: number): TreeNode[] {
  const nodes: TreeNode[] = []
  let width = 1
  let level = 0
  while (width * 2 <= hi - lo) {
    width *= 2
    level++
  }
  for (let at = lo; at < hi;) {
    while (width > hi - at) {
      width /= 2
      level--
    }
    nodes.push({ level, index: at / width })
    at += width
  }
  return nodes
}

/** The hash of the tree of the first `size` records; of none, the hash of nothing. */
export function treeHash(size: number, read: ReadNode): Hash {
  return rangeHash(0, size, read)
}

/** The subtrees whose hashes `proveRecord` reads. */
export function recordProofNodes(size: number, record: number): TreeNode[] {
  return recordProofRanges(size, record).flatMap(([lo, hi]) => rangeNodes(lo, hi))
}

/**
 * The proof that a tree of `size` records has a certain hash at index `record`: RFC 6962's audit path, the deepest
 * hash first. The caller knows that 0 ≤ `record` < `size`.
 */
export function proveRecord(size: number, record: number, read: ReadNode): Hash[] {
  return recordProofRanges(size, record).map(([lo, hi]) => rangeHash(lo, hi, read))
}

/** Whether `proof` shows that the tree of `size` records and hash `root` has the record hash `leaf` at `record`. */
export function checkRecord(proof: readonly Hash[], size: number, root: Hash, record: number, leaf: Hash): boolean {
  if (!isTreeSize(size) || !isTreeSize(record) || record >= size) return false
  const ranges = recordProofRanges(size, record)
  if (proof.length !== ranges.length) return false
  let result = leaf
  for (const [i, [lo]] of ranges.entries()) {
    const sibling = proof[i] as Hash
    result = lo > record ? nodeHash(result, sibling) : nodeHash(sibling, result)
  }
  return equalBytes(result, root)
}

/** The subtrees whose hashes `proveTree` reads. */
export function treeProofNodes(size: number, older: number): TreeNode[] {
  return treeProofRanges(size, older).ranges.flatMap(([lo, hi]) => rangeNodes(lo, hi))
}

/**
 * The proof that a tree of `size` records begins with the tree of `older` records: RFC 6962's consistency proof, the
 * deepest hash first. The caller knows that 1 ≤ `older` ≤ `size`.
 */
export function proveTree(size: number, older: number, read: ReadNode): Hash[] {
  return treeProofRanges(size, older).ranges.map(([lo, hi]) => rangeHash(lo, hi, read))
}

/**
 * Whether `proof` shows that the tree of `size` records and hash `root` begins with the tree of `older` records and
 * hash `olderRoot`.
 */
export function checkTree(proof: readonly Hash[], size: number, root: Hash, older: number, olderRoot: Hash): boolean {
  if (!isTreeSize(size) || !isTreeSize(older) || older < 1 || older > size) return false
  const { ranges, common } = treeProofRanges(size, older)
  if (proof.length !== ranges.length) return false
  let before = olderRoot
  let after = olderRoot
  for (const [i, [lo]] of ranges.entries()) {
    const hash = proof[i] as Hash
    if (i === 0 && common) {
      before = hash
      after = hash
    } else if (lo >= older) {
      after = nodeHash(after, hash)
    } else {
      before = nodeHash(hash, before)
      after = nodeHash(hash, after)
    }
  }
  return equalBytes(before, olderRoot) && equalBytes(after, root)
}

/** Whether `n` can be a number of records: a whole number from 0 to 2^53 - 1. */
export function isTreeSize(n: number): boolean {
  return Number.isSafeInteger(n) && n >= 0
}

type Range = readonly [lo: number, hi: number]

// The hash of the records [lo, hi), from the hashes of its complete subtrees.
function rangeHash(lo: number, hi: number, read: ReadNode): Hash {
  let result: Hash | undefined
  for (const node of rangeNodes(lo, hi).reverse()) {
    result = result === undefined ? read(node) : nodeHash(read(node), result)
  }
  return result ?? sha256(new Uint8Array(0))
}

// The siblings on the way from the record to the root, the deepest first.
function recordProofRanges(size: number, record: number): Range[] {
  const ranges: Range[] = []
  let lo = 0
  let hi = size
  while (hi - lo > 1) {
    const middle = lo + leftWidth(hi - lo)
    if (record < middle) {
      ranges.push([middle, hi])
      hi = middle
    } else {
      ranges.push([lo, middle])
      lo = middle
    }
  }
  return ranges.reverse()
}

// The siblings on the way from the older tree's right edge to the newer root, the deepest first. Where the walk ends
// at a subtree that is not the whole older tree, that subtree comes first: it is `common` to both trees.
function treeProofRanges(size: number, older: number): { readonly ranges: Range[]; readonly common: boolean } {
  const ranges: Range[] = []
  let lo = 0
  let hi = size
  while (older !== hi) {
    const middle = lo + leftWidth(hi - lo)
    if (older <= middle) {
      ranges.push([middle, hi])
      hi = middle
    } else {
      ranges.push([lo, middle])
      lo = middle
    }
  }
  const common = lo > 0
  if (common) ranges.push([lo, hi])
  return { ranges: ranges.reverse(), common }
}

// The largest power of two smaller than n, for n ≥ 2: how many records a tree of n has on its left side.
function leftWidth(n: number): number {
  let width = 1
  while (width * 2 < n) width *= 2
  return width
}

function sha256(input: Uint8Array): Hash {
  // Twice as fast as asking for a Buffer, which would have memory of its own outside of the heap.
  return Buffer.from(hash('sha256', input, 'binary'), 'latin1')
}
