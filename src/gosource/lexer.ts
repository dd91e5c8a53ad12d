// Go's lexical elements (https://go.dev/ref/spec#Lexical_elements): bytes to tokens, with the semicolons that the
// language puts at the ends of lines. Wrong tokens are told and read on from, so that the rest of a file is still seen.
//
// The source is a string with a byte a character (latin1): offsets are bytes, and a token is a slice without a copy.
import { KEYWORDS, type Token } from './token.ts'

/** Hears of what is no Go: a place and a short message. */
export type OnError = (pos: number, end: number, message: string) => void

/** The index in `Lexer.comments` of the last comment that ends at or before `pos`, by halving; -2 where there is none. */
export function lastCommentBefore(comments: readonly number[], pos: number): number {
  let low = 0
  let high = comments.length >> 1
  while (low < high) {
    const middle = (low + high) >> 1
    if ((comments[middle * 2 + 1] ?? 0) <= pos) low = middle + 1
    else high = middle
  }
  return low * 2 - 2
}

/** Reads one file's tokens, one after another. */
export class Lexer {
  readonly text: string
  /** The token at hand; `EOF` at the end, for ever. */
  token: Token = 'EOF'
  /** Its first byte, and the byte behind it. A semicolon that the language inserted has no bytes. */
  start: number = 0
  end: number = 0
  /** The text of a name or literal. */
  literal: string = ''
  /** Starts and ends of all comments so far. */
  readonly comments: number[] = []
  readonly #error: OnError
  /** Whether a line that ends here ends a statement. */
  #semicolon = false

  constructor(text: string, error: OnError) {
    this.text = text
    this.#error = error
    // A byte order mark may stand at the very beginning; it has three bytes in UTF-8.
    if (text.startsWith('\u00EF\u00BB\u00BF')) this.end = 3
  }

  /** Goes to the next token. */
  next(): void {
    const { text } = this
    let i = this.end
    for (;;) {
      const c = text.charCodeAt(i)
      if (c === 32 || c === 9 || c === 13) i++
      else if (c === 10) {
        if (this.#semicolon) return this.#insert(i)
        i++
      } else if (c === 47 && (text.charCodeAt(i + 1) === 47 || text.charCodeAt(i + 1) === 42)) {
        const end = this.#commentEnd(i)
        // A comment that holds the end of a line, or is followed by it, is that end.
        if (this.#semicolon && (text.charCodeAt(i + 1) === 47 || text.slice(i, end).includes('\n'))) {
          return this.#insert(i)
        }
        this.comments.push(i, end)
        i = end
      } else break
    }
    this.start = i
    const c = text.charCodeAt(i)
    if (isLetter(c) || c >= 128) return this.#word(i)
    if (c >= 48 && c <= 57) return this.#number(i)
    if (i >= text.length) {
      if (this.#semicolon) return this.#insert(i)
      return this.#set('EOF', i, false)
    }
    this.#mark(c, i)
  }

  #insert(at: number): void {
    this.start = at
    this.literal = '\n'
    this.#set(';', at, false)
  }

  #set(token: Token, end: number, semicolon: boolean): void {
    this.token = token
    this.end = end
    this.#semicolon = semicolon
  }

