// Templates of text/template (https://pkg.go.dev/text/template), from their text to a tree.
import { runeValue, stringValue } from './literal.ts'

/** An argument of a command, or a pipeline in parentheses; `fields` are taken of it. */
export interface Operand {
  readonly kind: 'dot' | 'variable' | 'string' | 'number' | 'char' | 'bool' | 'nil' | 'function' | 'pipeline'
  /** A variable's or function's name, or what a literal stands for. */
  readonly text: string
  readonly fields: readonly string[]
  readonly pipeline?: Pipeline
}

/** Commands, each given the result of the one before; with the variables that are declared or set by them. */
export interface Pipeline {
  readonly names: readonly string[]
  readonly declares: boolean
  readonly commands: readonly (readonly Operand[])[]
}

/** A part of a template. */
export type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'action'; readonly pipeline: Pipeline }
  | {
      readonly kind: 'if' | 'with' | 'range'
      readonly pipeline: Pipeline
      readonly parts: readonly Part[]
      readonly other: readonly Part[]
    }
  | { readonly kind: 'template'; readonly name: string; readonly pipeline: Pipeline | undefined }
  | { readonly kind: 'break' | 'continue' }

/** How deep blocks and parentheses may nest. */
const MOST_DEEP = 50

/** Thrown for what is no template, or one that is not understood here. */
class NoTemplate extends Error {}

/** The parts of a template, and of those that it defines, by name; `undefined` where it is not understood. */
export function parseTemplate(
  text: string,
  left: string,
  right: string,
): { readonly parts: readonly Part[]; readonly defined: ReadonlyMap<string, readonly Part[]> } | undefined {
  try {
    const parser = new Parser(pieces(text, left, right))
    return { parts: parser.all(), defined: parser.defined }
  } catch (error) {
    if (error instanceof NoTemplate) return undefined
    throw error
  }
}

type Piece = { readonly text: string } | { readonly action: readonly string[] }

/** Text and actions in turn; what `{{-` and `-}}` trim is gone. */
function pieces(text: string, left: string, right: string): Piece[] {
  const found: Piece[] = []
  let at = 0
  let trim = false
  for (;;) {
    const start = text.indexOf(left, at)
    let plain = text.slice(at, start < 0 ? text.length : start)
    if (trim) plain = plain.replace(/^[ \t\r\n]+/, '')
    if (start < 0) {
      if (plain !== '') found.push({ text: plain })
      return found
    }
    let inner = start + left.length
    if (/^-[ \t\r\n]/.test(text.slice(inner, inner + 2))) {
      plain = plain.replace(/[ \t\r\n]+$/, '')
      inner += 2
    }
    if (plain !== '') found.push({ text: plain })
    const { words, end, trims } = action(text, inner, right)
    trim = trims
    at = end
    if (words.length > 0) found.push({ action: words })
    if (found.length > 10_000) throw new NoTemplate()
  }
}

const WORD =
  /\s+|"(?:[^"\\\n]|\\.)*"|`[^`]*`|'(?:[^'\\\n]|\\.)+'|:=|[|(),=]|\$?(?:[\p{L}_][\p{L}\p{Nd}_]*)?(?:\.[\p{L}_][\p{L}\p{Nd}_]*)+|\$(?:[\p{L}_][\p{L}\p{Nd}_]*)?|[\p{L}_][\p{L}\p{Nd}_]*|[+-]?[0-9][\p{L}\p{Nd}_.+-]*|\./uy

function action(
  text: string,
  from: number,
  right: string,
): { readonly words: readonly string[]; readonly end: number; readonly trims: boolean } {
  const words: string[] = []
  let at = from
  const comment = /^\s*\/\*[\s\S]*?\*\/\s*/.exec(text.slice(at, at + 10_000))
  if (comment !== null) at += comment[0].length
  for (;;) {
    if (text.startsWith(right, at)) return { words, end: at + right.length, trims: false }
    if (text.startsWith(`-${right}`, at) && /\s/.test(text.charAt(at - 1)))
      return { words, end: at + 1 + right.length, trims: true }
    WORD.lastIndex = at
    const [word] = WORD.exec(text) ?? []
    if (word === undefined || words.length > 1000) throw new NoTemplate()
    // A space in front of a field ends the operand before it.
    if (word.trim() !== '') words.push(word)
    else if (words.at(-1) !== ' ') words.push(' ')
    at += word.length
  }
}

class Parser {
  readonly defined = new Map<string, readonly Part[]>()
  readonly #pieces: readonly Piece[]
  #at = 0
  #deep = 0

  constructor(all: readonly Piece[]) {
    this.#pieces = all
  }

  all(): readonly Part[] {
    const { parts, end } = this.#parts()
    if (end !== undefined) throw new NoTemplate()
    return parts
  }

