// Comma lists of path patterns, as GOPRIVATE, GONOPROXY, GONOSUMDB and GOINSECURE hold them.
// https://pkg.go.dev/golang.org/x/mod/module#MatchPrefixPatterns and https://pkg.go.dev/path#Match
//
//   pattern:  { term }
//   term:     '*' any run without '/' · '?' any character but '/' · '[' ['^'] { c | lo '-' hi } ']' · '\' c · c
//
// Go matches bytes, and a `*` may stop inside of a character, whose rest is then U+FFFD byte by byte. So does this.

import { utf8 } from './bytes.ts'

/**
 * Whether a pattern of the comma list `globs` matches a prefix of the path `target`: a pattern of n+1 elements is
 * held against the first n+1 elements. One trailing slash of a pattern does not count; empty patterns match nothing,
 * malformed ones neither. White space is part of a pattern. Time is at most pattern times path length.
 */
export function matchPrefixPatterns(globs: string, target: string): boolean {
  for (const item of globs.split(',')) {
    const glob = item.endsWith('/') ? item.slice(0, -1) : item
    if (glob === '') continue
    const prefix = firstElements(target, glob.split('/').length)
    if (prefix !== undefined && (plain.test(glob) ? glob === prefix : matchPath(glob, prefix))) return true
  }
  return false
}

