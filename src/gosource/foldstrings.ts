// The packages strings, bytes, unicode and unicode/utf8.
import type { Call } from './foldmachine.ts'
import { define, made, type Raw, type Table } from './foldnative.ts'
import { RUNE } from './foldtype.ts'
import { isDigit, isLetter, isSpace, runeList, simple } from './foldunicode.ts'
import {
  partsOf,
  bytesIn,
  bytesOf,
  checkSize,
  elementsOf,
  intOf,
  joinSteps,
  partialOf,
  sliceOfValues,
  stepsOf,
  tupleOf,
  unknown,
  type Value,
} from './foldvalue.ts'
import { buffer, decodeRune, encodeRune, encodeRunes, latin, runesAt, runesOf } from './runes.ts'

/** strings, bytes, unicode and unicode/utf8. */
export function stringFunctions(table: Table): void {
  for (const [name, run] of Object.entries(onTexts)) {
    define(table, `strings.${name}`, 'ss', (_, a, b) => run(a, b))
    define(table, `bytes.${name}`, 'bb', (_, a, b) => inBytes(run(latin(a), latin(b))))
  }
  for (const [name, run] of Object.entries(onText)) {
    define(table, `strings.${name}`, 's', (_, a) => run(a))
    define(table, `bytes.${name}`, 'b', (_, a) => inBytes(run(latin(a))))
  }
  define(table, 'strings.ReplaceAll', 'sss', (_, s, from, to) => replace(s, from, to, -1))
  define(table, 'strings.Replace', 'sssi', (_, s, from, to, n) => replace(s, from, to, n))
  define(table, 'bytes.ReplaceAll', 'bbb', (_, s, from, to) => buffer(replace(latin(s), latin(from), latin(to), -1)))
  define(table, 'bytes.Replace', 'bbbi', (_, s, from, to, n) => buffer(replace(latin(s), latin(from), latin(to), n)))
  define(table, 'strings.SplitN', 'ssi', (_, s, by, n) => split(s, by, n))
  define(table, 'strings.SplitAfterN', 'ssi', (_, s, by, n) => splitAfter(s, by, n))
  define(table, 'strings.Repeat', 'si', (_, s, n) => repeat(s, n))
  define(table, 'bytes.Repeat', 'bi', (_, s, n) => buffer(repeat(latin(s), n)))
  for (const where of ['strings', 'bytes']) {
    const s = where === 'strings' ? 's' : 'b'
    const text = (value: string | Uint8Array): string => (typeof value === 'string' ? value : latin(value))
    const back = (value: string): Raw => (where === 'strings' ? value : buffer(value))
    define(table, `${where}.IndexByte`, `${s}i`, (_, a, c) => text(a).indexOf(String.fromCharCode(c)))
    define(table, `${where}.IndexRune`, `${s}i`, (_, a, c) => text(a).indexOf(encodeRune(c)))
    define(table, `${where}.LastIndexByte`, `${s}i`, (_, a, c) => text(a).lastIndexOf(String.fromCharCode(c)))
    define(table, `${where}.ContainsRune`, `${s}i`, (_, a, c) => text(a).includes(encodeRune(c)))
    define(table, `${where}.Trim`, `${s}s`, (_, a, cut) => back(trim(text(a), cut, 'both')))
    define(table, `${where}.TrimLeft`, `${s}s`, (_, a, cut) => back(trim(text(a), cut, 'left')))
    define(table, `${where}.TrimRight`, `${s}s`, (_, a, cut) => back(trim(text(a), cut, 'right')))
    define(table, `${where}.Map`, `v${s}`, (call, fun, a) => mapped(call, fun, text(a), where === 'bytes'))
    for (const [name, side] of [
      ['TrimFunc', 'both'],
      ['TrimLeftFunc', 'left'],
      ['TrimRightFunc', 'right'],
    ] as const) {
      define(table, `${where}.${name}`, `${s}v`, (call, a, fun) => trimBy(call, text(a), fun, side, back))
    }
    define(table, `${where}.FieldsFunc`, `${s}v`, (call, a, fun) => fieldsBy(call, text(a), fun, where === 'bytes'))
    define(table, `${where}.ContainsFunc`, `${s}v`, (call, a, fun) => {
      const at = indexBy(call, text(a), fun)
      return typeof at === 'number' ? at >= 0 : undefined
    })
    define(table, `${where}.LastIndexFunc`, `${s}v`, (call, a, fun) => {
      const { ask, open } = asked(call, fun)
      const last = runesAt(text(a)).findLast(({ rune }) => ask(rune))
      return open() ? undefined : (last?.at ?? -1)
    })
    define(table, `${where}.IndexFunc`, `${s}v`, (call, a, fun) => indexBy(call, text(a), fun))
  }
  table.set('strings.Join', join)
  define(table, 'bytes.Join', 'vb', (_, list, by) => {
    const parts = elementsOf(list)?.map(bytesIn)
    return parts?.every((part) => part !== undefined) === true ? buffer(parts.map(latin).join(latin(by))) : undefined
  })
  define(table, 'bytes.Clone', 'b', (_, a) => a.slice())
  define(table, 'strings.Clone', 's', (_, a) => a)
  define(table, 'bytes.Runes', 'b', (_, a) => runeList(runesOf(latin(a))))
  table.set('strings.NewReplacer', (call) => {
    const texts = call.args.map((arg) => (arg.kind === 'string' ? arg.text : undefined))
    return texts.every((text) => text !== undefined)
      ? { ...made('strings.Replacer', '', texts), steps: call.steps }
      : unknown('strings.NewReplacer')
  })
  define(table, 'strings.Replacer.Replace', 'os', (_, self, s) => replacer(stringsOrNone(self.state.more), s))
}

