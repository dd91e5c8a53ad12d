// The packages unicode, unicode/utf8 and utf16, errors, and slices.Reverse.
import { define, numberIn, type Raw, type Table } from './foldnative.ts'
import { INT, RUNE } from './foldtype.ts'
import {
  bytesIn,
  bytesOf,
  elementsOf,
  errorOf,
  intOf,
  nilOf,
  sliceOfValues,
  tupleOf,
  unknown,
  type Value,
  writable,
} from './foldvalue.ts'
import { buffer, decodeRune, encodeRune, latin, runesAt, runesOf } from './runes.ts'

/** unicode, unicode/utf8, utf16, errors. */
export function unicodeFunctions(table: Table): void {
  const classes: Readonly<Record<string, (rune: number) => boolean>> = {
    IsSpace: isSpace,
    IsLetter: isLetter,
    IsDigit: isDigit,
    IsNumber: (rune) => /\p{N}/u.test(String.fromCodePoint(rune)),
    IsUpper: (rune) => /\p{Lu}/u.test(String.fromCodePoint(rune)),
    IsLower: (rune) => /\p{Ll}/u.test(String.fromCodePoint(rune)),
    IsPunct: (rune) => /\p{P}/u.test(String.fromCodePoint(rune)),
  }
  const valid = (rune: number): boolean => rune >= 0 && rune <= 0x10ffff
  for (const [name, is] of Object.entries(classes)) {
    define(table, `unicode.${name}`, 'i', (_, rune) => valid(rune) && is(rune))
  }
  define(table, 'unicode.ToUpper', 'i', (_, rune) =>
    intOf(valid(rune) ? simple(rune, (c) => c.toUpperCase()) : rune, undefined, RUNE),
  )
  define(table, 'unicode.ToLower', 'i', (_, rune) =>
    intOf(valid(rune) ? simple(rune, (c) => c.toLowerCase()) : rune, undefined, RUNE),
  )
  define(table, 'unicode/utf8.RuneCountInString', 's', (_, s) => runesOf(s).length)
  define(table, 'unicode/utf8.RuneCount', 'b', (_, s) => runesOf(latin(s)).length)
  define(table, 'unicode/utf8.RuneLen', 'i', (_, rune) =>
    valid(rune) && !(rune >= 0xd800 && rune < 0xe000) ? encodeRune(rune).length : -1,
  )
  define(table, 'unicode/utf8.ValidString', 's', (_, s) => isValid(s))
  define(table, 'unicode/utf8.Valid', 'b', (_, s) => isValid(latin(s)))
  define(table, 'unicode/utf8.DecodeRuneInString', 's', (_, s) => firstRune(s))
  define(table, 'unicode/utf8.DecodeRune', 'b', (_, s) => firstRune(latin(s)))
  define(table, 'unicode/utf8.DecodeLastRuneInString', 's', (_, s) => lastRune(s))
  table.set('unicode/utf8.AppendRune', (call) => {
    const bytes = call.args[0] === undefined ? undefined : bytesIn(call.args[0])
    const rune = numberIn(call.args[1])
    if (bytes === undefined || rune === undefined) return unknown('utf8.AppendRune')
    return bytesOf(buffer(latin(bytes) + encodeRune(rune)), call.steps)
  })
  define(table, 'unicode/utf16.Decode', 'v', (_, list) => {
    const units = elementsOf(list)?.map(numberIn)
    if (units?.every((unit) => unit !== undefined) !== true) return undefined
    const text = units.map((unit) => String.fromCharCode(unit)).join('')
    return runeList(
      [...text]
        .map((char) => char.codePointAt(0) ?? 0)
        .map((rune) => (rune >= 0xd800 && rune < 0xe000 ? 0xfffd : rune)),
    )
  })
  define(table, 'errors.New', 's', (_, s) => errorOf(s))
  define(table, 'errors.Is', 'vv', (_, error, target) => {
    if (error.kind === 'nil' || target.kind === 'nil') return error.kind === target.kind
    if (error.kind !== 'object' || target.kind !== 'object') return undefined
    // One that wraps another says what that one says.
    return error.state === target.state || (error.state.text.includes(target.state.text) ? undefined : false)
  })
  define(table, 'error.Error', 'o', (_, self) => self.state.text)
  define(table, 'error.Unwrap', 'o', () => nilOf())
  define(table, 'slices.Reverse', 'v', (_, list) => reversed(list))
}

function isValid(text: string): boolean {
  for (let at = 0; at < text.length;) {
    const { rune, width } = decodeRune(text, at)
    if (rune === 0xfffd && width === 1) return false
    at += width
  }
  return true
}

function firstRune(text: string): Value {
  const { rune, width } = text === '' ? { rune: 0xfffd, width: 0 } : decodeRune(text, 0)
  return tupleOf([intOf(rune, undefined, RUNE), intOf(width, undefined, INT)])
}

function lastRune(text: string): Value {
  const last = runesAt(text.slice(-8)).at(-1)
  const width = last === undefined ? 0 : Math.min(8, text.length) - last.at
  return tupleOf([intOf(last?.rune ?? 0xfffd, undefined, RUNE), intOf(width)])
}

function reversed(list: Value): Raw {
  const elements = elementsOf(list)
  if (list.kind !== 'slice' || elements === undefined) return undefined
  writable(list.store)
  return refilled(list, elements.reverse())
}

function refilled(list: Value & { readonly kind: 'slice' }, elements: readonly Value[]): Value {
  elements.forEach((element, i) => {
    if (list.store.bytes === undefined) list.store.cells[list.start + i] = element
    else if (element.kind === 'int') list.store.bytes[list.start + i] = Number(element.value)
  })
  return tupleOf([])
}

const SPACE = new Set([9, 10, 11, 12, 13, 32, 0x85, 0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000])

/** Whether unicode.IsSpace holds. */
export function isSpace(rune: number): boolean {
  return SPACE.has(rune) || (rune >= 0x2000 && rune <= 0x200a)
}

/** Whether unicode.IsLetter holds. */
export function isLetter(rune: number): boolean {
  return /\p{L}/u.test(String.fromCodePoint(rune))
}

/** Whether unicode.IsDigit holds. */
export function isDigit(rune: number): boolean {
  return /\p{Nd}/u.test(String.fromCodePoint(rune))
}

/** A code point changed as Unicode's simple mappings do: to one other. */
export function simple(rune: number, change: (text: string) => string): number {
  const changed = change(String.fromCodePoint(rune))
  const to = changed.codePointAt(0) ?? rune
  return changed.length === String.fromCodePoint(to).length ? to : rune
}

/** Code points as a slice of runes. */
export function runeList(runes: readonly number[]): Value {
  return sliceOfValues(
    runes.map((rune) => intOf(rune, undefined, RUNE)),
    { kind: 'slice', elem: RUNE },
  )
}
