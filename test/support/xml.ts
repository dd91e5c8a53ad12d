// A strict reader of the XML that reports are written in: elements, attributes in double quotes, text and references.
// No comments, CDATA, processing instructions or document types: a report has none, whatever names it holds.

/** An element. */
export interface XmlElement {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  readonly children: readonly XmlElement[]
  readonly text: string
}

/** Reads a document. Throws where it is not well-formed XML 1.0. */
export function parseXml(text: string): XmlElement {
  const start = '<?xml version="1.0" encoding="UTF-8"?>'
  if (!text.startsWith(start)) throw new Error('no XML declaration')
  const reader = { text, at: start.length }
  space(reader)
  const root = element(reader)
  space(reader)
  if (reader.at !== text.length) throw new Error(`more after the root element at ${reader.at}`)
  return root
}

interface Reader {
  readonly text: string
  at: number
}

const NAME = /[A-Za-z_][\w.-]*/y
const ATTRIBUTE = /\s+([A-Za-z_][\w.-]*)="([^"<]*)"/y
const TEXT = /[^<]*/y

function take(reader: Reader, pattern: RegExp): RegExpExecArray | null {
  pattern.lastIndex = reader.at
  const found = pattern.exec(reader.text)
  if (found !== null) reader.at += found[0].length
  return found
}

function space(reader: Reader): void {
  take(reader, /\s*/y)
}

function element(reader: Reader): XmlElement {
  if (reader.text[reader.at] !== '<') throw new Error(`no element at ${reader.at}`)
  reader.at++
  const name = take(reader, NAME)?.[0]
  if (name === undefined) throw new Error(`no name at ${reader.at}`)
  const attributes = new Map<string, string>()
  for (let found = take(reader, ATTRIBUTE); found !== null; found = take(reader, ATTRIBUTE)) {
    const [, key = '', value = ''] = found
    if (attributes.has(key)) throw new Error(`${name}: ${key} twice`)
    attributes.set(key, plain(value))
  }
  space(reader)
  if (reader.text.startsWith('/>', reader.at)) {
    reader.at += 2
    return { name, attributes, children: [], text: '' }
  }
  if (reader.text[reader.at] !== '>') throw new Error(`${name} is not closed at ${reader.at}`)
  reader.at++
  const children: XmlElement[] = []
  let text = ''
  for (;;) {
    text += plain(take(reader, TEXT)?.[0] ?? '')
    if (reader.text.startsWith(`</${name}>`, reader.at)) {
      reader.at += name.length + 3
      return { name, attributes, children, text }
    }
    children.push(element(reader))
  }
}

/** Resolves references; throws for a lone `&` and for characters that XML 1.0 does not have. */
function plain(text: string): string {
  const resolved = text.replaceAll(/&(#(\d+);|(amp|lt|gt|quot);)?/g, (all, _, code?: string, name?: string) => {
    if (code !== undefined) return String.fromCodePoint(Number(code))
    if (name === undefined) throw new Error(`a lone & in ${text}`)
    return { amp: '&', lt: '<', gt: '>', quot: '"' }[name] ?? all
  })
  if (/[^\t\n\r -\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u.test(resolved)) throw new Error('a forbidden character')
  return resolved
}
