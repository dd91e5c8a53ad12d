// Modules made up for tests of what is beside Go code: files of each format, and the facts about them as lines.
import type { ContentFact } from '../../src/gosource/facts.ts'
import { readContent } from '../../src/gosource/content/readcontent.ts'
import { readModule } from '../../src/gosource/package.ts'

/** The facts of a module, each as one line: `weight kind file:line what | values`. */
export function lines(files: Readonly<Record<string, string | Uint8Array>>): string[] {
  return facts(files).map(
    (fact) =>
      `${fact.weight} ${fact.kind} ${fact.file}:${fact.line} ${fact.what}${fact.values.map((value) => ` | ${value}`).join('')}`,
  )
}

export function facts(files: Readonly<Record<string, string | Uint8Array>>): readonly ContentFact[] {
  const all = new Map(
    Object.entries(files).map(([name, text]) => [name, typeof text === 'string' ? Buffer.from(text) : text]),
  )
  return readContent(
    all,
    readModule('example.com/m', all).packages.flatMap(({ scope }) => scope.files),
  )
}

/** Bytes without a form, always the same. */
export function noise(length: number): Buffer {
  const bytes = Buffer.alloc(length)
  let state = 0x9e3779b9
  for (let i = 0; i < length; i++) {
    state = Math.imul(state ^ (state >>> 15), 0x85ebca6b) + i
    state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35)
    bytes[i] = (state ^ (state >>> 16)) & 255
  }
  return bytes
}

/** An ELF header and zeros: type 1 is an object, 2 an executable. */
export function elf(type: number): Buffer {
  const bytes = Buffer.alloc(128)
  bytes.write('\u007FELF\u0002\u0001\u0001', 'latin1')
  bytes.writeUInt16LE(type, 16)
  bytes.writeUInt16LE(62, 18)
  return bytes
}

/** A PE program without sections. */
export function pe(): Buffer {
  const bytes = Buffer.alloc(256)
  bytes.write('MZ', 'latin1')
  bytes.writeUInt32LE(128, 60)
  bytes.write('PE\0\0', 128, 'latin1')
  return bytes
}

/** A COFF object with one section. */
export function coff(section: string, flags: number): Buffer {
  const bytes = Buffer.alloc(200)
  bytes.writeUInt16LE(0x8664, 0)
  bytes.writeUInt16LE(1, 2)
  bytes.write(section, 20, 'latin1')
  bytes.writeUInt32LE(16, 20 + 16)
  bytes.writeUInt32LE(60, 20 + 20)
  bytes.writeUInt32LE(flags, 20 + 36)
  return bytes
}
