// The packages encoding/base64, base32, hex and binary, and net/url.
import { drained, readerOf } from './foldreader.ts'
import type { Call } from './foldmachine.ts'
import { define, made, orError, type Raw, stringsIn, type Table } from './foldnative.ts'
import { basic, STRING, STRINGS, type Type } from './foldtype.ts'
import {
  bytesOf,
  errorOf,
  intOf,
  joinSteps,
  nilOf,
  type ObjectValue,
  stepsOf,
  stringOf,
  stringsOf,
  tupleOf,
  unknown,
  type Value,
  writable,
} from './foldvalue.ts'
import { latin } from './runes.ts'

const STANDARD = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const URL_SAFE = `${STANDARD.slice(0, 62)}-_`
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const HEX32 = '0123456789ABCDEFGHIJKLMNOPQRSTUV'

/** An encoding: its letters, and what fills the end, empty for nothing. */
interface Encoding {
  readonly alphabet: string
  readonly padding: string
}

/** encoding/base64 and base32, hex, binary. */
export function encodingFunctions(table: Table, values: Map<string, () => Value>): void {
  const known: Readonly<Record<string, Encoding>> = {
    'base64.StdEncoding': { alphabet: STANDARD, padding: '=' },
    'base64.URLEncoding': { alphabet: URL_SAFE, padding: '=' },
    'base64.RawStdEncoding': { alphabet: STANDARD, padding: '' },
    'base64.RawURLEncoding': { alphabet: URL_SAFE, padding: '' },
    'base32.StdEncoding': { alphabet: BASE32, padding: '=' },
    'base32.HexEncoding': { alphabet: HEX32, padding: '=' },
  }
  for (const [name, encoding] of Object.entries(known)) {
    values.set(`encoding/${name}`, () => encodingOf(name.slice(0, 6), encoding))
  }
  for (const base of ['base64', 'base32']) {
    const bits = base === 'base64' ? 6 : 5
    const type = `encoding/${base}.Encoding`
    values.set(`encoding/${base}.NoPadding`, () => intOf(-1, undefined, basic('int32')))
    values.set(`encoding/${base}.StdPadding`, () => intOf(61, undefined, basic('int32')))
    define(table, `encoding/${base}.NewEncoding`, 's', (_, alphabet) => {
      return alphabet.length === 1 << bits ? encodingOf(base, { alphabet, padding: '=' }) : undefined
    })
    define(table, `${type}.WithPadding`, 'oi', (_, self, padding) => {
      return encodingOf(base, { alphabet: of(self).alphabet, padding: padding < 0 ? '' : String.fromCharCode(padding) })
    })
    define(table, `${type}.Strict`, 'o', (_, self) => self)
    define(table, `${type}.EncodeToString`, 'ob', (_, self, data) => encode(data, of(self), bits))
    define(table, `${type}.DecodeString`, 'os', (_, self, text) => {
      const data = decode(text, of(self), bits)
      return data === undefined
        ? tupleOf([bytesOf(new Uint8Array()), errorOf('illegal data')])
        : tupleOf([bytesOf(data), nilOf()])
    })
    define(table, `${type}.Decode`, 'ovb', (_, self, to, from) => fill(to, decode(latin(from), of(self), bits), from))
    define(table, `${type}.Encode`, 'ovb', (_, self, to, from) => {
      fill(to, Buffer.from(encode(from, of(self), bits), 'latin1'), from)
      return tupleOf([])
    })
    define(table, `${type}.EncodedLen`, 'oi', (_, self, n) => encodedLength(n, of(self), bits))
    define(table, `${type}.DecodedLen`, 'oi', (_, self, n) => decodedLength(n, of(self), bits))
    define(table, `encoding/${base}.NewDecoder`, 'ov', (call, self, from) => {
      const rest = drained(call, from)
      const data = rest === undefined ? undefined : decode(rest.text, of(self), bits)
      return data === undefined ? undefined : readerOf(latin(data), rest?.steps ?? [])
    })
  }
  define(table, 'encoding/hex.EncodeToString', 'b', (_, data) => Buffer.from(data).toString('hex'))
  define(table, 'encoding/hex.DecodeString', 's', (_, text) => {
    const data = unhex(text)
    return data === undefined
      ? tupleOf([bytesOf(new Uint8Array()), errorOf('invalid hex')])
      : tupleOf([bytesOf(data), nilOf()])
  })
  define(table, 'encoding/hex.Decode', 'vb', (_, to, from) => fill(to, unhex(latin(from)), from))
  define(table, 'encoding/hex.Encode', 'vb', (_, to, from) => {
    fill(to, Buffer.from(Buffer.from(from).toString('hex')), from)
    return from.length * 2
  })
  define(table, 'encoding/hex.EncodedLen', 'i', (_, n) => n * 2)
  define(table, 'encoding/hex.DecodedLen', 'i', (_, n) => Math.floor(n / 2))
  define(table, 'encoding/hex.NewDecoder', 'v', (call, from) => {
    const rest = drained(call, from)
    const data = rest === undefined ? undefined : unhex(rest.text)
    return data === undefined ? undefined : readerOf(latin(data), rest?.steps ?? [])
  })
  binaryFunctions(table, values)
}