  #commentEnd(start: number): number {
    const { text } = this
    if (text.charCodeAt(start + 1) === 47) {
      const newline = text.indexOf('\n', start)
      return newline < 0 ? text.length : newline
    }
    const close = text.indexOf('*/', start + 2)
    if (close >= 0) return close + 2
    this.#error(start, text.length, 'comment not terminated')
    return text.length
  }

  #word(start: number): void {
    const { text } = this
    let i = start
    let c = text.charCodeAt(i)
    // Keywords are of small letters alone.
    let small = true
    for (;;) {
      for (; isLetter(c) || (c >= 48 && c <= 57); c = text.charCodeAt(++i)) if (c < 97) small = false
      if (!(c >= 128)) break
      small = false
      const width = this.#wideLetter(i, i > start)
      if (width === 0) break
      i += width
      c = text.charCodeAt(i)
    }
    if (i === start) {
      const width = runeAt(text, i).width
      this.#error(i, i + width, 'a character that Go does not have here')
      return this.#set('illegal', i + width, this.#semicolon)
    }
    this.literal = text.slice(start, i)
    const length = i - start
    const keyword = small && length > 1 && length < 12 ? KEYWORDS.get(this.literal) : undefined
    if (keyword === undefined) return this.#set('ident', i, true)
    const ends = keyword === 'return' || keyword === 'break' || keyword === 'continue' || keyword === 'fallthrough'
    this.#set(keyword, i, ends)
  }

  /** How many bytes a letter (or digit, where one may stand) beyond ASCII has; 0 for anything else. */
  #wideLetter(at: number, digit: boolean): number {
    const { rune, width } = runeAt(this.text, at)
    if (rune === undefined) return 0
    return /\p{L}/u.test(rune) || (digit && /\p{Nd}/u.test(rune)) ? width : 0
  }

  #number(start: number): void {
    const { text } = this
    const second = text.charCodeAt(start + 1) | 32
    const prefixed = text.charCodeAt(start) === 48 && (second === 120 || second === 111 || second === 98)
    // All that can belong to a number, read first and judged then: `0x1p-2`, `1_000.5e+3i`.
    const exponent = prefixed && second === 120 ? 112 : 101
    let i = prefixed ? start + 2 : start
    let seenDot = false
    for (;;) {
      const c = text.charCodeAt(i)
      if (c === 46 && !seenDot && (!prefixed || second === 120)) seenDot = true
      else if ((c | 32) === exponent && (!prefixed || second === 120)) {
        const sign = text.charCodeAt(i + 1)
        if (sign === 43 || sign === 45) i++
        // Behind the exponent's letter only decimal digits follow.
        i++
        while (isDigitOrGap(text.charCodeAt(i))) i++
        break
      } else if (!(isDigitOrGap(c) || (second === 120 && prefixed && isHexLetter(c)))) break
      i++
    }
    if ((text.charCodeAt(i) | 32) === 105 && text.charCodeAt(i) === 105) i++
    this.literal = text.slice(start, i)
    this.#set(this.#numberClass(this.literal, start), i, true)
  }

  #numberClass(literal: string, start: number): 'int' | 'float' | 'imag' {
    const imaginary = literal.endsWith('i')
    const digits = imaginary ? literal.slice(0, -1) : literal
    const float = /^0[xX]/.test(digits) ? /[.pP]/.test(digits) : /[.eE]/.test(digits) && !/^0[bBoO]/.test(digits)
    const form = float ? FLOAT : imaginary ? IMAGINARY_INT : INT
    if (!form.test(digits)) this.#error(start, start + literal.length, `${literal.slice(0, 40)} is not a number`)
    return imaginary ? 'imag' : float ? 'float' : 'int'
  }

  #mark(c: number, i: number): void {
    const { text } = this
    const next = text.charCodeAt(i + 1)
    switch (c) {
      case 34: // "
        return this.#string(i)
      case 96: // `
        return this.#rawString(i)
      case 39: // '
        return this.#char(i)
      case 40:
        return this.#set('(', i + 1, false)
      case 41:
        return this.#set(')', i + 1, true)
      case 91:
        return this.#set('[', i + 1, false)
      case 93:
        return this.#set(']', i + 1, true)
      case 123:
        return this.#set('{', i + 1, false)
      case 125:
        return this.#set('}', i + 1, true)
      case 44:
        return this.#set(',', i + 1, false)
      case 59:
        this.literal = ';'
        return this.#set(';', i + 1, false)
      case 46:
        if (next >= 48 && next <= 57) return this.#fraction(i)
        if (next === 46 && text.charCodeAt(i + 2) === 46) return this.#set('...', i + 3, false)
        return this.#set('.', i + 1, false)
      case 58:
        return next === 61 ? this.#set(':=', i + 2, false) : this.#set(':', i + 1, false)
      case 43:
        if (next === 43) return this.#set('++', i + 2, true)
        return next === 61 ? this.#set('+=', i + 2, false) : this.#set('+', i + 1, false)
      case 45:
        if (next === 45) return this.#set('--', i + 2, true)
        return next === 61 ? this.#set('-=', i + 2, false) : this.#set('-', i + 1, false)
      case 42:
        return next === 61 ? this.#set('*=', i + 2, false) : this.#set('*', i + 1, false)
      case 47:
        return next === 61 ? this.#set('/=', i + 2, false) : this.#set('/', i + 1, false)
      case 37:
        return next === 61 ? this.#set('%=', i + 2, false) : this.#set('%', i + 1, false)
      case 94:
        return next === 61 ? this.#set('^=', i + 2, false) : this.#set('^', i + 1, false)
      case 61:
        return next === 61 ? this.#set('==', i + 2, false) : this.#set('=', i + 1, false)
      case 33:
        return next === 61 ? this.#set('!=', i + 2, false) : this.#set('!', i + 1, false)
      case 126:
        return this.#set('~', i + 1, false)
      case 60:
        return this.#less(i, next)
      case 62:
        return this.#greater(i, next)
      case 38:
        return this.#and(i, next)
      case 124:
        if (next === 124) return this.#set('||', i + 2, false)
        return next === 61 ? this.#set('|=', i + 2, false) : this.#set('|', i + 1, false)
      default:
        this.#error(i, i + 1, 'a character that Go does not have here')
        // As Go does: what is illegal neither ends a statement nor keeps one open.
        this.#set('illegal', i + 1, this.#semicolon)
    }
  }

  #less(i: number, next: number): void {
    if (next === 45) return this.#set('<-', i + 2, false)
    if (next === 61) return this.#set('<=', i + 2, false)
    if (next !== 60) return this.#set('<', i + 1, false)
    return this.text.charCodeAt(i + 2) === 61 ? this.#set('<<=', i + 3, false) : this.#set('<<', i + 2, false)
  }

  #greater(i: number, next: number): void {
    if (next === 61) return this.#set('>=', i + 2, false)
    if (next !== 62) return this.#set('>', i + 1, false)
    return this.text.charCodeAt(i + 2) === 61 ? this.#set('>>=', i + 3, false) : this.#set('>>', i + 2, false)
  }

  #and(i: number, next: number): void {
    if (next === 38) return this.#set('&&', i + 2, false)
    if (next === 61) return this.#set('&=', i + 2, false)
    if (next !== 94) return this.#set('&', i + 1, false)
    return this.text.charCodeAt(i + 2) === 61 ? this.#set('&^=', i + 3, false) : this.#set('&^', i + 2, false)
  }

  /** A number that begins with its point. */
  #fraction(start: number): void {
    this.#number(start)
  }

  #string(start: number): void {
    const { text } = this
    let i = start + 1
    for (;;) {
      const c = text.charCodeAt(i)
      if (c === 34) break
      if (c === 92) {
        i = this.#escape(i, 34)
        continue
      }
      if (c === 10 || i >= text.length) {
        this.#error(start, i, 'string literal not terminated')
        this.literal = text.slice(start, i)
        return this.#set('string', i, true)
      }
      i++
    }
    this.literal = text.slice(start, i + 1)
    this.#set('string', i + 1, true)
  }

  #rawString(start: number): void {
    const close = this.text.indexOf('`', start + 1)
    const end = close < 0 ? this.text.length : close + 1
    if (close < 0) this.#error(start, end, 'raw string literal not terminated')
    this.literal = this.text.slice(start, end)
    this.#set('string', end, true)
  }

  #char(start: number): void {
    const { text } = this
    let i = start + 1
    let runes = 0
    for (;;) {
      const c = text.charCodeAt(i)
      if (c === 39) break
      if (c === 10 || i >= text.length) {
        this.#error(start, i, 'rune literal not terminated')
        this.literal = text.slice(start, i)
        return this.#set('char', i, true)
      }
      runes++
      i = c === 92 ? this.#escape(i, 39) : i + runeAt(text, i).width
    }
    if (runes !== 1) this.#error(start, i + 1, 'a rune literal has one character')
    this.literal = text.slice(start, i + 1)
    this.#set('char', i + 1, true)
  }

  /** Reads the escape at a backslash; gives the byte behind it (https://go.dev/ref/spec#Rune_literals). */
  #escape(at: number, quote: number): number {
    const { text } = this
    const c = text.charCodeAt(at + 1)
    if (c === quote) return at + 2
    const single = 'abfnrtv\\'
    if (c < 128 && single.includes(String.fromCharCode(c))) return at + 2
    const form = c >= 48 && c <= 55 ? OCTAL : ESCAPES.get(c)
    if (form === undefined) {
      this.#error(at, at + 2, 'unknown escape sequence')
      return at + 1
    }
    const digits = text.slice(at + 1 + form.skip, at + 1 + form.skip + form.digits)
    const value = form.pattern.test(digits) ? Number.parseInt(digits, form.base) : Number.NaN
    if (!(value <= form.most) || (form.rune && value >= 0xd800 && value <= 0xdfff)) {
      this.#error(at, at + 2, 'an escape sequence that is no character')
      return at + 1
    }
    return at + 1 + form.skip + form.digits
  }
}

