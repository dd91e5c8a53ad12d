// Printing a go.mod or go.work syntax tree in go's standard style, as `go mod edit -fmt` does.
// https://go.dev/ref/mod#go-mod-edit; the behaviour is that of golang.org/x/mod/modfile.Format.

import { trimSpace } from '../base/fields.ts'
import type { Block, Comment, Commented, CommentBlock, Line, Syntax } from './modsyntax.ts'

/** The text of a go.mod or go.work file in go's standard style. */
export function formatSyntax(syntax: Syntax): string {
  const page = new Page()
  syntax.statements.forEach((statement, index) => {
    page.statement(statement)
    if (statement.kind !== 'comments') page.newline()
    if (index + 1 < syntax.statements.length) page.newline()
  })
  return page.finished()
}

/** Lines that are done, the one being written, and the comments that wait for its end. */
class Page {
  readonly #lines: string[] = []
  #current = ''
  #suffixes: Comment[] = []
  #margin = ''

  statement(statement: Line | Block | CommentBlock): void {
    this.#comments(statement)
    if (statement.kind === 'line') this.#tokens(statement.tokens)
    if (statement.kind === 'block') {
      this.#tokens(statement.tokens)
      this.#current += ' ('
      this.#suffixes.push(...statement.open.suffix)
      this.#margin = '\t'
      for (const line of statement.lines) {
        this.newline()
        this.#comments(line)
        this.#tokens(line.tokens)
        this.#suffixes.push(...line.suffix)
      }
      this.#margin = ''
      this.newline()
      this.#marginComments(statement.close.before)
      this.#current += ')'
      this.#suffixes.push(...statement.close.suffix)
    }
    this.#suffixes.push(...statement.suffix)
  }

  /** Ends the line with its comments; blank lines at the top or behind another are left out. */
  newline(): void {
    this.#suffixes.forEach((comment, index) => {
      if (index > 0) {
        this.#endLine()
        this.#current = this.#margin
      }
      this.#current += `${index === 0 ? ' ' : ''}${trimSpace(comment)}`
    })
    this.#suffixes = []
    const blankBefore = this.#lines.length === 0 || this.#lines.at(-1) === ''
    if (withoutTrailingBlanks(this.#current) !== '' || !blankBefore) this.#endLine()
    this.#current = this.#margin
  }

  finished(): string {
    while (this.#lines.at(-1) === '' && this.#current === '') this.#lines.pop()
    return this.#lines.map((line) => `${line}\n`).join('') + this.#current
  }

  #endLine(): void {
    this.#lines.push(withoutTrailingBlanks(this.#current))
    this.#current = ''
  }

  #comments(of: Commented): void {
    this.#marginComments(of.before)
  }

  #marginComments(comments: readonly Comment[]): void {
    if (comments.length === 0) return
    if (withoutTrailingBlanks(this.#current) !== '') this.#endLine()
    this.#current = this.#margin
    for (const comment of comments) {
      this.#current += trimSpace(comment)
      this.newline()
    }
  }

  #tokens(tokens: readonly string[]): void {
    let separator = ''
    for (const token of tokens) {
      if (token === ',' || token === ')' || token === ']' || token === '}') separator = ''
      this.#current += separator + token
      separator = token === '(' || token === '[' || token === '{' ? '' : ' '
    }
  }
}

function withoutTrailingBlanks(line: string): string {
  let end = line.length
  while (end > 0 && (line.charCodeAt(end - 1) === 0x20 || line.charCodeAt(end - 1) === 0x09)) end--
  return line.slice(0, end)
}
