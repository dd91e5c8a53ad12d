// UTF-8 in strings with a byte a character, as Go reads it: a wrong byte is U+FFFD, one byte wide.

/** A code point and the bytes it takes. */
export interface Rune {
  readonly rune: number
  readonly width: number
}

const ERROR: Rune = { rune: 0xfffd, width: 1 }

/** The code point at an index, which must be within the string. */
export function decodeRune(text: string, at: number): Rune {
  const first = text.charCodeAt(at)
  if (first < 0x80) return { rune: first, width: 1 }
  const width =
    first >= 0xc2 && first < 0xe0 ? 2 : first >= 0xe0 && first < 0xf0 ? 3 : first >= 0xf0 && first < 0xf5 ? 4 : 0
  if (width === 0 || at + width > text.length) return ERROR
  let rune = first & (0x7f >> width)
  for (let i = 1; i < width; i++) {
    const next = text.charCodeAt(at + i)
    if ((next & 0xc0) !== 0x80) return ERROR
    rune = (rune << 6) | (next & 0x3f)
  }
  // Written longer than need be, half of a surrogate pair, or beyond Unicode.
  if (rune < (width === 2 ? 0x80 : width === 3 ? 0x800 : 0x10000)) return ERROR
  if (rune > 0x10ffff || (rune >= 0xd800 && rune < 0xe000)) return ERROR
  return { rune, width }
}

/** All code points of a string. */
export function runesOf(text: string): number[] {
  const runes: number[] = []
  for (let i = 0; i < text.length;) {
    const { rune, width } = decodeRune(text, i)
    runes.push(rune)
    i += width
  }
  return runes
}

/** A code point's bytes; what is none is U+FFFD. */
export function encodeRune(rune: number): string {
  if (rune >= 0 && rune < 0x80) return String.fromCharCode(rune)
  const valid = rune >= 0 && rune <= 0x10ffff && !(rune >= 0xd800 && rune < 0xe000)
  return Buffer.from(String.fromCodePoint(valid ? rune : 0xfffd)).toString('latin1')
}

/** Code points as bytes, a byte a character. */
export function encodeRunes(runes: readonly number[]): string {
  return runes.map(encodeRune).join('')
}

/** A string of bytes as the text that it is in UTF-8; wrong bytes become U+FFFD. */
export function toText(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('utf8')
}

/** Text as UTF-8 bytes, a byte a character. */
export function fromText(text: string): string {
  return Buffer.from(text).toString('latin1')
}

/** Bytes as a string with a byte a character. */
export function latin(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
}

/** A string with a byte a character as bytes of its own. */
export function buffer(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'latin1'))
}

/** All code points of a string, with where each begins. */
export function runesAt(text: string): { readonly rune: number; readonly at: number }[] {
  const found: { readonly rune: number; readonly at: number }[] = []
  for (let at = 0; at < text.length;) {
    const { rune, width } = decodeRune(text, at)
    found.push({ rune, at })
    at += width
  }
  return found
}
