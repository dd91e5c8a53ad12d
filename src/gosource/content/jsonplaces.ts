// JSON with comments and trailing commas, as editors write their settings (https://jsonc.org), with the place of each
// value. Nesting is limited; where the text is no JSON, what was read until there counts.

/** A value and where it begins. */
export interface JsonValue {
  readonly pos: number
  readonly value: string | number | boolean | undefined | readonly JsonValue[] | ReadonlyMap<string, JsonValue>
}

const MOST_DEPTH = 64

/** Reads a text; `undefined` where there is nothing. Never throws. */
export function parseJson(text: string): JsonValue | undefined {
  return new Reader(text).read(0)
}

/** The value of a key; `undefined` where there is none. */
export function member(json: JsonValue | undefined, key: string): JsonValue | undefined {
  return json?.value instanceof Map ? (json.value as ReadonlyMap<string, JsonValue>).get(key) : undefined
}

/** The keys and values of an object; none for anything else. */
export function members(json: JsonValue | undefined): readonly (readonly [string, JsonValue])[] {
  return json?.value instanceof Map ? [...(json.value as ReadonlyMap<string, JsonValue>)] : []
}

/** The elements of a list; none for anything else. */
export function elements(json: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(json?.value) ? (json.value as readonly JsonValue[]) : []
}

/** A text; `undefined` for anything else. */
export function textIn(json: JsonValue | undefined): string | undefined {
  return typeof json?.value === 'string' ? json.value : undefined
}

class Reader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  read(depth: number): JsonValue | undefined {
    this.#blank()
    const pos = this.#at
    const c = this.#text[pos]
    if (c === undefined || depth > MOST_DEPTH) return undefined
    if (c === '"') return { pos, value: this.#string() }
    if (c === '{') return { pos, value: this.#object(depth) }
    if (c === '[') return { pos, value: this.#list(depth) }
    const word = /[\w+.-]+/y
    word.lastIndex = pos
    const found = word.exec(this.#text)?.[0]
    if (found === undefined) return undefined
    this.#at += found.length
    const number = Number(found)
    return {
      pos,
      value: found === 'true' ? true : found === 'false' ? false : Number.isNaN(number) ? undefined : number,
    }
  }

  #object(depth: number): ReadonlyMap<string, JsonValue> {
    const all = new Map<string, JsonValue>()
    this.#at++
    for (;;) {
      this.#blank()
      if (this.#text[this.#at] !== '"') break
      const key = this.#string()
      this.#blank()
      if (this.#text[this.#at] !== ':') break
      this.#at++
      const value = this.read(depth + 1)
      if (value === undefined) break
      // Of a repeated key the last one counts, as for JSON.parse.
      all.set(key, value)
      if (!this.#comma()) break
    }
    this.#close('}')
    return all
  }

  #list(depth: number): readonly JsonValue[] {
    const all: JsonValue[] = []
    this.#at++
    for (;;) {
      this.#blank()
      if (this.#text[this.#at] === ']') break
      const value = this.read(depth + 1)
      if (value === undefined) break
      all.push(value)
      if (!this.#comma()) break
    }
    this.#close(']')
    return all
  }

  #comma(): boolean {
    this.#blank()
    if (this.#text[this.#at] !== ',') return false
    this.#at++
    return true
  }

  #close(bracket: string): void {
    this.#blank()
    if (this.#text[this.#at] === bracket) this.#at++
  }

  #string(): string {
    const begin = this.#at++
    for (; this.#at < this.#text.length; this.#at++) {
      const c = this.#text[this.#at]
      if (c === '\\') this.#at++
      else if (c === '"') break
    }
    this.#at++
    const written = this.#text.slice(begin, this.#at)
    try {
      const value: unknown = JSON.parse(written)
      return typeof value === 'string' ? value : written
    } catch {
      return written.slice(1, -1)
    }
  }

  #blank(): void {
    const text = this.#text
    for (;;) {
      const c = text.charCodeAt(this.#at)
      if (c <= 32 || c === 0xa0 || c === 0xfeff) this.#at++
      else if (text.startsWith('//', this.#at)) this.#at = endOf(text.indexOf('\n', this.#at), text)
      else if (text.startsWith('/*', this.#at)) this.#at = endOf(text.indexOf('*/', this.#at + 2), text) + 2
      else return
    }
  }
}

function endOf(found: number, text: string): number {
  return found < 0 ? text.length : found
}
