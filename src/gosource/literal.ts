// What literals are worth (https://go.dev/ref/spec#String_literals): strings as bytes, a byte a character.

/** The bytes of a string literal as written, quotes included; `undefined` where it is none. */
export function stringValue(text: string): string | undefined {
  const quote = text.charCodeAt(0)
  if (text.length < 2 || text.charCodeAt(text.length - 1) !== quote) return undefined
  const inner = text.slice(1, -1)
  // Carriage returns are no part of a raw string.
  if (quote === 96) return inner.replaceAll('\r', '')
  if (quote !== 34) return undefined
  return inner.includes('\\') ? unescape(inner) : inner
}

/** The code point of a rune literal as written; `undefined` where it is none. */
export function runeValue(text: string): number | undefined {
  if (text.length < 3 || !text.startsWith("'") || !text.endsWith("'")) return undefined
  const inner = text.slice(1, -1)
  if (!inner.startsWith('\\')) return Buffer.from(inner, 'latin1').toString('utf8').codePointAt(0)
  const digits = /^\\(?:x(..)|u(.{4})|U(.{8}))$/s.exec(inner)
  if (digits !== null) return Number.parseInt(digits[1] ?? digits[2] ?? digits[3] ?? '', 16)
  if (/^\\[0-7]{3}$/.test(inner)) return Number.parseInt(inner.slice(1), 8)
  return (SINGLE.get(inner.charAt(1)) ?? inner.charAt(1)).charCodeAt(0)
}

const SINGLE: ReadonlyMap<string, string> = new Map([
  ['a', '\u0007'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
])

function unescape(inner: string): string {
  return inner.replaceAll(
    /\\(?:x([0-9a-fA-F]{2})|([0-7]{3})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))/gs,
    (_, hex?: string, octal?: string, u?: string, wide?: string, single?: string) => {
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16))
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 255)
      const rune = u ?? wide
      if (rune === undefined) return SINGLE.get(single ?? '') ?? single ?? ''
      const code = Number.parseInt(rune, 16)
      // A code point is its UTF-8 bytes; one that cannot be is U+FFFD, as the lexer has said already.
      return Buffer.from(code > 0x10ffff ? '\uFFFD' : String.fromCodePoint(code)).toString('latin1')
    },
  )
}
