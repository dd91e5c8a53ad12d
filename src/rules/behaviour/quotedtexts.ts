// Quoted texts: the strings of JSON and of what looks like it, whole or cut, for a look at the commands in them.

/** How much is read, and how many texts. */
const MOST_TEXT = 1 << 16
const MOST_STRINGS = 256

/** The texts between double quotes, from 8 letters on, without escapes; linear in the text. */
export function quotedTexts(whole: string): readonly string[] {
  const text = whole.slice(0, MOST_TEXT)
  const found: string[] = []
  for (let at = text.indexOf('"'); at >= 0 && found.length < MOST_STRINGS; at = text.indexOf('"', at)) {
    let end = at + 1
    while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1
    // What is not closed ends with the text, and so does the search.
    if (end >= text.length) break
    if (end - at > 8) found.push(text.slice(at + 1, end).replaceAll(/\\(.)/g, '$1'))
    at = end + 1
  }
  return found
}
