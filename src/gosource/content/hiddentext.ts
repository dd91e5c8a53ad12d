// What a reader of source does not see: directional characters that reorder a line (https://trojansource.codes,
// https://www.unicode.org/reports/tr39/), characters without a shape, and code behind a screen of blanks. For Go source
// by its tokens; for assembly, C and the instructions of coding agents by lines. Bytes, a byte a character.
import type { ContentFact } from '../facts.ts'
import { Lexer } from '../lexer.ts'
import type { SourceFile } from '../scope.ts'
import { contentFact, lineAt, type Weight } from './fact.ts'
import { isForTests } from './place.ts'

/** Facts of kind `bidi` and `off-screen` of one Go file. */
export function readHiddenGo(file: SourceFile): readonly ContentFact[] {
  const { name, text } = file
  const hidden = HIDDEN.test(text)
  const far = FAR.test(text)
  if (!hidden && !far) return []
  const spans = spansOf(text)
  return [...(hidden ? hiddenCharacters(name, text, spans) : []), ...(far ? offScreen(name, text, spans) : [])]
}

/** The same of a text in another language: comments and literals are not told apart there. */
export function readHiddenText(name: string, text: string): readonly ContentFact[] {
  const facts: ContentFact[] = []
  if (HIDDEN.test(text)) facts.push(...hiddenCharacters(name, text, undefined))
  if (FAR.test(text) && /\.(?:s|S|c|cc|cpp|cxx|h|hh|hpp|hxx|m|mm)$/.test(name)) {
    facts.push(...offScreen(name, text, undefined))
  }
  return facts
}

/** A comment or a literal. */
interface SpanOf {
  readonly start: number
  readonly end: number
  readonly kind: 'comment' | 'string' | 'raw' | 'char' | 'ident'
}

/** How many places of one file are told. */
const MOST_PLACES = 20
/** How many long gaps of one file are looked at. */
const MOST_TRIED = 200
/** No columns are aligned so far to the right. */
const WIDEST = 2000
/** From this many blanks on, and this column, code is out of sight. */
const BLANKS = 100
const COLUMN = 120
/** This many invisible characters in a row carry a message. */
const MESSAGE = 16

// U+202A to U+202E and U+2066 to U+2069; U+200B to U+200D, U+2060 to U+2064; U+E0000 to U+E01EF; U+FE00 to U+FE0F in a
// row; the Hangul fillers, which are letters for Go: U+115F, U+1160, U+3164, U+FFA0. All as UTF-8 bytes.
const BIDI = String.raw`\u00E2\u0080[\u00AA-\u00AE]|\u00E2\u0081[\u00A6-\u00A9]`
const FILLER = String.raw`\u00E1\u0085[\u009F\u00A0]|\u00E3\u0085\u00A4|\u00EF\u00BE\u00A0`
const SHAPELESS = String.raw`(?:\u00E2\u0080[\u008B-\u008D]|\u00E2\u0081[\u00A0-\u00A4]|\u00F3\u00A0[\u0080-\u0087][\u0080-\u00BF]|\u00EF\u00B8[\u0080-\u008F]|\u00EF\u00BB\u00BF)`
const RUN = `${SHAPELESS}{${MESSAGE}}`
const HIDDEN = new RegExp(`${BIDI}|${FILLER}|${RUN}`)
const FAR = new RegExp(`(?:^|[^ \\t])[ \\t]{${BLANKS}}`)

function spansOf(text: string): readonly SpanOf[] {
  const spans: SpanOf[] = []
  const lexer = new Lexer(text, () => undefined)
  do {
    lexer.next()
    if (lexer.token === 'string') {
      spans.push({ start: lexer.start, end: lexer.end, kind: text[lexer.start] === '`' ? 'raw' : 'string' })
    } else if (lexer.token === 'char') spans.push({ start: lexer.start, end: lexer.end, kind: 'char' })
    else if (lexer.token === 'ident') spans.push({ start: lexer.start, end: lexer.end, kind: 'ident' })
  } while (lexer.token !== 'EOF')
  for (let i = 0; i + 1 < lexer.comments.length; i += 2) {
    spans.push({ start: lexer.comments[i] ?? 0, end: lexer.comments[i + 1] ?? 0, kind: 'comment' })
  }
  return spans.toSorted((a, b) => a.start - b.start)
}