  /** Parts up to `end` or `else`, whose words are given. */
  #parts(): { readonly parts: Part[]; readonly end: readonly string[] | undefined } {
    if (++this.#deep > MOST_DEEP) throw new NoTemplate()
    const parts: Part[] = []
    for (let piece = this.#pieces[this.#at++]; piece !== undefined; piece = this.#pieces[this.#at++]) {
      if ('text' in piece) {
        parts.push({ kind: 'text', text: piece.text })
        continue
      }
      const words = trimmed(piece.action)
      const [first] = words
      const rest = trimmed(words.slice(1))
      if (first === 'end' || first === 'else') {
        this.#deep--
        return { parts, end: words }
      }
      if (first === 'if' || first === 'with' || first === 'range') parts.push(this.#block(first, rest))
      else if (first === 'break' || first === 'continue') parts.push({ kind: first })
      else if (first === 'template') {
        const more = trimmed(rest.slice(1))
        parts.push({ kind: 'template', name: nameOf(rest), pipeline: more.length === 0 ? undefined : pipeline(more) })
      } else if (first === 'define' || first === 'block') {
        const { parts: inner, end } = this.#parts()
        if (end?.[0] !== 'end') throw new NoTemplate()
        this.defined.set(nameOf(rest), inner)
        const more = trimmed(rest.slice(1))
        if (first === 'block') parts.push({ kind: 'template', name: nameOf(rest), pipeline: pipeline(more) })
      } else if (first !== undefined) parts.push({ kind: 'action', pipeline: pipeline(words) })
    }
    this.#deep--
    return { parts, end: undefined }
  }

  #block(kind: 'if' | 'with' | 'range', words: readonly string[]): Part {
    const { parts, end } = this.#parts()
    let other: readonly Part[] = []
    if (end?.[0] === 'else') {
      const rest = trimmed(end.slice(1))
      const [again] = rest
      if (again === 'if' || again === 'with') other = [this.#block(again, trimmed(rest.slice(1)))]
      else {
        if (rest.length > 0) throw new NoTemplate()
        const last = this.#parts()
        if (last.end?.[0] !== 'end') throw new NoTemplate()
        other = last.parts
      }
    } else if (end?.[0] !== 'end') throw new NoTemplate()
    return { kind, pipeline: pipeline(words), parts, other }
  }
}

function trimmed(words: readonly string[]): readonly string[] {
  const from = words[0] === ' ' ? 1 : 0
  return words.slice(from, words.at(-1) === ' ' && words.length > from ? -1 : undefined)
}

function nameOf([word]: readonly string[]): string {
  const name = word === undefined ? undefined : stringValue(word)
  if (name === undefined) throw new NoTemplate()
  return name
}

function pipeline(all: readonly string[]): Pipeline {
  const plain = all.filter((word) => word !== ' ')
  const to = plain.findIndex((word) => word === ':=' || word === '=')
  const left = to < 0 ? [] : plain.slice(0, to)
  const names = left.filter((word) => word !== ',')
  if (names.length > 2 || !names.every((word) => /^\$[\p{L}\p{Nd}_]+$/u.test(word))) throw new NoTemplate()
  const from = to < 0 ? 0 : all.indexOf(plain[to] ?? '') + 1
  return { names, declares: plain[to] === ':=', commands: commands(trimmed(all.slice(from)), 0) }
}

function commands(words: readonly string[], depth: number): Operand[][] {
  if (depth > MOST_DEEP || words.length === 0) throw new NoTemplate()
  const found: Operand[][] = [[]]
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ''
    if (word === ' ') continue
    if (word === '|') found.push([])
    else if (word === '(') {
      let open = 1
      let end = at + 1
      for (; end < words.length && open > 0; end++) open += words[end] === '(' ? 1 : words[end] === ')' ? -1 : 0
      if (open > 0) throw new NoTemplate()
      const inner: Pipeline = {
        names: [],
        declares: false,
        commands: commands(trimmed(words.slice(at + 1, end - 1)), depth + 1),
      }
      const next = words[end] ?? ''
      const chained = next.startsWith('.') && next.length > 1
      found
        .at(-1)
        ?.push({ kind: 'pipeline', text: '', fields: chained ? next.slice(1).split('.') : [], pipeline: inner })
      at = chained ? end : end - 1
    } else found.at(-1)?.push(operand(word))
  }
  if (found.some((command) => command.length === 0)) throw new NoTemplate()
  return found
}

function operand(word: string): Operand {
  const bare = (kind: Operand['kind'], text: string): Operand => ({ kind, text, fields: [] })
  const first = word.charAt(0)
  if (word === '.') return bare('dot', '')
  if (first === '.') return { kind: 'dot', text: '', fields: word.slice(1).split('.') }
  if (first === '$') {
    const [name = '', ...fields] = word.split('.')
    return { kind: 'variable', text: name, fields }
  }
  if (first === '"' || first === '`') {
    const text = stringValue(word)
    if (text === undefined) throw new NoTemplate()
    return bare('string', text)
  }
  if (first === "'") {
    const rune = runeValue(word)
    if (rune === undefined) throw new NoTemplate()
    return bare('char', String(rune))
  }
  if (word === 'true' || word === 'false') return bare('bool', word)
  if (word === 'nil') return bare('nil', '')
  if (/^[+-]?\d+$/.test(word) && !/^[+-]?0\d/.test(word)) return bare('number', word)
  if (/^[\p{L}_][\p{L}\p{Nd}_]*$/u.test(word)) return bare('function', word)
  throw new NoTemplate()
}
