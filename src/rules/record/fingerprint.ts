// Fingerprint: the code of a module as hashes that survive what a copy changes: comments, layout, names of variables and
// functions, and the module's own path in imports and texts. Names of fields, methods and what is called in packages,
// and all literals, count as they are written.
import { hash } from 'node:crypto'
import { compareBytes } from '../../base/bytes.ts'
import { splitPathVersion } from '../../gomod/path.ts'
import { Lexer } from '../../gosource/lexer.ts'
import type { Token } from '../../gosource/token.ts'

/** One function's body. */
export interface FunctionPrint {
  readonly file: string
  /** Lines from 1: of `func`, and of the closing brace. */
  readonly line: number
  readonly endLine: number
  readonly hash: string
  /** How many tokens it has: what it weighs. */
  readonly tokens: number
  /** Whether its file says that a generator made it: such code is alike in modules that have nothing in common. */
  readonly generated: boolean
}

/** One Go file's tokens. */
export type FilePrint = Pick<FunctionPrint, 'hash' | 'tokens' | 'generated'>

/** The code of a module. */
export interface Fingerprint {
  readonly files: ReadonlyMap<string, FilePrint>
  readonly functions: readonly FunctionPrint[]
  /** Hash of the bytes of each file that is not counted. */
  readonly others: ReadonlyMap<string, string>
  /** Whether a limit was reached, so that there is more code than this. */
  readonly cut: boolean
}

/** Shorter bodies are alike by chance: getters, one call. */
const LEAST_TOKENS = 24

const MOST_FILES = 20_000
const MOST_FUNCTIONS = 200_000
const MOST_BYTES = 8 << 20

/**
 * The fingerprint of a module's files, by their names in the module. Tests and what is vendored are not counted. Linear in the
 * bytes; a file over 8 MiB is left out.
 */
export function fingerprintOf(path: string, contents: ReadonlyMap<string, Uint8Array>): Fingerprint {
  const files = new Map<string, FilePrint>()
  const functions: FunctionPrint[] = []
  const others = new Map<string, string>()
  let cut = false
  const own = splitPathVersion(path).prefix
  for (const name of [...contents.keys()].toSorted(compareBytes)) {
    const bytes = contents.get(name)
    if (bytes === undefined) continue
    if (!isCounted(name)) {
      others.set(name, hash('sha256', bytes, 'base64url'))
      continue
    }
    if (bytes.length > MOST_BYTES || files.size >= MOST_FILES || functions.length >= MOST_FUNCTIONS) {
      cut = true
      continue
    }
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
    const generated = GENERATED.test(text.slice(0, MOST_HEAD))
    const tokens = tokensOf(text, own)
    files.set(name, { hash: hashOf(tokens.words), tokens: tokens.words.length, generated })
    for (const one of functionsOf(name, tokens)) functions.push({ ...one, generated })
  }
  return { files, functions, others, cut }
}

/** https://go.dev/s/generatedcode */
const GENERATED = /^\/\/ Code generated .* DO NOT EDIT\.\r?$/m
const MOST_HEAD = 16 << 10

function isCounted(name: string): boolean {
  return name.endsWith('.go') && !name.endsWith('_test.go') && !/(?:^|\/)(?:vendor|testdata|third_party)\//.test(name)
}

/** The tokens of a file. */
interface Tokens {
  readonly kinds: readonly Token[]
  /** As written, but for semicolons and the module's own path. */
  readonly words: readonly string[]
  /** Lines from 1. */
  readonly lines: readonly number[]
}

function tokensOf(text: string, own: string): Tokens {
  const lexer = new Lexer(text, () => undefined)
  const [kinds, words, lines]: [Token[], string[], number[]] = [[], [], []]
  let line = 1
  let newline = text.indexOf('\n')
  for (lexer.next(); lexer.token !== 'EOF'; lexer.next()) {
    for (; newline >= 0 && newline < lexer.start; newline = text.indexOf('\n', newline + 1)) line++
    kinds.push(lexer.token)
    lines.push(line)
    const { token, literal } = lexer
    words.push(token === 'string' ? literal.replaceAll(own, '.') : NAMED.has(token) ? literal : token)
  }
  return { kinds, words, lines }
}

const NAMED: ReadonlySet<Token> = new Set(['ident', 'int', 'float', 'imag', 'char'])

/** The bodies that begin outside of another one, methods and function literals of variables too. */
function functionsOf(file: string, { kinds, words, lines }: Tokens): Omit<FunctionPrint, 'generated'>[] {
  const found: Omit<FunctionPrint, 'generated'>[] = []
  const ends = pairsOf(kinds)
  for (let i = 0; i < kinds.length; i++) {
    if (kinds[i] !== 'func') continue
    const body = bodyAfter(kinds, ends, i)
    if (body === undefined) continue
    const end = ends[body] ?? body
    const tokens = end - body + 1
    if (tokens >= LEAST_TOKENS) {
      const hashed = hashOf(renamed(kinds, words, body, end))
      found.push({ file, line: lines[i] ?? 1, endLine: lines[end] ?? lines[i] ?? 1, hash: hashed, tokens })
    }
    i = end
  }
  return found
}

/** The index of the brace that opens the body of a function whose `func` is at `at`; `undefined` where it has none. */
function bodyAfter(kinds: readonly Token[], ends: readonly number[], at: number): number | undefined {
  let i = at + 1
  // Each step passes over a whole pair of brackets: no signature has so many parts.
  for (let steps = 0; steps < MOST_STEPS && i < kinds.length; steps++) {
    const kind = kinds[i]
    if (kind === '(' || kind === '[') i = ends[i] ?? i
    else if (kind === '{') {
      if (kinds[i - 1] !== 'struct' && kinds[i - 1] !== 'interface') return i
      i = ends[i] ?? i
    } else if (kind === ';' || kind === ',' || kind === '=' || kind === ')' || kind === ']' || kind === '}') {
      return undefined
    }
    i++
  }
  return undefined
}

const MOST_STEPS = 200

/** For each bracket that opens, the index of the one that closes it; the last token where none does. */
function pairsOf(kinds: readonly Token[]): readonly number[] {
  const ends: number[] = []
  const open: { readonly at: number; readonly closes: Token }[] = []
  for (const [i, kind] of kinds.entries()) {
    ends.push(kinds.length - 1)
    const closes = kind === '(' ? ')' : kind === '[' ? ']' : kind === '{' ? '}' : undefined
    if (closes !== undefined) open.push({ at: i, closes })
    else if (open.at(-1)?.closes === kind) ends[open.pop()?.at ?? i] = i
  }
  return ends
}

/** The words of a body with its names numbered as they come; what stands behind a point keeps its name. */
function renamed(kinds: readonly Token[], words: readonly string[], from: number, to: number): string[] {
  const names = new Map<string, string>()
  const out: string[] = []
  for (let i = from; i <= to; i++) {
    const word = words[i] ?? ''
    if (kinds[i] !== 'ident' || kinds[i - 1] === '.') {
      out.push(word)
      continue
    }
    const known = names.get(word) ?? `\u0000${names.size}`
    names.set(word, known)
    out.push(known)
  }
  return out
}

function hashOf(words: readonly string[]): string {
  return hash('sha256', words.join('\u0001'), 'base64url').slice(0, 22)
}
