// Bytes and their text: the comparisons and encodings that every format here needs, done as Go does them.

const encoder = new TextEncoder()
const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The UTF-8 bytes of `text`. A lone surrogate becomes U+FFFD, as everywhere on the platform. */
export function utf8(text: string): Uint8Array {
  return encoder.encode(text)
}

/** The text of UTF-8 `bytes`, or `undefined` where they are not valid UTF-8. A byte order mark is kept. */
export function textOf(bytes: Uint8Array): string | undefined {
  try {
    return strictDecoder.decode(bytes)
  } catch {
    return undefined
  }
}

/**
 * Orders two strings by their UTF-8 bytes, as Go orders strings: negative, zero or positive.
 *
 * `Array.prototype.sort` orders by UTF-16 units, which differs once a surrogate pair meets U+E000 to U+FFFF,
 * and would give another h1. Code points order as UTF-8 bytes do, so the first differing unit decides, with
 * surrogates lifted above all other units.
 */
export function compareBytes(a: string, b: string): number {
  const shared = Math.min(a.length, b.length)
  for (let i = 0; i < shared; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x !== y) return lifted(x) - lifted(y)
  }
  return a.length - b.length
}

/** `compareBytes` for these strings and no others: where all are ASCII the engine's own order is the bytes', and sooner. */
export function byteOrderOf(strings: readonly string[]): (a: string, b: string) => number {
  if (!strings.every((text) => ascii.test(text))) return compareBytes
  return (a, b) => (a === b ? 0 : a < b ? -1 : 1)
}

// oxlint-disable-next-line no-control-regex -- all of ASCII
const ascii = /^[\0-\x7f]*$/

function lifted(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit
}

/**
 * Gives the memory of bytes back at once, for who made them and is the last to read them: they are empty afterwards. The
 * garbage collector sees a megabyte as a small object, and leaves many of them lying. Small buffers share their memory with
 * others, and are left alone.
 */
export function discard({ buffer }: Uint8Array): void {
  // What small buffers share is a little longer than the pool's size says.
  if (buffer instanceof ArrayBuffer && buffer.byteLength > 2 * Buffer.poolSize) buffer.transfer(0)
}

/** Whether two byte strings are the same. Not in constant time: nothing secret is compared here. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && Buffer.compare(a, b) === 0
}
