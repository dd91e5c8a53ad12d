// What all parts of the parser share: the token at hand, errors, limits. The grammar itself is in parsedecl.ts,
// parsestmt.ts, parseexpr.ts and parsetype.ts (https://go.dev/ref/spec). It accepts what go/parser accepts; where a file
// is no Go, the place is noted and reading goes on behind it.
import type { Expr, Field, Ident, Stmt, SyntaxError } from './ast.ts'
import { Lexer } from './lexer.ts'
import { Pile } from './pile.ts'
import type { Token } from './token.ts'

/** How many errors of one file are kept. */
const MOST_ERRORS = 20

/**
 * How deep expressions, types and statements may nest. go/parser allows 100,000, which no stack of ours holds; nobody
 * writes more than a few dozen. Beyond it the declaration is given up and the file is marked.
 */
const MOST_DEPTH = 400

/** Thrown where source nests deeper than the limit; caught at the declaration. */
export class TooDeep extends Error {}

/** The state of one file's parsing. */
export class Parser {
  readonly lexer: Lexer
  readonly errors: SyntaxError[] = []
  /** The names behind dots. */
  readonly selected: Set<string> = new Set<string>()
  /** The lists that are being read. */
  readonly exprs: Pile<Expr> = new Pile<Expr>()
  readonly stmts: Pile<Stmt> = new Pile<Stmt>()
  readonly fields: Pile<Field> = new Pile<Field>()
  token: Token = 'EOF'
  /** The first byte of the token at hand, and the byte behind the one before it. */
  pos: number = 0
  last: number = 0
  /** Below zero in the head of a control clause, where `{` begins the body and not a composite literal. */
  exprLevel: number = 0
  depth: number = 0
  /** Where a missing comma was put in last. */
  #inserted = -1

  constructor(text: string) {
    this.lexer = new Lexer(text, (pos, end, message) => this.error(message, pos, end))
    this.next()
  }

  /** Goes to the next token. */
  next(): void {
    const { lexer } = this
    this.last = lexer.end
    lexer.next()
    this.token = lexer.token
    this.pos = lexer.start
  }

  /** Whether the token at hand is `token`. */
  at(token: Token): boolean {
    return this.token === token
  }

  /** Goes on if the token at hand is `token`. */
  accept(token: Token): boolean {
    if (this.token !== token) return false
    this.next()
    return true
  }

  /** Goes on, or notes that `token` is missing here. Gives the position of the token. */
  expect(token: Token): number {
    const { pos } = this
    if (this.token === token) this.next()
    else this.error(`${token} expected`)
    return pos
  }

  /** Reads over the end of a statement or a line of a declaration; before `)` and `}` it need not be written. */
  expectSemi(after: string): void {
    if (this.token === ')' || this.token === '}') return
    if (this.token === ';') return this.next()
    // A comma where a line should end: the line is read as ended, so that what follows is seen.
    this.error(`a new line is expected after ${after}`)
    if (this.token === ',') this.next()
  }

  /** Whether a list goes on: behind a comma, or at a missing one, which is noted. */
  atComma(context: string, close: Token): boolean {
    if (this.token === ',') return true
    if (this.token === close) return false
    const line = this.token === ';' && this.lexer.literal === '\n'
    this.error(`a comma is expected ${line ? 'before the end of the line ' : ''}in ${context}`)
    // The comma is put in, but not twice at one place: a list of nothing would never end.
    const stuck = this.#inserted === this.pos
    this.#inserted = this.pos
    return !stuck && ![';', 'EOF', '}', ')', ']'].includes(this.token)
  }

  /** Reads a name; where there is none, an empty one that takes no bytes. */
  ident(): Ident {
    const { pos } = this
    if (this.token !== 'ident') {
      this.error('a name is expected')
      return { kind: 'Ident', pos, end: pos, name: '_', entity: undefined }
    }
    const name = this.lexer.literal
    this.next()
    return { kind: 'Ident', pos, end: this.last, name, entity: undefined }
  }

  /** Reads a name behind a dot. */
  selector(): Ident {
    const sel = this.ident()
    this.selected.add(sel.name)
    return sel
  }

  /** Notes an error, at the token at hand unless another place is given. */
  error(message: string, pos: number = this.pos, end: number = Math.max(pos, this.lexer?.end ?? pos)): void {
    if (this.errors.length < MOST_ERRORS && this.errors.at(-1)?.pos !== pos) this.errors.push({ pos, end, message })
  }

  /** Enters one level of nesting; `leave` must follow. Throws `TooDeep`. */
  enter(): void {
    if (++this.depth > MOST_DEPTH) throw new TooDeep()
  }

  /** Leaves a level. */
  leave(): void {
    this.depth--
  }
}
