// Texts like go.sum files, right ones and wrong ones, for differential tests and fuzzing.
import { createHash } from 'node:crypto'
import { utf8 } from '../../src/base/bytes.ts'
import type { Generator } from '../../test/support/generate.ts'

const hash = (text: string): string => `h1:${createHash('sha256').update(text).digest('base64')}`

/** Fields, separators and ends of lines. */
export const sumPieces: readonly string[] = [
  ['example.com/a', 'example.com/a/v2', 'rsc.io/Q', 'gopkg.in/yaml.v3', '../x', '!', 'é.example/m', 'a.b/c\0'],
  ['v1.0.0', 'v1.0.0/go.mod', 'v2.0.0+incompatible/go.mod', 'v0.0.0-20200101000000-abcdefabcdef', 'v1', '/go.mod'],
  [hash('a'), hash('b'), 'h1:', 'h2:x', 'h9:y', 'h1:G7mAYYxgmS0lVkHyy2hEOLQCFB0DlQFTMLWggykrydY=', 'H1:A='],
  [' ', ' ', '\t', '  ', '\v', '\f', '\u0085', '\u00a0', '\u1680', '\u2003', '\u2028', '\u3000', '\u200b', '\ufeff'],
  ['\n', '\n', '\r\n', '\r', '\n\n', ' \n'],
].flat()

/** A text of chance: mostly lines of three fields, a few of them changed; some bytes are not UTF-8. */
export function sumText(random: Generator): Uint8Array {
  const paths = sumPieces.slice(0, 8)
  const versions = sumPieces.slice(8, 14)
  const hashes = sumPieces.slice(14, 21)
  let text = ''
  for (let n = random.below(6); n >= 0; n--) {
    const space = (): string => (random.below(12) === 0 ? random.pick(sumPieces) : ' ')
    text += `${random.pick(paths)}${space()}${random.pick(versions)}${space()}${random.pick(hashes)}`
    text += random.below(8) === 0 ? random.pick(sumPieces) : '\n'
  }
  for (let n = random.below(3); n > 0; n--) {
    const at = random.below(text.length)
    text = text.slice(0, at) + random.pick(sumPieces) + text.slice(at + random.below(4))
  }
  const bytes = utf8(text)
  if (random.below(16) === 0)
    bytes[random.below(bytes.length)] = random.pick([0x85, 0xa0, 0xff, 0xc2, 0xe2, 0x80, 0xf0])
  return bytes
}
