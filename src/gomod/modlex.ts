// The tokens of go.mod and go.work files: identifiers, strings, comments, newlines and ( ) [ ] { } , each with its
// place. The lexical rules: https://go.dev/ref/mod#go-mod-file-lexical

import { WardenError } from '../base/errors.ts'
import { textOf } from '../base/bytes.ts'
import { isPrintable, quoteRune } from './goquote.ts'

/** The largest go.mod or go.work file that is read, in bytes; go fetches no larger go.mod either. */
export const maxModFileSize: number = 16 * 1024 * 1024

/**
 * What a token is. `comment` is a comment alone on its line, `suffix` one after something else; both include their
 * newline. `mark` is one of `( ) [ ] { } ,`.
 */
export type TokenKind = 'eof' | 'suffix' | 'newline' | 'comment' | 'word' | 'string' | 'mark'

const other = 0
const word = 1
const blank = 2
const mark = 3
const classes = characterClasses()

const newline = 0x0a
const slash = 0x2f

/**
 * The text of a go.mod file, or a `WardenError`: `too-large` over `maxModFileSize`, `parse` where it is not UTF-8 or
 * holds a NUL. Go lets both pass inside comments; no honest file has them, and nothing that prints them is safe.
 */
export function modFileText(content: Uint8Array | string, file: string): string {
  if (content.length > maxModFileSize) {
    throw new WardenError('too-large', `${file}: larger than ${maxModFileSize} bytes`, { place: { file } })
  }
  const text = typeof content === 'string' ? content : textOf(content)
  if (text === undefined || !text.isWellFormed()) {
    const offset = typeof content === 'string' ? illFormedUnit(content) : invalidByte(content)
    const before = typeof content === 'string' ? content.slice(0, offset) : Buffer.from(content.subarray(0, offset))
    throw unreadable(file, before.toString('latin1'), 'invalid UTF-8 encoding')
  }
  const nul = text.indexOf('\0')
  if (nul >= 0) throw unreadable(file, Buffer.from(text.slice(0, nul)).toString('latin1'), 'NUL character')
  return text
}

/**
 * Reads one token ahead: `kind`, `line`, `column` and `text()` describe the token to come, `advance()` goes on to the
 * one after it. Lines and columns count from 1. Throws `WardenError` `parse` at the first character that cannot be.
 */
export class Lexer {
  readonly file: string
  kind: TokenKind = 'newline'
  line = 1
  readonly #source: string
  #start = 0
  #end = 0
  #offset = 0
  #lineNumber = 1
  #lineStart = 0
  #tokenLineStart = 0
  /** Whether a token was read on this line: then a comment belongs to it. */
  #afterToken = false

  constructor(source: string, file: string) {
    this.#source = source
    this.file = file
    this.advance()
  }

  /** The token's text as written; a comment's without its line end. */
  text(): string {
    return this.#source.slice(this.#start, this.#end)
  }

  /** The token's column. It takes as long as the line is up to there, so ask for the first token's of a line only. */
  get column(): number {
    return this.#columnAt(this.#tokenLineStart, this.#start)
  }

  /** Reads the next token. At the end of the file every token is `eof`. */
  advance(): void {
    const source = this.#source
    let at = this.#offset
    while (at < source.length && classOf(source.charCodeAt(at)) === blank) at++
    this.#offset = at
    this.#start = at
    this.line = this.#lineNumber
    this.#tokenLineStart = this.#lineStart
    if (at >= source.length) return this.#token('eof', at)
    const c = source.charCodeAt(at)
    if (c === newline) {
      this.#token('newline', at + 1)
      return this.#endLine()
    }
    if (c === slash) {
      const next = source.charCodeAt(at + 1)
      if (next === slash) return this.#comment(at)
      if (next === 0x2a) this.#blockComment(at)
    }
    if (classOf(c) === mark) {
      this.#token('mark', at + 1)
    } else if (c === 0x22 || c === 0x60) {
      this.#token('string', this.#stringEnd(at, c))
    } else {
      this.#token('word', this.#wordEnd(at))
    }
    this.#afterToken = true
  }

