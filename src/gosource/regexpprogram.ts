// Patterns of package regexp (https://pkg.go.dev/regexp/syntax) as instructions, for the matcher in foldregexp.ts. What it
// does not know of the syntax it refuses.
import { runesOf } from './runes.ts'

/** A pattern as instructions for the matcher. */
export interface Program {
  readonly code: readonly Instruction[]
  readonly groups: number
  readonly names: readonly string[]
}

/** One instruction; places are numbers of instructions. */
export type Instruction =
  | { readonly op: 'rune'; readonly matches: (rune: number) => boolean }
  | { readonly op: 'split'; readonly first: number; readonly second: number }
  | { readonly op: 'jump'; readonly to: number }
  | { readonly op: 'save'; readonly slot: number }
  | { readonly op: 'assert'; readonly holds: (before: number, after: number) => boolean }
  | { readonly op: 'match' }

/** How many instructions a pattern may become. */
const MOST_CODE = 2000

/** A pattern as instructions; `undefined` where it holds what is not understood. */
export function compile(pattern: string): Program | undefined {
  if (pattern.length > 1000) return undefined
  try {
    return new Compiler(pattern).program()
  } catch (error) {
    if (error instanceof NotUnderstood) return undefined
    throw error
  }
}

class NotUnderstood extends Error {}

type Matcher = (rune: number) => boolean

/** Reads a pattern and writes instructions; nesting is bounded by the pattern's length. */
class Compiler {
  readonly #runes: readonly number[]
  #at = 0
  readonly #code: Instruction[] = []
  #groups = 0
  readonly #names: string[] = ['']
  #fold = false
  #dotAll = false
  #lines = false
  #depth = 0

  constructor(pattern: string) {
    this.#runes = runesOf(pattern)
  }

  program(): Program {
    this.#alternatives()
    if (this.#at < this.#runes.length) throw new NotUnderstood()
    this.#code.push({ op: 'match' })
    return { code: this.#code, groups: this.#groups, names: this.#names }
  }

  #peek(offset: number = 0): string {
    const rune = this.#runes[this.#at + offset]
    return rune === undefined ? '' : String.fromCodePoint(rune)
  }

  #take(): string {
    const char = this.#peek()
    if (char === '') throw new NotUnderstood()
    this.#at++
    return char
  }

  #alternatives(): void {
    if (++this.#depth > 50) throw new NotUnderstood()
    const start = this.#code.length
    const pieces: Instruction[][] = []
    for (;;) {
      // Each alternative is written as if it began here, and moved to its place when all are known.
      this.#sequence()
      pieces.push(this.#code.splice(start))
      if (this.#peek() !== '|') break
      this.#at++
    }
    const end = start + pieces.reduce((sum, piece) => sum + piece.length, 0) + (pieces.length - 1) * 2
    for (const [i, piece] of pieces.entries()) {
      const last = i === pieces.length - 1
      const at = this.#code.length
      if (!last) this.#code.push({ op: 'split', first: at + 1, second: at + piece.length + 2 })
      this.#append(piece, start)
      if (!last) this.#code.push({ op: 'jump', to: end })
    }
    this.#depth--
  }

  /** Writes instructions that were made for another place. */
  #append(piece: readonly Instruction[], from: number): void {
    const shift = this.#code.length - from
    for (const step of piece) {
      if (step.op === 'jump') this.#code.push({ op: 'jump', to: step.to + shift })
      else if (step.op === 'split')
        this.#code.push({ op: 'split', first: step.first + shift, second: step.second + shift })
      else this.#code.push(step)
    }
    if (this.#code.length > MOST_CODE) throw new NotUnderstood()
  }

  #sequence(): void {
    while (this.#peek() !== '' && this.#peek() !== '|' && this.#peek() !== ')') {
      const start = this.#code.length
      const once = this.#atom()
      this.#repeated(start, once)
    }
  }

  #repeated(start: number, once: boolean): void {
    for (;;) {
      const char = this.#peek()
      let low = 0
      let high = Infinity
      if (char === '*') this.#at++
      else if (char === '+') {
        this.#at++
        low = 1
      } else if (char === '?') {
        this.#at++
        high = 1
      } else if (char === '{') {
        const counts = this.#counts()
        if (counts === undefined) return
        ;[low, high] = counts
      } else return
      if (once) throw new NotUnderstood()
      const lazy = this.#peek() === '?'
      if (lazy) this.#at++
      this.#repeat(start, low, high, lazy)
    }
  }