interface EscapeForm {
  readonly skip: number
  readonly digits: number
  readonly base: number
  readonly most: number
  readonly rune: boolean
  readonly pattern: RegExp
}

const OCTAL: EscapeForm = { skip: 0, digits: 3, base: 8, most: 255, rune: false, pattern: /^[0-7]{3}$/ }
const ESCAPES: ReadonlyMap<number, EscapeForm> = new Map([
  [120, { skip: 1, digits: 2, base: 16, most: 255, rune: false, pattern: /^[0-9a-fA-F]{2}$/ }],
  [117, { skip: 1, digits: 4, base: 16, most: 0x10ffff, rune: true, pattern: /^[0-9a-fA-F]{4}$/ }],
  [85, { skip: 1, digits: 8, base: 16, most: 0x10ffff, rune: true, pattern: /^[0-9a-fA-F]{8}$/ }],
])

// An underscore may stand between digits and behind a prefix, once (https://go.dev/ref/spec#Integer_literals).
const INT = /^(?:0[xX](?:_?[0-9a-fA-F])+|0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0(?:_?[0-7])*|[1-9](?:_?[0-9])*)$/
/** For backward compatibility an imaginary literal of decimal digits may begin with 0. */
const IMAGINARY_INT = /^(?:0[xX](?:_?[0-9a-fA-F])+|0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|[0-9](?:_?[0-9])*)$/
const FLOAT = new RegExp(
  [
    '^(?:',
    '[0-9](?:_?[0-9])*(?:\\.(?:[0-9](?:_?[0-9])*)?)?(?:[eE][+-]?[0-9](?:_?[0-9])*)?',
    '|\\.[0-9](?:_?[0-9])*(?:[eE][+-]?[0-9](?:_?[0-9])*)?',
    '|0[xX](?:(?:_?[0-9a-fA-F])+(?:\\.(?:[0-9a-fA-F](?:_?[0-9a-fA-F])*)?)?|\\.[0-9a-fA-F](?:_?[0-9a-fA-F])*)[pP][+-]?[0-9](?:_?[0-9])*',
    ')$',
  ].join(''),
)

function isLetter(c: number): boolean {
  return (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || c === 95
}

function isDigitOrGap(c: number): boolean {
  return (c >= 48 && c <= 57) || c === 95
}

function isHexLetter(c: number): boolean {
  const lower = c | 32
  return lower >= 97 && lower <= 102
}

/** The character at a byte and how many bytes it has; one byte without a character where it is not UTF-8. */
function runeAt(text: string, at: number): { readonly rune: string | undefined; readonly width: number } {
  const first = text.charCodeAt(at)
  if (first < 128) return { rune: text.charAt(at), width: 1 }
  const width = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 1
  const rune = width === 1 ? '\uFFFD' : Buffer.from(text.slice(at, at + width), 'latin1').toString('utf8')
  // Bytes that are no character decode to U+FFFD, which has three bytes of its own.
  const bad = rune === '\uFFFD' ? !text.startsWith('\u00EF\u00BF\u00BD', at) : Array.from(rune).length !== 1
  return bad ? { rune: undefined, width: 1 } : { rune, width }
}