const onTexts: Readonly<Record<string, (a: string, b: string) => Raw>> = {
  Contains: (a, b) => a.includes(b),
  ContainsAny: (a, b) => runesOf(b).some((rune) => a.includes(encodeRune(rune))),
  HasPrefix: (a, b) => a.startsWith(b),
  HasSuffix: (a, b) => a.endsWith(b),
  Index: (a, b) => a.indexOf(b),
  IndexAny: (a, b) => indexAny(a, b),
  LastIndex: (a, b) => a.lastIndexOf(b),
  Count: (a, b) => (b === '' ? runesOf(a).length + 1 : a.split(b).length - 1),
  Compare: (a, b) => (a < b ? -1 : a > b ? 1 : 0),
  Equal: (a, b) => a === b,
  EqualFold: (a, b) => lower(a) === lower(b),
  TrimPrefix: (a, b) => (b !== '' && a.startsWith(b) ? a.slice(b.length) : a),
  TrimSuffix: (a, b) => (b !== '' && a.endsWith(b) ? a.slice(0, -b.length) : a),
  Split: (a, b) => split(a, b, -1),
  SplitAfter: (a, b) => splitAfter(a, b, -1),
  Cut: (a, b) => cut(a, b),
  CutPrefix: (a, b) => tupleOf([textValue(a.startsWith(b) ? a.slice(b.length) : a), boolValue(a.startsWith(b))]),
  CutSuffix: (a, b) =>
    tupleOf([textValue(a.endsWith(b) ? a.slice(0, a.length - b.length) : a), boolValue(a.endsWith(b))]),
}

const onText: Readonly<Record<string, (a: string) => Raw>> = {
  ToUpper: (a) => eachRune(a, (rune) => simple(rune, (c) => c.toUpperCase())),
  ToLower: lower,
  ToTitle: (a) => eachRune(a, (rune) => simple(rune, (c) => c.toUpperCase())),
  Title: (a) => title(a),
  TrimSpace: (a) => trimWhere(a, isSpace, 'both'),
  Fields: (a) => fieldsWhere(a, isSpace),
}

function lower(text: string): string {
  return eachRune(text, (rune) => simple(rune, (c) => c.toLowerCase()))
}

