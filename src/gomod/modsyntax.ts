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

/** What a file is made of. */
export type Statement = Line | Block | CommentBlock

/** A whole file. */
export interface Syntax {
  /** The file's name, for errors. */
  readonly file: string
  readonly statements: readonly Statement[]
}

const none: readonly Comment[] = []

/** The beginning of a block: what its lines need to know of it. */
export type BlockHead = Commented & Position & { readonly tokens: readonly string[] }

/**
 * The syntax tree of a go.mod or go.work file in linear time and without recursion; `file` is its name in errors.
 * Throws a `WardenError`: `too-large` over 16 MiB, otherwise `parse` with place.
 */
export function parseSyntax(content: Uint8Array | string, file: string): Syntax {
  const statements: Statement[] = []
  readStatements(content, file, (statement) => statements.push(statement))
  return { file, statements }
}

/**
 * Calls `onStatement` for each statement of a file in its order, without keeping them: a tree is a hundred times as
 * large as a hostile file. With `onBlockLine` the lines of blocks go there, before their block comes without any.
 * Throws as `parseSyntax` does; what was read before an error is not to be believed.
 */
export function readStatements(
  content: Uint8Array | string,
  file: string,
  onStatement: (statement: Statement) => void,
  onBlockLine?: (line: Line, block: BlockHead) => void,
): void {
  const lexer = new Lexer(modFileText(content, file), file)
  let comments: Comment[] = []
  let at: Position = { line: 1, column: 1 }
  const keepComments = (): void => {
    if (comments.length > 0) onStatement({ kind: 'comments', ...at, before: comments, suffix: none })
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
        return keepComments()
      default:
        onStatement(statement(lexer, comments, onBlockLine))
        comments = []
    }
  }
}

type OnBlockLine = ((line: Line, block: BlockHead) => void) | undefined

/** A line, or a block where `(` ends the line; `( )` in the middle of a line are tokens like others. */
function statement(lexer: Lexer, before: readonly Comment[], onBlockLine: OnBlockLine): Line | Block {
  const { line, column } = lexer
  const tokens = [taken(lexer)]
  for (;;) {
    if (endsLine(lexer.kind)) return { kind: 'line', line, column, tokens, before, suffix: suffixOf(lexer) }
    const token = taken(lexer)
    if (token === '(') {
      if (endsLine(lexer.kind)) return block(lexer, { line, column, tokens, before, suffix: none }, onBlockLine)
      if (lexer.kind === 'mark' && lexer.text() === ')') {
        lexer.advance()
        if (endsLine(lexer.kind)) return emptyBlock(lexer, { line, column, tokens, before, suffix: none })
        tokens.push('(', ')')
        continue
      }
    }
    tokens.push(token)
  }
}

function block(lexer: Lexer, head: BlockHead, onLine: OnBlockLine): Block {
  const open = { before: none, suffix: suffixOf(lexer) }
  const lines: Line[] = []
  let afterLine = false
  let comments: Comment[] = []
  for (;;) {
    switch (lexer.kind) {
      case 'newline':
        lexer.advance()
        // One blank line is kept between lines and comments, none at the start of the block.
        if (comments.length === 0 ? afterLine : comments.at(-1) !== '') comments.push('')
        break
      case 'comment':
        comments.push(taken(lexer))
        break
      case 'eof':
        return lexer.fail(`syntax error (unterminated block started at ${lexer.file}:${head.line}:${head.column})`)
      default:
        if (lexer.kind === 'mark' && lexer.text() === ')') {
          lexer.advance()
          if (!endsLine(lexer.kind)) lexer.fail('syntax error (expected newline after closing paren)')
          if (comments.length === 1 && comments[0] === '') comments = []
          const close = { before: comments, suffix: suffixOf(lexer) }
          return { kind: 'block', ...head, lines, open, close }
        }
        if (onLine === undefined) lines.push(blockLine(lexer, comments))
        else onLine(blockLine(lexer, comments), head)
        afterLine = true
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

function emptyBlock(lexer: Lexer, head: BlockHead): Block {
  const bare = { before: none, suffix: none }
  return { kind: 'block', ...head, lines: [], suffix: suffixOf(lexer), open: bare, close: bare }
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
