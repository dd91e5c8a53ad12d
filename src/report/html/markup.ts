// Pieces of HTML that are safe by the way they are made: whatever is put into a template is text, and is escaped,
// unless a template made it. https://html.spec.whatwg.org/multipage/parsing.html
import { printable } from '../printable.ts'

/** A piece of HTML that `markup` made. Nothing that was read from a file can be one: JSON has no symbols. */
export interface Markup {
  readonly [made]: string
}

/** What a template takes: text from anywhere, numbers, pieces, lists of pieces; `undefined` is nothing. */
export type Content = Markup | string | number | undefined | readonly Markup[]

const made: unique symbol = Symbol('markup')

/** The template with its contents escaped. Contents stand between tags or in double-quoted attributes, nowhere else. */
export function markup(strings: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  let all = strings[0] ?? ''
  for (const [i, content] of contents.entries()) all += htmlOf(content) + (strings[i + 1] ?? '')
  return { [made]: all }
}

/** The HTML of a piece, to be written to a file. */
export function sourceOf(piece: Markup): string {
  return piece[made]
}

/** The pieces with another one between every two. */
export function joined(pieces: readonly Markup[], between: Markup): Markup[] {
  return pieces.flatMap((piece, i) => (i === 0 ? [piece] : [between, piece]))
}

/** The first `most` UTF-16 units of a text, with an ellipsis where it is longer. */
export function clipped(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most)}…`
}

function htmlOf(content: Content): string {
  if (content === undefined) return ''
  if (typeof content === 'string') return escaped(content)
  if (typeof content === 'number') return String(content)
  if (made in content) return content[made]
  let all = ''
  for (const piece of content) all += piece[made]
  return all
}

/**
 * Text as HTML shows it, controls replaced. What a reader cannot see (zero-width characters, variation selectors, tags)
 * is written out, because hidden characters are how code and names deceive: `⟨U+200B⟩`.
 */
function escaped(text: string): string {
  // The common case costs one scan: a report has thousands of names, and nearly all are plain.
  if (/^[\w ./@:,;()+=-]*$/.test(text)) return text
  return printable(text)
    .toWellFormed()
    .replaceAll(/\p{Default_Ignorable_Code_Point}|\p{Noncharacter_Code_Point}|[\u2028\u2029]/gu, codePoint)
    .replaceAll(/[&<>"]/g, (character) => ENTITIES[character] ?? '')
}

function codePoint(character: string): string {
  return `\u27E8U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}\u27E9`
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