/** Puts bytes into a slice and says how many; with an error where there are none. */
function fill(to: Value, data: Uint8Array | undefined, from: Uint8Array): Raw {
  if (to.kind !== 'slice' || to.store.bytes === undefined) return undefined
  writable(to.store)
  if (data === undefined) {
    to.store.unknown = true
    return tupleOf([intOf(0), errorOf(`illegal data among ${from.length} bytes`)])
  }
  to.store.bytes.set(data.subarray(0, to.length), to.start)
  return tupleOf([intOf(data.length), nilOf()])
}

function encodingOf(base: string, encoding: Encoding): ObjectValue {
  return made(`encoding/${base}.Encoding`, '', encoding)
}

function of(value: ObjectValue): Encoding {
  const { more } = value.state
  return more as Encoding // encodingOf alone makes them
}

function encode(data: Uint8Array, { alphabet, padding }: Encoding, bits: number): string {
  let out = ''
  let held = 0
  let count = 0
  for (const byte of data) {
    held = (held << 8) | byte
    count += 8
    while (count >= bits) {
      count -= bits
      out += alphabet.charAt((held >> count) & ((1 << bits) - 1))
    }
    held &= (1 << count) - 1
  }
  if (count > 0) out += alphabet.charAt((held << (bits - count)) & ((1 << bits) - 1))
  const group = bits === 6 ? 4 : 8
  return padding === '' ? out : out + padding.repeat((group - (out.length % group)) % group)
}

/** Decoded bytes; `undefined` where Go would say an error. */
function decode(text: string, { alphabet, padding }: Encoding, bits: number): Uint8Array | undefined {
  const plain = text.replaceAll(/[\r\n]/g, '')
  const group = bits === 6 ? 4 : 8
  let end = plain.length
  if (padding !== '') {
    if (end % group !== 0) return undefined
    while (end > 0 && plain.length - end < group - 1 && plain.charAt(end - 1) === padding) end--
  }
  const rest = end % group
  // So many letters alone are no whole byte.
  if (bits === 6 ? rest === 1 : rest === 1 || rest === 3 || rest === 6) return undefined
  const places = new Int16Array(256).fill(-1)
  for (let i = 0; i < alphabet.length; i++) places[alphabet.charCodeAt(i) & 255] = i
  const out = new Uint8Array(Math.floor((end * bits) / 8))
  let held = 0
  let count = 0
  let at = 0
  for (let i = 0; i < end; i++) {
    const place = places[plain.charCodeAt(i) & 255] ?? -1
    if (place < 0) return undefined
    held = ((held << bits) | place) & 0xffff
    count += bits
    if (count < 8) continue
    count -= 8
    out[at++] = (held >> count) & 255
  }
  return out
}

function encodedLength(n: number, { padding }: Encoding, bits: number): number {
  if (padding === '') return Math.ceil((n * 8) / bits)
  return bits === 6 ? Math.ceil(n / 3) * 4 : Math.ceil(n / 5) * 8
}

function decodedLength(n: number, { padding }: Encoding, bits: number): number {
  if (padding === '') return Math.floor((n * bits) / 8)
  return bits === 6 ? Math.floor(n / 4) * 3 : Math.floor(n / 8) * 5
}

function unhex(text: string): Uint8Array | undefined {
  return text.length % 2 === 0 && /^[0-9a-fA-F]*$/.test(text) ? new Uint8Array(Buffer.from(text, 'hex')) : undefined
}