  /** Throws a `WardenError` `parse` with `message`, at the character that would be read next. */
  fail(message: string): never {
    return this.#failAt(this.#offset, message)
  }

  #token(kind: TokenKind, end: number): void {
    this.kind = kind
    this.#end = end
    this.#offset = end
  }

  #endLine(): void {
    this.#lineNumber++
    this.#lineStart = this.#offset
    this.#afterToken = false
  }

  #comment(at: number): void {
    const source = this.#source
    const end = source.indexOf('\n', at)
    const kind = this.#afterToken ? 'suffix' : 'comment'
    if (end < 0) return this.#token(kind, source.length)
    this.#token(kind, end + 1)
    this.#end = source.charCodeAt(end - 1) === 0x0d ? end - 1 : end
    this.#endLine()
  }

  #stringEnd(at: number, quote: number): number {
    const source = this.#source
    for (let i = at + 1; i < source.length; i++) {
      const c = source.charCodeAt(i)
      if (c === newline) this.#failAt(i, 'unexpected newline in string')
      if (c === quote) return i + 1
      // A backslash hides the next character. Go lets it hide a newline too, only to refuse the string later on.
      if (c === 0x5c && quote !== 0x60 && source.charCodeAt(i + 1) !== newline) i++
    }
    return this.#failAt(at, 'unexpected EOF in string')
  }

  #wordEnd(at: number): number {
    const source = this.#source
    let i = at
    while (i < source.length) {
      const c = source.charCodeAt(i)
      if (c < 0x80 ? classes[c] !== word : !isPrintable(source.codePointAt(i) ?? 0)) break
      if (c === slash) {
        const next = source.charCodeAt(i + 1)
        if (next === slash) break
        if (next === 0x2a) this.#blockComment(i)
      }
      i += c >= 0xd800 && c <= 0xdbff ? 2 : 1
    }
    if (i === at) this.#failAt(at, `unexpected input character ${quoteRune(source.codePointAt(at) ?? 0)}`)
    return i
  }

  #blockComment(at: number): never {
    return this.#failAt(at, 'mod files must use // comments (not /* */ comments)')
  }

  #columnAt(lineStart: number, offset: number): number {
    return Buffer.byteLength(this.#source.slice(lineStart, offset)) + 1
  }

  #failAt(offset: number, message: string): never {
    const place = { file: this.file, line: this.#lineNumber, column: this.#columnAt(this.#lineStart, offset) }
    throw new WardenError('parse', message, { place })
  }
}

function characterClasses(): Uint8Array {
  const table = new Uint8Array(128)
  for (let c = 0x21; c < 0x7f; c++) table[c] = word
  for (const c of ' \t\r') table[c.charCodeAt(0)] = blank
  for (const c of '()[]{},') table[c.charCodeAt(0)] = mark
  return table
}

function classOf(c: number): number {
  return c < 128 ? (classes[c] ?? other) : other
}

/** An error behind `before`, the bytes that could be read, a latin-1 character each. */
function unreadable(file: string, before: string, message: string): WardenError {
  const lineStart = before.lastIndexOf('\n') + 1
  const line = before.split('\n').length
  return new WardenError('parse', message, { place: { file, line, column: before.length - lineStart + 1 } })
}

function illFormedUnit(text: string): number {
  for (let i = 0; i < text.length; i++) {
    const code = text.codePointAt(i) ?? 0
    if (code >= 0xd800 && code <= 0xdfff) return i
    if (code > 0xffff) i++
  }
  return text.length
}

/** The offset of the first byte that is not UTF-8, found by halving: every prefix before it decodes as a stream. */
function invalidByte(bytes: Uint8Array): number {
  let low = 0
  let high = bytes.length
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (decodesSoFar(bytes.subarray(0, middle + 1))) low = middle + 1
    else high = middle
  }
  return low
}

function decodesSoFar(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
    return true
  } catch {
    return false
  }
}