  #counts(): [number, number] | undefined {
    const text = this.#runes
      .slice(this.#at, this.#at + 12)
      .map((rune) => String.fromCodePoint(rune))
      .join('')
    const match = /^\{(\d+)(,(\d*))?\}/.exec(text)
    if (match === null) throw new NotUnderstood()
    this.#at += match[0].length
    const low = Number(match[1])
    const high = match[2] === undefined ? low : match[3] === '' ? Infinity : Number(match[3])
    if (low > 1000 || (high !== Infinity && (high > 1000 || high < low))) throw new NotUnderstood()
    return [low, high]
  }

  #repeat(start: number, low: number, high: number, lazy: boolean): void {
    const body = this.#code.splice(start)
    const append = (): void => this.#append(body, start)
    for (let i = 0; i < low; i++) append()
    const split = (into: number, past: number): Instruction => {
      return lazy ? { op: 'split', first: past, second: into } : { op: 'split', first: into, second: past }
    }
    if (high === Infinity) {
      const loop = this.#code.length
      this.#code.push({ op: 'jump', to: loop })
      append()
      this.#code.push({ op: 'jump', to: loop })
      this.#code[loop] = split(loop + 1, this.#code.length)
      return
    }
    const opened: number[] = []
    for (let i = low; i < high; i++) {
      opened.push(this.#code.length)
      this.#code.push({ op: 'jump', to: 0 })
      append()
    }
    for (const at of opened) this.#code[at] = split(at + 1, this.#code.length)
  }

