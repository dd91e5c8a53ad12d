// Text in forms of its own: csv, PEM, ascii85, quoted-printable, HTML's characters, what is scanned with fmt, what
// os.Expand fills in.
import type { Call } from './foldmachine.ts'
import { put } from './foldbits.ts'
import { define, made, type Raw, type Table } from './foldnative.ts'
import { drained, readerOf } from './foldreader.ts'
import { assigned } from './foldconvert.ts'
import { basicName, integerBits, STRINGS, type Type } from './foldtype.ts'
import {
  bytesIn,
  bytesOf,
  elemType,
  intOf,
  joinSteps,
  nilOf,
  pointerTo,
  sliceOfValues,
  stringOf,
  stringsOf,
  tupleOf,
  unknown,
  type Value,
  withSteps,
} from './foldvalue.ts'
import { encodeRune, latin } from './runes.ts'

/** csv, pem, ascii85, quotedprintable, html, fmt.Sscan, os.Expand, strconv.Append*. */
export function textFunctions(table: Table): void {
  define(table, 'encoding/csv.NewReader', 'v', (call, from) => {
    const rest = drained(call, from)
    return rest === undefined ? undefined : { ...made('encoding/csv.Reader', rest.text), steps: rest.steps }
  })
  define(table, 'encoding/csv.Reader.ReadAll', 'o', (call, self) => {
    const rows = csvRows(self.state.text.slice(self.state.at))
    self.state.at = self.state.text.length
    if (rows === undefined) return undefined
    return tupleOf([
      sliceOfValues(
        rows.map((row) => stringsOf(row, call.steps)),
        { kind: 'slice', elem: STRINGS },
      ),
      nilOf(),
    ])
  })
  define(table, 'encoding/pem.Decode', 'b', (call, data) => pem(latin(data), call))
  define(table, 'encoding/ascii85.Decode', 'vbB', (call, to, from) => {
    const data = ascii85(latin(from))
    if (data === undefined || !put(call, to, data)) return undefined
    return tupleOf([intOf(data.length), intOf(from.length), nilOf()])
  })
  const decoder = (name: string, decode: (text: string) => Uint8Array | undefined): void => {
    define(table, name, 'v', (call, from) => {
      const rest = drained(call, from)
      const data = rest === undefined ? undefined : decode(rest.text)
      return rest === undefined || data === undefined ? undefined : readerOf(latin(data), rest.steps)
    })
  }
  decoder('encoding/ascii85.NewDecoder', ascii85)
  decoder('mime/quotedprintable.NewReader', printable)
  define(table, 'html.EscapeString', 's', (_, s) => s.replaceAll(/[<>&'"]/g, (char) => ESCAPES.get(char) ?? char))
  define(table, 'html.UnescapeString', 's', (_, s) => htmlText(s))
  define(table, 'os.Expand', 'sv', expand)
  scanning(table)
  appending(table)
}

/** Rows of comma separated values; `undefined` where a quote stands where none may. */
function csvRows(text: string): string[][] | undefined {
  const rows: string[][] = []
  let at = 0
  while (at < text.length) {
    const row: string[] = []
    if (/^\r?\n/.test(text.slice(at, at + 2))) {
      at += text.startsWith('\r', at) ? 2 : 1
      continue
    }
    for (;;) {
      const quoted = text.startsWith('"', at)
      const end = quoted ? closing(text, at + 1) : at + (/[,\r\n]/.exec(text.slice(at))?.index ?? text.length - at)
      if (end === undefined) return undefined
      const field = text.slice(quoted ? at + 1 : at, end)
      if (!quoted && field.includes('"')) return undefined
      row.push(quoted ? field.replaceAll('""', '"').replaceAll('\r\n', '\n') : field)
      at = quoted ? end + 1 : end
      if (!text.startsWith(',', at)) break
      at++
    }
    if (at < text.length && !/^\r?\n/.test(text.slice(at, at + 2))) return undefined
    at += text.startsWith('\r', at) ? 2 : 1
    rows.push(row)
    if (row.length !== rows[0]?.length) return undefined
  }
  return rows
}

/** Where a quoted field ends. */
function closing(text: string, from: number): number | undefined {
  let at = text.indexOf('"', from)
  while (at >= 0 && text.startsWith('""', at)) at = text.indexOf('"', at + 2)
  return at < 0 ? undefined : at
}

const PEM: Type = {
  kind: 'named',
  name: 'encoding/pem.Block',
  entity: undefined,
  underlying: { kind: 'struct', fields: [] },
}

/** The first PEM block without headers, and what stands behind it (https://www.rfc-editor.org/rfc/rfc7468). */
function pem(text: string, call: Call): Value | undefined {
  const found =
    /(?:^|\n)-----BEGIN ([^-\n]+)-----[ \t\r]*\n([A-Za-z0-9+/=\s]*?)\n?-----END \1-----[ \t\r]*(?:\n|$)/.exec(text)
  if (found === null)
    return text.includes('-----BEGIN')
      ? undefined
      : tupleOf([nilOf(), bytesOf(new Uint8Array(Buffer.from(text, 'latin1')))])
  const [all, type = '', body = ''] = found
  const fields = new Map<string, Value>([
    ['Type', stringOf(type, call.steps)],
    ['Bytes', bytesOf(new Uint8Array(Buffer.from(body, 'base64')), call.steps)],
    ['Headers', nilOf()],
  ])
  const block: Value = { kind: 'struct', fields, state: { frozen: false }, type: PEM, steps: call.steps }
  return tupleOf([
    pointerTo(block),
    bytesOf(new Uint8Array(Buffer.from(text.slice(found.index + all.length), 'latin1'))),
  ])
}

/** Bytes behind ascii85, as encoding/ascii85 reads them; `undefined` where it would say an error. */
function ascii85(text: string): Uint8Array | undefined {
  const out: number[] = []
  let group: number[] = []
  const flush = (count: number): boolean => {
    let value = 0
    for (let i = 0; i < 5; i++) value = value * 85 + (group[i] ?? 84)
    if (value > 0xffffffff) return false
    for (let i = 0; i < count; i++) out.push(Math.floor(value / 2 ** (24 - 8 * i)) & 255)
    group = []
    return true
  }
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code <= 32) continue
    if (code === 122 && group.length === 0) out.push(0, 0, 0, 0)
    else if (code < 33 || code > 117) return undefined
    else if (group.push(code - 33) === 5 && !flush(4)) return undefined
  }
  if (group.length === 1) return undefined
  if (group.length > 1 && !flush(group.length - 1)) return undefined
  return Uint8Array.from(out)
}

/** Quoted-printable text (https://www.rfc-editor.org/rfc/rfc2045#section-6.7); `undefined` for what is unusual. */
function printable(text: string): Uint8Array | undefined {
  const joined = text.replaceAll(/=[ \t]*\r?\n/g, '')
  if (/=(?![0-9A-F]{2})|[ \t]+(?:\r?\n|$)/.test(joined)) return undefined
  return Buffer.from(
    joined.replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  )
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['&', '&amp;'],
  ["'", '&#39;'],
  ['"', '&#34;'],
])

