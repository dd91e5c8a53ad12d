// The packages strconv, math, math/big, path, path/filepath and time, as far as they are pure.
import path from 'node:path/posix'
import { define, float, made, type Table } from './foldnative.ts'
import type { Call } from './foldmachine.ts'
import { basic, type Type } from './foldtype.ts'
import {
  boolOf,
  checkSize,
  errorOf,
  floatOf,
  intOf,
  nilOf,
  partialOf,
  partsOf,
  Stop,
  stringOf,
  tupleOf,
  unknown,
  type ObjectValue,
  type Value,
} from './foldvalue.ts'
import { formatFloat, quoted } from './foldformat.ts'
import { stringValue } from './literal.ts'

const INT64 = basic('int64')
const UINT64 = basic('uint64')

/** strconv. */
export function strconvFunctions(table: Table): void {
  define(table, 'strconv.Itoa', 'I', (_, n) => String(n))
  define(table, 'strconv.Atoi', 's', (_, s) => parsed(s, 10, 64, true, basic('int')))
  define(table, 'strconv.ParseInt', 'sii', (_, s, base, bits) => parsed(s, base, bits, true, INT64))
  define(table, 'strconv.ParseUint', 'sii', (_, s, base, bits) => parsed(s, base, bits, false, UINT64))
  define(table, 'strconv.FormatInt', 'Ii', (_, n, base) => (base >= 2 && base <= 36 ? n.toString(base) : undefined))
  define(table, 'strconv.FormatUint', 'Ii', (_, n, base) => (base >= 2 && base <= 36 ? n.toString(base) : undefined))
  define(table, 'strconv.FormatBool', 'B', (_, b) => String(b))
  define(table, 'strconv.ParseBool', 's', (_, s) => {
    const yes = ['1', 't', 'T', 'TRUE', 'true', 'True'].includes(s)
    const no = ['0', 'f', 'F', 'FALSE', 'false', 'False'].includes(s)
    return yes || no ? tupleOf([boolOf(yes), nilOf()]) : tupleOf([boolOf(false), errorOf('invalid syntax')])
  })
  define(table, 'strconv.ParseFloat', 'si', (_, s) => {
    const good = /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/.test(s)
    return good ? tupleOf([floatOf(Number(s)), nilOf()]) : tupleOf([floatOf(0), errorOf('invalid syntax')])
  })
  define(table, 'strconv.FormatFloat', 'fiii', (_, x, form, precision) =>
    formatFloat(x, String.fromCharCode(form), precision),
  )
  define(table, 'strconv.Quote', 's', (_, s) => quoted(s))
  define(table, 'strconv.Unquote', 's', (_, s) => {
    const plain =
      /^(?:`[^`]*`|"(?:[^"\\\n]|\\(?:[abfnrtv\\"]|x[0-9a-fA-F]{2}|[0-3][0-7]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}))*")$/.test(
        s,
      )
    const text = plain ? stringValue(s) : undefined
    if (text === undefined) return s.startsWith("'") ? undefined : tupleOf([stringOf(''), errorOf('invalid syntax')])
    return tupleOf([stringOf(text), nilOf()])
  })
}

/** path and path/filepath, as on Unix. */
export function pathFunctions(table: Table): void {
  for (const where of ['path', 'path/filepath']) {
    table.set(`${where}.Join`, (call) => {
      const known = call.args.filter((arg) => arg.kind !== 'string' || arg.text !== '')
      if (known.every((arg) => arg.kind === 'string'))
        return stringOf(known.length === 0 ? '' : cleaned(known.map((arg) => arg.text).join('/')), call.steps)
      // A hole stays a hole: what is not known may hold any number of elements.
      const parts = known.flatMap((arg, i) => [...(i === 0 ? [] : ['/']), ...partsOf(arg)])
      return partialOf(parts, call.steps)
    })
    define(table, `${where}.Clean`, 's', (_, s) => cleaned(s))
    define(table, `${where}.Base`, 's', (_, s) => (s === '' ? '.' : path.basename(s) || '/'))
    define(table, `${where}.Dir`, 's', (_, s) => cleaned(s.slice(0, s.lastIndexOf('/') + 1)))
    define(table, `${where}.Ext`, 's', (_, s) => {
      const dot = s.lastIndexOf('.')
      return dot > s.lastIndexOf('/') ? s.slice(dot) : ''
    })
    define(table, `${where}.IsAbs`, 's', (_, s) => s.startsWith('/'))
    define(table, `${where}.Split`, 's', (_, s) => {
      const at = s.lastIndexOf('/') + 1
      return tupleOf([stringOf(s.slice(0, at)), stringOf(s.slice(at))])
    })
  }
  table.set('os.ExpandEnv', (call) => {
    const [text] = call.args
    if (text?.kind !== 'string') return unknown('os.ExpandEnv', call.steps)
    const parts = text.text.split(/\$(?:\w+|\{\w+\})/).flatMap((part, i) => (i === 0 ? [part] : [undefined, part]))
    return partialOf(parts, call.steps)
  })
  define(table, 'path/filepath.ToSlash', 's', (_, s) => s)
  define(table, 'path/filepath.FromSlash', 's', (_, s) => s)
}

function cleaned(name: string): string {
  const clean = path.normalize(name)
  return clean.length > 1 && clean.endsWith('/') ? clean.slice(0, -1) : clean
}

/** math: constants and what has no surprises. */
export function mathFunctions(table: Table, values: Map<string, () => Value>, types: Map<string, Type>): void {
  const one: Readonly<Record<string, (x: number) => number>> = {
    Abs: Math.abs,
    Ceil: Math.ceil,
    Floor: Math.floor,
    Sqrt: Math.sqrt,
    Trunc: Math.trunc,
  }
  for (const [name, run] of Object.entries(one)) define(table, `math.${name}`, 'f', (_, x) => float(run(x)))
  define(table, 'math.Pow', 'ff', (_, x, y) => float(x ** y))
  define(table, 'math.Max', 'ff', (_, x, y) => float(Math.max(x, y)))
  define(table, 'math.Min', 'ff', (_, x, y) => float(Math.min(x, y)))
  define(table, 'math.Mod', 'ff', (_, x, y) => float(x % y))
  const untyped = basic('untyped int')
  const constant = (name: string, value: bigint): unknown =>
    values.set(`math.${name}`, () => intOf(value, undefined, untyped))
  for (const bits of [8, 16, 32, 64]) {
    const top = 1n << BigInt(bits - 1)
    constant(`MaxInt${bits}`, top - 1n)
    constant(`MinInt${bits}`, -top)
    constant(`MaxUint${bits}`, top * 2n - 1n)
  }
  constant('MaxInt', (1n << 63n) - 1n)
  constant('MinInt', -(1n << 63n))
  constant('MaxUint', (1n << 64n) - 1n)
  for (const [name, value] of [
    ['Pi', Math.PI],
    ['E', Math.E],
  ] as const) {
    values.set(`math.${name}`, () => floatOf(value, undefined, basic('untyped float')))
  }
  types.set('time.Duration', INT64)
  types.set('time.Month', basic('int'))
  types.set('time.Weekday', basic('int'))
  const duration: Type = { kind: 'named', name: 'time.Duration', entity: undefined, underlying: INT64 }
  const durations = { Nanosecond: 1, Microsecond: 1e3, Millisecond: 1e6, Second: 1e9, Minute: 6e10, Hour: 36e11 }
  for (const [name, value] of Object.entries(durations)) {
    values.set(`time.${name}`, () => intOf(BigInt(value), undefined, duration))
  }
  for (const name of ['unicode.MaxRune', 'unicode/utf8.MaxRune']) {
    values.set(name, () => intOf(0x10ffff, undefined, basic('untyped rune')))
  }
  for (const name of ['unicode.ReplacementChar', 'unicode/utf8.RuneError']) {
    values.set(name, () => intOf(0xfffd, undefined, basic('untyped rune')))
  }
  for (const name of ['os.PathSeparator', 'path/filepath.Separator']) {
    values.set(name, () => intOf(47, undefined, basic('untyped rune')))
  }
  for (const [name, bits] of [['os.ModePerm', 0o777]] as const) values.set(name, () => intOf(bits, undefined, untyped))
  types.set('os.FileMode', basic('uint32'))
  types.set('io/fs.FileMode', basic('uint32'))
  for (const [at, code] of [
    ['Get', 'GET'],
    ['Post', 'POST'],
    ['Put', 'PUT'],
    ['Delete', 'DELETE'],
    ['Head', 'HEAD'],
    ['Patch', 'PATCH'],
  ]) {
    values.set(`net/http.Method${at}`, () => stringOf(code ?? '', undefined, basic('untyped string')))
  }
}

/** math/big.Int. A number has at most 65,536 bits. */
export function bigFunctions(table: Table, zeros: Map<string, () => Value>): void {
  zeros.set('math/big.Int', () => bigInt(0n))
  define(table, 'math/big.NewInt', 'I', (_, n) => pointerTo(bigInt(n)))
  const two: Readonly<Record<string, (x: bigint, y: bigint) => bigint | undefined>> = {
    Add: (x, y) => x + y,
    Sub: (x, y) => x - y,
    Mul: (x, y) => x * y,
    Quo: (x, y) => (y === 0n ? undefined : x / y),
    Rem: (x, y) => (y === 0n ? undefined : x % y),
    // Euclidean: the remainder is never negative.
    Div: (x, y) => (y === 0n ? undefined : (x - euclid(x, y)) / y),
    Mod: (x, y) => (y === 0n ? undefined : euclid(x, y)),
    And: (x, y) => x & y,
    Or: (x, y) => x | y,
    Xor: (x, y) => x ^ y,
  }
  const set = (self: ObjectValue, value: bigint | undefined, call: Call): Value | undefined => {
    if (value === undefined) return undefined
    if ((value < 0n ? -value : value) >> 65536n > 0n) throw new Stop('limit: a number too large', true)
    numbers(self).value = value
    return { ...pointerTo(self), steps: call.steps }
  }
  for (const [name, run] of Object.entries(two)) {
    define(table, `math/big.Int.${name}`, 'ooo', (call, self, x, y) =>
      set(self, run(numbers(x).value, numbers(y).value), call),
    )
  }
  define(table, 'math/big.Int.Exp', 'ooov', (call, self, x, y, mod) => {
    const by = mod.kind === 'pointer' ? mod.place.get() : mod
    const modulus = by.kind === 'object' ? numbers(by).value : 0n
    return set(self, power(numbers(x).value, numbers(y).value, modulus), call)
  })
  define(table, 'math/big.Int.Lsh', 'ooi', (call, self, x, n) =>
    n > 65536 ? undefined : set(self, numbers(x).value << BigInt(n), call),
  )
  define(table, 'math/big.Int.Rsh', 'ooi', (call, self, x, n) => set(self, numbers(x).value >> BigInt(n), call))
  define(table, 'math/big.Int.Neg', 'oo', (call, self, x) => set(self, -numbers(x).value, call))
  define(table, 'math/big.Int.Set', 'oo', (call, self, x) => set(self, numbers(x).value, call))
  define(table, 'math/big.Int.SetInt64', 'oI', (call, self, n) => set(self, n, call))
  define(table, 'math/big.Int.SetUint64', 'oI', (call, self, n) => set(self, n, call))
  define(table, 'math/big.Int.SetBytes', 'ob', (call, self, b) =>
    set(self, BigInt(`0x0${Buffer.from(b).toString('hex')}`), call),
  )
  define(table, 'math/big.Int.SetString', 'osi', (call, self, s, base) => {
    checkSize(s.length * 16)
    const value = integer(s, base)
    const result = value === undefined ? undefined : set(self, value, call)
    return tupleOf(result === undefined ? [nilOf(), boolOf(false)] : [result, boolOf(true)])
  })
  define(table, 'math/big.Int.Bytes', 'o', (_, self) => {
    const { value } = numbers(self)
    const hex = (value < 0n ? -value : value).toString(16)
    return value === 0n ? new Uint8Array() : new Uint8Array(Buffer.from(hex.length % 2 === 1 ? `0${hex}` : hex, 'hex'))
  })
  define(table, 'math/big.Int.String', 'o', (_, self) => numbers(self).value.toString())
  define(table, 'math/big.Int.Text', 'oi', (_, self, base) =>
    base >= 2 && base <= 36 ? numbers(self).value.toString(base) : undefined,
  )
  define(table, 'math/big.Int.Int64', 'o', (_, self) => intOf(numbers(self).value, undefined, INT64))
  define(table, 'math/big.Int.Uint64', 'o', (_, self) => intOf(numbers(self).value, undefined, UINT64))
  define(table, 'math/big.Int.Sign', 'o', (_, self) => sign(numbers(self).value))
  define(table, 'math/big.Int.Cmp', 'oo', (_, self, y) => sign(numbers(self).value - numbers(y).value))
  define(table, 'math/big.Int.BitLen', 'o', (_, self) => {
    const { value } = numbers(self)
    return value === 0n ? 0 : (value < 0n ? -value : value).toString(2).length
  })
}

function sign(value: bigint): number {
  return value < 0n ? -1 : value > 0n ? 1 : 0
}

function euclid(x: bigint, y: bigint): bigint {
  const rest = x % y
  return rest < 0n ? rest + (y < 0n ? -y : y) : rest
}

function power(x: bigint, y: bigint, modulus: bigint): bigint | undefined {
  if (y < 0n || y > 65536n * 16n) return undefined
  if (modulus === 0n && y * BigInt((x < 0n ? -x : x).toString(2).length) > 65536n) return undefined
  if (modulus === 0n) return x ** y
  let result = 1n
  let base = euclid(x, modulus)
  for (let n = y; n > 0n; n >>= 1n) {
    if ((n & 1n) === 1n) result = (result * base) % modulus
    base = (base * base) % modulus
  }
  return euclid(result, modulus)
}

function bigInt(value: bigint): ObjectValue {
  return made('math/big.Int', '', { value })
}

/** The number in a big.Int. */
function numbers(of: ObjectValue): { value: bigint } {
  const { more } = of.state
  if (of.name !== 'math/big.Int' || typeof more !== 'object' || more === null || !('value' in more))
    throw new Stop('no big.Int', false)
  return more as { value: bigint } // bigInt alone makes it
}

function pointerTo(value: Value): Value {
  let held = value
  return {
    kind: 'pointer',
    place: { get: () => held, set: (to) => (held = to) },
    type: { kind: 'pointer', elem: value.type },
    steps: [],
  }
}

/** The digits of a base, with a prefix where the base is 0; `undefined` where they are none. */
function integer(text: string, base: number): bigint | undefined {
  const match = /^([+-]?)(0[xX]|0[bB]|0[oO]|0(?=[0-7_])|)([0-9a-zA-Z_]+)$/.exec(text)
  if (match === null) return undefined
  let radix = base
  let digits = `${match[2] ?? ''}${match[3] ?? ''}`
  if (base === 0) {
    const prefix = (match[2] ?? '').toLowerCase()
    radix = prefix === '0x' ? 16 : prefix === '0b' ? 2 : prefix === '' ? 10 : 8
    digits = (match[3] ?? '').replaceAll('_', '')
  }
  if (radix < 2 || radix > 36 || digits.length > 20_000) return undefined
  let value = 0n
  if (radix === 16 && /^[0-9a-fA-F]+$/.test(digits)) value = BigInt(`0x${digits}`)
  else if (radix === 10 && /^[0-9]+$/.test(digits)) value = BigInt(digits)
  else {
    for (const char of digits) {
      const digit = Number.parseInt(char, 36)
      if (Number.isNaN(digit) || digit >= radix) return undefined
      value = value * BigInt(radix) + BigInt(digit)
    }
  }
  return match[1] === '-' ? -value : value
}

function parsed(text: string, base: number, bits: number, signed: boolean, type: Type): Value {
  const value = !signed && /^[+-]/.test(text) ? undefined : integer(text, base)
  const width = BigInt(bits === 0 ? 64 : bits)
  const [low, high] = signed ? [-(1n << (width - 1n)), (1n << (width - 1n)) - 1n] : [0n, (1n << width) - 1n]
  if (value === undefined)
    return tupleOf([intOf(0n, undefined, type), errorOf(`parsing ${quoted(text)}: invalid syntax`)])
  if (value < low || value > high) {
    return tupleOf([
      intOf(value < low ? low : high, undefined, type),
      errorOf(`parsing ${quoted(text)}: value out of range`),
    ])
  }
  return tupleOf([intOf(value, undefined, type), nilOf()])
}
