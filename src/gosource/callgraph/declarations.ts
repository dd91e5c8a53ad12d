// The declarations of a Go file, found without parsing it: where each begins and ends, and what it names. Bodies are
// skipped by their brackets; what is needed is parsed when it is needed. That is what makes a large program cheap, as
// most of its functions are never reached. It follows the lexical rules of https://go.dev/ref/spec#Semicolons.
import type { ImportSpec } from '../ast.ts'
import { parseGenDecl } from '../parsedecl.ts'
import { Parser } from '../parser.ts'

/** A declaration as it stands in the text: `pos` is its keyword, or its first name in a group. */
export interface Declared {
  readonly kind: 'func' | 'type' | 'var' | 'const'
  /** The name of a function or a type; the first name of others. */
  readonly names: readonly string[]
  /** For a method: the name of its receiver's type. */
  readonly receiver: string | undefined
  readonly pos: number
  readonly end: number
  /** Which line of its group; groups of `const` repeat the line above. */
  readonly line: number
}

/** What stands before a file's declarations. */
export interface FileHead {
  readonly packageName: string
  readonly imports: readonly ImportSpec[]
  /** Where the declarations begin. */
  readonly end: number
  readonly broken: boolean
}

/** What a file declares. */
export interface FileIndex extends FileHead {
  readonly declared: readonly Declared[]
  /** `//go:linkname local path.name`, as written. */
  readonly linknames: readonly { readonly local: string; readonly target: string }[]
  /** `//export name` of a file that is compiled with C: C may call it. */
  readonly exports: readonly string[]
  /** Whether some of it is no Go at all: no package clause, or brackets that do not close. */
  readonly broken: boolean
}

/** How many declarations of a file may be unreadable before the rest of it is left. */
const MOST_LOST = 20

/** Reads a file's package clause and imports; `text` has a byte a character. */
export function readFileHead(text: string): FileHead {
  const p = new Parser(text)
  p.expect('package')
  const packageName = p.ident().name
  p.expectSemi('the package clause')
  const imports: ImportSpec[] = []
  while (p.at('import')) {
    for (const spec of parseGenDecl(p).specs) if (spec.kind === 'ImportSpec') imports.push(spec)
  }
  return { packageName, imports, end: p.pos, broken: p.errors.length > 0 }
}

/** Finds the declarations of a file, whose head may be known. */
export function indexFile(text: string, head: FileHead = readFileHead(text)): FileIndex {
  const declared: Declared[] = []
  const scanner = new Scanner(text, head.end)
  let lost = head.broken ? 1 : 0
  // What does not close is read to its end each time: so only a few times.
  while (lost < MOST_LOST) {
    const pos = scanner.skipBlank()
    if (pos >= text.length) break
    const word = scanner.word()
    const known = word === 'func' ? readFunction(scanner, pos, declared) : readGroup(scanner, word, declared)
    if (known) continue
    lost++
    scanner.at = nextDeclaration(text, pos + 1)
  }
  return {
    ...head,
    declared,
    linknames: linknamesOf(text, head.imports),
    exports: exportsOf(text, head.imports),
    broken: lost > 0,
  }
}

function linknamesOf(text: string, imports: readonly ImportSpec[]): { local: string; target: string }[] {
  const found: { local: string; target: string }[] = []
  // Without unsafe Go refuses it.
  if (!imports.some(({ value }) => value === 'unsafe')) return found
  for (let at = text.indexOf('//go:linkname '); at >= 0; at = text.indexOf('//go:linkname ', at + 1)) {
    const newline = text.indexOf('\n', at)
    const [, local, target] = text
      .slice(at, newline < 0 ? text.length : newline)
      .trim()
      .split(/\s+/)
    if (local !== undefined && target !== undefined) found.push({ local, target })
  }
  return found
}

function exportsOf(text: string, imports: readonly ImportSpec[]): string[] {
  if (!imports.some(({ value }) => value === 'C')) return []
  return [...text.matchAll(/^\/\/export[ \t]+([\w\u0080-\u00FF]+)/gm)].map(([, name]) => name ?? '')
}

/** The next line that begins with a keyword of a declaration. */
function nextDeclaration(text: string, from: number): number {
  const next = /\n(?:func|type|var|const)\b/g
  next.lastIndex = from
  const match = next.exec(text)
  return match === null ? text.length : match.index + 1
}

/** Behind `func`, which stands at `pos`: its receiver and name, and over its body. */
function readFunction(scanner: Scanner, pos: number, to: Declared[]): boolean {
  const { text } = scanner
  let receiver: string | undefined
  const at = scanner.skipBlank()
  if (text.charCodeAt(at) === 40) {
    if (!scanner.brackets()) return false
    receiver = receiverType(text.slice(at + 1, scanner.at - 1))
    scanner.skipBlank()
    if (receiver === undefined) return false
  }
  const name = scanner.word()
  const end = scanner.endOfDeclaration()
  if (name === '' || end < 0) return false
  to.push({ kind: 'func', names: [name], receiver, pos, end, line: 0 })
  return true
}

/** The type's name in `r *pkg[T]`: the last word before type arguments. */
function receiverType(text: string): string | undefined {
  const usual = /^(?:[\w\u0080-\uFFFF]+ )?\*?([\w\u0080-\uFFFF]+)$/.exec(text)?.[1]
  if (usual !== undefined) return usual
  const plain = text.replaceAll(/\/\*.*?\*\/|\/\/[^\n]*/gs, ' ')
  const bracket = plain.indexOf('[')
  const head = bracket < 0 ? plain : plain.slice(0, bracket)
  return head.match(/[\w\u0080-\uFFFF]+/g)?.at(-1)
}