const NAMED: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
  colon: ':',
  sol: '/',
  period: '.',
  comma: ',',
  lpar: '(',
  rpar: ')',
  num: '#',
  dollar: '$',
  semi: ';',
  equals: '=',
  quest: '?',
  lowbar: '_',
  commat: '@',
  Tab: '\t',
  NewLine: '\n',
}

/** Text without HTML's names of characters; `undefined` where one is not known here. */
function htmlText(text: string): string | undefined {
  let open = false
  const plain = text.replaceAll(
    /&(?:#[xX]([0-9a-fA-F]{1,6});|#([0-9]{1,7});|([A-Za-z][A-Za-z0-9]*);)|&(?=[#A-Za-z])/g,
    (all, hex?: string, digits?: string, name?: string) => {
      const code = hex === undefined ? Number(digits) : Number.parseInt(hex, 16)
      if (
        name === undefined &&
        (hex ?? digits) !== undefined &&
        code > 0 &&
        (code < 0x80 || code > 0x9f) &&
        code <= 0x10ffff &&
        !(code >= 0xd800 && code < 0xe000)
      )
        return encodeRune(code)
      const known = name === undefined ? undefined : NAMED[name]
      if (known === undefined) open = true
      return known ?? all
    },
  )
  return open ? undefined : plain
}

/** os.Expand: names behind `$` by what a function of the program says. */
function expand(call: Call, text: string, fun: Value): Raw {
  let out = ''
  let steps = call.steps
  for (let at = 0; at < text.length;) {
    const dollar = text.indexOf('$', at)
    if (dollar < 0 || dollar + 1 >= text.length) {
      out += text.slice(at)
      break
    }
    out += text.slice(at, dollar)
    const name = /^(?:\{([A-Za-z_][A-Za-z0-9_]*)\}|([A-Za-z_][A-Za-z0-9_]*)|([*#$@!?\-0-9]))/.exec(
      text.slice(dollar + 1),
    )
    // Bad syntax is left out by rules of its own.
    if (name === null) {
      if (text.startsWith('{', dollar + 1)) return undefined
      out += '$'
      at = dollar + 1
      continue
    }
    const answer = call.apply(fun, [stringOf(name[1] ?? name[2] ?? name[3] ?? '')])
    if (answer.kind !== 'string') return undefined
    out += answer.text
    steps = joinSteps(steps, answer.steps)
    at = dollar + 1 + name[0].length
  }
  return stringOf(out, steps)
}

function scanning(table: Table): void {
  for (const name of ['fmt.Sscan', 'fmt.Sscanln', 'fmt.Sscanf'])
    table.set(name, (call) => {
      const [text, ...rest] = call.args
      const format = name === 'fmt.Sscanf' ? rest.shift() : undefined
      const count =
        text?.kind === 'string' ? scan(call, text.text, name === 'fmt.Sscanf' ? format : undefined, rest) : undefined
      // What is scanned in part leaves some of them as they were.
      if (count !== rest.length) {
        for (const to of rest) if (to.kind === 'pointer') to.place.set(unknown(name))
        return tupleOf([unknown(name), unknown(name)])
      }
      return tupleOf([intOf(count), nilOf()])
    })
}

/** Puts what a text holds into variables; how many, or `undefined` where that is not known. */
function scan(call: Call, text: string, format: Value | undefined, to: readonly Value[]): number | undefined {
  const pattern =
    format === undefined ? to.map(() => '%v').join(' ') : format.kind === 'string' ? format.text : undefined
  if (pattern === undefined) return undefined
  let at = 0
  let count = 0
  for (let i = 0; i < pattern.length;) {
    const verb = /^%([0-9]*)([a-zA-Z%])/.exec(pattern.slice(i, i + 12))
    if (verb === null || verb[2] === '%') {
      const space = /^\s+/.exec(pattern.slice(i))?.[0]
      if (space !== undefined) {
        at += /^\s*/.exec(text.slice(at))?.[0].length ?? 0
        i += space.length
      } else {
        if (text.charAt(at++) !== pattern.charAt(i)) return undefined
        i += verb === null ? 1 : 2
      }
      continue
    }
    const [all, width = '', letter = ''] = verb
    i += all.length
    const target = to[count]
    if (target?.kind !== 'pointer') return undefined
    const type = elemType(target.type)
    if (letter !== 'c') at += /^\s*/.exec(text.slice(at))?.[0].length ?? 0
    const rest = text.slice(at, width === '' ? undefined : at + Number(width))
    const taken = takenBy(letter, type).exec(rest)?.[0] ?? ''
    const value = scanned(letter, taken, type)
    if (value === undefined) return undefined
    at += taken.length
    target.place.set(assigned(withSteps(value, call.steps), type))
    count++
  }
  return count
}

function takenBy(letter: string, type: Type): RegExp {
  if (letter === 'c') return /^[\s\S]/
  if (basicName(type) === 'string' && letter !== 'x') return /^\S+/
  if (letter === 'x' || letter === 'X') return /^[+-]?[0-9a-fA-F]+/
  return letter === 'b' ? /^[+-]?[01]+/ : letter === 'o' ? /^[+-]?[0-7]+/ : /^[+-]?[0-9]+/
}

function scanned(letter: string, taken: string, type: Type): Value | undefined {
  if (taken === '') return undefined
  if (basicName(type) === 'string') {
    if (letter !== 'x' && letter !== 'X') return 'sv'.includes(letter) ? stringOf(taken, undefined, type) : undefined
    return taken.length % 2 === 0 ? stringOf(Buffer.from(taken, 'hex').toString('latin1'), undefined, type) : undefined
  }
  if (integerBits(type) === undefined) return undefined
  if (letter === 'c') return taken.charCodeAt(0) < 128 ? intOf(taken.charCodeAt(0), undefined, type) : undefined
  const base = { x: '0x', X: '0x', b: '0b', o: '0o', d: '', v: '' }[letter]
  // %v reads prefixes, too.
  if (base === undefined || (letter === 'v' && /^[+-]?0./.test(taken))) return undefined
  const digits = taken.replace(/^[+-]/, '')
  const value = BigInt(`${base}${digits}`)
  return intOf(taken.startsWith('-') ? -value : value, undefined, type)
}

/** What appends the text of something to bytes. */
function appending(table: Table): void {
  for (const [name, plain] of [
    ['strconv.AppendInt', 'strconv.FormatInt'],
    ['strconv.AppendUint', 'strconv.FormatUint'],
    ['strconv.AppendQuote', 'strconv.Quote'],
    ['strconv.AppendBool', 'strconv.FormatBool'],
    ['fmt.Append', 'fmt.Sprint'],
    ['fmt.Appendf', 'fmt.Sprintf'],
    ['fmt.Appendln', 'fmt.Sprintln'],
    ['encoding/hex.AppendEncode', 'encoding/hex.EncodeToString'],
  ] as const) {
    const run = table.get(plain)
    table.set(name, (call) => {
      const [to, ...args] = call.args
      const before = to === undefined ? undefined : bytesIn(to)
      const text = run?.({ ...call, args })
      if (before === undefined || text?.kind !== 'string') return unknown(name, call.steps)
      return bytesOf(
        new Uint8Array(Buffer.concat([before, Buffer.from(text.text, 'latin1')])),
        joinSteps(call.steps, text.steps),
      )
    })
  }
  define(table, 'encoding/hex.AppendDecode', 'bb', (_, to, from) => {
    const text = latin(from)
    if (text.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(text)) return undefined
    return tupleOf([bytesOf(new Uint8Array(Buffer.concat([to, Buffer.from(text, 'hex')]))), nilOf()])
  })
}