// Nothing in it but characters that stand for themselves.
const plain = /^[^*?[\\]+$/

// The first `count` elements of a path; `undefined` where it has fewer.
function firstElements(path: string, count: number): string | undefined {
  let end = -1
  for (let i = 0; i < count; i++) {
    if (i > 0 && end < 0) return undefined
    end = path.indexOf('/', end + 1)
  }
  return end < 0 ? path : path.slice(0, end)
}

/** Whether all of `name` matches the pattern, as Go's path.Match does; a malformed pattern matches nothing. */
export function matchPath(pattern: string, name: string): boolean {
  const chunks = chunksOf(utf8(pattern))
  const text = utf8(name)
  let at = 0
  for (const [i, chunk] of chunks.entries()) {
    const last = i === chunks.length - 1
    if (chunk.star && chunk.terms.length === 0) return !text.includes(slash, at)
    const end = afterStar(chunk, text, at, last)
    // Go finds a malformed pattern only where it comes to it, but matches nothing either way.
    if (end === undefined) return false
    at = end
  }
  return at === text.length
}

// Where the chunk's match ends, at the first place (after its star, if any) where it matches; the last one must come
// to the end. Taking the first place for the others is enough, as for every glob: what follows has its own star.
function afterStar(chunk: Chunk, text: Uint8Array, from: number, last: boolean): number | undefined {
  for (let start = from; ; start++) {
    const end = matchTerms(chunk.terms, text, start)
    if (end !== undefined && (!last || end === text.length)) return end
    if (!chunk.star || start >= text.length || text[start] === slash) return undefined
  }
}

/** Terms without a star, and whether a star comes before them. */
interface Chunk {
  readonly star: boolean
  readonly terms: readonly Term[]
}

type Term =
  | { readonly kind: 'byte'; readonly byte: number }
  | { readonly kind: 'any' }
  | { readonly kind: 'class'; readonly negated: boolean; readonly ranges: ReadonlyArray<readonly [number, number]> }

const slash = 0x2f
const replacement = 0xfffd

// The end of the terms' match at `start`.
function matchTerms(terms: readonly Term[], text: Uint8Array, start: number): number | undefined {
  let at = start
  for (const term of terms) {
    const byte = text[at]
    if (byte === undefined) return undefined
    if (term.kind === 'byte') {
      if (byte !== term.byte) return undefined
      at++
      continue
    }
    const [character, length] = decode(text, at)
    if (term.kind === 'any' ? byte === slash : isIn(term.ranges, character) === term.negated) return undefined
    at += length
  }
  return at
}

function isIn(ranges: ReadonlyArray<readonly [number, number]>, character: number): boolean {
  return ranges.some(([low, high]) => low <= character && character <= high)
}

// A malformed pattern becomes one chunk that nothing matches.
function chunksOf(pattern: Uint8Array): readonly Chunk[] {
  const chunks: Chunk[] = []
  let at = 0
  while (at < pattern.length) {
    const first = at
    while (pattern[at] === asterisk) at++
    const end = chunkEnd(pattern, at)
    const terms = termsOf(pattern.subarray(at, end))
    if (terms === undefined) return nothing
    chunks.push({ star: at > first, terms })
    at = end
  }
  return chunks
}

// A chunk goes on to the next star outside of brackets.
function chunkEnd(pattern: Uint8Array, start: number): number {
  let inBrackets = false
  for (let i = start; i < pattern.length; i++) {
    const byte = pattern[i]
    if (byte === backslash) i++
    else if (byte === openBracket) inBrackets = true
    else if (byte === closeBracket) inBrackets = false
    else if (byte === asterisk && !inBrackets) return i
  }
  return pattern.length
}

function termsOf(chunk: Uint8Array): Term[] | undefined {
  const terms: Term[] = []
  let at = 0
  while (at < chunk.length) {
    if (chunk[at] === openBracket) {
      const found = classAt(chunk, at + 1)
      if (found === undefined) return undefined
      terms.push(found.term)
      at = found.end
      continue
    }
    if (chunk[at] === questionMark) {
      terms.push({ kind: 'any' })
      at++
      continue
    }
    if (chunk[at] === backslash) at++
    const byte = chunk[at]
    if (byte === undefined) return undefined
    terms.push({ kind: 'byte', byte })
    at++
  }
  return terms
}

// The class after a `[`. It has at least one range; `-` and `]` stand for themselves only after a backslash.
function classAt(chunk: Uint8Array, start: number): { readonly term: Term; readonly end: number } | undefined {
  const negated = chunk[start] === caret
  const ranges: [number, number][] = []
  let at = negated ? start + 1 : start
  while (ranges.length === 0 || chunk[at] !== closeBracket) {
    const low = classCharacter(chunk, at)
    if (low === undefined) return undefined
    at = low.end
    let high = low
    if (chunk[at] === hyphen) {
      const found = classCharacter(chunk, at + 1)
      if (found === undefined) return undefined
      high = found
      at = found.end
    }
    ranges.push([low.character, high.character])
  }
  return { term: { kind: 'class', negated, ranges }, end: at + 1 }
}

function classCharacter(chunk: Uint8Array, start: number): { character: number; end: number } | undefined {
  const first = chunk[start]
  if (first === undefined || first === hyphen || first === closeBracket) return undefined
  const at = first === backslash ? start + 1 : start
  if (at >= chunk.length) return undefined
  const [character, length] = decode(chunk, at)
  // A class that is not closed ends the pattern here.
  return at + length < chunk.length ? { character, end: at + length } : undefined
}

// The character at `at` and its length in bytes; U+FFFD and 1 inside of a character. The bytes come from text, so
// that whatever begins as a character is whole.
function decode(bytes: Uint8Array, at: number): readonly [character: number, length: number] {
  const first = bytes[at] ?? 0
  if (first < 0x80) return [first, 1]
  if (first < 0xc0) return [replacement, 1]
  const length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
  let character = first & (0xff >> (length + 1))
  for (let i = 1; i < length; i++) character = (character << 6) | ((bytes[at + i] ?? 0) & 0x3f)
  return [character, length]
}

const asterisk = 0x2a
const questionMark = 0x3f
const openBracket = 0x5b
const closeBracket = 0x5d
const backslash = 0x5c
const caret = 0x5e
const hyphen = 0x2d
const nothing: readonly Chunk[] = [{ star: false, terms: [{ kind: 'class', negated: false, ranges: [] }] }]
