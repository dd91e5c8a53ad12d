// Package fmt: formats with their verbs, flags, widths and precisions (https://pkg.go.dev/fmt). What is not known leaves
// a hole in the text. Over 400 lines: one file for all verbs.
import { formatFloat, quoted } from './foldformat.ts'
import type { Call } from './foldmachine.ts'
import { numberIn, type Table } from './foldnative.ts'
import { shownBy } from './foldtext.ts'
import { defaultType, integerBits, typeName, underlying } from './foldtype.ts'
import {
  bytesIn,
  checkSize,
  elementsOf,
  joinSteps,
  objectOf,
  partialOf,
  stepsOf,
  tupleOf,
  unknown,
  type Value,
} from './foldvalue.ts'
import { encodeRune, runesOf } from './runes.ts'

/** fmt. */
export function fmtFunctions(table: Table): void {
  table.set('fmt.Sprintf', (call) => {
    const [format, ...args] = call.args
    return format?.kind === 'string'
      ? partialOf(sprintf(call, format.text, args), deepSteps(call))
      : unknown('a format that is not known', call.steps)
  })
  table.set('fmt.Sprint', (call) => partialOf(sprint(call), deepSteps(call)))
  table.set('fmt.Sprintln', (call) => partialOf(sprintln(call), deepSteps(call)))
  table.set('fmt.Errorf', (call) => {
    const [format, ...args] = call.args
    if (format?.kind !== 'string') return unknown('fmt.Errorf')
    const text = sprintf(call, format.text.replaceAll('%w', '%v'), args)
    return objectOf('error', { text: text.map((part) => part ?? '?').join(''), at: 0, more: undefined }, call.steps)
  })
  for (const name of ['Print', 'Printf', 'Println'])
    table.set(`fmt.${name}`, () => tupleOf([unknown('a count'), unknown('an error')]))
}

/** The steps of what goes in, and of the elements of its lists. */
function deepSteps(call: Call): Value['steps'] {
  let { steps } = call
  for (const arg of call.args) {
    if (arg.kind !== 'slice' || arg.store.bytes !== undefined) continue
    for (const element of elementsOf(arg) ?? []) steps = joinSteps(steps, stepsOf(element))
  }
  return steps
}

type Parts = (string | undefined)[]

/** In a loop: the parts of a list may be more than a call takes arguments. */
function addAll(to: Parts, parts: Parts): void {
  for (const part of parts) to.push(part)
}

interface Verb {
  readonly verb: string
  readonly minus: boolean
  readonly plus: boolean
  readonly named: boolean
  readonly sharp: boolean
  readonly space: boolean
  readonly zero: boolean
  readonly width: number | undefined
  readonly precision: number | undefined
  /** Below a field that is not exported: its methods are not called. */
  readonly hidden: boolean
}

