// Proofs of a Merkle tree checked as RFC 9162 writes it down, with big integers: a second way to compute what
// src/sumdb/tlog.ts does by ranges. https://www.rfc-editor.org/rfc/rfc9162#section-2.1.3.2 and #section-2.1.4.2
import { createHash } from 'node:crypto'

/** The root that an inclusion proof leads to, or `undefined` where it is too long or too short for the tree. */
export function inclusionRoot(
  size: bigint,
  index: bigint,
  leaf: Uint8Array,
  proof: readonly Uint8Array[],
): Uint8Array | undefined {
  if (index >= size) return undefined
  let fn = index
  let sn = size - 1n
  let root = leaf
  for (const p of proof) {
    if (sn === 0n) return undefined
    if ((fn & 1n) === 1n || fn === sn) {
      root = node(p, root)
      while ((fn & 1n) === 0n && fn !== 0n) {
        fn >>= 1n
        sn >>= 1n
      }
    } else {
      root = node(root, p)
    }
    fn >>= 1n
    sn >>= 1n
  }
  return sn === 0n ? root : undefined
}

/** The older and the newer root that a consistency proof leads to, or `undefined` where its length is wrong. */
export function consistencyRoots(
  older: bigint,
  size: bigint,
  olderRoot: Uint8Array,
  proof: readonly Uint8Array[],
): readonly [older: Uint8Array, newer: Uint8Array] | undefined {
  if (older < 1n || older > size) return undefined
  if (older === size) return proof.length === 0 ? [olderRoot, olderRoot] : undefined
  if (proof.length === 0) return undefined
  const [first, ...rest] = (older & (older - 1n)) === 0n ? [olderRoot, ...proof] : proof
  if (first === undefined) return undefined
  let fn = older - 1n
  let sn = size - 1n
  while ((fn & 1n) === 1n) {
    fn >>= 1n
    sn >>= 1n
  }
  let fr = first
  let sr = first
  for (const c of rest) {
    if (sn === 0n) return undefined
    if ((fn & 1n) === 1n || fn === sn) {
      fr = node(c, fr)
      sr = node(c, sr)
      while ((fn & 1n) === 0n && fn !== 0n) {
        fn >>= 1n
        sn >>= 1n
      }
    } else {
      sr = node(sr, c)
    }
    fn >>= 1n
    sn >>= 1n
  }
  return sn === 0n ? [fr, sr] : undefined
}

function node(left: Uint8Array, right: Uint8Array): Uint8Array {
  return createHash('sha256').update(Buffer.of(1)).update(left).update(right).digest()
}