function spanAt(spans: readonly SpanOf[], offset: number): SpanOf | undefined {
  let low = 0
  let high = spans.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((spans[middle]?.start ?? 0) <= offset) low = middle + 1
    else high = middle
  }
  const span = spans[low - 1]
  return span !== undefined && offset < span.end ? span : undefined
}

function hiddenCharacters(name: string, text: string, spans: readonly SpanOf[] | undefined): readonly ContentFact[] {
  const facts: ContentFact[] = []
  const tests = isForTests(name)
  let last = -1
  let lineStart = 0
  let lineEnd = -1
  for (const found of text.matchAll(new RegExp(`${RUN}(?:${SHAPELESS})*|${BIDI}|${FILLER}`, 'g'))) {
    if (facts.length >= MOST_PLACES) break
    if (found.index < last) continue
    const span = spans === undefined ? undefined : spanAt(spans, found.index)
    // A line may be as long as the file, and have many such places.
    if (found.index > lineEnd) {
      lineStart = text.lastIndexOf('\n', found.index) + 1
      const next = text.indexOf('\n', found.index)
      lineEnd = next < 0 ? text.length : next
    }
    const start = Math.max(lineStart, span?.start ?? 0)
    const end = Math.min(lineEnd, span?.end ?? lineEnd)
    const told = characterFact(found[0], text.slice(start, end), found.index - start, span, spans !== undefined, tests)
    // One fact a literal, comment or line.
    last = end
    if (told === undefined) continue
    facts.push(contentFact('bidi', told.weight, name, lineAt(text, found.index), told.what, told.values))
  }
  return facts
}

interface Said {
  readonly weight: Weight
  readonly what: string
  readonly values: readonly string[]
}