function binaryFunctions(table: Table, values: Map<string, () => Value>): void {
  for (const order of ['BigEndian', 'LittleEndian']) {
    const type = `encoding/binary.${order}`
    const big = order === 'BigEndian'
    values.set(type, () => made(type, ''))
    for (const size of [2, 4, 8]) {
      const bits = size * 8
      const name = basic(bits === 16 ? 'uint16' : bits === 32 ? 'uint32' : 'uint64')
      define(table, `${type}.Uint${bits}`, 'ob', (_, _self, data) => {
        if (data.length < size) return undefined
        const part = Buffer.from(data.subarray(0, size))
        return intOf(BigInt(`0x${(big ? part : part.reverse()).toString('hex')}`), undefined, name)
      })
      const bytes = (value: bigint): Uint8Array => {
        const hex = BigInt.asUintN(bits, value)
          .toString(16)
          .padStart(size * 2, '0')
        const data = Buffer.from(hex, 'hex')
        return big ? data : data.reverse()
      }
      define(table, `${type}.PutUint${bits}`, 'ovI', (call, _self, to, value) => {
        if (to.kind !== 'slice' || to.store.bytes === undefined || to.length < size) return undefined
        writable(to.store)
        to.store.bytes.set(bytes(value), to.start)
        to.store.steps = joinSteps(to.store.steps, call.steps)
        return tupleOf([])
      })
      define(
        table,
        `${type}.AppendUint${bits}`,
        'obI',
        (_, _self, to, value) => new Uint8Array(Buffer.concat([to, bytes(value)])),
      )
    }
  }
}

const URL_FIELDS = ['Scheme', 'Opaque', 'Host', 'Path', 'RawPath', 'RawQuery', 'Fragment', 'RawFragment']