/** A result of package strings as package bytes gives it. */
function inBytes(raw: Raw): Raw {
  if (typeof raw === 'string') return buffer(raw)
  if (Array.isArray(raw)) return listOfBytes(raw as readonly string[]) // a list here is one of strings
  if (typeof raw === 'object' && 'kind' in raw && raw.kind === 'tuple') {
    return tupleOf(raw.values.map((value) => (value.kind === 'string' ? bytesOf(buffer(value.text)) : value)))
  }
  return raw
}

function listOfBytes(texts: readonly string[]): Value {
  return sliceOfValues(
    texts.map((text) => bytesOf(buffer(text))),
    { kind: 'slice', elem: { kind: 'slice', elem: { kind: 'basic', name: 'uint8' } } },
  )
}

function textValue(text: string): Value {
  return { kind: 'string', text, type: { kind: 'basic', name: 'string' }, steps: [] }
}

function boolValue(value: boolean): Value {
  return { kind: 'bool', value, type: { kind: 'basic', name: 'bool' }, steps: [] }
}

function eachRune(text: string, change: (rune: number) => number): string {
  return encodeRunes(runesOf(text).map(change))
}

function title(text: string): string {
  let before = 32
  return eachRune(text, (rune) => {
    const starts = !(isLetter(before) || isDigit(before) || before === 95 || before === 39)
    before = rune
    return starts ? simple(rune, (c) => c.toUpperCase()) : rune
  })
}

function replace(text: string, from: string, to: string, n: number): string {
  if (from === to || n === 0) return text
  const parts = from === '' ? ['', ...split(text, '', -1)] : text.split(from)
  const count = n < 0 ? parts.length - 1 : Math.min(n, parts.length - 1)
  checkSize(text.length + count * Math.max(0, to.length - from.length))
  if (from === '') {
    // Before each character, and behind the last one.
    const chars = split(text, '', -1)
    const times = n < 0 ? chars.length + 1 : Math.min(n, chars.length + 1)
    return chars.map((char, i) => (i < times ? to + char : char)).join('') + (times > chars.length ? to : '')
  }
  return (
    parts.slice(0, count + 1).join(to) +
    parts
      .slice(count + 1)
      .map((part) => from + part)
      .join('')
  )
}

function split(text: string, by: string, n: number): string[] {
  if (n === 0) return []
  const parts = by === '' ? runesOf(text).map(encodeRune) : text.split(by)
  if (n < 0 || parts.length <= n) return parts
  return [...parts.slice(0, n - 1), parts.slice(n - 1).join(by)]
}

function splitAfter(text: string, by: string, n: number): string[] {
  const parts = split(text, by, n)
  return parts.map((part, i) => (i < parts.length - 1 ? part + by : part))
}

function repeat(text: string, n: number): string {
  if (n < 0) return ''
  checkSize(text.length * n)
  return text.repeat(n)
}

function cut(text: string, by: string): Value {
  const at = text.indexOf(by)
  if (at < 0) return tupleOf([textValue(text), textValue(''), boolValue(false)])
  return tupleOf([textValue(text.slice(0, at)), textValue(text.slice(at + by.length)), boolValue(true)])
}

function indexAny(text: string, chars: string): number {
  const wanted = new Set(runesOf(chars))
  for (let i = 0; i < text.length;) {
    const { rune, width } = decodeRune(text, i)
    if (wanted.has(rune)) return i
    i += width
  }
  return -1
}

type Side = 'both' | 'left' | 'right'

function trim(text: string, cutset: string, side: Side): string {
  const set = new Set(runesOf(cutset))
  return trimWhere(text, (rune) => set.has(rune), side)
}

function trimWhere(text: string, gone: (rune: number) => boolean, side: Side): string {
  const runes = runesAt(text)
  let from = 0
  let to = runes.length
  if (side !== 'right') while (from < to && gone(runes[from]?.rune ?? 0)) from++
  if (side !== 'left') while (to > from && gone(runes[to - 1]?.rune ?? 0)) to--
  return text.slice(runes[from]?.at ?? text.length, runes[to]?.at ?? text.length)
}

