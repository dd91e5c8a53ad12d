// Mutations: a new input from one that is known, by changes of bytes, words, numbers and lines.
import { utf8 } from '../../src/base/bytes.ts'
import type { Generator } from '../../test/support/generate.ts'

/** What mutations draw from. */
export interface Material {
  readonly random: Generator
  readonly dictionary: readonly Uint8Array[]
  /** Another known input, to splice with. */
  readonly other: () => Uint8Array
  readonly maxBytes: number
}

/** `input` with one to eight mutations; never longer than `maxBytes`. */
export function mutate(input: Uint8Array, material: Material): Uint8Array {
  const { random, maxBytes } = material
  let bytes: Buffer = Buffer.from(input)
  for (let n = 1 + random.below(random.below(4) === 0 ? 8 : 3); n > 0; n--) {
    bytes = random.pick(mutations)(bytes, material)
    if (bytes.length > maxBytes) bytes = bytes.subarray(0, maxBytes)
  }
  return bytes
}

type Mutation = (bytes: Buffer, material: Material) => Buffer

const bytesOfInterest = [0, 1, 0x7f, 0x80, 0xff, 0xc3, 0xed, 0x0a, 0x0d, 0x20, 0x21, 0x22, 0x2f, 0x5c, 0x2e, 0x30, 0x41]
const numbersOfInterest = (
  '0 1 -1 00 7 8 9 10 99 100 255 256 999 1000 65535 65536 2147483647 2147483648 4294967295 4294967296 1e9 0x10 1.5 ' +
  '9007199254740991 9007199254740992 9223372036854775807 18446744073709551616 99999999999999999999999'
)
  .split(' ')
  .map(utf8)
// Spaces, letters that fold into ASCII, marks and characters of two units: where JavaScript and Go may differ.
const characters = [
  '\u0085',
  '\u00a0',
  '\u1680',
  '\u2028',
  '\u3000',
  '\ufeff',
  '\u017f',
  '\u212a',
  '\u0130',
  '\u{1f600}',
]
  .concat(['\u00e9', 'e\u0301', '\ufffd', '\u200b', '\u202e', '\u00df', '\u{10ffff}', '\u0000', '\u001b[31m'])
  .map(utf8)

const mutations: readonly Mutation[] = [
  // A bit, a byte.
  (bytes, { random }) => changed(bytes, random, (byte) => byte ^ (1 << random.below(8))),
  (bytes, { random }) => changed(bytes, random, () => random.pick(bytesOfInterest)),
  (bytes, { random }) => changed(bytes, random, (byte) => byte + 1 + random.below(255)),
  (bytes, { random }) => inserted(bytes, random, Buffer.from([random.pick(bytesOfInterest)])),
  // A run of bytes: removed, doubled, moved, repeated.
  removed,
  removed,
  (bytes, { random }) => inserted(bytes, random, range(bytes, random, 64)),
  (bytes, { random }) => overwritten(bytes, random, range(bytes, random, 64)),
  (bytes, { random, maxBytes }) => {
    const piece = range(bytes, random, 32)
    const room = Math.max(0, maxBytes - bytes.length)
    const times = 1 + random.below(random.below(16) === 0 ? 1 + Math.floor(room / Math.max(1, piece.length)) : 16)
    return inserted(bytes, random, Buffer.concat(Array.from({ length: times }, () => piece)))
  },
  // Words.
  word,
  word,
  word,
  (bytes, material) => overwritten(bytes, material.random, wordOf(material)),
  (bytes, { random }) => inserted(bytes, random, random.pick(characters)),
  // Numbers in text, and in little- and big-endian binary.
  number,
  number,
  (bytes, { random }) => {
    const width = random.pick([2, 4, 8])
    if (bytes.length < width) return bytes
    const at = random.below(bytes.length - width + 1)
    const value = random.pick([0n, 1n, 0x7fn, 0xffn, 0xffffn, 0x7fffffffn, 0xffffffffn, BigInt(bytes.length), -1n])
    const out = Buffer.from(bytes)
    for (let i = 0; i < width; i++) {
      const shift = BigInt(8 * (random.below(2) === 0 ? i : width - 1 - i))
      out[at + i] = Number((value >> shift) & 0xffn)
    }
    return out
  },
  // Lines.
  lines,
  lines,
  // Two inputs.
  (bytes, { random, other }) => {
    const tail = other()
    return Buffer.concat([
      bytes.subarray(0, random.below(bytes.length + 1)),
      tail.subarray(random.below(tail.length + 1)),
    ])
  },
  (bytes, { random, other }) => inserted(bytes, random, range(Buffer.from(other()), random, 128)),
  (bytes, { random }) => changed(bytes, random, (byte) => (isLetter(byte) ? byte ^ 0x20 : byte)),
]

function changed(bytes: Buffer, random: Generator, change: (byte: number) => number): Buffer {
  if (bytes.length === 0) return bytes
  const at = random.below(bytes.length)
  const out = Buffer.from(bytes)
  out[at] = change(out[at] ?? 0) & 0xff
  return out
}

function inserted(bytes: Buffer, random: Generator, piece: Uint8Array): Buffer {
  const at = random.below(bytes.length + 1)
  return Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)])
}

function overwritten(bytes: Buffer, random: Generator, piece: Uint8Array): Buffer {
  const at = random.below(bytes.length + 1)
  return Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at + piece.length)])
}

function removed(bytes: Buffer, { random }: Material): Buffer {
  const at = random.below(bytes.length + 1)
  return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random.below(random.below(3) === 0 ? 64 : 4))])
}

function range(bytes: Buffer, random: Generator, most: number): Buffer {
  const at = random.below(bytes.length + 1)
  return bytes.subarray(at, at + 1 + random.below(most))
}

function word(bytes: Buffer, material: Material): Buffer {
  return inserted(bytes, material.random, wordOf(material))
}

function wordOf({ random, dictionary }: Material): Uint8Array {
  return dictionary.length === 0 ? random.pick(characters) : random.pick(dictionary)
}

function number(bytes: Buffer, { random }: Material): Buffer {
  const start = random.below(bytes.length + 1)
  for (let at = start; at < bytes.length; at++) {
    if (!isDigit(bytes[at])) continue
    let end = at
    while (isDigit(bytes[end])) end++
    return Buffer.concat([bytes.subarray(0, at), random.pick(numbersOfInterest), bytes.subarray(end)])
  }
  return bytes
}

function lines(bytes: Buffer, { random }: Material): Buffer {
  const all = bytes.toString('latin1').split('\n')
  const at = random.below(all.length)
  const to = random.below(all.length)
  const line = all[at] ?? ''
  switch (random.below(4)) {
    case 0:
      all.splice(at, 1)
      break
    case 1:
      all.splice(to, 0, line)
      break
    case 2:
      all[at] = all[to] ?? ''
      all[to] = line
      break
    default:
      all[at] = line + (all[to] ?? '')
  }
  return Buffer.from(all.join('\n'), 'latin1')
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39
}

function isLetter(byte: number): boolean {
  return (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a)
}
