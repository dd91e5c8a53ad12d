// The head of a Go file: its package clause, its imports and its build constraint, without reading what is below. The
// grammar: https://go.dev/ref/spec#Source_file_organization; as go/parser reads it with ImportsOnly.
import { textOf } from '../base/bytes.ts'
import { constraintOf, type Constraint } from './buildconstraint.ts'
import { Lexer } from './lexer.ts'
import { stringValue } from './literal.ts'
import type { Token } from './token.ts'

/** One import. */
export interface HeaderImport {
  readonly path: string
  /** From 1. */
  readonly line: number
  /** The name that it is given here: `_`, `.` or another one. */
  readonly name?: string
}

/** What stands on top of a file. */
export interface Header {
  /** The name of the package clause; empty where the file is no Go. */
  readonly name: string
  readonly imports: readonly HeaderImport[]
  readonly constraint: Constraint | 'malformed' | undefined
  /** Whether the imports ended in the bytes that were given; otherwise more of the file must be read. */
  readonly whole: boolean
}

const MOST_IMPORTS = 10_000
/** The heads of most files end sooner. */
const FIRST = 2048

/**
 * Reads the head of a file from its first bytes; `end` says that these are all. Never throws for what is in them; time
 * is linear, and stops at the first declaration that is no import.
 */
export function readHeader(bytes: Uint8Array, end: boolean): Header {
  if (bytes.length > FIRST) {
    const first = headerOf(bytes.subarray(0, FIRST), false)
    if (first.whole) return first
  }
  return headerOf(bytes, end)
}

function headerOf(bytes: Uint8Array, end: boolean): Header {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  const lexer = new Lexer(text, () => undefined)
  // The lexer moves on behind the compiler's back, which would take a token for the one seen last.
  const at = (token: Token): boolean => lexer.token === token
  const imports: HeaderImport[] = []
  lexer.next()
  const constraint = constraintOf(text.slice(text.startsWith('\u00EF\u00BB\u00BF') ? 3 : 0, lexer.start))
  if (!at('package')) return { name: '', imports, constraint, whole: end || lexer.end < text.length }
  lexer.next()
  const name = at('ident') ? lexer.literal : ''
  lexer.next()
  if (at(';')) lexer.next()
  let line = 1
  let counted = 0
  const lineAt = (pos: number): number => {
    for (let end = text.indexOf('\n', counted); end >= 0 && end < pos; end = text.indexOf('\n', end + 1)) {
      line++
      counted = end + 1
    }
    return line
  }
  const spec = (): boolean => {
    let alias: string | undefined
    if (at('ident') || at('.')) {
      alias = at('.') ? '.' : lexer.literal
      lexer.next()
    }
    if (!at('string')) return false
    const value = stringValue(lexer.literal)
    const path = value === undefined ? undefined : textOf(Buffer.from(value, 'latin1'))
    if (path !== undefined && path !== '' && imports.length < MOST_IMPORTS) {
      imports.push({ path, line: lineAt(lexer.start), ...(alias === undefined ? {} : { name: alias }) })
    }
    lexer.next()
    if (at(';')) lexer.next()
    return true
  }
  while (at('import')) {
    lexer.next()
    if (!at('(')) {
      if (!spec()) break
      continue
    }
    lexer.next()
    while (!at(')') && spec());
    if (!at(')')) break
    lexer.next()
    if (at(';')) lexer.next()
  }
  // What was cut off inside a token, a comment or a list is no end.
  return { name, imports, constraint, whole: end || (!at('EOF') && lexer.end < text.length) }
}
