// Go's quoted strings and its idea of what can be printed, as go.mod files and the go command's messages use them.
// https://pkg.go.dev/strconv#Quote and https://go.dev/ref/spec#String_literals

import { textOf, utf8 } from '../base/bytes.ts'

const printable = /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u
const named = new Map([
  [7, '\\a'],
  [8, '\\b'],
  [9, '\\t'],
  [10, '\\n'],
  [11, '\\v'],
  [12, '\\f'],
  [13, '\\r'],
])
const unnamed = new Map([
  ['a', 7],
  ['b', 8],
  ['t', 9],
  ['n', 10],
  ['v', 11],
  ['f', 12],
  ['r', 13],
  ['\\', 92],
  ['"', 34],
])

/**
 * Whether Go's unicode.IsPrint holds for a code point: letters, marks, numbers, punctuation, symbols and the ASCII
 * space. Node's Unicode tables may be newer than Go's; what they add counts as printable here.
 */
export function isPrintable(codePoint: number): boolean {
  if (codePoint < 0x7f) return codePoint >= 0x20
  return printable.test(String.fromCodePoint(codePoint))
}

/** `text` as a double-quoted Go string, as %q prints it. */
export function quote(text: string): string {
  let out = '"'
  for (const char of text) out += escaped(char, '"')
  return `${out}"`
}

/** One code point as a Go character literal, as %q prints a rune. */
export function quoteRune(codePoint: number): string {
  return `'${escaped(String.fromCodePoint(codePoint), "'")}'`
}

/**
 * The value of a double-quoted Go string, or `undefined` where it is not one. Escapes that give bytes which are not
 * UTF-8 are refused too, where Go would keep them: no path or version may hold them.
 */
export function unquote(literal: string): string | undefined {
  const bytes = unquoteBytes(literal)
  return bytes === undefined ? undefined : textOf(bytes)
}

/** The bytes of a double-quoted Go string, which need not be UTF-8, or `undefined` where it is not one. */
export function unquoteBytes(literal: string): Uint8Array | undefined {
  if (literal.length < 2 || !literal.startsWith('"') || !literal.endsWith('"')) return undefined
  const body = literal.slice(1, -1)
  if (body.includes('\n')) return undefined
  // An escape is never shorter than what it stands for.
  const bytes = utf8(body)
  if (!body.includes('\\')) return body.includes('"') ? undefined : bytes
  let length = 0
  for (let i = 0; i < bytes.length;) {
    const byte = bytes[i] ?? 0
    if (byte === 0x22) return undefined
    const found = byte === 0x5c ? unescapeAt(bytes, i + 1) : undefined
    if (byte === 0x5c && found === undefined) return undefined
    for (const value of found?.bytes ?? [byte]) bytes[length++] = value
    i = found?.end ?? i + 1
  }
  return bytes.subarray(0, length)
}

function escaped(char: string, mark: string): string {
  if (char === mark || char === '\\') return `\\${char}`
  const code = char.codePointAt(0) ?? 0
  if (isPrintable(code)) return char
  const name = named.get(code)
  if (name !== undefined) return name
  if (code < 0x20 || code === 0x7f) return `\\x${hex(code, 2)}`
  // A lone surrogate cannot come from UTF-8; Go would print the replacement character for it.
  if (code >= 0xd800 && code <= 0xdfff) return '\\ufffd'
  return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0')
}

function unescapeAt(bytes: Uint8Array, at: number): { bytes: Iterable<number>; end: number } | undefined {
  const letter = String.fromCharCode(bytes[at] ?? 0)
  const simple = unnamed.get(letter)
  if (simple !== undefined) return { bytes: [simple], end: at + 1 }
  if (letter >= '0' && letter <= '7') {
    const value = numberAt(bytes, at, 3, 8)
    return value === undefined || value > 255 ? undefined : { bytes: [value], end: at + 3 }
  }
  const size = letter === 'x' ? 2 : letter === 'u' ? 4 : letter === 'U' ? 8 : 0
  const value = numberAt(bytes, at + 1, size, 16)
  const end = at + 1 + size
  if (size === 0 || value === undefined) return undefined
  if (size === 2) return { bytes: [value], end }
  if (value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) return undefined
  return { bytes: utf8(String.fromCodePoint(value)), end }
}

/** The number that exactly `size` digits at `at` make. */
function numberAt(bytes: Uint8Array, at: number, size: number, base: 8 | 16): number | undefined {
  const digits = String.fromCharCode(...bytes.subarray(at, at + size))
  const known = base === 8 ? /^[0-7]*$/ : /^[0-9a-fA-F]*$/
  return digits.length === size && known.test(digits) ? Number.parseInt(digits, base) : undefined
}