/** net/url: escapes, and addresses as far as they are plain. */
export function urlFunctions(table: Table, types: Map<string, Type>): void {
  types.set('net/url.URL', {
    kind: 'struct',
    fields: URL_FIELDS.map((name) => ({ name, type: STRING, embedded: false })),
  })
  const query = /[^A-Za-z0-9\-_.~ ]/g
  const segment = /[^A-Za-z0-9\-_.~$&+=:@]/g
  define(table, 'net/url.QueryEscape', 's', (_, s) => s.replaceAll(query, percent).replaceAll(' ', '+'))
  define(table, 'net/url.PathEscape', 's', (_, s) => s.replaceAll(segment, percent))
  define(table, 'net/url.QueryUnescape', 's', (_, s) => textOrError(unescaped(s.replaceAll('+', ' '))))
  define(table, 'net/url.PathUnescape', 's', (_, s) => textOrError(unescaped(s)))
  define(table, 'net/url.Parse', 's', (call, s) => orError(parseUrl(s, call), 'parse'))
  define(table, 'net/url.JoinPath', 'ss', (_, base, more) => {
    const parts = /^([a-z][a-z0-9+.-]*:\/\/[^/?#]*)?([^?#]*)([?#].*)?$/i.exec(base)
    if (parts === null) return undefined
    const [, host = '', path = '', rest = ''] = parts
    return tupleOf([stringOf(`${host}${joined(path, more, host !== '')}${rest}`), nilOf()])
  })
  types.set('net/url.Values', VALUES)
  define(table, 'net/url.Values.Encode', 'v', (_, self) => encodedValues(self))
  define(table, 'net/url.Values.Get', 'vs', (_, self, key) => {
    const all = valuesIn(self)
    return all === undefined ? undefined : (all.get(key)?.[0] ?? '')
  })
  define(table, 'net/url.Values.Has', 'vs', (_, self, key) => valuesIn(self)?.has(key))
  for (const name of ['Set', 'Add'] as const) {
    define(table, `net/url.Values.${name}`, 'vss', (call, self, key, value) => {
      if (self.kind !== 'map') return undefined
      writable(self.state)
      const before = name === 'Add' ? (valuesIn(self)?.get(key) ?? []) : []
      self.entries.set(`s${key}`, { key: stringOf(key), value: stringsOf([...before, value], call.steps) })
      return tupleOf([])
    })
  }
  define(table, 'net/url.ParseQuery', 's', (call, s) => {
    const entries = new Map<string, { readonly key: Value; value: Value }>()
    const lists = new Map<string, string[]>()
    for (const pair of s.split('&')) {
      if (pair === '') continue
      const [key = '', ...rest] = pair.split('=').map((part) => unescaped(part.replaceAll('+', ' ')))
      const value = rest.includes(undefined) ? undefined : rest.join('=')
      if (pair.includes(';') || value === undefined) return undefined
      const list = lists.get(key)
      if (list === undefined) lists.set(key, [value])
      else list.push(value)
    }
    for (const [key, list] of lists) entries.set(`s${key}`, { key: stringOf(key), value: stringsOf(list, call.steps) })
    const type: Type = { kind: 'named', name: 'net/url.Values', entity: undefined, underlying: VALUES }
    return tupleOf([
      { kind: 'map', entries, state: { unknown: false, frozen: false }, type, steps: call.steps },
      nilOf(),
    ])
  })
  define(table, 'net/url.URL.String', 'v', (_, self) => (self.kind === 'struct' ? urlText(self) : undefined))
  define(table, 'net/url.URL.Hostname', 'v', (_, self) =>
    field(self, 'Host')
      ?.replace(/:[0-9]*$/, '')
      .replaceAll(/^\[|\]$/g, ''),
  )
  define(table, 'net/url.URL.Port', 'v', (_, self) => /:([0-9]+)$/.exec(field(self, 'Host') ?? '')?.[1] ?? '')
}

const VALUES: Type = { kind: 'map', key: STRING, elem: STRINGS }

/** The lists of a url.Values; `undefined` where one is not known. */
function valuesIn(value: Value): Map<string, readonly string[]> | undefined {
  if (value.kind === 'nil') return new Map()
  if (value.kind !== 'map' || value.state.unknown) return undefined
  const all = new Map<string, readonly string[]>()
  for (const entry of value.entries.values()) {
    const list = stringsIn(entry.value)
    if (entry.key.kind !== 'string' || list === undefined) return undefined
    all.set(entry.key.text, list)
  }
  return all
}

/** A url.Values as a query, its keys in order. */
function encodedValues(value: Value): string | undefined {
  const escape = (text: string): string => text.replaceAll(/[^A-Za-z0-9\-_.~ ]/g, percent).replaceAll(' ', '+')
  const all = valuesIn(value)
  return all === undefined
    ? undefined
    : [...all]
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .flatMap(([key, list]) => list.map((one) => `${escape(key)}=${escape(one)}`))
        .join('&')
}

function percent(char: string): string {
  return `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
}

function unescaped(text: string): string | undefined {
  if (/%(?![0-9a-fA-F]{2})/.test(text)) return undefined
  return text.replaceAll(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

function textOrError(text: string | undefined): Value {
  return text === undefined
    ? tupleOf([stringOf(''), errorOf('invalid URL escape')])
    : tupleOf([stringOf(text), nilOf()])
}

function field(value: Value, name: string): string | undefined {
  const found = value.kind === 'struct' ? value.fields.get(name) : undefined
  return found?.kind === 'string' ? found.text : undefined
}

/** A plain absolute or rooted address as a *url.URL; others are not known. */
function parseUrl(text: string, call: Call): Value | undefined {
  const parts = /^(?:([A-Za-z][A-Za-z0-9+.-]*):\/\/([^/?#@\s]*))?(\/[^?#%\s]*)?(?:\?([^#\s]*))?(?:#([^%\s]*))?$/.exec(
    text,
  )
  if (parts === null) return undefined
  const [, scheme = '', host = '', path = '', query = '', fragment = ''] = parts
  const given: Readonly<Record<string, string>> = {
    Scheme: scheme.toLowerCase(),
    Host: host,
    Path: path,
    RawQuery: query,
    Fragment: fragment,
  }
  const fields = new Map(URL_FIELDS.map((name): [string, Value] => [name, stringOf(given[name] ?? '', call.steps)]))
  const type: Type = {
    kind: 'named',
    name: 'net/url.URL',
    entity: undefined,
    underlying: { kind: 'struct', fields: URL_FIELDS.map((name) => ({ name, type: STRING, embedded: false })) },
  }
  let value: Value = { kind: 'struct', fields, state: { frozen: false }, type, steps: call.steps }
  return {
    kind: 'pointer',
    place: { get: () => value, set: (to) => (value = to) },
    type: { kind: 'pointer', elem: type },
    steps: call.steps,
  }
}

/** A *url.URL as text. */
export function urlText(url: Value & { readonly kind: 'struct' }): Value | undefined {
  const part = (name: string): string => field(url, name) ?? ''
  let steps = url.steps
  for (const value of url.fields.values()) steps = joinSteps(steps, stepsOf(value))
  for (const name of URL_FIELDS)
    if (field(url, name) === undefined) return unknown('an address that is not known', steps)
  if (part('Opaque') !== '' || part('RawPath') !== '') return undefined
  const slash = part('Host') !== '' && part('Path') !== '' && !part('Path').startsWith('/') ? '/' : ''
  const path = part('Path').replaceAll(/[^A-Za-z0-9\-_.~$&+,/:;=@]/g, percent)
  const host = part('Host') !== '' || part('Scheme') === 'file' ? `//${part('Host')}` : ''
  const scheme = part('Scheme') === '' ? '' : `${part('Scheme')}:`
  const query = part('RawQuery') === '' ? '' : `?${part('RawQuery')}`
  const fragment = part('Fragment') === '' ? '' : `#${part('Fragment')}`
  return stringOf(`${scheme}${host}${slash}${path}${query}${fragment}`, steps)
}

function joined(path: string, more: string, absolute: boolean): string {
  const parts: string[] = []
  for (const part of `${path}/${more}`.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  const root = absolute || path.startsWith('/') ? '/' : ''
  return `${root}${parts.join('/')}${more.endsWith('/') && parts.length > 0 ? '/' : ''}`
}