function characterFact(
  found: string,
  part: string,
  at: number,
  span: SpanOf | undefined,
  tokens: boolean,
  tests: boolean,
): Said | undefined {
  const utf8 = Buffer.from(part, 'latin1').toString('utf8')
  if (found.length >= MESSAGE * 3) return message(found, part.slice(0, at), tests)
  const shown = visible(utf8)
  if (/[\u202A-\u202E\u2066-\u2069]/.test(Buffer.from(found, 'latin1').toString('utf8'))) {
    if (tokens && span === undefined) {
      return { weight: 'high', what: 'a directional character outside of comments and literals', values: [shown] }
    }
    if (isBalanced(utf8))
      return { weight: 'low', what: 'directional characters that end where they began', values: [shown] }
    // A literal that is nothing but the character is a table of it; nothing that follows is reordered by its meaning.
    const alone = utf8.replaceAll(/[\u202A-\u202E\u2066-\u2069\u200E\u200F\s"'`]/g, '') === ''
    if (alone) return undefined
    return {
      weight: tests ? 'low' : 'high',
      what: 'directional characters that show a line in another order than it has',
      values: [shown],
    }
  }
  // Fillers are letters of old Korean text; in a name they are nothing that anybody sees.
  if (!tokens || span?.kind === 'ident') {
    return tokens ? { weight: 'high', what: 'a name with a letter that has no shape', values: [shown] } : undefined
  }
  return undefined
}

/** A row of shapeless characters: what it spells in tags or in variation selectors, which stand for bytes. */
function message(found: string, before: string, tests: boolean): Said | undefined {
  const points = [...Buffer.from(found, 'latin1').toString('utf8')].map((c) => c.codePointAt(0) ?? 0)
  // A flag of a region is a black flag with tags behind it (https://www.unicode.org/reports/tr51/#Subdivision_Flags).
  if (before.endsWith('\u00F0\u009F\u008F\u00B4')) return undefined
  const bytes = points.map((point) =>
    point >= 0xe0100
      ? point - 0xe0100 + 16
      : point >= 0xe0000
        ? point - 0xe0000
        : point >= 0xfe00
          ? point - 0xfe00
          : -1,
  )
  const spelled = bytes.every((byte) => byte >= 0 && byte < 256) ? Buffer.from(bytes).toString('latin1') : ''
  return {
    weight: tests ? 'medium' : 'high',
    what: `${points.length} characters without a shape in a row, which can carry a message`,
    values: [spelled === '' ? `${points.length} characters` : spelled],
  }
}

/**
 * Whether everything that was opened is closed before the part ends: what follows is then shown as it stands. A stray end
 * closes nothing, and the end of an isolate closes what was opened inside
 * (https://www.unicode.org/reports/tr9/#Explicit_Levels_and_Directions).
 */
function isBalanced(text: string): boolean {
  const open: ('isolate' | 'embedding')[] = []
  let isolates = 0
  for (const c of text) {
    if (c >= '\u2066' && c <= '\u2068') {
      open.push('isolate')
      isolates++
    } else if (c === '\u2069' && isolates > 0) {
      // What is searched is dropped: linear in all.
      open.length = open.lastIndexOf('isolate')
      isolates--
    } else if (c === '\u202C') {
      if (open.at(-1) === 'embedding') open.pop()
    } else if (c >= '\u202A' && c <= '\u202E') open.push('embedding')
  }
  return open.length === 0
}

/** The text with what is not seen as escapes. */
function visible(text: string): string {
  return text
    .trim()
    .slice(0, 200)
    .replaceAll(
      /[\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF\u115F\u1160\u3164\uFFA0]/g,
      (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
    )
}

function offScreen(name: string, text: string, spans: readonly SpanOf[] | undefined): readonly ContentFact[] {
  const facts: ContentFact[] = []
  const far = new RegExp(FAR, 'g')
  let tried = 0
  for (let found = far.exec(text); found !== null && tried < MOST_TRIED; found = far.exec(text)) {
    if (facts.length >= MOST_PLACES) break
    let code = far.lastIndex
    while (text.charCodeAt(code) === 32 || text.charCodeAt(code) === 9) code++
    far.lastIndex = code
    const lineStart = text.lastIndexOf('\n', found.index + found[0].length - 1) + 1
    const blank = Math.max(lineStart, found.index + (/^[ \t]/.test(found[0]) ? 0 : 1))
    const first = text.charCodeAt(code)
    tried++
    if (Number.isNaN(first) || first === 10 || first === 13) continue
    if (column(text, lineStart, code) < COLUMN || code - blank < BLANKS) continue
    // Blanks inside of a literal or comment are text; a comment behind blanks is aligned with others.
    const inside = spans === undefined ? undefined : spanAt(spans, code - 1)
    if (inside !== undefined && inside.kind !== 'ident') continue
    const at = spans === undefined ? undefined : spanAt(spans, code)
    if (at?.kind === 'comment' || (spans === undefined && /^(?:\/\/|\/\*|\\|\*)/.test(text.slice(code, code + 2))))
      continue
    if (isAligned(text, lineStart, code - lineStart)) continue
    const newline = text.indexOf('\n', code)
    const end = newline < 0 ? text.length : newline
    const hidden = text
      .slice(code, Math.min(end, code + 4096))
      .trim()
      .replaceAll(/[ \t]{8,}/g, ' … ')
    // One fact a line.
    far.lastIndex = end
    const what = `code behind ${code - blank} blanks, out of sight to the right`
    facts.push(
      contentFact('off-screen', isForTests(name) ? 'medium' : 'high', name, lineAt(text, code), what, [hidden]),
    )
  }
  return facts
}

function column(text: string, from: number, to: number): number {
  let column = 0
  for (let i = from; i < to && column < COLUMN; i++) column += text.charCodeAt(i) === 9 ? 4 : 1
  return column
}

/** Whether a line above or below shows text across the blanks: then the columns are aligned, and whoever reads sees. */
function isAligned(text: string, lineStart: number, width: number): boolean {
  if (width > WIDEST) return false
  let start = lineStart
  for (let up = 0; up < 12 && start > 0; up++) {
    start = text.lastIndexOf('\n', start - 2) + 1
    if (fills(text, start, width)) return true
  }
  let end = text.indexOf('\n', lineStart)
  for (let down = 0; down < 12 && end >= 0; down++) {
    if (fills(text, end + 1, width)) return true
    end = text.indexOf('\n', end + 1)
  }
  return false
}

/** Whether a line has text up to the width, without a long gap. */
function fills(text: string, start: number, width: number): boolean {
  const newline = text.indexOf('\n', start)
  const line = text.slice(start, Math.min(newline < 0 ? text.length : newline, start + width + 1))
  return line.trimEnd().length > width * 0.8 && !FAR.test(line)
}