function sprintf(call: Call, format: string, args: readonly Value[]): Parts {
  const out: Parts = []
  let next = 0
  let at = 0
  let reordered = false
  let size = 0
  while (at < format.length) {
    const percent = format.indexOf('%', at)
    if (percent < 0) break
    out.push(format.slice(at, percent))
    const match = /^([-+# 0]*)(\[\d+\])?(\*|\d+)?(?:\.(\[\d+\])?(\*|\d+)?)?(\[\d+\])?/.exec(
      format.slice(percent + 1, percent + 40),
    )
    const [all = '', flags = '', index1, width, index2, precision, index3] = match ?? []
    at = percent + 1 + all.length
    const { verb, length } = verbAt(format, at)
    at += length
    if (verb === '') {
      out.push('%!(NOVERB)')
      break
    }
    const take = (index: string | undefined): Value | undefined => {
      if (index !== undefined) {
        next = Number(index.slice(1, -1)) - 1
        reordered = true
      }
      return args[next++]
    }
    const wide = width === '*' ? numberIn(take(index1)) : width === undefined ? undefined : Number(width)
    const dotted = all.includes('.')
    const exact =
      precision === '*'
        ? numberIn(take(index2))
        : precision === undefined
          ? dotted
            ? 0
            : undefined
          : Number(precision)
    if ((wide ?? 0) > 100_000 || (exact ?? 0) > 100_000) checkSize(Infinity)
    if (verb === '%') {
      out.push('%')
      continue
    }
    const arg = take(index3 ?? (width === '*' ? undefined : index1))
    const minus = flags.includes('-') || (wide ?? 0) < 0
    const spec: Verb = {
      verb,
      minus,
      // Of %+v it asks for the names of fields, not for signs.
      plus: flags.includes('+') && verb !== 'v',
      named: flags.includes('+') && verb === 'v',
      sharp: flags.includes('#'),
      space: flags.includes(' '),
      zero: flags.includes('0') && !minus,
      width: wide === undefined ? undefined : Math.abs(wide),
      precision: exact,
      hidden: false,
    }
    if (arg === undefined) out.push(`%!${verb}(MISSING)`)
    else addAll(out, formatted(call, spec, arg, 0))
    size += (out.at(-1)?.length ?? 0) + 1
    checkSize(size)
  }
  out.push(format.slice(at > format.length ? format.length : at))
  if (!reordered && next < args.length) {
    const extra = args.slice(next).map(
      (arg) =>
        `${nameOf(arg)}=${plain(call, arg)
          .map((part) => part ?? '?')
          .join('')}`,
    )
    out.push(`%!(EXTRA ${extra.join(', ')})`)
  }
  return out
}

function verbAt(format: string, at: number): { readonly verb: string; readonly length: number } {
  const [rune] = runesOf(format.slice(at, at + 4))
  const verb = rune === undefined ? '' : encodeRune(rune)
  return { verb, length: verb.length }
}

function sprint(call: Call): Parts {
  const out: Parts = []
  call.args.forEach((arg, i) => {
    const before = call.args[i - 1]
    // A space between operands when neither is a string.
    if (before !== undefined && !isText(before) && !isText(arg)) out.push(' ')
    addAll(out, plain(call, arg))
  })
  return out
}

function sprintln(call: Call): Parts {
  return [...call.args.flatMap((arg, i) => (i === 0 ? plain(call, arg) : [' ', ...plain(call, arg)])), '\n']
}

function isText(value: Value): boolean {
  return (
    value.kind === 'string' ||
    value.kind === 'partial' ||
    (value.kind === 'unknown' && typeName(value.type) === 'string')
  )
}

const PLAIN: Verb = {
  verb: 'v',
  minus: false,
  plus: false,
  named: false,
  sharp: false,
  space: false,
  zero: false,
  width: undefined,
  precision: undefined,
  hidden: false,
}

function plain(call: Call, value: Value): Parts {
  return formatted(call, PLAIN, value, 0)
}

function nameOf(value: Value): string {
  return typeName(defaultType(value.type))
}

/** One operand as a verb shows it; `undefined` for what is not known. */
function formatted(call: Call, spec: Verb, value: Value, depth: number): Parts {
  if (depth > 8 || value.kind === 'unknown') return [undefined]
  if (spec.verb === 'T') return value.kind === 'nil' ? ['<nil>'] : [text(nameOf(value), { ...spec, verb: 's' })]
  if (value.kind === 'partial')
    return 'sv'.includes(spec.verb) && spec.width === undefined ? [...value.parts] : [undefined]
  if ('vsqxX'.includes(spec.verb) && !(spec.verb === 'v' && spec.sharp)) {
    // A method of the program or the library decides how it is shown.
    const own = shownBy(call, value, spec.hidden)
    if (own !== undefined) {
      return own.kind === 'string' ? [text(own.text, spec)] : own.kind === 'partial' ? [...own.parts] : [undefined]
    }
  }
  if (spec.verb === 'v' && spec.sharp) return [undefined]
  switch (value.kind) {
    case 'string':
      return [text(value.text, spec)]
    case 'int':
      return [integer(value, spec)]
    case 'float':
      return [floating(value.value, spec)]
    case 'bool':
      return [
        spec.verb === 'v' || spec.verb === 't'
          ? padded(String(value.value), spec)
          : wrong(value, padded(String(value.value), spec), spec),
      ]
    case 'nil':
      if (spec.verb !== 'v') return value.type.kind === 'unknown' ? [`%!${spec.verb}(<nil>)`] : [undefined]
      return [
        padded(
          underlying(value.type).kind === 'slice' ? '[]' : underlying(value.type).kind === 'map' ? 'map[]' : '<nil>',
          spec,
        ),
      ]
    case 'object':
      return value.name === 'error' && 'vs'.includes(spec.verb) ? [padded(value.state.text, spec)] : [undefined]
    case 'slice':
    case 'array':
      return list(call, spec, value, depth)
    case 'struct':
      return fields(call, spec, value, depth)
    case 'map':
      return entries(call, spec, value, depth)
    case 'pointer': {
      const to = value.place.get()
      return to.kind === 'struct' && depth === 0 && spec.verb === 'v'
        ? ['&', ...fields(call, spec, to, depth)]
        : [undefined]
    }
    default:
      return [undefined]
  }
}

function list(call: Call, spec: Verb, value: Value & { readonly kind: 'slice' | 'array' }, depth: number): Parts {
  const { store } = value
  const bytes = store.bytes === undefined ? undefined : bytesIn(value)
  if (bytes !== undefined && 'sqxX'.includes(spec.verb)) return [text(Buffer.from(bytes).toString('latin1'), spec)]
  const elements = elementsOf(value)
  if (elements === undefined || spec.verb === 'p') return [undefined]
  const out: Parts = ['[']
  elements.forEach((element, i) => {
    if (i > 0) out.push(' ')
    addAll(out, formatted(call, spec, element, depth + 1))
  })
  out.push(']')
  return out
}

function fields(call: Call, spec: Verb, value: Value & { readonly kind: 'struct' }, depth: number): Parts {
  const out: Parts = ['{']
  let first = true
  for (const [name, field] of value.fields) {
    if (!first) out.push(' ')
    first = false
    if (spec.named) out.push(`${name}:`)
    const hidden = spec.hidden || !/^\p{Lu}/u.test(name)
    addAll(out, formatted(call, hidden === spec.hidden ? spec : { ...spec, hidden }, field, depth + 1))
  }
  out.push('}')
  return out
}

function entries(call: Call, spec: Verb, value: Value & { readonly kind: 'map' }, depth: number): Parts {
  if (value.state.unknown) return [undefined]
  const sorted = [...value.entries.values()].toSorted((a, b) => compareKeys(a.key, b.key))
  const out: Parts = ['map[']
  sorted.forEach((entry, i) => {
    if (i > 0) out.push(' ')
    addAll(out, formatted(call, spec, entry.key, depth + 1))
    out.push(':')
    addAll(out, formatted(call, spec, entry.value, depth + 1))
  })
  out.push(']')
  return out
}

function compareKeys(a: Value, b: Value): number {
  if (a.kind === 'int' && b.kind === 'int') return a.value < b.value ? -1 : 1
  if (a.kind === 'string' && b.kind === 'string') return a.text < b.text ? -1 : 1
  return 0
}

function padded(shown: string, spec: Verb): string {
  const missing = (spec.width ?? 0) - runesOf(shown).length
  if (missing <= 0) return shown
  if (spec.minus) return shown + ' '.repeat(missing)
  return (spec.zero ? '0' : ' ').repeat(missing) + shown
}

function wrong(value: Value, shown: string, spec: Verb): string {
  return `%!${spec.verb}(${nameOf(value)}=${shown})`
}

function text(whole: string, spec: Verb): string {
  const cut =
    spec.precision === undefined || 'xX'.includes(spec.verb)
      ? whole
      : runesOf(whole).slice(0, spec.precision).map(encodeRune).join('')
  switch (spec.verb) {
    case 's':
    case 'v':
      return padded(cut, spec)
    case 'q':
      return padded(spec.sharp && !/[`\n\x7F]/.test(cut) ? `\`${cut}\`` : quoted(cut), spec)
    case 'x':
    case 'X': {
      const short = spec.precision === undefined ? whole : whole.slice(0, spec.precision)
      const hex = [...short].map((char) => char.charCodeAt(0).toString(16).padStart(2, '0'))
      const prefix = spec.sharp ? '0x' : ''
      const joined = spec.space
        ? hex.map((byte) => prefix + byte).join(' ')
        : (hex.length > 0 ? prefix : '') + hex.join('')
      return padded(spec.verb === 'X' ? joined.toUpperCase() : joined, spec)
    }
    default:
      return `%!${spec.verb}(string=${text(whole, { ...spec, verb: 'v' })})`
  }
}

function integer(value: Value & { readonly kind: 'int' }, spec: Verb): string | undefined {
  const n = value.value
  const bases: Readonly<Record<string, number>> = { d: 10, v: 10, b: 2, o: 8, O: 8, x: 16, X: 16 }
  const base = bases[spec.verb]
  if (base !== undefined) return digits(n, base, spec)
  switch (spec.verb) {
    case 'c':
      return padded(encodeRune(n >= 0n && n <= 0x10ffffn ? Number(n) : 0xfffd), spec)
    case 'q': {
      const char = encodeRune(n >= 0n && n <= 0x10ffffn ? Number(n) : 0xfffd)
      const inner = char === "'" ? "\\'" : char === '"' ? '"' : quoted(char).slice(1, -1)
      return padded(`'${inner}'`, spec)
    }
    case 'U': {
      const hex = n
        .toString(16)
        .toUpperCase()
        .padStart(Math.max(4, spec.precision ?? 4), '0')
      const shown = spec.sharp ? `U+${hex} '${encodeRune(Number(n))}'` : `U+${hex}`
      return padded(shown, { ...spec, zero: false })
    }
    default: {
      const bits = integerBits(value.type)
      return bits === undefined ? undefined : wrong(value, digits(n, 10, { ...spec, verb: 'v' }), spec)
    }
  }
}

function digits(n: bigint, base: number, spec: Verb): string {
  const negative = n < 0n
  let shown = (negative ? -n : n).toString(base)
  if (spec.verb === 'X') shown = shown.toUpperCase()
  if (spec.precision !== undefined) {
    if (spec.precision === 0 && n === 0n) return ' '.repeat(spec.width ?? 0)
    shown = shown.padStart(spec.precision, '0')
  }
  const sign = negative ? '-' : spec.plus ? '+' : spec.space ? ' ' : ''
  let prefix = ''
  if (spec.sharp && base === 16) prefix = spec.verb === 'X' ? '0X' : '0x'
  if (spec.sharp && base === 2) prefix = '0b'
  if (spec.sharp && spec.verb === 'o' && !shown.startsWith('0')) prefix = '0'
  if (spec.verb === 'O') prefix = '0o'
  if (spec.zero && spec.width !== undefined && spec.precision === undefined) {
    // Zeros stand behind the sign; a prefix is not counted.
    shown = shown.padStart(spec.width - sign.length, '0')
  }
  return padded(sign + prefix + shown, { ...spec, zero: false })
}

function floating(value: number, spec: Verb): string | undefined {
  const form = spec.verb === 'v' ? 'g' : spec.verb === 'F' ? 'f' : spec.verb
  // With # a float keeps zeros that are not needed, which is not done here.
  if (!'eEfgG'.includes(form) || spec.sharp) return undefined
  const precision = spec.precision ?? (form === 'g' || form === 'G' ? -1 : 6)
  let shown = formatFloat(value, form, precision)
  if (shown === undefined) return undefined
  if (!shown.startsWith('-')) shown = (spec.plus ? '+' : spec.space ? ' ' : '') + shown
  if (spec.zero && spec.width !== undefined && Number.isFinite(value)) {
    const sign = /^[+\- ]/.exec(shown)?.[0] ?? ''
    return sign + shown.slice(sign.length).padStart(spec.width - sign.length, '0')
  }
  return padded(shown, { ...spec, zero: false })
}