/** Behind `type`, `var` or `const`: one line, or a group of them. */
function readGroup(scanner: Scanner, kind: string, to: Declared[]): boolean {
  if (kind !== 'type' && kind !== 'var' && kind !== 'const') return false
  const { text } = scanner
  if (text.charCodeAt(scanner.skipBlank()) !== 40) return readSpec(scanner, kind, 0, to)
  scanner.at++
  for (let line = 0; ; line++) {
    const at = scanner.skipBlank()
    if (at >= text.length) return false
    if (text.charCodeAt(at) === 41) {
      scanner.at++
      return true
    }
    if (!readSpec(scanner, kind, line, to) || scanner.at <= at) return false
  }
}

function readSpec(scanner: Scanner, kind: 'type' | 'var' | 'const', line: number, to: Declared[]): boolean {
  const { text } = scanner
  const pos = scanner.skipBlank()
  const names: string[] = []
  for (;;) {
    scanner.skipBlank()
    const name = scanner.word()
    if (name === '') break
    names.push(name)
    if (kind === 'type') break
    const after = scanner.at
    if (text.charCodeAt(scanner.skipSpaces()) !== 44) {
      scanner.at = after
      break
    }
    scanner.at++
  }
  scanner.at = pos
  const end = scanner.endOfDeclaration()
  if (names.length === 0 || end < 0) return false
  to.push({ kind, names, receiver: undefined, pos, end, line })
  return true
}

/** Walks over Go's text by its words, brackets, strings and comments. Every step goes on, and each byte is read once or twice. */
class Scanner {
  readonly text: string
  at: number

  constructor(text: string, at: number) {
    this.text = text
    this.at = at
  }

  /** Over blanks, comments and semicolons. Gives the position. */
  skipBlank(): number {
    const { text } = this
    for (;;) {
      const c = text.charCodeAt(this.at)
      if (c <= 32 || c === 59) this.at++
      else if (c === 47 && this.#comment()) continue
      else return this.at
    }
  }

  /** Over blanks and comments of this line. */
  skipSpaces(): number {
    const { text } = this
    for (;;) {
      const c = text.charCodeAt(this.at)
      if (c === 32 || c === 9 || c === 13) this.at++
      else if (c === 47 && text.charCodeAt(this.at + 1) === 42 && this.#comment()) continue
      else return this.at
    }
  }

  /** The word here; empty where there is none. */
  word(): string {
    const { text, at } = this
    let i = at
    while (isWord(text.charCodeAt(i))) i++
    this.at = i
    return text.slice(at, i)
  }

  /** Over a bracket that opens here and everything to the one that closes it. */
  brackets(): boolean {
    const { text } = this
    let depth = 0
    while (this.at < text.length) {
      const c = text.charCodeAt(this.at)
      if (c === 123 || c === 40 || c === 91) depth++
      else if (c === 125 || c === 41 || c === 93) {
        depth--
        if (depth <= 0) {
          this.at++
          return depth === 0
        }
      } else if (c === 34 || c === 39 || c === 96) {
        this.#quoted(c)
        continue
      } else if (c === 47 && this.#comment()) continue
      this.at++
    }
    return false
  }

  /**
   * To the new line or semicolon that ends what begins here, outside all brackets, or to the bracket that closes what is
   * around. Gives its position; -1 where the file ends inside brackets.
   */
  endOfDeclaration(): number {
    const { text } = this
    let depth = 0
    // Whether the line may end here: behind a name, a literal or a closing bracket.
    let complete = false
    while (this.at < text.length) {
      const c = text.charCodeAt(this.at)
      if (c === 10) {
        if (complete && depth === 0) return this.at
      } else if (c === 123 || c === 40 || c === 91) {
        depth++
        complete = false
      } else if (c === 125 || c === 41 || c === 93) {
        if (depth === 0) return this.at
        depth--
        complete = true
      } else if (c === 34 || c === 39 || c === 96) {
        this.#quoted(c)
        complete = true
        continue
      } else if (c === 47 && this.#comment()) {
        // A comment over several lines ends this one too.
        if (complete && depth === 0 && text.charCodeAt(this.at - 1) === 47 && this.#brokeLine) return this.at
        continue
      } else if (c === 59) {
        if (depth === 0) return this.at
      } else if (c > 32 && c !== 13) complete = isWord(c)
      this.at++
    }
    return depth === 0 ? this.at : -1
  }

  #brokeLine = false

  /** Over a comment that begins here; false where none does. The new line behind `//` is left. */
  #comment(): boolean {
    const { text, at } = this
    const next = text.charCodeAt(at + 1)
    this.#brokeLine = false
    if (next === 47) {
      const newline = text.indexOf('\n', at)
      this.at = newline < 0 ? text.length : newline
      return true
    }
    if (next !== 42) return false
    const close = text.indexOf('*/', at + 2)
    this.at = close < 0 ? text.length : close + 2
    const newline = text.indexOf('\n', at)
    this.#brokeLine = newline >= 0 && newline < this.at
    return true
  }

  /** Over a string or rune; one that is not closed ends with its line, as the lexer has it. */
  #quoted(quote: number): void {
    const { text } = this
    if (quote === 96) {
      const close = text.indexOf('`', this.at + 1)
      this.at = close < 0 ? text.length : close + 1
      return
    }
    let i = this.at + 1
    for (; i < text.length; i++) {
      const c = text.charCodeAt(i)
      if (c === 92) i++
      else if (c === quote) {
        i++
        break
      } else if (c === 10) break
    }
    this.at = i
  }
}

function isWord(c: number): boolean {
  return (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || (c >= 48 && c <= 57) || c === 95 || c >= 128
}