  /** One thing; says whether it is an assertion, which is not repeated. */
  #atom(): boolean {
    const char = this.#take()
    switch (char) {
      case '(':
        this.#group()
        return false
      case '[':
        this.#rune(this.#class())
        return false
      case '.':
        this.#rune(this.#dotAll ? () => true : (rune) => rune !== 10)
        return false
      case '^':
        return this.#assert(this.#lines ? (before) => before === -1 || before === 10 : (before) => before === -1)
      case '$':
        return this.#assert(this.#lines ? (_, after) => after === -1 || after === 10 : (_, after) => after === -1)
      case '\\':
        return this.#escape()
      case '*':
      case '+':
      case '?':
        throw new NotUnderstood()
      default:
        this.#rune(this.#literal(char.codePointAt(0) ?? 0))
        return false
    }
  }

  #assert(holds: (before: number, after: number) => boolean): true {
    this.#code.push({ op: 'assert', holds })
    return true
  }

  #rune(matches: Matcher): void {
    this.#code.push({ op: 'rune', matches })
    if (this.#code.length > MOST_CODE) throw new NotUnderstood()
  }

  #literal(rune: number): Matcher {
    if (!this.#fold) return (other) => other === rune
    const [lower, upper] = cases(rune)
    return (other) => other === rune || other === lower || other === upper
  }

  #group(): void {
    const { fold, dotAll, lines } = { fold: this.#fold, dotAll: this.#dotAll, lines: this.#lines }
    let number = -1
    if (this.#peek() === '?') {
      this.#at++
      if (this.#peek() === 'P' || this.#peek() === '<') number = this.#named()
      else if (this.#flags()) return
    } else {
      number = ++this.#groups
      this.#names[number] = ''
    }
    if (number > 0) this.#code.push({ op: 'save', slot: number * 2 })
    this.#alternatives()
    if (this.#take() !== ')') throw new NotUnderstood()
    if (number > 0) this.#code.push({ op: 'save', slot: number * 2 + 1 })
    this.#fold = fold
    this.#dotAll = dotAll
    this.#lines = lines
  }

  #named(): number {
    if (this.#peek() === 'P') this.#at++
    if (this.#take() !== '<') throw new NotUnderstood()
    let name = ''
    for (let char = this.#take(); char !== '>'; char = this.#take()) name += char
    const number = ++this.#groups
    this.#names[number] = name
    return number
  }

  /** Flags; says whether they are the whole group, `(?i)`. */
  #flags(): boolean {
    let on = true
    for (;;) {
      const char = this.#take()
      if (char === ':') return false
      if (char === ')') return true
      if (char === '-') on = false
      else if (char === 'i') this.#fold = on
      else if (char === 's') this.#dotAll = on
      else if (char === 'm') this.#lines = on
      else throw new NotUnderstood()
    }
  }

  #escape(): boolean {
    const char = this.#take()
    if (char === 'b' || char === 'B') {
      const at = char === 'b'
      return this.#assert((before, after) => (isWord(before) !== isWord(after)) === at)
    }
    if (char === 'A') return this.#assert((before) => before === -1)
    if (char === 'z') return this.#assert((_, after) => after === -1)
    const known = perl(char)
    this.#rune(known ?? this.#literal(this.#escaped(char)))
    return false
  }

  #escaped(char: string): number {
    const controls: Readonly<Record<string, number>> = { n: 10, t: 9, r: 13, f: 12, v: 11, a: 7 }
    const control = controls[char]
    if (control !== undefined) return control
    if (char === 'x') {
      let hex = ''
      if (this.#peek() === '{') {
        this.#at++
        for (let digit = this.#take(); digit !== '}'; digit = this.#take()) hex += digit
      } else hex = this.#take() + this.#take()
      if (!/^[0-9a-fA-F]{1,6}$/.test(hex)) throw new NotUnderstood()
      return Number.parseInt(hex, 16)
    }
    if (/[A-Za-z0-9]/.test(char)) throw new NotUnderstood()
    return char.codePointAt(0) ?? 0
  }

  #class(): Matcher {
    const not = this.#peek() === '^'
    if (not) this.#at++
    const parts: Matcher[] = []
    for (let first = true; first || this.#peek() !== ']'; first = false) {
      let char = this.#take()
      if (char === '[' && this.#peek() === ':') throw new NotUnderstood()
      let low = char.codePointAt(0) ?? 0
      if (char === '\\') {
        char = this.#take()
        const known = perl(char)
        if (known !== undefined) {
          parts.push(known)
          continue
        }
        low = this.#escaped(char)
      }
      let high = low
      if (this.#peek() === '-' && this.#peek(1) !== ']' && this.#peek(1) !== '') {
        this.#at++
        const end = this.#take()
        high = end === '\\' ? this.#escaped(this.#take()) : (end.codePointAt(0) ?? 0)
        if (high < low) throw new NotUnderstood()
      }
      const inside = (rune: number): boolean => rune >= low && rune <= high
      parts.push(this.#fold ? (rune) => inside(rune) || cases(rune).some(inside) : inside)
    }
    this.#at++
    return (rune) => parts.some((part) => part(rune)) !== not
  }
}

function perl(char: string): Matcher | undefined {
  const classes: Readonly<Record<string, Matcher>> = {
    d: (rune) => rune >= 48 && rune <= 57,
    s: (rune) => rune === 9 || rune === 10 || rune === 12 || rune === 13 || rune === 32,
    w: isWord,
  }
  const known = classes[char.toLowerCase()]
  if (known === undefined) return undefined
  return char === char.toLowerCase() ? known : (rune) => !known(rune)
}

function isWord(rune: number): boolean {
  return (rune >= 48 && rune <= 57) || (rune >= 65 && rune <= 90) || rune === 95 || (rune >= 97 && rune <= 122)
}

function cases(rune: number): [number, number] {
  const text = String.fromCodePoint(rune)
  return [text.toLowerCase().codePointAt(0) ?? rune, text.toUpperCase().codePointAt(0) ?? rune]
}