function fieldsWhere(text: string, between: (rune: number) => boolean): string[] {
  const fields: string[] = []
  let start = -1
  for (const { rune, at } of runesAt(text)) {
    if (between(rune)) {
      if (start >= 0) fields.push(text.slice(start, at))
      start = -1
    } else if (start < 0) start = at
  }
  if (start >= 0) fields.push(text.slice(start))
  return fields
}

/** What a function of the program says of a code point; stops where it is not known. */
function asked(call: Call, fun: Value): { readonly ask: (rune: number) => boolean; readonly open: () => boolean } {
  let open = false
  return {
    ask: (rune) => {
      const answer = open ? unknown('') : call.apply(fun, [intOf(rune, undefined, RUNE)])
      open ||= answer.kind !== 'bool'
      return answer.kind === 'bool' && answer.value
    },
    open: () => open,
  }
}

function trimBy(call: Call, text: string, fun: Value, side: Side, back: (text: string) => Raw): Raw {
  const { ask, open } = asked(call, fun)
  const trimmed = trimWhere(text, ask, side)
  return open() ? undefined : back(trimmed)
}

function fieldsBy(call: Call, text: string, fun: Value, bytes: boolean): Raw {
  const { ask, open } = asked(call, fun)
  const fields = fieldsWhere(text, ask)
  return open() ? undefined : bytes ? listOfBytes(fields) : fields
}

function indexBy(call: Call, text: string, fun: Value): Raw {
  const { ask, open } = asked(call, fun)
  const found = runesAt(text).find(({ rune }) => ask(rune))
  return open() ? undefined : (found?.at ?? -1)
}

function mapped(call: Call, fun: Value, text: string, bytes: boolean): Raw {
  const parts: (string | undefined)[] = []
  let steps = call.steps
  for (const rune of runesOf(text)) {
    const answer = call.apply(fun, [intOf(rune, undefined, RUNE)])
    if (answer.kind === 'int') parts.push(answer.value < 0n ? '' : encodeRune(Number(answer.value)))
    else parts.push(undefined)
    steps = joinSteps(steps, answer.steps)
  }
  if (!bytes) return partialOf(parts, steps)
  return parts.includes(undefined) ? undefined : bytesOf(buffer(parts.join('')), steps)
}

/** strings.Join, which leaves a hole for what is not known. */
function join(call: Call): Value {
  const [list, by] = call.args
  const elements = list === undefined ? undefined : elementsOf(list)
  if (elements === undefined || by?.kind !== 'string') return unknown('strings.Join of what is not known', call.steps)
  let steps = call.steps
  const parts: (string | undefined)[] = []
  elements.forEach((element, i) => {
    if (i > 0) parts.push(by.text)
    parts.push(...partsOf(element))
    steps = joinSteps(steps, stepsOf(element))
  })
  return partialOf(parts, steps)
}

function stringsOrNone(more: unknown): readonly string[] {
  return Array.isArray(more) ? (more as readonly string[]) : [] // only NewReplacer sets it, to strings
}

/** What a strings.Replacer does: at each place the first pair that fits, in the order they were given. */
function replacer(pairs: readonly string[], text: string): string | undefined {
  if (pairs.length % 2 === 1 || pairs.length > 1000) return undefined
  if (pairs.some((from, i) => i % 2 === 0 && from === '')) return undefined
  let out = ''
  for (let at = 0; at < text.length;) {
    let width = 0
    for (let i = 0; i < pairs.length && width === 0; i += 2) {
      const from = pairs[i] ?? ''
      if (!text.startsWith(from, at)) continue
      out += pairs[i + 1] ?? ''
      width = from.length
    }
    if (width === 0) out += text.charAt(at)
    at += Math.max(1, width)
    if (out.length > 1 << 20) checkSize(out.length)
  }
  return out
}
