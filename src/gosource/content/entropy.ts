// How random bytes look: Shannon's entropy of single bytes (https://people.math.harvard.edu/~ctm/home/text/others/shannon/entropy/entropy.pdf).

/** Fewer bytes say nothing. */
const LEAST = 256
/** How many are counted: enough for three digits. */
const MOST = 1 << 20

/** Bits a byte, from 0 to 8. */
export function entropy(bytes: Uint8Array): number {
  const counts = new Uint32Array(256)
  const head = bytes.subarray(0, MOST)
  for (const byte of head) counts[byte] = (counts[byte] ?? 0) + 1
  let bits = 0
  for (const count of counts) if (count > 0) bits -= (count / head.length) * Math.log2(count / head.length)
  return bits
}

/**
 * Whether bytes look encrypted or compressed: as much entropy as random bytes of that number have, less a small margin.
 * Of n random bytes the entropy is below 8 by about 255 / (2 n ln 2) bits (the Miller-Madow bias).
 */
export function looksRandom(bytes: Uint8Array): boolean {
  const n = Math.min(bytes.length, MOST)
  if (n < LEAST) return false
  return entropy(bytes) > 8 - (255 / (2 * n * Math.LN2)) * 1.3 - 0.05
}
