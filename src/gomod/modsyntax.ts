// The syntax tree of go.mod and go.work files: lines and blocks of tokens with their comments and places, as
// golang.org/x/mod/modfile has it, so that a file can be printed again as go prints it.
// https://go.dev/ref/mod#go-mod-file-grammar

import { Lexer, modFileText } from './modlex.ts'
import type { TokenKind } from './modlex.ts'

/** A `//` comment without its line end; the empty text stands for a blank line that is kept. */
export type Comment = string

/** Where something begins; both count from 1, columns in bytes. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** Comments on the lines before a thing, and the one behind it on its last line. */
export interface Commented {
  before: readonly Comment[]
  suffix: readonly Comment[]
}

/** One line of tokens. `tokens` is written anew by the directives, which normalise quotes and versions. */
export interface Line extends Commented, Position {
  readonly kind: 'line'
  readonly tokens: string[]
}

/** A factored block: `require ( … )`. */
export interface Block extends Commented, Position {
  readonly kind: 'block'
  readonly tokens: readonly string[]
  readonly lines: readonly Line[]
  /** The comment behind the opening parenthesis. */
  readonly open: Commented
  /** The comments before and behind the closing parenthesis. */
  readonly close: Commented
}

/** Whole-line comments that stand alone: a blank line or the end of the file follows. */
export interface CommentBlock extends Commented, Position {
  readonly kind: 'comments'
}

/** A whole file. */
export interface Syntax {
  /** The file's name, for errors. */
  readonly file: string
  readonly statements: readonly (Line | Block | CommentBlock)[]
}

const none: readonly Comment[] = []

/**
 * The syntax tree of a go.mod or go.work file in linear time and without recursion; `file` is its name in errors.
 * Throws a `WardenError`: `too-large` over 16 MiB, otherwise `parse` with place.
 */
export function parseSyntax(content: Uint8Array | string, file: string): Syntax {
  const lexer = new Lexer(modFileText(content, file), file)
  const statements: (Line | Block | CommentBlock)[] = []
  let comments: Comment[] = []
  let at: Position = { line: 1, column: 1 }
  const keepComments = (): void => {
    if (comments.length > 0) statements.push({ kind: 'comments', ...at, before: comments, suffix: none })
    comments = []
  }
  for (;;) {
    switch (lexer.kind) {
      case 'newline':
        lexer.advance()
        keepComments()
        break
      case 'comment':
        if (comments.length === 0) at = { line: lexer.line, column: lexer.column }
        comments.push(lexer.text())
        lexer.advance()
        break
      case 'eof':
        keepComments()
        return { file, statements }
      default:
        statements.push(statement(lexer, comments))
        comments = []
    }
  }
}

/** A line, or a block where `(` ends the line; `( )` in the middle of a line are tokens like others. */
function statement(lexer: Lexer, before: readonly Comment[]): Line | Block {
  const { line, column } = lexer
  const tokens = [taken(lexer)]
  for (;;) {
    if (endsLine(lexer.kind)) return { kind: 'line', line, column, tokens, before, suffix: suffixOf(lexer) }
    const token = taken(lexer)
    if (token === '(') {
      if (endsLine(lexer.kind)) return block(lexer, tokens, before, { line, column })
      if (lexer.kind === 'mark' && lexer.text() === ')') {
        lexer.advance()
        if (endsLine(lexer.kind)) return emptyBlock(lexer, tokens, before, { line, column })
        tokens.push('(', ')')
        continue
      }
    }
    tokens.push(token)
  }
}

function block(lexer: Lexer, tokens: readonly string[], before: readonly Comment[], at: Position): Block {
  const open = { before: none, suffix: suffixOf(lexer) }
  const lines: Line[] = []
  let comments: Comment[] = []
  for (;;) {
    switch (lexer.kind) {
      case 'newline':
        lexer.advance()
        // One blank line is kept between lines and comments, none at the start of the block.
        if (comments.length === 0 ? lines.length > 0 : comments.at(-1) !== '') comments.push('')
        break
      case 'comment':
        comments.push(taken(lexer))
        break
      case 'eof':
        return lexer.fail(`syntax error (unterminated block started at ${lexer.file}:${at.line}:${at.column})`)
      default:
        if (lexer.kind === 'mark' && lexer.text() === ')') {
          lexer.advance()
          if (!endsLine(lexer.kind)) lexer.fail('syntax error (expected newline after closing paren)')
          if (comments.length === 1 && comments[0] === '') comments = []
          const close = { before: comments, suffix: suffixOf(lexer) }
          return { kind: 'block', ...at, tokens, lines, before, suffix: none, open, close }
        }
        lines.push(blockLine(lexer, comments))
        comments = []
    }
  }
}

function blockLine(lexer: Lexer, before: readonly Comment[]): Line {
  const { line, column } = lexer
  const tokens = [taken(lexer)]
  while (!endsLine(lexer.kind)) tokens.push(taken(lexer))
  return { kind: 'line', line, column, tokens, before, suffix: suffixOf(lexer) }
}

function emptyBlock(lexer: Lexer, tokens: readonly string[], before: readonly Comment[], at: Position): Block {
  const bare = { before: none, suffix: none }
  return { kind: 'block', ...at, tokens, lines: [], before, suffix: suffixOf(lexer), open: bare, close: bare }
}

function taken(lexer: Lexer): string {
  const text = lexer.text()
  lexer.advance()
  return text
}

/** The comment that ends this line, if there is one; goes on behind the line's end. */
function suffixOf(lexer: Lexer): readonly Comment[] {
  const suffix = lexer.kind === 'suffix' ? [lexer.text()] : none
  lexer.advance()
  return suffix
}

function endsLine(kind: TokenKind): boolean {
  return kind === 'newline' || kind === 'suffix' || kind === 'eof'
}
